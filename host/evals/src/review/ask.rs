use std::io::{self, BufRead, Read, Write};

use lictor_model::Dimension;

use super::ReviewVerdict;

/// The longest line of an answer that is read, in bytes.
const MOST_LINE: u64 = 64 << 10;

/// What a reviewer said about one dimension of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A verdict, with the criterion that was held against the answer and the reason.
    Verdict(ReviewVerdict, String, String),
    /// Not now.
    Skip,
    /// Enough. Also what the end of the input means.
    Quit,
}

/// Asks about one dimension of a case: a verdict, the criterion (a number of the list, or words), the reason. Asks again until
/// there is an answer, so that no record is half said.
///
/// # Errors
/// The input cannot be read or the output not written.
pub fn ask(
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    dimension: Dimension,
    criteria: &[String],
) -> io::Result<Said> {
    let verdict = loop {
        let question = format!("{dimension}: [p]ass, [f]ail, [a]mbiguous, [s]kip, [q]uit");
        let Some(line) = answer(input, output, &question)? else { return Ok(Said::Quit) };
        break match line.to_ascii_lowercase().as_str() {
            "p" | "pass" => ReviewVerdict::Pass,
            "f" | "fail" => ReviewVerdict::Fail,
            "a" | "ambiguous" => ReviewVerdict::Ambiguous,
            "s" | "skip" => return Ok(Said::Skip),
            "q" | "quit" => return Ok(Said::Quit),
            _ => continue,
        };
    };
    let criterion = loop {
        let numbers = if criteria.is_empty() { String::new() } else { format!(" (1 to {}, or words)", criteria.len()) };
        let Some(line) = answer(input, output, &format!("criterion{numbers}"))? else { return Ok(Said::Quit) };
        match line.parse::<usize>() {
            Ok(number) => match number.checked_sub(1).and_then(|index| criteria.get(index)) {
                Some(criterion) => break one_line(criterion),
                None => continue,
            },
            Err(_) if line.is_empty() => continue,
            Err(_) => break line,
        }
    };
    loop {
        let Some(reason) = answer(input, output, "reason")? else { return Ok(Said::Quit) };
        if !reason.is_empty() {
            return Ok(Said::Verdict(verdict, criterion, reason));
        }
    }
}

/// A line without white space around it. None at the end of the input.
fn answer(input: &mut dyn BufRead, output: &mut dyn Write, question: &str) -> io::Result<Option<String>> {
    write!(output, "{question} > ")?;
    output.flush()?;
    let mut line = Vec::new();
    if input.take(MOST_LINE).read_until(b'\n', &mut line)? == 0 {
        writeln!(output)?;
        return Ok(None);
    }
    Ok(Some(one_line(&String::from_utf8_lossy(&line))))
}

/// A record holds lines without control characters.
fn one_line(text: &str) -> String {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
