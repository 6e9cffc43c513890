// Written by `cargo xtask accuracy --record`: what was measured of each rule, on which set.

use lictor_sdk::Accuracy;

pub(crate) static ACCURACY: &[Accuracy] = &[
    Accuracy {
        rule: "USE202",
        revision: 1,
        set: "bench/every-rule",
        version: "565c1aa8b5bc",
        cases: 2401,
        precision: None,
        recall: None,
        per_thousand: Some(0.0),
    },
    Accuracy {
        rule: "USE203",
        revision: 1,
        set: "bench/every-rule",
        version: "565c1aa8b5bc",
        cases: 2401,
        precision: None,
        recall: None,
        per_thousand: Some(0.0),
    },
    Accuracy {
        rule: "USE302",
        revision: 1,
        set: "bench/every-rule",
        version: "565c1aa8b5bc",
        cases: 2401,
        precision: None,
        recall: None,
        per_thousand: Some(0.0),
    },
    Accuracy {
        rule: "USE304",
        revision: 1,
        set: "bench/every-rule",
        version: "565c1aa8b5bc",
        cases: 2401,
        precision: None,
        recall: None,
        per_thousand: Some(0.0),
    },
];
