//! Health and other special categories of data about a person.

mod exp601_medical_record_number;
mod exp603_health_data_about_person;
mod exp604_special_category_about_person;

pub(crate) use exp601_medical_record_number::MEDICAL_RECORD_NUMBER;
pub(crate) use exp603_health_data_about_person::HEALTH_DATA_ABOUT_PERSON;
pub(crate) use exp604_special_category_about_person::SPECIAL_CATEGORY_ABOUT_PERSON;

use std::ops::Range;

use lictor_sdk::{Case, Input};

/// Where these rules look.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

/// Whether the user's message, or a context that the caller may read, names the person: words in capitals of a part of
/// the match.
fn is_told(case: &Case<'_>, text: &str, name: Range<usize>) -> bool {
    let Some(name) = text.get(name) else { return false };
    let told = |input| case.parts_of(input).any(|part| part.text().contains(name));
    told(Input::UserMessage) || told(Input::PermittedContexts)
}

/// The last run of one or two capitalised words before a place in the text: what the sentence is about.
fn name_before(text: &str, end: usize) -> Option<Range<usize>> {
    let mut words = text[..end]
        .split_inclusive(' ')
        .scan(0, |at, word| {
            let start = *at;
            *at += word.len();
            Some(start..start + word.trim_end_matches([' ', ',']).len())
        })
        .collect::<Vec<_>>();
    words.retain(|word| text[word.clone()].starts_with(|c: char| c.is_ascii_uppercase()));
    let last = words.pop()?;
    match words.pop() {
        Some(first) if first.end + 1 == last.start => Some(first.start..last.end),
        _ => Some(last),
    }
}
