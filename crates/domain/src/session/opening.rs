//! Opening a session: what is drawn before the transaction, and the row that the transaction writes. It must never write one that outlives
//! what the member's policy allows.

use super::exchange::{CODE_LIFE_MS, code_hash};
use super::{Evidence, Proved, write_token};
use crate::app::App;
use crate::audit;
use crate::binding::sha256;
use crate::error::Error;
use crate::journey::Assurance;
use crate::method::{Method, Strength};
use crate::policy;
use crate::random;
use crate::snapshot::FrontDoor;
use crate::visit::{Client, SignedIn, Visit};
use store::id::{PasskeyId, SessionId, UserId};
use store::passkey::Passkey;
use store::{Tx, audit_event, recovery, session};

/// A session about to be opened: the row, and the token for its holder.
pub(crate) struct Opening {
    pub row: session::Session,
    pub signed_in: SignedIn,
}

impl Opening {
    /// The same, ending at this moment if it would live longer.
    pub(crate) fn no_longer_than(mut self, expires_at: i64) -> Self {
        self.row.expires_at = self.row.expires_at.min(expires_at);
        self.signed_in.expires_at = self.row.expires_at;
        self
    }
}

/// Who opens a session, and with what.
pub(crate) struct Opener {
    pub user_id: UserId,
    pub epoch: i64,
    /// The passkey among the proofs.
    pub passkey_id: Option<PasskeyId>,
    pub methods: Vec<Method>,
    pub strength: Strength,
}

impl Opener {
    /// With nothing but a passkey that was just made.
    pub(crate) fn with_new(passkey: &Passkey, epoch: i64) -> Self {
        let is_bound = !passkey.backup_eligible;
        Self {
            user_id: passkey.user_id,
            epoch,
            passkey_id: Some(passkey.id),
            methods: vec![Method::Passkey],
            strength: if is_bound { Strength::DeviceBound } else { Strength::PhishingResistant },
        }
    }
}

/// Prepares a session. It exists once its row is written, by [`open`].
pub(crate) fn prepare(app: &App, visit: &Visit, opener: &Opener, assurance: Assurance) -> Result<Opening, Error> {
    let (ms, random) = app.id_parts()?;
    let id = SessionId::from_parts(ms, random);
    let secret: [u8; 32] = random::bytes(app.random())?;
    let now = app.now();
    let (secret_hash, life_ms) = match visit.client {
        Client::Embedded { site } => (code_hash(&secret, &site.unwrap_or_default()), CODE_LIFE_MS),
        Client::Browser { .. } | Client::App => (sha256(&secret), visit.door.policy.session_ms),
    };
    let expires_at = now.saturating_add(life_ms);
    let methods: Vec<&str> = opener.methods.iter().map(|method| method.as_str()).collect();
    let row = session::Session {
        pool_id: visit.door.pool.id,
        id,
        tenant_id: visit.door.tenant.id,
        workspace_id: visit.door.workspace.id,
        user_id: opener.user_id,
        secret_hash,
        epoch: opener.epoch,
        amr: assurance.amr.join(" "),
        acr: assurance.acr.to_owned(),
        methods: methods.join(" "),
        strength: opener.strength.as_str().to_owned(),
        authenticated_at: now,
        created_at: now,
        expires_at,
        passkey_id: opener.passkey_id,
        address: visit.address.to_string(),
        user_agent_id: None,
    };
    let signed_in = SignedIn {
        user_id: opener.user_id,
        session_token: write_token(id, &secret),
        expires_at,
        amr: assurance.amr,
        acr: assurance.acr,
        signals: None,
        suggestion: None,
        grace_left: None,
        device_cookie: None,
        go_on: None,
    };
    Ok(Opening { row, signed_in })
}

/// Writes the session, and says when it ends: the policy of the member may be stricter than that of the door. A recovery that waits is over
/// once the member has shown what it was to replace.
pub(crate) fn open(tx: &mut Tx<'_>, door: &FrontDoor, row: &session::Session) -> Result<i64, store::Error> {
    let policy = policy::of_member(tx, door, row.user_id)?;
    let may_stop = policy.recovery_wait_ms.is_some() && Proved::of(row).evidence() == Evidence::Passkey;
    if may_stop && recovery::end(tx, row.pool_id, row.user_id)? {
        audit_event::insert(tx, &audit::stopped_by(row))?;
    }
    let expires_at = super::expires_at(row, &policy);
    if expires_at == row.expires_at {
        session::insert(tx, row)?;
    } else {
        session::insert(tx, &session::Session { expires_at, ..row.clone() })?;
    }
    Ok(expires_at)
}
