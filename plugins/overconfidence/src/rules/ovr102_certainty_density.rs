use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule, text};

use crate::scene::Scene;
use crate::sentence::HEDGES;
use crate::words::{find_term, folded};

/// Fewer words have no density.
const MIN_WORDS: usize = 80;
/// Boosters beyond hedges in a hundred words. Plain prose has none to one.
const PER_HUNDRED: usize = 4;
const BOOSTERS: &str = "\
    absolutely|certainly|clearly|completely|definitely|undoubtedly|unquestionably|undeniably|obviously|totally|\
    always|never|guaranteed|proven|without doubt|no doubt|of course|entirely|perfectly|indisputably|surely|every single";

rule! {
    /// ## What it does
    /// Reports answers of 80 words and more that have at least four words of certainty in a hundred beyond their words of
    /// caution: *certainly*, *clearly*, *always*, *never*, *guaranteed*, less *may*, *often*, *likely*.
    ///
    /// This is a policy on wording, **not a truth score**: on human-labelled answers such words did not tell
    /// made-up ones from true ones at all.
    /// ## Why is this bad
    /// A text in which everything is certain leaves its reader no way to tell what is.
    /// ## Known false positives
    /// Slogans, speeches and rules (*never open the lid*). The threshold is untried in many kinds of text, which is
    /// why the rule is a preview.
    pub CERTAINTY_DENSITY {
        code: "OVR102",
        slug: "certainty-density",
        summary: "uses many words of certainty and few of caution",
        message: "many words of certainty, first “{quote}”",
        remedy: "Ask for plain statements in the system prompt, with the uncertainty that there is.",
        dimension: Dimension::Risk,
        level: Level::Note,
        status: Status::Preview,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[Pattern::regex(
            r"(?i)\b(?:absolutely|certainly|clearly|completely|definitely|undoubtedly|obviously|totally|guaranteed|proven|undeniably|perfectly)\b[^\n]{1,160}\b(?:absolutely|certainly|clearly|completely|definitely|undoubtedly|obviously|totally|guaranteed|proven|undeniably|perfectly|always|never)\b",
        )],
        fires: &[Example::answer(
            "This plan is absolutely right and clearly the best that you can have. It never fails, it is completely safe, and it is definitely worth its price. {{repeat:3:People who use the plan on every day of the week will see a change in how they sleep, eat and work, and they will tell their friends and their families of it. }}It is certainly proven and obviously loved by all.",
        )],
        ignores: &[
            Example::answer("It is absolutely safe, and clearly the best."),
            Example::answer(
                "It is clearly written and certainly short. {{repeat:5:People who use the plan may see a change in how they sleep, eat and work, and often tell their friends and their families of it. }}",
            ),
        ],
        check: |case: &Case<'_>| {
            let answer = folded(case.answer());
            let words = text::words(&answer).count();
            let count = |terms: &str| {
                terms.split('|').map(|term| {
                    let mut rest = answer.as_str();
                    let mut times = 0;
                    while let Some(at) = find_term(rest, term) {
                        times += 1;
                        rest = &rest[at + term.trim_end_matches('*').len()..];
                    }
                    times
                }).sum::<usize>()
            };
            let beyond = || count(BOOSTERS).saturating_sub(count(HEDGES));
            if words >= MIN_WORDS && 100 * beyond() >= PER_HUNDRED * words && !Scene::of(case).is_fiction()
                && let Some(hit) = case.hits().next()
            {
                case.report(Finding::at(&hit));
            }
        },
        extra: Extra {
            tags: &["wording", "certainty"],
            references: &["NIST600-1 Human-AI Configuration"],
            ..Extra::ENGLISH
        },
    }
}
