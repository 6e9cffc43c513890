//! Rewrites `\b`, `\w`, `\d` and `\s` of a regex to mean ASCII.
//!
//! An automaton gives up on a Unicode word boundary as soon as it sees a byte outside ASCII, and one
//! curly quote makes a scan hundreds of times slower. Turning Unicode off as a whole would not do:
//! `.` and negated classes would then match single bytes of a character.

use regex_syntax::ast::{self, AssertionKind, Ast, ClassPerl, ClassPerlKind, ClassSetItem, Span};

use crate::PatternProblem;

/// The regex with its ASCII meaning, or nothing if it has that already.
pub(crate) fn rewrite(regex: &str) -> Result<Option<String>, PatternProblem> {
    let ast = ast::parse::Parser::new().parse(regex).map_err(|error| syntax(&error))?;
    let Ok(edits) = ast::visit(&ast, Edits(Vec::new()));
    if edits.is_empty() {
        return Ok(None);
    }
    let mut text = String::with_capacity(regex.len() + 8 * edits.len());
    let mut copied = 0;
    for (span, edit) in edits {
        let (start, end) = (span.start.offset, span.end.offset);
        text.push_str(&regex[copied..start]);
        match edit {
            Edit::TurnUnicodeOff => {
                text.push_str("(?-u:");
                text.push_str(&regex[start..end]);
                text.push(')');
            }
            Edit::Replace(class) => text.push_str(class),
        }
        copied = end;
    }
    text.push_str(&regex[copied..]);
    Ok(Some(text))
}

/// The parser's error in one line.
pub(crate) fn syntax(error: &ast::Error) -> PatternProblem {
    PatternProblem::Syntax(format!("{} at byte {}", error.kind(), error.span().start.offset))
}

enum Edit {
    TurnUnicodeOff,
    Replace(&'static str),
}

/// Collects the places to change, in the order of the text.
struct Edits(Vec<(Span, Edit)>);

impl ast::Visitor for Edits {
    type Output = Vec<(Span, Edit)>;
    type Err = std::convert::Infallible;

    fn finish(self) -> Result<Self::Output, Self::Err> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Self::Err> {
        match ast {
            Ast::Assertion(assertion) if is_about_words(&assertion.kind) => {
                self.0.push((assertion.span, Edit::TurnUnicodeOff));
            }
            Ast::ClassPerl(class) if !class.negated => self.0.push((class.span, Edit::TurnUnicodeOff)),
            _ => {}
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Self::Err> {
        if let ClassSetItem::Perl(class @ ClassPerl { negated: false, .. }) = item {
            // No group can stand within brackets; a POSIX class is ASCII by definition.
            let name = match class.kind {
                ClassPerlKind::Digit => "[:digit:]",
                ClassPerlKind::Space => "[:space:]",
                ClassPerlKind::Word => "[:word:]",
            };
            self.0.push((class.span, Edit::Replace(name)));
        }
        Ok(())
    }
}

fn is_about_words(kind: &AssertionKind) -> bool {
    !matches!(
        kind,
        AssertionKind::StartLine | AssertionKind::EndLine | AssertionKind::StartText | AssertionKind::EndText
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(regex: &str, text: &str) -> bool {
        let rewritten = rewrite(regex).unwrap().unwrap_or_else(|| regex.to_owned());
        regex_automata::meta::Regex::new(&rewritten).unwrap().is_match(text)
    }

    #[test]
    fn the_text_that_comes_out() {
        for (before, after) in [
            (r"\bfoo\B", r"(?-u:\b)foo(?-u:\B)"),
            (r"\d+\w?\s{2}", r"(?-u:\d)+(?-u:\w)?(?-u:\s){2}"),
            (r"[\d_-]\W", r"[[:digit:]_-]\W"),
            (r"[^\s\w&&\d]", r"[^[:space:][:word:]&&[:digit:]]"),
            (r"\b{start}é\b{end-half}", r"(?-u:\b{start})é(?-u:\b{end-half})"),
        ] {
            assert_eq!(rewrite(before).unwrap().as_deref(), Some(after));
        }
        for same in [r"^a.$", r"\S[\D]", r"\\b", r"\p{L}", "[[:alpha:]]"] {
            assert_eq!(rewrite(same).unwrap(), None, "{same}");
        }
    }

    #[test]
    fn the_meaning_that_it_has() {
        assert!(matches(r"^\w\d\s$", "x7 ") && matches(r"^[\w][\d][\s]$", "x7\t"));
        for outside in ["é", "Ж", "\u{212A}"] {
            assert!(!matches(r"^\w$", outside) && !matches(r"^[\w]$", outside), "{outside}");
        }
        assert!(!matches(r"^\d$", "٣") && !matches(r"^\s$", "\u{a0}"));
        assert!(!matches(r"(?i)^\w$", "\u{212A}"), "the Kelvin sign folds to k");
        assert!(matches(r"\bkey\b", "ékeyé"), "é is no ASCII word character");
        assert!(matches(r"(?x) ^ \w \s [\s] $ # comment \d", "a  "));
        assert!(matches("^[^\\d]$", "é") && matches(r"^.$", "é") && matches(r"^\W$", "—"));
    }
}
