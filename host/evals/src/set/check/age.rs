use jiff::civil::Date;

use crate::set::Case;
use crate::set::issue::IssueKind;
use crate::set::shape::Misfit;
use crate::set::validate::day;

/// Days that have not come yet, and cases that nobody has looked at for longer than the set allows.
pub(super) fn misfits(case: &Case, stale_after_days: Option<u32>, today: Date) -> Vec<Misfit> {
    let days =
        [("added", &case.added), ("reviewed", &case.reviewed)].map(|(key, text)| (key, text.as_deref().and_then(day)));
    let future = days.iter().filter(|(_, day)| day.is_some_and(|day| day > today)).map(|(key, _)| Misfit {
        kind: IssueKind::FutureDate,
        pointer: format!("/{key}"),
        message: format!("`{key}` is a day that has not come yet: today is {today}"),
        help: Some("mend the day, or this machine's clock".into()),
    });
    let mut misfits: Vec<Misfit> = future.collect();
    let Some(allowed) = stale_after_days else { return misfits };
    let stale = |message, help: &str| Misfit {
        kind: IssueKind::StaleCase,
        pointer: "/reviewed".into(),
        message,
        help: Some(help.into()),
    };
    match days[1].1.or(days[0].1) {
        None => {
            let message =
                "nothing says when the case was added or reviewed, so nobody knows whether it is stale".into();
            misfits.push(stale(message, "add `added`, and `reviewed` when somebody looked at it again"));
        }
        Some(last) => {
            let age = (today - last).get_days();
            if i64::from(age) > i64::from(allowed) {
                let message = format!("nobody has looked at the case for {age} days; the set allows {allowed}");
                misfits.push(stale(message, "see whether it still says what is wanted, and set `reviewed`"));
            }
        }
    }
    misfits
}
