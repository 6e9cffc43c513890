use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lictor_model::{Sample, ToolCall};

use super::{AsyncGuard, by};
use crate::{Conditions, Ending, Guard, Release, Stream};

/// A [`Stream`] for programs that run on tokio. It is looked at when it is its lane's turn, and each look has so much time;
/// what is not looked at by then has failed, as with [`AsyncGuard::check`].
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use lictor::{AsyncGuard, Guard, Options, PolicyFile, Sample, Status, Turns};
///
/// let policy = PolicyFile::embedded("default").ok_or("no such policy")??;
/// let guard = AsyncGuard::new(Arc::new(Guard::new(policy, Options::default())?), Arc::new(Turns::new(2, 100)));
///
/// let mut stream = guard.stream(Sample::default(), "tenant-a", Some(Duration::from_millis(250)));
/// let mut shown = String::new();
/// for piece in ["Hello! ", "How can I help?"] {
///     shown.push_str(&stream.push(piece).await.text);
/// }
/// let ending = stream.finish().await;
/// shown.push_str(&ending.text);
/// assert_eq!((shown.as_str(), ending.status), ("Hello! How can I help?", Status::Checked));
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap().block_on(example()).unwrap();
/// ```
pub struct AsyncStream {
    guard: AsyncGuard,
    /// Shared with the thread that looks, if there is one.
    stream: Arc<Mutex<Stream<Arc<Guard>>>>,
    lane: Arc<str>,
    within: Option<Duration>,
    /// Of the answer so far.
    bytes: usize,
}

impl AsyncStream {
    pub(super) fn new(guard: AsyncGuard, sample: Sample, lane: &str, within: Option<Duration>) -> Self {
        let stream = Arc::new(Mutex::new(Stream::new(guard.guard.clone(), sample)));
        Self { guard, stream, lane: lane.into(), within, bytes: 0 }
    }

    /// Bytes of the answer so far.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Takes the next piece of the answer.
    pub async fn push(&mut self, piece: impl Into<String>) -> Release {
        let piece = piece.into();
        self.bytes += piece.len();
        self.with(move |stream, conditions| stream.push_under(&piece, Instant::now(), conditions)).await
    }

    /// To be called when nothing came for a while. See [`Stream::wait`].
    pub async fn wait(&mut self) -> Release {
        self.with(|stream, conditions| stream.wait_under(Instant::now(), conditions)).await
    }

    /// Says what shows only when the answer is complete. See [`Stream::complete`].
    pub fn complete(&mut self, tool_calls: Vec<ToolCall>, finish_reason: Option<String>) {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner).complete(tool_calls, finish_reason);
    }

    /// Says that the answer is complete, and has all of it checked.
    pub async fn finish(self) -> Ending {
        self.with(|stream, conditions| stream.end(conditions)).await
    }

    async fn with<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Stream<Arc<Guard>>, &Conditions<'_>) -> T + Send + 'static,
    ) -> T {
        let until = self.within.map(|within| Instant::now() + within);
        let turn = by(until, self.guard.turns.queue(&self.lane)).await;
        let stream = self.stream.clone();
        let work = move |conditions: &Conditions<'_>| {
            act(&mut stream.lock().unwrap_or_else(PoisonError::into_inner), conditions)
        };
        self.guard.work(turn, self.bytes, until, work).await
    }
}
