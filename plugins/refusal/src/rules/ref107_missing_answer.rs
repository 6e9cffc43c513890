use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::reading::{self, State};

const WANTED: &str = "the case expects the answer to abstain";

rule! {
    /// ## What it does
    /// Reports answers that consist in saying that the answer is not known: the assistant does not have the
    /// information or the access, or the documents do not say.
    ///
    /// This is a state, not a fault: where nothing supports an answer it is the right thing to say. It is kept
    /// apart from a refusal (REF101), because nobody declined anything. Nor is it reported of an answer that does not know
    /// a part and tells another (“I have no figures for May, but in April it was 40”).
    ///
    /// Where the expectation of a case says that the answer should abstain, the rule is not applicable: the state is the one
    /// that was wanted, and counts neither for nor against the answer. REF109 tells whether it was reached.
    /// ## Why is this bad
    /// It need not be. Many of them point at a gap in the documents or in the retrieval.
    /// ## Known false positives
    /// A short answer about a text that itself lacks something (“The contract does not specify a notice period
    /// in this document”), where that is the finding that was asked for. Answers that say so in passing and then tell
    /// at length are not reported.
    pub(crate) MISSING_ANSWER {
        code: "REF107",
        slug: "missing-answer",
        summary: "the answer says that the information is not available",
        message: "says that it is not known: “{quote}”",
        remedy: "Check whether the documents hold the answer and retrieval missed it, or whether they should.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.1.0",
        revision: 3,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:I|we|but) (?:(?:do not|don['’]t|neither)(?: \w+ly)? have|have no) (?:[\w'’-]+ ){0,6}?(?:information|info|data|details|knowledge|access|answer|figures|statistics|records?|context|documentation|evidence|insight|way of|amount|names?|exact|specific)\b"),
            Pattern::regex(r"(?i)\bI(?: am|['’]m) (?:not (?:sure|aware|familiar)|unfamiliar)\b|\bI (?:do not|don['’]t) know\b"),
            Pattern::regex(r"(?i)\b(?:there is|there['’]s) no (?:\w+ )?(?:information|mention|data)\b|\bno (?:specific )?information (?:is )?(?:available|provided|about|on)\b"),
            Pattern::regex(r"(?i)\b(?:not|n['’]t) (?:(?:explicitly|specifically|directly) )?(?:mentioned|stated|specified|provided|found|included|covered|available|contained|addressed|described|discussed|listed|given) (?:\w+ )?(?:in|by|from|within) (?:\w+ ){0,3}(?:documents?|context|passages?|texts?|sources?|materials?|information|articles?|excerpts?|data|content|knowledge|snippets|results|files?|records)\b"),
            Pattern::regex(r"(?i)\b(?:documents?|context|passages?|texts?|sources?|materials?|information|articles?|excerpts?|data|content|snippets|results|files?|records) (?:\w+ ){0,3}?(?:do|does)(?: not|n['’]t) (?:(?:explicitly|specifically|directly) )?(?:mention|contain|provide|specify|state|include|say|address)"),
            Pattern::regex(r"(?i)\b(?:minutes|reports?|threads?|pages?|handbook|manual|guide|faq|policy|contract|agreement|e-?mails?|letters?|notes|transcript|protocol|summary|memo|tickets?|conversation|messages|agenda|slides|attachments?|chapter|sections?|statement|leaflet|brochure|catalogue|website|site|docs|documentation|guidelines|rules|terms|logs?) (?:\w+ ){0,3}?(?:(?:do|does)(?: not|n['’]t) (?:mention|say|state|specify|address|discuss|cover|record|tell|contain any information)|says? nothing|makes? no mention|(?:is|are) silent (?:on|about))\b"),
            Pattern::regex(r"(?i)\b(?:not|n['’]t) (?:mentioned|stated|specified|addressed|discussed|covered|answered|recorded) (?:in|by) (?:\w+ ){0,3}(?:minutes|reports?|threads?|pages?|handbook|manual|guide|faq|policy|contract|agreement|e-?mails?|letters?|notes|transcript|leaflet|brochure|catalogue|website|documentation|rules|terms)\b"),
            Pattern::regex(r"(?i)\b(?:there is|there['’]s) nothing (?:about|on) [^.!?\n]{1,60} in the\b|(?:\A|[.!?] )nothing in the (?:minutes|reports?|threads?|pages?|handbook|manual|guide|policy|contract|agreement|e-?mails?|letters?|notes|documents?)\b"),
            Pattern::regex(r"(?i)\binformation is not (?:available|provided|in)\b|\b(?:beyond|outside) my knowledge\b|\bmy knowledge cutoff\b|\bis not publicly available\b"),
        ],
        fires: &[
            Example::answer("The provided documents do not mention it."),
            Example::answer("I'm sorry, I don't have information about the parking fees at that branch."),
            Example::answer("I do not know."),
            Example::answer("The minutes do not mention a date."),
            Example::answer("The opening times are not stated in the leaflet."),
            Example::answer("The support pages don't say anything about refunds."),
            Example::answer("There is nothing about sabbaticals in the handbook."),
            Example::answer("Nothing in the minutes says who was asked."),
            Example::answer("I can't answer that from the guidelines that I was given."),
            Example::json(r#"{"answer": "The minutes do not mention a date.", "expectation": {"behaviour": "answer"}}"#),
            Example::answer("I was unable to find this in the handbook. I can't confirm whether it applies to contractors."),
            Example::answer("I don't have access to real-time prices, so I can't say what the share costs at the moment."),
        ],
        ignores: &[
            Example::answer("He was not mentioned in the will."),
            Example::answer("The report does not say that rents rose. It says that they fell."),
            Example::answer("There is nothing on at the theatre in the summer."),
            Example::answer("The report does not include the figures for May. They follow in the next one."),
            Example::json(r#"{"answer": "The minutes do not mention a date.", "expectation": {"behaviour": "abstain"}}"#),
            Example::answer("I'm sorry, but I can't assist with that."),
            Example::answer("I cannot give you her salary: that is confidential and may not be shared without her consent."),
            Example::answer("The fee is 25 euros. Students pay half of it."),
            Example::answer("I do not have much information about the harbour, but I can say that it was dredged twice and that ferries still call there."),
            Example::answer("The north bridge was opened by the mayor in the spring. However, I do not have information on the south bridge."),
            Example::answer("Washing machines do not have access to the internet unless somebody connects them."),
            Example::answer("If you do not know your PIN, order a new one in the app under Settings."),
        ],
        check: |case| {
            let reading = reading::read(case);
            if reading::expects(case, "abstain") {
                return case.not_applicable(WANTED);
            }
            if reading.state == State::CannotKnow {
                reading::report(case, &reading);
            }
        },
        extra: Extra {
            language: Some("en"),
            tags: &["refusal"],
            references: &["CoCoNot universal unknowns", "LLM09:2025"],
            shares: &["REF101"],
            reasons: &[WANTED],
            ..Extra::NONE
        },
    }
}
