//! Scenarios in which an authenticator says something else about itself than before: a counter that goes back, another backup flag. What
//! is stored may follow only where the answer is accepted, and the counter never goes down.

use super::{FINISH, SIGN_IN, with_a_key};
use crate::scenarios::{ROUNDS, events_of, row_of};
use crate::support::app::SMART;
use crate::support::{Actor, Answer, TestApp};
use authenticator::Lie;
use domain::settings::{BackupEligibility, CounterPolicy};
use serde_json::{Value, json};

const ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;

/// An assertion with this counter, on a challenge of its own.
async fn counting(member: &mut Actor<'_>, counter: u32) -> Value {
    let begun = member.post(SIGN_IN.0, &json!({})).await.ok();
    member.authenticator.lie(Lie::Counter(counter));
    member.show(&begun)
}

async fn sign_in_with(member: &mut Actor<'_>, lie: Lie) -> Answer {
    member.authenticator.lie(lie);
    member.sign_in().await
}

scenarios! {
    // As two requests at once with two processes: `two_nodes`.
    async fn counter_race(app: TestApp) {
        let mut member = with_a_key(&app, "alice").await;
        sign_in_with(&mut member, Lie::Counter(5)).await.ok();
        let (six, seven) = (counting(&mut member, 6).await, counting(&mut member, 7).await);
        member.post(FINISH, &seven).await.ok();
        let late = member.post(FINISH, &six).await;
        late.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &late, "counter_regression").await;
        assert_eq!((row_of(&member).await.sign_count, events_of(&app, SMART, "counter_regressed").await), (7, 0));

        app.set(SMART, |settings| settings.counter_policy = CounterPolicy::Warn).await;
        let (eight, nine) = (counting(&mut member, 8).await, counting(&mut member, 9).await);
        member.post(FINISH, &nine).await.ok();
        member.post(FINISH, &eight).await.ok();
        assert_eq!((row_of(&member).await.sign_count, events_of(&app, SMART, "counter_regressed").await), (9, 1));

        // Really at once: whichever is first, the higher one is accepted and stays.
        app.set(SMART, |settings| settings.counter_policy = CounterPolicy::Reject).await;
        for round in 0..u32::try_from(ROUNDS).unwrap() {
            let counter = 10 + 2 * round;
            let (lower, higher) = (counting(&mut member, counter).await, counting(&mut member, counter + 1).await);
            let [low, high] = member.post_both(FINISH, [&lower, &higher]).await;
            high.ok();
            if !low.status.is_success() {
                low.assert_refused(401, "verification_failed");
                app.assert_refused(SMART, &low, "counter_regression").await;
            }
            assert_eq!(row_of(&member).await.sign_count, counter + 1);
        }
    }

    async fn be_flip(app: TestApp) {
        let mut member = with_a_key(&app, "alice").await;
        let gain = || Lie::FlagsSet(ELIGIBLE);
        let policy = async |policy| app.set(SMART, |settings| settings.backup_eligibility = policy).await;

        policy(BackupEligibility::Strict).await;
        let before = row_of(&member).await;
        let refused = sign_in_with(&mut member, gain()).await;
        refused.assert_refused(401, "verification_failed");
        app.assert_refused(SMART, &refused, "backup_eligibility_changed").await;
        assert_eq!(row_of(&member).await, before);

        // The default.
        policy(BackupEligibility::AllowGain).await;
        sign_in_with(&mut member, gain()).await.ok();
        assert!(row_of(&member).await.backup_eligible);
        sign_in_with(&mut member, gain()).await.ok();
        assert_eq!(events_of(&app, SMART, "backup_eligibility_gained").await, 1, "once, when it changes");

        let before = row_of(&member).await;
        for strictness in [BackupEligibility::AllowGain, BackupEligibility::Strict] {
            policy(strictness).await;
            let lost = member.sign_in().await;
            lost.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &lost, "backup_eligibility_changed").await;
            assert_eq!(row_of(&member).await, before, "{strictness:?}");
        }
        assert_eq!(events_of(&app, SMART, "backup_eligibility_lost").await, 0);
    }

    async fn bs_drop(app: TestApp) {
        let mut member = app.member(SMART, "alice").await;
        assert!(row_of(&member).await.backup_state);
        for _ in 0..2 {
            sign_in_with(&mut member, Lie::FlagsClear(BACKED_UP)).await.ok();
            let row = row_of(&member).await;
            assert_eq!((row.backup_eligible, row.backup_state), (true, false));
            assert_eq!(events_of(&app, SMART, "backup_state_lost").await, 1, "once, when it changes");
        }
        // Backed up again, and lost again.
        member.sign_in().await.ok();
        assert!(row_of(&member).await.backup_state);
        sign_in_with(&mut member, Lie::FlagsClear(BACKED_UP)).await.ok();
        assert_eq!(events_of(&app, SMART, "backup_state_lost").await, 2);
    }
}
