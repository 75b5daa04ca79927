//! Wrong guesses, counted by name, method and kind of device. Asked of the domain itself: what is guessed differs by method, this does not.

use crate::support::app::{CLASSIC, SMART};
use crate::support::lost::Recovery;
use crate::support::{TestApp, on_both_engines};
use domain::failures::{self, Attempt, MOST, Outcome};
use domain::id::{DeviceId, UserId};
use domain::members::By;
use domain::{App, Client, Error, Method, Phase, Reason, Visit};
use serde_json::json;

const HOUR: i64 = 3_600;

pub(crate) fn visit(app: &TestApp, base: &str) -> Visit {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    Visit {
        door: app.app.snapshot().door(tenant, workspace).unwrap(),
        client: Client::Browser { pre_auth: None },
        address: [192, 0, 2, 7].into(),
        user_agent: "test".into(),
        language: domain::Language::English,
        device: None,
        offer: None,
        correlation: None,
    }
}

fn attempt(app: &TestApp, device: Option<u8>) -> Attempt {
    let pool = visit(app, SMART).door.pool.id;
    let device = device.map(|number| DeviceId::from_bytes([number; 16]));
    Attempt { pool, subject_key: [7; 32], member_key: [70; 32], method: Method::Password, device }
}

/// A stranger's at this member.
fn of_member(app: &TestApp, user: UserId) -> Attempt {
    let member_key = domain::subject::member_key(&app.app, &visit(app, SMART), user);
    Attempt { member_key, ..attempt(app, None) }
}

/// One wrong guess: nothing where it was looked at, else why not and for how many seconds.
async fn guess(app: &App, attempt: Attempt) -> Option<(Reason, u32)> {
    match failures::gate(app, Phase::SignIn, attempt).await {
        Ok(_) => None,
        Err(Error::Refused(refused)) => {
            let code = if refused.retry_after_s.is_some() { (429, "wait") } else { (403, "method_stopped") };
            assert_eq!((refused.message.status, refused.message.code), code);
            Some((refused.reason, refused.retry_after_s.unwrap_or(0)))
        }
        Err(error) => panic!("{error}"),
    }
}

/// All that strangers have at a member, without waiting for it: under many names.
pub(crate) async fn stop(app: &TestApp, user: UserId, method: Method) {
    for name in 0..10 {
        for _ in 0..MOST / 10 {
            let stranger = Attempt { subject_key: [name; 32], method, ..of_member(app, user) };
            assert_eq!(guess(&app.app, stranger).await, None);
        }
    }
}

/// As many as are looked at, with all the patience that is asked for.
async fn guess_patiently(app: &TestApp, attempt: Attempt) -> i64 {
    let mut looked_at = 0;
    loop {
        match guess(&app.app, attempt).await {
            None => looked_at += 1,
            Some((Reason::GuessedTooOften, seconds)) => app.advance_seconds(seconds.into()),
            Some((Reason::GuessingStopped, _)) => return looked_at,
            other => panic!("{other:?}"),
        }
    }
}

async fn right(app: &TestApp, attempt: Attempt) {
    let guess = failures::gate(&app.app, Phase::SignIn, attempt).await.unwrap();
    failures::succeeded(&app.app, guess).await.unwrap();
}

on_both_engines! {
    async fn waits_grow_and_end(app: TestApp) {
        let stranger = attempt(&app, None);
        for _ in 0..5 {
            assert_eq!(guess(&app.app, stranger).await, None);
        }
        for expected in [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600] {
            // Also on another node, and asking too soon makes the wait no longer.
            let other = app.other_node().await;
            for node in [&app.app, &other] {
                assert_eq!(guess(node, stranger).await, Some((Reason::GuessedTooOften, expected)));
            }
            app.advance_seconds(i64::from(expected) - 1);
            assert_eq!(guess(&app.app, stranger).await, Some((Reason::GuessedTooOften, 1)));
            app.advance_seconds(1);
            assert_eq!(guess(&app.app, stranger).await, None);
        }
    }

    async fn a_right_guess_begins_anew(app: TestApp) {
        let stranger = attempt(&app, None);
        for _ in 0..5 {
            guess(&app.app, stranger).await;
        }
        app.advance_seconds(30);
        right(&app, stranger).await;
        for _ in 0..5 {
            assert_eq!(guess(&app.app, stranger).await, None);
        }
        assert_eq!(guess(&app.app, stranger).await, Some((Reason::GuessedTooOften, 30)));
    }

    // ASVS 6.1.1: a stranger's failures do not stop the member's own browser.
    async fn a_stranger_stops_no_known_device(app: TestApp) {
        let (stranger, own) = (attempt(&app, None), attempt(&app, Some(1)));
        assert_eq!(guess_patiently(&app, stranger).await, MOST);
        for _ in 0..100 {
            assert_eq!(guess(&app.app, stranger).await, Some((Reason::GuessingStopped, 0)));
        }
        // A typing error, and then the right one, at once.
        assert_eq!(guess(&app.app, own).await, None);
        right(&app, own).await;
        assert!(guess(&app.app, stranger).await.is_some(), "a success elsewhere is no reason to go on here");
        app.advance_seconds(400 * 24 * HOUR);
        assert!(guess(&app.app, stranger).await.is_some(), "and neither is time");
        // Other methods and other names go on.
        assert_eq!(guess(&app.app, Attempt { method: Method::Totp, ..stranger }).await, None);
        assert_eq!(guess(&app.app, Attempt { subject_key: [8; 32], member_key: [80; 32], ..stranger }).await, None);
        let pool = visit(&app, CLASSIC).door.pool.id;
        assert_eq!(guess(&app.app, Attempt { pool, ..stranger }).await, None);
    }

    // NIST 800-63B, 3.2.2: a hundred in a row, over all devices, and no more.
    async fn known_devices_together_have_the_other_half(app: TestApp) {
        let mut looked_at = guess_patiently(&app, attempt(&app, None)).await;
        for _ in 0..20 {
            assert_eq!(guess(&app.app, attempt(&app, Some(1))).await, None);
            looked_at += 1;
            app.advance_seconds(HOUR);
        }
        // The other device of the member does not wait for the first one.
        assert_eq!(guess(&app.app, attempt(&app, Some(2))).await, None);
        looked_at += 1 + guess_patiently(&app, attempt(&app, Some(2))).await;
        assert_eq!(looked_at, 100);
        assert_eq!(guess(&app.app, attempt(&app, Some(1))).await, Some((Reason::GuessingStopped, 0)));
        assert_eq!(guess(&app.app, attempt(&app, Some(3))).await, Some((Reason::GuessingStopped, 0)));
    }

    // The same over all names of a member, at every step; each name waits for itself, or waits would tell whose it is.
    async fn all_names_of_a_member_have_one_bound(app: TestApp) {
        let first = attempt(&app, None);
        let second = Attempt { subject_key: [8; 32], ..first };
        for name in [first, second] {
            for _ in 0..5 {
                assert_eq!(guess(&app.app, name).await, None);
            }
            assert_eq!(guess(&app.app, name).await, Some((Reason::GuessedTooOften, 30)));
        }
        assert_eq!(10 + guess_patiently(&app, second).await, MOST);
        for name in [first, second, Attempt { subject_key: [9; 32], ..first }] {
            assert_eq!(guess(&app.app, name).await, Some((Reason::GuessingStopped, 0)));
        }
    }

    async fn another_name_gives_no_more_guesses(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        ada.put("/account/password", &json!({ "password": "seventeen purple otters" })).await.ok();
        let (mut stranger, mut looked_at) = (app.program(SMART), [0; 3]);
        for _ in 0..MOST {
            for (turn, name) in ["ada", address.as_str(), "nobody"].into_iter().enumerate() {
                let started = Recovery::of(&stranger.post("/sign-in/start", &json!({ "identifier": name })).await);
                let answer = started.prove(&mut stranger, "password", "nineteen yellow herons").await;
                if answer.refusal() == (401, "proof_wrong".to_owned()) {
                    looked_at[turn] += 1;
                } else {
                    answer.assert_refused(403, "method_stopped");
                }
            }
            app.advance_seconds(HOUR);
        }
        assert_eq!((looked_at[0] + looked_at[1], looked_at[2]), (MOST, MOST));
    }

    // A guess is counted before it is looked at: many at once are not looked at all.
    async fn guesses_at_once_are_all_counted(app: TestApp) {
        let stranger = attempt(&app, None);
        let both = || async { tokio::join!(guess(&app.app, stranger), guess(&app.app, stranger), guess(&app.app, stranger)) };
        let mut looked_at = 0;
        for _ in 0..6 {
            let (a, b, c) = both().await;
            looked_at += [a, b, c].iter().filter(|answer| answer.is_none()).count();
        }
        assert_eq!(looked_at, 5);
    }

    // A mailbox cannot be set anew: what is sent is limited where it is sent.
    async fn what_is_sent_or_cannot_be_guessed_is_never_stopped(app: TestApp) {
        for method in [Method::Passkey, Method::MagicLink, Method::EmailCode, Method::SmsCode, Method::SingleSignOn] {
            for _ in 0..120 {
                assert_eq!(guess(&app.app, Attempt { method, ..attempt(&app, None) }).await, None);
            }
        }
    }

    // ASVS 6.3.8: the last wrong guess leaves the same traces whether there is a member or not, and tells whom to warn.
    async fn the_last_one_is_told_and_recorded(app: TestApp) {
        let (here, mut seen) = (visit(&app, SMART), Vec::new());
        for (key, member) in [([1; 32], Some(UserId::from_bytes([9; 16]))), ([2; 32], None)] {
            let stranger = Attempt { subject_key: key, member_key: key, ..attempt(&app, None) };
            let mut outcomes = Vec::new();
            for _ in 0..MOST {
                let guess = failures::gate(&app.app, Phase::SignIn, stranger).await.unwrap();
                outcomes.push(failures::failed(&app.app, &here, guess, member).await.unwrap());
                app.advance_seconds(HOUR);
            }
            assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Stopped).count(), 1);
            assert_eq!(outcomes.last(), Some(&Outcome::Stopped));
            seen.push(app.audit(SMART).await.iter().filter(|entry| entry.kind == "guessing_stopped").count());
        }
        assert_eq!(seen, [1, 2]);
    }

    // ASVS 6.3.5
    async fn the_member_hears_of_it(app: TestApp) {
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let user = ada.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        for _ in 0..MOST {
            assert!(app.letter(&address, "factor_changed").await.is_none());
            let guess = failures::gate(&app.app, Phase::SignIn, attempt(&app, None)).await.unwrap();
            failures::failed(&app.app, &visit(&app, SMART), guess, Some(user)).await.unwrap();
            app.advance_seconds(HOUR);
        }
        let letter = app.letter(&address, "factor_changed").await.unwrap();
        assert!(letter["text"].as_str().unwrap().contains("Too many wrong passwords were typed."), "{letter}");
    }

    // A recovery is as strong as a sign-in, so its member may guess again.
    async fn a_recovery_forgives(app: TestApp) {
        app.with_recovery(SMART).await;
        let (mut ada, address) = app.reachable(SMART, "ada").await;
        let user = ada.get("/session").await.ok()["user_id"].as_str().unwrap().parse().unwrap();
        let subject_key = domain::subject::key(&app.app, &visit(&app, SMART), "ada");
        let stranger = Attempt { subject_key, method: Method::Totp, ..of_member(&app, user) };
        assert_eq!(guess_patiently(&app, stranger).await, MOST);
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        let proved = recovery.prove(&mut lost, "email_code", &code).await;
        assert!(guess(&app.app, stranger).await.is_some(), "not before there is a new way in");
        Recovery::of(&proved).enrol(&mut lost, json!({})).await.ok();
        assert_eq!(guess(&app.app, stranger).await, None);
    }

    async fn an_administrator_lets_a_method_be_used_again(app: TestApp) {
        let mut ada = app.program(SMART);
        let user: UserId = serde_json::from_value(ada.sign_up("ada").await.ok()["user_id"].clone()).unwrap();
        let here = visit(&app, SMART);
        let key = domain::subject::key(&app.app, &here, "ada");
        let stranger = Attempt { subject_key: key, ..of_member(&app, user) };
        let own = Attempt { device: Some(DeviceId::from_bytes([1; 16])), ..stranger };
        let other = Attempt { method: Method::Totp, ..stranger };
        for attempt in [stranger, own, other] {
            assert_eq!(guess_patiently(&app, attempt).await, MOST);
        }
        app.advance_seconds(1);
        failures::allow_again(&app.app, &here.door, By::Operator, (user, Method::Password)).await.unwrap();
        assert_eq!(guess(&app.app, stranger).await, None);
        assert_eq!(guess(&app.app, own).await, None);
        assert_eq!(guess(&app.app, other).await, Some((Reason::GuessingStopped, 0)));
        assert_eq!(app.audit(SMART).await[0].kind, "guessing_allowed");
    }

    // Below the threshold a row goes after a day of silence for each guess; sweeping looks at the database's clock.
    async fn silence_is_forgotten_by_the_sweep(app: TestApp) {
        let (one, three) = (attempt(&app, Some(1)), attempt(&app, None));
        app.advance_seconds(-25 * HOUR);
        guess(&app.app, one).await;
        for _ in 0..3 {
            guess(&app.app, three).await;
        }
        let stopped = Attempt { method: Method::Totp, ..three };
        app.advance_seconds(-200 * 24 * HOUR);
        guess_patiently(&app, stopped).await;
        app.app.sweep().await.unwrap();
        let count = async |attempt: Attempt| {
            let key = store::failure::Key {
                pool_id: attempt.pool,
                subject: attempt.member_key,
                method: attempt.method.as_str(),
                device: attempt.device,
            };
            let found = app.store.read("count", move |tx| store::failure::find(tx, &key)).await.unwrap();
            found.map(|row| row.count)
        };
        assert_eq!(count(one).await, None, "a day of silence for one guess");
        assert_eq!(count(three).await, Some(3), "three guesses ask for three");
        assert_eq!(count(stopped).await, Some(MOST), "what is off stays off");
    }

    // ASVS 6.1.1: whoever has codes sent and types wrong ones all day long closes no browser that the member has never used before.
    async fn wrong_codes_of_strangers_lock_nobody_out(app: TestApp) {
        app.with_recovery(SMART).await;
        let (_, address) = app.reachable(SMART, "ada").await;
        for (hour, codes) in [3, 3, 3, 3, 2].into_iter().enumerate() {
            for _ in 0..codes {
                app.advance_seconds(61);
                let mut stranger = app.program(SMART);
                let theirs = Recovery::start(&mut stranger, "ada").await;
                theirs.send(&mut stranger, "email_code").await.ok();
                for _ in 0..5 {
                    theirs.prove(&mut stranger, "email_code", "no code").await.assert_refused(401, "proof_wrong");
                }
            }
            app.advance_seconds(if hour < 4 { 3_600 } else { 61 });
        }
        let mut lost = app.program(SMART);
        let recovery = Recovery::start(&mut lost, "ada").await;
        recovery.send(&mut lost, "email_code").await.ok();
        let code = app.code_for(&address).await;
        assert_eq!(code.len(), 8, "after so many that nobody used it is a longer one");
        recovery.prove(&mut lost, "email_code", "no code").await.assert_refused(401, "proof_wrong");
        recovery.prove(&mut lost, "email_code", &code).await.ok();
    }
}
