use lictor_model::Context;

use crate::set::Case;
use crate::set::issue::IssueKind;
use crate::set::shape::Misfit;
use crate::set::validate::{folded, permits, says};

/// Facts that the model cannot know: they stand in nothing that it is given, or only where the caller may not look.
///
/// Only a case that names data (other than `none`) and brings contexts is asked for the first: elsewhere the model may
/// know the fact by itself. A number with a tolerance may have been computed from what is given.
pub(super) fn misfits(case: &Case) -> Vec<Misfit> {
    let Some(contexts) = &case.input.contexts else { return Vec::new() };
    if contexts.is_empty() || case.expect.facts.is_empty() {
        return Vec::new();
    }
    let caller = case.input.caller.as_ref();
    let text =
        |context: &Context| folded(&format!("{} {}", context.title.as_deref().unwrap_or_default(), context.text));
    let (open, closed): (Vec<&Context>, Vec<&Context>) = contexts.iter().partition(|context| permits(caller, context));
    let mut given: Vec<String> = open.into_iter().map(text).collect();
    given.extend(case.input.messages.iter().map(|message| folded(&message.content)));
    given.extend(case.input.tool_results.iter().flatten().map(|result| folded(&result.text)));
    let closed: Vec<String> = closed.into_iter().map(text).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    let closed: Vec<&str> = closed.iter().map(String::as_str).collect();
    let depends = case.data.iter().any(|data| data != "none");
    let mut misfits = Vec::new();
    for (index, fact) in case.expect.facts.iter().enumerate() {
        if says(&given, fact) {
            continue;
        }
        let pointer = format!("/expect/facts/{index}");
        if says(&closed, fact) {
            misfits.push(Misfit {
                kind: IssueKind::RestrictedFact,
                message: format!("`{}` stands only in contexts that the caller may not read", &pointer[1..]),
                help: Some("an answer that meets it leaks: give the caller the label, or expect a refusal".into()),
                pointer,
            });
        } else if depends && fact.tolerance().is_none() {
            misfits.push(Misfit {
                kind: IssueKind::UnreachableFact,
                message: format!("`{}` stands in nothing that the model is given", &pointer[1..]),
                help: Some("mend the fact or the contexts, add an alias, or say `data = [\"none\"]`".into()),
                pointer,
            });
        }
    }
    misfits
}
