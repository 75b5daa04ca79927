//! What is predicted of a change is what then happens: members of every kind sign in over HTTP after it, each with all that they have.

use super::world::{Came, Speech, Walk, address, path_of};
use crate::support::app::ORIGIN;
use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use domain::Method;
use domain::demo::PASSWORD;
use domain::id::UserId;
use domain::policy::PolicyRules;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::group::{self, Group};
use store::id::{GroupId, PoolId, RoleId};
use store::identifier::IdentifierKind;
use store::role::{self, Role};
use store::user::UserStatus;
use totp_rs::Totp;

/// Not where administrators sign in: there a mode that no owner could use is refused.
const BASE: &str = "/platform/smart";
const MEMBERS: usize = 500;
/// Members of the demonstration, who have nothing to sign in with.
const STRANGERS: u64 = 3;

/// What a member's passkey is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    None,
    Synced,
    Bound,
    /// The device needs it listed.
    Listed,
    PutAside,
    OfOtherMode,
    OfOtherDomain,
}

const KEYS: [Key; 7] =
    [Key::None, Key::Synced, Key::Bound, Key::Listed, Key::PutAside, Key::OfOtherMode, Key::OfOtherDomain];

/// One of the five hundred.
struct Somebody {
    name: String,
    user: UserId,
    key: Key,
    authenticator: Authenticator,
    has_password: bool,
    app: Option<Totp>,
    codes: Vec<String>,
    /// By what they are reached: a code, or a link.
    mail: Option<First>,
    is_elevated: bool,
    is_suspended: bool,
    /// Whether a sign-in has taken the passkey that their device shows; nothing where none has asked for it.
    is_taken: Option<bool>,
    /// By which mail they have come.
    came_by: Option<First>,
}

/// All kinds, mixed by numbers that have no common part.
async fn somebody(app: &TestApp, number: usize, hash: &str) -> Somebody {
    let (key, name) = (KEYS[number % 7], format!("member{number:03}"));
    let mut actor = app.program(BASE);
    let setup = if key == Key::Bound { Setup::security_key() } else { Setup::phone() };
    actor.authenticator = Authenticator::new(setup);
    let user: UserId = actor.sign_up(&name).await.ok()["user_id"].as_str().unwrap().parse().unwrap();
    let (has_password, has_app, has_codes) = (!number.is_multiple_of(5), number.is_multiple_of(3), number % 4 == 1);
    let app_of_theirs = if has_app {
        let begun = actor.post("/account/totp/begin", &json!({})).await.ok();
        let phone = Totp::from_url(begun["url"].as_str().unwrap()).unwrap();
        let code = phone.generate(u64::try_from(app.app.now() / 1000).unwrap()).to_string();
        actor.post("/account/totp/confirm", &json!({ "code": code })).await.ok();
        Some(phone)
    } else {
        None
    };
    let mut codes = Vec::new();
    if has_codes {
        let drawn = actor.post("/account/recovery-codes", &json!({})).await.ok()["codes"].clone();
        codes = drawn.as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    }
    finish(app, (number, user, key), has_password.then(|| hash.to_owned())).await;
    let mail = match number % 11 {
        3 => Some(First::Code),
        8 => Some(First::Link),
        _ => None,
    };
    if mail.is_some() {
        address(app, BASE, user, (IdentifierKind::Email, &format!("{name}@example.com"))).await;
    }
    Somebody {
        name,
        user,
        key,
        authenticator: actor.authenticator,
        has_password,
        app: app_of_theirs,
        codes,
        mail,
        is_elevated: number.is_multiple_of(13),
        is_suspended: number.is_multiple_of(19),
        is_taken: None,
        came_by: None,
    }
}

/// What becomes of the passkey that somebody has made.
fn make(tx: &mut store::Tx<'_>, (pool, user, now): (PoolId, UserId, i64), key: Key) -> Result<(), store::Error> {
    for row in store::passkey::of_user(tx, pool, user)? {
        match key {
            Key::None => drop(store::passkey::delete(tx, pool, user, row.id)?),
            Key::PutAside => drop(store::passkey::quarantine(tx, pool, user, (row.id, now))?),
            Key::Synced | Key::Bound => {}
            Key::Listed | Key::OfOtherMode | Key::OfOtherDomain => {
                store::passkey::delete(tx, pool, user, row.id)?;
                let other = match key {
                    Key::Listed => store::passkey::Passkey { discoverable: Some(false), ..row },
                    Key::OfOtherMode => store::passkey::Passkey { mode: store::workspace::Mode::Classic, ..row },
                    _ => store::passkey::Passkey { rp_id: "elsewhere.example".into(), ..row },
                };
                store::passkey::insert(tx, &other)?;
            }
        }
    }
    Ok(())
}

/// What no member does to themselves.
async fn finish(app: &TestApp, (number, user, key): (usize, UserId, Key), hash: Option<String>) {
    let (pool, now) = (app.pool(BASE), app.app.now());
    let written = app.store.write("kinds", move |tx| {
        if let Some(hash) = &hash {
            let row = store::password::Password { pool_id: pool, user_id: user, hash: hash.clone(), changed_at: now };
            store::password::insert(tx, &row)?;
        }
        make(tx, (pool, user, now), key)?;
        for _ in 0..number % 3 {
            store::prompt::count_grace(tx, pool, user, now)?;
        }
        if number.is_multiple_of(13) {
            role::give(tx, pool, user, RoleId::from_bytes([1; 16]))?;
        }
        if number.is_multiple_of(17) {
            group::give(tx, pool, user, GroupId::from_bytes([2; 16]))?;
        }
        if number.is_multiple_of(19) {
            store::user::set_status(tx, pool, user, UserStatus::Disabled)?;
        }
        Ok::<_, store::Error>(())
    });
    written.await.unwrap();
}

async fn plant_rules(app: &TestApp) {
    app.set(BASE, |settings| {
        settings.methods.first = vec![Method::Passkey, Method::Password, Method::EmailCode, Method::MagicLink];
        settings.methods.second = vec![Method::Totp, Method::RecoveryCode];
    })
    .await;
    let pool_id = app.pool(BASE);
    let json = |rules: &PolicyRules| serde_json::to_string(rules).unwrap();
    let clerk = PolicyRules { fallback: Some(domain::method::Strength::Multi), ..PolicyRules::default() };
    let vault = PolicyRules { device_bound_only: Some(true), ..PolicyRules::default() };
    let (clerk, vault) = (json(&clerk), json(&vault));
    let planted = app.store.write("rules", move |tx| {
        let id = RoleId::from_bytes([1; 16]);
        role::insert(tx, &Role { pool_id, id, name: "Clerk".into(), policy: clerk.clone(), elevated: true })?;
        let id = GroupId::from_bytes([2; 16]);
        group::insert(tx, &Group { pool_id, id, name: "Vault".into(), policy: vault.clone() })?;
        store::installation::bump(tx)
    });
    planted.await.unwrap();
    app.app.refresh().await.unwrap();
}

/// Where a sign-in has really come to, in the words of the prediction; the lower the better.
fn read(came: &Came, walk: &Walk<'_>) -> (u8, &'static str) {
    let has_grace = walk.last.as_ref().is_some_and(|answer| !answer.json()["grace_left"].is_null());
    match came {
        Came::In(_) if has_grace => (2, "grace"),
        Came::In(Some(_)) => (1, "invited"),
        Came::In(None) => (0, "in"),
        Came::Next(step, _) if step == "enrol" => (3, "held"),
        _ => (4, "blocked"),
    }
}

/// What somebody begins with who begins with no passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    Password,
    Code,
    Link,
}

/// What is shown second where it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Second {
    Passkey,
    App,
    Code,
    Password,
}

impl Second {
    const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Passkey => "passkey",
            Self::App => "totp",
            Self::Code => "recovery_code",
        }
    }
}

impl Somebody {
    /// Whether the device finds the passkey by itself, or for whoever typed a name.
    fn shows_passkey_first(&self, is_classic: bool) -> bool {
        match self.key {
            Key::Synced | Key::Bound | Key::PutAside | Key::OfOtherMode => true,
            Key::Listed => is_classic,
            Key::None | Key::OfOtherDomain => false,
        }
    }

    fn walk<'a>(&mut self, app: &'a TestApp) -> Walk<'a> {
        let mut walk = Walk::new(app, BASE, Speech::Program);
        std::mem::swap(&mut walk.actor.authenticator, &mut self.authenticator);
        walk
    }

    /// Each way there is, the best last resort kept for the end; stops where it cannot become better.
    async fn signs_in(&mut self, app: &TestApp, is_classic: bool) -> &'static str {
        let mut best = (4, "blocked");
        if self.shows_passkey_first(is_classic) {
            let mut walk = self.walk(app);
            let begun = if is_classic { json!({ "identifier": self.name }) } else { json!({}) };
            let options = walk.actor.post("/sign-in/passkey/begin", &begun).await.ok();
            // A device that holds none of those that are listed has nothing to show.
            if let Ok(shown) = walk.actor.authenticator.get(&options["publicKey"], ORIGIN) {
                let answer = walk.actor.post("/sign-in/passkey/finish", &shown).await;
                let came = walk.read(answer).await;
                self.tries(&came);
                best = best.min(read(&came, &walk));
            } else {
                self.is_taken = Some(false);
            }
            self.authenticator = walk.actor.authenticator;
            if best.0 < 3 {
                return best.1;
            }
        }
        let seconds = [
            (Second::Passkey, self.key != Key::None),
            (Second::App, self.app.is_some()),
            (Second::Code, !self.codes.is_empty()),
        ];
        let mut seconds: Vec<_> = seconds.into_iter().filter(|(_, has)| *has).map(|(second, _)| second).collect();
        if seconds.is_empty() {
            seconds.push(Second::Passkey);
        }
        let firsts: Vec<_> = self.has_password.then_some(First::Password).into_iter().chain(self.mail).collect();
        for (first, second) in firsts.iter().flat_map(|first| seconds.iter().map(move |second| (*first, *second))) {
            let (came, found) = self.goes_on(app, (first, second)).await;
            best = best.min(found);
            if matches!(came, Came::In(_)) {
                break;
            }
        }
        best.1
    }

    /// Other refusals are about something else than the passkey.
    fn tries(&mut self, came: &Came) {
        match came {
            Came::Next(..) | Came::In(_) => self.is_taken = Some(true),
            Came::Refused(code) if ["passkey_not_on_device", "verification_failed"].contains(&code.as_str()) => {
                self.is_taken = Some(self.is_taken == Some(true));
            }
            Came::Refused(_) => {}
        }
    }

    /// Whether a passkey signs them in, as far as sign-ins have shown it.
    fn has_passkey(&self) -> Option<bool> {
        match (self.is_taken, self.key) {
            _ if self.is_suspended => None,
            // No device shows what is not there.
            (None, Key::None | Key::PutAside | Key::OfOtherDomain) => Some(false),
            (taken, _) => taken,
        }
    }

    async fn begins(&mut self, walk: &mut Walk<'_>, first: First) -> Came {
        let asked = walk.start(&self.name).await;
        let method = match first {
            First::Password => return walk.prove("password", PASSWORD).await,
            First::Code => "email_code",
            First::Link => "magic_link",
        };
        if !matches!(&asked, Came::Next(_, methods) if methods.iter().any(|offered| offered == method)) {
            return asked;
        }
        // Not at once after the one before.
        walk.actor.app.advance_seconds(60);
        let letter = walk.send(method).await;
        // Whoever is suspended is sent nothing.
        if letter["to"] != format!("{}@example.com", self.name) {
            return Came::Refused("not_sent".to_owned());
        }
        let code = match first {
            First::Link => in_another_browser(walk.actor.app, letter["link"].as_str().unwrap()).await,
            _ => letter["code"].as_str().unwrap().to_owned(),
        };
        let came = walk.prove(method, &code).await;
        if !matches!(came, Came::Refused(_)) {
            self.came_by = Some(first);
        }
        came
    }

    async fn shows(&mut self, walk: &mut Walk<'_>, second: Second) -> Came {
        match second {
            Second::Password => walk.prove("password", PASSWORD).await,
            Second::Passkey => {
                let came = walk.passkey().await;
                self.tries(&came);
                came
            }
            Second::App => {
                let app = walk.actor.app;
                app.advance_seconds(30);
                let now = u64::try_from(app.app.now() / 1000).unwrap();
                walk.prove("totp", &self.app.as_ref().unwrap().generate(now).to_string()).await
            }
            Second::Code => walk.prove("recovery_code", &self.codes.pop().unwrap()).await,
        }
    }

    async fn goes_on(&mut self, app: &TestApp, (first, second): (First, Second)) -> (Came, (u8, &'static str)) {
        let mut walk = self.walk(app);
        let mut came = self.begins(&mut walk, first).await;
        // One way first, and then whatever else is asked for.
        let mut left = vec![second, Second::Passkey, Second::App, Second::Code, Second::Password];
        while let Came::Next(step, methods) = &came {
            let is_asked = |second: &Second| methods.iter().any(|method| *method == second.word());
            let Some(next) = left.iter().copied().find(is_asked).filter(|_| step == "second") else { break };
            left.retain(|second| *second != next);
            came = self.shows(&mut walk, next).await;
        }
        let found = read(&came, &walk);
        self.authenticator = walk.actor.authenticator;
        (came, found)
    }
}

/// The code that a link shows where it is opened in another browser than the one that asked.
async fn in_another_browser(app: &TestApp, link: &str) -> String {
    let mut phone = Walk::new(app, BASE, Speech::Form);
    let taken = phone.request(&path_of(link, BASE), &json!({}));
    let page = phone.actor.send(taken).await.text;
    let code = page.split_once("class=\"code\"").unwrap_or_else(|| panic!("{page}")).1;
    code.chars().skip_while(|letter| *letter != '>').filter(char::is_ascii_digit).take(8).collect()
}

/// What is predicted: of each member who is named the list, who stands in the other two, and how many there are of each kind.
#[derive(Default)]
struct Predicted {
    lists: BTreeMap<String, String>,
    only_other_mode: BTreeSet<String>,
    elevated_without_passkey: BTreeSet<String>,
    counts: Value,
}

async fn predict(owner: &mut Actor<'_>, at: &str, change: &Value) -> Predicted {
    let mut predicted = Predicted::default();
    let mut place = Value::Null;
    loop {
        let told =
            owner.console("POST", &format!("{at}/dry-run"), &json!({ "change": change, "place": place })).await.ok();
        let doors = told["doors"].as_array().unwrap();
        assert_eq!((doors.len(), &told["refused"]), (1, &Value::Null));
        let ids = |list: &str| -> Vec<String> {
            let all = doors[0][list].as_array().unwrap().iter();
            all.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
        };
        for list in ["held", "blocked"] {
            predicted.lists.extend(ids(list).into_iter().map(|id| (id, list.to_owned())));
        }
        predicted.only_other_mode.extend(ids("only_other_mode"));
        predicted.elevated_without_passkey.extend(ids("elevated_without_passkey"));
        place = told["next"].clone();
        if place.is_null() {
            assert_eq!(told["looked_at"], json!(u64::try_from(MEMBERS).unwrap() + STRANGERS));
            predicted.counts = doors[0]["counts"].clone();
            return predicted;
        }
    }
}

/// As the console saves it, with a yes to what is asked about it.
async fn save(owner: &mut Actor<'_>, path: &str, mut body: Value) {
    for _ in 0..2 {
        let read = owner.console("GET", path, &Value::Null).await.ok();
        let version = read["version"].as_str().or_else(|| read["policy"]["version"].as_str()).unwrap().to_owned();
        let answer = owner.saves(path, &version, &body).await;
        if answer.status.is_success() {
            return;
        }
        body["confirmed"] = answer.json()["details"]["confirm"].clone();
    }
    panic!("{path} was not saved");
}

/// Predicted, then changed at the console, then tried: all of them agree.
async fn agrees(owner: &mut Actor<'_>, all: &mut [Somebody], (change, path, body): (Value, &str, Value)) {
    let app = owner.app;
    owner.step_up().await.ok();
    let at = format!("/admin/platform/pools/{}", app.pool(BASE));
    let predicted = predict(owner, &at, &change).await;
    save(owner, path, body).await;
    let is_classic =
        app.app.snapshot().door("platform", "smart").unwrap().workspace.mode == domain::settings::Mode::Classic;
    let mut met: BTreeMap<&'static str, u64> = BTreeMap::new();
    for one in all.iter_mut() {
        one.is_taken = None;
        let came = one.signs_in(app, is_classic).await;
        let came = if one.is_suspended && came == "blocked" { "suspended" } else { came };
        *met.entry(came).or_default() += 1;
        let said = predicted.lists.get(&one.user.to_string()).map(String::as_str);
        assert_eq!(
            said,
            ["held", "blocked"].into_iter().find(|list| *list == came),
            "{} with {:?}: {came}",
            one.name,
            one.key
        );
    }
    for kind in ["in", "invited", "grace", "held", "blocked", "suspended"] {
        let strangers = if kind == "blocked" { STRANGERS } else { 0 };
        let number = met.get(kind).copied().unwrap_or_default();
        assert_eq!(predicted.counts[kind], json!(number + strangers), "{kind}: {} {met:?}", predicted.counts);
    }
    assert!(met.len() >= 4, "hardly anything was tried: {met:?}");
    for way in [First::Code, First::Link] {
        let came = all.iter().filter(|one| one.came_by == Some(way)).count();
        assert!(came > 5, "hardly anybody came by mail: {came}");
    }
    passkeys_agree(all, &predicted);
}

/// Of whom it was said that no passkey signs them in, none has.
fn passkeys_agree(all: &[Somebody], predicted: &Predicted) {
    let Predicted { only_other_mode, elevated_without_passkey, counts, .. } = predicted;
    assert_eq!(counts["only_other_mode"], json!(only_other_mode.len()), "{counts}");
    assert_eq!(counts["elevated_without_passkey"], json!(elevated_without_passkey.len()), "{counts}");
    let (mut stranded, mut privileged) = (0, [0, 0]);
    for one in all {
        // Nobody has asked the device of whoever was let in nowhere before it comes to that.
        let Some(has) = one.has_passkey() else { continue };
        let (id, of_whom) = (one.user.to_string(), format!("{} with {:?}: {:?}", one.name, one.key, one.is_taken));
        // They have one, and of this domain, and it was not put aside: so it is of the other mode, or it would be taken.
        let is_there = matches!(one.key, Key::Synced | Key::Bound | Key::Listed | Key::OfOtherMode);
        assert_eq!(only_other_mode.contains(&id), is_there && !has, "{of_whom}");
        assert_eq!(elevated_without_passkey.contains(&id), one.is_elevated && !has, "{of_whom}");
        stranded += usize::from(is_there && !has);
        privileged[usize::from(has)] += usize::from(one.is_elevated);
    }
    assert!(stranded > 30 && privileged.iter().all(|number| *number > 3), "{stranded} {privileged:?}");
}

on_both_engines! {
    // S0c-5, S2-17, S3-12: for 500 members of all kinds the predicted lists are what then happens in sign-ins over HTTP.
    async fn what_is_predicted_is_what_happens(app: TestApp) {
        let mut owner = app.owner().await;
        plant_rules(&app).await;
        let forum = app.pool("/forum/main");
        let read = app.store.read("a password", move |tx| {
            let user = store::identifier::find(tx, forum, "ada")?.unwrap().user_id;
            store::password::find(tx, forum, user)
        });
        let hash = read.await.unwrap().unwrap().hash;
        let mut all = Vec::with_capacity(MEMBERS);
        for number in 0..MEMBERS {
            all.push(somebody(&app, number, &hash).await);
        }
        let pool = format!("/admin/platform/pools/{}", app.pool(BASE));
        let policy = json!({ "passkey": "everybody", "grace_sign_ins": 2, "fallback": "multi" });
        agrees(&mut owner, &mut all, (json!({ "policy": policy }), &format!("{pool}/policy"), policy.clone())).await;
        let mode = json!({ "mode": "classic" });
        let change = json!({ "workspace": { "workspace": "smart", "settings": mode } });
        agrees(&mut owner, &mut all, (change, "/admin/platform/workspaces/smart/settings", mode)).await;
    }

    // S0c-5, S2-17: of administrators of every kind those are named whom then no passkey brings to the console.
    async fn administrators_who_are_named_come_by_no_passkey(app: TestApp) {
        let mut owner = app.owner().await;
        let (pool, now) = (app.pool(HOME), app.app.now());
        let kinds = [Key::None, Key::Synced, Key::PutAside, Key::OfOtherMode, Key::OfOtherDomain];
        let mut all = Vec::new();
        for key in kinds {
            let name = format!("{key:?}").to_lowercase();
            let (colleague, _) = app.appointed(&mut owner, &name, ("auditor", "installation")).await;
            let known = name.clone();
            let made = app.store.write("kinds", move |tx| {
                let user = store::identifier::find(tx, pool, &known)?.unwrap().user_id;
                make(tx, (pool, user, now), key)
            });
            made.await.unwrap();
            all.push((name, colleague.authenticator));
        }
        let at = format!("/admin{}/pools/{pool}", HOME.rsplit_once('/').unwrap().0);
        let policy = json!({ "passkey": "everybody" });
        let told = owner.console("POST", &format!("{at}/dry-run"), &json!({ "change": { "policy": policy } })).await.ok();
        let named: BTreeSet<_> = told["administrators_without_passkey"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
        save(&mut owner, &format!("{at}/policy"), policy).await;
        let mut shut = BTreeSet::new();
        for (name, authenticator) in all {
            let mut again = app.browser(HOME);
            again.authenticator = authenticator;
            let came = again.sign_in().await;
            let is_in = came.status.is_success() && again.console("GET", "/admin", &Value::Null).await.status == 200;
            if !is_in {
                shut.insert(name);
            }
        }
        assert_eq!((named.len(), &named), (4, &shut));
    }
}
