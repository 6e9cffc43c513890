//! Secrets that nobody has, all of them different, in every field of a sample.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // Each test uses its share; helpers fail by panicking.

use serde_json::{Value, json};

/// Makes secrets, and remembers them.
pub struct Planter {
    state: u64,
    planted: Vec<String>,
}

impl Planter {
    /// The same secrets each time.
    pub fn new() -> Self {
        Self { state: 0x9e37_79b9_7f4a_7c15, planted: Vec::new() }
    }

    /// The next number: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn coin(&mut self) -> bool {
        self.number().is_multiple_of(2)
    }

    fn letters(&mut self, alphabet: &[u8], count: usize) -> String {
        (0..count).map(|_| alphabet[(self.number() % alphabet.len() as u64) as usize] as char).collect()
    }

    /// Remembers a secret that somebody else has made.
    pub fn plant(&mut self, secret: &str) -> String {
        self.planted.push(secret.to_owned());
        secret.to_owned()
    }

    /// A secret of some kind: a token, a card number, an e-mail address, a password, a private key.
    pub fn secret(&mut self) -> String {
        let secret = match self.number() % 6 {
            0 => return self.token(),
            1 => self.card(),
            2 => format!("{}@{}.example", self.letters(b"abcdefghijklmnopqrstuvwxyz", 12), self.letters(b"qwzxvk", 8)),
            // Looks like a key of JSON.
            3 => self.letters(b"abcdefghijklmnopqrstuvwxyz", 18),
            4 => format!("password: {}!{}", self.letters(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmn23456789", 14), "x"),
            _ => {
                let body = self.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 64);
                format!("-----BEGIN {0} KEY-----\n{body}\n-----END {0} KEY-----", "PRIVATE")
            }
        };
        self.plant(&secret)
    }

    /// A secret that can stand in a path, a header's name or a method.
    pub fn token(&mut self) -> String {
        let token = match self.number() % 3 {
            0 => format!("AK{}{}", "IA", self.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)),
            1 => format!(
                "gh{}{}",
                "p_",
                self.letters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 36)
            ),
            _ => self.letters(b"0123456789abcdef", 40),
        };
        self.plant(&token)
    }

    fn card(&mut self) -> String {
        let mut digits = format!("4{}", self.letters(b"0123456789", 14));
        // The check digit of Luhn's formula, ISO/IEC 7812-1.
        let sum: u32 = digits
            .bytes()
            .enumerate()
            .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 2 } else { 1 })
            .map(|product| product / 10 + product % 10)
            .sum();
        digits.push_str(&((10 - sum % 10) % 10).to_string());
        [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..]].join(" ")
    }

    /// What no text may hold of any secret: the beginning of its longest piece, whatever stands around it; of one in short
    /// pieces all of it, with what is between them and without.
    pub fn forms(&self) -> Vec<String> {
        let mut forms = Vec::new();
        for secret in &self.planted {
            let pieces = secret.split(|c: char| !c.is_ascii_alphanumeric());
            let longest = pieces.max_by_key(|piece| piece.len()).unwrap();
            match longest.len() {
                // Shorter ones could stand in a digest by chance.
                12.. => forms.push(longest[..longest.len().min(14)].to_owned()),
                _ => forms.extend([secret.clone(), secret.chars().filter(char::is_ascii_alphanumeric).collect()]),
            }
        }
        forms.sort();
        forms.dedup();
        forms
    }
}

/// A sample with a secret in every field that can hold one, in names of keys, too.
pub fn sample(planter: &mut Planter) -> Value {
    let answer = format!(
        "My card is {} and I am certain that studies show it. Use {}.",
        planter.card_planted(),
        planter.secret()
    );
    let mut s = || planter.secret();
    json!({
        "id": s(),
        "stage": "response",
        "workflow": s(),
        "messages": [
            {"role": "system", "content": s()},
            {"role": "user", "content": [{"type": "text", "text": s()}, {"type": "text", "text": s()}]},
            {"role": "assistant", "content": s()},
            {"role": "tool", "content": s()},
            {"role": "user", "content": s()},
        ],
        "answer": answer,
        "contexts": [
            {"id": s(), "text": s(), "title": s(), "source": s(), "access": [s()]},
            {"text": s()},
        ],
        "caller": {"id": s(), "labels": [s(), s()]},
        "citations": [{"context": s(), "url": format!("https://{}.example/{}", s().len(), s()), "text": s()}],
        "tool_calls": [{"id": s(), "name": s(), "arguments": { s(): s(), "list": [s()] }}],
        "tool_results": [{"id": s(), "name": s(), "text": s()}],
        "expectation": {"facts": [s(), {"text": s(), "aliases": [s()]}], "forbidden": [s()]},
        "language": s(),
        "finish_reason": s(),
        "tags": [s(), s()],
        "metadata": { s(): { s(): [s()] } },
    })
}

impl Planter {
    /// A card, which is always found.
    fn card_planted(&mut self) -> String {
        let card = self.card();
        self.plant(&card)
    }
}

/// The fields of [`sample`].
pub fn field_names() -> Vec<String> {
    sample(&mut Planter::new()).as_object().unwrap().keys().cloned().collect()
}

/// Bodies, each on one line, that hold no sample, and why is different for each.
pub fn malformed(planter: &mut Planter) -> Vec<String> {
    let whole = sample(planter).to_string();
    let mut s = || planter.secret();
    let secret_as_json = |secret: String| Value::from(secret).to_string();
    vec![
        // Cut short, in the middle of a text.
        whole[..whole.len() / 2].replace('\u{0}', ""),
        format!("{whole}{}", secret_as_json(s())),
        json!({ s(): s() }).to_string(),
        json!({ "answer": s(), s(): s() }).to_string(),
        json!({ "anwser": s() }).to_string(),
        json!({ "answer": [s()] }).to_string(),
        json!({ "answer": s(), "stage": s() }).to_string(),
        json!({ "answer": s(), "messages": [{"role": s(), "content": s()}] }).to_string(),
        json!({ "answer": s(), "messages": s() }).to_string(),
        json!({ "answer": s(), "contexts": [{"text": s(), s(): s()}] }).to_string(),
        json!({ "answer": s(), "caller": { s(): s() } }).to_string(),
        json!({ "answer": s(), "expectation": {"behaviour": s()} }).to_string(),
        json!({ "stage": "request", "id": s() }).to_string(),
        json!([s(), s()]).to_string(),
        secret_as_json(s()),
        s().replace('\n', " "),
        format!("{{\"answer\": {}}}", s().replace('\n', " ")),
    ]
}

/// What a gateway asks, and where: of six kinds the one with this number.
pub fn gateway(planter: &mut Planter, number: usize) -> (&'static str, Value) {
    let mut s = || planter.secret();
    match number % 6 {
        0 => (
            "/beta/litellm_basic_guardrail_api",
            json!({
                "input_type": if number.is_multiple_of(12) { "request" } else { "response" },
                "litellm_call_id": s(), "litellm_trace_id": s(), "texts": [s()],
                "structured_messages": [{"role": "user", "content": s()}],
                "request_data": {"user_api_key_hash": s(), "user_api_key_user_id": s()},
                "request_headers": {"authorization": s()}, "litellm_version": s(), "model": s(),
                "additional_provider_specific_params": {"workflow": s()},
            }),
        ),
        1 => (
            "/portkey",
            json!({
                "eventType": "afterRequestHook", "provider": s(), "requestType": "chatComplete", "metadata": { s(): s() },
                "request": {"json": {"messages": [{"role": "user", "content": s()}]}, "text": s()},
                "response": {"json": {"choices": [{"message": {"role": "assistant", "content": s()}}]}, "text": s()},
            }),
        ),
        2 => ("/promptfoo", json!({"output": s(), "context": {"prompt": s(), "vars": { s(): s() }}})),
        3 => (
            "/v1/checks",
            json!({
                "model": s(), "messages": [{"role": "user", "content": s()}, {"role": "assistant", "content": s()}],
                "guardrails": {"config_ids": [s()], "context": { s(): s() }},
            }),
        ),
        4 => ("/request", json!({"body": {"messages": [{"role": "user", "content": s()}]}})),
        _ => ("/response", json!({"body": {"choices": [{"message": {"role": "assistant", "content": s()}}]}})),
    }
}

/// What an application asks a model.
pub fn chat(planter: &mut Planter, stream: bool) -> Value {
    let mut s = || planter.secret();
    json!({
        "model": s(), "stream": stream, "user": s(), "metadata": { s(): s() },
        "messages": [{"role": "system", "content": s()}, {"role": "user", "content": s()}],
    })
}
