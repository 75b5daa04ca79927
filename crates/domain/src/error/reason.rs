//! Every precise cause of a refusal: its word for log and audit, and the entry of the catalogue that the outside sees instead. The two are
//! never mixed.

use super::Phase;
use crate::catalogue::{self, Message};

macro_rules! reasons {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal => $face:ident;)*) => {
        /// The precise cause. Never shown outside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason {
            /// A step of the WebAuthn verification.
            Webauthn(webauthn::Refusal),
            $($(#[doc = $doc])* $name,)*
        }

        impl Reason {
            pub fn as_str(self) -> &'static str {
                match self {
                    Self::Webauthn(refusal) => refusal.code(),
                    $(Self::$name => $word,)*
                }
            }

            /// What a word of log and audit means, for whoever helps: in our words where there are any, and with the entry that was shown for it.
            pub fn explain(word: &str, phase: Phase) -> Option<(Option<String>, &'static Message)> {
                if let Some(refusal) = webauthn::Refusal::ALL.iter().find(|refusal| refusal.code() == word) {
                    let reason = Self::Webauthn(*refusal);
                    return Some((Some(sentence(&refusal.to_string())), reason.face(phase)));
                }
                let (doc, reason) = match word {
                    $($word => (concat!($($doc),*), Self::$name),)*
                    _ => return None,
                };
                Some(((!doc.is_empty()).then(|| sentence(doc)), reason.face(phase)))
            }

            /// The face wherever the phase makes no difference.
            fn usual_face(self) -> &'static Message {
                match self {
                    Self::Webauthn(_) => &catalogue::VERIFICATION_FAILED,
                    $(Self::$name => &catalogue::$face,)*
                }
            }
        }
    };
}

reasons! {
    /// The challenge is not one of ours for this tenant, workspace, user, client and subject.
    CeremonyNotFound = "ceremony_not_found" => SESSION_EXPIRED;
    CeremonyExpired = "ceremony_expired" => SESSION_EXPIRED;
    /// One challenge, one attempt.
    CeremonyReplayed = "ceremony_replayed" => SESSION_EXPIRED;
    /// A challenge of ours for something else.
    CeremonyOfOtherPurpose = "ceremony_of_other_purpose" => SESSION_EXPIRED;
    /// A browser came without the cookie its ceremony is bound to.
    BindingMissing = "binding_missing" => SESSION_EXPIRED;
    /// Nobody holds that passkey.
    PasskeyUnknown = "credential_unknown" => PASSKEY_NOT_ON_DEVICE;
    PasskeyOfOtherMode = "passkey_of_other_mode" => PASSKEY_NOT_ON_DEVICE;
    /// It was put aside after a recovery, and nobody has confirmed it.
    PasskeyQuarantined = "passkey_quarantined" => VERIFICATION_FAILED;
    /// A passkey belongs to one member (WebAuthn 7.1, step 26).
    PasskeyAlreadyRegistered = "credential_already_registered" => PASSKEY_ALREADY_REGISTERED;
    /// A security key that has no PIN, where the user must be verified.
    KeyWithoutPin = "key_without_pin" => KEY_WITHOUT_PIN;
    PasskeyNotDiscoverable = "passkey_not_discoverable" => NO_COMPATIBLE_DEVICE;
    PasskeyLimit = "passkey_limit" => PASSKEY_LIMIT_REACHED;
    LastPasskey = "last_passkey" => LAST_PASSKEY;
    /// Policy asks for more than would be left (S0-22).
    FewestPasskeys = "fewest_passkeys" => FEWEST_PASSKEYS;
    /// "Max Credentials" (S3-21).
    FactorLimit = "factor_limit" => FACTOR_LIMIT_REACHED;
    NameMalformed = "name_malformed" => NAME_MALFORMED;
    AccountUnavailable = "account_unavailable" => VERIFICATION_FAILED;
    /// The row changed between reading and writing, again and again.
    ChangedMeanwhile = "changed_meanwhile" => PASSKEY_UNAVAILABLE;
    RegistrationClosed = "registration_closed" => REGISTRATION_CLOSED;
    /// The pool's settings do not let applications use this extension.
    ExtensionNotAllowed = "extension_not_allowed" => EXTENSION_NOT_ALLOWED;
    /// What the metadata says about the passkey's model has become so bad that the pool does not let it in.
    ModelNotTrusted = "model_not_trusted" => PASSKEY_REVOKED;
    /// Policy leaves no way in that this member has.
    NoMethod = "no_method" => NO_METHOD;
    /// A proof that was shown is wrong: a password, a code.
    ProofWrong = "proof_wrong" => PROOF_WRONG;
    /// The journey is not one of ours, is over, or was begun in another browser.
    JourneyNotFound = "journey_not_found" => SESSION_EXPIRED;
    JourneyExpired = "journey_expired" => SESSION_EXPIRED;
    /// What was sent is not what this journey asks for now.
    JourneyOfOtherStep = "journey_of_other_step" => SESSION_EXPIRED;
    IdentifierMalformed = "identifier_malformed" => IDENTIFIER_MALFORMED;
    /// A Classic workspace was asked without a name.
    IdentifierMissing = "identifier_missing" => IDENTIFIER_MISSING;
    IdentifierTaken = "identifier_taken" => IDENTIFIER_TAKEN;
    /// No mail address or phone number that anything could be sent to.
    AddressMalformed = "address_malformed" => ADDRESS_MALFORMED;
    /// The member has no such address.
    AddressUnknown = "address_unknown" => ADDRESS_GONE;
    AddressLimit = "address_limit" => ADDRESS_LIMIT;
    /// Nothing waits that could be stopped.
    RecoveryGone = "recovery_gone" => RECOVERY_GONE;
    InvitationGone = "invitation_gone" => INVITATION_GONE;
    /// The pool has no such role.
    RoleUnknown = "role_unknown" => ROLE_UNKNOWN;
    DisplayNameMalformed = "display_name_malformed" => NAME_MALFORMED;
    RecentAuthenticationRequired = "recent_authentication_required" => RECENT_AUTHENTICATION_REQUIRED;
    /// The session is not good enough, or its last proof is too old, for what was asked.
    StepUpRequired = "step_up_required" => INSUFFICIENT_USER_AUTHENTICATION;
    NotSignedIn = "not_signed_in" => NOT_SIGNED_IN;
    /// The session ended because nobody was at work in it.
    SessionIdle = "session_idle" => NOT_SIGNED_IN;
    /// No session of this member, or no longer.
    SessionUnknown = "session_unknown" => SESSION_GONE;
    SetupLinkInvalid = "setup_link_invalid" => SETUP_LINK_INVALID;
    /// Not the code that was sent; there are tries left.
    CodeWrong = "code_wrong" => CODE_WRONG;
    /// A code that was used, has expired, was tried too often, or was asked for in another browser. Outside it is like a wrong one: where nothing
    /// is sent because the address was just written to, a dead one would tell so, and by that whose it is.
    CodeDead = "code_dead" => CODE_WRONG;
    /// A link that was used, has expired, or never was.
    LinkGone = "link_gone" => LINK_GONE;
    /// No sign-in at a provider with this state is on its way in this browser.
    StateUnknown = "state_unknown" => SESSION_EXPIRED;
    /// The answer of one provider came for another.
    ProviderMixedUp = "provider_mixed_up" => SINGLE_SIGN_ON_FAILED;
    ProviderUnreachable = "provider_unreachable" => SINGLE_SIGN_ON_UNAVAILABLE;
    /// The provider says no, and not because the member did.
    ProviderRefused = "provider_refused" => SINGLE_SIGN_ON_FAILED;
    /// The provider's token does not prove what it says.
    ProviderNotBelieved = "provider_not_believed" => SINGLE_SIGN_ON_FAILED;
    SingleSignOnCancelled = "single_sign_on_cancelled" => SINGLE_SIGN_ON_CANCELLED;
    /// The provider does not say that it has verified the address.
    AddressNotVouchedFor = "address_not_vouched_for" => ADDRESS_NOT_CONFIRMED_BY_PROVIDER;
    /// The provider has vouched for somebody who has no account here and may not make one.
    NotAMember = "not_a_member" => NOT_A_MEMBER;
    /// The account at the provider opens another member's account.
    LinkedElsewhere = "linked_elsewhere" => LINKED_ELSEWHERE;
    LinkedAccountUnknown = "linked_account_unknown" => LINKED_ACCOUNT_GONE;
    LastWayIn = "last_way_in" => LAST_WAY_IN;
    BodyTooLarge = "body_too_large" => TOO_LARGE;
    MalformedBody = "malformed_body" => MALFORMED_REQUEST;
    UnknownMember = "unknown_member" => MALFORMED_REQUEST;
    UnsupportedMediaType = "unsupported_media_type" => UNSUPPORTED_MEDIA_TYPE;
    CrossSite = "cross_site" => CROSS_SITE;
    UnknownAddress = "unknown_address" => NOT_FOUND;
    MethodNotAllowed = "method_not_allowed" => METHOD_NOT_ALLOWED;
    /// The place does not list this way to sign in.
    MethodNotUsedHere = "method_not_allowed_here" => METHOD_NOT_USED_HERE;
    /// The code is of another secret or another time.
    TotpCodeWrong = "totp_code_wrong" => TOTP_CODE_WRONG;
    /// No secret was shown that waits for a code: none was asked for, it waited too long, or it was confirmed already.
    TotpNotBegun = "totp_not_begun" => SESSION_EXPIRED;
    /// There is no authenticator app to remove.
    TotpUnknown = "totp_unknown" => TOTP_GONE;
    PasswordTooShort = "password_too_short" => PASSWORD_TOO_SHORT;
    PasswordTooLong = "password_too_long" => PASSWORD_TOO_LONG;
    /// Found within a few guesses.
    PasswordCommon = "password_common" => PASSWORD_COMMON;
    /// Little more than names of the member or of this place.
    PasswordOfNames = "password_of_names" => PASSWORD_OF_NAMES;
    PasswordNotSet = "password_not_set" => PASSWORD_NOT_SET;
    /// More passwords to hash than this node can.
    TooBusy = "too_busy" => UNAVAILABLE;
    /// No session waits for that code and secret here.
    CodeUnknown = "code_unknown" => EXCHANGE_REFUSED;
    /// Policy asks for a step that an embedded page cannot show.
    MoreThanEmbedded = "more_than_embedded" => SIGN_IN_ELSEWHERE;
    /// The address or its network sent too much.
    TooManyRequests = "too_many_requests" => TOO_MANY_REQUESTS;
    /// Guesses of this name and method must wait.
    GuessedTooOften = "guessed_too_often" => TOO_MANY_GUESSES;
    /// So many guesses were wrong that this method is off for this name here.
    GuessingStopped = "guessing_stopped" => METHOD_STOPPED;
    /// The member has no such browser.
    DeviceUnknown = "device_unknown" => DEVICE_GONE;
    /// Sensitive changes wait, because nobody could be told of a recovery.
    AccountHeld = "account_held" => ACCOUNT_HELD;
    /// The member has not signed in by other means since the pass before.
    AccessPassAgain = "access_pass_again" => ACCESS_PASS_AGAIN;
    /// One person alone wants to make a pass for an administrator.
    AccessPassForAdministrator = "access_pass_for_administrator" => TWO_PERSONS;
    /// Who is to be an administrator, or more than they are, had a pass lately.
    AccessPassLately = "access_pass_lately" => ACCESS_PASS_LATELY;
    /// Nobody has asked for that pass, or it was too long ago.
    AccessPassRequestGone = "access_pass_request_gone" => PASS_REQUEST_GONE;
    /// Nobody who may sign in here has that name.
    MemberUnknown = "member_unknown" => MEMBER_GONE;
    /// The role of this administrator does not cover it, or it is no administrator at all.
    NotPermitted = "not_permitted" => NOT_PERMITTED;
    AdministratorAlready = "administrator_already" => ADMINISTRATOR_ALREADY;
    AdministratorWithoutPasskey = "administrator_without_passkey" => ADMINISTRATOR_WITHOUT_PASSKEY;
    /// Nobody would be left who may do everything.
    LastOwner = "last_owner" => LAST_OWNER;
    /// A field of a form holds what cannot be.
    SettingRefused = "setting_refused" => SETTING_REFUSED;
    /// It can be, but members would lose something by it.
    ConfirmationNeeded = "confirmation_needed" => CONFIRMATION_NEEDED;
    /// Somebody else has saved the same settings since they were read.
    ChangedSince = "changed_since" => CHANGED_SINCE;
    NoticeUnknown = "notice_unknown" => NOTICE_GONE;
    /// As many reports wait at the support desk as there is room for.
    DeskFull = "desk_full" => REPORTS_FULL;
    Unavailable = "unavailable" => PASSKEY_UNAVAILABLE;
    /// An address within a passkey step that is unknown or cannot be read: the step is said to be unavailable, but nothing of ours failed.
    AlteredAddress = "altered_address" => PASSKEY_UNAVAILABLE;
    Internal = "internal" => INTERNAL;
}

impl Reason {
    /// The face outside. Whatever would tell a stranger something about an account looks like every other failed verification.
    pub fn face(self, phase: Phase) -> &'static Message {
        match self {
            Self::Webauthn(refusal) => face_of_verification(refusal, phase),
            Self::PasskeyUnknown if matches!(phase, Phase::Enrol | Phase::Administration) => &catalogue::PASSKEY_GONE,
            Self::AccountUnavailable if phase == Phase::Account => &catalogue::SESSION_EXPIRED,
            Self::AccountUnavailable if phase.is_registration() => &catalogue::SETUP_FAILED,
            Self::Unavailable | Self::ChangedMeanwhile if matches!(phase, Phase::Account | Phase::Administration) => {
                &catalogue::UNAVAILABLE
            }
            Self::Unavailable if phase == Phase::Password => &catalogue::UNAVAILABLE,
            Self::Unavailable | Self::ChangedMeanwhile | Self::AlteredAddress if phase.is_registration() => {
                &catalogue::SETUP_UNAVAILABLE
            }
            other => other.usual_face(),
        }
    }
}

/// With a capital and a full stop, and without what is meant for readers of the code.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let text = text.split_once(" (").filter(|(_, rest)| rest.ends_with(").")).map_or(text, |(text, _)| text);
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

fn face_of_verification(refusal: webauthn::Refusal, phase: Phase) -> &'static Message {
    use webauthn::Refusal;
    match refusal {
        // Not even the JSON form: nothing about an account can follow from it.
        Refusal::MalformedJson => &catalogue::MALFORMED_REQUEST,
        Refusal::UserNotVerified => &catalogue::USER_NOT_VERIFIED,
        // "Attestation policy unmet" (S1-31): another device would do.
        Refusal::AttestationPolicy | Refusal::UntrustedAttestation if phase.is_registration() => {
            &catalogue::NO_COMPATIBLE_DEVICE
        }
        // "Authenticator lacks required algorithms" (S1-29).
        Refusal::AlgorithmNotAllowed | Refusal::UnsupportedAlgorithm if phase.is_registration() => {
            &catalogue::PASSKEYS_NOT_SUPPORTED
        }
        _ if phase.is_registration() => &catalogue::SETUP_FAILED,
        _ => &catalogue::VERIFICATION_FAILED,
    }
}
