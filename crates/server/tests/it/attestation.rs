//! Which authenticators a pool lets in: attestation asked for, observed, required; lists, certification, metadata and its refreshing.

use crate::support::app::{CLASSIC, SMART};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::{
    Attestation, Authenticator, Blob, BlobLie, Conveyance, KeyDescription, Lie, Maker, Making, Setup, TpmLie,
};
use domain::metadata::{Files, Occasion, RefreshError, Refreshed};
use domain::settings::AttestationMode;
use serde_json::Value;
use store::attestation::{Due, Verdict};
use webauthn::metadata::MetadataError;
use webauthn::{Aaguid, Certification};

pub(crate) fn maker() -> Maker {
    Maker::new(Making { intermediate: true, ..Making::default() }).unwrap()
}

pub(crate) fn made_by(maker: &Maker, setup: Setup) -> Setup {
    Setup { maker: Some(maker.clone()), ..setup }
}

/// A security key that proves its make.
pub(crate) fn key(maker: &Maker) -> Setup {
    made_by(maker, Setup::security_key_over("usb"))
}

/// Who holds this device.
pub(crate) fn holder<'a>(app: &'a TestApp, base: &str, setup: Setup) -> Actor<'a> {
    let mut program = app.program(base);
    program.authenticator = Authenticator::new(setup);
    program
}

pub(crate) async fn sign_up(app: &TestApp, base: &str, setup: Setup, name: &str) -> Answer {
    // Rows of one moment have no order.
    app.advance_seconds(1);
    holder(app, base, setup).sign_up(name).await
}

/// Metadata of the maker's, as its own service publishes it.
pub(crate) fn files(maker: &Maker, number: u64, entries: Vec<Value>, lies: Vec<BlobLie>) -> Files {
    let blob = Blob { entries, number, next_update: "2100-01-01".to_owned(), lies };
    Files {
        blob: Some(maker.metadata_blob(&blob).unwrap().into_bytes()),
        roots: vec![maker.root_der().to_vec()],
        ..Files::default()
    }
}

pub(crate) async fn refresh(app: &TestApp, files: &Files) -> Result<Refreshed, RefreshError> {
    let read = domain::metadata::read(files, app.app.now())?;
    domain::metadata::refresh(&app.app, read, Occasion::Asked).await
}

async fn knows(app: &TestApp, maker: &Maker, number: u64, statuses: &[(&str, &str)]) -> Refreshed {
    let entry = maker.metadata_entry(&key(maker), "Example Key 5", statuses);
    refresh(app, &files(maker, number, vec![entry], Vec::new())).await.unwrap()
}

pub(crate) async fn asks(app: &TestApp, base: &str, mode: AttestationMode) {
    app.set(base, |settings| settings.attestation.mode = mode).await;
}

/// What was recorded about the make of this member's passkeys.
pub(crate) async fn evidence(app: &TestApp, base: &str) -> Vec<store::attestation::Attestation> {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    let pool = app.app.snapshot().door(tenant, workspace).unwrap().pool.id;
    let after = (pool, store::id::PasskeyId::NIL);
    let rows = app.store.read("evidence", move |tx| store::attestation::page(tx, after, Due::All, 10)).await.unwrap();
    rows.into_iter().filter(|row| row.pool_id == pool).collect()
}

async fn assert_unfit(app: &TestApp, answer: &Answer, reason: &str) {
    // S1-31: "attestation policy unmet".
    answer.assert_refused(422, "no_compatible_device");
    app.assert_refused(SMART, answer, reason).await;
}

on_both_engines! {
    async fn nothing_is_asked_for_by_default(app: TestApp) {
        let begun = app.program(SMART).post("/sign-up/passkey/begin", &serde_json::json!({ "identifier": "ada" })).await.ok();
        assert_eq!(begun["publicKey"]["attestation"], "none");
        sign_up(&app, SMART, key(&maker()), "ada").await.ok();
        assert!(evidence(&app, SMART).await.is_empty());
    }

    async fn observing_records_and_refuses_nobody(app: TestApp) {
        let (known, unknown) = (maker(), maker());
        asks(&app, SMART, AttestationMode::Observe).await;
        knows(&app, &known, 1, &[("FIDO_CERTIFIED_L2", "2024-01-01")]).await;
        sign_up(&app, SMART, key(&known), "ada").await.ok();
        sign_up(&app, SMART, key(&unknown), "bob").await.ok();
        sign_up(&app, SMART, Setup::phone(), "eve").await.ok();
        let rows = evidence(&app, SMART).await;
        let told: Vec<_> = rows.iter().map(|row| (row.verdict, row.model.as_deref(), row.certification.as_deref())).collect();
        let name = Some("Example Key 5");
        // The second says that it is the same model, and proves nothing.
        assert_eq!(told, [(Verdict::Trusted, name, Some("L2")), (Verdict::Untrusted, None, None)]);
        assert_eq!((rows[0].format.as_str(), rows[0].metadata_number), ("packed", Some(1)));
        assert!(!rows[0].attestation_object.is_empty() && !rows[0].client_data_json.is_empty());
    }

    async fn requiring_lets_in_only_who_proves_its_make(app: TestApp) {
        let (known, unknown) = (maker(), maker());
        asks(&app, SMART, AttestationMode::Require).await;
        knows(&app, &known, 1, &[]).await;
        let begun = app.program(SMART).post("/sign-up/passkey/begin", &serde_json::json!({ "identifier": "ada" })).await.ok();
        assert_eq!(begun["publicKey"]["attestation"], "direct");
        sign_up(&app, SMART, key(&known), "ada").await.ok();
        assert_unfit(&app, &sign_up(&app, SMART, key(&unknown), "bob").await, "untrusted_attestation").await;
        assert_unfit(&app, &sign_up(&app, SMART, Setup::phone(), "eve").await, "attestation_policy").await;
        assert_unfit(&app, &sign_up(&app, SMART, Setup::security_key(), "eve").await, "attestation_policy").await;
        let mut forged = holder(&app, SMART, key(&known));
        forged.authenticator.lie(Lie::Signature);
        let answer = forged.sign_up("mallory").await;
        app.assert_refused(SMART, &answer, "invalid_attestation_signature").await;
    }

    // Every format goes the whole way, with its own maker among the operator's authorities.
    async fn every_format_proves_its_make(app: TestApp) {
        let maker = maker();
        for base in [SMART, CLASSIC] {
            asks(&app, base, AttestationMode::Require).await;
        }
        let files = Files { authorities: vec![maker.root_der().to_vec()], ..Files::default() };
        refresh(&app, &files).await.unwrap();
        let formats = [
            Attestation::Packed, Attestation::Tpm, Attestation::AndroidKey, Attestation::Apple, Attestation::Compound,
        ];
        for (number, attestation) in formats.into_iter().enumerate() {
            app.advance_seconds(1);
            let setup = Setup { attestation, algorithms: vec![-7], ..key(&maker) };
            let mut member = holder(&app, SMART, setup);
            member.sign_up(&format!("member{number}")).await.ok();
            member.token = None;
            member.sign_in().await.ok();
        }
        let told: Vec<_> = evidence(&app, SMART).await.into_iter().map(|row| (row.format, row.verdict)).collect();
        let trusted = |format: &str| (format.to_owned(), Verdict::Trusted);
        assert_eq!(told, ["packed", "tpm", "android-key", "apple", "compound"].map(trusted));

        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let mut member = holder(&app, CLASSIC, key(&maker));
        member.sign_up("ada").await.ok();
        app.advance_seconds(1);
        member.authenticator = Authenticator::new(made_by(&maker, Setup::u2f_key()));
        member.enrol("/account/passkeys", &serde_json::json!({})).await.ok();
        assert_eq!(evidence(&app, CLASSIC).await.last().unwrap().format, "fido-u2f");
    }

    // What U2F signs leaves the model out: a key that names one is not on the list for it.
    async fn an_old_key_cannot_claim_a_model(app: TestApp) {
        let maker = maker();
        let claimed = Setup { aaguid: key(&maker).aaguid, ..made_by(&maker, Setup::u2f_key()) };
        let files = Files { authorities: vec![maker.root_der().to_vec()], ..Files::default() };
        refresh(&app, &files).await.unwrap();
        app.set(CLASSIC, |settings| {
            settings.second_factor_passkeys = true;
            settings.attestation.mode = AttestationMode::Require;
            settings.attestation.allow = vec![Aaguid(key(&maker).aaguid)];
        })
        .await;
        let mut ada = holder(&app, CLASSIC, key(&maker));
        ada.sign_up("ada").await.ok();
        for setup in [claimed.clone(), Setup { aaguid: [0; 16], ..claimed }] {
            ada.authenticator = Authenticator::new(setup);
            let answer = ada.enrol("/account/passkeys", &serde_json::json!({})).await;
            answer.assert_refused(422, "no_compatible_device");
            app.assert_refused(CLASSIC, &answer, "attestation_policy").await;
        }
    }

    // Where nobody reads the model, a sound statement comes in whatever is claimed, and the claim is not kept.
    async fn an_old_key_is_kept_without_a_model(app: TestApp) {
        let maker = maker();
        let claimed = Setup { aaguid: *b"claimed-by-a-u2f", ..made_by(&maker, Setup::u2f_key()) };
        app.set(CLASSIC, |settings| settings.second_factor_passkeys = true).await;
        let mut ada = holder(&app, CLASSIC, key(&maker));
        ada.sign_up("ada").await.ok();
        for mode in [AttestationMode::None, AttestationMode::Observe] {
            asks(&app, CLASSIC, mode).await;
            ada.authenticator = Authenticator::new(Setup { conveyance: Conveyance::Always, ..claimed.clone() });
            ada.enrol("/account/passkeys", &serde_json::json!({})).await.ok();
        }
        let of_model = async |aaguid: [u8; 16]| {
            app.store.read("passkeys", move |tx| store::passkey::count_of_model(tx, aaguid)).await.unwrap()
        };
        assert_eq!((of_model([0; 16]).await, of_model(claimed.aaguid).await), (2, 0));
        app.set(CLASSIC, |settings| settings.attestation.deny = vec![Aaguid([9; 16])]).await;
        ada.authenticator = Authenticator::new(claimed);
        let answer = ada.enrol("/account/passkeys", &serde_json::json!({})).await;
        app.assert_refused(CLASSIC, &answer, "attestation_policy").await;
    }

    // Older machines know nothing but SHA-1: they come in where nothing has to be trusted, and are never trusted.
    async fn sha_1_comes_in_and_proves_nothing(app: TestApp) {
        let maker = Maker::new(Making { tpm_algorithm: -65535, ..Making::default() }).unwrap();
        let laptop = || made_by(&maker, Setup { conveyance: Conveyance::Always, ..Setup::laptop() });
        let files = Files { authorities: vec![maker.root_der().to_vec()], ..Files::default() };
        refresh(&app, &files).await.unwrap();
        sign_up(&app, SMART, laptop(), "ada").await.ok();
        asks(&app, SMART, AttestationMode::Observe).await;
        sign_up(&app, SMART, laptop(), "bob").await.ok();
        let told: Vec<_> = evidence(&app, SMART).await.into_iter().map(|row| (row.format, row.verdict)).collect();
        assert_eq!(told, [("tpm".to_owned(), Verdict::Untrusted)]);
        asks(&app, SMART, AttestationMode::Require).await;
        let refused = sign_up(&app, SMART, laptop(), "eve").await;
        app.assert_refused(SMART, &refused, "unsupported_algorithm").await;
    }

    // A certificate proves little about a key that its maker's hardware did not make, or of which only Android speaks.
    async fn requiring_proof_is_requiring_hardware(app: TestApp) {
        let maker = maker();
        let files = Files { authorities: vec![maker.root_der().to_vec()], ..Files::default() };
        refresh(&app, &files).await.unwrap();
        let imported = (Attestation::Tpm, Lie::Tpm(TpmLie::Attributes(0x0004_0040)), "attestation_policy");
        let software = (Attestation::AndroidKey, Lie::KeyDescription(KeyDescription::SoftwareOnly), "attestation_cert_invalid");
        for (attestation, lie, reason) in [imported, software] {
            let mut member = holder(&app, SMART, Setup { attestation, algorithms: vec![-7], ..key(&maker) });
            member.authenticator.lie(lie.clone());
            asks(&app, SMART, AttestationMode::Observe).await;
            app.advance_seconds(1);
            member.sign_up(&format!("observed-{reason}")).await.ok();
            member.token = None;
            member.authenticator.lie(lie);
            asks(&app, SMART, AttestationMode::Require).await;
            let answer = member.sign_up(&format!("required-{reason}")).await;
            app.assert_refused(SMART, &answer, reason).await;
        }
    }

    // Several statements are as weak as the weakest of them.
    async fn nothing_weak_comes_in_behind_a_strong_statement(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        knows(&app, &maker, 1, &[]).await;
        let compound = |compound| Setup { attestation: Attestation::Compound, compound, algorithms: vec![-7], ..key(&maker) };
        let weak = [
            (Attestation::None, "attestation_policy"),
            (Attestation::PackedSelf, "attestation_policy"),
            (Attestation::FidoU2f, "unsupported_attestation_format"),
        ];
        for (weak, reason) in weak {
            let answer = sign_up(&app, SMART, compound(vec![Attestation::Packed, weak]), "ada").await;
            app.assert_refused(SMART, &answer, reason).await;
        }
        sign_up(&app, SMART, compound(vec![Attestation::Packed, Attestation::Tpm]), "ada").await.ok();
    }

    // An authority that was added for other models does not vouch for one whose roots are known.
    async fn an_authority_vouches_only_where_no_roots_are_known(app: TestApp) {
        let (known, added) = (maker(), maker());
        asks(&app, SMART, AttestationMode::Require).await;
        let entry = known.metadata_entry(&key(&known), "Example Key 5", &[]);
        let mut files = files(&known, 1, vec![entry], Vec::new());
        files.authorities = vec![added.root_der().to_vec()];
        refresh(&app, &files).await.unwrap();
        assert_unfit(&app, &sign_up(&app, SMART, key(&added), "ada").await, "untrusted_attestation").await;
        sign_up(&app, SMART, Setup { aaguid: *b"another-model---", ..key(&added) }, "ada").await.ok();
        sign_up(&app, SMART, key(&known), "bob").await.ok();
    }

    async fn lists_and_device_binding_hold(app: TestApp) {
        let maker = maker();
        let aaguid = Aaguid(key(&maker).aaguid);
        app.set(SMART, |settings| settings.attestation.deny = vec![aaguid]).await;
        assert_unfit(&app, &sign_up(&app, SMART, key(&maker), "ada").await, "attestation_policy").await;
        app.set(SMART, |settings| {
            settings.attestation.deny = Vec::new();
            settings.attestation.allow = vec![aaguid];
        })
        .await;
        assert_unfit(&app, &sign_up(&app, SMART, Setup::phone(), "bob").await, "attestation_policy").await;
        sign_up(&app, SMART, key(&maker), "ada").await.ok();
        app.set(SMART, |settings| {
            settings.attestation.allow = Vec::new();
            settings.attestation.device_bound_only = true;
        })
        .await;
        assert_unfit(&app, &sign_up(&app, SMART, Setup::phone(), "bob").await, "attestation_policy").await;
        sign_up(&app, SMART, Setup::laptop(), "bob").await.ok();
    }

    async fn a_minimum_of_certification(app: TestApp) {
        let maker = maker();
        app.set(SMART, |settings| {
            settings.attestation.mode = AttestationMode::Require;
            settings.attestation.minimum_certification = Some(Certification::L2);
        })
        .await;
        knows(&app, &maker, 1, &[("FIDO_CERTIFIED_L1", "2024-01-01")]).await;
        assert_unfit(&app, &sign_up(&app, SMART, key(&maker), "ada").await, "attestation_policy").await;
        knows(&app, &maker, 2, &[("FIDO_CERTIFIED_L1", "2024-01-01"), ("FIDO_CERTIFIED_L2", "2025-01-01")]).await;
        sign_up(&app, SMART, key(&maker), "ada").await.ok();
    }

    async fn a_model_found_broken_comes_in_no_more(app: TestApp) {
        let maker = maker();
        asks(&app, SMART, AttestationMode::Require).await;
        assert!(knows(&app, &maker, 1, &[]).await.distrusted.is_empty());
        let mut ada = holder(&app, SMART, key(&maker));
        ada.sign_up("ada").await.ok();
        ada.token = None;
        ada.sign_in().await.ok();
        ada.token = None;

        for (number, status) in [(2, "USER_KEY_REMOTE_COMPROMISE"), (3, "REVOKED")] {
            let refreshed = knows(&app, &maker, number, &[(status, "2026-01-01")]).await;
            assert_eq!((refreshed.distrusted.len(), refreshed.distrusted[0].passkeys), (1, 1));
            assert_eq!(refreshed.distrusted[0].name, "Example Key 5");
            assert_unfit(&app, &sign_up(&app, SMART, key(&maker), "bob").await, "attestation_policy").await;
            let answer = ada.sign_in().await;
            answer.assert_refused(401, "passkey_revoked");
            app.assert_refused(SMART, &answer, "model_not_trusted").await;
        }
        // Where makers need not prove anything, neither does metadata keep anybody out.
        asks(&app, SMART, AttestationMode::Observe).await;
        ada.sign_in().await.ok();
    }

    async fn an_older_edition_is_refused(app: TestApp) {
        let maker = maker();
        assert_eq!(knows(&app, &maker, 7, &[]).await.number, Some(7));
        let entry = || maker.metadata_entry(&key(&maker), "Example Key 5", &[]);
        let older = refresh(&app, &files(&maker, 6, vec![entry()], Vec::new())).await;
        assert!(matches!(older, Err(RefreshError::Older { offered: 6, used: 7 })), "{older:?}");
        // Another node, or this one after a restart, remembers as well.
        assert_eq!(knows(&app, &maker, 7, &[]).await.number, Some(7));
        assert_eq!(knows(&app, &maker, 8, &[]).await.models, 1);
    }

    async fn a_forged_edition_changes_nothing(app: TestApp) {
        let (maker, other) = (maker(), maker());
        asks(&app, SMART, AttestationMode::Require).await;
        knows(&app, &maker, 1, &[]).await;
        let entry = || other.metadata_entry(&key(&other), "Forged", &[]);
        let mut forged = files(&other, 9, vec![entry()], Vec::new());
        forged.roots = vec![maker.root_der().to_vec()];
        let refused = refresh(&app, &forged).await;
        assert!(matches!(refused, Err(RefreshError::Metadata(MetadataError::Untrusted))), "{refused:?}");
        let bent = files(&maker, 9, vec![entry()], vec![BlobLie::Signature]);
        assert!(matches!(refresh(&app, &bent).await, Err(RefreshError::Metadata(MetadataError::Signature))));
        // Real metadata is signed under FIDO's roots, and these are not.
        let mut unnamed = files(&maker, 9, vec![entry()], Vec::new());
        unnamed.roots = Vec::new();
        assert!(refresh(&app, &unnamed).await.is_err());
        sign_up(&app, SMART, key(&maker), "ada").await.ok();
        assert_unfit(&app, &sign_up(&app, SMART, key(&other), "bob").await, "untrusted_attestation").await;
    }

    async fn enterprise_attestation_is_asked_for_where_it_is_set(app: TestApp) {
        app.set(SMART, |settings| settings.attestation.enterprise = true).await;
        let begun = app.program(SMART).post("/sign-up/passkey/begin", &serde_json::json!({ "identifier": "ada" })).await.ok();
        assert_eq!(begun["publicKey"]["attestation"], "enterprise");
        sign_up(&app, SMART, Setup { enterprise: true, ..key(&maker()) }, "ada").await.ok();
    }
}
