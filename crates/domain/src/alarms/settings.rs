//! The health of a pool as the console shows it, and how its alarms are set.

use super::{Condition, webhook_secret};
use crate::administrators::{Acting, Power, Scope, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::error::{Error, Objection, Reason};
use crate::identifier;
use crate::passkeys::time;
use crate::pool_settings::whole;
use crate::saving::{self, Unsaved};
use crate::settings::{AlarmSettings, MEMBERS, MINUTES, MOST_MAILS, PERCENT, PoolSettings};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use store::alarm::{self, Alarm};
use store::id::PoolId;
use store::{Tx, audit_event, installation, pool};

const LONGEST_URL: usize = 500;

/// One condition, as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct AlarmView {
    pub alarm: Condition,
    pub raised: bool,
    /// When it was raised last, and when it was over.
    pub raised_at: Option<String>,
    pub cleared_at: Option<String>,
    pub detail: String,
}

/// The conditions of a pool and how they are set.
#[derive(Debug, Clone, Serialize)]
pub struct AlarmsView {
    #[serde(skip)]
    pub tenant: String,
    #[serde(skip)]
    pub pool: PoolId,
    #[serde(skip)]
    pub name: String,
    pub alarms: Vec<AlarmView>,
    #[serde(flatten)]
    pub settings: AlarmSettings,
    /// For whoever may change them.
    pub webhook_secret: Option<String>,
    /// Whether mail can be sent at all.
    #[serde(skip)]
    pub has_mail: bool,
    pub version: String,
}

/// A pool with what is wrong with it.
#[derive(Debug, Clone, Serialize)]
pub struct PoolHealth {
    pub tenant: String,
    pub tenant_name: String,
    pub pool: PoolId,
    pub name: String,
    pub raised: Vec<Condition>,
}

/// The pools that an administrator may see.
pub async fn list(app: &App, acting: &Acting) -> Result<Vec<PoolHealth>, Error> {
    acting.require(app, (Power::See, acting.grant.scope))?;
    let rows = app.store().read("all alarms", |tx| Ok::<_, Error>(alarm::all(tx)?)).await?;
    let raised = |pool: PoolId| {
        let is_raised = |condition: &Condition| {
            rows.iter().any(|row| row.pool_id == pool && row.kind == condition.as_str() && row.cleared_at.is_none())
        };
        Condition::ALL.iter().copied().filter(is_raised).collect()
    };
    let snapshot = app.snapshot();
    let mut found: Vec<PoolHealth> = Vec::new();
    for door in snapshot.doors() {
        let is_seen = acting.may(Power::See, Scope::Pool(door.tenant.id, door.pool.id));
        if is_seen && found.iter().all(|known| known.pool != door.pool.id) {
            found.push(PoolHealth {
                tenant: door.tenant.slug.clone(),
                tenant_name: door.tenant.name.clone(),
                pool: door.pool.id,
                name: door.pool.name.clone(),
                raised: raised(door.pool.id),
            });
        }
    }
    Ok(found)
}

pub async fn show(app: &App, acting: &Acting, place: (&str, PoolId)) -> Result<AlarmsView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let id = door.pool.id;
    let (stored, rows) =
        app.store().read("alarms", move |tx| Ok::<_, Error>((find(tx, id)?, alarm::of_pool(tx, id)?))).await?;
    let Some(stored) = stored else { return Err(Unsaved::Because(Reason::UnknownAddress).told(app)) };
    let settings = read(&stored.settings)?.alarms;
    let may_change = acting.may(Power::Configure, Scope::Pool(door.tenant.id, id));
    let has_hook = may_change && !settings.webhook.is_empty();
    Ok(AlarmsView {
        tenant: door.tenant.slug.clone(),
        pool: id,
        name: door.pool.name.clone(),
        alarms: Condition::ALL.iter().map(|condition| view(*condition, &rows)).collect(),
        webhook_secret: has_hook.then(|| webhook_secret(app, id, &settings.webhook)),
        has_mail: app.channels().mail,
        version: version(&stored.settings),
        // Such an address may hold a password of its own.
        settings: if may_change { settings } else { AlarmSettings { webhook: String::new(), ..settings } },
    })
}

fn view(condition: Condition, rows: &[Alarm]) -> AlarmView {
    let row = rows.iter().find(|row| row.kind == condition.as_str());
    AlarmView {
        alarm: condition,
        raised: row.is_some_and(|row| row.cleared_at.is_none()),
        raised_at: row.map(|row| time(row.raised_at)),
        cleared_at: row.and_then(|row| row.cleared_at).map(time),
        detail: row.map(|row| row.detail.clone()).unwrap_or_default(),
    }
}

fn find(tx: &mut Tx<'_>, id: PoolId) -> Result<Option<pool::Pool>, store::Error> {
    Ok(pool::all(tx)?.into_iter().find(|row| row.id == id))
}

fn read(stored: &str) -> Result<PoolSettings, Error> {
    crate::settings::read(stored).map(|(settings, _)| settings).map_err(Error::Answer)
}

/// By these settings alone: others of the pool may change meanwhile.
fn version(stored: &str) -> String {
    let text: serde_json::Value = serde_json::from_str(stored).unwrap_or_default();
    saving::version(&["alarms", &text.get("alarms").map(ToString::to_string).unwrap_or_default()])
}

/// What is to be saved; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlarmAsk {
    pub members: Option<Number>,
    pub percent: Option<Number>,
    pub minutes: Option<Number>,
    pub mail: Option<Vec<String>>,
    pub webhook: Option<String>,
}

impl AlarmAsk {
    fn wanted(&self, old: &AlarmSettings) -> Result<AlarmSettings, Objection> {
        let mut new = old.clone();
        new.members = whole("members", self.members.as_ref(), &MEMBERS)?.unwrap_or(new.members);
        new.percent = whole("percent", self.percent.as_ref(), &PERCENT)?.unwrap_or(new.percent);
        new.minutes = whole("minutes", self.minutes.as_ref(), &MINUTES)?.unwrap_or(new.minutes);
        if let Some(lines) = &self.mail {
            new.mail = mails(lines)?;
        }
        if let Some(url) = &self.webhook {
            new.webhook = hook(url.trim())?;
        }
        Ok(new)
    }
}

/// The same for settings that were put as a whole, in a file: what the form would refuse, or write in another way, is refused.
pub(crate) fn fits(settings: &AlarmSettings) -> Result<(), Objection> {
    hook(&settings.webhook)?;
    let written = mails(&settings.mail)?;
    if written == settings.mail {
        return Ok(());
    }
    Err(Objection::new("mail", format!("Alarms are told to each address once, written so: {}.", written.join(", "))))
}

fn mails(lines: &[String]) -> Result<Vec<String>, Objection> {
    let mut found: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let Ok(address) = identifier::email(line) else {
            return Err(Objection::new("mail", format!("{} is no mail address.", identifier::short(line))));
        };
        if !found.contains(&address) {
            found.push(address);
        }
    }
    if found.len() > MOST_MAILS {
        return Err(Objection::new("mail", format!("At most {MOST_MAILS} addresses are written to.")));
    }
    Ok(found)
}

/// Whether it may be called is decided where it is called, by the address that it has then.
fn hook(url: &str) -> Result<String, Objection> {
    let refused = |problem: &str| Err(Objection::new("webhook", problem.to_owned()));
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://localhost"));
    match rest {
        _ if url.is_empty() => Ok(String::new()),
        None => refused("The address begins with https://."),
        Some(_) if url.len() > LONGEST_URL => refused("The address is too long."),
        Some(_) if !url.bytes().all(|byte| byte.is_ascii_graphic()) => refused("That is no address."),
        Some(rest) if url.starts_with("https://") && (rest.is_empty() || rest.starts_with('/')) => {
            refused("The address needs a host.")
        }
        Some(rest) if rest.split('/').next().is_some_and(|authority| authority.contains('@')) => {
            refused("An address with a user name is not called.")
        }
        Some(_) => Ok(url.to_owned()),
    }
}

/// Saves what was asked for, where nobody has saved anything since `seen`.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, PoolId),
    (seen, ask): (String, AlarmAsk),
) -> Result<String, Error> {
    let door = saving::pool(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::AlarmsChanged, &door).await?;
    let (writer, id) = (Writer::of(acting), door.pool.id);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        let row = find(tx, id)?.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
        if version(&row.settings) != seen {
            return Err(Unsaved::Because(Reason::ChangedSince));
        }
        let old = read(&row.settings)?;
        let new = PoolSettings { alarms: ask.wanted(&old.alarms)?, ..old.clone() };
        let changed = saving::changes(&old, &new)?;
        if changed.is_empty() {
            return Ok(version(&row.settings));
        }
        let detail = told(&old, &new)?;
        let row = pool::Pool { settings: saving::patched(&row.settings, &changed), ..row };
        pool::update(tx, &row)?;
        installation::bump(tx)?;
        audit_event::insert(tx, &audit_event::AuditEvent { detail: Some(detail.into()), ..event.clone() })?;
        Ok(version(&row.settings))
    };
    saving::settle(app, app.store().write("save alarms", write).await).await
}

/// For the audit, which more people read than may see the address that is called: of that the host alone.
fn told(old: &PoolSettings, new: &PoolSettings) -> Result<String, Error> {
    let veiled = |settings: &PoolSettings| {
        let host: Vec<_> = settings.alarms.webhook.splitn(4, '/').take(3).collect();
        let alarms = AlarmSettings { webhook: host.join("/"), ..settings.alarms.clone() };
        PoolSettings { alarms, ..settings.clone() }
    };
    let changed = saving::changes(&veiled(old), &veiled(new))?;
    Ok(if changed.is_empty() { "alarms.webhook".to_owned() } else { saving::told(&changed) })
}

#[cfg(test)]
mod tests {
    use super::*;

    // The path of such an address is often all that keeps others from calling it.
    #[test]
    fn the_audit_does_not_say_what_is_called() {
        let of = |webhook: &str| PoolSettings {
            alarms: AlarmSettings { webhook: webhook.into(), ..AlarmSettings::default() },
            ..PoolSettings::default()
        };
        let text = told(&of(""), &of("https://hooks.example.com/secret?token")).unwrap();
        assert!(text.contains("https://hooks.example.com") && !text.contains("secret"), "{text}");
        assert_eq!(told(&of("https://a.example/x"), &of("https://a.example/y")).unwrap(), "alarms.webhook");
    }

    #[test]
    fn only_what_can_be_told_is_saved() {
        let old = AlarmSettings::default();
        let mail = |lines: &[&str]| AlarmAsk {
            mail: Some(lines.iter().map(ToString::to_string).collect()),
            ..AlarmAsk::default()
        };
        assert_eq!(mail(&[" ops@example.com ", ""]).wanted(&old).unwrap().mail, ["ops@example.com"]);
        assert!(mail(&["nobody"]).wanted(&old).is_err());
        let hook = |url: &str| AlarmAsk { webhook: Some(url.into()), ..AlarmAsk::default() }.wanted(&old);
        assert_eq!(hook("https://hooks.example.com/a?b").unwrap().webhook, "https://hooks.example.com/a?b");
        assert_eq!(hook("").unwrap().webhook, "");
        for wrong in ["http://hooks.example.com", "ftp://x", "https://", "https:///x", "https://a:b@c", "https://a b"] {
            assert!(hook(wrong).is_err(), "{wrong}");
        }
        let zero = AlarmAsk { members: Some(0.into()), ..AlarmAsk::default() };
        assert!(zero.wanted(&old).is_err());
    }
}
