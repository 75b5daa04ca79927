//! What is known of a failure besides its name, kept beside the event: by the browser's word, or by what came back from a ceremony that the
//! server refused. It is shown and never believed, and holds nothing with which anybody could sign in.

use crate::app::App;
use crate::binding::sha256;
use crate::challenge::Ceremony;
use crate::error::Error;
use crate::snapshot::FrontDoor;
use crate::visit::Visit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::Write;
use webauthn::{AuthenticationResponse, RegistrationResponse};

/// What is worth keeping of how a browser calls itself, and of what it calls its origin.
const LONGEST: usize = 200;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<String>,
    /// By the browser's clock, or since the challenge was drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abilities: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<String>,
    /// From where it came, as whoever sent it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// For which domain the authenticator answered: one of ours by its name, any other by its hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rp_id: Option<String>,
    /// The browser of somebody who is not signed in: such a text is not worth a row of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
}

impl Seen {
    /// Of an assertion that was refused.
    pub(crate) fn of_assertion(visit: &Visit, response: &AuthenticationResponse) -> Self {
        let hash = response.authenticator_data.get(..32);
        Self::of(visit, (&response.client_data_json, hash), response.attachment.as_deref())
    }

    /// Of a registration that was refused.
    pub(crate) fn of_registration(visit: &Visit, response: &RegistrationResponse) -> Self {
        Self::of(visit, (&response.client_data_json, response.rp_id_hash()), response.attachment.as_deref())
    }

    fn of(visit: &Visit, (client_data, hash): (&[u8], Option<&[u8]>), attachment: Option<&str>) -> Self {
        Self {
            origin: webauthn::origin_of(client_data).as_deref().map(plain_origin),
            rp_id: hash.map(|hash| rp_id(&visit.door, hash)),
            authenticator: attachment.filter(|kind| is_kind(kind)).map(str::to_owned),
            ..Self::default()
        }
    }

    /// The same, with the time that the ceremony took: to the second, because a challenge knows no less.
    pub(crate) fn since(self, app: &App, visit: &Visit, ceremony: &Ceremony) -> Self {
        let begun_s = i64::from(crate::sign_in::begun_s(ceremony, visit.door.pool.settings.timeout_ms));
        let elapsed_s = u32::try_from(app.now() / 1000 - begun_s).ok();
        Self { elapsed_ms: elapsed_s.map(|seconds| seconds.saturating_mul(1000)), ..self }
    }

    /// What is kept of a refusal: of somebody whom nobody knows, how their browser calls itself, too.
    pub(crate) fn kept(self, stranger: Option<&String>) -> Result<Option<Cow<'static, str>>, Error> {
        Self { agent: stranger.and_then(|text| agent(text)), ..self }.detail()
    }

    /// As it is kept; nothing where nothing is known.
    pub(crate) fn detail(&self) -> Result<Option<Cow<'static, str>>, Error> {
        if *self == Self::default() {
            return Ok(None);
        }
        Ok(Some(serde_json::to_string(self).map_err(Error::Answer)?.into()))
    }

    /// What was kept, where it was this.
    pub(crate) fn read(detail: Option<&str>) -> Option<Self> {
        serde_json::from_str(detail?).ok()
    }

    /// In one line, for lists.
    pub(crate) fn line(&self) -> Option<String> {
        let parts = [&self.exception, &self.origin, &self.authenticator];
        let known: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
        (!known.is_empty()).then(|| known.join(", "))
    }
}

fn is_kind(text: &str) -> bool {
    matches!(text, "platform" | "cross-platform")
}

fn rp_id(door: &FrontDoor, hash: &[u8]) -> String {
    if let Some(own) = door.rp_ids().find(|own| sha256(own.as_bytes()) == hash) {
        return own.to_owned();
    }
    let mut text = "sha256:".to_owned();
    for byte in hash {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Who sends an origin may write what they like: only what an origin is made of is kept, and nothing behind which a secret could stand.
pub(crate) fn plain_origin(text: &str) -> String {
    let text = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let plain = |part: &str| -> String { part.chars().map(visible).take(LONGEST).collect() };
    let Some((scheme, rest)) = text.split_once("://") else { return plain(text) };
    let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    // A slash at the end is what some get wrong.
    let path = if path.len() > 1 { "/\u{2026}" } else { path };
    plain(&format!("{scheme}://{host}")) + path
}

fn visible(letter: char) -> char {
    if letter.is_ascii_graphic() { letter } else { '?' }
}

/// How a browser calls itself.
pub(crate) fn agent(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_without_what_could_be_a_secret() {
        for (sent, kept) in [
            ("https://evil.example", "https://evil.example"),
            ("https://id.example.com:8443", "https://id.example.com:8443"),
            ("https://id.example.com/", "https://id.example.com/"),
            ("android:apk-key-hash:Zm9v_-bar", "android:apk-key-hash:Zm9v_-bar"),
            ("https://ada:hunter2@id.example.com", "https://id.example.com"),
            ("https://id.example.com/reset/a-token?code=7#x", "https://id.example.com/\u{2026}"),
            ("https://id.example.com?code=7", "https://id.example.com"),
            ("https://a\u{202e}b.example\n<b>", "https://a?b.example?<b>"),
            ("null", "null"),
            ("", ""),
        ] {
            assert_eq!(plain_origin(sent), kept, "{sent}");
        }
        assert!(plain_origin(&format!("https://{}", "x".repeat(5_000))).len() <= LONGEST);
        assert!(plain_origin(&"/y".repeat(5_000)).len() <= LONGEST);
    }

    #[test]
    fn what_is_not_known_is_not_kept() {
        assert_eq!(Seen::default().detail().unwrap(), None);
        let seen = Seen { origin: Some("https://evil.example".into()), ..Seen::default() };
        assert_eq!(Seen::read(seen.detail().unwrap().as_deref()), Some(seen.clone()));
        assert_eq!(seen.line().as_deref(), Some("https://evil.example"));
        assert_eq!(Seen::read(Some("quiet_upgrade")), None);
    }
}
