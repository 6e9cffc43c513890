use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Span, Status, rule};

use crate::align::mismatches;
use crate::index::MAX_FINDINGS;

rule! {
    /// ## What it does
    /// Reports a number of the answer that no source has, where a source that says the same has another number
    /// of the same unit in its place: counts and measures of the same thing, percentages, money of one
    /// currency, years, days of a month, times of day, ordinals, versions and telephone numbers. Values
    /// compare, not spellings: *1.5 million* is 1,500,000, *2 pm* is 14:00, *forty-two* is 42. Rounding,
    /// rough figures (*about 40*) and values within a range that the source gives are fine; the ends of a range
    /// that the answer gives are not such values. *Over 40* is fine for 43 and wrong for 38, *almost 40* the other way
    /// round, and what the source itself calls rough is not rounded again as freely.
    ///
    /// A place says the same if at least 60 % of the content words around the number stand around the source's
    /// number; 30 % if the two differ by one digit or by two that changed places, and 50 % if they have no more
    /// than two digits and no unit in common.
    ///
    /// A number that some source does have is reported in one case only: it differs by such a slip from the
    /// number of a place that says nearly the same, and stands in the sources only of something else.
    ///
    /// Nor is a number reported that the answer shows as computed: from numbers of the sources that stand beside
    /// it it follows by adding, subtracting or multiplying (*45 + 5 = 50*, *7 left of 30*). A year or date that the title of a
    /// context has is in the sources.
    /// ## Why is this bad
    /// A wrong period, price or date is acted on, and looks as right as any other.
    /// ## Known false positives
    /// A number that the answer computed from others of the same unit without showing them, and a number that is right but of
    /// another thing than the source's sentence speaks of. List markers, citation markers, links and code are
    /// left out.
    pub NUMBER_MISMATCH {
        code: "GRD107",
        slug: "number-mismatch",
        summary: "a number contradicts the source that it comes from",
        message: "“{quote}” but the source says “{quote:1}”",
        remedy: "Correct the number from the source; for figures that must be right, let the application insert them.",
        dimension: Dimension::Grounding,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 3,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[
            Pattern::regex(r"[0-9]+").label("digits"),
            Pattern::regex(
                r"(?i)\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty)\b",
            )
            .label("words"),
        ],
        fires: &[
            Example::json(r#"{"answer": "Items can be returned within 42 days of delivery.", "contexts": [{"text": "Customers may return items within 24 days of delivery."}]}"#),
            Example::json(r#"{"answer": "The bridge was opened in 1974 by the mayor.", "contexts": [{"text": "After long delays the mayor opened the bridge in 1947."}]}"#),
            Example::json(r#"{"answer": "The premium rises by 12% in the second year.", "contexts": [{"text": "In the second year the premium rises by 17 per cent."}]}"#),
            Example::json(r#"{"answer": "The shop opens at 9:30 am on Sundays.", "contexts": [{"text": "On Sundays the shop opens at 8:30 am."}]}"#),
            Example::json(r#"{"answer": "The grant pays up to $3.5 million per project.", "contexts": [{"text": "Per project the grant pays up to $2.5 million."}]}"#),
            Example::json(r#"{"answer": "Notice must be given three months before the contract ends.", "contexts": [{"text": "Notice must be given six months before the contract ends."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "When was the bridge opened?"}], "answer": "In 1974.", "contexts": [{"text": "The mayor opened the bridge in 1947."}]}"#),
            Example::json(r#"{"answer": "Keep the vaccine below 8.5 °C in the fridge.", "contexts": [{"text": "Vaccines are kept in a fridge, below 5.5 degrees Celsius."}]}"#),
            Example::json(r#"{"answer": "Delivery takes 3 to 6 days.", "contexts": [{"text": "Delivery takes 3 to 7 days."}]}"#),
            Example::json(r#"{"answer": "The novel has 426 pages.", "contexts": [{"text": "Novel, hardcover. Pages: 326. Published 1987."}]}"#),
            Example::json(r#"{"answer": "You have 9 of 30 days of leave left.", "contexts": [{"text": "Leave per year: 30 days. Days of leave left: 7. Taken: 23 days."}]}"#),
            Example::json(r#"{"answer": "The bridge was opened in 1974.", "contexts": [{"title": "Bridges of 1999", "text": "The bridge was opened in 1947."}]}"#),
            Example::json(r#"{"answer": "The committee meets on 13 March 2024.", "contexts": [{"text": "The committee meets on March 12, 2024."}]}"#),
            Example::json(r#"{"answer": "Owls turn their heads by more than 275 degrees.", "contexts": [{"text": "Owls can turn their heads by more than 270 degrees."}]}"#),
            Example::json(r#"{"answer": "Some 80% of all pilots wear glasses.", "contexts": [{"text": "About 85% of all pilots wear glasses."}]}"#),
            Example::json(r#"{"answer": "The atlas has 346 pages.", "contexts": [{"text": "Atlas. Hardcover. Pages 326. ISBN 978 - 0 - 670 - 99999 - 9."}]}"#),
            Example::json(r#"{"answer": "Of all who applied for the grant in spring, 70% were invited to an interview.", "contexts": [{"text": "Of all who applied for the grant in spring, 90% were invited to an interview. Of the invited, 60 - 80% came."}]}"#),
            Example::json(r#"{"answer": "Of the budget 2.5% is for travel: 1.5% for trains, 0.75% for buses, 0.2% for cabs and 0.05% for bicycles.", "contexts": [{"text": "Of the budget 2.5% is for travel: 1.2% for trains, 0.75% for buses, 0.2% for cabs and 0.05% for bicycles."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "Items can be returned within 24 days of delivery.", "contexts": [{"text": "Customers may return items within twenty-four days of delivery."}]}"#),
            Example::json(r#"{"answer": "About 40 people attended the meeting.", "contexts": [{"text": "38 people attended the meeting."}]}"#),
            Example::json(r#"{"answer": "More than 250 people came, no more than 60 of them by car.", "contexts": [{"text": "256 people came, 57 of them by car."}]}"#),
            Example::json(r#"{"answer": "The town spent 1.5 million euros on the bridge.", "contexts": [{"text": "On the bridge the town spent 1,523,400 euros."}]}"#),
            Example::json(r#"{"answer": "The shop opens at 2 pm on Sundays.", "contexts": [{"text": "On Sundays the shop opens at 14:00."}]}"#),
            Example::json(r#"{"answer": "1. Open the lid.\n2. Wait 30 seconds.\n3. Close the lid.", "contexts": [{"text": "Open the lid, wait 30 seconds, close the lid."}]}"#),
            Example::json(r#"{"answer": "Delivery takes 5 days.", "contexts": [{"text": "Delivery takes 3 to 7 days."}]}"#),
            Example::json(r#"{"answer": "The bridge is 60 years old and 300 metres long.", "contexts": [{"text": "The bridge was opened in 1964."}]}"#),
            Example::json(r#"{"messages": [{"role": "user", "content": "Can I return it after 42 days?"}], "answer": "After 42 days you cannot return it.", "contexts": [{"text": "Items can be returned within 24 days."}]}"#),
            Example::json(r#"{"answer": "The fee is 45 euros and the deposit 5 euros, so that you pay 50 euros.", "contexts": [{"text": "The fee is 45 euros. You pay a deposit of 5 euros. Late members pay 59 euros."}]}"#),
            Example::json(r#"{"answer": "You have 7 days of leave left of 30.", "contexts": [{"text": "Days of leave: 30 days. Days of leave taken: 23 days."}]}"#),
            Example::json(r#"{"answer": "The board met in 2023 and chose a chair.", "contexts": [{"title": "Minutes of the board, 2023", "text": "The board met and chose a chair. The board met in 2022 as well."}]}"#),
            Example::json(r#"{"answer": "It was built in the 1980s [12].", "contexts": [{"text": "It was built in 1984."}]}"#),
        ],
        check: |case: &Case<'_>| {
            let part = case.parts_of(Input::Answer).next().map_or(0, |part| part.index());
            for found in mismatches(case).into_iter().take(MAX_FINDINGS) {
                let stated = Span { part, start: found.stated.start as u32, end: found.stated.end as u32 };
                let actual = case.part(found.part).span(found.actual);
                case.report(Finding::span(stated).and(actual));
            }
        },
        extra: Extra {
            tags: &["number"],
            references: &["NIST600-1 Confabulation", "LLM09:2025"],
            ..Extra::NONE
        },
    }
}
