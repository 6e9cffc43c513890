use lictor_sdk::{Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Values, rule};

use std::ops::RangeInclusive;

use crate::asked::{Demand, demands};
use crate::layout::{Lists, prose};
use crate::words::{mentions, number};

/// What is counted, but is no item of a list; and numbers that are given for each of several things.
const OTHER_UNITS: &str = "\
    words|sentences|paragraphs|pages|lines|characters|letters|minute*|hour*|day*|week*|month*|year*|times|people|persons|players|guests|\
    kids|children|dollars|euros|pounds|percent|stars|points|verses|stanzas|syllables|chapters|columns|rows|digits|bullets each|colors|each|per|every|\
    respectively|and two|and three|numbers|sections|parts|stages|levels|sets|versions|examples of each|lists";

rule! {
    /// ## What it does
    /// Reports a list with another number of items than the user's message asks for (*give me five ideas*, and there are four). It looks
    /// only where the answer has exactly one list, numbered or with bullets; items below items do not count. “At least” and “up to” are
    /// obeyed, “about” and “some” bind to nothing.
    /// ## Why is this bad
    /// The user counts, and has to ask again.
    /// ## Known false positives
    /// Answers that add an item and say so; numbers that belong to something else than the list (*give me 2 minutes of your time*).
    pub(crate) LIST_LENGTH_MISMATCH {
        code: "USE102",
        slug: "list-length-mismatch",
        summary: "the list has another number of items than was asked for",
        message: "asked for “{quote}”, and the list has {count} items",
        remedy: "Put the number into the instructions and let the application count.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:give|list|name|suggest|provide|write|tell|show|share|recommend|generate|create|identify|mention|state|offer|propose|outline|need|want|find|come up with) (?:(?:me|us|at|least|most|up|to|exactly|only|just|the|a|list|of|top|best|main|another|these|some|about|around) ){0,5}(?:[2-9]|1[0-9]|20|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|dozen) (?:[a-z'’-]+ ){0,3}?[a-z'’-]+s\b").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Give me five ideas for a birthday.", "1. A picnic\n2. A boat trip\n3. A quiz\n4. A concert"),
            Example::asked("List at least three fruits", "- Apple\n- Pear"),
            Example::asked("Suggest up to 2 names", "- Ada\n- Grace\n- Mary"),
        ],
        ignores: &[
            Example::asked("Outline a three week itinerary for us", "1. Graz\n2. Linz"),
            Example::asked("Give me three ideas for a birthday.", "1. A picnic\n   - with cake\n2. A boat trip\n3. A quiz"),
            Example::asked("List at least three fruits", "- Apple\n- Pear\n- Plum\n- Fig"),
            Example::asked("Give me about ten ideas", "- One\n- Two"),
            Example::asked("Name three pros and two cons", "Pros:\n1. A\n2. B\n3. C\n\nCons:\n1. D\n2. E"),
            Example::asked("Give me three facts", "It is old, it is red, and it is big."),
            Example::asked("Write three sentences about dogs", "- Dogs bark.\n- Dogs run."),
            Example::asked("Give me 5 names", "I'm sorry, I can't name people:\n- privacy\n- law"),
        ],
        check: |case| {
            let Some(count) = Lists::of(&prose(case.answer())).only().filter(|count| *count > 1) else { return };
            // Several numbers in one message: which is the list's cannot be told.
            let mut wanted = demands(case).filter(|(_, demand)| !demand.is_negated() && !demand.is_about_others());
            let (Some((hit, demand)), None) = (wanted.next(), wanted.next()) else { return };
            if wanted_count(&demand).is_some_and(|range| !range.contains(&count)) {
                case.report(Finding::at(&hit).detail("count", count.to_string()));
            }
        },
        extra: Extra {
            tags: &["form"],
            detail: &[Detail { key: "count", values: Values::Number }],
            ..Extra::NONE
        },
    }
}

/// How many items obey the demand; none where that cannot be told.
fn wanted_count(demand: &Demand) -> Option<RangeInclusive<usize>> {
    let next = demand.after.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    let bound = |terms: &str| mentions(&demand.matched, terms);
    if bound("about|around|some")
        || bound(OTHER_UNITS)
        || mentions(&next, OTHER_UNITS)
        || demand.before.ends_with("or ")
    {
        return None;
    }
    let wanted = demand.matched.split(' ').find_map(number)?;
    Some(match () {
        () if bound("at least") => wanted..=usize::MAX,
        () if bound("up to|at most") => 0..=wanted,
        () => wanted..=wanted,
    })
}
