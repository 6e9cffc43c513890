//! Check digits. Each takes digit values or ASCII text and says whether the number is one that could be issued.
//! A checksum alone proves little: a tenth of all random numbers pass Luhn's.

/// The values of a text's decimal digits, whatever stands between them.
pub(crate) fn digits(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect()
}

/// The letters and digits of a text, in upper case, without what stands between them.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// ISO/IEC 7812-1, annex B.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let doubled = |(place, digit): (usize, &u8)| match (place % 2, u32::from(*digit)) {
        (0, digit) => digit,
        (_, digit) => digit * 2 / 10 + digit * 2 % 10,
    };
    !digits.is_empty() && digits.iter().rev().enumerate().map(doubled).sum::<u32>() % 10 == 0
}

/// The sum of digits, each times its weight. Weights beyond the digits, and digits beyond the weights, do not count.
pub(crate) fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
}

/// The number that the digits write, modulo another.
pub(crate) fn modulo(digits: &[u8], modulus: u32) -> u32 {
    digits.iter().fold(0, |rest, digit| (rest * 10 + u32::from(*digit)) % modulus)
}

/// ISO/IEC 7064, MOD 97-10 as IBANs use it: letters count 10 to 35, the first four characters come last.
pub(crate) fn iban(compact: &str) -> bool {
    let Some((head, body)) = compact.split_at_checked(4) else { return false };
    let rest = body.bytes().chain(head.bytes()).try_fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => Some((rest * 10 + u32::from(byte - b'0')) % 97),
        b'A'..=b'Z' => Some((rest * 100 + u32::from(byte - b'A') + 10) % 97),
        _ => None,
    });
    rest == Some(1)
}

/// ISO/IEC 7064, MOD 11,10.
pub(crate) fn mod_11_10(digits: &[u8]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (product + u32::from(*digit)) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == u32::from(*check)
}

/// Verhoeff's scheme over the dihedral group D5.
pub(crate) fn verhoeff(digits: &[u8]) -> bool {
    const SHIFT: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |place: usize, digit: u8| (0..place % 8).fold(digit, |digit, _| SHIFT[usize::from(digit)]);
    // 0 to 4 are rotations, 5 to 9 reflections.
    let times = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b) % 5,
        (false, true) => 5 + (a + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| times(sum, permuted(place, *digit))) == 0
}

/// Whether year (two digits), month and day can be a date.
pub(crate) fn is_date(month: u32, day: u32) -> bool {
    (1..=12).contains(&month) && (1..=31).contains(&day) && !(month == 2 && day > 29)
}

/// The value of two neighbouring digits.
pub(crate) fn pair(digits: &[u8], at: usize) -> u32 {
    match digits.get(at..at + 2) {
        Some(&[tens, ones]) => u32::from(tens) * 10 + u32::from(ones),
        _ => 0,
    }
}

/// How many different digits there are.
pub(crate) fn distinct(digits: &[u8]) -> usize {
    (0..10).filter(|value| digits.contains(value)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_numbers_pass_and_their_neighbours_do_not() {
        assert!(luhn(&digits("4539 1488 0343 6467")) && !luhn(&digits("4539 1488 0343 6468")));
        assert!(verhoeff(&digits("2363")) && !verhoeff(&digits("2364")));
        assert!(verhoeff(&digits("1234567890120")) == verhoeff(&digits("1234567890120")));
        assert!(iban("GB82WEST12345698765432") && !iban("GB82WEST12345698765433"));
        assert!(iban("DE89370400440532013000") && !iban("GB8"));
        assert!(mod_11_10(&digits("86095742719")) && !mod_11_10(&digits("86095742718")));
    }

    #[test]
    fn verhoeff_finds_every_slip_of_one_digit_and_every_swap() {
        let good = digits("84736430954837284567892");
        assert!(verhoeff(&good));
        for place in 0..good.len() {
            let mut slipped = good.clone();
            slipped[place] = (slipped[place] + 1) % 10;
            assert!(!verhoeff(&slipped));
            let mut swapped = good.clone();
            if place > 0 && swapped[place] != swapped[place - 1] {
                swapped.swap(place, place - 1);
                assert!(!verhoeff(&swapped));
            }
        }
    }

    #[test]
    fn nothing_passes_when_there_is_nothing() {
        assert!(!luhn(&[]) && !iban("") && !mod_11_10(&[]));
        assert_eq!((pair(&[1], 0), distinct(&[1, 1, 2]), modulo(&[9, 8], 97)), (0, 2, 1));
    }
}
