use super::AuthorizationLists::{AbsentIsFine, TrustedOnly, Union};
use super::made_inside_for_signing;
use crate::attestation::android_key::description::{AuthorizationList, KeyDescription};

fn list(origin: Option<u32>, purposes: Option<&[u32]>) -> AuthorizationList {
    AuthorizationList { all_applications: false, origin, purposes: purposes.map(<[u32]>::to_vec) }
}

/// What the three policies say, from the strictest to the most lenient.
fn judged(software: AuthorizationList, trusted: AuthorizationList) -> [bool; 3] {
    let description = KeyDescription { challenge: b"", in_hardware: true, software, trusted };
    [TrustedOnly, Union, AbsentIsFine].map(|policy| made_inside_for_signing(&description, policy))
}

#[test]
fn the_lists_count_as_the_policy_says() {
    let silent = || list(None, None);
    let good = || list(Some(0), Some(&[2]));
    assert_eq!(judged(silent(), good()), [true, true, true]);
    assert_eq!(judged(good(), silent()), [false, true, true]);
    assert_eq!(judged(list(Some(0), None), list(None, Some(&[3, 2]))), [false, true, true]);
    assert_eq!(judged(silent(), silent()), [false, false, true], "as in the standard's own vector");
    assert_eq!(judged(silent(), list(Some(0), None)), [false, false, true]);
    assert_eq!(judged(silent(), list(None, Some(&[2]))), [false, false, true]);
}

#[test]
fn silence_may_be_fine_but_a_wrong_word_never_is() {
    let good = || list(Some(0), Some(&[2]));
    let silent = || list(None, None);
    for wrong in [list(Some(2), Some(&[2])), list(Some(2), None)] {
        assert_eq!(judged(silent(), wrong), [false, false, false], "imported");
    }
    for wrong in [list(Some(0), Some(&[3])), list(None, Some(&[3])), list(Some(0), Some(&[]))] {
        assert_eq!(judged(silent(), wrong), [false, false, false], "not for signing");
    }
    assert_eq!(judged(list(Some(2), None), good()), [true, false, false], "the lists contradict each other");
}
