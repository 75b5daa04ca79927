//! The challenge believes nothing: whatever differs between begin and finish, it is not ours.

use super::*;
use crate::keys::MasterKey;
use crate::keys::rotation::Rotating;
use crate::random::Random;
use proptest::prelude::*;

#[derive(Debug)]
struct Counting(u8);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = self.0.wrapping_add(u8::try_from(index % 251).unwrap());
        }
        Ok(())
    }
}

/// A ring of keys that depends on `seed` alone.
pub(crate) fn ring(seed: u8) -> KeyRing {
    let master = MasterKey::new([seed; 32]);
    let rows = crate::keys::first(&master, &Counting(seed), 0).unwrap();
    KeyRing::open(&master, &rows).unwrap().unwrap()
}

fn terms() -> impl Strategy<Value = Terms> {
    let verification = prop_oneof![
        Just(UserVerification::Required),
        Just(UserVerification::Preferred),
        Just(UserVerification::Discouraged)
    ];
    (0..5_usize, any::<bool>(), any::<bool>(), verification, any::<bool>()).prop_map(
        |(purpose, classic, conditional, user_verification, named)| Terms {
            purpose: Purpose::ALL[purpose],
            mode: if classic { Mode::Classic } else { Mode::Smart },
            mediation: if conditional { Mediation::Conditional } else { Mediation::Modal },
            user_verification,
            named,
        },
    )
}

/// The owned form of a context.
#[derive(Debug, Clone, PartialEq)]
struct Place {
    tenant: [u8; 16],
    pool: [u8; 16],
    workspace: [u8; 16],
    user: Option<[u8; 16]>,
    binding: Binding,
    subject: Option<[u8; 32]>,
}

impl Place {
    fn with<T>(&self, use_it: impl FnOnce(&Context<'_>) -> T) -> T {
        use_it(&Context {
            tenant: TenantId::from_bytes(self.tenant),
            pool: PoolId::from_bytes(self.pool),
            workspace: WorkspaceId::from_bytes(self.workspace),
            user: self.user.map(UserId::from_bytes),
            binding: &self.binding,
            subject: self.subject.as_ref(),
        })
    }
}

fn place() -> impl Strategy<Value = Place> {
    // Few values, so that contexts differ in one part only often enough.
    let id = || prop_oneof![Just([0_u8; 16]), Just([1_u8; 16])];
    let binding = prop_oneof![
        Just(Binding::Nothing),
        prop_oneof![Just([0; 32]), Just([1; 32])].prop_map(Binding::Browser),
        prop_oneof![Just([0; 32]), Just([1; 32])].prop_map(Binding::Secret),
        Just(Binding::Session(store::id::SessionId::from_bytes([1; 16]), 5)),
        Just(Binding::Session(store::id::SessionId::from_bytes([1; 16]), 6)),
    ];
    let subject = prop_oneof![Just(None), Just(Some([0; 32])), Just(Some([1; 32]))];
    (id(), id(), id(), proptest::option::of(id()), binding, subject).prop_map(
        |(tenant, pool, workspace, user, binding, subject)| Place { tenant, pool, workspace, user, binding, subject },
    )
}

fn drawn(ring: &KeyRing, terms: Terms, place: &Place) -> [u8; LENGTH] {
    let keys = ring.signing(0).unwrap();
    place.with(|context| draw(keys, &Counting(3), (terms, 1_800_000_000), context)).unwrap().challenge
}

fn proved(ring: &KeyRing, challenge: &[u8], place: &Place) -> Option<Ceremony> {
    candidates(ring, challenge, 0).iter().find_map(|candidate| place.with(|context| candidate.prove(context)))
}

proptest! {
    #[test]
    fn says_at_finish_what_was_asked_at_begin(terms in terms(), place in place()) {
        let ring = ring(7);
        let ceremony = proved(&ring, &drawn(&ring, terms, &place), &place).unwrap();
        prop_assert_eq!(ceremony.terms, terms);
        prop_assert_eq!(ceremony.expires_at_s, 1_800_000_000);
    }

    // S3-45: a challenge of another tenant, pool, workspace, user, client or subject is none of ours.
    #[test]
    fn proves_in_its_own_context_only(terms in terms(), here in place(), there in place()) {
        let ring = ring(7);
        let challenge = drawn(&ring, terms, &here);
        prop_assert_eq!(proved(&ring, &challenge, &there).is_some(), here == there);
    }

    #[test]
    fn no_changed_bit_survives(terms in terms(), place in place(), bit in 0..LENGTH * 8) {
        let ring = ring(7);
        let mut challenge = drawn(&ring, terms, &place);
        challenge[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(proved(&ring, &challenge, &place).is_none());
    }

    #[test]
    fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..80), place in place()) {
        prop_assert!(proved(&ring(7), &bytes, &place).is_none());
    }

    #[test]
    fn another_installation_knows_nothing_of_it(terms in terms(), place in place()) {
        prop_assert!(proved(&ring(8), &drawn(&ring(7), terms, &place), &place).is_none());
    }
}

#[test]
fn an_old_generation_verifies_until_its_last_challenge_has_expired() {
    let (master, random) = (MasterKey::new([7; 32]), Counting(7));
    let mut rows = crate::keys::first(&master, &random, 0).unwrap();
    let before = KeyRing::open(&master, &rows).unwrap().unwrap();
    let turn = 1_000_000;
    rows.push(crate::keys::rotation::next(&master, &Counting(9), Rotating::Challenge, turn).unwrap());
    let after = KeyRing::open(&master, &rows).unwrap().unwrap();

    let place = Place {
        tenant: [0; 16],
        pool: [0; 16],
        workspace: [0; 16],
        user: None,
        binding: Binding::Nothing,
        subject: None,
    };
    let terms = Terms {
        purpose: Purpose::SignIn,
        mode: Mode::Smart,
        mediation: Mediation::Modal,
        user_verification: UserVerification::Required,
        named: false,
    };
    let old = drawn(&before, terms, &place);
    let alive = |now_ms: i64, challenge: &[u8]| {
        candidates(&after, challenge, now_ms)
            .iter()
            .any(|candidate| place.with(|context| candidate.prove(context)).is_some())
    };
    let signs_from = turn + crate::keys::REST_BEFORE_SIGNING_MS;
    assert!(alive(turn, &old), "both generations verify while the new one rests");
    assert!(alive(signs_from + 599_000, &old));
    assert!(!alive(signs_from + 600_000, &old));
    // The new one signs only after its rest.
    let drawn_at = |now_ms: i64| {
        place.with(|context| draw(after.signing(now_ms).unwrap(), &Counting(3), (terms, 1), context)).unwrap().challenge
    };
    assert_eq!(
        drawn_at(signs_from - 1),
        place.with(|context| draw(before.signing(0).unwrap(), &Counting(3), (terms, 1), context)).unwrap().challenge
    );
    assert_ne!(drawn_at(signs_from), drawn_at(signs_from - 1));
}
