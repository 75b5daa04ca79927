//! As whom a request passes: what the ticket's grant covers of the member, as it is now. One read, and nothing is written.
//! A ticket is never good for longer than the session behind it, and that is asked of today's policy.

use crate::app::App;
use crate::applications::access_token::living;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::applications::subject;
use crate::error::Error;
use crate::oauth::scope::Scopes;
use crate::session::{self, Session};
use store::grant::Grant;
use store::group::Group;
use store::id::GrantId;
use store::identifier::{Identifier, IdentifierKind};
use store::{Tx, group, identifier};

/// Splits the names of groups; one with it in its name could pass for two.
const BETWEEN: char = ',';

/// Who passes, each value on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The username, else the verified address, else the subject: what applications call their user.
    pub user: String,
    /// Never given to anybody else: what an application of any standard would know the member by.
    pub subject: String,
    pub name: String,
    /// Only one that was proved.
    pub email: String,
    /// For the operator's own applications: no scope stands for them, so no member can say yes to it.
    pub groups: String,
    pub acr: String,
    pub authenticated_at_s: i64,
}

/// The same with what rules are held against.
pub(super) struct Seen {
    pub identity: Identity,
    pub groups: Vec<String>,
    pub session: Session,
}

/// Who is behind a ticket; none where its grant has ended, with its session or by itself, or where policy asks for more than was proved.
pub(super) async fn look(app: &App, issuer: &Issuer, (client, id): (&Client, GrantId)) -> Result<Option<Seen>, Error> {
    let Some(door) = issuer.door.clone() else { return Ok(None) };
    let (workspace, now, name, since) = (issuer.workspace(), app.now(), client.id.clone(), client.created_at);
    let read = move |tx: &mut Tx<'_>| {
        // Another application may have had this id before.
        let is_its =
            |grant: &Grant| grant.client_id == name && grant.created_at >= since && grant.code_spent_at.is_some();
        let Some(grant) = living(tx, (workspace, id), now)?.filter(is_its) else { return Ok(None) };
        let Some(session) = grant.session_id else { return Ok(None) };
        let is_enough = |session: &Session| session.user_id == grant.user_id && session.shortfall().is_none();
        let Some(session) = session::behind(tx, &door, session, now)?.filter(is_enough) else { return Ok(None) };
        let (pool, member) = (grant.pool_id, grant.user_id);
        let (identifiers, groups) = (identifier::of_user(tx, pool, member)?, group::of_user(tx, pool, member)?);
        Ok::<_, Error>(Some((grant, session, identifiers, groups)))
    };
    let found = app.store().read("look at a proxy's ticket", read).await?;
    Ok(found.map(|(grant, session, identifiers, groups)| {
        let subject = subject::of(&app.snapshot().ring, client, grant.user_id);
        said((&grant, session), (client, subject), (&identifiers, &groups))
    }))
}

fn said(
    (grant, session): (&Grant, Session),
    (client, subject): (&Client, String),
    (identifiers, groups): (&[Identifier], &[Group]),
) -> Seen {
    let scopes = Scopes::read(&grant.scope).unwrap_or_default();
    let of = |kind| identifiers.iter().find(|identifier| identifier.kind == kind);
    let username = of(IdentifierKind::Username).map(|identifier| one_line(&identifier.value));
    let email = identifiers.iter().find(|one| one.kind == IdentifierKind::Email && one.verified_at.is_some());
    let email = email.map(|identifier| one_line(&identifier.value)).unwrap_or_default();
    let has = |scope: &str| scopes.contains(scope);
    let shown = |text: String, scope: &str| if has(scope) { text } else { String::new() };
    let (username, email) = (shown(username.unwrap_or_default(), "profile"), shown(email, "email"));
    let groups: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let may_list = |name: &&String| client.settings.first_party && !name.contains(BETWEEN);
    let listed: Vec<String> = groups.iter().filter(may_list).map(|name| one_line(name)).collect();
    let user = [&username, &email, &subject].into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    let identity = Identity {
        user,
        subject,
        name: shown(one_line(&session.display_name), "profile"),
        email,
        groups: listed.join(","),
        acr: grant.acr.clone(),
        authenticated_at_s: grant.authenticated_at / 1000,
    };
    Seen { identity, groups, session }
}

/// Nothing that could end a line, or begin another header.
fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect::<String>().trim().to_owned()
}
