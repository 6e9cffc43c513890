use std::collections::HashMap;

use lictor_model::{Digest, Expectation, Fact, Record, Sample, Source, Stage};

use super::answer::NoAnswer;
use super::checks::{Checks, Seen};
use super::rules::Rules;
use super::{Answer, AnswerFormat, CaseResult, Problem, ProblemKind, RunError, RunRule};
use crate::aggregate::Refusal;
use crate::set::{Case, CaseFact, Set, is_case_id};

/// The longest name for which a near one is looked for.
const MAX_COMPARED: usize = 200;

/// A set, ready to be joined with answers by several threads.
pub struct Join<'s> {
    pub(super) set: &'s Set,
    by_id: HashMap<&'s str, usize>,
    checks: Vec<Checks>,
    rules: Rules,
    format: AnswerFormat,
}

/// What one answer, or one line that holds none, comes to. Whoever collects them counts and orders them.
pub struct Joined(pub(super) Kind);

pub(super) enum Kind {
    Result(Box<Judged>),
    Problem(Problem),
}

pub(super) struct Judged {
    /// The place of the case in the set.
    pub(super) case: usize,
    pub(super) repeat: Option<u32>,
    /// Of the line, where it holds this answer only.
    pub(super) line: Option<Digest>,
    pub(super) refusal: Refusal,
    /// With a repeat that whoever collects them sets.
    pub(super) result: CaseResult,
}

impl<'s> Join<'s> {
    /// Prepares a set for a run under a policy's rules.
    ///
    /// # Errors
    /// A case's JSON Schema does not compile.
    pub fn new(
        set: &'s Set,
        rules: &[RunRule],
        fail_on: lictor_model::Level,
        format: AnswerFormat,
    ) -> Result<Self, RunError> {
        Ok(Self {
            set,
            by_id: set.cases.iter().enumerate().map(|(index, case)| (case.id.as_str(), index)).collect(),
            checks: set.cases.iter().map(Checks::new).collect::<Result<_, _>>()?,
            rules: Rules::new(rules, fail_on),
            format,
        })
    }

    /// Joins one line of a file of answers with its case and has it checked. `text` is the line, or why there is none.
    pub fn line(
        &self,
        source: &Source,
        text: Result<&str, String>,
        mut check: impl FnMut(&Sample) -> Record,
    ) -> Vec<Joined> {
        let problem = |kind, case: Option<String>, message| {
            // What is no id may be an answer under the wrong key, or a secret: its line says where it is.
            let case = case.filter(|case| is_case_id(case));
            vec![Joined(Kind::Problem(Problem { kind, case, source: Some(source.clone()), message: Some(message) }))]
        };
        let text = match text {
            Ok(text) => text,
            Err(message) => return problem(ProblemKind::Unreadable, None, message),
        };
        let answers = match self.format.read(text) {
            Ok(answers) => answers,
            Err(NoAnswer::Unreadable(case, message)) => return problem(ProblemKind::Unreadable, case, message),
            Err(NoAnswer::Other(case, message)) => return problem(ProblemKind::Extra, case, message),
        };
        let line = (answers.len() == 1).then(|| Digest::of(text));
        let mut joined = Vec::with_capacity(answers.len());
        for answer in answers {
            match self.by_id.get(answer.id.as_str()) {
                Some(case) => {
                    joined.push(Joined(Kind::Result(Box::new(self.judge(*case, answer, line, source, &mut check)))));
                }
                None => {
                    let known = self.by_id.keys().copied();
                    // Looking for a near name takes time with every case.
                    let near = (self.by_id.len() <= 10_000 && answer.id.len() <= MAX_COMPARED)
                        .then(|| nearest(&answer.id, known))
                        .flatten();
                    let mean = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    let message = format!("the set has no such case{mean}");
                    joined.extend(problem(ProblemKind::Extra, Some(answer.id), message));
                }
            }
        }
        joined
    }

    fn judge(
        &self,
        place: usize,
        answer: Answer,
        line: Option<Digest>,
        source: &Source,
        check: &mut impl FnMut(&Sample) -> Record,
    ) -> Judged {
        let case = &self.set.cases[place];
        let (repeat, measures) = (answer.repeat, answer.measures.clone());
        let sample = sample(case, answer);
        let mut record = check(&sample);
        record.source = Some(source.clone());
        let seen = Seen { case, sample: &sample, record: &record, rules: &self.rules };
        let checks = self.checks[place].check(&seen);
        let outcomes = self.rules.outcomes(&record, &checks);
        let refusal = Refusal::of(&record, self.rules.by_code("REF101"), &case.workflow);
        // The redacted answer is an answer's text, and a run holds none.
        record.redacted = None;
        let result = CaseResult { case: case.id.clone(), repeat: 0, outcomes, checks, measures, record };
        Judged { case: place, repeat, line, refusal, result }
    }
}

/// The first by name of the nearest names, whatever the order of the map.
fn nearest<'k>(id: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    lictor_model::closest(id, known)
}

/// What the engine checks: the case's input with what the answer brings. Who asks comes from the case alone.
fn sample(case: &Case, answer: Answer) -> Sample {
    let input = &case.input;
    Sample {
        id: Some(case.id.clone()),
        stage: Stage::Response,
        workflow: Some(case.workflow.clone()),
        messages: Some(input.messages.clone()),
        answer: Some(answer.answer),
        contexts: answer.contexts.or_else(|| input.contexts.clone()),
        caller: input.caller.clone(),
        citations: answer.citations,
        tool_calls: answer.tool_calls.or_else(|| input.tool_calls.clone()),
        tool_results: answer.tool_results.or_else(|| input.tool_results.clone()),
        expectation: expectation(case),
        language: input.language.clone(),
        finish_reason: answer.finish_reason,
        tags: case.tags.clone(),
        metadata: None,
    }
}

/// The part of the expectation that rules can look at.
fn expectation(case: &Case) -> Option<Expectation> {
    let facts = case.expect.facts.iter().filter_map(|fact| match fact {
        CaseFact::Text(text) => Some(Fact { text: text.clone(), aliases: Vec::new() }),
        CaseFact::Full { text, aliases, tolerance: None } => {
            Some(Fact { text: text.clone(), aliases: aliases.clone() })
        }
        CaseFact::Full { .. } => None,
    });
    let expectation = Expectation {
        behaviour: case.expect.behaviour,
        facts: facts.collect(),
        forbidden: case.expect.forbidden.clone(),
    };
    (expectation != Expectation::default()).then_some(expectation)
}
