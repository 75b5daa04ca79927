//! To whom a ceremony belongs. A finish from anybody but the client that began it must not verify, so what the client holds is part of
//! the challenge's MAC.

use crate::error::Reason;
use crate::visit::Client;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::id::SessionId;

/// What a challenge is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// A browser by its pre-auth cookie (its hash).
    Browser([u8; 32]),
    /// A browser or program by its session, and by the epoch: what ends a member's other sessions also ends the ceremonies of this one. A list of
    /// passkeys that managers were told then is complete, because nothing that began before can be stored any more.
    Session(SessionId, i64),
    /// Another client by the S256 of a secret that it shows at finish.
    Secret([u8; 32]),
    /// A page of another origin by the S256 of the secret that its site's server holds.
    Site([u8; 32]),
    /// Another client that chose to bind to nothing.
    Nothing,
}

impl Binding {
    pub(crate) fn bytes(&self) -> ([u8; 33], usize) {
        let mut bytes = [0; 33];
        let mut of_session = [0; 24];
        if let Self::Session(id, epoch) = self {
            of_session[..16].copy_from_slice(id.as_bytes());
            of_session[16..].copy_from_slice(&epoch.to_be_bytes());
        }
        let (tag, body): (u8, &[u8]) = match self {
            Self::Browser(hash) => (b'b', hash),
            Self::Session(..) => (b's', &of_session),
            Self::Secret(hash) => (b'c', hash),
            Self::Site(hash) => (b'e', hash),
            Self::Nothing => (b'n', &[]),
        };
        bytes[0] = tag;
        bytes[1..=body.len()].copy_from_slice(body);
        (bytes, body.len() + 1)
    }

    /// The binding at begin. A browser must hold a pre-auth cookie by now; `secret_hash` is what another client sent.
    pub(crate) fn at_begin(client: &Client, secret_hash: Option<&str>) -> Result<Self, Reason> {
        match client {
            Client::Browser { pre_auth } => Self::browser(pre_auth.as_deref()),
            Client::App => match secret_hash {
                None => Ok(Self::Nothing),
                Some(text) => read_hash(text).map(Self::Secret).ok_or(Reason::MalformedBody),
            },
            Client::Embedded { site } => Self::site(*site),
        }
    }

    /// The binding at finish: the same client shows the cookie, or the secret itself.
    pub(crate) fn at_finish(client: &Client, secret: Option<&str>) -> Result<Self, Reason> {
        match (client, secret) {
            (Client::Browser { pre_auth }, _) => Self::browser(pre_auth.as_deref()),
            (Client::App, Some(secret)) => Ok(Self::Secret(sha256(secret.as_bytes()))),
            (Client::App, None) => Ok(Self::Nothing),
            (Client::Embedded { site }, _) => Self::site(*site),
        }
    }

    fn site(site: Option<[u8; 32]>) -> Result<Self, Reason> {
        site.map(Self::Site).ok_or(Reason::MalformedBody)
    }

    fn browser(pre_auth: Option<&str>) -> Result<Self, Reason> {
        pre_auth.map(|cookie| Self::Browser(sha256(cookie.as_bytes()))).ok_or(Reason::BindingMissing)
    }
}

/// The S256 of somebody's secret, as it is written in JSON.
pub(crate) fn read_hash(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

/// Several texts as one digest. Each is led by its length, so that no two lists of texts run into the same bytes; an absent text is
/// not an empty one.
pub(crate) fn digest_of(parts: &[Option<&str>]) -> [u8; 32] {
    let mut context = aws_lc_rs::digest::Context::new(&SHA256);
    for part in parts {
        match part {
            None => context.update(&[0]),
            Some(text) => {
                context.update(&[1]);
                context.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                context.update(text.as_bytes());
            }
        }
    }
    let mut hash = [0; 32];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_look_alike_differ() {
        let lists: [&[Option<&str>]; 5] = [
            &[Some("ab"), Some("c")],
            &[Some("a"), Some("bc")],
            &[Some("abc"), None],
            &[Some("abc"), Some("")],
            &[Some("abc")],
        ];
        for (index, left) in lists.iter().enumerate() {
            for right in &lists[index + 1..] {
                assert_ne!(digest_of(left), digest_of(right));
            }
        }
    }

    #[test]
    fn a_browser_without_its_cookie_has_no_binding() {
        let client = Client::Browser { pre_auth: None };
        assert_eq!(Binding::at_finish(&client, Some("secret")), Err(Reason::BindingMissing));
    }

    // Else the page could finish what its site's server began, and be given the token itself.
    #[test]
    fn a_page_that_is_embedded_is_no_other_client() {
        let client = Client::Embedded { site: Some(sha256(b"my secret")) };
        let bound = Binding::at_finish(&client, None).unwrap();
        assert_eq!(Binding::at_begin(&client, None), Ok(bound));
        assert_ne!(bound.bytes(), Binding::at_finish(&Client::App, Some("my secret")).unwrap().bytes());
        assert_eq!(Binding::at_begin(&Client::Embedded { site: None }, None), Err(Reason::MalformedBody));
    }

    #[test]
    fn a_secret_is_sent_hashed_and_shown_plain() {
        let hash = URL_SAFE_NO_PAD.encode(sha256(b"my secret"));
        assert_eq!(Binding::at_begin(&Client::App, Some(&hash)), Binding::at_finish(&Client::App, Some("my secret")));
        assert_eq!(Binding::at_begin(&Client::App, Some("short")), Err(Reason::MalformedBody));
    }
}
