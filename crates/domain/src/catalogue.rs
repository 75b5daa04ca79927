//! The one catalogue of messages: everything that a person or a client can meet when something fails, with its cause, its remedy and the
//! actions offered. Pages, APIs, the browser's script and the documentation take their texts from here and from nowhere else (S1-33).

mod told;

use crate::language::{Language, sentences};
use crate::method::Method;

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

    /// As members read it; nobody but programs meets those of the interface.
    pub fn heading_in(self, language: Language) -> String {
        match self {
            Self::Authentication => sentences::say(language, "errors_authentication", &[]),
            Self::Registration => sentences::say(language, "errors_registration", &[]),
            Self::Both => sentences::say(language, "errors_both", &[]),
            Self::Interface => self.heading().to_owned(),
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
    /// The text where a password stands alone; none where the text above names no second factor.
    pub password_alone: Option<&'static str>,
    /// The text where there is no password, but what is sent by mail; none where the text above names no password.
    pub by_email: Option<&'static str>,
    /// The text where passkeys are the only way in; none where the text above names no other way.
    pub passkeys_only: Option<&'static str>,
    pub cause: &'static str,
    pub remedy: &'static str,
    pub actions: &'static [Action],
}

impl Message {
    /// What a member reads where these methods are allowed: no text may send anybody to a method that is not there.
    pub fn text_for(&self, methods: Methods) -> &'static str {
        self.variant_for(methods).map_or(self.text, |(_, text)| text)
    }

    /// The text that stands in for the usual one, with the name that files of other languages give it.
    fn variant_for(&self, methods: Methods) -> Option<(&'static str, &'static str)> {
        let (name, text) = match methods {
            Methods::PasswordAndSecondFactor => return None,
            Methods::Password => ("password_alone", self.password_alone),
            Methods::Email => ("by_email", self.by_email),
            // A way that no text names is offered by the actions.
            Methods::Another | Methods::PasskeysOnly => ("passkeys_only", self.passkeys_only),
        };
        text.map(|text| (name, text))
    }

    /// The actions that policy allows.
    pub fn actions_for(&self, methods: Methods) -> impl Iterator<Item = Action> {
        self.actions.iter().copied().filter_map(move |action| match (methods, action) {
            (Methods::PasskeysOnly, Action::Password | Action::OtherMethod) => None,
            (Methods::Email | Methods::Another, Action::Password) => Some(Action::OtherMethod),
            _ => Some(action),
        })
    }
}

/// Which ways in a pool allows, as far as texts differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Methods {
    PasswordAndSecondFactor,
    Password,
    /// A code or a link that is sent by mail.
    Email,
    /// None of these, but not passkeys alone.
    Another,
    PasskeysOnly,
}

impl Methods {
    pub const ALL: [Self; 5] =
        [Self::PasswordAndSecondFactor, Self::Password, Self::Email, Self::Another, Self::PasskeysOnly];

    /// What there is, by the lists of a place.
    pub fn of(first: &[Method], second: &[Method]) -> Self {
        let others: Vec<Method> = first.iter().copied().filter(|method| *method != Method::Passkey).collect();
        let is_second = |method: &Method| !matches!(method, Method::Passkey | Method::Password);
        if others.contains(&Method::Password) {
            return if second.iter().any(is_second) { Self::PasswordAndSecondFactor } else { Self::Password };
        }
        match others.iter().any(|method| method.needs_mail()) {
            true => Self::Email,
            false if others.is_empty() => Self::PasskeysOnly,
            false => Self::Another,
        }
    }
}

macro_rules! catalogue {
    ($( $(#[$note:meta])* $name:ident = $code:literal, $status:literal, $group:ident, $title:literal, $text:literal,
        $(password_alone: $password:literal,)? $(by_email: $email:literal,)? $(passkeys_only: $alone:literal,)? cause: $cause:literal, remedy: $remedy:literal, actions: [$($action:ident),*]; )*) => {
        $( $(#[$note])* pub const $name: Message = Message { code: $code, status: $status, group: Group::$group, title: $title, text: $text,
            password_alone: catalogue!(@alone $($password)?), by_email: catalogue!(@alone $($email)?),
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
        by_email: "Passkey login is temporarily unavailable. You can try again or sign in with your email instead.",
        passkeys_only: "Passkey login is temporarily unavailable. Please try again in a moment.",
        cause: "The sign-in interface did not answer, or the address of the page was altered.",
        remedy: "Try again in a moment, or use another way to sign in.", actions: [Retry, Password];
    /// S1-17
    PASSKEY_NOT_FOUND_OR_CANCELED = "passkey_not_found_or_canceled", 401, Authentication, "Passkey Not Found or Canceled",
        "No passkey was detected for this device, or the operation was canceled. Log in with your password and two-factor authentication (2FA) to proceed. After you are verified, you can set up a new passkey.",
        password_alone: "No passkey was detected for this device, or the operation was canceled. Log in with your password to proceed. After you are verified, you can set up a new passkey.",
        by_email: "No passkey was detected for this device, or the operation was canceled. Log in with your email to proceed. After you are verified, you can set up a new passkey.",
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
        password_alone: "No Passkey is set up for this device. To create one, log in with your password. After verification, you can set up a passkey for this device.",
        by_email: "No Passkey is set up for this device. To create one, log in with your email. After verification, you can set up a passkey for this device.",
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
        by_email: "Your passkey setup was canceled. Retry or continue with your email.",
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
        actions: [ManagePasskeys];
    /// S1-26
    SETUP_FAILED = "setup_failed", 422, Registration, "Failed to register the device for passkey",
        "We were unable to activate this device for passkeys. You can also choose to log in with your password for now.",
        by_email: "We were unable to activate this device for passkeys. You can also choose to log in with your email for now.",
        passkeys_only: "We were unable to activate this device for passkeys. Try again, or use another device.",
        cause: "The new passkey could not be verified or stored.", remedy: "Try again, or use another device.", actions: [Retry, Password];
    /// S1-27
    PASSKEY_LIMIT_REACHED = "passkey_limit_reached", 422, Registration, "Passkey Limit Reached",
        "You have reached the maximum number of passkeys. Use your password or remove an existing passkey to add a new one.",
        by_email: "You have reached the maximum number of passkeys. Use your email or remove an existing passkey to add a new one.",
        passkeys_only: "You have reached the maximum number of passkeys. Remove an existing passkey to add a new one.",
        cause: "The account holds as many passkeys as its policy allows.", remedy: "Remove a passkey that you no longer use.",
        actions: [ManagePasskeys, Password];
    /// S1-28
    SESSION_EXPIRED = "session_expired", 400, Both, "Session Expired", "Your session has expired; restart to continue.",
        cause: "Too much time passed, or the step was started elsewhere or used already.", remedy: "Start again.", actions: [Restart];
    /// S1-29
    PASSKEYS_NOT_SUPPORTED = "passkeys_not_supported", 400, Both, "Passkeys Not Supported",
        "Your browser or device does not support passkeys. You can continue with your password or use a different device",
        by_email: "Your browser or device does not support passkeys. You can continue with your email or use a different device.",
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
    KEY_WITHOUT_PIN = "key_without_pin", 401, Registration, "Your security key has no PIN",
        "The key did not check that it is you. Set a PIN or a fingerprint on it in the settings of your device or browser, then try again. Older keys cannot have one: use another device.",
        cause: "A security key answered without verifying its user: it has no PIN or fingerprint, or is too old for one.",
        remedy: "Set a PIN on the key, or use another device.", actions: [Retry, Later];
    ORIGIN_NOT_RELATED = "origin_not_related", 400, Both, "Passkeys do not work at this address",
        "Your browser does not let this address use these passkeys. Open the service at its usual address.",
        cause: "The page's origin is neither within the Relying Party ID's domain nor on the list that its `/.well-known/webauthn` gives.",
        remedy: "Open the usual address. An administrator can add this one to the related origins.", actions: [Restart, OtherMethod];
    PASSKEY_REVOKED = "passkey_revoked", 401, Authentication, "This passkey is no longer trusted",
        "The maker of your security key or device has reported a fault in this model, so it opens no account here any more. Use another passkey, or sign in another way and remove this one.",
        passkeys_only: "The maker of your security key or device has reported a fault in this model, so it opens no account here any more. Use another passkey, or ask an administrator.",
        cause: "The FIDO metadata says that the passkey's model is revoked or compromised, and this place asks makers to prove themselves.",
        remedy: "Use a passkey of another model, and remove this one.", actions: [OtherPasskey, OtherMethod];

    IDENTIFIER_TAKEN = "identifier_taken", 422, Registration, "That name is taken", "Choose another name to sign up with.",
        cause: "Somebody already has this name.", remedy: "Choose another name.", actions: [Retry];
    IDENTIFIER_MISSING = "identifier_missing", 400, Authentication, "Who is it?", "Enter your name first, then go on.",
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
        "For your safety, use your passkey once more before you change this.",
        cause: "The last proof is older than policy allows (5 minutes, unless set otherwise), or was a code where a passkey is asked for.",
        remedy: "Use your passkey again.", actions: [ConfirmAgain];
    INSUFFICIENT_USER_AUTHENTICATION = "insufficient_user_authentication", 401, Interface, "Confirm it’s you",
        "Use your passkey once more to go on.",
        cause: "The session was opened with less than policy asks for now, or its last proof is too old for what was asked (RFC 9470).",
        remedy: "Step up with a passkey, then ask again with the new token.", actions: [ConfirmAgain];
    SESSION_GONE = "session_gone", 404, Interface, "That session is over", "It has ended already. The list shows what is left.",
        cause: "The session has ended meanwhile, or never was this member’s.", remedy: "Look at the list again.", actions: [];
    LAST_PASSKEY = "last_passkey", 403, Registration, "This is your last passkey",
        "Without it you could not sign in any more. Add another passkey first, then remove this one.",
        cause: "The passkey is the only usable way to sign in.", remedy: "Add another passkey first.", actions: [ManagePasskeys];
    FEWEST_PASSKEYS = "fewest_passkeys", 403, Registration, "You need this passkey",
        "Your organisation asks for more passkeys than would be left. Add another passkey first, then remove this one.",
        cause: "Policy sets a least number of passkeys, and the account has no more than that.", remedy: "Add another passkey first.",
        actions: [ManagePasskeys];
    FACTOR_LIMIT_REACHED = "factor_limit_reached", 422, Registration, "Limit reached",
        "Your account has as many ways to sign in as it may have. Remove one that you no longer use, then add this.",
        cause: "All ways to sign in of the account together are as many as the settings allow.",
        remedy: "Remove one of them first.", actions: [ManagePasskeys];
    METHOD_NOT_USED_HERE = "method_not_allowed_here", 403, Interface, "That is not used here",
        "This place does not let its members sign in that way.", cause: "The settings do not list this way to sign in.",
        remedy: "Use another way, or ask an administrator.", actions: [];
    TOTP_CODE_WRONG = "totp_code_wrong", 422, Interface, "That code is not right",
        "Type the six digits that your app shows now. If they are refused again, check that your phone sets its time by itself.",
        cause: "The code is of another secret, or the clocks differ by more than half a minute.",
        remedy: "Type the code that is shown now; set the phone's time automatically.", actions: [Retry];
    TOTP_GONE = "totp_gone", 404, Interface, "There is no authenticator app", "It was removed already, or never set up.",
        cause: "The account has no authenticator app.", remedy: "Look at the list again.", actions: [];
    PASSWORD_TOO_SHORT = "password_too_short", 422, Interface, "That password is too short",
        "Make it longer. A few words in a row are easy to remember; no digits or signs are needed.",
        cause: "It has fewer characters than this place asks for.", remedy: "Choose a longer one.", actions: [Retry];
    PASSWORD_TOO_LONG = "password_too_long", 422, Interface, "That password is too long", "Use at most 128 characters.",
        cause: "It has more than 128 characters.", remedy: "Choose a shorter one.", actions: [Retry];
    PASSWORD_COMMON = "password_common", 422, Interface, "That password is easy to guess",
        "It is among those that attackers try first: known ones, repeated letters, rows of keys or dates. Choose one that nobody else would think of.",
        cause: "It is a common one, or follows a pattern that is found within a million guesses.",
        remedy: "Choose another one, such as a few words that do not belong together.", actions: [Retry];
    PASSWORD_OF_NAMES = "password_of_names", 422, Interface, "That password is made of names",
        "It is little more than your own name or address, or the name of this place. Choose one that nobody who knows you would try.",
        cause: "Without the names of the member, the service and the organisation, too little of it is left.",
        remedy: "Choose another one, such as a few words that do not belong together.", actions: [Retry];
    PASSWORD_NOT_SET = "password_not_set", 404, Interface, "There is no password", "It was removed already, or never set.",
        cause: "The account has no password.", remedy: "Nothing is left to do.", actions: [];
    LAST_WAY_IN = "last_way_in", 403, Interface, "This is your last way to sign in",
        "Without it you could not sign in any more. Add a passkey first, then remove this.",
        cause: "Nothing else that the account has is enough to sign in here.", remedy: "Add a passkey first.", actions: [ManagePasskeys];
    PASSKEY_GONE = "passkey_gone", 404, Registration, "That passkey is gone", "It was removed already. The list shows what is left.",
        cause: "The passkey was removed meanwhile, or never was in this account.", remedy: "Look at the list again.", actions: [ManagePasskeys];
    SETUP_LINK_INVALID = "setup_link_invalid", 404, Interface, "This set-up link no longer works",
        "It was used already or is older than an hour. Print a new one on the server with: keystead setup --again",
        cause: "The link was used, has expired, or is not complete.", remedy: "Run `keystead setup --again` on the server.", actions: [];
    CODE_WRONG = "code_wrong", 401, Interface, "That code is not right",
        "Compare it with the latest message and type it where you asked for it, or ask for a new one.",
        cause: "The code is not the one that was sent last; or it was used, has expired, was typed wrongly five times, or was asked for in another browser.",
        remedy: "Type the code of the latest message in the browser that asked for it. If that does not help, ask for a new code.",
        actions: [Retry];
    LINK_GONE = "link_gone", 404, Interface, "This link is no longer good", "It was used already or is too old. Ask for a new one.",
        cause: "The link was used, has expired, was replaced by a newer one, or is not complete.", remedy: "Ask for a new link.",
        actions: [Restart];
    ADDRESS_GONE = "address_gone", 404, Interface, "That address is not there", "It was removed already.",
        cause: "The account has no such address.", remedy: "Look at the list again.", actions: [];
    INVITATION_GONE = "invitation_gone", 404, Interface, "This invitation is no longer good",
        "It was accepted already, taken back, or is too old. Ask whoever invited you for a new one.",
        cause: "The link was used, has expired, was replaced by a newer one, or was taken back.",
        remedy: "Ask for a new invitation.", actions: [];
    RECOVERY_GONE = "recovery_gone", 404, Interface, "There is nothing to stop",
        "The recovery was stopped already, has come to its end, or is too old.",
        cause: "No recovery of this account waits, or its link belongs to an older one.", remedy: "Look at the account.", actions: [];
    ROLE_UNKNOWN = "role_unknown", 422, Interface, "There is no such role", "Check its name.",
        cause: "The pool has no role of that name.", remedy: "Look at the list of roles.", actions: [];
    ADDRESS_LIMIT = "address_limit", 422, Interface, "That is one address too many", "Remove one first.",
        cause: "The account has as many addresses as it may have.", remedy: "Remove an address that is no longer used.", actions: [];
    ADDRESS_MALFORMED = "address_malformed", 422, Interface, "That address cannot be used",
        "Give a mail address such as ada@example.com, or a phone number that begins with + and the country’s code.",
        cause: "Nothing could be sent to what was typed.", remedy: "Check the address. A domain in other letters is written as xn--….",
        actions: [Retry];
    SINGLE_SIGN_ON_UNAVAILABLE = "single_sign_on_unavailable", 503, Interface, "Your organisation’s sign-in does not answer",
        "We could not reach it just now. Try again in a moment, or sign in another way.",
        cause: "The identity provider did not answer, or its settings do not fit what it says.",
        remedy: "If it stays so, give support the reference below.", actions: [Retry, SignIn];
    SINGLE_SIGN_ON_FAILED = "single_sign_on_failed", 401, Interface, "That sign-in did not work",
        "What came back could not be trusted, so nobody was signed in. Try again, or sign in another way.",
        cause: "The identity provider refused, or its answer could not be verified.",
        remedy: "Start again; if it stays so, give support the reference below.", actions: [SignIn];
    SINGLE_SIGN_ON_CANCELLED = "single_sign_on_cancelled", 401, Interface, "Sign-in cancelled",
        "You came back without signing in. Try again when you are ready, or sign in another way.",
        cause: "The person said no at the identity provider.", remedy: "Start again.", actions: [SignIn];
    ADDRESS_NOT_CONFIRMED_BY_PROVIDER = "address_not_confirmed_by_provider", 403, Interface, "We cannot tell whose account this is",
        "The other side did not confirm an e-mail address of yours, and no account here is linked with it. Sign in another way and link it on your security page.",
        cause: "No account is linked, and the identity provider sent no address that it has verified.",
        remedy: "Sign in another way, then link the account.", actions: [SignIn];
    NOT_A_MEMBER = "not_a_member", 403, Interface, "There is no account for you here yet",
        "You proved who you are, but nobody has added you here. Ask an administrator.",
        cause: "Nobody here has the address, and strangers may not sign up.", remedy: "Ask an administrator to add you.", actions: [SignIn];
    LINKED_ELSEWHERE = "linked_elsewhere", 422, Interface, "That account is linked already",
        "It opens another account here. Remove it there first, or link a different one.",
        cause: "One account at a provider opens one account here.", remedy: "Link another account.", actions: [Restart];
    LINKED_ACCOUNT_GONE = "linked_account_gone", 404, Interface, "That link is gone", "It was removed already. The list shows what is left.",
        cause: "The link was removed meanwhile, or never was in this account.", remedy: "Look at the list again.", actions: [Restart];
    NOT_SIGNED_IN = "not_signed_in", 401, Interface, "You are not signed in", "Sign in to go on.",
        cause: "There is no session, or it has ended.", remedy: "Sign in.", actions: [SignIn];
    EXCHANGE_REFUSED = "exchange_refused", 401, Interface, "That sign-in cannot be taken over", "Sign in again on the page where you began.",
        cause: "The code was exchanged already, is older than a minute, or the secret is not that of the page.", remedy: "Sign in again.", actions: [Retry];
    NOT_PERMITTED = "not_permitted", 403, Interface, "You may not do that", "Your role does not cover this. Ask an owner of this installation.",
        cause: "The caller is no administrator, or one whose role or scope does not cover it.", remedy: "Ask an owner to do it, or for another role.", actions: [];
    ADMINISTRATOR_ALREADY = "administrator_already", 422, Interface, "That member is an administrator already",
        "Change the role that they have.", cause: "The member has a role already.", remedy: "Change that role instead.", actions: [];
    TWO_PERSONS = "two_persons", 422, Interface, "This takes two persons",
        "An access pass or an enrolment link opens the account, so nobody gives one out alone here. One asks for it, and another confirms it within an hour.",
        cause: "The member is an administrator, was one within the last twelve days, or a policy asks for two persons, and only one wants it.",
        remedy: "Ask for it on the member's page, and let another administrator confirm it there.", actions: [];
    ACCESS_PASS_LATELY = "access_pass_lately", 422, Interface, "That member had an access pass lately",
        "Whoever had the pass may have a passkey of theirs in the account. Twelve days after it was given out or last used, the member can be appointed.",
        cause: "An administrator gave the member an access pass within the last twelve days, or it was used within them.",
        remedy: "Wait until twelve days have passed, or choose another member.", actions: [];
    PASS_REQUEST_GONE = "pass_request_gone", 404, Interface, "That request is gone",
        "Nobody waits for this access pass to be confirmed: it was confirmed or taken back, or an hour has passed.",
        cause: "No administrator asked for a pass within the last hour, or they no longer may.", remedy: "Ask for the access pass again.", actions: [];
    ADMINISTRATOR_WITHOUT_PASSKEY = "administrator_without_passkey", 422, Interface, "That member has no passkey",
        "Whoever works in the console signs in with a passkey. Ask them to add one first.",
        cause: "The member has no passkey that signs in where administrators do.", remedy: "Have them add a passkey, then appoint them.", actions: [];
    LAST_OWNER = "last_owner", 422, Interface, "This is the last owner",
        "Somebody must be able to do everything here. Make another administrator an owner first, with a passkey that works.",
        cause: "No other active owner of the installation has a passkey.", remedy: "Appoint another owner first.", actions: [];
    SETTING_REFUSED = "setting_refused", 422, Interface, "This cannot be saved", "One of the fields holds what cannot be.",
        cause: "A value is outside of what the setting takes; `details.field` and `details.problem` say which and why.",
        remedy: "Correct that field.", actions: [];
    CONFIRMATION_NEEDED = "confirmation_needed", 422, Interface, "This has consequences", "Read what follows from it, and say that you mean it.",
        cause: "Members would lose something by the change; `details.problem` says what.",
        remedy: "Send the same again, with what stands in `details.confirm` as `confirmed`.", actions: [];
    CHANGED_SINCE = "changed_since", 412, Interface, "Somebody else has changed this",
        "It was saved by somebody else since you opened it. Look at it again before you change it.",
        cause: "`If-Match` is missing, or names a version that is not in force any more.", remedy: "Read the settings again, and change those.",
        actions: [Restart];
    NOT_FOUND = "not_found", 404, Interface, "There is nothing here", "No page has this address.",
        cause: "No page or interface has this address.", remedy: "Check the address, or go back to where you came from.", actions: [];
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, Interface, "That is not possible here", "This address does not take that kind of request.",
        cause: "The address exists, the method does not.", remedy: "See /openapi.json.", actions: [];
    TOO_MANY_REQUESTS = "too_many_requests", 429, Interface, "Too many requests",
        "More requests came from your network than this server answers. Wait {wait} and try again.",
        cause: "The address or its network sent more in a while than its budget allows.", remedy: "Wait as long as `Retry-After` says.",
        actions: [Retry];
    TOO_MANY_GUESSES = "wait", 429, Authentication, "Wait a little", "There were too many wrong attempts. Wait {wait} and try again.",
        cause: "Several proofs in a row were wrong. The wait grows with each.", remedy: "Wait as long as `Retry-After` says, or sign in another way.",
        actions: [Retry, OtherMethod];
    METHOD_STOPPED = "method_stopped", 403, Authentication, "This way to sign in is off",
        "There were too many wrong attempts in this way. Sign in another way, or ask an administrator.",
        cause: "Fifty proofs in a row were wrong.", remedy: "Sign in another way and set this one anew, or have an administrator allow it again.",
        actions: [OtherMethod];
    DEVICE_GONE = "device_gone", 404, Interface, "That browser is gone", "It was forgotten already. The list shows what is left.",
        cause: "The browser was forgotten meanwhile, or never was in this account.", remedy: "Look at the list again.", actions: [];
    ACCOUNT_HELD = "account_held", 403, Interface, "This waits for a day",
        "Your account was just recovered, and there was no other address to tell you by. Until a day has passed, passkeys and addresses cannot be removed or changed.",
        cause: "A recovery found no other channel for its notice, so sensitive changes are held for 24 hours.",
        remedy: "Try again after a day. Adding a passkey is possible at once.", actions: [ManagePasskeys];
    ACCESS_PASS_AGAIN = "access_pass_again", 422, Interface, "Not twice in a row",
        "This member had a temporary access pass or an enrolment link before and has not signed in by other means since.",
        cause: "Two in a row would stand in for a way to sign in.",
        remedy: "End a pass that nobody has used, and give another one out. Else the member signs in with another method first, or makes a passkey at the desk.",
        actions: [];
    MEMBER_GONE = "member_gone", 404, Interface, "There is no such member", "Nobody who may sign in here has that name.",
        cause: "The name is nobody’s in this pool, or the member is suspended.", remedy: "Check the name.", actions: [];
    NOTICE_GONE = "notice_gone", 404, Interface, "That notice is gone", "It was seen already.",
        cause: "The notice was seen meanwhile, or never was this member’s.", remedy: "Look at the list again.", actions: [];
    REPORTS_FULL = "reports_full", 503, Interface, "Your report could not be taken",
        "More reports wait than support can take now, so yours was not kept. Turn to support directly, and name the reference.",
        cause: "As many reports wait as there is room for, from everybody or from one member or address.",
        remedy: "Turn to support directly, or send the report again later.", actions: [Retry];
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
    SIGN_IN_ELSEWHERE = "sign_in_elsewhere", 403, Authentication, "One more step is needed",
        "Your organization asks for one more step that this site cannot show. Sign in on the sign-in page of your organization.",
        cause: "The rules ask for more than a passkey, and the sign-in runs on the page of another site.",
        remedy: "Sign in on the sign-in page of your organization.", actions: [];
    CROSS_SITE = "cross_site", 403, Interface, "The request came from another site", "Open this page directly and try again.",
        cause: "The browser says that another site sent the request, or nothing proves that ours did.",
        remedy: "Open the page directly.", actions: [Restart];
    PROOF_WRONG = "proof_wrong", 401, Interface, "That did not work",
        "What you entered is not right, or it is no longer good. Try again or use another way to sign in.",
        passkeys_only: "What you entered is not right, or it is no longer good. Try again.",
        cause: "A password or a code was wrong, was used already, or is too old. Whether the account exists is not said.",
        remedy: "Try again, ask for a new code, or sign in another way.", actions: [Retry, OtherMethod];
    NO_METHOD = "no_method", 403, Interface, "There is no way in that is allowed here",
        "Your organisation asks for a way to sign in that your account does not have. Ask an administrator for a temporary access pass: it lets you in again.",
        cause: "Policy asks for more than the factors of this member can prove.",
        remedy: "An administrator can give a temporary access pass, or change the policy.", actions: [Restart];
    INTERNAL = "internal_error", 500, Interface, "Something went wrong", "It is not your fault. Try again; if it keeps happening, give support the reference below.",
        cause: "A fault in the server, recorded under the reference.", remedy: "Try again later.", actions: [Retry];
    UNAVAILABLE = "unavailable", 503, Interface, "The server is busy", "Try again in a moment.",
        cause: "The database did not answer in time or has no room, or too many people sign in at once.",
        remedy: "If it stays so, give support the reference below.", actions: [Retry];
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

    // The same for each fallback that a pool may have.
    #[test]
    fn no_text_names_a_method_that_is_not_there() {
        let absent: [(Methods, &[&str]); 4] = [
            (Methods::Password, &["2fa", "two-factor", "your email"]),
            (Methods::Email, &["password", "2fa", "two-factor"]),
            (Methods::Another, &["password", "2fa", "two-factor", "your email"]),
            (Methods::PasskeysOnly, &["password", "2fa", "two-factor", "your email"]),
        ];
        // What a member does with their own password is not about ways in.
        let about_passkeys = all().iter().filter(|message| message.group != Group::Interface);
        for message in about_passkeys {
            for (methods, words) in absent {
                let text = message.text_for(methods).to_lowercase();
                assert!(words.iter().all(|word| !text.contains(word)), "{} {methods:?}: {text}", message.code);
                let offers_password = message.actions_for(methods).any(|action| action == Action::Password);
                assert!(!offers_password || methods == Methods::Password, "{} {methods:?}", message.code);
            }
            assert_eq!(message.text_for(Methods::PasswordAndSecondFactor), message.text, "the document's own words");
        }
    }

    #[test]
    fn texts_follow_the_first_factors() {
        use crate::method::Method::{EmailCode, MagicLink, Passkey, Password, RecoveryCode, SmsCode, Totp};
        let of = Methods::of;
        assert_eq!(of(&[Passkey], &[]), Methods::PasskeysOnly);
        assert_eq!(of(&[Passkey, Password], &[Totp]), Methods::PasswordAndSecondFactor);
        assert_eq!(of(&[Passkey, Password], &[RecoveryCode]), Methods::PasswordAndSecondFactor);
        assert_eq!(of(&[EmailCode, Password], &[Passkey]), Methods::Password);
        assert_eq!(of(&[Passkey, MagicLink], &[Totp]), Methods::Email);
        assert_eq!(of(&[Passkey, SmsCode], &[]), Methods::Another);
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
