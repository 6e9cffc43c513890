//! What people and machines read about a run: Markdown for a pull request, JUnit for a build, and one page of HTML that a
//! release meeting can look at.
//!
//! All three are made of the same [`Report`], and none says more than the files that it is made of. Names and messages come
//! from outside: each is made [visible](lictor_model::visible) and escaped where it is written. Texts of cases and answers
//! are in none of it. Dimensions and measures stand side by side; nothing adds them up.

mod case;
mod html;
mod input;
mod junit;
mod markdown;
mod material;
mod register;
mod svg;
mod words;

pub use case::{ReportCase, ReportCases, ReportFinding};
pub use html::html;
pub use input::{Report, ReportError};
pub use junit::junit;
pub use markdown::{GITHUB_COMMENT_LIMIT, markdown};
pub use material::{DecisionError, Material, read_decision};
