use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use lictor_model::{Digest, Dimension, Level, PolicyRef, Status};

use super::folder::{AGGREGATES, CASES, Folder, Lines, PROBLEMS, RESULTS};
use super::join::{Joined, Judged, Kind};
use super::{
    EngineVersion, FileDigest, MetaValue, PackDigest, Problem, ProblemKind, RUN_SCHEMA, RunCase, RunCounts, RunError,
    RunManifest, RunRule, SetRef,
};
use crate::OutcomeCounts;
use crate::aggregate::{Refusals, aggregates};
use crate::set::Set;
use crate::summary::AggregateFinding;

/// The most problems that are kept for whoever watches; the file has them all.
const MAX_NAMED: usize = 20;

/// Everything of a manifest that the answers do not say.
#[derive(Debug, Clone)]
pub struct RunFacts {
    /// The policy.
    pub policy: PolicyRef,
    /// Its packs.
    pub packs: Vec<PackDigest>,
    /// What ran them.
    pub engine: EngineVersion,
    /// What the team says about the system under test.
    pub meta: BTreeMap<String, MetaValue>,
    /// The day that rules took for today.
    pub today: String,
    /// The weakest level that fails a dimension.
    pub fail_on: Level,
    /// The policy's rules.
    pub rules: Vec<RunRule>,
}

/// Takes what comes of answers, in their order, and writes the run. Holds a few counters for each case and nothing for each
/// answer. Dropped before it is finished, it leaves nothing.
pub struct Collector<'s> {
    set: &'s Set,
    folder: Folder,
    results: Lines,
    problems: Lines,
    cases: Vec<Progress>,
    counts: RunCounts,
    named: Vec<Problem>,
}

/// What is kept of a case while its answers come.
#[derive(Default)]
struct Progress {
    repeats: Repeats,
    /// Of the last line: files that are read twice give the same one again.
    line: Option<Digest>,
    answers: u64,
    refusals: Refusals,
    dimensions: [OutcomeCounts; Dimension::ALL.len()],
}

/// The repeats that are taken: all below a number, and some beyond it.
struct Repeats {
    next: u32,
    beyond: BTreeSet<u32>,
}

/// What a finished run comes to, for whoever watches.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// The digest of the run.
    pub digest: Digest,
    /// How many of what.
    pub counts: RunCounts,
    /// Cases by outcome: of each workflow by name, in each dimension.
    pub workflows: BTreeMap<String, BTreeMap<Dimension, OutcomeCounts>>,
    /// The first problems; `problems.jsonl` has them all.
    pub problems: Vec<Problem>,
    /// What rules over groups of cases found.
    pub aggregates: Vec<AggregateFinding>,
}

impl<'s> Collector<'s> {
    /// Begins a run that will stand at `target`.
    ///
    /// # Errors
    /// Something is there already, or nothing can be written there.
    pub fn create(set: &'s Set, target: &Path) -> Result<Self, RunError> {
        let folder = Folder::create(target)?;
        let (results, problems) = (folder.lines(RESULTS)?, folder.lines(PROBLEMS)?);
        let mut cases = Vec::new();
        cases.resize_with(set.cases.len(), Progress::default);
        let counts = RunCounts { cases: set.cases.len() as u64, ..RunCounts::default() };
        Ok(Self { set, folder, results, problems, cases, counts, named: Vec::new() })
    }

    /// The folder that is being written, for whoever has to clean up when the process ends.
    pub fn temporary(&self) -> &Path {
        self.folder.path()
    }

    /// Takes what comes of the next answer.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn take(&mut self, joined: Joined) -> Result<(), RunError> {
        match joined.0 {
            Kind::Problem(problem) => self.problem(problem),
            Kind::Result(judged) => self.result(*judged),
        }
    }

    fn result(&mut self, judged: Judged) -> Result<(), RunError> {
        let Judged { case, repeat, line, refusal, mut result } = judged;
        let progress = &mut self.cases[case];
        let again = line.is_some() && line == progress.line;
        let repeat = match again {
            true => Err("the same line as the case's last one; if it is another answer, number both with `repeat`"),
            false => progress.repeats.take(repeat).ok_or("the case has an answer with this `repeat` already"),
        };
        match repeat {
            Err(message) => {
                let source = result.record.source.take();
                let message = Some(message.to_owned());
                self.problem(Problem { kind: ProblemKind::Duplicate, case: Some(result.case), source, message })
            }
            Ok(repeat) => {
                result.repeat = repeat;
                progress.line = line;
                progress.answers += 1;
                progress.refusals.add(refusal);
                for (counts, dimension) in progress.dimensions.iter_mut().zip(Dimension::ALL) {
                    if let Some(outcome) = result.outcomes.get(&dimension) {
                        counts.add(*outcome);
                    }
                }
                self.counts.answers += 1;
                self.counts.repeats = self.counts.repeats.max(progress.answers);
                self.counts.unchecked += u64::from(result.record.status != Status::Checked);
                self.results.write(&result)
            }
        }
    }

    fn problem(&mut self, problem: Problem) -> Result<(), RunError> {
        *match problem.kind {
            ProblemKind::Missing => &mut self.counts.missing,
            ProblemKind::Extra => &mut self.counts.extra,
            ProblemKind::Duplicate => &mut self.counts.duplicate,
            ProblemKind::Unreadable => &mut self.counts.unreadable,
        } += 1;
        self.problems.write(&problem)?;
        if self.named.len() < MAX_NAMED {
            self.named.push(problem);
        }
        Ok(())
    }

    /// Names the cases without an answer, asks the rules over groups, and puts the folder in its place.
    ///
    /// # Errors
    /// It cannot be written, or something has come to stand in its place.
    pub fn finish(mut self, facts: RunFacts, answers: Vec<FileDigest>, now: Timestamp) -> Result<Finished, RunError> {
        for place in 0..self.cases.len() {
            if self.cases[place].answers == 0 {
                let case = Some(self.set.cases[place].id.clone());
                let message = Some("no answer names the case".into());
                self.problem(Problem { kind: ProblemKind::Missing, case, source: None, message })?;
            }
        }
        let cases: Vec<RunCase> = self.set.cases.iter().map(|case| RunCase::new(case, case.digest())).collect();
        let refusals: Vec<Refusals> = self.cases.iter().map(|progress| progress.refusals).collect();
        let found = aggregates(&cases, &refusals, &facts.rules);
        let mut lines = self.folder.lines(CASES)?;
        cases.iter().try_for_each(|case| lines.write(case))?;
        let cases = lines.finish()?;
        let mut lines = self.folder.lines(AGGREGATES)?;
        found.iter().try_for_each(|finding| lines.write(finding))?;
        let files = [lines.finish()?, cases, self.problems.finish()?, self.results.finish()?];
        let manifest = RunManifest {
            schema: RUN_SCHEMA.into(),
            name: self.folder.name(),
            // Cut, not rounded: who reads the run at once must not find it in the future.
            created: Timestamp::from_second(now.as_second()).unwrap_or(now).to_string(),
            set: SetRef {
                id: self.set.header.id.clone(),
                version: self.set.header.version.clone(),
                digest: self.set.digest,
            },
            policy: facts.policy,
            packs: facts.packs,
            engine: facts.engine,
            meta: facts.meta,
            answers,
            today: facts.today,
            fail_on: facts.fail_on,
            rules: facts.rules,
            counts: self.counts,
            files: files.into_iter().map(|file| (file.file.clone(), file)).collect(),
        };
        let mut bytes = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| RunError::Write { path: self.folder.path().to_owned(), error: error.into() })?;
        bytes.push(b'\n');
        self.folder.keep(&bytes)?;
        Ok(Finished {
            digest: Digest::of(&bytes),
            counts: manifest.counts,
            workflows: workflows(self.set, &self.cases),
            problems: self.named,
            aggregates: found,
        })
    }
}

fn workflows(set: &Set, cases: &[Progress]) -> BTreeMap<String, BTreeMap<Dimension, OutcomeCounts>> {
    let mut workflows: BTreeMap<String, BTreeMap<Dimension, OutcomeCounts>> = BTreeMap::new();
    for (case, progress) in set.cases.iter().zip(cases) {
        let workflow = workflows.entry(case.workflow.clone()).or_default();
        for (dimension, counts) in Dimension::ALL.into_iter().zip(&progress.dimensions) {
            workflow.entry(dimension).or_default().add(counts.case_outcome());
        }
    }
    workflows
}

impl Default for Repeats {
    fn default() -> Self {
        Self { next: 1, beyond: BTreeSet::new() }
    }
}

impl Repeats {
    /// Takes a number, or the next one that is free. None if it is taken.
    fn take(&mut self, wanted: Option<u32>) -> Option<u32> {
        let number = wanted.unwrap_or(self.next);
        if number < self.next || !self.beyond.insert(number) {
            return None;
        }
        while self.beyond.remove(&self.next) {
            self.next += 1;
        }
        Some(number)
    }
}
