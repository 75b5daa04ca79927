//! The one catalogue of messages: everything that a person or a client can meet when something fails, with its cause, its remedy and the
//! actions offered. Pages, APIs, the browser's script and the documentation take their texts from here and from nowhere else (S1-33).

/// To which part of the documentation an entry belongs, with the document's own headings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Authentication,
    Registration,
    Both,
    /// What the interface itself refuses; not about passkeys.
    Interface,
}

impl Group {
    pub fn heading(self) -> &'static str {
        match self {
            Self::Authentication => "Errors on attempts to sign in with a Passkey",
            Self::Registration => "Errors on attempts to register a Passkey",
            Self::Both => "Errors on authentication or registration of a Passkey",
            Self::Interface => "Errors of the interface",
        }
    }
}

/// What a person can do next (S1-34). Pages offer those that policy allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Retry,
    OtherPasskey,
    OtherMethod,
    Password,
    Later,
    Restart,
    SignIn,
    ConfirmAgain,
    ManagePasskeys,
}

impl Action {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retry => "retry",
            Self::OtherPasskey => "other_passkey",
            Self::OtherMethod => "other_method",
            Self::Password => "password",
            Self::Later => "later",
            Self::Restart => "restart",
            Self::SignIn => "sign_in",
            Self::ConfirmAgain => "confirm_again",
            Self::ManagePasskeys => "manage_passkeys",
        }
    }
}

/// One entry. `code` is API: it never changes; the texts may.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub code: &'static str,
    pub status: u16,
    pub group: Group,
    pub title: &'static str,
    /// The text where password and second factor are allowed.
    pub text: &'static str,
    /// The text where passkeys are the only way in; none where the text above names no other way.
    pub passkeys_only: Option<&'static str>,
    pub cause: &'static str,
    pub remedy: &'static str,
    pub actions: &'static [Action],
}

impl Message {
    /// What a member reads where these methods are allowed: no text may send anybody to a method that is not there.
    pub fn text_for(&self, methods: Methods) -> &'static str {
        match (methods, self.passkeys_only) {
            (Methods::PasskeysOnly, Some(text)) => text,
            _ => self.text,
        }
    }

    /// The actions that policy allows.
    pub fn actions_for(&self, methods: Methods) -> impl Iterator<Item = Action> {
        let is_there = move |action: &Action| {
            methods != Methods::PasskeysOnly || !matches!(action, Action::Password | Action::OtherMethod)
        };
        self.actions.iter().copied().filter(is_there)
    }
}

/// Which ways in a pool allows, as far as texts differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    PasswordAndSecondFactor,
    PasskeysOnly,
}

macro_rules! catalogue {
    ($( $(#[$note:meta])* $name:ident = $code:literal, $status:literal, $group:ident, $title:literal, $text:literal,
        $(passkeys_only: $alone:literal,)? cause: $cause:literal, remedy: $remedy:literal, actions: [$($action:ident),*]; )*) => {
        $( $(#[$note])* pub const $name: Message = Message { code: $code, status: $status, group: Group::$group, title: $title, text: $text,
            passkeys_only: catalogue!(@alone $($alone)?), cause: $cause, remedy: $remedy, actions: &[$(Action::$action),*] }; )*
        static ALL: &[Message] = &[$($name),*];
    };
    (@alone) => { None };
    (@alone $alone:literal) => { Some($alone) };
}

pub fn all() -> &'static [Message] {
    ALL
}

pub fn find(code: &str) -> Option<&'static Message> {
    ALL.iter().find(|message| message.code == code)
}

catalogue! {
    /// S1-16
    PASSKEY_UNAVAILABLE = "passkey_unavailable", 503, Authentication, "Passkey Unavailable",
        "Passkey login is temporarily unavailable. You can try again or sign in with your password instead.",
        passkeys_only: "Passkey login is temporarily unavailable. Please try again in a moment.",
        cause: "The sign-in interface did not answer, or the address of the page was altered.",
        remedy: "Try again in a moment, or use another way to sign in.", actions: [Retry, Password];
    /// S1-17
    PASSKEY_NOT_FOUND_OR_CANCELED = "passkey_not_found_or_canceled", 401, Authentication, "Passkey Not Found or Canceled",
        "No passkey was detected for this device, or the operation was canceled. Log in with your password and two-factor authentication (2FA) to proceed. After you are verified, you can set up a new passkey.",
        passkeys_only: "No passkey was detected for this device, or the operation was canceled. Try again, or use a passkey on another device.",
        cause: "This device or browser holds no passkey for this site, or the prompt was closed.",
        remedy: "Try again and perhaps pick another passkey, or sign in another way.", actions: [Retry, OtherPasskey, Password];
    /// S1-19
    PASSKEY_TIMED_OUT = "passkey_timed_out", 401, Authentication, "Passkey Request Timed Out",
        "You did not respond to the passkey prompt in time. Please try again.",
        cause: "The prompt waited for its whole time without an answer.", remedy: "Try again and answer the prompt.", actions: [Retry];
    /// S1-20
    PASSKEY_NOT_ON_DEVICE = "passkey_not_on_device", 401, Authentication, "Passkey is not found on this device",
        "No Passkey is set up for this device. To create one, log in with your password and 2FA. After verification, you can set up a passkey for this device. You can also choose to sign in with your password for now.",
        passkeys_only: "No Passkey is set up for this device. Use a passkey on another device; after you are verified, you can set up one for this device.",
        cause: "No passkey was found, or the one used is not or no longer registered.",
        remedy: "Use another passkey or another way to sign in, then add a passkey for this device.", actions: [OtherPasskey, Password];
    /// S1-21
    USER_NOT_VERIFIED = "user_not_verified", 401, Both, "We could not verify you",
        "We were unable to verify your biometric input. Try again or use another method to log in.",
        passkeys_only: "We were unable to verify your biometric input. Try again.",
        cause: "The device did not verify its user by biometric, PIN or screen lock.",
        remedy: "Try again; make sure that screen lock or PIN is set up.", actions: [Retry, OtherMethod];
    /// S1-22
    SETUP_UNAVAILABLE = "setup_unavailable", 503, Registration, "Passkey Unavailable",
        "We could not complete the passkey setup right now. You can try again or set it up later.",
        cause: "The interface for passkey set-up did not answer, or the address of the page was altered.",
        remedy: "Try again in a moment.", actions: [Retry, Later];
    /// S1-23
    SETUP_CANCELED = "setup_canceled", 401, Registration, "Passkey Set Up Canceled",
        "Your passkey setup was canceled. Retry or continue with your password.",
        passkeys_only: "Your passkey setup was canceled. Try again when you are ready.",
        cause: "The prompt was closed before the passkey was made.", remedy: "Try again, perhaps with another device.",
        actions: [Retry, Password, Later];
    /// S1-24
    SETUP_TIMED_OUT = "setup_timed_out", 401, Registration, "Passkey Request Timed Out",
        "You did not respond to the passkey prompt in time. Try again or set it up later.",
        cause: "The prompt waited for its whole time without an answer.", remedy: "Try again and answer the prompt.", actions: [Retry, Later];
    /// S1-25
    PASSKEY_ALREADY_REGISTERED = "passkey_already_registered", 422, Registration, "Passkey already registered for this device",
        "The passkey already exists for this device. You cannot register the same device twice.",
        cause: "The device already holds a passkey of this account.", remedy: "Use the passkey you have, or add one on another device.",
        actions: [Later];
    /// S1-26
    SETUP_FAILED = "setup_failed", 422, Registration, "Failed to register the device for passkey",
        "We were unable to activate this device for passkeys. You can also choose to log in with your password for now.",
        passkeys_only: "We were unable to activate this device for passkeys. Try again, or use another device.",
        cause: "The new passkey could not be verified or stored.", remedy: "Try again, or use another device.", actions: [Retry, Password];
    /// S1-27
    PASSKEY_LIMIT_REACHED = "passkey_limit_reached", 422, Registration, "Passkey Limit Reached",
        "You have reached the maximum number of passkeys. Use your password or remove an existing passkey to add a new one.",
        passkeys_only: "You have reached the maximum number of passkeys. Remove an existing passkey to add a new one.",
        cause: "The account holds as many passkeys as its policy allows.", remedy: "Remove a passkey that you no longer use.",
        actions: [ManagePasskeys, Password];
    /// S1-28
    SESSION_EXPIRED = "session_expired", 400, Both, "Session Expired", "Your session has expired; restart to continue.",
        cause: "Too much time passed, or the step was started elsewhere or used already.", remedy: "Start again.", actions: [Restart];
    /// S1-29
    PASSKEYS_NOT_SUPPORTED = "passkeys_not_supported", 400, Both, "Passkeys Not Supported",
        "Your browser or device does not support passkeys. You can continue with your password or use a different device",
        passkeys_only: "Your browser or device does not support passkeys. Use a different device, or a current version of Chrome, Safari, Edge, or Firefox.",
        cause: "The browser has no WebAuthn, or the device lacks a required algorithm.",
        remedy: "Use a current version of Chrome, Safari, Edge, or Firefox on a device with passkey support.", actions: [Password];
    /// S1-30; the document gives no body, so this one is ours.
    VERIFICATION_INCOMPLETE = "verification_incomplete", 400, Both, "Verification couldn’t be completed",
        "Something on this device kept the check from finishing. Try again; if it keeps happening, give support the reference below.",
        cause: "A fault of hardware or firmware, or a condition that has no entry of its own.", remedy: "Try again, or use another device.",
        actions: [Retry, OtherMethod];
    /// S1-31
    NO_COMPATIBLE_DEVICE = "no_compatible_device", 422, Both, "No compatible device found",
        "We could not find a compatible device for this action. Connect a supported device or use another login method.",
        passkeys_only: "We could not find a compatible device for this action. Connect a supported device and try again.",
        cause: "No suitable device was connected, or it cannot keep the kind of passkey that is asked for.",
        remedy: "Connect another device. Security keys need a PIN and room for passkeys.", actions: [Retry, OtherMethod];
    /// S1-32
    VERIFICATION_FAILED = "verification_failed", 401, Both, "Verification failed",
        "We could not verify your identity. Use another sign-in method to access your account.",
        passkeys_only: "We could not verify your identity. Try again, or use another passkey.",
        cause: "The signature or the data around it could not be verified.", remedy: "Use another way to sign in.", actions: [Retry, OtherMethod];

    IDENTIFIER_TAKEN = "identifier_taken", 422, Registration, "That name is taken", "Choose another name to sign up with.",
        cause: "Somebody already has this name.", remedy: "Choose another name.", actions: [Retry];
    IDENTIFIER_MISSING = "identifier_missing", 400, Authentication, "Who is it?", "Enter your name first, then continue with your passkey.",
        cause: "This place asks for the name before the passkey, and none was sent.", remedy: "Send the identifier.", actions: [Restart];
    IDENTIFIER_MALFORMED = "identifier_malformed", 422, Registration, "That name cannot be used",
        "A name has 1 to 64 letters, digits, dots, hyphens or underscores.",
        cause: "The name has other characters, is too long, or looks like an e-mail address.", remedy: "Choose another name.", actions: [Retry];
    NAME_MALFORMED = "name_malformed", 422, Registration, "That name cannot be used", "A name has 1 to 64 characters on one line.",
        cause: "The name is empty, too long or has control characters.", remedy: "Choose another name.", actions: [Retry];
    REGISTRATION_CLOSED = "registration_closed", 403, Registration, "Sign-up is closed",
        "New members are added by an administrator here.", cause: "This place does not let strangers sign up.",
        remedy: "Ask an administrator to add you.", actions: [SignIn];
    RECENT_AUTHENTICATION_REQUIRED = "recent_authentication_required", 403, Both, "Confirm it’s you",
        "For your safety, use your passkey once more before you change this.", cause: "The last proof is older than 5 minutes.",
        remedy: "Use your passkey again.", actions: [ConfirmAgain];
    LAST_PASSKEY = "last_passkey", 403, Registration, "This is your last passkey",
        "Without it you could not sign in any more. Add another passkey first, then remove this one.",
        cause: "The passkey is the only usable way to sign in.", remedy: "Add another passkey first.", actions: [ManagePasskeys];
    PASSKEY_GONE = "passkey_gone", 404, Registration, "That passkey is gone", "It was removed already. The list shows what is left.",
        cause: "The passkey was removed meanwhile, or never was in this account.", remedy: "Look at the list again.", actions: [ManagePasskeys];
    SETUP_LINK_INVALID = "setup_link_invalid", 404, Interface, "This set-up link no longer works",
        "It was used already or is older than an hour. Print a new one on the server with: keystead setup --again",
        cause: "The link was used, has expired, or is not complete.", remedy: "Run `keystead setup --again` on the server.", actions: [];
    NOT_SIGNED_IN = "not_signed_in", 401, Interface, "You are not signed in", "Sign in to go on.",
        cause: "There is no session, or it has ended.", remedy: "Sign in.", actions: [SignIn];
    NOT_FOUND = "not_found", 404, Interface, "There is nothing here", "No page has this address.",
        cause: "No page or interface has this address.", remedy: "Check the address, or go back to where you came from.", actions: [];
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, Interface, "That is not possible here", "This address does not take that kind of request.",
        cause: "The address exists, the method does not.", remedy: "See /openapi.json.", actions: [];
    MALFORMED_REQUEST = "malformed_request", 400, Interface, "The request could not be read",
        "It is not the JSON that is documented for this address.",
        cause: "The body is no JSON, misses a member, or has one that is not known.", remedy: "See /openapi.json.", actions: [Restart];
    EXTENSION_NOT_ALLOWED = "extension_not_allowed", 403, Interface, "That extension is not switched on",
        "The settings of this place do not let applications use it.", cause: "The extension is off in the pool's settings.",
        remedy: "Leave it out, or have an administrator switch it on.", actions: [];
    TOO_LARGE = "too_large", 413, Interface, "The request is too large", "Send less than 64 KiB.",
        cause: "The body is longer than any ceremony needs.", remedy: "Send less.", actions: [Restart];
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415, Interface, "The request is of the wrong type",
        "Send JSON with Content-Type application/json.", cause: "The body was sent as another type.", remedy: "Set the Content-Type.", actions: [];
    CROSS_SITE = "cross_site", 403, Interface, "The request came from another site", "Open this page directly and try again.",
        cause: "The browser says that another site sent the request, or nothing proves that ours did.",
        remedy: "Open the page directly.", actions: [Restart];
    INTERNAL = "internal_error", 500, Interface, "Something went wrong", "It is not your fault. Try again; if it keeps happening, give support the reference below.",
        cause: "A fault in the server, recorded under the reference.", remedy: "Try again later.", actions: [Retry];
    UNAVAILABLE = "unavailable", 503, Interface, "The server is busy", "Try again in a moment.",
        cause: "The database did not answer in time or has no room.", remedy: "Try again in a moment.", actions: [Retry];
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    // "Methods in texts": nobody is sent to a method that is not there.
    #[test]
    fn where_there_is_no_password_no_text_speaks_of_one() {
        for message in all() {
            let text = message.text_for(Methods::PasskeysOnly).to_lowercase();
            for other in ["password", "2fa", "another method", "another login method", "another sign-in method"] {
                assert!(!text.contains(other), "{}: {text}", message.code);
            }
            assert!(message.actions_for(Methods::PasskeysOnly).all(|action| action != Action::Password));
        }
    }

    #[test]
    fn every_entry_is_complete_and_has_a_code_of_its_own() {
        let mut codes = HashSet::new();
        for message in all() {
            assert!(codes.insert(message.code), "{} stands twice", message.code);
            assert!(![message.title, message.text, message.cause, message.remedy].contains(&""), "{}", message.code);
            assert!(find(message.code) == Some(message));
        }
    }
}
