//! Docker's `config.json`: credentials in it, and programs that keep them elsewhere (`docker-credential-…`).

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::limits::{HELPER_TIME, MOST_HELPER_BYTES};
use crate::{CredentialError, Login, Secret};

/// What a file says about a registry.
pub(crate) enum Found {
    Login(Login),
    /// The ending of the name of a program.
    Helper(String),
}

/// Under which name Docker keeps a registry.
pub(crate) fn server(registry: &str) -> &str {
    if registry == "docker.io" { "https://index.docker.io/v1/" } else { registry }
}

/// Looks a registry up.
pub(crate) fn find(file: &Path, document: &Value, registry: &str) -> Result<Option<Found>, CredentialError> {
    let malformed = |problem| CredentialError::Malformed { file: file.to_owned(), problem };
    let server = server(registry);
    let helper = |value: &Value| value.as_str().filter(|name| !name.is_empty()).map(str::to_owned);
    if let Some(named) = document["credHelpers"].get(server).or(document["credHelpers"].get(registry)).and_then(helper)
    {
        return Ok(Some(Found::Helper(named)));
    }
    // Older versions wrote whole addresses.
    let names = [
        server.to_owned(),
        registry.to_owned(),
        format!("https://{registry}"),
        format!("https://{registry}/v2/"),
        format!("https://{registry}/v1/"),
    ];
    let entry = names.iter().find_map(|name| document["auths"].get(name)).filter(|entry| entry.is_object());
    if let Some(entry) = entry {
        let text = |key: &str| entry[key].as_str().filter(|text| !text.is_empty());
        let secret = |text: &str| Secret::from(text.to_owned());
        if let Some(token) = text("identitytoken") {
            return Ok(Some(Found::Login(Login::Identity(secret(token)))));
        }
        if let Some(token) = text("registrytoken") {
            return Ok(Some(Found::Login(Login::Token(secret(token)))));
        }
        if let Some(auth) = text("auth") {
            let decoded = BASE64.decode(auth.as_bytes()).ok().map(Zeroizing::new);
            let decoded = decoded.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
            // Docker pads with zero bytes now and then.
            let pair = decoded.map(|text| text.trim_end_matches('\0')).and_then(|text| text.split_once(':'));
            let (user, password) = pair.ok_or_else(|| malformed("an `auth` in it is not `user:password` in base64"))?;
            return Ok(Some(Found::Login(Login::Password { user: user.to_owned(), password: secret(password) })));
        }
        if let (Some(user), Some(password)) = (text("username"), text("password")) {
            return Ok(Some(Found::Login(Login::Password { user: user.to_owned(), password: secret(password) })));
        }
    }
    Ok(helper(&document["credsStore"]).map(Found::Helper))
}

/// What a program says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    username: String,
    secret: Secret,
}

/// Asks a program for a registry's credentials.
pub(crate) fn ask(helper: &str, file: &Path, server: &str) -> Result<Option<Login>, CredentialError> {
    let program = format!("docker-credential-{}", lictor_contract::tame(helper, 60));
    let fail = |problem: &str| CredentialError::Helper {
        program: program.clone(),
        file: file.to_owned(),
        problem: problem.to_owned(),
    };
    // A name, and not a path to somewhere.
    if !helper.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
        return Err(fail("its name is none"));
    }
    let child = Command::new(&program)
        .arg("get")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| fail(&format!("it cannot be started: {error}")))?;
    let (status, said) = talk(child, server).map_err(|()| fail("it did not answer in time, or said too much"))?;
    if !status {
        let text = String::from_utf8_lossy(&said);
        // The one error that all such programs share, in these words.
        return match text.contains("credentials not found") {
            true => Ok(None),
            false => Err(fail("it failed")),
        };
    }
    let said: Said = serde_json::from_slice(&said).map_err(|_| fail("it said nothing that is understood"))?;
    Ok(Some(match said.username.as_str() {
        "<token>" => Login::Identity(said.secret),
        _ => Login::Password { user: said.username, password: said.secret },
    }))
}

/// Tells a program a name and hears what it says, for so long and so much.
fn talk(mut child: Child, server: &str) -> Result<(bool, Zeroizing<Vec<u8>>), ()> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Whoever closes its input early has heard enough.
    let _ = stdin.ok_or(())?.write_all(server.as_bytes());
    let mut stdout = stdout.ok_or(())?;
    let reader = std::thread::spawn(move || {
        let mut said = Zeroizing::new(Vec::with_capacity(MOST_HELPER_BYTES as usize + 1));
        let read = (&mut stdout).take(MOST_HELPER_BYTES + 1).read_to_end(&mut said);
        read.ok().filter(|_| said.len() as u64 <= MOST_HELPER_BYTES).map(|_| said)
    });
    let begin = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status.success()),
            Ok(None)
                if begin.elapsed() < HELPER_TIME
                    && !(reader.is_finished() && begin.elapsed() > Duration::from_secs(10)) =>
            {
                std::thread::sleep(Duration::from_millis(10));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    match status {
        // A child of the program's own may still hold the pipe: it is not waited for for ever.
        Some(status) => {
            let begin = Instant::now();
            while !reader.is_finished() && begin.elapsed() < Duration::from_secs(2) {
                std::thread::sleep(Duration::from_millis(5));
            }
            match reader.is_finished() {
                true => Ok((status, reader.join().map_err(drop)?.ok_or(())?)),
                false => Err(()),
            }
        }
        None => Err(()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn login(document: Value, registry: &str) -> Option<Login> {
        match find(Path::new("config.json"), &document, registry).ok()? {
            Some(Found::Login(login)) => Some(login),
            _ => None,
        }
    }

    #[test]
    fn credentials_are_found_under_every_name_that_docker_writes() {
        let jane = Some(Login::Password { user: "jane".into(), password: Secret::from("a:b".to_owned()) });
        for (name, registry) in [
            ("r.example:5000", "r.example:5000"),
            ("https://r.example", "r.example"),
            ("https://r.example/v2/", "r.example"),
            ("https://index.docker.io/v1/", "docker.io"),
        ] {
            let document = json!({"auths": {name: {"auth": "amFuZTphOmI="}}});
            assert_eq!(login(document, registry), jane, "{name}");
        }
        let document = json!({"auths": {"r.example": {"username": "jane", "password": "a:b"}}});
        assert_eq!(login(document.clone(), "r.example"), jane);
        for other in ["r.example:5000", "x.r.example", "example"] {
            assert_eq!(login(document.clone(), other), None, "{other}");
        }
        let token = json!({"auths": {"r.example": {"auth": "amFuZTo=", "identitytoken": "t"}}});
        assert_eq!(login(token, "r.example"), Some(Login::Identity(Secret::from("t".to_owned()))));
        // An entry without anything in it says that a program has them.
        let helper =
            json!({"auths": {"r.example": {}}, "credsStore": "pass", "credHelpers": {"s.example": "ecr-login"}});
        for (registry, wanted) in [("r.example", "pass"), ("s.example", "ecr-login")] {
            let found = find(Path::new("x"), &helper, registry);
            assert!(matches!(found, Ok(Some(Found::Helper(name))) if name == wanted));
        }
        for broken in ["x", "amFuZQ=="] {
            let document = json!({"auths": {"r.example": {"auth": broken}}});
            assert!(matches!(find(Path::new("x"), &document, "r.example"), Err(CredentialError::Malformed { .. })));
        }
    }
}
