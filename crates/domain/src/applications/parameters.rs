//! The parameters of a request by a client, each once. A name that comes twice is refused, because two readers could take different ones
//! (RFC 6749, 3.1 and 3.2); an empty value is none.

use super::refusal::{Failed, Word};

const MOST: usize = 64;

/// Names with their values, as they were decoded from a form or an address.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

/// Without the values: secrets and codes are among them.
impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Parameters {
    pub fn read(pairs: Vec<(String, String)>) -> Result<Self, Failed> {
        if pairs.len() > MOST {
            return Err(Failed::because(Word::InvalidRequest, "there are too many parameters"));
        }
        let is_again =
            |(place, (name, _)): (usize, &(String, String))| pairs.iter().take(place).any(|(other, _)| other == name);
        if pairs.iter().enumerate().any(is_again) {
            return Err(Failed::because(Word::InvalidRequest, "a parameter is there more than once"));
        }
        Ok(Self(pairs))
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    pub fn require(&self, name: &'static str) -> Result<&str, Failed> {
        self.get(name).ok_or_else(|| Failed::because(Word::InvalidRequest, format!("{name} is missing")))
    }

    /// All of them, in their order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Parameters, Failed> {
        Parameters::read(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn each_stands_once_and_an_empty_one_is_none() {
        let parameters = read(&[("scope", "openid"), ("state", "")]).unwrap();
        assert_eq!(parameters.get("scope"), Some("openid"));
        assert_eq!(parameters.get("state"), None);
        assert!(read(&[("scope", "a"), ("scope", "a")]).is_err());
        assert!(read(&vec![("a", "b"); MOST + 1]).is_err());
        assert!(!format!("{parameters:?}").contains("openid"));
    }
}
