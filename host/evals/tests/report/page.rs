//! The page as a text: what is on it, and what is not. How it looks and works is `browser`'s.

use crate::fixture::{HOSTILE, everything, everything_of, hostile};
use lictor_evals::report::html;
use lictor_model::Digest;

#[test]
fn the_decision_comes_first_and_each_number_leads_to_its_cases() {
    let all = everything(30);
    let page = html(&all.report());
    let main = page.find("<h1>").unwrap();
    assert!(page[main..].starts_with("<h1><svg") && page[main..main + 300].contains("Hold</h1>"));
    for reason in &all.decision.reasons {
        assert!(page.contains(&reason.message));
    }
    for sign in &all.decision.sign_offs {
        assert!(page.contains(&sign.role));
    }
    // Every case that fails can be reached by a link, and stands there with its reason.
    for case in &all.cases {
        assert!(page.contains(&format!("<bdi>{}</bdi>", case.facts.id)), "{}", case.facts.id);
    }
    let places = page.matches("class=\"body\" id=\"case-").count();
    assert_eq!(places, all.cases.len());
}

#[test]
fn four_dimensions_stand_side_by_side_and_nothing_adds_them_up() {
    let all = everything(30);
    let page = html(&all.report());
    for dimension in ["Correctness", "Grounding", "Usefulness", "Risk"] {
        assert!(page.contains(&format!("<h3>{dimension}</h3>")), "{dimension}");
    }
    let text = page.to_lowercase();
    for word in ["total score", "overall", "average", "mean over dimensions", "combined"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn a_run_alone_has_a_page_that_says_what_is_missing() {
    let all = everything(4);
    let page = html(&all.bare());
    assert!(page.contains("No release decision was given."));
    for section in ["decision", "changes", "trends", "cases", "coverage"] {
        assert!(!page.contains(&format!("<section id=\"{section}\"")), "{section}");
    }
    assert!(page.contains("<section id=\"dimensions\""));
}

#[test]
fn only_the_style_sheet_of_the_page_is_allowed() {
    let page = html(&everything(4).report());
    let style = page.split_once("<style>").unwrap().1.split_once("</style>").unwrap().0;
    let digest = data_encoding::BASE64.encode(Digest::of(style).as_bytes());
    let policy = format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    assert!(page.contains(&policy));
    assert!(page.find("Content-Security-Policy").unwrap() < page.find("<style>").unwrap());
    for forbidden in ["<script", " style=", "http://", "https://", "url(", "@import", "javascript:"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn hostile_names_are_harmless() {
    let page = html(&hostile().report());
    assert!(page.contains("&lt;script&gt;"), "nothing hostile is on the page, so that this test says nothing");
    for forbidden in ["<script", "<img", "</title></style>", " onerror=alert(1)>", "href=\"java"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(!page.contains(|c: char| c.is_control() && c != '\n'), "a control character is on the page");
    assert!(
        !page.contains(['\u{202e}', '\u{2066}', '\u{fffe}']),
        "a mark that turns the reading direction is on the page"
    );
    assert_eq!(page.matches("<style>").count(), 1);
    assert!(HOSTILE.contains("<script>"));
}

#[test]
fn ten_thousand_cases_make_a_page_that_can_be_used() {
    let all = everything(2500);
    let page = html(&all.report());
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
    assert_eq!(page.matches("class=\"body\" id=\"case-").count(), 500);
    assert!(page.contains("9,500 further cases are not shown here"));
    assert!(page.contains(" more</li>"));
    // The cases that the decision names come first, as far as there is room.
    let named = &all.decision.reasons[1].cases;
    assert!(!named.is_empty());
    for case in named.iter().take(50) {
        assert!(page.contains(&format!("<span class=\"id\"><bdi>{case}</bdi></span>")), "{case}");
    }
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    assert_eq!(html(&everything(5).report()), html(&everything(5).report()));
    assert!(!html(&everything_of(&[], 1).report()).is_empty());
}
