//! What the operator does for a member from the command line. It must never say more than whether it was done; a pass is said once.

use super::{Answer, failed};
use crate::front::Server;
use domain::access_pass::{self, Issued};
use domain::members::{self, By};
use domain::passkeys::time;
use domain::{Error, FrontDoor, Method, Reason, failures, removal, rescue};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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
    let found = match door_of(server, door) {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    match carry_out(server, &found, name, change).await {
        Ok(was_due) => Answer::UserChanged { was_due },
        Err(Error::Refused(refused)) if refused.reason == Reason::LastOwner => {
            let way = format!("`keystead user rescue {door} NAME --owner` makes another member one");
            Answer::Refused { why: format!("{name} is the last owner who can come in: {way}") }
        }
        Err(Error::Refused(refused)) => Answer::Refused { why: refused.message.text.to_owned() },
        Err(error) => failed(server, &error),
    }
}

fn door_of(server: &Server, door: &str) -> Result<Arc<FrontDoor>, Answer> {
    let found = door.split_once('/').and_then(|(tenant, workspace)| server.app.snapshot().door(tenant, workspace));
    found.ok_or_else(|| Answer::Refused { why: format!("there is no workspace {door}; name it as TENANT/WORKSPACE") })
}

pub(super) async fn access_pass(server: &Server, door: &str, name: &str) -> Answer {
    match door_of(server, door) {
        Ok(found) => issued(server, access_pass::issue_by_operator(&server.app, &found, name).await),
        Err(refused) => refused,
    }
}

pub(super) async fn rescue(server: &Server, door: &str, name: &str, as_owner: bool) -> Answer {
    let found = match door_of(server, door) {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    if as_owner && !found.is_home {
        let home = server.app.snapshot().home().map(|home| home.base()).unwrap_or_default();
        let home = home.trim_start_matches('/');
        return Answer::Refused { why: format!("administrators sign in at {home}: name a member there") };
    }
    issued(server, rescue::rescue(&server.app, &found, name, as_owner).await)
}

fn issued(server: &Server, issued: Result<Issued, Error>) -> Answer {
    match issued {
        Ok(Issued { code, full_until, expires_at }) => {
            Answer::AccessPass { code: Some(code), full_until: time(full_until), expires_at: time(expires_at) }
        }
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
