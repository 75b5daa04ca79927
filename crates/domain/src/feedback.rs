//! What members of the pilot group say of passkeys, in the five questions of S2-12. Nobody else is asked, and nobody but administrators reads it.

use crate::app::App;
use crate::error::{Error, Phase, Reason, Refused};
use crate::factors::Holder;
use crate::session::Session;
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::feedback::{self, Feedback};
use store::id::{PoolId, UserId};
use store::{Tx, group};

/// As many as there are.
pub const QUESTIONS: usize = 5;
/// Characters.
pub const LONGEST_REMARK: usize = 1_000;

/// What is said to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    Yes,
    Partly,
    No,
}

impl Said {
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|said| said.as_str() == word)
    }
}

/// What a member says, in the order of the questions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Give {
    pub understand: Said,
    pub works: Said,
    pub wording: Said,
    pub fallback: Said,
    pub confusion: Said,
    #[serde(default)]
    pub remark: String,
}

/// The same, read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Given {
    pub answers: Vec<Said>,
    pub remark: String,
}

impl Given {
    pub(crate) fn of(row: &Feedback) -> Self {
        Self { answers: row.answers.split(' ').filter_map(Said::find).collect(), remark: row.remark.clone() }
    }
}

/// Whether the member is one of those who try passkeys first.
pub(crate) fn is_asked(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<bool, store::Error> {
    let pilot = &door.pool.settings.roll_out.pilot;
    // Most pools have none, and then nothing need be read.
    Ok(!pilot.is_empty() && group::of_user(tx, door.pool.id, user)?.iter().any(|group| group.name == *pilot))
}

/// What the session's member has said before.
pub async fn given(app: &App, session: &Session) -> Result<Option<Given>, Error> {
    let (pool, user): (PoolId, UserId) = (session.pool_id, session.user_id);
    let read = move |tx: &mut Tx<'_>| Ok::<_, Error>(feedback::find(tx, pool, user)?);
    Ok(app.store().read("feedback", read).await?.as_ref().map(Given::of))
}

/// Takes it down, in place of what the member said before.
pub async fn give(app: &App, visit: &Visit, session: &Session, ask: Give) -> Result<(), Error> {
    let refused = |reason| Error::from(Refused::new(app, Phase::Account, reason));
    let remark = ask.remark.trim().replace("\r\n", "\n");
    if remark.chars().count() > LONGEST_REMARK || remark.contains('\0') {
        return Err(refused(Reason::MalformedBody));
    }
    let answers = [ask.understand, ask.works, ask.wording, ask.fallback, ask.confusion].map(Said::as_str).join(" ");
    let row = Feedback { pool_id: session.pool_id, user_id: session.user_id, at: app.now(), answers, remark };
    let (door, holder) = (Arc::clone(&visit.door), Holder::from(session));
    let write = move |tx: &mut Tx<'_>| {
        holder.require_standing(tx)?;
        if !is_asked(tx, &door, row.user_id)? {
            return Err(Aborted::Refused(Reason::MethodNotUsedHere));
        }
        feedback::put(tx, &row)?;
        Ok(())
    };
    Aborted::settle(app.store().write("give feedback", write).await)?.map_err(refused)
}
