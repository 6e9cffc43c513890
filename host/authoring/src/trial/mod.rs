//! Tries a built pack on its cases and on the examples of its rules, in the sandbox, under the engine that will run it.
//!
//! The policy is one made for it: the pack gets the inputs that it reads, every rule is on. What a case says about a rule counts;
//! what it does not mention is not judged.

mod figures;
mod guards;
mod judge;
mod junit;

use std::io;
use std::path::PathBuf;

use lictor::{CodeCache, GuardError};
use lictor_contract::{Manifest, RuleDecl};
use lictor_model::{Digest, RuleStatus, Sample, closest};
use lictor_sandbox::{LoadError, RuntimeError};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

pub use figures::RuleFigures;
pub use junit::junit;

use crate::cases::{Case, CaseProblem, Cases, Expected, Ignored, expand_all};

/// What a trial found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trial {
    /// `publisher/pack`.
    pub plugin: String,
    /// Its version.
    pub version: String,
    /// The component's digest.
    #[schemars(with = "String")]
    pub digest: Digest,
    /// How many cases were tried.
    pub cases: usize,
    /// How many examples of rules were tried.
    pub examples: usize,
    /// What was wrong, case by case. Those that are right are counted.
    pub wrong: Vec<Wrong>,
    /// Lines of the files of cases that are none. They judge nothing, so nothing is known of what they were to show.
    pub problems: Vec<CaseProblem>,
    /// Rules that too little is known of.
    pub uncovered: Vec<Uncovered>,
    /// How often each rule was right.
    pub rules: Vec<RuleFigures>,
    #[serde(skip)]
    names: Vec<Origin>,
}

/// A case or an example that did not give what it must.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Wrong {
    /// Which one.
    #[serde(flatten)]
    pub origin: Origin,
    /// What is wrong with it.
    pub reasons: Vec<String>,
}

/// Where something that was tried comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Origin {
    /// The case's name, or the example's: `TON101 fires 1`.
    pub name: String,
    /// The file of the case. None: it is an example, which stands in the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "{file}:{line}: {}", self.name),
            _ => write!(f, "example: {}", self.name),
        }
    }
}

/// A rule without a case in which it must fire, or without one in which it must not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Uncovered {
    /// Its code.
    pub rule: String,
    /// Whether a case is missing in which it must fire.
    pub fires: bool,
    /// Whether a case is missing in which it must not.
    pub ignores: bool,
}

/// Why a pack cannot be tried at all.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum TrialError {
    /// The cases cannot be read.
    #[error("{}: {cause}", file.display())]
    Cases {
        /// The folder or file.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// The sandbox refuses the component.
    #[error("the sandbox refuses it: {0}")]
    Load(#[from] LoadError),
    /// The sandbox does not start.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// The policy that is made for the trial is refused, which only patterns can cause.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Guard(#[from] GuardError),
}

impl From<(PathBuf, io::Error)> for TrialError {
    fn from((file, cause): (PathBuf, io::Error)) -> Self {
        Self::Cases { file, cause }
    }
}

/// Something to try: a case or an example.
struct Question {
    origin: Origin,
    sample: Sample,
    settings: Value,
    fires: Vec<Expected>,
    ignores: Ignored,
}

impl Trial {
    /// Tries a component. Compiled code is kept in the cache.
    ///
    /// # Errors
    /// [`TrialError`]. That cases fail is no error.
    pub fn run(component: &[u8], cases: Cases, cache: Option<CodeCache>) -> Result<Self, TrialError> {
        let guards = guards::Guards::new(component, cache)?;
        let manifest = guards.manifest().clone();
        let Cases { cases, mut problems } = cases;
        let cases: Vec<Case> = cases.into_iter().filter(|case| known(case, &manifest, &mut problems)).collect();
        problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        let uncovered = uncovered(&manifest, &cases);
        let count = cases.len();
        let mut wrong = Vec::new();
        let (examples, unreadable) = examples(&manifest);
        wrong.extend(unreadable);
        let questions: Vec<Question> = cases.into_iter().map(Question::from).chain(examples).collect();
        let mut rules: Vec<RuleFigures> = manifest.rules.iter().map(|rule| RuleFigures::new(&manifest, rule)).collect();
        let mut names: Vec<Origin> = wrong.iter().map(|wrong: &Wrong| wrong.origin.clone()).collect();
        for question in &questions {
            let reasons = judge::judge(question, &manifest, &guards, &mut rules)?;
            if !reasons.is_empty() {
                wrong.push(Wrong { origin: question.origin.clone(), reasons });
            }
            names.push(question.origin.clone());
        }
        rules.iter_mut().for_each(RuleFigures::finish);
        Ok(Self {
            plugin: manifest.plugin(),
            version: manifest.version.clone(),
            digest: guards.digest(),
            cases: count,
            examples: names.len() - count,
            wrong,
            problems,
            uncovered,
            rules,
            names,
        })
    }

    /// Whether everything was read, every rule is covered, and everything gave what it must.
    pub fn passed(&self) -> bool {
        self.wrong.is_empty() && self.problems.is_empty() && self.uncovered.is_empty()
    }
}

impl From<Case> for Question {
    fn from(case: Case) -> Self {
        let origin = Origin { name: case.id, file: Some(case.file), line: Some(case.line) };
        Self { origin, sample: case.sample, settings: case.settings, fires: case.fires, ignores: case.ignores }
    }
}

/// Whether the pack has the rules that a case names.
fn known(case: &Case, manifest: &Manifest, problems: &mut Vec<CaseProblem>) -> bool {
    let ignored = match &case.ignores {
        Ignored::Rules(rules) => rules.as_slice(),
        Ignored::Others => &[],
    };
    let named = case.fires.iter().map(|expected| &expected.rule).chain(ignored);
    let unknown: Vec<&String> = named.filter(|rule| manifest.rule(rule).is_none()).collect();
    for rule in &unknown {
        let codes = manifest.rules.iter().map(|rule| rule.code.as_str());
        let mend = match manifest.tombstones.iter().find(|tombstone| tombstone.code == **rule) {
            Some(_) => "it was retired".to_owned(),
            None => match closest(rule, codes.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its rules are {}", codes.take(20).collect::<Vec<_>>().join(", ")),
            },
        };
        let message = format!("{} has no rule `{rule}`; {mend}", manifest.plugin());
        problems.push(CaseProblem { file: case.file.clone(), line: case.line, message });
    }
    unknown.is_empty()
}

fn uncovered(manifest: &Manifest, cases: &[Case]) -> Vec<Uncovered> {
    let live = |rule: &&RuleDecl| matches!(rule.status, RuleStatus::Preview | RuleStatus::Stable);
    let lacks = |rule: &RuleDecl| {
        let fires = |case: &Case| case.fires.iter().any(|expected| expected.rule == rule.code);
        let ignores = |case: &Case| match &case.ignores {
            Ignored::Rules(rules) => rules.contains(&rule.code),
            Ignored::Others => !fires(case),
        };
        let (fires, ignores) = (!cases.iter().any(fires), !cases.iter().any(ignores));
        (fires || ignores).then(|| Uncovered { rule: rule.code.clone(), fires, ignores })
    };
    manifest.rules.iter().filter(live).filter_map(lacks).collect()
}

/// The examples of all rules, and those that are no samples.
fn examples(manifest: &Manifest) -> (Vec<Question>, Vec<Wrong>) {
    let (mut questions, mut wrong) = (Vec::new(), Vec::new());
    for rule in &manifest.rules {
        for (examples, word) in [(&rule.examples.fires, "fires"), (&rule.examples.ignores, "ignores")] {
            for (index, example) in examples.iter().enumerate() {
                let origin = Origin { name: format!("{} {word} {}", rule.code, index + 1), file: None, line: None };
                match Sample::from_json(&expand_all(example.sample.clone()).to_string()) {
                    Err(error) => wrong.push(Wrong { origin, reasons: vec![error.to_string()] }),
                    Ok(mut sample) => {
                        // An example is for its rule, so it is in the rule's language.
                        let language = rule.language.clone().unwrap_or_else(|| "en".into());
                        sample.language.get_or_insert(language);
                        sample.id = Some(origin.name.clone());
                        let own = rule.code.clone();
                        let (fires, ignores) = match word {
                            "fires" => (vec![Expected { rule: own, spans: Vec::new() }], Vec::new()),
                            _ => (Vec::new(), vec![own]),
                        };
                        let settings = example.settings.clone().unwrap_or_else(|| Value::Object(Map::new()));
                        let (settings, ignores) = (expand_all(settings), Ignored::Rules(ignores));
                        questions.push(Question { origin, sample, settings, fires, ignores });
                    }
                }
            }
        }
    }
    (questions, wrong)
}

impl std::fmt::Display for Uncovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match (self.fires, self.ignores) {
            (true, true) => "has no cases: write one in which it must fire and one in which it must not",
            (true, false) => "has no case in which it must fire",
            _ => "has no case in which it must not fire",
        };
        write!(f, "{} {what}", self.rule)
    }
}
