//! Packs from a registry: what is locked and signed is served, and a lock or a trust file that no longer says so changes nothing.

use std::path::Path;
use std::time::SystemTime;

use lictor::{Lock, Options, PolicyFile, Supply, draft_lock, lock_path, locked_name};
use lictor_artifact::{Artifact, PackSignature, Reference, Store};
use lictor_signing::{PrivateKey, trust_entry};
use serde_json::{Value, json};

use crate::common::{Event, Folder, Running, folder, sample};

const TONE: &str = "registry.acme.example/packs/tone:1.2.0";

const SERVED: &str = "store = \"store\"\nlocked = true\n[[policies]]\nname = \"acme\"\npolicy = \"acme.toml\"\n";

/// A pack with one rule, which every answer breaks.
fn tone() -> Artifact {
    let mut manifest = lictor_hostile::manifest();
    manifest["publisher"] = json!("acme");
    manifest["pack"] = json!("tone");
    manifest["version"] = json!("1.2.0");
    manifest["rules"][0]["message"] = json!("what every answer says");
    manifest["rules"][0]["detail"] = json!({});
    let manifest = manifest.to_string();
    let check = "(call $report_rule (i32.const 1024) (i32.const 6))".to_owned();
    let guest = lictor_hostile::Guest { manifest: manifest.clone(), check, ..Default::default() };
    Artifact::of(guest.build_with_section(manifest.as_bytes())).unwrap()
}

fn trust(key: &PrivateKey, more: &str) -> String {
    let entry = trust_entry(&key.public(), "Acme").replace("roles = []", "roles = [\"publish\"]");
    format!("schema = \"lictor.trust/v1\"\n{entry}publishers = [\"acme\"]\n{more}\n")
}

fn write_lock(policy: &Path, store: &Path, tone: &Artifact) {
    let file = PolicyFile::read(policy).unwrap();
    let supply = Supply { store: Some(store.into()), now: SystemTime::now(), ..Supply::default() };
    let options = Options { supply, ..Options::default() };
    let digests = [("acme/tone".to_owned(), tone.digest())].into();
    let packs = draft_lock(&file, &options, &Lock::default(), &digests).unwrap();
    let mut lock = Lock::default();
    lock.replace(&locked_name(&file).unwrap(), packs);
    lock.write(&lock_path(&file).unwrap()).unwrap();
}

fn locked() -> (Folder, PrivateKey) {
    let (folder, key, tone) = (folder(), PrivateKey::generate().unwrap(), tone());
    let store = folder.path().join("store");
    let reference: Reference = TONE.parse().unwrap();
    Store::open(&store).unwrap().add(&tone, Some(&reference)).unwrap();
    let signature = PackSignature::sign(&tone, &key, SystemTime::now().try_into().unwrap());
    Store::open(&store).unwrap().add_signature_document(&tone.digest(), signature.to_json().into_bytes()).unwrap();
    folder.write("trust.toml", trust(&key, ""));
    let policy = folder.write(
        "acme.toml",
        format!(
            "schema = \"lictor.policy/v1\"\nid = \"acme\"\ntrust = \"trust.toml\"\n[[packs]]\nplugin = \"acme/tone\"\n\
             reference = \"{TONE}\"\ninputs = [\"answer\"]\n"
        ),
    );
    write_lock(&policy, &store, &tone);
    (folder, key)
}

async fn found(served: &Running) -> Value {
    let record: Value = served.post("/v1/check", sample("Certainly.")).await.json().await.unwrap();
    record["findings"][0]["rule"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_or_trust_file_that_goes_bad_keeps_what_was_good() {
    let (folder, key) = locked();
    let mut served = folder.serve(SERVED).await;
    served.happens(|event| *event == Event::Ready).await;
    assert_eq!(found(&served).await, "acme/EVL001");
    let lock = std::fs::read_to_string(served.folder.path().join("lictor.lock")).unwrap();
    for (file, bad, good, said) in [
        (
            "lictor.lock",
            lock.replace("inputs = [\"answer\"]", "inputs = []"),
            lock.clone(),
            "what it reads is locked as nothing",
        ),
        ("lictor.lock", "schema = ".into(), lock.clone(), "lictor.lock:1:"),
        (
            "trust.toml",
            trust(&key, "revoked = { day = 2026-01-01, reason = \"stolen\" }"),
            trust(&key, ""),
            "was revoked on 2026-01-01: stolen",
        ),
    ] {
        served.folder.write(file, bad);
        let Event::Kept(why) = served.happens(|event| matches!(event, Event::Kept(_))).await else { unreachable!() };
        assert!(why.contains(said), "{why}");
        assert_eq!(found(&served).await, "acme/EVL001");
        served.folder.write(file, good);
        served.happens(|event| *event == Event::Reloaded).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_says_which_pack_runs_and_who_signed_it() {
    let (folder, key) = locked();
    let served = folder.serve(SERVED).await;
    let policies: Value = served.get("/v1/policies").await.json().await.unwrap();
    let pack = &policies["policies"][0]["packs"][0];
    assert_eq!(
        (&pack["plugin"], &pack["version"], &pack["reference"]),
        (&json!("acme/tone"), &json!("1.2.0"), &json!(TONE))
    );
    assert_eq!(pack["artifact"], json!(tone().digest()));
    assert_eq!((&pack["signer"]["holder"], &pack["signer"]["key"]), (&json!("Acme"), &json!(key.public().id())));
    assert_eq!(pack["inputs"], json!(["answer"]));
}
