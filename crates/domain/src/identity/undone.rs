//! Why a transaction of this API was undone: in a word of its own, or for what also a form of the console is refused.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use crate::app::App;
use crate::audit::{self, About};
use crate::error::{Error, Phase, Reason, Refused};
use crate::saving::Unsaved;
use crate::sign_up::Aborted;
use store::id::UserId;

pub(super) enum Undone {
    Word(Word),
    Unsaved(Unsaved),
}

impl From<Word> for Undone {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<Unsaved> for Undone {
    fn from(unsaved: Unsaved) -> Self {
        Self::Unsaved(unsaved)
    }
}

impl From<Reason> for Undone {
    fn from(reason: Reason) -> Self {
        Unsaved::Because(reason).into()
    }
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Unsaved::from(error).into()
    }
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        Unsaved::from(error).into()
    }
}

impl From<Aborted> for Undone {
    fn from(aborted: Aborted) -> Self {
        Unsaved::from(aborted).into()
    }
}

impl Undone {
    /// What the program hears. What the product refuses is on record, with whom it was about.
    pub(super) async fn told(self, app: &App, pool: &Pool, user: Option<UserId>) -> Denied {
        match self {
            Self::Word(word) => word.into(),
            Self::Unsaved(Unsaved::Because(reason)) => {
                let about = About { subject: user, ..About::default() };
                audit::refuse(app, &pool.scene(), Phase::Account, None, (reason, about)).await.into()
            }
            Self::Unsaved(Unsaved::Objection(objection)) => {
                let refused = Refused::new(app, Phase::Account, objection.reason());
                Error::from(refused.about(objection)).into()
            }
            Self::Unsaved(Unsaved::Failed(error)) => error.into(),
        }
    }
}
