//! The cookies as a browser gets them: the sign-in page is opened and a ceremony begun, which writes nothing. A proxy that renames cookies, takes
//! attributes away or keeps the page for others breaks every sign-in.

use super::not_checked;
use crate::front::Server;
use crate::web::routes::sign_in_path;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Request};
use domain::doctor::{Check, Finding, State};
use domain::error::one_line;

const REMEDY: &str =
    "Let the proxy pass pages and cookies on as they are: it must neither rename, rewrite nor keep them.";

pub(super) async fn look(server: &Server, hindered: Option<(&str, &str)>) -> Finding {
    let (check, looked_at) = (Check::Cookies, "The sign-in page of the administrators and its cookies");
    if let Some(text) = hindered {
        return not_checked(check, looked_at, text);
    }
    let snapshot = server.app.snapshot();
    let Some(home) = snapshot.home().or(snapshot.doors().first()) else {
        return not_checked(
            check,
            looked_at,
            ("There is no workspace yet.", "Set the installation up, and look again."),
        );
    };
    let page = format!("{}{}", server.origin, sign_in_path(home));
    let begin = format!("{}{}/sign-in/passkey/begin", server.origin, home.base());
    match fetch(server, &page, &begin).await {
        Err(found) => Finding::of((check, State::Wrong), page, (found, REMEDY)),
        Ok(number) => {
            Finding::good(check, page, format!("The page comes as it is, and {number} cookie is as it should be."))
        }
    }
}

async fn fetch(server: &Server, page: &str, begin: &str) -> Result<usize, String> {
    let broken = |_| "the address cannot be asked for".to_owned();
    let request = Request::get(page).header(header::ACCEPT, "text/html").body(Vec::new()).map_err(broken)?;
    let answer = server.doctor.outgoing.send(request).await.map_err(|error| one_line(&error))?;
    if !answer.status().is_success() {
        return Err(format!("The page answers with status {}.", answer.status().as_u16()));
    }
    is_page(answer.headers())?;
    let request = Request::post(begin)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ORIGIN, &server.origin)
        .header("sec-fetch-site", "same-origin")
        .body(br#"{"identifier":"keystead-doctor"}"#.to_vec());
    let answer = server.doctor.outgoing.send(request.map_err(broken)?).await.map_err(|error| one_line(&error))?;
    if !answer.status().is_success() {
        return Err(format!("A sign-in cannot be begun there: status {}.", answer.status().as_u16()));
    }
    let cookies: Vec<_> = answer.headers().get_all(header::SET_COOKIE).iter().collect();
    if cookies.is_empty() {
        return Err("No cookie comes back: a sign-in would never be finished.".to_owned());
    }
    for cookie in &cookies {
        is_ours(cookie, server.https)?;
    }
    Ok(cookies.len())
}

fn is_page(headers: &HeaderMap) -> Result<(), String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    if !text(header::CONTENT_TYPE).starts_with("text/html") {
        return Err(format!("The page comes as {:?}.", text(header::CONTENT_TYPE)));
    }
    if !text(header::CONTENT_SECURITY_POLICY).contains("frame-ancestors") {
        return Err("The page comes without its content policy.".to_owned());
    }
    if !text(header::CACHE_CONTROL).contains("no-store") {
        return Err(format!("The page may be kept for others: Cache-Control is {:?}.", text(header::CACHE_CONTROL)));
    }
    Ok(())
}

/// Bound to this host alone, out of the reach of scripts, and not sent along by other sites unasked.
fn is_ours(cookie: &HeaderValue, https: bool) -> Result<(), String> {
    let text = cookie.to_str().unwrap_or_default();
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().and_then(|pair| pair.split_once('=')).map_or("", |(name, _)| name);
    let attributes: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let has = |wanted: &str| attributes.iter().any(|attribute| attribute == wanted);
    let missing = if https && !name.starts_with("__Host-") {
        "the prefix __Host- in its name"
    } else if https && !has("secure") {
        "Secure"
    } else if !has("httponly") {
        "HttpOnly"
    } else if !attributes.iter().any(|attribute| attribute.starts_with("samesite=")) {
        "SameSite"
    } else if !has("path=/") {
        "Path=/"
    } else if attributes.iter().any(|attribute| attribute.starts_with("domain=")) {
        return Err(format!("The cookie {name:?} is for other hosts, too: it has a Domain."));
    } else {
        return Ok(());
    };
    Err(format!("The cookie {name:?} comes without {missing}."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(cookie: &'static str, https: bool) -> Result<(), String> {
        is_ours(&HeaderValue::from_static(cookie), https)
    }

    #[test]
    fn a_cookie_that_lost_something_is_found() {
        assert_eq!(judged("__Host-ks-pre.a.b=x; Path=/; HttpOnly; SameSite=Lax; Secure", true), Ok(()));
        assert_eq!(
            judged("__Host-ks-framed-pre.a.b=x; Path=/; HttpOnly; SameSite=None; Secure; Partitioned", true),
            Ok(())
        );
        assert_eq!(judged("ks-pre.a.b=x; Path=/; HttpOnly; SameSite=Lax", false), Ok(()));
        for (cookie, missing) in [
            ("ks-pre.a.b=x; Path=/; HttpOnly; SameSite=Lax; Secure", "__Host-"),
            ("__Host-ks-pre.a.b=x; Path=/; HttpOnly; SameSite=Lax", "Secure"),
            ("__Host-ks-pre.a.b=x; Path=/; SameSite=Lax; Secure", "HttpOnly"),
            ("__Host-ks-pre.a.b=x; Path=/; HttpOnly; Secure", "SameSite"),
            ("__Host-ks-pre.a.b=x; Path=/id; HttpOnly; SameSite=Lax; Secure", "Path=/"),
            ("__Host-ks-pre.a.b=x; Path=/; HttpOnly; SameSite=Lax; Secure; Domain=a.b", "Domain"),
        ] {
            assert!(judged(cookie, true).unwrap_err().contains(missing), "{cookie}");
        }
    }
}
