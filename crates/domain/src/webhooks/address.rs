//! What may stand in the settings of an address, whoever asks for it. Whether it may be called is looked at again at each call, where it leads to.

use super::events::Group;
use super::roster::WebhookAsk;
use crate::error::Objection;
use openidconnect::http::Uri;
use store::webhook::Webhook;

const LONGEST_URL: usize = 1_000;
const LONGEST_DESCRIPTION: usize = 100;

/// An address for whoever may not read what may be a secret in it.
pub(super) fn without_path(url: &str) -> String {
    let uri: Option<Uri> = url.parse().ok();
    let host = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)));
    host.map_or_else(String::new, |(scheme, host)| format!("{scheme}://{host}/…"))
}

/// Changes what was asked for, or says what is wrong with it.
pub(super) fn put(row: &mut Webhook, ask: WebhookAsk) -> Result<(), Objection> {
    if let Some(url) = ask.url {
        let url = url.trim();
        if let Some(why) = objection_to(url) {
            return Err(Objection::new("url", why));
        }
        url.clone_into(&mut row.url);
    }
    if let Some(description) = ask.description {
        let description = description.trim();
        if description.chars().count() > LONGEST_DESCRIPTION || description.chars().any(char::is_control) {
            return Err(Objection::new("description", "A description is one line of at most 100 characters."));
        }
        description.clone_into(&mut row.description);
    }
    if let Some(events) = ask.events {
        let is_known = events.iter().all(|word| Group::find(word).is_some());
        let chosen = Group::ALL.into_iter().filter(|group| events.iter().any(|word| word == group.as_str()));
        let words: Vec<_> = chosen.map(Group::as_str).collect();
        if words.is_empty() || !is_known {
            return Err(Objection::new("events", "Choose one of these at least."));
        }
        row.events = words.join(" ");
    }
    Ok(())
}

/// What speaks against an address.
fn objection_to(url: &str) -> Option<&'static str> {
    if url.len() > LONGEST_URL {
        return Some("This address is too long.");
    }
    let uri: Option<Uri> = url.parse().ok();
    let parts = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.host()?, uri.authority()?)));
    let Some((scheme, host, authority)) = parts.filter(|(_, host, _)| !host.is_empty()) else {
        return Some("Enter a whole address: https://, a host, and the path of the receiver.");
    };
    if authority.as_str().contains('@') || url.contains('#') {
        return Some("An address here has no user name and no fragment.");
    }
    // The library leaves a port out that is none.
    let is_port_lost = authority.port_u16().is_none() && authority.as_str().len() > host.len();
    if is_port_lost {
        return Some("The port of an address is a number up to 65535.");
    }
    let is_near = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match scheme {
        "https" => None,
        "http" if is_near => None,
        _ => Some("This must begin with https://: http:// is for receivers on the server's own machine."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // DESIGN 13: https, and nothing that hides where it leads.
    #[test]
    fn an_address_is_https_or_near() {
        for url in
            ["https://hooks.example/in?key=x", "http://localhost:9000/in", "http://127.0.0.1/", "http://[::1]:9/in"]
        {
            assert_eq!(objection_to(url), None, "{url}");
        }
        let long = format!("https://hooks.example/{}", "x".repeat(1_000));
        for url in [
            "",
            "hooks.example/in",
            "/in",
            "https://",
            "http://hooks.example/in",
            "ftp://hooks.example/in",
            "https://ada:x@hooks.example/in",
            "https://hooks.example/in#x",
            "https://hooks example/",
            "http://localhost.example/in",
            "https://hooks.example:99999/in",
            "https://hooks.example:/in",
            &long,
        ] {
            assert!(objection_to(url).is_some(), "{url}");
        }
    }

    #[test]
    fn a_path_is_for_whoever_may_change_it() {
        assert_eq!(without_path("https://hooks.example:8443/in/s3cret?key=x"), "https://hooks.example:8443/…");
    }
}
