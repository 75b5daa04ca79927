//! What a token says. A claim of another type than it should have is as good as none, so it must never be read as something like it.

use super::NotAJws;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Beyond it, no number is a date.
const LATEST: f64 = 253_402_300_800.0;

/// The claims of a token.
#[derive(Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

impl std::fmt::Debug for Claims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Claims {
    pub(super) fn read(json: &[u8]) -> Result<Self, NotAJws> {
        serde_json::from_slice(json).map(Self).map_err(|_| NotAJws::Claims)
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// A moment in whole seconds (RFC 7519, 2: it may have a fraction, which is left off).
    pub fn second(&self, name: &str) -> Option<i64> {
        let number = self.get(name)?;
        if let Some(second) = number.as_i64() {
            return (0..=253_402_300_800).contains(&second).then_some(second);
        }
        let second = number.as_f64().filter(|second| (0.0..=LATEST).contains(second))?;
        jiff::SignedDuration::try_from_secs_f64(second).ok().map(|duration| duration.as_secs())
    }

    /// For whom it is: one text or a list of them. A list with anything else in it is for nobody.
    pub fn audiences(&self) -> Vec<&str> {
        match self.get("aud") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().map(Value::as_str).collect::<Option<_>>().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// As a shape of the caller's own.
    pub fn parse<T: DeserializeOwned>(self) -> Result<T, NotAJws> {
        serde_json::from_value(Value::Object(self.0)).map_err(|_| NotAJws::Claims)
    }
}
