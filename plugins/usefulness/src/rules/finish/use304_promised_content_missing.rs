use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::layout::in_code;

rule! {
    /// ## What it does
    /// Reports an answer that ends at a promise of content: *Here is the table:*, and nothing follows, or nothing but a courtesy
    /// (*Let me know if you need more*). Answers that are cut off anywhere else are REF302's, which may report the same end.
    /// ## Why is this bad
    /// What the user asked for was announced and is not there.
    /// ## Known false positives
    /// Content that the application shows beside the answer, such as a picture or a file.
    pub(crate) PROMISED_CONTENT_MISSING {
        code: "USE304",
        slug: "promised-content-missing",
        summary: "the answer announces something and nothing follows",
        message: "announces and does not give: “{quote}”",
        remedy: "Retry; look whether a step removes blocks of code or tables from answers.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:here(?:['’]s| is| are)|(?:below|following) (?:is|are)|as follows|see below|the following)\b[^\n.?!]{0,100}:[*_ ]*\s*\z"),
            Pattern::regex(r"(?i)\b(?:here(?:['’]s| is| are)|below (?:is|are)) (?:the|your|an?|some|my|five|three|ten|several|that)\b[^\n.?!]{0,100}:[*_ ]*\s*\n\s*(?:let me know|i hope|please let|feel free|is there anything|if you (?:have|need|would)|hope (?:this|that))[^\n]{0,200}\s*\z"),
        ],
        fires: &[
            Example::answer("Sure! Here is the table you asked for:"),
            Example::answer("Here are five ideas for your party:\n\nLet me know if you need more!"),
            Example::answer("The rates are as follows:\n"),
        ],
        ignores: &[
            Example::answer("Here is the table:\n| a | b |\n|---|---|\n| 1 | 2 |"),
            Example::answer("Here is what I know: nothing."),
            Example::answer("Here are two ideas:\n- A walk\n- A swim\n\nLet me know if you need more!"),
            Example::answer("Here you are."),
        ],
        check: |case| {
            let calls = matches!(case.attribute("finish-reason").as_deref(), Some("tool_calls" | "function_call" | "tool_use"));
            if let Some(hit) = case.hits().find(|hit| !calls && !in_code(case.answer(), hit.span().start as usize)) {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::ENGLISH },
    }
}
