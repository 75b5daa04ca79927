//! What is sent, to whom and how often; and that nothing of it shows to whoever asks.

use super::super::{KEEP_MS, Proof, Purpose};
use super::world::{Asked, START_MS, THERE, World, on_each_engine};
use crate::messages::Kind;
use crate::method::Method;
use store::id::CodeId;
use store::one_time_code::{self, CodeMethod, CodePurpose, OneTimeCode};

/// How many rows and real messages the sends so far have made.
async fn counts(world: &World) -> (u64, u64) {
    (world.execute("UPDATE one_time_codes SET tries = tries").await, world.mailed().await)
}

#[tokio::test]
async fn one_in_a_minute_and_the_earlier_stays_good() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let first = world.send(asked).await.word("code");
        world.advance(59_999);
        world.send(asked).await;
        assert_eq!((counts(world).await, world.outbox().await), ((2, 1), 2));
        let probe = Asked { purpose: Purpose::Recovery, binding: THERE, ..asked };
        world.send(probe).await;
        assert_eq!((counts(world).await, world.outbox().await), ((3, 1), 1), "whatever it is for");
        assert!(matches!(world.prove(asked, &first).await, Proof::Right(_)));
        world.advance(1);
        world.send(asked).await;
        assert_eq!(counts(world).await, (4, 2), "a whole minute");
    })
    .await;
}

#[tokio::test]
async fn a_newer_code_makes_the_earlier_one_void() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let first = world.send(asked).await.word("code");
        world.advance(60_000);
        let second = world.send(asked).await.word("code");
        if first != second {
            assert_eq!(world.prove(asked, &first).await, Proof::Wrong);
        }
        assert!(matches!(world.prove(asked, &second).await, Proof::Right(_)));
        assert_eq!(world.prove(asked, &first).await, Proof::Dead);
    })
    .await;
}

// Five in an hour, of which strangers use up three.
#[tokio::test]
async fn strangers_leave_something_for_the_member() {
    on_each_engine(async |world| {
        let own = world.browser_of_ada().await;
        for name in ["ada", "ada@example.com", "ADA", "ada", "ada@example.com"] {
            world.send(Asked { name, ..Asked::default() }).await;
            world.advance(60_000);
        }
        assert_eq!(counts(world).await, (5, 3), "whatever name is typed");
        world.send(Asked { name: "ada@example.com", purpose: Purpose::SignUp, ..Asked::default() }).await;
        assert_eq!(world.mailed().await, 3, "whatever it is for");
        let mine = Asked { device: Some(&own), ..Asked::default() };
        for sent in [4, 5, 5] {
            assert!(world.send(mine).await.is_some());
            assert_eq!(world.mailed().await, sent);
            world.advance(60_000);
        }
        // The first was sent 8 minutes ago.
        world.advance(52 * 60_000 - 1);
        world.send(mine).await;
        assert_eq!(world.mailed().await, 5);
        world.advance(1);
        world.send(mine).await;
        assert_eq!(world.mailed().await, 6);
    })
    .await;
}

// The row of a name that nobody has is counted like a member's, so that its answers and its work stay the same.
#[tokio::test]
async fn nobody_has_the_same_limits_and_no_message() {
    on_each_engine(async |world| {
        let asked = Asked { name: "nobody@example.com", ..Asked::default() };
        for _ in 0..7 {
            assert!(!world.send(asked).await.is_some());
            assert_eq!(world.outbox().await, 1);
            world.advance(60_000);
        }
        let due = world.execute("UPDATE one_time_codes SET tries = tries WHERE sent_at IS NOT NULL").await;
        assert_eq!((counts(world).await, due), ((7, 0), 3));
        // Whoever signs up with it now is not written to more often than anybody else.
        world.send(Asked { purpose: Purpose::SignUp, ..asked }).await;
        assert_eq!(counts(world).await, (8, 0));
    })
    .await;
}

// NIST 800-63B, 3.2.2, without a stop that strangers could cause: at most fifty guesses a day at codes of six digits, the others at eight.
#[tokio::test]
async fn codes_that_nobody_uses_make_the_next_ones_longer() {
    on_each_engine(async |world| {
        for name in ["ada", "nobody@example.com"] {
            let asked = Asked { name, ..Asked::default() };
            for unused in 0..=10 {
                let typed = Asked { name: if unused % 2 == 0 { name } else { "ada@example.com" }, ..asked };
                let typed = if name == "ada" { typed } else { asked };
                let digits = world.draws(typed).await;
                assert_eq!(digits, if unused < 10 { 6 } else { 8 }, "{name}, after {unused}");
                world.advance(20 * 60_000);
            }
            // The first two were sent a day ago.
            world.advance(24 * 3_600_000 - 10 * 20 * 60_000);
            assert_eq!(world.draws(asked).await, 6, "{name}");
            world.advance(48 * 3_600_000);
        }
        for _ in 0..12 {
            let code = world.send(Asked::default()).await.word("code");
            assert_eq!(code.len(), 6, "a member who signs in often is sent no longer ones");
            assert!(matches!(world.prove(Asked::default(), &code).await, Proof::Right(_)));
            world.advance(20 * 60_000);
        }
    })
    .await;
}

#[tokio::test]
async fn it_goes_to_the_address_that_was_typed_else_to_the_oldest_verified_one() {
    on_each_engine(async |world| {
        for (name, method, to) in [
            ("ada", Method::EmailCode, "ada@example.com"),
            ("unproved@example.com", Method::MagicLink, "ada@example.com"),
            ("ADA@work.example", Method::EmailCode, "ada@work.example"),
            ("+47 123 45 678", Method::EmailCode, "ada@example.com"),
            ("+47 123 45 678", Method::SmsCode, "+4712345678"),
        ] {
            let sent = world.send(Asked { name, method, ..Asked::default() }).await;
            assert_eq!(sent.to(), to, "{name}");
        }
        for name in ["bo", "bo@example.com", "nobody@example.com", "+4799999999"] {
            assert!(!world.send(Asked { name, ..Asked::default() }).await.is_some(), "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_suspended_member_is_written_to_as_little_as_nobody() {
    on_each_engine(async |world| {
        world.execute("UPDATE users SET status = 'disabled' WHERE display_name = 'Ada'").await;
        assert!(!world.send(Asked::default()).await.is_some());
        assert_eq!((counts(world).await, world.outbox().await), ((1, 0), 1));
    })
    .await;
}

#[tokio::test]
async fn what_has_changed_since_it_was_drawn_is_not_sent() {
    on_each_engine(async |world| {
        for (purpose, change) in [
            (Purpose::SignIn, "UPDATE users SET status = 'disabled' WHERE display_name = 'Ada'"),
            (Purpose::Recovery, "UPDATE identifiers SET verified_at = NULL WHERE folded = 'ada@example.com'"),
        ] {
            world.execute("UPDATE users SET status = 'active'").await;
            let sent = world.send_after(Asked { purpose, ..Asked::default() }, Some(change)).await;
            assert!(sent.is_some(), "it was drawn");
            assert_eq!((world.mailed().await, world.outbox().await), (0, 1));
            world.advance(60_000);
        }
    })
    .await;
}

#[tokio::test]
async fn each_purpose_has_a_message_of_its_own() {
    on_each_engine(async |world| {
        for (purpose, method, kind) in [
            (Purpose::SignIn, Method::EmailCode, Kind::SignInCode),
            (Purpose::SignIn, Method::SmsCode, Kind::SignInCode),
            (Purpose::SignIn, Method::MagicLink, Kind::SignInLink),
            (Purpose::StepUp, Method::EmailCode, Kind::StepUpCode),
            (Purpose::Recovery, Method::EmailCode, Kind::RecoveryCode),
            (Purpose::Recovery, Method::MagicLink, Kind::RecoveryLink),
        ] {
            assert_eq!(world.send(Asked { purpose, method, ..Asked::default() }).await.kind(), kind);
        }
        let asked = Asked { name: "new@example.com", purpose: Purpose::SignUp, ..Asked::default() };
        let sent = world.send(asked).await;
        assert_eq!((sent.kind(), sent.word("minutes").as_str()), (Kind::SignUpCode, "10"));
        assert_eq!(sent.word("tenant"), "Demo Platform");
        let asked = Asked { purpose: Purpose::VerifyAddress, ..asked };
        assert_eq!(world.send(asked).await.kind(), Kind::VerifyAddress);
    })
    .await;
}

/// Text messages that the tenant has sent to others.
async fn texts(world: &World, purpose: CodePurpose, numbers: std::ops::Range<u16>) {
    let door = world.visit(Asked::default().door).door;
    let row = move |number: u16| {
        let mut id = [3; 16];
        id[14..].copy_from_slice(&number.to_be_bytes());
        OneTimeCode {
            pool_id: door.pool.id,
            id: CodeId::from_bytes(id),
            tenant_id: door.tenant.id,
            workspace_id: door.workspace.id,
            purpose,
            method: CodeMethod::SmsCode,
            user_id: store::id::UserId::NIL,
            recipient: [0; 32],
            binding: [0; 32],
            code_hash: None,
            link_hash: None,
            tries: 0,
            created_at: START_MS,
            expires_at: START_MS,
            sent_at: Some(START_MS),
            mailed_at: Some(START_MS),
            used_at: None,
        }
    };
    let write = move |tx: &mut store::Tx<'_>| numbers.clone().try_for_each(|it| one_time_code::insert(tx, &row(it)));
    world.app.store().write("texts", write).await.unwrap();
}

// 500 text messages in an hour: those who join have half of it, and strangers leave a fifth to members in browsers of theirs.
#[tokio::test]
async fn a_tenant_sends_so_many_text_messages_in_an_hour() {
    on_each_engine(async |world| {
        let own = world.browser_of_ada().await;
        let text = Asked { method: Method::SmsCode, ..Asked::default() };
        let joining = |name| Asked { name, purpose: Purpose::SignUp, ..text };
        texts(world, CodePurpose::SignUp, 0..249).await;
        world.send(joining("+4790000001")).await;
        assert_eq!(world.mailed().await, 250);
        world.send(joining("+4790000002")).await;
        assert_eq!(world.mailed().await, 250, "half is for those who are members already");

        texts(world, CodePurpose::SignIn, 249..398).await;
        world.send(text).await;
        assert_eq!(world.mailed().await, 400);
        world.advance(60_000);
        world.send(text).await;
        assert_eq!(world.mailed().await, 400, "none left for strangers");
        world.send(Asked { device: Some(&own), ..text }).await;
        assert_eq!(world.mailed().await, 401);
        texts(world, CodePurpose::SignIn, 398..497).await;
        world.advance(60_000);
        world.send(Asked { device: Some(&own), ..text }).await;
        assert_eq!(world.mailed().await, 500, "none left");
        world.send(Asked::default()).await;
        assert_eq!(world.mailed().await, 501, "mail has a budget of its own");
        world.advance(3_600_000);
        world.send(text).await;
        assert_eq!(world.mailed().await, 502, "an hour later");
    })
    .await;
}

#[tokio::test]
async fn what_died_long_ago_is_swept() {
    on_each_engine(async |world| {
        world.send(Asked::default()).await;
        let now_s = world.app.store().read("now", store::clock::now).await.unwrap();
        world.advance(now_s * 1000 - START_MS - KEEP_MS + 600_000);
        world.send(Asked::default()).await;
        assert_eq!(counts(world).await.0, 2);
        world.app.sweep().await.unwrap();
        assert_eq!(counts(world).await.0, 1);
    })
    .await;
}
