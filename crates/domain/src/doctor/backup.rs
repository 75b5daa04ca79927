//! Whether there is a backup, and how old it is.

use super::{Check, Finding, State};
use crate::app::App;
use crate::backup::{self, Last};
use crate::error::one_line;
use crate::passkeys::time;

/// Where nothing is said of how often: whoever loses a month of members would rather have been told.
const OLD_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// So many may be late before it is wrong.
const LATE: i64 = 2;

/// `plan` is where the server writes backups by itself, and how often, where it does. The demo has nothing to lose.
pub async fn of_backup(app: &App, plan: Option<(&str, i64)>) -> Option<Finding> {
    if app.is_demo() && plan.is_none() {
        return None;
    }
    let looked_at = plan.map_or_else(|| "backups by hand".to_owned(), |(folder, _)| folder.to_owned());
    // Where the server takes them by itself, none by hand stands in for one that it did not take.
    let last = if plan.is_some() { backup::last_by_clock(app).await } else { backup::last(app).await };
    Some(match last {
        Ok(last) => judge(looked_at, &last, (app.now(), plan.map(|(_, every)| every))),
        Err(error) => {
            let text = (one_line(&error), "See what is found of the database.");
            Finding::of((Check::Backup, State::NotChecked), looked_at, text)
        }
    })
}

fn judge(looked_at: String, last: &Last, (now, every): (i64, Option<i64>)) -> Finding {
    const TAKE: &str = "Take one with `keystead backup`, or have them taken: [backup], docs/operator/backup.md.";
    const MEND: &str = "Mend what stands in the way: docs/operator/backup.md. It is tried again by itself.";
    let state = if every.is_some() { State::Wrong } else { State::ToLookAt };
    let Some(made_at) = last.made_at else {
        if last.failing_since.is_some() {
            return Finding::of(
                (Check::Backup, state),
                looked_at,
                (format!("None was taken: {}.", last.trouble), MEND),
            );
        }
        // The first one is taken within minutes.
        let never = if every.is_some() { "None was taken by the clock yet." } else { "No backup was ever taken." };
        let text = (never, TAKE);
        return Finding::of((Check::Backup, State::ToLookAt), looked_at, text);
    };
    let found = format!("The last one is of {}: {}, {} rows.", time(made_at), last.file, last.rows);
    if let Some(since) = last.failing_since {
        let found = format!("{found} None was good since {}: {}.", time(since), last.trouble);
        return Finding::of((Check::Backup, state), looked_at, (found, MEND));
    }
    if now - made_at > every.map_or(OLD_MS, |every| every.saturating_mul(LATE)) {
        return Finding::of((Check::Backup, state), looked_at, (format!("{found} That is long ago."), TAKE));
    }
    Finding::good(Check::Backup, looked_at, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    // Issue 9, 2: none, failed and old are each found.
    #[test]
    fn none_failed_and_old_are_told() {
        let state = |last: Last, every: Option<i64>| judge(String::new(), &last, (100 * DAY, every)).state;
        let of = |day: i64| Last { made_at: Some(day * DAY), ..Last::default() };
        let failed = |last: Last| Last { failing_since: Some(99 * DAY), trouble: "no room".to_owned(), ..last };
        assert_eq!(state(Last::default(), None), State::ToLookAt);
        assert_eq!(state(Last::default(), Some(DAY)), State::ToLookAt);
        assert_eq!(state(failed(Last::default()), Some(DAY)), State::Wrong);
        assert_eq!((state(of(99), Some(DAY)), state(of(97), Some(DAY))), (State::Good, State::Wrong));
        assert_eq!((state(of(71), None), state(of(69), None)), (State::Good, State::ToLookAt));
        assert_eq!((state(failed(of(99)), Some(DAY)), state(failed(of(99)), None)), (State::Wrong, State::ToLookAt));
    }
}
