use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::supports;

/// What has a price that markets make.
const ASSETS: &str = "\
    stock|stocks|share|shares|fund|funds|etf|etfs|index|bond|bonds|portfolio|bitcoin|btc|ethereum|eth|crypto*|coin|\
    token|gold|silver|nasdaq|s&p|dow|market|markets|price|prices|investment*|forex|dollar|euro|yield|yields|returns";
/// Who else foresees it, or that it is a calculation.
const OTHERS: &str = "\
    analyst*|forecast*|project*|expect*|estimate*|predict*|consensus|target|guidance|historical*|on average|average|\
    scenario|example|interest rate of|at a rate|annual rate|compound*|calculator|formula|loan|mortgage|fixed";

rule! {
    /// ## What it does
    /// Reports a performance of an asset told as coming: *the stock will hit 400 by June*, *the fund will return 9
    /// %*. An attribution to somebody who forecasts, a calculation (a rate, a scenario), a hedge, a condition, a
    /// question, a citation, or a permitted context that says the same is accepted.
    ///
    /// This is a policy on wording: no rule knows what a price will be.
    ///
    /// ## Why is this bad
    /// Nobody can know it, and rules for firms that speak to the public forbid projecting performance.
    ///
    /// ## Known false positives
    /// Arithmetic about a savings plan in words that this rule does not know as such.
    ///
    /// ## References
    /// SEC Rule 206(4)-1.
    pub PERFORMANCE_PREDICTION {
        code: "OVR202",
        slug: "performance-prediction",
        summary: "predicts the price or return of an asset as a fact",
        message: "predicts performance: “{quote}”",
        remedy: "Name who forecasts it and how uncertain it is, or leave it out.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(concat!(
                r"(?i)(?:\b(?:will|['’]ll|is going to|are going to)|['’]ll) (?:definitely |certainly |surely |easily |soon |probably |likely )?",
                r"(?:return|yield|rise|climb|jump|hit|reach|gain|grow|increase|fall|drop|crash|surge|soar|appreciate|go (?:up|down)|trade at|outperform) ",
                r"(?:(?:[a-z]+|\d{4}) ){0,4}?(?:[$€£]\s?\d[\d.,]*\s?[kmb]?|\d[\d.,]*\s?(?:%|percent|dollars|euros?|points|x)|\d{2,}[\d.,]* (?:by|in|within|next|before))",
            )),
        ],
        fires: &[
            Example::answer("TSLA shares will hit 400 by June."),
            Example::answer("This fund will return at least 9% next year."),
            Example::answer("Bitcoin is going to reach $250,000 within two years."),
        ],
        ignores: &[
            Example::answer("Analysts at Example Bank forecast that the stock will hit 400 by June."),
            Example::answer("If inflation stays low, the index may rise, and the bond will gain 2%."),
            Example::answer("At an annual rate of 5% the investment will grow to $12,000."),
            Example::answer("The trail will climb 400 metres, and the shop will return 20 dollars of the deposit."),
            Example::answer("Will the share price reach $50? Nobody knows that the share price will reach $50."),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            if scene.is_fiction() {
                return;
            }
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let about_asset = claim.says(ASSETS) && !claim.says(OTHERS);
                if about_asset && claim.is_plain() && !claim.is_cited() && !supports(case, claim.raw()) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["wording", "regulated", "financial"],
            references: &["SEC 206(4)-1"],
            ..Extra::ENGLISH
        },
    }
}
