//! Authenticator apps: one works while another is begun, and each step is taken once.

use super::{POOL, USER, with_a_member};
use crate::{
    Error,
    testing::on_each_engine,
    totp::{self, Confirmed, Pending, Step, Totp},
    user::{self, UserStatus},
};

fn pending(of: u8, at: i64) -> Pending {
    Pending { sealed: vec![of; 48], at }
}

fn step(sealed: &[u8], step: i64) -> Step<'_> {
    Step { pool_id: POOL, user_id: USER, sealed, step }
}

#[tokio::test]
async fn the_old_app_works_until_the_new_one_is_confirmed() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let (first, second) = (pending(1, 10), pending(2, 20));
        let written = store.write("walk", move |tx| {
            assert!(totp::find(tx, POOL, USER)?.is_none());
            assert!(!totp::confirm(tx, step(&first.sealed, 100), 11)?, "nothing is begun");
            totp::begin(tx, POOL, USER, &pending(9, 9))?;
            totp::begin(tx, POOL, USER, &first)?;
            assert_eq!(totp::find(tx, POOL, USER)?, Some(Totp { confirmed: None, pending: Some(first.clone()) }));
            assert!(!totp::take_step(tx, step(&first.sealed, 100))?, "not confirmed yet");
            assert!(!totp::delete(tx, POOL, USER)?, "none works yet");
            assert!(!totp::confirm(tx, step(&[9; 48], 100), 11)?, "shown anew");
            assert!(totp::confirm(tx, step(&first.sealed, 100), 11)?);
            assert!(!totp::confirm(tx, step(&first.sealed, 101), 12)?, "confirmed already");

            totp::begin(tx, POOL, USER, &second)?;
            let works = Confirmed { sealed: first.sealed.clone(), at: 11, last_step: 100 };
            let both = Totp { confirmed: Some(works), pending: Some(second.clone()) };
            assert_eq!(totp::find(tx, POOL, USER)?, Some(both));
            assert!(totp::take_step(tx, step(&first.sealed, 101))?);
            assert!(totp::confirm(tx, step(&second.sealed, 90), 21)?);
            assert!(!totp::take_step(tx, step(&first.sealed, 200))?, "the old one is void");
            let works = Confirmed { sealed: second.sealed.clone(), at: 21, last_step: 90 };
            assert_eq!(totp::find(tx, POOL, USER)?, Some(Totp { confirmed: Some(works), pending: None }));

            assert!(totp::delete(tx, POOL, USER)?);
            assert!(!totp::delete(tx, POOL, USER)?);
            assert!(totp::find(tx, POOL, USER)?.is_none());
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_step_is_taken_once_and_never_backwards() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("take", |tx| {
            let app = pending(1, 10);
            totp::begin(tx, POOL, USER, &app)?;
            assert!(totp::confirm(tx, step(&app.sealed, 100), 11)?);
            assert!(!totp::take_step(tx, step(&app.sealed, 100))?, "spent by the confirmation");
            assert!(totp::take_step(tx, step(&app.sealed, 102))?);
            assert!(!totp::take_step(tx, step(&app.sealed, 102))?);
            assert!(!totp::take_step(tx, step(&app.sealed, 101))?);
            user::set_status(tx, POOL, USER, UserStatus::Disabled)?;
            assert!(!totp::take_step(tx, step(&app.sealed, 103))?, "disabled");
            user::set_status(tx, POOL, USER, UserStatus::Active)?;
            assert!(totp::take_step(tx, step(&app.sealed, 103))?, "and nothing was spent by trying");
            Ok::<_, Error>(())
        });
        written.await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn of_two_with_one_step_one_wins() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let begun = store.write("begin", |tx| {
            totp::begin(tx, POOL, USER, &pending(1, 10))?;
            totp::confirm(tx, step(&[1; 48], 100), 11)
        });
        assert!(begun.await.unwrap());
        let take = || store.write("take", |tx| totp::take_step(tx, step(&[1; 48], 101)));
        let (one, other) = tokio::join!(take(), take());
        assert!(one.unwrap() ^ other.unwrap());
    })
    .await;
}

#[test]
fn no_secret_is_printed() {
    let app = Totp { confirmed: None, pending: Some(pending(1, 10)) };
    assert_eq!(format!("{app:?} {:?}", step(&[1], 1)), "Totp(…) Step<'_>(…)");
}
