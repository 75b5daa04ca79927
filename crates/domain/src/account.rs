//! Account > Security: which of its pages there are for a member, by what their place offers and what they already have. It must never decide
//! what may be changed there: each use case decides that for itself, and again at each change.

use crate::app::App;
use crate::applications::connected;
use crate::error::Error;
use crate::factors;
use crate::feedback;
use crate::method::Method;
use crate::recovery_codes;
use crate::session::Session;
use crate::single_sign_on;
use crate::snapshot::FrontDoor;
use crate::totp;
use crate::visit::Visit;
use std::sync::Arc;
use store::Tx;
use store::id::UserId;
use store::identifier::{self, Identifier, IdentifierKind};
use store::linked_account;

/// A page below Account > Security.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The registration widget (S4-6).
    AddPasskey,
    /// S2-30
    NewDevice,
    Password,
    AuthenticatorApp,
    RecoveryCodes,
    Addresses,
    LinkedAccounts,
    /// Those that sign the member in.
    Applications,
    Sessions,
    Activity,
    /// S2-12, for the pilot group alone.
    Feedback,
}

impl Part {
    pub const ALL: [Self; 11] = [
        Self::AddPasskey,
        Self::NewDevice,
        Self::Password,
        Self::AuthenticatorApp,
        Self::RecoveryCodes,
        Self::Addresses,
        Self::LinkedAccounts,
        Self::Applications,
        Self::Sessions,
        Self::Activity,
        Self::Feedback,
    ];

    /// As its address ends.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AddPasskey => "add",
            Self::NewDevice => "new-device",
            Self::Password => "password",
            Self::AuthenticatorApp => "authenticator-app",
            Self::RecoveryCodes => "recovery-codes",
            Self::Addresses => "addresses",
            Self::LinkedAccounts => "linked-accounts",
            Self::Applications => "applications",
            Self::Sessions => "sessions",
            Self::Activity => "activity",
            Self::Feedback => "feedback",
        }
    }
}

/// The pages that there are for the session's member, in the order in which they are listed.
pub async fn parts(app: &App, visit: &Visit, session: &Session) -> Result<Vec<Part>, Error> {
    let (asked, user, now) = (Arc::clone(&visit.door), session.user_id, app.now());
    let has =
        app.store().read("parts of the account", move |tx| Ok::<_, Error>(kept(tx, &asked, (user, now))?)).await?;
    let (door, channels, policy) = (&visit.door, app.channels(), session.policy.as_ref());
    let is_offered = |part: Part| match part {
        Part::AddPasskey | Part::NewDevice => policy.takes_passkeys(),
        Part::Password => policy.first.contains(&Method::Password) || policy.second.contains(&Method::Password),
        Part::AuthenticatorApp => factors::is_offered(door, Method::Totp),
        Part::RecoveryCodes => factors::is_offered(door, Method::RecoveryCode),
        Part::Addresses => channels.mail || channels.text_messages,
        Part::LinkedAccounts => single_sign_on::is_offered(door),
        Part::Sessions | Part::Activity => true,
        Part::Applications | Part::Feedback => false,
    };
    Ok(Part::ALL.into_iter().filter(|part| has.contains(part) || is_offered(*part)).collect())
}

/// What the member has may be looked at and removed, whatever is offered now.
fn kept(tx: &mut Tx<'_>, door: &FrontDoor, (user, now): (UserId, i64)) -> Result<Vec<Part>, store::Error> {
    let pool = door.pool.id;
    let is_address = |row: &Identifier| row.kind != IdentifierKind::Username;
    let has = [
        (Part::AuthenticatorApp, totp::is_confirmed(tx, pool, user)?),
        (Part::RecoveryCodes, recovery_codes::left(tx, pool, user)? > 0),
        (Part::Addresses, identifier::of_user(tx, pool, user)?.iter().any(is_address)),
        (Part::LinkedAccounts, !linked_account::of_user(tx, pool, user)?.is_empty()),
        (Part::Applications, connected::is_any(tx, (pool, user), (door.workspace.id, now))?),
        (Part::Feedback, feedback::is_asked(tx, door, user)?),
    ];
    Ok(has.into_iter().filter(|(_, has)| *has).map(|(part, _)| part).collect())
}
