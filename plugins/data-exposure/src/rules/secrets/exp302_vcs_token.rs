use lictor_sdk::{Dimension, Example, Extra, Level, Status, rule};

use super::report::{FORMATS, check_formats, format};

rule! {
    /// ## What it does
    /// Reports access tokens of GitHub, GitLab, Bitbucket, Atlassian, Sourcegraph and Phabricator by prefix, length and alphabet.
    /// The part after the prefix must look drawn at random.
    ///
    /// ## Why is this bad
    /// A token reads private repositories, and one that can write changes what is built from them.
    ///
    /// ## Known false positives
    /// Tokens that were revoked: nothing in the text tells. Of GitHub's tokens the checksum at the end is looked at: a right
    /// one makes the finding certain, a wrong one less confident. It is not demanded, because a token with a typing error
    /// still shows almost all of itself.
    ///
    /// ## References
    /// [GitHub's token formats](https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/)
    pub(crate) VCS_TOKEN {
        code: "EXP302",
        slug: "vcs-token",
        summary: "a token of a code hosting service",
        message: "contains a {kind}",
        remedy: "Revoke the token, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            format("GitHub token", r"\bgh[opusr]_[A-Za-z0-9]{36,}\b"),
            format("GitHub token", r"\bgithub_pat_[A-Za-z0-9]{20,40}_[A-Za-z0-9]{40,}\b"),
            format(
                "GitLab token",
                r"\bgl(?:pat|dt|cbt|ptt|ft|imt|agent|soat|rt|rtr|oas|ffct|wt)-[A-Za-z0-9_-]{20,}(?:\.[a-z0-9]{2}\.?[a-z0-9]{7})?",
            ),
            format("GitLab token", r"\bGR1348941[A-Za-z0-9_-]{20}"),
            format("Bitbucket token", r"\bATBB[A-Za-z0-9_-]{32}\b"),
            format("Atlassian token", r"\bAT[ACS]TT3[A-Za-z0-9_=-]{180,}"),
            format("Phabricator token", r"\b(?:api|cli)-[a-z0-9]{28}\b"),
            format("Sourcegraph token", r"\bsgp_(?:[a-fA-F0-9]{16}_|local_)?[a-fA-F0-9]{40}\b"),
        ],
        fires: &[
            Example::answer("Clone with ghp_{{random:alnum:36}} as the password."),
            Example::answer("GITHUB_TOKEN=github_pat_{{random:alnum:22}}_{{random:alnum:59}}"),
            Example::answer("`git push https://ci:glpat-{{random:base64url:20}}@gitlab.acme.com/x.git`"),
            Example::answer("It is {{zero-width:gho_{{random:alnum:36}}}}."),
        ],
        ignores: &[
            Example::answer("GITHUB_TOKEN=ghp_{{repeat:36:x}}"),
            Example::answer("Personal access tokens begin with ghp_ and have 40 characters."),
            Example::answer("glpat-your-personal-access-token-here"),
        ],
        check: |case| check_formats(case, &[]),
        extra: Extra { horizon: Some(512), ..FORMATS },
    }
}
