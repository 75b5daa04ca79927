//! The web manifest of a front door: with it members install their portal on a desktop or a phone (S1-14). It says what every page of the door
//! says anyway, and must never say anything of a member.

use super::brand::{Scheme, Shades};
use super::routes::{Answer, security_path};
use crate::assets::icons::{ICONS, width_of_png};
use crate::assets::mark_of;
use crate::extract::Visit;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::IntoResponse;
use domain::settings::Branding;
use domain::settings::colour::hex;
use domain::{Error, FrontDoor};
use serde::Serialize;

const MANIFEST: HeaderValue = HeaderValue::from_static("application/manifest+json");
/// Short, so that a change of the look is soon everywhere.
const FIVE_MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// What home screens have room for.
const SHORT: usize = 12;
/// The ground of the pages by day, as in `style.css`.
const GROUND: &str = "#f5f4f0";
/// Below it no browser takes a picture for an app.
const NARROWEST: u32 = 144;

#[derive(Debug, Serialize)]
struct Manifest<'a> {
    id: &'a str,
    name: &'a str,
    short_name: &'a str,
    start_url: &'a str,
    scope: String,
    display: &'static str,
    theme_color: String,
    background_color: String,
    icons: Vec<Icon>,
}

#[derive(Debug, Serialize)]
struct Icon {
    src: String,
    sizes: String,
    #[serde(rename = "type")]
    kind: &'static str,
    purpose: &'static str,
}

/// Where it is, for the pages of the door.
pub(super) fn address(door: &FrontDoor) -> String {
    format!("{}/manifest.webmanifest", door.base())
}

/// `/{tenant}/{workspace}/manifest.webmanifest`
pub(crate) async fn show(Visit(visit): Visit) -> Answer {
    let door = &visit.door;
    let branding = &door.workspace.settings.branding;
    let name = if branding.name.is_empty() { &door.tenant.name } else { &branding.name };
    let portal = security_path(door);
    let (theme_color, background_color) = colours(branding);
    let manifest = Manifest {
        id: &portal,
        name,
        short_name: short(name),
        start_url: &portal,
        scope: format!("{}/", door.base()),
        display: "standalone",
        theme_color,
        background_color,
        icons: icons(door),
    };
    let body = serde_json::to_vec(&manifest).map_err(Error::Answer)?;
    Ok(([(CONTENT_TYPE, MANIFEST), (CACHE_CONTROL, FIVE_MINUTES)], body).into_response())
}

/// Of the bar above the pages, and of the ground before the first one is there.
fn colours(branding: &Branding) -> (String, String) {
    match branding.accent() {
        Some(colour) => {
            let shades = Shades::in_scheme(colour, Scheme::Day);
            (hex(shades.accent), hex(shades.wash))
        }
        None => (GROUND.to_owned(), GROUND.to_owned()),
    }
}

/// A workspace's own picture, where a browser takes it; otherwise ours.
fn icons(door: &FrontDoor) -> Vec<Icon> {
    let branding = &door.workspace.settings.branding;
    let own = branding.picture().and_then(|picture| {
        let sizes = match picture.kind {
            "image/svg+xml" => "any".to_owned(),
            "image/png" => {
                let width = width_of_png(&picture.bytes).filter(|width| *width >= NARROWEST)?;
                format!("{width}x{width}")
            }
            _ => return None,
        };
        let src = format!("{}/logo?v={}", door.base(), mark_of(&branding.logo));
        Some(Icon { src, sizes, kind: picture.kind, purpose: "any" })
    });
    if let Some(own) = own {
        return vec![own];
    }
    let ours = ICONS.iter().map(|icon| Icon {
        src: icon.path.to_owned(),
        sizes: icon.sizes.to_owned(),
        kind: icon.kind,
        purpose: icon.purpose,
    });
    ours.collect()
}

/// As many whole words as there is room for; of a longer word its beginning.
fn short(name: &str) -> &str {
    let end = |most: usize| name.char_indices().nth(most).map_or(name.len(), |(at, _)| at);
    let cut = &name[..end(SHORT)];
    if cut.len() == name.len() || name[cut.len()..].starts_with(' ') {
        return cut.trim_end();
    }
    cut.rsplit_once(' ').map_or(cut, |(words, _)| words).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_ends_with_a_word() {
        for (name, said) in [
            ("Garden", "Garden"),
            ("Garden Forum", "Garden Forum"),
            ("Riverside Allotments", "Riverside"),
            ("Kleingartenverein", "Kleingartenv"),
            ("بستان المدينة الكبير", "بستان"),
            ("", ""),
        ] {
            assert_eq!(short(name), said, "{name}");
        }
    }
}
