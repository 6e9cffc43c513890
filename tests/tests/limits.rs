//! `docs/limits.md` lists every limit with the default that the code has.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::time::Duration;

use lictor_contract::{CheckLimits, ManifestLimits};
use lictor_sandbox::{CacheLimits, CodeLimits, SandboxLimits};
use lictor_scan::PatternLimits;

fn page() -> String {
    std::fs::read_to_string(lictor_tests::root().join("docs/limits.md")).unwrap()
}

fn digits(value: u64) -> String {
    let digits = value.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap());
    groups.collect::<Vec<_>>().join(",")
}

fn bytes(value: u64) -> String {
    match value {
        value if value % (1 << 30) == 0 => format!("{} GiB", value >> 30),
        value if value % (1 << 20) == 0 => format!("{} MiB", value >> 20),
        value if value % (1 << 10) == 0 => format!("{} KiB", value >> 10),
        value => digits(value),
    }
}

fn seconds(value: Duration) -> String {
    format!("{} s", value.as_secs_f64())
}

/// Every setting and its default, as the page writes them. No `..` here: a new limit does not compile until it is listed.
fn settings() -> Vec<(&'static str, String)> {
    let SandboxLimits {
        component_bytes,
        settings_bytes,
        memory_bytes,
        table_elements,
        stack_bytes,
        check_fuel,
        check_deadline,
        load_fuel,
        load_deadline,
        check_transfer_bytes,
        load_transfer_bytes,
        settings_problems,
        code:
            CodeLimits {
                compile_time,
                modules,
                nesting,
                code_bytes,
                functions,
                function_bytes,
                function_locals,
                data_segments,
                items,
            },
        manifest: ManifestLimits { bytes: manifest_bytes, rules, patterns: manifest_patterns, measures, list },
        check: CheckLimits { reports, spans, hits, calls, text_bytes, output_bytes, evidence_bytes },
        patterns: PatternLimits { patterns, pattern_bytes, nfa_bytes, total_bytes, dfa_cache_bytes, hits: pattern_hits },
    } = SandboxLimits::default();
    vec![
        ("component_bytes", bytes(component_bytes as u64)),
        ("settings_bytes", bytes(settings_bytes as u64)),
        ("memory_bytes", bytes(memory_bytes as u64)),
        ("table_elements", digits(table_elements as u64)),
        ("stack_bytes", bytes(stack_bytes as u64)),
        ("check_fuel", digits(check_fuel)),
        ("check_deadline", seconds(check_deadline)),
        ("load_fuel", digits(load_fuel)),
        ("load_deadline", seconds(load_deadline)),
        ("check_transfer_bytes", bytes(check_transfer_bytes as u64)),
        ("load_transfer_bytes", bytes(load_transfer_bytes as u64)),
        ("settings_problems", digits(settings_problems as u64)),
        ("code.compile_time", seconds(compile_time)),
        ("code.modules", digits(modules)),
        ("code.nesting", digits(nesting)),
        ("code.code_bytes", bytes(code_bytes)),
        ("code.functions", digits(functions)),
        ("code.function_bytes", bytes(function_bytes)),
        ("code.function_locals", digits(function_locals)),
        ("code.data_segments", digits(data_segments)),
        ("code.items", digits(items)),
        ("manifest.bytes", bytes(manifest_bytes as u64)),
        ("manifest.rules", digits(rules as u64)),
        ("manifest.patterns", digits(manifest_patterns as u64)),
        ("manifest.measures", digits(measures as u64)),
        ("manifest.list", digits(list as u64)),
        ("check.reports", digits(reports.into())),
        ("check.spans", digits(spans.into())),
        ("check.hits", digits(hits.into())),
        ("check.calls", digits(calls.into())),
        ("check.text_bytes", bytes(text_bytes)),
        ("check.output_bytes", bytes(output_bytes)),
        ("check.evidence_bytes", bytes(evidence_bytes)),
        ("patterns.patterns", digits(patterns as u64)),
        ("patterns.pattern_bytes", bytes(pattern_bytes as u64)),
        ("patterns.nfa_bytes", bytes(nfa_bytes as u64)),
        ("patterns.total_bytes", bytes(total_bytes as u64)),
        ("patterns.dfa_cache_bytes", bytes(dfa_cache_bytes as u64)),
        ("patterns.hits", digits(pattern_hits.into())),
    ]
}

#[test]
fn every_setting_stands_there_with_its_default() {
    let page = page();
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let listed: Vec<(&str, String)> = rows.iter().map(|row| (row[0].trim_matches('`'), row[1].to_owned())).collect();
    assert_eq!(listed, settings());
    for row in rows {
        assert_eq!(row.len(), 5, "{row:?}");
        assert!(["file", "load", "instance", "call", "check", "policy"].contains(&row[2]), "{row:?}");
    }
}

#[test]
fn fixed_bounds_stand_there_as_they_are() {
    let page = page();
    let matches = digits(lictor_scan::MAX_MATCHES_PER_PATTERN as u64);
    for row in [
        format!("| matches of one pattern in one view of a text | {matches} |"),
        format!("| bytes of decoded text of one part | {} |", bytes(lictor_scan::MAX_DECODED_BYTES as u64)),
        format!("| decoded views of one part | {} |", digits(lictor_scan::MAX_DECODED_VIEWS as u64)),
        format!(
            "| core modules that one instance of a component consists of | {} |",
            lictor_sandbox::MAX_CORE_INSTANCES
        ),
        format!("| linear memories of one instance | {} |", lictor_sandbox::MAX_MEMORIES),
        format!("| tables of one instance | {} |", lictor_sandbox::MAX_TABLES),
    ] {
        assert!(page.contains(&row), "{row}");
    }
    let CacheLimits { bytes: cache, entries } = CacheLimits::default();
    assert!(page.contains(&format!("at most {} and {entries} entries", bytes(cache))));
}
