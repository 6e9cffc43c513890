//! The component side: the contract's exports over a [`Pack`], its imports as a [`Host`].

use std::any::Any;
use std::cell::RefCell;

use crate::case::{Span, check};
use crate::host::{Host, RawFinding, RawHit};
use crate::{Pack, manifest::manifest};

/// The generated glue.
#[allow(missing_docs, unsafe_code, unused_qualifications, unreachable_pub, clippy::all)] // Generated code.
pub mod bindings {
    wit_bindgen::generate!({
        path: "../../wit/v1",
        world: "plugin",
        pub_export_macro: true,
        export_macro_name: "export_component",
        default_bindings_module: "lictor_sdk::guest::bindings",
    });
}

pub use bindings::export_component;
use bindings::exports::lictor::plugin::scorer::{Guest, Problem};
use bindings::lictor::plugin::{findings, sample, types};

/// Names the pack that a component exports.
pub trait Provider {
    /// The pack.
    fn pack() -> &'static Pack;
}

thread_local! {
    static SETTINGS: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

impl<T: Provider> Guest for T {
    fn configure(settings: String) -> Result<(), Vec<Problem>> {
        match (T::pack().settings.parse)(&settings) {
            Ok(settings) => {
                SETTINGS.with(|slot| *slot.borrow_mut() = Some(settings));
                Ok(())
            }
            Err(problems) => Err(problems.into_iter().map(|p| Problem { path: p.path, message: p.message }).collect()),
        }
    }

    fn describe() -> Result<String, String> {
        with_settings::<T, _>(|settings| manifest(T::pack(), settings))
    }

    fn check() -> Result<(), String> {
        with_settings::<T, _>(|settings| check(T::pack(), settings, &Imports))?
    }
}

/// Runs with the settings that `configure` was given; with the defaults where it was not called.
fn with_settings<T: Provider, R>(run: impl FnOnce(&dyn Any) -> R) -> Result<R, String> {
    SETTINGS.with(|slot| {
        let mut slot = slot.borrow_mut();
        if slot.is_none() {
            *slot = Some((T::pack().settings.parse)("").map_err(|_| "the settings have no defaults".to_owned())?);
        }
        match slot.as_deref() {
            Some(settings) => Ok(run(settings)),
            None => Err("not configured".to_owned()),
        }
    })
}

/// The host's functions.
struct Imports;

impl Host for Imports {
    fn part_count(&self) -> u32 {
        sample::part_count()
    }
    fn input(&self, part: u32) -> String {
        sample::input(part)
    }
    fn text(&self, part: u32) -> String {
        sample::text(part)
    }
    fn read(&self, part: u32, start: u32, end: u32) -> String {
        sample::read(part, start, end)
    }
    fn len(&self, part: u32) -> u32 {
        sample::len(part)
    }
    fn property(&self, part: u32, key: &str) -> Option<String> {
        sample::property(part, key)
    }
    fn attribute(&self, key: &str) -> Option<String> {
        sample::attribute(key)
    }
    fn input_state(&self, input: &str) -> String {
        sample::input_state(input)
    }
    fn expectation(&self) -> Option<String> {
        sample::expectation()
    }
    fn hits(&self) -> Vec<RawHit> {
        let convert = |hit: types::Hit| RawHit { pattern: hit.pattern, view: hit.view, span: ours(hit.span) };
        sample::hits().into_iter().map(convert).collect()
    }
    fn view(&self, view: u32) -> String {
        sample::view(view)
    }
    fn around(&self, hit: u32, before: u32, after: u32) -> (String, String, String) {
        let excerpt = sample::around(hit, before, after);
        (excerpt.before, excerpt.matched, excerpt.after)
    }
    fn locate(&self, hit: u32, start: u32, end: u32) -> Span {
        ours(sample::locate(hit, start, end))
    }
    fn report(&self, finding: RawFinding<'_>) -> Result<(), String> {
        let spans = finding.spans.iter().map(|s| types::Span { part: s.part, start: s.start, end: s.end }).collect();
        findings::report(&types::Finding {
            rule: finding.rule.to_owned(),
            spans,
            hits: finding.hits.to_vec(),
            confidence: finding.confidence.map(f64::from),
            detail: finding.detail.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect(),
        })
    }
    fn not_applicable(&self, rule: &str, reason: &str) -> Result<(), String> {
        findings::not_applicable(rule, reason)
    }
    fn measure(&self, name: &str, value: f64) -> Result<(), String> {
        findings::measure(name, value)
    }
}

fn ours(span: types::Span) -> Span {
    Span { part: span.part, start: span.start, end: span.end }
}
