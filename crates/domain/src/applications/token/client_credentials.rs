//! A client's token for itself. There is no grant behind it, so nothing is written: it ends by itself, or when it is revoked, or with its client.

use super::written::{Tokens, access};
use super::{Asker, narrowed};
use crate::app::App;
use crate::applications::client::AuthMethod;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::{Failed, Word};

/// Scopes that only a member's own sign-in can grant.
const OF_MEMBERS: [&str; 7] =
    ["openid", "profile", "email", "phone", "offline_access", "view_ss_profile", "manage_ss_profile"];

pub(super) async fn exchange(app: &App, asker: &Asker<'_>, parameters: &Parameters) -> Result<Tokens, Failed> {
    if asker.client.settings.token_endpoint_auth_method == AuthMethod::None {
        return Err(Failed::because(
            Word::UnauthorizedClient,
            "a client without a proof of its own has nothing to itself",
        ));
    }
    let own = asker.client.scopes.only(|scope| !OF_MEMBERS.contains(&scope));
    let scopes = narrowed(parameters.get("scope"), &own)?;
    access(app, asker, (None, &scopes)).await
}
