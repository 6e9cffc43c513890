//! Whose words an answer speaks. In a story, a role play, or a letter drafted for the user, *I* is not the
//! assistant, and what that *I* claims is not the assistant's claim.

use lictor_sdk::{Case, Input};

use crate::words::{folded, mentions, starts_with_any};

const FICTION: &str = "\
    story|stories|tale|poem|poems|haiku|limerick|role-play|roleplay|role play|pretend|act as|imagine|\
    character|characters|script|screenplay|dialogue|dialog|lyrics|song|rap|novel|fiction|fictional|\
    monologue|joke|jokes|scene|skit|sketch|persona|in the style of|from the perspective of|as if you were|\
    you are a|you are an|you're a|translate|rewrite|rephrase|paraphrase|proofread|diary|backstory|fanfic|\
    simulate|simulation";
const DRAFTING: &str = "\
    write|draft|compose|letter|template|speech|essay|statement|testimonial|cover letter|bio|message to|\
    reply to|respond to|word this|wording";
const PLACEHOLDERS: &str = "[your|[name|[date|[company|[recipient|[insert|[customer|<your";
const SIGN_OFFS: &str = "sincerely|best regards|kind regards|warm regards|yours|respectfully";

/// What the whole answer is, as far as it shows. Computed once per sample.
pub(crate) struct Scene {
    asked_for_fiction: bool,
    asked_for_draft: bool,
    knows_request: bool,
    asked: String,
    answer: String,
}

impl Scene {
    /// The sample's scene.
    pub(crate) fn of(case: &Case<'_>) -> std::rc::Rc<Self> {
        case.memo(|case| {
            let asked: String = case
                .parts_of(Input::UserMessage)
                .chain(case.parts_of(Input::History).filter(|part| part.property("role").as_deref() == Some("user")))
                .map(|part| folded(part.text()) + "\n")
                .collect();
            Self {
                asked_for_fiction: mentions(&asked, FICTION),
                asked_for_draft: mentions(&asked, DRAFTING),
                knows_request: case.has(Input::UserMessage),
                asked,
                answer: folded(case.answer()),
            }
        })
    }

    /// Whether the user asked for fiction, a role, or another wording of a text.
    pub(crate) fn is_fiction(&self) -> bool {
        self.asked_for_fiction
    }

    /// Whether the user asked for a text in somebody's name.
    pub(crate) fn is_commissioned(&self) -> bool {
        self.asked_for_fiction || self.asked_for_draft
    }

    /// Whether the user said this, now or before.
    pub(crate) fn user_said(&self, term: &str) -> bool {
        mentions(&self.asked, term)
    }

    /// Whether the answer says one of these anywhere.
    pub(crate) fn mentions(&self, terms: &str) -> bool {
        mentions(&self.answer, terms)
    }

    /// Whether the answer is or holds a letter that the user is to send. An assistant's own answer may look
    /// like a letter too: then it starts as one, and nobody asked for a draft.
    pub(crate) fn is_letter(&self) -> bool {
        let lines = || self.answer.lines().map(|line| line.trim_start_matches(['*', '#', '>', ' ', '"', '“']));
        let salutes = lines().any(|line| line.starts_with("dear ") || line.starts_with("to whom it may concern"));
        let signs = lines().any(|line| starts_with_any(line, SIGN_OFFS));
        let subject = lines().any(|line| line.starts_with("subject:"));
        let blank = PLACEHOLDERS.split('|').any(|mark| self.answer.contains(mark));
        let begins = lines().next().is_some_and(|line| line.starts_with("dear "));
        subject || blank || ((salutes || signs) && (!begins || self.asked_for_draft || !self.knows_request))
    }
}
