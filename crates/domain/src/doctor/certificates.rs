//! Whether the certificates that the installation orders by itself are there, and for how long they are good.

use super::{Check, Finding, State};
use crate::acme::{self, Failing, Standing};
use crate::app::App;
use crate::error::one_line;
use crate::passkeys::time;

const MEND: &str =
    "Mend what the reason names; it is tried again by itself: docs/operator/proxies.md, A certificate by itself.";

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
    let Standing { name, not_after, due_at, failing } = standing;
    let found = match not_after {
        None => "There is no certificate yet.".to_owned(),
        Some(until) if *until < now => format!("The certificate expired at {}.", time(*until)),
        Some(until) => format!("The certificate is good until {}.", time(*until)),
    };
    let state = if standing.is_pressing(now) { State::Wrong } else { State::ToLookAt };
    if let Some(failing) = failing {
        let Failing { since, orders, trouble } = failing;
        let (since, next) = (time(*since), time(*due_at));
        let found =
            format!("{found} Orders fail since {since} ({orders} until now): {trouble}. The next one is at {next}.");
        return Finding::of((Check::Certificates, state), name.clone(), (found, MEND));
    }
    match not_after {
        // The first one is ordered within seconds.
        None => Finding::of((Check::Certificates, State::ToLookAt), name.clone(), (found, "Look again in a minute.")),
        Some(until) if *until < now => Finding::of((Check::Certificates, State::Wrong), name.clone(), (found, MEND)),
        Some(_) => Finding::good(Check::Certificates, name.clone(), found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1000;

    // Issue 9, 8: missing, failing and expired are each found, with the reason.
    #[test]
    fn what_is_missing_failing_or_expired_is_told() {
        let of = |not_after, failing: Option<&str>| {
            let failing = failing.map(|trouble| Failing { since: 5, orders: 3, trouble: trouble.to_owned() });
            judge(&Standing { name: "id.example.com".into(), not_after, due_at: 9, failing }, 100 * DAY)
        };
        assert_eq!(of(None, None).state, State::ToLookAt);
        assert_eq!(of(Some(130 * DAY), None).state, State::Good);
        assert_eq!(of(Some(99 * DAY), None).state, State::Wrong);
        assert_eq!(of(Some(130 * DAY), Some("x")).state, State::ToLookAt);
        assert_eq!(of(Some(106 * DAY), Some("x")).state, State::Wrong);
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
