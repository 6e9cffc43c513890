use lictor_sdk::{Dimension, Example, Extra, Finding, Input, Level, Pattern, Status, rule};

use lictor_sdk::text::words;

use crate::asked::demands;
use crate::words::{folded, mentions};

rule! {
    /// ## What it does
    /// Reports an answer that does not begin with yes or no (true or false) although the user's message asks for that, and one that
    /// goes on for more than 20 words where the message asks for yes or no *only*. Answers that say that it is not known are left alone.
    /// ## Why is this bad
    /// The user, or a program, reads the first word.
    /// ## Known false positives
    /// Messages that offer a third word, such as “partly”.
    pub(crate) YES_OR_NO_MISSING {
        code: "USE108",
        slug: "yes-or-no-missing",
        summary: "yes or no was asked for and the answer does not begin with either",
        message: "asked for “{quote}”, and the answer says something else",
        remedy: "Put the demand last in the instructions, with the allowed words.",
        dimension: Dimension::Usefulness,
        level: Level::Note,
        status: Status::Stable,
        since: "0.2.0",
        revision: 1,
        sensitive: false,
        requires: &[Input::Answer, Input::UserMessage],
        patterns: &[
            Pattern::regex(r#"(?i)\b(?:answer|respond|reply|say)[^.?!\n]{0,40}? ["'“‘]?(?:yes["'”’]?(?: or |/|, | and )["'“‘]?no|true["'”’]?(?: or |/)["'“‘]?false)\b|(?:\b(?:just|only|simple|simply) (?:a )?|[(.?,:] ?)["'“‘]?(?:yes["'”’]?(?: or |/)["'“‘]?no|true["'”’]?(?: or |/)["'“‘]?false)["'”’]?(?: only| please)?[?).]?\s*\z"#).on(&[Input::UserMessage]),
        ],
        fires: &[
            Example::asked("Is Vienna in Austria? Answer yes or no.", "Vienna lies in the east of Austria on the Danube."),
            Example::asked("Is it safe? Answer with only yes or no.", "Yes. It has been tested many times by several institutes, in summer and in winter, with old parts and with new parts, and nothing ever happened."),
        ],
        ignores: &[
            Example::asked("Is Vienna in Austria? Answer yes or no.", "Yes, on the Danube."),
            Example::asked("Is Vienna in Austria? Answer yes or no.", "**No**"),
            Example::asked("Is it true? Answer true or false.", "False."),
            Example::asked("Is it safe? Answer yes or no.", "I don't know that."),
            Example::asked("Is Vienna in Austria?", "Vienna lies in the east of Austria."),
        ],
        check: |case| {
            for (hit, demand) in demands(case) {
                let answer = folded(case.answer());
                let first: Vec<&str> = words(&answer).map(|range| &answer[range]).take(12).collect();
                let plain = first.iter().take(3).any(|word| matches!(*word, "yes" | "no" | "true" | "false"));
                let open = mentions(&answer, "unknown|unclear|it depends|not sure|uncertain|maybe|cannot be determined|partly|neither");
                let only = demand.says("only|just|one word|single word|nothing else") && words(&answer).count() > 20;
                if !open && (!plain || only) {
                    case.report(Finding::at(&hit));
                    return;
                }
            }
        },
        extra: Extra { tags: &["form"], references: &["CWE-1426"], ..Extra::NONE },
    }
}
