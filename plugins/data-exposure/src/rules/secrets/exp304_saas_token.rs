use lictor_sdk::{Dimension, Example, Hit, Level, Pattern, Status, rule};

use super::report::{FORMATS, check_formats_if, format};

/// Shapes that the services document or that their tokens have kept for years.
const PATTERNS: &[Pattern] = &[
    format("Slack token", r"\bxox[abeoprst]-\d[A-Za-z0-9]{0,19}-[A-Za-z0-9-]{12,}[A-Za-z0-9]"),
    format("Slack token", r"\bxox[abeors]-\d-[A-Za-z0-9-]{40,}"),
    format("Slack token", r"\bxapp-\d-[A-Z0-9]{8,14}-\d{8,16}-[a-f0-9]{32,64}\b"),
    format("Slack token", r"\bxoxe\.xox[bp]-\d-[A-Za-z0-9]{100,}\b"),
    format("Slack webhook", r"\bhooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,80}"),
    format("Discord token", r"\b[MNO][A-Za-z0-9_-]{22,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}"),
    format("Discord webhook", r"\bdiscord(?:app)?\.com/api/webhooks/\d{17,20}/[A-Za-z0-9_-]{60,72}"),
    format("Teams webhook", r"\boutlook\.office(?:365)?\.com/webhook/[A-Za-z0-9/@-]{80,}"),
    format("Teams webhook", r"\bwebhook\.office\.com/webhookb2/[A-Za-z0-9/@-]{80,}"),
    format("Zapier webhook", r"\bhooks\.zapier\.com/hooks/catch/[A-Za-z0-9]{5,20}(?:/[A-Za-z0-9]{5,20})?\b"),
    format("Telegram token", r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,33}"),
    format("Twilio key", r"\bSK[0-9a-fA-F]{32}\b"),
    format("SendGrid key", r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{30,64}"),
    format("Mailgun key", r"\bkey-[a-f0-9]{32}\b"),
    format("Mailgun key", r"\b[a-f0-9]{32}-[a-f0-9]{8}-[a-f0-9]{8}\b"),
    format("Mailchimp key", r"\b[a-f0-9]{32}-us[0-9]{1,2}\b"),
    format("Brevo key", r"\bxkeysib-[a-f0-9]{64}-[A-Za-z0-9]{16}\b"),
    format(
        "New Relic key",
        r"\bNR(?:AK|II|IQ|RA|JS|AA|MA)-[A-Za-z0-9_-]{19,42}|\b(?:[a-f0-9]{36}|eu01xx[a-f0-9]{30})(?:FF)?NRAL\b",
    ),
    format("New Relic key", r"\bpx-(?:api|dep)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}\b"),
    format(
        "Grafana token",
        r"\bglsa_[A-Za-z0-9]{32}_[a-fA-F0-9]{8}\b|\bglc_[A-Za-z0-9+/]{32,}|\beyJrIjoi[A-Za-z0-9+/]{40,}",
    ),
    format("Sentry token", r"\bsntry[su]_[A-Za-z0-9+/=_-]{40,}"),
    format("Postman key", r"\bPMAK-[a-f0-9]{24}-[a-f0-9]{34}\b"),
    format("Airtable token", r"\bpat[A-Za-z0-9]{14}\.[a-f0-9]{64}\b"),
    format("Notion token", r"\bntn_\d{11}[A-Za-z0-9]{35}\b|\bsecret_[A-Za-z0-9]{43}\b"),
    format("Linear key", r"\blin_(?:api|oauth)_[A-Za-z0-9]{32,64}\b"),
    format("Figma token", r"\bfig[dou]r?_[A-Za-z0-9_-]{40,64}"),
    format("Asana token", r"\b[012]/\d{10,16}(?:/\d{10,16})?:[a-f0-9]{32}\b"),
    format("Dropbox token", r"\bsl\.[A-Za-z0-9_.-]{100,}"),
    format("Facebook token", r"\bEAA[A-Za-z0-9]{80,}\b"),
    format(
        "1Password secret",
        r"\bA3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})(?:-[A-Z0-9]{5}){3}\b|\bops_eyJ[A-Za-z0-9+/=]{100,}",
    ),
    format("Adafruit key", r"\baio_[A-Za-z0-9]{28}\b"),
    format("Adobe secret", r"\bp8e-[A-Za-z0-9_-]{32}"),
    format("HubSpot token", r"\bpat-(?:na|eu|ap)[0-9]-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}\b"),
    format("Contentful token", r"\bCFPAT-[A-Za-z0-9_-]{40,50}"),
    format("Dynatrace token", r"\bdt0[a-z]\d\d\.[A-Z0-9]{24}\.[A-Z0-9]{64}\b"),
    format("Prefect key", r"\bpn[ub]_[A-Za-z0-9]{36}\b"),
    format("PostHog key", r"\bph[cx]_[A-Za-z0-9_-]{40,60}"),
    format("ReadMe key", r"\brdme_[a-z0-9]{60,80}\b"),
    format("Segment token", r"\bsgp_[A-Za-z0-9]{64}\b"),
    format("SonarQube token", r"\bsq[apu]_[a-f0-9]{40}\b"),
    format("Twitch stream key", r"\blive_\d{8,10}_[A-Za-z0-9]{30}\b"),
    format("Typeform token", r"\btfp_[A-Za-z0-9_-]{40,66}"),
    format("Octopus Deploy key", r"\bAPI-[A-Z0-9]{26}\b"),
    format("Salesforce token", r"\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,}"),
    format("Mapbox token", r"\b[st]k\.eyJ[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{20,40}"),
    format("Akamai token", r"\bakab-[a-z0-9]{16}-[a-z0-9]{16}\b"),
    format("Docker swarm token", r"\bSWMTKN-1-[a-z0-9]{40,60}-[a-z0-9]{20,30}\b"),
    format("TeamCity token", r"\beyJ0eXAiOiAiVENWMiJ9\.[A-Za-z0-9_-]{20,60}\.[A-Za-z0-9_-]{40,80}"),
    format("StackHawk key", r"\bhawk\.[A-Za-z0-9_-]{20}\.[A-Za-z0-9_-]{20}"),
    format("PagerDuty key", r"\bpdus\+[A-Za-z0-9_+-]{20,40}|\bpd[ut]_[A-Za-z0-9]{20,40}\b"),
    format("OpenShift token", r"\bsha256~[A-Za-z0-9_-]{43}"),
    format("TrueNAS key", r"\b\d{1,2}-[A-Za-z0-9]{64}\b"),
    format("Frame.io token", r"fio-u-[A-Za-z0-9_=-]{64}"),
    format("Dependency-Track key", r"\bodt_[A-Za-z0-9]{32,48}\b"),
    format("Duffel token", r"\bduffel_(?:test|live)_[A-Za-z0-9_-]{43}"),
    format("Intra42 secret", r"\bs-s4t2(?:ud|af)-[a-f0-9]{64}\b"),
    format("CircleCI token", r"\bCCI(?:PAT|PRJ)_[A-Za-z0-9]{22}_[a-f0-9]{40}\b"),
    format("Buildkite token", r"\bbkua_[a-z0-9]{40}\b"),
    format("Trello token", r"\bATTA[a-f0-9]{64}[A-F0-9]{8}\b"),
    format("ClickUp token", r"\bpk_\d{5,9}_[A-Z0-9]{32}\b"),
    format("Resend key", r"\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}\b"),
    format("Klaviyo key", r"\bpk_[a-f0-9]{34}\b"),
    format("OneSignal key", r"\bos_v2_(?:app|org)_[a-z2-7]{100,}\b"),
    format("LaunchDarkly key", r"\b(?:sdk|api)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    format("Intercom token", r"\bdG9rO[A-Za-z0-9+/]{40,80}={0,2}"),
    format("Honeycomb key", r"\bhc[abx][a-z]{2}_[a-z0-9]{58}\b"),
    format("Infisical token", r"\bst\.[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}\b"),
    format("Scalingo token", r"\btk-us-[A-Za-z0-9_-]{48}"),
    format("Defined Networking key", r"\bdnkey-[A-Za-z0-9=_-]{26}-[A-Za-z0-9=_-]{52}"),
    format("MaxMind key", r"\b[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk\b"),
    format("SettleMint token", r"\bsm_[aps]at_[A-Za-z0-9]{16}\b"),
    format("Ubidots token", r"\bBBFF-[A-Za-z0-9]{30}\b"),
    format("Teamwork token", r"\btkn\.v1_[A-Za-z0-9_-]{60,80}={0,2}"),
    format("FullStory key", r"\b(?:na|eu)1\.[A-Za-z0-9+/]{80,120}\b"),
    format("Nightfall key", r"\bNF-[A-Za-z0-9]{32}\b"),
    format("Harness token", r"\b[ps]at\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20}\b"),
    format("Infracost key", r"\bico-[A-Za-z0-9]{32}\b"),
    format("ClickHouse Cloud secret", r"\b4b1d[A-Za-z0-9]{38}\b"),
    format("dfuse key", r"\b(?:web|server|mobile)_[a-f0-9]{32}\b"),
    format("ThingsBoard token", r"\bthingsboard\.(?:cloud|io)/api/v1/[A-Za-z0-9]{20}\b"),
    format("Airtable token", r"\b[A-Za-z0-9_-]{20,}\.v1\.[A-Za-z0-9_-]{20,}\.[a-f0-9]{64}\b"),
    format("Okta token", r"(?i)\bokta[\w.-]{0,30}[\x22']?[ \t]{0,2}[=:][ \t]{0,2}[\x22']?00[A-Za-z0-9_-]{40}\b"),
    format(
        "reCAPTCHA secret",
        r"(?i)\b(?:re)?(?:captcha[\w.\- ]{0,8})?(?:secret|api_?key)[\w.\- ]{0,16}[\x22']?[ \t]{0,2}[=:][ \t]{0,2}[\x22']?6L[0-9A-Za-z_-]{38}\b",
    ),
];

rule! {
    /// ## What it does
    /// Reports tokens, keys and webhook addresses of hosted services by their shapes: chat (Slack, Discord, Telegram,
    /// Teams), mail and messaging (Twilio, SendGrid, Mailgun, Mailchimp, Brevo), monitoring (New Relic, Grafana, Sentry,
    /// Dynatrace, Honeycomb), builds (CircleCI, Buildkite, Harness), and some fifty more. The part after the prefix must look drawn at random.
    ///
    /// A few services have keys that look like anybody's identifiers: `api-` or `sdk-` before a UUID (LaunchDarkly), `server_`
    /// before a hash (dfuse), `key-` before a hash (Mailgun), a small number before 64 characters (TrueNAS). Those are
    /// reported only where the service is named beside them or what stands before them says that a credential follows
    /// (*token*, *secret*, *API key*, *bearer*).
    ///
    /// ## Why is this bad
    /// The token acts as the application: it reads channels and mailboxes, and writes in the name of the firm.
    ///
    /// ## Known false positives
    /// Values in a service's documentation that look random; put them in the setting `allow`. A webhook address that was
    /// closed looks like one that is open. A request's identifier beside the name of a service whose keys look like it.
    ///
    /// ## References
    /// [Slack: token types](https://docs.slack.dev/authentication/tokens/)
    pub(crate) SAAS_TOKEN {
        code: "EXP304",
        slug: "saas-token",
        summary: "a token of a hosted service",
        message: "contains a credential of a hosted service ({kind})",
        remedy: "Revoke the token, and keep it out of whatever the model was given.",
        dimension: Dimension::Risk,
        level: Level::Block,
        status: Status::Stable,
        since: "0.1.0",
        revision: 3,
        sensitive: true,
        requires: &[],
        patterns: PATTERNS,
        fires: &[
            Example::answer("SLACK_BOT_TOKEN={{joined:xo|xb-}}{{random:digits:12}}-{{random:digits:12}}-{{random:alnum:24}}"),
            Example::answer("Post to https://{{joined:hooks.slack|.com}}/services/T{{random:upper:8}}/B{{random:upper:8}}/{{random:alnum:24}}"),
            Example::answer("The mail key: {{joined:S|G.}}{{random:base64url:22}}.{{random:base64url:43}}"),
            Example::answer("bot token {{random:digits:10}}:AA{{random:base64url:33}}"),
            Example::answer("{{percent:{{joined:xo|xb-}}{{random:digits:12}}-{{random:digits:12}}-{{random:alnum:24}}}}"),
            Example::answer("The pipeline uses {{joined:pa|t.}}{{random:alnum:22}}.{{random:hex:24}}.{{random:alnum:20}} as its account."),
            Example::answer("Run it with {{joined:ic|o-}}{{random:alnum:32}} on the estimates."),
            Example::answer("clickhousectl takes {{joined:4b|1d}}{{random:alnum:38}} as well."),
            Example::answer("LaunchDarkly is set up with {{joined:ap|i-}}{{random:hex:8}}-{{random:hex:4}}-{{random:hex:4}}-{{random:hex:4}}-{{random:hex:12}}."),
            Example::answer("Authorization: Bearer {{joined:1|-}}{{random:alnum:64}}"),
            Example::answer("dfuse: {{joined:serv|er_}}{{random:hex:32}}"),
            Example::answer("MAILGUN_API_KEY={{joined:ke|y-}}{{random:hex:32}}"),
        ],
        ignores: &[
            Example::answer("Set SLACK_BOT_TOKEN to xoxb-your-token."),
            Example::answer("xoxp-{{repeat:10:X}}-{{repeat:10:X}}-{{repeat:11:X}}-{{repeat:16:X}}"),
            Example::answer("Webhooks look like https://hooks.slack.com/services/T{{repeat:8:0}}/B{{repeat:8:0}}/{{repeat:24:X}}"),
            Example::answer("{{joined:xo|xp-}}{{random:digits:12}}-{{random:digits:12}}-{{random:digits:12}}-{{repeat:20:#}}"),
            Example::answer("The XOXO festival took place in Portland."),
            Example::answer("Requests are logged as api-{{random:hex:8}}-{{random:hex:4}}-{{random:hex:4}}-{{random:hex:4}}-{{random:hex:12}} in the gateway."),
            Example::answer("The pool member server_{{random:hex:32}} is down; web_{{random:hex:32}} took over."),
            Example::answer("Cached under key-{{random:hex:32}} until midnight."),
            Example::answer("Blob 1-{{random:hex:64}} has the layer."),
            Example::answer("Node.{{random:alnum:6}}.{{random:alnum:30}}"),
        ],
        check: |case| check_formats_if(case, &["reCAPTCHA secret", "Okta token"], is_vouched_for),
        extra: FORMATS,
    }
}

/// What is said before a credential.
const CREDENTIAL: [&str; 15] = [
    "api key",
    "api_key",
    "api-key",
    "apikey",
    "sdk key",
    "sdk_key",
    "sdk-key",
    "sdkkey",
    "token",
    "secret",
    "authorization",
    "bearer",
    "credential",
    "password",
    "auth:",
];

/// How many characters before a value may announce it.
const NEAR: usize = 40;

/// Whether a hit is a token by its shape alone, or by what stands beside it.
fn is_vouched_for(hit: &Hit<'_>) -> bool {
    let service = match hit.label() {
        "TrueNAS key" => "truenas",
        "dfuse key" => "dfuse",
        "LaunchDarkly key" => "launchdarkly",
        "Mailgun key" if hit.matched().starts_with("key-") => "mailgun",
        _ => return true,
    };
    let around = hit.around(120, 60);
    let (before, after) = (around.before.to_lowercase(), around.after.to_lowercase());
    let near = before.char_indices().rev().nth(NEAR - 1).map_or(before.as_str(), |(at, _)| &before[at..]);
    before.contains(service) || after.contains(service) || CREDENTIAL.iter().any(|word| near.contains(word))
}
