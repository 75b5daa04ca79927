//! The proof that an unsafe request was not sent by another site. It holds for every unsafe method, signed in or not: signing somebody in
//! against their will is a forgery too. It never leans on `SameSite`: the cookies of a door that other sites may frame go out without it.
//! Such a frame's own requests are same-origin. Scenarios csrf/cross-site-post and csrf/no-headers.

use super::seen::SEC_FETCH_SITE;
use axum::http::header::{COOKIE, ORIGIN};
use axum::http::{HeaderMap, Method};
use domain::Reason;

pub(crate) fn check(method: &Method, headers: &HeaderMap, our_origin: &str) -> Result<(), Reason> {
    if method.is_safe() {
        return Ok(());
    }
    let mut sites = headers.get_all(SEC_FETCH_SITE).iter();
    let goes = match (sites.next(), sites.next()) {
        (Some(site), None) => matches!(site.as_bytes(), b"same-origin" | b"none"),
        (Some(_), Some(_)) => false,
        // Browsers older than 2023 send no Sec-Fetch-Site, but they do send Origin. Neither: no browser, unless it carries a cookie.
        (None, _) => headers.contains_key(ORIGIN) || !headers.contains_key(COOKIE),
    };
    // The two headers must not tell different stories: an origin that is there is ours, whatever the site says.
    let is_ours = headers.get_all(ORIGIN).iter().all(|origin| origin.as_bytes() == our_origin.as_bytes());
    if goes && is_ours { Ok(()) } else { Err(Reason::CrossSite) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn goes(method: &Method, lines: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().unwrap());
        }
        check(method, &headers, "https://id.example.com").is_ok()
    }

    #[test]
    fn the_fetch_site_decides() {
        assert!(goes(&Method::POST, &[("sec-fetch-site", "same-origin")]));
        assert!(goes(&Method::DELETE, &[("sec-fetch-site", "none"), ("cookie", "a=b")]));
        for site in ["same-site", "cross-site", "", "Same-Origin", "same-origin, none"] {
            assert!(!goes(&Method::POST, &[("sec-fetch-site", site), ("origin", "https://id.example.com")]), "{site}");
        }
        assert!(!goes(&Method::POST, &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")]));
    }

    #[test]
    fn the_origin_stands_in() {
        assert!(goes(&Method::PUT, &[("origin", "https://id.example.com"), ("cookie", "a=b")]));
        for origin in ["null", "https://evil.example", "https://id.example.com.evil.example", "http://id.example.com"] {
            assert!(!goes(&Method::PUT, &[("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn site_and_origin_must_agree() {
        assert!(goes(&Method::POST, &[("sec-fetch-site", "same-origin"), ("origin", "https://id.example.com")]));
        for site in ["same-origin", "none"] {
            for origin in ["https://evil.example", "null", "", "https://id.example.com, https://evil.example"] {
                assert!(!goes(&Method::POST, &[("sec-fetch-site", site), ("origin", origin)]), "{site} {origin}");
            }
        }
        assert!(!goes(&Method::POST, &[("origin", "https://id.example.com"), ("origin", "https://evil.example")]));
        assert!(goes(&Method::GET, &[("origin", "https://evil.example")]));
    }

    #[test]
    fn neither_is_a_program_unless_it_has_a_cookie() {
        assert!(goes(&Method::POST, &[]));
        assert!(!goes(&Method::POST, &[("cookie", "a=b")]));
        assert!(goes(&Method::GET, &[("cookie", "a=b"), ("sec-fetch-site", "cross-site")]));
    }
}
