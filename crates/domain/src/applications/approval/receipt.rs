//! The receipt: what was approved, byte for byte, the assertion over it, and the public key of the passkey, signed by the tenant. Each of the two
//! signatures can be checked without us; nothing in it may need our database to be believed.

use crate::app::App;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::applications::signing;
use crate::assertion::Proof;
use crate::error::Error;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Value, json};
use store::approval::Approval;
use webauthn::{AuthenticationResponse, Jwk};

const TYPE: &str = "approval-receipt+jwt";

/// What was signed, and with what.
pub(super) struct Shown<'a> {
    pub row: &'a Approval,
    pub proof: &'a Proof,
    pub response: &'a AuthenticationResponse,
}

#[derive(Serialize)]
struct Written<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    iat: i64,
    /// The approval's own id: one receipt each.
    jti: String,
    /// Its SHA-256 is the challenge of the assertion.
    transaction: String,
    assertion: Assertion,
    credential: Credential<'a>,
}

/// As WebAuthn names them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assertion {
    authenticator_data: String,
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    signature: String,
}

#[derive(Serialize)]
struct Credential<'a> {
    id: String,
    rp_id: &'a str,
    /// Of COSE: it says how the assertion is signed.
    alg: i64,
    public_key_cose: String,
    /// The same for those who read no CBOR; none where the standards have no JWK for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key_jwk: Option<Value>,
}

/// Signed as the client's id tokens are.
pub(super) async fn sign(app: &App, issuer: &Issuer, client: &Client, shown: &Shown<'_>) -> Result<String, Error> {
    let Shown { row, proof, response } = shown;
    let (now, encode) = (app.now(), |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes));
    let passkey = &proof.facts.passkey;
    let written = Written {
        iss: &issuer.url,
        aud: &client.id,
        sub: &row.sub,
        iat: now / 1000,
        jti: row.id.to_string(),
        transaction: encode(row.content.as_bytes()),
        assertion: Assertion {
            authenticator_data: encode(&response.authenticator_data),
            client_data_json: encode(&response.client_data_json),
            signature: encode(&response.signature),
        },
        credential: Credential {
            id: encode(&passkey.credential_id),
            rp_id: &passkey.rp_id,
            alg: passkey.algorithm,
            public_key_cose: encode(&passkey.public_key),
            public_key_jwk: webauthn::jwk(&passkey.public_key).map(as_json),
        },
    };
    let signers = signing::of_tenant(app, issuer.tenant).await?;
    let key = signers.signing(client.algorithm(), now).ok_or(Error::Signing(None))?;
    key.sign(TYPE, &written).map_err(|error| Error::Signing(Some(error)))
}

fn as_json(key: Jwk) -> Value {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    match key {
        Jwk::Ec { crv, x, y } => json!({ "kty": "EC", "crv": crv, "x": encode(&x), "y": encode(&y) }),
        Jwk::Ed25519 { x } => json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(&x) }),
        Jwk::Rsa { n, e } => json!({ "kty": "RSA", "n": encode(&n), "e": encode(&e) }),
    }
}
