use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::layout::in_code;
use crate::settings::Settings;
use crate::words::{folded, mentions};

/// Texts that are there to be filled in.
const DRAFTS: &str = "\
    write|draft|compose|letter|template|speech|essay|statement|email|e-mail|mail|message|reply|form|contract|agreement|resume|cv|invoice|\
    bio|script|announcement|invitation|memo|press release|proposal|complain*|rewrite|rephrase|create|generate|placeholder*|example|sample|\
    prompt|post|policy|make|report|outline|caption|slogan|blog|notice|code|config*|command|query";

rule! {
    /// ## What it does
    /// Reports a placeholder in brackets (*[Your Name]*, *<insert date>*, *[Company]*) in an answer to somebody who did not ask for a text
    /// to fill in. Letters, templates, speeches and forms that the user asked for have placeholders by right. What the application fills in later
    /// stands in the setting `placeholders`.
    /// ## Why is this bad
    /// “Dear [Customer Name]” tells a customer that nobody wrote this.
    /// ## Known false positives
    /// Requests for a draft in words that the rule does not know.
    pub(crate) UNFILLED_PLACEHOLDER {
        code: "USE201",
        slug: "unfilled-placeholder",
        summary: "an unfilled placeholder",
        message: "has an unfilled placeholder: “{quote}”",
        remedy: "Give the model the values, or let it leave out what it does not know.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r"(?i)\[(?:(?:your|the|their|his|her|customer|client|company|recipient|sender|user|employee|manager|first|last|full|business|insert|enter|add|name|date|phone|email|contact|order|account|agent|product|link|address|city|position|job) ?){1,3}(?:['’]s )?(?:name|title|address|number|date|email|e-mail|phone|details|information|info|company|link|here|position|signature|city|department|url|website|amount|id)?\]"),
            Pattern::regex(r"(?i)<(?:insert|your|enter|add) [a-z ]{2,40}>|\[(?:insert|enter|add|fill in|specify)[: ][^\]\n]{2,60}\]"),
        ],
        fires: &[
            Example::asked("Where is my parcel?", "Dear [Customer Name], your parcel is on its way."),
            Example::asked("When are you open?", "We are open from <insert time> on weekdays."),
        ],
        ignores: &[
            Example::asked("Write a letter to my landlord", "Dear [Landlord's Name],\n...\nSincerely,\n[Your Name]"),
            Example::asked("Where is the manual?", "See [the link](https://example.com/manual)."),
            Example::asked("How do I clone a repository?", "Run `git clone <your repository url>`."),
            Example::asked("Where is my parcel?", "It is on its way [1]."),
        ],
        check: |case| {
            let asked: String = case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect();
            if mentions(&asked, DRAFTS) {
                return;
            }
            let settings = case.settings::<Settings>();
            for hit in case.hits() {
                let around = hit.around(1, 1);
                // A link's text, or code.
                let linked = around.after.starts_with(['(', '[', ':']) || around.before.ends_with(['`', '=', '/', ']']);
                if !linked && !in_code(case.answer(), hit.span().start as usize) && !settings.fills(&around.matched) {
                    case.report(Finding::at(&hit));
                    return;
                }
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::ENGLISH },
    }
}
