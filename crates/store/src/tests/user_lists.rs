//! Lists of users: words of names, windows by each order in both directions, and members from before.

use super::{POOL, pool, tenant, user, with_a_member};
use crate::{
    Error, Store, Tx,
    db::params,
    group::{self, Group},
    id::{GroupId, RoleId, UserId},
    identifier::{self, Identifier, IdentifierKind},
    installation,
    role::{self, Role},
    testing::{Engine, location_on, on_each_engine},
    user::{self, User, UserStatus},
    user_list::{Listed, Order, Place, Way, tests::plan, window},
    user_word,
};

fn id(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

fn add(tx: &mut Tx<'_>, number: u8, (name, identifier): (&str, &str)) -> Result<(), Error> {
    let row = User { id: id(number), handle: vec![number; 32], display_name: name.into(), ..user() };
    user::insert(tx, &row)?;
    let named = Identifier {
        pool_id: POOL,
        folded: identifier.into(),
        kind: IdentifierKind::Username,
        value: identifier.into(),
        user_id: row.id,
        verified_at: None,
        created_at: 1,
    };
    identifier::insert(tx, &named).map(drop)
}

const PEOPLE: [(&str, &str); 5] =
    [("Ada Lovelace", "ada"), ("Bob", "bob"), ("Ada Lovelace", "second"), ("Zoé Adams", "zoe"), ("Carl", "adalbert")];

fn people(tx: &mut Tx<'_>) -> Result<(), Error> {
    crate::tenant::insert(tx, &tenant())?;
    crate::pool::insert(tx, &pool())?;
    (1_u8..).zip(PEOPLE).try_for_each(|(number, person)| add(tx, number, person))
}

fn numbers(rows: &[Listed]) -> Vec<u8> {
    rows.iter().map(|row| row.place.user.as_bytes()[0]).collect()
}

/// From end to end in windows of two, and back again.
fn walk(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<u8>, Error> {
    let (mut all, mut from): (Vec<Listed>, Option<Place>) = (Vec::new(), None);
    loop {
        let rows = window(tx, POOL, order, (from.as_ref(), Way::On), 2)?;
        let Some(last) = rows.last() else { break };
        from = Some(last.place.clone());
        all.extend(rows);
    }
    let mut back = Vec::new();
    while let Some(rows) = Some(window(tx, POOL, order, (from.as_ref(), Way::Back), 2)?).filter(|rows| !rows.is_empty())
    {
        from = Some(rows[0].place.clone());
        back.splice(0..0, rows);
    }
    let but_last = all.split_last().map(|(_, others)| others.to_vec()).unwrap_or_default();
    assert_eq!(back, but_last, "{order:?}");
    Ok(numbers(&all))
}

#[tokio::test]
async fn each_order_is_walked_on_and_back() {
    on_each_engine(async |store| {
        let written = store.write("walk", |tx| {
            people(tx)?;
            assert_eq!(walk(tx, &Order::Newest)?, [5, 4, 3, 2, 1]);
            // Equal names stand by age, and none is lost between two windows.
            assert_eq!(walk(tx, &Order::Named)?, [1, 3, 2, 5, 4]);
            // Words and identifiers in one order; the first Ada is met by both.
            assert_eq!(walk(tx, &Order::Beginning("ada".into()))?, [1, 3, 5, 4]);
            assert_eq!(walk(tx, &Order::Beginning("adam".into()))?, [4]);
            assert_eq!(walk(tx, &Order::Beginning("zoé".into()))?, [4]);
            assert_eq!(walk(tx, &Order::Beginning("x".into()))?, [0; 0]);
            assert_eq!(walk(tx, &Order::Disabled)?, [0; 0]);
            user::set_status(tx, POOL, id(2), UserStatus::Disabled)?;
            assert!(user::mark_for_tests(tx, POOL, id(3), true)? && !user::mark_for_tests(tx, POOL, id(3), true)?);
            assert!(!user::mark_for_tests(tx, POOL, id(9), true)?);
            assert_eq!(user::is_for_tests(tx, POOL, id(3))?, Some(true));
            assert_eq!(walk(tx, &Order::Disabled)?, [2]);
            assert_eq!(walk(tx, &Order::ForTests)?, [3]);
            let role = RoleId::from_bytes([7; 16]);
            let row = Role { pool_id: POOL, id: role, name: "Staff".into(), policy: String::new(), elevated: false };
            role::insert(tx, &row)?;
            for number in [1, 4, 5] {
                role::give(tx, POOL, id(number), role)?;
            }
            assert_eq!(walk(tx, &Order::Role(role))?, [5, 4, 1]);
            let rows = window(tx, POOL, &Order::Named, (None, Way::On), 1)?;
            assert_eq!(rows[0].place, Place { text: "ada lovelace".into(), user: id(1) });
            assert_eq!((rows[0].identifier.as_deref(), rows[0].passkeys, rows[0].used_at), (Some("ada"), None, None));
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

/// What a million have is taken from them some at a time, and nobody finds it meanwhile.
#[tokio::test]
async fn what_is_removed_is_taken_away_in_chunks() {
    on_each_engine(async |store| {
        let written = store.write("release", |tx| {
            people(tx)?;
            let (staff, night) = (RoleId::from_bytes([7; 16]), GroupId::from_bytes([7; 16]));
            let name = "Staff".to_owned();
            role::insert(
                tx,
                &Role { pool_id: POOL, id: staff, name: name.clone(), policy: "{}".into(), elevated: true },
            )?;
            group::insert(tx, &Group { pool_id: POOL, id: night, name: name.clone(), policy: "{}".into() })?;
            for number in 1..=5 {
                assert!(role::give(tx, POOL, id(number), staff)? && group::give(tx, POOL, id(number), night)?);
            }
            assert!(role::retire(tx, POOL, staff)? && group::retire(tx, POOL, night)?);
            assert_eq!((role::retired(tx)?, group::retired(tx)?), (vec![(POOL, staff)], vec![(POOL, night)]));
            assert_eq!(
                (role::all(tx)?.len(), role::of_pool(tx, POOL)?.len(), role::of_user(tx, POOL, id(1))?.len()),
                (0, 0, 0)
            );
            assert_eq!(
                (group::all(tx)?.len(), group::of_pool(tx, POOL)?.len(), group::of_user(tx, POOL, id(1))?.len()),
                (0, 0, 0)
            );
            // The name is free at once.
            let other = RoleId::from_bytes([8; 16]);
            role::insert(tx, &Role { pool_id: POOL, id: other, name, policy: "{}".into(), elevated: false })?;
            role::give(tx, POOL, id(1), other)?;
            for left in [3, 1, 0] {
                let is_gone = left == 0;
                assert_eq!(
                    (role::release(tx, POOL, staff, 2)?, group::release(tx, POOL, night, 2)?),
                    (is_gone, is_gone)
                );
                let held =
                    |tx: &mut Tx<'_>, number| Ok::<_, Error>(role::ids_of_user(tx, POOL, id(number))?.contains(&staff));
                let mut holders = 0;
                for number in 1..=5 {
                    holders += u32::from(held(tx, number)?);
                }
                assert_eq!(holders, left);
            }
            assert!(role::retired(tx)?.is_empty() && group::retired(tx)?.is_empty());
            assert_eq!(role::ids_of_user(tx, POOL, id(1))?, [other]);
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_claimed_account_is_found_by_its_new_name() {
    on_each_engine(async |store| {
        let written = store.write("claim", |tx| {
            people(tx)?;
            assert!(user::claim(tx, POOL, id(2), (&[3; 32], "Grace Hopper"))?);
            assert!(!user::claim(tx, POOL, id(9), (&[3; 32], "Nobody"))?);
            assert_eq!(walk(tx, &Order::Beginning("bo".into()))?, [2], "still by the identifier");
            identifier::delete(tx, POOL, id(2), "bob")?;
            assert_eq!(walk(tx, &Order::Beginning("bo".into()))?, [0; 0]);
            assert_eq!(walk(tx, &Order::Beginning("hop".into()))?, [2]);
            assert_eq!(walk(tx, &Order::Named)?, [1, 3, 5, 2, 4]);
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn members_from_before_are_spelled_in_chunks() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("spell", |tx| {
            assert!(!user_word::is_pending(tx)? && !user_word::spell(tx, 10)?, "a new database has nothing to spell");
            add(tx, 1, ("Ada Lovelace", "ada"))?;
            tx.execute("DELETE FROM user_words", params![])?;
            tx.execute("UPDATE users SET sort_name = ''", params![])?;
            installation::set(tx, "names_to_spell", "")?;
            assert!(user_word::is_pending(tx)?);
            assert!(user_word::spell(tx, 1)? && user_word::spell(tx, 1)? && !user_word::spell(tx, 1)?);
            assert!(!user_word::is_pending(tx)?);
            assert_eq!(walk(tx, &Order::Beginning("love".into()))?, [1]);
            assert_eq!(walk(tx, &Order::Named)?.len(), 2);
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

/// In a pool of a million no statement about one member may walk the pool.
#[tokio::test]
async fn one_member_is_found_without_a_walk_through_the_pool() {
    let (location, _guard) = location_on(Engine::Embedded);
    let store = Store::open(&location).unwrap();
    let written = store.write("plans", |tx| {
        for (sql, index) in [
            ("EXPLAIN QUERY PLAN SELECT * FROM identifiers WHERE pool_id = ?1 AND user_id = ?2", "identifiers_of_user"),
            ("EXPLAIN QUERY PLAN SELECT * FROM passkeys WHERE pool_id = ?1 AND user_id = ?2", "passkeys_of_user"),
            ("EXPLAIN QUERY PLAN SELECT * FROM devices WHERE pool_id = ?1 AND user_id = ?2", "devices_of_user"),
            ("EXPLAIN QUERY PLAN SELECT id FROM passkeys WHERE rp_id = ?1 AND credential_id = ?2", "passkeys_of_rp"),
        ] {
            let plan = plan(tx, sql, params![POOL, id(1)])?.concat();
            assert!(plan.contains(index), "{sql}: {plan}");
        }
        Ok::<_, Error>(())
    });
    written.await.unwrap();
}
