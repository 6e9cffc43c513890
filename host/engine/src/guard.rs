use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Instant;

use lictor_contract::{Attributes, Check, Manifest, MatchingCache, Reported, RuleInfo, Scanned, Scorer};
use lictor_model::{
    Digest, Dimension, DimensionOutcome, Failure, FailureKind, Input, Level, Mode, PolicyRef, Record, RuleId, Sample,
    Status,
};
use lictor_policy::{Policy, PolicyFile, Profile, WholeText, decide};

use crate::applicability::{Outlook, Plan, Plans};
use crate::judge::{Judge, Outcome, failure_level};
use crate::load::{Fetched, GuardError, Loaded, PackInfo, Parts, assemble, load};
use crate::stream::Near;
use crate::{Conditions, Costs, FingerprintKey, Options, Stream, aggregates, language};

/// A policy with its packs, ready to check samples. Shared by threads.
pub struct Guard {
    parts: Parts,
    options: Options,
    rules: Vec<RuleInfo>,
    /// Whether any rule that is on reads only one language.
    asks_language: bool,
    /// For the general profile, then for each workflow's.
    near: Vec<Near>,
    buffers: Mutex<Vec<Buffers>>,
}

/// A guard with buffers of its own, for one thread that checks many samples.
pub struct Session<'g> {
    guard: &'g Guard,
    buffers: Option<Buffers>,
}

/// What one thread works with.
struct Buffers {
    matching: MatchingCache,
    plans: Plans,
}

impl Guard {
    /// Loads the packs of a policy, resolves it and compiles all patterns.
    ///
    /// # Errors
    /// [`GuardError`], which names the file, the place and the mend.
    pub fn new(policy: PolicyFile, options: Options) -> Result<Self, GuardError> {
        let fetched = load(&policy, &options)?;
        Self::of_fetched(policy, fetched, options)
    }

    /// The same over packs that are there already, one for each that the policy names and in its order. For tests
    /// and benchmarks of native packs: what is not sandboxed has to be trusted.
    ///
    /// # Errors
    /// [`GuardError`], which names the file, the place and the mend.
    pub fn with_scorers(
        policy: PolicyFile,
        scorers: Vec<Box<dyn Scorer>>,
        options: Options,
    ) -> Result<Self, GuardError> {
        Self::of_fetched(policy, scorers.into_iter().map(Fetched::given).collect(), options)
    }

    fn of_fetched(policy: PolicyFile, fetched: Vec<Fetched>, options: Options) -> Result<Self, GuardError> {
        let parts = assemble(policy, fetched, &options)?;
        let mut rules: Vec<RuleInfo> = parts.plugins.iter().flat_map(|loaded| loaded.rules.iter().cloned()).collect();
        // One that adds to a pack's rule is in the list already.
        let own =
            parts.policy.combinations().iter().zip(&parts.combinations).filter(|(combination, _)| !combination.adds());
        rules.extend(own.map(|(_, (info, _))| info.clone()));
        rules.extend(parts.builtin.all().cloned());
        let asks_language = rules.iter().any(|rule| rule.decl.language.is_some());
        let near = parts.policy.profiles().map(|(workflow, profile)| Near::new(&parts, workflow, profile)).collect();
        Ok(Self { parts, options, rules, asks_language, near, buffers: Mutex::default() })
    }

    /// The policy in force.
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The policy's name and the digest of everything that a verdict depends on beside the sample.
    pub fn policy_ref(&self) -> PolicyRef {
        PolicyRef { id: self.parts.policy.id().to_owned(), digest: self.parts.digest }
    }

    /// The digest of everything that a verdict depends on beside the sample.
    pub fn digest(&self) -> Digest {
        self.parts.digest
    }

    /// Every rule that the policy's packs, its combinations and the engine know, on or off.
    pub fn rules(&self) -> &[RuleInfo] {
        &self.rules
    }

    /// What the loaded packs say about themselves, in the policy's order.
    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.parts.plugins.iter().map(|loaded| loaded.plugin.manifest())
    }

    /// The level of a rule where no workflow says otherwise. Off for rules that the policy does not know.
    pub fn level(&self, rule: &RuleId) -> Level {
        self.level_in(rule, None)
    }

    /// The level of a rule in a workflow.
    pub fn level_in(&self, rule: &RuleId, workflow: Option<&str>) -> Level {
        let profile = self.parts.policy.profile(workflow);
        for (plugin, loaded) in self.parts.plugins.iter().enumerate() {
            if let Some(index) = loaded.rules.iter().position(|info| info.id == *rule) {
                return profile.level(plugin, index);
            }
        }
        if let Some(index) = self.parts.combinations.iter().position(|(info, _)| info.id == *rule) {
            return profile.combination_level(index);
        }
        match self.parts.builtin.all().find(|info| info.id == *rule) {
            None => Level::Off,
            Some(info) if info.plugin == aggregates::PLUGIN || info.decl.level == Level::Note => info.decl.level,
            Some(_) => failure_level(self.parts.policy.on_failure()),
        }
    }

    /// The packs that were loaded.
    pub fn packs(&self) -> Vec<PackInfo> {
        self.parts.plugins.iter().map(Loaded::info).collect()
    }

    /// Whether a waiver of the policy (by its index) has excused anything since the guard was built.
    pub fn waiver_used(&self, index: usize) -> bool {
        self.parts.waivers_used.get(index).is_some_and(|used| used.load(Ordering::Relaxed))
    }

    /// The key that fingerprints are made under, if there is one.
    pub fn fingerprint_key(&self) -> Option<&FingerprintKey> {
        self.options.fingerprint.as_ref()
    }

    /// The day that counts as today.
    pub fn today(&self) -> &str {
        &self.options.today
    }

    /// Checks one sample.
    pub fn check(&self, sample: &Sample) -> Record {
        self.session().check(sample)
    }

    /// Checks one sample while somebody waits for it: as far as the conditions allow. What they do not allow counts as
    /// failed, and the policy says what that means. Where they are met, the record is that of [`check`](Self::check).
    pub fn check_under(&self, sample: &Sample, conditions: &Conditions<'_>) -> Record {
        let mut session = self.session();
        self.run(sample, session.buffers.get_or_insert_with(|| self.new_buffers()), None, conditions)
    }

    /// The record of an input that holds no sample: nothing was checked, it says so, and the policy's `on_failure`
    /// decides. The message has place and mend and shows nothing of the input.
    pub fn unread(&self, id: String, workflow: Option<String>, message: String) -> Record {
        let policy = &self.parts.policy;
        Record {
            id,
            workflow,
            decision: decide(policy.mode(), std::iter::once(failure_level(policy.on_failure()))),
            policy: self.policy_ref(),
            status: Status::Unchecked,
            dimensions: Dimension::ALL.map(|dimension| (dimension, DimensionOutcome::Unchecked)).into(),
            findings: Vec::new(),
            measures: Default::default(),
            not_applicable: Default::default(),
            failures: vec![Failure { plugin: "input".into(), kind: FailureKind::Input, message: Some(message) }],
            today: self.options.today.clone(),
            redacted: None,
            source: None,
        }
    }

    /// Takes an answer as it is written, and releases what is safe. The sample says what is known beside the answer.
    pub fn stream(&self, sample: Sample) -> Stream<&Self> {
        Stream::new(self, sample)
    }

    /// Whether nothing of an answer beside this is released before it is complete, however it is streamed.
    pub fn holds_all(&self, sample: &Sample) -> bool {
        self.whole_text(sample) == Some(WholeText::Hold)
    }

    /// What happens with an answer until the rules that need all of it have run. None: there are none.
    pub(crate) fn whole_text(&self, sample: &Sample) -> Option<WholeText> {
        let workflow = sample.workflow.as_deref();
        match self.policy().mode() {
            Mode::Enforce => self.near(workflow).whole_text(&self.parts, self.parts.policy.profile(workflow), sample),
            // Everything is allowed.
            Mode::Monitor | Mode::Shadow => Some(WholeText::Release),
        }
    }

    /// Which rules can judge a part of an answer, in a workflow.
    pub(crate) fn near(&self, workflow: Option<&str>) -> &Near {
        let of = |near: &&Near| near.workflow.as_deref() == workflow;
        self.near.iter().find(of).unwrap_or(&self.near[0])
    }

    /// A session for one thread.
    pub fn session(&self) -> Session<'_> {
        let pooled = self.buffers.lock().ok().and_then(|mut buffers| buffers.pop());
        Session { guard: self, buffers: Some(pooled.unwrap_or_else(|| self.new_buffers())) }
    }

    fn new_buffers(&self) -> Buffers {
        Buffers { matching: self.parts.matching.new_cache(), plans: Plans::default() }
    }

    fn run(
        &self,
        sample: &Sample,
        buffers: &mut Buffers,
        mut costs: Option<&mut Costs>,
        conditions: &Conditions<'_>,
    ) -> Record {
        // Clocks are read for the costs only, and no verdict depends on them.
        let begin = costs.is_some().then(Instant::now);
        let profile = self.parts.policy.profile(sample.workflow.as_deref());
        let policy = self.policy_ref();
        let judge = |judge: &Judge<'_>, outcomes: &[(Outlook<'_>, Outcome)]| judge.record(outcomes, policy);
        let record = self.examine(sample, profile, buffers, costs.as_deref_mut(), conditions, judge);
        if let (Some(costs), Some(begin)) = (costs, begin) {
            costs.checked(&record, begin);
        }
        record
    }

    /// Checks an answer as far as it is there, with the rules of a profile, and says what they found.
    pub(crate) fn look<T>(
        &self,
        sample: &Sample,
        profile: &Profile,
        conditions: &Conditions<'_>,
        judge: impl FnOnce(&Judge<'_>, &[(Outlook<'_>, Outcome)]) -> T,
    ) -> T {
        let mut session = self.session();
        let buffers = session.buffers.get_or_insert_with(|| self.new_buffers());
        self.examine(sample, profile, buffers, None, conditions, judge)
    }

    /// Scans a sample, asks the plugins that have something to do with it, and has it judged.
    fn examine<T>(
        &self,
        sample: &Sample,
        profile: &Profile,
        buffers: &mut Buffers,
        mut costs: Option<&mut Costs>,
        conditions: &Conditions<'_>,
        judge: impl FnOnce(&Judge<'_>, &[(Outlook<'_>, Outcome)]) -> T,
    ) -> T {
        let clock = costs.is_some().then_some(Instant::now as fn() -> Instant);
        let attributes = Attributes { language: self.language(sample), today: self.options.today.clone() };
        let plan = buffers.plans.find(&self.parts, profile, sample, &attributes.language);
        let start = clock.map(|now| now());
        let scanned = match conditions.over() {
            true => Scanned::unseen(sample, FailureKind::Deadline),
            false => self.parts.matching.scan_wanted(sample, &plan.wanted, &mut buffers.matching),
        };
        if let (Some(costs), Some(start)) = (&mut costs, start) {
            costs.scanned(&self.parts, &scanned, start);
        }
        let mut outcomes: Vec<(Outlook<'_>, Outcome)> = Vec::with_capacity(self.parts.plugins.len());
        for index in 0..self.parts.plugins.len() {
            let start = clock.map(|now| now());
            let (outlook, outcome) = self.ask(index, &plan, sample, &attributes, &scanned, conditions);
            if let (Some(costs), Some(start)) = (&mut costs, start) {
                costs.asked(index, &outlook, start);
            }
            outcomes.push((outlook, outcome));
        }
        let sitting = Judge {
            parts: &self.parts,
            key: self.options.fingerprint.as_ref(),
            today: &self.options.today,
            profile,
            sample,
            scanned: &scanned,
            plan: &plan,
        };
        judge(&sitting, &outcomes)
    }

    pub(crate) fn parts(&self) -> &Parts {
        &self.parts
    }

    /// What one plugin says, if it has to be asked.
    fn ask<'p>(
        &self,
        index: usize,
        plan: &'p Plan,
        sample: &Sample,
        attributes: &Attributes,
        scanned: &Scanned<'_>,
        conditions: &Conditions<'_>,
    ) -> (Outlook<'p>, Outcome) {
        let loaded = &self.parts.plugins[index];
        let outlook = plan.outlook(index, loaded, sample, scanned);
        if scanned.missed() == Some(FailureKind::Deadline) {
            return (outlook, Err(FailureKind::Deadline));
        }
        if !outlook.woken() {
            return (outlook, Ok(Reported::default()));
        }
        let outcome = match conditions.admit(index) {
            Err(kind) => Err(kind),
            Ok(()) => conditions.watched(index, || self.call(loaded, sample, attributes, scanned, index, conditions)),
        };
        (outlook, outcome)
    }

    fn call(
        &self,
        loaded: &Loaded,
        sample: &Sample,
        attributes: &Attributes,
        scanned: &Scanned<'_>,
        index: usize,
        conditions: &Conditions<'_>,
    ) -> Outcome {
        let hits = scanned.hits_of(index);
        let limits = &self.options.limits.check;
        let manifest = loaded.plugin.manifest();
        let mut check = Check::new(manifest, loaded.granted, sample, attributes, scanned, &hits, limits)
            .until(conditions.share(self.parts.plugins.len() - index));
        match loaded.plugin.check(&mut check) {
            Ok(()) => check.outcome().map_err(|_| FailureKind::Contract),
            Err(failure) => Err(failure.kind),
        }
    }

    fn language(&self, sample: &Sample) -> String {
        match &sample.language {
            Some(language) if language::is_tag(language) => language.clone(),
            _ if !self.asks_language => "und".into(),
            _ => {
                let text = sample.answer.as_deref().or_else(|| {
                    let parts = sample.parts();
                    parts.iter().find(|part| part.input == Input::UserMessage).map(|part| part.text)
                });
                language::detect(text.unwrap_or_default()).into()
            }
        }
    }
}

impl Session<'_> {
    /// Checks one sample.
    pub fn check(&mut self, sample: &Sample) -> Record {
        self.run(sample, None)
    }

    /// Checks one sample and counts what each rule had to do with it.
    pub fn check_counting(&mut self, sample: &Sample, costs: &mut Costs) -> Record {
        self.run(sample, Some(costs))
    }

    fn run(&mut self, sample: &Sample, costs: Option<&mut Costs>) -> Record {
        let guard = self.guard;
        guard.run(sample, self.buffers.get_or_insert_with(|| guard.new_buffers()), costs, &Conditions::default())
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if let (Some(mine), Ok(mut buffers)) = (self.buffers.take(), self.guard.buffers.lock()) {
            buffers.push(mine);
        }
    }
}
