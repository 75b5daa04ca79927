//! From the parts of a file to settings: what no release knows, what is out of bounds, and a secret in a file are refused, each with its place.
//! Other than a stored row, which must go on serving, a file is not mended: whoever wrote it meant something else.

use super::diff::key;
use super::state::{PoolState, RoleState, TenantState, WorkspaceState};
use super::{FileError, PoolPart, SettingsFile, TenantPart, WorkspacePart};
use crate::identifier::display_name;
use crate::policy::PolicyRules;
use crate::presets::words;
use crate::settings::{self, Mode, PageSettings};
use crate::setup::RESERVED;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

const LONGEST_SLUG: usize = 40;
/// More than anybody can tell apart.
const MOST_HOLDERS: usize = 200;

fn wrong(place: &str, problem: impl Into<String>) -> FileError {
    FileError::Wrong(place.to_owned(), problem.into())
}

impl SettingsFile {
    pub(super) fn states(&self) -> Result<BTreeMap<String, TenantState>, FileError> {
        self.tenants.iter().map(|(slug, part)| Ok((slug.clone(), tenant(slug, part)?))).collect()
    }
}

fn tenant(slug: &str, part: &TenantPart) -> Result<TenantState, FileError> {
    let place = format!("tenants.{}", key(slug));
    is_slug(&place, slug)?;
    is_name(&format!("{place}.name"), &part.name)?;
    if crate::presets::find(&part.preset).is_none() {
        return Err(wrong(&format!("{place}.preset"), format!("there is no preset {:?}", part.preset)));
    }
    let pool = |(name, part): (&String, &PoolPart)| {
        let place = format!("{place}.pools.{}", key(name));
        is_name(&place, name)?;
        Ok((name.clone(), read_pool(&place, part)?))
    };
    let workspace = |(slug, part): (&String, &WorkspacePart)| {
        let place = format!("{place}.workspaces.{}", key(slug));
        is_slug(&place, slug)?;
        is_name(&format!("{place}.name"), &part.name)?;
        Ok((slug.clone(), workspace(&place, part)?))
    };
    Ok(TenantState {
        name: part.name.clone(),
        preset: part.preset.clone(),
        workspaces: part.workspaces.iter().map(workspace).collect::<Result<_, FileError>>()?,
        pools: part.pools.iter().map(pool).collect::<Result<_, FileError>>()?,
    })
}

/// As it stands in addresses. Whether it is one of ours matters to a new tenant alone.
fn is_slug(place: &str, slug: &str) -> Result<(), FileError> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if (1..=LONGEST_SLUG).contains(&slug.len()) && slug.bytes().all(is_plain) && !slug.starts_with('-') {
        return Ok(());
    }
    Err(wrong(place, "a name in addresses has 1 to 40 lower-case letters, digits and hyphens"))
}

/// Names of ours that no new tenant may take.
pub(super) fn is_reserved(slug: &str) -> bool {
    RESERVED.contains(&slug)
}

fn is_name(place: &str, name: &str) -> Result<(), FileError> {
    match display_name(Some(name)) {
        Ok(Some(good)) if good == name => Ok(()),
        _ => Err(wrong(place, "a name has 1 to 64 characters, on one line, and no blanks around it")),
    }
}

fn workspace(place: &str, part: &WorkspacePart) -> Result<WorkspaceState, FileError> {
    let text = Value::Object(part.settings.clone()).to_string();
    let place_of_settings = format!("{place}.settings");
    let (settings, warnings) =
        settings::read_workspace(&text).map_err(|error| wrong(&place_of_settings, error.to_string()))?;
    clean(&place_of_settings, &warnings)?;
    Ok(WorkspaceState {
        name: part.name.clone(),
        pool: part.pool.clone(),
        mode: read_mode(&format!("{place}.mode"), &part.mode)?,
        settings,
    })
}

pub(crate) fn read_mode(place: &str, word: &str) -> Result<Mode, FileError> {
    match word {
        "smart" => Ok(Mode::Smart),
        "classic" => Ok(Mode::Classic),
        _ => Err(wrong(place, "a workspace is in \"smart\" or in \"classic\" mode")),
    }
}

pub(crate) fn read_pool(place: &str, part: &PoolPart) -> Result<PoolState, FileError> {
    let place_of_settings = format!("{place}.settings");
    if part.settings.contains_key("policy") {
        return Err(wrong(&place_of_settings, "what is asked of members stands beside it, as `policy`"));
    }
    let mut all = part.settings.clone();
    all.insert("policy".to_owned(), Value::Object(part.policy.clone()));
    let text = Value::Object(all).to_string();
    let (mut settings, warnings) =
        settings::read(&text).map_err(|error| wrong(&place_of_settings, error.to_string()))?;
    clean(place, &warnings)?;
    if settings.methods.providers.iter().any(|provider| provider.client_secret.is_some()) {
        return Err(wrong(&place_of_settings, "a client_secret does not stand in a file: set it where it is sealed"));
    }
    if !settings.alarms.webhook.is_empty() {
        return Err(wrong(
            &place_of_settings,
            "the address of a webhook does not stand in a file: set it at the console",
        ));
    }
    if let Some(product) = &part.words {
        let known = words::find(product);
        let known =
            known.ok_or_else(|| wrong(&format!("{place}.words"), format!("no product is called {product:?}")))?;
        settings.pages = with_own(known, settings.pages);
    }
    let mut roles = BTreeMap::new();
    for (name, role) in &part.roles {
        let place = format!("{place}.roles.{}", key(name));
        roles.insert(name.clone(), RoleState { elevated: role.elevated, rules: rules(&place, name, &role.policy)? });
    }
    let mut groups = BTreeMap::new();
    for (name, group) in &part.groups {
        groups.insert(name.clone(), rules(&format!("{place}.groups.{}", key(name)), name, &group.policy)?);
    }
    for (list, names) in [("roles", roles.keys().collect::<Vec<_>>()), ("groups", groups.keys().collect())] {
        are_apart(&format!("{place}.{list}"), &names)?;
    }
    Ok(PoolState { rp_id: part.rp_id.clone(), origins: part.origins.clone(), settings, roles, groups })
}

/// Single labels may differ from those of the product.
fn with_own(mut known: PageSettings, own: PageSettings) -> PageSettings {
    known.menu = own.menu;
    for (language, labels) in own.labels {
        known.labels.entry(language).or_default().extend(labels);
    }
    known
}

fn rules(place: &str, name: &str, policy: &Map<String, Value>) -> Result<PolicyRules, FileError> {
    is_name(place, name)?;
    let text = Value::Object(policy.clone()).to_string();
    let place = format!("{place}.policy");
    let (rules, warnings) = settings::read_rules(&text).map_err(|error| wrong(&place, error.to_string()))?;
    clean(&place, &warnings)?;
    Ok(rules)
}

/// Two that differ in their letters' case alone are one to whoever reads them.
fn are_apart(place: &str, names: &[&String]) -> Result<(), FileError> {
    if names.len() > MOST_HOLDERS {
        return Err(wrong(place, format!("a pool has at most {MOST_HOLDERS} of them")));
    }
    let mut folded: Vec<_> = names.iter().map(|name| name.to_lowercase()).collect();
    folded.sort();
    match folded.windows(2).find(|two| two.first() == two.last()).and_then(|two| two.first()) {
        Some(name) => Err(wrong(place, format!("there are two that are called {name:?}"))),
        None => Ok(()),
    }
}

fn clean(place: &str, warnings: &[crate::origins::Warning]) -> Result<(), FileError> {
    match warnings.iter().find(|warning| warning.is_refusal()) {
        Some(warning) => Err(wrong(place, warning.to_string())),
        None => Ok(()),
    }
}
