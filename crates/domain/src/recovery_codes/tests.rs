//! Proving with a recovery code. How a set is drawn is tested over HTTP.

use super::*;
use crate::factors::testing::{MEMBER, NOBODY, OTHER_MEMBER, Place, on_each_engine};
use store::user::UserStatus;

/// Gives the member a set of three, and tells what is on the paper.
async fn give(place: &Place, subject: &Subject) -> Vec<String> {
    let salt: Salt = random::bytes(place.app.random()).unwrap();
    let codes: Vec<_> = (0..3).map(|_| Code::draw(place.app.random()).unwrap()).collect();
    let hashes = code::hashes(&place.app, salt, codes.clone()).await.unwrap();
    let (pool_id, user_id) = (place.visit.door.pool.id, subject.user);
    let set = Set { pool_id, user_id, salt, hashes, created_at: place.app.now() };
    place.app.store().write("give", move |tx| recovery_code::replace(tx, &set)).await.unwrap();
    codes.iter().map(Code::shown).collect()
}

async fn try_code(place: &Place, subject: &Subject, typed: &str) -> bool {
    prove(&place.app, &place.visit, subject, typed).await.unwrap()
}

async fn left_of(place: &Place, subject: &Subject) -> i64 {
    let (pool, user) = (place.visit.door.pool.id, subject.user);
    place.app.store().read("left", move |tx| left(tx, pool, user)).await.unwrap()
}

async fn events(place: &Place) -> Vec<String> {
    let entries = audit::latest(&place.app, place.visit.door.tenant.id, 10).await.unwrap();
    entries.into_iter().map(|entry| entry.kind).collect()
}

// recovery/code-single-use: the atomic take that the scenario rests on.
#[tokio::test]
async fn a_code_is_used_once_and_on_record() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        let codes = give(place, &member).await;
        assert!(!try_code(place, &member, "0000-0000-0000-0000").await);
        assert!(events(place).await.is_empty());
        assert!(try_code(place, &member, &codes[0]).await);
        assert!(!try_code(place, &member, &codes[0]).await);
        assert_eq!(left_of(place, &member).await, 2);
        let careless = format!(" {} ", codes[1].to_lowercase().replace('-', " ").replace('0', "o").replace('1', "L"));
        assert!(try_code(place, &member, &careless).await, "{careless}");
        assert_eq!(left_of(place, &member).await, 1);
        assert_eq!(events(place).await, ["recovery_code_used", "recovery_code_used"]);
    })
    .await;
}

// recovery/code-parallel: the same.
#[tokio::test]
async fn of_two_with_one_code_one_wins() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        let codes = give(place, &member).await;
        let (one, other) = tokio::join!(try_code(place, &member, &codes[0]), try_code(place, &member, &codes[0]));
        assert!(one ^ other, "{one} {other}");
        assert_eq!((left_of(place, &member).await, events(place).await.len()), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_new_set_voids_the_old_one() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        let (old, new) = (give(place, &member).await, give(place, &member).await);
        assert!(!try_code(place, &member, &old[0]).await);
        assert_eq!(left_of(place, &member).await, 3);
        assert!(try_code(place, &member, &new[0]).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_codes_proves_nothing() {
    on_each_engine(async |place| {
        let (member, other, nobody) =
            (place.subject(MEMBER).await, place.subject(OTHER_MEMBER).await, place.subject(NOBODY).await);
        assert!(member.is_member && !nobody.is_member);
        let codes = give(place, &member).await;
        for subject in [&other, &nobody] {
            assert!(!try_code(place, subject, &codes[0]).await);
            assert_eq!(left_of(place, subject).await, 0);
        }
        place.set_status(&member, UserStatus::Disabled).await;
        assert!(!try_code(place, &member, &codes[0]).await, "disabled");
        place.set_status(&member, UserStatus::Active).await;
        assert!(try_code(place, &member, &codes[0]).await, "and the try used nothing up");
    })
    .await;
}

#[test]
fn no_code_is_printed() {
    let standing = RecoveryCodes { offered: true, left: 1, drawn_at: None };
    let printed = format!("{:?}", Drawn { codes: vec!["7K2Q".into()], standing });
    assert!(!printed.contains("7K2Q"), "{printed}");
}
