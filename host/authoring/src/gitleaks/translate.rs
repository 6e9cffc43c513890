//! Regular expressions from Go's dialect (RE2) to that of the Rust crates: `regex`, which the host has, and `regex-lite`, which
//! a pack can carry. What means the same is written the same.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

/// Who shall read the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// The host, for which `\W`, `\D` and `\S` know all of Unicode.
    Host,
    /// The pack, for which all classes are ASCII, as in Go, and cannot be nested.
    Guest,
}

/// Why there is no translation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum TranslateError {
    #[error("it ends in the middle of something")]
    End,
    #[error("`{0}` means nothing there")]
    Unknown(String),
    #[error("look-around (`{0}`), which Go does not have either")]
    Around(String),
    #[error("`\\{0}` names a Unicode class, which the pack's own regex engine does not know")]
    Unicode(char),
    #[error("`\\C` is a single byte, and texts have characters")]
    Byte,
}

/// An expression in another dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Translated {
    /// The expression.
    pub(super) regex: String,
    /// What had to be written otherwise to mean the same.
    pub(super) otherwise: BTreeSet<&'static str>,
}

/// Translates an expression.
pub(super) fn translate(go: &str, dialect: Dialect) -> Result<Translated, TranslateError> {
    let mut translator = Translator {
        rest: go.chars().peekable(),
        dialect,
        out: String::with_capacity(go.len()),
        otherwise: BTreeSet::new(),
    };
    translator.all()?;
    Ok(Translated { regex: translator.out, otherwise: translator.otherwise })
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    dialect: Dialect,
    out: String,
    otherwise: BTreeSet<&'static str>,
}

/// One member of a class.
enum Member {
    /// A character, which may begin a range.
    One(char),
    /// Something that stands for several.
    Many(String),
}

impl Translator<'_> {
    fn all(&mut self) -> Result<(), TranslateError> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                '{' if self.is_count() => self.out.push('{'),
                // In a count this is its end; alone it is a character that means nothing else.
                '{' => {
                    self.otherwise.insert("braces that count nothing");
                    self.out.push_str(r"\{");
                }
                _ => self.out.push(c),
            }
        }
        Ok(())
    }

    /// Whether `{` begins a count such as `{3}`, `{3,}` or `{3,5}`. Go takes any other for a character.
    fn is_count(&self) -> bool {
        let mut rest = self.rest.clone();
        let digits = |rest: &mut Peekable<Chars<'_>>| {
            let mut count = 0;
            while rest.next_if(char::is_ascii_digit).is_some() {
                count += 1;
            }
            count
        };
        if digits(&mut rest) == 0 {
            return false;
        }
        if rest.next_if_eq(&',').is_some() {
            digits(&mut rest);
        }
        rest.next() == Some('}')
    }

    fn next(&mut self) -> Result<char, TranslateError> {
        self.rest.next().ok_or(TranslateError::End)
    }

    fn group(&mut self) -> Result<(), TranslateError> {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        let mut flags = String::from("?");
        loop {
            let c = self.next()?;
            flags.push(c);
            match c {
                '=' | '!' => return Err(TranslateError::Around(format!("({flags}"))),
                ':' | ')' => break,
                // A name may have any letter; what stands before it is told by what comes.
                '<' if matches!(self.rest.peek(), Some('=' | '!')) => {
                    return Err(TranslateError::Around(format!("({flags}{}", self.next()?)));
                }
                '<' => {
                    while self.rest.peek().is_some_and(|c| *c != '>') {
                        flags.push(self.next()?);
                    }
                }
                '>' => break,
                'i' | 'm' | 's' | 'U' | 'P' | '-' => {}
                _ => return Err(TranslateError::Unknown(format!("({flags}"))),
            }
        }
        self.out.push_str(&flags);
        Ok(())
    }

    fn escape(&mut self) -> Result<(), TranslateError> {
        match self.next()? {
            'Q' => {
                self.otherwise.insert("quoted text");
                let mut literal = String::new();
                while let Some(c) = self.rest.next() {
                    if c == '\\' && self.rest.next_if_eq(&'E').is_some() {
                        break;
                    }
                    literal.push(c);
                }
                self.out.push_str(&regex_syntax::escape(&literal));
            }
            c @ ('A' | 'z' | 'b' | 'B') => {
                let _ = write!(self.out, "\\{c}");
            }
            c => match self.member(c)? {
                Member::One(c) => {
                    if matches!(c, '<' | '>') {
                        self.otherwise.insert("escaped angle brackets");
                    }
                    let _ = write!(self.out, "{}", one(c, false));
                }
                Member::Many(class) => self.out.push_str(&class),
            },
        }
        Ok(())
    }

    /// What follows a backslash, in a class or outside.
    fn member(&mut self, c: char) -> Result<Member, TranslateError> {
        Ok(match c {
            'd' | 'w' | 's' => Member::Many(format!("\\{c}")),
            'D' | 'W' | 'S' if self.dialect == Dialect::Guest => Member::Many(format!("\\{c}")),
            'D' | 'W' | 'S' => {
                self.otherwise.insert("classes of what is no digit, word or white space");
                let class = match c {
                    'D' => "[^0-9]",
                    'W' => "[^0-9A-Za-z_]",
                    _ => r"[^\t\n\x0B\f\r ]",
                };
                Member::Many(class.into())
            }
            'p' | 'P' if self.dialect == Dialect::Guest => return Err(TranslateError::Unicode(c)),
            'p' | 'P' => {
                let mut name = String::new();
                if self.rest.next_if_eq(&'{').is_some() {
                    loop {
                        match self.next()? {
                            '}' => break,
                            c => name.push(c),
                        }
                    }
                } else {
                    name.push(self.next()?);
                }
                let (negated, name) = name.strip_prefix('^').map_or((false, name.as_str()), |name| (true, name));
                let letter = if negated == (c == 'p') { 'P' } else { 'p' };
                Member::Many(format!("\\{letter}{{{name}}}"))
            }
            'a' => Member::One('\x07'),
            'f' => Member::One('\x0c'),
            't' => Member::One('\t'),
            'n' => Member::One('\n'),
            'r' => Member::One('\r'),
            'v' => Member::One('\x0b'),
            'x' => Member::One(self.hexadecimal()?),
            '0'..='7' => {
                // One digit alone would refer back to a group, unless it is zero.
                if c != '0' && !self.rest.peek().is_some_and(|c| ('0'..='7').contains(c)) {
                    return Err(TranslateError::Unknown(format!("\\{c}")));
                }
                let mut code = c.to_digit(8).unwrap_or_default();
                for _ in 0..2 {
                    let Some(digit) = self.rest.peek().and_then(|c| c.to_digit(8)) else { break };
                    code = 8 * code + digit;
                    self.rest.next();
                }
                Member::One(char::from_u32(code).ok_or(TranslateError::End)?)
            }
            'C' => return Err(TranslateError::Byte),
            // Not a word's beginning and end, as the Rust crates have it.
            _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Member::One(c),
            _ => return Err(TranslateError::Unknown(format!("\\{c}"))),
        })
    }

    fn hexadecimal(&mut self) -> Result<char, TranslateError> {
        let mut digits = String::new();
        if self.rest.next_if_eq(&'{').is_some() {
            loop {
                match self.next()? {
                    '}' => break,
                    c => digits.push(c),
                }
            }
        } else {
            digits.push(self.next()?);
            digits.push(self.next()?);
        }
        let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
        code.ok_or_else(|| TranslateError::Unknown(format!("\\x{digits}")))
    }

    /// A class. Go knows no classes in classes and no operations on them: `[`, `&&`, `--` and `~~` are characters there.
    fn class(&mut self) -> Result<(), TranslateError> {
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            let member = match self.next()? {
                ']' if !first => break,
                '[' if self.rest.peek() == Some(&':') => match self.named()? {
                    Some(name) => Member::Many(name),
                    None => {
                        self.otherwise.insert("characters in classes that are operators here");
                        Member::One('[')
                    }
                },
                '\\' => {
                    let c = self.next()?;
                    self.member(c)?
                }
                c => {
                    let doubled = matches!(c, '&' | '~') && self.rest.peek() == Some(&c);
                    if c == '[' || doubled {
                        self.otherwise.insert("characters in classes that are operators here");
                    }
                    Member::One(c)
                }
            };
            first = false;
            match member {
                Member::Many(class) => self.out.push_str(&class),
                Member::One(low) => {
                    self.out.push_str(&one(low, true));
                    let mut ahead = self.rest.clone();
                    if ahead.next() == Some('-') && ahead.peek().is_some_and(|c| *c != ']') {
                        self.rest.next();
                        let high = match self.next()? {
                            '\\' => {
                                let c = self.next()?;
                                self.member(c)?
                            }
                            c => Member::One(c),
                        };
                        let Member::One(high) = high else { return Err(TranslateError::Unknown(format!("{low}-\\"))) };
                        self.out.push('-');
                        self.out.push_str(&one(high, true));
                    }
                }
            }
        }
        self.out.push(']');
        Ok(())
    }

    /// `[:alpha:]` and its like, the bracket already read; nothing is taken where it is none.
    fn named(&mut self) -> Result<Option<String>, TranslateError> {
        let mut ahead = self.rest.clone();
        let mut name = String::from("[");
        while let Some(c) = ahead.next_if(|c| *c == ':' || *c == '^' || c.is_ascii_lowercase()) {
            name.push(c);
        }
        if !name.ends_with(':') || name.len() < 4 || ahead.next() != Some(']') {
            return Ok(None);
        }
        self.rest = ahead;
        name.push(']');
        Ok(Some(name))
    }
}

/// One character that means itself.
fn one(c: char, in_class: bool) -> String {
    match c {
        '\t' => r"\t".into(),
        '\n' => r"\n".into(),
        '\r' => r"\r".into(),
        _ if c.is_control() => format!("\\x{{{:X}}}", u32::from(c)),
        '\\' | '[' | ']' | '^' | '-' | '&' | '~' if in_class => format!("\\{c}"),
        _ if in_class => c.into(),
        '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$' | '\\' => format!("\\{c}"),
        _ => c.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(go: &str) -> String {
        translate(go, Dialect::Host).unwrap().regex
    }

    #[test]
    fn what_means_the_same_is_written_the_same() {
        for same in [
            r"\b(AKIA[A-Z2-7]{16})\b",
            r"(?i)[\w.\-]{0,50}?(?:adobe)(?:[ \t\w.\-]{0,20})",
            r"(?P<key>[0-9a-f]{32})(?:\z|$)",
            r"a{3,}b{2}c?d*?e+?",
            r"(?s:.)[[:alnum:]_][[:^space:]]",
            r"(?-i:acc)(?i)x",
        ] {
            assert_eq!(host(same), same);
            assert_eq!(translate(same, Dialect::Guest).unwrap().regex, same);
            assert!(translate(same, Dialect::Host).unwrap().otherwise.is_empty(), "{same}");
        }
    }

    #[test]
    fn what_means_something_else_is_rewritten() {
        for (go, rust) in [
            // Braces that count nothing.
            (r"^\${(?:[A-Z_]+)}$", r"^\$\{(?:[A-Z_]+)}$"),
            ("a{,3}", r"a\{,3}"),
            (r"{\d+}", r"\{\d+}"),
            // Angle brackets are no word boundaries.
            (r"\<\/a\>", "</a>"),
            // Characters in classes that are operators in Rust.
            ("[a&&b]", r"[a\&\&b]"),
            ("[[a]", r"[\[a]"),
            ("[a~~b]", r"[a\~\~b]"),
            (r"[\w-.]", r"[\w\-.]"),
            ("[^]]+", r"[^\]]+"),
            ("[a-z-]", r"[a-z\-]"),
            (r"[!-\-]", r"[!-\-]"),
            ("[:x]", "[:x]"),
            // Not words of any language.
            (r"\W\D", "[^0-9A-Za-z_][^0-9]"),
            (r"[\S]", r"[[^\t\n\x0B\f\r ]]"),
            // Ways of writing a character.
            (r"\x60\x{2d}\055\a", r"`--\x{7}"),
            (r"\Qa.b\E+", r"a\.b+"),
            (r"\p{^Greek}\pL", r"\P{Greek}\p{L}"),
        ] {
            assert_eq!(host(go), rust, "{go}");
        }
        assert_eq!(translate(r"[\W_]", Dialect::Guest).unwrap().regex, r"[\W_]");
        let otherwise = translate(r"[[&&]\W{\<", Dialect::Host).unwrap().otherwise;
        assert_eq!(otherwise.len(), 4, "{otherwise:?}");
    }

    #[test]
    fn what_cannot_be_said_is_refused() {
        for go in [r"(?=a)", r"(?!a)", r"(?<=a)b", r"(?<!a)b", r"\1", r"\C", r"\y", "[a", r"a\", "(?x:a)"] {
            assert!(translate(go, Dialect::Host).is_err(), "{go}");
        }
        assert_eq!(translate(r"\pL", Dialect::Guest), Err(TranslateError::Unicode('p')));
    }

    #[test]
    fn translations_match_what_the_original_does() {
        for (go, matches, fails) in [
            (r"^\$(?:\d+|{\d+})$", &["$1", "${12}"][..], &["$", "${x}"][..]),
            (r"[^:]+:\[[^]]+]", &["a:[b]"], &["a:b"]),
            (r"\$\([^)]+\)", &["$(x)"], &["$x"]),
            (r#"^['"]?\$?{{[^}]+}}['"]?$"#, &["{{x}}", "'${{ y }}'"], &["{x}"]),
            (r"import[ \t]+{[ \t\w,]+}", &["import { a, b }"], &["import a"]),
            (r"^%[+\-# 0]?[bcd]$", &["%-d", "%b"], &["%z"]),
            (r"[A-Z0-9\[\]&&]{3}x", &["[&]x"], &["abx"]),
        ] {
            for text in matches {
                assert!(regex::Regex::new(&host(go)).unwrap().is_match(text), "{go} {text}");
                assert!(
                    regex_lite::Regex::new(&translate(go, Dialect::Guest).unwrap().regex).unwrap().is_match(text),
                    "{go} {text}"
                );
            }
            for text in fails {
                assert!(!regex::Regex::new(&host(go)).unwrap().is_match(text), "{go} {text}");
            }
        }
    }
}
