use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Level, Pattern, Status, rule};

use super::code::{code_ranges, is_in};

rule! {
    /// ## What it does
    /// Reports markup that runs or loads something where it is shown: script, frame, object and form elements, event handlers
    /// such as `onerror=`, and links with `javascript:`, `vbscript:` or `data:text/html`. What stands in a code block or in
    /// inline code is left alone.
    ///
    /// ## Why is this bad
    /// A client that puts the answer into a page without cleaning it runs the script with the rights of the person who
    /// reads it.
    ///
    /// ## Known false positives
    /// Answers that show a page's source without a code block around it.
    ///
    /// ## References
    /// OWASP: Cross Site Scripting Prevention Cheat Sheet
    pub(crate) ACTIVE_CONTENT {
        code: "EXP703",
        slug: "active-content",
        summary: "markup that runs where it is shown",
        message: "contains markup that runs or loads something where it is shown",
        remedy: "Clean answers before they are rendered, and ask the model to put source into code blocks.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?i)<(?:script|iframe|frame|object|embed|form|base|applet|meta\s{1,5}http-equiv)(?:\s[^<>]*)?/?>"),
            Pattern::regex(r#"(?i)<[a-z][a-z0-9]{0,20}[\s/][^<>]*?\bon[a-z]{4,24}\s{0,5}=\s{0,5}["']?[a-z(][^<>]*"#),
            Pattern::regex(r#"(?i)(?:\]\(\s{0,10}<?|\b(?:href|src|action|formaction|data)\s{0,5}=\s{0,5}["']?\s{0,10}|\]:\s{0,10}<?)(?:javascript:|vbscript:|data:text/html)[^\s"'<>]+"#),
        ],
        fires: &[
            Example::answer("<img src=x onerror=alert(1)>"),
            Example::answer("[Open the report](javascript:alert(document.cookie))"),
            Example::answer("Here it is: <iframe src=\"https://evil.tld\"></iframe>"),
            Example::answer("<script>fetch('//evil.tld')</script>"),
        ],
        ignores: &[
            Example::answer("```html\n<script>alert(1)</script>\n```"),
            Example::answer("The `<script>` element loads a program; `onclick=` handles a click."),
            Example::answer("The condition a<b and on = true holds."),
            Example::answer("Use <b>bold</b> text and <a href=\"https://acme.com\">a link</a>."),
        ],
        check: |case: &Case<'_>| {
            for hit in case.hits() {
                if !is_in(&code_ranges(hit.part().text()), hit.span().start as usize) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["channel"],
            references: &["LLM05:2025", "AML.T0077", "CWE-79", "CWE-1426"],
            ..Extra::NONE
        },
    }
}
