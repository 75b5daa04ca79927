//! Who is in a group and who has a role: the page of each, and the calls by which members are put in and taken out (S0-36, S0c-1). It must never
//! say what somebody meets by rules of its own: the domain does.

use super::Answer;
use super::frame::{Frame, Place, frame};
use crate::api::json;
use crate::extract::{AtPool, GroupAddress, GroupOfUser, Json, RoleAddress, RoleOfUser, UserAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::{Acting, Power};
use domain::id::{GroupId, RoleId, UserId};
use domain::pool_policy::{self, HolderId};
use domain::users::{self, UserRow};
use domain::{FrontDoor, Reason};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What is looked for, as the form sends it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Query {
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
}

impl Query {
    fn at(&self, at: &str) -> String {
        let query = Self { at: at.to_owned(), ..self.clone() };
        format!("?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

/// One member.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub user: UserRow,
    /// Of their page, and of the calls about them.
    pub href: String,
    pub belongs: bool,
    /// Whether their account is one to act on.
    pub in_reach: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/holder_members.html")]
pub(crate) struct HolderMembersPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant: String,
    pub pool: String,
    pub pool_name: String,
    /// `role` or `group`
    pub kind: &'static str,
    pub id: String,
    pub name: String,
    pub rows: Vec<Row>,
    pub next: Option<String>,
    pub previous: Option<String>,
    pub looked_at: Option<usize>,
    query: Query,
}

framed!(HolderMembersPage);

impl HolderMembersPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn base(&self) -> String {
        format!("/admin/{}/pools/{}/{}s/{}", self.tenant, self.pool, self.kind, self.id)
    }

    /// Where a change leads: to the list as it is seen now.
    fn here(&self) -> String {
        format!("{}/members{}", self.base(), self.query.at(&self.query.at))
    }

    fn is_search(&self) -> bool {
        !self.query.q.trim().is_empty()
    }
}

async fn members(
    (server, uri): (Arc<Server>, Uri),
    (acting, door): (Acting, Arc<FrontDoor>),
    holder: HolderId,
) -> Answer {
    let (tenant, pool) = (door.tenant.slug.clone(), door.pool.id);
    let all = pool_policy::show(&server.app, &acting, (&tenant, pool)).await?;
    let (list, kind, id) = match holder {
        HolderId::Role(id) => (all.roles, "role", id.to_string()),
        HolderId::Group(id) => (all.groups, "group", id.to_string()),
    };
    let view = list.into_iter().find(|view| view.id.as_deref() == Some(&id)).ok_or(Reason::UnknownAddress)?;
    let query: Query = uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default();
    let place = Some(query.at.clone()).filter(|at| !at.is_empty());
    let sought = (query.q.clone(), place);
    let found = users::of_holder(&server.app, &acting, (&door, holder), sought).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let row = |user: UserRow| Row {
        href: format!("/admin/{tenant}/pools/{pool}/users/{}", user.id),
        belongs: found.belonging.contains(&user.id),
        in_reach: found.in_reach.contains(&user.id),
        user,
    };
    Ok(Page::ok(HolderMembersPage {
        rows: found.list.rows.into_iter().map(row).collect(),
        next: found.list.next.map(|at| query.at(&at)),
        previous: found.list.previous.map(|at| query.at(&at)),
        looked_at: found.list.looked_at,
        pool: pool.to_string(),
        pool_name: door.pool.name.clone(),
        name: view.name,
        tenant: door.tenant.slug.clone(),
        kind,
        id,
        query,
        chrome,
        frame,
    })
    .into_response())
}

pub(crate) async fn role_members(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AtPool(acting, door): AtPool,
    RoleAddress(id): RoleAddress,
) -> Answer {
    members((server, uri), (acting, door), HolderId::Role(id)).await
}

pub(crate) async fn group_members(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AtPool(acting, door): AtPool,
    GroupAddress(id): GroupAddress,
) -> Answer {
    members((server, uri), (acting, door), HolderId::Group(id)).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    role: RoleId,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Group {
    group: GroupId,
}

async fn set(
    server: &Server,
    (acting, door): (&Acting, &FrontDoor),
    user: UserId,
    belonging: (HolderId, bool),
) -> Answer {
    json(&users::set_belonging(&server.app, acting, (door, user), belonging).await?)
}

/// Gives a member a role
///
/// What it asks for holds at once. `now_meets` says so where they meet at their next sign-in what they did not before: `grace`, `held` or `blocked`.
#[utoipa::path(post, operation_id = "give_role", path = "/admin/{tenant}/pools/{pool}/users/{user}/roles", tag = "Administration",
    params(administration::UserPath), request_body = administration::RoleOf, responses(administration::Belonging, shapes::Errors), security(("session" = [])))]
pub(crate) async fn give_role(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Role { role }): Json<Role>,
) -> Answer {
    set(&server, (&acting, &door), user, (HolderId::Role(role), true)).await
}

/// Takes a role from a member
#[utoipa::path(delete, operation_id = "take_role", path = "/admin/{tenant}/pools/{pool}/users/{user}/roles/{role}", tag = "Administration",
    params(administration::UserPath, administration::RoleId), responses(administration::Belonging, shapes::Errors), security(("session" = [])))]
pub(crate) async fn take_role(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    RoleOfUser(role): RoleOfUser,
) -> Answer {
    set(&server, (&acting, &door), user, (HolderId::Role(role), false)).await
}

/// Puts a member into a group
///
/// What it asks for holds at once. `now_meets` says so where they meet at their next sign-in what they did not before: `grace`, `held` or `blocked`.
#[utoipa::path(post, operation_id = "join_group", path = "/admin/{tenant}/pools/{pool}/users/{user}/groups", tag = "Administration",
    params(administration::UserPath), request_body = administration::GroupOf, responses(administration::Belonging, shapes::Errors), security(("session" = [])))]
pub(crate) async fn join_group(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    Json(Group { group }): Json<Group>,
) -> Answer {
    set(&server, (&acting, &door), user, (HolderId::Group(group), true)).await
}

/// Takes a member out of a group
#[utoipa::path(delete, operation_id = "leave_group", path = "/admin/{tenant}/pools/{pool}/users/{user}/groups/{group}", tag = "Administration",
    params(administration::UserPath, administration::GroupId), responses(administration::Belonging, shapes::Errors), security(("session" = [])))]
pub(crate) async fn leave_group(
    State(server): State<Arc<Server>>,
    AtPool(acting, door): AtPool,
    UserAddress(user): UserAddress,
    GroupOfUser(group): GroupOfUser,
) -> Answer {
    set(&server, (&acting, &door), user, (HolderId::Group(group), false)).await
}
