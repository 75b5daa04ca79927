//! How an answer travels back through the browser. Each says who it is from (RFC 9207), so that it must never be taken for another server's.

use super::{Reply, ResponseMode};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What stands for itself in a query (RFC 3986, 2.3). A space becomes `%20`, which every reader understands.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// An answer as the browser carries it.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The browser is sent to this address, by 303.
    Redirect(String),
    /// A page sends these fields there by itself.
    Form { action: String, fields: Vec<(&'static str, String)> },
}

/// A code is nobody's to read in a log.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Redirect(_) => "Redirect(…)",
            Self::Form { .. } => "Form(…)",
        })
    }
}

/// An answer of these fields, with the client's state and our name.
pub fn answer(reply: &Reply, issuer: &str, fields: &[(&'static str, &str)]) -> Answer {
    let state = reply.state.as_deref().map(|state| ("state", state));
    let fields = fields.iter().copied().chain(state).chain([("iss", issuer)]);
    match reply.mode {
        ResponseMode::Query => Answer::Redirect(with_query(&reply.redirect_uri, fields)),
        ResponseMode::FormPost => Answer::Form {
            action: reply.redirect_uri.clone(),
            fields: fields.map(|(name, value)| (name, value.to_owned())).collect(),
        },
    }
}

/// What the client has registered stays as it is.
pub(crate) fn with_query<'a>(uri: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut whole = uri.to_owned();
    for (name, value) in fields {
        match whole.find('?') {
            None => whole.push('?'),
            Some(_) if whole.ends_with(['?', '&']) => {}
            Some(_) => whole.push('&'),
        }
        whole.push_str(name);
        whole.push('=');
        whole.extend(utf8_percent_encode(value, ESCAPED));
    }
    whole
}
