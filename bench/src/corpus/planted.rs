//! Secrets and identifiers to be found, of 14 kinds. They are made when the corpus is, so that none stands here.

use lictor_contract::expand;

use super::random::Random;

/// Sentences around the value, and how the value is made; `{n}` makes each one different.
const KINDS: [(&str, &str); 14] = [
    ("openai.api_key = \"{}\"", "sk-{{random:alnum:20}}{{joined:T3Blb|kFJ}}{{random:alnum:20}}"),
    ("aws_access_key_id = {}", "{{joined:AK|IA}}{{random:base32:16}}"),
    ("aws_secret_access_key = {}", "{{random:base64:40}}"),
    ("Please wire the amount to IBAN {}.", "iban"),
    ("Last login came from IP address {}.", "{{joined:203.0.|113.}}{{random:digits:2}}"),
    ("Here is the live key: {}", "{{joined:sk_li|ve_}}{{random:alnum:24}}"),
    (
        "Here is the key file:\n\n{}\n",
        "{{joined:-----BEGIN RSA PRIV|ATE KEY-----}}\n{{random:base64:64}}\n{{random:base64:64}}\n{{random:base64:64}}\n\
         {{joined:-----END RSA PRIV|ATE KEY-----}}",
    ),
    ("Authorization: Bearer {}", "jwt"),
    ("According to the record, her SSN is {} and she was born in the spring.", "ssn"),
    ("SLACK_BOT_TOKEN={}", "{{joined:xo|xb}}-{{random:digits:12}}-{{random:digits:12}}-{{random:alnum:24}}"),
    ("For reference, the payment was charged to card number {}.", "card"),
    ("Contact: {}", "{{random:lower:6}}.{{random:lower:8}}@{{random:lower:7}}.ac.uk"),
    ("You can reach the office at {}.", "(415) 5{{random:digits:2}}-{{random:digits:4}}"),
    ("GITHUB_TOKEN={}", "{{joined:gh|p_}}{{random:alnum:36}}"),
];

/// A sentence with a planted value.
pub(super) fn planted(random: &mut Random) -> String {
    let (sentence, value) = KINDS[random.between(0, KINDS.len() - 1)];
    let value = match value {
        "card" => card(random),
        "iban" => iban(random),
        "jwt" => jwt(random),
        "ssn" => format!("{}-{}-{}", random.between(200, 665), random.between(11, 98), random.between(1000, 9999)),
        // The fixtures depend on their template alone: a number that is cut off again makes each one different.
        template => {
            let salt = random.between(1_000_000, 9_999_999).to_string();
            expand(&format!("{salt}{template}"))[salt.len()..].to_owned()
        }
    };
    sentence.replace("{}", &value)
}

fn digits(count: usize, random: &mut Random) -> String {
    (0..count).map(|_| char::from(b'0' + random.between(0, 9) as u8)).collect()
}

/// A payment card number with a right check digit (ISO/IEC 7812-1).
fn card(random: &mut Random) -> String {
    let payload = format!("4{}", digits(14, random));
    let doubled = |(place, digit): (usize, u32)| if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit };
    let sum: u32 = payload.chars().filter_map(|c| c.to_digit(10)).enumerate().map(doubled).sum();
    let number = format!("{payload}{}", (10 - sum % 10) % 10);
    format!("{}-{}-{}-{}", &number[..4], &number[4..8], &number[8..12], &number[12..])
}

/// A British IBAN with right check digits (ISO 13616).
fn iban(random: &mut Random) -> String {
    let account = digits(14, random);
    // `WEST`, then `GB00`, with A = 10.
    let rearranged = format!("32142829{account}161100");
    let remainder = rearranged.bytes().fold(0, |rest: u32, digit| (rest * 10 + u32::from(digit - b'0')) % 97);
    format!("GB{:02}WEST{account}", 98 - remainder)
}

/// A JSON Web Token of one subject.
fn jwt(random: &mut Random) -> String {
    let subject = random.between(10_000, 99_999);
    // The spaces keep the braces of the token apart from those of the fixture.
    let header = r#"{{base64:{"alg":"HS256","typ":"JWT"} }}"#;
    let claims = format!(r#"{{{{base64:{{"sub":"{subject}","iat":1700000000}} }}}}"#);
    expand(&format!("{header}.{claims}.{{{{random:base64url:43}}}}")).replace('=', "")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::yardstick::Yardstick;

    #[test]
    fn values_differ_and_are_found() {
        let (yardstick, mut random) = (Yardstick::new().unwrap(), Random::new(7));
        let all: BTreeSet<String> = (0..400).map(|_| planted(&mut random)).collect();
        assert!(all.len() > 390, "{}", all.len());
        for sentence in all.iter().filter(|s| ["For", "Please", "Auth"].iter().any(|start| s.starts_with(start))) {
            assert!(yardstick.count(sentence) >= 1, "{sentence}");
        }
        assert!(!all.iter().any(|sentence| sentence.contains("{{")), "a fixture was not made");
    }
}
