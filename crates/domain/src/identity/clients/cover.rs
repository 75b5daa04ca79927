//! What a program has to have itself before it looks after an application. Nobody may come to more by an application than they have: neither by one
//! that they make, nor by one that they take over.

use crate::applications::client::ClientSettings;
use crate::applications::issuer::Issuer;
use crate::identity::{IDENTITY, MANAGE_CONFIGURATION};
use crate::oauth::scope::Scopes;

/// What an application at a workspace may ask its members for, whoever registers it.
const OF_SIGN_IN: [&str; 5] = ["openid", "profile", "email", "phone", "offline_access"];

/// Scopes, and audiences of tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cover {
    scopes: Vec<String>,
    audiences: Vec<String>,
}

impl Cover {
    /// At the tenant itself all that the application has. At a workspace what it does in the place of members, or without asking them, is for
    /// programs that may look after these members.
    pub(super) fn of(issuer: &Issuer, settings: &ClientSettings) -> Self {
        // Whatever else is wrong with it is said where it is judged.
        let scopes = Scopes::read(&settings.scope).unwrap_or_default();
        let mut cover = Self { scopes: vec![MANAGE_CONFIGURATION.to_owned()], audiences: Vec::new() };
        if issuer.door.is_none() {
            cover.scopes.extend(scopes.iter().map(str::to_owned));
            cover.audiences.clone_from(&settings.audiences);
        } else if settings.first_party || !scopes.iter().all(|word| OF_SIGN_IN.contains(&word)) {
            cover.scopes.push(IDENTITY.to_owned());
        }
        cover
    }

    /// What both ask for.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.scopes.extend(other.scopes);
        self.audiences.extend(other.audiences);
        self
    }

    pub(crate) fn is_held(&self, scopes: &Scopes, audiences: &[String]) -> bool {
        self.scopes.iter().all(|word| scopes.contains(word))
            && self.audiences.iter().all(|audience| audiences.contains(audience))
    }
}
