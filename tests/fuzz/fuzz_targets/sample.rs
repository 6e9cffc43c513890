//! The JSON of a sample: what is accepted holds together and can be written and read again; what is refused is not
//! quoted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lictor_fuzz::telling;
use lictor_model::{Input, InputState, Sample, Stage};
use serde_json::Value;

fuzz_target!(|json: &str| {
    match Sample::from_json(json) {
        Ok(sample) => accepted(sample),
        Err(error) => refused(json, &error.to_string()),
    }
});

fn accepted(mut sample: Sample) {
    match sample.stage {
        Stage::Response => assert!(sample.answer.is_some()),
        Stage::Request => assert!(sample.messages.as_ref().is_some_and(|messages| !messages.is_empty())),
    }
    let parts = sample.parts();
    for (index, part) in parts.iter().enumerate() {
        assert!(parts[..index].iter().all(|other| other.id != part.id), "{} twice", part.id);
        assert!(
            part.text.is_empty() || sample.input_state(part.input) == InputState::Present,
            "{} has a text, and {} is not there",
            part.id,
            part.input
        );
    }
    for input in Input::ALL {
        assert_eq!(input.as_str().parse(), Ok(input));
        let carries = parts.iter().any(|part| part.input == input);
        assert!(!carries || sample.input_state(input) != InputState::Absent, "{input} is absent, and has a part");
    }
    // Numbers in metadata may lose their last digit when they are written; no rule reads them.
    sample.metadata = None;
    let written = serde_json::to_string(&sample).expect("a sample is JSON");
    assert_eq!(Sample::from_json(&written).as_ref(), Ok(&sample));
}

fn refused(json: &str, error: &str) {
    assert!(error.len() < 1_000, "{error}");
    let Ok(value) = serde_json::from_str::<Value>(json) else { return };
    // A key may be named, so that a typo can be mended.
    let keys: Vec<&str> = value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    for text in telling(&value) {
        assert!(keys.iter().any(|key| key.contains(text)) || !error.contains(text), "{error} quotes {text}");
    }
}
