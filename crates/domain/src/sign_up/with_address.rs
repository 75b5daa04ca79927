//! Joining where a message to the member's address is how they sign in: there is nothing to make but the account. The code or link that
//! proved the address is the first proof of the sign-in that follows.

use super::joining::Joining;
use super::with_password::make_and_go_on;
use super::{first_factors, refuse};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::method::Kind;
use crate::session::Session;
use crate::sign_in::Outcome;
use crate::visit::Visit;

/// Makes the account, and goes on to its session.
pub async fn with_address(
    app: &App,
    visit: &Visit,
    carried: Option<&str>,
    (previous, way): (Option<&Session>, Option<String>),
) -> Result<Outcome, Error> {
    let checked = Joining::proved(app, visit, carried).and_then(|joining| {
        let methods = first_factors(&visit.door, joining.kind());
        let is_way = methods.iter().any(|method| method.kind() == Kind::Address);
        if is_way { Ok(joining) } else { Err(Reason::MethodNotUsedHere) }
    });
    match checked {
        Ok(joining) => make_and_go_on(app, visit, &joining, None, (previous, way)).await,
        Err(reason) => Err(refuse(app, visit, None, reason).await),
    }
}
