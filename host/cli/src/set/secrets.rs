//! Whether a text of a set holds what should stand in no file, by the rules on exposed data.

use lictor::{Guard, Level, Sample, Status};

/// The rules that look: those of the pack on exposed data that every text can be asked about.
pub(super) const RULES: &str = "EXP";

/// The rules that find something in a text that was not waived.
pub(super) fn scan(guard: &Guard, text: &str) -> Result<Vec<String>, String> {
    let sample = Sample { answer: Some(text.to_owned()), ..Sample::default() };
    let record = guard.check(&sample);
    if record.status != Status::Checked {
        let kinds: Vec<&str> = record.failures.iter().map(|failure| failure.kind.as_str()).collect();
        return Err(format!("the pack failed ({})", kinds.join(", ")));
    }
    let weighs = record.findings.into_iter().filter(|finding| finding.waived.is_none() && finding.level >= Level::Warn);
    Ok(weighs.map(|finding| format!("{} ({})", finding.rule.code(), finding.slug)).collect())
}
