//! What this API refuses in words of its own. Its clients decide by status and code, so none may ever change; what they must never hear is whether
//! somebody of another tenant is there, or that an administrator is.

use crate::applications::Failed;
use crate::error::Error;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:literal, $text:literal;)*) => {
        /// Each with its status and a sentence for whoever writes the client.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Word { $($(#[$doc])* $name,)* }

        impl Word {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

words! {
    InsufficientScope = "insufficient_scope", 403, "The access token does not have the scope that this operation asks for.";
    /// A client's own token where a member's is wanted.
    UserTokenRequired = "user_token_required", 403, "This operation asks for an access token of a user.";
    RecentAuthenticationRequired = "recent_authentication_required", 403, "The user must have signed in within the last five minutes.";
    /// The endpoint of the mode that is not in force (S3-24).
    ModeNotActive = "passkey_mode_not_active", 403, "Passkeys of this mode are not in use here; call the endpoint of the other mode.";
    /// Their factors are the way into the console: no application is trusted with them.
    AdministratorsElsewhere = "administrator_refused", 403, "Administrators change how they sign in on their account pages alone.";
    UserInactive = "user_inactive", 403, "The user is not active.";
    PoolNotFound = "pool_not_found", 404, "There is no such identity pool.";
    UserNotFound = "user_not_found", 404, "There is no such user.";
    CredentialNotFound = "credential_not_found", 404, "The user has no such credential.";
    SessionNotFound = "mfa_session_not_found", 404, "There is no such MFA session.";
    WorkspaceNotFound = "workspace_not_found", 404, "There is no such workspace.";
    ClientNotFound = "client_not_found", 404, "There is no such client at this workspace.";
    /// What a fresh proof is for an administrator.
    ProofRequired = "proof_of_possession_required", 403, "This operation asks for an access token that is bound to a key (DPoP) and five minutes old at most.";
    /// All are held in memory.
    ClientLimit = "client_limit_reached", 422, "There are as many clients at this workspace as programs may add.";
    ScopeNotHeld = "scope_not_held", 403, "A program looks after no client that may do more than its own access token covers.";
    Malformed = "malformed_request", 400, "The request could not be read.";
    TooLarge = "too_large", 400, "The request has more than 64 KiB.";
    Changed = "precondition_failed", 412, "It has changed since it was read.";
    NameMalformed = "name_malformed", 422, "A name has 1 to 64 characters on one line.";
    /// `set-webauthn` is for members who have no passkey (S3c-8).
    WebauthnSetAlready = "webauthn_set_already", 422, "The user has a passkey already.";
    PasswordSetAlready = "password_set_already", 422, "The user has a password already; change it instead.";
    TotpSetAlready = "totp_set_already", 422, "The user has an authenticator app already; change it instead.";
    PasswordWrong = "password_incorrect", 422, "The old password is not right.";
    CodeRequired = "totp_required", 422, "A code of the authenticator app must prove the new secret.";
    SecretMalformed = "totp_secret_malformed", 422, "A secret is base32 of 16 to 64 bytes.";
    ClientSecretless = "client_has_no_secret", 422, "The client does not prove itself by a secret.";
    RecordMalformed = "credential_malformed", 422, "The credential record has no usable id or public key.";
    RecordRefused = "credential_refused", 422, "Passkeys of this pool have to prove their make, which a record cannot.";
    /// Both at one place (S3-44).
    MechanismsExclusive = "mechanisms_exclusive", 422, "webauthn and usernameless_webauthn exclude each other.";
    MechanismUnknown = "mechanism_unknown", 422, "There is no such authentication mechanism.";
    PayloadRefused = "payload_refused", 422, "The payload has a member that no user has here, or one that cannot be.";
    IdentifierTaken = "identifier_taken", 409, "Somebody here has this identifier or address already.";
    IdentifierRequired = "identifier_required", 422, "A user has an identifier or an address.";
    IdentifierMalformed = "identifier_malformed", 422, "This identifier or address cannot be used.";
    IdentifierTypeUnknown = "identifier_type_unknown", 422, "Identifiers are of type uid, email or mobile; addresses of email or mobile.";
    IdentifierLimit = "identifier_limit_reached", 422, "A user has at most 20 identifiers and addresses.";
    /// Nobody would find the user by anything.
    LastIdentifier = "last_identifier", 403, "The last identifier of a user stays.";
    IdentifierNotFound = "identifier_not_found", 404, "The user has no such identifier or address.";
    AddressStaysVerified = "address_stays_verified", 422, "What was verified stays so; remove the address instead.";
    StatusUnknown = "status_unknown", 422, "A user is active, inactive or new; an address is active.";
    /// Ids say when somebody was made, and keep the list of users in order.
    IdRefused = "id_refused", 422, "Ids of users are given here.";
    HandleMalformed = "user_handle_malformed", 422, "A user handle has 1 to 64 bytes.";
    CredentialsMalformed = "credentials_malformed", 422, "A credential has a known type and what belongs to it; there is one password and one TOTP secret at most.";
    CredentialStateUnknown = "credential_state_unknown", 422, "No credential has to be changed or reset here.";
    QueryRefused = "query_refused", 422, "The query, the order or the limit is none that this list knows.";
    QueryTooBroad = "query_too_broad", 422, "Too many users fit; name more of the identifier.";
    PatchRefused = "patch_refused", 422, "The patch cannot be carried out.";
    /// Whoever sets a pool up could else make a way into the console.
    PoolOfAdministrators = "pool_of_administrators", 403, "The pool in which administrators sign in is changed at the console alone.";
    /// The configuration file knows pools by their names.
    PoolNameFixed = "pool_name_fixed", 422, "The name of a pool stays.";
    MechanismOfOtherMode = "mechanism_of_other_mode", 422, "No workspace of the pool is in the mode of this mechanism.";
    /// Whatever is wrong with it.
    PasswordRefused = "invalid_password", 401, "The password is not right.";
    IdempotencyKeyMalformed = "idempotency_key_malformed", 400, "X-Idempotency-Key has 32 to 255 visible characters.";
    IdempotencyKeyReused = "idempotency_key_reused", 422, "The same X-Idempotency-Key came with another request.";
    IdempotencyKeyBusy = "idempotency_key_busy", 429, "A request with this X-Idempotency-Key is being answered.";
    /// Whatever is wrong with a code and whom it was for.
    CodeRefused = "invalid_code", 401, "The code is not good for this.";
    CodeTypeUnknown = "code_type_unknown", 422, "There is no such type of code.";
    AddressNotFound = "address_not_found", 404, "The user has no such address that is still to be proved.";
    AddressRequired = "address_required", 422, "Who registers gives one mail address or phone number, as identifier or as otp_address.";
    FirstFactorRequired = "first_factor_required", 422, "The account needs its first factor: a passkey or, where that is a way in here, a password.";
    TotpNotTaken = "totp_not_taken_here", 422, "An authenticator app is set up by its user, with set-totp-secret.";
    OneCredential = "one_credential_required", 422, "A reset takes either a new password or a new passkey.";
    /// What the pool asks of a recovery is more than one code.
    ResetRefused = "reset_not_allowed", 422, "One code is not enough for this user; they get back in on their sign-in page.";
    FilterRefused = "filter_refused", 400, "A filter is one eq of userName, externalId, emails.value, phoneNumbers.value or id.";
    CursorRefused = "cursor_refused", 400, "There is no such cursor.";
    TooManyUsers = "too_many_users", 400, "There are more users than are counted; follow cursors: cursor= for the first page.";
    PathRefused = "path_refused", 400, "The path names no attribute that users have here.";
    NoTarget = "no_target", 400, "The operation has no target.";
    AttributeFixed = "attribute_fixed", 400, "This attribute cannot be written, or not any more.";
    ValueRefused = "value_refused", 400, "A value is not of the kind that its attribute has, or userName is missing.";
    ResourceNotFound = "resource_not_found", 404, "There is no such resource.";
    ResetWaits = "reset_waits", 422, "Getting back in waits here; the user begins it on their sign-in page.";
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    #[error("refused: {}", .0.code())]
    Word(Word),
    /// The access token has none of these scopes, of which any would do.
    #[error("refused: {}", Word::InsufficientScope.code())]
    Lacking(String),
    #[error(transparent)]
    Token(#[from] Failed),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<Word> for Denied {
    fn from(word: Word) -> Self {
        Self::Word(word)
    }
}

impl From<store::Error> for Denied {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    // S3c-1: no status but those that the operations declare.
    #[test]
    fn each_word_has_a_code_of_its_own_and_a_declared_status() {
        let codes: HashSet<_> = Word::ALL.iter().map(|word| word.code()).collect();
        assert_eq!(codes.len(), Word::ALL.len());
        for word in Word::ALL {
            assert!([400, 401, 403, 404, 409, 412, 422, 429].contains(&word.status()), "{word:?}");
            assert_ne!(word.code(), "invalid_access_token", "clients fetch another token for it and call again");
        }
    }
}
