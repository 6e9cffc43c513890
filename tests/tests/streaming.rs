//! Answers that are checked while they are written: however the text is cut, what is released is the same, the record is that of
//! the whole answer, and nothing of what blocks is released.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use lictor::{Decision, Ending, Guard, Level, PolicyFile, Sample, Scorer, Status};
use lictor_model::ToolCall;
use lictor_sdk::native::{Native, NativeScorer};
use proptest::prelude::*;
use serde_json::json;

/// A guard over one pack, natively: what is tried here is the engine around it.
/// `more` is the end of the policy, with its general keys first.
fn guard(more: &str) -> Guard {
    let pack = &lictor_data_exposure::PACK;
    let (keys, tables) = more.split_at(more.find('[').unwrap_or(more.len()));
    let policy = lictor_tests::everything("lictor/data-exposure", &["answer", "user-message"], &json!({})) + tables;
    let policy = policy.replacen("id = ", &format!("{keys}id = "), 1);
    let file =
        PolicyFile::parse("test-policy", &policy, &lictor_tests::root()).unwrap_or_else(|error| panic!("{error:?}"));
    let scorer: Box<dyn Scorer> = Box::new(NativeScorer::new(pack, "{}"));
    Guard::with_scorers(file, vec![scorer], lictor_tests::options()).unwrap()
}

/// Rules that need the whole text, or much of it, run after the text was released.
static RELEASING: LazyLock<[Guard; 2]> = LazyLock::new(|| {
    [300, 700].map(|horizon| guard(&format!("[stream]\nwhole_text = \"release\"\nmax_horizon = {horizon}\n")))
});

/// The answers of all examples of the pack that fire, and of those that do not.
static EXAMPLES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let native = Native::new(&lictor_data_exposure::PACK, "{}");
    let rules = native.manifest().rules.iter();
    rules
        .flat_map(|rule| rule.examples.fires.iter().chain(&rule.examples.ignores))
        .filter_map(|example| lictor_tests::expand(&example.sample)["answer"].as_str().map(str::to_owned))
        .collect()
});

/// Streams a text in pieces that end at these places, and gives all that was shown.
fn stream(guard: &Guard, text: &str, cuts: &[usize]) -> (String, Ending) {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| text.floor_char_boundary(cut % (text.len() + 1))).collect();
    cuts.push(text.len());
    cuts.sort_unstable();
    let now = Instant::now();
    let sample = Sample { id: Some("case".into()), language: Some("en".into()), ..Sample::default() };
    let mut stream = guard.stream(sample);
    let (mut shown, mut at) = (String::new(), 0);
    for cut in cuts {
        let release = stream.push(&text[at..cut], now);
        shown.push_str(&release.text);
        at = cut;
    }
    let ending = stream.finish();
    shown.push_str(&ending.text);
    (shown, ending)
}

fn whole(text: &str) -> Sample {
    let answer = Some(text.to_owned());
    Sample { id: Some("case".into()), language: Some("en".into()), answer, ..Sample::default() }
}

/// Findings that are known before the end of the text: rules with a horizon, and no view that a late word brings.
fn near(guard: &Guard, finding: &lictor::Finding) -> bool {
    let bound = guard.policy().stream().max_horizon;
    let rule = guard.rules().iter().find(|rule| rule.id == finding.rule).unwrap();
    let late = finding.views.iter().any(|view| view.contains("rot13") || view.contains("reversed"));
    rule.decl.horizon.is_some_and(|horizon| horizon <= bound) && rule.decl.language.is_none() && !late
}

fn piece() -> impl Strategy<Value = String> {
    let prose = prop::sample::select(vec![
        "The parcel leaves the warehouse today, and it should reach you on Friday at the latest. ",
        "I have looked at the three orders. One of them is still open. ",
        "\n\n- first\n- second\n- third\n\n",
        "小包は今日出ます。",
        "It costs 45.90 in total, of which 12 are for the delivery: 33.90 + 12.00. ",
    ]);
    prop_oneof![
        4 => prose.prop_map(|text| text.repeat(4)),
        3 => any::<prop::sample::Index>().prop_map(|index| index.get(&EXAMPLES).clone() + "\n"),
    ]
}

const PROSE: &str = "The parcel leaves the warehouse today, and it should reach you on Friday at the latest. ";

/// An answer with something in the middle of it.
fn around(middle: &str) -> String {
    format!("{}{middle}\n{}", PROSE.repeat(20), PROSE.repeat(20))
}

fn pieces(text: &str) -> Vec<usize> {
    (0..text.len()).step_by(5).collect()
}

fn secret() -> String {
    lictor_contract::expand("token: {{joined:ghp|_}}{{random:alnum:36}}")
}

#[test]
fn by_default_nothing_is_released_before_all_rules_have_run() {
    let guard = guard("");
    let text = around("nothing special");
    let now = Instant::now();
    let mut stream = guard.stream(whole(""));
    for piece in text.split_inclusive(' ') {
        assert_eq!(stream.push(piece, now).text, "");
    }
    // However long that takes: the policy says so.
    assert_eq!(stream.wait(now + Duration::from_secs(3600)).text, "");
    let ending = stream.finish();
    assert_eq!((ending.text.as_str(), ending.status, ending.blocked), (text.as_str(), Status::Checked, false));
}

#[test]
fn what_redacts_is_cut_out_on_the_way_and_has_one_name() {
    let guard = &RELEASING[1];
    let (one, other) = ("4539 1488 0343 6467", "5500 0055 5555 5559");
    let text = around(&format!("card {one}, card {other}, and {one} again"));
    let (shown, ending) = stream(guard, &text, &pieces(&text));
    let (first, second) = ("[redacted: payment-card 1]", "[redacted: payment-card 2]");
    assert_eq!(shown, around(&format!("card {first}, card {second}, and {first} again")));
    assert_eq!((ending.record.decision, ending.blocked, ending.late), (Decision::Redact, false, false));
    assert_eq!(ending.released, text.len());
}

#[test]
fn what_blocks_ends_the_answer_before_it() {
    let text = around(&secret());
    let (shown, ending) = stream(&RELEASING[1], &text, &pieces(&text));
    assert!(text.starts_with(&shown) && shown.len() >= PROSE.len() * 20 && !shown.contains("ghp_"), "{shown}");
    assert_eq!((ending.record.decision, ending.blocked, ending.late), (Decision::Block, true, false));
}

#[test]
fn what_a_rule_finds_that_needs_all_comes_late_and_is_said_to() {
    // Its horizon is larger than this policy waits for.
    let text = around(&secret());
    let (shown, ending) = stream(&RELEASING[0], &text, &pieces(&text));
    assert_eq!(shown, text);
    assert_eq!((ending.record.decision, ending.status), (Decision::Block, Status::Partial));
    assert!(ending.late && !ending.blocked);
}

#[test]
fn a_rule_for_which_the_policy_holds_the_answer_does() {
    let guard = guard("[stream]\nwhole_text = \"release\"\nmax_horizon = 300\n[stream.rules]\nEXP302 = \"hold\"\n");
    let text = around(&secret());
    let (shown, ending) = stream(&guard, &text, &pieces(&text));
    assert_eq!((shown.as_str(), ending.released, ending.blocked), ("", 0, true));
    assert!(!ending.late);
}

#[test]
fn more_than_the_policy_holds_back_is_a_failure() {
    // One word without an end: it could still become anything.
    let text = format!("{}{}", PROSE.repeat(4), "abcdefgh/".repeat(400));
    let bounds = "[stream]\nwhole_text = \"release\"\nmax_horizon = 300\nmax_hold_bytes = 1000\n";
    let (shown, ending) = stream(&guard(bounds), &text, &pieces(&text));
    assert!(ending.blocked && shown.len() <= PROSE.len() * 4, "{shown}");
    assert_eq!(ending.status, Status::Partial);

    let (shown, ending) = stream(&guard(&format!("on_failure = \"flag\"\n{bounds}")), &text, &pieces(&text));
    assert_eq!((shown.as_str(), ending.blocked, ending.status), (text.as_str(), false, Status::Partial));
}

#[test]
fn longer_than_the_policy_holds_back_is_a_failure() {
    let bounds = "[stream]\nwhole_text = \"release\"\nmax_horizon = 300\nmax_hold_ms = 200\n";
    for (failing, released) in [("", false), ("on_failure = \"allow\"\n", true)] {
        let guard = guard(&format!("{failing}{bounds}"));
        let begin = Instant::now();
        let mut stream = guard.stream(whole(""));
        assert_eq!(stream.push("Hello, ", begin).text, "");
        assert_eq!(stream.wait(begin + Duration::from_millis(150)), lictor::Release::default());
        let release = stream.wait(begin + Duration::from_millis(250));
        assert_eq!((release.text == "Hello, ", release.blocked), (released, !released));
        assert_eq!(stream.finish().status, Status::Partial);
    }
}

/// What could not be looked at in time has failed; nothing that was released unchecked is called checked.
#[test]
fn what_is_not_looked_at_in_time_is_a_failure() {
    let bounds = "[stream]\nwhole_text = \"release\"\nmax_horizon = 300\n";
    let text = PROSE.repeat(20);
    for (failing, released) in [("", false), ("on_failure = \"flag\"\n", true), ("on_failure = \"allow\"\n", true)] {
        let guard = guard(&format!("{failing}{bounds}"));
        let over = lictor::Conditions { until: Some(Instant::now()), ..Default::default() };
        let mut stream = guard.stream(whole(""));
        let release = stream.push_under(&text, Instant::now(), &over);
        assert_eq!((!release.text.is_empty(), release.blocked), (released, !released), "{failing}");
        // The end has time enough and finds nothing, which makes up for nothing.
        let ending = stream.finish();
        assert_eq!((ending.record.decision, ending.status), (Decision::Allow, Status::Partial), "{failing}");
    }
}

/// A call of a tool, or none, is known only when the answer is complete: then it counts as if it had been known all along.
#[test]
fn what_shows_only_at_the_end_is_checked_with_the_rest() {
    let policy = lictor_tests::everything("lictor/data-exposure", &["answer", "tool-calls"], &json!({}));
    let release = "[stream]\nwhole_text = \"release\"\nmax_horizon = 700\n";
    for (policy, shown) in [(policy.clone(), false), (format!("{policy}{release}"), true)] {
        let guard = lictor_tests::guard(&policy);
        for (arguments, decision) in [(secret(), Decision::Block), ("{}".to_owned(), Decision::Allow)] {
            let call = ToolCall { name: "mail".into(), arguments, ..ToolCall::default() };
            let text = PROSE.repeat(40);
            let mut stream = guard.stream(Sample { tool_calls: Some(vec![ToolCall::default()]), ..whole("") });
            let mut before = String::new();
            for piece in text.split_inclusive(' ') {
                before.push_str(&stream.push(piece, Instant::now()).text);
            }
            assert_eq!(!before.is_empty(), shown);
            stream.complete(vec![call.clone()], Some("tool_calls".into()));
            let ending = stream.finish();
            let finish_reason = Some("tool_calls".into());
            let sample = Sample { tool_calls: Some(vec![call]), finish_reason, ..whole(&text) };
            assert_eq!((&ending.record, ending.record.decision), (&guard.check(&sample), decision));
            assert_eq!(before + &ending.text == text, decision == Decision::Allow);
        }
    }
}

#[test]
fn a_policy_that_only_watches_holds_nothing_back() {
    let policy = lictor_tests::everything("lictor/data-exposure", &["answer"], &json!({}));
    let guard = lictor_tests::guard(&policy.replacen("id = ", "mode = \"monitor\"\nid = ", 1));
    let text = around(&secret());
    let (shown, ending) = stream(&guard, &text, &pieces(&text));
    assert_eq!((shown, ending.record.decision), (text, Decision::Allow));
    assert!(!ending.record.findings.is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_the_text_is_cut_the_same_is_released(
        pieces in prop::collection::vec(piece(), 1..12),
        cuts in prop::collection::vec(any::<usize>(), 0..60),
    ) {
        let text = pieces.concat();
        for guard in &*RELEASING {
            let (at_once, one) = stream(guard, &text, &[]);
            let (shown, ending) = stream(guard, &text, &cuts);
            let record = guard.check(&whole(&text));
            prop_assert_eq!(&ending.record, &record);
            prop_assert_eq!(&shown, &at_once, "of {:?}", &text);
            prop_assert_eq!((ending.released, ending.blocked), (one.released, one.blocked));
            for finding in record.findings.iter().filter(|finding| near(guard, finding) && finding.waived.is_none()) {
                for span in finding.spans.iter().filter(|span| span.part == "answer") {
                    let evidence = &text[span.start as usize..span.end as usize];
                    match finding.level {
                        Level::Block => prop_assert!(ending.released <= span.start as usize, "{} in {:?}", finding.rule, text),
                        Level::Redact if (span.start as usize) < ending.released => {
                            // The same characters may stand before, where nothing says what they are.
                            let before = text[..span.start as usize].matches(evidence).count();
                            prop_assert!(shown.matches(evidence).count() <= before, "{} in {:?}", finding.rule, text);
                        }
                        _ => {}
                    }
                }
            }
        }
    }
}
