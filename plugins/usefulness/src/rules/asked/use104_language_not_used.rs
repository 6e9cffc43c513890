use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::asked::{Demand, report};
use crate::layout::prose;
use crate::tongue::is_other;

rule! {
    /// ## What it does
    /// Reports an answer that has nothing of the language that the user's message names (*answer in German*), and is clearly in
    /// another one. Languages are recognised by their common words or their script; answers under 60 letters do not tell. That an answer is in
    /// another language than the question, without a language being named, is the business of REF303.
    /// ## Why is this bad
    /// The user, or the user's customer, cannot read it.
    /// ## Known false positives
    /// Languages that are asked about, not for, in words that the rule does not know.
    pub(crate) LANGUAGE_NOT_USED {
        code: "USE104",
        slug: "language-not-used",
        summary: "the answer is not in the language that was asked for",
        message: "asked for “{quote}”, and the answer is in another language",
        remedy: "Name the language in the instructions, last.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\b(?:answer|respond|reply|write|explain|speak|describe|summari[sz]e|continue|talk|translate|say|tell|give|rewrite)\b[^.?!\n]{0,60}\b(?:in|into) (?:English|German|French|Spanish|Italian|Portuguese|Dutch|Polish|Swedish|Turkish|Russian|Ukrainian|Bulgarian|Greek|Chinese|Mandarin|Japanese|Korean|Arabic|Persian|Farsi|Urdu|Hebrew|Hindi|Thai)\b").on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Explain photosynthesis. Answer in German.", "Photosynthesis is the process by which plants make sugar from the light of the sun, from water and from the air."),
            Example::asked("Please reply in English", "Der Vertrag ist gültig, und Sie können ihn nicht vor dem Ende des Jahres kündigen."),
        ],
        ignores: &[
            Example::asked("Explain photosynthesis. Answer in German.", "Die Photosynthese ist der Vorgang, mit dem die Pflanzen aus Licht, Wasser und Luft den Zucker machen."),
            Example::asked("Write about women in English literature.", "Women wrote many of the novels that are read the most today, and they did so under the names of men."),
            Example::asked("Say hello in German", "Hallo!"),
            Example::asked("How do you say in French that it is late?", "You say that it is late with the words: il est tard. It is used in the evening."),
        ],
        check: |case| report(case, |demand, answer| asked(demand).is_some_and(|tongue| is_other(&prose(answer), tongue))),
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}

/// The language that the answer is to be in. "In English literature" names none.
fn asked(demand: &Demand) -> Option<&str> {
    let after = demand.after.trim_start_matches(['"', '*', ')']);
    let ends = after.is_empty() || after.starts_with(['.', ',', ';', ':', '!', '?', '\n', '(']);
    let goes_on = ["please", "only", "and ", "language", "so ", "to ", "how", "what", "about", "with", "using", "for "];
    let goes_on = goes_on.iter().any(|word| after.trim_start().starts_with(word));
    (ends || goes_on).then(|| demand.matched.rsplit(' ').next()).flatten()
}
