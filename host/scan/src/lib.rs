//! Views of a text, and one native pass of many patterns over them.
//!
//! A secret can hide behind zero-width characters, lookalike letters or base64. [`views`] gives the
//! texts that a reader could make of an original (raw, normalised, decoded), and each [`View`] maps
//! its bytes back to the original, so that what was found can be cut out of what was written. A
//! [`Scanner`] holds the patterns of all plugins and finds the matches of each as if it were alone.
//!
//! Patterns come from plugins and texts from models: neither is trusted. All matching takes time
//! linear in the text, everything that is built has a bound, and nothing here knows about rules,
//! plugins or policies.
#![forbid(unsafe_code)]

mod alphabet;
mod analysis;
mod ascii;
mod byte_set;
mod factors;
mod finder;
mod literal;
mod long_words;
mod partition;
mod pattern;
mod regexes;
mod scanner;
mod search;
mod trial;
mod view_set;
mod views;

pub use analysis::Memory;
pub use pattern::{Matcher, Pattern, PatternError, PatternLimits, PatternProblem, lint};
pub use scanner::{MAX_MATCHES_PER_PATTERN, Match, ScanCache, ScanEnd, Scanner};
pub use view_set::{ViewClass, ViewSet};
pub use views::{MAX_DECODED_BYTES, MAX_DECODED_VIEWS, View, Views, views};
