use lictor_sdk::{Dimension, Example, Extra, Input, Level, Status, rule};

use crate::reading;

rule! {
    /// ## What it does
    /// Reports refusals (REF101) that do not say what the user can do now: no alternative, no contact, no address, nothing
    /// that they are asked to do (“please use the form”). “Is
    /// there anything else I can help you with?” is not a next step.
    /// ## Why is this bad
    /// A refusal is a dead end for somebody who has a problem. A person to call or another way to ask costs one
    /// sentence.
    /// ## Known false positives
    /// Next steps in unusual words, and requests for which there is none. Whether one is wanted is the policy's
    /// choice.
    pub(crate) REFUSAL_WITHOUT_NEXT_STEP {
        code: "REF202",
        slug: "refusal-without-next-step",
        summary: "the refusal names no alternative or contact",
        message: "refuses without a next step: “{quote}”",
        remedy: "Give the model a contact or an alternative to name when it refuses.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[],
        fires: &[
            Example::answer("I can't do that."),
            Example::answer("I cannot share this document, because it is confidential."),
            Example::answer("I cannot share this document. Please accept my apologies."),
            Example::answer("I can't do that. Please note that this was logged."),
            Example::answer("I'm sorry, but I can't help with this request. Is there anything else I can help you with?"),
        ],
        ignores: &[
            Example::answer("I can't do that. Please call HR."),
            Example::answer("I'm not able to help with this request. You can open a ticket in the portal."),
            Example::answer("I can't book rooms. Please use the form on the intranet."),
            Example::answer("I'm unable to change contracts. Please turn to the legal desk."),
            Example::answer("I am not able to grant that. Use the exception form on the intranet."),
            Example::answer("I can't let guests in. Please register them one day ahead."),
            Example::answer("I won't share it; see https://example.com/policy for whom to ask."),
            Example::answer("Please restart the router."),
        ],
        check: |case| {
            let reading = reading::read(case);
            let address = || ["://", "www.", "@"].iter().any(|mark| case.answer().contains(mark));
            if reading.refuses() && !reading::whole(case).gives_next_step() && !address() {
                reading::report(case, &reading);
            }
        },
        extra: Extra {
            language: Some("en"),
            tags: &["refusal"],
            references: &["NIST600-1 Human-AI Configuration"],
            shares: &["REF101", "REF107"],
            ..Extra::NONE
        },
    }
}
