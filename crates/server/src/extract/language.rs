//! In which language whoever sent a request is answered: what they chose at this door, what the application asked for in the address, what
//! their browser says. It must never refuse a request: what cannot be read says nothing.

use super::cookies::CookieName;
use super::path::segment;
use super::seen::Seen;
use crate::front::Server;
use crate::problem::Problem;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, COOKIE, HeaderValue, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use domain::language::{Language, Wishes, negotiate};
use domain::way_on::is_console;
use std::sync::Arc;

const VARIES: HeaderValue = HeaderValue::from_static("Accept-Language, Cookie");

/// For pages that stand at no door.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reads(pub(crate) Language);

impl FromRequestParts<Arc<Server>> for Reads {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Server>) -> Result<Self, Problem> {
        Ok(Self(parts.extensions.get::<Arc<Seen>>().map_or(Language::English, |seen| seen.language)))
    }
}

pub(super) fn of(uri: &Uri, headers: &HeaderMap, https: bool) -> Language {
    // The console speaks one language (ADR 16), and refuses in no other.
    if is_console(uri.path()) {
        return Language::English;
    }
    // Programs mostly say nothing, and none of them is to pay for that.
    if uri.query().is_none() && ![COOKIE, ACCEPT_LANGUAGE].iter().any(|name| headers.contains_key(name)) {
        return Language::English;
    }
    let door = segment(uri.path(), 0).zip(segment(uri.path(), 1));
    let ui_locales = uri.query().filter(|query| query.contains("ui_locales=")).and_then(ui_locales);
    negotiate(Wishes {
        chosen: door.and_then(|door| CookieName::chosen_language(https, door, headers)),
        ui_locales: ui_locales.as_deref(),
        accept_language: headers.get(ACCEPT_LANGUAGE).and_then(|list| list.to_str().ok()),
    })
}

/// On an answer whose words depend on its reader.
pub(crate) fn say(headers: &mut HeaderMap, language: Language) {
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, VARIES);
}

fn ui_locales(query: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    pairs.into_iter().find(|(name, _)| name == "ui_locales").map(|(_, tags)| tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_that_of_the_door() {
        let headers = |cookie: &str| {
            let pairs = [("cookie", cookie), ("accept-language", "de")];
            let pairs = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            HeaderMap::from_iter(pairs)
        };
        let of = |address: &str, cookie: &str, https| of(&address.parse().unwrap(), &headers(cookie), https);
        assert_eq!(of("/demo/community/sign-in", "ks-language.demo.community=ja", false), Language::Japanese);
        assert_eq!(of("/demo/community/sign-in", "ks-framed-language.demo.community=ja", false), Language::Japanese);
        assert_eq!(of("/demo/community/sign-in", "__Host-ks-language.demo.community=ja", true), Language::Japanese);
        for (address, cookie) in [
            ("/demo/other/sign-in", "ks-language.demo.community=ja"),
            ("/demo/community/sign-in", "ks-language.demo.community=xx"),
            ("/", "ks-language.demo.community=ja"),
            ("/?ui_locales=%F0%28", ""),
        ] {
            assert_eq!(of(address, cookie, false), Language::German, "{address} {cookie}");
        }
        assert_eq!(of("/?a=b&ui_locales=zh%20fr-CA+es", "", false), Language::French);
    }
}
