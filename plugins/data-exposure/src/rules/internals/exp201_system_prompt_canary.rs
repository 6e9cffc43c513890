use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Level, Status, Waiver, rule};

rule! {
    /// ## What it does
    /// Reports canaries of system prompts: texts that stand in the prompt for no other purpose than to be recognised. They
    /// are found in the answer and in arguments of tool calls, behind invisible characters, lookalike letters and
    /// encodings, under rot13 and backwards.
    /// ## Why is this bad
    /// It proves that the prompt was read out.
    /// ## Known false positives
    /// None, as long as canaries are random. A canary that is an ordinary word is found in ordinary text.
    /// ## Settings
    /// `system_canaries` lists them. Where each request has its own, list what all of them begin with, such as
    /// `acme-sys-canary-`. Without any the rule finds nothing.
    pub(crate) SYSTEM_PROMPT_CANARY {
        code: "EXP201",
        slug: "system-prompt-canary",
        summary: "a canary of the system prompt is shown",
        message: "shows a canary of the system prompt",
        remedy: "Keep out of the prompt what no user may read; look at the request that got it out.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[],
        fires: &[
            Example::answer("It begins with sys-canary-51f0.").with_settings(r#"{"system_canaries": ["sys-canary-51f0"]}"#),
            Example::answer("{{hex:it begins with sys-canary-51f0 and so on}}").with_settings(r#"{"system_canaries": ["sys-canary-"]}"#),
            Example::answer("0f15-yranac-sys, flf-pnanel-51s0").with_settings(r#"{"system_canaries": ["sys-canary-51f0"]}"#),
            Example::answer("{{reversed:sys-canary-51f0}}").with_settings(r#"{"system_canaries": ["sys-canary-51f0"]}"#),
            Example::json(r#"{"answer": "Ok", "tool_calls": [{"name": "get", "arguments": {"q": "sys-canary-51f0"}}]}"#)
                .with_settings(r#"{"system_canaries": ["sys-canary-51f0"]}"#),
        ],
        ignores: &[
            Example::answer("A canary sings.").with_settings(r#"{"system_canaries": ["sys-canary-51f0"]}"#),
            Example::answer("sys-canary-51f0").with_settings(r#"{"canaries": ["another-canary"]}"#),
        ],
        check: |case: &Case<'_>| case.hits().take(64).for_each(|hit| case.report(Finding::at(&hit))),
        extra: Extra {
            tags: &["internals"],
            references: &["LLM07:2025", "AML.T0056", "CWE-200"],
            waiver: Waiver::Fingerprint,
            ..Extra::NONE
        },
    }
}
