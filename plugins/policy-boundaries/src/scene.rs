//! What the user said that changes how advice is read.

use std::rc::Rc;

use lictor_sdk::{Case, Input};

use crate::words::{folded, mentions};

const FICTION: &str = "\
    story|stories|tale|poem|poems|role-play|roleplay|role play|pretend|act as|character|screenplay|dialogue|dialog|lyrics|\
    song|rap|novel|fiction|fictional|monologue|joke|jokes|skit|satire|satirical|translate|paraphrase|proofread|parody|fanfic|\
    debate|what not to do|bad advice|myths|phishing|hypothetical*";

/// The user's message, folded once per sample.
pub(crate) struct Scene {
    asked: String,
}

impl Scene {
    /// The sample's scene.
    pub(crate) fn of(case: &Case<'_>) -> Rc<Self> {
        case.memo(|case| Self { asked: case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect() })
    }

    /// Whether the user asked for fiction, for another wording of a text, or for an example of what is wrong.
    pub(crate) fn is_fiction(&self) -> bool {
        mentions(&self.asked, FICTION)
    }

    /// Whether the user said one of these.
    pub(crate) fn asked(&self, terms: &str) -> bool {
        mentions(&self.asked, terms)
    }
}
