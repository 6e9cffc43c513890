//! The imported functions: each leads to the current [`Check`] and nowhere else.
#![allow(unsafe_code)] // One pointer; see `Current`.

use std::marker::PhantomData;
use std::ptr::NonNull;

use lictor_contract::{Breach, Check, PluginFinding, PluginSpan};
use wasmtime::{ResourceLimiter, Result};

use crate::bindings::lictor::plugin::{findings, sample, types};
use crate::limits::{MAX_CORE_INSTANCES, MAX_MEMORIES, MAX_TABLES};

/// The store's data: the check that is running, and an account of what was exceeded.
pub(crate) struct HostState {
    current: Option<Current>,
    pub(crate) limiter: Limiter,
}

/// A pointer to the check that is running.
///
/// Wasmtime wants store data to be `'static`, a check borrows the sample. The pointer is set by
/// [`HostState::enter`], whose guard holds the borrow and takes the pointer away again.
#[derive(Clone, Copy)]
struct Current(NonNull<Check<'static>>);

// SAFETY: a store is used by the one thread that holds the guard; the pointer is gone before it could move.
unsafe impl Send for Current {}

/// Keeps the borrow of a check alive for as long as the state points to it.
pub(crate) struct Entered<'c>(PhantomData<&'c mut ()>);

impl HostState {
    pub(crate) fn new(limiter: Limiter) -> Self {
        Self { current: None, limiter }
    }

    /// Makes a check current. The caller keeps the guard for as long as the guest runs, and calls
    /// [`leave`](Self::leave) before it drops it.
    pub(crate) fn enter<'c>(&mut self, check: &'c mut Check<'_>) -> Entered<'c> {
        self.current = Some(Current(NonNull::from(check).cast()));
        Entered(PhantomData)
    }

    /// Takes the pointer away. The guard ends here, and with it the borrow.
    pub(crate) fn leave(&mut self, _entered: Entered<'_>) {
        self.current = None;
    }

    fn check(&mut self) -> Result<&mut Check<'static>> {
        match self.current {
            // SAFETY: `enter` made the pointer from a unique reference that its guard keeps borrowed, and `leave`
            // clears it before the guard goes. The lifetime handed out is that of `&mut self`, and what imported
            // functions return is copied, so nothing outlives the guard.
            Some(Current(mut check)) => Ok(unsafe { check.as_mut() }),
            None => Err(Breach::NoSample.into()),
        }
    }
}

/// Refuses growth beyond the limits and remembers that it did.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// What all memories may have together.
    memory_bytes: usize,
    table_elements: usize,
    /// What all memories have. It only grows.
    pub(crate) used: usize,
    pub(crate) exceeded: bool,
}

impl ResourceLimiter for Limiter {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let used = self.used.saturating_add(desired.saturating_sub(current));
        self.grow(used, self.memory_bytes)?;
        self.used = used;
        Ok(true)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        self.grow(desired, self.table_elements)
    }

    fn memories(&self) -> usize {
        MAX_MEMORIES as usize
    }

    fn tables(&self) -> usize {
        MAX_TABLES as usize
    }

    fn instances(&self) -> usize {
        MAX_CORE_INSTANCES as usize
    }
}

impl Limiter {
    pub(crate) fn new(memory_bytes: usize, table_elements: usize) -> Self {
        Self { memory_bytes, table_elements, used: 0, exceeded: false }
    }

    fn grow(&mut self, desired: usize, limit: usize) -> Result<bool> {
        if desired <= limit {
            return Ok(true);
        }
        self.exceeded = true;
        // An error traps at once; `false` would let the guest go on in whatever state it is.
        Err(wasmtime::Error::msg("the plugin asked for more memory than it may have"))
    }
}

impl types::Host for HostState {}

impl sample::Host for HostState {
    fn part_count(&mut self) -> Result<u32> {
        Ok(self.check()?.part_count()?)
    }
    fn input(&mut self, part: u32) -> Result<String> {
        Ok(self.check()?.input(part)?.as_str().to_owned())
    }
    fn text(&mut self, part: u32) -> Result<String> {
        Ok(self.check()?.text(part)?.to_owned())
    }
    fn read(&mut self, part: u32, start: u32, end: u32) -> Result<String> {
        Ok(self.check()?.read(part, start, end)?.to_owned())
    }
    fn len(&mut self, part: u32) -> Result<u32> {
        Ok(self.check()?.len(part)?)
    }
    fn property(&mut self, part: u32, key: String) -> Result<Option<String>> {
        Ok(self.check()?.property(part, &key)?)
    }
    fn attribute(&mut self, key: String) -> Result<Option<String>> {
        Ok(self.check()?.attribute(&key)?)
    }
    fn input_state(&mut self, input: String) -> Result<String> {
        Ok(self.check()?.input_state(&input)?.to_owned())
    }
    fn expectation(&mut self) -> Result<Option<String>> {
        Ok(self.check()?.expectation()?)
    }
    fn hits(&mut self) -> Result<Vec<types::Hit>> {
        let hits = self.check()?.hits()?;
        let theirs = |(pattern, view, span)| types::Hit { pattern, view, span: theirs(span) };
        Ok(hits.into_iter().map(theirs).collect())
    }
    fn view(&mut self, view: u32) -> Result<String> {
        Ok(self.check()?.view(view)?.to_owned())
    }
    fn around(&mut self, hit: u32, before: u32, after: u32) -> Result<types::Excerpt> {
        let excerpt = self.check()?.around(hit, before, after)?;
        Ok(types::Excerpt {
            before: excerpt.before.to_owned(),
            matched: excerpt.matched.to_owned(),
            after: excerpt.after.to_owned(),
        })
    }
    fn locate(&mut self, hit: u32, start: u32, end: u32) -> Result<types::Span> {
        Ok(theirs(self.check()?.locate(hit, start, end)?))
    }
}

impl findings::Host for HostState {
    fn report(&mut self, finding: types::Finding) -> Result<Result<(), String>> {
        let spans = finding.spans.into_iter().map(|s| PluginSpan { part: s.part, start: s.start, end: s.end });
        let finding = PluginFinding {
            rule: finding.rule,
            spans: spans.collect(),
            hits: finding.hits,
            // Records show it as they do any share, in seven digits.
            confidence: finding.confidence.map(|confidence| confidence as f32),
            detail: finding.detail,
        };
        refused(self.check()?.report(finding))
    }
    fn not_applicable(&mut self, rule: String, reason: String) -> Result<Result<(), String>> {
        refused(self.check()?.not_applicable(&rule, &reason))
    }
    fn measure(&mut self, name: String, value: f64) -> Result<Result<(), String>> {
        refused(self.check()?.measure(&name, value))
    }
}

/// A refusal is an error for the plugin; going on beyond the budget traps.
fn refused(result: Result<(), lictor_contract::Refusal>) -> Result<Result<(), String>> {
    match result {
        Err(lictor_contract::Refusal::OverBudget) => Err(Breach::OverBudget.into()),
        other => Ok(other.map_err(|refusal| refusal.to_string())),
    }
}

fn theirs(span: PluginSpan) -> types::Span {
    types::Span { part: span.part, start: span.start, end: span.end }
}
