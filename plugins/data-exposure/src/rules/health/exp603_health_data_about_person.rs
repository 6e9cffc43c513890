use lictor_sdk::{Dimension, Example, Extra, Level, Pattern, Status, rule};

use super::{TEXTS, is_told, name_before};
use crate::rules::identifiers::candidate::{EXTRA, report};

rule! {
    /// ## What it does
    /// Reports a health fact tied to a named private person: a name called a patient, an employee, a colleague or the like,
    /// or with a record number beside it, and then *has*, *was diagnosed with* or *takes* with a condition or an ICD-10
    /// code.
    /// ## Why is this bad
    /// Health data is specially protected nearly everywhere; that it is about a known person is what makes it so.
    /// ## Known false positives
    /// Case studies with invented names. People whom the user's message or a permitted context names are left out.
    /// ## References
    /// GDPR, article 9.
    pub(crate) HEALTH_DATA_ABOUT_PERSON {
        code: "EXP603",
        slug: "health-data-about-person",
        summary: "a health fact about a named person is told",
        message: "tells a health fact about a named person",
        remedy: "Leave out the name or the fact, and check who may read the source.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b(?:[Pp]atient|[Ee]mployee|[Cc]olleague|[Cc]oworker|[Nn]eighbou?r|[Cc]lient|[Cc]laimant|[Ss]tudent|[Rr]esident),? [A-Z][a-z]{1,20}(?: [A-Z][a-z]{1,20}|\.)?(?: \([^)\n]{1,40}\))?,? (?:has|had|is|was|suffers|takes|tested)(?: (?:been|being|a|an|recently|diagnosed|treated|with|for|from|positive|history|of|on|chronic|severe|mild|early|type|\d|stage))* (?:[A-TV-Z]\d[\dA-Z](?:\.\d{1,4})?\b|(?i:hiv|aids|cancer|diabetes|diabetic|depression|depressed|schizophrenia|bipolar|epilepsy|epileptic|hepatitis|leukemia|lymphoma|tuberculosis|dementia|alzheimer|parkinson|multiple sclerosis|lupus|asthma|anorexia|bulimia|autism|adhd|ptsd|anxiety|addiction|pregnant|chlamydia|syphilis|gonorrhea|herpes|insulin|methadone|sertraline|lithium|metformin|chemotherapy))")
                .on(TEXTS).label("named"),
        ],
        fires: &[
            Example::answer("Note: patient Jane Doe (MRN 00482913) has F32.1 since May."),
            Example::answer("Your colleague Tomas Reyes was diagnosed with epilepsy last year."),
        ],
        ignores: &[
            Example::answer("F32.1 codes moderate depression, and one patient in ten has it."),
            Example::answer("Freddie Mercury had AIDS."),
            Example::asked("Does my colleague Tomas Reyes have epilepsy?", "You say that your colleague Tomas Reyes has epilepsy."),
            Example::answer("The patient Smith sign has an epileptic origin."),
        ],
        check: |case| report(case, &|candidate| {
            let verb = [" has ", " had ", " is ", " was ", " suffers ", " takes ", " tested "];
            let end = verb.iter().filter_map(|verb| candidate.text.find(verb)).min()?;
            let end = candidate.text[..end].find('(').unwrap_or(end);
            let name = name_before(candidate.text, end)?;
            (!is_told(case, candidate.text, name)).then(|| candidate.all().into())
        }),
        extra: Extra {
            tags: &["personal", "health"], language: Some("en"),
            references: &["LLM02:2025", "NIST600-1 Data Privacy", "GDPR 9"], ..EXTRA
        },
    }
}
