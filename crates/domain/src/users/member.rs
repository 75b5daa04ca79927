//! One member, as those who help them see them: everything support needs to say what is wrong, and nothing with which anybody could sign in
//! (S2-25). What is read here is read at once, so that the page does not contradict itself.

use super::{scope, second};
use crate::activity::{EventView, refused_of};
use crate::administrators::{Acting, Grant, Power};
use crate::app::App;
use crate::devices::{self, DeviceView};
use crate::error::{Error, Reason};
use crate::failures;
use crate::language::Language;
use crate::method::Method;
use crate::one_time_code;
use crate::passkeys::{PasskeyView, may_stand_alone, opens, time};
use crate::policy;
use crate::sessions::{self, SessionView};
use crate::settings::Mode;
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::id::{PasskeyId, PoolId, UserId};
use store::identifier::IdentifierKind;
use store::passkey::Listed;
use store::user::{self, User, UserStatus};
use store::{
    Tx, access_pass, administrator, group, identifier, linked_account, passkey, password, recovery_code, role, totp,
};

#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the page shows or not")]
pub struct UserView {
    pub id: UserId,
    pub name: String,
    pub active: bool,
    pub for_tests: bool,
    /// Until when sensitive changes wait after a recovery of which nobody could be told.
    pub held_until: Option<String>,
    pub created_at: String,
    pub identifiers: Vec<IdentifierView>,
    pub roles: Vec<BelongingView>,
    pub groups: Vec<BelongingView>,
    /// What else there is in their pool.
    pub other_roles: Vec<BelongingView>,
    pub other_groups: Vec<BelongingView>,
    /// What they may do in the console, if anything.
    pub grant: Option<Grant>,
    pub passkeys: Vec<PasskeyView>,
    pub password_since: Option<String>,
    pub app_since: Option<String>,
    /// Recovery codes that are left.
    pub recovery_codes: Option<i64>,
    /// The providers whose accounts open theirs.
    pub linked: Vec<String>,
    pub access_pass: Option<AccessPassView>,
    /// A pass or a link for them needs two persons.
    pub takes_two: bool,
    /// Policy says so, and not only who they are.
    pub takes_two_by_rule: bool,
    /// Where an enrolment link can go; nowhere where no mail is sent or no passkey can be made.
    pub mailboxes: Vec<String>,
    /// Whether a passkey of theirs can be made in the browser of who is at the console.
    pub can_be_made_here: bool,
    /// Passkeys that are in use and open nothing by themselves at any door of the pool.
    pub idle: Vec<(PasskeyId, Idle)>,
    /// Somebody has asked for a pass for this administrator, and another must confirm it.
    pub request: Option<RequestView>,
    pub sessions: Vec<SessionView>,
    pub browsers: Vec<DeviceView>,
    /// What was refused lately, the newest first.
    pub failures: Vec<EventView>,
    /// Methods that are off because of wrong guesses.
    pub stopped: Vec<Method>,
    /// What policy asks of them, each with who made the rule.
    pub why: Vec<String>,
    pub needs_passkey: bool,
    /// Whether who asks may do something for them.
    pub may_help: bool,
    pub is_self: bool,
}

/// Why a passkey opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idle {
    /// It was made in the mode that no door of the pool is in now (S3-12).
    OtherMode(Mode),
    /// It is of a domain that no door of the pool takes.
    OtherDomain,
    /// It verified nobody: it serves beside another factor.
    Beside,
}

/// A role or a group.
#[derive(Debug, Clone)]
pub struct BelongingView {
    pub id: String,
    pub name: String,
    /// Whether its holders manage others; groups never do.
    pub elevated: bool,
}

#[derive(Debug, Clone)]
pub struct IdentifierView {
    pub value: String,
    pub kind: IdentifierKind,
    pub verified_at: Option<String>,
}

/// A temporary access pass that can be shown now. Its code is nowhere.
#[derive(Debug, Clone)]
pub struct AccessPassView {
    pub issued_at: String,
    pub full_until: String,
    pub expires_at: String,
    pub used_at: Option<String>,
    /// Of an enrolment link: where it went.
    pub sent_to: Option<String>,
}

#[derive(Debug, Clone)]
pub struct RequestView {
    pub asked_by: String,
    pub expires_at: String,
    /// Whether it is who looks that has asked.
    pub is_own: bool,
}

/// The rows that belong to a member alone.
struct Rows {
    user: User,
    for_tests: bool,
    held_until: Option<i64>,
    identifiers: Vec<identifier::Identifier>,
    mailboxes: Vec<String>,
    passkeys: Vec<Listed>,
    policy: Arc<policy::Policy>,
}

/// Everything about one member. Another pool's member is not there.
pub async fn show(app: &App, acting: &Acting, door: &Arc<FrontDoor>, user: UserId) -> Result<UserView, Error> {
    acting.require(app, (Power::See, scope(door)))?;
    let (asked, now, snapshot, own) = (Arc::clone(door), app.now(), app.snapshot(), acting.grant);
    let (pool, asks) = (door.pool.id, acting.session.user_id);
    let read = move |tx: &mut Tx<'_>| {
        let Some(rows) = rows(tx, &asked, user)? else { return Ok(None) };
        let sessions = sessions::of_member(tx, (pool, user, rows.user.epoch), &rows.policy, now)?;
        let browsers = devices::of_member(tx, (pool, user, rows.user.epoch), now)?;
        let stopped = failures::stopped_of(tx, &snapshot.ring, (pool, user), now)?;
        let may_help = own.may_act_on(tx, pool, user)?;
        let request = request(tx, (pool, user), (asks, now))?;
        let view = UserView { request, sessions, browsers, stopped, may_help, ..ways(tx, (&asked, user), now)? };
        Ok::<_, Error>(Some((rows, view)))
    };
    let Some((rows, view)) = app.store().read("show member", read).await? else {
        return Err(super::acting::refuse(app, acting, (door, user), Reason::MemberUnknown).await);
    };
    let failures = refused_of(app, (door.tenant.id, user)).await?;
    Ok(UserView {
        failures,
        may_help: view.may_help && acting.may(Power::Help, scope(door)),
        is_self: user == acting.session.user_id,
        ..described((app, door), rows, view)
    })
}

fn rows(tx: &mut Tx<'_>, door: &FrontDoor, user: UserId) -> Result<Option<Rows>, store::Error> {
    let pool = door.pool.id;
    let Some(found) = user::find(tx, pool, user)? else { return Ok(None) };
    Ok(Some(Rows {
        for_tests: user::is_for_tests(tx, pool, user)?.unwrap_or(false),
        held_until: user::held_until(tx, pool, user)?,
        identifiers: identifier::of_user(tx, pool, user)?,
        mailboxes: one_time_code::mailboxes(tx, pool, user)?,
        passkeys: passkey::listed_of_user(tx, pool, user)?,
        policy: policy::of_member(tx, door, user)?,
        user: found,
    }))
}

fn request(
    tx: &mut Tx<'_>,
    (pool, user): (PoolId, UserId),
    (asks, now): (UserId, i64),
) -> Result<Option<RequestView>, store::Error> {
    let Some(request) = second::living(tx, (pool, user), now)? else { return Ok(None) };
    let asked_by = user::find(tx, pool, request.asked_by)?.map(|asker| asker.display_name).unwrap_or_default();
    Ok(Some(RequestView { asked_by, expires_at: time(request.expires_at), is_own: request.asked_by == asks }))
}

/// The other ways in, and what the member belongs to.
fn ways(tx: &mut Tx<'_>, (door, user): (&FrontDoor, UserId), now: i64) -> Result<UserView, store::Error> {
    let pool = door.pool.id;
    let pass = access_pass::latest(tx, pool, user)?.filter(|pass| pass.lives(now));
    let linked = linked_account::of_user(tx, pool, user)?;
    let ((roles, other_roles), (groups, other_groups)) = (roles(tx, (pool, user))?, groups(tx, (pool, user))?);
    Ok(UserView {
        roles,
        groups,
        other_roles,
        other_groups,
        grant: administrator::of_user(tx, pool, user)?.as_ref().and_then(Grant::of),
        password_since: password::find(tx, pool, user)?.map(|password| time(password.changed_at)),
        app_since: totp::find(tx, pool, user)?.and_then(|totp| totp.confirmed).map(|app| time(app.at)),
        recovery_codes: recovery_code::standing(tx, pool, user)?.map(|standing| standing.left),
        takes_two: crate::access_pass::takes_two(tx, (door, user), now)?,
        linked: linked.into_iter().map(|account| account.issuer).collect(),
        access_pass: pass.map(|pass| AccessPassView {
            issued_at: time(pass.created_at),
            full_until: time(pass.full_until),
            expires_at: time(pass.expires_at),
            used_at: pass.last_used_at.map(time),
            sent_to: pass.sent_to,
        }),
        ..UserView::nobody(user)
    })
}

/// Those of this kind: theirs, and the others of the pool.
type Both = (Vec<BelongingView>, Vec<BelongingView>);

fn roles(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<Both, store::Error> {
    let own = role::ids_of_user(tx, pool, user)?;
    let (theirs, others): (Vec<_>, Vec<_>) =
        role::of_pool(tx, pool)?.into_iter().partition(|role| own.contains(&role.id));
    let view = |role: role::Role| BelongingView { id: role.id.to_string(), name: role.name, elevated: role.elevated };
    Ok((theirs.into_iter().map(view).collect(), others.into_iter().map(view).collect()))
}

fn groups(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId)) -> Result<Both, store::Error> {
    let own = group::ids_of_user(tx, pool, user)?;
    let (theirs, others): (Vec<_>, Vec<_>) =
        group::of_pool(tx, pool)?.into_iter().partition(|group| own.contains(&group.id));
    let view = |group: group::Group| BelongingView { id: group.id.to_string(), name: group.name, elevated: false };
    Ok((theirs.into_iter().map(view).collect(), others.into_iter().map(view).collect()))
}

impl UserView {
    fn nobody(id: UserId) -> Self {
        Self {
            id,
            name: String::new(),
            active: false,
            for_tests: false,
            held_until: None,
            created_at: String::new(),
            identifiers: Vec::new(),
            roles: Vec::new(),
            groups: Vec::new(),
            other_roles: Vec::new(),
            other_groups: Vec::new(),
            grant: None,
            passkeys: Vec::new(),
            password_since: None,
            app_since: None,
            recovery_codes: None,
            linked: Vec::new(),
            access_pass: None,
            takes_two: false,
            takes_two_by_rule: false,
            mailboxes: Vec::new(),
            can_be_made_here: false,
            idle: Vec::new(),
            request: None,
            sessions: Vec::new(),
            browsers: Vec::new(),
            failures: Vec::new(),
            stopped: Vec::new(),
            why: Vec::new(),
            needs_passkey: false,
            may_help: false,
            is_self: false,
        }
    }
}

/// In words, without another look into the store.
fn described((app, door): (&App, &FrontDoor), rows: Rows, view: UserView) -> UserView {
    let now = app.now();
    let identifiers = rows.identifiers.into_iter().map(|row| IdentifierView {
        value: row.value,
        kind: row.kind,
        verified_at: row.verified_at.map(time),
    });
    let takes_passkeys = rows.policy.takes_passkeys();
    UserView {
        idle: idle(app, door, &rows.passkeys),
        mailboxes: if takes_passkeys && app.channels().mail { rows.mailboxes } else { Vec::new() },
        can_be_made_here: takes_passkeys && super::on_behalf::can_be_made_here(app, door),
        takes_two_by_rule: rows.policy.two_persons_for_access_pass,
        name: rows.user.display_name,
        active: rows.user.status == UserStatus::Active,
        for_tests: rows.for_tests,
        held_until: rows.held_until.filter(|until| *until > now).map(time),
        created_at: time(rows.user.created_at),
        identifiers: identifiers.collect(),
        passkeys: rows
            .passkeys
            .into_iter()
            .map(|row| PasskeyView::of((app.providers(), &door.rp_id), row, None))
            .collect(),
        why: rows.policy.because.iter().map(|because| policy::explain(Language::English, because)).collect(),
        needs_passkey: rows.policy.requires_passkey(now),
        ..view
    }
}

/// Those that were not put aside, and still open nothing: with what stands in their way.
fn idle(app: &App, door: &FrontDoor, listed: &[Listed]) -> Vec<(PasskeyId, Idle)> {
    let snapshot = app.snapshot();
    let doors: Vec<_> = snapshot.doors().iter().filter(|other| other.pool.id == door.pool.id).collect();
    let in_use = listed.iter().map(|listed| &listed.passkey).filter(|row| row.quarantined_at.is_none());
    let why = |row: &passkey::Passkey| {
        if doors.iter().any(|door| opens(door, row)) {
            None
        } else if !doors.iter().any(|door| door.takes_rp_id(&row.rp_id)) {
            Some(Idle::OtherDomain)
        } else if doors.iter().any(|door| door.workspace.mode == row.mode) && !may_stand_alone(row) {
            Some(Idle::Beside)
        } else {
            Some(Idle::OtherMode(row.mode))
        }
    };
    in_use.filter_map(|row| Some((row.id, why(row)?))).collect()
}
