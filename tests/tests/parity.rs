//! The same rule code, natively and in the sandbox, says the same about every example of every rule.
#![allow(clippy::unwrap_used)] // Helpers of tests fail by panicking.

use lictor_sdk::Pack;
use lictor_sdk::native::Native;
use serde_json::json;

type Seen = (String, Vec<String>);

fn packs() -> [&'static Pack; 6] {
    [
        &lictor_data_exposure::PACK,
        &lictor_overconfidence::PACK,
        &lictor_refusal::PACK,
        &lictor_grounding::PACK,
        &lictor_usefulness::PACK,
        &lictor_policy_boundaries::PACK,
    ]
}

#[test]
fn every_example_does_in_the_sandbox_what_it_does_natively() {
    let (mut rules, mut examples) = (0, 0);
    for pack in packs() {
        let plugin = format!("{}/{}", pack.publisher, pack.name);
        let inputs: Vec<&str> = pack.inputs.iter().map(|input| input.as_str()).collect();
        // One guard for each settings value: most examples have none.
        let mut guards: Vec<(String, lictor::Guard, Native)> = Vec::new();
        let manifest = Native::new(pack, "{}").manifest().clone();
        for rule in &manifest.rules {
            rules += 1;
            let all = [(&rule.examples.fires, true), (&rule.examples.ignores, false)];
            for (example, must) in all.iter().flat_map(|(list, must)| list.iter().map(move |example| (example, *must)))
            {
                examples += 1;
                let settings = example.settings.clone().unwrap_or_else(|| json!({}));
                let key = settings.to_string();
                if !guards.iter().any(|(known, ..)| *known == key) {
                    let guard = lictor_tests::guard(&lictor_tests::everything(&plugin, &inputs, &settings));
                    guards.push((key.clone(), guard, Native::new(pack, &key)));
                }
                let (_, guard, native) = guards.iter().find(|(known, ..)| *known == key).unwrap();
                let sample = lictor_tests::sample(&example.sample);
                let record = guard.check(&sample);
                assert!(record.failures.is_empty(), "{}: {:?} on {}", rule.code, record.failures, example.sample);
                let parts = sample.parts();
                let text = |span: &lictor_model::RecordSpan| {
                    let part = parts.iter().find(|part| part.id.to_string() == span.part).unwrap();
                    part.text[span.start as usize..span.end as usize].to_owned()
                };
                let mut sandboxed: Vec<Seen> = record
                    .findings
                    .iter()
                    .map(|finding| (finding.rule.code().to_owned(), finding.spans.iter().map(text).collect()))
                    .collect();
                let fired = sandboxed.iter().any(|(code, _)| *code == rule.code);
                assert_eq!(fired, must, "{} on {}", rule.code, example.sample);
                // Natively nothing is switched off and every language is heard; the host hears what is applicable.
                let native: Vec<Seen> = native.check(&sample).into_iter().map(|f| (f.rule, f.texts)).collect();
                sandboxed.retain(|seen| !native.contains(seen));
                assert!(sandboxed.is_empty(), "{}: only in the sandbox: {sandboxed:?}", rule.code);
            }
        }
    }
    assert!(rules >= 45 && examples >= 6 * 45, "{rules} rules, {examples} examples");
}
