// Written by `cargo xtask accuracy --record`: what was measured of each rule, on which set.

use lictor_sdk::Accuracy;

pub(crate) static ACCURACY: &[Accuracy] = &[];
