//! The maker of authenticators: its certificate authorities, and the certificates it gives its models.
//!
//! Every maker draws its own keys, so that trust in one says nothing about another. It must never be trusted by anything but
//! a test: the keys are in memory and sign whatever a lie wants.

use std::sync::{Arc, OnceLock};

use crate::certificate::{self, Attributes, Certificate, Extension, Issuer, Validity, key_identifier};
use crate::lie::{CertificateLie, Lies, replace};
use crate::{Error, KeyPair};

/// A maker. Cloning shares its keys.
#[derive(Debug, Clone)]
pub struct Maker(Arc<House>);

#[derive(Debug)]
struct House {
    making: Making,
    root: Authority,
    intermediate: Option<Authority>,
    /// Signs packed and U2F statements, the same in every device of the maker.
    attestation: KeyPair,
    /// Signs what a TPM attests.
    tpm: KeyPair,
    /// Signs metadata.
    metadata: KeyPair,
}

#[derive(Debug)]
struct Authority {
    name: Attributes,
    key: KeyPair,
    der: Vec<u8>,
}

impl Authority {
    fn issuer(&self) -> Issuer<'_> {
        Issuer { name: &self.name, key: &self.key, signs: &self.key }
    }
}

/// How a maker is made.
#[derive(Debug, Clone)]
pub struct Making {
    pub name: String,
    /// Leaves are issued by an authority below the root, save those of U2F, which can send only one certificate.
    pub intermediate: bool,
    /// Of every certificate.
    pub validity: Validity,
    /// The algorithm that signs packed statements, and those of U2F, whose only honest one is -7.
    pub attestation_algorithm: i64,
    /// The algorithm of TPMs: -7, -257, or -65535 for the old ones that sign with SHA-1.
    pub tpm_algorithm: i64,
    /// The algorithm that signs metadata: -7 or -257.
    pub metadata_algorithm: i64,
}

impl Default for Making {
    fn default() -> Self {
        Self {
            name: "Keystead Test".to_owned(),
            intermediate: false,
            validity: Validity::WIDE,
            attestation_algorithm: -7,
            tpm_algorithm: -7,
            metadata_algorithm: -7,
        }
    }
}

/// A leaf to be issued.
#[derive(Debug)]
pub(crate) struct Leaf<'a> {
    pub(crate) subject: Attributes,
    pub(crate) key: &'a KeyPair,
    pub(crate) extensions: Vec<Extension>,
    /// Issued by the root itself, so that it makes a chain alone.
    pub(crate) by_root: bool,
}

impl Maker {
    pub fn new(making: Making) -> Result<Self, Error> {
        let root = Self::authority(&making, "Root CA", None)?;
        let below = making.intermediate.then(|| Self::authority(&making, "Intermediate CA", Some(&root)));
        let intermediate = below.transpose()?;
        let house = House {
            root,
            intermediate,
            attestation: KeyPair::fresh(making.attestation_algorithm)?,
            tpm: KeyPair::fresh(making.tpm_algorithm)?,
            metadata: KeyPair::fresh(making.metadata_algorithm)?,
            making,
        };
        Ok(Self(Arc::new(house)))
    }

    /// The maker of every setup that names none, made when it is first needed.
    pub fn shared() -> Result<Self, Error> {
        static SHARED: OnceLock<Maker> = OnceLock::new();
        if let Some(known) = SHARED.get() {
            return Ok(known.clone());
        }
        let new = Self::new(Making::default())?;
        Ok(SHARED.get_or_init(|| new).clone())
    }

    /// The certificate of the root, to be trusted.
    pub fn root_der(&self) -> &[u8] {
        &self.0.root.der
    }

    /// What honest authenticators send after the leaf: the intermediate authority, if there is one.
    pub fn chain(&self) -> Vec<Vec<u8>> {
        self.0.intermediate.iter().map(|authority| authority.der.clone()).collect()
    }

    /// The list of revoked certificates of whoever issues leaves, in DER. Serial numbers are as in the certificates' DER.
    pub fn revocation_list(&self, serials: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        let issuer = self.0.intermediate.as_ref().unwrap_or(&self.0.root);
        certificate::revocations(serials, self.0.making.validity, &issuer.issuer())
    }

    /// The root's list of revoked certificates, such as that of the intermediate authority.
    pub fn root_revocation_list(&self, serials: &[Vec<u8>]) -> Result<Vec<u8>, Error> {
        certificate::revocations(serials, self.0.making.validity, &self.0.root.issuer())
    }

    /// The SHA-1 of the attestation key, by which metadata names U2F models.
    pub fn attestation_key_identifier(&self) -> [u8; 20] {
        key_identifier(&self.0.attestation)
    }

    pub(crate) fn attestation_key(&self) -> &KeyPair {
        &self.0.attestation
    }

    pub(crate) fn tpm_key(&self) -> &KeyPair {
        &self.0.tpm
    }

    pub(crate) fn metadata_key(&self) -> &KeyPair {
        &self.0.metadata
    }

    /// The usual name of a certificate, with this purpose.
    pub(crate) fn named(&self, unit: &str, common: &str) -> Attributes {
        subject(&self.0.making.name, unit, common)
    }

    /// The chain for a leaf, the leaf first, changed by lies.
    pub(crate) fn certify(&self, leaf: Leaf<'_>, lies: &Lies) -> Result<Vec<Vec<u8>>, Error> {
        let above = self.0.intermediate.as_ref().filter(|_| !leaf.by_root);
        let stranger = KeyPair::fresh(-7)?;
        let mut issuer = above.unwrap_or(&self.0.root).issuer();
        let mut told = Certificate {
            version: 3,
            subject: leaf.subject,
            key: leaf.key,
            validity: self.0.making.validity,
            authority: false,
            extensions: leaf.extensions,
            without: Vec::new(),
        };
        for lie in lies.certificate() {
            match lie {
                CertificateLie::ForeignIssuer => issuer.signs = &stranger,
                other => change(&mut told, other),
            }
        }
        let mut chain = vec![told.to_der(&issuer)?];
        chain.extend(self.sent_along(above, lies)?);
        if lies.certificate().any(|lie| *lie == CertificateLie::Reversed) {
            if chain.len() < 2 {
                return Err(Error::CannotLie("one certificate has no order"));
            }
            chain.reverse();
        }
        Ok(chain)
    }

    /// What follows the leaf.
    fn sent_along(&self, above: Option<&Authority>, lies: &Lies) -> Result<Vec<Vec<u8>>, Error> {
        let mut sent: Vec<Vec<u8>> = above.iter().map(|authority| authority.der.clone()).collect();
        for lie in lies.certificate() {
            if let CertificateLie::IntermediateMissing
            | CertificateLie::IntermediateNoAuthority
            | CertificateLie::IntermediateValidity(_) = lie
            {
                let honest = above.ok_or(Error::CannotLie("there is no intermediate authority"))?;
                sent = self.false_intermediate(honest, lie)?.into_iter().collect();
            }
        }
        if lies.certificate().any(|lie| *lie == CertificateLie::RootIncluded) {
            sent.push(self.0.root.der.clone());
        }
        Ok(sent)
    }

    fn authority(making: &Making, title: &str, above: Option<&Authority>) -> Result<Authority, Error> {
        let name = subject(&making.name, "Authenticator Attestation CA", &format!("{} {title}", making.name));
        let key = KeyPair::fresh(-7)?;
        let itself = Issuer { name: &name, key: &key, signs: &key };
        let der =
            authority_certificate(&name, &key, making.validity).to_der(&above.map_or(itself, Authority::issuer))?;
        Ok(Authority { name, key, der })
    }

    /// The intermediate authority's certificate, issued again with a lie; none if it is left out.
    fn false_intermediate(&self, honest: &Authority, lie: &CertificateLie) -> Result<Option<Vec<u8>>, Error> {
        let mut told = authority_certificate(&honest.name, &honest.key, self.0.making.validity);
        match lie {
            CertificateLie::IntermediateMissing => return Ok(None),
            CertificateLie::IntermediateValidity(validity) => told.validity = *validity,
            _ => told.authority = false,
        }
        told.to_der(&self.0.root.issuer()).map(Some)
    }
}

fn authority_certificate<'a>(name: &Attributes, key: &'a KeyPair, validity: Validity) -> Certificate<'a> {
    Certificate {
        version: 3,
        subject: name.clone(),
        key,
        validity,
        authority: true,
        extensions: Vec::new(),
        without: Vec::new(),
    }
}

fn subject(organization: &str, unit: &str, common: &str) -> Attributes {
    vec![("C", "SE".to_owned()), ("O", organization.to_owned()), ("OU", unit.to_owned()), ("CN", common.to_owned())]
}

/// Changes what the leaf says of itself.
fn change(leaf: &mut Certificate<'_>, lie: &CertificateLie) {
    match lie {
        CertificateLie::Validity(validity) => leaf.validity = *validity,
        CertificateLie::Version(version) => leaf.version = *version,
        CertificateLie::Authority => leaf.authority = true,
        CertificateLie::Subject(name, told) => replace(&mut leaf.subject, name, told.map(str::to_owned)),
        CertificateLie::Extension(oid, Some((critical, value))) => {
            leaf.extensions.retain(|known| known.oid != *oid);
            leaf.extensions.push(Extension::new(oid, *critical, value.clone()));
        }
        CertificateLie::Extension(oid, None) => leaf.without.push(oid),
        // The rest is not about the leaf, or was told while its extensions were made.
        _ => {}
    }
}
