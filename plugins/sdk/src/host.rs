//! What a pack can ask of its host: the imports of the contract as a trait, so that the same rule runs
//! against the sandbox's functions and against the native ones.

use crate::case::Span;

#[derive(Debug, Clone, Copy)]
pub(crate) struct RawHit {
    pub(crate) pattern: u32,
    pub(crate) view: u32,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct RawFinding<'a> {
    pub(crate) rule: &'a str,
    pub(crate) spans: &'a [Span],
    pub(crate) hits: &'a [u32],
    pub(crate) confidence: Option<f32>,
    pub(crate) detail: Vec<(&'a str, &'a str)>,
}

pub(crate) trait Host {
    fn part_count(&self) -> u32;
    fn input(&self, part: u32) -> String;
    fn text(&self, part: u32) -> String;
    fn read(&self, part: u32, start: u32, end: u32) -> String;
    fn len(&self, part: u32) -> u32;
    fn property(&self, part: u32, key: &str) -> Option<String>;
    fn attribute(&self, key: &str) -> Option<String>;
    fn input_state(&self, input: &str) -> String;
    fn expectation(&self) -> Option<String>;
    fn hits(&self) -> Vec<RawHit>;
    fn view(&self, view: u32) -> String;
    fn around(&self, hit: u32, before: u32, after: u32) -> (String, String, String);
    fn locate(&self, hit: u32, start: u32, end: u32) -> Span;
    fn report(&self, finding: RawFinding<'_>) -> Result<(), String>;
    fn not_applicable(&self, rule: &str, reason: &str) -> Result<(), String>;
    fn measure(&self, name: &str, value: f64) -> Result<(), String>;
}
