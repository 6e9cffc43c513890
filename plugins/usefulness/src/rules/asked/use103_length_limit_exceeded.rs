use lictor_sdk::{Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Values, rule};

use crate::asked::demands;
use crate::layout::prose;
use crate::length::Limit;
use crate::settings::Settings;

rule! {
    /// ## What it does
    /// Reports an answer that is longer, or shorter, than the user's message allows: *in 50 words*, *in one sentence*, *no more than three
    /// paragraphs*, *at least 200 words*. Words and characters have the tolerance that the setting `length_tolerance` gives (a tenth,
    /// unless set); a number without “at most” or the like may be passed by half, and “about” too. Sentences and paragraphs are counted
    /// exactly. Lines that end in a colon, headings, and blocks of code do not count.
    /// ## Why is this bad
    /// The limit is that of a form, a display, or of patience.
    /// ## Known false positives
    /// Answers that add an offer of help behind the text that was asked for; sentences cut at unusual abbreviations.
    pub(crate) LENGTH_LIMIT_EXCEEDED {
        code: "USE103",
        slug: "length-limit-exceeded",
        summary: "the answer is longer or shorter than was asked for",
        message: "asked for “{quote}”, and the answer has {count}",
        remedy: "Put the limit into the instructions, and shorten or ask again where it is passed.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:(?:in|within|under|below|using|use|with|to|of|most|than|maximum|max|limit|exactly|least|around|approximately|roughly|a|an|about|over|write|give|keep it|exceed|is) (?:(?:me|the|just|only|exactly|about|around|approximately|roughly|maximum|max|of|at|most|less|than|more|fewer|no|under|single|a) ){0,5})(?:\d{1,5}|one|two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|single)[ -](?:(?:short|simple|brief|clear|concise) )?(?:words?|sentences?|characters?|paragraphs?)\b").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Explain gravity in one sentence.", "Gravity is a force that pulls masses together. It keeps the planets in their orbits."),
            Example::asked("Describe Graz in no more than 10 words.", "Graz is a city in the south of Austria with a hill, a clock tower, an opera and four universities."),
            Example::asked("Write at least 50 words about tea.", "Tea is made of leaves."),
            Example::asked("Summarize it in two paragraphs", "One thing.\n\nAnother thing.\n\nA third thing."),
        ],
        ignores: &[
            Example::asked("Make ten hints. A hint must be less than 20 characters.", "1. It flies over the old town.\n2. It sings."),
            Example::asked("Explain gravity in one sentence.", "Here it is:\nGravity is a force that pulls masses together."),
            Example::asked("Describe Graz in no more than 10 words.", "Graz is a city in the south of Austria."),
            Example::asked("Write about 5 words on tea.", "Tea is made of dried leaves."),
            Example::asked("Summarize this 20-word text: The meeting is on Monday.", "The meeting, which had been announced for an earlier day of the week, is now going to be held on Monday in the large room on the third floor of the old building."),
            Example::asked("Write a function that cuts a text to 10 words.", "def cut(text): return ' '.join(text.split()[:10]) and here is a long explanation of what it does and why."),
            Example::asked("Give me two paragraphs of 50 words each", "One thing.\n\nAnother thing.\n\nA third thing."),
            Example::asked("Explain gravity in one sentence.", "I'm sorry. I can't do that."),
        ],
        check: |case| {
            let slack = case.settings::<Settings>().length_tolerance;
            let text = prose(case.answer());
            for (hit, demand) in demands(case) {
                let Some(limit) = Limit::of(&demand) else { continue };
                let count = limit.unit.count(&text);
                if !limit.allows(count, slack) {
                    case.report(Finding::at(&hit).detail("count", count.to_string()));
                    return;
                }
            }
        },
        extra: Extra {
            tags: &["form"],
            references: &["LLM10:2025"],
            detail: &[Detail { key: "count", values: Values::Number }],
            ..Extra::NONE
        },
    }
}
