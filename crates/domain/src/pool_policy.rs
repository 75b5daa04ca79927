//! What a pool asks of all its members, and what its roles and groups add to that. A rule that a stricter one overrules says so beside itself.

mod ask;
mod holders;
mod meant;
pub(crate) mod whole;

use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Reason};
use crate::language::Language;
use crate::method::Method;
use crate::policy::{self, Because, Holder, PolicyRules, Source};
use crate::saving::{self, Job, Unsaved};
use crate::settings::{self, Mode, PoolSettings};
use serde::Serialize;
use store::id::PoolId;
use store::{Tx, group, pool, role};

pub use ask::RulesAsk;
use ask::Whose;
pub(crate) use holders::release_retired;
pub use holders::{HolderId, add, change, remove};
pub(crate) use holders::{put as put_holder, put_new as put_new_holder};
pub(crate) use meant::{NEEDED, held_without, somebody_binds, somebody_needs_passkeys};
use meant::{Saving, less_asked, meant, stays_open};

/// The rules of a pool, a role or a group as a form shows them.
#[derive(Debug, Clone, Serialize)]
pub struct RulesView {
    /// None for the pool.
    pub id: Option<String>,
    pub name: String,
    /// Whether holders of the role manage others.
    pub elevated: bool,
    pub rules: PolicyRules,
    /// What is decided by another rule: the setting, and the sentence that members read about it.
    pub elsewhere: Vec<(&'static str, String)>,
    pub version: String,
}

/// All rules of a pool.
#[derive(Debug, Clone, Serialize)]
pub struct PoliciesView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    pub policy: RulesView,
    pub roles: Vec<RulesView>,
    pub groups: Vec<RulesView>,
}

/// The rows of a pool's rules.
struct Rows {
    settings: PoolSettings,
    stored: String,
    roles: Vec<role::Role>,
    groups: Vec<group::Group>,
}

fn load(tx: &mut Tx<'_>, id: PoolId) -> Result<Option<Rows>, Error> {
    let Some(row) = pool::all(tx)?.into_iter().find(|row| row.id == id) else { return Ok(None) };
    let (settings, _) = settings::read(&row.settings).map_err(Error::Answer)?;
    let mut roles: Vec<_> = role::all(tx)?.into_iter().filter(|role| role.pool_id == id).collect();
    let mut groups: Vec<_> = group::all(tx)?.into_iter().filter(|group| group.pool_id == id).collect();
    roles.sort_by_key(|role| role.name.to_lowercase());
    groups.sort_by_key(|group| group.name.to_lowercase());
    Ok(Some(Rows { settings, stored: row.settings, roles, groups }))
}

/// What a pool, its roles and its groups ask for.
pub async fn show(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<PoliciesView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let id = door.pool.id;
    let Some(rows) = app.store().read("policies", move |tx| load(tx, id)).await? else {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    };
    let Rows { settings, stored, roles, groups } = rows;
    let read = |text: &str| settings::read_rules(text).map(|(rules, _)| rules).map_err(Error::Answer);
    let mut holders = Vec::new();
    for role in &roles {
        let source = Source::Role(role.name.clone());
        holders.push(Holder { source, elevated: role.elevated, rules: read(&role.policy)? });
    }
    for group in &groups {
        holders.push(Holder {
            source: Source::Group(group.name.clone()),
            elevated: false,
            rules: read(&group.policy)?,
        });
    }
    let ids = roles.iter().map(|role| (role.id.to_string(), role.name.clone(), holders::version_of_role(role)));
    let ids = ids
        .chain(groups.iter().map(|group| (group.id.to_string(), group.name.clone(), holders::version_of_group(group))));
    let view = |((id, name, version), holder): ((String, String, String), &Holder)| RulesView {
        id: Some(id),
        name,
        elevated: holder.elevated,
        rules: holder.rules.clone(),
        elsewhere: overruled(&settings, holder),
        version,
    };
    let mut views: Vec<_> = ids.zip(&holders).map(view).collect();
    let groups = views.split_off(roles.len());
    let policy = RulesView {
        id: None,
        name: door.pool.name.clone(),
        elevated: false,
        rules: settings.policy.clone(),
        elsewhere: holders.iter().flat_map(|holder| stricter(&settings, holder)).collect(),
        version: version(&stored),
    };
    let (tenant, name) = (door.tenant.slug.clone(), door.pool.name.clone());
    Ok(PoliciesView { tenant, pool: id, name, policy, roles: views, groups })
}

/// The pool's row as it would be with these rules.
pub(crate) fn supposed(row: &pool::Pool, ask: &RulesAsk) -> Result<pool::Pool, Unsaved> {
    let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let new = PoolSettings { policy: ask.rules(&old.policy, Whose::Pool)?, ..old.clone() };
    Ok(pool::Pool { settings: saving::patched(&row.settings, &saving::changes(&old, &new)?), ..row.clone() })
}

/// The same of a role: its rules, and whether its holders manage others.
pub(crate) fn supposed_role((stored, elevated): (&str, bool), ask: &RulesAsk) -> Result<(String, bool), Unsaved> {
    Ok((supposed_rules(stored, ask, Whose::Role)?, ask.elevated.unwrap_or(elevated)))
}

pub(crate) fn supposed_group(stored: &str, ask: &RulesAsk) -> Result<String, Unsaved> {
    supposed_rules(stored, ask, Whose::Group)
}

/// One that is new.
pub(crate) fn supposed_new(ask: &RulesAsk, is_role: bool) -> Result<String, Unsaved> {
    supposed_rules("{}", ask, if is_role { Whose::Role } else { Whose::Group })
}

fn supposed_rules(stored: &str, ask: &RulesAsk, whose: Whose) -> Result<String, Unsaved> {
    let (old, _) = settings::read_rules(stored).map_err(Error::Answer)?;
    let changes = saving::changes(&old, &ask.rules(&old, whose)?)?;
    Ok(saving::patched(stored, &changes))
}

/// By the rules alone: other settings of the pool may change meanwhile.
fn version(stored: &str) -> String {
    let text: serde_json::Value = serde_json::from_str(stored).unwrap_or_default();
    saving::version(&["policy", &text.get("policy").map(ToString::to_string).unwrap_or_default()])
}

fn decided(settings: &PoolSettings, holder: &Holder, by: impl Fn(&Source) -> bool) -> Vec<(&'static str, String)> {
    let joined = policy::resolve(Mode::Smart, settings, &Method::ALL, std::slice::from_ref(holder));
    let because = joined.because.iter().filter(|because| by(&because.source) && !is_lax(because));
    because.map(|because| (because.setting, policy::explain(Language::English, because))).collect()
}

/// What asks for nothing overrules nobody.
fn is_lax(because: &Because) -> bool {
    let free = matches!(because.setting, "passkey" | "fallback") && ["optional", "single"].contains(&&*because.value);
    free || ["false", "0", "null", ""].contains(&&*because.value)
}

/// What the pool asks of the holders of a role anyway.
fn overruled(settings: &PoolSettings, holder: &Holder) -> Vec<(&'static str, String)> {
    decided(settings, holder, |source| *source == Source::Pool)
}

/// What a role or group asks for beyond the pool.
fn stricter(settings: &PoolSettings, holder: &Holder) -> Vec<(&'static str, String)> {
    decided(settings, holder, |source| *source == holder.source)
}

/// Saves the rules of the pool itself, where nobody has saved others since `seen`.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, RulesAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::PolicyChanged, &door).await?;
    let (writer, job) = (Writer::of(acting), Job::of(app, door, event)?);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put(tx, &job, (Some(&seen), &ask))
    };
    saving::settle(app, app.store().write("save policy", write).await).await
}

/// The same, within a transaction; `seen` is none where nobody has looked yet.
pub(crate) fn put(tx: &mut Tx<'_>, job: &Job, (seen, ask): (Option<&str>, &RulesAsk)) -> Result<String, Unsaved> {
    let id = job.pool();
    let row = pool::all(tx)?.into_iter().find(|row| row.id == id);
    let row = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    if seen.is_some_and(|seen| version(&row.settings) != seen) {
        return Err(Unsaved::Because(Reason::ChangedSince));
    }
    let old: PoolSettings = serde_json::from_str(&row.settings).map_err(Error::Answer)?;
    let whose = Whose::Pool;
    let policy = ask.rules(&old.policy, whose)?;
    let saving = Saving { whose, confirmed: &ask.confirmed, home: job.home.as_deref() };
    meant(tx, id, (&old.policy, &policy), &saving)?;
    let new = PoolSettings { policy, ..old.clone() };
    stays_open(tx, id, job.channels, (&old, &new))?;
    let changed = saving::changes(&old, &new)?;
    if changed.is_empty() {
        return Ok(version(&row.settings));
    }
    let row = pool::Pool { settings: saving::patched(&row.settings, &changed), ..row };
    pool::update(tx, &row)?;
    job.guard.leaves_a_way_in(tx, "passkey")?;
    job.record(tx, saving::told(&changed))?;
    Ok(version(&row.settings))
}
