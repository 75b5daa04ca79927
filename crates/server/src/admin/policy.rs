//! Users > [identity pool] > Policies: what the pool asks of everybody, and what its roles and groups add (S0-2 to S0-4, S0-30, S0-36, S0c-1,
//! S2-17).

use super::Answer;
use super::dry_run;
use super::frame::{Frame, Place, frame};
use super::holders::{Holders, Sought};
use super::pool::Choice;
use super::versions::{saved, with_version};
use crate::api::{json, no_content};
use crate::extract::{Administrator, GroupAddress, IfMatch, Json, PoolAddress, RoleAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Reason;
use domain::administrators::{Acting, Power};
use domain::dry_run::Proposal;
use domain::method::Strength;
use domain::policy::{IDLE_PRESETS, PasskeyRule, RequiredOf, Sensitive};
use domain::pool_policy::{self, HolderId, PoliciesView, RulesAsk, RulesView};
use serde_json::json;
use std::sync::Arc;

/// Whose rules a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Pool,
    Role,
    Group,
}

/// The form of one who makes rules.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/rules.html")]
pub(crate) struct RulesForm {
    pub whose: Whose,
    /// Where it is sent to.
    pub call: String,
    /// Where it is seen beforehand what a change would do.
    pub review: String,
    pub view: RulesView,
    pub is_locked: bool,
}

impl RulesForm {
    fn is_pool(&self) -> bool {
        self.whose == Whose::Pool
    }

    fn form(&self) -> String {
        let id = self.view.id.as_deref().unwrap_or_default();
        match self.whose {
            Whose::Pool => "policy".to_owned(),
            Whose::Role => format!("role:{id}"),
            Whose::Group => format!("group:{id}"),
        }
    }

    fn is_role(&self) -> bool {
        self.whose == Whose::Role
    }

    /// S0-2, S0-3
    fn passkeys(&self) -> [Choice; 4] {
        let (rule, of) = (self.view.rules.passkey, self.view.rules.required_of.unwrap_or_default());
        let is_required = |of_whom| rule == Some(PasskeyRule::Required) && of == of_whom;
        // What was never said stays unsaid.
        let (free, is_free) =
            if rule == Some(PasskeyRule::Optional) { ("optional", true) } else { ("", rule.is_none()) };
        [
            (free, "Not required", is_free),
            ("everybody", "Require passkeys for all users", is_required(RequiredOf::Everybody)),
            ("elevated", "Require passkeys for privileged users", is_required(RequiredOf::Elevated)),
            ("off", "Passkeys are off", rule == Some(PasskeyRule::Off)),
        ]
    }

    fn requires_passkey(&self) -> bool {
        self.view.rules.passkey == Some(PasskeyRule::Required)
    }

    fn after_magic_link(&self) -> bool {
        self.view.rules.passkey_after_magic_link == Some(true)
    }

    fn takes_two_persons(&self) -> bool {
        self.view.rules.two_persons_for_access_pass == Some(true)
    }

    /// As a date field takes it.
    fn required_day(&self) -> &str {
        day(self.view.rules.required_from.as_deref())
    }

    /// S3c-6
    fn renewal_day(&self) -> &str {
        day(self.view.rules.renew_passkeys_before.as_deref())
    }

    fn fallbacks(&self) -> [Choice; 5] {
        let is = |strength| self.view.rules.fallback == strength;
        [
            ("", "Not said here", is(None)),
            ("single", "One factor", is(Some(Strength::Single))),
            ("multi", "Two factors", is(Some(Strength::Multi))),
            ("phishing_resistant", "None: a passkey only", is(Some(Strength::PhishingResistant))),
            ("device_bound", "None: a passkey that cannot leave its device", is(Some(Strength::DeviceBound))),
        ]
    }

    /// S0-30
    fn idles(&self) -> Vec<(String, String, bool)> {
        let minutes = self.view.rules.idle_minutes;
        let name = |minutes: u32| if minutes < 60 { format!("{minutes}m") } else { format!("{}h", minutes / 60) };
        let preset = |preset: &u32| (preset.to_string(), name(*preset), minutes == Some(*preset));
        let off = ("off".to_owned(), "Off".to_owned(), minutes.is_none());
        let custom = ("custom".to_owned(), "Custom".to_owned(), self.custom_idle().is_some());
        [off].into_iter().chain(IDLE_PRESETS.iter().map(preset)).chain([custom]).collect()
    }

    fn custom_idle(&self) -> Option<u32> {
        self.view.rules.idle_minutes.filter(|minutes| !IDLE_PRESETS.contains(minutes))
    }

    /// S0-26 to S0-28, S0-36
    fn occasions(&self) -> [Choice; 3] {
        let asked = |occasion| match &self.view.rules.step_up_for {
            Some(set) => set.contains(&occasion),
            None => self.is_pool(),
        };
        [
            (
                "administration",
                "Managing users, roles, groups, organization settings or security settings",
                asked(Sensitive::Administration),
            ),
            ("account", "Changing sensitive account settings", asked(Sensitive::Account)),
            ("elevated_pages", "Accessing elevated-security pages", asked(Sensitive::ElevatedPages)),
        ]
    }

    /// What another rule decides about this control anyway.
    fn elsewhere(&self, settings: &[&str]) -> Vec<&str> {
        let about = self.view.elsewhere.iter().filter(|(setting, _)| settings.contains(setting));
        about.map(|(_, text)| text.as_str()).collect()
    }
}

fn day(moment: Option<&str>) -> &str {
    moment.and_then(|text| text.get(..10)).unwrap_or_default()
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/policies.html")]
pub(crate) struct PoliciesPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: PoliciesView,
    pub form: RulesForm,
    sought: Sought,
    lists: [Holders; 2],
}

framed!(PoliciesPage);

impl PoliciesPage {
    fn is_locked(&self) -> bool {
        self.form.is_locked
    }

    fn base(&self) -> String {
        format!("/admin/{}/pools/{}/policies", self.view.tenant, self.view.pool)
    }

    /// Whoever has none has nothing to look for.
    fn has_holders(&self) -> bool {
        !self.view.roles.is_empty() || !self.view.groups.is_empty()
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/holder.html")]
pub(crate) struct HolderPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenant: String,
    pub pool: String,
    pub pool_name: String,
    pub kind: &'static str,
    pub form: RulesForm,
}

framed!(HolderPage);

impl HolderPage {
    fn base(&self) -> String {
        let id = self.form.view.id.as_deref().unwrap_or_default();
        format!("/admin/{}/pools/{}/{}s/{id}", self.tenant, self.pool, self.kind)
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = pool_policy::show(&server.app, &acting, (&tenant, pool)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let form = RulesForm {
        whose: Whose::Pool,
        call: format!("/admin/{tenant}/pools/{pool}/policy"),
        review: format!("/admin/{tenant}/pools/{pool}/review"),
        view: view.policy.clone(),
        is_locked: !frame.may(Power::Configure),
    };
    let sought = Sought::of(&uri);
    let lists = sought.lists(&view);
    Ok(Page::ok(PoliciesPage { chrome, frame, view, form, sought, lists }).into_response())
}

async fn holder(
    (server, uri, acting): (Arc<Server>, Uri, Acting),
    PoolAddress(tenant, pool): PoolAddress,
    (whose, id): (Whose, String),
) -> Answer {
    let all = pool_policy::show(&server.app, &acting, (&tenant, pool)).await?;
    let (list, kind) = if whose == Whose::Role { (all.roles, "role") } else { (all.groups, "group") };
    let view = list.into_iter().find(|view| view.id.as_deref() == Some(&id)).ok_or(Reason::UnknownAddress)?;
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let form = RulesForm {
        whose,
        call: format!("/admin/{tenant}/pools/{pool}/{kind}s/{id}"),
        review: format!("/admin/{tenant}/pools/{pool}/review"),
        view,
        is_locked: !frame.may(Power::Configure),
    };
    let (pool, pool_name) = (pool.to_string(), all.name);
    Ok(Page::ok(HolderPage { chrome, frame, tenant, pool, pool_name, kind, form }).into_response())
}

pub(crate) async fn role_page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    place: PoolAddress,
    RoleAddress(id): RoleAddress,
) -> Answer {
    holder((server, uri, acting), place, (Whose::Role, id.to_string())).await
}

pub(crate) async fn group_page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    place: PoolAddress,
    GroupAddress(id): GroupAddress,
) -> Answer {
    holder((server, uri, acting), place, (Whose::Group, id.to_string())).await
}

/// Rules of a pool, its roles and its groups
///
/// Each with the `version` that a change of it names.
#[utoipa::path(get, operation_id = "pool_policy", path = "/admin/{tenant}/pools/{pool}/policy", tag = "Administration",
    params(administration::Pool), responses(administration::OfPolicy, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = pool_policy::show(&server.app, &acting, (&tenant, pool)).await?;
    with_version(&view, &view.policy.version)
}

/// Changes what a pool asks of all its members
///
/// A passkey as the only way in, no passkeys at all, or less that asks for a fresh proof, is a `confirmation_needed` first.
#[utoipa::path(put, operation_id = "change_pool_policy", path = "/admin/{tenant}/pools/{pool}/policy", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::Rules,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (uri, IfMatch(seen)): (Uri, IfMatch),
    Json(ask): Json<RulesAsk>,
) -> Answer {
    let change = Proposal::Policy(ask.clone());
    if let Some(answer) = dry_run::first(&server, &acting, (&tenant, pool), (&uri, &seen), &change).await? {
        return Ok(answer);
    }
    saved(&pool_policy::save(&server.app, &acting, (&tenant, pool), (seen, ask)).await?)
}

async fn add((server, acting): (Arc<Server>, Acting), place: PoolAddress, ask: (bool, RulesAsk)) -> Answer {
    let PoolAddress(tenant, pool) = place;
    let id = pool_policy::add(&server.app, &acting, (&tenant, pool), ask).await?;
    json(&json!({ "id": id }))
}

/// Adds a role to a pool
///
/// With the rules that come along; without any it asks for nothing yet.
#[utoipa::path(post, operation_id = "add_role", path = "/admin/{tenant}/pools/{pool}/roles", tag = "Administration",
    params(administration::Pool), request_body = administration::Rules, responses(administration::Added, shapes::Errors), security(("session" = [])))]
pub(crate) async fn add_role(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    place: PoolAddress,
    Json(ask): Json<RulesAsk>,
) -> Answer {
    add((server, acting), place, (true, ask)).await
}

/// Adds a group to a pool
///
/// With the rules that come along; without any it asks for nothing yet.
#[utoipa::path(post, operation_id = "add_group", path = "/admin/{tenant}/pools/{pool}/groups", tag = "Administration",
    params(administration::Pool), request_body = administration::Rules, responses(administration::Added, shapes::Errors), security(("session" = [])))]
pub(crate) async fn add_group(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    place: PoolAddress,
    Json(ask): Json<RulesAsk>,
) -> Answer {
    add((server, acting), place, (false, ask)).await
}

/// Changes a role: its name and its rules
///
/// They can only add to what the pool asks of everybody.
#[utoipa::path(put, operation_id = "change_role", path = "/admin/{tenant}/pools/{pool}/roles/{role}", tag = "Administration",
    params(administration::Pool, administration::RoleId, administration::Seen), request_body = administration::Rules,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn change_role(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (RoleAddress(id), uri, IfMatch(seen)): (RoleAddress, Uri, IfMatch),
    Json(ask): Json<RulesAsk>,
) -> Answer {
    let change = Proposal::Role { role: id, rules: ask.clone() };
    if let Some(answer) = dry_run::first(&server, &acting, (&tenant, pool), (&uri, &seen), &change).await? {
        return Ok(answer);
    }
    let place = (tenant.as_str(), pool, HolderId::Role(id));
    saved(&pool_policy::change(&server.app, &acting, place, (seen, ask)).await?)
}

/// Changes a group: its name and its rules
///
/// They can only add to what the pool asks of everybody.
#[utoipa::path(put, operation_id = "change_group", path = "/admin/{tenant}/pools/{pool}/groups/{group}", tag = "Administration",
    params(administration::Pool, administration::GroupId, administration::Seen), request_body = administration::Rules,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn change_group(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (GroupAddress(id), uri, IfMatch(seen)): (GroupAddress, Uri, IfMatch),
    Json(ask): Json<RulesAsk>,
) -> Answer {
    let change = Proposal::Group { group: id, rules: ask.clone() };
    if let Some(answer) = dry_run::first(&server, &acting, (&tenant, pool), (&uri, &seen), &change).await? {
        return Ok(answer);
    }
    let place = (tenant.as_str(), pool, HolderId::Group(id));
    saved(&pool_policy::change(&server.app, &acting, place, (seen, ask)).await?)
}

/// What is said once more by whoever removes something: such a request has no body.
pub(super) fn confirmed(uri: &Uri) -> Vec<String> {
    let pairs: Vec<(String, String)> =
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default();
    let named = pairs.iter().filter(|(name, _)| name == "confirmed");
    named.flat_map(|(_, words)| words.split(',')).map(str::to_owned).collect()
}

/// Removes a role
///
/// It is taken from everybody who has it. Where it asks them for more than the pool does, that is a `confirmation_needed` first.
#[utoipa::path(delete, operation_id = "remove_role", path = "/admin/{tenant}/pools/{pool}/roles/{role}", tag = "Administration",
    params(administration::Pool, administration::RoleId, administration::Seen, administration::Confirmed),
    responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn remove_role(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (RoleAddress(id), IfMatch(seen)): (RoleAddress, IfMatch),
    uri: Uri,
) -> Answer {
    let place = (tenant.as_str(), pool, HolderId::Role(id));
    pool_policy::remove(&server.app, &acting, place, (seen, confirmed(&uri))).await?;
    Ok(no_content())
}

/// Removes a group
///
/// Its members stay members of the pool. Where it asks them for more than the pool does, that is a `confirmation_needed` first.
#[utoipa::path(delete, operation_id = "remove_group", path = "/admin/{tenant}/pools/{pool}/groups/{group}", tag = "Administration",
    params(administration::Pool, administration::GroupId, administration::Seen, administration::Confirmed),
    responses(shapes::Done, shapes::Errors), security(("session" = [])))]
pub(crate) async fn remove_group(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    (GroupAddress(id), IfMatch(seen)): (GroupAddress, IfMatch),
    uri: Uri,
) -> Answer {
    let place = (tenant.as_str(), pool, HolderId::Group(id));
    pool_policy::remove(&server.app, &acting, place, (seen, confirmed(&uri))).await?;
    Ok(no_content())
}
