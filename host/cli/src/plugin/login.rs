use std::io::{IsTerminal, Read, Write};
use std::path::PathBuf;

use clap::Args;
use lictor_artifact::Repository;
use lictor_model::visible;
use lictor_registry::{Login as Known, Registry, Secret};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use zeroize::Zeroizing;

use super::connect::{ConnectionChoice, EXIT_CODES, wait};
use crate::exit::Exit;

/// The longest password that is read, in bytes. Some are tokens.
const MOST_PASSWORD: u64 = 32 << 10;

/// Keep a name and a password for a registry.
#[derive(Debug, Args)]
#[command(after_help = format!("Examples:
  lictor plugin login registry.acme.example --user jane
  lictor plugin login registry.acme.example --user ci --password-file /run/secrets/registry
  vault read -field=token registry | lictor plugin login registry.acme.example --user ci --password-stdin

The registry is asked whether it takes them. They are kept in `credentials.json` in LICTOR_CONFIG (default: `lictor` in the
user's folder for configuration), for their owner alone, in base64: whoever reads the file has them. What Docker's
config.json and its credential helpers know is used, too, without a login.

{EXIT_CODES}"))]
pub(crate) struct Login {
    /// The registry's host, with its port if it has one.
    #[arg(value_parser = registry)]
    registry: String,
    /// The user's name (default: asked for at the terminal).
    #[arg(long, short, value_name = "NAME")]
    user: Option<String>,
    /// A file whose first line is the password.
    #[arg(long, value_name = "FILE", conflicts_with = "password_stdin")]
    password_file: Option<PathBuf>,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
    #[command(flatten)]
    connection: ConnectionChoice,
}

/// A registry's name, as in a reference.
pub(super) fn registry(text: &str) -> Result<String, String> {
    let repository: Repository = format!("{text}/x").parse().map_err(|_| {
        "expected the host of a registry, such as `registry.acme.example` or `localhost:5000`".to_owned()
    })?;
    match repository.registry() == text {
        true => Ok(text.to_owned()),
        false => Err("expected a host without a path".to_owned()),
    }
}

pub(super) fn run(arguments: &Login) -> Result<Exit> {
    let user = match &arguments.user {
        Some(user) => user.clone(),
        None => user()?,
    };
    let password = Secret::from(arguments.password(&user)?);
    let mut connection = arguments.connection.connection();
    let kept = connection.credentials.clone();
    let login = Known::Password { user: user.clone(), password: password.clone() };
    connection.credentials = kept.with(&arguments.registry, login);
    let registry = Registry::new(&arguments.registry, &connection)?;
    let Some(asked) = wait(registry.check_credentials())? else { return Ok(Exit::Interrupted) };
    let file = kept.keep(&arguments.registry, &user, &password)?;
    if !asked {
        arguments.connection.note("the registry answers without credentials, so these could not be tried");
    }
    arguments.connection.note(format!("kept in {}", file.display()));
    Ok(Exit::Clean)
}

impl Login {
    fn password(&self, user: &str) -> Result<Zeroizing<String>> {
        if let Some(path) = &self.password_file {
            let file = std::fs::File::open(path).into_diagnostic();
            let shown = || format!("{} cannot be read", path.display());
            return first_line(file.wrap_err_with(shown)?).wrap_err_with(shown);
        }
        if self.password_stdin {
            return first_line(std::io::stdin().lock()).wrap_err("the password cannot be read");
        }
        require_terminal("a password", "--password-file or --password-stdin")?;
        let prompt = format!("password of {} at {}: ", visible(user), self.registry);
        rpassword::prompt_password(prompt).map(Zeroizing::new).into_diagnostic().wrap_err("the password cannot be read")
    }
}

fn first_line(reader: impl Read) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::with_capacity(MOST_PASSWORD as usize));
    // What is no text is not shown.
    reader.take(MOST_PASSWORD).read_to_string(&mut text).map_err(|error| miette!("{}", error.kind()))?;
    let line = text.lines().next().filter(|line| !line.is_empty()).ok_or_else(|| miette!("its first line is empty"))?;
    Ok(Zeroizing::new(line.to_owned()))
}

fn user() -> Result<String> {
    require_terminal("a user's name", "--user")?;
    let asked = |mut out: std::io::Stderr| write!(out, "user: ").and_then(|()| out.flush());
    asked(std::io::stderr()).into_diagnostic()?;
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).into_diagnostic()?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn require_terminal(what: &str, option: &str) -> Result<()> {
    match std::io::stderr().is_terminal() && std::io::stdin().is_terminal() {
        true => Ok(()),
        false => Err(miette!(help = format!("use {option}"), "there is no terminal to ask at for {what}")),
    }
}
