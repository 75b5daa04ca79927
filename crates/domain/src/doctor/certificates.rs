//! Whether the certificates that the installation orders by itself are there, and for how long they are good.

use super::{Check, Finding, State};
use crate::acme::{self, Failing, Good, Standing};
use crate::app::App;
use crate::error::one_line;
use crate::passkeys::time;

const MEND: &str =
    "Mend what the reason names; it is tried again by itself: docs/operator/proxies.md, A certificate by itself.";

const SOON: &str = "Look again in a minute.";

/// One finding for each name.
pub async fn of_certificates(app: &App, directory: &str, names: &[String]) -> Vec<Finding> {
    match acme::standing(app, directory, names).await {
        Ok(all) => all.iter().map(|standing| judge(standing, app.now())).collect(),
        Err(error) => {
            let text = (one_line(&error), "See what is found of the database.");
            vec![Finding::of((Check::Certificates, State::NotChecked), directory, text)]
        }
    }
}

fn judge(standing: &Standing, now: i64) -> Finding {
    let Standing { name, good, is_shut, due_at, failing, .. } = standing;
    let mut found = match good {
        None if *is_shut => "There is no certificate that can be shown.".to_owned(),
        None => "There is no certificate yet.".to_owned(),
        Some(Good { until, .. }) if *until <= now => format!("The certificate expired at {}.", time(*until)),
        Some(Good { until, is_current: true, .. }) => format!("The certificate is good until {}.", time(*until)),
        Some(Good { until, .. }) => {
            format!("The certificate of another directory is shown, good until {}.", time(*until))
        }
    };
    if *is_shut {
        found.push_str(" The key of the one that is kept cannot be opened; another is ordered.");
    }
    let state = if standing.is_pressing(now) { State::Wrong } else { State::ToLookAt };
    if let Some(failing) = failing {
        let Failing { since, orders, trouble } = failing;
        let (since, next) = (time(*since), time(*due_at));
        let found =
            format!("{found} Orders fail since {since} ({orders} until now): {trouble}. The next one is at {next}.");
        return Finding::of((Check::Certificates, state), name.clone(), (found, MEND));
    }
    match good {
        // Another one is ordered within seconds.
        None => Finding::of((Check::Certificates, State::ToLookAt), name.clone(), (found, SOON)),
        Some(Good { until, .. }) if *until <= now => {
            Finding::of((Check::Certificates, State::Wrong), name.clone(), (found, MEND))
        }
        Some(Good { is_current, .. }) if *is_shut || !is_current => {
            Finding::of((Check::Certificates, State::ToLookAt), name.clone(), (found, SOON))
        }
        Some(_) => Finding::good(Check::Certificates, name.clone(), found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    fn standing(life: Option<(i64, i64)>) -> Standing {
        let good = life.map(|(from, until)| Good { from, until, is_current: true });
        Standing { name: "id.example.com".into(), good, is_shut: false, due_at: 9, is_ordering: false, failing: None }
    }

    // Issue 9, 8: one that lives for days is not pressing all its life.
    #[test]
    fn what_presses_is_a_share_of_the_life() {
        assert!(!standing(Some((0, 6 * DAY))).is_pressing(5 * DAY) && standing(None).is_pressing(0));
        assert!(standing(Some((0, 6 * DAY))).is_pressing(6 * DAY - DAY / 3));
        assert!(standing(Some((0, 360 * DAY))).is_pressing(331 * DAY) && standing(Some((5, 5))).is_pressing(6));
    }

    // Issue 9, 8: it is judged what is shown, and what cannot be opened is told.
    #[test]
    fn what_another_directory_issued_or_does_not_open_is_to_look_at() {
        let another = Good { from: 50 * DAY, until: 140 * DAY, is_current: false };
        let found = judge(&Standing { good: Some(another), ..standing(None) }, 100 * DAY);
        assert!(found.state == State::ToLookAt && found.found.contains("another directory"), "{}", found.found);
        let found = judge(&Standing { good: Some(another), is_shut: true, ..standing(None) }, 100 * DAY);
        assert!(found.state == State::ToLookAt && found.found.contains("cannot be opened"), "{}", found.found);
        let found = judge(&Standing { is_shut: true, ..standing(None) }, 100 * DAY);
        assert!(found.state == State::ToLookAt && found.found.contains("cannot be opened"), "{}", found.found);
    }

    // Issue 9, 8: missing, failing and expired are each found, with the reason.
    #[test]
    fn what_is_missing_failing_or_expired_is_told() {
        let of = |not_after: Option<i64>, failing: Option<&str>| {
            let failing = failing.map(|trouble| Failing { since: 5, orders: 3, trouble: trouble.to_owned() });
            judge(&Standing { failing, ..standing(not_after.map(|until| (until - 90 * DAY, until))) }, 100 * DAY)
        };
        assert_eq!(of(None, None).state, State::ToLookAt);
        assert_eq!(of(Some(130 * DAY), None).state, State::Good);
        assert_eq!(of(Some(99 * DAY), None).state, State::Wrong);
        assert_eq!(of(Some(130 * DAY), Some("x")).state, State::ToLookAt);
        assert_eq!(of(Some(108 * DAY), Some("x")).state, State::ToLookAt);
        assert_eq!(of(Some(107 * DAY), Some("x")).state, State::Wrong);
        let missing = of(None, Some("no such name"));
        assert_eq!(missing.state, State::Wrong);
        assert!(
            missing.found.contains("Orders fail since")
                && missing.found.contains("(3 until now)")
                && missing.found.contains("no such name"),
            "{}",
            missing.found
        );
    }
}
