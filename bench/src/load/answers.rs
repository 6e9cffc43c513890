//! Requests with answers of a size.

use lictor::Sample;
use miette::{IntoDiagnostic, Result};

use crate::corpus::{Corpus, text};

/// About 1 KiB, in bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 900..=1150;

/// Longer answers that are put together, so that one odd text weighs little.
const TEXTS: usize = 64;

/// Samples whose answers have so many KiB: answers of the corpus for one, several in one for more.
pub fn of_size(corpus: &Corpus, kibibytes: usize) -> Vec<Sample> {
    if kibibytes == 1 {
        let about = |sample: &&Sample| sample.answer.as_ref().is_some_and(|answer| LENGTHS.contains(&answer.len()));
        return corpus.samples.iter().filter(about).cloned().collect();
    }
    let answers: Vec<&str> = corpus.answers().collect();
    let answer = |index| Some(text(&answers, kibibytes, index));
    (0..TEXTS).map(|index| Sample { answer: answer(index), ..Sample::default() }).collect()
}

/// The whole requests, head and body, that ask for a check of the samples.
///
/// # Errors
/// A sample that has no JSON form.
pub fn requests(samples: &[Sample]) -> Result<Vec<Vec<u8>>> {
    samples.iter().map(|sample| Ok(request(&serde_json::to_string(sample).into_diagnostic()?))).collect()
}

fn request(body: &str) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "POST /v1/check HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    (head + body).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_the_size_that_is_asked_for() {
        let corpus = Corpus::plain();
        for (kibibytes, lengths) in [(1, 900..=1150), (16, 16_380..=16_384)] {
            let samples = of_size(&corpus, kibibytes);
            assert!(samples.len() >= TEXTS, "{} samples of {kibibytes} KiB", samples.len());
            assert!(samples.iter().all(|sample| lengths.contains(&sample.answer.as_ref().unwrap().len())));
        }
    }
}
