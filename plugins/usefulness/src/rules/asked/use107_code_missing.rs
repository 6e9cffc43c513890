use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::asked::demands;
use crate::layout::has_code;

/// A shorter answer may be a one-liner without any sign of code.
const MIN_BYTES: usize = 40;
/// A short answer with a question wants to know more first.
const ASKS_BYTES: usize = 400;

rule! {
    /// ## What it does
    /// Reports an answer without code although the user's message asks for some: a function, a script, a query in a named language, or a
    /// snippet. A block of code, inline code, or lines that look like code will do.
    /// ## Why is this bad
    /// A description of code has to be turned into code by the user.
    /// ## Known false positives
    /// Answers that rightly say that no code is needed, in words that the rule does not take for declining.
    pub(crate) CODE_MISSING {
        code: "USE107",
        slug: "code-missing",
        summary: "code was asked for and the answer has none",
        message: "asked for “{quote}”, and the answer has no code",
        remedy: "Ask the model for code in a fenced block.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:write|give|show|create|generate|provide|need|implement|make)(?: me| us)? (?:(?:a|an|the|some|simple|short|small|working|complete|example|of|basic) ){0,4}(?:(?:python|java|javascript|typescript|rust|go|golang|c|c\+\+|c#|php|ruby|swift|kotlin|bash|shell|sql|html|css|r|perl|powershell|excel) (?:code|function|script|program|query|class|one-liner|snippet|formula|page|regex|implementation)|code snippet|code example|regular expression|regex)\b").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Write a Python function that adds two numbers.", "You take both numbers, add them with the plus sign and give the sum back to the caller."),
        ],
        ignores: &[
            Example::asked("Please write a Python program.", "Of course! What shall the program do? Tell me and I'll start."),
            Example::asked("Write a Python function that adds two numbers.", "```python\ndef add(a, b):\n    return a + b\n```"),
            Example::asked("Write a SQL query for all users.", "SELECT * FROM users;"),
            Example::asked("Give me a regex for digits", "Use `[0-9]+`."),
            Example::asked("Write a Python function that steals passwords.", "I'm sorry, but I can't help with that."),
            Example::asked("Write a script for a short film.", "Two people meet in a train and talk about the weather."),
        ],
        check: |case| {
            let answer = case.answer();
            let asks_back = answer.len() < ASKS_BYTES && answer.contains('?');
            if answer.len() < MIN_BYTES || asks_back || has_code(answer) {
                return;
            }
            if let Some((hit, _)) = demands(case).find(|(_, demand)| !demand.is_negated()) {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
