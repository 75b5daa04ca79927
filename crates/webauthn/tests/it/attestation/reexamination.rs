//! What is taken out of a kept object again is what its registration has found.

use rcgen::{SerialNumber, date_time_ymd};
use webauthn::attestation::{Anchors, Model, Policy, Roots, Trust, Verdict, reexamine};

use super::ceremony::{AAGUID, Ceremony, NOW, authority, leaf, leaf_but, map, none, x5c};

#[test]
fn a_kept_object_shows_what_its_registration_showed() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let middle = authority("middle", Some(&root));
    let statement = ceremony.packed(&leaf(&middle), &[&middle]);
    let (known, unknown) = (Roots(vec![root.der().to_vec()]), Roots::default());
    let trusting = Policy { trust: Trust::Observed(&known), ..Policy::ANY };
    let then = ceremony.register(&statement, trusting).unwrap().attestation;
    let again = reexamine(&ceremony.object(&statement), &known, NOW).unwrap();
    assert_eq!(then.verdict, Verdict::Trusted);
    assert_eq!((again.format.as_str(), again.aaguid, again.is_trusted), ("packed", AAGUID, true));
    assert_eq!((&again.trust_path, Some(again.leaf_key_identifier)), (&then.trust_path, then.leaf_key_identifier));
    assert_eq!(again.model().aaguid, AAGUID);
    assert!(!reexamine(&ceremony.object(&statement), &unknown, NOW).unwrap().is_trusted);
}

#[test]
fn each_statement_of_a_compound_counts() {
    let (ceremony, root, other) = (Ceremony::new(), authority("root", None), authority("other", None));
    let (first, second) = (leaf(&root), leaf(&other));
    let member =
        |(format, statement): super::ceremony::Statement| map(&[("fmt", format.into()), ("attStmt", statement)]);
    let members = [none(), ceremony.packed(&first, &[]), ceremony.packed(&second, &[])].map(member).to_vec();
    let object = ceremony.object(&("compound", members.into()));
    let both = Roots(vec![root.der().to_vec(), other.der().to_vec()]);
    let again = reexamine(&object, &both, NOW).unwrap();
    assert_eq!((again.format.as_str(), again.is_trusted), ("compound", true));
    assert_eq!(again.trust_path, [first.der().to_vec(), second.der().to_vec()]);
    assert!(!reexamine(&object, &Roots(vec![root.der().to_vec()]), NOW).unwrap().is_trusted);
}

/// A day on which the leaf was valid is the one that counts, and what is known of revocations is what is known today.
#[test]
fn validity_is_that_of_the_registration() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let of_three_days = leaf_but(&root, |params| {
        (params.not_before, params.not_after) = (date_time_ymd(2025, 12, 30), date_time_ymd(2026, 1, 2));
        params.serial_number = Some(SerialNumber::from_slice(&[5]));
    });
    let object = ceremony.object(&ceremony.packed(&of_three_days, &[]));
    let is_trusted = |anchors: &dyn Anchors, at: i64| reexamine(&object, anchors, at).unwrap().is_trusted;
    let known = Roots(vec![root.der().to_vec()]);
    assert!(is_trusted(&known, NOW));
    assert!(!is_trusted(&known, NOW + 3 * 86_400), "never registered on that day");
    let revoking = |revoked: u8| Revoking { roots: Roots(vec![root.der().to_vec()]), revoked };
    assert!(!is_trusted(&revoking(5), NOW) && is_trusted(&revoking(4), NOW));
}

#[derive(Debug)]
struct Revoking {
    roots: Roots,
    revoked: u8,
}

impl Anchors for Revoking {
    fn of(&self, model: &Model<'_>) -> Vec<&[u8]> {
        self.roots.of(model)
    }

    fn is_revoked(&self, _: &[u8], serial: &[u8]) -> bool {
        serial == [self.revoked]
    }
}

/// What proved nothing at the registration proves nothing afterwards, and what no registration accepts is not read.
#[test]
fn a_second_look_trusts_no_more_than_the_first() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let known = Roots(vec![root.der().to_vec()]);
    let of = |algorithm: i64| {
        let members = [("alg", algorithm.into()), ("x5c", x5c(&[&leaf(&root)]))];
        reexamine(&ceremony.object(&("tpm", map(&members))), &known, NOW).map(|shown| shown.is_trusted)
    };
    assert_eq!((of(-257), of(-65535)), (Some(true), Some(false)));
    let compound = |second: &str| {
        let statement = map(&[("alg", (-7).into()), ("x5c", x5c(&[&leaf(&root)]))]);
        let member = |format: &str| map(&[("fmt", format.into()), ("attStmt", statement.clone())]);
        let object = ceremony.object(&("compound", vec![member("packed"), member(second)].into()));
        reexamine(&object, &known, NOW).map(|shown| shown.is_trusted)
    };
    assert_eq!((compound("tpm"), compound("fido-u2f")), (Some(true), None));
}

#[test]
fn without_certificates_there_is_nothing_to_see() {
    let ceremony = Ceremony::new();
    for statement in [none(), ceremony.packed_self()] {
        assert_eq!(reexamine(&ceremony.object(&statement), &Roots::default(), NOW), None);
    }
    assert_eq!(reexamine(b"\xa0", &Roots::default(), NOW), None);
    assert_eq!(reexamine(b"", &Roots::default(), NOW), None);
}
