//! Taking files into use: the number is compared, what they say against models goes into the database for all nodes, and only then is anything
//! counted or judged again. It must never be cut in half, so whoever calls it lets it run to its end.

use super::edition::{InForce, is_judged};
use super::rejudging::{Tally, rejudge};
use super::{Distrusted, Known, Occasion, Read, RefreshError, Refreshed};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use std::sync::Arc;
use store::attestation::Due;
use store::{audit_event, passkey};

/// Takes what was read into use, unless any node has used a newer edition already.
pub async fn refresh(app: &App, read: Read, occasion: Occasion) -> Result<Refreshed, RefreshError> {
    let Read { known, next_update, is_stale, unreadable } = read;
    let known = Arc::new(known);
    take(app, &known, occasion).await?;
    let tally = match due(app, &known, occasion).await? {
        Some(due) => rejudge(app, &known, due).await?,
        None => Tally::default(),
    };
    let distrusted =
        if occasion == Occasion::Asked || tally.judged > 0 { distrusted(app, &known).await? } else { Vec::new() };
    Ok(Refreshed {
        number: known.number,
        models: known.models.len(),
        unreadable,
        next_update,
        is_stale,
        distrusted,
        judged_again: tally.judged,
        proofs_distrusted: tally.distrusted,
    })
}

/// The edition's commit, and at once its use in this process: nothing that could fail or wait for long stands between.
async fn take(app: &App, known: &Arc<Known>, occasion: Occasion) -> Result<(), RefreshError> {
    let event = audit::done(app, &Scene::console(), Kind::MetadataRefreshed, About::default()).await?;
    let taken = Arc::clone(known);
    app.store()
        .write("take metadata into use", move |tx| {
            let before = InForce::load(tx)?;
            // Which signer counts is the operator's word, at a start or by command.
            if occasion == Occasion::CaughtUp && !before.as_ref().is_some_and(|before| before.is_signed_as(&taken)) {
                return Err(RefreshError::OtherSigner);
            }
            let after = InForce::after(before.as_ref(), &taken)?;
            if let Some(in_force) = after.as_ref().filter(|after| before.as_ref() != Some(*after)) {
                in_force.save(tx)?;
                audit_event::insert(tx, &event)?;
            }
            Ok::<_, RefreshError>(())
        })
        .await?;
    app.use_metadata(known);
    Ok(app.refresh().await?)
}

/// What of the kept attestations is to be judged again. A start with an edition that they were judged by already reads none of them.
async fn due(app: &App, known: &Known, occasion: Occasion) -> Result<Option<Due>, Error> {
    match (occasion, known.edition.clone()) {
        (Occasion::Asked, _) => Ok(Some(Due::All)),
        (_, None) => Ok(None),
        // What this node has registered while it knew less.
        (Occasion::CaughtUp, Some(edition)) => Ok(Some(Due::Except(edition.number))),
        (Occasion::Start, Some(edition)) => {
            let is_judged =
                app.store().read("metadata judged", move |tx| Ok::<_, Error>(is_judged(tx, &edition)?)).await?;
            Ok((!is_judged).then_some(Due::All))
        }
    }
}

async fn distrusted(app: &App, known: &Known) -> Result<Vec<Distrusted>, Error> {
    let mut held = Vec::new();
    for (aaguid, flaw) in &known.distrusted {
        let asked = aaguid.0;
        let count = app.store().read("passkeys of a model", move |tx| passkey::count_of_model(tx, asked));
        let passkeys = count.await?;
        if passkeys > 0 {
            held.push(Distrusted { aaguid: *aaguid, name: flaw.name.clone(), why: flaw.why.clone(), passkeys });
        }
    }
    Ok(held)
}
