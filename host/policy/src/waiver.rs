use lictor_model::RuleId;

/// An excuse for findings of one rule, by one person, approved by another, until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// The rule.
    pub rule: RuleId,
    /// Which findings.
    pub target: WaiverTarget,
    /// The workflow that it is limited to. Always there for a waiver by fingerprint.
    pub workflow: Option<String>,
    /// Who answers for it.
    pub owner: String,
    /// Who agreed.
    pub approver: String,
    /// Why.
    pub reason: String,
    /// Where it is discussed.
    pub ticket: Option<String>,
    /// The last day on which it holds, `YYYY-MM-DD`.
    pub expires: String,
    /// The rule's revision that it was granted for. It excuses no other.
    pub revision: u32,
}

/// Which findings of its rule a waiver excuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaiverTarget {
    /// Those in samples with such an id; `*` stands for any text and `?` for any character.
    Case(String),
    /// Those with this fingerprint.
    Fingerprint(String),
}

/// What the waivers of a policy say about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverOutcome<'a> {
    /// Nothing: the level counts.
    None,
    /// It is excused. It stays in the record, with the reason.
    Waived {
        /// Which waiver, an index into [`Policy::waivers`](crate::Policy::waivers).
        index: usize,
        /// The waiver's reason.
        reason: &'a str,
    },
    /// It was excused until a day that is over: the level counts again.
    Expired {
        /// Which waiver, an index into [`Policy::waivers`](crate::Policy::waivers).
        index: usize,
    },
}

impl Waiver {
    /// Whether it is about this finding, on whatever day.
    pub(crate) fn covers(&self, revision: u32, case: &str, workflow: Option<&str>, fingerprint: &str) -> bool {
        self.revision == revision
            && self.workflow.as_deref().is_none_or(|limited| workflow == Some(limited))
            && match &self.target {
                WaiverTarget::Case(pattern) => glob(pattern, case),
                WaiverTarget::Fingerprint(wanted) => wanted == fingerprint,
            }
    }

    /// Whether it has run out by a day, `YYYY-MM-DD`.
    pub(crate) fn expired(&self, today: &str) -> bool {
        // Days written this way are ordered as texts are.
        self.expires.as_str() < today
    }
}

/// Whether `*` (any text) and `?` (any character) can stand so that the pattern is the text. Steps back to
/// the last `*` only, so time is bounded by the product of the lengths.
fn glob(pattern: &str, text: &str) -> bool {
    let (mut pattern, mut text) = (pattern.chars(), text.chars());
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let before_text = text.clone();
        match (pattern.next(), text.next()) {
            (Some('*'), _) => {
                text = before_text;
                retry = Some((pattern.clone(), text.clone()));
            }
            (None, None) => return true,
            (Some('?'), Some(_)) => {}
            (Some(wanted), Some(found)) if wanted == found => {}
            _ => {
                // The last `*` takes one character more.
                let Some((after_star, rest)) = &mut retry else { return false };
                if rest.next().is_none() {
                    return false;
                }
                (pattern, text) = (after_star.clone(), rest.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn globs_match_whole_texts() {
        for (pattern, text) in [
            ("support-17", "support-17"),
            ("support-*", "support-17"),
            ("support-*", "support-"),
            ("*-1?", "support-17"),
            ("*a*b*", "xxaybbz"),
            ("*ab", "aaab"),
            ("??", "äö"),
            ("*", ""),
            ("**", "x"),
        ] {
            assert!(glob(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in
            [("support-*", "my-support-1"), ("?", ""), ("??", "a"), ("a*b", "abc"), ("", "a"), ("[a]", "a")]
        {
            assert!(!glob(pattern, text), "{pattern} {text}");
        }
    }
}
