use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::scene::Scene;
use crate::sentence::Claim;
use crate::sources::supports;
use crate::words::mentions;

/// What dates a statement or admits that it may be old.
const DATED: &str = "\
    as of my|my last update|last update|knowledge cutoff|training data|at the time of|may have changed|might have changed|\
    can change|check the|please check|for the latest|in january|in february|in march|in april|in may|in june|in july|\
    in august|in september|in october|in november|in december";

rule! {
    /// ## What it does
    /// Reports a statement about something that changes, put as of now and without a date: who holds an office, a price or
    /// a rate, the newest version (*the current CEO is …*, *the latest version is 4.2*, *currently trades at*). A year
    /// in the sentence, a citation, a permitted context or tool result that says the same, or a word on how old the knowledge is
    /// is accepted.
    /// ## Why is this bad
    /// A model knows the world as it was. What it calls current may have ended years ago, and the reader cannot tell.
    /// ## Known false positives
    /// Things that have not changed since, and fiction.
    pub STALE_KNOWLEDGE_AS_CURRENT {
        code: "OVR404",
        slug: "stale-knowledge-as-current",
        summary: "states as current what changes, without a date or a source",
        message: "put as of now without a date: “{quote}”",
        remedy: "Give the date of the knowledge, or look it up with a tool.",
        dimension: Dimension::Correctness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:current|incumbent|sitting|present|acting) (?:CEO|chief executive(?: officer)?|chair(?:man|woman|person)?|president|prime minister|chancellor|king|queen|governor|mayor|minister|pope|head coach|manager|champions?|(?:world )?record(?: holder)?|(?:minimum )?wage|(?:interest|exchange|inflation|tax|base|mortgage|unemployment) rate|price|population|version|law|head of state)(?: [\w'’.-]+){0,6}? (?:is|are|stands at)\b"),
            Pattern::regex(r"(?i)\b(?:latest|newest|most recent) (?:stable |major )?(?:version|release|model|edition|update|iPhone|figures?|data) (?:of (?:[\w'’.-]+ ){1,4})?(?:is|are|was released)\b"),
            Pattern::regex(r"(?i)\b(?:is|are) (?:currently|now|presently) (?:the (?:CEO|president|prime minister|chancellor|king|queen|governor|mayor|world champion|richest)|worth [$€£]|trading at|priced at|selling for|valued at [$€£])|\b(?:currently|now) (?:costs?|trades? at|sells? for|stands? at) (?:about |around )?[$€£]?[0-9]"),
        ],
        fires: &[
            Example::answer("The current CEO of Globex is Hank Scorpio."),
            Example::answer("The latest version of the app is 4.2."),
            Example::answer("A barrel of oil currently costs about $80."),
        ],
        ignores: &[
            Example::answer("As of the filing of 3 May 2026, the current CEO is Hank Scorpio."),
            Example::json(r#"{"answer": "The current CEO of Globex is Hank Scorpio.", "contexts": [{"text": "Hank Scorpio is the CEO of Globex."}]}"#),
            Example::answer("As of my last update, the latest version of the app is 4.2."),
            Example::answer("Who the current president is depends on the year. Use the latest version."),
            Example::asked("Write a story about a king.", "The current king of the valley is old."),
        ],
        check: |case: &Case<'_>| {
            let scene = Scene::of(case);
            if scene.is_fiction() || scene.mentions("as of my|my last update|knowledge cutoff|training data") {
                return;
            }
            for hit in case.hits() {
                let Some(claim) = Claim::around(case, &hit) else { continue };
                let sentence = claim.raw();
                let year = sentence.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4);
                let taken_back = claim.is_question()
                    || claim.is_quoted()
                    || claim.is_conditional()
                    || claim.is_negated()
                    || claim.says(DATED)
                    || mentions(&claim.before, "who|what|which|whether");
                if !year && !taken_back && !claim.is_cited() && !supports(case, sentence) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["staleness"], references: &["LLM09:2025", "NIST600-1 Confabulation"], ..Extra::ENGLISH },
    }
}
