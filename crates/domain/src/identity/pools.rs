//! Identity pools as programs of their tenant see and set them up: the settings of the console's form, in the words of this API, saved by the same
//! use case with the same objections. The pool in which administrators sign in is shown, and never changed.

use super::condition::Condition;
use super::denied::{Denied, Word};
use super::entering::Program;
use super::mechanisms;
use super::passkeys::Pool;
use super::pool_rules::{self, PoolRules, PoolRulesUpdate};
use super::record::nullable;
use super::undone::Undone;
use crate::app::App;
use crate::audit::{self, About, Kind};
use crate::error::{Error, Objection};
use crate::method::Method;
use crate::origins::listed;
use crate::pool_policy::{self, RulesAsk};
use crate::pool_settings::{self, PoolAsk};
use crate::saving::{self, Job, Unsaved};
use crate::settings::{self, Mode};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value, json};
use std::sync::Arc;
use store::id::{PoolId, TenantId};
use store::workspace::{self, Workspace};
use store::{Tx, pool};

const USUAL: usize = 20;
const MOST: usize = 100;

/// A pool. The last four members before its rules are ours: nobody else has published names for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "as the vendor's clients read it")]
pub struct PoolResponse {
    pub id: PoolId,
    pub tenant_id: String,
    pub name: String,
    pub description: &'static str,
    pub workspace_id: String,
    pub system: bool,
    pub deleted: bool,
    pub authentication_mechanisms: Vec<&'static str>,
    pub preferred_authentication_mechanism: &'static str,
    pub second_factor_authentication_mechanisms: Vec<&'static str>,
    pub second_factor_preferred_authentication_mechanism: &'static str,
    pub public_registration_allowed: bool,
    pub identifier_case_insensitive: bool,
    pub metadata: Value,
    /// Blank for the server's (S3-17).
    pub relying_party_id: String,
    pub relying_party_origins: Vec<String>,
    pub webauthn_credentials_capacity: usize,
    pub max_credentials: usize,
    #[serde(flatten)]
    pub rules: PoolRules,
}

/// What is to be. What is left out, and what is null, stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PoolUpdate {
    pub name: Option<String>,
    pub authentication_mechanisms: Option<Vec<String>>,
    pub preferred_authentication_mechanism: Option<String>,
    pub second_factor_authentication_mechanisms: Option<Vec<String>>,
    pub second_factor_preferred_authentication_mechanism: Option<String>,
    pub public_registration_allowed: Option<bool>,
    pub relying_party_id: Option<String>,
    pub relying_party_origins: Option<Vec<String>>,
    pub webauthn_credentials_capacity: Option<Number>,
    pub max_credentials: Option<Number>,
    #[serde(flatten)]
    pub rules: PoolRulesUpdate,
    /// Of the consequences that the answer before this one named.
    #[serde(deserialize_with = "nullable")]
    pub confirmed: Vec<String>,
}

/// Which pools, as the address says it. What cannot be read is as good as absent: the operation declares no refusal for it.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub phrase: Option<String>,
    pub after: Option<String>,
    pub before: Option<String>,
    pub order: Option<String>,
    pub limit: Option<String>,
}

/// A pool's row with what leads to it.
struct Rows {
    pool: pool::Pool,
    workspaces: Vec<Workspace>,
}

impl Rows {
    fn modes(&self) -> Vec<Mode> {
        self.workspaces.iter().map(|row| row.mode).collect()
    }

    /// Of a pool with doors of both modes that of the first: no list has the words of both (S3-44).
    fn mode(&self) -> Mode {
        self.modes().first().copied().unwrap_or(Mode::Smart)
    }

    fn view(&self) -> Result<PoolResponse, Error> {
        let (settings, _) = settings::read(&self.pool.settings).map_err(Error::Answer)?;
        let (mode, methods) = (self.mode(), &settings.methods);
        let one = |method: Option<Method>| {
            method.and_then(|method| mechanisms::words(mode, &[method]).pop()).unwrap_or_default()
        };
        Ok(PoolResponse {
            id: self.pool.id,
            tenant_id: self.pool.tenant_id.to_string(),
            name: self.pool.name.clone(),
            description: "",
            workspace_id: self.workspaces.first().map(|row| row.slug.clone()).unwrap_or_default(),
            system: false,
            deleted: false,
            authentication_mechanisms: mechanisms::words(mode, &methods.first),
            preferred_authentication_mechanism: one(methods.preferred_first),
            second_factor_authentication_mechanisms: mechanisms::words(mode, &methods.second),
            second_factor_preferred_authentication_mechanism: one(methods.preferred_second),
            public_registration_allowed: settings.public_registration,
            identifier_case_insensitive: true,
            metadata: json!({}),
            relying_party_id: self.pool.rp_id.clone(),
            relying_party_origins: listed(&self.pool.origins).map(str::to_owned).collect(),
            webauthn_credentials_capacity: settings.passkey_capacity,
            max_credentials: settings.max_factors,
            rules: PoolRules::of(&settings.policy),
        })
    }

    /// What the body asks for, as the console's form says it. Methods that this API has no words for stay where they are listed.
    fn ask(&self, update: &PoolUpdate) -> Result<PoolAsk, Undone> {
        let (settings, _) = settings::read(&self.pool.settings).map_err(Error::Answer)?;
        let list = |words: &Option<Vec<String>>, old: &[Method]| {
            words.as_ref().map(|words| self.methods(words, old)).transpose()
        };
        let one = |word: &Option<String>, old: Option<Method>| match word.as_deref() {
            Some("") if old.is_none_or(is_ours_alone) => Ok(None),
            Some("") => Ok(Some(String::new())),
            Some(word) => self.methods(&[word.to_owned()], &[]).map(|list| list.into_iter().next()),
            None => Ok(None),
        };
        let methods = &settings.methods;
        Ok(PoolAsk {
            first: list(&update.authentication_mechanisms, &methods.first)?,
            second: list(&update.second_factor_authentication_mechanisms, &methods.second)?,
            preferred_first: one(&update.preferred_authentication_mechanism, methods.preferred_first)?,
            preferred_second: one(&update.second_factor_preferred_authentication_mechanism, methods.preferred_second)?,
            public_registration: update.public_registration_allowed,
            rp_id: update.relying_party_id.clone(),
            relying_party_origins: update.relying_party_origins.clone(),
            passkey_capacity: update.webauthn_credentials_capacity.clone(),
            max_factors: update.max_credentials.clone(),
            confirmed: update.confirmed.clone(),
            ..PoolAsk::default()
        })
    }

    /// What it asks of the pool's rules.
    fn rules(&self, update: &PoolUpdate) -> Result<Option<RulesAsk>, Undone> {
        let (settings, _) = settings::read(&self.pool.settings).map_err(Error::Answer)?;
        Ok(update.rules.ask(&settings.policy, &update.confirmed).map_err(Unsaved::from)?)
    }

    fn methods(&self, words: &[String], old: &[Method]) -> Result<Vec<String>, Word> {
        let (methods, mode) = mechanisms::read(words)?;
        if mode.is_some_and(|mode| !self.modes().contains(&mode)) {
            return Err(Word::MechanismOfOtherMode);
        }
        let kept = old.iter().copied().filter(|method| is_ours_alone(*method));
        Ok(methods.into_iter().chain(kept).map(|method| method.as_str().to_owned()).collect())
    }
}

fn is_ours_alone(method: Method) -> bool {
    mechanisms::words(Mode::Smart, &[method]).is_empty()
}

fn load(tx: &mut Tx<'_>, tenant: TenantId) -> Result<Vec<Rows>, store::Error> {
    let workspaces = workspace::all(tx)?;
    let pools = pool::all(tx)?.into_iter().filter(|row| row.tenant_id == tenant);
    let rows = pools.map(|pool| {
        let own = workspaces.iter().filter(|row| row.pool_id == pool.id).cloned().collect();
        Rows { pool, workspaces: own }
    });
    // Nobody comes to one that no door leads to.
    Ok(rows.filter(|rows| !rows.workspaces.is_empty()).collect())
}

fn find(tx: &mut Tx<'_>, (tenant, id): (TenantId, PoolId)) -> Result<Rows, Undone> {
    Ok(load(tx, tenant)?.into_iter().find(|rows| rows.pool.id == id).ok_or(Word::PoolNotFound)?)
}

/// The pools of the program's tenant, of one of its workspaces where one is named.
pub async fn list(
    app: &App,
    program: &Program,
    (workspace, ask): (Option<String>, &Ask),
) -> Result<Vec<PoolResponse>, Denied> {
    let tenant = program.tenant;
    let rows = app.store().read("list pools", move |tx| Ok::<_, Denied>(load(tx, tenant)?)).await?;
    let is_of = |rows: &&Rows| {
        let is_meant = |row: &Workspace, name: &String| row.slug == *name || row.id.to_string() == *name;
        workspace.as_ref().is_none_or(|name| rows.workspaces.iter().any(|row| is_meant(row, name)))
    };
    let views = rows.iter().filter(is_of).map(Rows::view).collect::<Result<Vec<_>, _>>()?;
    Ok(ask.page(views))
}

impl Ask {
    /// They are few, so they are searched where they are.
    fn page(&self, mut pools: Vec<PoolResponse>) -> Vec<PoolResponse> {
        if let Some(phrase) = self.phrase.as_ref().map(|text| text.to_lowercase()) {
            pools.retain(|pool| pool.name.to_lowercase().contains(&phrase));
        }
        pools.sort_by_key(|pool| pool.id);
        if self.order.as_deref() == Some("desc") {
            pools.reverse();
        }
        let place = |text: &Option<String>| {
            let id: PoolId = text.as_ref()?.parse().ok()?;
            pools.iter().position(|pool| pool.id == id)
        };
        let limit = self.limit.as_ref().and_then(|text| text.parse().ok()).unwrap_or(USUAL).clamp(1, MOST);
        let (after, before) = (place(&self.after), place(&self.before));
        let end = before.unwrap_or(pools.len());
        let start = after.map_or(0, |at| at + 1).max(if before.is_some() { end.saturating_sub(limit) } else { 0 });
        pools.into_iter().take(end).skip(start).take(limit).collect()
    }
}

/// One pool.
pub async fn show(app: &App, pool: &Pool) -> Result<PoolResponse, Denied> {
    let place = (pool.door().tenant.id, pool.door().pool.id);
    let read = app.store().read("show pool", move |tx| Ok(find(tx, place)?.view()?));
    match read.await {
        Ok(view) => Ok(view),
        Err(undone) => Err(Undone::told(undone, app, pool, None).await),
    }
}

/// Changes a pool, and answers what it is then; it is in force at once.
pub async fn update(
    app: &App,
    pool: &Pool,
    (condition, update): (Condition, PoolUpdate),
) -> Result<PoolResponse, Denied> {
    let door = Arc::clone(pool.door());
    let job = job_of(app, pool, Kind::PoolChanged).await?;
    let job_of_rules = job_of(app, pool, Kind::PolicyChanged).await?;
    if job.home.is_some() {
        return Err(Word::PoolOfAdministrators.into());
    }
    let place = (door.tenant.id, door.pool.id);
    let written = app.store().write("change pool", move |tx| {
        let rows = find(tx, place)?;
        let shown = rows.view()?;
        condition.require(|| &shown)?;
        if update.name.as_ref().is_some_and(|name| *name != rows.pool.name) {
            return Err(Word::PoolNameFixed.into());
        }
        let ask = rows.ask(&update)?;
        pool_settings::put(tx, &job, (None, &ask)).map_err(unsaved)?;
        if let Some(ask) = rows.rules(&update)? {
            pool_policy::put(tx, &job_of_rules, (None, &ask))
                .map_err(unsaved)
                .map_err(|unsaved| added(unsaved, &update.confirmed))?;
        }
        Ok::<_, Undone>(find(tx, place)?.view()?)
    });
    match written.await {
        Ok(view) => Ok(saving::settle(app, Ok(view)).await?),
        Err(undone) => Err(undone.told(app, pool, None).await),
    }
}

/// What is to be confirmed besides what was: the words of both are sent together.
fn added(unsaved: Unsaved, confirmed: &[String]) -> Unsaved {
    match unsaved {
        Unsaved::Objection(Objection { field, problem, confirm }) if !confirm.is_empty() => {
            let confirm = confirmed.iter().cloned().chain(confirm).collect();
            Objection { field, problem, confirm }.into()
        }
        other => other,
    }
}

async fn job_of(app: &App, pool: &Pool, kind: Kind) -> Result<Job, Denied> {
    let mut event = audit::done(app, &pool.scene(), kind, About::default()).await?;
    event.detail = Some(format!("api: {}", pool.client).into());
    Ok(Job::of(app, Arc::clone(pool.door()), event)?)
}

/// What speaks against it, about the fields that were sent.
fn unsaved(unsaved: Unsaved) -> Unsaved {
    let Unsaved::Objection(objection) = unsaved else { return unsaved };
    let field = match objection.field {
        "first" => "authentication_mechanisms",
        "second" => "second_factor_authentication_mechanisms",
        "preferred_first" => "preferred_authentication_mechanism",
        "preferred_second" => "second_factor_preferred_authentication_mechanism",
        "passkey_capacity" => "webauthn_credentials_capacity",
        "max_factors" => "max_credentials",
        "rp_id" => "relying_party_id",
        other => pool_rules::field(other).unwrap_or(other),
    };
    Objection { field, ..objection }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyRules;

    fn pool(number: u8) -> PoolResponse {
        PoolResponse {
            id: PoolId::from_bytes([number; 16]),
            tenant_id: String::new(),
            name: format!("Pool {number}"),
            description: "",
            workspace_id: String::new(),
            system: false,
            deleted: false,
            authentication_mechanisms: Vec::new(),
            preferred_authentication_mechanism: "",
            second_factor_authentication_mechanisms: Vec::new(),
            second_factor_preferred_authentication_mechanism: "",
            public_registration_allowed: false,
            identifier_case_insensitive: true,
            metadata: json!({}),
            relying_party_id: String::new(),
            relying_party_origins: Vec::new(),
            webauthn_credentials_capacity: 10,
            max_credentials: 100,
            rules: PoolRules::of(&PolicyRules::default()),
        }
    }

    #[test]
    fn a_page_begins_behind_a_pool_or_ends_before_one() {
        let id = |number: u8| Some(PoolId::from_bytes([number; 16]).to_string());
        let page = |ask: Ask| -> Vec<String> {
            let pools = ask.page((1..=4).map(pool).collect());
            pools.into_iter().map(|pool| pool.name.trim_start_matches("Pool ").to_owned()).collect()
        };
        assert_eq!(page(Ask::default()), ["1", "2", "3", "4"]);
        assert_eq!(page(Ask { after: id(2), ..Ask::default() }), ["3", "4"]);
        assert_eq!(page(Ask { before: id(4), limit: Some("2".into()), ..Ask::default() }), ["2", "3"]);
        assert_eq!(page(Ask { order: Some("desc".into()), limit: Some("1".into()), ..Ask::default() }), ["4"]);
        assert_eq!(page(Ask { phrase: Some("OOL 3".into()), ..Ask::default() }), ["3"]);
        assert_eq!(page(Ask { limit: Some("0".into()), ..Ask::default() }), ["1"]);
        assert_eq!(page(Ask { after: Some("nothing".into()), limit: Some("x".into()), ..Ask::default() }).len(), 4);
    }
}
