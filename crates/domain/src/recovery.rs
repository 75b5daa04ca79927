//! What a recovery changes besides the new way in: the passkeys that the member has not confirmed are put aside, everything that rests on
//! the time before ends, and the member is told by every other channel. It must never take effect without the new way in, nor twice.

pub mod waiting;

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::failures;
use crate::messages;
use crate::method::Method;
use crate::news::News;
use crate::snapshot::Snapshot;
use crate::visit::Visit;
use crate::{devices, random};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{NoticeId, PasskeyId, PoolId, SessionId, UserId};
use store::notice::{Notice, NoticeKind};
use store::outbox::Outgoing;
use store::{Tx, access_pass, notice, one_time_code, passkey, session, user};

/// How long sensitive changes wait where nobody could be told (security.md D3).
pub(crate) const HOLD_MS: i64 = 24 * 60 * 60 * 1000;

/// What becomes of the member's other sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    End,
    /// The member asked to stay signed in elsewhere.
    Stay,
    EndAllBut(SessionId),
}

/// Whose account changes hands, and by what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occasion<'a> {
    pub user: UserId,
    /// The epoch that it rests on.
    pub epoch: i64,
    pub others: Others,
    /// The addresses that carried codes: whoever reads them must not be the only one that hears of it.
    pub by: &'a [String],
    pub notice: NoticeKind,
}

/// All that is written with the new way in; prepared before the transaction.
#[derive(Clone)]
pub(crate) struct Ending {
    pool: PoolId,
    user: UserId,
    epoch: i64,
    others: Others,
    at: i64,
    event: AuditEvent,
    messages: Vec<Outgoing>,
    notice: Option<Notice>,
    /// With whose keys the guesses are found that a recovery forgives.
    forgives: Option<Arc<Snapshot>>,
}

impl std::fmt::Debug for Ending {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ending").field("user", &self.user).field("others", &self.others).finish_non_exhaustive()
    }
}

pub(crate) async fn prepare(app: &App, visit: &Visit, occasion: Occasion<'_>) -> Result<Ending, Error> {
    let Occasion { user, epoch, others, by, notice } = occasion;
    let pool = visit.door.pool.id;
    let (audited, message) = match notice {
        NoticeKind::Recovered => (Kind::Recovered, messages::Kind::Recovered),
        _ => (Kind::PasskeysReplaced, messages::Kind::FactorChanged),
    };
    let had = app.store().read("passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await?;
    let what = (message, News::of(notice, !had.is_empty()));
    let messages = messages::notices(app, visit, (user, by), what).await?;
    let event = audit::done(app, &Scene::from(visit), audited, About::member(user)).await?;
    let at = app.now();
    let forgives = (notice == NoticeKind::Recovered).then(|| app.snapshot());
    let notice = if messages.is_empty() { Some(unheard(app, (pool, user), notice)?) } else { None };
    Ok(Ending { pool, user, epoch, others, at, event, messages, notice, forgives })
}

/// What is shown at the next sign-in, because no channel was left to tell it by.
pub(crate) fn unheard(app: &App, (pool, user): (PoolId, UserId), kind: NoticeKind) -> Result<Notice, Error> {
    let ms = u64::try_from(app.now()).unwrap_or_default();
    let id = NoticeId::from_parts(ms, random::bytes(app.random())?);
    Ok(Notice { pool_id: pool, id, user_id: user, kind, at: app.now() })
}

impl Ending {
    /// The epoch from then on.
    pub(crate) fn epoch(&self) -> i64 {
        self.epoch + 1
    }

    /// In the transaction that has made sure that the member is active and of the epoch that it rests on. `kept` is the new passkey.
    pub(crate) fn write(&self, tx: &mut Tx<'_>, kept: Option<PasskeyId>) -> Result<(), store::Error> {
        let (pool, user, at) = (self.pool, self.user, self.at);
        passkey::quarantine_others(tx, (pool, user), kept, at)?;
        // Ends sessions and every journey that is on its way: another recovery, too.
        user::raise_epoch(tx, pool, user)?;
        match self.others {
            Others::End => {}
            Others::Stay => session::keep_all(tx, pool, user, self.epoch).map(drop)?,
            Others::EndAllBut(session) => session::keep(tx, pool, session)?,
        }
        devices::forget_all(tx, pool, user)?;
        one_time_code::void_of_user(tx, pool, user, at)?;
        access_pass::end(tx, pool, user, at)?;
        store::recovery::end(tx, pool, user)?;
        if let Some(snapshot) = &self.forgives {
            failures::forget(tx, &snapshot.ring, (pool, user), &Method::ALL)?;
        }
        messages::insert_all(tx, &self.messages)?;
        if let Some(unheard) = &self.notice {
            notice::insert(tx, unheard)?;
            user::hold(tx, pool, user, at + HOLD_MS)?;
        }
        audit_event::insert(tx, &self.event)
    }
}
