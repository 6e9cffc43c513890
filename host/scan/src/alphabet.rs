//! The letters in which factors are looked for, and how often ordinary text has them.

/// How many characters there are: small letters, one digit for all, white space, and five kinds of other bytes.
pub(crate) const CHARACTERS: usize = 32;

/// The first character that stands for several bytes.
const OTHERS: usize = 28;

/// Brings a byte to the form in which factors are looked for: small letters, and one digit for all.
#[inline]
pub(crate) fn fold(byte: u8) -> u8 {
    if byte.is_ascii_digit() { b'0' } else { byte.to_ascii_lowercase() }
}

/// A folded byte as one of the characters.
#[inline]
pub(crate) fn character(byte: u8) -> usize {
    const CHARACTERS: [u8; 256] = {
        let mut all = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            all[byte] = match byte as u8 {
                letter @ b'a'..=b'z' => letter - b'a',
                b'0' => 26,
                b' ' | b'\t' | b'\n' | b'\r' => 27,
                b'.' | b',' | b';' | b'!' | b'?' => 28,
                b'-' | b'\'' | b'"' | b'*' | b'(' | b')' => 29,
                0x80.. => 31,
                _ => 30,
            };
            byte += 1;
        }
        all
    };
    usize::from(CHARACTERS[usize::from(byte)])
}

/// How seldom each character is, as a letter: with each letter further down the alphabet it is seldomer by the root of two.
/// Counted in English prose with some code and figures in it.
const ALONE: &[u8; CHARACTERS] = b"INKKHMMKITPKLIILTJIILONSMUOFLNOW";

/// The same for each character (a column) behind each other one (a row).
const BEHIND: [&[u8; CHARACTERS]; CHARACTERS] = [
    b"YLIKVOLUKVMGLEYLYHIGNLQSLTXHQTUZ",
    b"HPSUEVVYINUGTVGVWILPHXXYIZQMPRRZ",
    b"FYMUGZYGIWKJTXFWWJOGJZZZNZUKPTTZ",
    b"KTUMFUPVGSXOTRKVZLKUJPSYOZTCKPPZ",
    b"IRKILNNSNZSJKHONQGHKSMPMOWXEKOPZ",
    b"JYWZHIWZGWZLZZFWYIQLIZYZOZTEPPSZ",
    b"HUWWFTMHIZZLRKKUZILOKZVZMZQDKOOZ",
    b"FUSWCYZZHZZRROHWZMRKMZVZNZXGNRTZ",
    b"KOIKJLKZUXPJJEHNRKHGTKZTZNXMTQVZ",
    b"GTTOESRPLSRSSSESRQJSESNUSQNPNTQX",
    b"LSSQDPORFWXMSIOQXRISOXUWMXOEJMNT",
    b"HTRJFOTXGZQHQTIMZVJKKORZIZYFMORZ",
    b"FKVWEOXZHZZQKRHGYWKUKYUXMZUHMQRX",
    b"JWJFINGTJSPQQNJSXVIGOOWYMYYFLNPZ",
    b"POLLRINTOTPJIFLKZFLJGLKSQWZGRSWZ",
    b"HXTSFSUKJZWGPXGIZFLKKZZUOZUIOQSZ",
    b"PSUTTSUTQSRKRVRVSORSAXUTVUMPQUQZ",
    b"HRMMEPNUHZMNKMHQZNJJMOTZLZVFLPQY",
    b"LVMVHSXKIZOQORJKSVJGJZQZPZYDHOMZ",
    b"IWRXGRYEGZZORUGUZJKNLYPZLYXFLNQZ",
    b"JMIKJRKYKZVHJHTKZFGHWXZWTUWIQOYZ",
    b"GYVWCYYYEZZVXWIWYVTVSWYZRZSQTWRY",
    b"FUSRFRWGEYWNXJGWZMKQYZSZTYTHNQRZ",
    b"HQJVISZOHVUVUSQETVTFKRVVOVNGLMMV",
    b"QSQRKTSXNVZPOQFLZTJNVZRYYSTCGMMZ",
    b"FSVPCRQQHRQMRSJRTVQSNUSVMIOKNOQV",
    b"TRRQTTSUTUTTRRTRUTPQVTTQTUDGDJIR",
    b"GKIKKKMKIQQLKMIJRKIGNOJXMXLJXLNW",
    b"UXRVUXRWXSYVUWUUYUSVZZYZZZMAONUZ",
    b"LLLMMNPNMRRLLONMRLGKOOOTSVKEKFJW",
    b"MOMNOOQPORROOPRNUPLNRQQVPWICLHGY",
    b"NQLOPMRVVZTPMTQPZOKOZOTZTQLGNMMB",
];

/// How seldom ordinary text has these folded bytes at a place, roughly: with each step it is seldomer by the root of two.
pub(crate) fn seldom(bytes: &[u8]) -> usize {
    let letter = |letter: u8| usize::from(letter - b'A');
    let Some(first) = bytes.first() else { return 0 };
    let alone = letter(ALONE[character(*first)]);
    let behind = bytes.windows(2).map(|pair| letter(BEHIND[character(pair[0])][character(pair[1])])).sum::<usize>();
    // A kind of bytes has many members.
    let members = bytes.iter().filter(|byte| character(**byte) >= OTHERS).count() * 3;
    alone + behind + members
}

/// The same as a share of all places.
pub(crate) fn rate(bytes: &[u8]) -> f64 {
    const STEPS: usize = 128;
    const RATES: [f64; STEPS] = {
        let mut rates = [1.0; STEPS];
        let mut step = 1;
        while step < STEPS {
            rates[step] = rates[step - 1] * std::f64::consts::FRAC_1_SQRT_2;
            step += 1;
        }
        rates
    };
    RATES[seldom(bytes).min(STEPS - 1)]
}
