//! How much an event deserves a look (S0c-2). Pure. It never decides anything: it only sorts what administrators read.

use crate::audit::Kind;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    Low,
    Medium,
    High,
}

impl Risk {
    pub(super) fn of(kind: Option<Kind>, is_refused: bool, reason: Option<&str>) -> Self {
        match (is_refused, kind) {
            // Anybody can say anything.
            (_, Some(Kind::BrowserSignIn | Kind::BrowserSetup)) => Self::Low,
            (true, _) => of_refusal(reason.unwrap_or_default()),
            (false, Some(kind)) => of_kind(kind),
            // A word of another release: somebody should look what it means.
            (false, None) => Self::Medium,
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
        }
    }
}

/// What is done rarely and gives, takes or shortens a way in.
fn of_kind(kind: Kind) -> Risk {
    match kind {
        Kind::CounterRegressed | Kind::GuessingStopped | Kind::Restored | Kind::SetupLinkIssued | Kind::Rescued => {
            Risk::High
        }
        Kind::Setup
        | Kind::Recovered
        | Kind::RecoveryWaits
        | Kind::RecoveryStopped
        | Kind::PasskeysReplaced
        | Kind::FactorsCleared
        | Kind::RecoveryCodeUsed
        | Kind::AccessPassAsked
        | Kind::AccessPassIssued
        | Kind::EnrolmentLinkSent
        | Kind::BackupEligibilityGained
        | Kind::BackupEligibilityLost
        | Kind::RestoreConfirmed
        | Kind::UserErased
        | Kind::PolicyChanged
        | Kind::AdministratorAppointed
        | Kind::AdministratorChanged
        | Kind::AdministratorDismissed
        | Kind::AlarmRaised
        | Kind::AlarmsChanged
        | Kind::SettingsApplied
        | Kind::Generated => Risk::Medium,
        _ => Risk::Low,
    }
}

/// A mistyped code is nothing; a forged signature, or a proof that is shown twice, nobody meets by chance.
fn of_refusal(reason: &str) -> Risk {
    match reason {
        "ceremony_replayed" | "invalid_signature" | "user_handle_mismatch" | "guessing_stopped" => Risk::High,
        "guessed_too_often"
        | "too_many_requests"
        | "not_permitted"
        | "cross_site"
        | "passkey_quarantined"
        | "model_not_trusted"
        | "account_held"
        | "access_pass_for_administrator"
        | "provider_mixed_up"
        | "provider_not_believed" => Risk::Medium,
        _ => Risk::Low,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Reason;

    #[test]
    fn what_raises_the_risk_is_a_reason_that_there_is() {
        let of = |reason: Reason| Risk::of(Some(Kind::SignIn), true, Some(reason.as_str()));
        for high in [
            Reason::CeremonyReplayed,
            Reason::GuessingStopped,
            Reason::Webauthn(webauthn::Refusal::InvalidSignature),
            Reason::Webauthn(webauthn::Refusal::UserHandleMismatch),
        ] {
            assert_eq!(of(high), Risk::High, "{high:?}");
        }
        for medium in [
            Reason::GuessedTooOften,
            Reason::TooManyRequests,
            Reason::NotPermitted,
            Reason::CrossSite,
            Reason::PasskeyQuarantined,
            Reason::ModelNotTrusted,
            Reason::AccountHeld,
            Reason::AccessPassForAdministrator,
            Reason::ProviderMixedUp,
            Reason::ProviderNotBelieved,
        ] {
            assert_eq!(of(medium), Risk::Medium, "{medium:?}");
        }
        assert_eq!(of(Reason::ProofWrong), Risk::Low);
        assert_eq!(Risk::of(Some(Kind::CounterRegressed), false, None), Risk::High);
        assert_eq!(Risk::of(Some(Kind::SignIn), false, None), Risk::Low);
        assert_eq!(Risk::of(Some(Kind::Rescued), false, None), Risk::High);
        assert_eq!(Risk::of(Some(Kind::BrowserSignIn), true, Some("cross_site")), Risk::Low);
        assert_eq!(Risk::of(None, false, None), Risk::Medium);
    }
}
