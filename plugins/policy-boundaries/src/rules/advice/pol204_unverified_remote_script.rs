use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use crate::advice::report_in;

rule! {
    /// ## What it does
    /// Reports commands that run with a shell what they load from the network, unseen: `curl … | sudo sh`, `bash <(curl …)`,
    /// `iex (iwr …)`. Where the answer warns of it in the same place, nothing is reported.
    /// ## Why is this bad
    /// Whoever controls the address, or the way to it, controls the machine. A model may also have made the address up, and somebody else
    /// can register it.
    /// ## Known false positives
    /// Installers whose makers publish this very command.
    pub(crate) UNVERIFIED_REMOTE_SCRIPT {
        code: "POL204",
        slug: "unverified-remote-script",
        summary: "the answer runs a script from the network unseen",
        message: "runs a remote script unseen: “{quote}”",
        remedy: "Load the script, read it, compare its checksum, then run it; or use a package.",
        dimension: Dimension::Risk,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"\b(?:curl|wget) [^\n|]{1,200}\| ?(?:sudo )?(?:-E )?(?:/bin/)?(?:ba|z|da|k)?sh\b|\b(?:curl|wget) [^\n|]{1,200}\| ?(?:sudo )?(?:python3?|perl|ruby|node)\b"),
            Pattern::regex(r#"\b(?:ba|z)?sh (?:-c )?[\"']?(?:<|\$)\((?:curl|wget) "#),
            Pattern::regex(r"(?i)\biex ?\(+ ?(?:iwr|irm|Invoke-WebRequest|\(?New-Object (?:System\.)?Net\.WebClient)|\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod) [^\n|]{1,200}\| ?iex\b"),
        ],
        fires: &[
            Example::answer("Run `curl -fsSL https://get.example.com/install.sh | sudo sh`."),
            Example::answer("```sh\nbash <(curl -s https://example.com/setup)\n```"),
            Example::answer("In PowerShell: `irm https://example.com/x.ps1 | iex`"),
        ],
        ignores: &[
            Example::answer("Never run `curl https://example.com/x | sh`: you don't see what it does."),
            Example::answer("`curl https://example.com/data.json | jq .name`"),
            Example::answer("Load it with `curl -O https://example.com/install.sh` and read it."),
        ],
        check: |case| report_in(case, |passage, _| !passage.is_warning() && !passage.warns_near()),
        extra: Extra { tags: &["harmful-advice", "security"], references: &["CWE-494", "NIST600-1 Information Security"], ..Extra::NONE },
    }
}
