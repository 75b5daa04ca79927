//! Attestations: as they went so they come back, page by page, and none outlives its passkey.

use super::{PASSKEY, POOL, TENANT, USER, passkey, with_a_member};
use crate::{
    Error, Tx,
    attestation::{self, Attestation, Due, Judgement, Verdict},
    id::{PasskeyId, PoolId},
    passkey,
    testing::on_each_engine,
};

fn kept(passkey: PasskeyId) -> Attestation {
    Attestation {
        pool_id: POOL,
        passkey_id: passkey,
        tenant_id: TENANT,
        format: "packed".into(),
        verdict: Verdict::NotJudged,
        model: None,
        certification: None,
        metadata_number: None,
        attestation_object: vec![0xa3; 5_000],
        client_data_json: b"{}".to_vec(),
        at: 10,
    }
}

const FIRST: (PoolId, PasskeyId) = (PoolId::NIL, PasskeyId::NIL);

fn find(tx: &mut Tx<'_>) -> Result<Option<Attestation>, Error> {
    Ok(attestation::page(tx, FIRST, Due::All, 2)?.pop())
}

/// What a sign-in reads of the passkey.
fn is_distrusted(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(passkey::look_up(tx, TENANT, "acme.example", &[7; 20])?.facts.is_some_and(|facts| facts.is_distrusted))
}

#[tokio::test]
async fn an_attestation_is_kept_whole_and_judged_again() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let judgement = Judgement {
            pool_id: POOL,
            passkey_id: PASSKEY,
            verdict: Verdict::Trusted,
            model: Some("A key".into()),
            certification: Some("FIDO_CERTIFIED_L1".into()),
            metadata_number: Some(7),
        };
        let found = store.write("keep", move |tx| {
            attestation::insert(tx, &kept(PASSKEY))?;
            let before = find(tx)?;
            assert!(attestation::judge(tx, &judgement)?);
            assert!(!attestation::judge(tx, &Judgement { passkey_id: PasskeyId::NIL, ..judgement.clone() })?);
            Ok::<_, Error>((before, find(tx)?))
        });
        let judged = Attestation {
            verdict: Verdict::Trusted,
            model: Some("A key".into()),
            certification: Some("FIDO_CERTIFIED_L1".into()),
            metadata_number: Some(7),
            ..kept(PASSKEY)
        };
        assert_eq!(found.await.unwrap(), (Some(kept(PASSKEY)), Some(judged)));
    })
    .await;
}

#[tokio::test]
async fn no_attestation_outlives_its_passkey() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let left = store.write("delete", |tx| {
            attestation::insert(tx, &kept(PASSKEY))?;
            assert!(passkey::delete(tx, POOL, USER, PASSKEY)?);
            find(tx)
        });
        assert_eq!(left.await.unwrap(), None);
        let orphan = store.write("orphan", |tx| attestation::insert(tx, &kept(PASSKEY))).await;
        assert!(matches!(orphan, Err(Error::Driver { .. })), "none without its passkey");
    })
    .await;
}

// A sign-in reads the passkey and not its attestation.
#[tokio::test]
async fn distrust_stands_beside_the_passkey() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let judgement = |verdict| Judgement {
            pool_id: POOL,
            passkey_id: PASSKEY,
            verdict,
            model: None,
            certification: None,
            metadata_number: Some(8),
        };
        let seen = store.write("judge", move |tx| {
            let mut seen = vec![is_distrusted(tx)?];
            attestation::insert(tx, &Attestation { verdict: Verdict::Distrusted, ..kept(PASSKEY) })?;
            seen.push(is_distrusted(tx)?);
            for verdict in [Verdict::Trusted, Verdict::Distrusted, Verdict::Distrusted, Verdict::Untrusted] {
                attestation::judge(tx, &judgement(verdict))?;
                seen.push(is_distrusted(tx)?);
            }
            Ok::<_, Error>(seen)
        });
        assert_eq!(seen.await.unwrap(), [false, true, false, true, true, false]);
    })
    .await;
}

#[tokio::test]
async fn passkeys_of_a_model_are_counted() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let count = |aaguid| store.read("count", move |tx| passkey::count_of_model(tx, aaguid));
        assert_eq!((count([6; 16]).await.unwrap(), count([5; 16]).await.unwrap()), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn all_are_paged_through_or_those_of_other_editions() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let ids: Vec<_> = (10..15_u8).map(|number| PasskeyId::from_bytes([number; 16])).collect();
        let given = ids.clone();
        let seeded = store.write("seed", move |tx| {
            for (number, id) in (0..).zip(&given) {
                let credential_id = id.as_bytes().to_vec();
                assert!(passkey::insert(tx, &passkey::Passkey { id: *id, credential_id, ..passkey() })?);
                let metadata_number = (number > 0).then_some(number % 2);
                attestation::insert(tx, &Attestation { metadata_number, ..kept(*id) })?;
            }
            Ok::<_, Error>(())
        });
        seeded.await.unwrap();
        // Numbers: none, 1, 0, 1, 0.
        let due = [(Due::All, ids.clone()), (Due::Except(1), vec![ids[0], ids[2], ids[4]])];
        for (due, expected) in due {
            let (mut seen, mut after) = (Vec::new(), FIRST);
            loop {
                let page = store.read("page", move |tx| attestation::page(tx, after, due, 2)).await.unwrap();
                let Some(last) = page.last() else { break };
                assert!(page.len() <= 2);
                after = (last.pool_id, last.passkey_id);
                seen.extend(page.into_iter().map(|row| row.passkey_id));
            }
            assert_eq!(seen, expected, "{due:?}");
        }
    })
    .await;
}
