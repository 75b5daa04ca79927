//! Groups and roles at the console: who is put in and taken out, by whom, and what it means for the member (S0-36, S0c-1).

use crate::support::console::HOME;
use crate::support::{Actor, TestApp, on_both_engines};
use domain::Method;
use serde_json::{Value, json};
use store::id::UserId;

const NOBODY: &str = "018bcfe5-6801-7000-8000-000000000000";

fn pool(app: &TestApp, base: &str) -> String {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let id = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    format!("/admin/{tenant}/pools/{id}")
}

async fn id_of(member: &mut Actor<'_>) -> String {
    member.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned()
}

/// Adds a role or a group with these rules.
async fn add(owner: &mut Actor<'_>, at: &str, list: &str, rules: &Value) -> String {
    let answer = owner.console("POST", &format!("{at}/{list}"), rules).await.ok();
    answer["id"].as_str().unwrap().to_owned()
}

async fn open(administrator: &mut Actor<'_>, path: &str) -> String {
    let page = administrator.console("GET", path, &Value::Null).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    page.text
}

/// What was done to this member, in the order of the words: the clock stands still.
async fn told(app: &TestApp, member: &str, kinds: &[&str]) -> Vec<(String, String)> {
    let subject: UserId = member.parse().unwrap();
    let (tenant, workspace) = HOME.trim_start_matches('/').split_once('/').unwrap();
    let tenant = app.app.snapshot().door(tenant, workspace).unwrap().tenant.id;
    let events = app.store.read("audit", move |tx| store::audit_event::latest(tx, tenant, 100)).await.unwrap();
    let of_member = events.into_iter().filter(|event| event.subject_id == Some(subject) && event.actor_id.is_some());
    let fits = of_member.filter(|event| kinds.contains(&event.kind.as_ref()) && event.outcome == "done");
    let mut told: Vec<_> = fits.map(|event| (event.kind.to_string(), event.detail.unwrap().to_string())).collect();
    told.sort();
    told
}

on_both_engines! {
    // S0-36, S0c-1: on the member's page and on the group's; what it asks for holds at once, and whoever does it is told what follows.
    async fn members_are_put_into_groups_and_taken_out(app: TestApp) {
        app.set(HOME, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let mut owner = app.owner().await;
        let at = pool(&app, HOME);
        let mut carl = app.colleague("carl").await;
        carl.put("/account/password", &json!({ "password": "bobsled over the rainbow hill" })).await.ok();
        app.colleague("carla").await;
        let id = id_of(&mut carl).await;
        let (plain, strict) = (add(&mut owner, &at, "groups", &json!({ "name": "Guild" })).await, add(&mut owner, &at, "groups", &json!({ "name": "Vault", "require_passkey": true })).await);
        let user = format!("{at}/users/{id}");
        let page = open(&mut owner, &user).await;
        assert!(page.contains("They are in no group.") && page.contains(&format!("<option value=\"{plain}\">Guild</option>")), "{page}");

        // Whoever has a passkey meets nothing new.
        assert_eq!(owner.console("POST", &format!("{user}/groups"), &json!({ "group": plain })).await.ok(), json!({ "changed": true }));
        assert_eq!(owner.console("POST", &format!("{user}/groups"), &json!({ "group": plain })).await.ok(), json!({ "changed": false }));
        assert_eq!(owner.console("POST", &format!("{user}/groups"), &json!({ "group": strict })).await.ok(), json!({ "changed": true }));
        assert_eq!(owner.console("DELETE", &format!("{user}/groups/{strict}"), &Value::Null).await.ok(), json!({ "changed": true }));
        // Whoever has none is held.
        let subject: UserId = id.parse().unwrap();
        let pool_id = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let lost = app.store.write("lose passkeys", move |tx| {
            for row in store::passkey::of_user(tx, pool_id, subject)? {
                store::passkey::delete(tx, pool_id, subject, row.id)?;
            }
            Ok::<_, store::Error>(())
        });
        lost.await.unwrap();
        let held = owner.console("POST", &format!("{user}/groups"), &json!({ "group": strict })).await.ok();
        assert_eq!(held, json!({ "changed": true, "now_meets": "held" }));
        assert!(open(&mut owner, &user).await.contains("They must have a passkey."));
        assert!(open(&mut owner, &format!("{user}?done=group-joined-held")).await.contains("At their next sign-in they are held at enrolment."));
        let events = told(&app, &id, &["group_joined", "group_left"]).await;
        let expected = [("group_joined", "Guild"), ("group_joined", "Vault"), ("group_joined", "Vault"), ("group_left", "Vault")];
        assert_eq!(events, expected.map(|(kind, name)| (kind.to_owned(), name.to_owned())));

        // On the group's page: those who are in it, or whoever is found by the beginning of a name, with who of them is.
        let members = format!("{at}/groups/{strict}/members");
        let page = open(&mut owner, &members).await;
        assert!(page.contains(">carl</a>") && !page.contains(">carla</a>") && page.contains("aria-label=\"Take out carl\""), "{page}");
        let page = open(&mut owner, &format!("{members}?q=carl")).await;
        assert!(page.contains("aria-label=\"Take out carl\"") && page.contains("aria-label=\"Put in carla\""), "{page}");
        assert!(page.contains(&format!("data-then=\"{members}?q=carl\"")), "back to what was looked for: {page}");
        let page = open(&mut owner, &format!("{members}?q=%22%3E%3Cb%3E")).await;
        assert!(page.contains("Nobody fits.") && !page.contains("\"><b>"), "{page}");
        owner.console("DELETE", &format!("{user}/groups/{strict}"), &Value::Null).await.ok();
        assert!(open(&mut owner, &members).await.contains("Nobody is in this group."));
    }

    // S0-36: the same of roles; a page has at most fifty, and goes on by a place in the list.
    async fn many_have_one_role(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, HOME);
        let role = add(&mut owner, &at, "roles", &json!({ "name": "Teller", "elevated": true })).await;
        let mut carl = app.colleague("carl").await;
        let user = format!("{at}/users/{}", id_of(&mut carl).await);
        assert_eq!(owner.console("POST", &format!("{user}/roles"), &json!({ "role": role })).await.ok(), json!({ "changed": true }));
        assert!(open(&mut owner, &user).await.contains("Elevated permissions"));
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let (pool_id, tenant_id, given) = (door.pool.id, door.tenant.id, role.parse().unwrap());
        let plant = app.store.write("plant", move |tx| {
            for number in 0..60_u8 {
                let row = store::user::User {
                    pool_id, tenant_id, id: UserId::from_bytes([number + 1; 16]), handle: vec![number; 32], display_name: format!("Planted {number}"),
                    status: store::user::UserStatus::Active, epoch: 0, created_at: 0,
                };
                store::user::insert(tx, &row)?;
                store::role::give(tx, pool_id, row.id, given)?;
            }
            Ok::<_, store::Error>(())
        });
        plant.await.unwrap();
        let members = format!("{at}/roles/{role}/members");
        let first = open(&mut owner, &members).await;
        assert_eq!(first.matches("Take the role from").count(), 50);
        let next = first.split_once("\" rel=\"next\"").unwrap().0.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&");
        let second = open(&mut owner, &format!("{members}{next}")).await;
        assert_eq!(second.matches("Take the role from").count(), 11);
        assert!(second.contains("rel=\"prev\""));
        owner.console("DELETE", &format!("{user}/roles/{role}"), &Value::Null).await.ok();
        assert!(!open(&mut owner, &user).await.contains("Elevated permissions"));
        let events = told(&app, user.rsplit('/').next().unwrap(), &["role_given", "role_taken"]).await;
        assert_eq!(events.iter().map(|(kind, name)| (kind.as_str(), name.as_str())).collect::<Vec<_>>(), [("role_given", "Teller"), ("role_taken", "Teller")]);
    }

    // S0-26: whoever gave a lesser account a pass does not come in with it as one who manages others.
    async fn a_pass_does_not_open_a_higher_account(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, HOME);
        let (plain, elevated) = (add(&mut owner, &at, "roles", &json!({ "name": "Guest" })).await, add(&mut owner, &at, "roles", &json!({ "name": "Teller", "elevated": true })).await);
        let mut carl = app.colleague("carl").await;
        let user = format!("{at}/users/{}", id_of(&mut carl).await);
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        let pass = helper.console("POST", &format!("{user}/access-pass"), &json!({})).await;
        assert!(pass.status.is_success(), "{}", pass.text);
        owner.console("POST", &format!("{user}/roles"), &json!({ "role": plain })).await.ok();
        owner.console("POST", &format!("{user}/roles"), &json!({ "role": elevated })).await.assert_refused(422, "access_pass_lately");
        app.advance_seconds(13 * 86_400);
        owner.sign_in().await.ok();
        carl.sign_in().await.ok();
        owner.console("POST", &format!("{user}/roles"), &json!({ "role": elevated })).await.ok();
        carl.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // S0-26, S0c-1: who may change rules, stands above the member, and looks after the pool; a proof of some minutes ago is not enough.
    async fn not_everybody_says_who_belongs_where(app: TestApp) {
        let mut owner = app.owner().await;
        let at = pool(&app, HOME);
        let group = add(&mut owner, &at, "groups", &json!({ "name": "Guild" })).await;
        let foreign = add(&mut owner, &pool(&app, "/forum/main"), "groups", &json!({ "name": "Elsewhere" })).await;
        let mut carl = app.colleague("carl").await;
        let user = format!("{at}/users/{}", id_of(&mut carl).await);
        let ask = json!({ "group": group });
        let (mut helper, _) = app.appointed(&mut owner, "helper", ("support", "installation")).await;
        assert_eq!(helper.console("POST", &format!("{user}/groups"), &ask).await.status, 403);
        assert!(!open(&mut helper, &user).await.contains("Put into a group"));
        let (mut first, _) = app.appointed(&mut owner, "first", ("administrator", "installation")).await;
        let (mut second, _) = app.appointed(&mut owner, "second", ("administrator", "installation")).await;
        let peer = format!("{at}/users/{}", id_of(&mut second).await);
        first.console("POST", &format!("{peer}/groups"), &ask).await.assert_refused(403, "not_permitted");
        let page = open(&mut first, &format!("{at}/groups/{group}/members?q=second")).await;
        assert!(page.contains(">second</a>") && !page.contains("Put in second"), "what is refused is not offered: {page}");
        first.console("POST", &format!("{user}/groups"), &ask).await.ok();
        // A group of another pool is not there, nor is a member of another one.
        first.console("POST", &format!("{user}/groups"), &json!({ "group": foreign })).await.assert_refused(404, "not_found");
        first.console("POST", &format!("{at}/users/{NOBODY}/groups"), &ask).await.assert_refused(404, "member_gone");
        first.console("POST", &format!("{user}/roles"), &json!({ "role": group })).await.assert_refused(404, "not_found");
        let forum = format!("{}/users/{}/groups", pool(&app, "/forum/main"), user.rsplit('/').next().unwrap());
        first.console("POST", &forum, &json!({ "group": foreign })).await.assert_refused(404, "member_gone");
        app.advance_seconds(301);
        owner.console("POST", &format!("{user}/groups"), &ask).await.assert_refused(401, "insufficient_user_authentication");
    }
}
