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
            let erasure = Erasure { pool_id: POOL, user_id: USER, asked_at: 1, due_at: 1 };
            assert!(erasure::remove(tx, erasure)? && approval::find(tx, (PLACE, id(2)))?.is_none());
            Ok::<_, Error>(())
        };
        store.write("forget", check).await.unwrap();
    })
    .await;
}
