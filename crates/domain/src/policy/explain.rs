//! Rules in plain words, for "why was I asked?". One sentence each, all in one table; it must never name anybody but the member's own roles
//! and groups.

use super::{Because, Source};

/// One sentence that says which rule holds and who made it.
pub fn explain(because: &Because) -> String {
    let who = match &because.source {
        Source::Installation => "This service".to_owned(),
        Source::Pool => "Your organization".to_owned(),
        Source::Role(name) => format!("Your role {name}"),
        Source::Group(name) => format!("Your group {name}"),
    };
    let (single, plural) = words(because.setting, &because.value);
    let text = if because.value == "1" { single } else { plural };
    format!("{who} {}.", text.replace("{}", &because.value))
}

/// What a rule does: where its value is one, and otherwise.
fn words(setting: &str, value: &str) -> (&'static str, &'static str) {
    let both = |text| (text, text);
    match (setting, value) {
        ("passkey", "required") => both("requires a passkey"),
        ("passkey", "optional") => both("lets you choose whether to use a passkey"),
        ("passkey", _) => both("does not use passkeys"),
        ("required_from", _) => both("requires a passkey from {} on"),
        ("grace_sign_ins", _) => (
            "lets you sign in once more before you need a passkey",
            "lets you sign in {} times before you need a passkey",
        ),
        ("passkey_after_magic_link", "true") => both("requires a passkey after sign-in by magic link"),
        ("passkey_after_magic_link", _) => both("asks for nothing more after sign-in by magic link"),
        ("least_passkeys", _) => ("requires at least {} passkey", "requires at least {} passkeys"),
        ("most_passkeys", _) => ("allows {} passkey", "allows up to {} passkeys"),
        ("fallback", "single") => both("lets you sign in with one factor"),
        ("fallback", "multi") => both("requires two factors to sign in without a passkey"),
        ("fallback", "phishing_resistant") => both("requires a passkey to sign in"),
        ("fallback", _) | ("device_bound_only", "true") => both("requires a passkey that cannot leave its device"),
        ("device_bound_only", _) => both("accepts synced passkeys"),
        ("idle_minutes", "null") => both("does not sign you out when you are inactive"),
        ("idle_minutes", _) => both("signs you out after {} minutes without activity"),
        ("warning_seconds", _) => both("warns you {} seconds before signing you out"),
        ("session_minutes", _) => both("ends every session some time after sign-in"),
        ("step_up_minutes", _) => (
            "asks you to confirm who you are when the last time was more than {} minute ago",
            "asks you to confirm who you are when the last time was more than {} minutes ago",
        ),
        ("step_up_for", "") => both("never asks you to confirm who you are again"),
        ("step_up_for", _) => both("asks you to confirm who you are before sensitive actions"),
        ("remember_device_days", "0") => both("does not remember devices"),
        ("remember_device_days", _) => {
            ("lets you remember a device for {} day", "lets you remember a device for {} days")
        }
        ("recovery_wait_hours", "0") => both("lets a recovery by email go on at once"),
        ("recovery_wait_hours", _) => {
            ("makes a recovery by email wait for {} hour", "makes a recovery by email wait for {} hours")
        }
        ("suggest_passkey", "true") => both("suggests a passkey after sign-in"),
        ("suggest_passkey", _) => both("does not suggest passkeys"),
        ("quiet_upgrade", "true") => both("lets your browser save a passkey after a sign-in by password"),
        ("quiet_upgrade", _) => both("saves no passkey that you did not ask for"),
        ("later_sign_ins", _) => both("repeats its suggestion after {} sign-ins"),
        ("later_days", _) => ("repeats its suggestion after {} day", "repeats its suggestion after {} days"),
        _ => both("has a rule about this"),
    }
}
