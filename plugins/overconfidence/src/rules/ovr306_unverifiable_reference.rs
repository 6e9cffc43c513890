use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, Values, rule};

use crate::words::folded;

const MALFORMED: &str = "there can be no such";
const ABSENT: &str = "no source has the";

rule! {
    /// ## What it does
    /// Reports a reference that cannot exist, or that no source has. It knows DOIs (prefix *10.* and registrant), ISBNs (check
    /// digit), arXiv numbers (month, and not later than today), United States case citations (volume of the reporter, year
    /// of the decision) and titles of the United States Code.
    ///
    /// One that cannot exist is always reported. One that could exist is reported where the sample has permitted contexts and
    /// neither they nor the messages, tool results and citations have it.
    /// ## Why is this bad
    /// Invented references look like the best evidence there is, and have been filed in court.
    /// ## Known false positives
    /// Real references from memory, beside documents that do not have them; reporters that have more volumes than when this
    /// rule was written.
    pub UNVERIFIABLE_REFERENCE {
        code: "OVR306",
        slug: "unverifiable-reference",
        summary: "gives a reference that cannot exist or that no source has",
        message: "{problem} {kind}: “{quote}”",
        remedy: "Look the reference up, or give only references that the documents have.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\bdoi(?:\.org/|: ?)[0-9][^\s)\]>,;]{3,}").label("DOI"),
            Pattern::regex(r"(?i)\bISBN(?:-1[03])?:? ?[0-9][0-9 -]{8,16}[0-9X]\b").label("ISBN"),
            Pattern::regex(r"(?i)\barxiv(?::|\.org/(?:abs|pdf)/) ?[0-9]{4}\.[0-9]{4,5}").label("arXiv number"),
            Pattern::regex(r"\b[0-9]{1,4} (?:U\.S\.|S\. ?Ct\.|F\.(?: ?[23]d| ?4th)?|F\. ?Supp\.(?: ?[23]d)?) [0-9]{1,5}(?:,? [0-9]{1,5})?(?: \([^()\n]{0,24}[0-9]{4}\))?").label("case citation"),
            Pattern::regex(r"\b[0-9]{1,3} U\.?S\.?C\.?(?:A\.)? (?:§+|[Ss]ections?|[Ss]ec\.) ?[0-9]").label("title of the U.S. Code"),
        ],
        fires: &[
            Example::answer("See Example v. Sample, 999 F.4th 1000 (2024)."),
            Example::answer("The book is ISBN 978-3-16-148410-1."),
            Example::answer("The proof is in arXiv:2413.01234, and in 61 U.S.C. § 12."),
            Example::json(r#"{"answer": "It was shown in a trial (doi: 10.1234/heart.2019.77).", "contexts": [{"text": "A trial showed it."}]}"#),
        ],
        ignores: &[
            Example::answer("The book is ISBN 978-3-16-148410-0, and the case is 347 U.S. 483 (1954)."),
            Example::answer("It was shown in a trial (doi: 10.1234/heart.2019.77)."),
            Example::json(r#"{"answer": "It was shown in a trial (doi: 10.1234/heart.2019.77).", "contexts": [{"text": "A trial showed it: https://doi.org/10.1234/HEART.2019.77."}]}"#),
            Example::answer("The law is 17 U.S.C. § 107, as of arXiv:2301.00001."),
        ],
        check: |case: &Case<'_>| {
            let today = case.attribute("today").unwrap_or_default();
            let dense = |text: &str| folded(text).chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
            let mut sources: Option<String> = None;
            for hit in case.hits() {
                let matched = hit.matched();
                let shown = matched.trim_end_matches(['.', ',', ';', ':', '*', '\'']);
                let kind = hit.label();
                let problem = if !can_exist(kind, shown, &today) {
                    MALFORMED
                } else if case.has(Input::PermittedContexts) {
                    let known = sources.get_or_insert_with(|| {
                        let parts = case.parts().filter(|part| !matches!(part.input(), Input::Answer | Input::ToolCalls));
                        parts.map(|part| dense(part.text()) + &dense(&part.property("url").unwrap_or_default()) + "\n").collect()
                    });
                    if known.contains(&dense(core(kind, shown))) {
                        continue;
                    }
                    ABSENT
                } else {
                    continue;
                };
                case.report(Finding::within(&hit, 0..shown.len()).detail("problem", problem).detail("kind", kind));
            }
        },
        extra: Extra {
            tags: &["citation"],
            references: &["LLM09:2025", "AML.T0060", "NIST600-1 Confabulation"],
            detail: &[
                Detail { key: "problem", values: Values::OneOf(&[MALFORMED, ABSENT]) },
                Detail { key: "kind", values: Values::PatternLabels },
            ],
            ..Extra::NONE
        },
    }
}

/// What of a reference must stand in a source: from its first digit on, without what stands in brackets.
fn core<'a>(kind: &str, shown: &'a str) -> &'a str {
    // `ISBN-13: 978…` has digits in its name.
    let number = if kind == "ISBN" { shown.trim_start_matches(|c: char| !matches!(c, ':' | ' ')) } else { shown };
    let core = &number[first_digit(number)..];
    core.split(" (").next().unwrap_or(core)
}

fn first_digit(text: &str) -> usize {
    text.find(|c: char| c.is_ascii_digit()).unwrap_or(0)
}

fn can_exist(kind: &str, shown: &str, today: &str) -> bool {
    let runs: Vec<u32> = shown
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .filter_map(|run| run.parse().ok())
        .collect();
    let first = runs.first().copied().unwrap_or(0);
    match kind {
        "DOI" => {
            let bare = core(kind, shown);
            let registrant = bare.strip_prefix("10.").and_then(|rest| rest.split_once('/'));
            registrant.is_some_and(|(registrant, name)| {
                registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !name.is_empty()
            })
        }
        "ISBN" => is_isbn(core(kind, shown)),
        "arXiv number" => {
            let (year, month) = (first / 100, first % 100);
            let now: Vec<u32> = today.split('-').filter_map(|part| part.parse().ok()).collect();
            let limit = now.first().zip(now.get(1)).map_or(9999, |(year, month)| year % 100 * 100 + month);
            // The numbers of this form begin in April 2007.
            (1..=12).contains(&month) && year >= 7 && first >= 704 && first <= limit
        }
        "case citation" => {
            let year = shown
                .rsplit_once('(')
                .and_then(|(_, end)| end.trim_end_matches(')').rsplit([' ', '.']).next()?.parse::<u32>().ok());
            let now = today.get(..4).and_then(|year| year.parse().ok()).unwrap_or(9999);
            // Room for some years of new volumes.
            let (volumes, since) = match () {
                () if shown.contains("4th") => (250, 2021),
                () if shown.contains("U.S.") => (640, 1790),
                () if shown.contains("Ct.") => (160, 1882),
                () => (999, 1880),
            };
            (1..=volumes).contains(&first) && year.is_none_or(|year| (since..=now).contains(&year))
        }
        _ => (1..=54).contains(&first),
    }
}

/// Whether the check digit of an ISBN of ten or thirteen digits is right.
fn is_isbn(text: &str) -> bool {
    let digits: Vec<u32> =
        text.chars().filter_map(|c| if c.eq_ignore_ascii_case(&'x') { Some(10) } else { c.to_digit(10) }).collect();
    let weighed =
        |weight: fn(usize) -> u32| digits.iter().enumerate().map(|(at, digit)| digit * weight(at)).sum::<u32>();
    match digits.len() {
        10 => weighed(|at| 10 - at as u32).is_multiple_of(11),
        13 => weighed(|at| if at % 2 == 0 { 1 } else { 3 }).is_multiple_of(10),
        _ => false,
    }
}
