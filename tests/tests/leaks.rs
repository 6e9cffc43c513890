//! What a sensitive rule found appears in no report: not where the rule says so, not where another pack
//! quotes the sentence around it, in plain, encoded or split form, in none of the seven formats.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor::{Guard, Record, Sample};
use lictor_contract::RuleDecl;
use lictor_report::Format;
use lictor_sdk::native::Native;
use serde_json::json;

const INPUTS: &str = r#"["answer", "user-message", "system-prompt", "tool-calls", "permitted-contexts", "restricted-contexts", "caller-labels", "citations"]"#;

/// All reference packs and a neighbour that quotes everything it can read.
fn policy(settings: &str) -> String {
    format!(
        r#"
        schema = "lictor.policy/v1"
        id = "leaks"
        extends = "default"
        [[packs]]
        plugin = "lictor/data-exposure"
        inputs = {INPUTS}
        settings = {settings}
        [[packs]]
        path = "tests/components/quoter.wasm"
        inputs = ["answer", "user-message", "history", "system-prompt", "tool-calls", "tool-results",
                  "permitted-contexts", "citations", "expectation"]
        "#
    )
}

/// What must not be seen: the evidence itself, its longest piece of letters and digits (whatever an output
/// escapes), and of prose every three words in a row, because single words of it stand in rules' pages.
fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    let words: Vec<&str> = secret.split_whitespace().collect();
    if words.len() >= 4 && words.iter().all(|word| word.len() < 16) {
        forms.extend(words.windows(3).map(|words| words.join(" ")));
    } else {
        forms.extend(core(secret).map(str::to_owned));
    }
    // Shorter ones stand in digests and offsets by chance.
    forms.retain(|form| form.len() >= 6);
    forms
}

fn core(secret: &str) -> Option<&str> {
    let piece = secret.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|piece| piece.len())?;
    // A shorter one may be an ordinary word, such as the label of an image.
    (piece.len() >= 8).then_some(piece)
}

fn assert_hidden(guard: &Guard, record: &Record, secrets: &[String], what: &str) {
    // Some formats carry the rules' pages, and what everybody may read there (“was diagnosed with”) gives nothing away.
    let pages: String = guard.rules().iter().map(|rule| rule.decl.docs.as_str()).collect();
    for format in Format::ALL {
        let text = lictor_tests::render(format, guard, std::slice::from_ref(record));
        for secret in secrets {
            for form in forms(secret).into_iter().filter(|form| form == secret || !pages.contains(form)) {
                assert!(!text.contains(&form), "{what}: {} shows {form:?}:\n{text}", format.as_str());
            }
        }
    }
}

/// The evidence that a rule's findings point at, by the record itself.
fn evidence(sample: &Sample, record: &Record, rules: &[&RuleDecl]) -> Vec<String> {
    let parts = sample.parts();
    let sensitive = |slug: &str| rules.iter().any(|rule| rule.slug == slug && rule.sensitive);
    record
        .findings
        .iter()
        .filter(|finding| sensitive(&finding.slug))
        .flat_map(|finding| &finding.spans)
        .map(|span| {
            let part = parts.iter().find(|part| part.id.to_string() == span.part).unwrap();
            part.text[span.start as usize..span.end as usize].to_owned()
        })
        .collect()
}

#[test]
fn what_an_exposure_rule_found_is_shown_nowhere() {
    let native = Native::new(&lictor_data_exposure::PACK, "{}");
    let rules: Vec<&RuleDecl> = native.manifest().rules.iter().collect();
    let plain = lictor_tests::guard(&policy("{}"));
    let (mut fired, mut secrets_seen) = (0, 0);
    for rule in rules.iter().filter(|rule| rule.sensitive) {
        for example in &rule.examples.fires {
            let mut sample = lictor_tests::sample(&example.sample);
            // Wording that other packs quote, in the same sentence and around it.
            if let Some(answer) = &mut sample.answer {
                *answer = format!("Studies show that {answer} and I am 100% certain of it. Experts agree: {answer}");
            }
            let own;
            let guard = match &example.settings {
                None => &plain,
                Some(settings) => {
                    own = lictor_tests::guard(&policy(&toml(settings)));
                    &own
                }
            };
            let record = guard.check(&sample);
            assert!(record.failures.is_empty(), "{}: {:?}", rule.code, record.failures);
            let quoted = record.findings.iter().filter(|finding| finding.rule.code() == "QUO001").count();
            assert!(quoted > 0, "{}: the neighbour said nothing", rule.code);
            let secrets = evidence(&sample, &record, &rules);
            fired += usize::from(record.findings.iter().any(|finding| finding.rule.code() == rule.code));
            secrets_seen += secrets.iter().filter(|secret| !forms(secret).is_empty()).count();
            assert_hidden(guard, &record, &secrets, &rule.code);
            let redacted = record.redacted.unwrap_or_default();
            assert!(secrets.iter().flat_map(|s| forms(s)).all(|form| !redacted.contains(&form)), "{}", rule.code);
        }
    }
    assert!(fired >= 60 && secrets_seen >= 60, "{fired} examples fired, {secrets_seen} pieces of evidence");
}

fn toml(settings: &serde_json::Value) -> String {
    let fields = settings.as_object().unwrap().iter();
    format!("{{ {} }}", fields.map(|(key, value)| format!("{key} = {value}")).collect::<Vec<_>>().join(", "))
}

#[test]
fn encoded_and_split_forms_are_found_and_hidden() {
    let guard = lictor_tests::guard(&policy("{}"));
    let native = Native::new(&lictor_data_exposure::PACK, "{}");
    let rules: Vec<&RuleDecl> = native.manifest().rules.iter().collect();
    let secret = lictor_contract::expand("{{joined:AK|IA}}{{random:base32:16}}");
    let card = "4539 1488 0343 6467";
    for (form, template) in [
        ("plain", "the key is SECRET and stays"),
        ("base64", "take {{base64:the key is SECRET and stays}} home"),
        ("hex", "take {{hex:the key is SECRET and stays}} home"),
        ("percent", "take {{percent:the key is SECRET and stays}} home"),
        ("base64 twice", "take {{base64:{{base64:the key is SECRET and stays}}}} home"),
        ("zero-width", "the key is {{zero-width:SECRET}} and stays"),
        ("spaced", "the key is {{spaced:SECRET}} and stays"),
    ] {
        for secret in [secret.as_str(), card] {
            let spaced_card = form == "spaced" && secret == card;
            if spaced_card {
                continue; // Grouped digits that are spaced once more: EXP708 of the catalogue, not among these rules.
            }
            let text = template.replace("SECRET", secret);
            let text = if secret == card { text.replace("the key", "the credit card number") } else { text };
            let answer = lictor_contract::expand(&text);
            let sample = Sample { id: Some("case".into()), answer: Some(answer), ..Sample::default() };
            let record = guard.check(&sample);
            let found = evidence(&sample, &record, &rules);
            assert!(!found.is_empty(), "{form}: {secret:?} was not found: {record:?}");
            assert_hidden(&guard, &record, &[vec![secret.to_owned()], found].concat(), form);
        }
    }
}

#[test]
fn a_secret_in_the_prompt_is_hidden_in_quotes_of_the_prompt() {
    let guard = lictor_tests::guard(&policy("{}"));
    let secret = "Tr0ub4dor&3xyz";
    let sample: Sample = serde_json::from_value(json!({
        "id": "case",
        "messages": [{"role": "user", "content": format!("My password is {secret}, is it good?")}],
        "answer": format!("The password is {secret} and it is good."),
    }))
    .unwrap();
    let record = guard.check(&sample);
    assert!(record.findings.iter().any(|finding| finding.rule.code() == "EXP312"), "{record:?}");
    assert_hidden(&guard, &record, &[secret.to_owned()], "prompt");
}

#[test]
fn broken_lines_and_bad_policies_do_not_show_what_they_hold() {
    let secret = "Tr0ub4dor3xyz";
    for json in [
        format!("{{\"answer\": \"{secret}"),
        format!("{{\"answer\": {{\"text\": \"{secret}\"}}}}"),
        format!("{{\"messages\": \"{secret}\", \"answer\": \"x\"}}"),
        format!("{{\"answer\": \"x\", \"stage\": \"{secret}\"}}"),
    ] {
        let error = Sample::from_json(&json).unwrap_err();
        assert!(!format!("{error} {error:?}").contains(secret), "{error:?}");
    }
    let policy = format!(
        "schema = \"lictor.policy/v1\"\nid = \"x\"\nextends = \"default\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
         inputs = [\"answer\"]\n[packs.settings]\ncanaries = [\"short\", 7, \"{secret}\"]\nunknown = \"{secret}\"\n"
    );
    let file = lictor::PolicyFile::parse("p.toml", &policy, &lictor_tests::root());
    let error = match file.map(|file| Guard::new(file, lictor_tests::options())) {
        Err(error) => format!("{error} {:?}", miette_text(&error)),
        Ok(Err(error)) => format!("{error} {:?}", miette_text(&error)),
        Ok(Ok(_)) => panic!("the settings are wrong"),
    };
    assert!(!error.contains(secret), "{error}");
}

fn miette_text(error: &dyn std::error::Error) -> String {
    format!("{error:?}")
}
