use lictor_sdk::{Dimension, Example, Extra, Level, Status, rule};

use super::report::{FORMATS, check_formats, format};

/// Kinds whose pattern needs the name before the value.
const NAMED: &[&str] = &["npm token in a configuration"];

rule! {
    /// ## What it does
    /// Reports tokens of package registries by prefix, length and alphabet: npm, PyPI, crates.io, NuGet, RubyGems, Docker Hub,
    /// Clojars, Packagist, JSR and Artifactory. The part after the prefix must look drawn at random.
    ///
    /// ## Why is this bad
    /// Whoever publishes under a trusted name runs code on every machine that installs the next version.
    ///
    /// ## Known false positives
    /// Revoked tokens. An npm token whose checksum is wrong is reported with less confidence.
    ///
    /// ## References
    /// [npm: new token format](https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/)
    pub(crate) PACKAGE_REGISTRY_TOKEN {
        code: "EXP306",
        slug: "package-registry-token",
        summary: "a token of a package registry",
        message: "contains a package registry token ({kind})",
        remedy: "Revoke the token, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            format("npm token", r"\bnpm_[A-Za-z0-9]{36}\b"),
            format(
                "npm token in a configuration",
                r#"_authToken["']?[ \t]{0,2}[=:][ \t]{0,2}["']?[A-Za-z0-9][A-Za-z0-9_-]{31,63}\b"#,
            ),
            format("PyPI token", r"\bpypi-AgE[A-Za-z0-9_-]{50,}"),
            format("crates.io token", r"\bcio[A-Za-z0-9]{32}\b"),
            format("NuGet key", r"\boy2[a-z0-9]{43}\b"),
            format("RubyGems key", r"\brubygems_[a-f0-9]{48}\b"),
            format("Docker Hub token", r"\bdckr_[op]at_[A-Za-z0-9_-]{27,40}"),
            format("Clojars token", r"\bCLOJARS_[a-z0-9]{60}\b"),
            format("Packagist token", r"\bpackagist_[a-z]{2,4}_[a-f0-9]{68}\b"),
            format("JSR token", r"\bjsr[pd]_[A-Za-z0-9]{32,}\b"),
            format("Artifactory token", r"\bAKCp[A-Za-z0-9]{60,80}\b|\bcmVmd[A-Za-z0-9]{59}\b"),
        ],
        fires: &[
            Example::answer("npm config set //registry.npmjs.org/:_authToken npm_{{random:alnum:36}}"),
            Example::answer("password = pypi-AgEIcHlwaS5vcmc{{random:base64url:80}}"),
            Example::answer("cargo login cio{{random:alnum:32}}"),
            Example::answer("docker login -u ci -p dckr_pat_{{random:base64url:27}}"),
        ],
        ignores: &[
            Example::answer("Set `npm_token` in the environment."),
            Example::answer("NPM_TOKEN=npm_{{repeat:36:x}}"),
            Example::answer("npm_package_config_that_is_a_long_variable_name"),
            Example::answer("//registry.npmjs.org/:_authToken=${NPM_TOKEN}"),
        ],
        check: |case| check_formats(case, NAMED),
        extra: Extra { horizon: Some(1100), ..FORMATS },
    }
}
