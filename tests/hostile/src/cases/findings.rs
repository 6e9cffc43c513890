//! Reports that the host refuses. A pack that has made one has failed, whatever it does with the answer.

use lictor_model::FailureKind::Contract;

use crate::{Case, Guest, Outcome::Fails};

fn reports(entry: &'static str, name: &'static str, does: &'static str, bodies: Vec<String>) -> Case {
    Case::each(name, entry, does, Fails(Contract), move || {
        bodies.iter().map(|check| Guest { check: check.clone(), pages: 64, ..Guest::default() }.build()).collect()
    })
}

fn rule(at: u32, length: i64) -> String {
    format!("(call $report_rule (i32.const {at}) (i32.const {length}))")
}

fn span(part: i64, start: i64, end: i64) -> String {
    format!("(call $report_span (i32.const {part}) (i32.const {start}) (i32.const {end}))")
}

/// Writes details whose keys and values stand at these places, and reports a finding with them.
fn details(count: u32, (key, key_length): (u32, u32), (value, value_length): (u32, u32)) -> String {
    format!(
        "(local $at i32) (local.set $at (i32.const 131072)) (loop $more
           (i32.store (local.get $at) (i32.const {key})) (i32.store offset=4 (local.get $at) (i32.const {key_length}))
           (i32.store offset=8 (local.get $at) (i32.const {value}))
           (i32.store offset=12 (local.get $at) (i32.const {value_length}))
           (local.set $at (i32.add (local.get $at) (i32.const 16)))
           (br_if $more (i32.lt_u (local.get $at) (i32.const {}))))
         (i32.store8 (i32.const 256) (i32.const 0x37))
         (call $report_detail (i32.const 131072) (i32.const {count}))",
        131_072 + 16 * count
    )
}

/// Reports a finding with so many spans and hits, all zero.
fn lists(spans: u32, hits: u32) -> String {
    format!(
        "(call $report (i32.const 1024) (i32.const 6) (i32.const 131072) (i32.const {spans}) (i32.const 131072)
           (i32.const {hits}) (i32.const 0) (f64.const 0) (i32.const 0) (i32.const 0) (i32.const 64))"
    )
}

fn measure(at: u32, length: u32, value: &str) -> String {
    format!("(call $measure (i32.const {at}) (i32.const {length}) (f64.const {value}) (i32.const 64))")
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        reports(
            "findings.report",
            "ten-million-findings",
            "reports 10 million findings",
            vec![format!(
            "(local $n i32) (loop $more {} (br_if $more (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1)))
               (i32.const 10000000))))",
            rule(1024, 6)
        )],
        ),
        reports(
            "findings.report",
            "undeclared-rule",
            "reports under rules that it does not declare",
            vec![rule(1072, 5), rule(1024, 0), rule(1024, 5)],
        ),
        reports(
            "findings.report",
            "foreign-rule",
            "reports under rules of another publisher, and under a full name",
            vec![rule(1040, 6), rule(1056, 11)],
        ),
        reports(
            "findings.report",
            "rule-that-is-no-text",
            "reports under a name that is no UTF-8, or beyond its memory",
            vec![rule(1104, 4), rule(1024, 1 << 30), rule(1024, -1)],
        ),
        reports("findings.report", "huge-rule", "reports under a name of 2 MiB", vec![rule(0, 2 << 20)]),
        reports(
            "findings.report",
            "bad-spans",
            "points beyond the text, backwards, into a character, at parts that do not exist",
            vec![span(0, 0, 1000), span(0, -2, -1), span(0, 3, 2), span(1, 0, 0), span(-1, 0, 0)],
        ),
        reports(
            "findings.report",
            "many-spans",
            "has more spans, or hits, than a finding may have",
            vec![lists(65, 0), lists(0, 257), lists(80_000, 0), lists(0, 300_000)],
        ),
        reports(
            "findings.report",
            "far-spans",
            "has spans beyond its memory",
            vec![lists(u32::MAX, 0), lists(1 << 28, 0), lists(0, 1 << 30)],
        ),
        reports(
            "findings.report",
            "no-such-hit-in-finding",
            "rests on a hit that does not exist",
            vec![format!("(i32.store (i32.const 131072) (i32.const 99)) {}", lists(0, 1))],
        ),
        reports(
            "findings.report",
            "bad-confidence",
            "is surer than sure, less than unsure, or neither",
            vec![
                "(call $report_confidence (f64.const 2))".into(),
                "(call $report_confidence (f64.const -0.1))".into(),
                "(call $report_confidence (f64.const nan))".into(),
                "(call $report_confidence (f64.const inf))".into(),
            ],
        ),
        reports(
            "findings.report",
            "bad-details",
            "has undeclared details, words where a number is due, or a detail twice",
            vec![
                details(1, (1072, 5), (256, 1)),
                details(1, (1088, 4), (1072, 5)),
                details(2, (1088, 4), (256, 1)),
                details(1, (1088, 4), (1104, 4)),
            ],
        ),
        reports(
            "findings.report",
            "aliased-details",
            "has 10,000 details that are all one text of 1 MB",
            vec![details(10_000, (0, 1_000_000), (0, 1_000_000))],
        ),
        reports(
            "findings.not-applicable",
            "undeclared-reason",
            "gives a reason that the rule does not declare",
            vec![
                "(call $not_applicable (i32.const 1024) (i32.const 6) (i32.const 1072) (i32.const 5) (i32.const 64))"
                    .into(),
                "(call $not_applicable (i32.const 1040) (i32.const 6) (i32.const 1072) (i32.const 5) (i32.const 64))"
                    .into(),
                "(call $not_applicable (i32.const 1024) (i32.const 6) (i32.const 1104) (i32.const 4) (i32.const 64))"
                    .into(),
            ],
        ),
        reports(
            "findings.measure",
            "bad-measure",
            "reports measures that are undeclared, not finite, or twice",
            vec![
                measure(1088, 4, "1"),
                measure(1072, 5, "nan"),
                measure(1072, 5, "inf"),
                format!("{} {}", measure(1072, 5, "1"), measure(1072, 5, "1")),
            ],
        ),
        reports(
            "findings.report",
            "much-output-by-report",
            "reports under a name of 24 KB again and again",
            vec![format!("(loop $for {} (br $for))", "(call $report_rule (i32.const 131072) (i32.const 24000))")],
        ),
    ]
}
