//! Approvals: the first answer counts, nobody answers what is over, and nothing is kept for ever.

use super::{POOL, USER, with_a_member};
use crate::{
    Error, Tx,
    approval::{self, Approval, End},
    erasure::{self, Erasure},
    id::{ApprovalId, SessionId, WorkspaceId},
    testing::on_each_engine,
};

const PLACE: WorkspaceId = WorkspaceId::from_bytes([9; 16]);

fn id(number: u8) -> ApprovalId {
    ApprovalId::from_bytes([number; 16])
}

fn row(number: u8, expires_at: i64) -> Approval {
    Approval {
        workspace_id: PLACE,
        id: id(number),
        pool_id: POOL,
        client_id: "bank".into(),
        sub: "ada".into(),
        user_id: Some(USER),
        asked_of: [number; 32],
        requested_by: None,
        content: "{}".into(),
        redirect_uri: Some("https://bank.example/".into()),
        client_state: None,
        session_id: None,
        outcome: None,
        decided_at: None,
        receipt: None,
        created_at: 1,
        expires_at,
        due_at: expires_at,
    }
}

fn yes(at: i64) -> End {
    End { outcome: "approved", user_id: USER, receipt: Some("receipt".into()), at, forget_at: at + 100 }
}

fn waiting(tx: &mut Tx<'_>, now: i64) -> Result<Vec<ApprovalId>, Error> {
    Ok(approval::waiting(tx, (POOL, USER), (PLACE, now), 9)?.into_iter().map(|row| row.id).collect())
}

#[tokio::test]
async fn the_first_answer_counts() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let check = |tx: &mut Tx<'_>| {
            approval::insert(tx, &row(1, 50))?;
            approval::insert(tx, &row(2, 50))?;
            assert_eq!(approval::find(tx, (PLACE, id(1)))?, Some(row(1, 50)));
            assert_eq!(waiting(tx, 49)?, [id(1), id(2)]);
            assert!(approval::begin(tx, (PLACE, id(1)), (SessionId::from_bytes([5; 16]), 49))?);
            assert!(approval::end(tx, (PLACE, id(1)), &yes(49))?);
            assert!(
                !approval::end(tx, (PLACE, id(1)), &yes(49))?
                    && !approval::begin(tx, (PLACE, id(1)), (SessionId::NIL, 49))?
            );
            let found = approval::find(tx, (PLACE, id(1)))?.unwrap();
            assert_eq!(
                (found.outcome.as_deref(), found.receipt.as_deref(), found.due_at),
                (Some("approved"), Some("receipt"), 149)
            );
            // At its end it is over.
            assert!(
                !approval::end(tx, (PLACE, id(2)), &yes(50))?
                    && !approval::begin(tx, (PLACE, id(2)), (SessionId::NIL, 50))?
            );
            assert_eq!(waiting(tx, 50)?, []);
            assert!(!approval::end(tx, (WorkspaceId::NIL, id(2)), &yes(49))?);
            Ok::<_, Error>(())
        };
        store.write("answer", check).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn nothing_is_kept_for_ever() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let check = |tx: &mut Tx<'_>| {
            approval::insert(tx, &row(1, 50))?;
            approval::insert(tx, &row(2, 60))?;
            assert_eq!(approval::due(tx, 49, 9)?, []);
            assert!(!approval::expire(tx, (PLACE, id(1)), (49, 150))?);
            assert!(
                approval::expire(tx, (PLACE, id(1)), (50, 150))? && !approval::expire(tx, (PLACE, id(1)), (50, 150))?
            );
            assert!(!approval::forget(tx, (PLACE, id(1)), 149)? && approval::forget(tx, (PLACE, id(1)), 150)?);
            assert_eq!(approval::due(tx, 60, 9)?.len(), 1);
            // What waits for its end is not forgotten before.
            assert!(!approval::forget(tx, (PLACE, id(2)), 60)?);
            Ok::<_, Error>(())
        };
        store.write("forget", check).await.unwrap();
    })
    .await;
}

// An answer goes with its member. What has none looks as it did to whoever asked, and holds nothing of them any more.
#[tokio::test]
async fn what_waits_outlives_its_member_empty() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let check = |tx: &mut Tx<'_>| {
            for number in 1..4 {
                let row =
                    Approval { requested_by: Some("bob".into()), client_state: Some("ada".into()), ..row(number, 50) };
                approval::insert(tx, &row)?;
            }
            assert!(approval::begin(tx, (PLACE, id(1)), (SessionId::from_bytes([5; 16]), 9))?);
            assert!(approval::end(tx, (PLACE, id(2)), &yes(49))? && approval::expire(tx, (PLACE, id(3)), (50, 150))?);
            let erasure = Erasure { pool_id: POOL, user_id: USER, asked_at: 1, due_at: 1 };
            assert!(erasure::remove(tx, erasure)? && approval::find(tx, (PLACE, id(2)))?.is_none());
            let empty = row(1, 50).emptied();
            assert_eq!((empty.user_id, empty.sub.as_str(), empty.content.as_str()), (None, "", ""));
            assert_eq!(approval::find(tx, (PLACE, id(1)))?.as_ref(), Some(&empty));
            let expired = approval::find(tx, (PLACE, id(3)))?.unwrap();
            assert_eq!(
                (expired.outcome.as_deref(), expired.content.as_str(), expired.user_id),
                (Some("expired"), "", None)
            );
            Ok::<_, Error>(())
        };
        store.write("erase", check).await.unwrap();
    })
    .await;
}

// The limits: what waits counts, by name and by client, and no further than it is asked for.
#[tokio::test]
async fn what_waits_is_counted() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let check = |tx: &mut Tx<'_>| {
            for (number, client) in [(1, "bank"), (2, "bank"), (3, "bank"), (4, "bank"), (5, "shop")] {
                // Whose name it is does not matter.
                let user_id = (number > 2).then_some(USER);
                let name = [u8::from(number > 3); 32];
                approval::insert(
                    tx,
                    &Approval { client_id: client.into(), user_id, asked_of: name, ..row(number, 50) },
                )?;
            }
            let name =
                |tx: &mut Tx<'_>, now, limit| approval::waiting_of_name(tx, (PLACE, "bank"), (&[0; 32], now), limit);
            let client = |tx: &mut Tx<'_>, now, limit| approval::waiting_of_client(tx, (PLACE, "bank"), now, limit);
            assert_eq!((name(tx, 49, 9)?, name(tx, 49, 2)?, name(tx, 50, 9)?), (3, 2, 0));
            assert_eq!((client(tx, 49, 9)?, client(tx, 49, 3)?, client(tx, 50, 9)?), (4, 3, 0));
            assert!(approval::end(tx, (PLACE, id(1)), &yes(49))?);
            assert_eq!((name(tx, 49, 9)?, client(tx, 49, 9)?), (2, 3));
            Ok::<_, Error>(())
        };
        store.write("count", check).await.unwrap();
    })
    .await;
}
