//! National numbering plans: how many digits follow a country's code, and what they begin with.

/// Country code, fewest and most digits of a national number, and the digits that it may begin with (none: any). From the
/// numbering plans that countries publish through the ITU (E.164).
const PLANS: [(&str, usize, usize, &str); 66] = [
    ("1", 10, 10, "23456789"),
    ("7", 10, 10, "34567890"),
    ("20", 8, 10, ""),
    ("27", 9, 9, ""),
    ("30", 10, 10, "26789"),
    ("31", 9, 9, ""),
    ("32", 8, 9, ""),
    ("33", 9, 9, "123456789"),
    ("34", 9, 9, "56789"),
    ("36", 8, 9, ""),
    ("39", 6, 11, ""),
    ("40", 9, 9, ""),
    ("41", 9, 9, ""),
    ("43", 4, 13, ""),
    ("44", 7, 10, "12356789"),
    ("45", 8, 8, "23456789"),
    ("46", 7, 10, ""),
    ("47", 8, 8, ""),
    ("48", 9, 9, ""),
    ("49", 5, 12, ""),
    ("51", 8, 9, ""),
    ("52", 10, 11, ""),
    ("54", 10, 11, ""),
    ("55", 10, 11, ""),
    ("56", 9, 9, ""),
    ("57", 8, 10, ""),
    ("60", 8, 10, ""),
    ("61", 9, 9, ""),
    ("62", 7, 12, ""),
    ("63", 8, 10, ""),
    ("64", 8, 10, ""),
    ("65", 8, 8, "3689"),
    ("66", 8, 9, ""),
    ("81", 9, 10, ""),
    ("82", 8, 10, ""),
    ("84", 9, 10, ""),
    ("86", 9, 11, ""),
    ("90", 10, 10, ""),
    ("91", 10, 10, ""),
    ("92", 9, 10, ""),
    ("93", 9, 9, ""),
    ("94", 9, 9, ""),
    ("98", 10, 10, ""),
    ("212", 9, 9, ""),
    ("213", 8, 9, ""),
    ("216", 8, 8, ""),
    ("234", 8, 10, ""),
    ("254", 9, 9, ""),
    ("351", 9, 9, ""),
    ("352", 5, 11, ""),
    ("353", 7, 9, ""),
    ("354", 7, 9, ""),
    ("358", 5, 12, ""),
    ("359", 7, 9, ""),
    ("370", 8, 8, ""),
    ("371", 8, 8, ""),
    ("372", 7, 8, ""),
    ("380", 9, 9, ""),
    ("385", 8, 9, ""),
    ("386", 8, 8, ""),
    ("420", 9, 9, ""),
    ("421", 9, 9, ""),
    ("852", 8, 8, ""),
    ("886", 8, 9, ""),
    ("971", 8, 9, ""),
    ("972", 8, 9, ""),
];

/// Whether the digits after `+` can be a telephone number. Of a country that is not in the table any length passes that
/// E.164 allows. The zero that some write before the national number, as in `+44 (0)20`, does not count.
pub(crate) fn is_international(digits: &str) -> bool {
    let plan = PLANS.iter().filter(|plan| digits.starts_with(plan.0)).max_by_key(|plan| plan.0.len());
    let Some((code, fewest, most, first)) = plan else { return (8..=15).contains(&digits.len()) };
    let national = &digits[code.len()..];
    let fits = |national: &str| {
        (*fewest..=*most).contains(&national.len()) && (first.is_empty() || national.starts_with(|c| first.contains(c)))
    };
    fits(national) || national.strip_prefix('0').is_some_and(fits)
}

#[cfg(test)]
mod tests {
    use super::is_international;

    #[test]
    fn lengths_and_leading_digits_are_the_countrys() {
        for number in ["14158675309", "447911123456", "4402074920813", "33612345678", "48601234567", "6591234567"] {
            assert!(is_international(number), "{number}");
        }
        for number in ["1415867530", "10158675309", "3361234567", "65512345678", "481234567890"] {
            assert!(!is_international(number), "{number}");
        }
    }
}
