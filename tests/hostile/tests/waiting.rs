//! A pack that never answers, while somebody waits: the check ends when it has to, and the others' findings stand.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use lictor::{Conditions, FailureKind, Guard, Options, PolicyFile, Status, Watch};
use lictor_hostile::{Guest, Honest, Outcome, outcome_of, policy};

fn guard() -> Guard {
    let guest = Guest { check: "(loop $l (br $l))".into(), ..Guest::default() };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("endless.wasm");
    std::fs::write(&path, guest.build()).unwrap();
    let policy = policy(Some(path.to_str().unwrap()), "{}");
    let file = PolicyFile::parse("endless", &policy, folder.path()).unwrap();
    let mut options: Options = lictor_tests::options();
    // Neither decides here.
    options.limits.check_fuel = u64::MAX / 2;
    options.limits.check_deadline = Duration::from_secs(3600);
    Guard::new(file, options).unwrap_or_else(|error| panic!("{error:?}"))
}

#[test]
fn what_runs_when_the_time_is_over_is_stopped_and_the_others_are_heard() {
    let (guard, honest) = (guard(), Honest::new());
    for (index, sample) in honest.samples().iter().enumerate() {
        let until = Some(Instant::now() + Duration::from_secs(5));
        let record = guard.check_under(sample, &Conditions { until, ..Conditions::default() });
        assert_eq!(outcome_of(&record), Outcome::Fails(FailureKind::Deadline), "{record:?}");
        assert_eq!(record.status, Status::Partial);
        assert_eq!(Honest::seen(&record), honest.alone(index));
    }
}

#[test]
fn nothing_is_begun_when_nobody_waits_or_the_time_is_over() {
    let (guard, honest) = (guard(), Honest::new());
    let cancelled = AtomicBool::new(true);
    let over = Conditions { until: Some(Instant::now()), ..Conditions::default() };
    for conditions in [over, Conditions { cancelled: Some(&cancelled), ..Conditions::default() }] {
        let record = guard.check_under(&honest.samples()[0], &conditions);
        assert_eq!(record.status, Status::Unchecked);
        assert!(record.failures.iter().all(|failure| failure.kind == FailureKind::Deadline), "{record:?}");
        // Every pack, and the host itself.
        assert_eq!(record.failures.len(), guard.packs().len() + 1);
        assert!(record.findings.iter().all(|finding| finding.rule.code().starts_with("LIC")), "{record:?}");
    }
}

#[test]
fn a_pack_that_is_not_admitted_has_failed_and_is_not_asked() {
    struct Never {
        pack: usize,
        asked: AtomicU64,
    }
    impl Watch for Never {
        fn admits(&self, pack: usize) -> bool {
            pack != self.pack
        }
        fn asked(&self, pack: usize, _: Duration, failure: Option<FailureKind>) {
            assert_ne!(pack, self.pack);
            assert_eq!(failure, None);
            self.asked.fetch_add(1, Ordering::Relaxed);
        }
    }
    let (guard, honest) = (guard(), Honest::new());
    let pack = guard.packs().iter().position(|pack| pack.plugin == "evil/guest").unwrap();
    let watch = Never { pack, asked: AtomicU64::new(0) };
    for (index, sample) in honest.samples().iter().enumerate() {
        let record = guard.check_under(sample, &Conditions { watch: Some(&watch), ..Conditions::default() });
        assert_eq!(outcome_of(&record), Outcome::Fails(FailureKind::Suspended), "{record:?}");
        assert_eq!(Honest::seen(&record), honest.alone(index));
    }
    assert!(watch.asked.load(Ordering::Relaxed) > 0, "the others were asked");
}
