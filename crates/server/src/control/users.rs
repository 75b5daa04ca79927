//! What the operator changes about a member from the command line. It must never say more than whether it was done.

use super::{Answer, failed};
use crate::front::Server;
use domain::members::{self, By};
use domain::{Error, FrontDoor, Method, failures, removal};
use serde::{Deserialize, Serialize};

/// What is to be done to a member.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Suspend,
    Restore,
    /// Remove everything of them.
    Erase,
    /// Let a method be used again that too many wrong guesses have stopped.
    Allow(Method),
}

pub(super) async fn change(server: &Server, door: &str, name: &str, change: Change) -> Answer {
    let found = door.split_once('/').and_then(|(tenant, workspace)| server.app.snapshot().door(tenant, workspace));
    let Some(found) = found else {
        return Answer::Refused { why: format!("there is no front door {door}; name it as TENANT/WORKSPACE") };
    };
    match carry_out(server, &found, name, change).await {
        Ok(was_due) => Answer::UserChanged { was_due },
        Err(Error::Refused(refused)) => Answer::Refused { why: refused.message.text.to_owned() },
        Err(error) => failed(server, &error),
    }
}

async fn carry_out(server: &Server, door: &FrontDoor, name: &str, change: Change) -> Result<bool, Error> {
    let user = members::by_name(&server.app, door, name).await?;
    match change {
        Change::Suspend => members::suspend(&server.app, By::Operator, door.pool.id, user).await,
        Change::Restore => members::restore(&server.app, By::Operator, door.pool.id, user).await,
        Change::Erase => removal::remove_by_operator(&server.app, door, user).await,
        Change::Allow(method) => {
            failures::allow_again(&server.app, door, By::Operator, (user, method)).await.map(|()| true)
        }
    }
}
