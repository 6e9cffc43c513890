use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Level, Status, Waiver, rule};

rule! {
    /// ## What it does
    /// Reports canaries: texts that the team planted in prompts, documents and records, and that no answer and no
    /// argument of a tool call can contain unless it was taken from there. They are found behind invisible
    /// characters, lookalike letters and encodings too, under rot13 and backwards.
    /// ## Why is this bad
    /// A canary in an answer proves that a closed source was read out.
    /// ## Known false positives
    /// None, as long as canaries are random. A canary that is an ordinary word is found in ordinary text.
    /// ## Settings
    /// `canaries` lists them. Without any the rule finds nothing.
    pub(crate) CONTEXT_CANARY_LEAK {
        code: "EXP106",
        slug: "context-canary-leak",
        summary: "a planted canary is shown",
        message: "shows a planted canary",
        remedy: "Find the source that holds the canary and close the way from there to the model.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[],
        fires: &[
            Example::answer("The note says lct-canary-7f3a91c2.").with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
            Example::answer("Read it: {{base64:it says lct-canary-7f3a91c2 here}}")
                .with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
            Example::json(r#"{"answer": "Sent.", "tool_calls": [{"name": "fetch", "arguments": {"q": "lct-canary-7f3a91c2"}}]}"#)
                .with_settings(r#"{"canaries": ["other-canary-000", "lct-canary-7f3a91c2"]}"#),
            Example::answer("{{reversed:lct-canary-7f3a91c2}}").with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
            Example::answer("lct-{{zero-width:canary}}-7f3a91c2").with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
        ],
        ignores: &[
            Example::answer("They moved to Canary Wharf.").with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
            Example::answer("lct-canary-7f3a91c2"),
            Example::asked("What is lct-canary-7f3a91c2?", "I do not know.")
                .with_settings(r#"{"canaries": ["lct-canary-7f3a91c2"]}"#),
        ],
        check: check,
        extra: Extra {
            tags: &["restricted"],
            references: &["LLM02:2025", "LLM07:2025", "AML.T0057", "CWE-200"],
            waiver: Waiver::Fingerprint,
            ..Extra::NONE
        },
    }
}

/// So many hits are reported one by one; more are reported in bundles, because the host limits reports.
const SINGLE: usize = 32;
const BUNDLE: usize = 64;

fn check(case: &Case<'_>) {
    let mut hits = case.hits();
    hits.by_ref().take(SINGLE).for_each(|hit| case.report(Finding::at(&hit)));
    let rest: Vec<_> = hits.collect();
    for bundle in rest.chunks(BUNDLE) {
        let whole = bundle.iter().fold(Finding::whole(), |whole, hit| whole.and(hit.span()).resting_on(hit));
        case.report(whole);
    }
}

#[cfg(test)]
mod tests {
    use lictor_sdk::native::Native;

    #[test]
    fn many_canaries_stay_within_the_hosts_limit() {
        let native = Native::new(&crate::PACK, r#"{"canaries": ["lct-canary-7f3a91c2"]}"#);
        assert_eq!(native.answer(&"lct-canary-7f3a91c2 ".repeat(900)), ["EXP106"]);
    }
}
