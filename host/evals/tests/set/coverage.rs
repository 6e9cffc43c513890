use lictor_evals::set::{Coverage, Difficulty, HoleKind, Risk, Set};
use lictor_model::Behaviour;
use serde_json::{Value, json};

use crate::common::{case_with, set, shop};

#[test]
fn the_matrix_shows_counts_blockers_and_holes() {
    let coverage = Coverage::of(&Set::open(&shop()).unwrap());
    insta::assert_snapshot!("text", coverage.text());
    insta::assert_snapshot!("markdown", coverage.markdown());
    let cell = coverage.workflows[1].cell(Risk::High, Difficulty::Normal, Some(Behaviour::Answer)).unwrap();
    assert_eq!((cell.cases, cell.blockers), (1, 1));
    let json = serde_json::to_value(&coverage).unwrap();
    assert_eq!(json["holes"][0], json!({"workflow": "orders", "lacks": "unacceptable-case"}));
    assert_eq!(serde_json::from_value::<Coverage>(json).unwrap(), coverage);
}

#[test]
fn each_hole_is_closed_by_the_case_that_it_asks_for() {
    let base: &[(&str, Value)] = &[("/expect", json!({"form": {"exact": "x"}}))];
    let bare = Coverage::of(&set(&[case_with("a", base)]));
    let lacks: Vec<HoleKind> = bare.holes.iter().map(|hole| hole.lacks).collect();
    use HoleKind::*;
    assert_eq!(lacks, [HighRiskBlocker, DifficultCase, UnacceptableCase, AnswerCase, RestraintCase]);
    for (kind, parts) in [
        (HighRiskBlocker, vec![("/gate", json!("blocker")), ("/risk", json!("high"))]),
        (DifficultCase, vec![("/difficulty", json!("difficult"))]),
        (UnacceptableCase, vec![("/difficulty", json!("unacceptable"))]),
        (AnswerCase, vec![("/expect", json!({"behaviour": "answer"}))]),
        (RestraintCase, vec![("/expect", json!({"behaviour": "clarify"}))]),
    ] {
        let parts: Vec<_> = base.iter().cloned().chain(parts).collect();
        let coverage = Coverage::of(&set(&[case_with("a", base), case_with("b", &parts)]));
        assert!(!coverage.holes.iter().any(|hole| hole.lacks == kind), "{kind:?}");
        assert_eq!(coverage.holes.len(), 4, "{kind:?}");
    }
}

#[test]
fn the_cells_hold_every_case_once() {
    let coverage = Coverage::of(&Set::open(&shop()).unwrap());
    let cells = coverage.workflows.iter().flat_map(|workflow| &workflow.cells);
    assert_eq!(cells.map(|cell| cell.cases).sum::<u64>(), coverage.cases);
}
