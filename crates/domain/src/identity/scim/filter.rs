//! Filters of lists (RFC 7644, 3.4.2.2): one comparison for equality, of what an index finds. What would have to look at every user is refused.

use super::resource::{Known, USER};
use crate::identifier::fold;
use crate::identity::denied::Word;
use store::id::{PoolId, UserId};
use store::{Tx, directory_user, identifier};

const LONGEST: usize = 1_024;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Filter {
    UserName(String),
    ExternalId(String),
    Address(String),
    Id(String),
}

impl Filter {
    pub(super) fn read(text: &str) -> Result<Self, Word> {
        let text = Some(text.trim()).filter(|text| text.len() <= LONGEST && !text.contains('\0'));
        let (attribute, rest) = text.and_then(|text| text.split_once(' ')).ok_or(Word::FilterRefused)?;
        let (operator, value) = rest.trim_start().split_once(' ').ok_or(Word::FilterRefused)?;
        if !operator.eq_ignore_ascii_case("eq") {
            return Err(Word::FilterRefused);
        }
        // A string as JSON writes it, and nothing behind it.
        let value: String = serde_json::from_str(value.trim()).map_err(|_| Word::FilterRefused)?;
        let attribute = attribute.to_ascii_lowercase();
        let prefix = format!("{}:", USER.to_ascii_lowercase());
        match attribute.strip_prefix(&prefix).unwrap_or(&attribute) {
            "username" => Ok(Self::UserName(fold(&value))),
            "externalid" => Ok(Self::ExternalId(value)),
            "emails" | "emails.value" | "phonenumbers" | "phonenumbers.value" => Ok(Self::Address(fold(&value))),
            "id" => Ok(Self::Id(value)),
            _ => Err(Word::FilterRefused),
        }
    }

    /// Whoever an index finds.
    pub(super) fn find(&self, tx: &mut Tx<'_>, pool: PoolId) -> Result<Option<UserId>, store::Error> {
        match self {
            Self::UserName(folded) | Self::Address(folded) => {
                Ok(identifier::find(tx, pool, folded)?.map(|row| row.user_id))
            }
            Self::ExternalId(name) => directory_user::find(tx, pool, name),
            Self::Id(text) => Ok(text.parse().ok()),
        }
    }

    /// Whether it says so of them: a name may be theirs and not be their `userName`.
    pub(super) fn holds(&self, known: &Known) -> bool {
        match self {
            Self::UserName(folded) => known.user_name().is_some_and(|row| row.folded == *folded),
            Self::Address(folded) => known.addresses().any(|row| row.folded == *folded),
            Self::ExternalId(_) | Self::Id(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comparison_of_what_an_index_finds_is_taken() {
        for (text, expected) in [
            (r#"userName eq "Ada""#, Filter::UserName("ada".into())),
            (r#" USERNAME  EQ   "ada" "#, Filter::UserName("ada".into())),
            (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "ada""#, Filter::UserName("ada".into())),
            (r#"externalId eq "A \"b\"""#, Filter::ExternalId("A \"b\"".into())),
            (r#"emails.value eq "Ada@Example.com""#, Filter::Address("ada@example.com".into())),
            (r#"emails eq "ada@example.com""#, Filter::Address("ada@example.com".into())),
        ] {
            assert_eq!(Filter::read(text), Ok(expected), "{text}");
        }
        for text in [
            "userName",
            "userName pr",
            "userName eq ada",
            r#"userName co "ada""#,
            r#"userName eq "ada" and active eq true"#,
            r#"not (userName eq "ada")"#,
            r#"emails[type eq "work"]"#,
            "active eq true",
            r#"title eq "Countess""#,
            "userName eq \"a\0\"",
        ] {
            assert_eq!(Filter::read(text), Err(Word::FilterRefused), "{text}");
        }
    }
}
