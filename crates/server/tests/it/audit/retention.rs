//! Old events go with their seals; what is left verifies from there on.

use super::{MINUTE, broken, recorded, row_of, seal, sealed, seals, sound, tamper};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::audit::{self, Broken, Head};

const DAY: i64 = 24 * 60 * MINUTE;
const YEAR_MS: i64 = 365 * DAY * 1000;

async fn let_go(app: &TestApp) -> u64 {
    audit::let_go(&app.app, YEAR_MS).await.unwrap()
}

on_both_engines! {
    async fn what_is_too_old_goes_with_its_seals(app: TestApp) {
        let (tenant, old) = sealed(&app, 3).await;
        let first: Head = sound(&app).await.head.unwrap().parse().unwrap();
        assert_eq!(let_go(&app).await, 0, "nothing is old enough");
        app.advance_seconds(360 * DAY);
        app.member(SMART, "young").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        app.advance_seconds(10 * DAY);
        let before = sound(&app).await;
        assert!(let_go(&app).await >= 3);
        let left = recorded(&app, tenant).await;
        assert!(!left.is_empty() && left.iter().all(|row| !old.contains(&row.event.id)), "{left:?}");
        let after = sound(&app).await;
        assert_eq!((after.events, after.waiting), (u64::try_from(left.len()).unwrap(), 0));
        assert!(after.seals < before.seals && after.begins_after.is_some());
        assert_eq!(after.head, before.head);
        audit::verify(&app.app, Some(first)).await.unwrap();
        assert_eq!(let_go(&app).await, 0);
        // It goes on from there, and is found out as before.
        app.member(SMART, "later").await;
        app.advance_seconds(2 * MINUTE);
        let head = seal(&app).await.unwrap();
        audit::verify(&app.app, Some(head)).await.unwrap();
        let number = seals(&app).await[0].number;
        tamper(&app, format!("DELETE FROM audit_seals WHERE number = {number}")).await;
        assert_eq!(broken(&app, None).await, Broken::SealMissing { number });
    }

    // A quiet tenant whose last seal went goes on where it was: what somebody puts in below is found, and is sealed by nobody.
    async fn a_quiet_tenant_keeps_its_place(app: TestApp) {
        let (tenant, old) = sealed(&app, 3).await;
        let newest = *old.last().unwrap();
        app.advance_seconds(400 * DAY);
        // Another tenant goes on, and with it the chain.
        app.member("/platform/classic", "busy").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        assert!(let_go(&app).await >= 3);
        assert!(recorded(&app, tenant).await.is_empty());
        assert!(seals(&app).await.iter().all(|seal| seal.tenant_id != tenant), "not one seal of it is left");
        assert_eq!(sound(&app).await.waiting, 0);
        let forged = format!(
            "INSERT INTO audit_events (tenant_id, id, at, kind, outcome) VALUES ({}, {}, 0, 'sign_in', 'done')",
            app.literal(tenant.as_bytes()),
            app.literal(newest.as_bytes())
        );
        tamper(&app, forged).await;
        let put_in = Broken::PutIn { tenant, event: newest };
        assert_eq!(broken(&app, None).await, put_in);
        // What is recorded now is sealed, and that is not.
        app.member(SMART, "back").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        app.advance_seconds(20 * MINUTE);
        seal(&app).await;
        assert_eq!(broken(&app, None).await, put_in);
        tamper(&app, format!("DELETE FROM audit_events WHERE {}", row_of(&app, (tenant, newest)))).await;
        let whole = sound(&app).await;
        assert_eq!((whole.late, whole.waiting), (0, 0));
        // The note is believed only with its MAC.
        app.advance_seconds(400 * DAY);
        app.member("/platform/classic", "busy2").await;
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        assert!(let_go(&app).await > 0);
        let note = format!("UPDATE installation SET value = '{newest} {newest} AAAA' WHERE name = 'audit_floor {tenant}'");
        tamper(&app, note).await;
        app.member(SMART, "again").await;
        app.advance_seconds(2 * MINUTE);
        assert_eq!(broken(&app, None).await, Broken::HeadForged);
        assert!(audit::seal(&app.app).await.is_err(), "nothing is sealed on its word");
    }

    // A beginning that was cut off is no checkpoint.
    async fn a_forged_checkpoint_is_found(app: TestApp) {
        sealed(&app, 3).await;
        let first = seals(&app).await.remove(0);
        tamper(&app, format!("DELETE FROM audit_seals WHERE number = {}", first.number)).await;
        assert_eq!(broken(&app, None).await, Broken::SealMissing { number: 1 });
        let forged = format!("{}-{} {}", first.number, "ab".repeat(32), "cd".repeat(32));
        tamper(&app, format!("INSERT INTO installation (name, value) VALUES ('audit_checkpoint', '{forged}')")).await;
        assert_eq!(broken(&app, None).await, Broken::HeadForged);
        app.advance_seconds(400 * DAY);
        assert!(audit::let_go(&app.app, YEAR_MS).await.is_err(), "nothing is let go on its word");
    }
}
