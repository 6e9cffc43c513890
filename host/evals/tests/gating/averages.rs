//! No average releases anything.

use lictor_evals::gate::{GateOutcome, Release};
use lictor_model::Dimension;
use miette::Diagnostic;

use crate::common::{Desk, case, failing, with};

fn refused(more: &str) -> (String, String) {
    let text = format!("schema = \"lictor.release/v1\"\nid = \"support\"\n{more}");
    let error = Release::parse("release.toml", &text).unwrap_err();
    (error.to_string(), error.help().map(|help| help.to_string()).unwrap_or_default())
}

#[test]
fn a_file_that_asks_for_an_average_is_refused_and_told_why() {
    for (more, line, key) in [
        ("average = 0.9\n", 3, "average"),
        ("mean_score = 0.9\n", 3, "mean_score"),
        ("overall = \"0.9\"\n", 3, "overall"),
        ("[blockers]\nmin_score = 0.9\n", 4, "min_score"),
        ("[review.boundary]\ntotal = 1\n", 4, "total"),
        ("[thresholds]\npass_rate = 0.95\n", 3, ""),
        ("[[budgets]]\nmeasure = \"cost.mean\"\nat_most = 1\nweighted-risk = 2\n", 6, "weighted-risk"),
        ("pass-rate = 0.9\n", 3, "pass-rate"),
    ] {
        let (message, help) = refused(more);
        assert!(message.starts_with(&format!("release.toml:{line}: ")), "{message}");
        if !key.is_empty() {
            assert!(message.contains(&format!("`{key}`: an average cannot release")), "{message}");
            assert!(help.contains("one workflow gains what another loses"), "{help}");
        }
    }
}

#[test]
fn a_budget_of_a_quality_is_an_average_by_another_name() {
    for measure in ["correctness.mean", "feedback.mean", "stability.p50", "overall.mean", "pass.rate", "score.p95"] {
        let (message, help) = refused(&format!("[[budgets]]\nmeasure = \"{measure}\"\nat_most = 1\n"));
        assert_eq!(message, "release.toml:4: an average of a quality cannot release", "{measure}");
        assert!(help.contains("[blockers]"), "{help}");
    }
}

#[test]
fn a_slip_of_the_pen_is_told_from_an_average() {
    let (message, help) = refused("sign_off = [\"risk\"]\n");
    assert_eq!(
        (message.as_str(), help.as_str()),
        ("release.toml:3: a release has no key `sign_off`", "did you mean `sign_offs`?")
    );
}

/// The seeded regression: one workflow loses what another gains, so every mean is what it was.
#[test]
fn what_a_mean_does_not_see_holds_the_release() {
    let refunds = |id, fails| {
        with(id, |case| {
            *case = if fails { failing(id, Dimension::Grounding) } else { case.clone() };
            case.case.protected = true;
        })
    };
    let orders = |id, fails| {
        let mut case = refunds(id, fails);
        case.case.workflow = "orders".into();
        case
    };
    let base = vec![refunds("r1", false), refunds("r2", false), orders("o1", true), orders("o2", true)];
    let head = vec![refunds("r1", true), refunds("r2", true), orders("o1", false), orders("o2", false)];
    let fails = |cases: &[lictor_evals::run::CaseSummary]| {
        cases.iter().filter(|case| case.outcome(Dimension::Grounding) == lictor_evals::Outcome::Fail).count()
    };
    assert_eq!(fails(&base), fails(&head), "the mean is unchanged");
    let decision = Desk::new("", head).base(base).decide();
    assert_eq!(decision.outcome, GateOutcome::Hold);
    let protected: Vec<_> = decision.reasons.iter().filter(|reason| reason.requirement == "protected").collect();
    assert_eq!(protected.len(), 1);
    assert_eq!(protected[0].cases, ["r1", "r2"]);
    assert_eq!(protected[0].dimension, Some(Dimension::Grounding));
}

/// No key of the schema, at any depth, and no key of a decision smells of an average.
#[test]
fn no_type_of_a_decision_has_a_place_for_an_average() {
    for schema in [
        schemars::schema_for!(Release).to_value(),
        schemars::schema_for!(lictor_evals::gate::ReleaseDecision).to_value(),
        schemars::schema_for!(lictor_evals::review::ReviewRecord).to_value(),
        schemars::schema_for!(lictor_evals::gate::SignOffRecord).to_value(),
    ] {
        let mut keys = Vec::new();
        properties(&schema, &mut keys);
        assert!(keys.len() > 5, "{keys:?}");
        for word in ["average", "mean", "score", "overall", "total", "rate", "weight", "share", "index"] {
            assert!(keys.iter().all(|key| key.split(['_', '-']).all(|part| part != word)), "{word}: {keys:?}");
        }
    }
}

fn properties(schema: &serde_json::Value, keys: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(fields) => {
            if let Some(serde_json::Value::Object(own)) = fields.get("properties") {
                keys.extend(own.keys().cloned());
            }
            fields.values().for_each(|value| properties(value, keys));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|value| properties(value, keys)),
        _ => {}
    }
}

#[test]
fn a_case_passes_only_on_its_own() {
    // Ninety-nine passes do not carry one failure.
    let mut cases: Vec<_> = (0..99).map(|index| case(&format!("c{index:02}"))).collect();
    cases.push(failing("last", Dimension::Risk));
    let decision = Desk::new("", cases).decide();
    assert_eq!(decision.outcome, GateOutcome::Hold);
    assert_eq!(decision.reasons[0].cases, ["last"]);
}
