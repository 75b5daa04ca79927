//! The five products. Each setting names the row of the requirements that it comes from; what is not said is the default.

use super::{Preset, administrator, member, words};
use crate::method::{Method, Strength};
use crate::policy::{PasskeyRule, PolicyRules, RequiredOf};
use crate::settings::{IdentifierKind, LastPasskeyGuard, MenuPlace, MethodSettings, Mode, PoolSettings};

/// A community: passkeys beside passwords, offered and never demanded.
pub(super) fn community() -> Preset {
    let methods = MethodSettings {
        // S2-16: a passkey if there is one, or the password; S2-4: the password stays.
        first: vec![Method::Passkey, Method::Password],
        preferred_first: Some(Method::Passkey),
        // For those who set one up; nobody has to.
        second: vec![Method::Totp, Method::RecoveryCode],
        // S2-27: the usual recovery.
        recovery: vec![Method::RecoveryCode, Method::EmailCode],
        ..MethodSettings::default()
    };
    let policy = PolicyRules {
        // S2-3: passkeys are additional.
        passkey: Some(PasskeyRule::Optional),
        // S2-17 and the table "Fallback": the password alone is enough.
        fallback: Some(Strength::Single),
        // S2-18, S2-19: a suggestion after sign-in, which can be put off.
        suggest_passkey: Some(true),
        ..PolicyRules::default()
    };
    let pool = PoolSettings {
        // S2-16
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        // S2-14, S2-20, S2-22
        pages: words::of("community"),
        // S2-23: the last passkey may go, the password is still there.
        last_passkey_guard: LastPasskeyGuard::OnlyUsableMethod,
        methods,
        policy,
        ..PoolSettings::default()
    };
    Preset {
        name: "community",
        title: "Community",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// A workforce: mail links and passkeys, and roles that ask for more.
pub(super) fn workforce() -> Preset {
    let methods = MethodSettings {
        // S0-17, S0-18, S0-19
        first: vec![Method::Passkey, Method::MagicLink, Method::SingleSignOn],
        preferred_first: Some(Method::Passkey),
        // S0-4: after the link.
        second: vec![Method::Passkey],
        // S0-18, and the row "Lost passkey" of the table: the link, and a saved code besides where a passkey is required.
        recovery: vec![Method::RecoveryCode, Method::MagicLink],
        // S0-19: in force only once a provider is enabled and configured.
        links_off_with_single_sign_on: true,
        ..MethodSettings::default()
    };
    let policy = PolicyRules {
        // S0-3: for accounts with elevated permissions.
        passkey: Some(PasskeyRule::Required),
        required_of: Some(RequiredOf::Elevated),
        // S0-36
        step_up_minutes: Some(5),
        // S0-31: two minutes before.
        warning_seconds: Some(120),
        ..PolicyRules::default()
    };
    let administrator = administrator(PolicyRules {
        // S0-4, S0-29
        passkey_after_magic_link: Some(true),
        // S0-30: role A 15 minutes, role B off.
        idle_minutes: Some(15),
        ..PolicyRules::default()
    });
    let pool = PoolSettings {
        // S0-17
        identifier_kinds: vec![IdentifierKind::Email],
        // S0-6, S0-20
        pages: words::of("workforce").with_menu(MenuPlace::Sidebar),
        // S0-22
        last_passkey_guard: LastPasskeyGuard::OnlyUsableMethod,
        methods,
        policy,
        ..PoolSettings::default()
    };
    Preset { name: "workforce", title: "Workforce", mode: Mode::Smart, pool, roles: vec![administrator, member()] }
}

/// Business telephony: without a passkey it takes a password *and* a second factor.
pub(super) fn business_phone() -> Preset {
    let methods = MethodSettings {
        // S1-17, S1-20: the passkey, or password and 2FA.
        first: vec![Method::Passkey, Method::Password],
        preferred_first: Some(Method::Passkey),
        second: vec![Method::Totp, Method::SmsCode, Method::RecoveryCode],
        recovery: vec![Method::RecoveryCode, Method::EmailCode],
        ..MethodSettings::default()
    };
    let policy = PolicyRules {
        // S1-35
        fallback: Some(Strength::Multi),
        // S1-15
        later_sign_ins: Some(10),
        later_days: Some(7),
        // S1-18
        suggest_passkey: Some(true),
        ..PolicyRules::default()
    };
    let pool = PoolSettings {
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        // S1-27
        passkey_capacity: 5,
        // S1-19 and the row "Timeout" of the table.
        timeout_ms: 60_000,
        // S1-27
        pages: words::of("business-phone"),
        methods,
        policy,
        ..PoolSettings::default()
    };
    Preset {
        name: "business-phone",
        title: "Business phone",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// A platform: one tap without a name.
pub(super) fn platform() -> Preset {
    let methods = MethodSettings {
        // S3-1, S3-3
        first: vec![Method::Passkey, Method::Password],
        // S3-14
        preferred_first: Some(Method::Passkey),
        // S3-15: a passkey is first or second factor.
        second: vec![Method::Passkey, Method::Totp, Method::SmsCode, Method::RecoveryCode],
        recovery: vec![Method::RecoveryCode, Method::EmailCode],
        ..MethodSettings::default()
    };
    let policy = PolicyRules {
        fallback: Some(Strength::Multi),
        // S3-25
        step_up_minutes: Some(5),
        ..PolicyRules::default()
    };
    let pool = PoolSettings {
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        // S3-20
        passkey_capacity: 10,
        // S3-23
        pages: words::of("platform"),
        last_passkey_guard: LastPasskeyGuard::Always,
        methods,
        policy,
        ..PoolSettings::default()
    };
    // S3-2, S3-3
    Preset {
        name: "platform",
        title: "Platform",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// A bank's portal: name and password first, then a second factor of the client's choice.
pub(super) fn client_portal() -> Preset {
    let methods = MethodSettings {
        // S4-13: username and password first.
        first: vec![Method::Password],
        // S4-13, S4-16, S4-20: several at once, and the client picks.
        second: vec![Method::Passkey, Method::Totp, Method::SmsCode, Method::RecoveryCode],
        preferred_second: Some(Method::Passkey),
        // S4c-1: besides, the access pass that an administrator gives out.
        recovery: vec![Method::RecoveryCode, Method::EmailCode],
        ..MethodSettings::default()
    };
    let policy = PolicyRules { fallback: Some(Strength::Multi), ..PolicyRules::default() };
    let pool = PoolSettings {
        // S4-13
        identifier_kinds: vec![IdentifierKind::Username],
        // S4-5: what the document's path leads through.
        pages: words::of("client-portal"),
        // S4-11: also as second factor.
        user_verification_second: true,
        methods,
        policy,
        ..PoolSettings::default()
    };
    // S3-4: the client is known by then.
    Preset {
        name: "client-portal",
        title: "Client portal",
        mode: Mode::Classic,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}
