//! What a person sees who got a policy wrong: message, help and the text that is underlined.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::Path;

use common::{HEAD, parse, render, with_head};
use lictor_policy::{PolicyError, PolicyFile};

macro_rules! snapshot {
    ($($argument:expr),+ $(,)?) => {
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!($($argument),+) })
    };
}

fn refused<T>(result: Result<T, PolicyError>) -> String {
    match result {
        Ok(_) => panic!("it was accepted"),
        Err(error) => render(&error),
    }
}

#[test]
fn unknown_keys_at_every_depth() {
    snapshot!(refused(parse(
        r#"
schema = "lictor.policy/v1"
id = "p"
on_failur = "block"
colour = "red"

[[packs]]
plugin = "lictor/refusal"
input = ["answer"]

[rules]
selects = ["all"]

[workflows.support]
levels = {}

[[waivers]]
rule = "EXP401"
case = "x"
until = 2027-01-01
"#
    )));
}

#[test]
fn wrong_values() {
    snapshot!(refused(parse(
        r#"
schema = "lictor.policy/v2"
id = 7
mode = "enforced"
on_failure = "explode"

[packs]
plugin = "lictor/refusal"

[rules]
select = "all"
ignore = ["dimension:ground", ""]

[rules.levels]
EXP401 = "warning"
EXP402 = 3
"#
    )));
}

#[test]
fn packs_that_make_no_sense() {
    snapshot!(refused(parse(
        r#"
schema = "lictor.policy/v1"
id = "p"
[[packs]]
inputs = ["answer"]
[[packs]]
plugin = "refusal"
inputs = ["anwser", "diary"]
[[packs]]
plugin = "refusal"
settings = "none"
"#
    )));
}

#[test]
fn waivers_that_excuse_too_much() {
    snapshot!(refused(parse(
        r#"
schema = "lictor.policy/v1"
id = "p"
[[waivers]]
rule = "EXP401"
owner = " "
revision = 0
expires = "2027-01-31"
[[waivers]]
rule = "EXP401"
fingerprint = "k1:00ff"
owner = "o"
approver = "a"
reason = "r"
revision = 1
expires = 2027-01-31
[[waivers]]
rule = "EXP401"
case = "c"
fingerprint = "k1:00ff"
workflow = "w"
owner = "o"
approver = "a"
reason = "r"
revision = 1
expires = 2027-01-31T00:00:00Z
[[waivers]]
rule = "EXP401"
fingerprint = "jane@example.com"
workflow = "w"
owner = "o"
approver = "a"
reason = "r"
revision = 1
expires = 2027-01-31
"#
    )));
}

#[test]
fn combinations_that_cannot_work() {
    snapshot!(refused(parse(
        r#"
schema = "lictor.policy/v1"
id = "p"
[[combinations]]
rule = "CMB001"
slug = "s"
summary = "s"
docs = "d"
message = "{quote} and {who}"
dimension = "safety"
none = ["EXP"]
[[combinations.examples.fires]]
sample = { anwser = "x" }
[[combinations.examples.ignores]]
answer = "x"
"#
    )));
}

#[test]
fn selectors_that_name_nothing() {
    snapshot!(refused(with_head(
        r#"
[rules]
select = ["EXP4O1", "EXP441", "RFE", "tag:secrets", "lictr/EXP401", "acme", "slug-of-exp301"]
ignore = ["EXP414", "lictor/EXP415", "EXP902", "tag:money", "QQQ"]
[workflows.w.rules.levels]
REF201 = "warn"
"#
    )));
}

#[test]
fn waivers_of_rules_that_are_not_there() {
    let waiver = |rule: &str| {
        format!(
            "[[waivers]]\nrule = \"{rule}\"\ncase = \"c\"\nowner = \"o\"\napprover = \"a\"\nreason = \"r\"\nrevision = 1\nexpires = 2027-01-31\n"
        )
    };
    let rules = ["EXP", "EXP411", "lictor/EXP301", "exp401", "EXP414"];
    snapshot!(refused(with_head(&rules.map(waiver).concat())));

    let text = format!("{}[[packs]]\nplugin = \"acme/finance\"\ninputs = [\"answer\"]\n{}", HEAD, waiver("EXP401"));
    let file = parse(&text).unwrap();
    let manifests = [&common::exposure(), &common::refusal(), &common::finance()];
    snapshot!("waiver_of_an_ambiguous_rule", refused(file.resolve(&manifests)));
}

#[test]
fn combinations_over_nothing_and_under_a_taken_name() {
    let body = "slug = \"s\"\nsummary = \"s\"\ndocs = \"d\"\nmessage = \"m\"\ndimension = \"risk\"\nlevel = \"warn\"\n";
    snapshot!(refused(with_head(&format!(
        "[[combinations]]\nrule = \"lictor/EXP401\"\n{body}all = [\"REF101\"]\n[[combinations]]\nrule = \"acme/CMB001\"\n{body}any = [\"REF1O1\"]\n"
    ))));
}

#[test]
fn packs_that_are_not_the_ones_named() {
    let text = "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/refusal\"\ninputs = [\"answer\"]\n\
                [[packs]]\npath = \"a.wasm\"\n";
    let (one, other) = (common::finance(), common::finance());
    snapshot!(refused(parse(text).unwrap().resolve(&[&one, &other])));
}

#[test]
fn settings_that_do_not_fit_show_no_value() {
    let text = HEAD.replacen(
        "[[packs]]\nplugin = \"lictor/refusal\"",
        "[packs.settings]\ncanary = [\"hunter2-hunter2\"]\ncanaries = [\"long-enough-hunter2\", \"hunter2\"]\nthreshold = 1987654\n\
         [[packs]]\nplugin = \"lictor/refusal\"",
        1,
    ) + "settings.phrases = [\"hunter2\"]\n";
    let shown = refused(common::resolve(parse(&text).unwrap()));
    assert!(!shown.contains("hunter2") && !shown.contains("1987654"), "{shown}");
    snapshot!(shown);
}

#[test]
fn a_secret_in_the_place_of_its_name_is_not_shown() {
    let text = |table: &str| format!("schema = \"lictor.policy/v1\"\nid = \"p\"\n[fingerprint]\n{table}\n");
    for table in ["env = \"hunter2\"", "secret = \"hunter2\"", "env = \"A\"\nfile = \"b\""] {
        let shown = refused(parse(&text(table)));
        assert!(!shown.contains("hunter2"), "{shown}");
        snapshot!(shown);
    }
}

#[test]
fn broken_toml() {
    snapshot!(refused(parse(
        "schema = \"lictor.policy/v1\"\nid = \"p\n[rules.levels]\ntag:secret = \"warn\"\n[packs.settings]\ncanaries = [\"hunter2\n"
    )));
    snapshot!("twice_the_same_key", refused(parse("id = \"a\"\nid = \"b\"\n")));
    snapshot!("nothing_at_all", refused(parse("")));
    snapshot!("json", refused(parse("{\"schema\": \"lictor.policy/v1\"}")));
}

#[test]
fn selections_on_the_command_line() {
    let mut file = parse(HEAD).unwrap();
    let wrong = file.select(&["EXP".into(), "dimension:risky".into()], &[]);
    snapshot!("command_line_dimension", refused(wrong));
    file.select(&["EXP".into(), "EXP441".into()], &["tag:sceret".into()]).unwrap();
    snapshot!("command_line_unknown", refused(common::resolve(file)));
}

#[test]
fn policies_that_extend_what_is_not_there() {
    let text = |extends: &str| format!("schema = \"lictor.policy/v1\"\nid = \"p\"\nextends = \"{extends}\"\n");
    snapshot!("extends_a_typo", refused(parse(&text("suport-assistant"))));
    snapshot!("extends_no_file", refused(parse(&text("no/such.toml"))));
    snapshot!("reads_a_name", refused(PolicyFile::read(Path::new("defualt"))));
    snapshot!("reads_a_folder", refused(PolicyFile::read(Path::new("tests"))));
    snapshot!("reads_no_utf8", refused(PolicyFile::read(Path::new("tests/files/latin1.toml"))));
}

/// A device has no length to look at, and no end.
#[cfg(unix)]
#[test]
fn a_policy_without_end_is_refused() {
    let error = refused(PolicyFile::read(Path::new("/dev/zero")));
    assert!(error.contains("more than the 16777216 of any policy"), "{error}");
}

#[test]
fn policies_that_extend_themselves() {
    snapshot!("extends_itself", refused(PolicyFile::read(Path::new("tests/files/ring-a.toml"))));
    snapshot!("extends_too_many", refused(PolicyFile::read(Path::new("tests/files/chain-1.toml"))));
    snapshot!("extends_a_broken_one", refused(PolicyFile::read(Path::new("tests/files/on-broken.toml"))));
}
