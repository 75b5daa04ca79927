//! Our clock against those of others: the `Date` of the hosts that the configuration names for it. Nobody is asked unless named.

use super::not_checked;
use crate::front::Server;
use axum::http::header::DATE;
use domain::doctor::{Check, Finding, apart};
use domain::error::one_line;
use jiff::fmt::rfc2822;
use std::time::Duration;
use tokio::time::timeout;

/// For all of them: whoever waits for the report has a minute.
const PATIENCE: Duration = Duration::from_secs(35);

pub(super) async fn look(server: &Server) -> Finding {
    let text = ("None of them answered in time.", "Name other hosts under [doctor] clocks in the configuration.");
    let late = |_| not_checked(Check::ClockOutside, "Our clock and those of other hosts", text);
    timeout(PATIENCE, ask_all(server)).await.unwrap_or_else(late)
}

async fn ask_all(server: &Server) -> Finding {
    let check = Check::ClockOutside;
    let clocks = &server.doctor.clocks;
    if clocks.is_empty() {
        let text = (
            "No clock is named to compare with.",
            "Name one or two web servers under [doctor] clocks in the configuration.",
        );
        return not_checked(check, "Our clock and those of other hosts", text);
    }
    let mut silent = Vec::new();
    for address in clocks {
        match ask(server, address).await {
            Ok(theirs) => return apart(check, address, theirs - server.app.now() / 1000),
            Err(why) => silent.push(format!("{address}: {why}")),
        }
    }
    let remedy = "Name other hosts under [doctor] clocks in the configuration, or let this machine reach them.";
    not_checked(check, "Our clock and those of other hosts", (&silent.join("; "), remedy))
}

async fn ask(server: &Server, address: &str) -> Result<i64, String> {
    let answer = server.doctor.get(address).await.map_err(|error| one_line(&error))?;
    let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
    let read = date.and_then(|date| rfc2822::parse(date).ok());
    read.map(|date| date.timestamp().as_second()).ok_or_else(|| "it does not tell the time".to_owned())
}
