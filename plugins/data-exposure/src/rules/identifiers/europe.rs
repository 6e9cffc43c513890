//! National numbers of European countries: what each is made of, and how its check digits are computed.

use super::checksums::{digits, distinct, is_date, luhn, mod_11_10, modulo, pair, weighted};

/// Spain, NIF and NIE: the number modulo 23 picks the letter; X, Y and Z of foreigners count 0, 1 and 2.
pub(crate) fn spain(compact: &str) -> bool {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    let Some((body, letter)) = compact.split_at_checked(8) else { return false };
    let mut number = digits(body);
    match body.as_bytes()[0] {
        first @ b'X'..=b'Z' => number.insert(0, first - b'X'),
        _ if number.len() == 8 => {}
        _ => return false,
    }
    number.len() == 8 && distinct(&number) > 1 && letter.as_bytes() == [LETTERS[modulo(&number, 23) as usize]]
}

/// Italy, codice fiscale: sixteen characters, each with a value that depends on its place being odd or even.
pub(crate) fn italy(compact: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let Some((check, body)) = compact.as_bytes().split_last() else { return false };
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        _ => u32::from(byte.wrapping_sub(b'A')),
    };
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(place, byte)| match place % 2 {
            0 => ODD.get(value(*byte) as usize).copied().unwrap_or_default(),
            _ => value(*byte),
        })
        .sum();
    body.len() == 15 && u32::from(check.wrapping_sub(b'A')) == sum % 26
}

/// Germany, Steuer-ID: among the first ten digits one or two are missing and one stands two or three times.
pub(crate) fn germany(digits: &[u8]) -> bool {
    digits.len() == 11 && digits[0] != 0 && matches!(distinct(&digits[..10]), 8 | 9) && mod_11_10(digits)
}

/// Poland, PESEL: date of birth with the century in the month, and a weighted sum.
pub(crate) fn poland(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]);
    digits.len() == 11 && is_date(pair(digits, 2) % 20, pair(digits, 4)) && sum.is_multiple_of(10)
}

/// Poland, identity card: three letters, a check digit, five digits.
pub(crate) fn polish_card(compact: &str) -> bool {
    const WEIGHTS: [u32; 9] = [7, 3, 1, 9, 7, 3, 1, 7, 3];
    let value = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A').wrapping_add(10) };
    let sum: u32 = compact.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(value(byte)) * weight).sum();
    compact.len() == 9 && sum.is_multiple_of(10)
}

/// Poland, NIP: the tax number of people in business and of firms.
pub(crate) fn polish_tax(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]);
    digits.len() == 10 && distinct(digits) > 2 && sum % 11 == u32::from(digits[9])
}

/// Poland, REGON: the number of a business, of nine digits, or of fourteen for one of its places.
pub(crate) fn polish_business(digits: &[u8]) -> bool {
    let right = |weights: &[u32]| {
        let sum = weighted(&digits[..weights.len()], weights);
        sum % 11 % 10 == u32::from(digits[weights.len()])
    };
    match digits.len() {
        9 => distinct(digits) > 2 && right(&[8, 9, 2, 3, 4, 5, 6, 7]),
        14 => right(&[8, 9, 2, 3, 4, 5, 6, 7]) && right(&[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]),
        _ => false,
    }
}

/// France, NIR: sex, year, month, place of birth, order, and a key modulo 97. Corsica's 2A and 2B count 19 and 18.
pub(crate) fn france(compact: &str) -> bool {
    if compact.len() != 15 {
        return false;
    }
    let plain = compact.replacen("2A", "19", 1).replacen("2B", "18", 1);
    let number = digits(&plain);
    let month = pair(&number, 3);
    number.len() == 15
        && (matches!(month, 1..=12 | 20..=42) || month >= 50)
        && distinct(&number) > 2
        && pair(&number, 13) == 97 - modulo(&number[..13], 97)
}

/// The Netherlands, BSN: the *elfproef*.
pub(crate) fn netherlands(digits: &[u8]) -> bool {
    let sum = weighted(digits, &[9, 8, 7, 6, 5, 4, 3, 2]);
    digits.len() == 9 && distinct(digits) > 2 && sum % 11 == u32::from(digits[8])
}

/// Belgium: date of birth, order, and 97 less the remainder; people born from 2000 on have a 2 before the number.
pub(crate) fn belgium(digits: &[u8]) -> bool {
    if digits.len() != 11 || !is_date((pair(digits, 2) % 20).max(1), pair(digits, 4).max(1)) {
        return false;
    }
    let check = pair(digits, 9);
    let born_2000 = [&[2], &digits[..9]].concat();
    distinct(digits) > 2 && [&digits[..9], &born_2000].into_iter().any(|number| check == 97 - modulo(number, 97))
}

/// Sweden, personnummer: date of birth (60 is added to the day of a coordination number), then Luhn.
pub(crate) fn sweden(digits: &[u8]) -> bool {
    let ten = digits.get(digits.len().saturating_sub(10)..).unwrap_or_default();
    ten.len() == 10 && is_date(pair(ten, 2), pair(ten, 4) % 60) && luhn(ten)
}

/// Finland, henkilötunnus: date of birth, a sign for the century, order, and a letter by the remainder of 31.
pub(crate) fn finland(text: &str) -> bool {
    const LETTERS: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let Some((body, letter)) = text.split_at_checked(10) else { return false };
    let (Some(date), Some(order)) = (body.get(..6), body.get(7..)) else { return false };
    let number = digits(&[date, order].concat());
    number.len() == 9
        && is_date(pair(&number, 2), pair(&number, 0))
        && letter.as_bytes() == [LETTERS[modulo(&number, 31) as usize]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_examples_pass() {
        assert!(spain("12345678Z") && spain("X1234567L") && !spain("12345678A") && !spain("A1234567L"));
        assert!(italy("RSSMRA85T10A562S") && !italy("RSSMRA85T10A562T") && !italy(""));
        assert!(germany(&digits("86095742719")) && !germany(&digits("11111111111")));
        assert!(poland(&digits("44051401359")) && !poland(&digits("44051401358")) && !poland(&digits("44991401359")));
        assert!(polish_card("ABA300000") && !polish_card("ABA400000"));
        assert!(france("255081416802538") && !france("255081416802539"));
        assert!(netherlands(&digits("111222333")) && !netherlands(&digits("111222334")));
        assert!(belgium(&digits("85.07.30-033.28")) && belgium(&digits("17.07.30-033.84")));
        assert!(!belgium(&digits("85.07.30-033.29")));
        assert!(sweden(&digits("811228-9874")) && sweden(&digits("19811228-9874")) && !sweden(&digits("811228-9875")));
        assert!(finland("131052-308T") && !finland("131052-308U"));
    }
}
