//! Judging the kept attestations again by what is known now: a batch whose key has leaked is known by its certificates alone, and a U2F model has
//! no model number at all. It goes page by page, so that nobody waits for it, and must never write a verdict that a newer edition has overtaken.

use super::edition::{InForce, note_judged};
use super::{Known, RefreshError};
use crate::app::App;
use crate::error::Error;
use crate::models::is_broken;
use std::sync::Arc;
use store::attestation::{self, Attestation, Due, Judgement, Verdict};
use store::id::{PasskeyId, PoolId};
use webauthn::Certification;
use webauthn::attestation::reexamine;
use webauthn::metadata::Entry;

/// Few enough that a write of them holds up nobody.
const PAGE: u32 = 50;

/// How many were judged, and how many of them must not be trusted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub judged: u64,
    pub distrusted: u64,
}

/// Judges those that are due. It ends early where another edition has come into force meanwhile: that one judges them.
pub(super) async fn rejudge(app: &App, known: &Arc<Known>, due: Due) -> Result<Tally, RefreshError> {
    let mut tally = Tally::default();
    let mut after = (PoolId::NIL, PasskeyId::NIL);
    loop {
        let from = after;
        let page = app.store().read("kept attestations", move |tx| attestation::page(tx, from, due, PAGE)).await?;
        let Some(last) = page.last() else { break };
        after = (last.pool_id, last.passkey_id);
        // Certificates and signatures: not on a thread that others wait for.
        let judging = Arc::clone(known);
        let judged = tokio::task::spawn_blocking(move || page.iter().map(|row| judge(&judging, row)).collect());
        let judged: Vec<Judgement> = judged.await?;
        let count = |wanted: &dyn Fn(&&Judgement) -> bool| {
            u64::try_from(judged.iter().filter(wanted).count()).unwrap_or(u64::MAX)
        };
        tally.judged += count(&|_| true);
        tally.distrusted += count(&|judgement| judgement.verdict == Verdict::Distrusted);
        if !write(app, known, judged).await? {
            return Ok(tally);
        }
    }
    if let Some(edition) = known.edition.clone() {
        app.store().write("kept attestations are judged", move |tx| note_judged(tx, &edition)).await?;
    }
    Ok(tally)
}

/// `false` where these verdicts are of yesterday.
async fn write(app: &App, known: &Arc<Known>, judged: Vec<Judgement>) -> Result<bool, Error> {
    // What was only tried is not in force.
    let (edition, is_rehearsal) = (known.edition.clone(), app.is_rehearsal());
    app.store()
        .write("judge attestations again", move |tx| {
            if !is_rehearsal && InForce::load(tx)?.map(|in_force| in_force.edition) != edition {
                return Ok(false);
            }
            for judgement in &judged {
                attestation::judge(tx, judgement)?;
            }
            Ok(true)
        })
        .await
}

fn judge(known: &Known, row: &Attestation) -> Judgement {
    let judgement = Judgement {
        pool_id: row.pool_id,
        passkey_id: row.passkey_id,
        verdict: row.verdict,
        model: row.model.clone(),
        certification: row.certification.clone(),
        metadata_number: known.number,
    };
    // Certificates count as they did on the day of the registration: devices outlive them.
    let Some(shown) = reexamine(&row.attestation_object, &known.anchors(), row.at / 1000) else { return judgement };
    let entry = known.models.model(&shown.model());
    let proved = entry.filter(|_| shown.is_trusted);
    Judgement {
        verdict: match (
            entry.is_some_and(|entry| is_broken(entry, &shown.trust_path, !shown.is_trusted)),
            shown.is_trusted,
        ) {
            (true, _) => Verdict::Distrusted,
            (false, true) => Verdict::Trusted,
            (false, false) => Verdict::Untrusted,
        },
        model: proved.map(|entry| entry.name().to_owned()).filter(|name| !name.is_empty()),
        certification: proved.and_then(Entry::certification).map(Certification::as_str).map(str::to_owned),
        ..judgement
    }
}
