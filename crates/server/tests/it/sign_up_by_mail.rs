//! Joining with a mail address or a phone number: the code first, then the account.

use crate::support::app::{CLASSIC, SMART};
use crate::support::lost::Recovery;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use domain::Method;
use domain::invitations::Inviter;
use domain::method::Strength;
use domain::policy::PolicyRules;
use domain::settings::IdentifierKind;
use serde_json::{Value, json};

const ADA: &str = "ada@example.com";
const COOKIE: &str = "ks-join.demo.community";

async fn start(actor: &mut Actor<'_>, address: &str) -> Answer {
    // No address is written to twice a minute.
    actor.app.advance_seconds(61);
    actor.post("/sign-up/start", &json!({ "identifier": address, "display_name": "Ada Lovelace" })).await
}

/// Up to the proved address.
async fn proved<'a>(app: &'a TestApp, address: &str) -> Actor<'a> {
    let mut browser = app.browser(SMART);
    start(&mut browser, address).await.ok();
    let code = app.code(address).await;
    let next = browser.post("/sign-up/verify", &json!({ "code": code })).await.ok();
    assert_eq!((&next["step"], &next["methods"]), (&json!("enrol"), &json!(["passkey"])));
    browser
}

async fn make(browser: &mut Actor<'_>) -> Answer {
    browser.enrol("/sign-up/passkey", &json!({})).await
}

async fn user(browser: &mut Actor<'_>) -> store::id::UserId {
    browser.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap()
}

on_both_engines! {
    async fn a_code_comes_before_the_passkey(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut browser = app.browser(SMART);
        let begun = start(&mut browser, " Ada@Example.COM ").await.ok();
        assert_eq!((&begun["step"], &begun["ticket"]), (&json!("verify"), &Value::Null));
        assert_eq!(app.mail(ADA).await[0]["kind"], "sign_up_code");
        assert_eq!(app.holder(SMART, ADA).await, None, "nobody is made before the address is proved");
        make(&mut browser).await.assert_refused(400, "session_expired");
        browser.post("/sign-up/verify", &json!({ "code": "000000" })).await.assert_refused(401, "code_wrong");
        let code = app.code(ADA).await;
        browser.post("/sign-up/verify", &json!({ "code": code })).await.ok();
        assert_eq!(app.holder(SMART, ADA).await, None, "nor before the passkey is there");
        let ticket = browser.cookies[COOKIE].clone();
        make(&mut browser).await.ok();
        let id = user(&mut browser).await;
        assert_eq!(app.holder(SMART, ADA).await, Some((id, Some(app.app.now()))));
        assert!(!browser.cookies.contains_key(COOKIE));
        // The ticket made its account and makes no other.
        browser.cookies.insert(COOKIE.to_owned(), ticket);
        browser.authenticator = authenticator::Authenticator::new(authenticator::Setup::phone());
        assert_eq!(make(&mut browser).await.status, 422);
        browser.post("/sign-up/verify", &json!({ "code": code })).await.assert_refused(401, "code_wrong");
    }

    // ASVS 6.6.3: five tries each. Wrong guesses at others, or at earlier ones, keep nobody from the code that was sent to them.
    async fn a_code_bears_five_tries_and_no_others_count(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut browser = app.browser(SMART);
        for _ in 0..3 {
            browser.post("/sign-up/verify", &json!({ "code": "000000" })).await.assert_refused(400, "session_expired");
        }
        start(&mut browser, ADA).await.ok();
        let code = app.code(ADA).await;
        for _ in 0..5 {
            browser.post("/sign-up/verify", &json!({ "code": "no code" })).await.assert_refused(401, "code_wrong");
        }
        let late = browser.post("/sign-up/verify", &json!({ "code": code })).await;
        late.assert_refused(401, "code_wrong");
        app.assert_refused(SMART, &late, "code_dead").await;
        start(&mut browser, ADA).await.ok();
        browser.post("/sign-up/verify", &json!({ "code": "no code" })).await.assert_refused(401, "code_wrong");
        let code = app.code(ADA).await;
        browser.post("/sign-up/verify", &json!({ "code": code })).await.ok();
    }

    // ASVS 6.3.8: an address that a member was just written to, for whatever, answers like one that nobody has.
    async fn what_was_sent_to_an_address_before_does_not_show(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        app.take_addresses(SMART).await;
        let mut asked = app.program(SMART);
        let recovery = Recovery::start(&mut asked, "ada").await;
        recovery.send(&mut asked, "email_code").await.ok();
        let mut eve = app.browser(SMART);
        eve.sign_up("eve").await.ok();
        let mut joining = [app.browser(SMART), app.browser(SMART)];
        let mut seen = [const { Vec::new() }; 2];
        for _ in 0..3 {
            let fresh = ("nobody@example.com", "nobody@example.org");
            for (turn, (joined, added)) in [(address.as_str(), address.as_str()), fresh].into_iter().enumerate() {
                joining[turn].post("/sign-up/start", &json!({ "identifier": joined })).await.ok();
                eve.post("/account/addresses", &json!({ "address": added })).await.ok();
                for _ in 0..6 {
                    let guess = json!({ "code": "no code" });
                    seen[turn].push(joining[turn].post("/sign-up/verify", &guess).await.refusal());
                    let guess = json!({ "address": added, "code": "no code" });
                    seen[turn].push(eve.post("/account/addresses/verify", &guess).await.refusal());
                }
            }
            app.advance_seconds(35);
        }
        assert_eq!(seen[0], seen[1]);
    }

    async fn a_phone_number_will_do(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut browser = proved(&app, "+15550100200").await;
        make(&mut browser).await.ok();
        assert!(app.holder(SMART, "+15550100200").await.unwrap().1.is_some());
    }

    async fn a_program_carries_its_ticket(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut program = app.program(SMART);
        let begun = start(&mut program, ADA).await.ok();
        let code = app.code(ADA).await;
        let next = program.post("/sign-up/verify", &json!({ "ticket": begun["ticket"], "code": code })).await.ok();
        // What was not proved is nothing.
        let early = program.post("/sign-up/passkey/begin", &json!({ "ticket": begun["ticket"] })).await;
        early.assert_refused(400, "session_expired");
        program.enrol("/sign-up/passkey", &json!({ "ticket": next["ticket"] })).await.ok();
        assert!(app.holder(SMART, ADA).await.is_some());
    }

    // WebAuthn 14.6.2: who is a member shows to nobody but the member.
    async fn an_address_that_is_taken_is_answered_alike(app: TestApp) {
        app.take_addresses(SMART).await;
        make(&mut proved(&app, ADA).await).await.ok();
        let (mut first, mut second) = (app.browser(SMART), app.browser(SMART));
        let taken = start(&mut first, ADA).await;
        let free = start(&mut second, "new@example.com").await;
        assert_eq!(taken.shown(), free.shown());
        assert_eq!(taken.cookies().len(), free.cookies().len());
        let told = app.mail(ADA).await[0].clone();
        assert_eq!((&told["kind"], &told["code"]), (&json!("already_a_member"), &Value::Null));
        assert!(told["link"].as_str().unwrap().ends_with("/demo/community/sign-in"));
        first.post("/sign-up/verify", &json!({ "code": "123456" })).await.assert_refused(401, "code_wrong");
    }

    async fn what_was_proved_belongs_to_its_browser(app: TestApp) {
        app.take_addresses(SMART).await;
        app.take_addresses(CLASSIC).await;
        let owner = proved(&app, ADA).await;
        let ticket = owner.cookies[COOKIE].clone();
        // Another browser, with a pre-auth cookie of its own.
        let mut thief = app.browser(SMART);
        start(&mut thief, "eve@example.com").await.ok();
        thief.cookies.insert(COOKIE.to_owned(), ticket.clone());
        make(&mut thief).await.assert_refused(400, "session_expired");
        let code = app.code("eve@example.com").await;
        thief.post("/sign-up/verify", &json!({ "code": code })).await.assert_refused(400, "session_expired");
        // Another tenant's door, in the same browser.
        let mut elsewhere = app.browser(CLASSIC);
        let pre = owner.cookies["ks-pre.demo.community"].clone();
        elsewhere.cookies.insert("ks-pre.platform.classic".to_owned(), pre);
        elsewhere.cookies.insert("ks-join.platform.classic".to_owned(), ticket);
        make(&mut elsewhere).await.assert_refused(400, "session_expired");
    }

    async fn a_code_is_good_where_it_was_asked_for(app: TestApp) {
        app.take_addresses(SMART).await;
        let (mut asker, mut other) = (app.browser(SMART), app.browser(SMART));
        start(&mut asker, ADA).await.ok();
        let code = app.code(ADA).await;
        // Somebody else asks for the same address: their browser cannot use the first one's code.
        other.post("/sign-up/start", &json!({ "identifier": ADA })).await.ok();
        other.post("/sign-up/verify", &json!({ "code": code })).await.assert_refused(401, "code_wrong");
        // A code for another purpose: to add the address to an account.
        app.advance_seconds(61);
        let mut member = app.browser(SMART);
        member.sign_up("eve").await.ok();
        member.post("/account/addresses", &json!({ "address": ADA })).await.ok();
        let adding = app.code(ADA).await;
        asker.post("/sign-up/verify", &json!({ "code": adding })).await.assert_refused(401, "code_wrong");
    }

    async fn it_waits_for_a_quarter_of_an_hour(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut browser = proved(&app, ADA).await;
        app.advance_seconds(899);
        browser.post("/sign-up/passkey/begin", &json!({})).await.ok();
        app.advance_seconds(1);
        browser.post("/sign-up/passkey/begin", &json!({})).await.assert_refused(400, "session_expired");
    }

    async fn two_who_proved_one_address_are_one_member(app: TestApp) {
        app.take_addresses(SMART).await;
        let (mut first, mut second) = (proved(&app, ADA).await, proved(&app, ADA).await);
        let ready = async |browser: &mut Actor<'_>| {
            let begun = browser.post("/sign-up/passkey/begin", &json!({})).await.ok();
            browser.make(&begun, &json!({}))
        };
        let (one, two) = (ready(&mut first).await, ready(&mut second).await);
        let path = "/sign-up/passkey/finish";
        let (one, two) = tokio::join!(first.post(path, &one), second.post(path, &two));
        let answers = [one, two];
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1, "{answers:?}");
        let loser = answers.iter().find(|answer| answer.status != 200).unwrap();
        assert_eq!(loser.refusal().1, "identifier_taken");
    }

    async fn only_where_strangers_may(app: TestApp) {
        start(&mut app.browser(SMART), ADA).await.assert_refused(403, "registration_closed");
        app.take_addresses(SMART).await;
        let mut browser = proved(&app, ADA).await;
        app.set(SMART, |settings| settings.identifier_kinds = vec![IdentifierKind::Email]).await;
        app.program(SMART).sign_up("eve").await.assert_refused(403, "registration_closed");
        app.set(SMART, |settings| settings.public_registration = false).await;
        make(&mut browser).await.assert_refused(403, "registration_closed");
        for address in ["", "ada", "ada@", "+1", "a@b\u{0}.example"] {
            app.browser(SMART).post("/sign-up/start", &json!({ "identifier": address })).await.assert_refused(422, "address_malformed");
        }
    }

    // ASVS 6.3.7; S0-17: every step up to the passkey works without a script.
    async fn the_steps_are_plain_forms(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut browser = app.browser(SMART);
        let page = browser.open("/sign-up").await;
        assert!(page.text.contains("action=\"/demo/community/sign-up/start\""), "{}", page.text);
        let answer = browser.form("/sign-up/start", "identifier=ada%40example.com&display_name=").await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, "/demo/community/sign-up"));
        assert!(browser.open("/sign-up").await.text.contains("action=\"/demo/community/sign-up/verify\""));
        let wrong = browser.form("/sign-up/verify", "code=000000").await;
        assert!(wrong.header("location").starts_with("/demo/community/sign-up?problem=code_wrong"), "{}", wrong.header("location"));
        let code = app.code(ADA).await;
        assert_eq!(browser.form("/sign-up/verify", &format!("code={code}")).await.status, 303);
        let page = browser.open("/sign-up").await;
        assert!(page.text.contains(ADA) && page.text.contains("Create passkey") && !page.text.contains("/sign-up/verify"));
        assert!(browser.open("/sign-up?again=1").await.text.contains("/sign-up/start"));
        make(&mut browser).await.ok();
    }

    async fn a_password_where_there_are_no_passkeys(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut with_passkeys = proved(&app, "grace@example.com").await;
        let body = json!({ "password": "bobsled over the rainbow hill" });
        assert_eq!(with_passkeys.post("/sign-up/password", &body).await.status, 403);
        app.set(SMART, |settings| settings.methods.first = vec![Method::Password]).await;
        let mut browser = app.browser(SMART);
        start(&mut browser, ADA).await.ok();
        browser.post("/sign-up/password", &body).await.assert_refused(400, "session_expired");
        let code = app.code(ADA).await;
        let next = browser.post("/sign-up/verify", &json!({ "code": code })).await.ok();
        assert_eq!(next["methods"], json!(["password"]));
        browser.post("/sign-up/password", &json!({ "password": "password123456789" })).await.assert_refused(422, "password_common");
        let made = browser.post("/sign-up/password", &body).await.ok();
        assert_eq!(made["status"], "signed_in");
        assert_eq!(browser.post("/sign-up/password", &body).await.status, 400, "the ticket is gone");
        let mut again = app.program(SMART);
        let begun = again.post("/sign-in/start", &json!({ "identifier": ADA })).await.ok();
        let path = format!("/journey/{}/prove", begun["journey"].as_str().unwrap());
        let shown = json!({ "ticket": begun["ticket"], "method": "password", "value": "bobsled over the rainbow hill" });
        assert_eq!(again.post(&path, &shown).await.ok()["status"], "signed_in");
    }

    // A message is the way in, so there is nothing to make but the account; it goes on as any sign-in with that proof does.
    async fn an_account_alone_where_members_come_by_mail(app: TestApp) {
        app.take_addresses(SMART).await;
        for (method, address) in [(Method::MagicLink, ADA), (Method::EmailCode, "grace@example.com")] {
            app.set(SMART, |settings| {
                settings.methods.first = vec![method];
                settings.methods.second = vec![Method::Totp];
                settings.policy = PolicyRules::default();
            })
            .await;
            let mut browser = app.browser(SMART);
            start(&mut browser, address).await.ok();
            browser.post("/sign-up/address", &json!({})).await.assert_refused(400, "session_expired");
            let code = app.code(address).await;
            let next = browser.post("/sign-up/verify", &json!({ "code": code })).await.ok();
            assert_eq!(next["methods"], json!([method.as_str()]));
            browser.post("/sign-up/password", &json!({ "password": "bobsled over the rainbow hill" })).await
                .assert_refused(403, "method_not_allowed_here");
            assert!(browser.open("/sign-up").await.text.contains("/sign-up/address"));
            assert_eq!(browser.form("/sign-up/address", "").await.header("location"), "/demo/community/account/security");
            let session = browser.get("/session").await.ok();
            assert_eq!(session["acr"], "sfa", "{session}");
            assert_eq!(browser.post("/sign-up/address", &json!({})).await.status, 400, "the ticket is gone");
            // Policy asks for more before the session.
            app.set(SMART, |settings| settings.policy.fallback = Some(Strength::Multi)).await;
            let mut next = app.browser(SMART);
            let other = format!("other.{address}");
            start(&mut next, &other).await.ok();
            let code = app.code(&other).await;
            next.post("/sign-up/verify", &json!({ "code": code })).await.ok();
            let held = next.post("/sign-up/address", &json!({})).await.ok();
            assert_eq!((&held["held"], &held["methods"]), (&json!("second_factor"), &json!(["totp"])));
            assert_eq!(next.get("/session").await.status, 401);
        }
    }

    // Members come from elsewhere: nobody joins by an address, and no invitation leads nowhere.
    async fn nobody_joins_where_there_is_nothing_to_make(app: TestApp) {
        app.take_addresses(SMART).await;
        let door = app.app.snapshot().door("demo", "community").unwrap();
        domain::invitations::invite(&app.app, &door, Inviter::Operator, ("eve@example.com", &[])).await.unwrap();
        app.set(SMART, |settings| settings.methods.first = vec![Method::SingleSignOn]).await;
        let mut browser = app.browser(SMART);
        start(&mut browser, ADA).await.assert_refused(403, "registration_closed");
        assert_eq!(app.browser(SMART).open("/sign-up").await.status, 403);
        let door = app.app.snapshot().door("demo", "community").unwrap();
        let refused = domain::invitations::invite(&app.app, &door, Inviter::Operator, ("joe@example.com", &[])).await;
        assert!(refused.is_err());
    }

    // Pre-hijacking: somebody makes an account, puts the victim's address on it, and waits. Whoever proves the address first gets the account,
    // and nothing of what was there is left.
    async fn what_was_there_before_the_first_proof_is_gone(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut attacker = app.browser(SMART);
        let id = attacker.sign_up("squatter").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        app.give_unproved(SMART, id, ADA).await;
        app.advance_seconds(1);
        let mut victim = proved(&app, ADA).await;
        make(&mut victim).await.ok();
        assert_eq!(user(&mut victim).await, id, "the account is the one that bears the address");
        attacker.get("/session").await.assert_refused(401, "not_signed_in");
        attacker.cookies.clear();
        assert_eq!(attacker.sign_in().await.status, 401, "the planted passkey opens nothing");
        assert!(app.kinds_done(SMART).await.contains(&"factors_cleared".to_owned()));
        victim.cookies.remove("ks.demo.community");
        assert_eq!(victim.sign_in().await.ok()["user_id"], id.to_string());
        let listed = victim.get("/account/passkeys").await.ok();
        assert_eq!(listed["passkeys"].as_array().unwrap().len(), 1);
    }
    // The same with an administrator's account: the console must not go to whoever reads the mail.
    async fn an_administrators_account_is_nobody_elses(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut owner = app.owner().await;
        let (mut boss, _) = app.appointed(&mut owner, "boss", ("owner", "installation")).await;
        let id = user(&mut boss).await;
        app.give_unproved(SMART, id, ADA).await;
        let mut reader = proved(&app, ADA).await;
        make(&mut reader).await.assert_refused(422, "identifier_taken");
        assert_eq!(reader.get("/session").await.status, 401);
        assert_eq!(app.holder(SMART, ADA).await, Some((id, None)));
        assert_eq!(user(&mut boss).await, id, "signed in as before");
        boss.sign_in().await.ok();
        assert!(!app.kinds_done(SMART).await.contains(&"factors_cleared".to_owned()));
    }
}
