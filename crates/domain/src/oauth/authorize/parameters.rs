//! The parameters of a request, by name. One that is there twice says two things, so it must never be read as either.

use super::{Stop, Wrong};
use std::collections::BTreeMap;

const MOST: usize = 64;
/// Of all of them together.
const LARGEST: usize = 32 * 1024;

/// Those that we know; of others it does not matter how often they are there.
pub(super) const KNOWN: [&str; 22] = [
    "acr_values",
    "claims",
    "claims_locales",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "display",
    "dpop_jkt",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// What a request says.
#[derive(Clone, Default)]
pub struct Parameters {
    known: BTreeMap<&'static str, Vec<String>>,
}

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.known.keys()).finish()
    }
}

impl Parameters {
    /// From decoded pairs. A parameter without a value is as good as none (RFC 6749, 3.1).
    pub fn read<N, V>(pairs: impl IntoIterator<Item = (N, V)>) -> Result<Self, Stop>
    where
        N: AsRef<str>,
        V: Into<String> + AsRef<str>,
    {
        let (mut parameters, mut size) = (Self::default(), 0_usize);
        for (place, (name, value)) in pairs.into_iter().enumerate() {
            size = size.saturating_add(name.as_ref().len()).saturating_add(value.as_ref().len());
            if place >= MOST || size > LARGEST {
                return Err(Stop::TooMuch);
            }
            let known = KNOWN.into_iter().find(|known| *known == name.as_ref());
            let Some(name) = known.filter(|_| !value.as_ref().is_empty()) else { continue };
            parameters.known.entry(name).or_default().push(value.into());
        }
        Ok(parameters)
    }

    /// Whose request it says it is.
    pub fn client_id(&self) -> Result<&str, Stop> {
        self.one("client_id").ok().flatten().ok_or(Stop::NoClient)
    }

    pub(super) fn redirect_uri(&self) -> Result<&str, Stop> {
        self.one("redirect_uri").ok().flatten().ok_or(Stop::NoRedirectUri)
    }

    pub(super) fn is_there(&self, name: &str) -> bool {
        self.known.contains_key(name)
    }

    pub(super) fn one(&self, name: &str) -> Result<Option<&str>, Wrong> {
        match self.known.get_key_value(name) {
            None => Ok(None),
            Some((name, values)) => match values.as_slice() {
                [value] => Ok(Some(value)),
                _ => Err(Wrong::Repeated(name)),
            },
        }
    }

    pub(super) fn each_once(&self) -> Result<(), Wrong> {
        self.known.keys().try_for_each(|name| self.one(name).map(|_| ()))
    }
}
