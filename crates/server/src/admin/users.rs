//! Console > Users: the pools to choose from, and the members of one. What is looked for stands in the address, so that a list can be passed on.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages};
use crate::extract::{Administrator, AtPool};
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::id::PoolId;
use domain::tenants::{self, TenantView};
use domain::users::{self, Ask, Choice, Status, UserList, UserRow};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/pools.html")]
pub(crate) struct PoolsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenants: Vec<TenantView>,
    listing: Listing,
    pages: Pages,
}

framed!(PoolsPage);

/// Which pool? Straight on where there is one.
pub(crate) async fn pools(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let (all, listing) = (tenants::list(&server.app, &acting)?, Listing::of(&uri));
    if let (Some((tenant, pool)), true) = (the_only_pool(&all), listing.is_plain()) {
        return Ok(Redirect::to(&address(tenant, &pool.to_string())).into_response());
    }
    let (tenants, pages) = listing.of_tenants(all);
    let (chrome, frame) = frame(&server, &acting, (Place::Users, None))?;
    Ok(Page::ok(PoolsPage { chrome, frame, tenants, listing, pages }).into_response())
}

/// Nobody chooses among one.
pub(super) fn the_only_pool(tenants: &[TenantView]) -> Option<(&str, PoolId)> {
    let mut pools = tenants.iter().flat_map(|tenant| tenant.pools.iter().map(|pool| (tenant.slug.as_str(), pool.id)));
    pools.next().filter(|_| pools.next().is_none())
}

fn address(tenant: &str, pool: &str) -> String {
    format!("/admin/{tenant}/pools/{pool}/users")
}

/// What is looked for, as the form sends it. What cannot be understood is left out: an address may be old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Query {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    status: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    passkeys: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    role: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    group: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
}

impl Query {
    fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    fn ask(&self) -> Ask {
        Ask {
            search: self.q.clone(),
            status: match self.status.as_str() {
                "active" => Some(Status::Active),
                "suspended" => Some(Status::Suspended),
                "test" => Some(Status::Test),
                _ => None,
            },
            passkeys: match self.passkeys.as_str() {
                "with" => Some(true),
                "without" => Some(false),
                _ => None,
            },
            role: self.role.parse().ok(),
            group: self.group.parse().ok(),
            by_name: self.sort == "name",
            place: Some(self.at.clone()).filter(|at| !at.is_empty()),
        }
    }

    fn is_filtered(&self) -> bool {
        *self != Self { sort: self.sort.clone(), at: self.at.clone(), ..Self::default() }
    }

    /// The same list from another place on.
    fn at(&self, at: &str) -> String {
        let query = Self { at: at.to_owned(), ..self.clone() };
        format!("?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

/// One member in the list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub href: String,
    pub user: UserRow,
    pub added: Moment,
    pub seen: Option<Moment>,
}

/// A choice of a filter: the value, its name, and whether it is picked.
pub(super) struct Picked<'a> {
    pub value: &'a str,
    pub name: &'a str,
    pub selected: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/users.html")]
pub(crate) struct UsersPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant: String,
    pub id: PoolId,
    /// Its name.
    pub pool: String,
    pub base: String,
    pub invitations: String,
    pub rows: Vec<Row>,
    pub next: Option<String>,
    pub previous: Option<String>,
    /// Where the list begins, for whoever is not there.
    pub first: Option<String>,
    pub looked_at: Option<usize>,
    pub is_preparing: bool,
    roles: Vec<Choice>,
    groups: Vec<Choice>,
    query: Query,
}

framed!(UsersPage);

impl UsersPage {
    fn statuses(&self) -> Vec<Picked<'static>> {
        fixed(
            &self.query.status,
            &[("", "Any"), ("active", "Active"), ("suspended", "Suspended"), ("test", "Test account")],
        )
    }

    fn passkeys(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.passkeys, &[("", "Any"), ("with", "With a passkey"), ("without", "Without a passkey")])
    }

    fn orders(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.sort, &[("", "Newest first"), ("name", "Name")])
    }

    fn roles(&self) -> Vec<Picked<'_>> {
        choices(&self.roles, &self.query.role)
    }

    fn groups(&self) -> Vec<Picked<'_>> {
        choices(&self.groups, &self.query.group)
    }

    /// Where something else gives the order, the choice of one would do nothing.
    fn may_sort(&self) -> bool {
        let Query { q, role, group, status, .. } = &self.query;
        [q, role, group].iter().all(|text| text.trim().is_empty()) && !matches!(status.as_str(), "suspended" | "test")
    }
}

pub(super) fn fixed(picked: &str, all: &[(&'static str, &'static str)]) -> Vec<Picked<'static>> {
    all.iter().map(|(value, name)| Picked { value, name, selected: *value == picked }).collect()
}

fn choices<'a>(all: &'a [Choice], picked: &str) -> Vec<Picked<'a>> {
    all.iter().map(|one| Picked { value: &one.id, name: &one.name, selected: one.id == picked }).collect()
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, AtPool(acting, door): AtPool) -> Answer {
    let query = Query::of(&uri);
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let UserList { rows, next, previous, looked_at, is_preparing, roles, groups } =
        users::list(&server.app, &acting, &door, query.ask()).await?;
    let base = address(&door.tenant.slug, &door.pool.id.to_string());
    let now = server.app.now();
    let row = |user: UserRow| Row {
        href: format!("{base}/{}", user.id),
        added: Moment::read(chrome.language, &user.created_at, now),
        seen: user.seen_at.as_ref().map(|at| Moment::read(chrome.language, at, now)),
        user,
    };
    let rows = rows.into_iter().map(row).collect();
    let first = (!query.at.is_empty()).then(|| query.at(""));
    Ok(Page::ok(UsersPage {
        rows,
        next: next.map(|at| query.at(&at)),
        previous: previous.map(|at| query.at(&at)),
        first,
        looked_at,
        is_preparing,
        roles,
        groups,
        tenant: door.tenant.slug.clone(),
        id: door.pool.id,
        pool: door.pool.name.clone(),
        invitations: format!("/admin/{}/pools/{}/invitations", door.tenant.slug, door.pool.id),
        base,
        query,
        chrome,
        frame,
    })
    .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_looked_for() {
        let query = Query::of(
            &"/x?q=Ada+L%C3%B6w&status=suspended&passkeys=without&role=nonsense&sort=name&more=1".parse().unwrap(),
        );
        let ask = query.ask();
        assert_eq!((ask.search.as_str(), ask.status, ask.passkeys), ("Ada Löw", Some(Status::Suspended), Some(false)));
        assert!(ask.role.is_none() && ask.by_name && query.is_filtered());
        assert_eq!(query.at("x").matches('&').count(), 5);
        let plain = Query::of(&"/x?sort=name&at=abc".parse().unwrap());
        assert!(!plain.is_filtered() && plain.ask().place.is_some());
        assert_eq!(plain.at(""), "?sort=name");
        assert_eq!(Query::of(&"/x?q=%ff".parse().unwrap()).ask().search, "\u{fffd}");
    }
}
