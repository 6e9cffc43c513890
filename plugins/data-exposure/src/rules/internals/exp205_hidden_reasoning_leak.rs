use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Level, Pattern, Status, rule};

use crate::rules::asked::user_mentions;
use crate::rules::channels::code::{code_ranges, is_in};

rule! {
    /// ## What it does
    /// Reports the marks of a model's hidden reasoning in the answer: tags such as `<think>`, `<scratchpad>` and
    /// `<inner_monologue>`, opened or closed, and the channel marks of newer templates. What stands in code is left alone,
    /// and so are answers to a message that names such tags.
    /// ## Why is this bad
    /// Reasoning is not meant for readers: it repeats instructions, weighs what must not be told, and is often wrong.
    /// ## Known false positives
    /// Applications that show reasoning on purpose: turn the rule off for them.
    pub(crate) HIDDEN_REASONING_LEAK {
        code: "EXP205",
        slug: "hidden-reasoning-leak",
        summary: "hidden reasoning is shown",
        message: "shows hidden reasoning: “{quote}”",
        remedy: "Cut the reasoning off by the model's own template before the answer is shown.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?i)</?(?:think|thinking|thoughts?|scratchpad|reasoning|inner[_ ]?(?:monologue|thoughts?|voice)|chain[_-]of[_-]thought|antthinking|internal[_ ]?(?:reasoning|monologue|thoughts?))>"),
            Pattern::regex(r"<\|channel\|>\s{0,3}(?:analysis|commentary)|◁/?think▷|<\|(?:begin|end)_of_(?:thought|thinking)\|>"),
            Pattern::regex(r"(?im)^[ *#_]{0,6}(?:chain of thought|internal (?:reasoning|monologue)|scratchpad|hidden reasoning)[ *_]{0,4}:[ *_]{0,4}(?:\S|$)"),
        ],
        fires: &[
            Example::answer("<think>The user is not allowed to know that.</think> I do not know."),
            Example::answer("I should not say it.\n</think>\nHello!"),
            Example::answer("Chain of thought: the user wants a refund, but the policy forbids it."),
        ],
        ignores: &[
            Example::answer("I think it is 4."),
            Example::answer("Models write their reasoning between `<think>` and `</think>`."),
            Example::asked("Answer and put your reasoning into <thinking> tags.", "<thinking>2 + 2</thinking> 4"),
        ],
        check: |case: &Case<'_>| {
            if user_mentions(case, &["<think", "think>", "thinking tag", "scratchpad", "reasoning>", "chain of thought", "chain-of-thought", "<thought", "monologue"]) {
                return;
            }
            let shown = case.hits().find(|hit| !is_in(&code_ranges(hit.part().text()), hit.span().start as usize));
            if let Some(hit) = shown {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra { tags: &["internals"], references: &["LLM07:2025", "CWE-200"], ..Extra::NONE },
    }
}
