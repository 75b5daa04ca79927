//! What is recorded, and how. An event is written in the transaction of its effect; a refusal is written together with the challenge it
//! spends. Nothing here ever holds a token, a key, or the text of a set-up link.

use crate::app::App;
use crate::challenge::Ceremony;
use crate::error::{Error, Phase, Reason, Refused};
use crate::snapshot::FrontDoor;
use crate::visit::{SetupVisit, Visit};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, PasskeyId, PoolId, TenantId, UserId, WorkspaceId};
use store::{spent_challenge, user_agent};

/// The full list of what we record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    SignIn,
    SignUp,
    StepUp,
    SignOut,
    /// A session ended because nobody was at work in it.
    SessionIdle,
    /// A site's server has exchanged the code of an embedded sign-in.
    CodeExchanged,
    /// The member ended another session of theirs.
    SessionRevoked,
    /// The member ended all other sessions of theirs.
    OtherSessionsRevoked,
    UserSuspended,
    UserRestored,
    /// An administrator ended all sessions of a member.
    SessionsEnded,
    /// From now on left out of figures and alarms.
    TestAccountMarked,
    TestAccountCleared,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,
    /// A passkey that was put aside is in use again.
    PasskeyConfirmed,
    /// An administrator has put one aside.
    PasskeySetAside,
    /// The member has put the passkeys of a lost device aside.
    PasskeysReplaced,
    /// The member lost their way in and has another one now.
    Recovered,
    /// A recovery has begun to wait, and the member was told.
    RecoveryWaits,
    /// Somebody stopped it.
    RecoveryStopped,
    /// An administrator has asked for a pass for another; a second one must confirm it.
    AccessPassAsked,
    AccessPassRequestEnded,
    AccessPassIssued,
    AccessPassEnded,
    TotpAdded,
    TotpRemoved,
    RecoveryCodesDrawn,
    RecoveryCodeUsed,
    PasswordSet,
    PasswordChanged,
    PasswordRemoved,
    /// An account at a provider opens the member's account from now on.
    AccountLinked,
    AccountUnlinked,
    /// A signature counter went backwards: a copy of the passkey may exist.
    CounterRegressed,
    AddressAdded,
    AddressRemoved,
    /// What an account had was removed, because its address was proved for the first time.
    FactorsCleared,
    Invited,
    InvitationRenewed,
    InvitationRevoked,
    InvitationAccepted,
    /// A device-bound passkey says that it is synced now.
    BackupEligibilityGained,
    /// A synced passkey says that it is bound to its device now; only where the pool ignores such changes.
    BackupEligibilityLost,
    /// A passkey that was backed up is so no longer: its device is the only copy.
    BackupStateLost,
    /// A backup was put back.
    Restored,
    /// The operator has vouched for a database that came back from a backup.
    RestoreConfirmed,
    /// Another edition of the metadata about authenticator models is in use.
    MetadataRefreshed,
    /// Mail or a text message could not be brought to whom it was for.
    MessageGivenUp,
    SetupLinkIssued,
    Setup,
    /// So many guesses were wrong that a method is off for a name.
    GuessingStopped,
    /// An administrator lets a method be used again.
    GuessingAllowed,
    /// The second factor is not asked in this browser for a while.
    DeviceTrusted,
    DeviceForgotten,
    /// Something was refused before anything else could be said about it.
    Page,
    Session,
    /// The same, of a change of the member's own factors other than passkeys.
    Account,
    /// The same, of what an administrator tried.
    Administration,
    AdministratorAppointed,
    AdministratorChanged,
    AdministratorDismissed,
    WorkspaceChanged,
    PoolChanged,
    /// What is asked of all members of a pool.
    PolicyChanged,
    RoleAdded,
    RoleChanged,
    RoleRemoved,
    GroupAdded,
    GroupChanged,
    GroupRemoved,
    /// Settings of a tenant came from a file, or a pool's from a preset.
    SettingsApplied,
}

impl Kind {
    #[expect(clippy::too_many_lines, reason = "a line for each kind")]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignUp => "sign_up",
            Self::StepUp => "step_up",
            Self::SignOut => "sign_out",
            Self::SessionIdle => "session_idle",
            Self::CodeExchanged => "code_exchanged",
            Self::SessionRevoked => "session_revoked",
            Self::OtherSessionsRevoked => "other_sessions_revoked",
            Self::UserSuspended => "user_suspended",
            Self::UserRestored => "user_restored",
            Self::SessionsEnded => "sessions_ended",
            Self::TestAccountMarked => "test_account_marked",
            Self::TestAccountCleared => "test_account_cleared",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRenamed => "passkey_renamed",
            Self::PasskeyRemoved => "passkey_removed",
            Self::PasskeyConfirmed => "passkey_confirmed",
            Self::PasskeySetAside => "passkey_set_aside",
            Self::PasskeysReplaced => "passkeys_replaced",
            Self::Recovered => "recovered",
            Self::RecoveryWaits => "recovery_waits",
            Self::RecoveryStopped => "recovery_stopped",
            Self::AccessPassAsked => "access_pass_asked",
            Self::AccessPassRequestEnded => "access_pass_request_ended",
            Self::AccessPassIssued => "access_pass_issued",
            Self::AccessPassEnded => "access_pass_ended",
            Self::TotpAdded => "totp_added",
            Self::TotpRemoved => "totp_removed",
            Self::RecoveryCodesDrawn => "recovery_codes_drawn",
            Self::RecoveryCodeUsed => "recovery_code_used",
            Self::PasswordSet => "password_set",
            Self::PasswordChanged => "password_changed",
            Self::PasswordRemoved => "password_removed",
            Self::AccountLinked => "account_linked",
            Self::AccountUnlinked => "account_unlinked",
            Self::CounterRegressed => "counter_regressed",
            Self::AddressAdded => "address_added",
            Self::AddressRemoved => "address_removed",
            Self::FactorsCleared => "factors_cleared",
            Self::Invited => "invited",
            Self::InvitationRenewed => "invitation_renewed",
            Self::InvitationRevoked => "invitation_revoked",
            Self::InvitationAccepted => "invitation_accepted",
            Self::BackupEligibilityGained => "backup_eligibility_gained",
            Self::BackupEligibilityLost => "backup_eligibility_lost",
            Self::BackupStateLost => "backup_state_lost",
            Self::Restored => "restored",
            Self::RestoreConfirmed => "restore_confirmed",
            Self::MetadataRefreshed => "metadata_refreshed",
            Self::MessageGivenUp => "message_given_up",
            Self::SetupLinkIssued => "setup_link_issued",
            Self::Setup => "setup",
            Self::GuessingStopped => "guessing_stopped",
            Self::GuessingAllowed => "guessing_allowed",
            Self::DeviceTrusted => "device_trusted",
            Self::DeviceForgotten => "device_forgotten",
            Self::Page => "page",
            Self::Session => "session",
            Self::Account => "account",
            Self::Administration => "administration",
            Self::AdministratorAppointed => "administrator_appointed",
            Self::AdministratorChanged => "administrator_changed",
            Self::AdministratorDismissed => "administrator_dismissed",
            Self::WorkspaceChanged => "workspace_changed",
            Self::PoolChanged => "pool_changed",
            Self::PolicyChanged => "policy_changed",
            Self::RoleAdded => "role_added",
            Self::RoleChanged => "role_changed",
            Self::RoleRemoved => "role_removed",
            Self::GroupAdded => "group_added",
            Self::GroupChanged => "group_changed",
            Self::GroupRemoved => "group_removed",
            Self::SettingsApplied => "settings_applied",
        }
    }

    fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::SignIn => Self::SignIn,
            Phase::SignUp => Self::SignUp,
            Phase::StepUp => Self::StepUp,
            Phase::Enrol => Self::PasskeyAdded,
            Phase::Setup => Self::Setup,
            Phase::Session => Self::Session,
            Phase::Password => Self::PasswordChanged,
            Phase::Page => Self::Page,
            Phase::Account => Self::Account,
            Phase::Administration => Self::Administration,
        }
    }
}

/// Where and by whom something happens.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    tenant: TenantId,
    place: Option<(PoolId, Option<WorkspaceId>)>,
    address: Option<IpAddr>,
    user_agent: String,
}

impl Scene {
    pub(crate) fn console() -> Self {
        Self { tenant: TenantId::NIL, place: None, address: None, user_agent: String::new() }
    }

    /// What an administrator does at the console over the pool of this door: it must be found there, wherever they signed in.
    pub(crate) fn at(visit: &Visit, door: &FrontDoor) -> Self {
        Self { tenant: door.tenant.id, place: Some((door.pool.id, None)), ..Self::from(visit) }
    }

    /// What the server does by itself for a tenant.
    pub(crate) fn of_tenant(tenant: TenantId) -> Self {
        Self { tenant, ..Self::console() }
    }

    /// What an administrator does to a place: it is written down there, and not where they sign in.
    pub(crate) fn over(visit: &Visit, place: (TenantId, PoolId, WorkspaceId)) -> Self {
        let (tenant, pool, workspace) = place;
        Self { tenant, place: Some((pool, Some(workspace))), ..Self::from(visit) }
    }
}

impl From<&Visit> for Scene {
    fn from(visit: &Visit) -> Self {
        Self {
            tenant: visit.door.tenant.id,
            place: Some((visit.door.pool.id, Some(visit.door.workspace.id))),
            address: Some(visit.address),
            user_agent: visit.user_agent.clone(),
        }
    }
}

impl From<&SetupVisit> for Scene {
    fn from(visit: &SetupVisit) -> Self {
        Self { address: Some(visit.address), user_agent: visit.user_agent.clone(), ..Self::console() }
    }
}

/// Whom and which passkey an event is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub actor: Option<UserId>,
    pub subject: Option<UserId>,
    pub passkey: Option<PasskeyId>,
    /// Name and kind as they were, because the row may be gone when somebody reads this.
    pub passkey_label: Option<String>,
}

impl About {
    pub(crate) fn member(user: UserId) -> Self {
        Self { actor: Some(user), subject: Some(user), ..Self::default() }
    }

    pub(crate) fn passkey(self, id: PasskeyId, label: impl Into<String>) -> Self {
        Self { passkey: Some(id), passkey_label: Some(label.into()), ..self }
    }
}

/// An event of something that was done, ready to be written in the transaction that does it.
pub(crate) async fn done(app: &App, scene: &Scene, kind: Kind, about: About) -> Result<AuditEvent, Error> {
    let user_agent_id = app.user_agents.id(app, &scene.user_agent).await?;
    Ok(AuditEvent { user_agent_id, ..event(app, scene, kind, about)? })
}

/// The same of something that no browser asked for.
pub(crate) fn drawn(app: &App, scene: &Scene, kind: Kind, about: About) -> Result<AuditEvent, Error> {
    event(app, scene, kind, about)
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
    }
}

/// An event without its browser: a text that any stranger can send is not worth a row of its own.
fn event(app: &App, scene: &Scene, kind: Kind, about: About) -> Result<AuditEvent, Error> {
    let (ms, random) = app.id_parts()?;
    Ok(AuditEvent {
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
    (reason, about): (Reason, About),
) -> Result<Refused, Error> {
    let refused = Refused::new(app, phase, reason);
    let is_known = spent.is_some() || about.actor.is_some();
    let mut event = if is_known {
        done(app, scene, Kind::of_phase(phase), about).await?
    } else {
        event(app, scene, Kind::of_phase(phase), about)?
    };
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
            audit_event::insert(tx, &event)?;
            Ok::<_, Error>(reason)
        })
        .await?;
    Ok(Refused { reason: settled, message: settled.face(phase), audited: true, ..refused })
}

/// Records a refusal that was made before the domain was asked: a body too large, an unknown member, a request from another site.
pub async fn refusal(app: &App, visit: &Visit, phase: Phase, refused: &Refused) -> Result<(), Error> {
    record(app, &Scene::from(visit), phase, refused).await
}

/// The same at the set-up page.
pub async fn refusal_at_setup(app: &App, visit: &SetupVisit, refused: &Refused) -> Result<(), Error> {
    record(app, &Scene::from(visit), Phase::Setup, refused).await
}

async fn record(app: &App, scene: &Scene, phase: Phase, refused: &Refused) -> Result<(), Error> {
    let mut event = event(app, scene, Kind::of_phase(phase), About::default())?;
    event.outcome = "refused".into();
    event.reason = Some(refused.reason.as_str().into());
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
pub(crate) struct UserAgents(Mutex<HashMap<String, i64>>);

/// More different browsers than this within one process are somebody playing; then the memory starts anew.
const MOST_REMEMBERED: usize = 10_000;
const LONGEST_USER_AGENT: usize = 256;

impl UserAgents {
    pub(crate) async fn id(&self, app: &App, text: &str) -> Result<Option<i64>, Error> {
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
        remembered.insert(text, id);
        Ok(Some(id))
    }
}
