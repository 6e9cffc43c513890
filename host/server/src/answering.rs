//! An answer that is being written. It is looked at when it is its caller's turn, and away from the threads that listen where
//! that could take long.

use std::sync::Arc;
use std::time::Instant;

use lictor::{Ending, Guard, Release, Sample, Stream};
use lictor_model::ToolCall;

use crate::asked::Asked;
use crate::problem::Problem;
use crate::shared::Shared;

/// Answers longer than this are looked at on a thread where it does not matter how long that takes.
const IN_PLACE_BYTES: usize = 8 << 10;

/// An answer that is being written.
pub(crate) struct Answering {
    stream: Option<Stream<Arc<Guard>>>,
    /// The answer so far, for those who are told of checks.
    text: String,
    sample: Sample,
    shared: Arc<Shared>,
    asked: Arc<Asked>,
    endpoint: &'static str,
    begin: Instant,
    /// There is a record of it.
    ended: bool,
}

impl Drop for Answering {
    fn drop(&mut self) {
        if !self.ended {
            self.shared.observers.metrics.unfinished_stream();
        }
    }
}

impl Answering {
    /// Begins an answer. The sample says what is known beside it.
    pub(crate) fn new(shared: Arc<Shared>, asked: Arc<Asked>, endpoint: &'static str, sample: Sample) -> Self {
        let stream = Some(Stream::new(asked.policy.guard.guard().clone(), sample.clone()));
        Self { stream, text: String::new(), sample, shared, asked, endpoint, begin: Instant::now(), ended: false }
    }

    /// Bytes of the answer so far.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Does something with the answer when it is the caller's turn.
    async fn with<T: Send + 'static>(
        &mut self,
        act: impl FnOnce(Stream<Arc<Guard>>) -> (Option<Stream<Arc<Guard>>>, T) + Send + 'static,
    ) -> Result<T, Problem> {
        let stream = self.stream.take().ok_or_else(Problem::bug)?;
        let turn = self.shared.ground.turns.take(&self.asked.caller.name).await.map_err(|_| Problem::overloaded())?;
        let (stream, value) = match self.bytes() <= IN_PLACE_BYTES {
            true => act(stream),
            false => tokio::task::spawn_blocking(move || act(stream)).await.map_err(|_| Problem::bug())?,
        };
        drop(turn);
        self.stream = stream;
        Ok(value)
    }

    /// Takes the next piece.
    pub(crate) async fn push(&mut self, text: String) -> Result<Release, Problem> {
        self.text.push_str(&text);
        let push = move |mut stream: Stream<Arc<Guard>>| {
            let release = stream.push(&text, Instant::now());
            (Some(stream), release)
        };
        self.with(push).await
    }

    /// Nothing came for a while.
    pub(crate) async fn wait(&mut self) -> Result<Release, Problem> {
        let wait = |mut stream: Stream<Arc<Guard>>| {
            let release = stream.wait(Instant::now());
            (Some(stream), release)
        };
        self.with(wait).await
    }

    /// What shows only at the end.
    pub(crate) fn complete(&mut self, tool_calls: Vec<ToolCall>, finish_reason: Option<String>) {
        if let Some(stream) = &mut self.stream {
            stream.complete(tool_calls.clone(), finish_reason.clone());
        }
        self.sample.tool_calls = Some(tool_calls);
        self.sample.finish_reason = finish_reason;
    }

    /// The answer is complete.
    pub(crate) async fn finish(&mut self) -> Result<Ending, Problem> {
        let ending = self.with(|stream| (None, stream.finish())).await?;
        let sample = Sample { answer: Some(std::mem::take(&mut self.text)), ..self.sample.clone() };
        self.ended = true;
        self.shared.checked(&self.asked, self.endpoint, &Arc::new(sample), &ending.record, self.begin.elapsed());
        Ok(ending)
    }
}
