//! Each entry of the catalogue that is about passkeys, and from which cause it is reached.

/// By what an entry is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Authenticator,
    Server,
    /// An exception that no virtual authenticator can cause.
    Faked,
    /// What no browser can wait for or be given: tested over HTTP.
    Http,
}

impl By {
    pub(super) const fn in_words(self) -> &'static str {
        match self {
            Self::Authenticator => "virtual authenticator",
            Self::Server => "server",
            Self::Faked => "**faked exception**",
            Self::Http => "over HTTP",
        }
    }
}

/// Code, by what it is reached, and from which cause.
pub(super) type Row = (&'static str, By, &'static str);

pub(super) const TABLE: [Row; 32] = [
    ("passkey_unavailable", By::Server, "the server is gone when the button is tapped"),
    ("passkey_not_found_or_canceled", By::Authenticator, "the device holds no passkey"),
    ("passkey_timed_out", By::Authenticator, "nobody touches the device in time"),
    ("passkey_not_on_device", By::Authenticator, "the passkey is of another server"),
    ("user_not_verified", By::Authenticator, "the device leaves the flag of verification out"),
    ("setup_unavailable", By::Server, "the server is gone when the button is tapped"),
    ("setup_canceled", By::Authenticator, "the device does not recognise the person"),
    ("setup_timed_out", By::Authenticator, "nobody touches the device in time"),
    ("passkey_already_registered", By::Authenticator, "the device holds a passkey of this account"),
    ("setup_failed", By::Authenticator, "the device leaves the flag of presence out"),
    ("passkey_limit_reached", By::Server, "another tab has added the last that there is room for"),
    ("session_expired", By::Server, "the address of a journey that is none"),
    ("passkeys_not_supported", By::Authenticator, "a browser that cannot keep passkeys"),
    ("verification_incomplete", By::Faked, "`UnknownError`: a fault of hardware"),
    ("no_compatible_device", By::Authenticator, "a synced passkey where only device-bound ones are taken"),
    ("verification_failed", By::Authenticator, "the signature is of zeros"),
    ("key_without_pin", By::Authenticator, "a key leaves the flag of verification out"),
    ("origin_not_related", By::Faked, "`SecurityError`: the tests have one origin, and its passkeys work there"),
    ("passkey_revoked", By::Server, "the metadata reports the device's model"),
    ("identifier_taken", By::Server, "somebody has the name"),
    ("identifier_missing", By::Server, "the form is sent without a name, by a browser without scripts"),
    ("identifier_malformed", By::Server, "a name with a blank in it"),
    ("name_malformed", By::Server, "a passkey's name of 65 letters"),
    ("registration_closed", By::Server, "the sign-up page of a door that has none"),
    ("recent_authentication_required", By::Server, "the last proof is six minutes old"),
    ("last_passkey", By::Server, "another tab has deleted the other one"),
    ("fewest_passkeys", By::Server, "the same, where policy asks for two at least"),
    ("factor_limit_reached", By::Server, "a password is the last way that there is room for"),
    ("passkey_gone", By::Server, "another tab has deleted it"),
    ("wait", By::Server, "wrong passwords in a row"),
    ("sign_in_elsewhere", By::Http, "`exchange.rs`: policy asks for more than another site can show"),
    ("method_stopped", By::Http, "`failures.rs`: fifty wrong passwords, and the waits between them"),
];
