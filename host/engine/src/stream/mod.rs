//! Answers that are checked while they are being written.
//!
//! A rule with a *horizon* looks at no more than so many bytes at once, so what lies further back than that has been
//! judged for good and can be released. Rules that need the whole text run at the end; the policy says whether the answer is
//! held back for them. At the end the whole answer is checked like any other, so the record is the same, byte for byte.

mod near;
mod redaction;

use std::ops::{Deref, Range};
use std::time::{Duration, Instant};

use lictor_model::{Decision, Level, Mode, Record, Sample, Stage, Status, ToolCall};
use lictor_policy::{OnFailure, WholeText};

use crate::judge::{Sight, Sighting};
use crate::{Conditions, Guard};
pub(crate) use near::Near;
use redaction::Redaction;

/// An answer is looked at again once it has grown by so many bytes, or by a share of its length if that is more: then
/// the work for all of it grows no faster than the answer.
const STEP_BYTES: usize = 64;
const STEP_SHARE: usize = 16;

/// An answer that is being written. `G` is a reference to a [`Guard`], or a shared one such as `Arc<Guard>`.
///
/// ```
/// use lictor::{Guard, Options, PolicyFile, Sample};
///
/// let policy = "schema = 'lictor.policy/v1'\nid = 'chat'\nextends = 'default'\n[stream]\nwhole_text = 'release'\n";
/// let guard = Guard::new(PolicyFile::parse("chat.toml", policy, ".".as_ref())?, Options::default())?;
/// let mut stream = guard.stream(Sample::default());
/// let mut shown = String::new();
/// for piece in ["Hello! ", "How can I ", "help you today?"] {
///     let release = stream.push(piece, std::time::Instant::now());
///     shown.push_str(&release.text);
/// }
/// let ending = stream.finish();
/// shown.push_str(&ending.text);
/// assert_eq!(shown, "Hello! How can I help you today?");
/// assert_eq!(ending.record.decision, lictor::Decision::Allow);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Stream<G> {
    guard: G,
    /// What is known beside the answer, and the answer as far as it is there.
    sample: Sample,
    /// What happens until the rules that need the whole text have run. None: there are none.
    whole_text: Option<WholeText>,
    /// Bytes of the answer that were released, or cut out.
    released: usize,
    /// Bytes of the answer when it was last looked at.
    looked_at: usize,
    /// When the oldest byte that is held back came.
    waiting_since: Option<Instant>,
    redaction: Redaction,
    state: State,
}

#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Nothing more is released.
    blocked: bool,
    /// Something was released, or stopped, before all that looks at a part had looked.
    overrun: bool,
    /// Something was found where the text had been released.
    late: bool,
}

/// What may be shown now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// The next piece of the answer, with what redacts cut out. Often empty.
    pub text: String,
    /// Nothing more will be released. What was is all that may be shown, and [`Stream::finish`] says why.
    pub blocked: bool,
}

/// How an answer ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Ending {
    /// The last piece of the answer that may be shown.
    pub text: String,
    /// The whole answer, with what was known beside it.
    pub sample: Sample,
    /// The record of the whole answer: the same as that of [`Guard::check`].
    pub record: Record,
    /// How much was checked before it was shown. [`Status::Partial`] if a bound of the policy was exceeded and text was
    /// released unchecked, if rules ran after the text was released, or if the record says so.
    pub status: Status,
    /// Bytes of the answer that were released, or stood where something was cut out.
    pub released: usize,
    /// Whether the rest was kept back.
    pub blocked: bool,
    /// Whether the decision is stricter than what was done: it came after the text had been released.
    pub late: bool,
}

impl<G: Deref<Target = Guard>> Stream<G> {
    /// Begins an answer. The sample says what is known beside it; an answer in it is dropped.
    pub fn new(guard: G, mut sample: Sample) -> Self {
        sample.stage = Stage::Response;
        sample.answer = Some(String::new());
        Self {
            whole_text: guard.whole_text(&sample),
            guard,
            sample,
            released: 0,
            looked_at: 0,
            waiting_since: None,
            redaction: Redaction::default(),
            state: State::default(),
        }
    }

    /// Takes the next piece of the answer. `now` is when it came.
    pub fn push(&mut self, piece: &str, now: Instant) -> Release {
        self.push_under(piece, now, &Conditions::default())
    }

    /// The same as far as the conditions allow. What they do not allow has failed: with `on_failure` `block` the stream ends, else
    /// what is released unchecked makes it partial.
    pub fn push_under(&mut self, piece: &str, now: Instant, conditions: &Conditions<'_>) -> Release {
        self.sample.answer.get_or_insert_default().push_str(piece);
        if !piece.is_empty() {
            self.waiting_since.get_or_insert(now);
        }
        if self.holds_all() || self.state.blocked {
            return self.release(String::new());
        }
        let text = match self.is_worth_a_look() {
            true => self.advance(false, conditions),
            false => String::new(),
        };
        let rest = self.bounded(now, conditions);
        self.waiting(now);
        self.release(text + &rest)
    }

    /// To be called when nothing came for a while: a text is not held back for longer than the policy says.
    pub fn wait(&mut self, now: Instant) -> Release {
        self.wait_under(now, &Conditions::default())
    }

    /// The same as far as the conditions allow.
    pub fn wait_under(&mut self, now: Instant, conditions: &Conditions<'_>) -> Release {
        let text = match self.holds_all() || self.state.blocked {
            true => String::new(),
            false => self.bounded(now, conditions),
        };
        self.waiting(now);
        self.release(text)
    }

    /// Says what shows only when the answer is complete: all tools that the model called, and why it stopped. To be told
    /// before [`finish`](Self::finish). What is not known at the beginning is not waited for: where tools may be called, the
    /// sample should have begun with a call, whatever it says.
    pub fn complete(&mut self, tool_calls: Vec<ToolCall>, finish_reason: Option<String>) {
        self.sample.tool_calls = Some(tool_calls);
        self.sample.finish_reason = finish_reason;
    }

    /// Says that the answer is complete, and has all of it checked.
    pub fn finish(mut self) -> Ending {
        self.end(&Conditions::default())
    }

    /// The same as far as the conditions allow. The stream is of no more use.
    pub(crate) fn end(&mut self, conditions: &Conditions<'_>) -> Ending {
        let record = self.guard.check_under(&self.sample, conditions);
        let length = self.answer().len();
        let mut text = String::new();
        if !self.holds_all() && !self.state.blocked {
            // Where nothing at all was found there is nothing to stop or to cut. Elsewhere the rules that judge parts are
            // asked alone, as they were on the way: a rule may leave a place to a more exact one that is not among them.
            let found_nothing = record.findings.is_empty() && record.failures.is_empty();
            text = if found_nothing { self.render(length) } else { self.advance(true, conditions) };
        }
        if self.holds_all() {
            self.state.blocked = record.decision == Decision::Block;
            text = match record.decision {
                Decision::Allow => self.answer().to_owned(),
                Decision::Redact => record.redacted.clone().unwrap_or_default(),
                Decision::Block => String::new(),
            };
            self.released = if self.state.blocked { 0 } else { length };
        } else if !self.state.blocked {
            let done = if self.redaction.is_empty() { Decision::Allow } else { Decision::Redact };
            self.state.late |= record.decision > done || self.sees_more_than_was_cut(&record);
        }
        let ahead = self.whole_text == Some(WholeText::Release) && self.released > 0;
        let status = match record.status {
            Status::Checked if self.state.overrun || ahead => Status::Partial,
            status => status,
        };
        let State { blocked, late, .. } = self.state;
        let sample = std::mem::take(&mut self.sample);
        Ending { text, sample, record, status, released: self.released, blocked, late }
    }

    /// The answer as far as it is there.
    pub(crate) fn answer(&self) -> &str {
        self.sample.answer.as_deref().unwrap_or_default()
    }

    fn holds_all(&self) -> bool {
        self.whole_text == Some(WholeText::Hold)
    }

    fn release(&self, text: String) -> Release {
        Release { text, blocked: self.state.blocked }
    }

    /// Notes since when something is held back.
    fn waiting(&mut self, now: Instant) {
        if self.held() == 0 || self.state.blocked {
            self.waiting_since = None;
        } else {
            self.waiting_since.get_or_insert(now);
        }
    }

    /// Whether the record has findings that cut something out which this stream did not.
    fn sees_more_than_was_cut(&self, record: &Record) -> bool {
        let cut = |range: Range<usize>| self.redaction.covers(&range);
        let counts =
            record.findings.iter().filter(|finding| finding.level >= Level::Redact && finding.waived.is_none());
        record.decision != Decision::Allow
            && counts
                .flat_map(|finding| &finding.spans)
                .any(|span| span.part != "answer" || !cut(span.start as usize..span.end as usize))
    }

    /// Whether the answer has grown by enough, and beyond what is held back in any case.
    fn is_worth_a_look(&self) -> bool {
        let length = self.answer().len();
        let grown = length - self.looked_at >= STEP_BYTES.max(self.looked_at / STEP_SHARE);
        grown && self.held() > self.horizon().unwrap_or_default()
    }

    fn near(&self) -> &Near {
        self.guard.near(self.sample.workflow.as_deref())
    }

    /// How far rules look that can judge a part. None where there are none, or nothing is enforced.
    fn horizon(&self) -> Option<usize> {
        self.near().horizon.filter(|_| self.guard.policy().mode() == Mode::Enforce)
    }

    /// Looks at the answer as far as it is there, and releases what is settled.
    fn advance(&mut self, complete: bool, conditions: &Conditions<'_>) -> String {
        self.looked_at = self.answer().len();
        let Some(horizon) = self.horizon() else { return self.render(self.looked_at) };
        let near = &self.near().profile;
        let Sight { sightings, settled, failed } =
            self.guard.look(&self.sample, near, conditions, |judge, outcomes| judge.sight(outcomes, horizon));
        let settled = if complete { self.looked_at } else { settled };
        let before = self.released;
        let text = self.clear(sightings, settled);
        // Something was released, or stopped, though not everybody had looked.
        self.state.overrun |= failed && (self.released > before || self.state.blocked);
        text
    }

    /// Releases up to a place, but nothing of what blocks and nothing of what is not certain yet.
    fn clear(&mut self, sightings: Vec<Sighting>, settled: usize) -> String {
        let mut to = settled.max(self.released);
        let ranges =
            || sightings.iter().flat_map(|sighting| sighting.ranges.iter().map(move |range| (sighting, range)));
        // What reaches beyond is not certain. Going back to its start can leave another one that reaches beyond.
        while let Some(start) =
            ranges().map(|(_, range)| range).filter(|r| r.start < to && r.end > to).map(|r| r.start).min()
        {
            if start < self.released {
                break;
            }
            to = start;
        }
        self.state.late |= ranges().any(|(_, range)| range.start < self.released && !self.redaction.covers(range));
        let blocks = sightings.iter().filter(|sighting| sighting.level == Level::Block);
        let places = blocks.flat_map(|sighting| match sighting.ranges.is_empty() {
            true => vec![self.released],
            false => sighting.ranges.iter().map(|range| range.start).filter(|start| *start < to).collect(),
        });
        if let Some(stop) = places.min() {
            to = stop.max(self.released).min(to);
            self.state.blocked = true;
        }
        for sighting in sightings.iter().filter(|sighting| sighting.level == Level::Redact) {
            for range in sighting.ranges.iter().filter(|range| range.end <= to) {
                self.redaction.add(range.clone(), &sighting.slug, &sighting.texts);
            }
        }
        self.render(to)
    }

    /// The answer from what was released up to a place, with what redacts cut out.
    fn render(&mut self, to: usize) -> String {
        let text = self.redaction.cut(self.sample.answer.as_deref().unwrap_or_default(), self.released..to);
        self.released = self.released.max(to);
        text
    }

    /// Where more is held back, or for longer, than the policy allows: it counts as a failure.
    fn bounded(&mut self, now: Instant, conditions: &Conditions<'_>) -> String {
        let stream = self.guard.policy().stream();
        let most = stream.max_hold_bytes as usize;
        let patience = Duration::from_millis(stream.max_hold_ms.into());
        let too_long = self.waiting_since.is_some_and(|since| now.duration_since(since) > patience);
        let exceeded = |held: usize| held > most || (held > 0 && too_long);
        if self.state.blocked || !exceeded(self.held()) {
            return String::new();
        }
        // Perhaps it is only that nobody has looked for a while.
        let mut text =
            if self.looked_at < self.answer().len() { self.advance(false, conditions) } else { String::new() };
        if self.state.blocked || !exceeded(self.held()) {
            return text;
        }
        self.state.overrun = true;
        match self.guard.policy().on_failure() {
            OnFailure::Block => self.state.blocked = true,
            OnFailure::Flag | OnFailure::Allow => {
                let keep = if too_long { 0 } else { most };
                let to = self.answer().floor_char_boundary(self.answer().len().saturating_sub(keep));
                text.push_str(&self.render(to));
                self.waiting_since = None;
            }
        }
        text
    }

    /// Bytes that are held back.
    fn held(&self) -> usize {
        self.answer().len() - self.released
    }
}
