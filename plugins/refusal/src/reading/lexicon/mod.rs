//! The words that tell a refusal from an answer. Written by hand, from what refusals are made of; no list was
//! learned from data.

mod judging;
mod knowing;
mod refusing;
mod steering;

pub(crate) use judging::*;
pub(crate) use knowing::*;
pub(crate) use refusing::*;
pub(crate) use steering::*;
