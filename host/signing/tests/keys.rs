//! Keys, their files and their signatures.
#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::path::Path;

use lictor_signing::{
    Domain, KeyError, KeyFile, PrivateKey, Protection, PublicKey, Signature, read_public, write_pair,
};
use proptest::prelude::*;

const ONE: Domain = Domain::new("test.one/v1");
const OTHER: Domain = Domain::new("test.other/v1");

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Made up here, so that no file holds anything that looks like a password.
fn password() -> String {
    ["correct", "horse", "battery"].join("-")
}

#[test]
fn a_signature_holds_for_its_key_its_domain_and_its_bytes_only() {
    let (key, stranger) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
    let signature = key.sign(ONE, b"bytes");
    let public = key.public();
    assert!(public.verifies(ONE, b"bytes", &signature));
    assert!(!stranger.public().verifies(ONE, b"bytes", &signature), "another key");
    assert!(!public.verifies(OTHER, b"bytes", &signature), "another domain");
    assert!(!public.verifies(ONE, b"byteS", &signature), "other bytes");
    assert!(!public.verifies(ONE, b"bytes ", &signature), "more bytes");
    assert_eq!(signature, key.sign(ONE, b"bytes"), "the same bytes give the same signature");
}

#[test]
fn a_domain_cannot_be_written_into_the_bytes() {
    let key = PrivateKey::generate().unwrap();
    let signature = key.sign(Domain::new("test"), b"one/v1\nbytes");
    assert!(!key.public().verifies(ONE, b"bytes", &signature));
    assert!(std::panic::catch_unwind(|| Domain::new("test\nx")).is_err());
    assert!(std::panic::catch_unwind(|| Domain::new("")).is_err());
}

proptest! {
    #[test]
    fn any_altered_bit_of_a_signature_or_a_message_is_seen(bytes in prop::collection::vec(any::<u8>(), 1..64), bit in 0usize..512) {
        let key = PrivateKey::generate().unwrap();
        let signature = key.sign(ONE, &bytes);
        let mut raw = data_of(&signature);
        raw[bit / 8] ^= 1 << (bit % 8);
        let altered: Signature = base64(&raw).parse().unwrap();
        prop_assert!(!key.public().verifies(ONE, &bytes, &altered));
        let mut other = bytes.clone();
        let bit = bit % (other.len() * 8);
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(!key.public().verifies(ONE, &other, &signature));
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,200}") {
        let _ = text.parse::<Signature>();
        let _ = text.parse::<PublicKey>();
        let _ = PublicKey::from_pem(&text);
        let _ = PublicKey::from_pem(&format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n"));
        let _ = lictor_signing::TrustFile::parse("t", &text);
    }
}

fn data_of(signature: &Signature) -> Vec<u8> {
    data_encoding::BASE64.decode(signature.to_string().as_bytes()).unwrap()
}

fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}

#[test]
fn a_pair_is_written_and_read_again() {
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let paths = write_pair(&folder.path().join("jane.doe"), &key, &Protection::Password(&password())).unwrap();
    assert_eq!(paths.private, folder.path().join("jane.doe.key"));
    assert_eq!(read_public(&paths.public).unwrap(), key.public());
    let file = KeyFile::read(&paths.private).unwrap();
    assert!(file.is_encrypted());
    assert_eq!(file.open(Some(&password())).unwrap().public(), key.public());
    let text = std::fs::read_to_string(&paths.private).unwrap();
    assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), "{text}");
}

#[test]
fn the_name_of_a_key_is_the_digest_of_its_bytes() {
    let key = PrivateKey::generate().unwrap().public();
    // The last 32 bytes of the SubjectPublicKeyInfo are the key.
    let der = data_encoding::BASE64.decode(key.to_string().as_bytes()).unwrap();
    let digest = sha256(&der[der.len() - 32..]);
    assert_eq!(key.id().as_str(), &digest[..16]);
    assert_eq!(key.to_string().parse::<PublicKey>().unwrap(), key);
}

fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(bytes))
}

#[test]
fn a_wrong_password_or_none_does_not_open_a_key() {
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let paths = write_pair(&folder.path().join("k"), &key, &Protection::Password(&password())).unwrap();
    let file = KeyFile::read(&paths.private).unwrap();
    for wrong in ["", "wrong", &format!("{} ", password())] {
        assert!(matches!(file.open(Some(wrong)), Err(KeyError::WrongPassword { .. })), "{wrong}");
    }
    assert!(matches!(file.open(None), Err(KeyError::NoPassword { .. })));
    let empty = write_pair(&folder.path().join("e"), &key, &Protection::Password(""));
    assert!(matches!(empty, Err(KeyError::EmptyPassword)));
}

#[test]
fn no_key_is_ever_overwritten() {
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let name = folder.path().join("k");
    std::fs::write(folder.path().join("k.pub"), "mine").unwrap();
    assert!(matches!(write_pair(&name, &key, &Protection::None), Err(KeyError::Exists { .. })));
    assert!(!folder.path().join("k.key").exists(), "no half of a pair is left");
    assert_eq!(std::fs::read_to_string(folder.path().join("k.pub")).unwrap(), "mine");
}

#[test]
fn files_that_are_no_keys_are_refused_with_the_mend() {
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let paths = write_pair(&folder.path().join("k"), &key, &Protection::Password(&password())).unwrap();
    let private = std::fs::read_to_string(&paths.private).unwrap();
    let halved = private[..private.len() / 2].to_owned();
    let body = private.replace('A', "B");
    let refused = |name: &str, text: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        private_error(&path)
    };
    assert!(matches!(refused("empty", b""), KeyError::Malformed { .. }));
    assert!(matches!(refused("text", b"hello"), KeyError::Malformed { .. }));
    assert!(matches!(refused("binary", &[0xff, 0xfe, 0]), KeyError::Malformed { .. }));
    assert!(matches!(refused("half", halved.as_bytes()), KeyError::Malformed { .. }));
    assert!(matches!(refused("large", &vec![b'a'; 1 << 20]), KeyError::Malformed { .. }));
    assert!(matches!(refused("altered", body.as_bytes()), KeyError::Malformed { .. } | KeyError::WrongPassword { .. }));
    assert!(matches!(private_error(&folder.path().join("absent")), KeyError::Unreadable { .. }));
    let public = private_error(&paths.public);
    assert!(miette::Diagnostic::help(&public).unwrap().to_string().contains(".key"), "{public:?}");
    assert!(miette::Diagnostic::help(&read_public(&paths.private).unwrap_err()).unwrap().to_string().contains(".pub"));
}

fn private_error(path: &Path) -> KeyError {
    match KeyFile::read(path) {
        Err(error) => error,
        Ok(file) => file.open(Some(&password())).unwrap_err(),
    }
}

#[cfg(unix)]
#[test]
fn a_private_key_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let paths = write_pair(&folder.path().join("k"), &key, &Protection::None).unwrap();
    assert_eq!(std::fs::metadata(&paths.private).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(KeyFile::read(&paths.private).unwrap().open(None).unwrap().public(), key.public());
    std::fs::set_permissions(&paths.private, std::fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(KeyFile::read(&paths.private), Err(KeyError::Exposed { .. })));
}

#[test]
fn nothing_shows_a_private_key() {
    let key = PrivateKey::generate().unwrap();
    assert_eq!(format!("{key:?}"), format!("PrivateKey({})", key.public().id()));
}

/// A key file may ask for any amount of memory and time; nothing is spent before that is looked at.
#[test]
fn a_file_that_is_costly_to_open_is_refused() {
    let folder = folder();
    let key = PrivateKey::generate().unwrap();
    let paths = write_pair(&folder.path().join("k"), &key, &Protection::Password(&password())).unwrap();
    let text = std::fs::read_to_string(&paths.private).unwrap();
    let mut der = data_encoding::BASE64
        .decode(text.lines().filter(|l| !l.starts_with('-')).collect::<String>().as_bytes())
        .unwrap();
    // scrypt's N = 16384 is the integer 02 02 40 00; 02 02 7f ff is no power of two, so r (8: 02 01 08) is raised instead.
    let at = der.windows(7).position(|bytes| bytes == [2, 2, 0x40, 0, 2, 1, 8]).unwrap();
    der[at + 6] = 0x7f;
    // And p (5) as well: together they pass the limit on work.
    assert_eq!(der[at + 7..at + 10], [2, 1, 5]);
    der[at + 9] = 0x7f;
    let lines: Vec<String> =
        base64(&der).as_bytes().chunks(64).map(|l| String::from_utf8(l.to_vec()).unwrap()).collect();
    let label = "ENCRYPTED PRIVATE KEY";
    std::fs::write(&paths.private, format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")))
        .unwrap();
    let started = std::time::Instant::now();
    assert!(matches!(private_error(&paths.private), KeyError::Malformed { .. }));
    assert!(started.elapsed().as_secs() < 5);
}
