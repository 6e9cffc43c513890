//! What was asked, until it is answered: some gateways show the question and the answer apart, under one id.

use std::sync::Arc;
use std::time::Duration;

use lictor::Sample;
use moka::sync::Cache;

/// How long a question is kept. A model that takes longer is judged without it.
const FOR: Duration = Duration::from_secs(600);

/// Bytes of all questions that are kept.
const BYTES: u64 = 64 << 20;

/// A question that is longer than this is not kept.
const LONGEST: usize = 4 << 20;

/// Questions by who asked which policy, and the gateway's id.
pub(crate) struct Remembered(Cache<Key, Arc<Sample>>);

type Key = (String, String, String);

impl Default for Remembered {
    fn default() -> Self {
        let weigh = |key: &Key, sample: &Arc<Sample>| {
            let bytes = sample.text_bytes() + key.0.len() + key.1.len() + key.2.len() + 256;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(BYTES).weigher(weigh).time_to_live(FOR).build())
    }
}

impl Remembered {
    /// Keeps a question.
    pub(crate) fn keep(&self, caller: &str, policy: &str, id: &str, question: Sample) {
        if id.len() <= 256 && question.text_bytes() <= LONGEST {
            self.0.insert((caller.into(), policy.into(), id.into()), Arc::new(question));
        }
    }

    /// The question under an id, if it is still there. Nobody gets another caller's.
    pub(crate) fn find(&self, caller: &str, policy: &str, id: &str) -> Option<Arc<Sample>> {
        self.0.get(&(caller.into(), policy.into(), id.into()))
    }
}

#[cfg(test)]
mod tests {
    use lictor_model::{Message, Role};

    use super::*;

    fn question(bytes: usize) -> Sample {
        let message = Message { role: Role::User, content: "x".repeat(bytes) };
        Sample { messages: Some(vec![message]), ..Sample::default() }
    }

    #[test]
    fn nobody_gets_what_another_one_asked() {
        let remembered = Remembered::default();
        remembered.keep("a", "p", "1", question(3));
        assert_eq!(remembered.find("a", "p", "1").as_deref(), Some(&question(3)));
        for (caller, policy, id) in [("b", "p", "1"), ("a", "q", "1"), ("a", "p", "2")] {
            assert!(remembered.find(caller, policy, id).is_none());
        }
    }

    #[test]
    fn no_flood_of_questions_takes_more_than_its_room() {
        let remembered = Remembered::default();
        for id in 0..200 {
            remembered.keep("a", "p", &id.to_string(), question(1 << 20));
        }
        remembered.0.run_pending_tasks();
        assert!(remembered.0.weighted_size() <= BYTES && remembered.0.entry_count() > 0);
        remembered.keep("a", "p", "huge", question(LONGEST + 1));
        assert!(remembered.find("a", "p", "huge").is_none());
    }
}
