use lictor_sdk::{Case, Dimension, Example, Extra, Level, Status, rule};

use super::pem;
use super::report::{EXTRA, pattern, report};

const PRIVATE_KEY: usize = 0;

rule! {
    /// ## What it does
    /// Reports the credential file of a service account: a JSON object that says `"type": "service_account"` and holds a
    /// private key. Both must be in the same text.
    ///
    /// ## Why is this bad
    /// The file is all that is needed to act as the service account, usually with wide rights and without a second factor.
    ///
    /// ## Known false positives
    /// Files of accounts that were deleted.
    pub(crate) SERVICE_ACCOUNT_JSON {
        code: "EXP308",
        slug: "service-account-json",
        summary: "the credential file of a service account",
        message: "contains the credential file of a service account",
        remedy: "Delete the key of the service account, and keep the file out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            pattern(r#"\bprivate_key\\?["']\s{0,8}:\s{0,8}\\?["']-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY-----[A-Za-z0-9+/=\s\\-]{64,}"#),
            pattern(r#"\btype\\?["']\s{0,8}:\s{0,8}\\?["']service_account\\?["']"#),
        ],
        fires: &[
            Example::answer("{\"type\": \"service_account\", \"private_key\": \"-----BEGIN {{joined:PRIVATE| KEY}}-----\\n{{random:base64:64}}\\n{{random:base64:64}}\\n-----END {{joined:PRIVATE| KEY}}-----\\n\"}"),
            Example::answer("```json\n{\n  \"private_key\": \"-----BEGIN {{joined:PRIVATE| KEY}}-----\\n{{random:base64:64}}\\n{{random:base64:64}}\",\n  \"type\": \"service_account\"\n}\n```"),
            Example::answer("{{base64:{\"type\":\"service_account\",\"private_key\":\"-----BEGIN {{joined:PRIVATE| KEY}}-----\\n{{random:base64:64}}\\n{{random:base64:64}}\"}}}"),
        ],
        ignores: &[
            Example::answer("{\"type\": \"service_account\", \"project_id\": \"acme\"}"),
            Example::answer("{\"type\": \"service_account\", \"private_key\": \"-----BEGIN {{joined:PRIVATE| KEY}}-----\\n...\\n-----END {{joined:PRIVATE| KEY}}-----\\n\"}"),
            Example::answer("{\"private_key\": \"-----BEGIN {{joined:PRIVATE| KEY}}-----\\n{{random:base64:64}}\\n{{random:base64:64}}\"}"),
        ],
        check: |case: &Case<'_>| {
            let types: Vec<_> = case.hits().filter(|hit| hit.pattern() != Some(PRIVATE_KEY)).map(|hit| hit.span().part).collect();
            for hit in case.hits().filter(|hit| hit.pattern() == Some(PRIVATE_KEY) && types.contains(&hit.span().part)) {
                let text = hit.matched();
                pem::keys(&text).into_iter().for_each(|key| report(case, &hit, &text, key));
            }
        },
        extra: Extra { horizon: Some(8192), references: &["LLM02:2025", "CWE-798"], ..EXTRA },
    }
}
