//! A registration by hand: an authenticator that makes any statement, and a maker that issues any certificate.

use aws_lc_rs::digest::{SHA256, digest};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use ciborium::Value;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData as _, SigningKey as _,
};
use webauthn::attestation::Policy;
use webauthn::registration::{self, Registered};
use webauthn::{Aaguid, Algorithm, Embedding, Mediation, Refusal, RegistrationResponse, UserVerification};

/// 1 January 2026.
pub(crate) const NOW: i64 = 1_767_225_600;
pub(crate) const AAGUID: Aaguid = Aaguid([7; 16]);
const CHALLENGE: [u8; 16] = [1; 16];
const CREDENTIAL_ID: [u8; 16] = [2; 16];

pub(crate) type Minted = CertifiedIssuer<'static, KeyPair>;

/// A format's name and its statement.
pub(crate) type Statement = (&'static str, Value);

pub(crate) struct Ceremony {
    /// On P-256 or P-384.
    key: KeyPair,
    pub(crate) aaguid: Aaguid,
}

impl Ceremony {
    pub(crate) fn new() -> Self {
        Self::with(KeyPair::generate().unwrap())
    }

    pub(crate) fn with(key: KeyPair) -> Self {
        Self { key, aaguid: AAGUID }
    }

    fn client_data() -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(CHALLENGE);
        format!(r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"https://example.org"}}"#)
    }

    pub(crate) fn client_data_hash() -> Vec<u8> {
        digest(&SHA256, Self::client_data().as_bytes()).as_ref().to_vec()
    }

    /// Uncompressed: 0x04, x, y.
    pub(crate) fn point(&self) -> &[u8] {
        self.key.der_bytes()
    }

    fn cose(&self) -> Vec<u8> {
        let (x, y) = self.point()[1..].split_at(self.point().len() / 2);
        let (algorithm, curve) = if x.len() == 32 { (-7, 1) } else { (-35, 2) };
        let key = [(1, 2.into()), (3, algorithm.into()), (-1, curve.into()), (-2, x.into()), (-3, y.into())];
        encoded(&Value::Map(key.map(|(label, value): (i64, Value)| (label.into(), value)).into()))
    }

    fn authenticator_data(&self) -> Vec<u8> {
        let rp_id_hash = digest(&SHA256, b"example.org");
        let head = [rp_id_hash.as_ref(), &[0x45, 0, 0, 0, 0], &self.aaguid.0, &[0, 16], &CREDENTIAL_ID];
        [&head.concat()[..], &self.cose()].concat()
    }

    /// What most formats sign.
    pub(crate) fn signed(&self) -> Vec<u8> {
        [self.authenticator_data(), Self::client_data_hash()].concat()
    }

    /// What U2F signs.
    pub(crate) fn signed_by_u2f(&self) -> Vec<u8> {
        let rp_id_hash = digest(&SHA256, b"example.org");
        [&[0], rp_id_hash.as_ref(), &Self::client_data_hash(), &CREDENTIAL_ID, self.point()].concat()
    }

    pub(crate) fn packed_self(&self) -> Statement {
        ("packed", map(&[("alg", (-7).into()), ("sig", self.key.sign(&self.signed()).unwrap().into())]))
    }

    /// The leaf, which signs, and what is sent after it.
    pub(crate) fn packed(&self, leaf: &Minted, rest: &[&Minted]) -> Statement {
        let signature = leaf.key().sign(&self.signed()).unwrap();
        ("packed", map(&[("alg", (-7).into()), ("sig", signature.into()), ("x5c", x5c(&[&[leaf], rest].concat()))]))
    }

    /// What an installation keeps of it.
    pub(crate) fn object(&self, statement: &Statement) -> Vec<u8> {
        encoded(&map(&[
            ("fmt", statement.0.into()),
            ("attStmt", statement.1.clone()),
            ("authData", self.authenticator_data().into()),
        ]))
    }

    pub(crate) fn register(&self, statement: &Statement, policy: Policy<'_>) -> Result<Registered, Refusal> {
        let response = RegistrationResponse {
            id: CREDENTIAL_ID.to_vec(),
            client_data_json: Self::client_data().into_bytes(),
            attestation_object: self.object(statement),
            transports: Vec::new(),
            attachment: None,
            cred_props_rk: None,
        };
        let expected = registration::Expectations {
            challenge: &CHALLENGE,
            rp_id: "example.org",
            origins: &["https://example.org".to_owned()],
            embedding: Embedding::Forbidden,
            user_verification: UserVerification::Required,
            mediation: Mediation::Modal,
            algorithms: Algorithm::DEFAULT,
            attestation: Policy { now: NOW, ..policy },
        };
        registration::verify(&response, &expected)
    }

    /// Only why it was refused.
    pub(crate) fn refusal(&self, statement: &Statement, policy: Policy<'_>) -> Option<Refusal> {
        self.register(statement, policy).err()
    }
}

pub(crate) fn none() -> Statement {
    ("none", map(&[]))
}

pub(crate) fn map(members: &[(&str, Value)]) -> Value {
    Value::Map(members.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
}

pub(crate) fn x5c(chain: &[&Minted]) -> Value {
    chain.iter().map(|minted| Value::from(minted.der().as_ref())).collect::<Vec<_>>().into()
}

fn encoded(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

pub(crate) fn mint(key: KeyPair, issuer: Option<&Minted>, change: impl FnOnce(&mut CertificateParams)) -> Minted {
    let mut params = CertificateParams::default();
    change(&mut params);
    match issuer {
        Some(issuer) => CertifiedIssuer::signed_by(params, key, issuer),
        None => CertifiedIssuer::self_signed(params, key),
    }
    .unwrap()
}

pub(crate) fn authority(name: &str, issuer: Option<&Minted>) -> Minted {
    mint(KeyPair::generate().unwrap(), issuer, |params| {
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    })
}

/// A leaf as 8.2.1 wants it.
pub(crate) fn leaf(issuer: &Minted) -> Minted {
    leaf_but(issuer, |_| ())
}

pub(crate) fn leaf_but(issuer: &Minted, change: impl FnOnce(&mut CertificateParams)) -> Minted {
    mint(KeyPair::generate().unwrap(), Some(issuer), |params| {
        params.distinguished_name.push(DnType::CountryName, "AA");
        params.distinguished_name.push(DnType::OrganizationName, "Maker");
        params.distinguished_name.push(DnType::OrganizationalUnitName, "Authenticator Attestation");
        params.distinguished_name.push(DnType::CommonName, "Model");
        params.is_ca = IsCa::ExplicitNoCa;
        change(params);
    })
}
