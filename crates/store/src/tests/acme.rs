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
        assert!(store.write("turn", move |tx| acme_certificate::take_turn(tx, &seen, 100)).await.unwrap());
        assert!(!store.write("turn", move |tx| acme_certificate::take_turn(tx, &second, 100)).await.unwrap());
        let now = store.read("all", acme_certificate::all).await.unwrap().remove(0);
        assert_eq!((now.due_at, now.failures, now.failing_since), (100, 1, None));
        let hurry =
            |name: &'static str| store.write("hurry", move |tx| acme_certificate::hurry(tx, (DIRECTORY, name), 50));
        assert!(!hurry("login.example.com").await.unwrap());
        assert!(hurry("id.example.com").await.unwrap() && !hurry("id.example.com").await.unwrap());
        let now = store.read("all", acme_certificate::all).await.unwrap().remove(0);
        assert_eq!((now.due_at, now.failures), (50, 1));
    })
    .await;
}

// Issue 9, 8: failures are kept with their reason, a late one of an earlier turn changes nothing, and a certificate ends them.
#[tokio::test]
async fn failures_stay_until_a_certificate_comes() {
    on_each_engine(async |store| {
        let seen = with_a_name(&store).await;
        let written = store.write("failures", move |tx| {
            acme_certificate::take_turn(tx, &seen, 100)?;
            assert!(acme_certificate::failed(tx, (ID, 1), (20, 60), "no such name")?);
            let failed = acme_certificate::all(tx)?.remove(0);
            assert_eq!(
                (failed.due_at, failed.failing_since, failed.trouble.as_deref()),
                (60, Some(20), Some("no such name"))
            );
            acme_certificate::take_turn(tx, &failed, 200)?;
            assert!(!acme_certificate::failed(tx, (ID, 1), (70, 71), "late")?);
            assert!(acme_certificate::failed(tx, (ID, 2), (80, 300), "again")?);
            let again = acme_certificate::all(tx)?.remove(0);
            assert_eq!((again.due_at, again.failures, again.failing_since), (300, 2, Some(20)));
            assert_eq!(acme_certificate::editions(tx)?, []);
            let issued = Issued { chain: "PEM", sealed: b"sealed", issued_at: 90, not_after: 900, due_at: 600 };
            assert!(acme_certificate::issued(tx, ID, &issued)?);
            assert!(!acme_certificate::issued(tx, OTHER, &issued)?);
            assert_eq!(acme_certificate::editions(tx)?, [(ID, 90)]);
            Ok::<_, Error>(acme_certificate::all(tx)?.remove(0))
        });
        let now = written.await.unwrap();
        assert_eq!((now.failures, now.failing_since, now.trouble, now.due_at), (0, None, None, 600));
        assert_eq!(
            (now.chain.as_deref(), now.sealed.as_deref(), now.not_after),
            (Some("PEM"), Some(&b"sealed"[..]), Some(900))
        );
    })
    .await;
}

#[tokio::test]
async fn challenges_are_kept_for_a_while_and_accounts_for_good() {
    on_each_engine(async |store| {
        let challenge = |token: &str, name: &str, expires_at| AcmeChallenge {
            token: token.into(),
            name: name.into(),
            answer: format!("{token}.print"),
            expires_at,
        };
        let (first, second, old) =
            (challenge("t1", "a.example", 50), challenge("t2", "b.example", 60), challenge("t0", "c.example", 9));
        let kept = [first.clone(), second.clone()];
        let written = store.write("challenges", move |tx| {
            for one in [&first, &second, &old] {
                acme_challenge::put(tx, one)?;
            }
            assert_eq!(acme_challenge::alive(tx, 10)?, kept);
            acme_challenge::delete(tx, "a.example", 10)?;
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
            acme_account::delete(tx, DIRECTORY)?;
            Ok::<_, Error>((found, acme_account::find(tx, DIRECTORY)?))
        });
        assert_eq!(written.await.unwrap(), (Some(expected), None));
    })
    .await;
}
