//! Where the browser may be sent back to (RFC 9700, 2.1; RFC 8252, 7). Two addresses are the same when their texts are; nothing must ever be
//! folded, decoded or completed before they are compared, because the browser would do it otherwise.

use crate::public_url::is_domain;
use std::net::{Ipv4Addr, Ipv6Addr};

const LONGEST: usize = 2048;
/// Where programs on the member's own machine listen, on whatever port is free then.
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// Why an address may not be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRedirectUri {
    #[error("a redirect URI is at most {LONGEST} characters long")]
    TooLong,
    #[error("a redirect URI begins with https:// or with the scheme of an app, such as com.example.app:/")]
    Scheme,
    #[error("a redirect URI has no fragment (#)")]
    Fragment,
    #[error("a redirect URI has no wildcard (*): each address is registered by itself")]
    Wildcard,
    #[error("a redirect URI has only characters of addresses, others as %XX")]
    Character,
    #[error("the host of a redirect URI is a domain name in lower case or an address in numbers, without a user name")]
    Host,
    #[error("the path of a redirect URI has no . or .. in it: browsers take them out")]
    Dots,
    #[error("http:// is for programs on the member's own machine: http://127.0.0.1 or http://[::1]")]
    Insecure,
    /// The caller takes it where the tenant is for development, and nowhere else.
    #[error("http://localhost is for development only; programs use http://127.0.0.1 or http://[::1]")]
    OnlyInDevelopment,
}

/// Whether a client may register this address.
pub fn may_register(uri: &str) -> Result<(), NotRedirectUri> {
    if uri.len() > LONGEST {
        return Err(NotRedirectUri::TooLong);
    }
    if uri.contains('#') {
        return Err(NotRedirectUri::Fragment);
    }
    if uri.contains('*') {
        return Err(NotRedirectUri::Wildcard);
    }
    if !is_written_right(uri) {
        return Err(NotRedirectUri::Character);
    }
    let (scheme, rest) = uri.split_once(':').ok_or(NotRedirectUri::Scheme)?;
    match scheme {
        "https" | "http" => web(scheme, rest),
        _ if is_app_scheme(scheme) && rest.starts_with('/') => no_dots(rest),
        _ => Err(NotRedirectUri::Scheme),
    }
}

/// Whether a request may name `presented` where `registered` is. Only programs can have registered a loopback address, and they cannot know
/// their port before (RFC 8252, 7.3).
pub fn matches(registered: &str, presented: &str) -> bool {
    registered == presented || is_same_but_for_port(registered, presented)
}

/// Scheme, host and port, as a content security policy and `Access-Control-Allow-Origin` name them. An app has none.
pub fn origin(uri: &str) -> Option<&str> {
    let start = ["https://", "http://"].into_iter().find(|start| uri.starts_with(start))?.len();
    let length = uri.get(start..)?.find(['/', '?', '#']).unwrap_or(uri.len() - start);
    uri.get(..start + length)
}

/// The host of a web address, without its port.
pub fn host(uri: &str) -> Option<&str> {
    let authority = origin(uri)?.split_once("://")?.1;
    // An address in numbers has colons of its own, in brackets.
    let end = authority.rfind(']').map_or(0, |end| end + 1);
    let port = authority.get(end..)?.find(':').map_or(authority.len(), |port| end + port);
    authority.get(..port)
}

fn is_same_but_for_port(registered: &str, presented: &str) -> bool {
    let rests = |start: &&str| Some((registered.strip_prefix(*start)?, presented.strip_prefix(*start)?));
    let Some((registered, presented)) = LOOPBACK.iter().find_map(rests) else { return false };
    match (without_port(registered), without_port(presented)) {
        (Some(registered), Some(presented)) => registered == presented,
        _ => false,
    }
}

/// What follows host and port; `None` where the host was longer than it seemed.
fn without_port(rest: &str) -> Option<&str> {
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (port, path) = rest.split_at_checked(end)?;
    let is_port = match port.strip_prefix(':') {
        Some(port) => is_port(port),
        None => port.is_empty(),
    };
    is_port.then_some(path)
}

fn is_port(text: &str) -> bool {
    let is_number = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number && text.parse::<u16>().is_ok()
}

/// RFC 3986, 2: unreserved, reserved (fragment and wildcard were refused before), and whole percent-encoded bytes.
fn is_written_right(uri: &str) -> bool {
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        let is_right = match byte {
            b'%' => [rest.next(), rest.next()].iter().all(|digit| digit.is_some_and(|digit| digit.is_ascii_hexdigit())),
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()+,;=".contains(&byte),
        };
        if !is_right {
            return false;
        }
    }
    true
}

/// A domain name turned around, which belongs to somebody (RFC 8252, 7.1). Nothing a browser runs by itself has a dot in its name.
fn is_app_scheme(scheme: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    scheme.contains('.')
        && scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.split('.').all(is_label)
}

fn web(scheme: &str, rest: &str) -> Result<(), NotRedirectUri> {
    let rest = rest.strip_prefix("//").ok_or(NotRedirectUri::Scheme)?;
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host_end =
        if authority.starts_with('[') { authority.find(']').map(|end| end + 1) } else { authority.find(':') };
    let (host, port) = authority.split_at(host_end.unwrap_or(authority.len()));
    let is_good_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    if !is_good_port || !is_host(host) {
        return Err(NotRedirectUri::Host);
    }
    match (scheme, host) {
        ("https", _) | ("http", "127.0.0.1" | "[::1]") => no_dots(path),
        (_, "localhost") => no_dots(path).and(Err(NotRedirectUri::OnlyInDevelopment)),
        _ => Err(NotRedirectUri::Insecure),
    }
}

/// A domain, or an address written the one way in which browsers write it, too.
fn is_host(host: &str) -> bool {
    let is_v4 = || host.parse::<Ipv4Addr>().is_ok_and(|address| address.to_string() == host);
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_v6 = || v6.is_some_and(|text| text.parse::<Ipv6Addr>().is_ok_and(|address| address.to_string() == text));
    is_domain(host) || is_v4() || is_v6()
}

fn no_dots(rest: &str) -> Result<(), NotRedirectUri> {
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    let is_dots = |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if path.split('/').any(is_dots) { Err(NotRedirectUri::Dots) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_why_an_address_cannot_be_registered() {
        use NotRedirectUri as Why;
        let cases = [
            ("https://client.example/cb#", Why::Fragment),
            ("https://client.example/*", Why::Wildcard),
            ("https://client.example/a b", Why::Character),
            ("https://client.example/%zz", Why::Character),
            ("https://client.example/%4", Why::Character),
            ("https://client.example/\\evil.example", Why::Character),
            ("https://client.example/\r\n", Why::Character),
            ("https://ü.example/", Why::Character),
            ("https://me@client.example/", Why::Host),
            ("https://CLIENT.example/", Why::Host),
            ("https:///cb", Why::Host),
            ("https://client.example:/cb", Why::Host),
            ("https://client.example:0/cb", Why::Host),
            ("https://client.example:99999/cb", Why::Host),
            ("https://127.1/cb", Why::Host),
            ("https://[::1/cb", Why::Host),
            ("https://[0:0::1]/cb", Why::Host),
            ("https://client.example/a/../cb", Why::Dots),
            ("https://client.example/%2E%2e/cb", Why::Dots),
            ("com.example.app:/a/./cb", Why::Dots),
            ("http://127.0.0.2/cb", Why::Insecure),
            ("http://127.0.0.1.evil.example/cb", Why::Insecure),
            ("HTTPS://client.example/cb", Why::Scheme),
            ("https:client.example", Why::Scheme),
            ("com.example.app:cb", Why::Scheme),
            ("com..app:/cb", Why::Scheme),
            ("1com.example:/cb", Why::Scheme),
            ("client.example/cb", Why::Scheme),
        ];
        for (uri, why) in cases {
            assert_eq!(may_register(uri), Err(why), "{uri}");
        }
        assert_eq!(may_register(&format!("https://a.example/{}", "a".repeat(LONGEST))), Err(Why::TooLong));
        for uri in
            ["https://client.example", "https://client.example:8443/a?b=/../", "https://[::1]:1/", "com.a-b.c://x/y"]
        {
            assert_eq!(may_register(uri), Ok(()), "{uri}");
        }
    }

    #[test]
    fn a_port_is_free_on_the_loopback_address_only() {
        for (registered, presented, same) in [
            ("http://127.0.0.1:80/cb", "http://127.0.0.1/cb", true),
            ("http://127.0.0.1/cb?a=1", "http://127.0.0.1:9/cb?a=1", true),
            ("http://127.0.0.1", "http://127.0.0.1:9", true),
            ("http://127.0.0.1/cb", "http://127.0.0.1:9@evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false),
            ("http://127.0.0.1/cb", "http://127.0.0.1:+9/cb", false),
            ("http://127.0.0.1/cb", "http://[::1]/cb", false),
            ("http://localhost/cb", "http://localhost:9/cb", false),
        ] {
            assert_eq!(matches(registered, presented), same, "{presented}");
        }
    }

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        assert_eq!(origin("https://client.example:8443/cb?x"), Some("https://client.example:8443"));
        assert_eq!(origin("https://client.example?x"), Some("https://client.example"));
        assert_eq!(origin("http://[::1]:9/cb"), Some("http://[::1]:9"));
        assert_eq!(origin("com.example.app:/cb"), None);
    }
}
