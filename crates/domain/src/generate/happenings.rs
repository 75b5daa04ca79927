//! What the made-up members did: sign-ins over the days, some refused, passkeys made, sign-outs; in the order of time.

use super::Place;
use super::chance::Chance;
use super::people::{Device, Person};
use crate::audit::Kind;
use crate::catalogue;
use crate::figures::{Facts, Surface};
use store::audit_event::AuditEvent;
use store::id::EventId;

const KIND: u64 = 9;

/// What is refused, by the cause and what people are told.
const REFUSALS: [(u64, (&str, &catalogue::Message)); 6] = [
    (34, ("user_not_verified", &catalogue::USER_NOT_VERIFIED)),
    (26, ("proof_wrong", &catalogue::PROOF_WRONG)),
    (17, ("ceremony_expired", &catalogue::SESSION_EXPIRED)),
    (12, ("credential_unknown", &catalogue::PASSKEY_NOT_ON_DEVICE)),
    (9, ("code_wrong", &catalogue::CODE_WRONG)),
    (2, ("origin_mismatch", &catalogue::VERIFICATION_FAILED)),
];
const WAYS: [(u64, &str); 4] = [(58, "password"), (17, "password totp"), (15, "magic_link"), (10, "email_code")];
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The event of a number, and whose it is.
pub(super) fn event(place: &Place, agents: &[i64], number: u64) -> (AuditEvent, Person) {
    let mut chance = Chance::of(place.seed, KIND, number);
    let span = i128::from(place.until - place.from);
    let at =
        place.from + i64::try_from(span * i128::from(number) / i128::from(place.events.max(1))).unwrap_or_default();
    let person = Person::of(place, chance.below(place.users));
    let by_passkey = person.adoption.again_at.is_some() && chance.below(100) < 88;
    let (kind, is_refused) = chance.weighed(&[
        (76, (Kind::SignIn, false)),
        (8, (Kind::SignIn, true)),
        (13, (Kind::SignOut, false)),
        (3, (Kind::StepUp, false)),
    ]);
    let is_sign_in = kind == Kind::SignIn;
    let mut event = AuditEvent {
        tenant_id: place.tenant,
        id: EventId::from_parts(at.unsigned_abs(), chance.bytes()),
        pool_id: Some(place.pool),
        workspace_id: Some(place.workspace),
        at,
        kind: kind.as_str().into(),
        outcome: "done".into(),
        reason: None,
        actor_id: Some(person.id),
        subject_id: Some(person.id),
        passkey_id: person.passkey.filter(|_| by_passkey),
        passkey_label: by_passkey.then(|| person.provider.to_owned()),
        address: Some(format!("198.51.100.{}", chance.below(256))),
        user_agent_id: Device::ALL.iter().position(|device| *device == person.device).map(|at| agents[at]),
        reference: None,
        detail: None,
        facts: None,
        salt: None,
    };
    let surface = if person.in_app { Surface::App } else { Surface::Web };
    let mut facts = Facts::of((person.device.0, person.device.1), surface);
    facts.provider = by_passkey.then(|| person.provider.to_owned());
    if is_refused {
        let (reason, message) = chance.weighed(&REFUSALS);
        event.outcome = "refused".into();
        event.reason = Some(reason.into());
        event.reference = Some(reference(&mut chance));
        facts.entry = Some(message.code.into());
    } else if is_sign_in {
        let way = if by_passkey { "passkey" } else { chance.weighed(&WAYS) };
        event.detail = Some(way.into());
        let took = if by_passkey { 1_500 + chance.below(7_000) } else { 7_000 + chance.below(50_000) };
        facts.took_ms = i64::try_from(took).ok();
    }
    event.facts = Some(facts.text());
    event.salt = Some(chance.bytes());
    (event, person)
}

fn reference(chance: &mut Chance) -> String {
    let letter = |byte: u8| char::from(LETTERS[usize::from(byte % 32)]);
    let drawn: String = chance.bytes::<8>().into_iter().map(letter).collect();
    format!("{}-{}", &drawn[..4], &drawn[4..])
}
