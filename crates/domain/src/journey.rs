//! The one decision that every journey asks: given policy, what is known of the member and what has been proved so far, what is next? Pure
//! functions; they must never read, write, or look at a request.

mod assurance;
mod hold;
mod recovery;
mod second;
mod shown;
mod standing;
mod step_up;
mod suggestion;

#[cfg(test)]
mod tests;

pub use assurance::{Assurance, assurance, strength};
pub use standing::{Later, Standing, Waited};
pub use step_up::{offered_in_step_up, satisfies_step_up, step_up_methods, takes_silent};

use crate::error::Reason;
use crate::method::{Method, Strength};
use crate::policy::Policy;
use crate::settings::Mode;

/// A passkey whose signature was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct PasskeyProof {
    /// The mode under which the passkey was registered: only passkeys of the active mode count (S3-12).
    pub registered_under: Mode,
    pub user_verified: bool,
    pub device_bound: bool,
    /// Whether it came from another device than the one that is signed in on.
    pub from_elsewhere: bool,
    /// Whether policy wants another in its place: it verified its user, and was made too long ago.
    pub outdated: bool,
}

/// One thing that was proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    pub method: Method,
    pub passkey: Option<PasskeyProof>,
    /// Whether somebody vouches for more than one factor: another provider for its sign-in, an administrator for an access pass within
    /// its full time.
    pub vouched: bool,
}

impl Proof {
    pub fn of(method: Method) -> Self {
        Self { method, passkey: None, vouched: method == Method::AccessPass }
    }

    pub fn passkey(passkey: PasskeyProof) -> Self {
        Self { passkey: Some(passkey), ..Self::of(Method::Passkey) }
    }

    /// A passkey that verified its user is two factors by itself (S0-1).
    pub fn is_verified_passkey(&self) -> bool {
        self.method == Method::Passkey && self.passkey.is_some_and(|passkey| passkey.user_verified)
    }
}

/// What the journey is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    /// The member has lost their way in. It ends in a new passkey or, where policy takes that, in a new password.
    Recovery,
}

/// How far the journey has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    pub purpose: Purpose,
    /// Whether somebody typed a name.
    pub named: bool,
    /// In the order in which they were shown; what was made during the journey counts as shown.
    pub proofs: &'a [Proof],
    /// What is known of the member; nobody is known before the first proof.
    pub standing: Option<&'a Standing>,
    pub now: i64,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask for a name, or take a proof that needs none. These are all first factors, as for [`Step::First`].
    Identify(Vec<Method>),
    /// Ask for a first proof, in this order. The list depends on nobody's account.
    First(Vec<Method>),
    /// Ask for another proof.
    Second(Vec<Method>),
    /// No session before one of these is made, the preferred one first. What was made is the next proof.
    Enrol(Held, Vec<Method>),
    /// A recovery waits, so that the member can stop it: until then, or for as long as policy says from now on.
    Wait(Option<i64>),
    Finish(Finish),
    Refuse(Reason),
}

/// The end of a journey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    pub assurance: Assurance,
    pub suggestion: Option<Suggestion>,
    /// The member is let in although policy already asks for a passkey; how often that is still possible.
    pub grace_left: Option<u32>,
}

/// Why a member is held at enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// Policy asks for a passkey (S0-2, S0-3).
    Required,
    /// Policy asks for more passkeys than there are.
    MorePasskeys,
    /// The role asks for one after a magic link (S0-29).
    AfterMagicLink,
    /// Policy asks for a passkey that cannot leave its device.
    DeviceBound,
    /// Policy asks for another passkey in the place of one that was made before a day.
    Renewal,
    /// Policy asks for a second factor, and the member has none.
    SecondFactor,
    /// A recovery ends in a new passkey, or in a new password where one signs in by itself.
    Recovery,
    /// A recovery ends in a new password where there are no passkeys, or where every sign-in begins with one.
    NewPassword,
}

/// What a member is invited to, and may leave for later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggestion {
    /// The member has no passkey (S2-18).
    First,
    /// The member has passkeys, none of them on this device (S1-18).
    Here,
    /// The member's passkeys are all of the mode that was active before (S3-12).
    Again,
    /// A passkey will be required, or is already and grace is running out.
    Soon,
}

impl Held {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::MorePasskeys => "more_passkeys",
            Self::AfterMagicLink => "after_magic_link",
            Self::DeviceBound => "device_bound",
            Self::Renewal => "renewal",
            Self::SecondFactor => "second_factor",
            Self::Recovery => "recovery",
            Self::NewPassword => "new_password",
        }
    }

    /// The setting that holds the member.
    pub fn setting(self) -> &'static str {
        match self {
            Self::Required | Self::Recovery | Self::NewPassword => "passkey",
            Self::MorePasskeys => "least_passkeys",
            Self::AfterMagicLink => "passkey_after_magic_link",
            Self::DeviceBound => "device_bound_only",
            Self::Renewal => "renew_passkeys_before",
            Self::SecondFactor => "fallback",
        }
    }
}

impl Suggestion {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Here => "here",
            Self::Again => "again",
            Self::Soon => "soon",
        }
    }
}

/// Whether a verified passkey counts at all. `beside_another`: another factor is proved already, and policy does not ask passkeys to verify
/// their user there too.
pub fn accept(mode: Mode, passkey: PasskeyProof, beside_another: bool) -> Result<(), Reason> {
    if passkey.registered_under != mode {
        return Err(Reason::PasskeyOfOtherMode);
    }
    // As first factor a passkey stands alone, so it must have verified its user (S0-1). Beside another it counts as one factor.
    if !passkey.user_verified && !beside_another {
        return Err(Reason::Webauthn(webauthn::Refusal::UserNotVerified));
    }
    Ok(())
}

/// The decision.
pub fn next(policy: &Policy, progress: &Progress<'_>) -> Step {
    if progress.proofs.is_empty() {
        return first(policy, progress);
    }
    let Some(standing) = progress.standing else { return Step::Refuse(Reason::Internal) };
    if !standing.active {
        return Step::Refuse(Reason::AccountUnavailable);
    }
    if let Err(reason) = shown::all_count(policy, progress) {
        return Step::Refuse(reason);
    }
    let state = State { policy, standing, proofs: progress.proofs, now: progress.now };
    let step = match progress.purpose {
        Purpose::SignIn => second::asked(&state),
        Purpose::Recovery => recovery::asked(&state),
    };
    step.unwrap_or_else(|| hold::or_finish(&state, progress.purpose))
}

/// Whether a passkey that is shown next must verify its user: policy says so, or one that did not would leave the member where they are.
pub fn must_verify(policy: &Policy, progress: &Progress<'_>) -> bool {
    let silent = PasskeyProof {
        registered_under: policy.mode,
        user_verified: false,
        device_bound: false,
        from_elsewhere: false,
        outdated: false,
    };
    let proofs: Vec<Proof> = progress.proofs.iter().copied().chain([Proof::passkey(silent)]).collect();
    matches!(next(policy, &Progress { proofs: &proofs, ..*progress }), Step::Second(_) | Step::Refuse(_))
}

/// Nothing is proved yet, so nothing here may depend on who it is.
fn first(policy: &Policy, progress: &Progress<'_>) -> Step {
    let methods = match progress.purpose {
        Purpose::SignIn => policy.first.clone(),
        Purpose::Recovery => policy.recovery_methods(),
    };
    match (methods.is_empty(), progress.named) {
        (true, _) => Step::Refuse(Reason::NoMethod),
        (false, true) => Step::First(methods),
        (false, false) => Step::Identify(methods),
    }
}

/// A journey in which something is proved.
struct State<'a> {
    policy: &'a Policy,
    standing: &'a Standing,
    proofs: &'a [Proof],
    now: i64,
}

impl State<'_> {
    /// How strong what is proved so far is. In a recovery the device lends nothing.
    fn reached(&self, purpose: Purpose) -> Strength {
        match purpose {
            Purpose::SignIn => {
                strength(self.proofs, self.standing.device_trusted && self.policy.remember_device_ms.is_some())
            }
            Purpose::Recovery => recovery::reached(self),
        }
    }

    fn has_verified_passkey(&self) -> bool {
        self.proofs.iter().any(Proof::is_verified_passkey)
    }

    fn has_bound_passkey(&self) -> bool {
        self.proofs.iter().any(|proof| proof.is_verified_passkey() && proof.passkey.is_some_and(|key| key.device_bound))
    }

    /// Passkeys that verified their user.
    fn verified(&self) -> impl Iterator<Item = PasskeyProof> {
        self.proofs.iter().filter(|proof| proof.is_verified_passkey()).filter_map(|proof| proof.passkey)
    }

    /// Whether those of them that are as policy wants them are all to be made anew.
    fn rests_on_outdated(&self) -> bool {
        let is_wanted = |key: &PasskeyProof| key.device_bound || !self.policy.device_bound_only;
        let mut shown = self.verified().filter(is_wanted).peekable();
        shown.peek().is_some() && shown.all(|key| key.outdated)
    }

    /// Whether the mailbox opened this journey: a code from there is worth no more than a link (S0-4).
    fn is_by_mail(&self) -> bool {
        self.proofs.first().is_some_and(|proof| proof.method.needs_mail())
            || self.proofs.iter().any(|proof| proof.method == Method::MagicLink)
    }

    /// Whether the member has a passkey that is enough by itself and may be used here.
    fn may_use_passkey(&self) -> bool {
        self.policy.takes_passkeys() && self.standing.passkeys > 0
    }
}
