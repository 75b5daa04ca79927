//! How a web origin and an RP ID are written, and which belongs to which. Pure, and strict: browsers compare origins byte by byte, so what is
//! stored must be what they send. It must never mend a stored text; only [`reduce`] does, for what a person pastes.

use crate::public_url::{NotPublicUrl, PublicUrl, is_domain};

/// Why a text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOrigin {
    #[error("an origin begins with https:// (or http:// on localhost)")]
    Scheme,
    #[error("an origin is scheme, host and port only: no path, no query, no user name")]
    More,
    #[error("the host of an origin is a domain name in lower case; no passkey works on an address in numbers")]
    Host,
    #[error("the port of an origin is a number from 1 to 65535")]
    Port,
    #[error("passkeys need https:// (http:// works on localhost only)")]
    Insecure,
    #[error("an origin has no slash at its end and does not name its scheme's usual port")]
    Inexact,
}

impl From<NotPublicUrl> for NotOrigin {
    fn from(why: NotPublicUrl) -> Self {
        match why {
            NotPublicUrl::Scheme => Self::Scheme,
            NotPublicUrl::More => Self::More,
            NotPublicUrl::Host => Self::Host,
            NotPublicUrl::Port => Self::Port,
            NotPublicUrl::Insecure => Self::Insecure,
        }
    }
}

/// Why a text is no RP ID (S3-17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRpId {
    #[error("an RP ID has no scheme: leave https:// out")]
    Scheme,
    #[error("an RP ID has no path, query or user name")]
    More,
    #[error("an RP ID has no port")]
    Port,
    #[error("an RP ID is a domain name in lower case, such as example.com")]
    Domain,
}

/// An origin exactly as a browser writes it.
pub fn exact(text: &str) -> Result<PublicUrl, NotOrigin> {
    let url: PublicUrl = text.parse()?;
    if url.origin() == text { Ok(url) } else { Err(NotOrigin::Inexact) }
}

/// An origin whose pages may show ours in a frame. `127.0.0.1` is the one address in numbers that a content policy can name.
pub fn embedder(text: &str) -> Result<String, NotOrigin> {
    let Some(port) = text.strip_prefix("http://127.0.0.1") else { return exact(text).map(|url| url.origin()) };
    // The rest is read as it is for the name of the same machine.
    exact(&format!("http://localhost{port}"))
        .and_then(|url| if url.host() == "localhost" { Ok(text.to_owned()) } else { Err(NotOrigin::Host) })
}

/// The origin of a page's address, as a person pastes it (S3-18).
pub fn reduce(pasted: &str) -> Result<String, NotOrigin> {
    let (scheme, rest) = pasted.trim().split_once("://").ok_or(NotOrigin::Scheme)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let url: PublicUrl = format!("{scheme}://{authority}").to_ascii_lowercase().parse()?;
    Ok(url.origin())
}

/// Whether a text is the domain that passkeys may be made for (S3-17). A blank one, which stands for the server's own, is the caller's case.
pub fn rp_id(text: &str) -> Result<(), NotRpId> {
    if text.contains("://") {
        Err(NotRpId::Scheme)
    } else if text.contains(['/', '?', '#', '@']) {
        Err(NotRpId::More)
    } else if text.contains(':') {
        Err(NotRpId::Port)
    } else if is_domain(text) {
        Ok(())
    } else {
        Err(NotRpId::Domain)
    }
}

/// Whether passkeys of this RP ID work on this host by themselves: it is the host, or a registrable domain above it (S3-18).
pub fn covers(rp_id: &str, host: &str) -> bool {
    let is_below = host.strip_suffix(rp_id).is_some_and(|front| front.ends_with('.') && front.len() > 1);
    host == rp_id || (is_below && !is_suffix(rp_id))
}

/// The label that a browser counts when it limits related origins: the one before the public suffix.
pub fn registrable_label(host: &str) -> &str {
    let domain = registrable_domain(host);
    domain.split_once('.').map_or(domain, |(label, _)| label)
}

/// The site of a host: the public suffix and the label before it. There is no list of public suffixes here; the last label stands for it, or
/// the last two where `TWO_LABELS` knows them. Rarer suffixes are themselves taken for a site.
pub fn registrable_domain(host: &str) -> &str {
    let suffix = TWO_LABELS.iter().find(|suffix| below(host, suffix).is_some());
    let front = match suffix {
        Some(suffix) => below(host, suffix),
        None => host.rsplit_once('.').map(|(front, _)| front),
    };
    let above = front.and_then(|front| front.rsplit_once('.')).and_then(|(above, _)| host.get(above.len() + 1..));
    above.unwrap_or(host)
}

/// What stands before `.suffix`.
fn below<'h>(host: &'h str, suffix: &str) -> Option<&'h str> {
    host.strip_suffix(suffix)?.strip_suffix('.').filter(|front| !front.is_empty())
}

/// Under which everybody may register a name, as far as is known here. No browser takes such an RP ID for a host below it.
pub(crate) fn is_suffix(domain: &str) -> bool {
    (!domain.contains('.') && domain != "localhost") || TWO_LABELS.contains(&domain)
}

/// The frequent public suffixes of two labels.
const TWO_LABELS: [&str; 40] = [
    "ac.jp", "ac.nz", "ac.uk", "ac.za", "co.id", "co.il", "co.in", "co.jp", "co.ke", "co.kr", "co.nz", "co.th",
    "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.cn", "com.co", "com.hk", "com.mx", "com.my", "com.ng",
    "com.ph", "com.pl", "com.sg", "com.tr", "com.tw", "com.ua", "com.vn", "edu.au", "gov.au", "gov.uk", "ne.jp",
    "net.au", "or.jp", "org.au", "org.nz", "org.uk", "org.za",
];

#[cfg(test)]
mod tests;
