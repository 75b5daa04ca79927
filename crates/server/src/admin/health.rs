//! Console > Health: what is wrong with which pool, and for one pool each condition with how its alarm is set (S2-34).

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages};
use super::users::Picked;
use super::versions::{saved, with_version};
use crate::extract::{Administrator, IfMatch, Json, PoolAddress};
use crate::front::Server;
use crate::openapi::{administration, shapes};
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::Language;
use domain::administrators::{Power, Scope};
use domain::alarms::{self, AlarmAsk, AlarmView, AlarmsView, PoolHealth};
use domain::short_list::Key;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/health_pools.html")]
pub(crate) struct HealthPoolsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub pools: Vec<PoolHealth>,
    listing: Listing,
    pages: Pages,
    /// Whether they look after everything.
    pub over_all: bool,
}

framed!(HealthPoolsPage);

impl HealthPoolsPage {
    fn kinds(&self) -> Vec<Picked<'static>> {
        self.listing.kinds(&[("", "Any"), ("raised", "With an alarm"), ("well", "Without one")])
    }

    /// Whoever may not open it is not led there.
    fn has_doctor(&self) -> bool {
        self.over_all && self.frame.may(Power::Configure)
    }
}

pub(crate) async fn pools(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let listing = Listing::of(&uri);
    let mut pools = alarms::list(&server.app, &acting).await?;
    pools.retain(|pool| match listing.kind.as_str() {
        "raised" => !pool.raised.is_empty(),
        "well" => pool.raised.is_empty(),
        _ => true,
    });
    let key = |pool: &PoolHealth| Key {
        name: pool.name.clone(),
        id: pool.pool.to_string(),
        texts: vec![pool.tenant.clone(), pool.tenant_name.clone()],
    };
    let (pools, pages) = listing.page(pools, key);
    let (chrome, frame) = frame(&server, &acting, (Place::Health, None))?;
    let over_all = acting.grant.scope == Scope::Installation;
    Ok(Page::ok(HealthPoolsPage { chrome, frame, pools, listing, pages, over_all }).into_response())
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/health.html")]
pub(crate) struct HealthPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: AlarmsView,
    pub now: i64,
}

framed!(HealthPage);

impl HealthPage {
    fn is_locked(&self) -> bool {
        !self.frame.may(Power::Configure)
    }

    fn raised(&self) -> usize {
        self.view.alarms.iter().filter(|alarm| alarm.raised).count()
    }

    fn since(&self, alarm: &AlarmView) -> Option<Moment> {
        alarm.raised_at.as_deref().filter(|_| alarm.raised).map(|at| self.moment(at))
    }

    /// When it was over, where it is.
    fn over(&self, alarm: &AlarmView) -> Option<Moment> {
        alarm.cleared_at.as_deref().map(|at| self.moment(at))
    }

    fn moment(&self, at: &str) -> Moment {
        Moment::read(Language::English, at, self.now)
    }

    fn mails(&self) -> String {
        self.view.settings.mail.join("\n")
    }
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = alarms::show(&server.app, &acting, (&tenant, pool)).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Health, parameter(uri.query(), "done")))?;
    Ok(Page::ok(HealthPage { chrome, frame, view, now: server.app.now() }).into_response())
}

/// Alarms of a pool
///
/// Each condition as it stands now, and how alarms are set. `webhook_secret` signs the calls: `Keystead-Signature` is `v1=` and the HMAC-SHA-256, in
/// hexadecimal, of `Keystead-Timestamp`, a full stop and the body.
#[utoipa::path(get, operation_id = "alarms", path = "/admin/{tenant}/pools/{pool}/alarms", tag = "Administration",
    params(administration::Pool), responses(administration::OfAlarms, shapes::Errors), security(("session" = [])))]
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let view = alarms::show(&server.app, &acting, (&tenant, pool)).await?;
    with_version(&view, &view.version)
}

/// Changes how alarms of a pool are set
#[utoipa::path(put, operation_id = "change_alarms", path = "/admin/{tenant}/pools/{pool}/alarms", tag = "Administration",
    params(administration::Pool, administration::Seen), request_body = administration::Alarms,
    responses(administration::Saved, shapes::Errors), security(("session" = [])))]
pub(crate) async fn save(
    State(server): State<Arc<Server>>,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
    IfMatch(seen): IfMatch,
    Json(ask): Json<AlarmAsk>,
) -> Answer {
    let version = alarms::save(&server.app, &acting, (&tenant, pool), (seen, ask)).await?;
    saved(&version)
}
