//! The password of somebody whose account is not there yet: the same rules as for a member's own.

use super::spelled::{Spelled, Typed};
use super::{hashing, rules};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::random;
use crate::visit::Visit;

/// Holds it against the rules and hashes it. `names` are what the newcomer is known by.
pub(crate) async fn hash_of_newcomer(
    app: &App,
    visit: &Visit,
    names: Vec<String>,
    typed: &Typed,
) -> Result<Result<String, Reason>, Error> {
    let door = &visit.door;
    let spelled = match Spelled::read(typed.as_str()) {
        Ok(spelled) => spelled,
        Err(reason) => return Ok(Err(reason)),
    };
    if spelled.length < rules::least(&door.policy, &door.pool.settings.methods.password) {
        return Ok(Err(Reason::PasswordTooShort));
    }
    let names: Vec<String> = rules::place(door).into_iter().chain(names).collect();
    let salt = random::bytes(app.random())?;
    let work = move || match rules::check(&spelled, &names) {
        Ok(()) => Ok(Ok(hashing::hash(&spelled, salt)?)),
        Err(reason) => Ok(Err(reason)),
    };
    app.hashing.run(app, work).await?
}
