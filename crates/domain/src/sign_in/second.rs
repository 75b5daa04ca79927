//! A passkey within a journey that has proved something already: as second factor beside a password or a code (S3-15, S4-13), or after a
//! magic link (S0-4). The member is known by now, so their passkeys are listed in both modes.

use super::going::{Met, Next, Outcome, Stand, stand};
use super::open::{advance, refuse};
use super::request_options;
use super::steps::{add, opened};
use super::tap::{Recorded, Writing, record};
use crate::app::App;
use crate::assertion::{Ask, Attempt, Beside};
use crate::audit::Kind;
use crate::binding::Binding;
use crate::challenge::{Purpose, Terms};
use crate::error::{Error, Phase, Reason};
use crate::journey::Proof;
use crate::method::Method;
use crate::session::Session;
use crate::subject::Subject;
use crate::ticket::{Carried, Ticket};
use crate::visit::{Begun, Visit};
use crate::wish::Granted;
use store::passkey;
use webauthn::{Mediation, UserVerification};

/// Begins the ceremony: the member's own passkeys, those from before where somebody asks for them while members move.
pub async fn begin(app: &App, visit: &Visit, carried: Carried<'_>, before: bool) -> Result<Begun, Error> {
    let ticket = opened(app, visit, carried).await?;
    let (subject, must_verify) = asked(app, visit, &ticket).await?;
    let (pool, user) = (visit.door.pool.id, subject.user);
    let passkeys =
        app.store().read("list passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await?;
    let mode = visit.door.workspace.mode;
    let is_usable = |passkey: &passkey::Passkey| passkey.mode == mode && passkey.quarantined_at.is_none();
    let wished = visit.door.wished(before);
    let (rp_id, allow) = visit.door.asked(passkeys.into_iter().filter(is_usable).collect(), wished);
    let terms = Terms {
        purpose: Purpose::SignIn,
        mode,
        mediation: Mediation::Modal,
        user_verification: verification(must_verify),
        named: true,
    };
    let binding = match Binding::at_begin(&visit.client, None) {
        Ok(binding) => binding,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    let granted = Granted::default();
    let options =
        request_options(app, visit, (&app.snapshot(), terms), Some(user), (&binding, (rp_id, &allow), &granted))?;
    Ok(Begun { options, pre_auth: None })
}

/// "User verification": required where one that verified nobody would lead no further, elsewhere preferred beside another factor.
fn verification(must_verify: bool) -> UserVerification {
    if must_verify { UserVerification::Required } else { UserVerification::Preferred }
}

/// Takes the assertion, and goes on.
pub async fn finish(
    app: &App,
    visit: &Visit,
    carried: Carried<'_>,
    body: &[u8],
    previous: Option<&Session>,
) -> Result<Outcome, Error> {
    let mut ticket = opened(app, visit, carried).await?;
    let (subject, must_verify) = asked(app, visit, &ticket).await?;
    let binding = match Binding::at_finish(&visit.client, None) {
        Ok(binding) => binding,
        Err(reason) => return Err(refuse(app, visit, &ticket, reason).await),
    };
    let beside = if must_verify { Beside::Nothing } else { Beside::First };
    let ask = Ask {
        phase: Phase::SignIn,
        purpose: Purpose::SignIn,
        binding,
        user: Some(subject.user),
        passkey: None,
        beside,
    };
    let attempt = Attempt::read(app, visit, ask, body).await?;
    let proof = match attempt.judge(attempt.look_up().await?) {
        Ok(proof) => proof,
        Err(failed) => return Err(attempt.refuse(failed).await),
    };
    match record(app, visit, (&proof, Kind::SignIn), Writing::default()).await? {
        Recorded::Yes { .. } => {}
        Recorded::Replayed => return Err(attempt.refuse(proof.failed(Reason::CeremonyReplayed)).await),
        Recorded::Changed | Recorded::Ended => {
            return Err(attempt.refuse(proof.failed(Reason::ChangedMeanwhile)).await);
        }
    }
    ticket.passkey = Some(proof.facts.passkey.id);
    add(app, visit, &mut ticket, Proof::passkey(proof.passkey)).await?;
    advance(app, visit, &ticket, previous).await
}

/// The member whose passkey this step asks for, and whether it must verify them.
async fn asked(app: &App, visit: &Visit, ticket: &Ticket) -> Result<(Subject, bool), Error> {
    let Stand { step, must_verify, .. } = stand(app, visit, ticket).await?;
    let reason = match Met::from(step) {
        Met::Next(Next::Second(methods)) if methods.contains(&Method::Passkey) => match &ticket.subject {
            Some(subject) => return Ok((subject.clone(), must_verify)),
            None => Reason::Internal,
        },
        Met::Refuse(reason) => reason,
        _ => Reason::JourneyOfOtherStep,
    };
    Err(refuse(app, visit, ticket, reason).await)
}
