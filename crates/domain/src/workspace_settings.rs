//! Authentication > Settings > Methods: how members of a workspace meet the passkey prompt, and which ways in it allows at all. It must
//! never leave a workspace that nobody can enter.

use crate::administrators::{Acting, Power, Writer};
use crate::app::App;
use crate::audit::Kind;
use crate::channels::Channels;
use crate::error::{Error, Objection, Reason};
use crate::method::{Method, each_once};
use crate::passkeys::opens_in;
use crate::pool_policy::{self, NEEDED, held_without};
use crate::saving::{self, Change, Consequences, Job, MOST_LOOKED_AT, Unsaved, so_many};
use crate::settings::{self, Mode, PoolSettings, WorkspaceSettings};
use crate::snapshot::FrontDoor;
use serde::{Deserialize, Serialize};
use store::id::{PoolId, WorkspaceId};
use store::passkey::{self, Counted, Passkey};
use store::{Tx, pool, workspace};

/// What a workspace can allow. What an administrator gives out is never off.
pub const METHODS: [Method; 8] = [
    Method::Passkey,
    Method::Password,
    Method::Totp,
    Method::EmailCode,
    Method::SmsCode,
    Method::MagicLink,
    Method::SingleSignOn,
    Method::RecoveryCode,
];

/// The settings of a workspace as a form shows them.
#[derive(Debug, Clone, Serialize)]
pub struct WorkspaceSettingsView {
    pub tenant: String,
    pub workspace: String,
    pub name: String,
    pub pool: PoolId,
    pub pool_name: String,
    /// `smart` or `classic`
    pub mode: &'static str,
    /// A passkey by the word of the mode (S3-44).
    pub authentication_mechanisms: Vec<&'static str>,
    /// How many members have passkeys of this mode alone: another one would ask them to enrol again.
    #[serde(skip)]
    pub of_mode_alone: Counted,
    pub version: String,
}

impl WorkspaceSettingsView {
    pub fn allows(&self, method: Method) -> bool {
        self.authentication_mechanisms.iter().any(|word| mechanism(word).is_some_and(|(known, _)| known == method))
    }
}

/// What is to be saved; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorkspaceAsk {
    /// `smart` or `classic`
    pub mode: Option<String>,
    pub authentication_mechanisms: Option<Vec<String>>,
    /// Of the consequences that the answer before this one named.
    pub confirmed: Vec<String>,
}

const MECHANISMS: &str = "authentication_mechanisms";

/// The mechanism of a passkey in a mode (S3-44).
pub fn passkey_mechanism(mode: Mode) -> &'static str {
    match mode {
        Mode::Smart => "usernameless_webauthn",
        Mode::Classic => "webauthn",
    }
}

/// A mechanism as the interface names it.
pub fn mechanism_of(method: Method, mode: Mode) -> &'static str {
    match method {
        Method::Passkey => passkey_mechanism(mode),
        Method::EmailCode => "email_otp",
        Method::SmsCode => "sms_otp",
        other => other.as_str(),
    }
}

/// What a word stands for, and the mode that it names with it. Our own words are understood, too.
pub(crate) fn mechanism(word: &str) -> Option<(Method, Option<Mode>)> {
    match word {
        "usernameless_webauthn" => Some((Method::Passkey, Some(Mode::Smart))),
        "webauthn" => Some((Method::Passkey, Some(Mode::Classic))),
        "email_otp" => Some((Method::EmailCode, None)),
        "sms_otp" => Some((Method::SmsCode, None)),
        other => Method::find(other).map(|method| (method, None)),
    }
}

/// The methods of a list of words, and the mode that it names (S3-44: one at most).
pub(crate) fn mechanisms(
    field: &'static str,
    words: &[String],
    known: &[Method],
) -> Result<(Vec<Method>, Option<Mode>), Objection> {
    let (mut methods, mut named) = (Vec::new(), None);
    for word in words {
        let found = mechanism(word).filter(|(method, _)| known.contains(method));
        let Some((method, mode)) = found else {
            return Err(Objection::new(field, format!("{:?} cannot be used here.", crate::identifier::short(word))));
        };
        if mode.is_some() && named.is_some() && mode != named {
            return Err(Objection::new(
                field,
                "usernameless_webauthn and webauthn exclude each other: a workspace is in Smart or in Classic mode.",
            ));
        }
        named = mode.or(named);
        methods.push(method);
    }
    Ok((each_once(methods), named))
}

/// The settings of a workspace, for whoever may see them.
pub async fn show(app: &App, acting: &Acting, place: (&str, &str)) -> Result<WorkspaceSettingsView, Error> {
    let door = saving::workspace(app, acting, Power::See, place)?;
    let sought = (door.workspace.id, door.pool.id);
    let read = move |tx: &mut Tx<'_>| {
        let row = workspace::all(tx)?.into_iter().find(|row| row.id == sought.0);
        let Some(row) = row else { return Ok(None) };
        let of_mode_alone = passkey::members_of_mode_alone(tx, sought.1, row.mode, MOST_LOOKED_AT)?;
        Ok::<_, Error>(Some((row, of_mode_alone)))
    };
    let Some((row, of_mode_alone)) = app.store().read("workspace settings", read).await? else {
        return Err(Unsaved::Because(Reason::UnknownAddress).told(app));
    };
    let (mode, settings) = (row.mode, saving::stored(&row)?);
    let allowed = METHODS.into_iter().filter(|method| settings.allows(*method));
    Ok(WorkspaceSettingsView {
        tenant: door.tenant.slug.clone(),
        workspace: door.workspace.slug.clone(),
        pool: door.pool.id,
        pool_name: door.pool.name.clone(),
        mode: mode.as_str(),
        authentication_mechanisms: allowed.map(|method| mechanism_of(method, mode)).collect(),
        of_mode_alone,
        version: version(&row),
        name: row.name,
    })
}

/// By what this form saves alone: the look of the workspace may change meanwhile.
fn version(row: &workspace::Workspace) -> String {
    saving::version(&["workspace", row.mode.as_str(), &saving::part(&row.settings, "methods")])
}

/// The row of a workspace, where nobody has saved another since `seen`, if anybody has looked.
pub(crate) fn seen_row(
    tx: &mut Tx<'_>,
    id: WorkspaceId,
    seen: Option<&str>,
    version: fn(&workspace::Workspace) -> String,
) -> Result<workspace::Workspace, Unsaved> {
    let row = workspace::all(tx)?.into_iter().find(|row| row.id == id);
    let row = row.ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    if seen.is_none_or(|seen| version(&row) == seen) { Ok(row) } else { Err(Unsaved::Because(Reason::ChangedSince)) }
}

/// Saves what was asked for, where nobody has saved anything since `seen`, and answers the version that is in force now.
pub async fn save(
    app: &App,
    acting: &Acting,
    place: (&str, &str),
    (seen, ask): (String, WorkspaceAsk),
) -> Result<String, Error> {
    let door = saving::workspace(app, acting, Power::Configure, place)?;
    let event = saving::event(app, acting, Kind::WorkspaceChanged, &door).await?;
    let (writer, job) = (Writer::of(acting), Job::of(app, door, event)?);
    let write = move |tx: &mut Tx<'_>| {
        writer.require_standing(tx)?;
        put(tx, &job, (Some(&seen), &ask))
    };
    saving::settle(app, app.store().write("save workspace", write).await).await
}

/// The same, within a transaction; `seen` is none where nobody has looked yet.
pub(crate) fn put(tx: &mut Tx<'_>, job: &Job, (seen, ask): (Option<&str>, &WorkspaceAsk)) -> Result<String, Unsaved> {
    let row = seen_row(tx, job.door.workspace.id, seen, version)?;
    let old = saving::stored(&row)?;
    let (mode, new) = wanted(tx, (&job.door, job.channels), (&row, &old), ask)?;
    let mut changed = saving::changes(&old, &new)?;
    let settings = saving::patched(&row.settings, &changed);
    changed.extend(Change::of("mode", row.mode.as_str(), mode.as_str()));
    if changed.is_empty() {
        return Ok(version(&row));
    }
    let row = workspace::Workspace { mode, settings, ..row };
    workspace::update(tx, &row)?;
    job.guard.leaves_a_way_in(tx, "mode")?;
    job.record(tx, saving::told(&changed))?;
    Ok(version(&row))
}

/// The row as it would be after this change.
pub(crate) fn supposed(row: workspace::Workspace, ask: &WorkspaceAsk) -> Result<workspace::Workspace, Unsaved> {
    let old = saving::stored(&row)?;
    let (mode, methods) = read(ask, row.mode, &old)?;
    let new = WorkspaceSettings { methods, ..old.clone() };
    Ok(workspace::Workspace { mode, settings: saving::patched(&row.settings, &saving::changes(&old, &new)?), ..row })
}

/// Mode and settings as they are to be, or what speaks against them.
fn wanted(
    tx: &mut Tx<'_>,
    (door, channels): (&FrontDoor, Channels),
    (row, old): (&workspace::Workspace, &WorkspaceSettings),
    ask: &WorkspaceAsk,
) -> Result<(Mode, WorkspaceSettings), Unsaved> {
    let (mode, methods) = read(ask, row.mode, old)?;
    let new = WorkspaceSettings { methods, ..old.clone() };
    against(tx, (door, channels), (row, old), (mode, &new), &ask.confirmed)?;
    Ok((mode, new))
}

/// What speaks against a workspace that was written as a whole, in a file. `door` is none where it is new, and so is `old`.
pub(crate) fn fits(
    tx: &mut Tx<'_>,
    (door, channels): (Option<&FrontDoor>, Channels),
    (old, new): (Option<&workspace::Workspace>, &workspace::Workspace),
    confirmed: &[String],
) -> Result<(), Unsaved> {
    let settings = saving::stored(new)?;
    if settings.methods.as_ref().is_some_and(Vec::is_empty) {
        return Err(Objection::new(MECHANISMS, "Members need at least one way in.").into());
    }
    let Some((door, row)) = door.zip(old) else { return Ok(()) };
    let was = saving::stored(row)?;
    against(tx, (door, channels), (row, &was), (new.mode, &settings), confirmed)
}

fn against(
    tx: &mut Tx<'_>,
    (door, channels): (&FrontDoor, Channels),
    (row, old): (&workspace::Workspace, &WorkspaceSettings),
    (mode, new): (Mode, &WorkspaceSettings),
    confirmed: &[String],
) -> Result<(), Unsaved> {
    let gives_up_passkeys = old.allows(Method::Passkey) && !new.allows(Method::Passkey);
    if door.is_home && gives_up_passkeys {
        let problem = "Administrators sign in here, with passkeys: they stay allowed.";
        return Err(Objection::new(MECHANISMS, problem).into());
    }
    let pools = pool::all(tx)?;
    let pool = pools.iter().find(|pool| pool.id == row.pool_id).ok_or(Unsaved::Because(Reason::UnknownAddress))?;
    let (pool, _) = settings::read(&pool.settings).map_err(Error::Answer)?;
    let is_open = |workspace: &WorkspaceSettings| channels.is_open(&pool, workspace);
    if is_open(old) && !is_open(new) {
        let problem = format!("Nobody could sign in: {} has no first factor among these.", door.pool.name);
        return Err(Objection::new(MECHANISMS, problem).into());
    }
    let mut consequences = Consequences::default();
    consequences.takes_away(MECHANISMS, &channels.lost((&pool, old), (&pool, new)), confirmed);
    if gives_up_passkeys && pool_policy::somebody_needs_passkeys(tx, row.pool_id, &pool.policy)? {
        consequences.follows(MECHANISMS, NEEDED, held_without(&row.name), confirmed);
    }
    if mode != row.mode {
        other_mode(tx, door, (row, mode, &pool), (&mut consequences, confirmed))?;
    }
    Ok(consequences.accepted()?)
}

/// What another mode does to those who have passkeys of this one.
fn other_mode(
    tx: &mut Tx<'_>,
    door: &FrontDoor,
    (row, mode, pool): (&workspace::Workspace, Mode, &PoolSettings),
    (consequences, confirmed): (&mut Consequences, &[String]),
) -> Result<(), Unsaved> {
    // Where policy takes no other, one that can leave its device opens nothing.
    let is_bound = door.is_home && pool_policy::somebody_binds(tx, row.pool_id, &pool.policy)?;
    let comes_in = |passkey: &Passkey| opens_in(door, mode, passkey) && !(is_bound && passkey.backup_eligible);
    if door.is_home && !saving::has_owner_with(tx, comes_in)? {
        let problem = "Administrators sign in here, and no owner has a passkey of this mode that does: nobody could come in any more.";
        return Err(Objection::new("mode", problem).into());
    }
    let counted = passkey::members_of_mode_alone(tx, row.pool_id, row.mode, MOST_LOOKED_AT)?;
    consequences.concerns("mode", ("mode", counted), must_enrol_again(counted), confirmed);
    Ok(())
}

/// S3-12
pub fn must_enrol_again(counted: Counted) -> String {
    let has = if counted.number == 1 && counted.is_all { "has" } else { "have" };
    format!(
        "{} {has} passkeys of the present mode alone and must enrol again. Those passkeys are kept, and work again after switching back.",
        so_many(counted, ("member", "members"))
    )
}

type Read = (Mode, Option<Vec<Method>>);

fn read(ask: &WorkspaceAsk, mode: Mode, old: &WorkspaceSettings) -> Result<Read, Objection> {
    let asked = match ask.mode.as_deref() {
        None => None,
        Some("smart") => Some(Mode::Smart),
        Some("classic") => Some(Mode::Classic),
        Some(_) => return Err(Objection::new("mode", "A workspace is in Smart or in Classic mode.")),
    };
    let Some(words) = &ask.authentication_mechanisms else {
        return Ok((asked.unwrap_or(mode), old.methods.clone()));
    };
    let (methods, named) = mechanisms(MECHANISMS, words, &METHODS)?;
    if named.zip(asked).is_some_and(|(named, asked)| named != asked) {
        return Err(Objection::new(MECHANISMS, "The mechanism of the passkeys is that of the other mode."));
    }
    if methods.is_empty() {
        return Err(Objection::new(MECHANISMS, "Members need at least one way in."));
    }
    let is_all = METHODS.iter().all(|method| methods.contains(method));
    // What is allowed without being named stays so, also for methods that a later release brings.
    let methods = if is_all && old.methods.is_none() { None } else { Some(kept(&methods, old)) };
    Ok((named.or(asked).unwrap_or(mode), methods))
}

/// In the order of the list, with what no form shows.
fn kept(methods: &[Method], old: &WorkspaceSettings) -> Vec<Method> {
    let known = METHODS.into_iter().filter(|method| methods.contains(method));
    let unseen = old.methods.iter().flatten().copied().filter(|method| !METHODS.contains(method));
    known.chain(unseen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(mode: Option<&str>, words: &[&str]) -> Result<Read, &'static str> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let ask = WorkspaceAsk {
            mode: mode.map(str::to_owned),
            authentication_mechanisms: Some(words),
            ..WorkspaceAsk::default()
        };
        read(&ask, Mode::Classic, &WorkspaceSettings::default()).map_err(|objection| objection.field)
    }

    // S3-44
    #[test]
    fn a_workspace_has_one_mode() {
        let passkey = Some(vec![Method::Passkey]);
        assert_eq!(ask(None, &["usernameless_webauthn"]), Ok((Mode::Smart, passkey.clone())));
        assert_eq!(ask(None, &["webauthn"]), Ok((Mode::Classic, passkey.clone())));
        assert_eq!(ask(Some("smart"), &["passkey"]), Ok((Mode::Smart, passkey.clone())));
        assert_eq!(ask(None, &["passkey", "passkey"]), Ok((Mode::Classic, passkey)));
        for (mode, words) in [
            (None, &["webauthn", "usernameless_webauthn"][..]),
            (None, &["usernameless_webauthn", "password", "webauthn"]),
            (Some("smart"), &["webauthn"]),
            (None, &["access_pass"]),
            (None, &["symbol"]),
            (None, &[]),
        ] {
            assert_eq!(ask(mode, words), Err(MECHANISMS), "{words:?}");
        }
        assert_eq!(ask(Some("both"), &["passkey"]), Err("mode"));
    }

    #[test]
    fn every_mechanism_is_read_as_it_is_written() {
        for mode in [Mode::Smart, Mode::Classic] {
            for method in METHODS {
                assert_eq!(mechanism(mechanism_of(method, mode)).map(|(known, _)| known), Some(method));
            }
        }
        let all = METHODS.map(|method| mechanism_of(method, Mode::Smart));
        assert_eq!(ask(None, &all), Ok((Mode::Smart, None)), "all stays all");
    }
}
