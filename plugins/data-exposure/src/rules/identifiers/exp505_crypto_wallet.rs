use std::ops::Range;

use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::wallets::{base58_check, bech32, eip55};

/// Where addresses are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports addresses and private keys of wallets: Bitcoin's and its relatives' with a right checksum (Base58Check,
    /// bech32, bech32m), Ethereum's with the right case (EIP-55) or near a word such as *wallet*, and private keys of 64
    /// hexadecimal digits that are called so.
    /// ## Why is this bad
    /// An address shows every payment that its owner ever made; a key gives the money away.
    /// ## Known false positives
    /// Addresses that are meant to be seen, such as those for donations and of contracts.
    /// ## Settings
    /// `allow` lists addresses that may be shown.
    /// ## References
    /// BIP-173, BIP-350, EIP-55.
    pub(crate) CRYPTO_WALLET {
        code: "EXP505",
        slug: "crypto-wallet",
        summary: "an address or key of a wallet is shown",
        message: "shows an address or a key of a cryptocurrency wallet",
        remedy: "Cut it out; if it is a key, move the money.",
        dimension: Dimension::Risk,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b(?:bc|ltc)1[ac-hj-np-z02-9]{11,71}\b").on(TEXTS).all_views().label("bech32"),
            Pattern::regex(r"\b[13][1-9A-HJ-NP-Za-km-z]{25,34}\b").on(TEXTS).all_views().label("base58"),
            Pattern::regex(r"\b(?:[5KL][1-9A-HJ-NP-Za-km-z]{50,51}|xprv[1-9A-HJ-NP-Za-km-z]{107})\b").on(TEXTS).all_views().label("base58"),
            Pattern::regex(r"\b0x[0-9a-fA-F]{40}\b").on(TEXTS).all_views().label("ethereum"),
            Pattern::regex(r"(?i)\bprivate[ _-]?key\b[^\n]{0,24}?\b(?:0x)?[0-9a-f]{64}\b").on(TEXTS).all_views().label("key"),
        ],
        fires: &[
            Example::answer("He was paid at bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4."),
            Example::answer("Send it to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa."),
            Example::answer("Her address is 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed."),
            Example::answer("The wallet's private key: 0x{{random:hex:64}}"),
        ],
        ignores: &[
            Example::answer("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 and 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb are mistyped."),
            Example::answer("Burnt at 0x0000000000000000000000000000000000000000, commit 0x{{random:hex:40}}."),
            Example::answer("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
                .with_settings(r#"{"allow": ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"]}"#),
        ],
        check: |case| report(case, &|candidate| {
            let range = identify(candidate)?;
            let written = &candidate.text[range.clone()];
            let asked = case.parts_of(Input::UserMessage).any(|part| part.text().contains(written));
            (!asked).then(|| range.into())
        }),
        extra: Extra { tags: &["financial"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

fn identify(candidate: &Candidate<'_>) -> Option<Range<usize>> {
    const WALLET: [&str; 6] = ["wallet*", "ethereum", "eth", "metamask", "usdt", "usdc"];
    let text = candidate.text;
    let start = match candidate.label {
        "key" => text.rfind(|c: char| !c.is_ascii_hexdigit())? + 1,
        _ => 0,
    };
    let right = match candidate.label {
        "bech32" => bech32(text),
        "base58" => base58_check(text).is_some_and(|body| body.len() >= 21),
        "ethereum" => is_varied(&text[2..]) && eip55(&text[2..]).unwrap_or_else(|| candidate.near(&WALLET)),
        _ => is_varied(&text[start..]),
    };
    right.then_some(start..text.len())
}

/// Whether more than a few different digits are in it, as there are not in `0x0000…dead`.
fn is_varied(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    (b'0'..=b'f').filter(|digit| bytes.contains(digit)).count() > 7
}
