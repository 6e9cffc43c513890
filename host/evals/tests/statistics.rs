//! The statistics against SciPy, NumPy and statsmodels on the same numbers (`data/scipy.py` makes `data/scipy.json`), against
//! figures that were printed in papers, and what must hold for any numbers.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use lictor_evals::statistics::{
    PairedCounts, all_k, bootstrap_mean, fisher_exact, holm, mcnemar_exact, newcombe_paired, pass_at_k, percentile,
    smallest_visible, wilson,
};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    versions: std::collections::BTreeMap<String, String>,
    wilson: Vec<Wilson>,
    mcnemar: Vec<Mcnemar>,
    fisher: Vec<Fisher>,
    newcombe: Vec<Newcombe>,
    holm: Vec<Holm>,
    percentile: Vec<Percentile>,
    bootstrap: Vec<Bootstrap>,
    repeats: Vec<Repeats>,
    smallest_visible: Vec<Smallest>,
}

#[derive(Deserialize)]
struct Wilson {
    pass: u64,
    judged: u64,
    interval: [f64; 2],
}

#[derive(Deserialize)]
struct Mcnemar {
    new: u64,
    fixed: u64,
    p: f64,
    binomial: f64,
}

#[derive(Deserialize)]
struct Fisher {
    table: [[u64; 2]; 2],
    p: f64,
}

#[derive(Deserialize)]
struct Newcombe {
    pairs: [u64; 4],
    interval: [f64; 2],
}

#[derive(Deserialize)]
struct Holm {
    p: Vec<f64>,
    corrected: Vec<f64>,
}

#[derive(Deserialize)]
struct Percentile {
    values: Vec<f64>,
    share: f64,
    is: f64,
}

#[derive(Deserialize)]
struct Bootstrap {
    values: Vec<f64>,
    seed: [u8; 32],
    interval: [f64; 2],
    scipy: Option<[f64; 2]>,
}

#[derive(Deserialize)]
struct Repeats {
    answers: u64,
    pass: u64,
    k: u64,
    pass_at_k: f64,
    all_k: f64,
}

#[derive(Deserialize)]
struct Smallest {
    judged: u64,
    alpha: f64,
    is: Option<u64>,
}

/// Equal to a billionth, of one or of the number where it is larger.
#[track_caller]
fn same(what: &str, ours: f64, theirs: f64) {
    let near = 1e-9 * theirs.abs().max(1.0);
    assert!((ours - theirs).abs() <= near, "{what}: {ours} is not {theirs}");
}

/// Small p-values are compared as a proportion of themselves.
#[track_caller]
fn same_p(what: &str, ours: f64, theirs: f64) {
    assert!((ours / theirs - 1.0).abs() <= 1e-8, "{what}: {ours} is not {theirs}");
}

fn pairs([both_pass, new, fixed, both_fail]: [u64; 4]) -> PairedCounts {
    PairedCounts { both_pass, new, fixed, both_fail }
}

#[test]
fn every_number_is_that_of_scipy() {
    let reference: Reference = serde_json::from_str(include_str!("data/scipy.json")).unwrap();
    assert!(reference.versions.contains_key("scipy"));
    for case in reference.wilson {
        let [low, high] = wilson(case.pass, case.judged).unwrap();
        let what = format!("wilson {} of {}", case.pass, case.judged);
        same(&what, low, case.interval[0]);
        same(&what, high, case.interval[1]);
    }
    for case in reference.mcnemar {
        let what = format!("mcnemar {} {}", case.new, case.fixed);
        same_p(&what, mcnemar_exact(case.new, case.fixed), case.p);
        same_p(&what, mcnemar_exact(case.new, case.fixed), case.binomial);
    }
    for case in reference.fisher {
        same_p(&format!("fisher {:?}", case.table), fisher_exact(case.table), case.p);
    }
    for case in reference.newcombe {
        let [low, high] = newcombe_paired(&pairs(case.pairs));
        same(&format!("newcombe {:?}", case.pairs), low, case.interval[0]);
        same(&format!("newcombe {:?}", case.pairs), high, case.interval[1]);
    }
    for case in reference.holm {
        let ours = holm(&case.p);
        assert_eq!(ours.len(), case.corrected.len());
        ours.iter().zip(&case.corrected).for_each(|(ours, theirs)| same("holm", *ours, *theirs));
    }
    for case in reference.percentile {
        same(&format!("percentile {}", case.share), percentile(&case.values, case.share).unwrap(), case.is);
    }
    for case in reference.bootstrap {
        let [low, high] = bootstrap_mean(&case.values, case.seed).unwrap();
        same("bootstrap", low, case.interval[0]);
        same("bootstrap", high, case.interval[1]);
        // SciPy draws other random numbers: the ends lie within a tenth of the interval's width.
        if let Some(scipy) = case.scipy {
            let near = 0.1 * (scipy[1] - scipy[0]);
            assert!((low - scipy[0]).abs() < near && (high - scipy[1]).abs() < near);
        }
    }
    for case in reference.repeats {
        same("pass at k", pass_at_k(case.answers, case.pass, case.k).unwrap(), case.pass_at_k);
        same("all k", all_k(case.answers, case.pass, case.k).unwrap(), case.all_k);
    }
    for case in reference.smallest_visible {
        assert_eq!(smallest_visible(case.judged, case.alpha), case.is, "{} at {}", case.judged, case.alpha);
    }
}

/// Newcombe 1998 (36, 12, 2, 0) and Fagerland, Lydersen and Laake 2014 (airway hyper-responsiveness: 1, 1, 7, 12).
#[test]
fn the_paired_interval_is_that_of_the_papers() {
    let rounded = |counts| newcombe_paired(&pairs(counts)).map(|end| (end * 1e3).round() / 1e3);
    assert_eq!(rounded([36, 2, 12, 0]), [0.057, 0.340]);
    assert_eq!(rounded([1, 7, 1, 12]), [-0.507, -0.026]);
}

#[test]
fn nothing_counted_says_nothing() {
    assert_eq!(wilson(0, 0), None);
    assert_eq!(wilson(2, 1), None);
    assert_eq!(newcombe_paired(&PairedCounts::default()), [-1.0, 1.0]);
    assert_eq!(fisher_exact([[0, 0], [0, 0]]), 1.0);
    assert_eq!(percentile(&[], 0.5), None);
    assert_eq!(bootstrap_mean(&[1.0], [7; 32]), None);
    assert_eq!(pass_at_k(2, 3, 1), None);
    assert_eq!(all_k(2, 1, 3), None);
    assert_eq!(smallest_visible(0, 0.05), None);
    assert_eq!(smallest_visible(u64::MAX, 0.0), None);
}

#[test]
fn many_cases_take_the_limit_of_the_resampled_mean() {
    let values = |n: usize| -> Vec<f64> { (0..n).map(|at| ((at * 7919) % 1009) as f64).collect() };
    let [low, high] = bootstrap_mean(&values(9_999), [3; 32]).unwrap();
    let [low_limit, high_limit] = bootstrap_mean(&values(10_000), [3; 32]).unwrap();
    let near = 0.1 * (high - low);
    assert!(
        (low - low_limit).abs() < near && (high - high_limit).abs() < near,
        "{low} {high} {low_limit} {high_limit}"
    );
}

fn counts() -> impl Strategy<Value = PairedCounts> {
    [0..200_u64, 0..200, 0..200, 0..200].prop_map(pairs)
}

proptest! {
    #[test]
    fn an_interval_holds_its_share((pass, judged) in (1..5_000_u64).prop_flat_map(|n| (0..=n, Just(n)))) {
        let [low, high] = wilson(pass, judged).unwrap();
        let share = pass as f64 / judged as f64;
        prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
        let [mirrored_low, mirrored_high] = wilson(judged - pass, judged).unwrap();
        prop_assert!((low - (1.0 - mirrored_high)).abs() < 1e-12 && (high - (1.0 - mirrored_low)).abs() < 1e-12);
        // Twice the cases of the same share say more.
        let [narrow_low, narrow_high] = wilson(2 * pass, 2 * judged).unwrap();
        prop_assert!(narrow_high - narrow_low < high - low);
    }

    #[test]
    fn a_difference_lies_in_its_interval_and_swapping_the_runs_mirrors_it(counts in counts()) {
        let [low, high] = newcombe_paired(&counts);
        let difference = counts.difference();
        prop_assert!(-1.0 <= low && low <= difference && difference <= high && high <= 1.0);
        let swapped = PairedCounts { new: counts.fixed, fixed: counts.new, ..counts };
        let [mirrored_low, mirrored_high] = newcombe_paired(&swapped);
        prop_assert!((low + mirrored_high).abs() < 1e-12 && (high + mirrored_low).abs() < 1e-12);
    }

    #[test]
    fn mcnemar_is_a_probability_symmetric_and_falls_with_the_split(new in 0..400_u64, fixed in 0..400_u64) {
        let p = mcnemar_exact(new, fixed);
        prop_assert!((0.0..=1.0).contains(&p));
        prop_assert_eq!(p, mcnemar_exact(fixed, new));
        if new >= fixed {
            prop_assert!(mcnemar_exact(new + 1, fixed) <= p * (1.0 + 1e-9));
        }
    }

    #[test]
    fn fisher_is_a_probability_that_does_not_depend_on_how_the_table_is_turned(
        a in 0..80_u64, b in 0..80_u64, c in 0..80_u64, d in 0..80_u64,
    ) {
        let p = fisher_exact([[a, b], [c, d]]);
        prop_assert!((0.0..=1.0).contains(&p));
        for turned in [[[b, a], [d, c]], [[c, d], [a, b]], [[a, c], [b, d]]] {
            prop_assert!((fisher_exact(turned) - p).abs() < 1e-9);
        }
    }

    #[test]
    fn fisher_survives_any_table(a in 0..=1_u64 << 24, b in 0..100_u64, c in 0..100_u64, d in 0..=1_u64 << 24) {
        prop_assert!((0.0..=1.0).contains(&fisher_exact([[a, b], [c, d]])));
    }

    #[test]
    fn holm_raises_keeps_the_order_and_stays_below_bonferroni(p in prop::collection::vec(0.0..=1.0_f64, 0..30)) {
        let corrected = holm(&p);
        for (at, (before, after)) in p.iter().zip(&corrected).enumerate() {
            prop_assert!(before <= after && *after <= (before * p.len() as f64).min(1.0));
            for (other, other_after) in p.iter().zip(&corrected).skip(at) {
                prop_assert!(before > other || after <= other_after);
            }
        }
    }

    #[test]
    fn what_is_visible_is_just_enough(judged in 0..2_000_u64, alpha in 1e-9..0.5_f64) {
        match smallest_visible(judged, alpha) {
            Some(changed) => {
                prop_assert!(changed <= judged && mcnemar_exact(0, changed) < alpha);
                prop_assert!(changed == 1 || mcnemar_exact(0, changed - 1) >= alpha);
            }
            None => prop_assert!(mcnemar_exact(0, judged) >= alpha),
        }
    }

    #[test]
    fn a_percentile_lies_between_the_values_and_rises(
        mut values in prop::collection::vec(-1e6..1e6_f64, 1..50), low in 0.0..=1.0_f64, high in 0.0..=1.0_f64,
    ) {
        values.sort_by(f64::total_cmp);
        let (low, high) = (low.min(high), low.max(high));
        let (at_low, at_high) = (percentile(&values, low).unwrap(), percentile(&values, high).unwrap());
        prop_assert!(values[0] <= at_low && at_low <= at_high + 1e-6 && at_high <= values[values.len() - 1] + 1e-6);
    }

    #[test]
    fn a_bootstrap_says_the_same_twice_and_stays_among_the_values(
        values in prop::collection::vec(-1e6..1e6_f64, 2..12), seed in any::<[u8; 32]>(),
    ) {
        let interval = bootstrap_mean(&values, seed).unwrap();
        prop_assert_eq!(Some(interval), bootstrap_mean(&values, seed));
        let (least, most) = values.iter().fold((f64::MAX, f64::MIN), |(l, m), v| (l.min(*v), m.max(*v)));
        prop_assert!(least - 1e-6 <= interval[0] && interval[0] <= interval[1] && interval[1] <= most + 1e-6);
    }

    #[test]
    fn all_of_k_is_rarer_than_one_of_k((answers, pass, k) in (1..60_u64).prop_flat_map(|n| (Just(n), 0..=n, 1..=n))) {
        let (any, all) = (pass_at_k(answers, pass, k).unwrap(), all_k(answers, pass, k).unwrap());
        let share = pass as f64 / answers as f64;
        prop_assert!(0.0 <= all && all <= share + 1e-12 && share <= any + 1e-12 && any <= 1.0);
    }
}
