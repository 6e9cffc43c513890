use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Status, rule};

use crate::settings::Settings;
use crate::words::folded;

const SETTINGS: &str = r#"{"competitors": ["Globex", "Initech Cloud"]}"#;
const ALWAYS: &str = r#"{"competitors": ["Globex"], "competitors_when_asked": true}"#;

rule! {
    /// ## What it does
    /// Reports competitors, named in the setting `competitors`, that an answer brings up. A competitor that the user's message
    /// names is reported only where `competitors_when_asked` says so.
    /// ## Why is this bad
    /// An assistant that recommends or runs down somebody else's product speaks for its owner: it sends customers away, or
    /// compares in a way that the law on advertising does not allow.
    /// ## Known false positives
    /// Names that are also words or places. List them with what makes them unmistakable, such as “Initech Cloud”.
    pub(crate) COMPETITOR_MENTION {
        code: "POL105",
        slug: "competitor-mention",
        summary: "the answer names a competitor",
        message: "names a competitor: “{quote}”",
        remedy: "Tell the model to speak about the organisation's own products only.",
        dimension: Dimension::Risk,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[],
        fires: &[
            Example::answer("For large files Globex would be cheaper.").with_settings(SETTINGS),
            Example::asked("Are you better than Globex?", "Globex has the larger network.").with_settings(ALWAYS),
        ],
        ignores: &[
            Example::asked("Are you better than globex?", "Globex and we differ in price.").with_settings(SETTINGS),
            Example::answer("Globexes are spheres.").with_settings(SETTINGS),
        ],
        check: |case| {
            let settings = case.settings::<Settings>();
            let asked: String = case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect();
            for hit in case.hits() {
                if settings.competitors_when_asked || !asked.contains(&folded(&hit.matched())) {
                    case.report(Finding::at(&hit));
                }
            }
        },
        extra: Extra { tags: &["configured"], ..Extra::NONE },
    }
}
