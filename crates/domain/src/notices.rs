//! What a member is told at the next sign-in, because no channel was left to tell it by; and sensitive changes that wait meanwhile. Whoever
//! took an account over must not be able to hide that at once, so while changes wait, a notice stays.

use crate::app::App;
use crate::audit::{self, About, Scene};
use crate::error::{Error, Phase, Reason};
use crate::language::Language;
use crate::messages::{self, Told};
use crate::news::News;
use crate::passkeys::time;
use crate::recovery::unheard;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use store::id::{NoticeId, PoolId, UserId};
use store::notice::{self, NoticeKind};
use store::outbox::Outgoing;
use store::{Tx, passkey, user};

/// One notice, as pages and APIs show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeView {
    pub id: NoticeId,
    pub kind: &'static str,
    pub text: String,
    pub at: String,
    /// Whether it goes away once it is seen.
    pub may_dismiss: bool,
}

/// What the session's member has not seen yet.
pub async fn unseen(app: &App, language: Language, session: &Session) -> Result<Vec<NoticeView>, Error> {
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    let (rows, held, puts_aside) = app
        .store()
        .read("notices", move |tx| {
            let rows = notice::unseen(tx, pool, user)?;
            if rows.is_empty() {
                return Ok((rows, None, false));
            }
            let puts_aside = passkey::of_user(tx, pool, user)?.iter().any(|row| row.quarantined_at.is_some());
            Ok::<_, Error>((rows, user::held_until(tx, pool, user)?, puts_aside))
        })
        .await?;
    let may_dismiss = held.is_none_or(|until| until <= now);
    let view = |row: notice::Notice| NoticeView {
        id: row.id,
        kind: row.kind.as_str(),
        text: News::of(row.kind, puts_aside).told(language),
        at: time(row.at),
        may_dismiss,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// That something was done to a member's account by somebody else: to every address of theirs, or at the next sign-in where there is none.
#[derive(Debug, Clone)]
pub(crate) struct Telling {
    letters: Vec<Outgoing>,
    untold: Option<notice::Notice>,
}

impl Telling {
    /// Prepared before the transaction, in the language of whoever does it.
    pub(crate) async fn of(
        app: &App,
        door: &FrontDoor,
        (user, kind): (UserId, NoticeKind),
        language: Language,
    ) -> Result<Self, Error> {
        let words =
            vec![("what", News::of(kind, false).told(language)), ("link", format!("{}/account/security", door.base()))];
        let told = Told { kind: messages::Kind::FactorChanged, language, words };
        let letters = messages::notify_others(app, door.tenant.id, (door.pool.id, user), &[], told).await?;
        let untold = if letters.is_empty() { Some(unheard(app, (door.pool.id, user), kind)?) } else { None };
        Ok(Self { letters, untold })
    }

    /// In the transaction that does it; afterwards `messages::ring`.
    pub(crate) fn insert(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        messages::insert_all(tx, &self.letters)?;
        self.untold.as_ref().map_or(Ok(()), |untold| notice::insert(tx, untold))
    }
}

/// The body of seen: an object without members.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct See {}

/// The member has seen it.
pub async fn see(app: &App, visit: &Visit, session: &Session, id: NoticeId) -> Result<(), Error> {
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    let written = app
        .store()
        .write("see notice", move |tx| {
            require_no_hold(tx, (pool, user), now)?;
            if notice::see(tx, pool, user, id, now)? { Ok(()) } else { Err(Aborted::Refused(Reason::NoticeUnknown)) }
        })
        .await;
    match Aborted::settle(written)? {
        Ok(()) => Ok(()),
        Err(reason) => {
            let why = (reason, About::member(user));
            Err(audit::refuse(app, &Scene::from(visit), Phase::Account, None, why).await)
        }
    }
}

/// Refuses what must wait after a recovery that nobody could be told of: taking away ways in, changing addresses. Adding is no such thing.
pub(crate) fn require_no_hold(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), now: i64) -> Result<(), Aborted> {
    match user::held_until(tx, pool, user)? {
        Some(until) if until > now => Err(Aborted::Refused(Reason::AccountHeld)),
        _ => Ok(()),
    }
}
