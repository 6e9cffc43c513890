//! An answer that is being written, for somebody who may ask.

use std::sync::Arc;
use std::time::Instant;

use lictor::{AsyncStream, Ending, Release, Sample};
use lictor_model::ToolCall;

use crate::asked::Asked;
use crate::observe::Observers;
use crate::shared::Shared;

/// An answer that is being written.
pub(crate) struct Answering {
    stream: AsyncStream,
    shared: Arc<Shared>,
    asked: Arc<Asked>,
    endpoint: &'static str,
    begin: Instant,
    unfinished: Unfinished,
}

/// Counts an answer of which there will be no record.
struct Unfinished(Option<Arc<Observers>>);

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(observers) = &self.0 {
            observers.metrics.unfinished_stream();
        }
    }
}

impl Answering {
    /// Begins an answer. The sample says what is known beside it.
    pub(crate) fn new(shared: Arc<Shared>, asked: Arc<Asked>, endpoint: &'static str, sample: Sample) -> Self {
        let stream = asked.policy.guard.stream(sample, &asked.caller.name, Some(asked.deadline()));
        let unfinished = Unfinished(Some(shared.observers.clone()));
        Self { stream, shared, asked, endpoint, begin: Instant::now(), unfinished }
    }

    /// Bytes of the answer so far.
    pub(crate) fn bytes(&self) -> usize {
        self.stream.bytes()
    }

    /// Takes the next piece.
    pub(crate) async fn push(&mut self, text: String) -> Release {
        self.stream.push(text).await
    }

    /// Nothing came for a while.
    pub(crate) async fn wait(&mut self) -> Release {
        self.stream.wait().await
    }

    /// What shows only at the end.
    pub(crate) fn complete(&mut self, tool_calls: Vec<ToolCall>, finish_reason: Option<String>) {
        self.stream.complete(tool_calls, finish_reason);
    }

    /// The answer is complete.
    pub(crate) async fn finish(self) -> Ending {
        let Self { stream, shared, asked, endpoint, begin, mut unfinished } = self;
        let mut ending = stream.finish().await;
        unfinished.0 = None;
        let sample = Arc::new(std::mem::take(&mut ending.sample));
        shared.checked(&asked, endpoint, &sample, &ending.record, begin.elapsed());
        ending
    }
}
