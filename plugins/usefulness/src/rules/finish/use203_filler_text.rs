use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::layout::in_code;
use crate::words::{folded, mentions};

rule! {
    /// ## What it does
    /// Reports what stands for a text that is still to be written: *lorem ipsum*, *TODO:*, *TBD*, *[to be added]*, *your text here*. Code is
    /// left alone, and so are answers to a message that names the filler.
    /// ## Why is this bad
    /// The answer is a draft and looks like an answer.
    /// ## Known false positives
    /// “TBD” for a date that is really not fixed.
    pub(crate) FILLER_TEXT {
        code: "USE203",
        slug: "filler-text",
        summary: "filler text is left in the answer",
        message: "has filler text left: “{quote}”",
        remedy: "Keep drafts out of the documents that the model writes from.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\blorem ipsum dolor\b|\b(?:your|insert|add|put) (?:text|content|description|image) here\b"),
            Pattern::regex(r"(?:^|\n)[ \t*-]*(?:TODO|FIXME|TBD)\b ?:|\[(?:TODO|TBD|FIXME|TBC)[^\]\n]{0,40}\]|(?i:\[to be (?:added|completed|written|filled in|inserted)\])"),
        ],
        fires: &[
            Example::answer("About us\nLorem ipsum dolor sit amet."),
            Example::answer("Prices\nTODO: ask sales.\nDelivery is free."),
            Example::answer("The fee is [TBD]."),
        ],
        ignores: &[
            Example::asked("Give me some lorem ipsum", "Lorem ipsum dolor sit amet."),
            Example::answer("```python\n# TODO: check\n```"),
            Example::answer("<main>\n<p>Lorem ipsum dolor sit amet.</p>\n</main>"),
            Example::answer("Her todo list was long."),
            Example::asked("What does TODO: mean in code?", "TODO: marks what is still to be done."),
        ],
        check: |case| {
            let asked: String = case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect();
            if mentions(&asked, "lorem|ipsum|filler|todo|tbd|fixme|placeholder*|dummy|template|html|code|css|draft") {
                return;
            }
            if let Some(hit) = case.hits().find(|hit| {
                    let markup = hit.around(60, 0).before.contains(['<', '>']);
                    !markup && !in_code(case.answer(), hit.span().start as usize)
                }) {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { tags: &["form"], ..Extra::NONE },
    }
}
