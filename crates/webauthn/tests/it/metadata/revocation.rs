//! Revocation lists about those who sign blobs.

use webauthn::metadata::{MetadataError, Revocations};

use super::minting::{self, Mint};
use super::{error, payload, verify_with};

/// Metadata F-5 and F-6.
#[test]
fn what_is_revoked_signs_nothing() {
    let mint = Mint::new();
    let jws = mint.blob(&payload());
    let lists = |files: &[Vec<u8>]| Revocations::parse(files).unwrap();
    let leaf = mint.intermediate.revoke(&[mint.leaf.serial()]);
    let intermediate = mint.root.revoke(&[[9; 8], mint.intermediate.serial()]);
    let (nobody, nobody_else) = (mint.intermediate.revoke(&[]), mint.root.revoke(&[[9; 8]]));
    for (files, expected) in [
        (vec![leaf.der().to_vec()], Some(MetadataError::Revoked)),
        (vec![intermediate.der().to_vec()], Some(MetadataError::Revoked)),
        (vec![nobody.der().to_vec(), intermediate.der().to_vec()], Some(MetadataError::Revoked)),
        (vec![nobody.der().to_vec(), nobody_else.der().to_vec()], None),
        (vec![minting::pem("X509 CRL", leaf.der())], Some(MetadataError::Revoked)),
        (vec![minting::pem("X509 CRL", nobody.der())], None),
        // Of another issuer, with the same number.
        (vec![mint.root.revoke(&[mint.leaf.serial()]).der().to_vec()], None),
    ] {
        assert_eq!(error(verify_with(&mint, &jws, &lists(&files))), expected);
    }
    let stored = lists(&[leaf.der().to_vec()]);
    assert!(stored.contain(&mint.leaf.issuer(), &mint.leaf.serial()));
    assert!(!stored.contain(&mint.leaf.issuer(), &mint.intermediate.serial()));
}

#[test]
fn a_list_must_be_its_issuers_and_of_today() {
    let mint = Mint::new();
    let jws = mint.blob(&payload());
    let with = |der: &[u8]| error(verify_with(&mint, &jws, &Revocations::parse(&[der.to_vec()]).unwrap()));

    // A stranger with the issuer's name.
    let namesake = Mint::new();
    assert_eq!(with(namesake.intermediate.revoke(&[]).der()), Some(MetadataError::RevocationListUnsigned));

    let expired = mint.intermediate.revoke_until(2025, &[]);
    assert_eq!(with(expired.der()), Some(MetadataError::RevocationListExpired));
    let expired = mint.intermediate.revoke_until(2025, &[mint.leaf.serial()]);
    assert_eq!(with(expired.der()), Some(MetadataError::Revoked), "a revocation outlives its list");

    let mut damaged = mint.intermediate.revoke(&[]).der().to_vec();
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(with(&damaged), Some(MetadataError::RevocationListUnsigned));
}

#[test]
fn what_is_no_list_is_refused() {
    let mint = Mint::new();
    let list = mint.root.revoke(&[]).der().to_vec();
    for (file, expected) in [
        (Vec::new(), MetadataError::NotPem),
        (b"nothing".to_vec(), MetadataError::NotPem),
        (minting::pem("CERTIFICATE", &mint.root.der()), MetadataError::NotPem),
        (mint.root.der(), MetadataError::RevocationList),
        (list[..list.len() - 1].to_vec(), MetadataError::RevocationList),
        ([list.clone(), vec![0]].concat(), MetadataError::RevocationList),
    ] {
        assert_eq!(Revocations::parse(&[list.clone(), file]).err(), Some(expected));
    }
}

/// RFC 5280, 5.3: an entry may say of itself that it means something else.
#[test]
fn what_is_critical_about_an_entry_must_be_understood() {
    let mint = Mint::new();
    let list = mint.intermediate.revoke(&[mint.leaf.serial()]).der().to_vec();
    // Why it is revoked: an OID and an OCTET STRING.
    let reason = [0x06, 3, 0x55, 0x1d, 21, 0x04, 3, 0x0a, 1, 1];
    let at = list.windows(reason.len()).position(|window| window == reason).unwrap();
    let parse = |extension: [u8; 10]| {
        let mut list = list.clone();
        list[at..at + extension.len()].copy_from_slice(&extension);
        Revocations::parse(&[list])
    };
    let revoked = |lists: &Revocations| lists.contain(&mint.leaf.issuer(), &mint.leaf.serial());
    assert!(revoked(&parse(reason).unwrap()));
    let mut unknown = reason;
    unknown[4] = 99;
    assert!(revoked(&parse(unknown).unwrap()), "what is not critical may be unknown");
    // The last one is the issuer of the certificate, where it is not the list's.
    for number in [99, 29] {
        let critical = [0x06, 3, 0x55, 0x1d, number, 0x01, 1, 0xff, 0x04, 0];
        assert_eq!(parse(critical).err(), Some(MetadataError::RevocationList), "{number}");
    }
}
