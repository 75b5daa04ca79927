//! The audit from the command line. It only reads, and says no more of an event than its id.

use super::{Answer, failed};
use crate::front::Server;
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
