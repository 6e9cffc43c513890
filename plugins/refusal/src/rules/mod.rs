//! One file per rule. The order here is the order in which they run.

use lictor_sdk::Rule;

pub(crate) const RULES: &[&Rule] = &[];
