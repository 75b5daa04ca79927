//! The quiet upgrade: right after a sign-in by password a browser may save a passkey without asking. Here is said whether a page may try; it
//! must never loosen what adding a passkey takes, which begin and finish ask as of any other.

use crate::app::App;
use crate::method::Method;
use crate::session::Session;
use crate::settings::Mode;
use crate::snapshot::FrontDoor;

/// Browsers do it only for a password that they have filled in just now.
const WINDOW_MS: i64 = 5 * 60 * 1000;

/// Whether a page of this session may ask the browser to try. What could not come of it is not tried: such passkeys are found without a name,
/// prove nothing about their maker, and are synced.
pub fn may_upgrade(app: &App, door: &FrontDoor, session: &Session) -> bool {
    let (policy, proved) = (&session.policy, &session.proved);
    let is_by_password = proved.methods.contains(&Method::Password) && !proved.methods.contains(&Method::Passkey);
    let is_just_now = app.now().saturating_sub(proved.at) < WINDOW_MS;
    let can_come_of_it = door.workspace.mode == Mode::Smart
        && policy.takes_passkeys()
        && !policy.device_bound_only
        && !door.pool.settings.attestation.is_required();
    policy.upgrades && is_by_password && is_just_now && can_come_of_it
}
