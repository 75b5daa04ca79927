//! What a directory asks for to see that a name is ours: every node shows it, whichever of them orders.

use super::{LONGEST_ORDER_MS, Turn};
use crate::app::App;
use crate::error::Error;
use store::acme_challenge::{self, AcmeChallenge};

/// Has every node show this until the order is over.
pub async fn show_challenge(app: &App, turn: &Turn, (token, answer): (&str, &str)) -> Result<(), Error> {
    let challenge = AcmeChallenge {
        token: token.to_owned(),
        turn: (turn.id, turn.number),
        name: turn.name.clone(),
        answer: answer.to_owned(),
        expires_at: app.now() + 2 * LONGEST_ORDER_MS,
    };
    let write = move |tx: &mut store::Tx<'_>| Ok::<_, Error>(acme_challenge::put(tx, &challenge)?);
    app.store().write("show challenge", write).await
}

/// What every node shows: name, token, answer.
pub async fn challenges(app: &App) -> Result<Vec<(String, String, String)>, Error> {
    let now = app.now();
    let alive =
        app.store().read("challenges of certificates", move |tx| Ok::<_, Error>(acme_challenge::alive(tx, now)?));
    Ok(alive.await?.into_iter().map(|row| (row.name, row.token, row.answer)).collect())
}
