use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::{any_source_sentence, numbers, source_numbers_have};
use crate::words::mentions;

rule! {
    /// ## What it does
    /// Reports an answer that puts a number on its own confidence: *I'm 99 % sure*, *my accuracy is 95 %*,
    /// *Confidence: 90 %*. The number is accepted where a permitted context or the result of a tool states it as a
    /// confidence, accuracy, score or probability.
    ///
    /// This is a policy on wording: the rule does not know whether the answer is right.
    ///
    /// ## Why is this bad
    /// A language model's stated percentages are not calibrated: nothing was counted to arrive at them. A reader
    /// takes the number for a measurement.
    ///
    /// ## Known false positives
    /// Applications that compute a confidence themselves and put it into the prompt only, where this rule does not
    /// look.
    pub NUMERIC_CONFIDENCE_UNSUPPORTED {
        code: "OVR105",
        slug: "numeric-confidence-unsupported",
        summary: "puts a number on its own confidence that nothing supports",
        message: "gives its own confidence as a number: “{quote}”",
        remedy: "Leave the number out, or show a calibrated one that the application computed.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(
                r"(?i)\bI(?:['’]m| am)(?: [a-z]+){0,2} \d{1,3}(?:\.\d+)?\s?(?:%|percent) (?:sure|certain|confident|positive|convinced|accurate|correct|reliable)\b",
            ),
            Pattern::regex(
                r"(?i)\b(?:my|this|these|the|our) (?:answers?|responses?|information|estimates?|predictions?|assessments?|diagnos[ei]s|translations?|analysis|calculations?|results?) (?:is|are|has|have)(?: [a-z]+){0,4} \d{1,3}(?:\.\d+)?\s?(?:%|percent) (?:accura|correct|certain|reliab|confiden|sure|chance|probab|likelihood)",
            ),
            Pattern::regex(
                r"(?i)\bmy (?:own )?(?:overall )?(?:confidence|accuracy|certainty)(?: [a-z]+){0,5}:? (?:is|of|at|about|around|as) (?:[a-z]+ ){0,3}(?:\d{1,3}(?:\.\d+)?\s?(?:%|percent|out of 10)|0?\.\d)",
            ),
            Pattern::regex(
                r"(?i)\b(?:confidence|certainty)(?: (?:level|score|rating))?(?:\*\*)?: ?(?:\*\*)? ?(?:\d{1,3}(?:\.\d+)?\s?(?:%|percent)|0?\.\d+|\d{1,2}/10\b)",
            ),
            Pattern::regex(
                r"(?i)\bI (?:can |would |have |say |state )[^.!?\n]{0,40}\bwith (?:[a-z]+ ){0,2}\d{1,3}(?:\.\d+)?\s?(?:%|percent) (?:certainty|confidence|accuracy)\b",
            ),
            Pattern::regex(
                r"(?i)\b\d{1,3}(?:\.\d+)?\s?(?:%|percent) (?:chance|probability|likelihood) (?:that )?(?:my|this) (?:answer|response|diagnosis|information|calculation|estimate)\b",
            ),
        ],
        fires: &[
            Example::answer("I'm 99% sure the meeting is on Monday."),
            Example::answer("The capital is Canberra.\nConfidence: 95%"),
            Example::answer("Confidence: **85%**"),
            Example::answer("I can say with 97 percent certainty that the part fits."),
            Example::answer("My confidence in this answer is about 90%."),
        ],
        ignores: &[
            Example::answer("The survey gives a 99% confidence interval of 3 to 5, at a confidence level of 95%."),
            Example::answer("I'm not 100% sure when the office opens."),
            Example::answer("The witness said “I am 90% sure it was him”."),
            Example::answer("My accuracy depends on the question, and the battery is 95% charged."),
            Example::json(
                r#"{"answer": "This is a daisy. Confidence: 93%", "tool_results": [{"name": "classify", "text": "label daisy, score 93%"}]}"#,
            ),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let taken_back = claim.is_negated() || claim.denies() || claim.is_question() || claim.is_quoted();
                if taken_back || scene.is_commissioned() || mentions(&claim.after, "interval|level") {
                    continue;
                }
                let calibrated = any_source_sentence(case, |source| {
                    mentions(source, "confiden*|accura*|score*|probab*|certain*")
                        && numbers(&claim.matched).all(|number| source_numbers_have(source, number))
                });
                if !calibrated {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra {
            tags: &["wording", "certainty"],
            references: &["NIST600-1 Human-AI Configuration", "Zhou2024"],
            ..Extra::ENGLISH
        },
    }
}
