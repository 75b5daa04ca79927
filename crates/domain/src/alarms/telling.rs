//! Tells of an alarm: by mail, and by a signed call to an address of the organisation's. Both go through the outbox, so that they are sent if and
//! only if the alarm was raised, are tried again, and leave by the same rules as everything else.

use super::Condition;
use crate::app::App;
use crate::error::Error;
use crate::keys::KeyRing;
use crate::language::Language;
use crate::messages::{self, Address, Message};
use crate::snapshot::FrontDoor;
use aws_lc_rs::hmac;
use std::fmt::Write;
use store::id::PoolId;
use store::outbox::Outgoing;

/// What the receiver of a call checks: the signature is over the time, a full stop and the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Unix seconds.
    pub timestamp: i64,
    /// Of HMAC-SHA-256, in hexadecimal.
    pub signature: String,
}

/// One message for each address of the pool; `detail` where the alarm is raised.
pub(super) fn messages(
    app: &App,
    door: &FrontDoor,
    condition: Condition,
    detail: Option<&str>,
) -> Result<Vec<Outgoing>, Error> {
    let settings = &door.pool.settings.alarms;
    let mails = settings.mail.iter().filter(|_| app.channels().mail).cloned().map(Address::Mail);
    let hook = Some(settings.webhook.clone()).filter(|url| !url.is_empty()).map(Address::Webhook);
    let kind = if detail.is_some() { messages::Kind::AlarmRaised } else { messages::Kind::AlarmCleared };
    let words = vec![
        ("alarm", condition.as_str().to_owned()),
        ("what", condition.title().to_owned()),
        ("detail", detail.unwrap_or_default().to_owned()),
        ("pool", door.pool.id.to_string()),
        ("name", door.pool.name.clone()),
        ("link", format!("/admin/{}/pools/{}/health", door.tenant.slug, door.pool.id)),
    ];
    let tenant = door.tenant.id;
    let message = |to| Message { tenant, to, kind, language: Language::English, words: words.clone() };
    mails.chain(hook).map(|to| messages::prepare(app, tenant, Some(message(to)))).collect()
}

/// By which the calls of the audit's stream are signed, as those of a pool are.
pub fn stream_secret(app: &App, url: &str) -> String {
    secret(&app.snapshot().ring, "audit", url)
}

/// By which a pool's calls are signed. It follows from the installation's key, the pool and the address: another address has another secret.
pub fn webhook_secret(app: &App, pool: PoolId, url: &str) -> String {
    secret(&app.snapshot().ring, &pool.to_string(), url)
}

fn secret(ring: &KeyRing, pool: &str, url: &str) -> String {
    hex(&ring.keyed("webhook", &[pool.as_bytes(), url.as_bytes()]))
}

pub(crate) fn signed(ring: &KeyRing, (pool, url): (&str, &str), (now_ms, body): (i64, &str)) -> Signed {
    let timestamp = now_ms / 1000;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret(ring, pool, url).as_bytes());
    let signature = hex(hmac::sign(&key, format!("{timestamp}.{body}").as_bytes()).as_ref());
    Signed { timestamp, signature }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}
