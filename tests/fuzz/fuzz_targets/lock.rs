//! A lock: what is read can be written, and is then read as the same; what is refused has a line, and steers no terminal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lictor_artifact::{Accepted, Change, Lock};
use miette::GraphicalReportHandler;

fuzz_target!(|text: &str| {
    match Lock::parse("lictor.lock", text) {
        Ok(lock) => {
            let written = lock.to_toml();
            let again = Lock::parse("lictor.lock", &written).expect("what was written is a lock");
            assert_eq!(again.to_toml(), written);
            let lines: Vec<&str> = written.lines().collect();
            for policy in ["acme.toml", "p.toml"] {
                for pack in again.packs(policy) {
                    let (found, line) = again.pack(policy, &pack.plugin).expect("a pack that is there");
                    assert_eq!(found, pack);
                    assert!(lines[line - 1].starts_with("plugin = "), "{}", lines[line - 1]);
                    let same = Change::between(pack, pack, &Accepted::default()).expect("nothing changes");
                    assert!(same.said.is_empty());
                }
            }
        }
        Err(error) => {
            let line = error.line().expect("a text has lines");
            assert!((1..=text.matches('\n').count() + 1).contains(&line));
            let mut shown = String::new();
            let handler = GraphicalReportHandler::new_themed(miette::GraphicalTheme::none()).with_width(100);
            handler.render_report(&mut shown, &error).expect("an error can be shown");
            assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
        }
    }
});
