//! National numbers of Asian and African countries: what each is made of, and how its check digits are computed.

use super::checksums::{distinct, is_date, luhn, pair, weighted};

/// Singapore, NRIC and FIN: seven digits between a letter for the century and one that depends on the sum.
pub(crate) fn singapore(compact: &str) -> bool {
    let (Some(&first), Some(&last)) = (compact.as_bytes().first(), compact.as_bytes().last()) else { return false };
    let digits = super::checksums::digits(compact);
    let (letters, offset): (&[u8; 11], u32) = match first {
        b'S' => (b"JZIHGFEDCBA", 0),
        b'T' => (b"JZIHGFEDCBA", 4),
        b'F' => (b"XWUTRQPNMLK", 0),
        b'G' => (b"XWUTRQPNMLK", 4),
        b'M' => (b"XWUTRQPNJLK", 3),
        _ => return false,
    };
    let rest = ((weighted(&digits, &[2, 7, 6, 5, 4, 3, 2]) + offset) % 11) as usize;
    let place = if first == b'M' { 10 - rest } else { rest };
    digits.len() == 7 && distinct(&digits) > 2 && letters[place] == last
}

/// South Korea, resident registration number: date of birth, a digit for century and sex, and a weighted sum. Numbers
/// given out since October 2020 have no check digit any more, so those of people born then or later are believed.
pub(crate) fn korea(digits: &[u8]) -> bool {
    if digits.len() != 13 || !is_date(pair(digits, 2), pair(digits, 4)) || !(1..=8).contains(&digits[6]) {
        return false;
    }
    let recent = matches!(digits[6], 3 | 4 | 7 | 8) && pair(digits, 0) * 100 + pair(digits, 2) >= 2010;
    let sum = weighted(digits, &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
    recent || (11 - sum % 11) % 10 == u32::from(digits[12])
}

/// China, resident identity number: province, date of birth, order, and ISO/IEC 7064 MOD 11-2.
pub(crate) fn china(compact: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let Some((body, check)) = compact.split_at_checked(17) else { return false };
    let digits = super::checksums::digits(body);
    digits.len() == 17
        && matches!(pair(&digits, 0), 11..=82)
        && matches!(pair(&digits, 6), 19 | 20)
        && is_date(pair(&digits, 10), pair(&digits, 12))
        && check.as_bytes() == [CHECKS[(weighted(&digits, &WEIGHTS) % 11) as usize]]
}

/// Thailand: twelve digits with falling weights, modulo 11.
pub(crate) fn thailand(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    digits.len() == 13
        && (1..=8).contains(&digits[0])
        && distinct(digits) > 2
        && (11 - sum % 11) % 10 == u32::from(digits[12])
}

/// South Africa: date of birth, sex, citizenship, and Luhn.
pub(crate) fn south_africa(digits: &[u8]) -> bool {
    digits.len() == 13
        && is_date(pair(digits, 2), pair(digits, 4))
        && digits[10] <= 2
        && distinct(digits) > 2
        && luhn(digits)
}

/// Japan, individual number: eleven digits and a weighted sum modulo 11.
pub(crate) fn japan(digits: &[u8]) -> bool {
    let rest = weighted(digits, &[6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
    let check = if rest <= 1 { 0 } else { 11 - rest };
    digits.len() == 12 && distinct(digits) > 2 && check == u32::from(digits[11])
}

#[cfg(test)]
mod tests {
    use super::super::checksums::digits;
    use super::*;

    #[test]
    fn made_up_numbers_with_right_checks_pass_and_their_neighbours_do_not() {
        assert!(singapore("S1234567D") && !singapore("S1234567E") && singapore("F1234567N"));
        assert!(china("11010519491231002X") && !china("110105194912310021"));
        assert!(thailand(&digits("1-2345-67890-12-1")) && !thailand(&digits("1-2345-67890-12-2")));
        assert!(south_africa(&digits("8001015009087")) && !south_africa(&digits("8001015009088")));
        assert!(japan(&digits("1234 5678 9018")) && !japan(&digits("1234 5678 9019")));
        assert!(!korea(&digits("800101-1234568")) || !korea(&digits("800101-1234567")));
    }
}
