//! What a provider answers through the browser: the parameters of the address that it sends it back to. All of it is a stranger's text.

use crate::error::Reason;
use openidconnect::url::form_urlencoded;

/// A code is some hundred characters; Microsoft's have been seen with two thousand.
const LONGEST: usize = 8 * 1024;
const MOST_PARAMETERS: usize = 32;

#[derive(Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Answer {
    pub code: Option<String>,
    pub state: Option<String>,
    pub iss: Option<String>,
    pub error: Option<String>,
}

impl Answer {
    /// A parameter that is there twice says two things, so it says nothing (RFC 6749, 3.1).
    pub(super) fn read(query: &str) -> Result<Self, Reason> {
        if query.len() > LONGEST {
            return Err(Reason::MalformedBody);
        }
        let mut answer = Self::default();
        for (place, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
            let kept = match name.as_ref() {
                "code" => &mut answer.code,
                "state" => &mut answer.state,
                "iss" => &mut answer.iss,
                "error" => &mut answer.error,
                _ if place < MOST_PARAMETERS => continue,
                _ => return Err(Reason::MalformedBody),
            };
            if kept.replace(value.into_owned()).is_some() {
                return Err(Reason::MalformedBody);
            }
        }
        Ok(answer)
    }
}

/// The first parameter of that name.
pub(super) fn parameter(query: &str, wanted: &str) -> Option<String> {
    let query = query.get(..LONGEST.min(query.len()))?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_twice_is_refused() {
        let read = Answer::read("state=s&code=a%2Bb+c&iss=https%3A%2F%2Fop.example&session_state=x&session_state=y");
        let read = read.unwrap();
        assert_eq!((read.code.as_deref(), read.state.as_deref()), (Some("a+b c"), Some("s")));
        assert_eq!((read.iss.as_deref(), read.error), (Some("https://op.example"), None));
        for query in ["code=a&code=b", "state=a&state=a", "iss=&iss=", "error=x&%65rror=y"] {
            assert_eq!(Answer::read(query), Err(Reason::MalformedBody), "{query}");
        }
        assert_eq!(Answer::read(""), Ok(Answer::default()));
    }

    #[test]
    fn what_is_too_much_is_refused() {
        assert_eq!(Answer::read(&format!("code={}", "a".repeat(LONGEST))), Err(Reason::MalformedBody));
        assert_eq!(Answer::read(&"x=1&".repeat(MOST_PARAMETERS + 1)), Err(Reason::MalformedBody));
    }
}
