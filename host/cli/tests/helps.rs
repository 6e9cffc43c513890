//! What `--help` promises.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::folder;

/// The verbs below a verb, as its help lists them.
fn verbs(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let verbs = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    verbs.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help").map(str::to_owned).collect()
}

#[test]
fn every_verb_has_an_example() {
    let folder = folder();
    let mut left = vec![Vec::new()];
    let mut seen = 0;
    while let Some(verb) = left.pop() {
        let mut arguments: Vec<&str> = verb.iter().map(String::as_str).collect();
        arguments.push("--help");
        let done = folder.run(&arguments);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{verb:?}");
        let call = format!("  lictor {}", verb.join(" "));
        assert!(done.out.contains("Example"), "{verb:?} has no example");
        assert!(
            done.out.lines().any(|line| line.starts_with(&call) || line.contains(&format!("| {}", call.trim()))),
            "{verb:?}"
        );
        left.extend(verbs(&done.out).into_iter().map(|below| verb.iter().cloned().chain([below]).collect()));
        seen += 1;
    }
    assert!(seen >= 20, "{seen} verbs");
}

/// Verbs that decide something say what their exit codes mean.
#[test]
fn verbs_that_decide_say_what_their_exit_codes_mean() {
    let folder = folder();
    for verb in [
        &["check"][..],
        &["run"],
        &["compare"],
        &["review"],
        &["gate", "check"],
        &["gate", "sign"],
        &["key"],
        &["plugin", "new"],
        &["plugin", "build"],
        &["plugin", "test"],
        &["plugin", "inspect"],
        &["plugin", "login"],
        &["plugin", "publish"],
        &["plugin", "pull"],
        &["plugin", "list"],
        &["plugin", "export"],
        &["plugin", "import"],
        &["report"],
        &["set", "check"],
        &["set", "coverage"],
        &["set", "diff"],
        &["set", "add"],
    ] {
        let done = folder.run(&[verb, &["--help"]].concat());
        assert!(done.out.contains("Exit codes: 0 "), "{verb:?}");
    }
}
