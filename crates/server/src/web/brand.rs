//! A workspace's own look on its pages: its colour in shades that can be read on their ground, its picture, and whom its members may turn
//! to. It must never let a setting write style or markup: a colour is three numbers, and a link was read strictly.

use super::manifest;
use super::routes::Answer;
use crate::assets;
use crate::extract::Visit;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use axum::response::IntoResponse;
use domain::settings::Branding;
use domain::settings::colour::{BLACK, Colour, LEAST, WHITE, contrast, hex, mix, shares, towards};
use domain::{FrontDoor, Reason};

/// The grounds of `style.css`, on which text in the colour stands: page and surface.
const DAY: [[u8; 3]; 2] = [[0xf5, 0xf4, 0xf0], [0xff, 0xff, 0xff]];
const NIGHT: [[u8; 3]; 2] = [[0x13, 0x14, 0x13], [0x1c, 0x1d, 0x1c]];

/// Of the two that a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Day,
    Night,
}

impl Scheme {
    /// The accent where a door has none, as in `style.css`.
    pub(crate) const fn usual(self) -> [u8; 3] {
        match self {
            Self::Day => [0x17, 0x61, 0x5a],
            Self::Night => [0x7c, 0xcf, 0xc3],
        }
    }

    const fn parts(self) -> ([[u8; 3]; 2], Colour) {
        match self {
            Self::Day => (DAY, BLACK),
            Self::Night => (NIGHT, WHITE),
        }
    }
}

/// What a page shows of its door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// The text of a style element; nothing where the door has no colour of its own.
    pub style: Option<String>,
    /// Where the picture is.
    pub logo: Option<String>,
    pub links: Vec<BrandLink>,
    /// Where the web manifest is; pages of no door have none.
    pub manifest: Option<String>,
}

/// Somewhere that members may turn to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandLink {
    pub kind: LinkKind,
    pub href: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    Email,
    HelpCenter,
    Forum,
    Privacy,
    Terms,
}

impl Brand {
    pub(crate) fn of(door: &FrontDoor) -> Self {
        let branding = &door.workspace.settings.branding;
        Self {
            style: branding.accent().map(style),
            logo: (!branding.logo.is_empty())
                .then(|| format!("{}/logo?v={}", door.base(), assets::mark_of(&branding.logo))),
            links: links(branding),
            manifest: Some(manifest::address(door)),
        }
    }
}

fn links(branding: &Branding) -> Vec<BrandLink> {
    let Branding { support, legal, .. } = branding;
    let email = if support.email.is_empty() { String::new() } else { format!("mailto:{}", support.email) };
    let all = [
        (LinkKind::Email, email),
        (LinkKind::HelpCenter, support.help_center.clone()),
        (LinkKind::Forum, support.community_forum.clone()),
        (LinkKind::Privacy, legal.privacy.clone()),
        (LinkKind::Terms, legal.terms.clone()),
    ];
    all.into_iter().filter(|(_, href)| !href.is_empty()).map(|(kind, href)| BrandLink { kind, href }).collect()
}

/// `/{tenant}/{workspace}/logo`
pub(crate) async fn logo(Visit(visit): Visit) -> Answer {
    let picture = visit.door.workspace.settings.branding.picture().ok_or(Reason::UnknownAddress)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(picture.kind)),
        // Its address changes with it.
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        // An SVG that somebody opens by itself runs and loads nothing.
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox")),
    ];
    Ok((headers, picture.bytes).into_response())
}

/// The shades of one scheme.
#[derive(Debug)]
pub(crate) struct Shades {
    pub accent: Colour,
    pub strong: Colour,
    pub on: Colour,
    pub wash: Colour,
}

impl Shades {
    pub(crate) fn in_scheme(colour: [u8; 3], scheme: Scheme) -> Self {
        let (grounds, end) = scheme.parts();
        Self::of(shares(colour), grounds.map(shares), end)
    }

    /// Moves the colour towards `end` until it can be read on the grounds.
    fn of(colour: Colour, grounds: [Colour; 2], end: Colour) -> Self {
        let wash = |accent| mix(grounds[1], accent, 0.12);
        let reads = |shade: Colour, accent: Colour| {
            grounds.into_iter().chain([wash(accent)]).all(|ground| contrast(shade, ground) >= LEAST)
        };
        let accent = towards(colour, end, |shade| reads(shade, shade));
        let strong = towards(mix(accent, end, 0.3), end, |shade| reads(shade, accent));
        let on = if contrast(WHITE, accent) >= contrast(BLACK, accent) { WHITE } else { BLACK };
        Self { accent, strong, on, wash: wash(accent) }
    }

    fn rules(&self) -> String {
        let Self { accent, strong, on, wash } = self;
        let [accent, strong, on, wash] = [accent, strong, on, wash].map(|colour| hex(*colour));
        format!(":root {{ --accent: {accent}; --accent-strong: {strong}; --on-accent: {on}; --accent-wash: {wash}; }}")
    }
}

/// The page's own style: it says of the tokens what `style.css` says for everybody else.
pub(crate) fn style(colour: [u8; 3]) -> String {
    let [day, night] = [Scheme::Day, Scheme::Night].map(|scheme| Shades::in_scheme(colour, scheme).rules());
    assets::lean_style(&format!("{day}\n@media (prefers-color-scheme: dark) {{ {night} }}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_colour_can_be_read_by_day_and_by_night() {
        let levels = [0x00, 0x33, 0x66, 0x99, 0xcc, 0xff];
        let all = levels.into_iter().flat_map(|red| levels.into_iter().map(move |green| (red, green)));
        for colour in all.flat_map(|(red, green)| levels.map(|blue| [red, green, blue])) {
            for (grounds, end) in [(DAY, BLACK), (NIGHT, WHITE)] {
                let shades = Shades::of(shares(colour), grounds.map(shares), end);
                for text in [shades.accent, shades.strong] {
                    for ground in grounds.map(shares).into_iter().chain([shades.wash]) {
                        assert!(contrast(text, ground) >= 4.5, "{colour:?} {shades:?}");
                    }
                    assert!(contrast(shades.on, text) >= 4.5, "{colour:?} {shades:?}");
                }
            }
        }
    }

    // A colour that can be read is used as it is.
    #[test]
    fn a_good_colour_is_left_alone() {
        let text = style([0x17, 0x61, 0x5a]);
        assert!(text.starts_with(":root{--a:#17615a;"), "{text}");
        assert!(text.contains("@media (prefers-color-scheme:dark){:root{--a:#"), "{text}");
        assert!((contrast(WHITE, BLACK) - 21.0).abs() < 1e-9);
    }
}
