//! Certificates by ACME: one node at a time orders, and what became of it is kept for all.

use crate::{
    Error, Store,
    acme_account::{self, AcmeAccount},
    acme_certificate::{self, AcmeCertificate, Issued},
    acme_challenge::{self, AcmeChallenge},
    id::{AcmeAccountId, AcmeCertificateId},
    testing::on_each_engine,
};

const ID: AcmeCertificateId = AcmeCertificateId::from_bytes([7; 16]);
const OTHER: AcmeCertificateId = AcmeCertificateId::from_bytes([8; 16]);
const DIRECTORY: &str = "https://acme.example/directory";

async fn with_a_name(store: &Store) -> AcmeCertificate {
    let write = |tx: &mut crate::Tx<'_>| {
        assert!(acme_certificate::insert(tx, ID, (DIRECTORY, "id.example.com"), 5)?);
        assert!(!acme_certificate::insert(tx, OTHER, (DIRECTORY, "id.example.com"), 6)?, "one for each name");
        Ok::<_, Error>(acme_certificate::all(tx)?.remove(0))
    };
    store.write("name", write).await.unwrap()
}

// Issue 9, 8: of two nodes that see the same row one orders, and what it leaves behind when it dies puts the next order off.
#[tokio::test]
async fn a_turn_is_taken_once() {
    on_each_engine(async |store| {
        let seen = with_a_name(&store).await;
        assert_eq!((seen.due_at, seen.failures, seen.chain.clone()), (5, 0, None));
        let second = seen.clone();
        assert!(store.write("turn", move |tx| acme_certificate::take_turn(tx, &seen, (40, 100))).await.unwrap());
        assert!(!store.write("turn", move |tx| acme_certificate::take_turn(tx, &second, (40, 100))).await.unwrap());
        let now = store.read("all", acme_certificate::all).await.unwrap().remove(0);
        assert_eq!((now.due_at, now.failures, now.turn_until, now.failing_since), (100, 1, Some(40), None));
        let hurry = |name: &'static str, now: i64| {
            store.write("hurry", move |tx| acme_certificate::hurry(tx, (DIRECTORY, name), (now, now + 30)))
        };
        assert!(!hurry("login.example.com", 50).await.unwrap());
        assert!(!hurry("id.example.com", 10).await.unwrap() && !hurry("id.example.com", 39).await.unwrap(), "held");
        assert!(hurry("id.example.com", 50).await.unwrap() && !hurry("id.example.com", 50).await.unwrap());
        assert!(hurry("id.example.com", 9).await.unwrap(), "no turn is so long");
        let now = store.read("all", acme_certificate::all).await.unwrap().remove(0);
        assert_eq!((now.due_at, now.failures), (9, 1));
        let (stale, gone) = (AcmeCertificate { due_at: 10, ..now.clone() }, now);
        assert!(!store.write("delete", move |tx| acme_certificate::delete(tx, &stale)).await.unwrap());
        assert!(store.write("delete", move |tx| acme_certificate::delete(tx, &gone)).await.unwrap());
        assert_eq!(store.read("all", acme_certificate::all).await.unwrap(), []);
    })
    .await;
}

// Issue 9, 8: failures are kept with their reason, a late one of an earlier turn changes nothing, and a certificate ends them.
#[tokio::test]
async fn failures_stay_until_a_certificate_comes() {
    on_each_engine(async |store| {
        let seen = with_a_name(&store).await;
        let written = store.write("failures", move |tx| {
            acme_certificate::take_turn(tx, &seen, (30, 100))?;
            assert!(acme_certificate::failed(tx, (ID, 1), (20, 60), "no such name")?);
            let failed = acme_certificate::all(tx)?.remove(0);
            assert_eq!(
                (failed.due_at, failed.failing_since, failed.trouble.as_deref()),
                (60, Some(20), Some("no such name"))
            );
            assert_eq!(failed.turn_until, None, "that turn is over");
            acme_certificate::take_turn(tx, &failed, (90, 200))?;
            acme_certificate::unfinished(tx, ID, 65, "dead")?;
            let dead = acme_certificate::all(tx)?.remove(0);
            assert_eq!(
                (dead.due_at, dead.turn_until, dead.failing_since, dead.trouble.as_deref()),
                (200, Some(90), Some(20), Some("dead"))
            );
            assert!(!acme_certificate::failed(tx, (ID, 1), (70, 71), "late")?);
            assert!(acme_certificate::failed(tx, (ID, 2), (80, 300), "again")?);
            let again = acme_certificate::all(tx)?.remove(0);
            assert_eq!((again.due_at, again.failures, again.failing_since), (300, 2, Some(20)));
            assert_eq!(acme_certificate::editions(tx)?, []);
            acme_certificate::take_turn(tx, &again, (350, 400))?;
            let (sealed, not_before) = (b"sealed", 80);
            let issued = Issued { chain: "PEM", sealed, issued_at: 90, not_before, not_after: 900, due_at: 600 };
            assert!(acme_certificate::issued(tx, ID, &issued)?);
            assert!(!acme_certificate::issued(tx, OTHER, &issued)?);
            assert_eq!(acme_certificate::editions(tx)?, [(ID, 90)]);
            Ok::<_, Error>(acme_certificate::all(tx)?.remove(0))
        });
        let now = written.await.unwrap();
        assert_eq!(
            (now.failures, now.turn_until, now.failing_since, now.trouble, now.due_at),
            (0, None, None, None, 600)
        );
        assert_eq!(
            (now.chain.as_deref(), now.sealed.as_deref(), now.not_before, now.not_after),
            (Some("PEM"), Some(&b"sealed"[..]), Some(80), Some(900))
        );
    })
    .await;
}

#[tokio::test]
async fn challenges_are_kept_for_a_while_and_accounts_for_good() {
    on_each_engine(async |store| {
        let challenge = |token: &str, turn: i64, expires_at| AcmeChallenge {
            token: token.into(),
            turn: (ID, turn),
            name: "id.example.com".into(),
            answer: format!("{token}.print"),
            expires_at,
        };
        let (first, second, old) = (challenge("t1", 1, 50), challenge("t2", 2, 60), challenge("t0", 3, 9));
        let kept = [first.clone(), second.clone()];
        let written = store.write("challenges", move |tx| {
            for one in [&first, &second, &old] {
                acme_challenge::put(tx, one)?;
            }
            assert_eq!(acme_challenge::alive(tx, 10)?, kept);
            acme_challenge::delete(tx, (OTHER, 2), 10)?;
            acme_challenge::delete(tx, (ID, 1), 10)?;
            Ok::<_, Error>((acme_challenge::alive(tx, 0)?, second.clone()))
        });
        let (left, second) = written.await.unwrap();
        assert_eq!(left, [second]);
        let account = |id, sealed: &[u8]| AcmeAccount {
            id: AcmeAccountId::from_bytes([id; 16]),
            directory: DIRECTORY.into(),
            sealed: sealed.to_vec(),
            created_at: 1,
        };
        let (one, two) = (account(1, b"one"), account(2, b"two"));
        let expected = two.clone();
        let written = store.write("accounts", move |tx| {
            acme_account::replace(tx, &one)?;
            acme_account::replace(tx, &two)?;
            let found = acme_account::find(tx, DIRECTORY)?;
            assert_eq!(acme_account::sweep(tx, DIRECTORY)?, 0);
            acme_certificate::insert(tx, ID, (DIRECTORY, "id.example.com"), 5)?;
            assert_eq!(acme_account::sweep(tx, "https://other.example")?, 0);
            let row = acme_certificate::all(tx)?.remove(0);
            acme_certificate::delete(tx, &row)?;
            assert_eq!(acme_account::sweep(tx, "https://other.example")?, 1);
            Ok::<_, Error>((found, acme_account::find(tx, DIRECTORY)?))
        });
        assert_eq!(written.await.unwrap(), (Some(expected), None));
    })
    .await;
}
