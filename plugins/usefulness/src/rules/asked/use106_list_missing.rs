use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::asked::report;
use crate::layout::items;

rule! {
    /// ## What it does
    /// Reports an answer without a list although the user's message asks for bullet points or a numbered list. Two lines that begin
    /// with a bullet or a number are a list.
    /// ## Why is this bad
    /// The user wanted to skim, and has to read.
    /// ## Known false positives
    /// Lists with marks that the rule does not know, and answers with a single point.
    pub(crate) LIST_MISSING {
        code: "USE106",
        slug: "list-missing",
        summary: "a list was asked for and the answer has none",
        message: "asked for “{quote}”, and the answer has no list",
        remedy: "Show the model an example of the list.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:(?:in|as|with|using|use|into|give me|make|write) (?:(?:a|an|\d{1,2}|two|three|four|five|six|seven|eight|ten|short|few|some|simple|the|form|of|brief|concise|clear|main|key) ){0,4}(?:bullet(?:ed)?[ -]?(?:points?|lists?|form)|bullets|numbered (?:list|points|steps)))\b").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Summarize it in bullet points.", "The fee rises in May. Customers who signed before keep the old one."),
            Example::asked("Give me the steps as a numbered list", "Open the box, take out the lamp and plug it in."),
        ],
        ignores: &[
            Example::asked("Write a memo, with bullets where appropriate.", "The fee rises in May."),
            Example::asked("Summarize it in bullet points.", "- The fee rises in May.\n- Old customers keep theirs."),
            Example::asked("Give me the steps as a numbered list", "1. Open the box.\n2. Plug in the lamp."),
            Example::asked("Summarize it without using bullet points.", "The fee rises in May."),
            Example::asked("How do I write a numbered list in Word?", "Choose the button in the ribbon, then type the first line."),
        ],
        check: |case| report(case, |_, answer| items(answer) < 2 && !answer.contains("<li>")),
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
