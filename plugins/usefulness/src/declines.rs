//! Whether an answer does something else than what was asked: declines, does not know, or asks back. Rules about refusals
//! speak of such answers; the asked-for form is no concern then.

use lictor_sdk::Case;

use crate::words::{folded, mentions};

/// How much of the answer tells.
const OPENING_BYTES: usize = 300;
/// A longer answer that ends in a question has answered before.
const QUESTION_BYTES: usize = 400;

const DECLINING: &str = "\
    i can't|i cannot|i can not|i'm sorry|i am sorry|sorry|i'm unable|i am unable|i'm not able|i am not able|i don't have|i do not have|\
    i won't|i will not|i'm afraid|unfortunately|i don't know|i do not know|not possible|there is no|please provide|could you|can you|\
    need more|i apologize|i must decline|i don't think|i would need|however, i";

/// Whether the answer declines, does not know, or asks back.
pub(crate) fn declines(case: &Case<'_>) -> bool {
    let answer = case.answer();
    let opening = folded(&answer[..answer.floor_char_boundary(OPENING_BYTES)]);
    mentions(&opening, DECLINING) || (answer.len() < QUESTION_BYTES && answer.trim_end().ends_with('?'))
}
