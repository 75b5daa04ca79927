//! What FIDO reports about a model: certified, broken, revoked.
//!
//! It must never let a report that speaks against a model be outweighed by one that speaks for it, and never fail over a status
//! that it does not know.

use serde_json::Value;

use super::date::Day;
use super::pem;
use crate::Certification;
use crate::attestation::certificate::Certificate;

/// One status, as the registry of FIDO's metadata service names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    NotFidoCertified,
    SelfAssertionSubmitted,
    FidoCertified(Certification),
    UserVerificationBypass,
    AttestationKeyCompromise,
    UserKeyRemoteCompromise,
    UserKeyPhysicalCompromise,
    UpdateAvailable,
    Revoked,
    /// A name of later editions: it changes nothing here, as the service asks of its readers.
    Unknown(String),
    /// A report, or all of them, that cannot be read. It may have said anything, so it speaks against the model.
    Illegible,
}

impl Status {
    fn named(name: &str) -> Self {
        match name {
            "NOT_FIDO_CERTIFIED" => Self::NotFidoCertified,
            "SELF_ASSERTION_SUBMITTED" => Self::SelfAssertionSubmitted,
            // The name from before there were levels is worth the lowest.
            "FIDO_CERTIFIED" | "FIDO_CERTIFIED_L1" => Self::FidoCertified(Certification::L1),
            "FIDO_CERTIFIED_L1plus" => Self::FidoCertified(Certification::L1Plus),
            "FIDO_CERTIFIED_L2" => Self::FidoCertified(Certification::L2),
            "FIDO_CERTIFIED_L2plus" => Self::FidoCertified(Certification::L2Plus),
            "FIDO_CERTIFIED_L3" => Self::FidoCertified(Certification::L3),
            "FIDO_CERTIFIED_L3plus" => Self::FidoCertified(Certification::L3Plus),
            "USER_VERIFICATION_BYPASS" => Self::UserVerificationBypass,
            "ATTESTATION_KEY_COMPROMISE" => Self::AttestationKeyCompromise,
            "USER_KEY_REMOTE_COMPROMISE" => Self::UserKeyRemoteCompromise,
            "USER_KEY_PHYSICAL_COMPROMISE" => Self::UserKeyPhysicalCompromise,
            "UPDATE_AVAILABLE" => Self::UpdateAvailable,
            "REVOKED" => Self::Revoked,
            other => Self::Unknown(other.to_owned()),
        }
    }

    fn is_against(&self) -> bool {
        match self {
            Self::UserVerificationBypass
            | Self::AttestationKeyCompromise
            | Self::UserKeyRemoteCompromise
            | Self::UserKeyPhysicalCompromise
            | Self::Revoked
            | Self::Illegible => true,
            Self::NotFidoCertified
            | Self::SelfAssertionSubmitted
            | Self::FidoCertified(_)
            | Self::UpdateAvailable
            | Self::Unknown(_) => false,
        }
    }
}

/// A status and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusReport {
    pub status: Status,
    /// `None` where the report does not say, or not legibly.
    pub effective: Option<Day>,
    /// The batch of which the report speaks, by the SHA-1 of its public key: the key is what leaked, whatever certificate holds
    /// it. `None` where the report shows no certificate or an illegible one: then it speaks of the whole model.
    pub leaked_key: Option<[u8; 20]>,
}

impl StatusReport {
    /// All of an entry's reports; there may be none.
    pub(super) fn read_all(reports: Option<&Value>) -> Vec<Self> {
        match reports {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(reports)) => reports.iter().map(Self::read).collect(),
            Some(_) => vec![Self { status: Status::Illegible, effective: None, leaked_key: None }],
        }
    }

    /// Whatever else is wrong with a report, its status counts.
    pub(super) fn read(report: &Value) -> Self {
        let text = |name: &str| report.get(name).and_then(Value::as_str);
        Self {
            status: text("status").map_or(Status::Illegible, Status::named),
            effective: text("effectiveDate").and_then(|date| date.parse().ok()),
            leaked_key: text("certificate").and_then(key_identifier),
        }
    }

    /// Whether it speaks against the model, or against a batch of it.
    pub(super) fn is_against(&self) -> bool {
        self.status.is_against()
    }

    /// Certain to be later than the other one: both have a date.
    fn is_after(&self, other: &Self) -> bool {
        matches!((self.effective, other.effective), (Some(this), Some(that)) if this > that)
    }
}

/// Of the one certificate in a text.
fn key_identifier(text: &str) -> Option<[u8; 20]> {
    match pem::texts(text)?.as_slice() {
        [der] => Certificate::parse(der).ok().map(|certificate| certificate.key_identifier()),
        _ => None,
    }
}

/// Whether a model may be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Good,
    Compromised(Status),
    Revoked,
}

/// The standing of a model whose authenticators show these certificates (DER); none stands for the model as a whole.
///
/// What speaks against a model is final. Only FIDO takes it back, by taking the report out:
/// - A leaked attestation key stays leaked: for the batch whose certificate the report shows, for the whole model if it shows none.
/// - A later certification is about mended authenticators. No ceremony shows which firmware an authenticator runs, so it ends no
///   weakness, and `UPDATE_AVAILABLE` does not either.
/// - Unknown names change nothing.
pub(super) fn standing(reports: &[StatusReport], trust_path: &[Vec<u8>]) -> Standing {
    if reports.iter().any(|report| report.status == Status::Revoked) {
        return Standing::Revoked;
    }
    let stands = |report: &&StatusReport| match (&report.status, &report.leaked_key) {
        (Status::AttestationKeyCompromise, Some(leaked)) => trust_path.iter().any(|shown| may_hold(shown, leaked)),
        (status, _) => status.is_against(),
    };
    match reports.iter().find(stands) {
        Some(report) => Standing::Compromised(report.status.clone()),
        None => Standing::Good,
    }
}

/// A certificate that cannot be read may hold any key. The rest of the certificate is no proof: whoever has the key can write the
/// same signature and the same lengths in other bytes.
fn may_hold(certificate: &[u8], key: &[u8; 20]) -> bool {
    Certificate::parse(certificate).map_or(true, |certificate| certificate.key_identifier() == *key)
}

/// The highest level that holds. Certificates of several levels stand side by side, as they may be of several versions; all of
/// them end with a revocation, or with a later `NOT_FIDO_CERTIFIED`. Where the dates do not say which is later, the order of the
/// reports does.
pub(super) fn certification(reports: &[StatusReport]) -> Option<Certification> {
    if reports.iter().any(|report| report.status == Status::Revoked) {
        return None;
    }
    let ended = |at: usize, report: &StatusReport| {
        reports.iter().enumerate().any(|(other_at, other)| {
            let later = other.is_after(report) || (!report.is_after(other) && other_at > at);
            other.status == Status::NotFidoCertified && later
        })
    };
    let levels = reports.iter().enumerate().filter_map(|(at, report)| match report.status {
        Status::FidoCertified(level) if !ended(at, report) => Some(level),
        _ => None,
    });
    levels.max()
}

/// The attestation keys that are known outside: no chain may rest on one of these.
pub(super) fn leaked_keys(reports: &[StatusReport]) -> impl Iterator<Item = &[u8; 20]> {
    let compromised = reports.iter().filter(|report| report.status == Status::AttestationKeyCompromise);
    compromised.filter_map(|report| report.leaked_key.as_ref())
}

#[cfg(test)]
mod tests;
