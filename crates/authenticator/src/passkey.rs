//! One passkey, and the fast path that answers a challenge with it.
//!
//! The fast path writes the JSON text itself, because load tests make tens of thousands of assertions a second. It must
//! never differ from what [`crate::Authenticator::get`] answers, save in the order of members.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};

use crate::wire::{ClientData, base64url};
use crate::{Error, KeyPair};

const PRESENT_AND_VERIFIED: u8 = 0x05;
const BACKED_UP: u8 = 0x18;

/// A passkey of one account. Cloning shares the key pair.
#[derive(Debug, Clone)]
pub struct Passkey {
    pub key: KeyPair,
    pub rp_id: String,
    pub credential_id: Vec<u8>,
    pub user_handle: Vec<u8>,
    /// The account's name, as the options gave it.
    pub user_name: String,
    pub discoverable: bool,
    pub synced: bool,
    pub sign_count: u32,
}

impl Passkey {
    /// A passkey with a new key pair, a random id and a random user handle, for no RP ID yet.
    pub fn generate(algorithm: i64) -> Result<Self, Error> {
        Ok(Self::from_parts(KeyPair::generate(algorithm)?, random::<32>()?.to_vec(), random::<32>()?.to_vec()))
    }

    /// A synced, discoverable passkey. One key pair may serve under many ids.
    pub fn from_parts(key: KeyPair, credential_id: Vec<u8>, user_handle: Vec<u8>) -> Self {
        Self {
            key,
            rp_id: String::new(),
            credential_id,
            user_handle,
            user_name: String::new(),
            discoverable: true,
            synced: true,
            sign_count: 0,
        }
    }

    pub fn cose_public_key(&self) -> Vec<u8> {
        self.key.cose().to_vec()
    }

    /// The text of an `AuthenticationResponseJSON`, user present and verified. `challenge` is as the options carry it.
    pub fn assertion(&self, challenge: &str, rp_id_hash: &[u8; 32], origin: &str, counter: u32) -> String {
        let kind = "webauthn.get";
        let client_data = ClientData { kind, challenge, origin, cross_origin: false, top_origin: None }.to_json();

        let flags = PRESENT_AND_VERIFIED | if self.synced { BACKED_UP } else { 0 };
        let mut signed = Vec::with_capacity(37 + 32);
        signed.extend_from_slice(rp_id_hash);
        signed.push(flags);
        signed.extend_from_slice(&counter.to_be_bytes());
        let authenticator_data = base64url(&signed);
        signed.extend_from_slice(digest(&SHA256, client_data.as_bytes()).as_ref());
        // Signing fails only without memory. An empty signature is refused by whoever verifies it.
        let signature = base64url(&self.key.sign(&signed).unwrap_or_default());

        let id = base64url(&self.credential_id);
        let client_data = base64url(client_data.as_bytes());
        let handle = base64url(&self.user_handle);
        [
            r#"{"id":""#,
            &id,
            r#"","rawId":""#,
            &id,
            r#"","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":""#,
            &client_data,
            r#"","authenticatorData":""#,
            &authenticator_data,
            r#"","signature":""#,
            &signature,
            r#"","userHandle":""#,
            &handle,
            r#""}}"#,
        ]
        .concat()
    }
}

pub(crate) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(bytes)
}
