//! What the saving of settings has in common: the version that somebody looked at, what was changed, and what they must say twice. A change
//! touches what it changes and nothing else, so that names of another release stay in the stored text.

mod job;
mod told;

use crate::administrators::{Acting, Grant, Power, Role, Scope};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::binding::digest_of;
use crate::error::{Error, Objection, Phase, Reason, Refused, one_line};
use crate::method::Method;
use crate::pool_settings::method_name;
use crate::settings::{self, WorkspaceSettings};
use crate::sign_up::Aborted;
use crate::snapshot::FrontDoor;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::audit_event::AuditEvent;
use store::id::PoolId;
use store::passkey::{self, Counted, Passkey};
use store::user::{self, UserStatus};
use store::workspace::{self, Workspace};
use store::{Tx, administrator};

pub(crate) use job::Job;
pub(crate) use told::{LONGEST_DETAIL, came_and_went, cut, told, words};

/// At most so many passkeys are looked at before a warning is written.
pub(crate) const MOST_LOOKED_AT: u32 = 20_000;
/// By what somebody says that ways in are to go.
const WAYS_LOST: &str = "ways_lost";

/// Why something was not saved, as it comes out of a transaction.
#[derive(Debug)]
pub(crate) enum Unsaved {
    Because(Reason),
    Objection(Objection),
    Failed(Error),
}

impl From<Objection> for Unsaved {
    fn from(objection: Objection) -> Self {
        Self::Objection(objection)
    }
}

impl From<Error> for Unsaved {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Unsaved {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Aborted> for Unsaved {
    fn from(aborted: Aborted) -> Self {
        match aborted {
            Aborted::Store(error) => error.into(),
            Aborted::Refused(reason) => Self::Because(reason),
        }
    }
}

impl Unsaved {
    pub(crate) fn told(self, app: &App) -> Error {
        match self {
            Self::Because(reason) => Refused::new(app, Phase::Administration, reason).into(),
            Self::Objection(objection) => {
                Refused::new(app, Phase::Administration, objection.reason()).about(objection).into()
            }
            Self::Failed(error) => error,
        }
    }
}

/// What has come of a write; where it is one, it is in force at once. Where it cannot be read again just now it is saved all the same, and in
/// force as soon as it can.
pub(crate) async fn settle<T>(app: &App, written: Result<T, Unsaved>) -> Result<T, Error> {
    let value = written.map_err(|unsaved| unsaved.told(app))?;
    if let Err(error) = app.refresh().await {
        tracing::warn!(error = one_line(&error), "what was saved is not in force yet");
    }
    Ok(value)
}

/// The pool of a tenant, by one of its doors; for whoever may do this there.
pub(crate) fn pool(
    app: &App,
    acting: &Acting,
    power: Power,
    (tenant, pool): (&str, PoolId),
) -> Result<Arc<FrontDoor>, Error> {
    let snapshot = app.snapshot();
    let mut doors = snapshot.doors().iter();
    let door = doors.find(|door| door.tenant.slug == tenant && door.pool.id == pool).cloned();
    permitted(app, acting, power, door)
}

/// A workspace of a tenant. It leads to one pool alone, so who looks after that pool looks after it, too.
pub(crate) fn workspace(
    app: &App,
    acting: &Acting,
    power: Power,
    (tenant, workspace): (&str, &str),
) -> Result<Arc<FrontDoor>, Error> {
    permitted(app, acting, power, app.snapshot().door(tenant, workspace))
}

fn permitted(app: &App, acting: &Acting, power: Power, door: Option<Arc<FrontDoor>>) -> Result<Arc<FrontDoor>, Error> {
    let Some(door) = door else { return Err(Unsaved::Because(Reason::UnknownAddress).told(app)) };
    acting.require(app, (power, Scope::Pool(door.tenant.id, door.pool.id)))?;
    Ok(door)
}

/// The door at which administrators sign in, where it leads to this pool.
pub(crate) fn home(app: &App, pool: PoolId) -> Option<Arc<FrontDoor>> {
    app.snapshot().home().filter(|home| home.pool.id == pool).cloned()
}

/// What a workspace has of its own, as it stands in the store.
pub(crate) fn stored(row: &Workspace) -> Result<WorkspaceSettings, Error> {
    settings::read_workspace(&row.settings).map(|(settings, _)| settings).map_err(Error::Answer)
}

/// The workspaces that lead to a pool.
pub(crate) fn workspaces(tx: &mut Tx<'_>, pool: PoolId) -> Result<Vec<(Workspace, WorkspaceSettings)>, Error> {
    let rows = workspace::all(tx)?.into_iter().filter(|row| row.pool_id == pool);
    rows.map(|row| stored(&row).map(|settings| (row, settings))).collect()
}

/// Whether an owner of everything could come in with a passkey of this kind.
pub(crate) fn has_owner_with(tx: &mut Tx<'_>, is_such: impl Fn(&Passkey) -> bool) -> Result<bool, store::Error> {
    let owns_all = Grant { role: Role::Owner, scope: Scope::Installation };
    for row in administrator::all(tx)?.iter().filter(|row| Grant::of(row) == Some(owns_all)) {
        let is_active = user::find(tx, row.pool_id, row.user_id)?.is_some_and(|user| user.status == UserStatus::Active);
        let passkeys = passkey::of_user(tx, row.pool_id, row.user_id)?;
        if is_active && passkeys.iter().any(|passkey| passkey.quarantined_at.is_none() && is_such(passkey)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// An event about a place, still without what was changed.
pub(crate) async fn event(app: &App, acting: &Acting, kind: Kind, door: &FrontDoor) -> Result<AuditEvent, Error> {
    let scene = Scene::over(&acting.visit, (door.tenant.id, door.pool.id, door.workspace.id));
    let about = About { actor: Some(acting.session.user_id), ..About::default() };
    audit::done(app, &scene, kind, about).await
}

/// By which it is known again whether stored texts are those that somebody looked at.
pub(crate) fn version(parts: &[&str]) -> String {
    let parts: Vec<_> = parts.iter().map(|part| Some(*part)).collect();
    let digest = digest_of(&parts);
    URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or(&digest))
}

/// A member of a stored text, as it stands there.
pub(crate) fn part(stored: &str, name: &str) -> String {
    let text: Value = serde_json::from_str(stored).unwrap_or_default();
    text.get(name).map(ToString::to_string).unwrap_or_default()
}

/// One setting that is another one now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Change {
    path: Vec<String>,
    old: Value,
    new: Value,
}

impl Change {
    /// Of something that is no setting but a column.
    pub(crate) fn of(name: &str, old: impl Into<Value>, new: impl Into<Value>) -> Option<Self> {
        let (old, new) = (old.into(), new.into());
        (old != new).then(|| Self { path: vec![name.to_owned()], old, new })
    }

    /// Of a setting whose members have no fixed names: as a whole, so that what goes is gone.
    pub(crate) fn whole(path: &[&str], new: impl Into<Value>) -> Self {
        let path = path.iter().map(|name| (*name).to_owned()).collect();
        Self { path, old: Value::Null, new: new.into() }
    }

    /// Whether it is of something below this.
    pub(crate) fn is_below(&self, path: &[&str]) -> bool {
        self.path.len() > path.len() && self.path.iter().zip(path).all(|(own, name)| own == name)
    }

    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.path == [name]
    }
}

/// What differs between two of a kind.
pub(crate) fn changes<T: Serialize>(old: &T, new: &T) -> Result<Vec<Change>, Error> {
    let value = |of: &T| serde_json::to_value(of).map_err(Error::Answer);
    let mut found = Vec::new();
    differ(&value(old)?, &value(new)?, &mut Vec::new(), &mut found);
    Ok(found)
}

fn differ(old: &Value, new: &Value, path: &mut Vec<String>, found: &mut Vec<Change>) {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new {
                path.push(name.clone());
                differ(old.get(name).unwrap_or(&Value::Null), value, path, found);
                path.pop();
            }
        }
        _ if old != new => found.push(Change { path: path.clone(), old: old.clone(), new: new.clone() }),
        _ => {}
    }
}

/// The stored text with these changes in it. What is no object is as good as none.
pub(crate) fn patched(stored: &str, changes: &[Change]) -> String {
    let mut text = serde_json::from_str(stored).ok().filter(Value::is_object).unwrap_or_else(|| Map::new().into());
    for change in changes {
        let mut place = &mut text;
        for name in &change.path {
            if !place.is_object() {
                *place = Map::new().into();
            }
            // Just made an object, where it was none.
            let Value::Object(members) = place else { break };
            place = members.entry(name.clone()).or_insert(Value::Null);
        }
        *place = change.new.clone();
    }
    text.to_string()
}

/// What follows from a change, and has to be said once more.
#[derive(Debug, Default)]
pub(crate) struct Consequences {
    field: Option<&'static str>,
    said: Vec<String>,
    words: Vec<String>,
    is_due: bool,
}

impl Consequences {
    /// `word` is what says that it is meant.
    pub(crate) fn follows(&mut self, field: &'static str, word: &str, text: String, confirmed: &[String]) {
        self.is_due |= !confirmed.iter().any(|said| said == word);
        self.add(field, word.to_owned(), text);
    }

    /// Ways in that are taken from those who may have no other (S2-17). Whoever has said yes to some has not said it to another one.
    pub(crate) fn takes_away(&mut self, field: &'static str, lost: &[Method], confirmed: &[String]) {
        if lost.is_empty() {
            return;
        }
        let words: Vec<_> = lost.iter().map(|method| method.as_str()).collect();
        let names: Vec<_> = lost.iter().map(|method| method_name(*method)).collect();
        let text = format!(
            "Members could no longer begin with {}: whoever has no other way in is locked out.",
            names.join(" or ")
        );
        self.follows(field, &format!("{WAYS_LOST}:{}", words.join("+")), text, confirmed);
    }

    /// The same of so many. Whoever has said yes to as many or more need not say it again.
    pub(crate) fn concerns(
        &mut self,
        field: &'static str,
        (word, counted): (&str, Counted),
        text: String,
        confirmed: &[String],
    ) {
        if counted.number == 0 && counted.is_all {
            return;
        }
        let of_this = |said: &String| said.strip_prefix(word)?.strip_prefix(':')?.parse::<u64>().ok();
        self.is_due |= !confirmed.iter().filter_map(of_this).any(|most| most >= counted.number);
        self.add(field, format!("{word}:{}", counted.number), text);
    }

    fn add(&mut self, field: &'static str, word: String, text: String) {
        self.field.get_or_insert(field);
        self.words.push(word);
        self.said.push(text);
    }

    pub(crate) fn accepted(self) -> Result<(), Objection> {
        let Some(field) = self.field.filter(|_| self.is_due) else { return Ok(()) };
        Err(Objection { confirm: self.words, ..Objection::new(field, self.said.join(" ")) })
    }
}

/// A yes that is given before it is needed: members go on enrolling until then, so it is one to twice as many, and to a hundred more at least. With
/// how many that are; none where it is about no number.
pub(crate) fn ahead_of_time(word: &str) -> Option<(String, u64)> {
    let (name, number) = word.split_once(':')?;
    let number: u64 = number.parse().ok()?;
    let most = number.saturating_mul(2).max(number.saturating_add(100));
    Some((format!("{name}:{most}"), most))
}

/// `3 passkeys`, `1 passkey`, `at least 12 passkeys`.
pub(crate) fn so_many(counted: Counted, (one, many): (&str, &str)) -> String {
    let noun = if counted.number == 1 { one } else { many };
    if counted.is_all { format!("{} {noun}", counted.number) } else { format!("at least {} {noun}", counted.number) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_leaves_the_rest_as_it_stands() {
        let (old, new) = (json!({"a": 1, "b": {"c": [1], "d": null}}), json!({"a": 1, "b": {"c": [2], "d": "x"}}));
        let found = changes(&old, &new).unwrap();
        let stored = r#"{"future":{"x":1},"b":{"d":null,"later":true}}"#;
        let text: Value = serde_json::from_str(&patched(stored, &found)).unwrap();
        assert_eq!(text, json!({"future": {"x": 1}, "b": {"c": [2], "d": "x", "later": true}}));
        assert_eq!(patched("", &[]), "{}");
    }

    #[test]
    fn a_version_is_of_all_its_parts() {
        assert_eq!(version(&["a", "b"]), version(&["a", "b"]));
        assert_ne!(version(&["a", "b"]), version(&["ab", ""]));
    }

    #[test]
    fn what_was_said_of_more_holds_for_less() {
        let counted = |number, is_all| Counted { number, is_all };
        for (said, number, is_all, due) in [
            ("", 0, true, false),
            ("", 0, false, true),
            ("", 3, true, true),
            ("x:3", 3, true, false),
            ("x:4", 3, true, false),
            ("x:2", 3, true, true),
            ("y:3", 3, true, true),
        ] {
            let mut consequences = Consequences::default();
            consequences.concerns("f", ("x", counted(number, is_all)), String::new(), &[said.to_owned()]);
            assert_eq!(consequences.accepted().is_err(), due, "{said} {number}");
        }
        for (word, later) in [
            ("mode:3", Some(("mode:103", 103))),
            ("rp_id:400", Some(("rp_id:800", 800))),
            ("origins_lost:https://a:8443", None),
        ] {
            assert_eq!(ahead_of_time(word), later.map(|(word, most)| (word.to_owned(), most)));
        }
        assert_eq!(so_many(counted(1, true), ("passkey", "passkeys")), "1 passkey");
        assert_eq!(so_many(counted(7, false), ("passkey", "passkeys")), "at least 7 passkeys");
    }
}
