//! Which providers a front door knows, and their secrets. The secret is kept sealed in the pool's settings: whoever reads the database, or
//! copies one provider's secret to another or to another pool, has nothing.

use crate::app::App;
use crate::error::Error;
use crate::keys::{Kept, KeyRing, Seal};
use crate::method::Method;
use crate::settings::ProviderSettings;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use store::id::PoolId;

const SECRET: Seal = Seal::Kept(Kept::ProviderSecret);

/// The provider of that name, where it is ready and members may use it here.
pub(super) fn find<'a>(door: &'a FrontDoor, slug: &str) -> Option<&'a ProviderSettings> {
    let is_offered = [&door.policy.first, &door.policy.second].iter().any(|list| list.contains(&Method::SingleSignOn));
    ready(door).find(|provider| is_offered && provider.slug == slug)
}

/// All that are ready, offered or not.
pub(super) fn ready(door: &FrontDoor) -> impl Iterator<Item = &ProviderSettings> {
    door.pool.settings.methods.providers.iter().filter(|provider| provider.is_ready())
}

/// Whether there is any with whom an account can be linked here.
pub(crate) fn is_offered(door: &FrontDoor) -> bool {
    ready(door).any(|provider| find(door, &provider.slug).is_some())
}

/// Seals a provider's secret for the settings of its pool.
pub fn seal_secret(app: &App, pool: PoolId, slug: &str, secret: &str) -> Result<String, Error> {
    let sealed = app.seal(SECRET, &context(pool, slug), secret.as_bytes()).map_err(|_| Error::NoKeys)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// Opens it again; none for whatever was not sealed for this provider.
pub(crate) fn open_secret(ring: &KeyRing, pool: PoolId, slug: &str, sealed: &str) -> Option<String> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let secret = ring.open_sealed(SECRET, &context(pool, slug), &sealed)?;
    std::str::from_utf8(&secret).ok().map(str::to_owned)
}

/// A pool's settings with the secrets of its providers sealed by the newest key; none where they are already.
pub(crate) fn resealed_settings(ring: &KeyRing, now: i64, (pool, text): (PoolId, &str)) -> Option<String> {
    if !text.contains("client_secret") {
        return None;
    }
    let mut settings: Value = serde_json::from_str(text).ok()?;
    let mut is_due = false;
    for provider in settings.pointer_mut("/methods/providers")?.as_array_mut()? {
        let (Some(slug), Some(sealed)) = (provider["slug"].as_str(), provider["client_secret"].as_str()) else {
            continue;
        };
        let Ok(sealed) = URL_SAFE_NO_PAD.decode(sealed) else { continue };
        let Some(anew) = ring.resealed(now, SECRET, (&context(pool, slug), &sealed)) else { continue };
        provider["client_secret"] = Value::String(URL_SAFE_NO_PAD.encode(anew));
        is_due = true;
    }
    is_due.then(|| settings.to_string())
}

fn context(pool: PoolId, slug: &str) -> Vec<u8> {
    [pool.as_bytes().as_slice(), slug.as_bytes()].concat()
}

/// Where the provider sends the browser back to. Each has an address of its own, so that no answer is taken for another's (RFC 9700, 4.4.2).
pub(super) fn callback(app: &App, door: &FrontDoor, slug: &str) -> String {
    format!("{}{}/sign-in/with/{slug}/callback", app.public_url().origin(), door.base())
}
