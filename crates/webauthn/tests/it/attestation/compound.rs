//! Several statements about one key (8.9).

use ciborium::Value;
use webauthn::Refusal;
use webauthn::attestation::{Kind, Policy, Roots, Trust, Verdict};

use super::ceremony::{Ceremony, Minted, Statement, authority, leaf, map, none};

fn member((format, statement): &Statement) -> Value {
    map(&[("fmt", (*format).into()), ("attStmt", statement.clone())])
}

fn compound(statements: &[Statement]) -> Statement {
    ("compound", statements.iter().map(member).collect::<Vec<_>>().into())
}

fn roots(root: &Minted) -> Roots {
    Roots(vec![root.der().to_vec()])
}

#[test]
fn the_strongest_statement_speaks() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let (first, second) = (leaf(&root), leaf(&root));
    let certified = [ceremony.packed(&first, &[]), ceremony.packed(&second, &[])];
    let [a, b] = certified;
    let both = compound(&[none(), ceremony.packed_self(), a, b]);
    let anchors = roots(&root);
    let trusting = Policy { trust: Trust::Required(&anchors), ..Policy::ANY };
    let attestation = ceremony.register(&both, trusting).unwrap().attestation;
    assert_eq!((attestation.format, attestation.kind), ("compound", Kind::Certified));
    assert_eq!(attestation.verdict, Verdict::Trusted);
    assert_eq!(attestation.trust_path, [first.der().to_vec()]);
    assert_eq!(attestation.algorithm, Some(-7));

    // A weak one does not come in behind a strong one where it would not come in alone.
    for strict in [Policy { allow_none: false, ..trusting }, Policy { allow_self: false, ..trusting }] {
        assert_eq!(ceremony.refusal(&both, strict), Some(Refusal::AttestationPolicy));
    }

    let weak = compound(&[none(), ceremony.packed_self()]);
    let attestation = ceremony.register(&weak, Policy::ANY).unwrap().attestation;
    assert_eq!((attestation.kind, attestation.verdict), (Kind::SelfSigned, Verdict::NotJudged));
    let no_self = Policy { allow_self: false, ..Policy::ANY };
    assert_eq!(ceremony.refusal(&weak, no_self), Some(Refusal::AttestationPolicy));
    let no_none = Policy { allow_none: false, ..Policy::ANY };
    assert_eq!(ceremony.refusal(&compound(&[none(), none()]), no_none), Some(Refusal::AttestationPolicy));
}

#[test]
fn every_statement_must_hold() {
    let (ceremony, root) = (Ceremony::new(), authority("root", None));
    let good = ceremony.packed(&leaf(&root), &[]);
    let of_another_key = Ceremony::new().packed_self();
    for statements in [[good.clone(), of_another_key.clone()], [of_another_key, good]] {
        let refused = ceremony.refusal(&compound(&statements), Policy::ANY);
        assert_eq!(refused, Some(Refusal::InvalidAttestationSignature));
    }
}

#[test]
fn every_chain_must_be_trusted() {
    let (ceremony, root, other) = (Ceremony::new(), authority("root", None), authority("other", None));
    let (good, bad) = (ceremony.packed(&leaf(&root), &[]), ceremony.packed(&leaf(&other), &[]));
    let anchors = roots(&root);
    for statements in [[good.clone(), bad.clone()], [bad, good]] {
        let statement = compound(&statements);
        let required = Policy { trust: Trust::Required(&anchors), ..Policy::ANY };
        assert_eq!(ceremony.refusal(&statement, required), Some(Refusal::UntrustedAttestation));
        let observed = Policy { trust: Trust::Observed(&anchors), ..Policy::ANY };
        assert_eq!(ceremony.register(&statement, observed).unwrap().attestation.verdict, Verdict::Untrusted);
    }
}

#[test]
fn its_shape_is_that_of_the_standard() {
    let ceremony = Ceremony::new();
    let one = || ceremony.packed_self();
    let malformed = Some(Refusal::MalformedAttestationStatement);
    assert_eq!(ceremony.refusal(&compound(&[one(), one()]), Policy::ANY), None);
    assert_eq!(ceremony.refusal(&compound(&vec![one(); 5]), Policy::ANY), None);
    for count in [0, 1, 6, 1000] {
        assert_eq!(ceremony.refusal(&compound(&vec![one(); count]), Policy::ANY), malformed, "{count}");
    }
    let inside = ("compound", map(&[]));
    let unsupported = Some(Refusal::UnsupportedAttestationFormat);
    assert_eq!(ceremony.refusal(&compound(&[one(), inside.clone()]), Policy::ANY), unsupported);
    assert_eq!(ceremony.refusal(&compound(&[one(), compound(&[one(), one()])]), Policy::ANY), malformed);
    assert_eq!(ceremony.refusal(&inside, Policy::ANY), unsupported, "a map is not what compound has");
    let more = map(&[("fmt", "none".into()), ("attStmt", map(&[])), ("authData", vec![0_u8].into())]);
    for wrong in [more, map(&[("fmt", "none".into())]), map(&[("attStmt", map(&[])), ("a", 1.into())]), 1.into()] {
        let statement = ("compound", vec![member(&one()), wrong.clone()].into());
        assert_eq!(ceremony.refusal(&statement, Policy::ANY), malformed, "{wrong:?}");
    }
}
