//! Which authenticator models a pool accepts. Pure: settings, what is known about models and a verified registration in, a verdict out.

use crate::error::Reason;
use crate::metadata::Known;
use crate::settings::{AttestationMode, AttestationSettings};
use store::attestation::Verdict;
use webauthn::attestation::{self, AuthorizationLists, Kind, Model, Policy, Sha1, Trust};
use webauthn::metadata::{Entry, Standing, Status};
use webauthn::registration::Registered;
use webauthn::{Certification, Refusal};

/// What is recorded about an accepted authenticator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub verdict: Verdict,
    /// The maker's name for the model.
    pub model: Option<String>,
    pub certification: Option<Certification>,
}

/// The crate's part: which statements are acceptable, and whether their chains must lead to an anchor.
pub(crate) fn policy<'a>(
    settings: &AttestationSettings,
    anchors: &'a dyn attestation::Anchors,
    now_ms: i64,
) -> Policy<'a> {
    let is_required = settings.is_required();
    let names_models = !settings.allow.is_empty() || !settings.deny.is_empty();
    Policy {
        allow_none: !is_required,
        allow_self: !is_required,
        trust: match settings.mode {
            _ if is_required => Trust::Required(anchors),
            AttestationMode::None => Trust::NotJudged,
            _ => Trust::Observed(anchors),
        },
        now: now_ms / 1000,
        // Below this only Android itself speaks for the key, which whoever has broken into it can make say anything.
        android_key: if is_required { AuthorizationLists::TrustedOnly } else { AuthorizationLists::Union },
        android_key_in_hardware: is_required,
        // Older machines sign with nothing else. Where proof is asked for that is none.
        tpm_sha1: if is_required { Sha1::Refused } else { Sha1::Untrusted },
        tpm_made_inside: is_required,
        // What U2F signs leaves the AAGUID out, so one that is there was written by anybody. Where nobody reads it, the statement is sound
        // all the same, and the AAGUID is not kept.
        u2f_zero_aaguid: is_required || names_models,
        ..Policy::ANY
    }
}

/// The pool's part: bound to its device, listed, not known to be broken, certified enough.
pub(crate) fn judge(settings: &AttestationSettings, known: &Known, registered: &Registered) -> Result<Judged, Reason> {
    let refused = Err(Reason::Webauthn(Refusal::AttestationPolicy));
    let aaguid = registered.aaguid;
    let is_unlisted = !settings.allow.is_empty() && !settings.allow.contains(&aaguid);
    if settings.device_bound_only && registered.backup_eligible || is_unlisted || settings.deny.contains(&aaguid) {
        return refused;
    }
    let statement = &registered.attestation;
    let leaf = statement.leaf_key_identifier;
    let model = leaf.map(|leaf_key_identifier| Model { format: statement.format, aaguid, leaf_key_identifier });
    let entry = model.and_then(|model| known.models.model(&model));
    let certification = entry.and_then(Entry::certification);
    let is_proved = statement.verdict == attestation::Verdict::Trusted;
    let is_untrusted = statement.verdict == attestation::Verdict::Untrusted;
    let is_sound = !entry.is_some_and(|entry| is_broken(entry, &statement.trust_path, is_untrusted));
    let is_unfit = statement.kind != Kind::Certified || !is_sound || certification < settings.minimum_certification;
    if settings.is_required() && is_unfit {
        return refused;
    }
    Ok(Judged {
        verdict: match statement.verdict {
            _ if !is_sound => Verdict::Distrusted,
            attestation::Verdict::NotJudged => Verdict::NotJudged,
            attestation::Verdict::Trusted => Verdict::Trusted,
            attestation::Verdict::Untrusted => Verdict::Untrusted,
        },
        // Without proof it is only what the client says, which the AAGUID says already.
        model: entry.filter(|_| is_proved).map(|entry| entry.name().to_owned()).filter(|name| !name.is_empty()),
        certification: certification.filter(|_| is_proved),
    })
}

/// Whether metadata speaks against what was shown. A leaked key may be that of an authority, which need not be in the chain itself: it ends
/// the trust in the chains below.
pub(crate) fn is_broken(entry: &Entry, trust_path: &[Vec<u8>], is_untrusted: bool) -> bool {
    let has_leaked = || entry.reports().iter().any(|report| report.status == Status::AttestationKeyCompromise);
    entry.standing_of(trust_path) != Standing::Good || (is_untrusted && has_leaked())
}

#[cfg(test)]
mod tests {
    use super::policy;
    use crate::settings::{AttestationMode, AttestationSettings};
    use webauthn::attestation::{AuthorizationLists, Roots, Sha1, Trust};
    use webauthn::{Aaguid, Certification};

    /// Whether everything is asked for that proof rests on, or nothing; and whether a U2F key may claim a model.
    fn strictness(change: impl FnOnce(&mut AttestationSettings)) -> (bool, bool) {
        let mut settings = AttestationSettings::default();
        change(&mut settings);
        let roots = Roots::default();
        let policy = policy(&settings, &roots, 5_999);
        let strict = [
            !policy.allow_none,
            !policy.allow_self,
            matches!(policy.trust, Trust::Required(_)),
            policy.android_key == AuthorizationLists::TrustedOnly,
            policy.android_key_in_hardware,
            policy.tpm_sha1 == Sha1::Refused,
            policy.tpm_made_inside,
        ];
        assert!(strict.iter().all(|each| *each == strict[0]), "{policy:?}");
        assert!(policy.tpm_sha1 != Sha1::Trusted && policy.now == 5, "{policy:?}");
        (strict[0], !policy.u2f_zero_aaguid)
    }

    #[test]
    fn who_has_to_prove_its_make_has_to_prove_all_of_it() {
        assert_eq!(strictness(|_| ()), (false, true));
        assert_eq!(strictness(|settings| settings.mode = AttestationMode::Observe), (false, true));
        assert_eq!(strictness(|settings| settings.mode = AttestationMode::Require), (true, false));
        assert_eq!(strictness(|settings| settings.minimum_certification = Some(Certification::L1)), (true, false));
        assert_eq!(strictness(|settings| settings.allow = vec![Aaguid([1; 16])]), (false, false));
        assert_eq!(strictness(|settings| settings.deny = vec![Aaguid([1; 16])]), (false, false));
    }
}
