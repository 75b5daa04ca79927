//! The pictures of the portal where it is installed: what a phone or a desktop shows instead of a page. A maskable one has room around its
//! mark, because the system cuts it to a shape of its own.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use axum::response::Response;

/// They have no version: an installed portal asks for them by the address that it was installed with.
const ONE_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");
const SVG: &str = "image/svg+xml";
const PNG: &str = "image/png";

pub(crate) struct Icon {
    pub(crate) path: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) sizes: &'static str,
    pub(crate) purpose: &'static str,
    bytes: &'static [u8],
}

macro_rules! icons {
    ($($name:literal $kind:ident $sizes:literal $purpose:literal;)*) => {
        pub(crate) static ICONS: &[Icon] = &[$(Icon {
            path: concat!("/assets/", $name),
            kind: $kind,
            sizes: $sizes,
            purpose: $purpose,
            bytes: include_bytes!(concat!("../../assets/icons/", $name)),
        }),*];
    };
}

icons! {
    "icon.svg" SVG "any" "any";
    "icon-192.png" PNG "192x192" "any";
    "icon-512.png" PNG "512x512" "any";
    "icon-maskable.svg" SVG "any" "maskable";
    "icon-maskable-512.png" PNG "512x512" "maskable";
}

pub(super) fn find(path: &str) -> Option<Response> {
    let icon = ICONS.iter().find(|icon| icon.path == path)?;
    let mut response = Response::new(Body::from(icon.bytes));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(icon.kind));
    response.headers_mut().insert(CACHE_CONTROL, ONE_DAY);
    Some(response)
}

/// How wide a square PNG is, as it says itself.
pub(crate) fn width_of_png(bytes: &[u8]) -> Option<u32> {
    let head = bytes.get(..24).filter(|head| head.starts_with(b"\x89PNG\r\n\x1a\n"))?;
    let number = |from: usize| Some(u32::from_be_bytes(head.get(from..from + 4)?.try_into().ok()?));
    let (width, height) = (number(16)?, number(20)?);
    (width == height && width > 0).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::*;

    // A browser that finds another size than was promised takes none.
    #[test]
    fn each_picture_is_as_wide_as_it_says() {
        for icon in ICONS.iter().filter(|icon| icon.kind == PNG) {
            let width = width_of_png(icon.bytes).unwrap();
            assert_eq!(icon.sizes, format!("{width}x{width}"), "{}", icon.path);
        }
        assert_eq!(width_of_png(b"GIF89a"), None);
        for purpose in ["any", "maskable"] {
            for kind in [SVG, PNG] {
                assert!(ICONS.iter().any(|icon| icon.purpose == purpose && icon.kind == kind), "{purpose} {kind}");
            }
        }
    }
}
