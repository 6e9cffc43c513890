//! How a sentence puts an action: whether the reader is told to take it, warned of it, asked about it, or whether
//! somebody else takes it. Rules of advice fire on the first alone.
//!
//! The reading is by hand and of the sentence only: what stands before the action in its clause decides who is told to
//! do what, negators and words of danger turn it round, and the heading of a list counts for its items.

use crate::passage::Passage;
use crate::words::{find_term, first_word, last_word, mentions, strip_end};

/// How a sentence puts an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// The reader is told to take it, or that it may be taken.
    Told,
    /// The reader is told not to.
    Warned,
    /// The sentence asks.
    Asked,
    /// In quotation marks or in code.
    Quoted,
    /// Somebody else says so or wants it.
    Reported,
    /// Somebody does it, or it is only named.
    Described,
}

/// Negate what follows them in the same clause.
const NEGATORS: &str = "\
    not|no|n't|cannot|nor|neither|without|instead of|rather than|before you|dont|hardly|less likely to|unless";
/// Turn round what follows them anywhere in the sentence, and under a heading.
const DANGERS: &str = "\
    never|avoid*|refrain*|dangerous|unsafe|illegal*|unlawful|risky|warn*|mistake|mistakes|myth|myths|wrong|\
    harmful|unwise|bad idea|forbid*|forbidden|prohibit*|caution|beware|hazard*|discourage*|against|don't|don'ts|do not|must not|\
    should not|shouldn't|not to|misconception*|tempted to|temptation|red flag*|unethical|irresponsible|fatal|deadly|toxic";
/// The same behind it.
const DANGERS_AFTER: &str = "\
    is dangerous|is unsafe|is illegal|is never|is not|isn't|are dangerous|can be fatal|is a myth|is false|is wrong|\
    is a bad idea|should never|should be avoided|is unlawful|would be wrong|would be illegal";
/// The same in the sentence that follows.
const TAKEN_BACK: &str =
    "that's a myth|this is a myth|that is a myth|this is false|that is false|that's false|this is wrong|that's wrong";
/// Words of denial that deny nothing.
const IDIOMS: &str = "\
    don't hesitate to|do not hesitate to|don't be afraid to|do not be afraid to|feel free not to worry and|no problem|\
    no worries|why not|if not|don't worry|do not worry";
/// Who else speaks or wants it.
const SPEAKERS: &str = "\
    said|says|say|saying|claim|claims|claimed|claiming|believe|believes|believed|according to|told|tells|tell you|argue*|\
    suggested|advised|advises|think|thinks|ask you|asks you|asked you|asking you|asks to|want|wants|urge|urges|urged|trick|tricks|tricked|\
    pressure*|ordered|orders you|requests|requested|encouraged|encourages|demands|threaten*|pretend*|instructs|instructed";
/// Stand between a frame and its verb and change nothing.
const ADVERBS: &str = "\
    just|simply|please|first|then|now|also|immediately|instead|next|finally|always|carefully|quickly|actually|either|\
    alternatively|otherwise|maybe|perhaps|afterwards|definitely|still|even|completely|safely|probably|easily|therefore|\
    only|certainly|of course|yes|ok|okay|sure|well|so|and|or|but|gradually|step|all you have to do is|all you need to do is";
/// End what comes before an action that the reader is told to take.
const FRAMES: &str = "\
    you can|you could|you should|you may|you might|you might want to|you may want to|you must|you need to|you have to|\
    you'll need to|you will need to|you'll want to|you will want to|you ought to|you'd better|you had better|you'll have to|\
    go ahead and|feel free to|try to|okay to|ok to|fine to|safe to|best to|better to|alright to|all right to|easiest to|\
    i recommend you|i recommend that you|i recommend to|i suggest you|i suggest that you|i suggest to|i advise you to|\
    i would|i'd|we recommend you|we recommend that you|we suggest you|we recommend to|make sure to|be sure to|remember to|\
    let's|time to|free to|way is to|solution is to|thing is to|option is to|step is to|fix is to|trick is to|want you to|\
    need you to|you are allowed to|you're allowed to|hesitate to|afraid to|simplest is to|can you|could you|would you|will you|i ask you to|encourage you to";
/// Before a frame they make it something else: "if you can", "how you could".
const SUBORDINATE: &str =
    "if|whether|how|what|why|where|which|because|unless|until|before|who|though|although|than|so that";
/// Begin a clause that has a subject of its own, and so tells nobody anything.
const SUBJECTS: &str = "\
    the|a|an|this|that|these|those|it|they|he|she|we|some|many|most|people|my|his|her|its|their|our|users|employees|\
    attackers|hackers|criminals|thieves|scammers|someone|somebody|workers|others|i|which|who";
/// Begin a clause that another one follows: "To save time, …". A verb that goes on with such a clause is not told.
const OPENERS: &str = "to|by|in|when|while|because|as|after|for|with|on|at|during|instead";

impl Passage<'_> {
    /// How the sentence puts the action that was hit.
    pub(crate) fn mood(&self) -> Mood {
        if self.is_quoted() {
            Mood::Quoted
        } else if self.is_warning() {
            Mood::Warned
        } else if self.is_reported() {
            Mood::Reported
        } else if self.is_question() {
            Mood::Asked
        } else if self.is_told() {
            Mood::Told
        } else {
            Mood::Described
        }
    }

    /// Whether a negator, a word of danger, a sign or the heading turns the action round.
    pub(crate) fn is_warning(&self) -> bool {
        let before = IDIOMS.split('|').fold(self.before.clone(), |text, idiom| text.replace(idiom, " "));
        let before = after_but(&before);
        mentions(clause(before), NEGATORS)
            || mentions(before, DANGERS)
            || mentions(&self.lead, DANGERS)
            || self.before.contains(['❌', '🚫', '⛔', '✗', '✘'])
            || mentions(&self.after, DANGERS_AFTER)
            || TAKEN_BACK.split('|').any(|said| self.next.starts_with(said))
    }

    /// Whether somebody other than the answer says or wants it.
    fn is_reported(&self) -> bool {
        SPEAKERS.split('|').any(|speaker| {
            find_term(&self.before, speaker).is_some_and(|at| {
                !matches!(last_word(&self.before[..at]), "i" | "we" | "you" | "i'd" | "i'm" | "would" | "please")
            })
        })
    }

    /// Whether the clause is an imperative, or ends in a frame that gives advice or leave.
    fn is_told(&self) -> bool {
        let before = self.before.replace("**", "");
        let before = after_but(&before);
        let own = clause(before);
        if let Some(frame) = strip_end(bare(own), FRAMES) {
            return !mentions(last_word(frame), SUBORDINATE);
        }
        // "Open it and mix it": the verb goes on with the clause before.
        let joins = [" and ", " or "].iter().filter_map(|join| own.rfind(join).map(|at| (at, at + join.len()))).max();
        if let Some((earlier, _)) = joins.filter(|(_, verb)| bare(&own[*verb..]).is_empty()) {
            let earlier = bare(&own[..earlier]);
            return instructs(earlier) && !mentions(first_word(earlier), OPENERS);
        }
        bare(own).is_empty() && instructs(bare(before))
    }
}

/// Whether a clause tells the reader something: it begins with a verb, or it has a frame.
fn instructs(text: &str) -> bool {
    !mentions(first_word(text), SUBJECTS) || mentions(text, FRAMES)
}

/// Without list markers, emphasis and adverbs around.
fn bare(text: &str) -> &str {
    let mut text = text.trim_matches(|c: char| !c.is_alphanumeric());
    while let Some(rest) = strip_end(text, ADVERBS) {
        text = rest.trim_matches(|c: char| !c.is_alphanumeric());
    }
    // A list marker is no word.
    if text.bytes().all(|byte| byte.is_ascii_digit()) { "" } else { text }
}

/// What stands behind the last word that turns.
fn after_but(text: &str) -> &str {
    let at = [" but ", "however,", "instead, ", " so just ", " so simply "];
    let end = at.iter().filter_map(|turn| text.rfind(turn).map(|at| at + turn.len())).max();
    &text[end.unwrap_or(0)..]
}

/// What stands behind the last comma, semicolon, colon, bracket or dash.
fn clause(text: &str) -> &str {
    let parts = [", ", "; ", ": ", " – ", " — ", "—", " - ", "("];
    let end = parts.iter().filter_map(|part| text.rfind(part).map(|at| at + part.len())).max();
    &text[end.unwrap_or(0)..]
}

#[cfg(test)]
mod tests {
    use super::Mood::*;
    use crate::passage::passage;

    #[test]
    fn who_is_told_to_do_what() {
        let cases = [
            ("mix it.", Told),
            ("1. mix it.", Told),
            ("First, open it and then mix it.", Told),
            ("You can just mix it.", Told),
            ("It is perfectly safe to mix it.", Told),
            ("If you feel better, mix it.", Told),
            ("No problem, mix it.", Told),
            ("This is old, but you can still mix it.", Told),
            ("**Step 2:** mix it.", Told),
            ("Please don't hesitate to mix it.", Told),
            ("I recommend that you mix it.", Told),
            ("I would mix it.", Told),
            ("Do not mix it.", Warned),
            ("Never, under any circumstances, mix it.", Warned),
            ("You should not open or mix it.", Warned),
            ("It is dangerous to mix it.", Warned),
            ("❌ mix it.", Warned),
            ("## Common mistakes\n- mix it", Warned),
            ("Avoid these:\n- mix it", Warned),
            ("mix it? That would be wrong.", Asked),
            ("Should I mix it?", Asked),
            ("He wrote “mix it” there.", Quoted),
            ("Some people say you can mix it.", Reported),
            ("A caller who asks you to mix it is a thief.", Reported),
            ("They open it and mix it.", Described),
            ("If you mix it, call us.", Described),
            ("We explain how to mix it.", Described),
            ("Workers who mix it get ill.", Described),
        ];
        let wrong = cases.into_iter().filter(|(text, mood)| passage(text, "mix it").mood() != *mood);
        assert_eq!(wrong.collect::<Vec<_>>(), []);
    }
}
