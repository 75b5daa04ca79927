//! Console > Users: the list, a member's page, and what is done for a member (S2-8, S2-24, S2-25, S2-37, S3-39, S3-45).

mod enrolment;
mod passes;

use crate::support::app::CLASSIC;
use crate::support::console::HOME;
use crate::support::lost::Recovery;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::access_pass;
use domain::administrators::{self, Power};
use domain::invitations::{self, Inviter};
use domain::policy::PolicyRules;
use domain::{Error, FrontDoor, Method, Reason, session, users};
use serde_json::{Value, json};
use std::sync::Arc;
use store::id::{PoolId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User, UserStatus};

const DAY: i64 = 24 * 3_600;
const NOBODY: &str = "018bcfe5-6801-7000-8000-000000000000";

fn door(app: &TestApp, base: &str) -> Arc<FrontDoor> {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    app.app.snapshot().door(tenant, workspace).unwrap()
}

/// The list of a pool's members, as an address.
fn list_of(app: &TestApp, base: &str) -> String {
    let door = door(app, base);
    format!("/admin/{}/pools/{}/users", door.tenant.slug, door.pool.id)
}

/// A member as an import would make them.
fn planted(app: &TestApp, number: u32, name: &str) -> (User, Identifier) {
    let door = door(app, HOME);
    let (pool_id, tenant_id) = (door.pool.id, door.tenant.id);
    let at = 1_000_000 + i64::from(number);
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    let id = UserId::from_parts(at.unsigned_abs(), random);
    let (status, handle) = (UserStatus::Active, id.as_bytes().repeat(2));
    let user = User { pool_id, id, tenant_id, handle, display_name: name.into(), status, epoch: 0, created_at: at };
    let value = format!("m{number}@planted.example");
    let identifier = Identifier {
        pool_id,
        folded: value.clone(),
        kind: IdentifierKind::Email,
        value,
        user_id: id,
        verified_at: Some(at),
        created_at: at,
    };
    (user, identifier)
}

async fn plant(app: &TestApp, people: Vec<(u32, String)>) {
    let rows: Vec<_> = people.into_iter().map(|(number, name)| planted(app, number, &name)).collect();
    let written = app.store.write("plant", move |tx| {
        for (user, identifier) in &rows {
            user::insert(tx, user)?;
            identifier::insert(tx, identifier)?;
        }
        Ok::<_, store::Error>(())
    });
    written.await.unwrap();
}

async fn open(administrator: &mut Actor<'_>, path: &str) -> String {
    let page = administrator.console("GET", path, &Value::Null).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    page.text
}

/// Who is in the list, in its order.
fn names(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\"><a href=\"").skip(1);
    rows.map(|row| row.split_once("dir=\"auto\">").unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

/// Where a link of the page leads.
fn link(page: &str, rel: &str) -> Option<String> {
    let before = page.split(&format!("\" rel=\"{rel}\"")).next().filter(|before| before.len() < page.len())?;
    Some(before.rsplit("href=\"").next()?.replace("&amp;", "&").replace("&#38;", "&"))
}

async fn user_id(actor: &mut Actor<'_>) -> String {
    actor.get("/session").await.ok()["user_id"].as_str().unwrap().to_owned()
}

async fn make_elevated(app: &TestApp, user: &str, name: &str) {
    app.give_role(HOME, &json!(user), (name, PolicyRules::default())).await;
    let (pool, name) = (door(app, HOME).pool.id, name.to_owned());
    let raised = app.store.write("elevate", move |tx| {
        let row = store::role::all(tx)?.into_iter().find(|row| row.pool_id == pool && row.name == name).unwrap();
        store::role::update(tx, &store::role::Role { elevated: true, ..row })?;
        store::installation::bump(tx)
    });
    raised.await.unwrap();
    app.app.refresh().await.unwrap();
}

async fn appoint(owner: &mut Actor<'_>, name: &str) -> Answer {
    let ask = json!({ "identifier": name, "role": "support", "scope": "installation" });
    owner.console("POST", "/admin/administrators", &ask).await
}

/// Who is signed in must not be afterwards.
async fn is_signed_out(member: &mut Actor<'_>) -> bool {
    member.get("/session").await.status == 401
}

#[track_caller]
fn assert_done(answer: &Answer) {
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// The newest event of this kind at the door's tenant is this administrator's doing, to this member of the pool.
async fn assert_recorded(app: &TestApp, kind: &'static str, (actor, subject): (&str, &str)) {
    let (tenant, pool) = (door(app, HOME).tenant.id, door(app, HOME).pool.id);
    let read = app.store.read("audit", move |tx| store::audit_event::latest(tx, tenant, 100));
    let event = read.await.unwrap().into_iter().find(|event| event.kind == kind).unwrap_or_else(|| panic!("no {kind}"));
    assert_eq!((event.outcome.as_ref(), event.pool_id), ("done", Some(pool)), "{kind}");
    let who = (event.actor_id.unwrap().to_string(), event.subject_id.unwrap().to_string());
    assert_eq!((who.0.as_str(), who.1.as_str()), (actor, subject), "{kind}");
}

on_both_engines! {
    // S2-8: by the beginning of a word of the name or of an identifier, folded; each member once.
    async fn members_are_found_by_the_beginning_of_each_word(app: TestApp) {
        let mut owner = app.owner().await;
        let people = ["Annabel Ann Lee", "Lee Ännä", "Bert Lehmann", "Zoë <b>Tag</b>"];
        plant(&app, (1..).zip(people.map(str::to_owned)).collect()).await;
        let list = list_of(&app, HOME);
        for (search, expected) in [
            ("ann", vec!["Annabel Ann Lee"]),
            ("LE", vec!["Annabel Ann Lee", "Lee Ännä", "Bert Lehmann"]),
            ("%C3%A4nn%C3%84", vec!["Lee Ännä"]),
            ("lee+an", vec!["Annabel Ann Lee"]),
            ("an+lee", vec!["Annabel Ann Lee"]),
            ("m3%40planted.exam", vec!["Bert Lehmann"]),
            ("lehmann+m3", vec!["Bert Lehmann"]),
            ("ehmann", vec![]),
        ] {
            assert_eq!(names(&open(&mut owner, &format!("{list}?q={search}")).await), expected, "{search}");
        }
        let everybody = names(&open(&mut owner, &list).await);
        assert_eq!(names(&open(&mut owner, &format!("{list}?q=++")).await), everybody, "spaces look for nobody in particular");
        let page = open(&mut owner, &format!("{list}?q=zo%C3%AB")).await;
        assert!(page.contains("Zoë &#60;b&#62;Tag") && !page.contains("<b>Tag"), "{page}");
        assert!(open(&mut owner, &format!("{list}?q=nobody-has-this")).await.contains("Nobody fits."));
        // Also as a member is made by signing up.
        app.colleague("annemarie").await;
        assert_eq!(names(&open(&mut owner, &format!("{list}?q=annem")).await), ["annemarie"]);
    }

    // No member is lost or met twice between two pages, also where all have one name; the way back shows the same.
    async fn pages_go_on_and_back_over_equal_names(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, (1..=120).map(|number| (number, "Same Name".to_owned())).collect()).await;
        let list = list_of(&app, HOME);
        for query in ["?sort=name", "?q=same", "", "?passkeys=without&sort=name", "?q=same&passkeys=without"] {
            let (mut pages, mut at) = (Vec::new(), format!("{list}{query}"));
            loop {
                let page = open(&mut owner, &at).await;
                pages.push(page.clone());
                match link(&page, "next") {
                    Some(next) => at = format!("{list}{next}"),
                    None => break,
                }
            }
            let hrefs = |page: &str| -> Vec<String> {
                let rows = page.split("<th scope=\"row\"><a href=\"").skip(1);
                rows.map(|row| row.split('"').next().unwrap().to_owned()).collect()
            };
            let all: Vec<_> = pages.iter().flat_map(|page| hrefs(page)).collect();
            let mut each = all.clone();
            each.sort();
            each.dedup();
            assert_eq!(each.len(), all.len(), "{query}");
            let same = pages.iter().map(|page| names(page).iter().filter(|name| *name == "Same Name").count());
            assert_eq!(same.sum::<usize>(), 120, "{query}");
            assert!(pages.len() >= 3, "{query}");
            let mut back = vec![hrefs(pages.last().unwrap())];
            let mut page = pages.last().unwrap().clone();
            while let Some(previous) = link(&page, "prev") {
                page = open(&mut owner, &format!("{list}{previous}")).await;
                back.insert(0, hrefs(&page));
            }
            assert_eq!(back.concat(), all, "{query}");
        }
        assert_eq!(names(&open(&mut owner, &format!("{list}?at=nonsense")).await).len(), 50, "a bad place is the beginning");
        // The way back from before the newest, as where somebody has gone meanwhile.
        let before = {
            use base64::Engine;
            base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([&b"<"[..], &[0xff; 16]].concat())
        };
        let page = open(&mut owner, &format!("{list}?at={before}")).await;
        assert!(names(&page).len() == 50 && link(&page, "next").is_some(), "{page}");
    }

    async fn filters_hold_together(app: TestApp) {
        let mut owner = app.owner().await;
        let mut carl = app.colleague("carl").await;
        let carl_id = user_id(&mut carl).await;
        app.give_role(HOME, &json!(carl_id), ("Carpenter", PolicyRules::default())).await;
        app.put_in_group(HOME, &json!(carl_id), ("Guild", PolicyRules::default())).await;
        plant(&app, vec![(1, "Carla".to_owned()), (2, "Carl Other".to_owned())]).await;
        let (pool, other) = (door(&app, HOME).pool.id, planted(&app, 2, "").0.id);
        app.store.write("suspend", move |tx| user::set_status(tx, pool, other, UserStatus::Disabled)).await.unwrap();
        let list = list_of(&app, HOME);
        let page = open(&mut owner, &list).await;
        let value = |name: &str| {
            let before = page.split(&format!("\">{name}</option>")).next().unwrap();
            before.rsplit("value=\"").next().unwrap().to_owned()
        };
        let (role, group) = (value("Carpenter"), value("Guild"));
        for (query, expected) in [
            ("q=carl".to_owned(), vec!["Carl Other", "carl", "Carla"]),
            ("q=carl&status=active".to_owned(), vec!["carl", "Carla"]),
            ("status=suspended".to_owned(), vec!["Carl Other"]),
            ("q=carl&passkeys=with".to_owned(), vec!["carl"]),
            ("q=carl&passkeys=without".to_owned(), vec!["Carl Other", "Carla"]),
            (format!("role={role}"), vec!["carl"]),
            (format!("group={group}"), vec!["carl"]),
            (format!("q=carl&role={role}&group={group}"), vec!["carl"]),
            (format!("role={role}&passkeys=without"), vec![]),
            ("status=test".to_owned(), vec![]),
        ] {
            assert_eq!(names(&open(&mut owner, &format!("{list}?{query}")).await), expected, "{query}");
        }
    }

    // A page is never slow: where few fit, it says how far it looked, and goes on from there.
    async fn what_fits_few_is_looked_for_in_steps(app: TestApp) {
        let mut owner = app.owner().await;
        app.colleague("newest").await;
        for chunk in 0..5 {
            plant(&app, (chunk * 500..(chunk + 1) * 500).map(|number| (number, "Plain Person".to_owned())).collect()).await;
        }
        let list = list_of(&app, HOME);
        let first = open(&mut owner, &format!("{list}?passkeys=with")).await;
        assert!(names(&first).contains(&"newest".to_owned()) && first.contains("Looked through 2000 members"), "{first}");
        let second = open(&mut owner, &format!("{list}{}", link(&first, "next").unwrap())).await;
        assert!(!second.contains("Looked through"), "{second}");
        let none = open(&mut owner, &format!("{list}?q=plain&passkeys=with")).await;
        assert!(none.contains("Nobody so far.") && none.contains("Go on"), "{none}");
    }

    // S3-45: what lies outside the scope is not there, for looking and for doing.
    async fn outside_the_scope_there_is_nobody(app: TestApp) {
        let mut owner = app.owner().await;
        let platform = door(&app, CLASSIC);
        let scope = format!("pool/{}/{}", platform.tenant.id, platform.pool.id);
        let (mut delegate, _) = app.appointed(&mut owner, "delegate", ("administrator", &scope)).await;
        let mut member = app.colleague("member").await;
        let member_id = user_id(&mut member).await;
        let (home, theirs) = (list_of(&app, HOME), list_of(&app, CLASSIC));
        for path in [home.clone(), format!("{home}/{member_id}"), home.replace("/users", "/invitations")] {
            assert_eq!(delegate.console("GET", &path, &Value::Null).await.status, 404, "{path}");
        }
        delegate.console("POST", &format!("{home}/{member_id}/suspend"), &json!({})).await.assert_refused(404, "not_found");
        // One pool: "Users" leads straight on.
        let straight = delegate.console("GET", "/admin/users", &Value::Null).await;
        assert_eq!((straight.status.as_u16(), straight.header("location")), (303, theirs.as_str()));
        assert!(!names(&open(&mut delegate, &theirs).await).contains(&"member".to_owned()));
        // A member is not there at another pool's address, nor a pool at another tenant's.
        let elsewhere = owner.console("POST", &format!("{theirs}/{member_id}/suspend"), &json!({})).await;
        elsewhere.assert_refused(404, "member_gone");
        app.assert_refused(CLASSIC, &elsewhere, "member_unknown").await;
        assert_eq!(owner.console("GET", &format!("{theirs}/{member_id}"), &Value::Null).await.status, 404);
        assert_eq!(owner.console("GET", &format!("{home}/{NOBODY}"), &Value::Null).await.status, 404);
        let mixed = home.replace("/admin/demo/", "/admin/platform/");
        assert_eq!(owner.console("GET", &mixed, &Value::Null).await.status, 404);
        assert!(open(&mut owner, "/admin/users").await.contains(&home));
        assert!(!is_signed_out(&mut member).await);
    }

    // Over what else an administrator is set is nothing for those who are set over less.
    async fn a_member_page_keeps_other_scopes_to_itself(app: TestApp) {
        let mut owner = app.owner().await;
        let (home, platform) = (door(&app, HOME), door(&app, CLASSIC));
        let elsewhere = format!("pool/{}/{}", platform.tenant.id, platform.pool.id);
        let (mut boss, _) = app.appointed(&mut owner, "boss", ("administrator", &elsewhere)).await;
        let here = format!("pool/{}/{}", home.tenant.id, home.pool.id);
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", &here)).await;
        let at = format!("{}/{}", list_of(&app, HOME), user_id(&mut boss).await);
        let scope = format!("{} › {}", platform.tenant.name, platform.pool.name);
        let page = open(&mut owner, &at).await;
        assert!(page.contains(&scope), "{page}");
        let page = open(&mut support, &at).await;
        assert!(page.contains("Administrator: elsewhere") && !page.contains(&scope), "{page}");
        support.console("POST", &format!("{at}/suspend"), &json!({})).await.assert_refused(403, "not_permitted");
    }

    // A right that ended after the request came in is none: not for an action, a pass or an invitation.
    async fn a_right_that_ended_meanwhile_helps_nobody(app: TestApp) {
        let mut owner = app.owner().await;
        let (support, support_id) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let mut ada = app.colleague("ada").await;
        let user: UserId = user_id(&mut ada).await.parse().unwrap();
        let at = door(&app, HOME);
        let guest = ("guest@example.com", [].as_slice());
        let invited = invitations::invite(&app.app, &at, Inviter::Operator, guest).await.unwrap().id;
        let visit = crate::failures::visit(&app, HOME);
        let found = session::find(&app.app, &visit, &support.cookies["ks.demo.community"], session::Presence::AtWork).await;
        let session = found.unwrap().living().unwrap();
        let enter = administrators::enter(&app.app, (visit, session), (Power::Help, administrators::Intent::Change));
        let acting = enter.await.unwrap();
        let gone = owner.console("DELETE", &format!("/admin/administrators/{support_id}"), &Value::Null).await;
        assert_done(&gone);
        for refused in [
            users::suspend(&app.app, &acting, &at, user).await.map(drop),
            users::access_pass(&app.app, &acting, &at, user).await.map(drop),
            users::resend_invitation(&app.app, &acting, &at, invited).await.map(drop),
            users::revoke_invitation(&app.app, &acting, &at, invited).await,
        ] {
            let Err(Error::Refused(refused)) = refused else { panic!("{refused:?}") };
            assert_eq!(refused.reason, Reason::NotPermitted);
        }
        assert!(!is_signed_out(&mut ada).await);
    }

    // Nobody acts on who stands as high; whoever manages others in the pool stands as high as support.
    async fn nobody_acts_on_an_equal(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (mut auditor, _) = app.appointed(&mut owner, "auditor", ("auditor", "installation")).await;
        let (mut administrator, _) = app.appointed(&mut owner, "boss", ("administrator", "installation")).await;
        let (mut plain, mut manager) = (app.colleague("plain").await, app.colleague("manager").await);
        let ids = [&mut owner, &mut support, &mut auditor, &mut administrator, &mut plain, &mut manager];
        let mut of = Vec::new();
        for who in ids {
            of.push(user_id(who).await);
        }
        make_elevated(&app, &of[5], "Manager").await;
        let list = list_of(&app, HOME);
        let end = |id: &str| format!("{list}/{id}/sessions");
        // Rows: who acts. Columns: on the owner, support, auditor, administrator, a member, one who manages others.
        let table = [[false, true, true, true, true, true], [false, false, false, false, true, false],
            [false, false, false, false, false, false], [false, true, true, false, true, true]];
        for (row, actor) in [&mut owner, &mut support, &mut auditor, &mut administrator].into_iter().enumerate() {
            for (column, id) in of.iter().enumerate() {
                // A session that was ended cannot act.
                if row != column && table[row][column] && column < 4 {
                    continue;
                }
                let answer = actor.console("DELETE", &end(id), &Value::Null).await;
                if table[row][column] {
                    assert_done(&answer);
                } else {
                    answer.assert_refused(403, "not_permitted");
                }
                let page = open(actor, &format!("{list}/{id}")).await;
                assert_eq!(page.contains("End sessions"), table[row][column], "{row} {column}");
            }
        }
        app.assert_refused(HOME, &support.console("DELETE", &end(&of[5]), &Value::Null).await, "not_permitted").await;
        // Two of the table that end a session: last.
        assert_done(&owner.console("DELETE", &end(&of[1]), &Value::Null).await);
        assert!(is_signed_out(&mut support).await);
        assert_done(&administrator.console("DELETE", &end(&of[2]), &Value::Null).await);
        assert!(is_signed_out(&mut auditor).await);
        // A pass for an administrator is not one person's to give, however high they stand.
        let pass = owner.console("POST", &format!("{list}/{}/access-pass", of[3]), &json!({})).await;
        pass.assert_refused(422, "two_persons");
        app.assert_refused(HOME, &pass, "access_pass_for_administrator").await;
    }

    // S2-8
    async fn a_member_is_suspended_and_restored(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let (owner_id, id) = (user_id(&mut owner).await, user_id(&mut ada).await);
        let at = format!("{}/{id}", list_of(&app, HOME));
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        assert!(is_signed_out(&mut ada).await);
        ada.sign_in().await.assert_refused(401, "verification_failed");
        assert_recorded(&app, "user_suspended", (&owner_id, &id)).await;
        assert!(open(&mut owner, &at).await.contains("Suspended"));
        let events = app.audit(HOME).await.len();
        assert_done(&owner.console("POST", &format!("{at}/suspend"), &json!({})).await);
        assert_eq!(app.audit(HOME).await.len(), events, "twice is once");
        assert_done(&owner.console("POST", &format!("{at}/restore"), &json!({})).await);
        assert_recorded(&app, "user_restored", (&owner_id, &id)).await;
        assert!(is_signed_out(&mut ada).await, "what ended stays ended");
        ada.sign_in().await.ok();
        assert_done(&owner.console("DELETE", &format!("{at}/sessions"), &Value::Null).await);
        assert!(is_signed_out(&mut ada).await);
        assert_recorded(&app, "sessions_ended", (&owner_id, &id)).await;
        ada.sign_in().await.ok();
    }

    // Where an administrator sits, and with what browser, is nothing for the member, who would take it for somebody in their account.
    async fn the_member_reads_what_was_done_but_not_from_where(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let id = user_id(&mut ada).await;
        let at = format!("{}/{id}", list_of(&app, HOME));
        owner.at("");
        let request = owner.request(axum::http::Method::DELETE, &format!("{at}/sessions")).header("user-agent", "Lynx of support");
        assert_done(&owner.send(request.body(axum::body::Body::empty()).unwrap()).await);
        app.advance_seconds(1);
        ada.sign_in().await.ok();
        let events = ada.get("/account/activity").await.ok()["events"].clone();
        let of = |kind: &str| events.as_array().unwrap().iter().find(|event| event["kind"] == kind).unwrap().clone();
        let (ended, signed_in) = (of("sessions_ended"), of("sign_in"));
        assert!(ended["address"].is_null() && ended["device"].is_null(), "{ended}");
        assert!(signed_in["address"].is_string(), "{signed_in}");
        // What was recorded has it all.
        let tenant = door(&app, HOME).tenant.id;
        let rows = app.store.read("audit", move |tx| store::audit_event::latest(tx, tenant, 100)).await.unwrap();
        let recorded = rows.iter().find(|row| row.kind == "sessions_ended").unwrap();
        assert!(recorded.address.is_some() && recorded.user_agent_id.is_some());
    }

    // S2-8, S3-39: also the last passkey; the member hears of each change, and not from where it was made.
    async fn passkeys_are_named_put_aside_and_removed(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut ada, address) = app.reachable(HOME, "ada").await;
        let (owner_id, id) = (user_id(&mut owner).await, user_id(&mut ada).await);
        let passkey = ada.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
        let at = format!("{}/{id}", list_of(&app, HOME));
        let one = format!("{at}/passkeys/{passkey}");
        assert_done(&owner.console("PUT", &format!("{one}/name"), &json!({ "name": "Work phone" })).await);
        assert_recorded(&app, "passkey_renamed", (&owner_id, &id)).await;
        assert_eq!(ada.get("/account/passkeys").await.ok()["passkeys"][0]["name"], "Work phone");
        owner.console("PUT", &format!("{one}/name"), &json!({ "name": " " })).await.assert_refused(422, "name_malformed");

        assert!(app.letter(&address, "factor_changed").await.is_none(), "a name changes nothing");
        assert_done(&owner.console("POST", &format!("{one}/quarantine"), &json!({})).await);
        assert_recorded(&app, "passkey_set_aside", (&owner_id, &id)).await;
        let letter = app.letter(&address, "factor_changed").await.unwrap()["text"].as_str().unwrap().to_owned();
        assert!(letter.contains("was put aside") && !letter.contains("127.0.0.1"), "{letter}");
        assert!(is_signed_out(&mut ada).await);
        ada.sign_in().await.assert_refused(401, "verification_failed");
        assert!(open(&mut owner, &at).await.contains("Put aside</span>"));
        assert_done(&owner.console("POST", &format!("{one}/release"), &json!({})).await);
        assert_recorded(&app, "passkey_confirmed", (&owner_id, &id)).await;
        ada.sign_in().await.ok();

        app.advance_seconds(1);
        assert_done(&owner.console("DELETE", &one, &Value::Null).await);
        assert_recorded(&app, "passkey_removed", (&owner_id, &id)).await;
        assert!(is_signed_out(&mut ada).await);
        let letter = app.letter(&address, "factor_changed").await.unwrap();
        assert!(letter["text"].as_str().unwrap().contains("A passkey was removed"), "{letter}");
        owner.console("DELETE", &one, &Value::Null).await.assert_refused(404, "passkey_gone");
        // Another member's passkey is none of this one's.
        let mut other = app.colleague("other").await;
        let theirs = other.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
        owner.console("DELETE", &format!("{at}/passkeys/{theirs}"), &Value::Null).await.assert_refused(404, "passkey_gone");
    }

    // Who can be told by no message reads it at the next sign-in.
    async fn a_member_without_an_address_is_told_at_the_next_sign_in(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let id = user_id(&mut ada).await;
        let passkey = ada.get("/account/passkeys").await.ok()["passkeys"][0]["id"].as_str().unwrap().to_owned();
        let one = format!("{}/{id}/passkeys/{passkey}", list_of(&app, HOME));
        assert_done(&owner.console("POST", &format!("{one}/quarantine"), &json!({})).await);
        app.advance_seconds(1);
        assert_done(&owner.console("POST", &format!("{one}/release"), &json!({})).await);
        ada.sign_in().await.ok();
        let notices = ada.get("/session").await.ok()["notices"].clone();
        assert_eq!((&notices[0]["kind"], &notices[1]["kind"]), (&"passkey_set_aside".into(), &"passkey_confirmed".into()));
    }

    // S2-37
    async fn a_member_is_marked_as_a_test_account(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let (owner_id, id) = (user_id(&mut owner).await, user_id(&mut ada).await);
        let list = list_of(&app, HOME);
        let mark = format!("{list}/{id}/test-account");
        assert_done(&owner.console("PUT", &mark, &json!({ "test_account": true })).await);
        assert_recorded(&app, "test_account_marked", (&owner_id, &id)).await;
        assert_eq!(names(&open(&mut owner, &format!("{list}?status=test")).await), ["ada"]);
        assert!(open(&mut owner, &format!("{list}/{id}")).await.contains("Test account</span>"));
        assert_done(&owner.console("PUT", &mark, &json!({ "test_account": false })).await);
        assert_recorded(&app, "test_account_cleared", (&owner_id, &id)).await;
        assert!(names(&open(&mut owner, &format!("{list}?status=test")).await).is_empty());
        assert!(!is_signed_out(&mut ada).await);
        owner.console("PUT", &mark, &json!({})).await.assert_refused(400, "malformed_request");
    }

    async fn a_stopped_method_is_allowed_again(app: TestApp) {
        let mut owner = app.owner().await;
        let mut ada = app.colleague("ada").await;
        let (owner_id, id) = (user_id(&mut owner).await, user_id(&mut ada).await);
        let (pool, user): (PoolId, UserId) = (door(&app, HOME).pool.id, id.parse().unwrap());
        let visit = crate::failures::visit(&app, HOME);
        let subject = domain::subject::member_key(&app.app, &visit, user);
        let stopped = app.store.write("stop", move |tx| {
            let key = store::failure::Key { pool_id: pool, subject, method: Method::Password.as_str(), device: None };
            let row = store::failure::Failure { count: domain::failures::MOST, blocked_until: 0, forget_at: i64::MAX };
            store::failure::put(tx, &key, &row)
        });
        stopped.await.unwrap();
        let at = format!("{}/{id}", list_of(&app, HOME));
        assert!(open(&mut owner, &at).await.contains("Password: off after too many wrong guesses."));
        owner.console("POST", &format!("{at}/methods/passkey/allow"), &json!({})).await.assert_refused(404, "not_found");
        assert_done(&owner.console("POST", &format!("{at}/methods/password/allow"), &json!({})).await);
        assert_recorded(&app, "guessing_allowed", (&owner_id, &id)).await;
        assert!(!open(&mut owner, &at).await.contains("wrong guesses"));
        let events = app.audit(HOME).await.len();
        assert_done(&owner.console("POST", &format!("{at}/methods/password/allow"), &json!({})).await);
        assert_eq!(app.audit(HOME).await.len(), events, "twice is once");
    }

    // S2-24, S2-25: what support needs, and nothing with which anybody could sign in.
    async fn a_members_page_says_what_support_needs(app: TestApp) {
        let mut owner = app.owner().await;
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let (mut ada, address) = app.reachable(HOME, "ada").await;
        let id = user_id(&mut ada).await;
        app.give_role(HOME, &json!(id), ("Editor", PolicyRules { step_up_minutes: Some(3), ..PolicyRules::default() })).await;
        app.advance_seconds(10);
        ada.post("/account/totp/confirm", &json!({ "code": "000000" })).await;
        let refused = ada.delete(&format!("/account/sessions/{NOBODY}")).await;
        let reference = refused.json()["reference"].as_str().unwrap().to_owned();
        let page = open(&mut support, &format!("{}/{id}", list_of(&app, HOME))).await;
        for piece in [
            "Users</a>", "Never ask for a password, a device PIN, a fingerprint or face, or private key data.",
            &address, "verified", "Editor", "Passkey - Platform Authenticators", "Known browsers", "Signed in",
            &reference, "Which device is it?", "Which browser or app?", "Are you adding a passkey, or signing in?",
            "Do you still have your password?", "What does the message say", "What policy asks of them", "“Editor”",
        ] {
            assert!(page.contains(piece) || page.contains(&piece.replace(['“', '”'], "")), "{piece}: {page}");
        }
        // S2-25: no field takes a secret, and no key, handle or hash is in the page.
        assert!(!page.contains("type=\"password\""));
        let (pool, user): (PoolId, UserId) = (door(&app, HOME).pool.id, id.parse().unwrap());
        let rows = app.store.read("rows", move |tx| store::passkey::of_user(tx, pool, user)).await.unwrap();
        for secret in [&rows[0].public_key, &rows[0].credential_id] {
            use base64::Engine;
            let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret);
            let hex = secret.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            assert!(!page.contains(&text) && !page.contains(&hex));
        }
    }

    async fn invitations_are_sent_again_and_taken_back(app: TestApp) {
        let mut owner = app.owner().await;
        let at = list_of(&app, HOME).replace("/users", "/invitations");
        assert!(open(&mut owner, &at).await.contains("None waits."));
        let guest = ("guest@example.com", [].as_slice());
        let view = invitations::invite(&app.app, &door(&app, HOME), Inviter::Operator, guest).await.unwrap();
        assert!(open(&mut owner, &at).await.contains("guest@example.com"));
        let sent = app.mail("guest@example.com").await.len();
        app.advance_seconds(1);
        assert_done(&owner.console("POST", &format!("{at}/{}/resend", view.id), &json!({})).await);
        assert_eq!(app.mail("guest@example.com").await.len(), sent + 1);
        app.advance_seconds(1);
        assert_done(&owner.console("DELETE", &format!("{at}/{}", view.id), &Value::Null).await);
        let kinds: Vec<_> = app.audit(HOME).await.into_iter().map(|entry| entry.kind).take(2).collect();
        assert_eq!(kinds, ["invitation_revoked", "invitation_renewed"]);
        let gone = owner.console("POST", &format!("{at}/{}/resend", view.id), &json!({})).await;
        app.assert_refused(HOME, &gone, "invitation_gone").await;
        // Of another pool it is not there.
        let (mut support, _) = app.appointed(&mut owner, "support", ("support", "installation")).await;
        let elsewhere = list_of(&app, CLASSIC).replace("/users", "/invitations");
        let answer = support.console("DELETE", &format!("{elsewhere}/{}", view.id), &Value::Null).await;
        app.assert_refused(CLASSIC, &answer, "invitation_gone").await;
    }

    // Members from before the words of names were kept are found once the server has spelled them.
    async fn members_from_before_are_found_after_the_start(app: TestApp) {
        let mut owner = app.owner().await;
        plant(&app, vec![(1, "Grace Hopper".to_owned())]).await;
        app.as_if_opened_by("DELETE FROM user_words").await;
        app.store.write("mark", |tx| store::installation::set(tx, "names_to_spell", "")).await.unwrap();
        let list = list_of(&app, HOME);
        let before = open(&mut owner, &format!("{list}?q=hop")).await;
        assert!(names(&before).is_empty() && before.contains("still being prepared"), "{before}");
        app.app.spell_names().await.unwrap();
        let after = open(&mut owner, &format!("{list}?q=hop")).await;
        assert_eq!(names(&after), ["Grace Hopper"]);
        assert!(!after.contains("still being prepared"));
    }
}
