use std::fmt;

use lictor::SandboxLimits;
use lictor_model::FailureKind;

/// One attack.
pub struct Case {
    pub name: &'static str,
    /// The section or function that it comes through.
    pub entry: &'static str,
    /// What it does, in words.
    pub does: &'static str,
    /// Components that do it in different ways; each must give the same outcome.
    pub components: Box<dyn Fn() -> Vec<Vec<u8>>>,
    /// Settings in TOML.
    pub settings: &'static str,
    /// Smaller limits, where the outcome is the same sooner.
    pub limits: fn(&mut SandboxLimits),
    pub expected: Outcome,
}

impl Case {
    pub fn new(
        name: &'static str,
        entry: &'static str,
        does: &'static str,
        expected: Outcome,
        component: impl Fn() -> Vec<u8> + 'static,
    ) -> Self {
        Self::each(name, entry, does, expected, move || vec![component()])
    }

    pub fn each(
        name: &'static str,
        entry: &'static str,
        does: &'static str,
        expected: Outcome,
        components: impl Fn() -> Vec<Vec<u8>> + 'static,
    ) -> Self {
        let components = Box::new(components);
        Self { name, entry, does, components, settings: "{}", limits: |_| {}, expected }
    }

    pub fn limited(self, limits: fn(&mut SandboxLimits)) -> Self {
        Self { limits, ..self }
    }

    pub fn set(self, settings: &'static str) -> Self {
        Self { settings, ..self }
    }
}

/// What an attack comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It is not loaded.
    Refused(Fault),
    /// It is loaded, and each check is a failure of this kind and nothing else.
    Fails(FailureKind),
    /// It runs, and what it tries has no effect.
    Harmless,
}

/// Why it is not loaded: the type of the error, without its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    TooLarge,
    NotWasm,
    CoreModule,
    Truncated,
    Malformed,
    ForeignImport,
    NotAPlugin,
    LaterContract,
    /// It says itself that it cannot describe itself.
    Undescribed,
    /// More code, memory or tables than is compiled, and of what.
    TooMuch(&'static str),
    Compile,
    CompileTime,
    Failed(FailureKind),
    SettingsTooLarge,
    SettingsRefused,
    ManifestTooLarge,
    ManifestShape,
    ManifestInvalid,
    ManifestDiffers(&'static str),
    PatternSyntax,
    PatternTooLarge,
    PatternEmpty,
    PatternInvalid,
    /// The policy does not fit what it declares.
    Policy,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(fault) => write!(f, "refused: {fault}"),
            Self::Fails(kind) => write!(f, "fails: {}", kind.as_str()),
            Self::Harmless => write!(f, "no effect"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(kind) => write!(f, "{} at load", kind.as_str()),
            Self::TooMuch(what) => write!(f, "too many {what}"),
            Self::ManifestDiffers(what) => write!(f, "manifest differs ({what})"),
            Self::TooLarge => f.write_str("file too large"),
            Self::NotWasm => f.write_str("not WebAssembly"),
            Self::CoreModule => f.write_str("core module"),
            Self::Truncated => f.write_str("truncated"),
            Self::Malformed => f.write_str("malformed"),
            Self::ForeignImport => f.write_str("foreign import"),
            Self::NotAPlugin => f.write_str("no plugin"),
            Self::LaterContract => f.write_str("later contract"),
            Self::Undescribed => f.write_str("not described"),
            Self::Compile => f.write_str("does not compile"),
            Self::CompileTime => f.write_str("compile time"),
            Self::SettingsTooLarge => f.write_str("settings too large"),
            Self::SettingsRefused => f.write_str("refuses its settings"),
            Self::ManifestTooLarge => f.write_str("manifest too large"),
            Self::ManifestShape => f.write_str("manifest of another shape"),
            Self::ManifestInvalid => f.write_str("manifest invalid"),
            Self::PatternSyntax => f.write_str("pattern does not parse"),
            Self::PatternTooLarge => f.write_str("patterns too large"),
            Self::PatternEmpty => f.write_str("pattern matches the empty text"),
            Self::PatternInvalid => f.write_str("pattern cannot match"),
            Self::Policy => f.write_str("does not fit the policy"),
        }
    }
}
