//! Sign-in with a passkey as first factor: begin hands out options and writes nothing, finish proves and opens the session.

use crate::app::App;
use crate::assertion::{Ask, Attempt, Beside};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::{Binding, read_hash};
use crate::challenge::{self, Ceremony, Context, Purpose, Terms};
use crate::decoy::Nobody;
use crate::error::{Error, Phase, Reason};
use crate::identifier::fold;
use crate::passkeys::is_asked_for;
use crate::random;
use crate::session::Session;
use crate::settings::Mode;
use crate::snapshot::{FrontDoor, Snapshot};
use crate::visit::{Begun, Client, Visit};
use crate::wish::{Granted, RequestExtensions};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use store::id::UserId;
use store::identifier;
use store::passkey::{self, Passkey};
use webauthn::options::{Descriptor, Extensions, RequestOptions};
use webauthn::{Mediation, UserVerification};

mod enrol;
pub(crate) mod facts;
mod going;
mod new_app;
mod new_password;
mod open;
mod second;
mod sent;
mod steps;
mod tap;
mod vouched;

pub use crate::ticket::Carried;
pub use enrol::{begin as begin_enrolment, finish as finish_enrolment};
pub(crate) use going::Met;
pub use going::{Going, Next, Outcome};
pub use new_app::{begin as begin_app, confirm as confirm_app};
pub use new_password::set_password;
pub use second::{begin as begin_second, finish as finish_second};
pub(crate) use sent::binding as code_binding;
pub use sent::{LinkSeen, Linked, look_at_link, send, take_link};
pub(crate) use steps::LONGEST_PROOF;
pub use steps::{Start, Typed, look, prove, start};
pub(crate) use tap::{counts_in_session, noticed, prove_and_open};
pub(crate) use vouched::go_on;
pub use vouched::vouched;

/// The body of begin.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Begin {
    pub identifier: Option<String>,
    /// For clients that are not browsers: the S256 of a secret that they show at finish. For embedded pages: that of their site's server.
    pub binding: Option<String>,
    pub extensions: Option<RequestExtensions>,
    /// While members move to another RP ID: asks for a passkey from before. At any other time it asks for nothing else.
    pub before: bool,
}

/// What finish repeats besides the W3C JSON.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Shown {
    pub binding_secret: Option<String>,
    /// An embedded page repeats the hash, because it knows no secret.
    pub binding: Option<String>,
}

/// An embedded page as the body names its site.
fn of_site(client: &Client, binding: Option<&str>) -> Client {
    match client {
        Client::Embedded { .. } => Client::Embedded { site: binding.and_then(read_hash) },
        other => other.clone(),
    }
}

/// The secret that another client bound its ceremony to. A body that is no such JSON is refused later, by the verification.
fn shown(client: &Client, body: &[u8]) -> Option<String> {
    // Hardly any client binds, and reading the whole body once more only to learn that would cost each sign-in.
    const MEMBER: &[u8] = b"\"binding_secret\"";
    if *client != Client::App || !body.windows(MEMBER.len()).any(|bytes| bytes == MEMBER) {
        return None;
    }
    serde_json::from_slice::<Shown>(body).unwrap_or_default().binding_secret
}

/// Begins a sign-in. Without a name it reads nothing; with one it makes one indexed read, and answers alike whether anybody has it.
pub async fn begin(app: &App, visit: &Visit, ask: Begin) -> Result<Begun, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let visit = Visit { client: of_site(&visit.client, ask.binding.as_deref()), ..visit };
    let extensions = ask.extensions.unwrap_or_default();
    let lists = visit.door.workspace.mode == Mode::Classic;
    let checked = Binding::at_begin(&visit.client, ask.binding.as_deref())
        .and_then(|binding| Ok((binding, extensions.grant(visit.door.pool.settings.extensions, lists)?)));
    let (binding, granted) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, &visit, reason).await),
    };
    let snapshot = app.snapshot();
    let named = match &ask.identifier {
        Some(identifier) if identifier.len() > steps::LONGEST_IDENTIFIER || identifier.contains('\0') => {
            return Err(refuse(app, &visit, Reason::MalformedBody).await);
        }
        Some(identifier) => Some(look_up(app, &visit, &snapshot, (identifier, ask.before)).await?),
        None if visit.door.workspace.mode == Mode::Classic => {
            return Err(refuse(app, &visit, Reason::IdentifierMissing).await);
        }
        None => None,
    };
    let terms = Terms {
        purpose: Purpose::SignIn,
        mode: visit.door.workspace.mode,
        mediation: Mediation::Modal,
        user_verification: UserVerification::Required,
        named: named.is_some(),
    };
    // Smart: nothing is listed before a factor is proved, not even to whoever knows a name (S3-3).
    let listed = named.as_ref().filter(|_| terms.mode == Mode::Classic).map_or(&[][..], |named| named.allow.as_slice());
    // Nor does a name say there which RP ID is asked for.
    let rp_id = match (named.as_ref().filter(|_| terms.mode == Mode::Classic), &visit.door.before) {
        (Some(named), _) => named.rp_id.as_str(),
        (None, Some(before)) if ask.before => &before.rp_id,
        (None, _) => &visit.door.rp_id,
    };
    let options = request_options(
        app,
        &visit,
        (&snapshot, terms),
        named.as_ref().map(|named| named.user),
        (&binding, (rp_id, listed), &granted),
    )?;
    Ok(Begun { options, pre_auth })
}

async fn refuse(app: &App, visit: &Visit, reason: Reason) -> Error {
    audit::refuse(app, &Scene::from(visit), Phase::SignIn, None, (reason, About::default())).await
}

/// A passkey as options list it: its id and transports.
pub(crate) type Listed = (Vec<u8>, Vec<String>);

/// Whom a named ceremony is for, real or not.
struct Named {
    user: UserId,
    /// Of which RP ID the passkeys are.
    rp_id: String,
    allow: Vec<Listed>,
}

/// A name nobody has, and a member without passkeys of this mode, get stable decoys (WebAuthn 14.6.2). Both paths ask the database
/// the same two questions.
async fn look_up(
    app: &App,
    visit: &Visit,
    snapshot: &Snapshot,
    (typed, wants_before): (&str, bool),
) -> Result<Named, Error> {
    let (pool, folded) = (visit.door.pool.id, fold(typed));
    let wished = visit.door.wished(wants_before);
    let nobody = Nobody::of(&snapshot.ring, pool, &folded);
    let pseudo = nobody.user(&snapshot.ring, pool);
    let (user, passkeys) = app
        .store()
        .read("look up name", move |tx| {
            let user = identifier::find(tx, pool, &folded)?.map_or(pseudo, |row| row.user_id);
            Ok::<_, Error>((user, passkey::of_user(tx, pool, user)?))
        })
        .await?;
    // Whoever has none of the RP ID that is wished for is answered like nobody.
    let is_wished = |passkey: &Passkey| wished.is_none_or(|rp_id| rp_id == passkey.rp_id);
    let is_usable = |passkey: &Passkey| is_asked_for(&visit.door, passkey) && is_wished(passkey);
    let usable: Vec<Passkey> = passkeys.into_iter().filter(is_usable).collect();
    if usable.is_empty() {
        let rp_id = match &visit.door.before {
            Some(before) if wants_before || !before.has_moved(nobody.draw(&snapshot.ring, pool)) => &before.rp_id,
            _ => &visit.door.rp_id,
        };
        let decoys = nobody.decoys(&snapshot.ring, visit.door.realm(rp_id));
        let allow = decoys
            .into_iter()
            .map(|decoy| (decoy.id, decoy.transports.iter().map(|name| (*name).to_owned()).collect()));
        return Ok(Named { user: pseudo, rp_id: rp_id.clone(), allow: allow.collect() });
    }
    let shown = match &visit.door.before {
        // Whoever has moved since the last count is asked for what they had before, as long as they have it.
        Some(before) if !usable.iter().any(|row| row.rp_id != before.rp_id && before.may_show(row)) => {
            Some(before.rp_id.as_str())
        }
        _ => wished,
    };
    let (rp_id, allow) = visit.door.asked(usable, shown);
    Ok(Named { user, rp_id: rp_id.to_owned(), allow })
}

/// Transports are stored as words.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A browser without a pre-auth cookie is given one; its ceremony is bound to it.
pub(crate) fn with_pre_auth(app: &App, visit: &Visit) -> Result<(Visit, Option<String>), Error> {
    let (client, drawn) = pre_auth(app, &visit.client)?;
    Ok((Visit { client, ..visit.clone() }, drawn))
}

pub(crate) fn pre_auth(app: &App, client: &Client) -> Result<(Client, Option<String>), Error> {
    match client {
        Client::Browser { pre_auth: None } => {
            let cookie = URL_SAFE_NO_PAD.encode(random::bytes::<32>(app.random())?);
            Ok((Client::Browser { pre_auth: Some(cookie.clone()) }, Some(cookie)))
        }
        other => Ok((other.clone(), None)),
    }
}

/// When a challenge drawn now expires: a little after the browser gave up waiting, and never later than the longest life.
pub(crate) fn expiry(app: &App, timeout_ms: u32) -> u32 {
    let now = u32::try_from(app.now() / 1000).unwrap_or(u32::MAX);
    now.saturating_add(life_s(timeout_ms))
}

/// How long a challenge lives.
fn life_s(timeout_ms: u32) -> u32 {
    (timeout_ms / 1000).saturating_add(60).min(challenge::LONGEST_LIFE_S)
}

/// When a challenge was drawn, under the settings of now.
pub(crate) fn begun_s(ceremony: &Ceremony, timeout_ms: u32) -> u32 {
    ceremony.expires_at_s.saturating_sub(life_s(timeout_ms))
}

pub(crate) fn request_options(
    app: &App,
    visit: &Visit,
    (snapshot, terms): (&Snapshot, Terms),
    user: Option<UserId>,
    (binding, (rp_id, allow), granted): (&Binding, (&str, &[Listed]), &Granted),
) -> Result<String, Error> {
    let door = &visit.door;
    let context = Context {
        tenant: door.tenant.id,
        pool: door.pool.id,
        workspace: door.workspace.id,
        user,
        binding,
        subject: None,
    };
    let timeout = door.pool.settings.timeout_ms;
    let keys = snapshot.ring.signing(app.now()).ok_or(Error::NoKeys)?;
    let drawn = challenge::draw(keys, app.random(), (terms, expiry(app, timeout)), &context)?;
    let allow = descriptors(allow);
    let options = RequestOptions {
        challenge: &drawn.challenge,
        timeout,
        rp_id,
        allow: &allow,
        user_verification: terms.user_verification,
        hints: &[],
        extensions: Extensions {
            app_id: app_id(door),
            prf: granted.prf.as_ref(),
            large_blob: granted.large_blob.as_ref(),
            ..Extensions::default()
        },
    };
    options.to_json().map_err(Error::Answer)
}

/// The `AppID` under which older security keys answer; they answer only where they are listed, so in Classic.
pub(crate) fn app_id(door: &FrontDoor) -> Option<&str> {
    door.origins.app_id.as_deref().filter(|_| door.workspace.mode == Mode::Classic)
}

/// Passkeys as options list them.
pub(crate) fn descriptors(passkeys: &[Listed]) -> Vec<Descriptor<'_>> {
    passkeys
        .iter()
        .map(|(id, transports)| Descriptor { id, transports: transports.iter().map(String::as_str).collect() })
        .collect()
}

/// Finishes a sign-in: one read, one verification, one transaction. Where policy asks for more than this passkey, the journey goes on.
///
/// `previous` is the session that the same browser still has; it ends with the new one's beginning, so that none is forgotten.
pub async fn finish(app: &App, visit: &Visit, body: &[u8], previous: Option<&Session>) -> Result<Outcome, Error> {
    let named;
    let visit = if let Client::Embedded { .. } = visit.client {
        let shown: Shown = serde_json::from_slice(body).unwrap_or_default();
        named = Visit { client: of_site(&visit.client, shown.binding.as_deref()), ..visit.clone() };
        &named
    } else {
        visit
    };
    let binding = match Binding::at_finish(&visit.client, shown(&visit.client, body).as_deref()) {
        Ok(binding) => binding,
        Err(reason) => return Err(refuse(app, visit, reason).await),
    };
    let ask = Ask {
        phase: Phase::SignIn,
        purpose: Purpose::SignIn,
        binding,
        user: None,
        passkey: None,
        beside: Beside::Nothing,
    };
    let attempt = Attempt::read(app, visit, ask, body).await?;
    prove_and_open(app, visit, (&attempt, Kind::SignIn), previous).await
}
