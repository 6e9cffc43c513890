use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::settings::Settings;
use crate::sources::supports;
use crate::words::{folded, mentions};

const SUPERLATIVES: &str = "\
    best|safest|fastest|cheapest|most reliable|most secure|most trusted|most advanced|leading|number one|#1|no. 1|\
    unbeatable|unrivalled|unrivaled|unmatched|lowest|strongest|smartest|most popular|highest quality|second to none|\
    world-class";
const COMPARATIVES: &str = "\
    better than|safer than|faster than|cheaper than|more reliable than|more secure than|superior to|worse than|\
    outperforms|beats|ahead of|unlike|more accurate than|slower than|less safe than|less reliable than";

rule! {
    /// ## What it does
    /// Reports a superlative about the organisation's own product (*ours is the safest app on the market*) and a comparison with
    /// a competitor (*better than …*), without a source. What is one's own is told by *our* and *we*, and by the setting
    /// `products`; competitors are those of the setting `competitors`. A citation, a hedge, a quotation, a negation, or
    /// a permitted context that says the same is accepted; so is a text that the user asked to be written.
    ///
    /// This is a policy on wording: the rule does not know which product is better.
    /// ## Why is this bad
    /// Comparative advertising needs proof, and an assistant speaks in the organisation's name.
    /// ## Known false positives
    /// *Our best rate* and other names of offers.
    pub SUPERLATIVE_COMPARATIVE_CLAIM {
        code: "OVR208",
        slug: "superlative-comparative-claim",
        summary: "praises the own product or compares it with a competitor's without a source",
        message: "unsubstantiated claim: “{quote}”",
        remedy: "Cite who rated it, or describe it instead.",
        dimension: Dimension::Risk,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:ours|we|our (?:[\w-]+ ){0,2}?(?:app|bank|product|products|service|services|platform|plan|team|software|tool|insurance|card|account|network|system|company|fund|funds|prices|rates)) (?:is|are|offers?|has|have|provides?) (?:by far |simply |clearly |still )?(?:the |an? )?(?:[\w-]+ )?(?:best|safest|fastest|cheapest|most (?:reliable|secure|trusted|advanced|popular)|leading|number one|#1|lowest|unbeatable|unrivall?ed|unmatched)\b").label("own"),
            Pattern::regex(r"(?i)\b(?:we|ours|our (?:[\w-]+ ){1,2}?)(?:is|are|'re|offers?|works?|performs?|outperforms?)? ?(?:much |far |clearly )?(?:better|safer|faster|cheaper|more reliable|more secure|superior) (?:than|to) (?:any|all|every|the other|other|our competitors|the competition)\b").label("own"),
        ],
        fires: &[
            Example::answer("Ours is the safest app on the market."),
            Example::answer("Our network is faster than any other."),
            Example::answer("The Acme Card is the best card for travellers.").with_settings(r#"{"products": ["Acme Card"]}"#),
            Example::answer("It is cheaper than Globex in every town.").with_settings(r#"{"competitors": ["Globex"]}"#),
        ],
        ignores: &[
            Example::answer("Ours was rated the safest app by the Consumer Council [1]."),
            Example::answer("The best way to reach us is the app."),
            Example::answer("The Acme Card costs 20 euros. The best time to apply is now.").with_settings(r#"{"products": ["Acme Card"]}"#),
            Example::answer("Globex is a company in Springfield.").with_settings(r#"{"competitors": ["Globex"]}"#),
            Example::json(r#"{"answer": "Our app is the safest on the market.", "contexts": [{"text": "A test found that our app is the safest on the market."}]}"#),
            Example::asked("Write a slogan for our app.", "Our app is the safest on the market!"),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            if scene.is_commissioned() || scene.is_letter() {
                return;
            }
            let competitors = &case.settings::<Settings>().competitors;
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let competitor = || competitors.iter().any(|name| folded(name) == claim.matched);
                let praised = match hit.label() {
                    "own" => true,
                    _ if competitor() => claim.says(COMPARATIVES),
                    _ => mentions(&claim.after, SUPERLATIVES) && mentions(&claim.after, "is|are|offers|has|remains"),
                };
                if praised && claim.is_plain() && !claim.is_cited() && !supports(case, claim.raw()) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["wording", "commitment"], references: &["FINRA 2210"], ..Extra::ENGLISH },
    }
}
