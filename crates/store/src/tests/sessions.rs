//! Sessions at work, idle and listed.

use super::{POOL, USER, session, with_a_member};
use crate::{
    Error,
    id::{PoolId, SessionId, UserId},
    session,
    testing::on_each_engine,
    user, user_agent,
};

const FIRST: SessionId = SessionId::from_bytes([1; 16]);

#[tokio::test]
async fn work_moves_a_session_on_until_it_was_idle() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("work", |tx| {
            session::insert(tx, &session(1, 9_000))?;
            // It began at 100.
            assert_eq!(session::find(tx, POOL, FIRST)?.unwrap().active_at, 100);
            assert!(session::touch(tx, POOL, FIRST, 200)?);
            assert!(!session::touch(tx, POOL, FIRST, 200)?, "nothing new");
            assert!(!session::touch(tx, POOL, FIRST, 150)?, "time does not run back");
            assert!(!session::end_idle(tx, POOL, FIRST, 199, 300)?, "somebody was at work since");
            assert!(session::end_idle(tx, POOL, FIRST, 200, 300)?);
            assert!(!session::end_idle(tx, POOL, FIRST, 200, 301)?, "once");
            assert!(!session::touch(tx, POOL, FIRST, 400)?, "ended for good");
            let facts = session::find(tx, POOL, FIRST)?.unwrap();
            Ok::<_, Error>((facts.active_at, facts.idle_ended_at))
        });
        assert_eq!(done.await.unwrap(), (200, Some(300)));
    })
    .await;
}

#[tokio::test]
async fn a_list_has_what_lives_of_one_user() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let listed = store.write("list", |tx| {
            let other = UserId::from_bytes([33; 16]);
            user::insert(tx, &user::User { id: other, handle: vec![1; 32], ..super::user() })?;
            let agent = user_agent::intern(tx, "Firefox")?;
            session::insert(tx, &session(1, 900))?;
            session::insert(tx, &session::Session { user_agent_id: Some(agent), ..session(2, 900) })?;
            session::insert(tx, &session(3, 900))?;
            session::insert(tx, &session::Session { user_id: other, ..session(4, 900) })?;
            session::insert(tx, &session::Session { epoch: 4, ..session(5, 900) })?;
            session::touch(tx, POOL, SessionId::from_bytes([2; 16]), 700)?;
            session::end_idle(tx, POOL, SessionId::from_bytes([3; 16]), 100, 800)?;
            let key = (POOL, USER, 5);
            assert_eq!(session::of_user(tx, key, FIRST, 9)?.len(), 1, "since");
            assert_eq!(session::of_user(tx, key, SessionId::NIL, 1)?.len(), 1, "limit");
            session::of_user(tx, key, SessionId::NIL, 9)
        });
        let listed = listed.await.unwrap();
        let shown: Vec<_> =
            listed.iter().map(|row| (row.id.as_bytes()[0], row.active_at, row.user_agent.as_deref())).collect();
        assert_eq!(shown, [(2, 700, Some("Firefox")), (1, 100, None)]);
    })
    .await;
}

#[tokio::test]
async fn a_session_is_deleted_for_its_own_user_only() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let deleted = store.write("delete", |tx| {
            session::insert(tx, &session(1, 900))?;
            let id = FIRST;
            let stranger = session::delete_of_user(tx, POOL, UserId::NIL, id)?;
            let elsewhere = session::delete_of_user(tx, PoolId::NIL, USER, id)?;
            Ok::<_, Error>((stranger, elsewhere, session::delete_of_user(tx, POOL, USER, id)?))
        });
        assert_eq!(deleted.await.unwrap(), (false, false, true));
    })
    .await;
}
