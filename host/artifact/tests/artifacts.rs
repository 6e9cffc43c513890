//! What a component is as an artifact, and what is no artifact of a pack.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

mod common;

use common::{artifact, component, signature, with_sections};
use lictor_artifact::{
    Artifact, ArtifactError, Descriptor, MOST_COMPONENT_BYTES, MOST_MANIFEST_BYTES, MOST_SIGNATURE_BYTES,
    SignatureArtifact,
};
use lictor_model::Digest;
use serde_json::{Value, json};

#[test]
fn the_reference_packs_are_artifacts() {
    for pack in lictor_dist::PACKS {
        let artifact = Artifact::of(pack.component.to_vec()).unwrap();
        assert_eq!(artifact.plugin(), pack.plugin);
        let config: Value = serde_json::from_slice(artifact.config()).unwrap();
        let exports = config["component"]["exports"].as_array().unwrap();
        assert!(exports.iter().any(|export| export.as_str().unwrap().starts_with("lictor:plugin/")), "{config}");
        assert_eq!(config["layerDigests"], json!([Digest::of(pack.component)]));
        let again =
            Artifact::from_parts(artifact.manifest().to_vec(), artifact.config().to_vec(), pack.component.to_vec());
        assert_eq!(again.unwrap(), artifact);
    }
}

/// Signatures and locks name the digest: the bytes may never change.
#[test]
fn the_bytes_are_for_ever() {
    let artifact = artifact("acme/tone", "1.2.0");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let component = Digest::of(artifact.component());
    assert_eq!(
        text(artifact.config()),
        format!(
            "{{\"created\":\"1970-01-01T00:00:00Z\",\"architecture\":\"wasm\",\"os\":\"wasip2\",\"layerDigests\":[\"{component}\"],\
             \"component\":{{\"exports\":[],\"imports\":[],\"target\":null}}}}"
        )
    );
    let (config, config_size) = (Digest::of(artifact.config()), artifact.config().len());
    assert_eq!(
        text(artifact.manifest()),
        format!(
            "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{{\
             \"mediaType\":\"application/vnd.wasm.config.v0+json\",\"digest\":\"{config}\",\"size\":{config_size}}},\
             \"layers\":[{{\"mediaType\":\"application/wasm\",\"digest\":\"{component}\",\"size\":{}}}],\
             \"annotations\":{{\"org.opencontainers.image.title\":\"acme/tone\",\
             \"org.opencontainers.image.version\":\"1.2.0\"}}}}",
            artifact.component().len()
        )
    );
    let signed = SignatureArtifact::of(signature(&artifact.descriptor(), "k"), &artifact.descriptor()).unwrap();
    let (document, subject) = (Digest::of(signed.document()), artifact.digest());
    assert_eq!(
        text(signed.manifest()),
        format!(
            "{{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
             \"artifactType\":\"application/vnd.lictor.signature.v1+json\",\"config\":{{\
             \"mediaType\":\"application/vnd.oci.empty.v1+json\",\
             \"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2}},\
             \"layers\":[{{\"mediaType\":\"application/vnd.lictor.signature.v1+json\",\"digest\":\"{document}\",\
             \"size\":{}}}],\"subject\":{{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
             \"digest\":\"{subject}\",\"size\":{}}}}}",
            signed.document().len(),
            artifact.manifest().len()
        )
    );
    assert_eq!(SignatureArtifact::from_parts(signed.manifest().to_vec(), signed.document().to_vec()).unwrap(), signed);
}

#[test]
fn what_is_no_pack_is_told() {
    let manifest = |publisher: &str, pack: &str, version: &str| {
        let manifest =
            json!({"schema": "lictor.manifest/v1", "publisher": publisher, "pack": pack, "version": version});
        with_sections(&[&manifest.to_string()])
    };
    let whole = component("acme/tone", "1.2.0");
    let mut deep = "[".repeat(100_000);
    deep.insert_str(0, r#"{"schema": "lictor.manifest/v1", "x": "#);
    for (bytes, words) in [
        (b"{}".to_vec(), "not WebAssembly"),
        (b"\0asm\x01\0\0\0".to_vec(), "core WebAssembly module"),
        (whole[..whole.len() - 1].to_vec(), "not a whole component"),
        (with_sections(&[]), "has no section"),
        (with_sections(&["{}", "{}"]), "more than one section"),
        (with_sections(&["{}"]), "does not say which one"),
        (with_sections(&["\u{1b}[2J"]), "does not say which one"),
        (with_sections(&[&deep]), "does not say which one"),
        (manifest("acme", "tone", "1.2"), "no version"),
        (manifest("acme", "tone", "latest"), "no version"),
        (manifest("Acme", "tone", "1.2.0"), "lower-case"),
        (manifest("acme", "../tone", "1.2.0"), "lower-case"),
        (manifest("", "tone", "1.2.0"), "lower-case"),
        (vec![0; MOST_COMPONENT_BYTES as usize + 1], "more than the 67108864 allowed"),
    ] {
        let error = Artifact::of(bytes).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
        assert!(!error.contains('\u{1b}'), "{error}");
    }
}

/// A pack inside a component is not that component's own word.
#[test]
fn only_the_outermost_says_which_pack_it_is() {
    let inner = component("acme/other", "9.9.9");
    let mut outer = wasm_encoder::Component::new();
    outer.section(&wasm_encoder::RawSection { id: 4, data: &inner });
    assert_eq!(Artifact::of(outer.clone().finish()), Err(ArtifactError::Manifests(0)));
    let mut bytes = component("acme/tone", "1.0.0");
    bytes.extend(&outer.finish()[8..]);
    assert_eq!(Artifact::of(bytes).unwrap().plugin(), "acme/tone");
}

/// Somebody's manifest for a component, after a change.
fn altered(change: impl FnOnce(&mut Value)) -> Result<Artifact, ArtifactError> {
    let artifact = artifact("acme/tone", "1.2.0");
    let mut manifest: Value = serde_json::from_slice(artifact.manifest()).unwrap();
    change(&mut manifest);
    let manifest = serde_json::to_vec(&manifest).unwrap();
    Artifact::from_parts(manifest, artifact.config().to_vec(), artifact.component().to_vec())
}

#[test]
fn another_tools_manifest_is_read_and_held_to_its_word() {
    let other = altered(|manifest| {
        manifest["annotations"] = json!({"org.opencontainers.image.created": "2026-11-28T00:00:00Z"});
    });
    let other = other.unwrap();
    let ours = artifact("acme/tone", "1.2.0");
    assert_ne!(other.digest(), ours.digest());
    assert_eq!((other.plugin(), other.version(), other.component()), ("acme/tone", "1.2.0", ours.component()));
    for (change, words) in [
        (
            Box::new(|m: &mut Value| m["mediaType"] = json!("application/vnd.docker.distribution.manifest.v2+json"))
                as Box<dyn FnOnce(&mut Value)>,
            "no manifest",
        ),
        (Box::new(|m: &mut Value| m["schemaVersion"] = json!(1)), "no manifest"),
        (
            Box::new(|m: &mut Value| m["config"]["mediaType"] = json!("application/vnd.oci.image.config.v1+json")),
            "not one WebAssembly",
        ),
        (
            Box::new(|m: &mut Value| m["layers"][0]["mediaType"] = json!("application/octet-stream")),
            "not one WebAssembly",
        ),
        (Box::new(|m: &mut Value| m["layers"] = json!([])), "not one WebAssembly"),
        (
            Box::new(|m: &mut Value| {
                let layer = m["layers"][0].clone();
                m["layers"] = json!([layer, layer]);
            }),
            "not one WebAssembly",
        ),
        (
            Box::new(|m: &mut Value| {
                let config = m["config"].clone();
                m["subject"] = config;
            }),
            "not one WebAssembly",
        ),
        (
            Box::new(|m: &mut Value| {
                let (config, layer) = (m["config"]["digest"].clone(), m["layers"][0]["digest"].clone());
                m["config"]["digest"] = layer;
                m["layers"][0]["digest"] = config;
            }),
            "configuration is not what was named",
        ),
        (Box::new(|m: &mut Value| m["layers"][0]["size"] = json!(1)), "component is not what was named"),
        (Box::new(|m: &mut Value| m["layers"][0]["size"] = json!(u64::MAX)), "more than the"),
        (Box::new(|m: &mut Value| m["config"]["size"] = json!(1_u64 << 40)), "more than the"),
        (Box::new(|m: &mut Value| m["layers"][0]["digest"] = json!("sha512:00")), "no manifest"),
        (
            Box::new(|m: &mut Value| m["annotations"]["org.opencontainers.image.version"] = json!("9.0.0")),
            "calls it otherwise",
        ),
        (
            Box::new(|m: &mut Value| m["annotations"]["org.opencontainers.image.title"] = json!("lictor/tone")),
            "calls it otherwise",
        ),
    ] {
        let error = altered(change).unwrap_err().to_string();
        assert!(error.contains(words), "{words}: {error}");
    }
    let ours = artifact("acme/tone", "1.2.0");
    let huge = vec![b' '; MOST_MANIFEST_BYTES as usize + 1];
    let error = Artifact::from_parts(huge, ours.config().to_vec(), ours.component().to_vec()).unwrap_err();
    assert!(matches!(error, ArtifactError::TooLarge { what: "manifest", .. }));
}

#[test]
fn a_configuration_of_something_else_is_refused() {
    let ours = artifact("acme/tone", "1.2.0");
    for config in
        [&b"{}"[..], b"null", br#"{"architecture": "amd64"}"#, br#"{"architecture": "wasm", "layerDigests": []}"#]
    {
        let mut manifest: Value = serde_json::from_slice(ours.manifest()).unwrap();
        manifest["config"]["digest"] = json!(Digest::of(config));
        manifest["config"]["size"] = json!(config.len());
        let manifest = serde_json::to_vec(&manifest).unwrap();
        let read = Artifact::from_parts(manifest, config.to_vec(), ours.component().to_vec());
        match config.ends_with(b"[]}") {
            true => assert!(read.is_ok()),
            false => assert_eq!(read, Err(ArtifactError::Config)),
        }
    }
}

#[test]
fn signatures_are_of_one_artifact() {
    let (ours, other) = (artifact("acme/tone", "1.2.0"), artifact("acme/tone", "1.3.0"));
    let document = signature(&ours.descriptor(), "k");
    assert!(matches!(SignatureArtifact::of(document.clone(), &other.descriptor()), Err(ArtifactError::Subject { .. })));
    assert_eq!(SignatureArtifact::of(b"{}".to_vec(), &ours.descriptor()), Err(ArtifactError::NoSignature));
    let long = [&document[..], &vec![b' '; MOST_SIGNATURE_BYTES as usize]].concat();
    assert!(matches!(SignatureArtifact::of(long, &ours.descriptor()), Err(ArtifactError::TooLarge { .. })));
    let signed = SignatureArtifact::of(document.clone(), &ours.descriptor()).unwrap();
    let forged = signature(&ours.descriptor(), "other");
    assert!(matches!(
        SignatureArtifact::from_parts(signed.manifest().to_vec(), forged),
        Err(ArtifactError::Digest { what: "signature", .. })
    ));
    // The artifact's own manifest is that of no signature, and the other way round.
    assert_eq!(SignatureArtifact::from_parts(ours.manifest().to_vec(), document), Err(ArtifactError::NoSignature));
    assert_eq!(
        Artifact::from_parts(signed.manifest().to_vec(), b"{}".to_vec(), ours.component().to_vec()),
        Err(ArtifactError::NoComponent)
    );
    assert_eq!(
        signed.descriptor(),
        Descriptor {
            artifact_type: Some("application/vnd.lictor.signature.v1+json".into()),
            ..Descriptor::of("application/vnd.oci.image.manifest.v1+json", signed.manifest())
        }
    );
}
