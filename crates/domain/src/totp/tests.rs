//! Proving with an authenticator app. How one is set up is tested over HTTP.

use super::*;
use crate::factors::testing::{MEMBER, NOBODY, OTHER_MEMBER, Place, on_each_engine};
use store::totp::Pending;
use store::user::UserStatus;

const SECRET: &[u8] = b"twenty bytes of ours";
const STEP_MS: i64 = 30_000;

/// Gives the member an app with `SECRET`, confirmed an hour ago.
async fn give(place: &Place, subject: &Subject, sealed_for: UserId) {
    let (pool, user, now) = (place.visit.door.pool.id, subject.user, place.app.now());
    let sealed = place.app.seal(SEAL, &context(pool, sealed_for), SECRET).unwrap();
    let written = place.app.store().write("give", move |tx| {
        totp::begin(tx, pool, user, &Pending { sealed: sealed.clone(), at: now })?;
        let step = (now - 3_600_000) / STEP_MS;
        totp::confirm(tx, Step { pool_id: pool, user_id: user, sealed: &sealed, step }, now)
    });
    assert!(written.await.unwrap());
}

/// What the app shows at a moment.
fn shown(at_ms: i64) -> String {
    code::shown(SECRET, at_ms)
}

async fn try_code(place: &Place, subject: &Subject, typed: &str) -> bool {
    prove(&place.app, &place.visit, subject, typed).await.unwrap()
}

// RFC 6238, 5.2: the same code is not taken twice, and what came before it not any more.
#[tokio::test]
async fn a_code_is_taken_once() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        give(place, &member, member.user).await;
        let now = place.app.now();
        assert!(try_code(place, &member, &shown(now)).await);
        assert!(!try_code(place, &member, &shown(now)).await, "a replay");
        assert!(!try_code(place, &member, &shown(now - STEP_MS)).await, "older than what was taken");
        assert!(try_code(place, &member, &shown(now + STEP_MS)).await);
        place.clock.advance(STEP_MS);
        assert!(!try_code(place, &member, &shown(now + STEP_MS)).await, "still a replay, in its own step");
        assert!(!try_code(place, &member, "000 00").await);
    })
    .await;
}

#[tokio::test]
async fn clocks_may_differ_by_one_step_and_not_by_two() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        give(place, &member, member.user).await;
        for (skew, is_good) in [(-2, false), (2, false), (-1, true), (1, true)] {
            let now = place.app.now();
            assert_eq!(try_code(place, &member, &shown(now + skew * STEP_MS)).await, is_good, "{skew}");
            place.clock.advance(10 * STEP_MS);
        }
    })
    .await;
}

#[tokio::test]
async fn of_two_with_one_code_one_wins() {
    on_each_engine(async |place| {
        let member = place.subject(MEMBER).await;
        give(place, &member, member.user).await;
        let code = shown(place.app.now());
        let (one, other) = tokio::join!(try_code(place, &member, &code), try_code(place, &member, &code));
        assert!(one ^ other, "{one} {other}");
    })
    .await;
}

#[tokio::test]
async fn whoever_has_no_app_proves_nothing() {
    on_each_engine(async |place| {
        let (member, other, nobody) =
            (place.subject(MEMBER).await, place.subject(OTHER_MEMBER).await, place.subject(NOBODY).await);
        assert!(member.is_member && !nobody.is_member);
        give(place, &member, member.user).await;
        let code = shown(place.app.now());
        for subject in [&other, &nobody] {
            assert!(!try_code(place, subject, &code).await);
            // Not even what is tried in their stead.
            let secret = stand_in(&place.app, (place.visit.door.pool.id, subject.user));
            assert!(!try_code(place, subject, &code::shown(&secret, place.app.now())).await);
        }
        place.set_status(&member, UserStatus::Disabled).await;
        assert!(!try_code(place, &member, &code).await, "disabled");
        place.set_status(&member, UserStatus::Active).await;
        assert!(try_code(place, &member, &code).await, "and the try took nothing");
        let pool = place.visit.door.pool.id;
        let confirmed = place.app.store().read("look", move |tx| {
            Ok::<_, store::Error>((is_confirmed(tx, pool, member.user)?, is_confirmed(tx, pool, other.user)?))
        });
        assert_eq!(confirmed.await.unwrap(), (true, false));
    })
    .await;
}

// A row that was moved to another member opens nothing, and is reported as what it is.
#[tokio::test]
async fn a_seal_opens_only_in_its_own_row() {
    on_each_engine(async |place| {
        let (member, other) = (place.subject(MEMBER).await, place.subject(OTHER_MEMBER).await);
        give(place, &member, other.user).await;
        let tried = prove(&place.app, &place.visit, &member, &shown(place.app.now())).await;
        assert!(matches!(tried, Err(Error::Store(store::Error::CorruptRow { table: "totps", .. }))), "{tried:?}");
    })
    .await;
}

#[test]
fn no_secret_is_printed() {
    let shown = NewSecret { secret: "SECRET".into(), url: "otpauth".into(), qr_svg: None };
    assert_eq!(format!("{shown:?} {:?}", Confirm { code: "123456".into() }), "NewSecret(…) Confirm(…)");
}
