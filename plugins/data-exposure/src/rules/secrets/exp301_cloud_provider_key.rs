use lictor_sdk::{Dimension, Example, Extra, Level, Status, rule};

use super::report::{FORMATS, check_formats, format};

/// Kinds whose pattern needs the name before the value.
const NAMED: &[&str] =
    &["AWS secret access key", "Azure account key", "Azure shared access signature", "HashiCorp Vault unseal key"];

rule! {
    /// ## What it does
    /// Reports keys of cloud providers by their published shapes: AWS access key IDs and the secret access keys
    /// named or standing next to them, Google API keys and OAuth secrets, Azure account keys, shared access
    /// signatures and client secrets, and the tokens of Alibaba Cloud, DigitalOcean, Databricks, HashiCorp, Doppler,
    /// Pulumi, PlanetScale, Fly.io, Netlify, Supabase, Heroku, Cloudflare, Yandex, Tencent, Scaleway, Render,
    /// Tailscale, Neon, MongoDB Atlas, Confluent, Aiven, CockroachDB and Harness. The part after the prefix must look drawn at random.
    ///
    /// ## Why is this bad
    /// Whoever reads the answer can use the account: read its data, run machines on its bill.
    ///
    /// ## Known false positives
    /// Sample keys of a provider's documentation that do not contain `EXAMPLE`; put them in the setting `allow`. A Google
    /// API key made for browsers is meant to be seen, but cannot be told from one that is not.
    ///
    /// ## References
    /// [AWS: unique identifiers](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)
    pub(crate) CLOUD_PROVIDER_KEY {
        code: "EXP301",
        slug: "cloud-provider-key",
        summary: "a key of a cloud provider",
        message: "contains a cloud credential ({kind})",
        remedy: "Revoke the key, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            format("AWS access key ID", r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b"),
            format(
                "AWS secret access key",
                r#"(?i)(?:secret[_.\- ]?access[_.\- ]?key|aws[\w.\- ]{0,20}(?:secret|key|sk))(?:["'`\])*]|\\"){0,3}[ \t]{0,8}(?:=>?|:=?|,|is\b)?[ \t]{0,8}(?:\\?["'`*]){0,3}[A-Za-z0-9/+]{40}\b"#,
            ),
            format("AWS secret access key", r#"\b(?:AKIA|ASIA)[A-Z0-9]{16}["'`]?[\s,:;|]{1,8}["'`]?[A-Za-z0-9/+]{40}\b"#),
            format("Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
            format("Google OAuth secret", r"\bGOCSPX-[A-Za-z0-9_-]{28}"),
            format("Google access token", r"\bya29\.[A-Za-z0-9_.-]{20,}"),
            format("Azure account key", r"(?i)\b(?:account|sharedaccess)key[ \t]{0,2}[=:][ \t]{0,2}[A-Za-z0-9+/]{43,86}={1,2}"),
            format("Azure shared access signature", r"(?i)[?&;]sig=[A-Za-z0-9%+/]{43,53}(?:%3d|=)"),
            format("Azure client secret", r"\b[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}"),
            format("Azure DevOps token", r"\b[A-Za-z0-9]+AZDO[A-Za-z0-9]{4}\b"),
            format("Alibaba Cloud key", r"\bLTAI[A-Za-z0-9]{16,20}\b"),
            format("DigitalOcean token", r"\bdo[opr]_v1_[a-f0-9]{64}\b"),
            format("Databricks token", r"\bdapi[a-f0-9]{32}(?:-\d)?\b"),
            format("HashiCorp token", r"\b(?:hvs|hvb|hvr)\.[A-Za-z0-9_-]{24,}"),
            format("HashiCorp token", r"\b[A-Za-z0-9]+\.atlasv1\.[A-Za-z0-9_-]{60,70}"),
            format("Doppler token", r"\bdp\.(?:pt|ct|sa|st(?:\.[a-z0-9_-]{2,35})?|scim|audit)\.[A-Za-z0-9]{40,44}\b"),
            format("Pulumi token", r"\bpul-[a-f0-9]{40}\b"),
            format("PlanetScale token", r"\bpscale_(?:tkn|oauth|pw)_[A-Za-z0-9_.-]{32,64}"),
            format("Fly.io token", r"\bfo1_[\w-]{43}|\bfm[12][ar]?_[A-Za-z0-9+/]{100,}"),
            format("Netlify token", r"\bnfp_[A-Za-z0-9_-]{36,50}"),
            format("Supabase token", r"\bsbp_[a-f0-9]{40}\b|\bsb_secret_[A-Za-z0-9_-]{31}"),
            format("AWS Bedrock key", r"\bABSK[A-Za-z0-9+/]{109,269}={0,2}"),
            format("Google API key", r"\bAQ\.Ab[A-Za-z0-9_-]{40,}"),
            format("Azure AI key", r"\b[A-Za-z0-9]{52}JQQJ99[A-Z0-9][A-L][A-Za-z0-9]{16,24}\b"),
            format(
                "HashiCorp Vault unseal key",
                r"(?i)\bunseal(?:[ _-]key)?(?:[ _-]?\d)?[\x22']?[ \t]{0,2}[:= ][ \t]{0,2}[\x22']?[A-Za-z0-9+/]{43,44}=?",
            ),
            format("Heroku key", r"\bHRKU-AA[A-Za-z0-9_-]{58}"),
            format("Cloudflare key", r"\bv1\.0-[a-f0-9]{24}-[a-f0-9]{146}\b"),
            format("Yandex Cloud key", r"\bAQVN[A-Za-z0-9_-]{35,38}\b|\bYC[A-Za-z0-9_-]{38}\b|\bt1\.[A-Za-z0-9_-]{20,}={0,2}\.[A-Za-z0-9_-]{86}={0,2}"),
            format("Tencent Cloud key", r"\bAKID[A-Za-z0-9]{32}\b"),
            format("Scaleway key", r"\bSCW[A-Z0-9]{17}\b"),
            format("Render key", r"\brnd_[A-Za-z0-9]{32}\b"),
            format("Tailscale key", r"\btskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{16,}"),
            format("Neon key", r"\bnapi_[a-z0-9]{64}\b"),
            format("MongoDB Atlas secret", r"\bmdb_sa_sk_[A-Za-z0-9_-]{40}"),
            format("Confluent key", r"\bcflt[A-Za-z0-9/+]{60}\b"),
            format("Aiven password", r"\bAVNS_[A-Za-z0-9_-]{19}\b"),
            format("CockroachDB key", r"\bCCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}\b"),
            format("Harness token", r"\b[ps]at\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}\b"),
        ],
        fires: &[
            Example::answer("Use AKIA{{random:base32:16}} as the access key."),
            Example::answer("export AWS_SECRET_ACCESS_KEY={{random:base64:40}}\n"),
            Example::answer("The map needs {{joined:AI|za}}{{random:base64url:35}} to load."),
            Example::answer("AccountName=acme;AccountKey={{random:base64:86}}==;EndpointSuffix=core.windows.net"),
            Example::answer("Key: {{spaced:AKIA{{random:base32:16}}}}"),
            Example::json(
                r#"{"answer": "Done.", "tool_calls": [{"name": "login", "arguments": {"id": "AKIA{{random:base32:16}}"}}]}"#,
            ),
        ],
        ignores: &[
            Example::answer("The documentation uses {{joined:AKIA|IOSFODNN7|EXAMPLE}} throughout."),
            Example::answer("export AWS_SECRET_ACCESS_KEY=<your secret access key>"),
            Example::answer("aws_secret_access_key = {{repeat:40:x}}"),
            Example::answer("An access key ID has 20 characters and begins with AKIA or ASIA."),
        ],
        check: |case| check_formats(case, NAMED),
        extra: Extra { horizon: Some(2048), ..FORMATS },
    }
}
