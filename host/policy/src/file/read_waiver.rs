use super::document::WaiverEntry;
use super::keys::WAIVER_KEYS;
use super::reader::{Fields, Reader};
use crate::WaiverTarget;
use crate::error::{Located, Problem};

/// Reads `[[waivers]]`.
pub(super) fn read(reader: &mut Reader, policy: &Fields<'_>) -> Vec<WaiverEntry> {
    let tables = reader.tables(policy, "waivers", "a waiver", WAIVER_KEYS);
    tables.iter().filter_map(|fields| waiver(reader, fields)).collect()
}

fn waiver(reader: &mut Reader, fields: &Fields<'_>) -> Option<WaiverEntry> {
    // Everything is read before anything is given up, so that one look shows all that is missing.
    let rule = reader.required_text(fields, "rule");
    let target = target(reader, fields);
    let workflow = reader.text(fields, "workflow");
    let owner = reader.required_text(fields, "owner");
    let approver = reader.required_text(fields, "approver");
    let reason = reader.required_text(fields, "reason");
    let ticket = reader.text(fields, "ticket");
    let expires = reader.day(fields, "expires");
    let expires = reader.require(fields, "expires", expires);
    let revision = reader.count(fields, "revision");
    let revision = reader.require(fields, "revision", revision);
    if let Some(Located { value: WaiverTarget::Fingerprint(_), place }) = &target
        && !fields.has("workflow")
    {
        let problem = Problem::new("a waiver by fingerprint needs `workflow`").at(place);
        reader.problem(problem.help("the same evidence may be harmless in one workflow and a leak in another"));
    }
    Some(WaiverEntry {
        rule: rule?,
        target: target?,
        workflow: workflow.map(|text| text.value),
        owner: owner?.value,
        approver: approver?.value,
        reason: reason?.value,
        ticket: ticket.map(|text| text.value),
        expires: expires?,
        revision: revision?,
    })
}

fn target(reader: &mut Reader, fields: &Fields<'_>) -> Option<Located<WaiverTarget>> {
    let (case, fingerprint) = (reader.text(fields, "case"), reader.text(fields, "fingerprint"));
    match (fields.has("case"), fields.has("fingerprint")) {
        (true, false) => case.map(|case| Located { value: WaiverTarget::Case(case.value), place: case.place }),
        (false, true) => {
            let Located { value, place } = fingerprint?;
            if !is_fingerprint(&value) {
                let problem = Problem::new("this is no fingerprint").at(&place);
                reader.problem(problem.help("copy `fingerprint` from the finding's record: `KEY:HEX`"));
                return None;
            }
            Some(Located { value: WaiverTarget::Fingerprint(value), place })
        }
        _ => {
            let problem = Problem::new("a waiver needs either `case` or `fingerprint`").at(fields.place());
            reader.problem(problem.help("`case = \"support-*\"` or `fingerprint = \"KEY:HEX\"`, not both"));
            None
        }
    }
}

/// A key id or `position`, a colon, lower-case hexadecimal digits.
pub(crate) fn is_fingerprint(text: &str) -> bool {
    text.split_once(':').is_some_and(|(key, hex)| {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        !key.is_empty() && !key.contains(char::is_whitespace) && !hex.is_empty() && hex.bytes().all(digit)
    })
}
