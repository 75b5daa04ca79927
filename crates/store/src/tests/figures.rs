//! Figures: what is counted twice is added up, what members reach is kept once, and many rows are as good as one by one.

use super::{PASSKEY, POOL, TENANT, USER, passkey, pool, tenant, user, with_a_member};
use crate::{
    adoption::{self, Adoption},
    alarm::{self, Alarm},
    audit_event::{self, AuditEvent},
    bulk,
    census::{self, Census},
    happening,
    id::{EventId, PasskeyId, UserId},
    identifier::{Identifier, IdentifierKind},
    opening::{self, Opening},
    rollup::{self, Rollup},
    testing::on_each_engine,
    user_list::{self, Order, Way},
    workspace::Mode,
};

fn of(day: i64, value: &str, number: i64) -> Rollup {
    Rollup { day, name: "sign_in".into(), value: value.into(), number }
}

#[tokio::test]
async fn counts_of_a_day_are_added_up_and_their_position_is_kept() {
    on_each_engine(async |store| {
        let done = store.write("count", |tx| {
            for rollup in [of(10, "passkey", 2), of(10, "passkey", 3), of(11, "passkey", 5), of(11, "password", 7)] {
                rollup::add(tx, POOL, &rollup)?;
            }
            assert_eq!(rollup::sums(tx, POOL, (10, 11))?, [of(11, "passkey", 10), of(11, "password", 7)]);
            assert_eq!(rollup::sums(tx, POOL, (10, 10))?, [of(10, "passkey", 5)]);
            let days = rollup::days(tx, POOL, "sign_in", (10, 11))?;
            assert_eq!(days, [of(10, "passkey", 5), of(11, "passkey", 5), of(11, "password", 7)]);
            assert_eq!(rollup::days(tx, POOL, "other", (0, 99))?, []);
            assert_eq!(rollup::position(tx, TENANT)?, None);
            for byte in [3, 9] {
                rollup::move_to(tx, TENANT, EventId::from_bytes([byte; 16]))?;
            }
            assert_eq!(rollup::position(tx, TENANT)?, Some(EventId::from_bytes([9; 16])));
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_a_member_has_reached_is_read_beside_the_member() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("reach", |tx| {
            let found = adoption::of_member(tx, POOL, USER)?.unwrap();
            assert_eq!((found.for_tests, found.adoption), (false, Adoption::default()));
            let reached = Adoption { offered_at: Some(1), used_at: Some(7), ..Adoption::default() };
            adoption::put(tx, (POOL, USER), &reached)?;
            let later = Adoption { again_at: Some(9), ..reached };
            adoption::put(tx, (POOL, USER), &later)?;
            crate::user::mark_for_tests(tx, POOL, USER, true)?;
            let found = adoption::of_member(tx, POOL, USER)?.unwrap();
            assert_eq!((found.for_tests, found.adoption), (true, later));
            assert_eq!(adoption::of_member(tx, POOL, UserId::NIL)?, None);
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}

/// S2-34: one alarm of a kind at a time, whoever raises it.
#[tokio::test]
async fn an_alarm_is_raised_once_and_again_after_it_was_over() {
    on_each_engine(async |store| {
        let done = store.write("alarm", |tx| {
            let at = |raised_at| Alarm {
                pool_id: POOL,
                kind: "security_errors".into(),
                tenant_id: TENANT,
                raised_at,
                cleared_at: None,
                detail: "7 within 15 minutes".into(),
            };
            assert!(!alarm::clear(tx, POOL, "security_errors", 1)?);
            assert!(alarm::raise(tx, &at(1))? && !alarm::raise(tx, &at(2))?);
            assert_eq!(alarm::of_pool(tx, POOL)?, [at(1)]);
            assert!(alarm::clear(tx, POOL, "security_errors", 3)? && !alarm::clear(tx, POOL, "security_errors", 4)?);
            assert_eq!(alarm::all(tx)?, [Alarm { cleared_at: Some(3), ..at(1) }]);
            assert!(alarm::raise(tx, &at(5))?);
            assert_eq!(alarm::of_pool(tx, POOL)?, [at(5)]);
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}

fn numbered(number: u16) -> UserId {
    let mut id = [5; 16];
    id[14..].copy_from_slice(&number.to_be_bytes());
    UserId::from_bytes(id)
}

fn event(number: u16) -> AuditEvent {
    let id = numbered(number);
    AuditEvent {
        tenant_id: TENANT,
        id: EventId::from_bytes(*id.as_bytes()),
        pool_id: Some(POOL),
        workspace_id: None,
        at: i64::from(number),
        kind: "sign_in".into(),
        outcome: "done".into(),
        reason: None,
        actor_id: Some(id),
        subject_id: Some(id),
        passkey_id: None,
        passkey_label: None,
        address: None,
        user_agent_id: None,
        reference: None,
        detail: None,
        salt: None,
        facts: Some("Firefox|Linux|web||||".into()),
    }
}

/// More than a statement takes, and not a multiple of it.
const MANY: u16 = 530;

fn plant_many(tx: &mut crate::Tx<'_>) -> Result<(), crate::Error> {
    crate::tenant::insert(tx, &tenant())?;
    crate::pool::insert(tx, &pool())?;
    assert!(!bulk::is_anybody_in(tx, POOL)?);
    let users: Vec<_> = (0..MANY)
        .map(|number| crate::user::User {
            id: numbered(number),
            handle: number.to_be_bytes().to_vec(),
            display_name: format!("Ada Number{number}"),
            ..user()
        })
        .collect();
    bulk::users(tx, &users)?;
    let name = |number| format!("ada{number}@acme.example");
    let identifiers: Vec<_> = (0..MANY)
        .map(|number| Identifier {
            pool_id: POOL,
            folded: name(number),
            kind: IdentifierKind::Email,
            value: name(number),
            user_id: numbered(number),
            verified_at: None,
            created_at: 1,
        })
        .collect();
    bulk::identifiers(tx, &identifiers)?;
    let passkeys: Vec<_> = (0..100)
        .map(|number| crate::passkey::Passkey {
            id: PasskeyId::from_bytes(*numbered(number).as_bytes()),
            user_id: numbered(number / 2),
            credential_id: vec![9; usize::from(number) + 20],
            ..passkey()
        })
        .collect();
    bulk::passkeys(tx, &passkeys)?;
    let reached = Adoption { used_at: Some(4), ..Adoption::default() };
    bulk::adoptions(tx, POOL, &(0..MANY).map(|number| (numbered(number), reached)).collect::<Vec<_>>())?;
    bulk::events(tx, &(0..MANY).map(event).collect::<Vec<_>>())?;
    assert!(bulk::is_anybody_in(tx, POOL)?);
    Ok(())
}

#[tokio::test]
async fn many_rows_are_as_good_as_one_by_one() {
    on_each_engine(async |store| {
        store.write("many", plant_many).await.unwrap();
        let read = store.read("many", |tx| {
            let place = Order::Beginning("number529".into());
            let found = user_list::window(tx, POOL, &place, (None, Way::On), 10)?;
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!(found[0].identifier.as_deref(), Some("ada529@acme.example"));
            assert_eq!(adoption::of_member(tx, POOL, numbered(3))?.unwrap().adoption.used_at, Some(4));
            // In chunks, with the members behind each.
            let (mut all, mut sizes) = (Vec::new(), Vec::new());
            loop {
                let from = all.last().map_or(UserId::NIL, |last: &census::Counted| last.id);
                let chunk = census::behind(tx, POOL, from, &any())?;
                sizes.push(chunk.len());
                all.extend(chunk);
                if sizes.last() != Some(&census::CHUNK) {
                    break;
                }
            }
            assert_eq!(sizes, [250, 250, 30]);
            assert!(all.iter().all(|one| one.counts && one.reached == [false, false, false, true, false]));
            assert_eq!(all.iter().filter(|one| one.passkeys == 2).count(), 50);
            assert_eq!(all.iter().filter(|one| one.passkeys == 0).count(), usize::from(MANY) - 50);
            let all = (EventId::NIL, EventId::from_bytes([0xff; 16]));
            let first = happening::after(tx, TENANT, all, 3)?;
            assert_eq!(first.iter().map(|event| event.at).collect::<Vec<_>>(), [0, 1, 2]);
            assert_eq!(first[0].facts.as_deref(), Some("Firefox|Linux|web||||"));
            let behind = (first[2].id, event(5).id);
            let next = happening::after(tx, TENANT, behind, 30)?;
            assert_eq!(next.iter().map(|event| event.at).collect::<Vec<_>>(), [3, 4]);
            let newest = happening::newest(tx, TENANT, all, 2)?;
            assert_eq!(newest.iter().map(|event| event.at).collect::<Vec<_>>(), [529, 528]);
            let last = audit_event::latest(tx, TENANT, 1)?;
            assert_eq!(last, [event(529)]);
            Ok::<_, crate::Error>(())
        });
        read.await.unwrap();
    })
    .await;
}

/// A door that takes the passkey of the tests, as it is.
fn any() -> Opening {
    Opening {
        modes: [passkey().mode; 2],
        rp_ids: [passkey().rp_id, passkey().rp_id],
        trusted_only: false,
        bound_only: false,
    }
}

#[tokio::test]
async fn a_census_leaves_out_whoever_may_not_sign_in_or_is_there_for_tests() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("census", |tx| {
            let counts = |tx: &mut crate::Tx<'_>| {
                let found = census::behind(tx, POOL, UserId::NIL, &any())?;
                assert_eq!(found.len(), 1);
                Ok::<_, crate::Error>(found[0].counts)
            };
            assert!(counts(tx)?);
            crate::user::set_status(tx, POOL, USER, crate::user::UserStatus::Disabled)?;
            assert!(!counts(tx)?);
            crate::user::set_status(tx, POOL, USER, crate::user::UserStatus::Active)?;
            assert!(counts(tx)?);
            crate::user::mark_for_tests(tx, POOL, USER, true)?;
            assert!(!counts(tx)?);
            assert_eq!(census::find(tx, POOL)?, None);
            let census = Census { at: 5, members: 4, holders: 3, several: 2 };
            census::put(tx, POOL, &Census { members: 9, ..census })?;
            census::put(tx, POOL, &census)?;
            assert_eq!(census::find(tx, POOL)?, Some(census));
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}

/// S3-12, S2-34: one truth for the count, the list and a member alone: what opens no door is none.
#[tokio::test]
async fn what_opens_no_door_is_counted_nowhere() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("openings", |tx| {
            let open = |tx: &mut crate::Tx<'_>, opening: &Opening| {
                let counted = census::behind(tx, POOL, UserId::NIL, opening)?[0].passkeys;
                for order in [Order::Newest, Order::Named, Order::Beginning(String::new())] {
                    let listed = user_list::window_of(tx, POOL, &order, (None, Way::On), (9, opening))?;
                    assert!(listed.iter().all(|row| row.passkeys == Some(counted)), "{order:?} {listed:?}");
                }
                assert_eq!(opening::of_user(tx, POOL, USER, opening)?, counted);
                Ok::<_, crate::Error>(counted)
            };
            assert_eq!(open(tx, &any())?, 1);
            let other = if any().modes[0] == Mode::Smart { Mode::Classic } else { Mode::Smart };
            assert_eq!(open(tx, &Opening { modes: [other; 2], ..any() })?, 0, "of the other mode");
            assert_eq!(open(tx, &Opening { modes: [other, any().modes[0]], ..any() })?, 1, "two doors");
            let elsewhere = || "elsewhere.example".to_owned();
            assert_eq!(open(tx, &Opening { rp_ids: [elsewhere(), elsewhere()], ..any() })?, 0, "of another domain");
            assert_eq!(open(tx, &Opening { rp_ids: [elsewhere(), passkey().rp_id], ..any() })?, 1, "members move");
            for (breaks, heals, opening) in [
                (
                    "UPDATE passkeys SET distrusted = 1",
                    "UPDATE passkeys SET distrusted = 0",
                    Opening { trusted_only: true, ..any() },
                ),
                (
                    "UPDATE passkeys SET backup_eligible = 1",
                    "UPDATE passkeys SET backup_eligible = 0",
                    Opening { bound_only: true, ..any() },
                ),
            ] {
                tx.execute(heals, &[])?;
                assert_eq!(open(tx, &opening)?, 1, "{breaks}");
                tx.execute(breaks, &[])?;
                assert_eq!((open(tx, &opening)?, open(tx, &any())?), (0, 1), "{breaks}");
            }
            tx.execute("UPDATE passkeys SET user_verified = 0, discoverable = 0", &[])?;
            assert_eq!(open(tx, &any())?, 0, "serves beside another factor");
            tx.execute("UPDATE passkeys SET discoverable = 1", &[])?;
            assert_eq!(open(tx, &any())?, 1);
            crate::passkey::quarantine(tx, POOL, USER, (PASSKEY, 5))?;
            assert_eq!(open(tx, &any())?, 0, "put aside");
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn what_is_counted_anew_is_not_added_to() {
    on_each_engine(async |store| {
        let done = store.write("replace", |tx| {
            rollup::add(tx, POOL, &of(0, "passkey", 2))?;
            for rows in [vec![("a", 5), ("b", 6)], vec![("a", 7)]] {
                rollup::replace(tx, POOL, (0, "today"), &rows)?;
            }
            let today = Rollup { day: 0, name: "today".into(), value: "a".into(), number: 7 };
            assert_eq!(rollup::sums(tx, POOL, (0, 0))?, [of(0, "passkey", 2), today]);
            Ok::<_, crate::Error>(())
        });
        done.await.unwrap();
    })
    .await;
}
