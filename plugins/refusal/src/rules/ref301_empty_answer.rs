use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Wake, rule};

rule! {
    /// ## What it does
    /// Reports answers without content: nothing at all, or only white space, punctuation and code fences.
    /// A symbol or an emoji is content. An answer that the model ended in order to call a tool is not
    /// reported.
    /// ## Why is this bad
    /// The user sees nothing, and the application may take it for success.
    /// ## Known false positives
    /// An operator or a punctuation mark as the whole answer to a question about it (“`!`”).
    pub(crate) EMPTY_ANSWER {
        code: "REF301",
        slug: "empty-answer",
        summary: "the answer is empty",
        message: "the answer has no content",
        remedy: "Check the model's stop sequences, token limit and filters; retry before showing it.",
        dimension: Dimension::Usefulness,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[],
        patterns: &[Pattern::regex(r"\A[^0-9A-Za-z]+\z")],
        fires: &[
            Example::answer(""),
            Example::answer(" \n\t"),
            Example::answer("…"),
            Example::answer("```json\n```"),
            Example::json(r#"{"answer": "\u200b\u200b", "finish_reason": "stop"}"#),
        ],
        ignores: &[
            Example::answer("No."),
            Example::answer("4"),
            Example::answer("👍"),
            Example::answer("はい。"),
            Example::answer("≥"),
            Example::json(r#"{"answer": "", "finish_reason": "tool_calls"}"#),
        ],
        check: |case| {
            let known = matches!(case.input_state(Input::Answer), "present" | "empty");
            let calls = matches!(case.attribute("finish-reason").as_deref(), Some("tool_calls" | "function_call" | "tool_use"));
            let mut lines = case.answer().lines().filter(|line| !line.trim_start().starts_with("```"));
            if known && !calls && lines.all(|line| line.chars().all(says_nothing)) {
                case.report(Finding::whole());
            }
        },
        extra: Extra {
            wake: &[Wake::Hit, Wake::AnswerLength(32)],
            tags: &["form"],
            references: &["CWE-1426"],
            ..Extra::NONE
        },
    }
}

/// White space, punctuation, and characters that cannot be seen.
fn says_nothing(c: char) -> bool {
    let punctuation = matches!(
        c,
        '…' | '–'
            | '—'
            | '‘'
            | '’'
            | '“'
            | '”'
            | '«'
            | '»'
            | '¿'
            | '¡'
            | '•'
            | '·'
            | '。'
            | '、'
            | '！'
            | '？'
    );
    let invisible = matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    c.is_whitespace() || c.is_control() || c.is_ascii_punctuation() || punctuation || invisible
}
