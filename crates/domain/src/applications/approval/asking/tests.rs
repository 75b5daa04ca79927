//! What is written about somebody who was a member when they were looked for, and is none any more.

use super::*;
use std::borrow::Cow;
use store::audit_proof;
use store::id::{EventId, PoolId, TenantId, UserId, WorkspaceId};
use store::testing::on_each_engine;

const GONE: UserId = UserId::from_bytes([3; 16]);

fn row(number: u8) -> Approval {
    Approval {
        workspace_id: WorkspaceId::from_bytes([1; 16]),
        id: ApprovalId::from_bytes([number; 16]),
        pool_id: PoolId::from_bytes([2; 16]),
        client_id: "bank".into(),
        sub: GONE.to_string(),
        user_id: Some(GONE),
        asked_of: [4; 32],
        requested_by: None,
        content: "{}".into(),
        redirect_uri: None,
        client_state: None,
        session_id: None,
        outcome: None,
        decided_at: None,
        receipt: None,
        created_at: 10,
        expires_at: 20,
        due_at: 20,
    }
}

fn event(number: u8) -> AuditEvent {
    AuditEvent {
        tenant_id: TenantId::NIL,
        id: EventId::from_bytes([number; 16]),
        pool_id: None,
        workspace_id: None,
        at: 10,
        kind: Cow::Borrowed("approval_requested"),
        outcome: Cow::Borrowed("done"),
        reason: None,
        actor_id: None,
        subject_id: Some(GONE),
        passkey_id: None,
        passkey_label: None,
        address: None,
        user_agent_id: None,
        reference: None,
        detail: None,
        facts: None,
        salt: None,
    }
}

// Issue 8, item 7: somebody is erased between the look and the transaction. The application is told what it is told of anybody.
#[tokio::test]
async fn nothing_is_written_of_who_was_erased_meanwhile() {
    on_each_engine(async |store| {
        let check = |tx: &mut Tx<'_>| {
            // A name that nobody ever had is kept as it was sent, because nobody is found by it.
            assert_eq!(write(tx, (&row(1), false), &event(1), None)?, Ok(()));
            assert_eq!(approval::find(tx, (row(1).workspace_id, row(1).id))?, Some(row(1)));
            assert_eq!(write(tx, (&row(2), true), &event(2), None)?, Ok(()));
            assert_eq!(approval::find(tx, (row(2).workspace_id, row(2).id))?, Some(row(2).emptied()));
            let all = (EventId::NIL, EventId::from_bytes([0xff; 16]));
            let told = audit_proof::range(tx, TenantId::NIL, all, 9)?;
            assert_eq!(told.iter().map(|row| row.event.subject_id).collect::<Vec<_>>(), [Some(GONE), None]);
            Ok::<_, store::Error>(())
        };
        store.write("ask", check).await.unwrap();
    })
    .await;
}
