//! `lictor policy lock`, `update` and `verify`, `lictor plugin sign` and `verify`, and what runs only if it is locked and signed.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use std::fs;

use common::packs::{
    REFERENCE, add, check, edited, id, key, locked, pack, policy, refused, sign, store, tone, trust, unlocked,
};
use common::{Folder, folder, records};

fn verify(folder: &Folder) -> common::Done {
    folder.run(&["policy", "verify", "acme.toml"])
}

fn update(folder: &Folder, more: &[&str]) -> common::Done {
    folder.run(&[&["policy", "update", "--offline", "acme.toml"], more].concat())
}

#[test]
fn what_is_locked_and_signed_runs() {
    let folder = locked();
    let done = check(&folder);
    assert_eq!(done.code, 0, "{}", done.err);
    let found = &records(&done)[0]["findings"];
    assert!(found.as_array().unwrap().iter().any(|finding| finding["rule"] == "acme/EVL001"), "{found}");
    let strict = folder.run(&["check", "--quiet", "--locked", "--policy", "acme.toml", "--exit-zero", "a.jsonl"]);
    assert_eq!(strict.code, 0, "{}", strict.err);
    let verified = verify(&folder);
    assert_eq!(verified.code, 0, "{}", verified.err);
    assert!(
        verified.out.contains(&id(&folder, "acme")) && verified.out.contains("acme/tone 1.2.0"),
        "{}",
        verified.out
    );
    let served = folder.run(&["serve", "--check", "--locked", "--quiet", "--policy", "acme=acme.toml"]);
    assert_eq!(served.code, 0, "{}", served.err);
}

#[test]
fn a_lock_is_written_whole_and_only_if_something_changed() {
    let folder = locked();
    let lock = folder.read("lictor.lock");
    let artifact = store(&folder).resolve(&format!("{REFERENCE}:1.2.0").parse().unwrap()).unwrap().unwrap();
    for line in [
        "schema = \"lictor.lock/v1\"".to_owned(),
        "policy = \"acme.toml\"".to_owned(),
        "plugin = \"acme/tone\"\nversion = \"1.2.0\"".to_owned(),
        format!("reference = \"{REFERENCE}:1.2.0\"\ndigest = \"{artifact}\"\nsigner = \"{}\"", id(&folder, "acme")),
        "inputs = [\"answer\"]".to_owned(),
        "plugin = \"lictor/refusal\"".to_owned(),
        "embedded = true".to_owned(),
    ] {
        assert!(lock.contains(&line), "{line} is not in\n{lock}");
    }
    let written = fs::metadata(folder.path().join("lictor.lock")).unwrap().modified().unwrap();
    for verb in ["lock", "update"] {
        let again = folder.run(&["policy", verb, "--offline", "acme.toml"]);
        assert!(again.code == 0 && again.out.contains("holds already"), "{}{}", again.out, again.err);
    }
    assert_eq!(folder.read("lictor.lock"), lock);
    assert_eq!(fs::metadata(folder.path().join("lictor.lock")).unwrap().modified().unwrap(), written);
    // The same however the policy is named, and other policies keep what is theirs.
    let path = folder.path().join("acme.toml");
    folder.write("other.toml", policy("1.2.0"));
    for name in ["./acme.toml", path.to_str().unwrap(), "other.toml"] {
        assert_eq!(folder.run(&["policy", "lock", "--offline", name]).code, 0);
    }
    let both = folder.read("lictor.lock");
    assert!(both.starts_with(&lock) && both.contains("policy = \"other.toml\""), "{both}");
}

#[test]
fn nothing_from_a_registry_runs_without_a_lock_a_trust_file_a_store_and_a_signature() {
    let folder = unlocked();
    refused(&check(&folder), 2, &["acme.toml:6:10: there is no lock lictor.lock", "`lictor policy lock acme.toml`"]);
    edited(&folder, "acme.toml", "trust = \"trust.toml\"\n", "");
    let lock = || folder.run(&["policy", "lock", "--offline", "acme.toml"]);
    refused(
        &lock(),
        2,
        &["acme/tone comes from a registry, and the policy names no trust file", "`trust = \"trust.toml\"`"],
    );
    folder.write("acme.toml", policy("1.2.0"));
    fs::rename(folder.path().join("trust.toml"), folder.path().join("elsewhere")).unwrap();
    refused(&lock(), 2, &["trust.toml: the trust file cannot be read"]);
    fs::rename(folder.path().join("elsewhere"), folder.path().join("trust.toml")).unwrap();
    fs::rename(folder.path().join("store"), folder.path().join("away")).unwrap();
    refused(&lock(), 2, &["is not in the store", "`lictor plugin import`"]);
    add(&folder, tone("1.2.0", &["answer"]), "1.2.0");
    refused(&lock(), 2, &["nobody signed acme/tone sha256:", "`lictor plugin sign`"]);
    assert!(!folder.path().join("lictor.lock").exists());
    sign(&folder, "1.2.0", "acme");
    assert_eq!(lock().code, 0);
    fs::rename(folder.path().join("store"), folder.path().join("emptied")).unwrap();
    refused(&check(&folder), 2, &["acme/tone sha256:", "is not in the store", "`lictor policy lock acme.toml` pulls"]);
    // A policy beside it that the lock does not know.
    fs::rename(folder.path().join("emptied"), folder.path().join("store")).unwrap();
    folder.write("new.toml", policy("1.2.0"));
    let new = folder.run(&["check", "--policy", "new.toml", "a.jsonl"]);
    refused(&new, 2, &["lictor.lock does not lock acme/tone for new.toml"]);
}

#[test]
fn a_lock_that_was_edited_is_refused_with_what_differs() {
    let folder = locked();
    let lock = folder.read("lictor.lock");
    let artifact = store(&folder).resolve(&format!("{REFERENCE}:1.2.0").parse().unwrap()).unwrap().unwrap();
    let (other, signer) = (format!("sha256:{}", "0".repeat(64)), id(&folder, "acme"));
    for (old, new, said) in [
        (artifact.to_string().as_str(), other.as_str(), &["acme/tone sha256:0000", "is not in the store"][..]),
        (&signer, "0123456789abcdef", &["lictor.lock:6: acme/tone: the locked signer is 0123456789abcdef"]),
        (&format!("signer = \"{signer}\"\n"), "", &["its signer is locked as nobody, and is"]),
        (
            "inputs = [\"answer\"]",
            "inputs = [\"answer\", \"user-message\"]",
            &["what it reads is locked as answer, user-message, and is answer"],
        ),
        ("version = \"1.2.0\"", "version = \"1.1.0\"", &["its version is locked as 1.1.0, and is 1.2.0"]),
        ("contract = \"lictor:plugin@", "contract = \"lictor:plugin@9", &["its contract is locked as lictor:plugin@9"]),
        (
            "/packs/tone:1.2.0",
            "/packs/tone:1.3.0",
            &["where it comes from is locked as registry.acme.example/packs/tone:1.3.0"],
        ),
        ("lictor.lock/v1", "lictor.lock/v2", &["lictor.lock:2: this is no lock that this version knows"]),
        (
            "plugin = \"acme/tone\"",
            "plugin = \"acme/tone\"\nnew = 1",
            &["lictor.lock:7: unknown field `new`", "update"],
        ),
        ("[\"answer\"]", "[\"anwser\"]", &["`anwser` is no input", "did you mean `answer`?"]),
        ("plugin = \"acme/tone\"", "plugin = \"lictor/refusal\"", &["lictor/refusal is locked twice for acme.toml"]),
        (
            "policy = \"acme.toml\"\nplugin = \"acme/tone\"",
            "policy = \"x.toml\"\nplugin = \"acme/tone\"",
            &["does not lock acme/tone"],
        ),
    ] {
        assert!(lock.contains(old), "{old} is not in\n{lock}");
        folder.write("lictor.lock", lock.replacen(old, new, 1));
        refused(&check(&folder), 2, said);
        refused(&verify(&folder), 2, said);
    }
    folder.write("lictor.lock", &lock);
    assert_eq!(check(&folder).code, 0);
}

#[test]
fn a_policy_that_grants_more_than_is_locked_is_refused() {
    let folder = folder_reading(&["answer", "user-message"]);
    edited(&folder, "acme.toml", "inputs = [\"answer\", \"user-message\"]", "inputs = [\"answer\"]");
    let done = folder.run(&["policy", "lock", "--offline", "acme.toml"]);
    assert_eq!(done.code, 0, "{}", done.err);
    folder.write("acme.toml", policy("1.2.0"));
    refused(&check(&folder), 2, &["what it reads is locked as answer, and is answer, user-message"]);
    refused(
        &folder.run(&["policy", "lock", "--offline", "acme.toml"]),
        2,
        &["acme/tone is locked otherwise", "`lictor policy update acme.toml acme/tone`"],
    );
    refused(&update(&folder, &[]), 2, &["`--accept-input acme/tone=user-message`"]);
    let accepted = update(&folder, &["--accept-input", "acme/tone=user-message"]);
    assert!(accepted.code == 0 && accepted.out.contains("reads answer → answer, user-message"), "{}", accepted.err);
    assert_eq!(check(&folder).code, 0);
}

/// As [`unlocked`], with a pack that reads this.
fn folder_reading(inputs: &[&str]) -> Folder {
    let folder = unlocked();
    fs::remove_dir_all(folder.path().join("store")).unwrap();
    add(&folder, tone("1.2.0", inputs), "1.2.0");
    sign(&folder, "1.2.0", "acme");
    folder
}

#[test]
fn an_update_that_reads_more_goes_back_or_changes_a_version_waits_for_a_person() {
    let folder = locked();
    let lock = folder.read("lictor.lock");
    let moved = |component: Vec<u8>, tag: &str| {
        add(&folder, component, tag);
        sign(&folder, tag, "acme");
        folder.write("acme.toml", policy(tag));
    };
    moved(tone("1.3.0", &["answer", "user-message"]), "1.3.0");
    refused(&check(&folder), 2, &["where it comes from is locked as"]);
    refused(
        &update(&folder, &[]),
        2,
        &[
            "acme/tone 1.3.0 would read user-message, and the lock grants answer",
            "--accept-input acme/tone=user-message",
        ],
    );
    refused(&update(&folder, &["--accept-input", "acme/tone=history"]), 2, &["would read user-message"]);
    refused(
        &update(&folder, &["--accept-input", "acme/tome=answer"]),
        2,
        &["no pack `acme/tome`", "did you mean `acme/tone`?"],
    );
    // Another pack is updated, and this one is not.
    refused(&update(&folder, &["lictor/refusal"]), 2, &["acme/tone is locked otherwise"]);
    assert_eq!(folder.read("lictor.lock"), lock, "nothing was accepted");
    let accepted = update(&folder, &["acme/tone", "--accept-input", "acme/tone=user-message"]);
    assert_eq!(accepted.code, 0, "{}", accepted.err);
    assert!(accepted.out.contains("acme/tone: version 1.2.0 → 1.3.0"), "{}", accepted.out);
    assert_eq!(check(&folder).code, 0);

    folder.write("acme.toml", policy("1.2.0"));
    refused(&update(&folder, &[]), 2, &["acme/tone would go back from 1.3.0 to 1.2.0", "`--accept-older acme/tone`"]);
    let accepted = update(&folder, &["--accept-older", "acme/tone"]);
    assert_eq!(accepted.code, 0, "{}", accepted.err);
    assert_eq!(folder.read("lictor.lock"), lock, "the same packs give the same lock");

    // The same version with other bytes, signed by the very same key.
    moved(tone("1.2.0", &["answer", "history"]), "1.2.0");
    refused(&update(&folder, &[]), 2, &["acme/tone 1.2.0 was sha256:", "when it was locked", "somebody moved the tag"]);
    // What is locked still is what runs: the tag decides nothing.
    assert_eq!(check(&folder).code, 0);
}

#[test]
fn packs_in_files_are_held_against_the_lock_where_that_is_asked_for() {
    let folder = folder();
    let by_path =
        "schema = \"lictor.policy/v1\"\nid = \"acme\"\n[[packs]]\npath = \"packs/tone.wasm\"\ninputs = [\"answer\"]\n";
    fs::create_dir(folder.path().join("packs")).unwrap();
    folder.write("packs/tone.wasm", tone("1.2.0", &["answer"])).write("acme.toml", by_path);
    folder.write("a.jsonl", "{\"id\": \"one\", \"answer\": \"Certainly.\"}\n");
    let strict = || folder.run(&["check", "--quiet", "--locked", "--policy", "acme.toml", "--exit-zero", "a.jsonl"]);
    assert_eq!(check(&folder).code, 0);
    refused(&strict(), 2, &["there is no lock lictor.lock"]);
    assert_eq!(folder.run(&["policy", "lock", "acme.toml"]).code, 0);
    let lock = folder.read("lictor.lock");
    assert!(lock.contains("path = \"packs/tone.wasm\"") && !lock.contains("signer"), "{lock}");
    assert_eq!(strict().code, 0);
    folder.write("packs/tone.wasm", tone("1.2.1", &["answer"]));
    assert_eq!(check(&folder).code, 0, "a file is trusted as it is");
    refused(
        &strict(),
        2,
        &["lictor.lock:6: acme/tone: its digest is locked as sha256:", "`lictor policy update acme.toml acme/tone`"],
    );
    assert_eq!(folder.run(&["policy", "update", "acme.toml"]).code, 0);
    assert_eq!(strict().code, 0);
    // What the lock names and the policy does not.
    folder.write("acme.toml", by_path.replace("path = \"packs/tone.wasm\"", "plugin = \"lictor/refusal\""));
    refused(&strict(), 2, &["does not lock lictor/refusal"]);
    assert_eq!(folder.run(&["policy", "lock", "acme.toml"]).code, 0);
    let left = folder.read("lictor.lock") + lock.split_once("\n\n").unwrap().1;
    folder.write("lictor.lock", left);
    refused(&strict(), 2, &["acme/tone is locked for acme.toml, which does not have it"]);
    // Nobody signs what is inside the program.
    assert_eq!(folder.run(&["policy", "lock", "acme.toml"]).code, 0);
    edited(&folder, "lictor.lock", "contract = ", "signer = \"0123456789abcdef\"\ncontract = ");
    refused(&strict(), 2, &["its signer is locked as 0123456789abcdef, and is nobody whom a trust file admits"]);
    refused(
        &folder.run(&["check", "--locked", "a.jsonl"]),
        2,
        &["a policy that lies in no file has no lock", "`extends`"],
    );
}

#[test]
fn a_trust_file_can_demand_signatures_of_files_too() {
    let folder = folder();
    let entry = key(&folder, "acme", &["acme"], "");
    folder.write("trust.toml", trust(&[&entry])).write("a.jsonl", "{\"id\": \"one\", \"answer\": \"Certainly.\"}\n");
    folder.write("tone.wasm", tone("1.2.0", &["answer"])).write(
        "acme.toml",
        "schema = \"lictor.policy/v1\"\nid = \"acme\"\ntrust = \"trust.toml\"\n[[packs]]\npath = \"tone.wasm\"\n\
         inputs = [\"answer\"]\n[[packs]]\nplugin = \"lictor/refusal\"\ninputs = [\"answer\"]\n",
    );
    assert_eq!(check(&folder).code, 0);
    edited(&folder, "trust.toml", "v1\"\n", "v1\"\npacks = \"all\"\n");
    refused(&check(&folder), 2, &["acme.toml:5:8: nobody signed acme/tone sha256:"]);
    let signed = folder.run(&["plugin", "sign", "tone.wasm", "--key", "acme.key"]);
    assert!(signed.code == 0 && signed.err.contains("tone.wasm.sig"), "{}", signed.err);
    assert_eq!(check(&folder).code, 0);
    assert_eq!(folder.run(&["policy", "lock", "acme.toml"]).code, 0);
    assert!(folder.read("lictor.lock").contains(&format!("signer = \"{}\"", id(&folder, "acme"))));
    let shown = folder.run(&["policy", "show", "acme.toml"]);
    assert!(shown.out.contains("signed by acme ("), "{}", shown.out);
    // Another build under the old signature.
    folder.write("tone.wasm", tone("1.2.0", &["answer", "history"]));
    refused(&check(&folder), 2, &["no signature of acme/tone counts: it is about sha256:", "which is something else"]);
    folder.write("tone.wasm.sig", "{}\n");
    refused(&check(&folder), 2, &["tone.wasm.sig:1: it is no signature of a pack"]);
    edited(&folder, "trust.toml", "packs = \"all\"", "packs = \"some\"");
    refused(&check(&folder), 2, &["trust.toml:2", "unknown variant `some`"]);
}

#[test]
fn keys_count_for_what_the_trust_file_says_and_until_it_says() {
    let folder = unlocked();
    let of = format!("{REFERENCE}:1.2.0");
    let shown = || folder.run(&["plugin", "verify", &of, "--trust", "trust.toml"]);
    let (acme, trusted) = (id(&folder, "acme"), folder.read("trust.toml"));
    assert_eq!(shown().code, 0);
    let lock = || folder.run(&["policy", "lock", "--offline", "acme.toml"]);
    for (old, new, said) in [
        ("roles = [\"publish\"]", "roles = [\"risk\"]", format!("key {acme} of acme may not sign as publish")),
        ("[\"acme\"]", "[\"acme-labs\"]", format!("key {acme} of acme may not sign for acme/tone")),
        ("[\"acme\"]", "[\"acme/other\"]", format!("key {acme} of acme may not sign for acme/tone")),
        ("publishers", "valid_until = 2026-01-31\npublishers", format!("key {acme} was valid until 2026-01-31")),
        ("publishers", "valid_from = 9999-01-31\npublishers", format!("key {acme} is valid from 9999-01-31")),
        (
            "publishers",
            "revoked = { day = 2026-11-01, reason = \"a laptop was stolen\" }\npublishers",
            format!("key {acme} of acme was revoked on 2026-11-01: a laptop was stolen"),
        ),
    ] {
        let at = trusted.rfind(old).unwrap();
        folder.write("trust.toml", format!("{}{new}{}", &trusted[..at], &trusted[at + old.len()..]));
        refused(&lock(), 2, &["no signature of acme/tone counts", &said, "the trust file trust.toml decides"]);
        let shown = shown();
        assert!(shown.code == 1 && shown.out.contains(&said), "{}{}", shown.out, shown.err);
    }
    folder.write("trust.toml", trust(&[]));
    refused(&lock(), 2, &[&format!("the trust file knows no key {acme}")]);
    // A key that covers one pack.
    folder.write("trust.toml", trusted.replace("publishers = [\"acme\"]", "publishers = [\"acme/tone\"]"));
    assert_eq!(lock().code, 0);
}

#[test]
fn a_key_is_replaced_without_a_gap_and_revoked_at_once() {
    let folder = locked();
    let old = folder.read("trust.toml");
    let new = key(&folder, "acme-2027", &["acme"], "");
    let revoked = old.replace(
        "publishers = [\"acme\"]",
        "publishers = [\"acme\"]\nrevoked = { day = 2026-11-20, reason = \"stolen\" }",
    );
    // Both count: what is locked stays locked, whoever signs besides.
    folder.write("trust.toml", format!("{old}\n{new}"));
    sign(&folder, "1.2.0", "acme-2027");
    let lock = folder.read("lictor.lock");
    assert_eq!((check(&folder).code, update(&folder, &[]).code), (0, 0));
    assert_eq!(folder.read("lictor.lock"), lock);
    // The old one is revoked: the pack is still signed, but not by whoever is locked.
    folder.write("trust.toml", format!("{revoked}\n{new}"));
    let (was, is) = (id(&folder, "acme"), id(&folder, "acme-2027"));
    refused(
        &check(&folder),
        2,
        &[
            &format!("the locked signer is {was}, whose signature does not count"),
            "revoked on 2026-11-20: stolen",
            &format!("{is} (acme-2027) signed it"),
        ],
    );
    let updated = update(&folder, &["acme/tone"]);
    assert!(
        updated.code == 0 && updated.out.contains(&format!("signer {was} → {is}")),
        "{}{}",
        updated.out,
        updated.err
    );
    assert_eq!(check(&folder).code, 0);
    let shown =
        folder.run(&["plugin", "verify", &format!("{REFERENCE}:1.2.0"), "--trust", "trust.toml", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let counts = |key: &str| {
        let all = shown["signatures"].as_array().unwrap();
        all.iter().find(|signature| signature["key"] == key).unwrap()["counts"].as_bool().unwrap()
    };
    assert_eq!((shown["schema"].as_str(), counts(&was), counts(&is)), (Some("lictor.signatures/v1"), false, true));
}

#[test]
fn another_team_cannot_sign_for_acme_nor_put_its_pack_in_the_place_of_acmes() {
    let folder = unlocked();
    let evil = key(&folder, "evil", &["evil"], "");
    let acme = folder.read("trust.toml");
    folder.write("trust.toml", format!("{acme}\n{evil}"));
    fs::remove_dir_all(folder.path().join("store")).unwrap();
    add(&folder, tone("1.2.0", &["answer"]), "1.2.0");
    sign(&folder, "1.2.0", "evil");
    let lock = || folder.run(&["policy", "lock", "--offline", "acme.toml"]);
    refused(&lock(), 2, &[&format!("key {} of evil may not sign for acme/tone", id(&folder, "evil"))]);
    // Its own pack, properly signed, under Acme's reference.
    fs::remove_dir_all(folder.path().join("store")).unwrap();
    add(&folder, pack("evil/tone", "1.2.0", &["answer"]), "1.2.0");
    sign(&folder, "1.2.0", "evil");
    refused(&lock(), 2, &["this is `evil/tone`, and the policy calls it `acme/tone`"]);
    assert!(!folder.path().join("lictor.lock").exists());
}

#[test]
fn a_store_that_was_written_to_is_noticed() {
    let folder = locked();
    let artifact = store(&folder)
        .artifact(&store(&folder).resolve(&format!("{REFERENCE}:1.2.0").parse().unwrap()).unwrap().unwrap());
    let artifact = artifact.unwrap();
    let blob = |digest: &lictor_model::Digest| folder.path().join("store/blobs/sha256").join(digest.hex());
    for bytes in [artifact.component(), artifact.config(), artifact.manifest()] {
        let path = blob(&lictor_model::Digest::of(bytes));
        let mut altered = bytes.to_vec();
        let last = altered.len() - 1;
        altered[last] ^= 1;
        fs::write(&path, &altered).unwrap();
        refused(&check(&folder), 2, &["was altered or damaged"]);
        refused(&verify(&folder), 2, &["was altered or damaged"]);
        fs::write(&path, bytes).unwrap();
    }
    assert_eq!(check(&folder).code, 0);
}

#[test]
fn signing_says_what_and_signs_once() {
    let folder = folder();
    key(&folder, "acme", &["acme"], "");
    folder.write("tone.wasm", tone("1.2.0", &["answer"])).write("text.wasm", "text");
    let sign = |what: &str, key: &str| folder.run(&["plugin", "sign", what, "--key", key]);
    let done = sign("tone.wasm", "acme.key");
    assert!(done.code == 0 && done.err.contains("acme/tone 1.2.0 sha256:"), "{}", done.err);
    let line = folder.read("tone.wasm.sig");
    let again = sign("tone.wasm", "acme.key");
    assert!(again.code == 0 && again.err.contains("was signed by"), "{}", again.err);
    assert_eq!(folder.read("tone.wasm.sig"), line);
    key(&folder, "second", &["acme"], "");
    assert_eq!(sign("tone.wasm", "second.key").code, 0);
    assert_eq!(folder.read("tone.wasm.sig").lines().count(), 2);
    // Signatures of an earlier build say nothing about this one.
    folder.write("tone.wasm", tone("1.2.1", &["answer"]));
    assert_eq!(sign("tone.wasm", "acme.key").code, 0);
    assert_eq!(folder.read("tone.wasm.sig").lines().count(), 1);
    refused(&sign("text.wasm", "acme.key"), 2, &["text.wasm", "not WebAssembly"]);
    refused(&sign("none.wasm", "acme.key"), 2, &["there is no file none.wasm, and it is no reference either"]);
    refused(
        &sign("registry.acme.example/packs/tone:1.0.0", "acme.key"),
        2,
        &["is not in the store", "`lictor plugin pull"],
    );
    refused(&sign("tone.wasm", "acme.pub"), 2, &["the public half does not sign"]);
    folder.write("trust.toml", trust(&[]));
    let shown = folder.run(&["plugin", "verify", "tone.wasm", "--trust", "trust.toml"]);
    assert!(shown.code == 1 && shown.out.contains("does not") && shown.out.contains("knows no key"), "{}", shown.out);
}

#[test]
fn a_risk_officer_sees_which_pack_and_whose() {
    let folder = locked();
    let shown = folder.run(&["policy", "show", "acme.toml", "--format", "json"]);
    let shown: serde_json::Value = serde_json::from_str(&shown.out).unwrap();
    let (tone, embedded) = (&shown["packs"][0], &shown["packs"][1]);
    assert_eq!(tone["reference"], format!("{REFERENCE}:1.2.0"));
    assert_eq!(tone["signer"]["key"], id(&folder, "acme"));
    assert!(tone["artifact"].as_str().unwrap().starts_with("sha256:") && tone["artifact"] != tone["digest"]);
    assert!(embedded.get("signer").is_none() && embedded.get("reference").is_none(), "{embedded}");
    let text = folder.run(&["policy", "show", "acme.toml"]).out;
    assert!(text.contains(&format!("from {REFERENCE}:1.2.0")) && text.contains("signed by acme ("), "{text}");
    // A record is the same wherever the pack lies.
    let by_reference = check(&folder).out;
    folder.write("tone.wasm", tone_of_store(&folder));
    let by_path = policy("1.2.0").replace(&format!("reference = \"{REFERENCE}:1.2.0\""), "path = \"tone.wasm\"");
    folder.write("acme.toml", by_path);
    assert_eq!(check(&folder).out, by_reference);
}

fn tone_of_store(folder: &Folder) -> Vec<u8> {
    let store = store(folder);
    let digest = store.resolve(&format!("{REFERENCE}:1.2.0").parse().unwrap()).unwrap().unwrap();
    store.artifact(&digest).unwrap().into_component()
}
