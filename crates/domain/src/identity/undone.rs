//! Why a transaction of this API was undone: in a word of its own, for a reason of the product's that goes on record, or because of a setting.

use super::denied::{Denied, Word};
use super::passkeys::Pool;
use crate::app::App;
use crate::audit::{self, About};
use crate::error::{Error, Objection, Phase, Reason, Refused};
use crate::sign_up::Aborted;
use store::id::UserId;

pub(super) enum Undone {
    Word(Word),
    Reason(Reason),
    Objection(Objection),
    Failed(Error),
}

impl From<Word> for Undone {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Undone {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Aborted> for Undone {
    fn from(aborted: Aborted) -> Self {
        match aborted {
            Aborted::Store(error) => error.into(),
            Aborted::Refused(reason) => Self::Reason(reason),
        }
    }
}

impl Undone {
    /// What the program hears. What the product refuses is on record, with whom it was about.
    pub(super) async fn told(self, app: &App, pool: &Pool, user: Option<UserId>) -> Denied {
        match self {
            Self::Word(word) => word.into(),
            Self::Reason(reason) => {
                let about = About { subject: user, ..About::default() };
                audit::refuse(app, &pool.scene(), Phase::Account, None, (reason, about)).await.into()
            }
            Self::Objection(objection) => {
                let refused = Refused::new(app, Phase::Account, objection.reason());
                Error::from(refused.about(objection)).into()
            }
            Self::Failed(error) => error.into(),
        }
    }
}
