//! Whose signatures count, for what, and until when.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use jiff::Timestamp;
use lictor_signing::{Domain, PrivateKey, TrustFile, Untrusted};

const DOMAIN: Domain = Domain::new("test.thing/v1");
const NOW: &str = "2026-06-15T12:00:00Z";

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A trust file with one key and whatever else its entry says.
fn trust(key: &PrivateKey, more: &str) -> TrustFile {
    let public = key.public();
    let text = format!(
        "schema = \"lictor.trust/v1\"\n[[keys]]\nid = \"{}\"\npublic_key = \"{public}\"\nholder = \"Jane Doe\"\n{more}",
        public.id()
    );
    TrustFile::parse("trust.toml", &text).unwrap()
}

fn verify(trust: &TrustFile, key: &PrivateKey, at: &str) -> Result<(), Untrusted> {
    let signature = key.sign(DOMAIN, b"bytes");
    let id = key.public().id();
    trust.verify(id.as_str(), &signature, DOMAIN, b"bytes", time(at), time(NOW)).map(|_| ())
}

#[test]
fn a_key_counts_from_its_first_day_to_its_last() {
    let key = PrivateKey::generate().unwrap();
    let trust = trust(&key, "valid_from = 2026-02-01\nvalid_until = 2026-05-31\n");
    assert!(matches!(verify(&trust, &key, "2026-01-31T23:59:59Z"), Err(Untrusted::NotYetValid { .. })));
    assert_eq!(verify(&trust, &key, "2026-02-01T00:00:00Z"), Ok(()));
    assert_eq!(verify(&trust, &key, "2026-05-31T23:59:59Z"), Ok(()));
    assert!(matches!(verify(&trust, &key, "2026-06-01T00:00:00Z"), Err(Untrusted::Expired { .. })));
}

#[test]
fn a_time_in_the_future_does_not_count() {
    let key = PrivateKey::generate().unwrap();
    let trust = trust(&key, "");
    assert_eq!(verify(&trust, &key, "2026-06-15T12:05:00Z"), Ok(()), "clocks may differ a little");
    assert!(matches!(verify(&trust, &key, "2026-06-15T12:05:01Z"), Err(Untrusted::Future { .. })));
}

#[test]
fn nothing_that_a_revoked_key_signed_counts() {
    let key = PrivateKey::generate().unwrap();
    let trust = trust(&key, "revoked = { day = 2026-06-01, reason = \"the laptop was stolen\" }\n");
    // A thief writes any time that he likes.
    for at in ["2026-01-01T00:00:00Z", "2026-06-10T00:00:00Z"] {
        let refused = verify(&trust, &key, at).unwrap_err();
        assert!(refused.to_string().ends_with("revoked on 2026-06-01: the laptop was stolen"), "{refused}");
    }
}

#[test]
fn unknown_keys_altered_bytes_and_other_domains_do_not_count() {
    let (key, stranger) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let trust = trust(&key, "");
    let (id, at) = (key.public().id(), time(NOW));
    assert!(matches!(verify(&trust, &stranger, NOW), Err(Untrusted::UnknownKey(_))));
    let signed =
        |signature, domain, bytes: &[u8]| trust.verify(id.as_str(), &signature, domain, bytes, at, at).map(|_| ());
    let bad = Err(Untrusted::BadSignature(id.clone()));
    assert_eq!(signed(key.sign(DOMAIN, b"bytes"), DOMAIN, b"bytes"), Ok(()));
    assert_eq!(signed(stranger.sign(DOMAIN, b"bytes"), DOMAIN, b"bytes"), bad, "a stranger under a known id");
    assert_eq!(signed(key.sign(DOMAIN, b"bytes"), DOMAIN, b"other"), bad);
    assert_eq!(signed(key.sign(Domain::new("test.other/v1"), b"bytes"), DOMAIN, b"bytes"), bad);
}

#[test]
fn an_id_that_is_none_is_not_shown() {
    let trust = trust(&PrivateKey::generate().unwrap(), "");
    let signature = PrivateKey::generate().unwrap().sign(DOMAIN, b"");
    let refused = trust.verify("\u{1b}[2J", &signature, DOMAIN, b"", time(NOW), time(NOW)).unwrap_err();
    assert!(!refused.to_string().contains('\u{1b}'));
}

#[test]
fn roles_and_publishers_are_asked_for_by_name() {
    let key = PrivateKey::generate().unwrap();
    let trust = trust(&key, "roles = [\"risk\"]\npublishers = [\"acme\", \"other/finance\"]\n");
    let key = &trust.keys()[0];
    assert_eq!(key.require_role("risk"), Ok(()));
    assert_eq!(
        key.require_role("product").unwrap_err().to_string(),
        format!("key {} of Jane Doe may not sign as product: the trust file gives it risk", key.id)
    );
    for (name, may) in [
        ("acme", true),
        ("acme/finance", true),
        ("acme-labs/finance", false),
        ("other/finance", true),
        ("other/finance-2", false),
        ("other", false),
        ("", false),
    ] {
        assert_eq!(key.require_publisher(name).is_ok(), may, "{name}");
    }
}

#[test]
fn errors_name_the_line_and_the_mend() {
    let key = PrivateKey::generate().unwrap().public();
    let other = PrivateKey::generate().unwrap().public();
    let entry = format!("[[keys]]\nid = \"{}\"\npublic_key = \"{key}\"\nholder = \"Jane\"\n", key.id());
    let head = "schema = \"lictor.trust/v1\"\n";
    for (text, line, part) in [
        ("schema = \"lictor.trust/v2\"\n".to_owned(), 1, "no trust file that is known"),
        (entry.clone(), 1, "missing field `schema`"),
        (format!("{head}{entry}rolls = [\"risk\"]\n"), 6, "unknown field `rolls`, expected one of"),
        (format!("{head}{}", entry.replace(key.id().as_str(), "0123")), 3, "16 lower-case hexadecimal digits"),
        (format!("{head}{}", entry.replace(key.id().as_str(), other.id().as_str())), 3, "not this one"),
        (format!("{head}{}", entry.replace(&key.to_string(), "AAAA")), 4, "no Ed25519 public key in base64"),
        (format!("{head}{}", entry.replace("Jane", " ")), 5, "holder must be one line"),
        (format!("{head}{entry}valid_from = 2026-01-01T00:00:00Z\n"), 6, "this is no day"),
        (format!("{head}{entry}valid_from = 2026-02-01\nvalid_until = 2026-01-01\n"), 7, "comes before its first"),
        (format!("{head}{entry}publishers = [\"Acme\"]\n"), 6, "a publisher is `acme`"),
        (format!("{head}{entry}revoked = {{ day = 2026-01-01 }}\n"), 6, "missing field `reason`"),
        (format!("{head}{entry}{entry}"), 7, "in the file twice"),
        (format!("{head}keys = 3\n"), 2, "invalid type"),
        (format!("{head}[[keys]\n"), 2, ""),
    ] {
        let error = TrustFile::parse("trust.toml", &text).unwrap_err();
        assert!(error.to_string().starts_with(&format!("trust.toml:{line}: ")), "{error}\n{text}");
        assert!(error.to_string().contains(part), "{error}\n{text}");
    }
}

#[test]
fn a_trust_file_of_no_keys_trusts_nobody() {
    let trust = TrustFile::parse("t", "schema = \"lictor.trust/v1\"\n").unwrap();
    assert!(matches!(verify(&trust, &PrivateKey::generate().unwrap(), NOW), Err(Untrusted::UnknownKey(_))));
}

#[test]
fn the_entry_that_is_printed_is_one_that_is_read() {
    let key = PrivateKey::generate().unwrap();
    let entry = lictor_signing::trust_entry(&key.public(), "Jane \"J\" Doe");
    let trust = TrustFile::parse("t", &format!("schema = \"lictor.trust/v1\"\n{entry}")).unwrap();
    assert_eq!(trust.keys()[0].holder, "Jane \"J\" Doe");
    assert_eq!(verify(&trust, &key, NOW), Ok(()));
    assert!(trust.keys()[0].require_role("risk").is_err(), "no role until somebody gives it one");
}
