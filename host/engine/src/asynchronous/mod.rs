//! Checks for programs that must not block: with a deadline, cancelled when nobody waits any more, and in turns, so that
//! whoever asks most does not starve the others.

mod stream;
mod turns;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use lictor_model::{Record, Sample};

use crate::{Conditions, Guard, Watch};
pub use stream::AsyncStream;
pub use turns::{Busy, Turn, Turns};

/// Samples with no more text than this are checked on the thread that asks: it takes less time than to wake another one.
const IN_PLACE_BYTES: usize = 8 << 10;

/// A [`Guard`] for programs that run on tokio. Cheap to clone.
///
/// Dropping the future of a check cancels it: what has not begun is not begun.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use std::time::{Duration, Instant};
///
/// use lictor::{AsyncGuard, Decision, Guard, Options, PolicyFile, Sample, Turns};
///
/// let policy = PolicyFile::embedded("default").ok_or("no such policy")??;
/// let guard = Arc::new(Guard::new(policy, Options::default())?);
/// // Two checks at once; a tenant may have 100 more waiting.
/// let guard = AsyncGuard::new(guard, Arc::new(Turns::new(2, 100)));
///
/// let sample = Sample::from_json(r#"{"answer": "Hello! How can I help?"}"#)?;
/// let deadline = Instant::now() + Duration::from_millis(250);
/// let record = guard.check(sample, "tenant-a", Some(deadline)).await?;
/// assert_eq!(record.decision, Decision::Allow);
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
#[derive(Clone)]
pub struct AsyncGuard {
    guard: Arc<Guard>,
    turns: Arc<Turns>,
    watch: Option<Arc<dyn Watch>>,
}

impl AsyncGuard {
    /// A guard whose checks wait for their turns. Several guards can share the turns.
    pub fn new(guard: Arc<Guard>, turns: Arc<Turns>) -> Self {
        Self { guard, turns, watch: None }
    }

    /// Has somebody watch over its packs.
    pub fn watched_by(mut self, watch: Arc<dyn Watch>) -> Self {
        self.watch = Some(watch);
        self
    }

    /// The guard itself.
    pub fn guard(&self) -> &Arc<Guard> {
        &self.guard
    }

    /// Checks a sample when it is the lane's turn. A lane is whoever shall not starve others: a tenant, a key.
    ///
    /// What was not checked by the deadline is unchecked, and the policy's `on_failure` decides: there is a record in any
    /// case.
    ///
    /// # Errors
    /// [`Busy`] if too many checks of this lane wait already. Nothing was looked at.
    pub async fn check(
        &self,
        sample: impl Into<Arc<Sample>>,
        lane: &str,
        until: Option<Instant>,
    ) -> Result<Record, Busy> {
        let turn = by(until, self.turns.take(lane)).await.transpose()?;
        Ok(self.check_in(turn, sample.into(), until).await)
    }

    /// The same for one of many that arrive together: it stands in line, however many wait already.
    pub async fn check_patiently(&self, sample: impl Into<Arc<Sample>>, lane: &str, until: Option<Instant>) -> Record {
        let turn = by(until, self.turns.queue(lane)).await;
        self.check_in(turn, sample.into(), until).await
    }

    /// Takes an answer as it is written. See [`AsyncStream`].
    pub fn stream(&self, sample: Sample, lane: &str, within: Option<Duration>) -> AsyncStream {
        AsyncStream::new(self.clone(), sample, lane, within)
    }

    async fn check_in(&self, turn: Option<Turn>, sample: Arc<Sample>, until: Option<Instant>) -> Record {
        let (guard, bytes) = (self.guard.clone(), sample.text_bytes());
        self.work(turn, bytes, until, move |conditions| guard.check_under(&sample, conditions)).await
    }

    /// Does something with so many bytes of text: here, or where it does not matter how long it takes. Without a turn there is
    /// no time left, which is soon found out.
    async fn work<T: Send + 'static>(
        &self,
        turn: Option<Turn>,
        bytes: usize,
        until: Option<Instant>,
        work: impl FnOnce(&Conditions<'_>) -> T + Send + 'static,
    ) -> T {
        if turn.is_none() || bytes <= IN_PLACE_BYTES {
            return work(&Conditions { until, cancelled: None, watch: self.watch.as_deref() });
        }
        let cancelled = Arc::new(AtomicBool::new(false));
        let _cancel = CancelOnDrop(cancelled.clone());
        let watch = self.watch.clone();
        let worked = tokio::task::spawn_blocking(move || {
            let done = work(&Conditions { until, cancelled: Some(&cancelled), watch: watch.as_deref() });
            drop(turn);
            done
        });
        match worked.await {
            Ok(done) => done,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime is shutting down, and with it whoever waits.
            Err(_) => std::future::pending().await,
        }
    }
}

/// Waits for a turn, but not beyond the deadline.
async fn by<T>(until: Option<Instant>, turn: impl Future<Output = T>) -> Option<T> {
    match until {
        None => Some(turn.await),
        Some(until) => tokio::time::timeout_at(until.into(), turn).await.ok(),
    }
}

/// Says that nobody waits any more.
struct CancelOnDrop(Arc<AtomicBool>);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use lictor_model::{FailureKind, Status};
    use lictor_policy::PolicyFile;

    use super::*;
    use crate::{Decision, Options};

    fn guard(on_failure: &str) -> Arc<Guard> {
        let head = format!("schema = 'lictor.policy/v1'\nid = 'p'\non_failure = '{on_failure}'\n");
        // One pack only: compiling it takes its time.
        let policy = head + "[[packs]]\nplugin = 'lictor/overconfidence'\ninputs = ['answer']\n";
        let file = PolicyFile::parse("p.toml", &policy, ".".as_ref()).unwrap();
        Arc::new(Guard::new(file, Options::default()).unwrap())
    }

    fn sample(answer: &str) -> Sample {
        Sample { id: Some("s".into()), answer: Some(answer.into()), ..Sample::default() }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn small_and_large_samples_give_the_records_of_the_guard() {
        let guard = guard("block");
        let waiting = AsyncGuard::new(guard.clone(), Arc::new(Turns::new(1, 8)));
        for text in
            ["Studies show that it works.".to_owned(), "It was fine. ".repeat(2000) + "Studies show that it works."]
        {
            let sample = sample(&text);
            let record = waiting.check(sample.clone(), "a", Some(Instant::now() + Duration::from_secs(600))).await;
            assert_eq!(record.unwrap(), guard.check(&sample));
        }
    }

    #[tokio::test]
    async fn what_is_not_its_turn_in_time_is_unchecked_and_the_policy_decides() {
        for (on_failure, decision) in
            [("block", Decision::Block), ("flag", Decision::Allow), ("allow", Decision::Allow)]
        {
            let turns = Arc::new(Turns::new(1, 8));
            let waiting = AsyncGuard::new(guard(on_failure), turns.clone());
            let _other = turns.take("b").await.unwrap();
            let record = waiting.check(sample("Hello."), "a", Some(Instant::now() + Duration::from_millis(5))).await;
            let record = record.unwrap();
            assert_eq!((record.status, record.decision), (Status::Unchecked, decision));
            assert!(record.failures.iter().all(|failure| failure.kind == FailureKind::Deadline));
            assert!(record.failures.iter().any(|failure| failure.plugin == "lictor/engine"));
        }
    }

    #[tokio::test]
    async fn a_check_that_nobody_waits_for_gives_its_place_back() {
        let turns = Arc::new(Turns::new(1, 1));
        let waiting = AsyncGuard::new(guard("block"), turns.clone());
        let held = turns.take("a").await.unwrap();
        let check = waiting.check(sample("Hello."), "a", None);
        assert!(tokio::time::timeout(Duration::from_millis(5), check).await.is_err(), "it should still be waiting");
        drop(held);
        let record = waiting.check(sample("Hello."), "a", None).await.unwrap();
        assert_eq!(record.status, Status::Checked);
    }
}
