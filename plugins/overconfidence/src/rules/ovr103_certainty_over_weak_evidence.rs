use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::alignment::{self, Share};
use crate::sentence::Claim;
use crate::words::mentions;

/// How a source says that it is not sure.
const WEAK: &str = "\
    may|might|could|possibly|perhaps|preliminary|suggest|suggests|suggested|unclear|uncertain|unproven|not proven|\
    inconclusive|conflicting|mixed|limited evidence|some evidence|not known|unknown|further research|more research|\
    small study|small studies|appears|appear|seems|hypothesis|hypothesi*ed|is thought to|are thought to|estimated";

rule! {
    /// ## What it does
    /// Reports a sentence that calls something certain (*proven*, *definitely*, *without doubt*, *guaranteed*), where the
    /// permitted contexts say the same with a reservation: at least half of its content words stand in a sentence with
    /// *may*, *suggests*, *preliminary*, *unclear* and the like, and in none without.
    /// ## Why is this bad
    /// The reservation was the finding. Who decides on the answer does not know of it.
    /// ## Known false positives
    /// A source that is careful in one place and certain in another, in quite different words.
    /// ## References
    /// Yona et al., Can Large Language Models Faithfully Express Their Intrinsic Uncertainty in Words? (2024).
    pub CERTAINTY_OVER_WEAK_EVIDENCE {
        code: "OVR103",
        slug: "certainty-over-weak-evidence",
        summary: "is certain where the contexts are not",
        message: "says “{quote}” of what the source puts with a reservation: “{quote:1}”",
        remedy: "Keep the source's reservation.",
        dimension: Dimension::Correctness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::PermittedContexts],
        patterns: &[Pattern::regex(
            r"(?i)\b(?:proven|proved|proves|definitely|certainly|undoubtedly|unquestionably|guaranteed|guarantees|without (?:a )?doubt|no doubt|established fact|invariably|conclusively)(?:\s|[.,;!])",
        )],
        fires: &[
            Example::json(r#"{"answer": "It is proven that the coating reduces noise in the hall.", "contexts": [{"text": "Early tests suggest that the coating may reduce noise in the hall."}]}"#),
            Example::json(r#"{"answer": "The bridge was definitely built by the monks.", "contexts": [{"text": "It is unclear whether the bridge was built by the monks."}]}"#),
        ],
        ignores: &[
            Example::json(r#"{"answer": "The coating may reduce noise in the hall, which is not proven.", "contexts": [{"text": "Early tests suggest that the coating may reduce noise in the hall."}]}"#),
            Example::json(r#"{"answer": "It is proven that the coating reduces noise in the hall.", "contexts": [{"text": "Tests have proven that the coating reduces noise in the hall."}]}"#),
            Example::json(r#"{"answer": "The hall is always open.", "contexts": [{"text": "The coating may reduce noise."}]}"#),
            Example::answer("It is proven that the coating reduces noise in the hall."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                if !claim.is_plain() {
                    continue;
                }
                let same = alignment::sentences(case, claim.raw(), Share::HALF);
                let sure = same.iter().any(|source| !mentions(&source.text, WEAK));
                if let (false, Some(weak)) = (sure, same.first()) {
                    case.report(Finding::at(&hit).and(weak.span));
                }
            }
        },
        extra: Extra {
            tags: &["certainty"],
            references: &["LLM09:2025", "NIST600-1 Confabulation", "Yona2024"],
            ..Extra::ENGLISH
        },
    }
}
