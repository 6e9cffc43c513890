use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use lictor_model::Digester;

use super::{MetaValue, RunError};

/// The longest value and the most entries of what a team says about its system.
const MAX: usize = 1024;

/// Reads what a team says about the system under test: `model=…,prompt=@file`, any number of times. `@file` takes the
/// digest of the file.
///
/// # Errors
/// [`RunError::Meta`], which names the pair.
pub fn parse_meta<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<BTreeMap<String, MetaValue>, RunError> {
    let mut meta = BTreeMap::new();
    for pair in texts.into_iter().flat_map(|text| text.split(',')) {
        let wrong = |what: &str| RunError::Meta { pair: pair.chars().take(80).collect(), what: what.to_owned() };
        let (key, value) = pair.split_once('=').ok_or_else(|| wrong("expected key=value or key=@file"))?;
        let of_key = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
        if key.is_empty() || key.len() > 64 || !key.bytes().all(of_key) {
            return Err(wrong("a key has lower-case letters, digits, `-`, `_` and `.`"));
        }
        if value.is_empty() || value.len() > MAX || value.chars().any(char::is_control) {
            return Err(wrong("a value has 1 to 1024 bytes and no control characters"));
        }
        let digest = match value.strip_prefix('@') {
            None => None,
            Some(file) => Some(digest(Path::new(file)).map_err(|error| wrong(&format!("{file}: {error}")))?),
        };
        let value = MetaValue { value: value.trim_start_matches('@').to_owned(), digest };
        if meta.len() == MAX || meta.insert(key.to_owned(), value).is_some() {
            return Err(wrong("the key is there twice"));
        }
    }
    Ok(meta)
}

fn digest(path: &Path) -> io::Result<lictor_model::Digest> {
    let mut file = File::open(path)?;
    let mut digester = Digester::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(digester.finish()),
            Ok(read) => digester.update(&buffer[..read]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
