use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, UnparsedPublicKey};

use super::KeyPair;

const ALL: [i64; 9] = [-7, -8, -35, -36, -48, -49, -50, -257, -65535];

#[test]
fn keys_survive_a_process() {
    for algorithm in ALL {
        let key = KeyPair::generate(algorithm).expect("a key");
        let again = KeyPair::from_pkcs8(algorithm, &key.to_pkcs8().expect("PKCS#8")).expect("the same key");
        assert_eq!(key.cose(), again.cose());
        assert_eq!(again.algorithm(), algorithm);
    }
    // ES256K is known to nobody here.
    assert!(KeyPair::generate(-47).is_err());
    assert!(KeyPair::from_pkcs8(-35, &KeyPair::generate(-7).unwrap().to_pkcs8().unwrap()).is_err(), "another curve");
}

#[test]
fn a_process_has_one_rsa_key_unless_a_fresh_one_is_asked_for() {
    let shared = KeyPair::generate(-257).expect("a key");
    assert_eq!(shared.cose(), KeyPair::generate(-257).expect("the key").cose());
    assert_ne!(shared.cose(), KeyPair::fresh(-257).expect("another").cose());
}

#[test]
fn cose_keys_have_the_registered_form() {
    let beginning = |algorithm, length| KeyPair::generate(algorithm).expect("a key").cose()[..length].to_vec();
    // Map of 4, kty 3, alg -257, n of 256 bytes, e of 3.
    assert_eq!(beginning(-257, 10), [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59, 1]);
    let rsa = KeyPair::generate(-257).expect("a key");
    assert_eq!(rsa.cose()[rsa.cose().len() - 5..], [0x21, 0x43, 1, 0, 1]);
    assert_eq!(beginning(-65535, 7), [0xa4, 1, 3, 3, 0x39, 0xff, 0xfe]);
    // P-384 and P-521: curves 2 and 3, coordinates of 48 and 66 bytes.
    assert_eq!(beginning(-35, 11), [0xa5, 1, 2, 3, 0x38, 34, 0x20, 2, 0x21, 0x58, 48]);
    assert_eq!(beginning(-36, 11), [0xa5, 1, 2, 3, 0x38, 35, 0x20, 3, 0x21, 0x58, 66]);
    // AKP: kty 7, and the whole key under -1.
    for (algorithm, number, length) in [(-48, 47, 1312_u16), (-49, 48, 1952), (-50, 49, 2592)] {
        let [high, low] = length.to_be_bytes();
        assert_eq!(beginning(algorithm, 9), [0xa3, 1, 7, 3, 0x38, number, 0x20, 0x59, high]);
        let key = KeyPair::generate(algorithm).expect("a key");
        assert_eq!((key.cose()[9], key.cose().len()), (low, 10 + usize::from(length)));
    }
}

#[test]
fn signatures_with_sha1_are_ones_that_the_library_knows() {
    let key = KeyPair::generate(-65535).expect("a key");
    let signature = key.sign(b"message").expect("a signature");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, key.public_bits());
    public.verify(b"message", &signature).expect("a good one");
    assert!(public.verify(b"massage", &signature).is_err());
}
