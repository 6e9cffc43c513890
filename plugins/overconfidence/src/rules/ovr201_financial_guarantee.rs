use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::supports;

const MONEY: &str = "\
    invest*|fund|funds|etf|stock|stocks|share|shares|bond|bonds|crypto*|bitcoin|ethereum|coin|coins|token|\
    tokens|portfolio|profit*|returns|return|money|savings|capital|principal|trade|trades|trading|forex|\
    yield|yields|dividend*|property|real estate|gold|income|interest|market|strategy|\
    strategies|earn|earnings|annual*|nft|nfts|\
    options";
/// Promises that somebody may make by law: insured deposits, contracts with a fixed yield.
const PERMITTED: &str = "\
    fdic|sipc|fscs|insured|deposit insurance|treasury|treasuries|government*|gilt|gilts|annuity|annuities|\
    certificate of deposit|certificates of deposit|cd|cds|fixed-rate|fixed rate|savings bond*|guaranteed by|\
    minimum guaranteed|money-back|money back|state pension|defined benefit|insurer|guaranteed minimum|basic income|\
    guaranteed income|theor*|capm|sharpe";
/// Words of somebody who warns of such promises.
const WARNINGS: &str = "\
    scam*|fraud*|beware|wary|red flag*|suspicious|suspect|too good to be true|ponzi|avoid*|skeptical|\
    sceptical|cautious|anyone who|offers that|unrealistic|mislead*|lure*|pyramid|warning|guaranteeing|\
    be careful|schemes|illegal";

rule! {
    /// ## What it does
    /// Reports a promise of gain or of safety for an investment: *guaranteed to return 12 %*, *risk-free profit*,
    /// *you cannot lose money*, *certain to rise*. The sentence must be about money; a negation, a question, a
    /// condition, a quotation, a warning of such promises, a guarantee that the law knows (insured deposits,
    /// government bonds, annuities), or a permitted context that says the same is accepted. The term *risk-free
    /// rate* is not a promise.
    ///
    /// This is a policy on wording, not a judgement of the investment.
    ///
    /// ## Why is this bad
    /// Rules for firms that speak to the public about investments forbid promissory and exaggerated statements, and
    /// a reader may act on one.
    ///
    /// ## Known false positives
    /// Contractual guarantees under a name that this rule does not know; teaching examples without a warning word.
    ///
    /// ## References
    /// FINRA Rule 2210(d)(1)(B); SEC Rule 206(4)-1.
    pub FINANCIAL_GUARANTEE {
        code: "OVR201",
        slug: "financial-guarantee",
        summary: "promises a gain or the absence of risk for an investment",
        message: "promises a financial result: “{quote}”",
        remedy: "State the risk, and say that results are not guaranteed.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(
                r"(?i)\b(?:guarantee[sd]?|guaranteeing) (?:(?:to|you|an?|of|high|your|minimum|annual|monthly|steady|\d[\d.,]*\s?%|[a-z]+) ){0,5}?(?:returns?|profits?|yields?|gains?|earnings|income|interest|dividends?|pay ?outs?|growth|double|triple|make (?:you )?money)\b",
            ),
            Pattern::regex(r"(?i)\b(?:returns?|profits?|yields?|gains?|capital|principal|money|investments?|growth) (?:is|are|will be) (?:fully |absolutely |100% |completely )?(?:guaranteed|risk[- ]free|100% safe|completely safe)"),
            Pattern::regex(r"(?i)\b(?:risk[- ]free|(?:no|zero)[- ]risk) (?:investments?|profits?|returns?|gains?|income|trad(?:e|es|ing)|strateg(?:y|ies)|money|way to|opportunit(?:y|ies)|yields?|arbitrage)\b"),
            Pattern::regex(r"(?i)\b(?:can(?:not|['’]t| not|['’]t possibly| never)|will (?:not|never)|won['’]t) (?:possibly |ever )?lose (?:any |your |a single )?(?:money|investment|capital|principal|savings|cent|penny|dollar|on this|with this)"),
            Pattern::regex(r"(?i)\b(?:no|zero|without (?:any|the)?) ?(?:risk|chance|possibility) of (?:any )?(?:loss|losing)\b"),
            Pattern::regex(r"(?i)\b(?:has|have|carries|carry|is|with|at|there is|there's) (?:absolutely )?(?:no|zero) (?:financial |investment |market )?risk\b"),
            Pattern::regex(r"(?i)\bwill (?:definitely |certainly |surely |always |easily )?(?:double|triple|quadruple|multiply) (?:your|in (?:value|price)|by |within |this |next |over )"),
            Pattern::regex(r"(?i)\b(?:certain|sure|bound|guaranteed) to (?:rise|go up|increase|appreciate|grow|double|triple|outperform|recover|make|earn|yield|return|pay)\b"),
            Pattern::regex(
                r"(?i)\b(?:stocks?|funds?|coins?|shares?|investments?|trades?|bets?) (?:that )?can(?:not|['’]t| not) (?:possibly )?lose\b",
            ),
            Pattern::regex(
                r"(?i)\bno way (?:you |to |that you )(?:can |could |will )?(?:possibly )?lose (?:any |your )?(?:money|investment|capital|savings)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:prices?|markets?|stocks?|shares|values?) (?:will )?always (?:go(?:es)? up|rises?|increases?|recovers?|wins?)\b|\bsure[- ]?(?:fire)? (?:bet|thing|way to (?:make|earn)|investment|profit)\b",
            ),
        ],
        fires: &[
            Example::answer("With this pension fund a return of 8% is what you get: your profits are guaranteed."),
            Example::answer("This fund is guaranteed to return 12%."),
            Example::answer("It is a risk-free investment, and you cannot lose money."),
            Example::answer("Buy the coin today: its price is certain to rise."),
            Example::answer("Our plan will double your savings within a year."),
        ],
        ignores: &[
            Example::answer("Returns are not guaranteed, and no fund is guaranteed to return a profit."),
            Example::answer("The risk-free rate is the yield of a short government bond."),
            Example::answer("Beware of anyone who offers guaranteed returns or a risk-free investment."),
            Example::answer("Your deposit is FDIC insured, so you cannot lose money up to the limit."),
            Example::answer("The store offers a risk-free trial and guarantees you a place in the queue."),
            Example::answer("Under a defined benefit scheme a guaranteed income is paid for life, as with the state pension."),
            Example::answer("Common signs of a scam:\n- Guaranteed profits\n- Pressure to act now"),
            Example::answer("Is it certain to rise? If the price doubles, the trade will double your money."),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            let warns = scene.mentions("scam*|fraud*|ponzi|pyramid scheme*");
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let about_money = claim.says_near(MONEY, 12);
                let harmless = claim.says(PERMITTED) || claim.says(WARNINGS) || warns;
                if about_money && !harmless && claim.is_plain() && !scene.is_fiction() && !supports(case, claim.raw()) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["wording", "regulated", "financial"],
            references: &["FINRA 2210(d)(1)(B)", "SEC 206(4)-1", "LLM09:2025", "AIAct 13"],
            ..Extra::ENGLISH
        },
    }
}
