//! How far the stream of the audit has come, where one is configured.

use super::{Check, Finding, State};
use crate::app::App;
use crate::audit::stream::{self, Standing};
use crate::error::one_line;

/// `to` is the receiver as the configuration names it, without what is secret in it.
pub async fn of_stream(app: &App, to: &str) -> Finding {
    match stream::standing(app).await {
        Ok(standing) => judge(to, &standing),
        Err(error) => {
            let text = (one_line(&error), "See what is found of the database.");
            Finding::of((Check::AuditStream, State::NotChecked), to, text)
        }
    }
}

fn judge(to: &str, standing: &Standing) -> Finding {
    let Standing { sent, sealed, failing_since, is_away, trouble, .. } = standing;
    // A receiver that is started again takes nothing for a moment.
    let state = if *is_away { State::Wrong } else { State::ToLookAt };
    match failing_since {
        Some(since) => {
            let found = format!("It takes nothing since {since}: {trouble}. Sent through seal {sent} of {sealed}.");
            let remedy =
                "Bring the receiver back, or mend [audit] stream: docs/operator/audit.md. Nothing is lost meanwhile.";
            Finding::of((Check::AuditStream, state), to, (found, remedy))
        }
        None => Finding::good(Check::AuditStream, to, format!("Sent through seal {sent} of {sealed}.")),
    }
}
