//! The `AppID` under which a pool's members used U2F keys before WebAuthn. A browser that is told one of another site refuses the whole
//! ceremony, and nobody signs in. It must never let such a one through, nor change a letter of it: keys answer for its hash.

use super::web;
use crate::public_url::PublicUrl;

const LONGEST: usize = 512;

/// Why a text is not sent to browsers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAppId {
    #[error(
        "an AppID is an https:// address of at most {LONGEST} letters and signs, without spaces; browsers take no http://, on localhost neither"
    )]
    Address,
    #[error("it is of another site than the pool's origins, so browsers would refuse every sign-in that names it")]
    OtherSite,
}

/// Its host, where browsers take it on one of these origins.
pub(super) fn host(text: &str, own: &[String]) -> Result<String, NotAppId> {
    let url = address(text).ok_or(NotAppId::Address)?;
    let is_near = own.iter().any(|origin| is_same_site(url.host(), origin));
    if is_near { Ok(url.host().to_owned()) } else { Err(NotAppId::OtherSite) }
}

/// Whether an origin lies on the site of this host.
pub(super) fn is_same_site(host: &str, origin: &str) -> bool {
    web::exact(origin).is_ok_and(|url| web::registrable_domain(url.host()) == web::registrable_domain(host))
}

/// Read without its path, which may be anything: the whole text is what was registered.
fn address(text: &str) -> Option<PublicUrl> {
    if text.len() > LONGEST || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    // Unlike for origins, there is no exception for localhost: browsers refuse the whole ceremony.
    let rest = text.strip_prefix("https://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    format!("https://{}", authority.to_ascii_lowercase()).parse().ok()
}
