use jiff::civil::{Date, date};
use lictor_evals::set::{CheckOptions, IssueKind, IssueSeverity, OpenedSet, SetReport};
use serde_json::{Value, json};

use crate::common::{HEADER, case, case_with, folder, opened, shop};

const TODAY: Date = date(2026, 11, 25);

fn check(opened: &OpenedSet) -> SetReport {
    opened.check(CheckOptions { today: TODAY, secrets: None })
}

fn cases_with(opened: &OpenedSet, kind: IssueKind) -> Vec<String> {
    let issues = check(opened).issues.into_iter().filter(|issue| issue.kind == kind);
    issues.map(|issue| issue.case.unwrap_or_default()).collect()
}

fn asks(id: &str, question: &str) -> Value {
    case_with(id, &[("/input/messages", json!([{"role": "user", "content": question}]))])
}

fn and(mut case: Value, key: &str, value: Value) -> Value {
    case[key] = value;
    case
}

#[test]
fn a_set_in_order_has_no_issues() {
    let report = check(&OpenedSet::open(&shop()).unwrap());
    assert_eq!(report.issues, []);
    assert_eq!((report.set.as_deref(), report.cases), (Some("shop"), Some(5)));
}

#[test]
fn warnings_name_place_case_and_mend() {
    let header = format!("{HEADER}[workflows.unused]\ntitle = \"U\"\n")
        .replace("[workflows.w]", "stale_after_days = 30\n[workflows.w]");
    let mut quiet =
        case_with("no-behaviour", &[("/expect", json!({"forbidden": ["x"]})), ("/added", json!("2026-11-01"))]);
    quiet["gate"] = json!("signal");
    let set = folder(
        &header,
        &[
            quiet,
            case_with("old", &[("/added", json!("2026-11-20")), ("/reviewed", json!("2026-10-20"))]),
            case("undated"),
            case_with("from-tomorrow", &[("/added", json!("2026-11-26"))]),
        ],
    );
    let report = check(&OpenedSet::open(set.path()).unwrap());
    let shown = format!("{}/", set.path().display());
    let lines: Vec<String> = report.issues.iter().map(|issue| issue.to_string().replace(&shown, "")).collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(report.count(IssueSeverity::Error), 1);
    let blocker = opened(&[case_with("b", &[("/gate", json!("blocker"))])]);
    assert_eq!(cases_with(&blocker, IssueKind::MissingFailureMode), ["b"]);
    assert_eq!(cases_with(&blocker, IssueKind::MissingCriteria), ["b"]);
    assert_eq!(cases_with(&blocker, IssueKind::NoBlocker), [""; 0]);
}

#[test]
fn near_duplicates_are_found_where_nothing_else_tells_them_apart() {
    let question = "How long do I have to send back a jacket that I bought in the sale?";
    let near = "How long do I have to send back the jacket that I bought in the sale?!";
    let behaviour = |case: Value, behaviour: &str| and(case, "expect", json!({"behaviour": behaviour}));
    let caller = |mut case: Value, label: &str| {
        case["input"]["caller"] = json!({"labels": [label]});
        case
    };
    let set = opened(&[
        asks("a", question),
        asks("b", near),
        asks("c", "Where is my parcel?"),
        behaviour(asks("d", question), "refuse"),
        caller(asks("e", question), "hr"),
        caller(asks("f", near), "hr"),
        and(asks("g", "Is this in a group?"), "group", json!("one")),
        and(asks("h", "Is this in a group?"), "group", json!("one")),
        and(asks("i", "Varied by nation"), "attributes", json!({"nation": "x"})),
        and(asks("j", "Varied by nation"), "attributes", json!({"nation": "y"})),
    ]);
    assert_eq!(cases_with(&set, IssueKind::NearDuplicate), ["b", "f"]);
}

/// The index finds what comparing every pair finds.
#[test]
fn no_near_duplicate_is_missed() {
    let words = ["refund", "parcel", "jacket", "invoice", "voucher", "address", "colour", "size"];
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let questions: Vec<String> = (0..120)
        .map(|_| (0..8 + next(3)).map(|_| words[next(words.len())]).collect::<Vec<_>>().join(" "))
        .flat_map(|text| [text.clone(), text.replacen("size", "sizes", 1), format!("{text} please")])
        .collect();
    let shingles = |text: &str| {
        let chars: Vec<char> = format!(" {text}").chars().collect();
        chars.windows(4).map(<[char]>::to_vec).collect::<std::collections::BTreeSet<_>>()
    };
    let alike = |one: &str, other: &str| {
        let (one, other) = (shingles(one), shingles(other));
        let common = one.intersection(&other).count();
        common as f64 / (one.len() + other.len() - common) as f64 >= 0.8
    };
    let set =
        opened(&questions.iter().enumerate().map(|(n, text)| asks(&format!("c{n:03}"), text)).collect::<Vec<_>>());
    let found = cases_with(&set, IssueKind::NearDuplicate);
    let mut kept: Vec<&String> = Vec::new();
    let mut expected = Vec::new();
    for (n, text) in questions.iter().enumerate() {
        match kept.iter().any(|other| alike(text, other)) {
            true => expected.push(format!("c{n:03}")),
            false => kept.push(text),
        }
    }
    assert!(expected.len() > 100);
    assert_eq!(found, expected);
}

/// Copies and questions from one template are where comparing every pair would take longest.
#[test]
fn a_thousand_copies_are_each_told_once() {
    let template = |n: usize| format!("How do I change the delivery of order {:05}?", n * 7919 % 10_000);
    let mut cases: Vec<Value> = (0..500).map(|n| asks(&format!("d{n:05}"), &template(n))).collect();
    cases.extend((0..1_000).map(|n| asks(&format!("s{n:05}"), "The very same question, again and again")));
    let found = cases_with(&opened(&cases), IssueKind::NearDuplicate);
    assert_eq!(found.iter().filter(|id| id.starts_with('s')).count(), 999);
    assert!(!found.contains(&"s00000".to_owned()));
}

#[test]
fn facts_that_the_model_cannot_know() {
    let input = |id: &str, data: &str, facts: Value| {
        case_with(
            id,
            &[
                ("/data", json!([data])),
                ("/expect/facts", facts),
                ("/input/caller", json!({"labels": ["sales"]})),
                (
                    "/input/contexts",
                    json!([
                        {"id": "kb", "text": "Goods go back within\n30 Days. The fee is 4.99."},
                        {"id": "hr", "text": "The discount is 40 %.", "access": ["hr"]},
                    ]),
                ),
            ],
        )
    };
    let near = json!([{"text": "5 EUR", "tolerance": {"absolute": 0.1}}]);
    let set = opened(&[
        input("known", "kb", json!(["30 days"])),
        input("near", "kb", near),
        input("unknown", "kb", json!(["60 days"])),
        input("by-itself", "none", json!(["60 days"])),
        input("restricted", "none", json!(["40 %"])),
        input("asked", "kb", json!(["What is asked"])),
    ]);
    assert_eq!(cases_with(&set, IssueKind::UnreachableFact), ["unknown"]);
    assert_eq!(cases_with(&set, IssueKind::RestrictedFact), ["restricted"]);
}

#[test]
fn secrets_are_told_by_case_and_rule_and_never_shown() {
    let secret: String = ["AK", "IA", "QQQQ", "RRRR"].concat();
    let set = opened(&[
        case_with("leaks", &[("/expect/forbidden", json!(["harmless text", secret.clone()]))]),
        case_with("keyed", &[("/attributes", json!({(secret.clone()): "value"}))]),
        case_with("broken", &[("/reason", json!("make it fail"))]),
    ]);
    let scan = |text: &str| match text {
        "make it fail" => Err("out of fuel".to_owned()),
        text if text.contains(&secret) => Ok(vec!["EXP301".to_owned()]),
        _ => Ok(Vec::new()),
    };
    let report = set.check(CheckOptions { today: TODAY, secrets: Some(&scan) });
    let issues: Vec<_> = report.issues.iter().filter(|issue| issue.kind == IssueKind::SecretInSet).collect();
    assert_eq!(issues.len(), 2);
    assert!(issues[0].message.contains("EXP301") && issues[0].message.contains("expect/forbidden/1"));
    assert!(report.is_incomplete());
    assert!(!serde_json::to_string(&report).unwrap().contains(&secret));
}

#[test]
fn kinds_have_names_that_read_back() {
    for kind in IssueKind::ALL {
        assert_eq!(kind.as_str().parse::<IssueKind>().unwrap(), *kind);
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    assert_eq!("near-dupicate".parse::<IssueKind>().unwrap_err(), "did you mean `near-duplicate`?");
}
