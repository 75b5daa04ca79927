//! The handlers of the pages: each asks the domain for facts and fills a page's struct. None decides what a member may do.

use super::account;
use super::browser;
use super::confirm;
use super::error::{ErrorPage, WayOn};
use super::front_doors::{Door, FrontDoorsPage};
use super::help::help_path;
use super::labels::Labels;
use super::mailbox::{self, MailboxPage};
use super::menu;
use super::moment::Moment;
use super::recovery::recovery_path;
use super::refusal::{Refusal, parameter};
use super::report;
use super::security::{Asking, Offer, PasskeyRow, SecurityPage};
use super::setup::{Link, SetupPage};
use super::sign_in::{Mode, SignInPage};
use super::sign_up::{Part, SignUpPage};
use super::steps::way_asked;
use super::waiting::WaitingPage;
use crate::assets;
use crate::extract::cookies::CookieName;
use crate::extract::seen::Seen;
use crate::extract::{AnySession, Reads, SetupToken, SignedIn, Visit};
use crate::front::Server;
use crate::page::{Chrome, Nonce, Notice, Page};
use crate::problem::{self, Problem};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use domain::applications::authorize;
use domain::catalogue::{self, Action, Group, Message, Methods};
use domain::language::{Language, PerLanguage};
use domain::passkeys::PasskeyView;
use domain::random::NoRandomness;
use domain::settings::IdentifierKind;
use domain::step_up;
use domain::way_on::is_console;
use domain::{Error, FrontDoor, Method, Reason, Refused};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) type Answer = Result<Response, Problem>;

/// In the address of the sign-in page: the session before ended because nobody was at work. The page's script takes it out again.
const ENDED_IDLE: &str = "ended=idle";
/// The same: the member has signed out.
const ENDED_BY_MEMBER: &str = "ended=out";
/// In the address of the Security page: a proof is wanted before anything else.
const CONFIRM: &str = "confirm=1";
/// In the address of the sign-in page: who comes.
pub(crate) const LOGIN_HINT: &str = "login_hint";
/// As long as the field takes.
const LONGEST_HINT: usize = 254;

fn chrome(server: &Server, language: Language, organisation: &str) -> Result<Chrome, NoRandomness> {
    Ok(Chrome::new(organisation, Nonce::new(server.app.nonce()?), assets::version()).in_language(language))
}

/// For the pages of a front door, which those whom it lists may show in a frame.
pub(crate) fn door_chrome(server: &Server, visit: &domain::Visit) -> Result<Chrome, NoRandomness> {
    at_door(server, visit.language, &visit.door)
}

fn at_door(server: &Server, language: Language, door: &Arc<FrontDoor>) -> Result<Chrome, NoRandomness> {
    let own = &door.workspace.settings.branding.name;
    let chrome = chrome(server, language, if own.is_empty() { &door.tenant.name } else { own })?;
    let look = server.looks.of(door);
    let chrome = chrome.branded(Arc::clone(&look.brand)).in_words(look.labels(door, language));
    let chrome = Chrome { leads_to_console: door.is_home, ..chrome };
    Ok(chrome.shown_by(&door.origins.embedders).with_choice(&door.base()).helped_at(help_path(door)))
}

/// One workspace is its own front page. Several tenants do not know of each other, so then there is none; a demonstration shows its doors.
pub(crate) async fn front(State(server): State<Arc<Server>>, Reads(language): Reads) -> Answer {
    let snapshot = server.app.snapshot();
    match snapshot.doors() {
        _ if server.app.is_demo() => {
            let doors = snapshot.doors().iter().map(|door| Door::of(door)).collect();
            Ok(Page::ok(FrontDoorsPage { chrome: chrome(&server, language, "")?, doors }).into_response())
        }
        [door] => Ok(Redirect::to(&sign_in_path(door)).into_response()),
        [] => Ok(Page::ok(WaitingPage { chrome: chrome(&server, language, "")? }).into_response()),
        // Where this changes, `has_front` does.
        _ => Err(Reason::UnknownAddress.into()),
    }
}

pub(crate) async fn mailbox(State(server): State<Arc<Server>>, Reads(language): Reads) -> Answer {
    let letters = mailbox::letters(&server, language).await?;
    Ok(Page::ok(MailboxPage { chrome: chrome(&server, language, "")?, letters }).into_response())
}

pub(crate) async fn mailbox_json(State(server): State<Arc<Server>>) -> Answer {
    mailbox::as_json(&server).await
}

pub(crate) async fn asset(headers: HeaderMap, uri: Uri) -> Answer {
    assets::find(uri.path(), uri.query(), &headers).ok_or(Reason::UnknownAddress.into())
}

pub(crate) async fn setup(
    State(server): State<Arc<Server>>,
    SetupToken(token): SetupToken,
    Reads(language): Reads,
) -> Answer {
    let link = match domain::setup::look(&server.app, &token).await {
        Ok(state) => Link::Valid { token, organisation: state.organisation },
        // Used, expired or never issued: all look alike, and tell what to do.
        Err(Error::Refused(refused)) if refused.reason == Reason::SetupLinkInvalid => Link::Spent,
        Err(error) => return Err(error.into()),
    };
    let status = if link == Link::Spent { StatusCode::NOT_FOUND } else { StatusCode::OK };
    let page = SetupPage { chrome: chrome(&server, language, "")?, link, messages_json: messages(language, None) };
    Ok(Page::with_status(status, page).into_response())
}

pub(crate) async fn sign_in(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    uri: Uri,
    signed_in: Option<SignedIn>,
) -> Answer {
    let door = &visit.door;
    let go_on = way_asked(door, &uri);
    if signed_in.is_some() {
        return Ok(Redirect::to(&go_on.unwrap_or_else(|| security_path(door))).into_response());
    }
    let chrome = door_chrome(&server, &visit)?;
    let ended = [(ENDED_IDLE, &chrome.labels.ended_idle), (ENDED_BY_MEMBER, &chrome.labels.signed_out)];
    let notice = ended.into_iter().find(|(how, _)| asks(&uri, how)).map(|(_, told)| Notice::new(told.clone()));
    let page = SignInPage {
        chrome,
        base: door.base(),
        mode: mode(door),
        takes_passkeys: door.policy.first.contains(&Method::Passkey),
        offers_before: door.offers_before(&server.app.public_url().origin()),
        others: door.policy.first.iter().copied().filter(|method| *method != Method::Passkey).collect(),
        preferred: preferred(door),
        kinds: door.pool.settings.identifier_kinds.clone(),
        may_sign_up: !domain::sign_up::kinds(&server.app, &visit).is_empty(),
        links_gave_way: door.links_gave_way(),
        help: door.pool.settings.help.clone(),
        offer: domain::single_sign_on::question(&server.app, &visit),
        problem: Refusal::of(uri.query(), visit.language, problem::methods(Some(door))),
        notice,
        go_on,
        hint: hint_of(&uri),
        messages_json: messages(visit.language, Some(door)),
    };
    Ok(Page::ok(page).into_response())
}

/// Who comes, as an application says (`login_hint`). It is text, and nobody looks whether there is such a member.
fn hint_of(uri: &Uri) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(uri.query()?).ok()?;
    let (_, hint) = pairs.into_iter().find(|(name, _)| name == LOGIN_HINT)?;
    let is_name = !hint.is_empty() && hint.len() <= LONGEST_HINT && !hint.contains(char::is_control);
    is_name.then_some(hint)
}

/// What the pool prefers, where it is a way in here (S3-14).
fn preferred(door: &FrontDoor) -> Option<Method> {
    door.pool.settings.methods.preferred_first.filter(|method| door.policy.first.starts_with(&[*method]))
}

pub(crate) async fn sign_up(
    State(server): State<Arc<Server>>,
    Visit(visit): Visit,
    (uri, headers): (Uri, HeaderMap),
    signed_in: Option<SignedIn>,
) -> Answer {
    let door = &visit.door;
    let go_on = way_asked(door, &uri);
    if signed_in.is_some() {
        return Ok(Redirect::to(&go_on.unwrap_or_else(|| security_path(door))).into_response());
    }
    let page = SignUpPage {
        chrome: door_chrome(&server, &visit)?,
        base: door.base(),
        mode: mode(door),
        offer: domain::single_sign_on::question(&server.app, &visit),
        part: part(&server, &visit, &uri, &headers)?,
        problem: Refusal::of(uri.query(), visit.language, problem::methods(Some(door))),
        notice: None,
        go_on,
        messages_json: messages(visit.language, Some(door)),
    };
    Ok(Page::ok(page).into_response())
}

/// How far this browser has come in joining.
fn part(server: &Server, visit: &domain::Visit, uri: &Uri, headers: &HeaderMap) -> Result<Part, Problem> {
    let carried = CookieName::joining(server.https, &visit.door).find(headers).filter(|_| !asks(uri, "again=1"));
    if let Some(step) = domain::sign_up::look(&server.app, visit, carried)? {
        let (address, with) = (step.address, step.methods.first().copied());
        return match (step.is_proved, with) {
            (false, _) => Ok(Part::Verify { address }),
            (true, Some(with)) => Ok(Part::Make { address, with }),
            (true, None) => Err(Reason::RegistrationClosed.into()),
        };
    }
    let kinds = domain::sign_up::kinds(&server.app, visit);
    if kinds.is_empty() {
        return Err(Reason::RegistrationClosed.into());
    }
    let has = |kind| kinds.contains(&kind);
    Ok(Part::Begin {
        username: has(IdentifierKind::Username),
        mail: has(IdentifierKind::Email),
        phone: has(IdentifierKind::Phone),
    })
}

pub(crate) async fn security(
    State(server): State<Arc<Server>>,
    uri: Uri,
    AnySession { visit, session }: AnySession,
) -> Answer {
    let list = domain::passkeys::list(&server.app, &visit.door, &session).await?;
    let notices = domain::notices::unseen(&server.app, visit.language, &session).await?;
    let waiting = domain::recovery::waiting::of_session(&server.app, &session).await?;
    let now = server.app.now();
    let confirm = confirms(&server, (&visit, &session), &list.passkeys, asks(&uri, CONFIRM)).await?;
    let suggestion = parameter(uri.query(), "suggest").and_then(Offer::find);
    let asks = asks_for_proof(&server, (&visit, &session), way_asked(&visit.door, &uri).filter(|_| confirm)).await?;
    let parts = domain::account::parts(&server.app, &visit, &session).await?;
    let below = parts.iter().copied().filter(|part| !menu::is_tab(*part)).collect();
    let chrome = door_chrome(&server, &visit)?.warns(visit.door.base(), &session, now);
    let chrome = chrome.with_menu(account::menu(&visit.door, &session, (None, parts)));
    let page = SecurityPage {
        base: visit.door.base(),
        passkeys: list.passkeys.iter().map(|passkey| row(&chrome, passkey, now)).collect(),
        takes_passkeys: session.policy.takes_passkeys(),
        may_add: list.may_add,
        advise_backup: list.advise_backup,
        only_brand: list.only_brand,
        required_by_policy: session.policy.requires_passkey(now),
        is_second_factor: session.policy.passkey_is_second(),
        proofs: confirm::proofs(&session.policy),
        parts: below,
        notice: None,
        asks,
        go_on: way_asked(&visit.door, &uri).filter(|_| suggestion.is_some()),
        suggestion: suggestion.filter(|offer| list.may_add && offer.is_for(list.passkeys.len())),
        upgrades: domain::passkeys::may_upgrade(&server.app, &visit.door, &session),
        notices,
        waiting,
        signals: list.signals,
        confirm,
        messages_json: messages_at_hand(visit.language, problem::methods(Some(&visit.door))),
        chrome,
    };
    Ok(Page::ok(page).into_response())
}

/// The application that waits for the proof, where one does. Who falls short could not send it away.
async fn asks_for_proof(
    server: &Server,
    (visit, session): (&domain::Visit, &domain::Session),
    way: Option<String>,
) -> Result<Option<Asking>, Problem> {
    let Some(action) = way.filter(|_| session.shortfall().is_none()) else { return Ok(None) };
    let prefix = format!("{}/oauth2/authorize/", visit.door.base());
    let Some(handle) = action.strip_prefix(&prefix) else { return Ok(None) };
    let client = authorize::who_waits(&server.app, visit, handle).await?;
    Ok(client.map(|client| Asking { name: client.name.clone(), action }))
}

/// Whether the page asks for a proof first. Who falls short and must have a passkey, but has none here yet, makes one first (S0-29).
async fn confirms(
    server: &Server,
    (visit, session): (&domain::Visit, &domain::Session),
    passkeys: &[PasskeyView],
    is_asked: bool,
) -> Result<bool, Problem> {
    if session.shortfall().is_none() {
        return Ok(is_asked);
    }
    let has_passkey = passkeys.iter().any(|passkey| !passkey.quarantined);
    Ok(has_passkey || !step_up::methods(&server.app, visit, session).await?.methods.is_empty())
}

/// A passkey as the pages show it.
pub(super) fn row(chrome: &Chrome, passkey: &PasskeyView, now: i64) -> PasskeyRow {
    let language = chrome.language;
    let browser = passkey.last_used_device.as_deref().map(|agent| browser::in_words(&chrome.labels, Some(agent)));
    let place: Vec<_> = browser.into_iter().chain(passkey.last_used_address.clone()).collect();
    PasskeyRow {
        place: place.join(" · "),
        id: passkey.id.to_string(),
        name: passkey.name.clone(),
        kind: passkey.kind_code,
        provider: passkey.provider.clone(),
        synced: passkey.synced,
        kept: passkey.kept_because,
        added: Moment::read(language, &passkey.added_at, now),
        updated: Some(&passkey.updated_at)
            .filter(|at| **at != passkey.added_at)
            .map(|at| Moment::read(language, at, now)),
        last_used: passkey.last_used_at.as_ref().map(|at| Moment::read(language, at, now)),
        quarantined: passkey.quarantined,
        rp_id: passkey.rp_id.clone(),
    }
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

pub(crate) fn signed_out_path(door: &FrontDoor) -> String {
    format!("{}?{ENDED_BY_MEMBER}", sign_in_path(door))
}

pub(crate) fn sign_up_path(door: &FrontDoor) -> String {
    format!("{}/sign-up", door.base())
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

/// A member's page without a session: to the sign-in, and back to the page afterwards. Whoever was idle too long is told so there.
pub(crate) fn to_sign_in(door: Option<&FrontDoor>, seen: &Seen, was_idle: bool) -> Response {
    let ended = if was_idle { ENDED_IDLE } else { "" };
    let and = if was_idle { "&" } else { "" };
    let target = door.map(|door| format!("{}?{ended}{and}continue={}", sign_in_path(door), seen.path()));
    Redirect::to(target.as_deref().unwrap_or("/")).into_response()
}

/// A page that goes on to this way.
pub(crate) fn way_to(page: &str, way: &str) -> String {
    format!("{page}?{}", serde_urlencoded::to_string([("continue", way)]).unwrap_or_default())
}

/// A page that asks for a better or a fresher proof: to where it can be given, and back to the page afterwards.
pub(crate) fn to_step_up(door: &FrontDoor, seen: &Seen) -> Response {
    if is_console(seen.path()) {
        return Redirect::to(&crate::admin::confirm::address(seen.uri())).into_response();
    }
    Redirect::to(&format!("{}?{CONFIRM}&continue={}", security_path(door), seen.path())).into_response()
}

fn asks(uri: &Uri, what: &str) -> bool {
    uri.query().is_some_and(|query| query.split('&').any(|pair| pair == what))
}

/// A refusal as a page.
pub(crate) fn failure(
    server: &Server,
    seen: &Seen,
    (door, reader): (Option<&Arc<FrontDoor>>, Option<&domain::Session>),
    refused: &Refused,
) -> Response {
    let status = problem::status(refused);
    // Without randomness there is no nonce, and without a nonce no page.
    let language = seen.language;
    let chrome = door.map_or_else(|| chrome(server, language, ""), |door| at_door(server, language, door));
    let Ok(chrome) = chrome else {
        return status.into_response();
    };
    let door = door.map(Arc::as_ref);
    let chrome = chrome.read_by(door.zip(reader), server.app.now());
    let message = refused.message;
    let methods = problem::methods(door);
    let page = ErrorPage {
        title: message.title_in(language).into_owned(),
        text: refused.text(language, methods).into_owned(),
        remedy: Some(message.remedy_in(language).into_owned()),
        reference: Some(refused.reference.to_string()),
        report: door.map(|door| report::way(&door.base(), message.code, &refused.reference.to_string())),
        way_on: way_on(server, door, message, &chrome.labels),
        chrome,
        help: door.map_or_else(String::new, |door| door.pool.settings.help.clone()),
        recovery: door.filter(|_| reader.is_none()).map(recovery_path),
    };
    Page::with_status(status, page).into_response()
}

/// To the sign-in where the catalogue says so. From an address that is none, to the front page, unless that is none either.
fn way_on(server: &Server, door: Option<&FrontDoor>, message: &Message, labels: &Labels) -> Option<WayOn> {
    let begins = [Action::SignIn, Action::Restart];
    let signs_in = message.actions_for(problem::methods(door)).any(|action| begins.contains(&action));
    match door {
        Some(door) if signs_in => Some(WayOn { href: sign_in_path(door), label: labels.sign_in.clone().into_owned() }),
        _ if *message == catalogue::NOT_FOUND && has_front(server) => {
            Some(WayOn { href: "/".to_owned(), label: labels.front_page.clone().into_owned() })
        }
        _ => None,
    }
}

fn has_front(server: &Server) -> bool {
    server.app.is_demo() || server.app.snapshot().doors().len() <= 1
}

/// The catalogue as the pages' script reads it.
pub(crate) fn messages(language: Language, door: Option<&FrontDoor>) -> String {
    static WRITTEN: PerLanguage<[(Methods, String); 5]> = PerLanguage::new();
    let asked = problem::methods(door);
    let written = WRITTEN.get(language, || Methods::ALL.map(|methods| (methods, write_messages(language, methods))));
    written.iter().find(|(methods, _)| *methods == asked).map(|(_, text)| text.clone()).unwrap_or_default()
}

const FOUND: [Message; 15] = [
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
    catalogue::ORIGIN_NOT_RELATED,
];

/// What the script finds out by itself, from the browser or from silence; every refusal of ours brings its words along. What belongs to
/// registration is in one group, the rest in the other.
pub(super) fn write_messages(language: Language, methods: Methods) -> String {
    in_groups(&FOUND.map(|message| (message, true)), language, methods)
}

/// What is said while the server is silent, and of the rest the titles: the list of passkeys is long enough without the texts, which its script
/// asks for when they are needed.
pub(super) fn messages_at_hand(language: Language, methods: Methods) -> String {
    const SILENT: [&str; 2] = [catalogue::PASSKEY_UNAVAILABLE.code, catalogue::SETUP_UNAVAILABLE.code];
    let found = FOUND.map(|message| {
        let is_whole = SILENT.contains(&message.code);
        (message, is_whole)
    });
    in_groups(&found, language, methods)
}

/// Each whole, or its title alone.
fn in_groups(found: &[(Message, bool)], language: Language, methods: Methods) -> String {
    let (enrol, sign_in): (Vec<_>, Vec<_>) =
        found.iter().partition(|(message, _)| message.group == Group::Registration);
    let group = |messages: Vec<&(Message, bool)>| -> Map<_, _> {
        messages.into_iter().map(|(message, is_whole)| entry(message, *is_whole, language, methods)).collect()
    };
    json!({ "sign_in": group(sign_in), "enrol": group(enrol) }).to_string()
}

fn entry(message: &Message, is_whole: bool, language: Language, methods: Methods) -> (String, Value) {
    let title = message.title_in(language);
    if !is_whole {
        return (message.code.to_owned(), json!({ "title": title }));
    }
    let actions: Vec<_> = message.actions_for(methods).map(Action::as_str).collect();
    let text = message.told(language, methods, None);
    (message.code.to_owned(), json!({ "title": title, "text": text, "actions": actions }))
}
