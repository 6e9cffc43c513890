use lictor_policy::SecretSource;
use lictor_sandbox::{CodeCache, SandboxLimits};

use crate::{FingerprintKey, Supply};

/// What a guard needs beside its policy. Everything that could change a verdict is here, so that a run can be
/// repeated: the guard reads no clock and no environment.
#[derive(Debug, Clone)]
pub struct Options {
    /// The day that waivers and rules take for today, `YYYY-MM-DD`.
    pub today: String,
    /// The key that fingerprints are made under.
    pub fingerprint: Option<FingerprintKey>,
    /// Where compiled plugins are kept. None: they are compiled at each start.
    pub cache: Option<CodeCache>,
    /// What a plugin may use.
    pub limits: SandboxLimits,
    /// Where packs come from, and what is asked of them.
    pub supply: Supply,
    /// When the packs that came with the program are compiled.
    pub compiling: Compiling,
}

/// When the code of the packs that came with the program is compiled, or read from the cache. Packs from elsewhere, and those
/// with settings, have to say at once what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compiling {
    /// Before anything is checked: no answer waits for it.
    #[default]
    AtOnce,
    /// When a sample first wakes the pack. The first verdict comes sooner; the samples that wake a pack first wait for it.
    WhenWoken,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            today: "1970-01-01".into(),
            fingerprint: None,
            cache: None,
            limits: SandboxLimits::default(),
            supply: Supply::default(),
            compiling: Compiling::default(),
        }
    }
}

/// Reads the secret that a policy names. None where the policy names none or the variable is not set.
///
/// # Errors
/// The file that the policy names cannot be read, or the secret is shorter than 16 bytes.
pub fn read_secret(source: Option<&SecretSource>) -> Result<Option<FingerprintKey>, String> {
    let (name, secret) = match source {
        None => return Ok(None),
        Some(SecretSource::Env(name)) => match std::env::var(name) {
            Ok(secret) => (format!("the environment variable {name}"), secret.into_bytes()),
            Err(_) => return Ok(None),
        },
        Some(SecretSource::File(path)) => {
            let name = path.display().to_string();
            let secret = std::fs::read(path).map_err(|error| format!("the fingerprint secret {name}: {error}"))?;
            (name, secret)
        }
    };
    let secret = secret.trim_ascii();
    if secret.len() < 16 {
        return Err(format!("the fingerprint secret in {name} has fewer than 16 bytes: make a longer one"));
    }
    Ok(Some(FingerprintKey::new(secret)))
}
