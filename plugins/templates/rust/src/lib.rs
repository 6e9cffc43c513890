//! The pack `acme/tone`.

use lictor_sdk::{Input, Pack, Settings};

mod ton101_blames_customer;

/// The pack.
pub static PACK: Pack = Pack {
    publisher: "acme",
    name: "tone",
    version: "0.1.0",
    summary: "How answers speak to customers.",
    // All that the pack will ever read. A policy grants it, or less.
    inputs: &[Input::Answer],
    rules: &[&ton101_blames_customer::BLAMES_CUSTOMER],
    measures: &[],
    settings: Settings::NONE,
    tombstones: &[],
    accuracy: &[],
};

lictor_sdk::export!(crate::PACK);
