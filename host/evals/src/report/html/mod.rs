//! One page that needs nothing but itself: no script, no network, no font of its own. Its content security policy allows its one
//! style sheet, by digest, and nothing else.

mod cases;
mod changes;
mod coverage;
mod decision;
mod dimensions;
mod measures;
mod page;
mod rules;
mod trends;

use lictor_model::Digest;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::page::{Page, name};
use super::register::Register;
use super::{Report, words};

const STYLE: &str = include_str!("style.css");

/// The run as one page of HTML that a release meeting can look at. It works without a network, prints, and can be walked through
/// with a keyboard. Its length is bounded, whatever the size of the run: what is not listed is counted.
pub fn html(report: &Report<'_>) -> String {
    let page = Page { report, register: Register::new(report) };
    let style = data_encoding::BASE64.encode(Digest::of(STYLE).as_bytes());
    let policy = format!("default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'");
    let run = lictor_model::visible(&report.summary.run.name);
    let title = match report.decision {
        Some(decision) => format!("{} – {run}", words::verdict(decision.outcome)),
        None => format!("Evaluation – {run}"),
    };
    let sections = sections(&page);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#report" { "Skip to the report" }
                (decision::masthead(&page))
                nav aria-label="Sections" {
                    ul { @for section in &sections { li { a href={ "#" (section.id) } { (section.short) } } } }
                }
                main id="report" tabindex="-1" {
                    @for section in &sections {
                        section id=(section.id) aria-labelledby={ (section.id) "-title" } {
                            h2 id={ (section.id) "-title" } { (section.title) }
                            (section.body)
                        }
                    }
                }
                (footer(&page))
            }
        }
    }
    .into_string()
}

/// A part of the page with a heading.
struct Section {
    id: &'static str,
    /// What the list of sections calls it.
    short: &'static str,
    title: &'static str,
    body: Markup,
}

fn sections(page: &Page<'_>) -> Vec<Section> {
    let section = |id, short, title, body: Option<Markup>| body.map(|body| Section { id, short, title, body });
    [
        section("decision", "Decision", "Decision", decision::section(page)),
        section("overview", "Dimensions", "Four dimensions, side by side", dimensions::overview(page)),
        section("changes", "Changes", "What became worse and better", changes::section(page)),
        section("dimensions", "Workflows", "Dimensions by workflow", dimensions::section(page)),
        section("trends", "Trends", "The last runs", trends::section(page)),
        section("measures", "Measures", "Latency, cost, stability and feedback", measures::section(page)),
        section("rules", "Rules", "What rules found", rules::section(page)),
        section("coverage", "Coverage", "What the set covers", coverage::section(page)),
        section("cases", "Cases", "Cases", cases::section(page)),
        section("reading", "Reading", "How to read this page", Some(reading())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn reading() -> Markup {
    html! {
        ul.prose {
            li {
                "Correctness, grounding, usefulness and risk are four answers to four questions. Nothing here adds them up, "
                "and neither does the gate."
            }
            li {
                "A share is taken of the judged cases: those that pass or fail. A case passes if all its answers do. What is "
                em { "not applicable" } " or " em { "unchecked" } " is never a pass and is shown beside the share."
            }
            li {
                "Intervals of shares are Wilson’s at 95 %. Differences are paired: the same cases before and after, with "
                "Newcombe’s interval and the exact McNemar test, corrected with Holm’s method for all slices and dimensions in "
                "which a difference could have been seen."
            }
            li {
                "A filled mark lies beyond chance after that correction; a hollow one may be chance. With few cases even a large "
                "difference is hollow: the column " em { "could see" } " says how small a change the cases could have shown."
            }
            li { "Preview rules and signals never hold a release. They are listed." }
            li { "Texts of cases and answers are not on this page, and evidence in messages is masked." }
        }
    }
}

fn footer(page: &Page<'_>) -> Markup {
    let run = &page.report.summary.run;
    html! {
        footer {
            p {
                "Run " (name(&run.name)) ", " span.digest { (run.digest) }
                @if let Some(manifest) = page.report.manifest { ". Lictor " (name(&manifest.engine.lictor)) }
                "."
            }
        }
    }
}
