//! One rule of a configuration as a rule of a pack: translated, tried, and with examples; or why not.

use lictor_contract::expand;
use lictor_model::Input;
use lictor_scan::{Matcher, Pattern, PatternLimits, ScanCache, Scanner, ViewClass};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::config::{Allowlist, Rule};
use super::example::{Choice, example};
use super::found::{Allow, Secret, Target};
use super::translate::{Dialect, Translated, translate};

/// A rule that can be written down.
#[derive(Debug, Clone)]
pub(super) struct Converted {
    pub(super) id: String,
    pub(super) description: String,
    /// For the host.
    pub(super) pattern: String,
    /// For the pack, which asks it for groups.
    pub(super) regex: String,
    pub(super) group: usize,
    pub(super) keywords: Vec<String>,
    pub(super) entropy: Option<f64>,
    pub(super) allow: Vec<Allowed>,
    /// How many bytes it needs to see at once; none: all.
    pub(super) horizon: Option<u32>,
    /// Templates of answers.
    pub(super) fires: Vec<String>,
    pub(super) ignores: Vec<String>,
    /// What is other than in gitleaks.
    pub(super) notes: Vec<String>,
}

/// An allowlist, as far as it means anything for answers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Allowed {
    pub(super) both: bool,
    pub(super) target: Target,
    pub(super) regexes: Vec<String>,
    pub(super) stopwords: Vec<String>,
}

/// The longest match for which a rule need not see the whole text, in bytes.
const LONGEST: usize = 4_096;

/// Converts an allowlist. Notes say what is lost; nothing may be left.
pub(super) fn allowed(list: &Allowlist, notes: &mut Vec<String>) -> Result<Option<Allowed>, String> {
    let both = match list.condition.to_uppercase().as_str() {
        "" | "OR" | "||" => false,
        "AND" | "&&" => true,
        _ => return Err(format!("an allowlist has the condition `{}`, which gitleaks does not know", list.condition)),
    };
    let target = match list.regextarget.as_str() {
        "" | "secret" => Target::Secret,
        "match" => Target::Match,
        "line" => Target::Line,
        other => return Err(format!("an allowlist has the regexTarget `{other}`, which gitleaks does not know")),
    };
    if !list.paths.is_empty() || !list.commits.is_empty() {
        if both {
            notes.push("an allowlist that demands a path or a commit, too, allows nothing in an answer".into());
            return Ok(None);
        }
        notes.push("paths and commits of an allowlist allow nothing in an answer".into());
    }
    let mut regexes = Vec::new();
    for regex in &list.regexes {
        let translated = translate(regex, Dialect::Guest).map_err(|error| error.to_string());
        match translated.and_then(|translated| compiled(&translated.regex).map(|_| translated.regex)) {
            Ok(regex) => regexes.push(regex),
            Err(error) => notes.push(format!("an allowlist lost a regex: {error}")),
        }
    }
    if both && regexes.is_empty() && !list.regexes.is_empty() {
        return Ok(None);
    }
    let mut stopwords: Vec<String> = list.stopwords.iter().map(|word| word.to_lowercase()).collect();
    stopwords.sort();
    stopwords.dedup();
    let empty = regexes.is_empty() && stopwords.is_empty();
    Ok((!empty).then_some(Allowed { both, target, regexes, stopwords }))
}

fn compiled(regex: &str) -> Result<regex_lite::Regex, String> {
    regex_lite::Regex::new(regex).map_err(|error| format!("the pack's own regex engine does not take it: {error}"))
}

/// Converts a rule, or says why it is left out.
pub(super) fn convert(rule: &Rule, global: &[Allowed]) -> Result<Converted, String> {
    if rule.regex.is_empty() {
        return Err(match rule.path.is_empty() {
            false => "it looks at paths only, and an answer has none".into(),
            true => "it has no regex".into(),
        });
    }
    if !rule.required.is_empty() {
        let ids: Vec<&str> = rule.required.iter().map(|required| required.id.as_str()).collect();
        return Err(format!("it counts only beside findings of other rules ({})", ids.join(", ")));
    }
    if rule.skipreport {
        return Err("it is never reported by itself (skipReport)".into());
    }
    let mut notes = Vec::new();
    if !rule.path.is_empty() {
        notes.push(format!("its path `{}` means nothing in an answer: it looks at all of them", rule.path));
    }
    let translated = |dialect| translate(&rule.regex, dialect).map_err(|error| format!("its regex: {error}"));
    let (Translated { regex: pattern, otherwise }, regex) =
        (translated(Dialect::Host)?, translated(Dialect::Guest)?.regex);
    if !otherwise.is_empty() {
        let what: Vec<&str> = otherwise.into_iter().collect();
        notes.push(format!("its regex is written otherwise ({})", what.join(", ")));
    }
    let groups = compiled(&regex)?.captures_len() - 1;
    if rule.secretgroup > groups {
        return Err(format!("its secretGroup is {}, and its regex has {groups} groups", rule.secretgroup));
    }
    let hir =
        regex_syntax::parse(&pattern).map_err(|_| "its regex cannot be parsed once it is translated".to_owned())?;
    let mut allow = Vec::new();
    for list in &rule.allowlists {
        allow.extend(allowed(list, &mut notes)?);
    }
    let mut keywords: Vec<String> = rule.keywords.iter().map(|keyword| keyword.to_lowercase()).collect();
    keywords.sort();
    keywords.dedup();
    let mut converted = Converted {
        id: rule.id.clone(),
        description: rule.description.trim().to_owned(),
        pattern,
        regex,
        group: rule.secretgroup,
        keywords,
        entropy: (rule.entropy > 0.0).then_some(rule.entropy),
        allow,
        horizon: None,
        fires: Vec::new(),
        ignores: Vec::new(),
        notes,
    };
    let own_line = |lists: &[Allowed]| lists.iter().any(|list| list.target == Target::Line);
    if !own_line(&converted.allow) && !own_line(global) {
        converted.horizon = horizon(&hir, &converted.keywords);
    }
    converted.find_examples(&hir, global)?;
    Ok(converted)
}

/// How many bytes a rule needs at once, where that can be told: its longest match, twice for what is encoded, if the match
/// itself has the keyword.
fn horizon(hir: &Hir, keywords: &[String]) -> Option<u32> {
    let longest = hir.properties().maximum_len().filter(|length| *length <= LONGEST)?;
    (keywords.is_empty() || implies(hir, keywords)).then(|| (2 * longest + 64).next_multiple_of(256) as u32)
}

/// Whether every match has one of the keywords in it.
fn implies(hir: &Hir, keywords: &[String]) -> bool {
    match hir.kind() {
        HirKind::Alternation(branches) => branches.iter().all(|branch| implies(branch, keywords)),
        HirKind::Capture(capture) => implies(&capture.sub, keywords),
        HirKind::Repetition(repetition) => repetition.min > 0 && implies(&repetition.sub, keywords),
        HirKind::Concat(_) | HirKind::Literal(_) => {
            let (mut parts, mut run) = (Vec::new(), String::new());
            flatten(hir, &mut parts);
            let has = |text: &str| keywords.iter().any(|keyword| text.contains(keyword.as_str()));
            for part in parts {
                match letters(part) {
                    Some(text) => run.push_str(&text),
                    None if has(&run) || implies(part, keywords) => return true,
                    None => run.clear(),
                }
            }
            has(&run)
        }
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) => false,
    }
}

fn flatten<'h>(hir: &'h Hir, into: &mut Vec<&'h Hir>) {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().for_each(|part| flatten(part, into)),
        HirKind::Capture(capture) => flatten(&capture.sub, into),
        // Has no width.
        HirKind::Look(_) | HirKind::Empty => {}
        _ => into.push(hir),
    }
}

/// What a part matches in lower case, where that is one text only.
fn letters(hir: &Hir) -> Option<String> {
    match hir.kind() {
        HirKind::Literal(literal) => Some(std::str::from_utf8(&literal.0).ok()?.to_lowercase()),
        HirKind::Class(Class::Unicode(class)) => {
            let mut lower = None;
            for range in class.ranges() {
                for c in range.start()..=range.end() {
                    // The letters of other alphabets that count as one of ours.
                    let folded = match c {
                        'ſ' => 's',
                        '\u{212a}' => 'k',
                        c => c.to_ascii_lowercase(),
                    };
                    if *lower.get_or_insert(folded) != folded {
                        return None;
                    }
                }
            }
            lower.map(String::from)
        }
        _ => None,
    }
}

/// A rule as host and pack have it together, to try examples on.
struct Tried<'a> {
    scanner: Scanner,
    cache: ScanCache,
    secret: Secret<'a>,
    global: &'a [Allow<'a>],
}

impl Tried<'_> {
    /// Whether the pattern hits, and whether the rule fires.
    fn fires(&mut self, text: &str) -> (bool, bool) {
        let mut matches = Vec::new();
        let _ = self.scanner.scan(&mut self.cache, Input::Answer, ViewClass::Raw, text, |_| true, &mut matches);
        let named = self.secret.is_named(text);
        let fires = matches.iter().any(|found| {
            let (start, end) = (found.start as usize, found.end as usize);
            let line = || {
                let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
                let to = text[end..].find('\n').map_or(text.len(), |at| end + at);
                text[from..to].to_owned()
            };
            named && self.secret.find(self.global, &text[start..end], &line).is_some()
        });
        (!matches.is_empty(), fires)
    }
}

/// The frames that examples are tried in; the last is for rules whose keyword stands elsewhere than in the secret.
const FRAMES: [&str; 4] = ["It says {} in the file.", "{}", "Use this:\n{}\n", "For KEYWORD it is {} there."];

impl Converted {
    /// Finds an example on which the rule fires, and one or two on which it does not.
    fn find_examples(&mut self, hir: &Hir, global: &[Allowed]) -> Result<(), String> {
        let pattern = Pattern {
            matcher: Matcher::Regex { regex: self.pattern.clone(), unicode: false },
            inputs: std::iter::once(Input::Answer).collect(),
            views: std::iter::once(ViewClass::Raw).collect(),
        };
        let scanner = Scanner::new(std::slice::from_ref(&pattern), &PatternLimits::default());
        let scanner = scanner.map_err(|error| format!("the host does not take its regex: {}", error.problem))?;
        let cache = scanner.new_cache();
        let (fires, ignores) = {
            let keywords: Vec<&str> = self.keywords.iter().map(String::as_str).collect();
            let (own, global) = (Lists::of(&self.allow), Lists::of(global));
            let (own, global) = (own.borrowed(), global.borrowed());
            let secret = Secret {
                regex: &self.regex,
                group: self.group,
                keywords: &keywords,
                entropy: self.entropy.map(|entropy| entropy as f32),
                allow: &own,
            };
            let mut tried = Tried { scanner, cache, secret, global: &global };
            let (choice, frame, fires) =
                firing(&mut tried, hir).ok_or("no example was found on which it fires, and a rule needs one")?;
            (fires, self.silent(&mut tried, hir, choice, frame))
        };
        if ignores.is_empty() {
            return Err("it fires on every text that was tried, and a rule needs one on which it does not".into());
        }
        (self.fires, self.ignores) = (vec![fires], ignores);
        Ok(())
    }

    /// Texts on which the rule does not fire: its own example with a filler for the secret, and ordinary words.
    fn silent(&self, tried: &mut Tried<'_>, hir: &Hir, choice: Choice, frame: &str) -> Vec<String> {
        let mut found = Vec::new();
        let filler = framed(
            frame,
            self.keywords.first().map_or("", String::as_str),
            &example(hir, Choice { filler: true, ..choice }),
        );
        if let (true, false) = tried.fires(&expand(&filler)) {
            found.push(filler);
        }
        let word = self.keywords.first().map_or(self.id.as_str(), String::as_str);
        let plain = format!("A value for {word} belongs in a vault, not in an answer.");
        for text in [plain, "Secrets belong in a vault.".to_owned()] {
            if !tried.fires(&expand(&text)).1 {
                found.push(text);
                break;
            }
        }
        found
    }
}

/// The first template on which a rule fires once its fixtures are replaced, and on which it does not as it stands: nothing
/// that looks like a secret may stand in the pack.
fn firing(tried: &mut Tried<'_>, hir: &Hir) -> Option<(Choice, &'static str, String)> {
    for cut in [false, true] {
        for longer in [0, 8, 24, 64, 200] {
            for branches in 0..48 {
                let choice = Choice { branches, longer, filler: false, cut };
                let made = example(hir, choice);
                for frame in FRAMES {
                    let template = framed(frame, tried.secret.keywords.first().copied().unwrap_or_default(), &made);
                    if tried.fires(&expand(&template)).1 && !tried.fires(&template).1 {
                        return Some((choice, frame, template));
                    }
                }
            }
        }
    }
    None
}

fn framed(frame: &str, keyword: &str, made: &str) -> String {
    frame.replace("KEYWORD", keyword).replace("{}", made)
}

/// Allowlists with lists of borrowed texts, as a pack has them.
struct Lists<'a>(Vec<(bool, Target, Vec<&'a str>, Vec<&'a str>)>);

impl<'a> Lists<'a> {
    fn of(lists: &'a [Allowed]) -> Self {
        fn texts(list: &[String]) -> Vec<&str> {
            list.iter().map(String::as_str).collect()
        }
        Self(lists.iter().map(|list| (list.both, list.target, texts(&list.regexes), texts(&list.stopwords))).collect())
    }

    fn borrowed(&self) -> Vec<Allow<'_>> {
        self.0
            .iter()
            .map(|(both, target, regexes, stopwords)| Allow { both: *both, target: *target, regexes, stopwords })
            .collect()
    }
}
