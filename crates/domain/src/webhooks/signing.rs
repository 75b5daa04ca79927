//! The secrets of addresses, and what is signed with them, by Standard Webhooks: `v1`, HMAC-SHA-256. A secret is drawn by us, shown once and kept
//! sealed; where it was renewed, the one before signs beside it for a day.

use crate::app::App;
use crate::error::Error;
use crate::keys::{Kept, KeyRing, Seal};
use crate::random;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use store::id::{TenantId, WebhookId};
use store::webhook::Webhook;

const SEAL: Seal = Seal::Kept(Kept::WebhookSecret);
const PREFIX: &str = "whsec_";
/// For how long both sign.
pub(super) const OVERLAP_MS: i64 = 24 * 60 * 60 * 1000;

type Key = (TenantId, WebhookId);

/// A sealed secret opens only in its own row.
fn context((tenant, id): Key) -> Vec<u8> {
    [tenant.as_bytes().as_slice(), id.as_bytes()].concat()
}

/// A new secret: as its receiver needs it, and sealed.
pub(super) fn draw(app: &App, whose: Key) -> Result<(String, Vec<u8>), Error> {
    let secret: [u8; 32] = random::bytes(app.random())?;
    let sealed = app.seal(SEAL, &context(whose), &secret).map_err(Error::Seal)?;
    Ok((format!("{PREFIX}{}", STANDARD.encode(secret)), sealed))
}

/// The header `webhook-signature`; nothing where the secret cannot be opened.
pub(super) fn signatures(ring: &KeyRing, webhook: &Webhook, now: i64, told: (&str, i64, &str)) -> Option<String> {
    let context = context((webhook.tenant_id, webhook.id));
    let before = webhook.sealed_before.as_ref().filter(|_| webhook.before_until.is_some_and(|until| now < until));
    let signed = |sealed: &Vec<u8>| Some(signature(&ring.open_sealed(SEAL, &context, sealed)?, told));
    let mut all = signed(&webhook.sealed)?;
    if let Some(older) = before.and_then(signed) {
        all.push(' ');
        all.push_str(&older);
    }
    Some(all)
}

fn signature(secret: &[u8], (id, timestamp, body): (&str, i64, &str)) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    format!("v1,{}", STANDARD.encode(hmac::sign(&key, format!("{id}.{timestamp}.{body}").as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the specification.
    #[test]
    fn a_signature_is_that_of_the_standard() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let told = ("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(signature(&secret, told), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
