//! What is known against models and batches: it holds on every node, after every start, and whatever files are there; and nothing older takes
//! its place.

use crate::attestation::{asks, evidence, files, holder, key, made_by, maker, refresh, sign_up};
use crate::support::app::{CLASSIC, SMART};
use crate::support::{TestApp, on_both_engines};
use authenticator::{Authenticator, Conveyance, Maker, Setup};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::App;
use domain::metadata::{Files, Occasion, RefreshError, Refreshed};
use domain::settings::AttestationMode;
use serde_json::{Value, json};
use store::attestation::Verdict;

const REVOKED: (&str, &str) = ("REVOKED", "2026-01-01");

/// An edition with one model.
fn edition(maker: &Maker, number: u64, statuses: &[(&str, &str)]) -> Files {
    files(maker, number, vec![maker.metadata_entry(&key(maker), "Example Key 5", statuses)], Vec::new())
}

/// An edition in which this batch's attestation key has leaked.
fn leaked(maker: &Maker, number: u64, batch: &[u8]) -> Files {
    let mut entry = maker.metadata_entry(&key(maker), "Example Key 5", &[("ATTESTATION_KEY_COMPROMISE", "2026-01-01")]);
    entry["statusReports"][0]["certificate"] = STANDARD.encode(batch).into();
    files(maker, number, vec![entry], Vec::new())
}

async fn take(app: &App, files: &Files, occasion: Occasion) -> Result<Refreshed, RefreshError> {
    domain::metadata::refresh(app, domain::metadata::read(files, app.now())?, occasion).await
}

fn number(app: &App) -> Option<i64> {
    app.metadata().edition().map(|edition| edition.number)
}

async fn verdicts(app: &TestApp, base: &str) -> Vec<Verdict> {
    evidence(app, base).await.iter().map(|row| row.verdict).collect()
}

async fn sign_in_is_refused(app: &TestApp, base: &str, device: Authenticator) -> Authenticator {
    let mut member = holder(app, base, Setup::phone());
    member.authenticator = device;
    let answer = member.sign_in().await;
    answer.assert_refused(401, "passkey_revoked");
    app.assert_refused(base, &answer, "model_not_trusted").await;
    member.authenticator
}

on_both_engines! {
    // A start whose files are gone, out of date or not yet read must not let broken models in again.
    async fn a_broken_model_stays_out_after_a_start_without_metadata(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        refresh(&app, &edition(&maker, 1, &[])).await.unwrap();
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        let device = ada.authenticator;
        refresh(&app, &edition(&maker, 2, &[REVOKED])).await.unwrap();
        let device = sign_in_is_refused(&app, SMART, device).await;
        let app = app.restarted().await;
        assert_eq!(number(&app.app), None, "nothing was read");
        let in_force = app.app.snapshot();
        let in_force = in_force.metadata().unwrap();
        let (aaguid, flaw) = in_force.distrusted.first_key_value().unwrap();
        assert_eq!((in_force.edition.number, aaguid.0), (2, key(&maker).aaguid));
        assert_eq!((flaw.name.as_str(), flaw.why.as_str()), ("Example Key 5", "revoked"));
        sign_in_is_refused(&app, SMART, device).await;
    }

    // Of passkeys from before anybody asked nothing is kept: they are judged by their model number.
    async fn a_passkey_without_a_kept_proof_is_judged_by_its_model(app: TestApp) {
        let maker = maker();
        let mut ada = holder(&app, SMART, Setup { conveyance: Conveyance::Always, ..key(&maker) });
        ada.sign_up("ada").await.ok();
        let device = ada.authenticator;
        asks(&app, SMART, AttestationMode::Require).await;
        let refreshed = refresh(&app, &edition(&maker, 1, &[REVOKED])).await.unwrap();
        assert_eq!((refreshed.judged_again, refreshed.distrusted[0].passkeys), (0, 1));
        let device = sign_in_is_refused(&app, SMART, device).await;
        sign_in_is_refused(&app.restarted().await, SMART, device).await;
    }

    // One node's refresh is every node's judgement, within the second in which they read their settings again.
    async fn every_node_judges_by_the_newest_edition(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        let (old, new) = (edition(&maker, 6, &[]), edition(&maker, 7, &[REVOKED]));
        refresh(&app, &old).await.unwrap();
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        let device = ada.authenticator;
        let other = app.other_node().await;
        take(&other, &new, Occasion::Asked).await.unwrap();

        app.app.refresh().await.unwrap();
        assert_eq!(number(&app.app), Some(6), "it has not read the new file");
        sign_in_is_refused(&app, SMART, device).await;
        let late = sign_up(&app, SMART, key(&maker), "bob").await;
        late.assert_refused(422, "no_compatible_device");
        app.assert_refused(SMART, &late, "attestation_policy").await;
        // Its own file is as old as before; then somebody copies the new one.
        let behind = take(&app.app, &old, Occasion::CaughtUp).await;
        assert!(matches!(behind, Err(RefreshError::Older { offered: 6, used: 7 })), "{behind:?}");
        take(&app.app, &new, Occasion::CaughtUp).await.unwrap();
        assert_eq!(number(&app.app), Some(7));
    }

    async fn no_edition_is_replaced_by_none(app: TestApp) {
        let maker = maker();
        refresh(&app, &edition(&maker, 7, &[REVOKED])).await.unwrap();
        let without = Files { authorities: vec![maker.root_der().to_vec()], ..Files::default() };
        for occasion in [Occasion::Asked, Occasion::Start] {
            let refused = take(&app.app, &without, occasion).await;
            assert!(matches!(refused, Err(RefreshError::Missing { used: 7 })), "{refused:?}");
        }
        assert_eq!(number(&app.app), Some(7));
        assert_eq!(app.app.snapshot().metadata().unwrap().distrusted.len(), 1);
    }

    // The way out of a wrong number: other roots have a series of their own, and the way back is closed.
    async fn each_signer_counts_for_itself(app: TestApp) {
        let (first, second) = (maker(), maker());
        refresh(&app, &edition(&first, 999_999, &[REVOKED])).await.unwrap();
        let catching_up = take(&app.app, &edition(&second, 3, &[]), Occasion::CaughtUp).await;
        assert!(matches!(catching_up, Err(RefreshError::OtherSigner)), "not by itself: {catching_up:?}");
        refresh(&app, &edition(&second, 3, &[])).await.unwrap();
        assert_eq!(number(&app.app), Some(3));
        assert!(app.app.snapshot().metadata().unwrap().distrusted.is_empty());
        let mut both = edition(&second, 2, &[]);
        assert!(matches!(refresh(&app, &both).await, Err(RefreshError::Older { offered: 2, used: 3 })));
        let back = refresh(&app, &edition(&first, 8, &[])).await;
        assert!(matches!(back, Err(RefreshError::Older { offered: 8, used: 999_999 })), "{back:?}");
        // The same roots once more, and in another order, are no other signer.
        both = edition(&second, 4, &[]);
        both.roots = vec![first.root_der().to_vec(), second.root_der().to_vec()];
        refresh(&app, &both).await.unwrap();
        let older = [vec![1, 0], vec![0, 1, 1]].map(|order| {
            let roots = order.into_iter().map(|at: usize| both.roots[at].clone()).collect();
            Files { roots, ..edition(&second, 3, &[]) }
        });
        for older in older {
            assert!(matches!(refresh(&app, &older).await, Err(RefreshError::Older { offered: 3, used: 4 })));
        }
    }

    // What is kept is judged again: the certificates of a batch are nowhere else.
    async fn a_leaked_batch_signs_in_no_more(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        refresh(&app, &edition(&maker, 1, &[])).await.unwrap();
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        let device = ada.authenticator;
        // Another batch than hers, and then her own.
        let refreshed = refresh(&app, &leaked(&maker, 2, &crate::attestation::maker().chain()[0])).await.unwrap();
        assert_eq!((refreshed.judged_again, refreshed.proofs_distrusted), (1, 0));
        let mut ada = holder(&app, SMART, key(&maker));
        ada.authenticator = device;
        ada.sign_in().await.ok();
        let device = ada.authenticator;

        let batch = maker.chain().remove(0);
        let refreshed = refresh(&app, &leaked(&maker, 3, &batch)).await.unwrap();
        assert_eq!((refreshed.judged_again, refreshed.proofs_distrusted), (1, 1));
        assert!(refreshed.distrusted.is_empty(), "the model as a whole is sound");
        let row = evidence(&app, SMART).await.remove(0);
        assert_eq!((row.verdict, row.metadata_number), (Verdict::Distrusted, Some(3)));
        let device = sign_in_is_refused(&app, SMART, device).await;
        let app = app.restarted().await;
        let device = sign_in_is_refused(&app, SMART, device).await;

        // The report was a mistake and is taken back.
        refresh(&app, &edition(&maker, 4, &[("FIDO_CERTIFIED_L2", "2026-01-01")])).await.unwrap();
        let row = evidence(&app, SMART).await.remove(0);
        assert_eq!((row.verdict, row.certification.as_deref()), (Verdict::Trusted, Some("L2")));
        let mut ada = holder(&app, SMART, key(&maker));
        ada.authenticator = device;
        ada.sign_in().await.ok();
    }

    // The leaked key is that of an authority, which stands in no chain itself.
    async fn a_leaked_authority_ends_the_trust_below_it(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        refresh(&app, &edition(&maker, 1, &[])).await.unwrap();
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        let device = ada.authenticator;
        refresh(&app, &leaked(&maker, 2, maker.root_der())).await.unwrap();
        assert_eq!(verdicts(&app, SMART).await, [Verdict::Distrusted]);
        sign_in_is_refused(&app, SMART, device).await;
        asks(&app, SMART, AttestationMode::Observe).await;
        sign_up(&app, SMART, key(&maker), "bob").await.ok();
        assert_eq!(verdicts(&app, SMART).await, [Verdict::Distrusted, Verdict::Distrusted]);
    }

    // Where nobody has to prove anything the verdict is recorded, and opens no gap once somebody has to.
    async fn a_verdict_of_distrust_waits_for_a_stricter_pool(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Observe).await;
        refresh(&app, &leaked(&maker, 1, &maker.chain()[0])).await.unwrap();
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        ada.token = None;
        ada.sign_in().await.ok();
        assert_eq!(verdicts(&app, SMART).await, [Verdict::Distrusted]);
        let device = ada.authenticator;
        asks(&app, SMART, AttestationMode::Require).await;
        sign_in_is_refused(&app, SMART, device).await;
    }

    // U2F models have no model number: nothing but the certificate of the registration tells them.
    async fn a_revoked_u2f_model_proves_nothing_any_more(app: TestApp) {
        let maker = maker();
        let old = made_by(&maker, Setup::u2f_key());
        app.set(CLASSIC, |settings| {
            settings.second_factor_passkeys = true;
            settings.attestation.mode = AttestationMode::Require;
        })
        .await;
        let knows = async |number, statuses: &[(&str, &str)]| {
            let entries: Vec<Value> = [(key(&maker), "Example Key 5", &[][..]), (old.clone(), "Old Key", statuses)]
                .into_iter()
                .map(|(setup, name, statuses)| maker.metadata_entry(&setup, name, statuses))
                .collect();
            refresh(&app, &files(&maker, number, entries, Vec::new())).await.unwrap()
        };
        knows(1, &[]).await;
        let mut ada = holder(&app, CLASSIC, key(&maker));
        ada.sign_up("ada").await.ok();
        ada.authenticator = Authenticator::new(old.clone());
        ada.enrol("/account/passkeys", &json!({})).await.ok();
        app.without_phone(CLASSIC, "ada").await;
        ada.step_up().await.ok();
        let refreshed = knows(2, &[REVOKED]).await;
        assert_eq!((refreshed.judged_again, refreshed.proofs_distrusted), (1, 1));
        let answer = ada.step_up().await;
        answer.assert_refused(401, "passkey_revoked");
        app.assert_refused(CLASSIC, &answer, "model_not_trusted").await;
    }

    // A start reads no passkeys where nothing is new; one that was cut off is made good, and so is what a node registered while it knew less.
    async fn a_start_judges_only_what_is_due(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Observe).await;
        refresh(&app, &edition(&maker, 1, &[])).await.unwrap();
        sign_up(&app, SMART, key(&maker), "ada").await.ok();
        let node = app.other_node().await;
        let again = take(&node, &edition(&maker, 1, &[]), Occasion::Start).await.unwrap();
        assert_eq!((again.judged_again, again.distrusted.len()), (0, 0));
        let newer = edition(&maker, 2, &[REVOKED]);
        let started = take(&node, &newer, Occasion::Start).await.unwrap();
        assert_eq!((started.judged_again, started.proofs_distrusted, started.distrusted.len()), (1, 1, 1));
        assert_eq!(take(&node, &newer, Occasion::Start).await.unwrap().judged_again, 0);

        sign_up(&app, SMART, key(&maker), "bob").await.ok();
        assert_eq!(verdicts(&app, SMART).await, [Verdict::Distrusted, Verdict::Trusted]);
        let caught_up = take(&app.app, &newer, Occasion::CaughtUp).await.unwrap();
        assert_eq!((caught_up.judged_again, caught_up.proofs_distrusted), (1, 1));
        assert_eq!(verdicts(&app, SMART).await, [Verdict::Distrusted, Verdict::Distrusted]);
    }

    // More than fit into one page.
    async fn many_are_judged_page_by_page(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Observe).await;
        refresh(&app, &edition(&maker, 1, &[])).await.unwrap();
        sign_up(&app, SMART, key(&maker), "ada").await.ok();
        let row = evidence(&app, SMART).await.remove(0);
        let copies: u64 = 120;
        let seeded = app.store.write("seed", move |tx| {
            let original = store::passkey::find(tx, row.pool_id, row.passkey_id)?.unwrap();
            for number in 0..copies {
                let id = store::id::PasskeyId::from_parts(number, [7; 10]);
                let credential_id = format!("copy number {number:>10}").into_bytes();
                assert!(store::passkey::insert(tx, &store::passkey::Passkey { id, credential_id, ..original.clone() })?);
                store::attestation::insert(tx, &store::attestation::Attestation { passkey_id: id, ..row.clone() })?;
            }
            Ok::<_, store::Error>(())
        });
        seeded.await.unwrap();
        let refreshed = refresh(&app, &edition(&maker, 2, &[REVOKED])).await.unwrap();
        let all = copies + 1;
        assert_eq!((refreshed.judged_again, refreshed.proofs_distrusted), (all, all));
        assert_eq!(refreshed.distrusted[0].passkeys, all);
    }
}
