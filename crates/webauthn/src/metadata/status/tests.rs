use serde_json::{Value, json};

use super::{Standing, Status, StatusReport, certification, standing};
use crate::Certification::{L1, L1Plus, L2, L2Plus, L3, L3Plus};
use crate::metadata::tests::minting;

/// Reports as `status`, `status@date`.
fn reports(texts: &[&str]) -> Vec<StatusReport> {
    let report = |text: &&str| match text.split_once('@') {
        Some((status, date)) => StatusReport::read(&json!({ "status": status, "effectiveDate": date })),
        None => StatusReport::read(&json!({ "status": text })),
    };
    texts.iter().map(report).collect()
}

fn standing_of(texts: &[&str]) -> Standing {
    standing(&reports(texts), &[])
}

#[test]
fn a_flaw_stands_whatever_is_beside_it() {
    for (name, status) in [
        ("USER_VERIFICATION_BYPASS", Status::UserVerificationBypass),
        ("ATTESTATION_KEY_COMPROMISE", Status::AttestationKeyCompromise),
        ("USER_KEY_REMOTE_COMPROMISE", Status::UserKeyRemoteCompromise),
        ("USER_KEY_PHYSICAL_COMPROMISE", Status::UserKeyPhysicalCompromise),
    ] {
        let dated = format!("{name}@2022-05-01");
        for others in [
            vec![name],
            vec![&dated],
            vec!["FIDO_CERTIFIED_L1@2020-01-01", &dated],
            vec![&dated, "UPDATE_AVAILABLE@2022-06-01"],
            vec![&dated, "NOT_FIDO_CERTIFIED@2022-06-01"],
            vec![&dated, "SOMETHING_NEW@2022-06-01"],
            vec![&dated, "FIDO_CERTIFIED_L2@2022-05-01"],
            vec![&dated, "FIDO_CERTIFIED_L2"],
            vec![name, "FIDO_CERTIFIED_L2@2099-01-01"],
        ] {
            assert_eq!(standing_of(&others), Standing::Compromised(status.clone()), "{others:?}");
        }
    }
}

/// No ceremony shows whether a device is one of the mended ones.
#[test]
fn a_later_certification_ends_no_weakness() {
    for name in [
        "USER_VERIFICATION_BYPASS",
        "ATTESTATION_KEY_COMPROMISE",
        "USER_KEY_REMOTE_COMPROMISE",
        "USER_KEY_PHYSICAL_COMPROMISE",
    ] {
        let flaw = format!("{name}@2022-05-01");
        let mended = "FIDO_CERTIFIED_L1@2022-05-02";
        for texts in [[&*flaw, mended], [mended, &flaw]] {
            assert!(matches!(standing_of(&texts), Standing::Compromised(_)), "{texts:?}");
            assert_eq!(certification(&reports(&texts)), Some(L1), "which is another question");
        }
    }
}

#[test]
fn a_revocation_is_final() {
    for others in [
        vec!["REVOKED"],
        vec!["REVOKED@2020-01-01", "FIDO_CERTIFIED_L3@2021-01-01"],
        vec!["FIDO_CERTIFIED_L3@2021-01-01", "USER_VERIFICATION_BYPASS", "REVOKED@2020-01-01"],
    ] {
        assert_eq!(standing_of(&others), Standing::Revoked, "{others:?}");
        assert_eq!(certification(&reports(&others)), None, "{others:?}");
    }
}

#[test]
fn the_rest_is_no_flaw() {
    for name in ["NOT_FIDO_CERTIFIED", "SELF_ASSERTION_SUBMITTED", "FIDO_CERTIFIED", "UPDATE_AVAILABLE", "revoked", ""]
    {
        assert_eq!(standing_of(&[name]), Standing::Good, "{name}");
    }
    assert_eq!(standing_of(&[]), Standing::Good);
}

#[test]
fn a_leaked_batch_is_the_batch_alone() {
    let [leaked, other] = ["leaked", "other"].map(minting::root);
    let compromised = Standing::Compromised(Status::AttestationKeyCompromise);
    let report = |certificate: Value| {
        [StatusReport::read(&json!({ "status": "ATTESTATION_KEY_COMPROMISE", "certificate": certificate }))]
    };
    for text in [minting::base64(&leaked), minting::base64(&leaked).replace('M', "\nM"), minting::pem(&leaked)] {
        let reports = report(json!(text));
        assert_eq!(standing(&reports, std::slice::from_ref(&leaked)), compromised);
        assert_eq!(standing(&reports, &[other.clone(), leaked.clone()]), compromised);
        assert_eq!(standing(&reports, std::slice::from_ref(&other)), Standing::Good);
        assert_eq!(standing(&reports, &[]), Standing::Good);
        assert_eq!(standing(&reports, &[other.clone(), vec![0x30, 0]]), compromised, "it may be any");
    }
    // A certificate that cannot be read names no batch: then it is all of them.
    let no_certificate = minting::base64(&leaked[..leaked.len() - 1]);
    let two = minting::pem(&leaked) + &minting::pem(&other);
    for certificate in [json!("!"), json!(""), json!(7), json!("MIIBAP8="), json!(no_certificate), json!(two)] {
        assert_eq!(standing(&report(certificate.clone()), &[]), compromised, "{certificate}");
    }
}

#[test]
fn levels_are_named() {
    for (name, level) in [
        ("FIDO_CERTIFIED", L1),
        ("FIDO_CERTIFIED_L1", L1),
        ("FIDO_CERTIFIED_L1plus", L1Plus),
        ("FIDO_CERTIFIED_L2", L2),
        ("FIDO_CERTIFIED_L2plus", L2Plus),
        ("FIDO_CERTIFIED_L3", L3),
        ("FIDO_CERTIFIED_L3plus", L3Plus),
    ] {
        assert_eq!(certification(&reports(&[name])), Some(level), "{name}");
    }
}

#[test]
fn the_highest_level_that_holds_counts() {
    for (texts, level) in [
        (vec!["FIDO_CERTIFIED_L1@2020-01-01", "FIDO_CERTIFIED_L2@2021-01-01"], Some(L2)),
        (vec!["FIDO_CERTIFIED_L2@2020-01-01", "FIDO_CERTIFIED_L1@2021-01-01"], Some(L2)),
        (vec!["NOT_FIDO_CERTIFIED@2019-01-01", "FIDO_CERTIFIED_L1@2020-01-01"], Some(L1)),
        (vec!["FIDO_CERTIFIED_L1@2020-01-01", "NOT_FIDO_CERTIFIED@2019-01-01"], Some(L1)),
        (vec!["FIDO_CERTIFIED_L1@2020-01-01", "NOT_FIDO_CERTIFIED@2021-01-01"], None),
        (vec!["NOT_FIDO_CERTIFIED", "FIDO_CERTIFIED_L1@2020-01-01"], Some(L1)),
        (vec!["FIDO_CERTIFIED_L1@2020-01-01", "NOT_FIDO_CERTIFIED"], None),
        (vec!["FIDO_CERTIFIED_L2@2020-01-01", "NOT_FIDO_CERTIFIED@2021-01-01", "FIDO_CERTIFIED@2022-01-01"], Some(L1)),
        (vec!["UPDATE_AVAILABLE", "SELF_ASSERTION_SUBMITTED", "FIPS140_CERTIFIED_L3"], None),
        (vec![], None),
    ] {
        assert_eq!(certification(&reports(&texts)), level, "{texts:?}");
    }
}

#[test]
fn unknown_names_are_kept() {
    let report = StatusReport::read(&json!({ "status": "SOMETHING_NEW", "effectiveDate": 7, "url": [] }));
    assert_eq!((report.status, report.effective), (Status::Unknown("SOMETHING_NEW".to_owned()), None));
    assert_eq!(StatusReport::read(&json!(null)).status, Status::Illegible);
}
