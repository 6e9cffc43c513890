use std::fs;
use std::path::Path;

use lictor_contract::expand;

use super::found::{Allow, Secret, Target};
use super::*;

const CONFIG: &str = r##"
title = "Acme's rules"

[[allowlists]]
description = "global"
paths = ['''\.png$''']
regexes = ['''^\${[A-Z_]+}$''']
stopwords = ["EXAMPLE"]

[[rules]]
id = "acme-token"
description = "An Acme token, which opens everything."
regex = '''\b(acme_[a-z0-9]{32})(?:[\x60'"\s;]|\\[nr]|$)'''
entropy = 3.0
keywords = ["acme_"]

[[rules]]
id = "acme-assignment"
description = "A value that is given to an Acme setting."
regex = '''(?i)acme[\w.-]{0,20}[\s'"]{0,3}(?:=|:{1,3}=|=>)[\x60'"\s=]{0,5}([a-z0-9=_\-]{20,64})(?:[\x60'"\s;]|$)'''
keywords = ["acme"]
entropy = 3.5
[[rules.allowlists]]
regexTarget = "match"
regexes = ['''(?i)acme_id''']
[[rules.allowlists]]
condition = "AND"
paths = ['''\.lock$''']
stopwords = ["lock"]

[[rules]]
id = "acme-key"
description = "A private key of Acme."
regex = '''(?i)-----BEGIN ACME PRIVATE KEY-----[\s\S]{64,}?KEY-----'''
keywords = ["-----begin"]

[[rules]]
id = "acme-second"
regex = '''acme:([a-z]{8,12}):([A-Z0-9]{24})'''
secretGroup = 2
path = '''\.conf$'''

[[rules]]
id = "a-path"
path = '''\.p12$'''

[[rules]]
id = "beside-others"
regex = '''[a-z]{12}'''
[[rules.required]]
id = "acme-token"

[[rules]]
id = "unicode"
regex = '''key=(\pL{12})'''

[[rules]]
id = "impossible"
regex = '''\bx{12}\b'''
entropy = 4
"##;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn import(&self, config: &str) -> Result<Imported, ImportError> {
        let file = self.0.path().join("gitleaks.toml");
        fs::write(&file, config).unwrap();
        import(&Import {
            config: file,
            default: None,
            folder: self.0.path().join("leaks"),
            publisher: "acme".into(),
            name: "leaks".into(),
            licence: "MIT".into(),
        })
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join("leaks").join(file)).unwrap()
    }
}

#[test]
fn what_can_be_converted_is_and_the_rest_has_a_reason() {
    let place = Place::new();
    let imported = place.import(CONFIG).unwrap();
    let rules: Vec<(&str, &str)> = imported.rules.iter().map(|rule| (rule.code.as_str(), rule.id.as_str())).collect();
    assert_eq!(
        rules,
        [("LEA001", "acme-token"), ("LEA002", "acme-assignment"), ("LEA003", "acme-key"), ("LEA004", "acme-second")],
        "{:?}",
        imported.left_out
    );
    for (id, reason) in [
        ("a-path", "looks at paths only"),
        ("beside-others", "findings of other rules (acme-token)"),
        ("unicode", "Unicode class"),
        ("impossible", "no example was found"),
    ] {
        let left = imported.left_out.iter().find(|left| left.id == id).unwrap();
        assert!(left.reason.contains(reason), "{id}: {}", left.reason);
    }
    assert!(imported.notes[0].contains("paths and commits"), "{:?}", imported.notes);
    assert!(imported.rules[3].notes[0].contains(r"its path `\.conf$` means nothing"));
    assert!(imported.rules[1].notes.iter().any(|note| note.contains("demands a path")), "{:?}", imported.rules[1]);
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "pack.toml",
        "README.md",
        "src/lib.rs",
        "src/rules/lea001_acme_token.rs",
        "codes.toml",
    ] {
        assert!(!place.read(file).is_empty(), "{file}");
    }
    let lock = place.read("Cargo.lock");
    assert!(lock.contains("name = \"regex-lite\"") && lock.contains(" \"lictor-sdk\",\n \"regex-lite\",\n"), "{lock}");
}

#[test]
fn the_lock_has_the_regex_engine_that_this_build_has() {
    let own = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock")).unwrap();
    assert!(own.contains(REGEX_LITE), "{REGEX_LITE}");
}

#[test]
fn nothing_that_looks_like_a_secret_stands_in_the_pack() {
    let place = Place::new();
    place.import(CONFIG).unwrap();
    let shapes = [
        r"acme_[a-z0-9]{32}",
        r"(?i)BEGIN ACME PRIVATE KEY-----[\s\S]{64,}?KEY-----",
        r"acme:[a-z]{8,12}:[A-Z0-9]{24}",
    ];
    for line in place.read("cases/imported.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let answer = case["sample"]["answer"].as_str().unwrap();
        for shape in shapes.map(|shape| regex::Regex::new(shape).unwrap()) {
            assert!(!shape.is_match(answer), "{answer}");
        }
        if let Some(id) = case["id"].as_str().filter(|id| id.contains("fires") && !id.starts_with("lea002")) {
            let text = expand(answer);
            assert!(shapes.iter().any(|shape| regex::Regex::new(shape).unwrap().is_match(&text)), "{id}: {text}");
        }
    }
}

#[test]
fn another_import_keeps_the_codes() {
    let place = Place::new();
    assert_eq!(place.import(CONFIG).unwrap().version, "0.1.0");
    let same = place.import(CONFIG).unwrap();
    assert_eq!((same.version.as_str(), same.rules[1].revision), ("0.1.0", 1), "nothing changed");
    let words = place.import(&CONFIG.replace("opens everything", "opens all")).unwrap();
    assert_eq!((words.version.as_str(), words.rules[0].revision), ("0.1.1", 1), "words are a patch");
    let start = CONFIG.find("[[rules]]\nid = \"acme-token\"").unwrap();
    let end = CONFIG.find("[[rules]]\nid = \"acme-assignment\"").unwrap();
    let other = format!(
        "{}{}\n[[rules]]\nid = \"fresh\"\nregex = '''fresh_[a-f0-9]{{32}}'''\n",
        &CONFIG[..start],
        CONFIG[end..].replace("entropy = 3.5", "entropy = 3.2")
    );
    let changed = place.import(&other).unwrap();
    let rules: Vec<(&str, u32)> = changed.rules.iter().map(|rule| (rule.code.as_str(), rule.revision)).collect();
    assert_eq!(rules, [("LEA002", 2), ("LEA003", 1), ("LEA004", 1), ("LEA005", 1)]);
    assert_eq!(changed.retired, [("acme-token".to_owned(), "LEA001".to_owned())]);
    let library = place.read("src/lib.rs");
    assert!(library.contains("Tombstone { code: \"LEA001\""), "{library}");
    assert!(!place.0.path().join("leaks/src/rules/lea001_acme_token.rs").exists());
    assert!(place.read("src/rules/lea005_fresh.rs").contains("since: \"0.1.2\""));
}

#[test]
fn nothing_of_somebody_else_is_overwritten() {
    let place = Place::new();
    fs::create_dir(place.0.path().join("leaks")).unwrap();
    assert!(matches!(place.import(CONFIG), Err(ImportError::Foreign(_))));
    let place = Place::new();
    place.import(CONFIG).unwrap();
    fs::write(place.0.path().join("leaks/src/rules/own.rs"), "// mine\n").unwrap();
    fs::write(place.0.path().join("leaks/codes.toml"), "schema = 7\n").unwrap();
    assert!(matches!(place.import(CONFIG), Err(ImportError::Codes { .. })));
    assert_eq!(place.read("src/rules/own.rs"), "// mine\n");
}

#[test]
fn the_secret_is_found_as_gitleaks_finds_it() {
    let no_line = || String::new();
    let find =
        |secret: Secret<'_>, matched: &str| secret.find(&[], matched, &no_line).map(|range| matched[range].to_owned());
    let base = Secret { regex: "k=(a+)?(b+)?", group: 0, keywords: &[], entropy: None, allow: &[] };
    assert_eq!(find(base, "\nk=bbb\n").as_deref(), Some("bbb"), "the first group that matched, new lines cut off");
    assert_eq!(find(Secret { group: 2, ..base }, "k=aabb").as_deref(), Some("bb"));
    assert_eq!(find(Secret { group: 2, ..base }, "k=aa"), None, "the group that must hold it did not match");
    assert_eq!(find(Secret { regex: "k=.*", ..base }, "k=x").as_deref(), Some("k=x"), "no groups: all of it");
    assert_eq!(find(Secret { entropy: Some(0.5), ..base }, "k=aaaa"), None);
    let allow = |allow: Allow<'_>, matched: &str| {
        Secret { allow: &[allow], ..base }.find(&[], matched, &|| format!("x {matched} y")).is_none()
    };
    let list = Allow { both: false, target: Target::Secret, regexes: &["^a+$"], stopwords: &["bb"] };
    assert!(allow(list, "k=aa") && allow(list, "k=abb") && !allow(list, "k=b"));
    assert!(!allow(Allow { both: true, ..list }, "k=aa"));
    assert!(allow(Allow { target: Target::Line, regexes: &["^x k="], ..list }, "k=b"));
    assert!(allow(Allow { target: Target::Match, regexes: &["^k="], ..list }, "k=b"));
    assert!(!allow(Allow { target: Target::Secret, regexes: &["^k="], ..list }, "k=b"));
    assert!(base.is_named("anything") && Secret { keywords: &["acme"], ..base }.is_named("ACME"));
}
