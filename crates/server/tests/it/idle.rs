//! Sessions that end because nobody works in them, or because they have lasted long enough. The clock is the test's.

use crate::support::app::SMART;
use crate::support::{Actor, TestApp, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::policy::PolicyRules;
use jiff::Timestamp;
use serde_json::{Value, json};

const MESSAGE: &str = "You were signed out because you were inactive.";
/// 15:45: the limit, and a twentieth of it.
const END: i64 = 945;

async fn set_idle(app: &TestApp, minutes: Option<u32>) {
    app.set(SMART, |settings| settings.policy.idle_minutes = minutes).await;
}

fn idle(minutes: u32) -> PolicyRules {
    PolicyRules { idle_minutes: Some(minutes), ..PolicyRules::default() }
}

/// Seconds from the server's clock to one of the times of the session.
async fn seconds_until(member: &mut Actor<'_>, name: &str) -> i64 {
    let body = member.get("/session").await.ok();
    let at = |name: &str| body[name].as_str().unwrap().parse::<Timestamp>().unwrap().as_second();
    at(name) - at("server_time")
}

/// Something that a person does.
async fn work(member: &mut Actor<'_>) {
    member.get("/account/passkeys").await.ok();
}

async fn assert_idle(member: &mut Actor<'_>) {
    let answer = member.get("/session").await;
    answer.assert_refused(401, "not_signed_in");
    assert_eq!(answer.json()["details"]["reason"], "idle");
    assert_eq!(answer.header("www-authenticate"), "Bearer");
}

async fn ends_on_record(app: &TestApp) -> usize {
    app.audit(SMART).await.iter().filter(|entry| entry.kind == "session_idle").count()
}

on_both_engines! {
    // S0-30: 15 minutes let in at 14:59 and out at 15:45 after what was written last.
    async fn fifteen_minutes(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(14 * 60 + 59);
        work(&mut member).await;
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, END);
        app.advance_seconds(END - 1);
        member.get("/session").await.ok();
        app.advance_seconds(1);
        assert_idle(&mut member).await;
        // Every way of asking: nothing brings it back, and it is on record once.
        member.get("/account/passkeys").await.assert_refused(401, "not_signed_in");
        member.post("/session/stay", &json!({})).await.assert_refused(401, "not_signed_in");
        assert_idle(&mut member).await;
        assert_eq!(ends_on_record(&app).await, 1);
    }

    // What is older than a twentieth of the limit is written, what is younger is not.
    async fn work_is_written_every_three_quarters_of_a_minute(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(45);
        work(&mut member).await;
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, END - 45);
        app.advance_seconds(1);
        work(&mut member).await;
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, END);
    }

    // S0-31: what a page asks by itself is no work.
    async fn polling_keeps_nobody_signed_in(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        for _ in 0..15 {
            app.advance_seconds(60);
            member.get("/session").await.ok();
            for header in [("keystead-background", "1"), ("sec-purpose", "prefetch")] {
                let request = member.request(axum::http::Method::GET, "/account/passkeys").header(header.0, header.1);
                app.send(request.body("".into()).unwrap()).await.ok();
            }
        }
        app.advance_seconds(45);
        assert_idle(&mut member).await;
    }

    // S0-31, S0-32: when to warn, and the answer to the question.
    async fn staying_moves_the_end(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        assert_eq!(seconds_until(&mut member, "warn_at").await, END - 120);
        app.advance_seconds(END - 100);
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, 100);
        let stayed = member.post("/session/stay", &json!({})).await.ok();
        assert_eq!(stayed, member.get("/session").await.ok());
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, END);
        // Also where the last word is too young to be written by itself.
        app.advance_seconds(10);
        member.post("/session/stay", &json!({})).await.ok();
        assert_eq!(seconds_until(&mut member, "idle_ends_at").await, END);
        app.set(SMART, |settings| settings.policy.warning_seconds = Some(300)).await;
        assert_eq!(seconds_until(&mut member, "warn_at").await, END - 300);
    }

    // S0-31, S0-32: every page of a member has the question and what its script needs to ask it, where there is an idle end at all.
    async fn the_pages_know_when_to_warn(app: TestApp) {
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        let pages = ["", "/sessions", "/activity", "/recovery-codes", "/addresses"];
        for part in pages {
            let text = browser.open(&format!("/account/security{part}")).await.text;
            assert!(!text.contains("warn_at") && !text.contains("/assets/idle.js"), "{part}");
        }
        set_idle(&app, Some(15)).await;
        let session = browser.get("/session").await.ok();
        for part in pages {
            let answer = browser.open(&format!("/account/security{part}")).await;
            assert_eq!(answer.status, 200, "{part}");
            let page = answer.text.replace("&#34;", "\"");
            for name in ["server_time", "expires_at", "idle_ends_at", "warn_at"] {
                assert!(page.contains(&format!("\"{name}\":{}", session[name])), "{part} {name}: {session} {page}");
            }
            for words in ["Still working?", "Stay signed in", "/assets/idle.js?v="] {
                assert!(page.contains(words), "{part}: {words}");
            }
        }
        let stranger = app.browser(SMART).open("/sign-in").await.text;
        assert!(!stranger.contains("/assets/idle.js"));
    }

    // S0-33: the sign-in page says why, once.
    async fn the_page_says_why(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut browser = app.browser(SMART);
        browser.sign_up("alice").await.ok();
        app.advance_seconds(END);
        let sent = browser.open("/account/security").await;
        assert_eq!(sent.status, 303);
        let sign_in = "/sign-in?ended=idle&continue=/demo/community/account/security";
        assert_eq!(sent.header("location"), format!("{SMART}{sign_in}"));
        assert!(!browser.cookies.contains_key("ks.demo.community"), "{:?}", browser.cookies);
        assert!(browser.open(sign_in).await.text.contains(MESSAGE));
        let again = browser.open("/account/security").await;
        assert_eq!(again.header("location"), format!("{SMART}/sign-in?continue=/demo/community/account/security"));
        let plain = browser.open("/sign-in?continue=/demo/community/account/security").await;
        assert!(!plain.text.contains(MESSAGE));
        assert_eq!(ends_on_record(&app).await, 1);
    }

    // Only who has the secret learns what became of the session.
    async fn a_wrong_secret_learns_nothing(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut member = app.program(SMART);
        member.sign_up("alice").await.ok();
        app.advance_seconds(END);
        let mut bytes = URL_SAFE_NO_PAD.decode(member.token.as_ref().unwrap()).unwrap();
        bytes[47] ^= 1;
        let mut stranger = app.program(SMART);
        stranger.token = Some(URL_SAFE_NO_PAD.encode(bytes));
        let answer = stranger.get("/session").await;
        answer.assert_refused(401, "not_signed_in");
        assert_eq!(answer.json()["details"]["reason"], Value::Null);
        assert_eq!(ends_on_record(&app).await, 0);
        // Over for good: being idle is not what it ended by.
        app.advance_seconds(24 * 3600);
        let answer = member.get("/session").await;
        assert_eq!(answer.json()["details"]["reason"], Value::Null, "{}", answer.text);
    }

    // S0-31: all tabs agree, because they have one session.
    async fn two_tabs(app: TestApp) {
        set_idle(&app, Some(15)).await;
        let mut first = app.browser(SMART);
        first.sign_up("alice").await.ok();
        let mut second = app.browser(SMART);
        second.cookies = first.cookies.clone();
        for _ in 0..4 {
            app.advance_seconds(14 * 60);
            first.get("/session").await.ok();
            work(&mut second).await;
            assert_eq!(first.get("/session").await.ok(), second.get("/session").await.ok());
        }
        // Both at once, in the last second.
        app.advance_seconds(END - 1);
        let request = || first.request(axum::http::Method::GET, "/account/passkeys").body("".into()).unwrap();
        let (one, other) = tokio::join!(app.send(request()), app.send(request()));
        one.ok();
        other.ok();
        assert_eq!(seconds_until(&mut first, "idle_ends_at").await, END);
        app.advance_seconds(END);
        assert_idle(&mut first).await;
        assert_idle(&mut second).await;
        assert_eq!(ends_on_record(&app).await, 1);
    }

    // S0-30: role A 15 minutes, role B off; who has neither has none.
    async fn each_role_has_its_own_limit(app: TestApp) {
        let (mut a, mut b, mut neither) = (app.program(SMART), app.program(SMART), app.program(SMART));
        let users = [a.sign_up("anna").await.ok(), b.sign_up("ben").await.ok()];
        neither.sign_up("nora").await.ok();
        app.give_role(SMART, &users[0]["user_id"], ("A", idle(15))).await;
        app.give_role(SMART, &users[1]["user_id"], ("B", PolicyRules::default())).await;
        assert_eq!(b.get("/session").await.ok()["idle_ends_at"], Value::Null);
        assert_eq!(seconds_until(&mut a, "idle_ends_at").await, END);
        app.advance_seconds(END);
        assert_idle(&mut a).await;
        b.get("/session").await.ok();
        neither.get("/session").await.ok();
    }

    // Today's policy decides about sessions of yesterday; what has ended stays so.
    async fn policy_changes_while_signed_in(app: TestApp) {
        let (mut active, mut passive) = (app.program(SMART), app.program(SMART));
        active.sign_up("anna").await.ok();
        passive.sign_up("paul").await.ok();
        app.advance_seconds(2 * 3600);
        work(&mut active).await;
        set_idle(&app, Some(15)).await;
        work(&mut active).await;
        assert_idle(&mut passive).await;
        set_idle(&app, None).await;
        assert_idle(&mut passive).await;
        work(&mut active).await;
        // The absolute end too.
        app.set(SMART, |settings| settings.policy.session_minutes = Some(121)).await;
        assert_eq!(seconds_until(&mut active, "expires_at").await, 60);
        app.advance_seconds(60);
        let answer = active.get("/session").await;
        answer.assert_refused(401, "not_signed_in");
        assert_eq!(answer.json()["details"]["reason"], Value::Null);
    }

    async fn no_work_puts_off_the_absolute_end(app: TestApp) {
        let mut member = app.program(SMART);
        let user = member.sign_up("alice").await.ok();
        let rules = PolicyRules { session_minutes: Some(60), ..PolicyRules::default() };
        app.give_role(SMART, &user["user_id"], ("hourly", rules)).await;
        let signed_in = member.sign_in().await.ok();
        assert_eq!(seconds_until(&mut member, "expires_at").await, 3600);
        assert_eq!(member.get("/session").await.ok()["expires_at"], signed_in["expires_at"]);
        for _ in 0..59 {
            app.advance_seconds(60);
            work(&mut member).await;
        }
        app.advance_seconds(59);
        work(&mut member).await;
        app.advance_seconds(1);
        member.get("/account/passkeys").await.assert_refused(401, "not_signed_in");
        // A milder rule later does not bring it back: the row has its own end.
        app.set(SMART, |settings| settings.session_seconds = 30 * 24 * 3600).await;
        member.get("/session").await.assert_refused(401, "not_signed_in");
    }
}
