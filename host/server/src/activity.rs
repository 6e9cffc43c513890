//! What goes on on a connection, so that one on which nothing does is closed: one that asks nothing, and one that does not
//! take its answers.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Body as HttpBody, Frame, SizeHint};

/// What goes on on one connection.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    /// Goes up whenever something happens.
    moves: AtomicU64,
    /// Requests for which it is our turn to do something.
    ours: AtomicUsize,
}

impl Activity {
    /// A request has come.
    pub(crate) fn begins(self: &Arc<Self>) -> UnderWay {
        let mut under_way = UnderWay { activity: self.clone(), ours: false };
        under_way.turn(true);
        under_way
    }

    /// Whether there has been a request at all.
    pub(crate) fn asked(&self) -> bool {
        self.moves.load(Ordering::Relaxed) > 0
    }

    /// Ready when the other side has done nothing for long, though it was its turn: `first` until its first request, `later`
    /// from then on. It is noticed after twice that time at the latest.
    pub(crate) async fn ceases(&self, first: Duration, later: Duration) {
        loop {
            let seen = self.moves.load(Ordering::Relaxed);
            tokio::time::sleep(if seen == 0 { first } else { later }).await;
            if self.ours.load(Ordering::Relaxed) == 0 && self.moves.load(Ordering::Relaxed) == seen {
                return;
            }
        }
    }
}

/// A request that is under way.
#[derive(Debug)]
pub(crate) struct UnderWay {
    activity: Arc<Activity>,
    ours: bool,
}

impl UnderWay {
    /// Whose turn it is from now on.
    fn turn(&mut self, ours: bool) {
        match (self.ours, ours) {
            (false, true) => drop(self.activity.ours.fetch_add(1, Ordering::Relaxed)),
            (true, false) => drop(self.activity.ours.fetch_sub(1, Ordering::Relaxed)),
            _ => {}
        }
        self.ours = ours;
        self.activity.moves.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.turn(false);
    }
}

/// A response's body. Who asks it for more has room for more; who does not is waiting for the client to take what there is.
pub(crate) struct Answer {
    body: Body,
    under_way: UnderWay,
}

impl Answer {
    pub(crate) fn new(body: Body, mut under_way: UnderWay) -> Self {
        under_way.turn(false);
        Self { body, under_way }
    }
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        self.under_way.turn(polled.is_pending());
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, stream};
    use http_body_util::BodyExt;

    use super::*;

    const SHORT: Duration = Duration::from_secs(1);
    const LONG: Duration = Duration::from_secs(60);

    /// Whether it ceases before so much time has passed. The clock stands still but for sleeps.
    async fn ceases(activity: &Activity, within: Duration) -> bool {
        tokio::time::timeout(within, activity.ceases(SHORT, LONG)).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_asks_nothing_is_not_waited_for() {
        let activity = Arc::new(Activity::default());
        assert!(ceases(&activity, 2 * SHORT).await && !activity.asked());
        drop(activity.begins());
        assert!(!ceases(&activity, LONG / 2).await && ceases(&activity, 2 * LONG).await && activity.asked());
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_is_worked_on_may_take_its_time_and_an_answer_that_nobody_takes_may_not() {
        let activity = Arc::new(Activity::default());
        let under_way = activity.begins();
        assert!(!ceases(&activity, 100 * LONG).await, "it is our turn");
        let pieces = stream::iter(["one", "two"]).map(Ok::<_, axum::Error>).chain(stream::pending());
        let mut answer = Answer::new(Body::from_stream(pieces), under_way);
        for _ in 0..2 {
            answer.frame().await.unwrap().unwrap();
            assert!(ceases(&activity, 2 * LONG).await, "nobody takes it");
        }
        let next = tokio::time::timeout(SHORT, answer.frame()).await;
        assert!(next.is_err() && !ceases(&activity, 100 * LONG).await, "we have nothing to give");
        drop(answer);
        assert!(ceases(&activity, 2 * LONG).await);
    }
}
