//! Who may sign a blob: certificates that lead to a root, for the right host, and none of them revoked.
//!
//! It must never take silence of the revocation lists for proof: a list that is out of date is refused, none at all is the
//! operator's choice.

use x509_parser::extensions::GeneralName;
use x509_parser::oid_registry::OID_X509_EXT_EXTENDED_KEY_USAGE;

use super::{MetadataError, Revocations, pem};
use crate::attestation::certificate::Certificate;
use crate::attestation::chain::Authorities;

/// Whom to believe, and when.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// Files in DER or PEM.
    pub roots: &'a [Vec<u8>],
    /// The server for which the signing certificate has to be: [`Signer::HOST`] for the service's own blob, whose root certifies half of
    /// the web besides, and people and programs. `None` only where the root signs nothing else.
    pub host: Option<&'a str>,
    pub revocations: &'a Revocations,
    /// Unix seconds.
    pub now: i64,
}

impl Signer<'_> {
    /// The name of the service itself.
    pub const HOST: &'static str = "mds.fidoalliance.org";

    /// Whether these certificates, the leaf first, are a signer's.
    pub(super) fn check(&self, chain: &[Certificate<'_>]) -> Result<(), MetadataError> {
        let mut roots = Vec::new();
        for file in self.roots {
            roots.extend(pem::certificates(file)?);
        }
        let anchors = roots.iter().map(|root| Certificate::parse(root).map_err(|_| MetadataError::NotPem));
        let anchors = anchors.collect::<Result<Vec<_>, _>>()?;
        let authorities = Authorities { anchors, now: self.now, is_revoked: &|_| false };
        if !authorities.trust(chain) {
            return Err(MetadataError::Untrusted);
        }
        if let (Some(host), Some(leaf)) = (self.host, chain.first())
            && !(is_for(leaf, host) && chain.iter().all(may_serve))
        {
            return Err(MetadataError::Host);
        }
        self.check_revocation(chain, &authorities.anchors)
    }

    fn check_revocation(&self, chain: &[Certificate<'_>], anchors: &[Certificate<'_>]) -> Result<(), MetadataError> {
        let mut expired = false;
        for certificate in chain {
            // Lists are found by the issuer's name; then they must be the issuer's own.
            for list in self.revocations.of(certificate.issuer_der()) {
                let issuers = chain.iter().chain(anchors).filter(|issuer| issuer.issued(certificate));
                if !issuers.into_iter().any(|issuer| list.is_signed_by(issuer)) {
                    return Err(MetadataError::RevocationListUnsigned);
                }
                if list.contains(certificate.serial()) {
                    return Err(MetadataError::Revoked);
                }
                expired |= list.is_expired(self.now);
            }
        }
        // Revocations outlive their list. But what has been revoked since, an old list does not say.
        if expired { Err(MetadataError::RevocationListExpired) } else { Ok(()) }
    }
}

/// By its alternative names alone: an authority checks a common name for what it certifies, which need not be servers.
fn is_for(leaf: &Certificate<'_>, host: &str) -> bool {
    let is_host = |name: &GeneralName<'_>| matches!(name, GeneralName::DNSName(dns) if dns.eq_ignore_ascii_case(host));
    leaf.alternative_names().is_some_and(|names| names.iter().any(is_host))
}

/// Not where it says that it is for something else, such as mail or programs: on the way to the root every authority is held to that.
fn may_serve(certificate: &Certificate<'_>) -> bool {
    certificate.extension(&OID_X509_EXT_EXTENDED_KEY_USAGE).is_none()
        || certificate.extended_key_usage().is_some_and(|usage| usage.server_auth)
}
