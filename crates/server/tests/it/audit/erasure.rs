//! Erasing a person: what is personal goes, and the proof stays whole. What only looks like an erasure is found.

use super::{MINUTE, broken, recorded, row_of, seal, sealed, sound, tamper, tenant};
use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use domain::audit::{self, Broken};
use domain::id::UserId;
use store::audit_proof::Recorded;

fn is_bare(row: &Recorded) -> bool {
    let e = &row.event;
    e.passkey_label.is_none() && e.address.is_none() && e.user_agent_id.is_none() && e.salt.is_none()
}

/// Signs up in a browser, and answers who that is.
async fn newcomer(app: &TestApp, name: &str) -> UserId {
    app.advance_seconds(1);
    app.browser(SMART).sign_up(name).await.ok();
    let rows = recorded(app, tenant(app)).await;
    rows.iter().filter_map(|row| row.event.subject_id).next_back().unwrap()
}

async fn of(app: &TestApp, person: UserId) -> Vec<Recorded> {
    let mut rows = recorded(app, tenant(app)).await;
    rows.retain(|row| [row.event.actor_id, row.event.subject_id].contains(&Some(person)));
    rows
}

on_both_engines! {
    async fn an_erased_member_leaves_the_proof_whole(app: TestApp) {
        let ada = newcomer(&app, "ada").await;
        sealed(&app, 2).await;
        let before = sound(&app).await;
        assert!(audit::erase(&app.app, [ada]).await.unwrap() > 0);
        let hers = of(&app, ada).await;
        assert!(!hers.is_empty() && hers.iter().all(is_bare), "{hers:?}");
        let others = recorded(&app, tenant(&app)).await;
        assert!(others.iter().filter(|row| row.event.subject_id != Some(ada)).all(|row| row.erased.is_none()));
        assert_eq!(sound(&app).await, before);
        assert_eq!(audit::erase(&app.app, [ada]).await.unwrap(), 0, "there is nothing left to erase");
    }

    // The seal comes by later, and the event may have been without a salt until then.
    async fn one_who_is_erased_before_the_seal_is_sealed_so(app: TestApp) {
        let ada = newcomer(&app, "ada").await;
        tamper(&app, "UPDATE audit_events SET salt = NULL".into()).await;
        let bob = newcomer(&app, "bob").await;
        for person in [ada, bob] {
            assert!(audit::erase(&app.app, [person]).await.unwrap() > 0);
        }
        app.advance_seconds(2 * MINUTE);
        seal(&app).await.unwrap();
        assert_eq!(sound(&app).await.waiting, 0);
        assert!(of(&app, ada).await.iter().chain(&of(&app, bob).await).all(is_bare));
    }

    // Another person's address stays while only the subject is erased.
    async fn each_of_two_persons_takes_their_own_fields_along(app: TestApp) {
        let (ada, bob) = (newcomer(&app, "ada").await, newcomer(&app, "bob").await);
        let (hers, actor) = (app.literal(ada.as_bytes()), app.literal(bob.as_bytes()));
        tamper(&app, format!("UPDATE audit_events SET actor_id = {actor} WHERE subject_id = {hers}")).await;
        sealed(&app, 1).await;
        assert!(audit::erase(&app.app, [ada]).await.unwrap() > 0);
        let row = of(&app, ada).await.remove(0);
        assert!(row.event.passkey_label.is_none() && row.event.address.is_some() && row.event.salt.is_none());
        sound(&app).await;
        assert!(audit::erase(&app.app, [bob]).await.unwrap() > 0);
        assert!(is_bare(&of(&app, ada).await[0]));
        sound(&app).await;
    }

    // One walk for all who are due, and for each what is theirs.
    async fn several_are_erased_at_once(app: TestApp) {
        let (ada, bob) = (newcomer(&app, "ada").await, newcomer(&app, "bob").await);
        let eve = newcomer(&app, "eve").await;
        let (hers, actor) = (app.literal(ada.as_bytes()), app.literal(bob.as_bytes()));
        tamper(&app, format!("UPDATE audit_events SET actor_id = {actor} WHERE subject_id = {hers}")).await;
        sealed(&app, 1).await;
        assert!(audit::erase(&app.app, [ada, bob]).await.unwrap() > 1);
        assert!(of(&app, ada).await.iter().chain(&of(&app, bob).await).all(is_bare));
        assert!(of(&app, eve).await.iter().all(|row| row.event.address.is_some()));
        sound(&app).await;
    }

    async fn a_forged_erasure_is_found(app: TestApp) {
        let ada = newcomer(&app, "ada").await;
        let (tenant, ids) = sealed(&app, 3).await;
        audit::erase(&app.app, [ada]).await.unwrap();
        let real = of(&app, ada).await.remove(0);
        let other = *ids.last().unwrap();
        let blank = "salt = NULL, address = NULL, passkey_label = NULL, user_agent_id = NULL";
        let mut changed = real.erased.clone().unwrap();
        changed[5] ^= 1;
        // What the server wrote for another event, and what it never wrote.
        for left in [real.erased.clone().unwrap(), changed, Vec::new()] {
            let sql = format!("UPDATE audit_events SET {blank}, erased = {} WHERE ", app.literal(&left));
            tamper(&app, sql + &row_of(&app, (tenant, other))).await;
            assert_eq!(broken(&app, None).await, Broken::ForgedErasure { tenant, event: other });
        }
        // To erase it does not make it good.
        let other_user = recorded(&app, tenant).await.pop().unwrap().event.subject_id.unwrap();
        tamper(&app, format!("UPDATE audit_events SET address = '192.0.2.1' WHERE {}", row_of(&app, (tenant, other)))).await;
        assert!(audit::erase(&app.app, [other_user]).await.unwrap() > 0);
        assert_eq!(broken(&app, None).await, Broken::Changed { tenant, event: other });
        // Something else instead of what was erased.
        let again = format!("UPDATE audit_events SET address = '192.0.2.1' WHERE {}", row_of(&app, (tenant, real.event.id)));
        tamper(&app, again).await;
        assert_eq!(broken(&app, None).await, Broken::ForgedErasure { tenant, event: real.event.id });
    }
}
