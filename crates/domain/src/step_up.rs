//! Step-up: a signed-in member proves again, before something sensitive. The proof opens a new session and ends the old one, so that a
//! stolen token is worth nothing afterwards. Whether a proof must be given again is asked here too, before every sensitive change.

mod fresh;
mod other;

pub use fresh::{Asked, Verdict, judge};
pub(crate) use other::knows_password;
pub use other::{Methods, Shown, Wanted, methods, prove, send};

use crate::app::App;
use crate::assertion::{Ask, Attempt, Beside};
use crate::audit::{self, About, Kind, Scene};
use crate::binding::Binding;
use crate::challenge::{Purpose, Terms};
use crate::error::{Error, Phase, Reason, Refused};
use crate::journey::{self, Assurance, Proof};
use crate::method::{Method, Strength};
use crate::passkeys::opens;
use crate::policy::Sensitive;
use crate::session::{Evidence, Session};
use crate::sign_in::{Outcome, prove_and_open, request_options};
use crate::snapshot::FrontDoor;
use crate::visit::{Begun, SignedIn, Visit};
use crate::wish::RequestExtensions;
use serde::Deserialize;
use store::Tx;
use store::id::PasskeyId;
use store::passkey;
use webauthn::{Mediation, UserVerification};

/// The body of begin: the session says who it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub extensions: Option<RequestExtensions>,
    /// While members move to another RP ID: asks for a passkey from before. At any other time it asks for nothing else.
    #[serde(default)]
    pub before: bool,
}

/// Begins a step-up. The member is known by now, so the passkeys are listed in both modes.
pub async fn begin(app: &App, visit: &Visit, session: &Session, ask: Begin) -> Result<Begun, Error> {
    begin_with(app, visit, session, ask, None).await
}

/// The same with this passkey and no other, where one is named.
pub(crate) async fn begin_with(
    app: &App,
    visit: &Visit,
    session: &Session,
    ask: Begin,
    only: Option<PasskeyId>,
) -> Result<Begun, Error> {
    let granted = match ask.extensions.unwrap_or_default().grant(visit.door.pool.settings.extensions, true) {
        Ok(granted) => granted,
        Err(reason) => {
            let why = (reason, About::member(session.user_id));
            return Err(audit::refuse(app, &Scene::from(visit), Phase::StepUp, None, why).await);
        }
    };
    let takes_silent = takes_silent(app, visit, session).await?;
    let (pool, user, id) = (session.pool_id, session.user_id, session.id);
    let is_moving = visit.door.before.is_some();
    let read = move |tx: &mut Tx<'_>| {
        let opened = if is_moving { store::session::find(tx, pool, id)? } else { None };
        Ok::<_, Error>((passkey::of_user(tx, pool, user)?, opened.and_then(|row| row.session.passkey_id)))
    };
    let (passkeys, shown) = app.store().read("list passkeys", read).await?;
    let mode = visit.door.workspace.mode;
    // While members move, this browser is surest to have a passkey of the RP ID that it showed.
    let shown = passkeys.iter().find(|passkey| Some(passkey.id) == shown).map(|passkey| passkey.rp_id.clone());
    let wished = visit.door.wished(ask.before).or(shown.as_deref());
    let is_usable = |passkey: &passkey::Passkey| {
        let is_meant = only.is_none_or(|id| id == passkey.id);
        is_meant && passkey.mode == mode && passkey.quarantined_at.is_none()
    };
    let (rp_id, allow) = visit.door.asked(passkeys.into_iter().filter(is_usable).collect(), wished);
    let terms = Terms {
        purpose: Purpose::StepUp,
        mode,
        mediation: Mediation::Modal,
        user_verification: if takes_silent { UserVerification::Preferred } else { UserVerification::Required },
        named: true,
    };
    let binding = Binding::Session(session.id, session.epoch);
    let options =
        request_options(app, visit, (&app.snapshot(), terms), Some(user), (&binding, (rp_id, &allow), &granted))?;
    Ok(Begun { options, pre_auth: None })
}

/// Finishes a step-up with a fresh session in place of the old one.
pub async fn finish(app: &App, visit: &Visit, session: &Session, body: &[u8]) -> Result<SignedIn, Error> {
    finish_with(app, visit, session, body, None).await
}

pub(crate) async fn finish_with(
    app: &App,
    visit: &Visit,
    session: &Session,
    body: &[u8],
    only: Option<PasskeyId>,
) -> Result<SignedIn, Error> {
    let ask = Ask {
        phase: Phase::StepUp,
        purpose: Purpose::StepUp,
        binding: Binding::Session(session.id, session.epoch),
        user: Some(session.user_id),
        passkey: only,
        beside: if takes_silent(app, visit, session).await? { Beside::Another } else { Beside::Nothing },
    };
    let attempt = Attempt::read(app, visit, ask, body).await?;
    match prove_and_open(app, visit, (&attempt, Kind::StepUp), Some(session)).await? {
        Outcome::SignedIn(signed_in) => Ok(*signed_in),
        // A step-up asks for one proof and has it.
        Outcome::Going(_) => Err(Refused::new(app, Phase::StepUp, Reason::Internal).into()),
    }
}

/// Whether a passkey that cannot verify its user will do here: the pool lets such passkeys serve beside another factor (S3-5), and the member
/// has none that does more.
async fn takes_silent(app: &App, visit: &Visit, session: &Session) -> Result<bool, Error> {
    if !visit.door.takes_second_factors() {
        return Ok(false);
    }
    let standing = other::standing(app, visit, session).await?;
    Ok(standing.is_some_and(|standing| journey::takes_silent(&session.policy, &standing)))
}

/// What a session is worth whose member has shown this besides: the methods, and what they are worth together.
///
/// A passkey that verified its user stands alone. Anything else stands beside the proofs that opened the session, so what was reached
/// stays; but what rested on a passkey does so no more, because that was not shown again.
pub(crate) fn beside(session: &Session, shown: Proof) -> (Vec<Method>, Assurance) {
    if shown.is_verified_passkey() {
        return (vec![Method::Passkey], journey::assurance(&[shown], journey::strength(&[shown], false)));
    }
    // What opened the session stays first, whatever is shown again.
    let is_again = |method: &Method| *method == shown.method;
    let earlier = session.proved.methods.iter().map(|method| if is_again(method) { shown } else { Proof::of(*method) });
    let mut proofs: Vec<Proof> = earlier.collect();
    if !session.proved.methods.iter().any(is_again) {
        proofs.push(shown);
    }
    let kept = match session.proved.evidence() {
        Evidence::Passkey => journey::strength(&proofs, false),
        _ => session.proved.strength,
    };
    // A second factor that policy lists makes two of them, as it would have at the sign-in. Nobody vouches again for what was shown then.
    let shown_both: Vec<Proof> = proofs.iter().map(|proof| Proof { vouched: false, ..*proof }).collect();
    let is_second = session.policy.second.contains(&shown.method);
    let joined = if is_second { journey::strength(&shown_both, false).min(Strength::Multi) } else { Strength::Single };
    let strength = kept.max(joined).max(journey::strength(&[shown], false));
    (proofs.iter().map(|proof| proof.method).collect(), journey::assurance(&proofs, strength))
}

/// What a client must bring before it is let in: the challenge of RFC 9470.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Challenge {
    /// The greatest age of the proof, in seconds; none where a fresh one of the same kind would not do either.
    pub max_age: Option<i64>,
    /// Whether nothing but a passkey will do.
    pub passkey: bool,
}

impl Challenge {
    /// As `acr_values` says it.
    pub fn acr_values(self) -> Option<&'static str> {
        self.passkey.then_some("phr")
    }
}

/// What a permission is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Any,
    /// Only as long as the member has no passkey that signs in here: whoever writes must look again.
    FirstPasskey,
}

/// Asks for a fresh proof before something sensitive, such as a page of the console.
pub async fn require(app: &App, visit: &Visit, session: &Session, sensitive: Sensitive) -> Result<(), Error> {
    require_fresh(app, visit, session, Phase::StepUp, sensitive).await
}

/// Refuses what needs a fresh proof where the last one is too old or not strong enough.
pub(crate) async fn require_fresh(
    app: &App,
    visit: &Visit,
    session: &Session,
    phase: Phase,
    sensitive: Sensitive,
) -> Result<(), Error> {
    permit(app, visit, session, (phase, sensitive, false)).await.map(drop)
}

/// The same before a passkey is added: the first one may rest on a code that was sent (S0-29).
pub(crate) async fn require_fresh_to_enrol(app: &App, visit: &Visit, session: &Session) -> Result<Permission, Error> {
    permit(app, visit, session, (Phase::Enrol, Sensitive::Account, true)).await
}

async fn permit(
    app: &App,
    visit: &Visit,
    session: &Session,
    (phase, sensitive, enrols): (Phase, Sensitive, bool),
) -> Result<Permission, Error> {
    // Nothing is read where a passkey was proved, which is the usual case.
    let is_passkey = session.proved.evidence() == Evidence::Passkey;
    let has_passkey = is_passkey || Box::pin(has_passkey(app, &visit.door, session, enrols)).await?;
    let policy = session.policy.as_ref();
    match judge(Asked { sensitive, policy, has_passkey, enrols }, &session.proved, app.now()) {
        Verdict::Fresh if has_passkey || !enrols => Ok(Permission::Any),
        Verdict::Fresh => Ok(Permission::FirstPasskey),
        verdict => {
            let needs_passkey = verdict == Verdict::NeedsPasskey;
            Err(refuse(app, visit, session, (phase, sensitive), needs_passkey).await)
        }
    }
}

/// Passkeys that are put aside open nothing, but neither does a code stand in for them: only the making of a new one may rest on that
/// (row "Lost passkey").
async fn has_passkey(app: &App, door: &FrontDoor, session: &Session, enrols: bool) -> Result<bool, Error> {
    let (pool, user) = (session.pool_id, session.user_id);
    let rows = app.store().read("list passkeys", move |tx| Ok::<_, Error>(passkey::of_user(tx, pool, user)?)).await?;
    let would_open = |row: passkey::Passkey| {
        let quarantined_at = row.quarantined_at.filter(|_| enrols);
        opens(door, &passkey::Passkey { quarantined_at, ..row })
    };
    Ok(rows.into_iter().any(would_open))
}

/// Refuses, with what would do. The API of accounts has a code and a status of its own for it (S3-25); all others answer as RFC 9470 says
/// (S0-26). Both carry the challenge.
pub(crate) async fn refuse(
    app: &App,
    visit: &Visit,
    session: &Session,
    (phase, sensitive): (Phase, Sensitive),
    needs_passkey: bool,
) -> Error {
    let reason = match sensitive {
        Sensitive::Account => Reason::RecentAuthenticationRequired,
        Sensitive::Administration | Sensitive::ElevatedPages => Reason::StepUpRequired,
    };
    let challenge = Challenge {
        max_age: Some(session.policy.step_up_ms / 1000),
        passkey: needs_passkey || session.policy.requires_passkey(app.now()),
    };
    let why = (reason, About::member(session.user_id));
    challenged(audit::refuse(app, &Scene::from(visit), phase, None, why).await, challenge)
}

/// Whether a refusal does nothing but ask for a proof: no figure and no alarm takes that for a failure (S2-34).
pub(crate) fn is_question(reason: &str) -> bool {
    [Reason::RecentAuthenticationRequired, Reason::StepUpRequired].iter().any(|asks| asks.as_str() == reason)
}

/// The refusal of a session that falls short of today's policy (S0-25). It changes nothing, so it is for the log alone.
pub fn refuse_short(app: &App) -> Error {
    let refused = Refused::new(app, Phase::Session, Reason::StepUpRequired);
    challenged(refused.into(), Challenge { max_age: None, passkey: true })
}

fn challenged(error: Error, challenge: Challenge) -> Error {
    match error {
        Error::Refused(refused) => Error::Refused(Box::new(Refused { step_up: Some(challenge), ..*refused })),
        other => other,
    }
}
