use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{EXTRA, report};
use super::checksums::compact;

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports Brazilian tax numbers of people (CPF) and of businesses (CNPJ, with letters or without), both with two
    /// right check digits. In their usual grouping they count by themselves; without it the word must stand near.
    /// ## Why is this bad
    /// A CPF is asked for in every shop and by every authority in Brazil; a CNPJ of a sole trader names a person.
    /// ## Known false positives
    /// A CNPJ of a company is public. The check digits of repeated digits are right as well; those are left out.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// Receita Federal, *Instrução Normativa RFB 2.229/2024* (letters in the CNPJ).
    pub(crate) BR_CPF_LATAM_ID {
        code: "EXP408",
        slug: "br-cpf-latam-id",
        summary: "a Brazilian tax number is shown",
        message: "shows a Brazilian tax number",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b").on(TEXTS).all_views().label("grouped"),
            Pattern::regex(r"\b[A-Z\d]{2}\.[A-Z\d]{3}\.[A-Z\d]{3}/[A-Z\d]{4}-\d{2}\b").on(TEXTS).all_views().label("grouped"),
            Pattern::regex(r"(?i)\b(?:cpf|cnpj)\b[ -/:-~]{0,24}(?:\d{3}[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{2}|\d{14})\b")
                .on(TEXTS).all_views().label("named"),
        ],
        fires: &[
            Example::answer("CPF 529.982.247-25"),
            Example::answer("O titular, 529.982.247-25, mora no Rio."),
            Example::answer("cpf=52998224725"),
            Example::answer("A empresa tem o CNPJ 11.222.333/0001-81."),
            Example::answer("Novo CNPJ: 12.ABC.345/01DE-35"),
        ],
        ignores: &[
            Example::answer("CPF 111.111.111-11"),
            Example::answer("CPF 529.982.247-26"),
            Example::answer("O pedido 52998224725 foi enviado."),
            Example::answer("CPF 529.982.247-25").with_settings(r#"{"allow": ["52998224725"]}"#),
        ],
        check: |case| report(case, &|candidate| {
            let start = match candidate.label {
                "named" => candidate.text.find(|c: char| c.is_ascii_digit())?,
                _ => 0,
            };
            is_right(&compact(&candidate.text[start..])).then(|| (start..candidate.text.len()).into())
        }),
        extra: Extra { tags: &["personal"], references: &["LLM02:2025", "CWE-359"], ..EXTRA },
    }
}

/// Each check digit is a weighted sum modulo 11 over all that stands before it. The weights grow from 2 at the right;
/// those of a CNPJ begin again after 9, and its letters count as far from `0` as ASCII puts them.
fn is_right(number: &str) -> bool {
    let bytes = number.as_bytes();
    let largest = match bytes.len() {
        11 => 11,
        14 => 9,
        _ => return false,
    };
    let check = |length: usize| {
        let weights = (2..=largest).cycle();
        let sum: u32 = bytes[..length].iter().rev().zip(weights).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
        let rest = sum % 11;
        let digit = if rest < 2 { 0 } else { 11 - rest };
        u32::from(bytes[length].wrapping_sub(b'0')) == digit
    };
    bytes.iter().any(|byte| *byte != bytes[0]) && check(bytes.len() - 2) && check(bytes.len() - 1)
}
