//! A signature of a pack: what is read can be written, and is then read as the same; nothing counts that the key did not sign,
//! and what is no signature is not repeated.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use lictor_artifact::{Artifact, PackSignature, Signatures};
use lictor_signing::{PrivateKey, TrustFile, trust_entry};

/// A pack, who may sign it, and the signature that exists.
struct Scene {
    artifact: Artifact,
    trust: TrustFile,
    signature: PackSignature,
}

const NOW: &str = "2026-11-28T12:00:00Z";

fn scene() -> &'static Scene {
    static SCENE: OnceLock<Scene> = OnceLock::new();
    SCENE.get_or_init(|| {
        let artifact = Artifact::of(lictor_dist::PACKS[2].component.to_vec()).expect("a reference pack");
        let key = PrivateKey::generate().expect("randomness");
        let entry = trust_entry(&key.public(), "Lictor").replace("roles = []", "roles = [\"publish\"]");
        let text = format!("schema = \"lictor.trust/v1\"\n{entry}publishers = [\"lictor\"]\n");
        let trust = TrustFile::parse("trust.toml", &text).expect("a trust file");
        let signature = PackSignature::sign(&artifact, &key, NOW.parse().expect("a time"));
        Scene { artifact, trust, signature }
    })
}

fuzz_target!(|data: (u16, &[u8])| {
    let scene = scene();
    let (at, bytes) = data;
    // Bytes as they are, and in the place of some of a signature that counts.
    let mut spliced = scene.signature.to_json().into_bytes();
    let begin = usize::from(at) % spliced.len();
    let end = (begin + bytes.len()).min(spliced.len());
    spliced.splice(begin..end, bytes.iter().copied());
    for text in [bytes, &spliced] {
        match PackSignature::parse(text) {
            Ok(read) => {
                let written = read.to_json();
                assert_eq!(PackSignature::parse(written.as_bytes()).as_ref(), Ok(&read));
                let now = NOW.parse().expect("a time");
                let found = Signatures::of_documents(&scene.artifact, [written.as_bytes()], &scene.trust, now);
                assert_eq!(found.counted.is_empty(), read != scene.signature, "{written}");
            }
            Err(error) => assert!(error.to_string().is_ascii() && error.to_string().len() < 200),
        }
    }
});
