use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use crate::layout::in_code;
use crate::settings::Settings;
use crate::words::{folded, mentions};

/// Messages whose answers show variables by right.
const CODE: &str = "\
    template*|jinja|handlebars|mustache|liquid|helm|ansible|angular|vue|react|django|flask|twig|variable*|placeholder*|code|script|latex|\
    html|javascript|typescript|python|bash|shell|yaml|github actions|terraform|prompt|prompts|format string|interpolat*|syntax|regex";

rule! {
    /// ## What it does
    /// Reports the variable of a template that stands in the text of an answer: `{{customer_name}}`, `{% if vip %}`, `${first_name}`,
    /// `%FIRSTNAME%`. Code, and answers to a message about templates or code, are left alone; so is what the setting `placeholders`
    /// lists.
    /// ## Why is this bad
    /// A step that fills in the variables has failed or was left out, and the customer sees the machine's inside.
    /// ## Known false positives
    /// Answers about templates to somebody who did not use the word.
    pub(crate) TEMPLATE_VARIABLE {
        code: "USE202",
        slug: "template-variable",
        summary: "a template variable was not filled in",
        message: "shows a template variable: “{quote}”",
        remedy: "Fill in templates before the model sees them, and check that none is left.",
        dimension: Dimension::Usefulness,
        level: Level::Warn,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer],
        patterns: &[
            Pattern::regex(r"\{\{ ?[A-Za-z_][A-Za-z0-9_. |-]{1,40} ?\}\}|\{% ?[a-z]{2,12} [^%\n]{0,60}%\}"),
            Pattern::regex(r"\$\{[a-z_][A-Za-z0-9_.]{2,40}\}|%(?:FIRST_?NAME|LAST_?NAME|NAME|CUSTOMER(?:_?NAME)?|DATE|ORDER_?(?:ID|NUMBER))%"),
        ],
        fires: &[
            Example::answer("Dear {{customer_name}}, your parcel is on its way."),
            Example::answer("Hello ${firstName}, thank you for your order."),
            Example::answer("Dear %FIRSTNAME%, we have news."),
        ],
        ignores: &[
            Example::answer("Write `{{ name }}` where the name shall stand."),
            Example::answer("```html\n<p>{{ title }}</p>\n```"),
            Example::asked("How do I print a variable in Jinja?", "Write {{ name }} in the template."),
            Example::answer("The set {a, b} has two elements, and \\frac{{x}}{{y}} is a quotient."),
            Example::answer("Dear {{customer_name}}, your parcel is on its way.").with_settings(r#"{"placeholders": ["{{customer_name}}"]}"#),
        ],
        check: |case| {
            let asked: String = case.parts_of(Input::UserMessage).map(|part| folded(part.text())).collect();
            let answer = case.answer();
            let about_code = mentions(&asked, CODE) || mentions(&folded(answer), "template|templates|jinja|placeholder*|latex|mustache|handlebars");
            for hit in case.hits().filter(|_| !about_code) {
                let before = hit.around(1, 0).before;
                let tex = before.ends_with(['\\', '}', '$', '{', '^', '_']);
                if !tex && !in_code(answer, hit.span().start as usize) && !case.settings::<Settings>().fills(&hit.matched()) {
                    case.report(Finding::at(&hit));
                    return;
                }
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
