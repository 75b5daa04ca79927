//! "I'll do it later": a suggestion that a member put off is not made again until the tenth sign-in or the seventh day (S1-15).

use crate::app::App;
use crate::error::Error;
use crate::session::Session;
use serde::Deserialize;
use store::prompt::{self, PromptKind};

/// Which suggestion is put off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PutOff {
    /// To make a first passkey, or one that will be required.
    First,
    /// To make one on this device, too.
    Here,
}

/// The body of the request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    pub suggestion: PutOff,
    /// Where a form goes on, see `way_on`.
    #[serde(default, rename = "continue")]
    pub go_on: Option<String>,
}

/// Leaves the member in peace for a while.
pub async fn put_off(app: &App, session: &Session, ask: &Ask) -> Result<(), Error> {
    let kind = match ask.suggestion {
        PutOff::First => PromptKind::First,
        PutOff::Here => PromptKind::Here,
    };
    let (pool, user, now) = (session.pool_id, session.user_id, app.now());
    app.store().write("put off", move |tx| Ok::<_, Error>(prompt::put_off(tx, pool, user, (kind, now))?)).await
}
