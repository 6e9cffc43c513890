//! A comparison for people.

use std::fmt::Write;

use super::{Demand, Verdicts};

/// Ids that are shown of each kind; of more only the number is told.
const SHOWN: usize = 10;

impl Demand {
    /// Everything that changed, what it demands, and what speaks against it.
    pub fn text(&self, verdicts: Option<&Verdicts>) -> String {
        let mut text = format!("{}  {} → {}\n\n", self.plugin, self.old, self.new);
        if self.changes.is_empty() {
            text.push_str("Nothing that the pack says about itself changed.\n");
        }
        for change in &self.changes {
            let rule = change.rule.as_deref().unwrap_or("");
            let _ = writeln!(text, "{:<6} {rule:<7} {}", change.class, change.what);
        }
        if let Some(verdicts) = verdicts {
            text.push('\n');
            verdicts.write(&mut text);
        }
        text.push('\n');
        let needed = match (self.bump, &self.least) {
            (None, _) => "The releases are the same, byte for byte.".to_owned(),
            (Some(bump), Some(least)) => format!("This is a {bump} change: it demands {least} or later."),
            (Some(bump), None) => format!("This is a {bump} change."),
        };
        let _ = writeln!(text, "{needed}");
        for refusal in &self.refusals {
            let _ = writeln!(text, "refused: {}\n         {}", refusal.what, refusal.mend);
        }
        text
    }
}

impl Verdicts {
    fn write(&self, text: &mut String) {
        let samples = of_samples(self.samples);
        let _ = match self.changed {
            0 => writeln!(text, "On {samples} of the corpus both say the same."),
            changed => writeln!(text, "Of {samples} of the corpus they say something else of {changed}:"),
        };
        for (rule, verdicts) in &self.rules {
            for (how, ids) in [
                ("fires now", &verdicts.fires_now),
                ("fires no more", &verdicts.fires_no_more),
                ("fires elsewhere", &verdicts.fires_elsewhere),
            ] {
                if !ids.is_empty() {
                    let _ = writeln!(text, "       {rule:<7} {how:<15} {:>6}  {}", ids.len(), shown(ids));
                }
            }
        }
        let mut decisions: Vec<(String, Vec<String>)> = Vec::new();
        for change in &self.decisions {
            let what = format!("{} → {}", change.old, change.new);
            match decisions.iter_mut().find(|(known, _)| *known == what) {
                Some((_, ids)) => ids.push(change.id.clone()),
                None => decisions.push((what, vec![change.id.clone()])),
            }
        }
        for (what, ids) in decisions {
            let _ = writeln!(text, "       {what:<23} {:>6}  {}", ids.len(), shown(&ids));
        }
        if !self.unchecked.is_empty() {
            let _ = writeln!(text, "Not compared, for one of the two failed on them: {}", shown(&self.unchecked));
        }
    }
}

fn of_samples(count: u64) -> String {
    if count == 1 { "1 sample".into() } else { format!("{count} samples") }
}

fn shown(ids: &[String]) -> String {
    let named = ids.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    match ids.len().saturating_sub(SHOWN) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
