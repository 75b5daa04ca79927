//! The way to a ticket: to our authorization endpoint and back to the application's host, as with any code (PKCE and all). A value of 256 bits in a
//! cookie there ties the two halves to one browser, so that nobody can be brought in as somebody else; the verifier is made from it by our keys and
//! never leaves us. Where the browser goes at the end is a path of the same origin and nothing else.

use super::{Asked, Decision, Judged, START, TICKET_S, Why, callback, judged, ticket};
use crate::app::App;
use crate::applications::client::Client;
use crate::applications::issuer::Issuer;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::Failed;
use crate::applications::token;
use crate::binding::sha256;
use crate::error::Error;
use crate::oauth::authorize::with_query;
use crate::random;
use aws_lc_rs::constant_time;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::percent_decode_str;
use std::sync::Arc;

/// What is longer is left out: the way leads to the beginning then.
const LONGEST: usize = 1_500;

/// The value in the cookie.
type Tie = [u8; 32];

/// To the sign-in. Several tabs share one tie, or the last one would undo the others.
pub(super) fn begin(
    app: &App,
    (issuer, client): (&Issuer, &Client),
    asked: Asked<'_>,
    back: &str,
) -> Result<Decision, Error> {
    let tie = match asked.start.and_then(read_tie) {
        Some(tie) => tie,
        None => random::bytes::<32>(app.random())?,
    };
    let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier(app, issuer, &tie).as_bytes()));
    let (redirect_uri, state) = (callback(asked.origin), state(app, (issuer, asked.origin), (&tie, back)));
    // What outlives sessions is not asked for: a ticket ends with its session.
    let scope: Vec<&str> = client.settings.scope.split(' ').filter(|scope| *scope != "offline_access").collect();
    let scope = scope.join(" ");
    let usual = [
        ("client_id", client.id.as_str()),
        ("redirect_uri", &redirect_uri),
        ("response_type", "code"),
        ("scope", &scope),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let pairs = usual.into_iter().chain(asked.acr.map(|acr| ("acr_values", acr)));
    let location = with_query(&format!("{}/oauth2/authorize", issuer.url), pairs);
    Ok(Decision::SignIn { location, start: URL_SAFE_NO_PAD.encode(tie) })
}

/// Back from there, with a code or a word that says why not.
pub(super) async fn finish(
    app: &App,
    (issuer, client): (&Issuer, &Arc<Client>),
    asked: Asked<'_>,
) -> Result<Decision, Error> {
    let failed = Ok(Decision::Forbidden(Why::NotSignedIn));
    let query = asked.uri.split_once('?').map_or("", |(_, query)| query);
    let Ok(parameters) = Parameters::read(pairs(query)) else { return failed };
    let Some(tie) = asked.start.and_then(read_tie) else { return failed };
    let back = parameters.get("state").and_then(|state| read_state(app, (issuer, asked.origin), (&tie, state)));
    let (Some(back), Some(code)) = (back, parameters.get("code")) else { return failed };
    if parameters.get("iss") != Some(issuer.url.as_str()) {
        return failed;
    }
    let location = format!("{}{back}", asked.origin);
    // Another tab was quicker, or this one came here again: its code is left to its end, for one that comes twice ends what came of it.
    if let (Judged::Pass(_), Some(ticket)) = (judged(app, (issuer, client), asked).await?, asked.ticket) {
        return Ok(Decision::Enter { location, ticket: ticket.to_owned() });
    }
    let shown = [
        ("code", code.to_owned()),
        ("redirect_uri", callback(asked.origin)),
        ("code_verifier", verifier(app, issuer, &tie)),
    ];
    let shown = shown.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let taken = match Parameters::read(shown) {
        Ok(shown) => token::take_code(app, issuer, (client, &shown), TICKET_S * 1000).await,
        Err(failed) => Err(failed),
    };
    match taken {
        Ok(grant) => {
            let ticket = ticket::write(app, (issuer, asked.origin), grant.id);
            Ok(Decision::Enter { location, ticket })
        }
        Err(Failed::Refused(_)) => failed,
        Err(Failed::Broken(error)) => Err(error),
    }
}

/// As we wrote them: no space among them, so a plus is a plus.
fn pairs(query: &str) -> Vec<(String, String)> {
    let read = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (read(name), read(value))).collect()
}

/// The path and query to come back to, as `?rd=` names it: all that stands behind it, escaped or not, for proxies that do not escape.
pub(super) fn named(uri: &str) -> String {
    let rest = uri.strip_prefix(START).and_then(|rest| rest.strip_prefix("?rd=")).unwrap_or("/");
    if rest.starts_with('/') {
        return kept_within(rest);
    }
    kept_within(&percent_decode_str(rest).decode_utf8().unwrap_or_default())
}

/// The same, if it is a path that a browser reads as one and that is not ours.
pub(super) fn kept_within(uri: &str) -> String {
    let is_plain = uri.len() <= LONGEST && uri.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let is_path = uri.starts_with('/') && !uri.starts_with("//") && !uri.starts_with(super::OWN);
    if is_plain && is_path { uri.to_owned() } else { "/".to_owned() }
}

fn read_tie(text: &str) -> Option<Tie> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

fn verifier(app: &App, issuer: &Issuer, tie: &Tie) -> String {
    URL_SAFE_NO_PAD.encode(app.snapshot().ring.keyed("proxy verifier", &[issuer.workspace().as_bytes(), tie]))
}

fn state(app: &App, place: (&Issuer, &str), (tie, back): (&Tie, &str)) -> String {
    URL_SAFE_NO_PAD.encode([state_hash(app, place, (tie, back)).as_slice(), back.as_bytes()].concat())
}

fn read_state(app: &App, place: (&Issuer, &str), (tie, state): (&Tie, &str)) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(state).ok()?;
    let (shown, back) = bytes.split_first_chunk::<32>()?;
    let back = std::str::from_utf8(back).ok()?;
    constant_time::verify_slices_are_equal(&state_hash(app, place, (tie, back)), shown).ok()?;
    Some(kept_within(back))
}

fn state_hash(app: &App, (issuer, origin): (&Issuer, &str), (tie, back): (&Tie, &str)) -> [u8; 32] {
    let workspace = issuer.workspace();
    let parts = [workspace.as_bytes().as_slice(), origin.as_bytes(), tie, back.as_bytes()];
    app.snapshot().ring.keyed("proxy state", &parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 9700, 4.11: no open redirect.
    #[test]
    fn the_way_back_is_a_path() {
        for way in ["/", "/a/b?c=d&e=//f", "/.keystea", "/%2F"] {
            assert_eq!(kept_within(way), way);
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for way in
            ["", "a", "//evil.example", "/\\evil", "https://evil.example", "/a b", "/.keystead/callback?x", &long]
        {
            assert_eq!(kept_within(way), "/", "{way}");
        }
        assert_eq!(named("/.keystead/start?rd=/a?b=c&d=e"), "/a?b=c&d=e");
        assert_eq!(named("/.keystead/start?rd=%2Fa%3Fb%3Dc"), "/a?b=c");
        for way in ["/.keystead/start", "/.keystead/start?rd=%2F%2Fevil.example", "/.keystead/start?x=/a"] {
            assert_eq!(named(way), "/", "{way}");
        }
    }
}
