//! How a workspace looks: name, picture, colour, and whom its members may turn to (S2-36). What cannot be shown safely is left out and
//! reported; it must never keep a door shut.

use crate::origins::Warning;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Each is empty where a workspace has none of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Branding {
    /// Above every page, instead of the tenant's name.
    pub name: String,
    /// `data:image/png;base64,…`, of one of the kinds below; square.
    pub logo: String,
    /// `#1d6a63`: of buttons and links. Pages shade it until it can be read on their ground, by day and by night.
    pub accent: String,
    pub support: Support,
    pub legal: Legal,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Support {
    /// An address, without `mailto:`.
    pub email: String,
    pub help_center: String,
    pub community_forum: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Legal {
    pub privacy: String,
    pub terms: String,
}

/// A logo, as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

/// Which kinds of pictures a logo may be.
const PICTURES: [&str; 4] = ["image/svg+xml", "image/png", "image/webp", "image/jpeg"];
/// More is no logo but a photograph.
const LARGEST_PICTURE: usize = 32 * 1024;
/// Characters.
const LONGEST_NAME: usize = 64;
const LONGEST_ADDRESS: usize = 300;

impl Branding {
    pub fn picture(&self) -> Option<Picture> {
        let (kind, text) = self.logo.strip_prefix("data:")?.split_once(";base64,")?;
        let kind = PICTURES.into_iter().find(|known| *known == kind)?;
        let bytes = STANDARD.decode(text).ok()?;
        (!bytes.is_empty() && bytes.len() <= LARGEST_PICTURE).then_some(Picture { kind, bytes })
    }

    /// Red, green and blue.
    pub fn accent(&self) -> Option<[u8; 3]> {
        let digits = self
            .accent
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some([part(0)?, part(2)?, part(4)?])
    }

    /// Leaves out what cannot be shown, and says what.
    pub(crate) fn bound(&mut self) -> Vec<Warning> {
        let has_picture = self.logo.is_empty() || self.picture().is_some();
        let has_accent = self.accent.is_empty() || self.accent().is_some();
        let parts = [
            ("branding.name", is_name(&self.name), &mut self.name, "it has at most 64 characters, on one line"),
            (
                "branding.logo",
                has_picture,
                &mut self.logo,
                "it is a data: URL of SVG, PNG, WebP or JPEG, of at most 32 KiB",
            ),
            ("branding.accent", has_accent, &mut self.accent, "it is a colour such as #1d6a63"),
            ("branding.support.email", is_mail(&self.support.email), &mut self.support.email, "it is an address"),
        ];
        let links = [
            ("branding.support.help_center", &mut self.support.help_center),
            ("branding.support.community_forum", &mut self.support.community_forum),
            ("branding.legal.privacy", &mut self.legal.privacy),
            ("branding.legal.terms", &mut self.legal.terms),
        ];
        let links =
            links.map(|(setting, link)| (setting, is_link(link), link, "it is an address that begins with https://"));
        let mut found = Vec::new();
        for (setting, is_good, text, why) in parts.into_iter().chain(links) {
            if !is_good {
                text.clear();
                found.push(Warning::NotShown { setting, why });
            }
        }
        found
    }
}

fn is_name(text: &str) -> bool {
    text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control)
}

fn is_mail(text: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte))
    };
    text.is_empty()
        || (text.len() <= LONGEST_ADDRESS
            && text.split_once('@').is_some_and(|(name, host)| is_plain(name) && is_plain(host)))
}

fn is_link(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\'`".contains(&byte));
    text.is_empty() || (text.starts_with("https://") && text.len() <= LONGEST_ADDRESS && is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_left_out() {
        let mut good = Branding {
            name: "Garden Forum".into(),
            logo: format!("data:image/png;base64,{}", STANDARD.encode([1; 10])),
            accent: "#1d6A63".into(),
            support: Support {
                email: "help@forum.example".into(),
                help_center: "https://forum.example/help".into(),
                community_forum: "https://forum.example/".into(),
            },
            legal: Legal { privacy: "https://forum.example/privacy?a=b#c".into(), terms: String::new() },
        };
        let before = good.clone();
        assert_eq!((good.bound(), &good), (Vec::new(), &before));
        assert_eq!(good.accent(), Some([0x1d, 0x6a, 0x63]));
        assert_eq!(good.picture(), Some(Picture { kind: "image/png", bytes: vec![1; 10] }));

        let large = format!("data:image/png;base64,{}", STANDARD.encode(vec![1; LARGEST_PICTURE + 1]));
        let long = "x".repeat(65);
        for (name, logo, accent, email, link) in [
            ("a\nb", "https://evil.example/a.png", "red", "a b@c", "http://forum.example"),
            ("a\u{0}", "data:text/html;base64,PGI+", "#12345", "@forum.example", "javascript:alert(1)"),
            (&long, &large, "#12345g", "a@b?subject=c", "https://a.example/\"onclick="),
            ("\t", "data:image/png;base64,", "#+1+2+3", "a@", "//a.example"),
        ] {
            let mut bad = Branding {
                name: name.into(),
                logo: logo.into(),
                accent: accent.into(),
                support: Support { email: email.into(), help_center: link.into(), community_forum: link.into() },
                legal: Legal { privacy: link.into(), terms: link.into() },
            };
            assert_eq!(bad.bound().len(), 8, "{bad:?}");
            assert_eq!(bad, Branding::default());
        }
    }
}
