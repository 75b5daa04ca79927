//! The audit from the command line. It only reads, and says no more of an event than its id. The secret of its stream is told to whoever may open the
//! socket, and to nobody else.

use super::{Answer, failed};
use crate::config::audit::Target;
use crate::front::Server;
use domain::alarms::stream_secret;
use domain::audit::{self, Head, VerifyError};

pub(super) async fn verify(server: &Server, head: Option<&str>) -> Answer {
    let head = match head.map(str::parse::<Head>).transpose() {
        Ok(head) => head,
        Err(error) => return Answer::Refused { why: error.to_string() },
    };
    match audit::verify(&server.app, head).await {
        Ok(report) => Answer::AuditSound(report),
        Err(VerifyError::Broken(broken)) => {
            tracing::error!(target: "audit", %broken, "the audit does not verify");
            Answer::AuditBroken { what: broken.to_string() }
        }
        Err(VerifyError::Failed(error)) => failed(server, &error),
    }
}

pub(super) async fn stream(server: &Server) -> Answer {
    let Some(target) = &server.doctor.stream else {
        return Answer::Refused {
            why: "the server streams nothing: its configuration has no [audit] stream".to_owned(),
        };
    };
    let secret = match target {
        Target::Webhook(url) => Some(stream_secret(&server.app, url)),
        _ => None,
    };
    match audit::stream::standing(&server.app).await {
        Ok(standing) => Answer::AuditStream { to: target.to_string(), standing: Box::new(standing), secret },
        Err(error) => failed(server, &error),
    }
}
