use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::asked::report;
use crate::layout::has_table;

/// A shorter answer is none to a question that needs a table.
const MIN_BYTES: usize = 40;

rule! {
    /// ## What it does
    /// Reports an answer without a table although the user's message asks for one. A table is two or more lines with columns: Markdown,
    /// HTML, TeX, tabs, or aligned text.
    /// ## Why is this bad
    /// The user wanted to compare, and now has to draw the table.
    /// ## Known false positives
    /// Tables in forms that the rule does not know. Tables to sit at.
    pub(crate) TABLE_MISSING {
        code: "USE105",
        slug: "table-missing",
        summary: "a table was asked for and the answer has none",
        message: "asked for “{quote}”, and the answer has no table",
        remedy: "Show the model an example of the table.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:(?:in|as|into|using|with) (?:the form of )?(?:a |an )?(?:(?:simple|markdown|comparison|two-column|three-column|2-column|3-column|small|clear|nice|neat) ){0,2}table(?: format| form)?\b|in tabular form(?:at)?\b|(?:make|create|give|produce|draw|generate|build|show|provide|write|output)(?: me| us)? (?:a |an )(?:(?:simple|markdown|comparison|summary|two-column|three-column|2-column|3-column|small|clear) ){0,2}table (?:of|with|comparing|that|showing|listing|for|to|which|about)\b)").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Compare tea and coffee in a table.", "Tea has less caffeine than coffee. Coffee is stronger and more bitter than tea."),
            Example::asked("Give me a comparison table of the plans", "The first plan costs five euros, the second one costs nine euros a month."),
        ],
        ignores: &[
            Example::asked("Compare tea and coffee in a table.", "| | Tea | Coffee |\n|---|---|---|\n| caffeine | low | high |"),
            Example::asked("Write a table of contents", "1. Introduction\n2. Methods\n3. Results of the study and what they mean"),
            Example::asked("How do I create a table with two keys in SQL?", "You name both columns behind the words primary key, in brackets, and set a comma."),
            Example::asked("Don't use a table.", "Tea has less caffeine than coffee. Coffee is stronger."),
            Example::asked("Show it as a table", "I can't show the salaries of others."),
        ],
        check: |case| {
            report(case, |demand, answer| {
                let other = demand.says("sql|wood|wooden|dining|coffee table|table of contents|pivot|tennis|html|css|latex|excel|sit|seat|put|leave|reserve")
                    || demand.after.trim_start().starts_with("contents");
                !other && answer.len() >= MIN_BYTES && !has_table(answer)
            });
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
