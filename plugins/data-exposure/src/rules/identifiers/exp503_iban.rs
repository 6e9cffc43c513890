use std::ops::Range;

use lictor_sdk::{Dimension, Example, Extra, Input, Level, Pattern, Status, rule};

use super::candidate::{Candidate, EXTRA, report};
use super::checksums::{compact, iban};

rule! {
    /// ## What it does
    /// Reports international bank account numbers: of the length that the country uses and with right check digits.
    /// In small letters, or with letters that only look like digits, a word such as *account* must stand near.
    /// A Polish account number of 26 digits without its country is read too.
    /// ## Why is this bad
    /// An account number identifies its holder, and direct debits need little more.
    /// ## Known false positives
    /// Accounts that are meant to be seen, such as those for donations and invoices.
    /// ## Settings
    /// `allow` lists accounts that may be shown, in any grouping.
    /// ## References
    /// ISO 13616-1; SWIFT, *IBAN Registry*.
    pub(crate) IBAN {
        code: "EXP503",
        slug: "iban",
        summary: "a bank account number (IBAN) is shown",
        message: "shows a bank account number (IBAN)",
        remedy: "Cut the number out, or put accounts that answers may name into `allow`.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 1,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(LENGTHS).on(&[Input::Answer, Input::ToolCalls]).all_views().label("iban"),
            Pattern::regex(r"\b\d{2}(?:[\s-]?\d{4}){6}\b")
                .on(&[Input::Answer, Input::ToolCalls]).all_views().label("polish"),
        ],
        fires: &[
            Example::answer("GB82 WEST 1234 5698 7654 32"),
            Example::answer("Konto: DE89370400440532013000, Frau Lind"),
            Example::answer("my iban is gb82west12345698765432"),
            Example::answer("Wpłata na rachunek 61 1090 1014 0000 0712 1981 2874"),
            Example::answer("It is {{base64:transfer to GB82 WEST 1234 5698 7654 32 today}}"),
        ],
        ignores: &[
            Example::answer("GB82 WEST 1234 5698 7654 33"),
            Example::answer("TEST-GB82 WEST 1234 5698 7654 32 and GB82-KEY"),
            Example::answer("commit gb82west12345698765432"),
            Example::answer("Send it to GB82 WEST 1234 5698 7654 32.")
                .with_settings(r#"{"allow": ["GB82WEST12345698765432"]}"#),
        ],
        check: |case| report(case, &|candidate| Some(identify(candidate)?.into())),
        extra: Extra { tags: &["financial"], references: &["LLM02:2025", "CWE-359", "GDPR 4(1)"], ..EXTRA },
    }
}

/// How many characters follow country and check digits, by country: the registry's lengths less four. One of the
/// check digits may be a letter that looks like a digit.
const LENGTHS: &str = concat!(
    r"(?i)\b(?:",
    r"NO(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){11}",
    r"|BE(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){12}",
    r"|(?:DK|FI|FK|FO|GL|NL|SD)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){14}",
    r"|(?:MK|SI)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){15}",
    r"|(?:AT|BA|EE|KZ|LT|LU|MN|XK)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){16}",
    r"|(?:CH|HR|LI|LV)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){17}",
    r"|(?:BG|BH|CR|DE|GB|GE|IE|ME|RS|VA)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){18}",
    r"|(?:AE|GI|IL|IQ|OM|SO|TL)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){19}",
    r"|(?:AD|CZ|ES|MD|PK|RO|SA|SE|SK|TN|VG)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){20}",
    r"|(?:LY|PT|ST)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){21}",
    r"|(?:IS|TR)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){22}",
    r"|(?:BI|DJ|FR|GR|IT|MC|MR|SM)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){23}",
    r"|(?:AL|AZ|BY|CY|DO|GT|HN|HU|LB|NI|PL|SV)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){24}",
    r"|(?:BR|EG|PS|QA|UA)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){25}",
    r"|(?:JO|KW|MU|YE)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){26}",
    r"|(?:MT|SC)(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){27}",
    r"|LC(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){28}",
    r"|RU(?:\d[ .]?[\dOIL]|[OIL][ .]?\d)(?:[\s.-]?[A-Z\d]){29}",
    r")\b",
);

const WORDS: [&str; 16] = [
    "iban",
    "ibanNumber",
    "account*",
    "bank*",
    "konto*",
    "konta",
    "kont*",
    "rachun*",
    "cuenta*",
    "conta",
    "compte*",
    "rekening*",
    "transfer*",
    "payee*",
    "beneficiary",
    "acct",
];

fn identify(candidate: &Candidate<'_>) -> Option<Range<usize>> {
    let number = compact(candidate.text);
    let right = if candidate.label == "polish" {
        iban(&format!("PL{number}")) && (candidate.near(&WORDS) || candidate.text.contains(' '))
    } else {
        let shouted = !candidate.text.contains(|c: char| c.is_ascii_lowercase());
        // Looking like a digit is a reason to read it as one only where nothing but digits can stand.
        let read = || format!("{}{}", &number[..2], number[2..].replace('O', "0").replace(['I', 'L'], "1"));
        let named = || candidate.near(&WORDS);
        (iban(&number) && (shouted || named())) || (is_numeric(&number) && named() && iban(&read()))
    };
    right.then(|| candidate.all())
}

/// Whether all but a few characters after the country are digits.
fn is_numeric(number: &str) -> bool {
    number.bytes().skip(2).all(|byte| matches!(byte, b'0'..=b'9' | b'O' | b'I' | b'L'))
}
