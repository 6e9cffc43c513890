use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::Secret;
use crate::docker::{self, Found};
use crate::limits::MOST_CREDENTIAL_BYTES;

/// Why credentials cannot be used or kept. No message holds one.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub enum CredentialError {
    /// The file cannot be read or written.
    #[error("{} cannot be {did}: {cause}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What was to be done.
        did: &'static str,
        /// Why not.
        cause: io::Error,
    },
    /// The file is something else.
    #[error("{} is no file of credentials: {problem}", file.display())]
    #[diagnostic(help(
        "it is JSON as Docker keeps it: {{\"auths\": {{\"registry.acme.example\": {{\"auth\": \"…\"}}}}}}"
    ))]
    Malformed {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        problem: &'static str,
    },
    /// Others can read it.
    #[error("{} holds passwords, and others than its owner can read it", file.display())]
    #[diagnostic(help("`chmod 600 {}`; if somebody may have read it, change the passwords", file.display()))]
    Exposed {
        /// The file.
        file: PathBuf,
    },
    /// No folder to keep them in.
    #[error("there is no folder to keep credentials in")]
    #[diagnostic(help("LICTOR_CONFIG names one"))]
    NoFolder,
    /// A program that keeps credentials fails.
    #[error("`{program}`, which {} names, gives no credentials: {problem}", file.display())]
    #[diagnostic(help("run `{program} get` by hand, or `lictor plugin login` to do without it"))]
    Helper {
        /// The program.
        program: String,
        /// The file that names it.
        file: PathBuf,
        /// What happened.
        problem: String,
    },
    /// A user's name that no request can carry.
    #[error("a user's name has no `:` and no control characters, and neither it nor the password is empty")]
    Name,
}

/// Who somebody is to a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// A name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A token that a token server changes for others.
    Identity(Secret),
    /// A token that the registry itself takes.
    Token(Secret),
}

/// Where credentials are looked up: our own file first, then Docker's with the programs that it names.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Our own file.
    own: Option<PathBuf>,
    /// Docker's.
    docker: Option<PathBuf>,
    /// What somebody just said, before it is kept.
    given: Option<(String, Login)>,
}

impl Credentials {
    /// `credentials.json` in `$LICTOR_CONFIG`, or in `lictor` in the user's folder for configuration; and `config.json` in
    /// `$DOCKER_CONFIG` or `~/.docker`.
    pub fn of_user() -> Self {
        use etcetera::BaseStrategy;
        let strategy = etcetera::choose_base_strategy().ok();
        let named = |variable| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
        let own = named("LICTOR_CONFIG").or_else(|| Some(strategy.as_ref()?.config_dir().join("lictor")));
        let docker = named("DOCKER_CONFIG").or_else(|| Some(strategy.as_ref()?.home_dir().join(".docker")));
        Self::in_files(
            own.map(|folder| folder.join("credentials.json")),
            docker.map(|folder| folder.join("config.json")),
        )
    }

    /// Some files, in this order. Ours is the first.
    pub fn in_files(own: Option<PathBuf>, docker: Option<PathBuf>) -> Self {
        Self { own, docker, given: None }
    }

    /// The same, with something for one registry that goes before every file.
    #[must_use]
    pub fn with(&self, registry: &str, login: Login) -> Self {
        Self { given: Some((registry.to_owned(), login)), ..self.clone() }
    }

    /// Our own file.
    pub fn own_file(&self) -> Option<&Path> {
        self.own.as_deref()
    }

    /// What is known for a registry.
    ///
    /// # Errors
    /// A file cannot be read or is none, ours is open to others, or a program that Docker's names fails.
    pub async fn find(&self, registry: &str) -> Result<Option<Login>, CredentialError> {
        if let Some((_, login)) = self.given.as_ref().filter(|(known, _)| known == registry) {
            return Ok(Some(login.clone()));
        }
        if let Some(file) = &self.own
            && let Some(document) = read(file, true)?
            && let Some(Found::Login(login)) = docker::find(file, &document, registry)?
        {
            return Ok(Some(login));
        }
        let Some(file) = &self.docker else { return Ok(None) };
        let Some(document) = read(file, false)? else { return Ok(None) };
        match docker::find(file, &document, registry)? {
            None => Ok(None),
            Some(Found::Login(login)) => Ok(Some(login)),
            Some(Found::Helper(helper)) => {
                let (file, key) = (file.clone(), docker::server(registry).to_owned());
                // It may ask a person, and blocks until then.
                let asked = tokio::task::spawn_blocking(move || docker::ask(&helper, &file, &key));
                asked.await.unwrap_or(Ok(None))
            }
        }
    }

    /// Keeps a name and a password in our own file, for its owner alone.
    ///
    /// # Errors
    /// They cannot be sent, or the file cannot be read or written.
    pub fn keep(&self, registry: &str, user: &str, password: &Secret) -> Result<PathBuf, CredentialError> {
        if user.is_empty() || user.contains(|c: char| c == ':' || c.is_control()) || password.reveal().is_empty() {
            return Err(CredentialError::Name);
        }
        let both = Zeroizing::new(format!("{user}:{}", password.reveal()));
        let entry = json!({ "auth": BASE64.encode(both.as_bytes()) });
        self.change(|auths| drop(auths.insert(registry.to_owned(), entry)))
    }

    /// Forgets what our own file has for a registry. Whether there was something.
    ///
    /// # Errors
    /// The file cannot be read or written.
    pub fn forget(&self, registry: &str) -> Result<bool, CredentialError> {
        let mut was = false;
        if self.own.as_ref().is_some_and(|file| file.symlink_metadata().is_ok()) {
            self.change(|auths| was = auths.remove(registry).is_some())?;
        }
        Ok(was)
    }

    fn change(&self, change: impl FnOnce(&mut Map<String, Value>)) -> Result<PathBuf, CredentialError> {
        let file = self.own.clone().ok_or(CredentialError::NoFolder)?;
        let malformed = |problem| CredentialError::Malformed { file: file.clone(), problem };
        let mut document = read(&file, true)?.unwrap_or_else(|| json!({}));
        let object = document.as_object_mut().ok_or_else(|| malformed("it is no object"))?;
        let auths = object.entry("auths").or_insert_with(|| json!({}));
        change(auths.as_object_mut().ok_or_else(|| malformed("`auths` is no object"))?);
        let text = Zeroizing::new(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n");
        write(&file, text.as_bytes()).map_err(|cause| CredentialError::Io {
            file: file.clone(),
            did: "written",
            cause,
        })?;
        Ok(file)
    }
}

/// Reads a file of credentials. None if there is none.
fn read(file: &Path, own: bool) -> Result<Option<Value>, CredentialError> {
    let unreadable = |cause| CredentialError::Io { file: file.to_owned(), did: "read", cause };
    let malformed = |problem| CredentialError::Malformed { file: file.to_owned(), problem };
    let opened = match std::fs::File::open(file) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        opened => opened.map_err(unreadable)?,
    };
    if own && is_open_to_others(&opened) {
        return Err(CredentialError::Exposed { file: file.to_owned() });
    }
    let mut bytes = Zeroizing::new(Vec::new());
    opened.take(MOST_CREDENTIAL_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST_CREDENTIAL_BYTES {
        return Err(malformed("it is too large"));
    }
    // What the parser says could quote the file.
    serde_json::from_slice(&bytes).map(Some).map_err(|_| malformed("it is no JSON"))
}

/// A file appears whole, for its owner alone.
fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_private_folder(folder)?;
    // Made with mode 0600 from the first byte on.
    let mut new = tempfile::Builder::new().prefix(".lictor-").tempfile_in(folder)?;
    new.write_all(bytes)?;
    new.as_file().sync_all()?;
    new.persist(file).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)
}

#[cfg(unix)]
fn is_open_to_others(file: &std::fs::File) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &std::fs::File) -> bool {
    false
}
