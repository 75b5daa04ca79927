//! The members of a pool, as those who look after it see and help them (S2-8, S2-25). Whatever is done here is recorded where the member is,
//! with who did it; nobody acts on an account that stands as high as their own. No password, key or code of a member is ever shown.

mod acting;
mod actions;
mod belonging;
mod invited;
mod list;
mod member;
mod on_behalf;
mod second;

pub(crate) use actions::remove;
pub use actions::{
    access_pass, allow_method, delete_passkey, end_access_pass, end_sessions, enrolment_link, mark, quarantine_passkey,
    release_passkey, rename_passkey, restore, suspend,
};
pub use belonging::{Belongs, OfHolder, of_holder, set_belonging};
pub use invited::{InviteAsk, Invited, invite, resend_invitation, revoke_invitation};
pub use list::{Ask, Choice, Status, UserList, UserRow, list};
pub use member::{AccessPassView, BelongingView, IdentifierView, Idle, RequestView, UserView, show};
pub use on_behalf::{begin_passkey, finish_passkey};
pub(crate) use second::take;
pub use second::{ask_access_pass, confirm_access_pass, confirm_enrolment_link, end_access_pass_request};

use crate::administrators::{Acting, Power, Scope};
use crate::app::App;
use crate::error::Error;
use crate::saving;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::id::PoolId;

/// The pool at an address of the console, by the first of its doors. Outside the scope it is not there.
pub fn pool(app: &App, acting: &Acting, (tenant, pool): (&str, PoolId)) -> Result<Arc<FrontDoor>, Error> {
    saving::pool(app, acting, Power::See, (tenant, pool))
}

fn scope(door: &FrontDoor) -> Scope {
    Scope::Pool(door.tenant.id, door.pool.id)
}
