//! What is recorded, and how. An event is written in the transaction of its effect; a refusal is written together with the challenge it
//! spends. Nothing here ever holds a token, a key, or the text of a set-up link.

mod chain;
mod erase;
mod floor;
mod kind;
mod proof;
mod retention;
mod scene;
mod seals;
pub mod stream;
mod verify;

pub(crate) use chain::id_at;
pub use chain::{Head, NoHead};
pub use erase::erase;
pub use kind::{Category, Kind};
pub use retention::let_go;
pub(crate) use scene::Scene;
pub use seals::{SealError, seal};
pub use verify::{Broken, Report, VerifyError, verify};

use crate::app::App;
use crate::browser;
use crate::challenge::Ceremony;
use crate::error::{Error, Phase, Reason, Refused};
use crate::figures::{Facts, OTHER};
use crate::incidents::{self, Seen};
use crate::visit::{SetupVisit, Visit};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, PasskeyId, PoolId, TenantId, UserId};
use store::{spent_challenge, user_agent};

/// What was being done, from the kind of an event about what was refused.
pub(crate) fn phase_of(kind: &str) -> Phase {
    let phases = [
        Phase::SignIn,
        Phase::SignUp,
        Phase::StepUp,
        Phase::Enrol,
        Phase::Setup,
        Phase::Session,
        Phase::Password,
        Phase::Account,
        Phase::Administration,
        Phase::Application,
    ];
    phases.into_iter().find(|phase| Kind::of_phase(*phase).as_str() == kind).unwrap_or(Phase::Page)
}

/// Whom and which passkey an event is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub actor: Option<UserId>,
    pub subject: Option<UserId>,
    pub passkey: Option<PasskeyId>,
    /// Name and kind as they were, because the row may be gone when somebody reads this.
    pub passkey_label: Option<String>,
    /// Its model, as far as it says.
    pub aaguid: Option<[u8; 16]>,
    /// Of a refusal: what came back from the ceremony.
    pub seen: Option<Box<Seen>>,
}

impl About {
    pub(crate) fn member(user: UserId) -> Self {
        Self { actor: Some(user), subject: Some(user), ..Self::default() }
    }

    pub(crate) fn passkey(self, id: PasskeyId, label: impl Into<String>) -> Self {
        Self { passkey: Some(id), passkey_label: Some(label.into()), ..self }
    }

    pub(crate) fn seen(self, seen: Seen) -> Self {
        Self { seen: Some(Box::new(seen)), ..self }
    }

    pub(crate) fn made_by(self, aaguid: [u8; 16]) -> Self {
        Self { aaguid: Some(aaguid), ..self }
    }
}

/// An event of something that was done, ready to be written in the transaction that does it.
pub(crate) async fn done(app: &App, scene: &Scene, kind: Kind, about: About) -> Result<AuditEvent, Error> {
    let agent = app.user_agents.known(app, &scene.user_agent).await?;
    Ok(AuditEvent { user_agent_id: agent.and_then(|agent| agent.id), ..event(app, scene, kind, (about, agent))? })
}

/// The same of something that no browser asked for.
pub(crate) fn drawn(app: &App, scene: &Scene, kind: Kind, about: About) -> Result<AuditEvent, Error> {
    event(app, scene, kind, (about, None))
}

/// That a recovery which waited is over because its member opened this session. No session stops a second one, so its id serves.
pub(crate) fn stopped_by(session: &store::session::Session) -> AuditEvent {
    AuditEvent {
        tenant_id: session.tenant_id,
        id: EventId::from_bytes(*session.id.as_bytes()),
        pool_id: Some(session.pool_id),
        workspace_id: Some(session.workspace_id),
        at: session.created_at,
        kind: Kind::RecoveryStopped.as_str().into(),
        outcome: "done".into(),
        reason: None,
        actor_id: Some(session.user_id),
        subject_id: Some(session.user_id),
        passkey_id: session.passkey_id,
        passkey_label: None,
        address: Some(session.address.clone()),
        user_agent_id: session.user_agent_id,
        reference: None,
        detail: None,
        // It has no randomness at hand; the sealer gives it one.
        salt: None,
        facts: None,
    }
}

/// An event without its browser: a text that any stranger can send is not worth a row of its own.
pub(crate) fn event(
    app: &App,
    scene: &Scene,
    kind: Kind,
    (about, agent): (About, Option<Agent>),
) -> Result<AuditEvent, Error> {
    let (ms, random) = app.id_parts()?;
    let provider = about.aaguid.map(|aaguid| app.providers().name(aaguid).unwrap_or_else(|| OTHER.to_owned()));
    Ok(AuditEvent {
        facts: scene.facts(agent, provider).map(|facts| facts.text()),
        tenant_id: scene.tenant,
        id: EventId::from_parts(ms, random),
        pool_id: scene.place.map(|(pool, _)| pool),
        workspace_id: scene.place.and_then(|(_, workspace)| workspace),
        at: app.now(),
        kind: kind.as_str().into(),
        outcome: "done".into(),
        reason: None,
        actor_id: about.actor,
        subject_id: about.subject,
        passkey_id: about.passkey,
        passkey_label: about.passkey_label,
        address: scene.address.map(|address| address.to_string()),
        user_agent_id: None,
        reference: None,
        detail: None,
        salt: Some(app.id_parts()?.1),
    })
}

/// Records a refusal, spends its challenge where one was proved, and gives the error to answer with.
///
/// The unique key of spent challenges decides here too: an attempt with a challenge that was used already is a replay, whatever else is
/// wrong with it.
pub(crate) async fn refuse(
    app: &App,
    scene: &Scene,
    phase: Phase,
    spent: Option<&Ceremony>,
    why: (Reason, About),
) -> Error {
    // Boxed: it stands in every use case, and what rarely happens must not make the usual path's future larger.
    match Box::pin(try_refuse(app, scene, phase, spent, why)).await {
        Ok(refused) => refused.into(),
        Err(error) => error,
    }
}

async fn try_refuse(
    app: &App,
    scene: &Scene,
    phase: Phase,
    spent: Option<&Ceremony>,
    (reason, mut about): (Reason, About),
) -> Result<Refused, Error> {
    let refused = Refused::new(app, phase, reason);
    let is_known = spent.is_some() || about.actor.is_some();
    let seen = about.seen.take().map(|seen| *seen).unwrap_or_default();
    let mut event = if is_known {
        done(app, scene, Kind::of_phase(phase), about).await?
    } else {
        event(app, scene, Kind::of_phase(phase), (about, None))?
    };
    event.detail = seen.kept((!is_known).then_some(&scene.user_agent))?;
    event.outcome = "refused".into();
    event.reference = Some(refused.reference.to_string());
    let due = spent.zip(scene.place.map(|(pool, _)| pool).or(Some(PoolId::NIL)));
    let due = due.map(|(ceremony, pool)| (pool, i64::from(ceremony.expires_at_s), ceremony.nonce));
    let settled = app
        .store()
        .write("refuse", move |tx| {
            let is_first = match &due {
                Some((pool, expires_at, nonce)) => spent_challenge::spend(tx, *pool, *expires_at, nonce)?,
                None => true,
            };
            let reason = if is_first { reason } else { Reason::CeremonyReplayed };
            event.reason = Some(reason.as_str().into());
            event.facts = told(event.facts.as_deref(), reason, phase);
            audit_event::insert(tx, &event)?;
            Ok::<_, Error>(reason)
        })
        .await?;
    Ok(Refused { reason: settled, message: settled.face(phase), audited: true, ..refused })
}

/// What figures count of a refusal is what the person was told.
fn told(facts: Option<&str>, reason: Reason, phase: Phase) -> Option<Cow<'static, str>> {
    with_entry(facts, reason.face(phase).code)
}

pub(crate) fn with_entry(facts: Option<&str>, code: &str) -> Option<Cow<'static, str>> {
    facts.map(|facts| Facts { entry: Some(code.to_owned().into()), ..Facts::read(Some(facts)) }.text())
}

/// Records a refusal that was made before the domain was asked: a body too large, an unknown member, a request from another site. `origin` is
/// the one that the request names, `actor` the administrator whose request it is.
pub async fn refusal(
    app: &App,
    visit: &Visit,
    (phase, origin, actor): (Phase, Option<&str>, Option<UserId>),
    refused: &Refused,
) -> Result<(), Error> {
    record(app, &Scene::from(visit), (phase, origin, actor), refused).await
}

/// The same at the set-up page.
pub async fn refusal_at_setup(app: &App, visit: &SetupVisit, refused: &Refused) -> Result<(), Error> {
    record(app, &Scene::from(visit), (Phase::Setup, None, None), refused).await
}

async fn record(
    app: &App,
    scene: &Scene,
    (phase, origin, actor): (Phase, Option<&str>, Option<UserId>),
    refused: &Refused,
) -> Result<(), Error> {
    let about = About { actor, ..About::default() };
    let mut event = event(app, scene, Kind::of_phase(phase), (about, None))?;
    let origin = origin.map(incidents::plain_origin);
    event.detail = Seen { origin, ..Seen::default() }.kept(Some(&scene.user_agent))?;
    event.outcome = "refused".into();
    event.reason = Some(refused.reason.as_str().into());
    event.facts = told(event.facts.as_deref(), refused.reason, phase);
    event.reference = Some(refused.reference.to_string());
    app.store().write("record refusal", move |tx| Ok::<_, Error>(audit_event::insert(tx, &event)?)).await
}

/// Something that happened, as an administrator reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub kind: String,
    pub outcome: String,
    pub reason: Option<String>,
    pub reference: Option<String>,
    pub detail: Option<String>,
}

/// The latest events of a tenant, newest first.
pub async fn latest(app: &App, tenant: TenantId, most: u32) -> Result<Vec<Entry>, Error> {
    let rows = app.store().read("audit", move |tx| Ok::<_, Error>(audit_event::latest(tx, tenant, most)?)).await?;
    let entry = |row: AuditEvent| Entry {
        kind: row.kind.to_string(),
        outcome: row.outcome.to_string(),
        reason: row.reason.map(|reason| reason.to_string()),
        reference: row.reference,
        detail: row.detail.map(|detail| detail.to_string()),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// The numbers under which browsers' texts are kept: each text is stored once, and asked of the database once.
#[derive(Debug, Default)]
pub(crate) struct UserAgents(Mutex<HashMap<String, Agent>>);

/// A browser as it was met before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Agent {
    id: Option<i64>,
    /// Of browser and system.
    names: (&'static str, &'static str),
}

impl Agent {
    fn of(text: &str) -> Self {
        let names = (browser::browser(text).unwrap_or(OTHER), browser::system(text).unwrap_or(OTHER));
        Self { id: None, names }
    }
}

/// More different browsers than this within one process are somebody playing; then the memory starts anew.
const MOST_REMEMBERED: usize = 10_000;
const LONGEST_USER_AGENT: usize = 256;

impl UserAgents {
    pub(crate) async fn id(&self, app: &App, text: &str) -> Result<Option<i64>, Error> {
        Ok(self.known(app, text).await?.and_then(|agent| agent.id))
    }

    async fn known(&self, app: &App, text: &str) -> Result<Option<Agent>, Error> {
        if text.is_empty() {
            return Ok(None);
        }
        let text: String = text.chars().filter(|letter| !letter.is_control()).take(LONGEST_USER_AGENT).collect();
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&text).copied();
        if known.is_some() {
            return Ok(known);
        }
        let asked = text.clone();
        let intern = app.store().write("intern user agent", move |tx| Ok::<_, Error>(user_agent::intern(tx, &asked)?));
        let id = Box::pin(intern).await?;
        let mut remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        let agent = Agent { id: Some(id), ..Agent::of(&text) };
        remembered.insert(text, agent);
        Ok(Some(agent))
    }
}
