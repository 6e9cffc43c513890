use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

rule! {
    /// ## What it does
    /// Reports control sequences of terminals: escape characters that begin a command (`ESC [`, `ESC ]`, `ESC P` …) and their
    /// one-character forms. The sequence written out, as in `\x1b[0m`, is text and is left alone; in arguments of tool calls,
    /// which are JSON, `\u001b[` is the character.
    /// ## Why is this bad
    /// A terminal obeys: it hides text, writes over what stands there, shows one link and opens another, or puts text into the
    /// clipboard.
    /// ## Known false positives
    /// Output of programs with colours that an agent passes on.
    pub(crate) TERMINAL_ESCAPE {
        code: "EXP710",
        slug: "terminal-escape",
        summary: "control sequences of a terminal",
        message: "contains a control sequence of terminals",
        remedy: "Strip control characters before answers are shown in a terminal.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\x1B[\[\]P^_X()#c78=>]|\x{9B}[0-9;?]{0,16}[A-Za-z]|\x{9D}[0-9]{1,4};|\x{90}[0-9;]{0,8}[a-z$]").on(&[Input::Answer, Input::ToolCalls]),
            Pattern::regex(r"(?i)\\u001b[\[\]P^_]").on(&[Input::ToolCalls]),
        ],
        fires: &[
            Example::answer("Click \u{1B}]8;;https://evil.tld\u{1B}\\here\u{1B}]8;;\u{1B}\\."),
            Example::answer("\u{1B}[2J\u{1B}[HAll is well."),
            Example::json(r#"{"answer": "Done.", "tool_calls": [{"name": "print", "arguments": {"text": "\u001b[31mred"}}]}"#),
        ],
        ignores: &[
            Example::answer("\\x1b[0m ends a colour, and \\033[1m begins bold text."),
            Example::answer("Caf\u{e9} \u{9D} and a line\nbreak\r\n"),
        ],
        check: |case: &Case<'_>| {
            let found: Vec<_> = case.hits().collect();
            for bundle in found.chunks(64).take(16) {
                let whole = bundle.iter().fold(Finding::whole(), |whole, hit| whole.and(hit.span()).resting_on(hit));
                case.report(whole);
            }
        },
        extra: Extra { tags: &["channel"], references: &["LLM05:2025", "AML.T0077", "CWE-150"], horizon: Some(64), ..Extra::NONE },
    }
}
