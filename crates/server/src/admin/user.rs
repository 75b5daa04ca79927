//! Console > Users > pool > member: what support needs, and the questions it asks (S2-24). It must never show anything with which somebody
//! could sign in (S2-25).

use super::Answer;
use super::frame::{Frame, Place, frame, role_name, scope_name};
use super::test_walks::{WALKS, Walk};
use crate::extract::{AtPool, UserAddress};
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use crate::web::{activity, browser};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::activity::EventView;
use domain::administrators::Power;
use domain::passkeys::PasskeyView;
use domain::settings::Mode;
use domain::users::{self, BelongingView, Idle, UserView};
use domain::{Language, Method};
use std::sync::Arc;

/// One passkey.
#[derive(Clone, Debug)]
pub(crate) struct PasskeyRow {
    pub passkey: PasskeyView,
    /// Why it opens nothing though it was not put aside.
    pub idle: Option<&'static str>,
    pub added: Moment,
    pub used: Option<Moment>,
    pub browser: String,
}

/// A browser or a session.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub browser: String,
    pub address: String,
    pub since: Moment,
    pub seen: Moment,
    pub trusted: Option<Moment>,
}

/// Something that was refused.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub what: String,
    pub at: Moment,
    pub browser: String,
    pub address: String,
    pub reference: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/user.html")]
pub(crate) struct UserPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub pool: String,
    /// Of the list, and of this member.
    pub list: String,
    pub base: String,
    pub pool_base: String,
    pub user: UserView,
    pub added: Moment,
    pub held: Option<Moment>,
    pub grant: Option<String>,
    pub passkeys: Vec<PasskeyRow>,
    pub sessions: Vec<Seat>,
    pub browsers: Vec<Seat>,
    pub failures: Vec<Failure>,
    /// Methods that are off, as addresses and as the screen say them.
    pub stopped: Vec<(&'static str, &'static str)>,
    now: i64,
}

framed!(UserPage);

fn name_of(method: Method) -> &'static str {
    match method {
        Method::Password => "Password",
        Method::Totp => "Authenticator app",
        Method::RecoveryCode => "Recovery codes",
        _ => "Other",
    }
}

/// A kind of belonging: its word, its title, those that the member has, the others, and what is said where there are none.
type Belongings<'a> = (&'static str, &'static str, &'a [BelongingView], &'a [BelongingView], &'static str);

impl UserPage {
    fn belongings(&self) -> [Belongings<'_>; 2] {
        let UserView { roles, other_roles, groups, other_groups, .. } = &self.user;
        [
            ("role", "Roles", roles, other_roles, "They have no role."),
            ("group", "Groups", groups, other_groups, "They are in no group."),
        ]
    }

    fn may_change_belonging(&self) -> bool {
        self.user.may_help && self.frame.may(Power::Configure)
    }

    fn moment(&self, at: &str) -> Moment {
        Moment::read(Language::English, at, self.now)
    }

    /// Administrators are dismissed first.
    fn may_remove(&self) -> bool {
        self.user.may_help && self.grant.is_none() && self.frame.may(Power::Configure)
    }

    /// Whether a pass would be given out at all: one of an administrator, or of who was one lately, needs two persons.
    fn may_issue_pass(&self) -> bool {
        self.user.active && !self.user.takes_two
    }

    fn may_send_link(&self) -> bool {
        self.may_issue_pass() && !self.user.mailboxes.is_empty()
    }

    fn may_make_passkey(&self) -> bool {
        self.may_issue_pass() && self.user.can_be_made_here
    }

    fn walks() -> [Walk; 4] {
        WALKS
    }
}

fn in_the_way(idle: Idle) -> &'static str {
    match idle {
        Idle::OtherMode(Mode::Smart) => "Opens nothing: made in Smart mode",
        Idle::OtherMode(Mode::Classic) => "Opens nothing: made in Classic mode",
        Idle::OtherDomain => "Opens nothing: no workspace takes its domain",
        Idle::Beside => "Only beside another factor",
    }
}

fn passkey_rows(chrome: &Chrome, user: &UserView, now: i64) -> Vec<PasskeyRow> {
    let at = |text: &str| Moment::read(chrome.language, text, now);
    let idle = |id| user.idle.iter().find(|(idle, _)| *idle == id).map(|(_, why)| in_the_way(*why));
    let in_words = |agent: &String| browser::in_words(&chrome.labels, Some(agent.as_str()));
    let row = |passkey: &PasskeyView| PasskeyRow {
        idle: idle(passkey.id),
        added: at(&passkey.added_at),
        used: passkey.last_used_at.as_deref().map(at),
        browser: passkey.last_used_device.as_ref().map(in_words).unwrap_or_default(),
        passkey: passkey.clone(),
    };
    user.passkeys.iter().map(row).collect()
}

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AtPool(acting, door): AtPool,
    UserAddress(id): UserAddress,
) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Users, parameter(uri.query(), "done")))?;
    let user = users::show(&server.app, &acting, &door, id).await?;
    let (now, language) = (server.app.now(), chrome.language);
    let at = |text: &str| Moment::read(language, text, now);
    let in_words = |agent: Option<&String>| browser::in_words(&chrome.labels, agent.map(String::as_str));
    let sessions = user.sessions.iter().map(|session| Seat {
        browser: in_words(session.device.as_ref()),
        address: session.address.clone(),
        since: at(&session.signed_in_at),
        seen: at(&session.last_active_at),
        trusted: None,
    });
    let browsers = user.browsers.iter().map(|device| Seat {
        browser: in_words(device.user_agent.as_ref()),
        address: device.address.clone(),
        since: at(&device.first_seen_at),
        seen: at(&device.last_seen_at),
        trusted: device.trusted_until.as_deref().map(at),
    });
    let failure = |event: &EventView| Failure {
        what: activity::in_words(&chrome.labels, &event.kind, true).to_owned(),
        at: at(&event.at),
        browser: event.device.as_ref().map(|agent| in_words(Some(agent))).unwrap_or_default(),
        address: event.address.clone().unwrap_or_default(),
        reference: event.reference.clone().unwrap_or_default(),
    };
    let pool_base = format!("/admin/{}/pools/{}", door.tenant.slug, door.pool.id);
    let list = format!("{pool_base}/users");
    Ok(Page::ok(UserPage {
        pool: door.pool.name.clone(),
        base: format!("{list}/{id}"),
        list,
        pool_base,
        added: at(&user.created_at),
        held: user.held_until.as_deref().map(at),
        // Over what else somebody is set is not for everybody to know.
        grant: user.grant.map(|grant| {
            if !acting.may(Power::See, grant.scope) {
                return "elsewhere".to_owned();
            }
            format!("{}, {}", role_name(grant.role.as_str()), scope_name(&server, &grant.scope.to_string()))
        }),
        passkeys: passkey_rows(&chrome, &user, now),
        sessions: sessions.collect(),
        browsers: browsers.collect(),
        failures: user.failures.iter().map(failure).collect(),
        stopped: user.stopped.iter().map(|method| (method.as_str(), name_of(*method))).collect(),
        user,
        now,
        chrome,
        frame,
    })
    .into_response())
}
