//! What an application may ask, and how much of it: who is written to, what cannot be shown, and who may ask at all.

use super::*;
use store::Tx;
use store::id::ApprovalId;

on_both_engines! {
    // The member is written to where they have proved an address, in the language that the application says; the text stays here.
    async fn a_member_is_written_to(app: TestApp) {
        const MAIL: &str = "alice@mail.example";
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let user = app.holder(SMART, "alice").await.unwrap().0;
        app.give_unproved(SMART, user, MAIL).await;
        // An address that nobody has proved names nobody.
        let unproved = asked(&client, MAIL, &[("notify", "true")]).await;
        assert_eq!(alice.open(&page(&unproved)).await.status, 400);
        assert!(app.mail(MAIL).await.is_empty());
        app.as_if_opened_by("UPDATE identifiers SET verified_at = 1 WHERE folded = 'alice@mail.example'").await;
        asked(&client, MAIL, &[]).await;
        assert!(app.mail(MAIL).await.is_empty(), "only where it is asked for");
        let told = asked(&client, "alice", &[("notify", "true"), ("ui_locales", "de-CH en")]).await;
        let letters = app.mail(MAIL).await;
        assert!(letters.len() == 1 && letters[0]["kind"] == "approval_asked", "{letters:?}");
        let letter = letters[0].to_string();
        assert!(letter.contains(text(&told["approval_uri"])) && letter.contains("wird um Ihre Genehmigung gebeten"), "{letter}");
        assert!(!letter.contains("Pay 1,200"), "{letter}");
        assert_eq!(approves(&mut alice, &told).await.status, 204);
        // However much an application asks, a mailbox is not flooded.
        for _ in 0..12 {
            asked(&client, "alice", &[("notify", "true")]).await;
        }
        assert_eq!(app.mail(MAIL).await.len(), 10);
    }

    // An application does not write to a whole pool within the hour, whoever is in it.
    async fn a_client_has_so_many_written_to(app: TestApp) {
        let (client, other) = (bank(&app, "bank", settings()).await, bank(&app, "shop", settings()).await);
        member(&app, "alice").await;
        asked(&client, "alice", &[("notify", "true")]).await;
        app.as_if_opened_by("UPDATE failures SET count = 1000 WHERE method = 'approval_mail_client'").await;
        for name in ["alice", "nobody-at-all"] {
            let more = asks(&client, &[("text", TEXT), ("login_hint", name), ("notify", "true")]).await;
            assert_eq!(word(&more), (400, "slow_down".to_owned()), "{name}");
            asked(&client, name, &[]).await;
        }
        asked(&other, "alice", &[("notify", "true")]).await;
        app.advance_seconds(3600);
        asked(&client, "alice", &[("notify", "true")]).await;
    }

    // However many names an application thinks of, what waits of it has an end.
    async fn a_client_has_so_many_waiting(app: TestApp) {
        let (client, other) = (bank(&app, "bank", settings()).await, bank(&app, "shop", settings()).await);
        let first = asked(&client, "nobody", &[]).await;
        let id: ApprovalId = text(&first["id"]).parse().unwrap();
        let fill = move |tx: &mut Tx<'_>, place| {
            let row = store::approval::find(tx, (place, id))?.unwrap();
            for number in 1..10_000_u32 {
                let (mut bytes, mut asked_of) = ([0; 16], [0; 32]);
                bytes[..4].copy_from_slice(&number.to_be_bytes());
                asked_of[..4].copy_from_slice(&number.to_be_bytes());
                let row = store::approval::Approval { id: ApprovalId::from_bytes(bytes), asked_of, ..row.clone() };
                store::approval::insert(tx, &row)?;
            }
            Ok::<_, store::Error>(())
        };
        let place = client.workspace;
        app.store.write("fill", move |tx| fill(tx, place)).await.unwrap();
        let more = asks(&client, &[("text", TEXT), ("login_hint", "alice")]).await;
        assert_eq!(word(&more), (400, "slow_down".to_owned()));
        asked(&other, "alice", &[]).await;
        app.advance_seconds(600);
        asked(&client, "alice", &[]).await;
    }

    async fn what_cannot_be_shown_exactly_is_refused(app: TestApp) {
        let client = bank(&app, "bank", settings()).await;
        member(&app, "alice").await;
        let long = "x".repeat(1001);
        let wrong: [&[(&str, &str)]; 18] = [
            &[("text", "Pay \u{202e}1,000 €")],
            &[("text", "Pay 1\u{200b}000 €")],
            &[("text", "Pay\r\n1")],
            &[("text", "Pay\u{0}1")],
            &[("text", &long)],
            &[("text", "")],
            &[("text", "ok"), ("details", "[]")],
            &[("text", "ok"), ("details", "{\"a\":1.5}")],
            &[("text", "ok"), ("expires_in", "59")],
            &[("text", "ok"), ("expires_in", "86401")],
            &[("text", "ok"), ("expires_in", "soon")],
            &[("text", "ok"), ("redirect_uri", "https://evil.example/")],
            &[("text", "ok"), ("redirect_uri", "https://bank.example/back?x=1&y=2")],
            &[("text", "ok"), ("redirect_uri", "https://bank.example/back")],
            &[("text", "ok"), ("sub", "x")],
            &[("text", "ok"), ("requested_by", "two words")],
            &[("text", "ok"), ("notify", "yes")],
            &[("text", "ok"), ("state", &long)],
        ];
        for pairs in wrong {
            let pairs: Vec<_> = pairs.iter().copied().chain([("login_hint", "alice")]).collect();
            let answer = asks(&client, &pairs).await;
            assert_eq!(word(&answer), (400, "invalid_request".to_owned()), "{pairs:?}: {}", answer.text);
        }
        assert_eq!(word(&asks(&client, &[("text", "ok")]).await), (400, "invalid_request".to_owned()));
    }

    // Whoever can keep no secret, or was not given the scope, asks nobody.
    async fn only_clients_that_may_ask(app: TestApp) {
        let usual = bank(&app, "usual", ClientSettings { scope: ClientSettings::default().scope, ..settings() }).await;
        assert_eq!(word(&asks(&usual, &[("text", "ok"), ("login_hint", "alice")]).await), (400, "unauthorized_client".to_owned()));
        let public_client = bank(&app, "public", ClientSettings { token_endpoint_auth_method: AuthMethod::None, ..settings() }).await;
        let open = public_client.post("/approvals", None, &[("client_id", "public"), ("text", "ok"), ("login_hint", "alice")]).await;
        assert_eq!(word(&open), (400, "unauthorized_client".to_owned()));
        let program = Application::of_tenant(&app, "demo", "program", settings()).await;
        assert_eq!(word(&asks(&program, &[("text", "ok"), ("login_hint", "alice")]).await), (400, "unauthorized_client".to_owned()));
        assert_eq!(usual.post("/approvals", None, &[("client_id", "usual"), ("text", "ok")]).await.status, 401);
        // A question of a client that is switched off is there no more.
        let client = bank(&app, "bank", settings()).await;
        let mut alice = member(&app, "alice").await;
        let asked = asked(&client, "alice", &[]).await;
        client.disable().await;
        assert_eq!(alice.open(&page(&asked)).await.status, 400);
        approves(&mut alice, &asked).await.assert_refused(400, "session_expired");
    }
}
