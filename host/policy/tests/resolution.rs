//! From a policy file to levels, grants and a digest.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::path::{Path, PathBuf};

use common::{HEAD, exposure, finance, level, manifest, parse, refusal, resolve, with_head};
use lictor_model::{Input, Level, RuleId};
use lictor_policy::{LogContent, Mode, OnFailure, Policy, PolicyFile, SecretSource};
use serde_json::json;

fn full() -> Policy {
    let file = PolicyFile::read(Path::new("tests/files/full.toml")).unwrap();
    let plugins: Vec<_> = file.packs().iter().map(|pack| pack.plugin.clone().unwrap()).collect();
    assert_eq!(plugins, ["lictor/refusal", "lictor/data-exposure"]);
    file.resolve(&[&refusal(), &exposure()]).unwrap()
}

#[test]
fn rules_have_their_own_levels_unless_the_policy_speaks() {
    let policy = with_head("").unwrap();
    for (rule, wanted) in [
        ("lictor/EXP301", "block"),
        ("lictor/EXP401", "warn"),
        ("lictor/REF101", "note"),
        // A preview rule warns at most, a deprecated one has to be asked for, a removed one is gone.
        ("lictor/EXP900", "warn"),
        ("lictor/EXP901", "off"),
        ("lictor/EXP902", "off"),
    ] {
        assert_eq!(level(&policy, None, rule), wanted, "{rule}");
    }
    let profile = policy.profile(None);
    assert_eq!(profile.level(0, 1), Level::Block);
    assert_eq!(profile.enabled(0), [true, true, true, true, true, true, false, false]);
    assert_eq!((profile.level(0, 99), profile.level(9, 0), profile.enabled(9)), (Level::Off, Level::Off, &[][..]));
}

#[test]
fn the_narrower_selector_gives_the_level_and_then_the_later_one() {
    let levels = "[rules.levels]\nEXP401 = \"block\"\nEXP4 = \"redact\"\nEXP = \"note\"\n\"tag:secret\" = \"warn\"\n\
                  \"tag:pii\" = \"off\"\n\"dimension:usefulness\" = \"block\"\nall = \"off\"\n";
    let policy = with_head(levels).unwrap();
    for (rule, wanted) in [("EXP401", "block"), ("EXP402", "redact"), ("EXP301", "note"), ("REF101", "block")] {
        assert_eq!(level(&policy, None, &format!("lictor/{rule}")), wanted, "{rule}");
    }
    let tags = manifest("lictor/t", &["answer"], vec![("TAG001", "note", "risk", &["a", "b"], json!({}))]);
    for (levels, wanted) in [
        ("\"tag:a\" = \"warn\"\n\"tag:b\" = \"block\"", "block"),
        ("\"tag:b\" = \"block\"\n\"tag:a\" = \"warn\"", "warn"),
    ] {
        let text = format!(
            "schema = \"lictor.policy/v1\"\nid = \"p\"\n[[packs]]\nplugin = \"lictor/t\"\ninputs = [\"answer\"]\n[rules.levels]\n{levels}\n"
        );
        assert_eq!(level(&parse(&text).unwrap().resolve(&[&tags]).unwrap(), None, "lictor/TAG001"), wanted);
    }
}

#[test]
fn a_preview_rule_gates_only_under_its_own_id() {
    let at = |levels: &str| level(&with_head(&format!("[rules.levels]\n{levels}\n")).unwrap(), None, "lictor/EXP900");
    assert_eq!(at("all = \"block\""), "warn");
    assert_eq!(at("EXP90 = \"redact\""), "warn");
    assert_eq!(at("EXP90 = \"note\""), "note");
    assert_eq!(at("EXP900 = \"block\""), "block");
}

#[test]
fn selections_are_narrowed_and_widened() {
    let on = |rules: &str| {
        let policy = with_head(&format!("[rules]\n{rules}\n")).unwrap();
        let all = ["EXP101", "EXP301", "EXP313", "EXP401", "EXP402", "EXP900", "EXP901", "REF101", "REF102"];
        let on = |rule: &&str| level(&policy, None, &format!("lictor/{rule}")) != "off";
        all.into_iter().filter(on).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(on("select = [\"EXP4\", \"REF101\"]"), "EXP401 EXP402 REF101");
    assert_eq!(on("select = [\"EXP4\"]\nignore = [\"EXP402\"]"), "EXP401");
    assert_eq!(on("select = [\"EXP402\"]\nignore = [\"EXP4\"]"), "EXP402");
    assert_eq!(on("select = [\"EXP402\"]\nignore = [\"EXP402\"]"), "");
    assert_eq!(on("ignore = [\"EXP\"]"), "REF101 REF102");
    assert_eq!(
        on("select = [\"tag:pii\", \"dimension:usefulness\"]\nignore = [\"lictor/REF102\"]"),
        "EXP401 EXP402 REF101"
    );
    assert_eq!(on("select = [\"EXP9\"]"), "EXP900 EXP901");
    assert_eq!(on("select = [\"all\"]"), "EXP101 EXP301 EXP313 EXP401 EXP402 EXP900 REF101 REF102");
    assert_eq!(on("select = []"), "");
}

#[test]
fn a_workflow_is_laid_over_the_general_rules() {
    let policy = with_head(
        "[rules]\nignore = [\"EXP402\", \"REF\"]\nlevels = { EXP401 = \"block\", EXP301 = \"redact\" }\n\
         [workflows.w.rules]\nselect = [\"EXP402\"]\nignore = [\"tag:secret\"]\nlevels = { all = \"note\", EXP101 = \"warn\" }\n",
    )
    .unwrap();
    for (rule, general, workflow) in [
        ("lictor/EXP402", "off", "note"),
        ("lictor/EXP301", "redact", "off"),
        ("lictor/EXP401", "block", "note"),
        ("lictor/EXP101", "block", "warn"),
        ("lictor/REF101", "off", "off"),
    ] {
        assert_eq!(
            (level(&policy, None, rule), level(&policy, Some("w"), rule)),
            (general.into(), workflow.into()),
            "{rule}"
        );
    }
    assert_eq!(policy.profile(Some("unheard of")), policy.profile(None));
    assert_ne!(policy.profile(Some("w")), policy.profile(None));
    assert_eq!(policy.profiles().map(|(name, _)| name).collect::<Vec<_>>(), [None, Some("w")]);
}

#[test]
fn the_command_line_replaces_every_selection_and_no_level() {
    let text = format!(
        "{HEAD}[rules]\nselect = [\"REF\"]\nignore = [\"EXP401\"]\nlevels = {{ EXP401 = \"block\" }}\n\
         [workflows.w.rules]\nselect = [\"REF102\"]\nignore = [\"EXP402\"]\n"
    );
    let mut file = parse(&text).unwrap();
    file.select(&["EXP4".into()], &[]).unwrap();
    let policy = resolve(file.clone()).unwrap();
    for workflow in [None, Some("w")] {
        assert_eq!(level(&policy, workflow, "lictor/EXP401"), "block");
        assert_eq!(level(&policy, workflow, "lictor/EXP402"), "warn");
        assert_eq!(level(&policy, workflow, "lictor/REF102"), "off");
    }
    // Without a selection, `--ignore` takes away from what the file selects; it beats narrower selections.
    file.select(&[], &["REF".into()]).unwrap();
    let policy = resolve(file).unwrap();
    assert_eq!(level(&policy, Some("w"), "lictor/REF102"), "off");
}

#[test]
fn unqualified_selectors_mean_every_publisher() {
    let text = format!(
        "{HEAD}[[packs]]\npath = \"finance.wasm\"\ninputs = [\"answer\"]\n[rules.levels]\nEXP401 = \"redact\"\n\"acme/EXP401\" = \"off\"\n"
    );
    let policy = parse(&text).unwrap().resolve(&[&exposure(), &refusal(), &finance()]).unwrap();
    assert_eq!(level(&policy, None, "lictor/EXP401"), "redact");
    assert_eq!(level(&policy, None, "acme/EXP401"), "off");
    assert_eq!(policy.packs()[2].plugin.as_deref(), Some("acme/finance"));
    assert_eq!(policy.packs()[2].path, Some(PathBuf::from("finance.wasm")));
}

#[test]
fn a_policy_is_laid_over_the_one_that_it_extends() {
    let policy = full();
    assert_eq!((policy.id(), policy.mode(), policy.on_failure()), ("full", Mode::Monitor, OnFailure::Allow));
    assert_eq!(policy.fingerprint(), Some(&SecretSource::File("tests/files/secret.txt".into())));
    let [refusal, exposure] = policy.packs() else { panic!("two packs") };
    assert_eq!((refusal.on_failure, exposure.on_failure), (OnFailure::Allow, OnFailure::Block));
    assert_eq!(exposure.path, Some(PathBuf::from("tests/files/packs/exposure.wasm")));
    assert_eq!(exposure.settings, json!({ "canaries": ["second-canary"], "threshold": 0.5 }));
    assert!(exposure.inputs.contains(Input::RestrictedContexts) && !refusal.inputs.contains(Input::RestrictedContexts));
    assert_eq!(format!("{:?}", exposure.place), "tests/files/full.toml:13:10");
    for (rule, wanted) in [
        ("lictor/EXP101", "warn"),
        ("lictor/EXP301", "block"),
        ("lictor/EXP313", "off"),
        ("lictor/EXP402", "off"),
        ("lictor/EXP901", "warn"),
        ("lictor/REF101", "warn"),
        ("lictor/REF102", "redact"),
        ("acme/CMB001", "note"),
    ] {
        assert_eq!(level(&policy, None, rule), wanted, "{rule}");
    }
    assert_eq!(level(&policy, Some("coding-assistant"), "lictor/EXP402"), "redact");
    assert_eq!(level(&policy, Some("coding-assistant"), "lictor/EXP101"), "off");
    assert_eq!(policy.waivers().len(), 3);
}

#[test]
fn what_a_log_may_hold_is_taken_over_and_changes_no_digest() {
    let plain = with_head("").unwrap();
    let logged = with_head("[log]\ncontent = \"redacted\"\n").unwrap();
    assert_eq!((plain.log(), logged.log()), (LogContent::None, LogContent::Redacted));
    assert_eq!(plain.digest(), logged.digest());
    assert_eq!(full().log(), LogContent::Redacted);
    for wrong in ["content = \"all\"", "content = true", "contents = \"redacted\""] {
        assert!(with_head(&format!("[log]\n{wrong}\n")).is_err(), "{wrong}");
    }
}

#[test]
fn a_combination_is_a_rule() {
    let policy = full();
    let [combination] = policy.combinations() else { panic!("one combination") };
    let info = combination.info();
    assert_eq!((info.id.as_str(), info.plugin.as_str(), info.decl.revision), ("acme/CMB001", "policy", 3));
    assert_eq!((info.decl.examples.fires.len(), info.decl.examples.ignores.len()), (1, 1));
    assert_eq!(policy.profile(None).combination_level(0), Level::Note);
    assert_eq!(policy.profile(None).combination_level(1), Level::Off);
    let fires = |rules: &[&str]| {
        let findings: Vec<RuleId> = rules.iter().map(|rule| format!("lictor/{rule}").parse().unwrap()).collect();
        combination.matches(&findings)
    };
    assert!(fires(&["REF101", "EXP301"]));
    assert!(fires(&["EXP401", "REF101", "EXP101"]));
    assert!(!fires(&["REF101"]));
    assert!(!fires(&["EXP301"]));
    assert!(!fires(&["REF101", "EXP402"]));
    assert!(!fires(&["REF101", "EXP301", "REF102"]));
    assert!(!fires(&[]));
}

#[test]
fn an_addition_is_a_finding_of_a_packs_rule() {
    let policy = with_head("[[additions]]\nrule = \"REF102\"\nall = [\"REF101\"]\nany = [\"EXP3\"]\n").unwrap();
    let [addition] = policy.combinations() else { panic!("one addition") };
    let info = addition.info();
    assert!(addition.adds());
    assert_eq!((info.id.as_str(), info.plugin.as_str()), ("lictor/REF102", "lictor/refusal"));
    assert_eq!(policy.profile(None).combination_level(0).as_str(), level(&policy, None, "lictor/REF102"));
    assert!(addition.matches(&["lictor/REF101".parse().unwrap(), "lictor/EXP301".parse().unwrap()]));
    assert!(!addition.matches(&["lictor/REF101".parse().unwrap()]));
    for wrong in ["rule = \"REF9\"\nall = [\"REF101\"]", "rule = \"REF102\"", "all = [\"REF101\"]"] {
        assert!(with_head(&format!("[[additions]]\n{wrong}\n")).is_err(), "{wrong}");
    }
}

#[test]
fn warnings_say_what_was_probably_not_meant() {
    let text = r#"schema = "lictor.policy/v1"
id = "p"
[[packs]]
plugin = "lictor/data-exposure"
inputs = ["answer", "citations"]
[[packs]]
plugin = "lictor/refusal"
inputs = ["answer"]
[rules]
select = ["EXP", "EXP901"]
[[combinations]]
rule = "acme/CMB001"
slug = "s"
summary = "s"
docs = "d"
message = "m"
dimension = "risk"
level = "warn"
all = ["REF101"]
[rules.levels]
CMB001 = "block"
[workflows.w.rules]
select = ["CMB001"]
[[waivers]]
rule = "EXP401"
case = "*"
owner = "o"
approver = "a"
reason = "r"
expires = 2027-01-31
revision = 1
"#;
    let policy = resolve(parse(text).unwrap()).unwrap();
    insta::assert_snapshot!(policy.warnings().join("\n"));
    assert!(with_head("").unwrap().warnings().is_empty());
}

#[test]
fn the_digest_is_of_what_the_policy_means() {
    let digest = |text: &str| with_head(text).unwrap().digest();
    let plain = digest("");
    for same in [
        "# a comment\n",
        "[rules]\nselect = [\"all\"]\n",
        "[rules.levels]\nEXP401 = \"warn\"\n",
        "[fingerprint]\nenv = \"ANOTHER\"\n",
    ] {
        assert_eq!(digest(same), plain, "{same}");
    }
    let other = [
        "[rules.levels]\nEXP401 = \"block\"\n",
        "[rules]\nignore = [\"REF\"]\n",
        "[workflows.w.rules]\nignore = [\"REF\"]\n",
        "[[waivers]]\nrule = \"EXP401\"\ncase = \"*\"\nowner = \"o\"\napprover = \"a\"\nreason = \"r\"\nexpires = 2027-01-31\nrevision = 1\n",
    ];
    let mut digests: Vec<_> = other.map(digest).into();
    digests.push(resolve(parse(&HEAD.replacen("\"answer\", ", "", 1)).unwrap()).unwrap().digest());
    digests.push(
        resolve(parse(&HEAD.replacen("id = \"p\"", "id = \"p\"\nmode = \"shadow\"", 1)).unwrap()).unwrap().digest(),
    );
    digests.push(
        resolve(
            parse(&HEAD.replacen(
                "[[packs]]\nplugin = \"lictor/r",
                "settings.threshold = 0.5\n[[packs]]\nplugin = \"lictor/r",
                1,
            ))
            .unwrap(),
        )
        .unwrap()
        .digest(),
    );
    let mut selected = parse(HEAD).unwrap();
    selected.select(&["EXP".into()], &[]).unwrap();
    digests.push(resolve(selected).unwrap().digest());
    digests.push(plain);
    let count = digests.len();
    digests.sort();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

#[test]
fn what_is_shown_of_a_policy_holds_no_settings_text() {
    let json = full().to_json();
    assert!(!json.to_string().contains("canary\""), "{json:#}");
    // With the digest: it must not change by accident either.
    insta::assert_json_snapshot!(json);
}
