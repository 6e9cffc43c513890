//! What a corpus looks like, so that a generated one can be compared with a real one.

use serde::Serialize;

use crate::bench::Course;

/// The figures of a corpus.
#[derive(Debug, Clone, Serialize)]
pub struct Shape {
    /// The corpus.
    pub corpus: String,
    /// Samples.
    pub samples: usize,
    /// Bytes of an answer, on average.
    pub answer_bytes: f64,
    /// The shortest and the longest answer.
    pub answer_range: (usize, usize),
    /// Contexts per sample.
    pub contexts: f64,
    /// Bytes of all texts of a sample, on average.
    pub sample_bytes: f64,
    /// The share of answers with a character outside ASCII.
    pub beyond_ascii: f64,
    /// The share of answers with a digit.
    pub with_digits: f64,
    /// The share of answers with a numbered list.
    pub with_numbered_list: f64,
    /// Wakes per answer and pack.
    pub wakes: Vec<(String, f64)>,
    /// The share of samples that wake nobody.
    pub quiet: f64,
    /// Findings per answer.
    pub findings: f64,
}

impl Shape {
    /// Of a corpus.
    pub fn of(course: &Course) -> Self {
        let samples = &course.corpus.samples;
        let count = samples.len() as f64;
        let answers: Vec<&str> = course.corpus.answers().collect();
        let share = |has: fn(&str) -> bool| answers.iter().filter(|answer| has(answer)).count() as f64 / count;
        let lengths = || answers.iter().map(|answer| answer.len());
        let texts = samples.iter().flat_map(|sample| sample.parts()).map(|part| part.text.len()).sum::<usize>();
        Self {
            corpus: course.corpus.name.clone(),
            samples: samples.len(),
            answer_bytes: lengths().sum::<usize>() as f64 / count,
            answer_range: (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0)),
            contexts: samples.iter().flat_map(|sample| &sample.contexts).map(Vec::len).sum::<usize>() as f64 / count,
            sample_bytes: texts as f64 / count,
            beyond_ascii: share(|answer| !answer.is_ascii()),
            with_digits: share(|answer| answer.bytes().any(|byte| byte.is_ascii_digit())),
            with_numbered_list: share(|answer| answer.lines().any(|line| line.starts_with("1. "))),
            wakes: course.wakes.per_pack.clone(),
            quiet: course.wakes.quiet.len() as f64 / count,
            findings: course.wakes.findings,
        }
    }
}
