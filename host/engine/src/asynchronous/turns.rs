//! Who may work next, where more want to than can: one of each lane in turn.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// How many work at once, and who waits. A lane with a thousand waiting gets as many turns as one with a single one.
#[derive(Debug)]
pub struct Turns {
    state: Arc<Mutex<State>>,
    most_waiting: usize,
}

/// Too many wait already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many checks are waiting already")]
pub struct Busy;

/// The right to work. Given back when it is dropped.
#[derive(Debug)]
pub struct Turn {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    free: usize,
    /// The lanes in which somebody waits, in the order of their turns.
    order: VecDeque<Arc<str>>,
    waiting: HashMap<Arc<str>, VecDeque<oneshot::Sender<Turn>>>,
}

impl Turns {
    /// So many at once, at least one, and in each lane no more than so many waiting.
    pub fn new(at_once: usize, most_waiting: usize) -> Self {
        let state = State { free: at_once.max(1), order: VecDeque::new(), waiting: HashMap::new() };
        Self { state: Arc::new(Mutex::new(state)), most_waiting }
    }

    /// Waits for the lane's turn.
    ///
    /// # Errors
    /// [`Busy`] if too many of this lane wait already.
    pub async fn take(&self, lane: &str) -> Result<Turn, Busy> {
        self.wait(lane, self.most_waiting).await
    }

    /// Waits for the lane's turn, however many wait already. For those of whom there are not many: what is one of a batch, or
    /// has been let in before.
    pub async fn queue(&self, lane: &str) -> Turn {
        match self.wait(lane, usize::MAX).await {
            Ok(turn) => turn,
            // There is always room, and the sender stands in the state, which the turns keep alive.
            Err(Busy) => std::future::pending().await,
        }
    }

    async fn wait(&self, lane: &str, most: usize) -> Result<Turn, Busy> {
        let turn = {
            let mut state = lock(&self.state);
            if state.free > 0 {
                state.free -= 1;
                return Ok(Turn { state: self.state.clone() });
            }
            let (sender, receiver) = oneshot::channel();
            state.wait(lane, sender, most)?;
            receiver
        };
        turn.await.map_err(|_| Busy)
    }

    /// How many wait, in all lanes.
    pub fn waiting(&self) -> usize {
        lock(&self.state).waiting.values().map(VecDeque::len).sum()
    }
}

impl State {
    fn wait(&mut self, lane: &str, sender: oneshot::Sender<Turn>, most: usize) -> Result<(), Busy> {
        if let Some(waiting) = self.waiting.get_mut(lane) {
            // Those who no longer wait take no room.
            if waiting.len() >= most {
                waiting.retain(|other| !other.is_closed());
            }
            if waiting.len() >= most {
                return Err(Busy);
            }
            waiting.push_back(sender);
            return Ok(());
        }
        if most == 0 {
            return Err(Busy);
        }
        let lane: Arc<str> = lane.into();
        self.order.push_back(lane.clone());
        self.waiting.insert(lane, VecDeque::from([sender]));
        Ok(())
    }

    /// Whose turn it is.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        while let Some(lane) = self.order.pop_front() {
            let Some(waiting) = self.waiting.get_mut(&lane) else { continue };
            let next = waiting.pop_front();
            match waiting.is_empty() {
                true => drop(self.waiting.remove(&lane)),
                false => self.order.push_back(lane),
            }
            if next.as_ref().is_some_and(|sender| !sender.is_closed()) {
                return next;
            }
        }
        None
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let next = {
            let mut state = lock(&self.state);
            let next = state.next();
            if next.is_none() {
                state.free += 1;
            }
            next
        };
        // One that has stopped waiting meanwhile gives its turn back as this one does.
        if let Some(next) = next {
            let _ = next.send(Turn { state: self.state.clone() });
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // Nothing in here panics while it is locked.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lanes_take_turns_however_many_wait_in_each() {
        let turns = Arc::new(Turns::new(1, 100));
        let first = turns.take("flood").await.unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for lane in ["flood", "flood", "flood", "flood", "other", "other"] {
            let (turns, order) = (turns.clone(), order.clone());
            tasks.push(tokio::spawn(async move {
                let turn = turns.take(lane).await.unwrap();
                order.lock().unwrap().push(lane);
                drop(turn);
            }));
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.waiting(), 6);
        drop(first);
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(*order.lock().unwrap(), ["flood", "other", "flood", "other", "flood", "flood"]);
        assert_eq!(turns.waiting(), 0);
    }

    #[tokio::test]
    async fn a_full_lane_is_told_so_and_the_others_are_not() {
        let turns = Arc::new(Turns::new(1, 1));
        let _held = turns.take("flood").await.unwrap();
        let waiting = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take("flood").await.map(drop) }
        });
        tokio::task::yield_now().await;
        assert_eq!(turns.take("flood").await.unwrap_err(), Busy);
        // Whoever gives up makes room.
        waiting.abort();
        let _ = waiting.await;
        let (flood, other) = (turns.take("flood"), turns.take("other"));
        tokio::pin!(flood, other);
        assert!(futures_pending(&mut flood).await && futures_pending(&mut other).await);
    }

    #[tokio::test]
    async fn no_turn_is_lost_when_the_next_in_line_has_given_up() {
        let turns = Arc::new(Turns::new(1, 8));
        let held = turns.take("a").await.unwrap();
        let gone = tokio::spawn({
            let turns = turns.clone();
            async move { turns.take("b").await.map(drop) }
        });
        tokio::task::yield_now().await;
        gone.abort();
        let _ = gone.await;
        drop(held);
        assert!(turns.take("c").await.is_ok());
    }

    async fn futures_pending<F: Future>(future: &mut std::pin::Pin<&mut F>) -> bool {
        std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_pending())).await
    }
}
