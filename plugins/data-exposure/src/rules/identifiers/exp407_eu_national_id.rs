use lictor_sdk::{Detail, Dimension, Example, Extra, Input, Level, Pattern, Status, Values, rule};

use super::candidate::{Candidate, EXTRA, Identified, report};
use super::checksums::{compact, digits};
use super::europe;

/// Where the numbers are looked for.
const TEXTS: &[Input] = &[Input::Answer, Input::ToolCalls];

rule! {
    /// ## What it does
    /// Reports national identity and tax numbers of people in Europe: Spanish NIF and NIE, Italian *codice fiscale*,
    /// German *Steuer-ID*, Polish PESEL and identity card, French NIR, Dutch BSN, and the numbers of Belgium, Sweden
    /// and Finland. The check digits must be right and a date of birth within must be a date. Where the form is
    /// nothing but digits, a word that names the number must stand near.
    /// ## Why is this bad
    /// Most of these numbers tell date of birth and sex, all of them last for life.
    /// ## Known false positives
    /// Serial numbers of eight digits and a letter: one in twenty-three has the letter of a Spanish NIF.
    /// ## Settings
    /// `allow` lists numbers that may be shown.
    /// ## References
    /// ISO/IEC 7064; the published definitions of each number, named in the source of the check.
    pub(crate) EU_NATIONAL_ID {
        code: "EXP407",
        slug: "eu-national-id",
        summary: "a European national identity or tax number is shown",
        message: "shows a national identity or tax number of {country}",
        remedy: "Cut the number out and find out which source it came from.",
        dimension: Dimension::Risk,
        level: Level::Redact,
        status: Status::Stable,
        since: "0.1.0",
        revision: 2,
        sensitive: true,
        requires: &[],
        patterns: &[
            Pattern::regex(r"\b(?:\d{8}[ -]?[A-HJ-NP-TV-Z]|[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z])\b")
                .on(TEXTS).all_views().label("spain"),
            Pattern::regex(r"(?i)\b[A-Z]{6}[\dL-NP-V]{2}[ABCDEHLMPRST][\dL-NP-V]{2}[A-Z][\dL-NP-V]{3}[A-Z]\b")
                .on(TEXTS).all_views().label("italy"),
            Pattern::regex(r"\b[\dOIl]{11}\b|\b\d{2} \d{3} \d{3} \d{3}\b").on(TEXTS).all_views().label("eleven"),
            // A line may break, and an invoice may space, where nobody would write so by hand.
            Pattern::regex(r"(?i)\bpesel\b[ :\-#n.ro]{0,8}\d(?:[\s.]{0,2}\d){10}\b").on(TEXTS).all_views().label("pesel"),
            Pattern::regex(r"\b[A-Z]{3}[ -]?\d{6}\b").on(TEXTS).all_views().label("polish card"),
            Pattern::regex(r"(?i)\bdow(?:[oó])d[a-z]{0,4} osobist[a-z]{1,4}(?:[\s:,|]|nr|numer|seria|i)*[A-Z]{3}[ -]?[\dOIl](?:[\s.]{0,2}[\dOIl]){5}\b")
                .on(TEXTS).all_views().label("polish card named"),
            Pattern::regex(r"(?i)\bnip\b[\s:\-#.|]{0,6}(?:PL)?[\dOIl](?:[\s.-]{0,2}[\dOIl]){9}\b").on(TEXTS).all_views().label("nip"),
            Pattern::regex(r"(?i)\bregon\b[\s:\-#.|]{0,6}[\dOIl](?:[\s.-]{0,2}[\dOIl]){8}(?:(?:[\s.-]{0,2}[\dOIl]){5})?\b").on(TEXTS).all_views().label("regon"),
            Pattern::regex(r"\b[1-478] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}\b")
                .on(TEXTS).all_views().label("france"),
            Pattern::regex(r"\b\d{9}\b|\b\d{4}[. ]\d{2}[. ]\d{3}\b").on(TEXTS).all_views().label("netherlands"),
            Pattern::regex(r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b").on(TEXTS).all_views().label("belgium"),
            Pattern::regex(r"\b(?:\d{2})?\d{6}[-+]\d{4}\b|\b(?:19|20)\d{10}\b").on(TEXTS).all_views().label("sweden"),
            Pattern::regex(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]\b").on(TEXTS).all_views().label("finland"),
        ],
        fires: &[
            Example::answer("El NIF del titular es 12345678Z."),
            Example::answer("Codice fiscale: RSSMRA85T10A562S"),
            Example::answer("Seine Steuer-ID lautet 86 095 742 719."),
            Example::answer("Anna K., PESEL 44051401359, dowód ABA300000"),
            Example::answer("NIP: 123-456-32-18, REGON 123456785"),
            Example::answer("legitymujący się dowodem osobistym nr ABA 3OO000"),
            Example::answer("N° de sécurité sociale 2 55 08 14 168 025 38"),
            Example::answer("Zijn BSN is 111222333."),
            Example::answer("Rijksregisternummer 85.07.30-033.28"),
            Example::answer("Personnummer: 811228-9874"),
            Example::answer("Henkilötunnus 131052-308T"),
        ],
        ignores: &[
            Example::answer("El NIF 12345678A tiene la letra equivocada."),
            Example::answer("Serial 44051401359 and SER-04478963899 were shipped with invoice 86095742719."),
            Example::answer("PESEL 44051401358 ma złą cyfrę kontrolną."),
            Example::answer("The year 1999 had 811228-9874 of them; 111222333 people live there."),
            Example::answer("NIP: 123-456-32-19, REGON 123456786"),
            Example::answer("Use model ABC123456 with COM123456."),
            Example::answer("NIF 12345678Z").with_settings(r#"{"allow": ["12345678-Z"]}"#),
        ],
        check: |case| report(case, &identify),
        extra: Extra {
            tags: &["personal"],
            references: &["LLM02:2025", "CWE-359", "GDPR 87"],
            detail: &[Detail { key: "country", values: Values::OneOf(&[
                "Spain", "Italy", "Germany", "Poland", "France", "the Netherlands", "Belgium", "Sweden", "Finland",
            ]) }],
            ..EXTRA
        },
    }
}

const POLISH: [&str; 3] = ["pesel*", "numer ewidencyjny", "nr ewidencyjny"];
const POLISH_CARD: [&str; 6] = ["dowód*", "dowod*", "dowodu*", "identity card", "id card", "legitymuj*"];
const GERMAN: [&str; 7] =
    ["steuer*", "idnr", "identifikationsnummer", "tax id", "tax identification", "german tax", "tin"];
const BELGIAN: [&str; 7] =
    ["rijksregister*", "registre national", "national number", "national register", "niss", "insz", "numéro national"];
const DUTCH: [&str; 5] = ["bsn", "burgerservicenummer*", "sofinummer*", "sofi", "citizen service number"];
const SWEDISH: [&str; 6] =
    ["personnummer*", "samordningsnummer*", "personal identity number", "swedish", "personnr", "pnr"];
const FRENCH: [&str; 8] =
    ["nir", "insee", "sécurité sociale", "securite sociale", "sécu", "carte vitale", "social security", "french"];

fn identify(candidate: &Candidate<'_>) -> Option<Identified> {
    let number = compact(candidate.text);
    let value = digits(&number);
    let named = |words: &[&str]| candidate.near(words);
    let (right, country) = match candidate.label {
        "spain" => (europe::spain(&number) && !candidate.is_article(), "Spain"),
        "italy" => (europe::italy(&number), "Italy"),
        "polish card" => (europe::polish_card(&number) && named(&POLISH_CARD), "Poland"),
        // Written in one piece it could be a card number or a serial.
        "france" => (europe::france(&number) && (candidate.text.contains(' ') || named(&FRENCH)), "France"),
        "netherlands" => (europe::netherlands(&value) && named(&DUTCH), "the Netherlands"),
        "belgium" => (europe::belgium(&value), "Belgium"),
        "sweden" => (europe::sweden(&value) && named(&SWEDISH), "Sweden"),
        "finland" => (europe::finland(candidate.text), "Finland"),
        "polish card named" | "nip" | "regon" => {
            let words = candidate.text.rfind(|c: char| c.is_ascii_lowercase() && c != 'l' || ":|#".contains(c));
            let named = match candidate.label {
                "polish card named" => words? + 1,
                _ => 0,
            };
            let own = match candidate.label {
                "polish card named" => candidate.text[named..].find(|c: char| c.is_ascii_uppercase())?,
                label => {
                    label.len()
                        + candidate.text[label.len()..].find(|c: char| c.is_ascii_digit() || "OIl".contains(c))?
                }
            };
            let start = named + own;
            let read: String = candidate.text[start..].replace('O', "0").replace(['I', 'l'], "1");
            let right = match candidate.label {
                "polish card named" => {
                    let number = candidate.text.get(start..start + 3)?;
                    europe::polish_card(&format!("{}{}", number.to_ascii_uppercase(), compact(read.get(3..)?)))
                }
                "nip" => europe::polish_tax(&digits(&read)),
                _ => europe::polish_business(&digits(&read)),
            };
            let range = start..candidate.text.len();
            return right.then_some(Identified { range, detail: Some(("country", "Poland")) });
        }
        "pesel" => {
            let start = candidate.text.find(|c: char| c.is_ascii_digit())?;
            let right = europe::poland(&value);
            let range = start..candidate.text.len();
            return right.then_some(Identified { range, detail: Some(("country", "Poland")) });
        }
        _ => return eleven(candidate),
    };
    right.then(|| Identified { range: candidate.all(), detail: Some(("country", country)) })
}

/// Eleven digits can be of several countries: the word beside them decides.
fn eleven(candidate: &Candidate<'_>) -> Option<Identified> {
    // A scanner, or somebody who hides, writes O for 0 and l for 1.
    let read: String = candidate.text.replace('O', "0").replace(['I', 'l'], "1");
    let value = digits(&read);
    let country = if candidate.near(&POLISH) && europe::poland(&value) {
        "Poland"
    } else if candidate.near(&GERMAN) && europe::germany(&value) {
        "Germany"
    } else if candidate.near(&BELGIAN) && europe::belgium(&value) {
        "Belgium"
    } else {
        return None;
    };
    Some(Identified { range: candidate.all(), detail: Some(("country", country)) })
}
