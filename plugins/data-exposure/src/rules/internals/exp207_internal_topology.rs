use lictor_sdk::{Case, Dimension, Example, Extra, Finding, Hit, Input, Level, Pattern, Status, rule};

use crate::rules::asked::user_mentions;
use crate::rules::channels::code::{code_ranges, is_in};

rule! {
    /// ## What it does
    /// Reports names and places of an organisation's own machines: hosts under `.internal`, `.corp`, `.intranet`, `.lan` and
    /// `.svc.cluster.local`, private addresses with a port, shares such as `\\server\share`, home directories of named
    /// people, stack traces outside code, and hosts under the domains of the setting. What the user's message contains is
    /// left alone, and so are names that only illustrate: `my-service`, `/home/user`, `\\server\share`.
    /// ## Why is this bad
    /// It tells an attacker where to go next, and which person's account is there.
    /// ## Known false positives
    /// Tutorials with invented names that do not look invented.
    /// ## Settings
    /// `internal_domains` lists an organisation's own suffixes, such as `prod.acme.net`.
    /// ## References
    /// RFC 1918; RFC 5737 for addresses that only illustrate.
    pub(crate) INTERNAL_TOPOLOGY {
        code: "EXP207",
        slug: "internal-topology",
        summary: "an internal host, address, path or stack trace is shown",
        message: "shows an internal host, address, path or stack trace",
        remedy: "Keep names of machines out of prompts, contexts and tool results, and catch errors before the model sees them.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"(?i)\b[a-z0-9][a-z0-9-]+(?:\.[a-z0-9-]+){0,4}\.(?:internal|corp|intranet|lan|svc\.cluster\.local)\b(?::\d{2,5}\b)?").on(TEXTS).label("host"),
            Pattern::regex(r"\b(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}:\d{2,5}\b").on(TEXTS).label("address"),
            Pattern::regex(r"\\\\[A-Za-z][A-Za-z0-9._-]{2,40}\\[A-Za-z0-9$._-]{2,40}").on(TEXTS).label("share"),
            Pattern::regex(r"(?:/home/|/Users/|[A-Z]:\\Users\\)[A-Za-z][A-Za-z0-9._-]{1,32}[/\\]").on(TEXTS).label("home"),
            Pattern::regex(r#"Traceback \(most recent call last\):\s{1,8}File "/[^"\n]+", line \d+"#).label("trace"),
            Pattern::regex(r"(?m)^\s{1,8}at [\w$.<>]+\([\w$.]+\.(?:java|kt|scala|cs|js|ts):\d+(?::\d+)?\)\s*\n\s{1,8}at ").label("trace"),
        ],
        fires: &[
            Example::answer("Connect to db01.prod.corp:5432 and try again."),
            Example::answer("It runs at ledger.payments.svc.cluster.local and on 10.24.7.13:8443."),
            Example::answer("The file is in \\\\finsrv02\\payroll, or in /home/mlindqvist/reports/."),
            Example::answer("Sorry, an error occurred:\nTraceback (most recent call last):\n  File \"/srv/app/main.py\", line 42, in run\nKeyError: 'id'"),
            Example::answer("Ask jump7.lab.initech.net for it.").with_settings(r#"{"internal_domains": ["lab.initech.net"]}"#),
        ],
        ignores: &[
            Example::answer("255.255.255.0 is a netmask, and 192.168.0.1:80 is the router; 203.0.113.7:80 is an example."),
            Example::answer("Use host.docker.internal or my-service.default.svc.cluster.local, and store it in /home/user/data/."),
            Example::asked("Why does db01.prod.corp:5432 not answer?", "Perhaps db01.prod.corp:5432 is down."),
            Example::answer("```\nTraceback (most recent call last):\n  File \"/srv/app/main.py\", line 42, in run\n```"),
            Example::answer("Mount \\\\server\\share, then open C:\\Users\\YourName\\Documents."),
        ],
        check: |case: &Case<'_>| case.hits().filter(|hit| is_real(case, hit)).take(32).for_each(|hit| case.report(evidence(&hit))),
        extra: Extra { tags: &["internals"], references: &["LLM02:2025", "CWE-209", "CWE-497", "AML.T0057"], ..Extra::NONE },
    }
}

const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

/// Parts of names that illustrate.
const INVENTED: &str = "acme api app backend client computer computername container default dev domain example fileserver foo bar hostname host \
    hostname local localhost metadata my myapp myhost myserver mycompany name namespace node path pc project \
    sample server servername service share sharename site test user username web www your yourcompany yourserver";

/// Home directories of nobody in particular.
const NOBODY: &str = "admin alice bob centos debian default dev ec2-user guest jane janedoe jdoe john johndoe jovyan linuxbrew me myname \
    myuser name node pi public root runner runneradmin sam shared student test ubuntu user user1 username vagrant you \
    your your_name your_user your_username your-name your-user your-username yourname youruser yourusername \
    yourusernamehere";

/// A domain of the settings is found by itself, and the name of the machine stands before it.
fn evidence(hit: &Hit<'_>) -> Finding {
    let mut finding = Finding::at(hit);
    if hit.pattern().is_none() && hit.is_raw() {
        let before = hit.around(64, 0).before;
        let of_a_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
        let name = before.bytes().rev().take_while(of_a_name).count();
        finding.spans.iter_mut().for_each(|span| span.start -= name as u32);
    }
    finding
}

fn is_real(case: &Case<'_>, hit: &Hit<'_>) -> bool {
    let text = hit.matched();
    if user_mentions(case, &[&text]) {
        return false;
    }
    let listed = |list: &str, word: &str| list.split_whitespace().any(|known| known.eq_ignore_ascii_case(word));
    match hit.label() {
        "host" | "share" => {
            // Nobody's machine is called by the address that the documentation of a tool gives.
            let host = text.trim_start_matches('\\').split(['\\', ':']).next().unwrap_or_default();
            let mut names =
                host.split('.').take_while(|name| !matches!(*name, "svc" | "internal" | "corp" | "lan" | "intranet"));
            let invented = |name: &str| {
                name.split(['-', '_']).any(|word| listed(INVENTED, word.trim_end_matches(|c: char| c.is_ascii_digit())))
            };
            !names.any(invented) && !text.contains("docker.internal") && !text.contains("google.internal")
        }
        "address" => {
            let last = text.split(':').next().and_then(|address| address.rsplit('.').next());
            !matches!(last, Some("0" | "1" | "2" | "254" | "255" | "100" | "10"))
        }
        "home" => {
            let user = text.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().unwrap_or_default();
            !listed(NOBODY, user)
        }
        "trace" => !is_in(&code_ranges(hit.part().text()), hit.span().start as usize),
        _ => true,
    }
}
