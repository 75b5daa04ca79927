//! As whom a request passes: what the ticket's grant covers of the member, as it is now. One read, and nothing is written.

use crate::app::App;
use crate::applications::access_token::living;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::error::Error;
use crate::oauth::scope::Scopes;
use store::grant::Grant;
use store::group::Group;
use store::id::GrantId;
use store::identifier::{Identifier, IdentifierKind};
use store::{Tx, group, identifier, user};

/// Splits the names of groups; one with it in its name could pass for two.
const BETWEEN: char = ',';

/// Who passes, each value on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The username, else the verified address, else the id: what applications call their user.
    pub user: String,
    /// Never given to anybody else.
    pub subject: String,
    pub name: String,
    /// Only one that was proved.
    pub email: String,
    pub groups: String,
    pub acr: String,
    pub authenticated_at_s: i64,
}

/// The same with what rules are held against.
pub(super) struct Seen {
    pub identity: Identity,
    pub groups: Vec<String>,
}

/// Who is behind a ticket; none where its grant has ended, with its session or by itself.
pub(super) async fn look(app: &App, issuer: &Issuer, (client, id): (&Client, GrantId)) -> Result<Option<Seen>, Error> {
    let (workspace, now, client) = (issuer.workspace(), app.now(), client.id.clone());
    let read = move |tx: &mut Tx<'_>| {
        let grant = living(tx, (workspace, id), now)?.filter(|grant| grant.client_id == client);
        let Some(grant) = grant.filter(|grant| grant.code_spent_at.is_some()) else { return Ok(None) };
        let (pool, member) = (grant.pool_id, grant.user_id);
        let Some(found) = user::find(tx, pool, member)? else { return Ok(None) };
        let (identifiers, groups) = (identifier::of_user(tx, pool, member)?, group::of_user(tx, pool, member)?);
        Ok::<_, Error>(Some((grant, found.display_name, identifiers, groups)))
    };
    let found = app.store().read("look at a proxy's ticket", read).await?;
    Ok(found.map(|(grant, name, identifiers, groups)| said(&grant, &name, (&identifiers, &groups))))
}

fn said(grant: &Grant, name: &str, (identifiers, groups): (&[Identifier], &[Group])) -> Seen {
    let scopes = Scopes::read(&grant.scope).unwrap_or_default();
    let of = |kind| identifiers.iter().find(|identifier| identifier.kind == kind);
    let username = of(IdentifierKind::Username).map(|identifier| one_line(&identifier.value));
    let email = identifiers.iter().find(|one| one.kind == IdentifierKind::Email && one.verified_at.is_some());
    let email = email.map(|identifier| one_line(&identifier.value)).unwrap_or_default();
    let subject = grant.user_id.to_string();
    let has = |scope: &str| scopes.contains(scope);
    let shown = |text: String, scope: &str| if has(scope) { text } else { String::new() };
    let (username, email) = (shown(username.unwrap_or_default(), "profile"), shown(email, "email"));
    let groups: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
    let listed: Vec<String> = groups.iter().filter(|name| !name.contains(BETWEEN)).map(|name| one_line(name)).collect();
    let user = [&username, &email, &subject].into_iter().find(|text| !text.is_empty()).cloned().unwrap_or_default();
    let identity = Identity {
        user,
        subject,
        name: shown(one_line(name), "profile"),
        email,
        groups: listed.join(","),
        acr: grant.acr.clone(),
        authenticated_at_s: grant.authenticated_at / 1000,
    };
    Seen { identity, groups }
}

/// Nothing that could end a line, or begin another header.
fn one_line(text: &str) -> String {
    text.chars().filter(|char| !char.is_control()).collect::<String>().trim().to_owned()
}
