//! What speaks against a pool's settings, field by field (S3-17, S3-18, S3-20, S3-21, S3-44). Pure.

use super::{PoolAsk, Stored};
use crate::channels::Channels;
use crate::error::Objection;
use crate::method::Method;
use crate::origins::{MOST_ENTRIES, web};
use crate::public_url::PublicUrl;
use crate::settings::{AttestationMode, LastPasskeyGuard, MethodSettings, Mode, PoolSettings, WorkspaceSettings};
use crate::workspace_settings::mechanisms;
use serde_json::Number;
use std::ops::RangeInclusive;

/// What can come first.
pub const FIRST: [Method; 6] =
    [Method::Passkey, Method::Password, Method::EmailCode, Method::SmsCode, Method::MagicLink, Method::SingleSignOn];
/// What can come after it.
pub const SECOND: [Method; 5] =
    [Method::Passkey, Method::Totp, Method::EmailCode, Method::SmsCode, Method::RecoveryCode];
/// What is said of a word that no form sends.
const CHOOSE: &str = "Choose one of those that are offered.";
/// S3-20
pub const CAPACITIES: RangeInclusive<u64> = 1..=100;
/// S3-21
pub const FACTORS: RangeInclusive<u64> = 1..=1_000;
/// Long enough for a person to reach for a key; no longer than the challenge surely lives (S1-19).
pub const TIMEOUTS_S: RangeInclusive<u64> = 10..=540;

/// On what the settings rest.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub server: PublicUrl,
    /// What this installation can send.
    pub channels: Channels,
    /// Those that lead here: name, mode, and what they allow.
    pub workspaces: Vec<(String, Mode, WorkspaceSettings)>,
    /// Whether administrators sign in here.
    pub is_home: bool,
}

impl Facts {
    /// The one in force: blank means the server's (S3-17).
    pub(super) fn rp_id<'a>(&'a self, written: &'a str) -> &'a str {
        if written.is_empty() { self.server.host() } else { written }
    }
}

/// The settings as they are to be.
pub(super) fn wanted(old: &Stored, ask: &PoolAsk, facts: &Facts) -> Result<Stored, Objection> {
    let mut new = old.clone();
    methods(&mut new.settings, ask, facts)?;
    domains(&mut new, ask, facts)?;
    passkeys(&mut new.settings, ask)?;
    limits(&mut new.settings, ask)?;
    if let Some(open) = ask.public_registration {
        new.settings.public_registration = open;
    }
    Ok(new)
}

fn methods(settings: &mut PoolSettings, ask: &PoolAsk, facts: &Facts) -> Result<(), Objection> {
    let before = settings.clone();
    let methods = &mut settings.methods;
    if let Some(words) = &ask.first {
        methods.first = listed("first", words, (&FIRST, &methods.first), facts)?;
    }
    if let Some(words) = &ask.second {
        methods.second = listed("second", words, (&SECOND, &methods.second), facts)?;
    }
    if methods.first.is_empty() {
        return Err(Objection::new("first", "Members need at least one way in."));
    }
    // After another factor it is no way in for whoever has nothing but passkeys.
    let is_first = |settings: &MethodSettings| settings.first.contains(&Method::Passkey);
    if facts.is_home && is_first(&before.methods) && !is_first(methods) {
        return Err(Objection::new("first", "Administrators sign in here, with passkeys: they stay a first factor."));
    }
    methods.preferred_first =
        preferred("preferred_first", ask.preferred_first.as_deref(), methods.preferred_first, &methods.first)?;
    methods.preferred_second =
        preferred("preferred_second", ask.preferred_second.as_deref(), methods.preferred_second, &methods.second)?;
    // What was shut before is opened by whoever changes the methods, and in the way of nothing else.
    let is_shut =
        |workspace| facts.channels.is_open(&before, workspace) && !facts.channels.is_open(settings, workspace);
    match facts.workspaces.iter().find(|(_, _, workspace)| is_shut(workspace)) {
        Some((name, ..)) => {
            Err(Objection::new("first", format!("Nobody could sign in at {name}: none of these can be used there.")))
        }
        None => Ok(()),
    }
}

/// What is listed already stays; what comes to it must be allowed by a workspace, and a mode that is named must be that of each.
fn listed(
    field: &'static str,
    words: &[String],
    (known, old): (&[Method], &[Method]),
    facts: &Facts,
) -> Result<Vec<Method>, Objection> {
    let known: Vec<_> = known.iter().chain(old).copied().collect();
    let (methods, mode) = mechanisms(field, words, &known)?;
    let mut workspaces = facts.workspaces.iter();
    if let Some((name, own, _)) = workspaces.find(|(_, own, _)| mode.is_some_and(|mode| mode != *own)) {
        let own = if *own == Mode::Smart { "Smart" } else { "Classic" };
        return Err(Objection::new(
            field,
            format!("{name} is in {own} mode: the other mechanism does not work there."),
        ));
    }
    let is_allowed = |method: &Method| facts.workspaces.iter().any(|(_, _, workspace)| workspace.allows(*method));
    match methods.iter().find(|method| !old.contains(method) && !is_allowed(method)) {
        Some(method) => {
            let name = name(*method);
            Err(Objection::new(field, format!("No workspace allows {name}: see Authentication > Settings > Methods.")))
        }
        None => Ok(methods),
    }
}

/// A method as the console names it.
pub const fn name(method: Method) -> &'static str {
    match method {
        Method::Passkey => "Passkey",
        Method::Password => "Password",
        Method::MagicLink => "Magic link",
        Method::EmailCode => "Email OTP",
        Method::SmsCode => "SMS OTP",
        Method::Totp => "Authenticator app (TOTP)",
        Method::RecoveryCode => "Recovery code",
        Method::SingleSignOn => "Single sign-on",
        Method::AccessPass => "Access pass",
    }
}

/// Blank for none. What was preferred and is not listed any more is preferred no longer.
fn preferred(
    field: &'static str,
    word: Option<&str>,
    old: Option<Method>,
    list: &[Method],
) -> Result<Option<Method>, Objection> {
    match word {
        None => Ok(old.filter(|method| list.contains(method))),
        Some("") => Ok(None),
        Some(word) => {
            let found = Method::find(word).filter(|method| list.contains(method));
            found.map(Some).ok_or_else(|| Objection::new(field, "Only a method of the list can be preferred."))
        }
    }
}

fn domains(new: &mut Stored, ask: &PoolAsk, facts: &Facts) -> Result<(), Objection> {
    let before = (new.rp_id.clone(), new.origins.clone());
    if let Some(text) = &ask.rp_id {
        text.trim().clone_into(&mut new.rp_id);
    }
    if let Some(lines) = &ask.relying_party_origins {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
        if lines != new.lines() {
            new.origins = lines.join("\n");
        }
    }
    // What stood there before is mended when somebody changes it; until then it must not stand in the way of other settings.
    if (&new.rp_id, &new.origins) == (&before.0, &before.1) {
        return Ok(());
    }
    let related = &new.settings.related_origins;
    if new.rp_id != before.0 {
        rp_id(&new.rp_id, related, &facts.server)?;
    }
    origins(&new.lines(), (facts.rp_id(&new.rp_id), related), facts)
}

/// S3-17
pub(crate) fn rp_id(text: &str, related: &[String], server: &PublicUrl) -> Result<(), Objection> {
    if text.is_empty() {
        return Ok(());
    }
    web::rp_id(text).map_err(|why| Objection::new("rp_id", sentence(&why.to_string())))?;
    if web::covers(text, server.host()) || related.contains(&server.origin()) {
        return Ok(());
    }
    let problem = format!(
        "The pages of this server are on {}. The RP ID is that name, or a domain above it under which not everybody can register.",
        server.host()
    );
    Err(Objection::new("rp_id", problem))
}

/// S3-18
fn origins(lines: &[String], (rp_id, related): (&str, &[String]), facts: &Facts) -> Result<(), Objection> {
    const FIELD: &str = "relying_party_origins";
    if lines.len() > MOST_ENTRIES {
        return Err(Objection::new(FIELD, format!("A pool has at most {MOST_ENTRIES} origins.")));
    }
    for line in lines {
        let text = crate::identifier::short(line);
        let url = match web::exact(line) {
            Ok(url) => url,
            Err(why) => {
                // A page's address says which origin was meant.
                let meant = web::reduce(line).map(|origin| format!(" Write {origin}.")).unwrap_or_default();
                return Err(Objection::new(FIELD, format!("{text}: {}{meant}", sentence(&why.to_string()))));
            }
        };
        if !web::covers(rp_id, url.host()) {
            return Err(Objection::new(FIELD, format!("{text} is neither on the RP ID {rp_id} nor below it.")));
        }
    }
    let pages = facts.server.origin();
    if lines.is_empty() || lines.contains(&pages) || related.contains(&pages) {
        return Ok(());
    }
    Err(Objection::new(FIELD, format!("{pages} has to be among them: there are the pages of this server.")))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

fn passkeys(settings: &mut PoolSettings, ask: &PoolAsk) -> Result<(), Objection> {
    if let Some(seconds) = whole("timeout_seconds", ask.timeout_seconds.as_ref(), &TIMEOUTS_S)? {
        let ms = u32::try_from(seconds * 1000).unwrap_or(settings.timeout_ms);
        // The form shows whole seconds; what nobody has changed stays to the millisecond.
        if ms / 1000 != settings.timeout_ms / 1000 {
            settings.timeout_ms = ms;
        }
    }
    if let Some(word) = ask.last_passkey_guard.as_deref() {
        settings.last_passkey_guard = match word {
            "always" => LastPasskeyGuard::Always,
            "only_usable_method" => LastPasskeyGuard::OnlyUsableMethod,
            "never" => LastPasskeyGuard::Never,
            _ => return Err(Objection::new("last_passkey_guard", CHOOSE)),
        };
    }
    if let Some(word) = ask.attestation.as_deref() {
        settings.attestation.mode = match word {
            "none" => AttestationMode::None,
            "observe" => AttestationMode::Observe,
            "require" => AttestationMode::Require,
            _ => return Err(Objection::new("attestation", CHOOSE)),
        };
    }
    let switches = [
        (ask.device_bound_only, &mut settings.attestation.device_bound_only),
        (ask.second_factor_passkeys, &mut settings.second_factor_passkeys),
        (ask.user_verification_second, &mut settings.user_verification_second),
    ];
    for (asked, switch) in switches {
        *switch = asked.unwrap_or(*switch);
    }
    Ok(())
}

/// S3-20, S3-21
fn limits(settings: &mut PoolSettings, ask: &PoolAsk) -> Result<(), Objection> {
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    if let Some(most) = whole("max_factors", ask.max_factors.as_ref(), &FACTORS)? {
        settings.max_factors = size(most);
    }
    if let Some(capacity) = whole("passkey_capacity", ask.passkey_capacity.as_ref(), &CAPACITIES)? {
        settings.passkey_capacity = size(capacity);
    }
    if settings.passkey_capacity <= settings.max_factors {
        return Ok(());
    }
    if ask.passkey_capacity.is_none() {
        let problem = format!("WebAuthn Credentials Capacity is {}; this must not be less.", settings.passkey_capacity);
        return Err(Objection::new("max_factors", problem));
    }
    let problem =
        format!("The value must be less than or equal to Max Credentials, which is {}.", settings.max_factors);
    Err(Objection::new("passkey_capacity", problem))
}

/// A whole number within bounds, where one is named.
pub(crate) fn whole(
    field: &'static str,
    number: Option<&Number>,
    bounds: &RangeInclusive<u64>,
) -> Result<Option<u64>, Objection> {
    let Some(number) = number else { return Ok(None) };
    let found = number.as_u64().filter(|number| bounds.contains(number));
    let problem = || format!("This is a whole number from {} to {}.", bounds.start(), bounds.end());
    found.map(Some).ok_or_else(|| Objection::new(field, problem()))
}

#[cfg(test)]
mod tests;
