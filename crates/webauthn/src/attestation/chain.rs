//! From a leaf to an anchor (RFC 5280, 6.1, as far as attestation needs it).
//!
//! The certificates are taken in the order in which they were sent: nothing is searched for, so that the work is bounded. It
//! must never trust an authority that the path does not end at, and never let a leaf certify.

use x509_parser::extensions::KeyUsage;
use x509_parser::oid_registry::{
    OID_X509_EXT_BASIC_CONSTRAINTS, OID_X509_EXT_KEY_USAGE, OID_X509_EXT_NAME_CONSTRAINTS,
};
use x509_parser::prelude::FromDer as _;

use super::certificate::Certificate;
use super::{Anchors, MAX_CERTIFICATES, Model, Policy};

/// Whom to trust, and when.
pub(crate) struct Authorities<'a> {
    pub(crate) anchors: Vec<Certificate<'a>>,
    /// Unix seconds.
    pub(crate) now: i64,
    pub(crate) is_revoked: &'a dyn Fn(&Certificate<'_>) -> bool,
}

impl Authorities<'_> {
    /// Whether the chain, the leaf first and each certified by the next, ends at an anchor: at one that certifies a certificate
    /// of the chain, or at one that is such a certificate itself, for metadata lists leaves and intermediates too.
    ///
    /// An anchor is trusted because somebody configured it. RFC 5280 (6.1.1 d) uses its name and key alone; here it is also held to
    /// what it says of itself: that it is no authority, how many may follow, what its key is for, what is critical. Two things are
    /// not asked of it. Its own dates do not matter: Google's first root for Android ended in 2026, and devices with it did not. And a
    /// root that says nothing of being an authority is one, as all were in version 1 (see [`is_plain_root`]). A leaf must be valid
    /// even where it is listed itself.
    pub(crate) fn trust(&self, chain: &[Certificate<'_>]) -> bool {
        let ordered = chain.windows(2).all(|pair| matches!(pair, [certificate, next] if next.issued(certificate)));
        if chain.len() > MAX_CERTIFICATES || !ordered {
            return false;
        }
        let mut authorities = 0;
        for (depth, certificate) in chain.iter().enumerate() {
            let is_anchor = self.anchors.iter().any(|anchor| anchor.der() == certificate.der());
            let may_certify = || certificate.may_certify(authorities) || (is_anchor && is_plain_root(certificate));
            let may_stand = depth == 0 || may_certify();
            let in_time = certificate.is_valid_at(self.now) || (is_anchor && depth > 0);
            if !may_stand || !in_time || !self.is_sound(certificate) || (!is_anchor && limits_names(certificate)) {
                return false;
            }
            // What is self-issued does not count (RFC 5280, 4.2.1.9).
            authorities += usize::from(depth > 0 && !certificate.is_self_issued());
            if is_anchor || self.anchors.iter().any(|anchor| self.certifies(anchor, certificate, authorities)) {
                return true;
            }
        }
        false
    }

    fn certifies(&self, anchor: &Certificate<'_>, certificate: &Certificate<'_>, authorities: usize) -> bool {
        let may_certify = anchor.may_certify(authorities) || is_plain_root(anchor);
        self.is_sound(anchor) && may_certify && anchor.issued(certificate)
    }

    fn is_sound(&self, certificate: &Certificate<'_>) -> bool {
        !certificate.has_unknown_critical_extension() && !(self.is_revoked)(certificate)
    }
}

/// A root that says nothing of being an authority, and nothing against it. Only of an anchor can that be enough: below one, whoever
/// is silent is no authority.
fn is_plain_root(certificate: &Certificate<'_>) -> bool {
    let may_sign = certificate
        .extension(&OID_X509_EXT_KEY_USAGE)
        .is_none_or(|usage| matches!(KeyUsage::from_der(usage.value), Ok(([], usage)) if usage.key_cert_sign()));
    certificate.is_self_issued() && certificate.extension(&OID_X509_EXT_BASIC_CONSTRAINTS).is_none() && may_sign
}

/// Which names may follow is not judged here, so that whoever limits them is not trusted below an anchor. That is to be heeded whether
/// it is marked as critical or not (RFC 5280, 6.1.4 g).
fn limits_names(certificate: &Certificate<'_>) -> bool {
    certificate.extension(&OID_X509_EXT_NAME_CONSTRAINTS).is_some()
}

/// Whether the certificates of a statement lead to an anchor of the model for which they claim to speak.
pub(super) fn leads_to_anchor(
    trust_path: &[&[u8]],
    model: &Model<'_>,
    policy: &Policy<'_>,
    anchors: &dyn Anchors,
) -> bool {
    let parse = |der| Certificate::parse(der).ok();
    let Some(chain) = trust_path.iter().copied().map(parse).collect::<Option<Vec<_>>>() else { return false };
    let carries_root = chain.len() > 1 && chain.last().is_some_and(Certificate::is_self_issued);
    let authorities = Authorities {
        anchors: anchors.of(model).into_iter().filter_map(parse).collect(),
        now: policy.now,
        is_revoked: &|certificate| anchors.is_revoked(certificate.issuer_der(), certificate.serial()),
    };
    (policy.root_in_chain || !carries_root) && authorities.trust(&chain)
}

#[cfg(test)]
mod tests;
