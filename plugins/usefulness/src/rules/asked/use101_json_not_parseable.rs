use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use serde::de::IgnoredAny;

use crate::asked::report;
use crate::layout::blocks;

rule! {
    /// ## What it does
    /// Reports an answer without parseable JSON although the user's message asks for the answer in JSON. JSON in a block of code
    /// counts, and so does an object or a list with text around it; one JSON text per line counts where JSON Lines were asked for.
    /// Messages that ask for a program which reads or writes JSON are left alone, and so are answers that decline or ask back.
    /// ## Why is this bad
    /// What asked for JSON is often a program, and a program stops at the first missing bracket.
    /// ## Known false positives
    /// JSON with comments or trailing commas, which some readers accept.
    pub(crate) JSON_NOT_PARSEABLE {
        code: "USE101",
        slug: "json-not-parseable",
        summary: "JSON was asked for and the answer has none that parses",
        message: "asked for “{quote}”, and the answer has no parseable JSON",
        remedy: "Use the model's structured output, or parse and retry before the answer is used.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:in|as|into|to|output|return|with|using|valid|give me|only|format:?) (?:(?:a|an|the|only|just|valid|raw|strict|plain|single|well-formed|pure|one|minified) ){0,4}JSON\b(?: (?:object|array|format|lines|list|only))?").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("List the planets with their moons in JSON format.", "Mercury has no moon, the Earth has one."),
            Example::asked("Answer with valid JSON only: name and age.", "{\"name\": \"Ada\", \"age\": 36"),
            Example::asked("Return the result as JSON.", "```json\n{name: Ada}\n```"),
        ],
        ignores: &[
            Example::asked("Answer with valid JSON only: name and age.", "{\"name\": \"Ada\", \"age\": 36}"),
            Example::asked("Return the result as JSON.", "Here it is:\n```json\n[1, 2]\n```\nAnything else?"),
            Example::asked("Return the result as JSON.", "Sure: {\"a\": [1, 2]} is the result."),
            Example::asked("Write a function that returns valid JSON.", "Use the module json and call dumps."),
            Example::asked("Give me the names as JSON.", "I'm sorry, but I can't share the names."),
            Example::asked("Give me two JSON lines in JSON Lines format.", "{\"a\": 1}\n{\"a\": 2}"),
            Example::asked("What is the capital of Austria?", "Vienna."),
        ],
        check: |case| report(case, |_, answer| !has_json(answer)),
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}

/// Whether a text is JSON, has a block of it, or an object or a list that parses.
fn has_json(answer: &str) -> bool {
    let parses = |text: &str| {
        let text = text.trim();
        text.starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
    };
    let lines = |text: &str| {
        text.trim().starts_with('{') && text.trim().lines().filter(|line| !line.trim().is_empty()).all(parses)
    };
    let within = || {
        let bounds = [('{', '}'), ('[', ']')].map(|(open, close)| answer.find(open).zip(answer.rfind(close)));
        bounds.into_iter().flatten().any(|(start, end)| start < end && parses(&answer[start..=end]))
    };
    parses(answer) || lines(answer) || blocks(answer).into_iter().any(|block| parses(block) || lines(block)) || within()
}
