//! Files of credentials and the programs that keep them.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use std::fs;
use std::path::{Path, PathBuf};

use lictor_registry::{CredentialError, Credentials, Login, Secret};

const PASSWORD: &str = "correct:horse battery";

struct Files {
    folder: tempfile::TempDir,
    credentials: Credentials,
}

impl Files {
    fn own(&self) -> PathBuf {
        self.folder.path().join("lictor/credentials.json")
    }

    fn docker(&self) -> PathBuf {
        self.folder.path().join("config.json")
    }
}

fn files() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("lictor/credentials.json");
    let credentials = Credentials::in_files(Some(own), Some(folder.path().join("config.json")));
    Files { folder, credentials }
}

fn secret() -> Secret {
    Secret::from(PASSWORD.to_owned())
}

fn jane() -> Option<Login> {
    Some(Login::Password { user: "jane".into(), password: secret() })
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn what_is_kept_is_found_and_forgotten() {
    let files = files();
    let known = &files.credentials;
    assert_eq!(known.find("r.example").await.unwrap(), None);
    assert!(!known.forget("r.example").unwrap());
    assert!(!files.own().exists());
    for registry in ["r.example", "r.example:5000"] {
        assert_eq!(known.keep(registry, "jane", &secret()).unwrap(), files.own());
    }
    #[cfg(unix)]
    assert_eq!((mode(&files.own()), mode(files.own().parent().unwrap())), (0o600, 0o700));
    assert!(!fs::read_to_string(files.own()).unwrap().contains("horse"));
    assert_eq!(known.find("r.example:5000").await.unwrap(), jane());
    assert!(known.forget("r.example").unwrap());
    assert_eq!(known.find("r.example").await.unwrap(), None);
    assert_eq!(known.find("r.example:5000").await.unwrap(), jane());
    for (user, password) in [("", "x"), ("a:b", "x"), ("a\nb", "x"), ("jane", "")] {
        let kept = known.keep("r.example", user, &Secret::from(password.to_owned()));
        assert!(matches!(kept, Err(CredentialError::Name)));
    }
}

#[tokio::test]
async fn ours_goes_before_dockers() {
    let files = files();
    fs::write(files.docker(), r#"{"auths": {"r.example": {"auth": "am9hbjp4"}}, "psFormat": "x"}"#).unwrap();
    let joan = Some(Login::Password { user: "joan".into(), password: Secret::from("x".to_owned()) });
    assert_eq!(files.credentials.find("r.example").await.unwrap(), joan);
    files.credentials.keep("r.example", "jane", &secret()).unwrap();
    assert_eq!(files.credentials.find("r.example").await.unwrap(), jane());
    let given = files.credentials.with("r.example", joan.clone().unwrap());
    assert_eq!(given.find("r.example").await.unwrap(), joan);
    assert!(fs::read_to_string(files.docker()).unwrap().contains("psFormat"), "Docker's file is not written");
}

#[tokio::test]
async fn a_file_that_is_none_is_told_without_what_is_in_it() {
    for text in ["", "PASSWORD", "[]x", r#"{"auths": {"r.example": {"auth": "not base64 PASSWORD"}}}"#] {
        let files = files();
        fs::write(files.docker(), text).unwrap();
        let error = files.credentials.find("r.example").await.unwrap_err();
        assert!(matches!(error, CredentialError::Malformed { .. }), "{error}");
        assert!(!format!("{error}{error:?}").contains("PASSWORD"));
    }
    let files = files();
    fs::create_dir_all(files.own().parent().unwrap()).unwrap();
    fs::write(files.own(), " ".repeat((1 << 20) + 1)).unwrap();
    assert!(files.credentials.find("r.example").await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_others_can_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let files = files();
    files.credentials.keep("r.example", "jane", &secret()).unwrap();
    for open in [0o640, 0o604, 0o620] {
        fs::set_permissions(files.own(), fs::Permissions::from_mode(open)).unwrap();
        let error = files.credentials.find("r.example").await.unwrap_err();
        assert!(matches!(error, CredentialError::Exposed { .. }), "{error}");
        assert!(files.credentials.keep("r.example", "jane", &secret()).is_err());
    }
}
