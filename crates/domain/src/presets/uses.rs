//! Four uses of passkeys as templates of policy (S3-6), beside the products.

use super::{Preset, administrator, member};
use crate::method::{Method, Strength};
use crate::policy::{PasskeyRule, PolicyRules};
use crate::settings::{
    AttestationMode, AttestationSettings, IdentifierKind, LastPasskeyGuard, MethodSettings, Mode, PoolSettings,
};

/// No password to reset, one tap to come in; whoever has no passkey yet comes in by mail.
pub(super) fn consumer() -> Preset {
    let methods = MethodSettings {
        first: vec![Method::Passkey, Method::EmailCode],
        preferred_first: Some(Method::Passkey),
        ..MethodSettings::default()
    };
    let policy = PolicyRules { suggest_passkey: Some(true), ..PolicyRules::default() };
    let pool =
        PoolSettings { identifier_kinds: vec![IdentifierKind::Email], methods, policy, ..PoolSettings::default() };
    Preset {
        name: "consumer",
        title: "Consumer",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// Passkeys that cannot leave a managed device: what AAL3 asks for. The first one is made with an access pass.
pub(super) fn workforce_device_bound() -> Preset {
    let policy = PolicyRules {
        passkey: Some(PasskeyRule::Required),
        fallback: Some(Strength::DeviceBound),
        device_bound_only: Some(true),
        // NIST 800-63B, 2.3.3: at most twelve hours, at most fifteen minutes without activity.
        session_minutes: Some(12 * 60),
        idle_minutes: Some(15),
        ..PolicyRules::default()
    };
    let pool = PoolSettings {
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        attestation: AttestationSettings { device_bound_only: true, ..AttestationSettings::default() },
        last_passkey_guard: LastPasskeyGuard::Always,
        policy,
        ..PoolSettings::default()
    };
    Preset {
        name: "workforce-device-bound",
        title: "Workforce, device-bound",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// The key's PIN is the second factor, its attestation says what key it is; two keys, so that losing one shuts nobody out.
pub(super) fn high_assurance() -> Preset {
    let policy = PolicyRules {
        passkey: Some(PasskeyRule::Required),
        fallback: Some(Strength::DeviceBound),
        device_bound_only: Some(true),
        least_passkeys: Some(2),
        session_minutes: Some(12 * 60),
        idle_minutes: Some(15),
        step_up_minutes: Some(1),
        ..PolicyRules::default()
    };
    let attestation = AttestationSettings {
        mode: AttestationMode::Require,
        device_bound_only: true,
        ..AttestationSettings::default()
    };
    let pool = PoolSettings {
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        attestation,
        user_verification_second: true,
        last_passkey_guard: LastPasskeyGuard::Always,
        policy,
        ..PoolSettings::default()
    };
    Preset {
        name: "high-assurance",
        title: "High assurance",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}

/// One passkey on each device, each with its name, so that a lost one is revoked alone. A few sign-ins by password and a second factor lead there.
pub(super) fn bring_your_own_device() -> Preset {
    let methods = MethodSettings {
        first: vec![Method::Passkey, Method::Password],
        preferred_first: Some(Method::Passkey),
        second: vec![Method::Totp, Method::RecoveryCode],
        ..MethodSettings::default()
    };
    let policy = PolicyRules {
        passkey: Some(PasskeyRule::Required),
        grace_sign_ins: Some(3),
        fallback: Some(Strength::Multi),
        ..PolicyRules::default()
    };
    let pool = PoolSettings {
        identifier_kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        methods,
        policy,
        ..PoolSettings::default()
    };
    Preset {
        name: "bring-your-own-device",
        title: "Bring your own device",
        mode: Mode::Smart,
        pool,
        roles: vec![administrator(PolicyRules::default()), member()],
    }
}
