use std::collections::{BTreeMap, BTreeSet};

use lictor_sdk::{Case, Detail, Dimension, Example, Extra, Finding, Level, Span, Status, Values, Waiver, rule};

use crate::settings::Settings;

rule! {
    /// ## What it does
    /// Reports answers and tool-call arguments in which the rules for personal and financial identifiers (EXP4xx to EXP6xx)
    /// found many records: five distinct identifiers of one kind, or five lines with two kinds each. Telephone numbers
    /// count only in such lines, because a list of shops has many.
    /// ## Why is this bad
    /// One address is a slip. A table of them is the customer file.
    /// ## Known false positives
    /// Directories that are public, such as the addresses of a faculty. Name their domain in `owner_domains`.
    /// ## Settings
    /// `bulk_records`: from how many records on, 5 unless set. What `allow` and `owner_domains` leave out does not count.
    pub(crate) BULK_RECORD_DUMP {
        code: "EXP108",
        slug: "bulk-record-dump",
        summary: "many personal records are shown at once",
        message: "shows {records} personal records at once",
        remedy: "Let answers count and summarise records, and keep lists to tools that check who asks.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[],
        fires: &[
            Example::answer("anna.lind@proton.me, b.okafor@orange.fr, c.novak@seznam.cz, d.rossi@libero.it, e.kim@naver.com"),
            Example::answer("name,mail,phone\nLind,anna.lind@proton.me,+46 70 123 45 67\nOkafor,b.okafor@orange.fr,+33 6 12 34 56 78").with_settings(r#"{"bulk_records": 2}"#),
        ],
        ignores: &[
            Example::answer("anna.lind@proton.me, Anna.Lind@proton.me, anna.lind@proton.me, anna.lind@proton.me, anna.lind@proton.me"),
            Example::answer("support@a.com, info@b.com, help@c.com, sales@d.com, office@e.com, press@f.com"),
            Example::answer("Shops: +46 8 123 45 61, +46 8 123 45 62, +46 8 123 45 63, +46 8 123 45 64, +46 8 123 45 65, +46 8 123 45 66"),
            Example::answer("anna.lind@proton.me, b.okafor@orange.fr"),
        ],
        check: check,
        extra: Extra {
            tags: &["restricted", "personal"],
            shares: &["EXP4", "EXP5", "EXP6"],
            references: &["LLM02:2025", "NIST600-1 Data Privacy", "AML.T0057", "GDPR 5(1)(c)", "HIPAA 164.514"],
            detail: &[Detail { key: "records", values: Values::Number }],
            waiver: Waiver::Fingerprint,
            ..Extra::NONE
        },
    }
}

/// The most places that the finding points at.
const SPANS: usize = 64;

/// Of which a list is no list of people.
const PUBLIC: &str = "EXP402";

fn check(case: &Case<'_>) {
    let records = case.settings::<Settings>().bulk_records.unwrap_or(5);
    // By rule: what it found, in distinct writings; by line: the rules that found something there.
    let mut values: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut lines: BTreeMap<(u32, usize), BTreeSet<&str>> = BTreeMap::new();
    let mut spans: Vec<Span> = Vec::new();
    for finding in case.reported() {
        if !["EXP4", "EXP5", "EXP6"].iter().any(|family| finding.rule.starts_with(family)) {
            continue;
        }
        for span in finding.spans {
            let text = case.part(span.part).text();
            let written = text.get(span.start as usize..span.end as usize).unwrap_or_default();
            let line = text.as_bytes()[..span.start as usize].iter().filter(|byte| **byte == b'\n').count();
            let value = written.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
            values.entry(finding.rule).or_default().insert(value);
            lines.entry((span.part, line)).or_default().insert(finding.rule);
            spans.push(span);
        }
    }
    let single = values.iter().filter(|(rule, _)| **rule != PUBLIC).map(|(_, values)| values.len()).max();
    let rows = lines.values().filter(|rules| rules.len() > 1).count();
    let found = single.unwrap_or_default().max(rows);
    if found >= records {
        spans.sort_unstable();
        spans.dedup();
        spans.truncate(SPANS);
        case.report(Finding { spans, ..Finding::default() }.detail("records", found.to_string()));
    }
}
