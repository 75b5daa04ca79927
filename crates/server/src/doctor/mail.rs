//! The mail server: whether it is reached, speaks TLS, and takes our login. No message is sent unless somebody names an address for it.

use super::not_checked;
use crate::front::Server;
use domain::Method;
use domain::doctor::{Check, Finding, State};
use domain::error::one_line;
use domain::messages::{self, Address};

const REMEDY: &str = "See [mail] in the configuration and docs/operator/mail.md.";

pub(super) async fn look(server: &Server, mail_to: Option<&str>) -> Finding {
    let (check, looked_at) = (Check::Mail, "The mail server: connection, TLS and login");
    if server.app.is_demo() {
        return Finding::good(check, looked_at, "A demonstration sends nothing: its mailbox keeps all.");
    }
    let Some(post) = &server.doctor.post else {
        return not_checked(check, looked_at, ("No way out is open here.", "Look by the running server."));
    };
    let Some(tried) = post.try_mail().await else {
        return match needing(server) {
            None => Finding::good(check, looked_at, "None is configured, and no pool needs any."),
            Some(pool) => {
                let found = format!("None is configured, and {pool} lists ways in that need mail: they are off.");
                Finding::of((check, State::ToLookAt), looked_at, (found, REMEDY))
            }
        };
    };
    if let Err(found) = tried {
        return Finding::of((check, State::Wrong), looked_at, (found, REMEDY));
    }
    let Some(to) = mail_to else { return Finding::good(check, looked_at, "It takes our mail.") };
    match messages::try_out(&server.app, Address::Mail(to.to_owned())).await {
        Ok(code) => {
            Finding::good(check, looked_at, format!("It takes our mail. A message with the code {code} is on its way."))
        }
        Err(error) => Finding::of((check, State::Wrong), looked_at, (one_line(&error), REMEDY)),
    }
}

/// The first pool that lists a way in which needs mail.
fn needing(server: &Server) -> Option<String> {
    let snapshot = server.app.snapshot();
    let lists = |door: &&std::sync::Arc<domain::FrontDoor>| {
        let methods = &door.pool.settings.methods;
        let mut all = methods.first.iter().chain(&methods.second).chain(&methods.recovery);
        all.any(|method| matches!(method, Method::MagicLink | Method::EmailCode))
    };
    snapshot.doors().iter().find(lists).map(|door| format!("{} › {}", door.tenant.name, door.pool.name))
}
