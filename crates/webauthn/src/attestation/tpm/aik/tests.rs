use rcgen::{CertificateParams, CustomExtension, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair};

use super::check;
use crate::attestation::certificate::Certificate;
use crate::{Aaguid, Refusal};

const AAGUID: Aaguid = Aaguid([7; 16]);

fn element(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let content = parts.concat();
    [vec![tag, u8::try_from(content.len()).unwrap()], content].concat()
}

/// One of the attributes 2.23.133.2.1 to 3.
fn attribute((number, value): &(u8, &str)) -> Vec<u8> {
    let oid = element(6, &[vec![0x67, 0x81, 5, 2, *number]]);
    element(0x30, &[oid, element(0x0c, &[value.as_bytes().to_vec()])])
}

/// Alternative names with one directory name, whose parts have these attributes.
fn names(parts: &[&[(u8, &str)]]) -> CustomExtension {
    let part = |attributes: &&[(u8, &str)]| element(0x31, &attributes.iter().map(attribute).collect::<Vec<_>>());
    let name = element(0x30, &parts.iter().map(part).collect::<Vec<_>>());
    let mut extension = CustomExtension::from_oid_content(&[2, 5, 29, 17], element(0x30, &[element(0xa4, &[name])]));
    extension.set_criticality(true);
    extension
}

fn aaguid_extension(content: Vec<u8>) -> CustomExtension {
    CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 45724, 1, 1, 4], content)
}

fn params() -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = DistinguishedName::new();
    params.is_ca = IsCa::ExplicitNoCa;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Other(vec![2, 23, 133, 8, 3])];
    params.custom_extensions = vec![names(&[&[(1, "id:00000000"), (2, "model"), (3, "id:13")]])];
    params
}

fn checked(change: impl FnOnce(&mut CertificateParams)) -> Result<(), Refusal> {
    let mut params = params();
    change(&mut params);
    let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
    check(&Certificate::parse(certificate.der()).unwrap(), AAGUID)
}

#[test]
fn the_three_attributes_may_be_in_any_parts_of_the_name() {
    assert_eq!(checked(|_| {}), Ok(()));
    for parts in [
        [[(1, "id:414D4400")].as_slice(), &[(2, "AMD")], &[(3, "id:1")]].as_slice(),
        &[&[(3, "id:1"), (1, "id:1")], &[(2, "x")]],
        &[&[(9, "another")], &[(1, "id:1"), (2, "x"), (3, "y")]],
    ] {
        assert_eq!(checked(|params| params.custom_extensions = vec![names(parts)]), Ok(()), "{parts:?}");
    }
}

#[test]
fn a_certificate_that_names_no_tpm_is_refused() {
    for parts in [
        [[(2, "model"), (3, "id:13")].as_slice()].as_slice(),
        &[&[(1, "id:00000000"), (3, "id:13")]],
        &[&[(1, "id:00000000"), (2, "model")]],
        &[&[(1, ""), (2, "model"), (3, "id:13")]],
        &[],
    ] {
        let found = checked(|params| params.custom_extensions = vec![names(parts)]);
        assert_eq!(found, Err(Refusal::AttestationCertInvalid), "{parts:?}");
    }
    assert_eq!(checked(|params| params.custom_extensions.clear()), Err(Refusal::AttestationCertInvalid));
}

#[test]
fn everything_else_of_the_certificate_is_looked_at() {
    let changes: [fn(&mut CertificateParams); 6] = [
        |params| params.distinguished_name.push(DnType::CommonName, "TPM"),
        |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth],
        |params| params.extended_key_usages.clear(),
        |params| params.is_ca = IsCa::NoCa,
        |params| params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained),
        |params| params.custom_extensions.push(aaguid_extension([vec![4, 16], vec![8; 16]].concat())),
    ];
    for (at, change) in changes.into_iter().enumerate() {
        assert_eq!(checked(change), Err(Refusal::AttestationCertInvalid), "change {at}");
    }
    let same_model =
        checked(|params| params.custom_extensions.push(aaguid_extension([vec![4, 16], vec![7; 16]].concat())));
    assert_eq!(same_model, Ok(()));
}
