//! By which names an application says whom it means, and that it learns of nobody by them.

use super::*;
use domain::applications::SubjectType;
use domain::id::UserId;

async fn user(app: &TestApp, name: &'static str) -> UserId {
    app.holder(SMART, name).await.unwrap().0
}

on_both_engines! {
    // Another person's approval: who has asked cannot give it, by whatever name they are called.
    async fn who_asks_does_not_approve_their_own(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let first = asked(&client, "alice", &[]).await;
        assert_eq!(approves(&mut alice, &first).await.status, 204);
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let sub = text(&checked(text(&look(&client, &first).await.ok()["receipt"]), &jwks, "bank").unwrap()["sub"]).to_owned();
        let plain = asks(&client, &[("text", TEXT), ("sub", &sub), ("requested_by", &sub)]).await;
        assert_eq!(word(&plain), (400, "invalid_request".to_owned()));
        // Nothing tells the application that these two are one.
        let own = asked(&client, "alice", &[("requested_by", &sub)]).await;
        let shown = alice.open(&page(&own)).await;
        assert!(shown.text.contains("Somebody else must approve it") && !shown.text.contains("data-approve"), "{}", shown.text);
        approves(&mut alice, &own).await.assert_refused(400, "session_expired");
        assert!(!alice.open("/approve").await.text.contains("Pay 1,200"));
        assert_eq!(status(&client, &own).await, "pending");
        let other = asked(&client, "bob", &[("requested_by", &sub)]).await;
        let shown = bob.open(&page(&other)).await;
        assert!(shown.text.contains("Asked for by") && shown.text.contains("data-approve"), "{}", shown.text);
        assert_eq!(alice.open(&page(&other)).await.status, 400);
        assert_eq!(approves(&mut bob, &other).await.status, 204);
        let transaction = checked(text(&look(&client, &other).await.ok()["receipt"]), &jwks, "bank").unwrap();
        assert_eq!(transaction["requested_by"], sub);
        assert_ne!(transaction["sub"], sub);
    }

    // A name in capital letters is the same name: nobody is two persons by it, and what is kept has one spelling.
    async fn a_name_has_one_spelling(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let mut bob = member(&app, "bob").await;
        let sub = user(&app, "alice").await.to_string();
        let shouted = sub.to_uppercase();
        assert_ne!(sub, shouted);
        let own = asked(&client, "alice", &[("requested_by", &shouted)]).await;
        assert!(alice.open(&page(&own)).await.text.contains("Somebody else must approve it"));
        approves(&mut alice, &own).await.assert_refused(400, "session_expired");
        let plain = asks(&client, &[("text", TEXT), ("sub", &sub), ("requested_by", &shouted)]).await;
        assert_eq!(word(&plain), (400, "invalid_request".to_owned()));
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let first = asks(&client, &[("text", TEXT), ("sub", &shouted)]).await.ok();
        assert_eq!(approves(&mut alice, &first).await.status, 204);
        let transaction = checked(text(&look(&client, &first).await.ok()["receipt"]), &jwks, "bank").unwrap();
        assert_eq!(transaction["sub"], sub);
        let second = asked(&client, "bob", &[("requested_by", &shouted)]).await;
        assert_eq!(approves(&mut bob, &second).await.status, 204);
        let transaction = checked(text(&look(&client, &second).await.ok()["receipt"]), &jwks, "bank").unwrap();
        assert_eq!(transaction["requested_by"], sub);
    }

    // What cannot be a name of the client's is refused before anything is looked up.
    async fn a_name_of_another_kind_is_refused(app: TestApp) {
        let open = bank(&app, "bank", settings()).await;
        let own = bank(&app, "own", ClientSettings { subject_type: SubjectType::Pairwise, ..settings() }).await;
        member(&app, "alice").await;
        let sub = user(&app, "alice").await.to_string();
        let (braced, short, long) = (format!("{{{sub}}}"), URL_SAFE_NO_PAD.encode([7; 31]), URL_SAFE_NO_PAD.encode([7; 33]));
        // The last letter of 43 has two bits that mean nothing.
        let twisted = format!("{}B", &URL_SAFE_NO_PAD.encode([0; 32])[..42]);
        let bare = sub.replace('-', "");
        for (client, names) in [(&open, ["alice", &braced, &bare, "two words"]), (&own, [&sub, &short, &long, &twisted])] {
            for name in names {
                for pairs in [[("sub", name), ("state", "s")], [("login_hint", "alice"), ("requested_by", name)]] {
                    let answer = asks(client, &[&[("text", TEXT)][..], &pairs].concat()).await;
                    assert_eq!(word(&answer), (400, "invalid_request".to_owned()), "{pairs:?}");
                }
            }
        }
    }

    // A client with names of its own names its members by them, and by what they sign in with.
    async fn a_client_uses_the_names_that_it_knows(app: TestApp) {
        let open = bank(&app, "bank", settings()).await;
        let own = bank(&app, "own", ClientSettings { subject_type: SubjectType::Pairwise, ..settings() }).await;
        let mut alice = member(&app, "alice").await;
        let jwks = public(&app, "/.well-known/jwks.json").await;
        let mut subs = Vec::new();
        for client in [&open, &own] {
            let first = asked(client, "alice", &[]).await;
            assert_eq!(approves(&mut alice, &first).await.status, 204);
            let transaction = checked(text(&look(client, &first).await.ok()["receipt"]), &jwks, &client.id).unwrap();
            let sub = text(&transaction["sub"]).to_owned();
            let second = asks(client, &[("text", TEXT), ("sub", &sub)]).await.ok();
            assert_eq!(approves(&mut alice, &second).await.status, 204, "{}", client.id);
            subs.push(sub);
        }
        assert_ne!(subs[0], subs[1]);
        let silent = asks(&own, &[("text", TEXT), ("sub", &subs[1]), ("notify", "true")]).await;
        assert_eq!(word(&silent), (400, "invalid_request".to_owned()));
        // The name of one is none for the other.
        for (client, sub) in [(&own, &subs[0]), (&open, &subs[1])] {
            assert_eq!(word(&asks(client, &[("text", TEXT), ("sub", sub)]).await), (400, "invalid_request".to_owned()), "{sub}");
        }
        let nobodys = asks(&own, &[("text", TEXT), ("sub", &URL_SAFE_NO_PAD.encode([7; 32]))]).await.ok();
        assert_eq!(alice.open(&page(&nobodys)).await.status, 400);
        // Who has asked is known by the same name, and to whoever approves as somebody.
        let mut bob = member(&app, "bob").await;
        let own_one = asked(&own, "alice", &[("requested_by", &subs[1])]).await;
        assert!(alice.open(&page(&own_one)).await.text.contains("Somebody else must approve it"));
        approves(&mut alice, &own_one).await.assert_refused(400, "session_expired");
        let of_another = asked(&own, "bob", &[("requested_by", &subs[1])]).await;
        let shown = bob.open(&page(&of_another)).await;
        assert!(shown.text.contains("Asked for by") && shown.text.contains("data-approve"), "{}", shown.text);
        assert_eq!(approves(&mut bob, &of_another).await.status, 204);
    }
}

on_both_engines! {
    // Whether somebody has a name is not said: the request waits, and expires.
    async fn a_name_that_nobody_has_waits_like_any_other(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        member(&app, "alice").await;
        let (known, unknown) = (asked(&client, "alice", &[]).await, asked(&client, "nobody-at-all", &[]).await);
        let shape = |asked: &Value| asked.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(shape(&known), shape(&unknown));
        assert_eq!(status(&client, &unknown).await, "pending");
    }

    // Neither does a limit tell: two names of one member are counted as two names that nobody has.
    async fn a_limit_tells_of_nobody(app: TestApp) {
        const MAIL: &str = "alice@mail.example";
        let client = bank(&app, "bank", settings()).await;
        let own = bank(&app, "own", ClientSettings { subject_type: SubjectType::Pairwise, ..settings() }).await;
        member(&app, "alice").await;
        let alice = user(&app, "alice").await;
        app.give_unproved(SMART, alice, MAIL).await;
        app.as_if_opened_by("UPDATE identifiers SET verified_at = 1 WHERE folded = 'alice@mail.example'").await;
        let (sub, nobodys) = (alice.to_string(), URL_SAFE_NO_PAD.encode([7; 32]));
        for (client, (kind, name)) in [
            (&client, ("login_hint", "alice")),
            (&client, ("login_hint", MAIL)),
            (&client, ("login_hint", "nobody-at-all")),
            (&client, ("login_hint", "nobody@mail.example")),
            (&client, ("sub", &*sub)),
            (&own, ("sub", &*nobodys)),
        ] {
            for _ in 0..20 {
                assert_eq!(asks(client, &[("text", TEXT), (kind, name)]).await.status, 201, "{name}");
            }
            let more = asks(client, &[("text", TEXT), (kind, name)]).await;
            assert_eq!(word(&more), (400, "slow_down".to_owned()), "{name}");
        }
        let shouted = asks(&client, &[("text", TEXT), ("login_hint", " ALICE ")]).await;
        assert_eq!(word(&shouted), (400, "slow_down".to_owned()));
    }
}
