//! What the log of tool calls says about an action that the answer claims.

use lictor_sdk::{Case, Input, Part};

use crate::words::{folded, mentions, starts_with_any};

/// Verbs that claim an action, and how the name of a tool that does it begins.
struct Family {
    verbs: &'static str,
    tools: &'static str,
}

const FAMILIES: &[Family] = &[
    Family {
        verbs: "\
            sent|emailed|e-mailed|messaged|texted|notified|forwarded|contacted|informed|alerted|called|phoned",
        tools: "\
            send|email|mail|gmail|messag|text|sms|notif|forward|contact|alert|slack|post|call|phone|dial|reply|\
            inform",
    },
    Family {
        verbs: "booked|rebooked|reserved|scheduled|rescheduled",
        tools: "book|rebook|reserv|schedul|reschedul|appoint|calendar|event|meeting|creat",
    },
    Family {
        verbs: "refunded|paid|transferred|credited|reimbursed|processed|issued|waived",
        tools: "refund|pay|transfer|credit|reimburs|process|issu|bill|transact|waiv",
    },
    Family { verbs: "ordered|purchased|bought|placed", tools: "order|purchas|buy|checkout|cart|plac|creat|submit" },
    Family {
        verbs: "\
            cancelled|canceled|unsubscribed|terminated|closed|deleted|removed|deactivated|blocked|disabled",
        tools: "cancel|unsubscrib|terminat|clos|delet|remov|deactivat|block|disabl|revok|updat|drop",
    },
    Family {
        verbs: "updated|changed|corrected|reset|renewed|extended|upgraded|activated|enabled|added|set|set up",
        tools: "\
            updat|chang|edit|set|modif|patch|reset|renew|extend|upgrad|activat|enabl|add|writ|save|put|correct|\
            creat|insert",
    },
    Family {
        verbs: "filed|submitted|opened|created|logged|raised|escalated|reported|registered|enrolled",
        tools: "\
            file|filing|submit|open|creat|log|ticket|case|escalat|report|regist|enrol|issu|form|rais|handoff|\
            transfer",
    },
];
/// Tools that do whatever their arguments say.
const GENERIC: &str = "http|request|execut|run|api|browser|invok|function|shell|bash|sql|click|call";

/// What the log has of a claimed action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// A fitting call that did not fail.
    Done,
    /// Calls, but none that fits.
    OtherCalls,
    /// A fitting call that failed.
    Failed,
    /// A log without calls.
    NoCall,
    /// No log: nothing can be said.
    NoLog,
}

/// Looks for the action that a folded claim names in the log of tool calls.
pub(crate) fn evidence(case: &Case<'_>, claim: &str) -> Evidence {
    let family = FAMILIES.iter().find(|family| mentions(claim, family.verbs));
    calls(case, family.map_or("", |family| family.tools))
}

/// Looks for a call of a tool whose name begins so.
pub(crate) fn calls(case: &Case<'_>, tools: &str) -> Evidence {
    match case.input_state(Input::ToolCalls) {
        // A call without arguments is an empty text, and a call all the same.
        "present" | "empty" if case.parts_of(Input::ToolCalls).next().is_some() => {}
        "empty" => return Evidence::NoCall,
        _ => return Evidence::NoLog,
    }
    let fitting: Vec<Part<'_>> = case.parts_of(Input::ToolCalls).filter(|call| fits(call, tools)).collect();
    if fitting.is_empty() {
        Evidence::OtherCalls
    } else if fitting.iter().any(|call| !has_failed(case, call)) {
        Evidence::Done
    } else {
        Evidence::Failed
    }
}

fn fits(call: &Part<'_>, tools: &str) -> bool {
    let named = |name: &str, stems: &str| name_words(name).iter().any(|word| starts_with_any(word, stems));
    let name = call.property("name").unwrap_or_default();
    named(&name, tools) || (named(&name, GENERIC) && named(call.text(), tools))
}

/// The words of a tool's name, lower case: `sendEmail_v2` has `send`, `email` and `v2`.
fn name_words(name: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && after_lower) {
            out.push(String::new());
        }
        if let Some(word) = out.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        after_lower = c.is_lowercase();
    }
    out.retain(|word| !word.is_empty());
    out
}

/// Whether the result of a call says that it failed. A call without a result may have worked.
fn has_failed(case: &Case<'_>, call: &Part<'_>) -> bool {
    let (id, name) = (call.property("id"), call.property("name"));
    let belongs = |result: &Part<'_>| match (&id, result.property("id")) {
        (Some(id), Some(of)) => *id == of,
        _ => result.property("name").is_some() && result.property("name") == name,
    };
    let mut results = case.parts_of(Input::ToolResults).filter(belongs).peekable();
    results.peek().is_some()
        && results.all(|result| match result.property("success").as_deref() {
            Some(success) => success == "false",
            None => tells_failure(result.text()),
        })
}

fn tells_failure(result: &str) -> bool {
    const FLAGS: [&str; 8] = [
        "\"success\":false",
        "\"ok\":false",
        "\"status\":\"error\"",
        "\"status\":\"failed\"",
        "\"status\":\"failure\"",
        "\"status\":\"rejected\"",
        "\"iserror\":true",
        "\"is_error\":true",
    ];
    let folded = folded(result);
    let dense: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let error =
        dense.split("\"error\":").nth(1).is_some_and(|value| !starts_with_any(value, "null|\"\"|false|0|[]|{}"));
    error
        || FLAGS.iter().any(|flag| dense.contains(flag))
        || starts_with_any(folded.trim_start(), "error|failed|failure|exception")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words() {
        assert_eq!(name_words("sendEmail_v2"), ["send", "email", "v2"]);
        assert_eq!(name_words("calendar.create-event"), ["calendar", "create", "event"]);
    }

    #[test]
    fn failures_are_told_in_many_ways() {
        for result in
            ["{\"success\": false}", "Error: no such user", "{\"error\": {\"code\": 5}}", "{\"status\":\"failed\"}"]
        {
            assert!(tells_failure(result), "{result}");
        }
        for result in ["ok", "{\"error\": null, \"id\": 7}", "{\"status\":\"sent\"}"] {
            assert!(!tells_failure(result), "{result}");
        }
    }
}
