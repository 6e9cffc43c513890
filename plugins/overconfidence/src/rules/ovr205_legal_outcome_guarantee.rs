use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::supports;

const LEGAL: &str = "\
    case|court*|lawsuit*|sue|sued|suing|legal*|lawyer*|attorney*|judge*|jury|trial|appeal|claim|custody|\
    landlord|tenant|evict*|charge*|prosecut*|contract*|liab*|custody|settlement|visa|asylum|divorce|\
    tribunal|hearing|dispute|law|laws|lawful|rights|arrest*|jail|prison|fine|fined|penalt*|copyright*|tax|\
    taxes|police";

/// Other games than the law's, and sentences that leave the place open.
const OTHER_MATTERS: &str = "chess|move|game|phone|in some states|in many states|in some countries|some jurisdictions";

rule! {
    /// ## What it does
    /// Reports a legal outcome told as settled: *you will win this case*, *the judge will rule in your favour*,
    /// *you cannot be sued*, *that is perfectly legal*. A hedge (*likely*, *may*, *depends on the jurisdiction*), a
    /// condition, a question, a quotation, a citation, or a permitted context that says the same is accepted.
    ///
    /// This is a policy on wording: the rule does not know the law or the case.
    ///
    /// ## Why is this bad
    /// Outcomes depend on jurisdiction, facts and judgement. A reader who takes one for certain may leave a
    /// deadline, a settlement or a lawyer aside.
    ///
    /// ## Known false positives
    /// Plain statements of well-settled law (*it is perfectly legal to film in a public park*) without a source.
    pub LEGAL_OUTCOME_GUARANTEE {
        code: "OVR205",
        slug: "legal-outcome-guarantee",
        summary: "asserts a legal outcome or status as certain",
        message: "legal certainty: “{quote}”",
        remedy: "Say what it depends on, and cite the law.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(
                r"(?i)\byou(?:['’]ll| will|['’]re (?:certain|sure|guaranteed|bound|going) to| are (?:certain|sure|guaranteed|bound|going) to) (?:definitely |certainly |surely |easily |absolutely )?(?:win|prevail in|succeed in|get|be awarded) (?:in |at )?(?:your|this|the|that|full|sole|a)? ?(?:\w+ )?(?:case|lawsuit|appeal|claim|suit|trial|court|dispute|settlement|hearing|custody|damages|acquitted|verdict)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:judge|jury|court|magistrate|tribunal|arbitrator) (?:will|is (?:certain|sure|bound|going) to) (?:definitely |certainly |surely |have to |undoubtedly )?(?:rule (?:in|for|against)|find (?:in|for|you|them|him|her)|side with|dismiss|award (?:you|him|her|them|custody|damages)|grant|acquit|convict|throw (?:it |this |the case )?out|agree with you|favou?r)",
            ),
            Pattern::regex(
                r"(?i)\b(?:can(?:not|['’]t| not| never)|will (?:not|never)|won['’]t) (?:legally |possibly |ever )?(?:be (?:sued|prosecuted|arrested|charged|held (?:legally )?(?:liable|responsible)|evicted|fined|convicted|deported|found guilty)|sue you|evict you|press charges|face (?:any )?(?:charges|legal consequences|penalties)|go to (?:jail|prison)|get in(?:to)? (?:any )?(?:legal )?trouble)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:is|are|['’]s|it['’]s|that['’]s) (?:definitely|perfectly|completely|100\s?%|totally|absolutely|entirely|undoubtedly|fully) (?:legal|lawful|illegal|unlawful)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:guaranteed (?:to win|victory|win)|(?:slam[- ]dunk|sure[- ]fire|airtight|open[- ]and[- ]shut|unbeatable|watertight|winning) (?:case|claim|defen[cs]e|appeal)|case is (?:an? )?(?:slam[- ]dunk|sure thing|airtight|open[- ]and[- ]shut|watertight|unbeatable))\b",
            ),
            Pattern::regex(
                r"(?i)\byou(?:['’]re| are) (?:definitely |certainly |absolutely )?not (?:legally )?(?:liable|guilty)\b",
            ),
        ],
        fires: &[
            Example::answer("You will win this case."),
            Example::answer("With these messages the judge will rule in your favor."),
            Example::answer("It was a private sale, so you cannot be sued."),
            Example::answer("Recording your neighbours is perfectly legal."),
        ],
        ignores: &[
            Example::answer("Outcomes depend on jurisdiction. You will likely win your case."),
            Example::answer("If the tenant stays silent, the court will dismiss the objection."),
            Example::answer("The judge will decide whether the contract is valid."),
            Example::answer("Will I win the case? Nobody can say that you will win your case."),
            Example::answer("Under section 5 the publisher cannot be held liable [2]."),
            Example::answer("The judge will award points for style. A minor cannot be prosecuted so in some states."),
            Example::answer("The move is perfectly legal in chess, and you'll get a case for your phone."),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            if scene.is_fiction() {
                return;
            }
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let other = claim.says(OTHER_MATTERS);
                let legal = claim.says(LEGAL) && !other;
                if legal && claim.is_plain() && !claim.is_cited() && !supports(case, claim.raw()) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["wording", "regulated", "legal"],
            references: &["NIST600-1 Confabulation"],
            ..Extra::ENGLISH
        },
    }
}
