//! What is true of a door, as far as help differs by it: which sections of a text hold, and what stands in its places. Policy says which ways
//! in there are and the pages' labels what they are called, so that help is never about another door or another preset.

use crate::web::labels::Labels;
use crate::web::routes::{security_path, sign_in_path, sign_up_path};
use domain::method::Strength;
use domain::policy::{PasskeyRule, Policy};
use domain::settings::{LastPasskeyGuard, MenuPlace};
use domain::{FrontDoor, Language, Method};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Those that are true.
    true_here: BTreeSet<&'static str>,
    places: BTreeMap<&'static str, String>,
}

/// Every word that a condition may use.
#[cfg(test)]
pub(super) const WORDS: [&str; 22] = [
    "passkeys",
    "first",
    "second",
    "smart",
    "required",
    "several",
    "guarded",
    "device_bound",
    "sign_up",
    "links_gave_way",
    "two_factor",
    "password",
    "magic_link",
    "email_code",
    "sms_code",
    "totp",
    "recovery_code",
    "single_sign_on",
    "others",
    "recovers_by_mail",
    "recovers_by_code",
    "sidebar",
];

impl Facts {
    pub(super) fn of(door: &FrontDoor, labels: &Labels, language: Language) -> Self {
        Self { true_here: true_of(door), places: places(door, labels, language) }
    }

    /// `a`, `not a`, `a and b`, `a or b and c`: as elsewhere, *and* binds closer.
    pub(super) fn hold(&self, condition: &str) -> bool {
        let holds = |word: &str| match word.strip_prefix("not ") {
            Some(word) => !self.true_here.contains(word),
            None => self.true_here.contains(word),
        };
        condition.split(" or ").any(|either| either.split(" and ").all(holds))
    }

    /// A text with its places filled; a place of no known name stays, and a test finds it.
    pub(super) fn filled(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, from)) = rest.split_once('{') {
            let place = from.split_once('}').and_then(|(name, after)| Some((self.places.get(name)?, after)));
            filled.push_str(before);
            if let Some((value, after)) = place {
                filled.push_str(value);
                rest = after;
            } else {
                filled.push('{');
                rest = from;
            }
        }
        filled.push_str(rest);
        filled
    }
}

fn true_of(door: &FrontDoor) -> BTreeSet<&'static str> {
    let policy = &door.policy;
    let recovers = |method: Method| policy.recovery.contains(&method);
    let facts = [
        ("passkeys", policy.takes_passkeys()),
        ("first", policy.first.contains(&Method::Passkey)),
        ("second", policy.second.contains(&Method::Passkey) && !policy.first.contains(&Method::Passkey)),
        ("smart", door.workspace.mode == domain::Mode::Smart && policy.first.contains(&Method::Passkey)),
        ("required", policy.passkey == PasskeyRule::Required),
        ("several", policy.most_passkeys > 1),
        ("guarded", policy.last_passkey_guard != LastPasskeyGuard::Never),
        ("device_bound", policy.device_bound_only),
        ("sign_up", door.pool.settings.is_open_to_strangers()),
        ("links_gave_way", door.links_gave_way()),
        ("two_factor", policy.offers(Method::Password) && policy.fallback >= Strength::Multi),
        ("others", has_others(policy)),
        ("recovers_by_mail", recovers(Method::EmailCode) || recovers(Method::MagicLink)),
        ("recovers_by_code", recovers(Method::RecoveryCode)),
        ("sidebar", door.pool.settings.pages.menu == MenuPlace::Sidebar),
    ];
    let methods = Method::ALL.into_iter().filter(|method| *method != Method::Passkey && policy.offers(*method));
    let facts = facts.into_iter().filter(|(_, holds)| *holds).map(|(name, _)| name);
    facts.chain(methods.map(Method::as_str)).collect()
}

/// Whether one can get in without a passkey.
fn has_others(policy: &Policy) -> bool {
    policy.first.iter().any(|method| *method != Method::Passkey)
}

fn places(door: &FrontDoor, labels: &Labels, language: Language) -> BTreeMap<&'static str, String> {
    let base = door.base();
    let own = [
        ("organisation", door.tenant.name.clone()),
        ("sign_in", sign_in_path(door)),
        ("sign_up", sign_up_path(door)),
        ("recovery", crate::web::recovery::recovery_path(door)),
        ("security", security_path(door)),
        ("passkeys", format!("{base}/settings/passkeys")),
        ("add", format!("{}/add", security_path(door))),
        ("help", super::help_path(door)),
        ("most", door.policy.most_passkeys.to_string()),
        ("prompt_seconds", (door.pool.settings.timeout_ms / 1000).to_string()),
        ("step_up_minutes", (door.policy.step_up_ms / 60_000).to_string()),
        ("name", labels.of_names(&door.pool.settings.identifier_kinds).0.to_owned()),
        ("others", others(&door.policy, labels, language)),
    ];
    own.into_iter().chain(words(labels)).collect()
}

/// The ways in besides passkeys, as the sign-in page calls them.
fn others(policy: &Policy, labels: &Labels, language: Language) -> String {
    let called = |method: &Method| match method {
        Method::Password => Some(&labels.method_password),
        Method::MagicLink => Some(&labels.method_magic_link),
        Method::EmailCode => Some(&labels.method_email_code),
        Method::SmsCode => Some(&labels.method_sms_code),
        Method::Totp => Some(&labels.method_totp),
        Method::RecoveryCode => Some(&labels.method_recovery_code),
        Method::SingleSignOn => Some(&labels.method_single_sign_on),
        Method::Passkey | Method::AccessPass => None,
    };
    let names: Vec<String> = policy.first.iter().filter_map(called).map(ToString::to_string).collect();
    let comma = match language {
        Language::Japanese => "、",
        Language::Arabic => "، ",
        _ => ", ",
    };
    names.join(comma)
}

/// What buttons and headings are called, so that help calls them the same. `label.` and the label's own name.
macro_rules! words {
    ($labels:ident: $($name:ident)*) => { [$((concat!("label.", stringify!($name)), $labels.$name.to_string())),*] };
}

fn words(labels: &Labels) -> [(&'static str, String); 41] {
    words! { labels:
        account account_settings security sign_in sign_up sign_out passkey_mfa enabled not_set_up required_by_policy registered_passkeys synced
        device_bound added updated last_used name add_passkey backup_title rename delete delete_title delete_confirm
        continue_with_passkey other_way method_password method_magic_link recovery_title new_device replace_passkeys
        confirm_title passkeys_off unsupported idle_title idle_stay
        register_title register_mobile register_phone register_physical name_device register
    }
}

#[cfg(test)]
impl Facts {
    /// A door where this is so, and nothing else.
    pub(super) fn with(words: &[&'static str], places: &[(&'static str, &str)]) -> Self {
        let places = places.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Self { true_here: words.iter().copied().collect(), places }
    }
}
