//! `lictor key`: keys that sign reviews, runs and packs; and how other verbs open one.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use lictor_model::visible;
use lictor_signing::{KeyFile, PrivateKey, Protection, PublicKey, read_public, trust_entry, write_pair};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use serde_json::json;
use zeroize::Zeroizing;

use crate::arguments::Reading;
use crate::exit::Exit;
use crate::{document, terminal};

/// The longest password file that is read, in bytes.
const MOST_PASSWORD: u64 = 4096;

/// The environment variable that holds a password.
const VARIABLE: &str = "LICTOR_KEY_PASSWORD";

/// Make and show keys that sign.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lictor key generate jane --holder \"Jane Doe\"       jane.key (keep it), jane.pub, and an entry for the trust file
  lictor key show jane.pub

The password comes from --password-file, from LICTOR_KEY_PASSWORD, or from the terminal.

Exit codes: 0 fine, 2 usage, or a file that cannot be read or written.")]
pub(crate) struct Key {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a pair of Ed25519 keys: NAME.key and NAME.pub. Nothing is overwritten.
    #[command(after_help = "Examples:
  lictor key generate jane --holder \"Jane Doe\" >> trust.toml
  lictor key generate ci --password-file /run/secrets/password")]
    Generate {
        /// Where, without an ending.
        name: PathBuf,
        /// Whose key it is, for the entry in the trust file (default: the file's name).
        #[arg(long, value_name = "NAME")]
        holder: Option<String>,
        /// A file whose first line is the password.
        #[arg(long, value_name = "FILE", conflicts_with = "no_password")]
        password_file: Option<PathBuf>,
        /// Do not encrypt the key. Whoever reads the file can sign.
        #[arg(long)]
        no_password: bool,
    },
    /// Show the id of a public key and its entry for a trust file.
    #[command(after_help = "Examples:
  lictor key show jane.pub --holder \"Jane Doe\"
  lictor key show jane.pub --format json")]
    Show {
        /// The `.pub` file.
        file: PathBuf,
        /// Whose key it is (default: the file's name).
        #[arg(long, value_name = "NAME")]
        holder: Option<String>,
        /// text or json.
        #[arg(long, value_enum, default_value_t = Reading::Text)]
        format: Reading,
    },
}

pub(crate) fn run(arguments: &Key) -> Result<Exit> {
    match &arguments.command {
        KeyCommand::Generate { name, holder, password_file, no_password } => {
            let password = match no_password {
                true => None,
                false => Some(new_password(password_file.as_deref())?),
            };
            let key = PrivateKey::generate()?;
            let protection = password.as_ref().map_or(Protection::None, |password| Protection::Password(password));
            let paths = write_pair(name, &key, &protection)?;
            let (private, public) = (paths.private.display().to_string(), paths.public.display().to_string());
            terminal::note(format!("{private} signs: keep it to yourself; {public} is for everybody"));
            terminal::note("put this into the trust file, with the roles that the holder has:");
            terminal::print(&trust_entry(&key.public(), &holder_of(holder.as_deref(), name)))?;
        }
        KeyCommand::Show { file, holder, format } => {
            let key = read_public(file)?;
            let holder = holder_of(holder.as_deref(), &file.with_extension(""));
            terminal::print(&shown(&key, &holder, *format)?)?;
        }
    }
    Ok(Exit::Clean)
}

fn shown(key: &PublicKey, holder: &str, format: Reading) -> Result<String> {
    Ok(match format {
        Reading::Text => trust_entry(key, holder),
        Reading::Json => {
            let value = json!({ "id": key.id().as_str(), "public_key": key.to_string() });
            document::named("lictor.public-key/v1", &value)?
        }
    })
}

fn holder_of(given: Option<&str>, file: &Path) -> String {
    let name = || file.file_name().map(|name| name.to_string_lossy().into_owned());
    given.map(str::to_owned).or_else(name).unwrap_or_default()
}

/// Which key signs.
#[derive(Debug, Args)]
pub(crate) struct KeyChoice {
    /// The key that signs: a `.key` file.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// A file whose first line is the key's password (default: LICTOR_KEY_PASSWORD, or the terminal).
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

impl KeyChoice {
    /// Opens the key. A password is asked for only if it needs one.
    pub(crate) fn open(&self) -> Result<PrivateKey> {
        let path = self.key.as_deref().ok_or_else(|| {
            miette!(help = "`lictor key generate NAME` makes one", "--key is missing: what is said here is signed")
        })?;
        let file = KeyFile::read(path)?;
        let password = match file.is_encrypted() {
            true => Some(password(self.password_file.as_deref(), &format!("password of {}: ", path.display()))?),
            false => None,
        };
        Ok(file.open(password.as_deref().map(String::as_str))?)
    }
}

fn new_password(file: Option<&Path>) -> Result<Zeroizing<String>> {
    let given = file.is_some() || std::env::var_os(VARIABLE).is_some();
    let first = password(file, "password of the new key: ")?;
    if !given && *password(None, "the same again: ")? != *first {
        return Err(miette!("the two passwords differ"));
    }
    Ok(first)
}

fn password(file: Option<&Path>, prompt: &str) -> Result<Zeroizing<String>> {
    if let Some(path) = file {
        let shown = || format!("{} cannot be read", path.display());
        let mut text = Zeroizing::new(String::with_capacity(MOST_PASSWORD as usize));
        let file = std::fs::File::open(path).into_diagnostic().wrap_err_with(shown)?;
        file.take(MOST_PASSWORD).read_to_string(&mut text).into_diagnostic().wrap_err_with(shown)?;
        return Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()));
    }
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(Zeroizing::new(password));
    }
    if !std::io::stderr().is_terminal() {
        return Err(miette!(
            help = format!("use --password-file, or set {VARIABLE}"),
            "the key needs a password, and there is no terminal to ask at"
        ));
    }
    let prompt = visible(prompt);
    let typed = rpassword::prompt_password(prompt).into_diagnostic().wrap_err("the password cannot be read")?;
    Ok(Zeroizing::new(typed))
}
