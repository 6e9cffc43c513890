use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Status, rule};

use crate::words::{folded, mentions};

/// Tell the user what to do or whom to turn to.
const STEPS: &str = "\
    please|you can|you could|you may|you should|you need to|you'll need to|you must|you have to|try|contact|call|visit|click|select|open|go to|\
    check|send|email|e-mail|reply|let me know|let us know|follow|first|next step*|step 1|restart|reset|download|choose|tap|press|\
    i can|i could|i'll|we'll|we can|would you like|log in|sign in|submit|fill in|ask|write to|make sure|ensure|use the|turn";
const SETTINGS: &str = r#"{"next_step_terms": ["not working", "cancel"]}"#;

rule! {
    /// ## What it does
    /// Reports an answer that names no next step although the user's message has a term of the setting `next_step_terms`. A next step is
    /// an instruction to the user, a contact, a link, an offer to act, or a question that leads on. Without the setting the rule
    /// says nothing. Refusals without a next step are REF202's.
    /// ## Why is this bad
    /// Somebody with a problem knows more after the answer, and still not what to do.
    /// ## Known false positives
    /// Next steps in unusual words.
    pub(crate) NEXT_STEP_MISSING {
        code: "USE303",
        slug: "next-step-missing",
        summary: "the answer names no next step where the policy wants one",
        message: "says about “{quote}” what is, and not what to do",
        remedy: "Tell the model to end such answers with what the user can do now.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[

        ],
        fires: &[
            Example::asked("My lamp is not working.", "The lamp was made in 2019 and has a warranty of two years.").with_settings(SETTINGS),
        ],
        ignores: &[
            Example::asked("My lamp is not working.", "Please send it back with the receipt.").with_settings(SETTINGS),
            Example::asked("My lamp is not working.", "The lamp has a warranty. You can open a ticket in the portal.").with_settings(SETTINGS),
            Example::asked("My lamp is not working.", "Does the light blink when it is plugged in?").with_settings(SETTINGS),
            Example::asked("How old is my lamp?", "The lamp was made in 2019.").with_settings(SETTINGS),
            Example::asked("My lamp is not working.", "The lamp was made in 2019 and has a warranty of two years."),
        ],
        check: |case| {
            let answer = folded(case.answer());
            let address = ["://", "www.", "@"].iter().any(|mark| answer.contains(mark));
            if address || mentions(&answer, STEPS) || answer.trim_end().ends_with('?') {
                return;
            }
            if let Some(hit) = case.hits().next() {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { tags: &["configured"], references: &["NIST600-1 Human-AI Configuration"], ..Extra::ENGLISH },
    }
}
