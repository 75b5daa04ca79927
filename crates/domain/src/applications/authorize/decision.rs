//! What a request for a code needs next. Pure: everything that decides is in the request, the client's settings and the facts.

use crate::applications::client::Client;
use crate::oauth::authorize::{AuthorizationRequest, Prompt, Wrong};
use crate::oauth::claims::acr_meets;

/// What is known of whoever is there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Facts {
    pub signed_in: bool,
    /// Policy asks for more than the session has (S0-25).
    pub falls_short: bool,
    /// The request means somebody else.
    pub is_other: bool,
    /// How long ago the member proved who they are.
    pub age_s: i64,
    /// They did so since the request came.
    pub is_fresh: bool,
    pub acr: String,
    /// They have agreed to all that is asked for, now or before.
    pub agreed: bool,
    /// They have said that it is this account that they mean.
    pub chosen: bool,
}

impl Facts {
    pub(super) fn stranger() -> Self {
        Self {
            signed_in: false,
            falls_short: false,
            is_other: false,
            age_s: 0,
            is_fresh: false,
            acr: String::new(),
            agreed: false,
            chosen: false,
        }
    }
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    SignIn,
    StepUp,
    Ask,
    Finish,
    Wrong(Wrong),
}

/// The next step; `prompt=none` turns each step that needs the member into its word.
pub fn next(request: &AuthorizationRequest, client: &Client, facts: &Facts) -> Next {
    let quiet = request.asks(Prompt::None);
    let or = |step: Next, wrong: Wrong| if quiet { Next::Wrong(wrong) } else { step };
    if !facts.signed_in || facts.is_other {
        return or(Next::SignIn, Wrong::LoginRequired);
    }
    if request.asks(Prompt::Create) && !facts.is_fresh {
        return Next::SignIn;
    }
    if facts.falls_short || is_stale(request, client, facts) {
        return or(Next::StepUp, Wrong::LoginRequired);
    }
    if !acr_meets(&wanted_acr(request), &facts.acr) {
        // A fresh proof that still does not reach it: there is none that would.
        return match (quiet, facts.is_fresh) {
            (false, false) => Next::StepUp,
            _ => Next::Wrong(Wrong::UnmetAuthenticationRequirements),
        };
    }
    if request.asks(Prompt::SelectAccount) && !facts.chosen && !facts.is_fresh {
        return Next::Ask;
    }
    // Of a stranger nobody agrees once and for all: what it says of itself may be another tomorrow.
    let must_ask =
        request.asks(Prompt::Consent) || client.is_stranger() || !(client.settings.first_party || facts.agreed);
    if must_ask && !(facts.agreed && facts.chosen) {
        return or(Next::Ask, Wrong::ConsentRequired);
    }
    Next::Finish
}

/// Whether the member has to prove again: asked for outright, or because it is too long ago. `max_age=0` is as good as asking.
fn is_stale(request: &AuthorizationRequest, client: &Client, facts: &Facts) -> bool {
    if facts.is_fresh {
        return false;
    }
    let most = request.max_age.or(client.settings.default_max_age);
    request.asks(Prompt::Login) || most.is_some_and(|most| most == 0 || facts.age_s > most)
}

/// How they have to have signed in. `acr_values` are wishes by the standard; a client that names them is better told that they cannot be met
/// than given less without a word.
fn wanted_acr(request: &AuthorizationRequest) -> Vec<&str> {
    request.claims.essential_acr().unwrap_or_else(|| request.acr_values.iter().map(String::as_str).collect())
}

#[cfg(test)]
mod tests;
