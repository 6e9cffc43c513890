//! Which of the labelled identifiers are sound: a set also holds such as were misread, and no check digit can hold there.

/// Whether the check digits of an identifier hold. Of a label that is not known: no.
pub(crate) fn holds(label: &str, text: &str) -> bool {
    // Labels take in the words before the identifier, such as `IBAN: `.
    let text = text.rsplit_once(':').map_or(text, |(_, value)| value);
    let plain: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect::<String>().to_ascii_uppercase();
    let digits: Vec<u32> = plain.chars().filter_map(|c| c.to_digit(10)).collect();
    let all_digits = digits.len() == plain.len();
    match label {
        "PESEL" => {
            all_digits && digits.len() == 11 && weighted(&digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10)
        }
        "NIP" => {
            let number = plain.strip_prefix("PL").unwrap_or(&plain);
            digits.len() == 10
                && number.len() == 10
                && weighted(&digits[..9], &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == digits[9]
        }
        "REGON" => match digits.len() {
            9 => all_digits && weighted(&digits, &[8, 9, 2, 3, 4, 5, 6, 7]) % 11 % 10 == digits[8],
            14 => all_digits && weighted(&digits, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]) % 11 % 10 == digits[13],
            _ => false,
        },
        "PAYMENT_CARD" => all_digits && (13..=19).contains(&digits.len()) && luhn(&digits),
        "IBAN" => iban(&plain),
        "DOWOD" => identity_card(&plain),
        _ => false,
    }
}

/// As many digits as there are weights.
fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// ISO/IEC 7812-1, annex B.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |(place, digit): (usize, &u32)| if place % 2 == 1 { digit * 2 / 10 + digit * 2 % 10 } else { *digit };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}

/// ISO 13616; a Polish one without its country, too.
fn iban(plain: &str) -> bool {
    let plain = if plain.len() == 26 && plain.bytes().all(|b| b.is_ascii_digit()) {
        format!("PL{plain}")
    } else {
        plain.into()
    };
    if !(15..=34).contains(&plain.len()) || !plain.as_bytes()[..2].iter().all(u8::is_ascii_uppercase) {
        return false;
    }
    let rearranged = plain[4..].chars().chain(plain[..4].chars());
    let values = rearranged.filter_map(|c| c.to_digit(36));
    values.fold(0, |rest, value| if value > 9 { (rest * 100 + value) % 97 } else { (rest * 10 + value) % 97 }) == 1
}

/// A Polish identity card: three letters, then six digits of which the first is the check digit.
fn identity_card(plain: &str) -> bool {
    let shaped = plain.len() == 9
        && plain.bytes().take(3).all(|b| b.is_ascii_uppercase())
        && plain.bytes().skip(3).all(|b| b.is_ascii_digit());
    let values: Vec<u32> = plain.chars().filter_map(|c| c.to_digit(36)).collect();
    shaped && weighted(&values, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_hold_and_their_neighbours_do_not() {
        // The first five are those of the offices' own documents and of the norms.
        for (label, sound, wrong) in [
            ("PESEL", "44051401359", "44051401358"),
            ("NIP", "PL 526-030-02-91", "526-030-02-92"),
            ("REGON", "123456785", "123456786"),
            ("PAYMENT_CARD", "4111 1111 1111 1111", "4111 1111 1111 1112"),
            ("IBAN", "IBAN: GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),
            ("DOWOD", "ABA300000", "ABA400000"),
        ] {
            assert!(holds(label, sound), "{label} {sound}");
            assert!(!holds(label, wrong), "{label} {wrong}");
        }
        assert!(!holds("NIP", "52603002O1"), "a letter is no digit");
    }
}
