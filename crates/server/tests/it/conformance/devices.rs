//! The models that the cases use, each with a metadata statement as the tool would hand out.

use authenticator::{Attestation, Counter, Maker, Making, Setup};
use domain::conformance::File;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Attests with certificates of its own root.
static MAKER: LazyLock<Maker> = LazyLock::new(|| maker(Making::default()));
/// The same with an authority between root and leaf.
static DEEP: LazyLock<Maker> = LazyLock::new(|| maker(Making { intermediate: true, ..Making::default() }));
/// Its TPMs sign with SHA-1.
static OLD: LazyLock<Maker> = LazyLock::new(|| maker(Making { tpm_algorithm: -65535, ..Making::default() }));

pub(super) fn maker(making: Making) -> Maker {
    Maker::new(making).unwrap()
}

pub(super) fn packed() -> Setup {
    device(*b"conform-packed--", Attestation::Packed, &MAKER)
}

pub(super) fn packed_deep() -> Setup {
    device(*b"conform-pack-dee", Attestation::Packed, &DEEP)
}

/// Signs with ES256, against its own statement.
pub(super) fn packed_otherwise() -> Setup {
    device(*b"conform-pack-oth", Attestation::Packed, &MAKER)
}

pub(super) fn packed_self() -> Setup {
    device(*b"conform-self----", Attestation::PackedSelf, &MAKER)
}

/// The same, against its own statement.
pub(super) fn packed_self_otherwise() -> Setup {
    device(*b"conform-self-oth", Attestation::PackedSelf, &MAKER)
}

/// Its key is of this algorithm and no other.
pub(super) fn signing_with(algorithm: i64) -> Setup {
    let [.., high, low] = algorithm.to_be_bytes();
    let aaguid = [b"conform-self-a", [high, low].as_slice()].concat().try_into().unwrap();
    Setup { algorithms: vec![algorithm], ..device(aaguid, Attestation::PackedSelf, &MAKER) }
}

pub(super) const ALGORITHMS: [i64; 6] = [-7, -8, -35, -36, -257, -65535];

pub(super) fn unattested() -> Setup {
    device(*b"conform-none----", Attestation::None, &MAKER)
}

pub(super) fn u2f() -> Setup {
    let setup = Setup { maker: Some(MAKER.clone()), ..Setup::u2f_key() };
    Setup { conveyance: authenticator::Conveyance::Always, ..setup }
}

pub(super) fn tpm() -> Setup {
    device(*b"conform-tpm-----", Attestation::Tpm, &MAKER)
}

pub(super) fn tpm_deep() -> Setup {
    device(*b"conform-tpm-deep", Attestation::Tpm, &DEEP)
}

pub(super) fn tpm_sha1() -> Setup {
    device(*b"conform-tpm-sha1", Attestation::Tpm, &OLD)
}

pub(super) fn android() -> Setup {
    device(*b"conform-android-", Attestation::AndroidKey, &MAKER)
}

pub(super) fn android_deep() -> Setup {
    device(*b"conform-andr-dee", Attestation::AndroidKey, &DEEP)
}

/// A statement about it names a root, and says that it attests with its own key only.
pub(super) fn packed_unsaid() -> Setup {
    device(*b"conform-pack-uns", Attestation::Packed, &MAKER)
}

/// One that no statement of [`statements`] is about.
pub(super) fn device(aaguid: [u8; 16], attestation: Attestation, maker: &Maker) -> Setup {
    Setup {
        algorithms: vec![-7],
        aaguid,
        attestation,
        counter: Counter::Counting,
        maker: Some(maker.clone()),
        ..Setup::security_key()
    }
}

/// What the tool hands out: a statement for each.
pub(super) fn statements() -> Vec<File> {
    let honest = [
        packed(),
        packed_deep(),
        packed_self(),
        unattested(),
        u2f(),
        tpm(),
        tpm_deep(),
        tpm_sha1(),
        android(),
        android_deep(),
    ];
    let honest = honest.into_iter().chain(ALGORITHMS.map(signing_with)).map(|setup| statement(&setup));
    let otherwise = [packed_otherwise(), packed_self_otherwise()].map(|setup| {
        let mut said = statement(&setup);
        said["authenticationAlgorithms"] = json!(["ed25519_eddsa_sha512_raw"]);
        said
    });
    let mut unsaid = statement(&packed_unsaid());
    unsaid["attestationTypes"] = json!(["basic_surrogate"]);
    honest.chain(otherwise).chain([unsaid]).map(|said| file("statement.json", said.to_string().as_bytes())).collect()
}

pub(super) fn statement(setup: &Setup) -> Value {
    setup.maker.as_ref().unwrap().metadata_statement(setup, "A model of the conformance test")
}

pub(super) fn file(name: &str, bytes: &[u8]) -> File {
    File { name: name.to_owned(), bytes: bytes.to_vec() }
}
