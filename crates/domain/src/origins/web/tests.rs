//! Tables of what is an origin and what is an RP ID.

use super::*;

#[test]
fn an_origin_is_what_a_browser_writes() {
    for good in [
        "https://app.example.com",
        "https://app.example.com:8443",
        "http://localhost",
        "http://localhost:8080",
        "http://a.localhost:1",
    ] {
        assert_eq!(exact(good).map(|url| url.origin()), Ok(good.to_owned()));
        assert_eq!(reduce(good), Ok(good.to_owned()));
    }
    for (bad, why) in [
        ("", NotOrigin::Scheme),
        ("app.example.com", NotOrigin::Scheme),
        ("HTTPS://app.example.com", NotOrigin::Scheme),
        ("ftp://app.example.com", NotOrigin::Scheme),
        ("null", NotOrigin::Scheme),
        ("android:apk-key-hash:AAAA", NotOrigin::Scheme),
        (" https://app.example.com", NotOrigin::Scheme),
        ("https://app.example.com/", NotOrigin::Inexact),
        ("https://app.example.com:443", NotOrigin::Inexact),
        ("http://localhost:80", NotOrigin::Inexact),
        ("https://app.example.com:08443", NotOrigin::Inexact),
        ("https://app.example.com/sign-in", NotOrigin::More),
        ("https://app.example.com?a", NotOrigin::More),
        ("https://app.example.com#a", NotOrigin::More),
        ("https://me@app.example.com", NotOrigin::More),
        ("https://App.example.com", NotOrigin::Host),
        ("https://app.example.com.", NotOrigin::Host),
        ("https://*.example.com", NotOrigin::Host),
        ("https://app example.com", NotOrigin::Host),
        ("https://app.example.com; script-src *", NotOrigin::Host),
        ("https://app.example.com\nb.example", NotOrigin::Host),
        ("https://bücher.example", NotOrigin::Host),
        ("https://192.0.2.1", NotOrigin::Host),
        ("https://3221225985", NotOrigin::Host),
        ("https://0xc0000201", NotOrigin::Host),
        ("https://[2001:db8::1]", NotOrigin::Port),
        ("https://", NotOrigin::Host),
        ("https://app.example.com:", NotOrigin::Port),
        ("https://app.example.com:0", NotOrigin::Port),
        ("https://app.example.com:65536", NotOrigin::Port),
        ("http://app.example.com", NotOrigin::Insecure),
        ("http://localhost.example.com", NotOrigin::Insecure),
        ("http://127.0.0.1:8080", NotOrigin::Host),
    ] {
        assert_eq!(exact(bad).unwrap_err(), why, "{bad}");
    }
}

// S3-18: a pasted page URL is reduced to its origin.
#[test]
fn a_pasted_address_is_reduced_to_its_origin() {
    for (pasted, origin) in [
        ("https://app.example.com/", "https://app.example.com"),
        (" https://App.Example.com/sign-in?next=/a#b\n", "https://app.example.com"),
        ("HTTPS://app.example.com:443/x", "https://app.example.com"),
        ("https://app.example.com:8443?x", "https://app.example.com:8443"),
        ("https://app.example.com#me@evil.example", "https://app.example.com"),
        ("http://localhost:8080/demo", "http://localhost:8080"),
    ] {
        assert_eq!(reduce(pasted), Ok(origin.to_owned()), "{pasted}");
    }
    for (pasted, why) in [
        ("app.example.com/sign-in", NotOrigin::Scheme),
        ("javascript:alert(1)", NotOrigin::Scheme),
        ("file:///etc/passwd", NotOrigin::Scheme),
        ("https://app.example.com@evil.example/", NotOrigin::More),
        ("https://evil.example\\@app.example.com/", NotOrigin::More),
        ("https://evil.example\\.app.example.com/", NotOrigin::Host),
        ("http://app.example.com/", NotOrigin::Insecure),
        ("https:///path", NotOrigin::Host),
    ] {
        assert_eq!(reduce(pasted), Err(why), "{pasted}");
    }
}

// S3-17
#[test]
fn an_rp_id_is_a_domain_and_nothing_else() {
    for good in ["example.com", "id.example.com", "localhost", "intranet", "xn--bcher-kva.example"] {
        assert_eq!(rp_id(good), Ok(()), "{good}");
    }
    for (bad, why) in [
        ("https://example.com", NotRpId::Scheme),
        ("example.com/", NotRpId::More),
        ("me@example.com", NotRpId::More),
        ("example.com?a", NotRpId::More),
        ("example.com:443", NotRpId::Port),
        ("Example.com", NotRpId::Domain),
        ("example..com", NotRpId::Domain),
        (".example.com", NotRpId::Domain),
        ("example.com.", NotRpId::Domain),
        ("192.0.2.1", NotRpId::Domain),
        ("exa mple.com", NotRpId::Domain),
        ("", NotRpId::Domain),
    ] {
        assert_eq!(rp_id(bad), Err(why), "{bad}");
    }
}

// S3-18: equal to the RP ID, or below it.
#[test]
fn an_rp_id_covers_itself_and_what_is_below() {
    for (rp_id, host, does) in [
        ("example.com", "example.com", true),
        ("example.com", "a.b.example.com", true),
        ("example.com", "badexample.com", false),
        ("example.com", ".example.com", false),
        ("example.com", "example.com.evil.example", false),
        ("id.example.com", "example.com", false),
        ("localhost", "app.localhost", true),
        ("intranet", "intranet", true),
        ("com", "example.com", false),
        ("co.uk", "example.co.uk", false),
        ("example.co.uk", "id.example.co.uk", true),
        ("", "example.com", false),
    ] {
        assert_eq!(covers(rp_id, host), does, "{rp_id} {host}");
    }
}

#[test]
fn the_registrable_label_stands_before_the_suffix() {
    for (host, label) in [
        ("example.com", "example"),
        ("a.b.example.de", "example"),
        ("www.example.co.uk", "example"),
        ("co.uk", "co"),
        ("example.com.au", "example"),
        ("notco.uk", "notco"),
        ("localhost", "localhost"),
        ("app.localhost", "app"),
    ] {
        assert_eq!(registrable_label(host), label, "{host}");
    }
}

#[test]
fn an_embedder_may_be_this_machine() {
    for good in ["https://shop.example", "http://127.0.0.1", "http://127.0.0.1:9000", "http://shop.localhost:9000"] {
        assert_eq!(embedder(good), Ok(good.to_owned()));
    }
    for bad in [
        "http://127.0.0.1:80",
        "http://127.0.0.1/",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1.localhost",
        "http://127.0.0.11",
        "https://127.0.0.1",
        "http://192.0.2.1",
        "'self'",
        "*",
    ] {
        assert!(embedder(bad).is_err(), "{bad}");
    }
}
