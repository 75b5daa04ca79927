//! Recovery: what carries it is used once, in one place, by whoever asked, and is not carried out behind anybody's back.

use crate::scenarios::{ROUNDS, one_accepted};
use crate::support::app::SMART;
use crate::support::lost::Recovery;
use crate::support::{Actor, TestApp};
use serde_json::{Value, json};

/// Codes on paper of a member who is signed in.
async fn codes(member: &mut Actor<'_>) -> Vec<String> {
    let drawn = member.post("/account/recovery-codes", &json!({})).await.ok();
    drawn["codes"].as_array().unwrap().iter().map(|code| code.as_str().unwrap().to_owned()).collect()
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

/// Signed up, and reachable by these addresses and numbers.
async fn known_by<'a>(app: &'a TestApp, name: &str, addresses: &[&str]) -> Actor<'a> {
    let mut member = app.program(SMART);
    let signed_up = member.sign_up(name).await.ok();
    for address in addresses {
        app.give_address(SMART, &signed_up["user_id"], address).await;
        app.advance_seconds(1);
    }
    member
}

/// By the code that is sent to this address, up to the new passkey; the session's facts.
async fn recover_by_mail(app: &TestApp, name: &str, address: &str) -> Value {
    let mut lost = app.program(SMART);
    let recovery = Recovery::start(&mut lost, name).await;
    recovery.send(&mut lost, "email_code").await.ok();
    let code = app.code_for(address).await;
    let held = Recovery::of(&recovery.prove(&mut lost, "email_code", &code).await);
    held.enrol(&mut lost, json!({})).await.ok();
    lost.get("/session").await.ok()
}

scenarios! {
    async fn code_single_use(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, _) = app.reachable(SMART, "ada").await;
        let code = codes(&mut ada).await.remove(0);
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        assert_eq!(recovery.prove(&mut lost, "recovery_code", &code).await.ok()["held"], "recovery");
        let again = Recovery::start(&mut lost, "ada").await;
        let answer = again.prove(&mut lost, "recovery_code", &code).await;
        answer.assert_refused(401, "proof_wrong");
        app.assert_refused(SMART, &answer, "proof_wrong").await;
    }

    async fn code_parallel(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, _) = app.reachable(SMART, "ada").await;
        let codes = codes(&mut ada).await;
        for code in codes.iter().take(ROUNDS.min(8)) {
            let mut lost = app.program(SMART);
            let recovery = Recovery::start(&mut lost, "ada").await;
            let body = recovery.with(json!({ "method": "recovery_code", "value": code }));
            let answers = lost.post_both(&recovery.path("prove"), [&body, &body]).await;
            let (_, refused) = one_accepted(answers, |answer| answer.status.is_success());
            refused.assert_refused(401, "proof_wrong");
        }
        assert_eq!(ada.get("/account/recovery-codes").await.ok()["left"], 2);
    }

    async fn otp_bound(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let (mut first, mut second) = (app.browser(SMART), app.browser(SMART));
        let asked = Recovery::start(&mut first, "ada").await;
        asked.send(&mut first, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let elsewhere = Recovery::start(&mut second, "ada").await;
        elsewhere.prove(&mut second, "email_code", &code).await.assert_refused(401, "proof_wrong");
        // With the first one's journey, but not its cookies, nothing is there at all.
        asked.prove(&mut second, "email_code", &code).await.assert_refused(400, "session_expired");
        assert_eq!(asked.prove(&mut first, "email_code", &code).await.ok()["held"], "recovery");
    }

    async fn magic_link_prefetch(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut browser = app.browser(SMART);
        let recovery = Recovery::start(&mut browser, "ada").await;
        recovery.send(&mut browser, "magic_link").await.ok();
        let letter = app.letter(&address, "recovery_link").await.unwrap();
        let link = letter["link"].as_str().unwrap().split_once(SMART).unwrap().1.to_owned();
        assert!(link.starts_with("/recovery/link/"), "{link}");
        // A scanner of mail has no cookies, and looks more than once.
        let mut scanner = app.program(SMART);
        for _ in 0..3 {
            let seen = scanner.open(&link).await;
            assert_eq!((seen.status.as_u16(), seen.cookies().len()), (200, 0), "{}", seen.text);
        }
        scanner.get("/session").await.assert_refused(401, "not_signed_in");
        assert!(browser.open(&link).await.text.contains("<button"));
        // The link of a recovery is none of a sign-in.
        assert_eq!(browser.open(&link.replace("/recovery/", "/sign-in/")).await.status, 404);
        let taken = browser.post(&link, &json!({})).await;
        assert_eq!(taken.status, 303, "{}", taken.text);
        let page = browser.open(taken.header("location").strip_prefix(SMART).unwrap()).await;
        assert!(page.text.contains("Add a new passkey to finish the recovery"), "{}", page.text);
        assert_eq!(browser.post(&link, &json!({})).await.status, 404, "once");
    }

    async fn otp_guess_limit(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        for _ in 0..5 {
            recovery.prove(&mut lost, "email_code", &wrong(&code)).await.assert_refused(401, "proof_wrong");
        }
        recovery.prove(&mut lost, "email_code", &code).await.assert_refused(401, "proof_wrong");
        // It is this code that is dead, in this browser: whoever is sent another one is kept waiting by nobody.
        let mut other = app.program(SMART);
        let again = Recovery::start(&mut other, "ada").await;
        again.prove(&mut other, "email_code", &code).await.assert_refused(401, "proof_wrong");
        app.advance_seconds(61);
        again.send(&mut other, "email_code").await.ok();
        let code = app.code_for(&address).await;
        again.prove(&mut other, "email_code", &wrong(&code)).await.assert_refused(401, "proof_wrong");
        again.prove(&mut other, "email_code", &code).await.ok();
    }

    async fn notify_other_channel(app: TestApp) {
        app.with_recovery(SMART).await;
        known_by(&app, "ada", &["ada@example.com", "countess@example.org", "+15550100"]).await;
        assert_eq!(recover_by_mail(&app, "ada", "ada@example.com").await["notices"], json!([]));
        let told: Vec<_> = app.letters().await.into_iter().filter(|letter| letter["kind"] == "recovered").collect();
        let mut told: Vec<_> = told.iter().map(|letter| letter["to"].as_str().unwrap()).collect();
        told.sort_unstable();
        assert_eq!(told, ["+15550100", "countess@example.org"], "not the one that carried the code");

        // With no other, it is shown, and sensitive changes wait.
        known_by(&app, "bob", &["bob@example.com"]).await;
        let session = recover_by_mail(&app, "bob", "bob@example.com").await;
        assert_eq!(session["notices"][0]["kind"], "recovered");
        assert_eq!(session["notices"][0]["may_dismiss"], false);
        assert_eq!(app.letter("bob@example.com", "recovered").await, None);
    }
}
