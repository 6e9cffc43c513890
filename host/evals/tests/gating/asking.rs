//! Asking a reviewer, from a terminal or a script.

use lictor_evals::review::{ReviewVerdict, Said, ask};
use lictor_model::Dimension;

fn said(input: &str) -> (Said, String) {
    let criteria = ["names the\ndeadline".to_owned(), "is polite".to_owned()];
    let mut shown = Vec::new();
    let said = ask(&mut input.as_bytes(), &mut shown, Dimension::Risk, &criteria).unwrap();
    (said, String::from_utf8(shown).unwrap())
}

#[test]
fn a_verdict_has_a_criterion_and_a_reason() {
    let (answer, shown) = said("f\n1\n  it promises  a refund\n");
    assert_eq!(answer, Said::Verdict(ReviewVerdict::Fail, "names the deadline".into(), "it promises a refund".into()));
    assert_eq!(shown, "risk: [p]ass, [f]ail, [a]mbiguous, [s]kip, [q]uit > criterion (1 to 2, or words) > reason > ");
    let (answer, _) = said("pass\nit is kind\nyes");
    assert_eq!(answer, Said::Verdict(ReviewVerdict::Pass, "it is kind".into(), "yes".into()));
}

#[test]
fn what_is_no_answer_is_asked_again() {
    let (answer, shown) = said("maybe\n\na\n\n0\n3\n2\n\nunclear\n");
    assert_eq!(answer, Said::Verdict(ReviewVerdict::Ambiguous, "is polite".into(), "unclear".into()));
    assert_eq!(shown.matches("[p]ass").count(), 3);
    assert_eq!(shown.matches("criterion").count(), 4);
}

#[test]
fn the_end_of_the_input_writes_no_half_record() {
    for input in ["", "p\n", "p\n1\n", "p\n1\n\n", "q\n"] {
        assert_eq!(said(input).0, Said::Quit, "{input:?}");
    }
    assert_eq!(said("s\n").0, Said::Skip);
}

#[test]
fn control_characters_do_not_get_into_a_record() {
    let (answer, _) = said("p\n\u{1b}[2J one\ttwo\nyes\u{7}\r\n");
    assert_eq!(answer, Said::Verdict(ReviewVerdict::Pass, "[2J one two".into(), "yes".into()));
}
