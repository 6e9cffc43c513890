//! One file per rule, one folder per family. The order here is the order in which they run: EXP707 looks at
//! what the rules before it reported, so it comes last.

use lictor_sdk::Rule;

mod channels;
mod contexts;
mod identifiers;
mod secrets;

pub(crate) const RULES: &[&Rule] = &[];
