//! What the user's message demands: a hit in it, read in its sentence.

use lictor_sdk::text::sentences;
use lictor_sdk::{Case, Finding, Hit, Input};

use crate::declines::declines;
use crate::words::{folded, mentions};

/// A demand stands at one of the ends of a message; what is further inside is a pasted text.
const END_BYTES: usize = 600;

const NEGATORS: &str = "not|don't|n't|never|without|avoid*|no|instead of|rather than";
/// Who is to write what has the form: a program, not the answer. And a question about how such a thing is made.
const OTHERS: &str = "\
    function|script|program|code|regex|endpoint|api|method|class|server|parser|parse|validate|validator|query|library|app|component|\
    command|handler|how do i|how do you|how to|how can|how would|what is|what does|why|difference|tutorial|convert*|variable|field|column|input|\
    game|website|web|bot|software|device|button";

/// Make the form an example or a matter of taste.
const OPTIONAL: &str =
    "such as|for example|e.g|if|maybe|perhaps|where appropriate|if possible|if needed|when appropriate|optionally";

/// A demand. The texts are folded.
pub(crate) struct Demand {
    /// The sentence up to the hit.
    pub(crate) before: String,
    /// What was hit.
    pub(crate) matched: String,
    /// The sentence after the hit.
    pub(crate) after: String,
}

impl Demand {
    /// The demand around a raw hit in the user's message; none in pasted or quoted text.
    fn around(case: &Case<'_>, hit: &Hit<'_>) -> Option<Self> {
        let span = hit.span();
        let part = case.part(span.part);
        if !hit.is_raw() || part.input() != Input::UserMessage {
            return None;
        }
        let text = part.text();
        let (start, end) = (span.start as usize, span.end as usize);
        if start > END_BYTES && text.len() - end > END_BYTES {
            return None;
        }
        let sentence = sentences(text).find(|sentence| sentence.end > start)?;
        let line = &text[text[..start].rfind('\n').map_or(0, |at| at + 1)..start];
        let quoted = line.trim_start().starts_with('>')
            || line.matches('"').count() % 2 == 1
            || line.matches('“').count() > line.matches('”').count();
        (!quoted).then(|| Self {
            before: folded(text.get(sentence.start..start).unwrap_or_default()),
            matched: folded(&text[start..end]),
            after: folded(text.get(end..sentence.end).unwrap_or_default()),
        })
    }

    /// Whether the sentence says one of these.
    pub(crate) fn says(&self, terms: &str) -> bool {
        [&self.before, &self.matched, &self.after].into_iter().any(|text| mentions(text, terms))
    }

    /// Whether the form is refused: "no bullet points".
    pub(crate) fn is_negated(&self) -> bool {
        let clause = self.before.rsplit([',', ';', ':']).next().unwrap_or_default();
        mentions(clause, NEGATORS) || mentions(&self.matched, NEGATORS)
    }

    /// Whether the form is an example, or left to the answer: "such as a table", "with bullets where appropriate".
    pub(crate) fn is_optional(&self) -> bool {
        let before: Vec<&str> = self.before.split_whitespace().rev().take(3).collect();
        let before: Vec<&str> = before.into_iter().rev().collect();
        let after: Vec<&str> = self.after.split_whitespace().take(3).collect();
        mentions(&before.join(" "), OPTIONAL) || mentions(&after.join(" "), OPTIONAL)
    }

    /// Whether the sentence is about a program or asks how something is done.
    pub(crate) fn is_about_others(&self) -> bool {
        self.says(OTHERS)
    }
}

/// What stands in the quotation marks at the end of a demand.
pub(crate) fn quoted(matched: &str) -> Option<&str> {
    let inside = matched.strip_suffix(['"', '\'', '”'])?;
    inside.rfind(['"', '\'', '“', '‘']).map(|at| inside[at..].trim_start_matches(['"', '\'', '“', '‘']))
}

/// The demands of a message to which the answer has answered.
pub(crate) fn demands<'c>(case: &'c Case<'_>) -> impl Iterator<Item = (Hit<'c>, Demand)> {
    let answered = !declines(case);
    case.hits().filter(move |_| answered).filter_map(|hit| Demand::around(case, &hit).map(|demand| (hit, demand)))
}

/// Reports the first demand of the answer's form that the answer does not meet.
pub(crate) fn report(case: &Case<'_>, misses: impl Fn(&Demand, &str) -> bool) {
    let answer = case.answer();
    let own = |demand: &Demand| !demand.is_negated() && !demand.is_optional() && !demand.is_about_others();
    if let Some((hit, _)) = demands(case).find(|(_, demand)| own(demand) && misses(demand, answer)) {
        case.report(Finding::at(&hit));
    }
}
