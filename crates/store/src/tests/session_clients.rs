//! Applications that are told when a session is over: whatever ends it marks them, and nothing is marked for long.

use super::{POOL, TENANT, USER, session, with_a_member};
use crate::{
    Error, Tx, erasure, grant,
    id::{SessionId, TokenId, WorkspaceId},
    session,
    session_client::{self, SessionClient},
    testing::on_each_engine,
    user,
    user::UserStatus,
};

const FIRST: SessionId = SessionId::from_bytes([1; 16]);
const SECOND: SessionId = SessionId::from_bytes([2; 16]);
const PLACE: WorkspaceId = WorkspaceId::from_bytes([9; 16]);

fn entered(session: SessionId, client: &str) -> SessionClient {
    SessionClient {
        pool_id: POOL,
        session_id: session,
        workspace_id: PLACE,
        client_id: client.to_owned(),
        tenant_id: TENANT,
        user_id: USER,
        sid: format!("{client} knows"),
        message_id: TokenId::from_bytes([3; 16]),
        attempts: 0,
    }
}

/// Two sessions of one member, each with an application.
fn two(tx: &mut Tx<'_>) -> Result<(), Error> {
    session::insert(tx, &session(1, 900))?;
    session::insert(tx, &session(2, 9_000))?;
    session_client::enter(tx, &entered(FIRST, "wiki"))?;
    session_client::enter(tx, &entered(SECOND, "board")).map(drop)
}

/// Those that are due, without taking them away from anybody.
fn due(tx: &mut Tx<'_>) -> Result<Vec<String>, Error> {
    let mut due: Vec<_> = session_client::due(tx, 0, (9, 9))?.into_iter().map(|row| row.client_id).collect();
    due.sort();
    Ok(due)
}

type Ends = fn(&mut Tx<'_>) -> Result<(), Error>;

#[tokio::test]
async fn whatever_ends_a_session_marks_its_applications() {
    let ways: [(&str, Ends, &[&str]); 9] = [
        ("nothing", |_| Ok(()), &[]),
        ("sign-out", |tx| session::delete(tx, POOL, FIRST).map(drop), &["wiki"]),
        ("another of the member's", |tx| session::delete_of_user(tx, POOL, USER, SECOND).map(drop), &["board"]),
        ("idle", |tx| session::end_idle(tx, POOL, FIRST, 100, 300).map(drop), &["wiki"]),
        ("its own end", |tx| session::sweep(tx, 1_000, 10).map(drop), &["wiki"]),
        ("all", |tx| user::raise_epoch(tx, POOL, USER).map(drop), &["board", "wiki"]),
        ("suspended", |tx| user::set_status(tx, POOL, USER, UserStatus::Disabled).map(drop), &["board", "wiki"]),
        ("removed", |tx| erasure::remove_rows(tx, (POOL, USER)), &["board", "wiki"]),
        (
            "all but one",
            |tx| {
                user::raise_epoch(tx, POOL, USER)?;
                session::keep(tx, POOL, SECOND)
            },
            &["wiki"],
        ),
    ];
    for (name, way, told) in ways {
        on_each_engine(async |store| {
            with_a_member(&store).await;
            let due = store.write("end", move |tx| {
                two(tx)?;
                way(tx)?;
                due(tx)
            });
            assert_eq!(due.await.unwrap(), told, "{name}");
        })
        .await;
    }
}

#[tokio::test]
async fn sessions_that_are_all_carried_over_tell_nobody() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let due = store.write("keep all", |tx| {
            two(tx)?;
            let epoch = user::find(tx, POOL, USER)?.unwrap().epoch;
            user::raise_epoch(tx, POOL, USER)?;
            session::keep_all(tx, POOL, USER, epoch)?;
            due(tx)
        });
        assert!(due.await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_application_knows_a_session_by_one_name_through_a_step_up() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let names = store.write("succeed", |tx| {
            session::insert(tx, &session(1, 900))?;
            let first = session_client::enter(tx, &entered(FIRST, "wiki"))?;
            let again = session_client::enter(tx, &SessionClient { sid: "other".into(), ..entered(FIRST, "wiki") })?;
            session_client::succeed(tx, (POOL, USER), (FIRST, SECOND))?;
            session::delete(tx, POOL, FIRST)?;
            assert!(due(tx)?.is_empty(), "the session goes on");
            assert_eq!(session_client::sid(tx, (POOL, FIRST), (PLACE, "wiki"))?, None);
            assert_eq!(session_client::sid(tx, (POOL, SECOND), (WorkspaceId::NIL, "wiki"))?, None);
            assert!(grant::of_user(tx, (POOL, USER), 0, 9)?.is_empty());
            Ok::<_, Error>([Some(first), Some(again), session_client::sid(tx, (POOL, SECOND), (PLACE, "wiki"))?])
        });
        assert_eq!(names.await.unwrap(), [const { Some("wiki knows") }; 3].map(|name| name.map(str::to_owned)));
    })
    .await;
}

/// Takes what is due at a moment.
fn take(tx: &mut Tx<'_>, (now, lease_until): (i64, i64)) -> Result<Vec<SessionClient>, Error> {
    let rows = session_client::due(tx, now, (9, 9))?;
    session_client::take(tx, &rows, lease_until)
}

#[tokio::test]
async fn what_is_taken_is_nobody_elses_until_it_is_due_again() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("take", |tx| {
            two(tx)?;
            session::delete(tx, POOL, FIRST)?;
            let seen = session_client::due(tx, 500, (9, 9))?;
            let taken = session_client::take(tx, &seen, 600)?;
            assert_eq!((taken.len(), taken[0].attempts), (1, 1));
            assert!(session_client::take(tx, &seen, 700)?.is_empty(), "somebody else saw it, too");
            assert!(take(tx, (599, 700))?.is_empty(), "leased");
            assert!(session_client::put_off(tx, &taken[0], 550)?);
            let again = take(tx, (560, 700))?;
            assert_eq!((again[0].attempts, again[0].message_id), (2, taken[0].message_id));
            assert!(!session_client::put_off(tx, &taken[0], 1)?, "somebody else has it");
            assert!(session_client::settle(tx, &again[0])?);
            Ok::<_, Error>((session_client::settle(tx, &again[0])?, due(tx)?.is_empty()))
        });
        assert_eq!(done.await.unwrap(), (false, true));
    })
    .await;
}

fn of(number: u8, client: &str) -> SessionClient {
    entered(SessionId::from_bytes([number; 16]), client)
}

// An application for which many wait hides nobody, and what waits for one that does not listen waits together.
#[tokio::test]
async fn each_application_has_its_turn() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let done = store.write("many", |tx| {
            for number in 1..=7 {
                session_client::enter(tx, &of(number, "crowded"))?;
            }
            session_client::enter(tx, &of(8, "wiki"))?;
            session_client::end_of_user(tx, POOL, USER)?;
            let names = |tx: &mut Tx<'_>, now| {
                let rows = session_client::due(tx, now, (3, 9))?;
                Ok::<_, Error>(rows.into_iter().map(|row| row.client_id).collect::<Vec<_>>())
            };
            let mut two: Vec<_> = session_client::due(tx, 0, (3, 2))?.into_iter().map(|row| row.client_id).collect();
            two.sort();
            assert_eq!(two, ["crowded", "wiki"]);
            assert_eq!(names(tx, 0)?.len(), 4);
            let first = session_client::due(tx, 0, (1, 9))?.into_iter().find(|row| row.client_id == "crowded").unwrap();
            let taken = session_client::take(tx, &[first], 900)?;
            session_client::put_off_rest(tx, &taken[0], (0, 50), 5)?;
            assert_eq!((names(tx, 49)?, names(tx, 50)?.len()), (vec!["wiki".to_owned()], 4));
            assert!(session_client::put_off(tx, &taken[0], 50)?, "what somebody holds is not touched");
            assert!(
                session_client::due(tx, 50, (9, 9))?.iter().all(|row| row.client_id == "wiki" || row.attempts == 1)
            );
            session_client::put_off_rest(tx, &taken[0], (50, 90), 1)?;
            Ok::<_, Error>(session_client::due(tx, 50, (9, 9))?.len())
        });
        assert_eq!(done.await.unwrap(), 8, "after the last attempt nothing waits longer");
    })
    .await;
}
