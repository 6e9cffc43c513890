//! `--map`: the first line is the map, the rest a line of input. What is made is a sample that says what the line
//! says; what is refused is not quoted.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lictor_fuzz::telling;
use lictor_model::{Map, Sample};
use serde_json::Value;

fuzz_target!(|input: &str| {
    let Some((text, line)) = input.split_once('\n') else { return };
    let map: Map = match text.parse() {
        Ok(map) => map,
        Err(error) => {
            assert!(!error.is_empty());
            return;
        }
    };
    let value: Option<Value> = serde_json::from_str(line).ok();
    match map.samples(line) {
        Ok(samples) => made(text, &value.expect("samples of JSON"), samples),
        Err(error) => {
            // Pointers are the caller's own words.
            for told in value.iter().flat_map(telling).filter(|told| !text.contains(told)) {
                assert!(!error.contains(told), "{error} quotes {told}");
            }
        }
    }
});

fn made(map: &str, value: &Value, samples: Vec<Sample>) {
    assert!(!samples.is_empty());
    assert!(map == "openai" || samples.len() == 1);
    for sample in &samples {
        assert_eq!(sample.require(), Ok(()));
        let written = serde_json::to_string(sample).expect("a sample is JSON");
        assert_eq!(Sample::from_json(&written).as_ref(), Ok(sample));
    }
    for (key, pointer) in map.split(',').filter_map(|pair| pair.split_once('=')) {
        let found = value.pointer(pointer).filter(|found| !found.is_null());
        let text = found.and_then(Value::as_str);
        let sample = &samples[0];
        match key {
            "answer" => assert_eq!(sample.answer.as_deref(), text),
            "workflow" => assert_eq!(sample.workflow.as_deref(), text),
            "language" => assert_eq!(sample.language.as_deref(), text),
            "finish-reason" => assert_eq!(sample.finish_reason.as_deref(), text),
            "behaviour" => {
                let behaviour = sample.expectation.as_ref().and_then(|expectation| expectation.behaviour);
                assert_eq!(behaviour.map(|behaviour| behaviour.as_str()), text);
            }
            // A list of contexts that is dropped would be a check that never ran.
            "contexts" => assert_eq!(sample.contexts.is_some(), found.is_some()),
            _ => {}
        }
    }
}
