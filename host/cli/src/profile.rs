//! `lictor rules profile`.

use std::fmt::Write;
use std::time::Duration;

use lictor::{Compiling, Costs, Status};
use miette::Result;
use serde_json::{Value, json};

use crate::arguments::{self, Reading};
use crate::configuration::guard_compiling;
use crate::exit::Exit;
use crate::{document, terminal};

pub(crate) fn run(arguments: &arguments::Profile) -> Result<Exit> {
    // Compiling is no cost of a rule.
    let guard = guard_compiling(Compiling::AtOnce, &arguments.policy, None, false)?;
    // One thread: calls that wait for a processor would be measured as costly.
    let (mut session, mut costs) = (guard.session(), Costs::new(&guard));
    let mut unchecked = 0_usize;
    let unread = arguments.lines.each(&arguments.files, |_, sample| {
        let record = session.check_counting(&sample, &mut costs);
        unchecked += usize::from(record.status != Status::Checked);
    })?;
    if unchecked > 0 {
        terminal::note(format!("{unchecked} samples were not fully checked, so their rules are counted in part"));
    }
    let text = match arguments.format {
        Reading::Json => document::pretty(&object(&costs, unread, unchecked))?,
        Reading::Text => table(&costs),
    };
    terminal::print(&text)?;
    Ok(if costs.samples == 0 || unread + unchecked > 0 { Exit::Unchecked } else { Exit::Clean })
}

fn object(costs: &Costs, unread: usize, unchecked: usize) -> Value {
    let rules: Vec<Value> = costs
        .rules()
        .into_iter()
        .map(|rule| {
            json!({
                "rule": rule.rule, "plugin": rule.plugin, "hits": rule.hits, "wakes": rule.wakes,
                "wakes_alone": rule.alone, "findings": rule.findings, "time_us": micros(rule.time),
            })
        })
        .collect();
    json!({
        "schema": "lictor.profile/v1", "samples": costs.samples, "unread_lines": unread,
        "unchecked_samples": unchecked, "total_us": micros(costs.total), "scan_us": micros(costs.scan),
        "time_is": "wall time of the pack's calls, in equal parts for all rules whose wake condition held",
        "rules": rules,
    })
}

fn table(costs: &Costs) -> String {
    let mut text = format!(
        "{:<14} {:>8} {:>8} {:>8} {:>8} {:>10} {:>12}\n",
        "rule", "hits", "wakes", "alone", "findings", "time ms", "µs per wake"
    );
    let (busy, idle): (Vec<_>, Vec<_>) = costs.rules().into_iter().partition(|rule| rule.hits + rule.wakes > 0);
    for rule in busy {
        let each = rule.time.checked_div(u32::try_from(rule.wakes).unwrap_or(u32::MAX)).unwrap_or_default();
        let _ = writeln!(
            text,
            "{:<14} {:>8} {:>8} {:>8} {:>8} {:>10.2} {:>12.1}",
            rule.rule.to_string(),
            rule.hits,
            rule.wakes,
            rule.alone,
            rule.findings,
            micros(rule.time) / 1e3,
            micros(each)
        );
    }
    let asked: Duration = costs.rules().iter().map(|rule| rule.time).sum();
    let _ = writeln!(
        text,
        "\n{} samples in {:.2} ms: {:.2} ms scanning for the patterns of all rules, {:.2} ms in packs, the rest around \
         them. {} rules had nothing to do.\nTime is the wall time of a pack's calls, in equal parts for all rules \
         whose wake condition held.",
        costs.samples,
        micros(costs.total) / 1e3,
        micros(costs.scan) / 1e3,
        micros(asked) / 1e3,
        idle.len()
    );
    text
}

fn micros(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e7).round() / 10.0
}
