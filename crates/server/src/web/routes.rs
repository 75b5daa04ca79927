//! The handlers of the pages: each asks the domain for facts and fills a page's struct. None decides what a member may do.

use super::error::{ErrorPage, WayOn};
use super::front_doors::{Door, FrontDoorsPage};
use super::labels::Labels;
use super::moment::Moment;
use super::security::{PasskeyRow, SecurityPage};
use super::setup::{Link, SetupPage};
use super::sign_in::{Mode, SignInPage};
use super::sign_up::SignUpPage;
use super::waiting::WaitingPage;
use crate::assets;
use crate::extract::seen::Seen;
use crate::extract::{SetupToken, SignedIn, Visit};
use crate::front::Server;
use crate::page::{Chrome, Nonce, Page};
use crate::problem::{self, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::catalogue::{self, Action, Group, Message, Methods};
use domain::passkeys::PasskeyView;
use domain::random::NoRandomness;
use domain::{Error, FrontDoor, Reason, Refused};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::sync::{Arc, LazyLock};

type Answer = Result<Response, Problem>;

fn chrome(server: &Server, organisation: &str) -> Result<Chrome, NoRandomness> {
    Ok(Chrome::new(organisation, Nonce::new(server.app.nonce()?), assets::version()))
}

/// For the pages of a front door, which those whom it lists may show in a frame.
fn door_chrome(server: &Server, door: &FrontDoor) -> Result<Chrome, NoRandomness> {
    Ok(chrome(server, &door.tenant.name)?.shown_by(&door.origins.embedders))
}

/// One workspace is its own front page. Several tenants do not know of each other, so then there is none; a demonstration shows its doors.
pub(crate) async fn front(State(server): State<Arc<Server>>) -> Answer {
    let snapshot = server.app.snapshot();
    match snapshot.doors() {
        _ if server.app.is_demo() => {
            let doors = snapshot.doors().iter().map(|door| demo_door(door)).collect();
            Ok(Page::ok(FrontDoorsPage { chrome: chrome(&server, "")?, doors }).into_response())
        }
        [door] => Ok(Redirect::to(&sign_in_path(door)).into_response()),
        [] => Ok(Page::ok(WaitingPage { chrome: chrome(&server, "")? }).into_response()),
        // Where this changes, `has_front` does.
        _ => Err(Reason::UnknownAddress.into()),
    }
}

fn demo_door(door: &FrontDoor) -> Door {
    let explanation = match (door.tenant.slug.as_str(), door.workspace.mode) {
        ("demo", domain::Mode::Smart) => "A community that anybody may join. One tap signs in, without a name.",
        (_, domain::Mode::Smart) => "An app’s users in Smart mode: the passkey says who they are.",
        (_, domain::Mode::Classic) => "An app’s users in Classic mode: the name first, then its passkey.",
    };
    Door {
        base: door.base(),
        name: format!("{}, {}", door.tenant.name, door.workspace.name),
        explanation: explanation.to_owned(),
    }
}

pub(crate) async fn asset(headers: HeaderMap, uri: Uri) -> Answer {
    assets::find(uri.path(), uri.query(), &headers).ok_or(Reason::UnknownAddress.into())
}

pub(crate) async fn setup(State(server): State<Arc<Server>>, SetupToken(token): SetupToken) -> Answer {
    let link = match domain::setup::look(&server.app, &token).await {
        Ok(state) => Link::Valid { token, organisation: state.organisation },
        // Used, expired or never issued: all look alike, and tell what to do.
        Err(Error::Refused(refused)) if refused.reason == Reason::SetupLinkInvalid => Link::Spent,
        Err(error) => return Err(error.into()),
    };
    let status = if link == Link::Spent { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let page = SetupPage { chrome: chrome(&server, "")?, link, messages_json: messages(None) };
    Ok(Page::with_status(status, page).into_response())
}

pub(crate) async fn sign_in(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    signed_in: Option<SignedIn>,
) -> Answer {
    let door = &visit.door;
    if signed_in.is_some() {
        return Ok(Redirect::to(&security_path(door)).into_response());
    }
    let page = SignInPage {
        chrome: door_chrome(&server, door)?,
        base: door.base(),
        mode: mode(door),
        may_sign_up: door.pool.settings.is_open_to_strangers(),
        notice: None,
        messages_json: messages(Some(door)),
    };
    Ok(Page::ok(page).into_response())
}

pub(crate) async fn sign_up(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    signed_in: Option<SignedIn>,
) -> Answer {
    let door = &visit.door;
    if signed_in.is_some() {
        return Ok(Redirect::to(&security_path(door)).into_response());
    }
    if !door.pool.settings.is_open_to_strangers() {
        return Err(Reason::RegistrationClosed.into());
    }
    let page = SignUpPage {
        chrome: door_chrome(&server, door)?,
        base: door.base(),
        mode: mode(door),
        notice: None,
        messages_json: messages(Some(door)),
    };
    Ok(Page::ok(page).into_response())
}

pub(crate) async fn security(State(server): State<Arc<Server>>, SignedIn { visit, session }: SignedIn) -> Answer {
    let list = domain::passkeys::list(&server.app, &visit.door, &session).await?;
    let now = server.app.now();
    let member = [Some(session.display_name.as_str()), session.identifier.as_deref()];
    let page = SecurityPage {
        chrome: door_chrome(&server, &visit.door)?,
        base: visit.door.base(),
        mode: mode(&visit.door),
        member: member.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_default().to_owned(),
        passkeys: list.passkeys.iter().map(|passkey| row(passkey, now)).collect(),
        may_add: list.may_add,
        advise_backup: list.advise_backup,
        required_by_policy: false,
        notice: None,
        signals: list.signals,
        messages_json: messages(Some(&visit.door)),
    };
    Ok(Page::ok(page).into_response())
}

fn row(passkey: &PasskeyView, now: i64) -> PasskeyRow {
    PasskeyRow {
        id: passkey.id.to_string(),
        name: passkey.name.clone(),
        kind: passkey.kind.to_owned(),
        provider: passkey.provider.clone(),
        synced: passkey.synced,
        is_guarded: !passkey.may_delete,
        added: moment(&passkey.added_at, now),
        updated: Some(&passkey.updated_at).filter(|at| **at != passkey.added_at).map(|at| moment(at, now)),
        last_used: passkey.last_used_at.as_ref().map(|at| moment(at, now)),
    }
}

fn moment(at: &str, now: i64) -> Moment {
    at.parse::<Timestamp>().map(|at| Moment::new(at.as_millisecond(), now)).unwrap_or_default()
}

/// Somebody who shortens an address stands at the door, not before a wall.
pub(crate) async fn door(Visit(visit): Visit) -> Redirect {
    Redirect::to(&sign_in_path(&visit.door))
}

/// Where the platform's own settings look for a member's passkeys.
pub(crate) async fn settings_passkeys(Visit(visit): Visit) -> Redirect {
    Redirect::to(&security_path(&visit.door))
}

pub(crate) fn sign_in_path(door: &FrontDoor) -> String {
    format!("{}/sign-in", door.base())
}

pub(crate) fn security_path(door: &FrontDoor) -> String {
    format!("{}/account/security", door.base())
}

fn mode(door: &FrontDoor) -> Mode {
    match door.workspace.mode {
        domain::Mode::Smart => Mode::Smart,
        domain::Mode::Classic => Mode::Classic,
    }
}

/// A member's page without a session: to the sign-in, and back to the page afterwards.
pub(crate) fn to_sign_in(door: Option<&FrontDoor>, seen: &Seen) -> Response {
    let target = door.map(|door| format!("{}?continue={}", sign_in_path(door), seen.path()));
    Redirect::to(target.as_deref().unwrap_or("/")).into_response()
}

/// A refusal as a page.
pub(crate) fn failure(server: &Server, door: Option<&FrontDoor>, refused: &Refused) -> Response {
    let status = problem::status(refused);
    // Without randomness there is no nonce, and without a nonce no page.
    let chrome = door.map_or_else(|| chrome(server, ""), |door| door_chrome(server, door));
    let Ok(chrome) = chrome else {
        return status.into_response();
    };
    let message = refused.message;
    let methods = problem::methods(door);
    let page = ErrorPage {
        chrome,
        title: message.title.to_owned(),
        text: message.text_for(methods).to_owned(),
        remedy: Some(message.remedy.to_owned()),
        reference: Some(refused.reference.to_string()),
        way_on: way_on(server, door, message),
    };
    Page::with_status(status, page).into_response()
}

/// To the sign-in where the catalogue says so. From an address that is none, to the front page, unless that is none either.
fn way_on(server: &Server, door: Option<&FrontDoor>, message: &Message) -> Option<WayOn> {
    let labels = Labels::default();
    let signs_in = message.actions_for(problem::methods(door)).any(|action| action == Action::SignIn);
    match door {
        Some(door) if signs_in => Some(WayOn { href: sign_in_path(door), label: labels.sign_in.into_owned() }),
        _ if *message == catalogue::NOT_FOUND && has_front(server) => {
            Some(WayOn { href: "/".to_owned(), label: labels.front_page.into_owned() })
        }
        _ => None,
    }
}

fn has_front(server: &Server) -> bool {
    server.app.is_demo() || server.app.snapshot().doors().len() <= 1
}

static PASSKEYS_ONLY: LazyLock<String> = LazyLock::new(|| write_messages(Methods::PasskeysOnly));
static ALL_METHODS: LazyLock<String> = LazyLock::new(|| write_messages(Methods::PasswordAndSecondFactor));

/// The catalogue as the pages' script reads it.
fn messages(door: Option<&FrontDoor>) -> String {
    match problem::methods(door) {
        Methods::PasskeysOnly => PASSKEYS_ONLY.clone(),
        Methods::PasswordAndSecondFactor => ALL_METHODS.clone(),
    }
}

/// What the script finds out by itself, from the browser or from silence; every refusal of ours brings its words along. What belongs to
/// registration is in one group, the rest in the other.
pub(super) fn write_messages(methods: Methods) -> String {
    const FOUND: [Message; 14] = [
        catalogue::PASSKEY_UNAVAILABLE,
        catalogue::PASSKEY_NOT_FOUND_OR_CANCELED,
        catalogue::PASSKEY_TIMED_OUT,
        catalogue::PASSKEY_NOT_ON_DEVICE,
        catalogue::SETUP_UNAVAILABLE,
        catalogue::SETUP_CANCELED,
        catalogue::SETUP_TIMED_OUT,
        catalogue::PASSKEY_ALREADY_REGISTERED,
        catalogue::SETUP_FAILED,
        catalogue::SESSION_EXPIRED,
        catalogue::PASSKEYS_NOT_SUPPORTED,
        catalogue::VERIFICATION_INCOMPLETE,
        catalogue::NO_COMPATIBLE_DEVICE,
        catalogue::VERIFICATION_FAILED,
    ];
    let (enrol, sign_in): (Vec<_>, Vec<_>) = FOUND.iter().partition(|message| message.group == Group::Registration);
    let group = |messages: Vec<&Message>| -> Map<_, _> {
        messages.into_iter().map(|message| entry(message, methods)).collect()
    };
    json!({ "sign_in": group(sign_in), "enrol": group(enrol) }).to_string()
}

fn entry(message: &Message, methods: Methods) -> (String, Value) {
    let actions: Vec<_> = message.actions_for(methods).map(Action::as_str).collect();
    (message.code.to_owned(), json!({ "title": message.title, "text": message.text_for(methods), "actions": actions }))
}
