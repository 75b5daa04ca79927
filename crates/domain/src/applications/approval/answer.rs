//! A member's answer. Approving is an assertion over the stored transaction, made on our own page and judged like a proof that is given again, by nobody
//! but this member and in the session that began it; receipt, use of the passkey and answer are one transaction, and the first answer counts.

use super::begin::refuse;
use super::looking::{Found, found};
use super::receipt::{self, Shown};
use super::transaction::challenge;
use super::{APPROVED, DENIED, KEPT_MS};
use crate::app::App;
use crate::applications::issuer::Issuer;
use crate::assertion::{Ask, Attempt, Beside, Failed, Proof, about};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Ceremony, Purpose, Terms};
use crate::error::{Error, Phase, Reason};
use crate::session::Session;
use crate::sign_in::{counts_in_session, noticed};
use crate::sign_up::Aborted;
use crate::visit::Visit;
use std::borrow::Cow;
use store::approval::{self, Approval, End};
use store::audit_event::{self, AuditEvent};
use store::user::UserStatus;
use store::{Tx, passkey, session};
use webauthn::{Mediation, UserVerification};

/// What becomes of an answer that is no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Done,
    /// It was answered before, is over, or is not this member's.
    Gone,
}

/// Finishes with a passkey's answer: the transaction is approved.
pub async fn finish(app: &App, visit: &Visit, session: &Session, (id, body): (&str, &[u8])) -> Result<(), Error> {
    let found = found(app, visit, session, id).await?;
    // Another session of the same member has not read it.
    let Some(Found { row, client }) = found.filter(|found| found.row.session_id == Some(session.id)) else {
        return Err(refuse(app, visit, session, Reason::CeremonyNotFound).await);
    };
    let ask = Ask {
        phase: Phase::StepUp,
        purpose: Purpose::StepUp,
        binding: Binding::Session(session.id, session.epoch),
        user: Some(session.user_id),
        passkey: None,
        beside: Beside::Nothing,
    };
    let attempt = Attempt::read_for(app, visit, ask, (body, challenge(&row.content))).await?;
    let proof = match attempt.judge(attempt.look_up_for(ceremony(visit, &row)).await?) {
        Ok(proof) => proof,
        Err(failed) => return Err(attempt.refuse(unspent(*failed)).await),
    };
    if !counts_in_session(app, visit, &proof).await? {
        return Err(attempt.refuse(unspent(*proof.failed(Reason::MethodNotUsedHere))).await);
    }
    let shown = Shown { row: &row, proof: &proof, response: attempt.response() };
    let receipt = receipt::sign(app, &Issuer::of_door(app, &visit.door), &client, &shown).await?;
    match record(app, visit, session, (&row, &proof, receipt)).await? {
        Ok(()) => Ok(()),
        Err(reason) => Err(attempt.refuse(unspent(*proof.failed(reason))).await),
    }
}

/// What stands in a drawn challenge, said by the row.
fn ceremony(visit: &Visit, row: &Approval) -> Ceremony {
    Ceremony {
        nonce: [0; 17],
        expires_at_s: u32::try_from(row.expires_at / 1000).unwrap_or_default(),
        terms: Terms {
            purpose: Purpose::StepUp,
            mode: visit.door.workspace.mode,
            mediation: Mediation::Modal,
            user_verification: UserVerification::Required,
            named: true,
        },
        user_handle: [0; 32],
    }
}

/// A wrong answer ends nothing: the question stands until its time is over, and what was signed is good for nothing else.
fn unspent(failed: Failed) -> Box<Failed> {
    Box::new(Failed { spent: None, ..failed })
}

async fn record(
    app: &App,
    visit: &Visit,
    session: &Session,
    (row, proof, receipt): (&Approval, &Proof, String),
) -> Result<Result<(), Reason>, Error> {
    let event = event(app, visit, (Kind::ApprovalGiven, about(&proof.facts)), row).await?;
    let noticed = noticed(app, visit, proof).await?;
    let (now, pool, session_id, epoch) = (app.now(), session.pool_id, session.id, session.epoch);
    let used = proof.passkey_use(now, (visit.address.to_string(), event.user_agent_id));
    let end =
        End { outcome: APPROVED, user_id: session.user_id, receipt: Some(receipt), at: now, forget_at: now + KEPT_MS };
    let place = (row.workspace_id, row.id);
    let write = move |tx: &mut Tx<'_>| {
        let lives = session::find(tx, pool, session_id)?.is_some_and(|facts| {
            let is_over = facts.session.expires_at <= now || facts.idle_ended_at.is_some();
            !is_over && facts.user_status == UserStatus::Active && facts.user_epoch == epoch
        });
        if !lives {
            return Err(Aborted::Refused(Reason::NotSignedIn));
        }
        if !approval::end(tx, place, &end)? {
            return Err(Aborted::Refused(Reason::CeremonyReplayed));
        }
        if !passkey::record_use(tx, &used)? {
            return Err(Aborted::Refused(Reason::ChangedMeanwhile));
        }
        for event in std::iter::once(&event).chain(&noticed) {
            audit_event::insert(tx, event)?;
        }
        Ok(())
    };
    Aborted::settle(app.store().write("approve", write).await)
}

/// The member refuses. Whoever wants nothing to happen need not prove again.
pub async fn deny(app: &App, visit: &Visit, session: &Session, id: &str) -> Result<Answered, Error> {
    let Some(Found { row, .. }) = found(app, visit, session, id).await? else { return Ok(Answered::Gone) };
    let event = event(app, visit, (Kind::ApprovalDenied, About::member(session.user_id)), &row).await?;
    let (now, place) = (app.now(), (row.workspace_id, row.id));
    let end = End { outcome: DENIED, user_id: session.user_id, receipt: None, at: now, forget_at: now + KEPT_MS };
    let write = move |tx: &mut Tx<'_>| {
        let is_first = approval::end(tx, place, &end)?;
        if is_first {
            audit_event::insert(tx, &event)?;
        }
        Ok::<_, Error>(is_first)
    };
    let is_done = app.store().write("deny an approval", write).await?;
    Ok(if is_done { Answered::Done } else { Answered::Gone })
}

/// With the application's id, as all events between the two have it.
async fn event(app: &App, visit: &Visit, (kind, about): (Kind, About), row: &Approval) -> Result<AuditEvent, Error> {
    let event = audit::done(app, &Scene::from(visit), kind, about).await?;
    Ok(AuditEvent { detail: Some(Cow::Owned(row.client_id.clone())), ..event })
}
