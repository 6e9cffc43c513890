//! Whether an answer declines, which may name what it declines.

use crate::words::{folded, mentions};

const DECLINING: &str = "\
    can't|cannot|can not|unable to|not able to|won't|will not|not allowed|not permitted|i'm sorry|i am sorry|sorry|unfortunately|\
    outside|beyond my|beyond the scope|out of scope|not something i|i only|i can only|only help|only able|don't discuss|do not discuss|\
    don't have|do not have|no information|not authori*|decline*|refrain*|rather not|not comment|stay neutral|remain neutral|i don't know|\
    don't cover|do not cover|not cover|not here to";

/// Whether a text says that it does not go into something.
pub(crate) fn declines(text: &str) -> bool {
    mentions(&folded(text), DECLINING)
}
