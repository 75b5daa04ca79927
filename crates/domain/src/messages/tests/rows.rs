//! What the rows of messages give away, and how long they are tried.

use super::*;

// DESIGN 8, security.md D3: whether a name has a member must not be seen in what is stored.
#[tokio::test]
async fn a_blank_row_is_like_the_others_and_never_sent() {
    let at = installation(false).await;
    let blank = queue(&at, None).await;
    let real = queue(&at, Some(message(Kind::SignInCode))).await;
    assert_eq!(blank.sealed.len(), real.sealed.len());
    assert_eq!((blank.channel, blank.due_at, blank.expires_at), (real.channel, real.due_at, real.expires_at));
    for kind in Kind::ALL {
        assert_eq!(prepare(&at.app, TenantId::NIL, Some(message(*kind))).unwrap().sealed.len(), blank.sealed.len());
    }
    let due = next(&at.app, 10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [real.id]);
    let left = at.store.read("left", move |tx| outbox::find(tx, blank.id)).await.unwrap();
    assert_eq!(left, None, "it is forgotten as soon as it is due");
}

#[tokio::test]
async fn a_row_opens_only_in_its_own_place() {
    let at = installation(false).await;
    let row = prepare(&at.app, TenantId::NIL, Some(message(Kind::SignInCode))).unwrap();
    let snapshot = at.app.snapshot();
    assert!(Content::open(&snapshot.ring, row.id, &row.sealed).is_some());
    assert!(Content::open(&snapshot.ring, MessageId::NIL, &row.sealed).is_none());
    assert!(Content::open(&snapshot.ring, row.id, &[]).is_none());
    for piece in ["482913", "ada@example.com", "sign_in_code"] {
        assert!(!row.sealed.windows(piece.len()).any(|window| window == piece.as_bytes()), "{piece}");
    }
    let shown = format!("{row:?} {:?}", message(Kind::SignInCode));
    assert!(!shown.contains("482913") && !shown.contains("ada@"));
}

#[tokio::test]
async fn a_code_is_tried_again_at_growing_distances_until_it_has_expired() {
    let at = installation(false).await;
    let queued = queue(&at, Some(message(Kind::SignInCode))).await;
    let mut tried_at = Vec::new();
    for second in 0..=660 {
        for due in next(&at.app, 10).await.unwrap() {
            tried_at.push(second);
            settle(&at.app, &due, Outcome::Later("smtp: not reached".to_owned())).await.unwrap();
        }
        at.clock.advance(1000);
    }
    assert_eq!(tried_at, [0, 30, 150, 270, 390, 510]);
    let row = row(&at, queued.id).await;
    assert_eq!((row.state, row.trouble.as_deref()), (State::GivenUp, Some("smtp: not reached")));
    assert!(row.sealed.is_empty());
    let events = audit(&at).await;
    assert_eq!(events, ["message_given_up failed smtp: not reached"]);
}

#[tokio::test]
async fn a_notice_is_tried_for_a_day() {
    let at = installation(false).await;
    queue(&at, Some(message(Kind::FactorChanged))).await;
    let mut tried_at = Vec::new();
    for minute_half in 0..=2 * 60 * 25 {
        for due in next(&at.app, 10).await.unwrap() {
            tried_at.push(minute_half * 30);
            settle(&at.app, &due, Outcome::Later("smtp 451".to_owned())).await.unwrap();
        }
        at.clock.advance(30_000);
    }
    assert_eq!(tried_at[..6], [0, 30, 150, 750, 4_350, 7_950]);
    assert!(tried_at.len() == 27 && tried_at.iter().all(|at| *at < 24 * 3600), "{tried_at:?}");
}

#[tokio::test]
async fn what_came_too_late_is_given_up_unsent() {
    let at = installation(false).await;
    let code = queue(&at, Some(message(Kind::RecoveryCode))).await;
    at.clock.advance(600_000);
    assert!(next(&at.app, 10).await.unwrap().is_empty());
    assert_eq!(row(&at, code.id).await.state, State::GivenUp);
    assert_eq!(audit(&at).await, ["message_given_up failed expired"]);
}

#[tokio::test]
async fn a_refusal_for_good_and_a_damaged_row_are_given_up_at_once() {
    let at = installation(false).await;
    let refused = queue(&at, Some(message(Kind::Invitation))).await;
    let mut damaged = prepare(&at.app, TenantId::NIL, Some(message(Kind::Invitation))).unwrap();
    damaged.sealed.truncate(100);
    at.clock.advance(1);
    damaged.due_at += 1;
    let damaged_id = damaged.id;
    at.store.write("damaged", move |tx| outbox::insert(tx, &damaged)).await.unwrap();
    let due = next(&at.app, 10).await.unwrap();
    assert_eq!(due.iter().map(|due| due.id).collect::<Vec<_>>(), [refused.id]);
    settle(&at.app, &due[0], Outcome::Never("smtp 550".to_owned())).await.unwrap();
    assert_eq!(row(&at, refused.id).await.state, State::GivenUp);
    assert_eq!(row(&at, damaged_id).await.trouble.as_deref(), Some("unreadable"));
    assert_eq!(audit(&at).await, ["message_given_up failed smtp 550", "message_given_up failed unreadable"]);
}

#[tokio::test]
async fn whoever_never_settles_gives_it_to_another() {
    let at = installation(false).await;
    queue(&at, Some(message(Kind::FactorChanged))).await;
    let lost = next(&at.app, 10).await.unwrap();
    at.clock.advance(179_999);
    assert!(next(&at.app, 10).await.unwrap().is_empty());
    at.clock.advance(1);
    let again = next(&at.app, 10).await.unwrap();
    settle(&at.app, &again[0], Outcome::Sent).await.unwrap();
    // The first wakes up and gives up what was sent: nothing happens.
    settle(&at.app, &lost[0], Outcome::Never("smtp 550".to_owned())).await.unwrap();
    assert_eq!(row(&at, lost[0].id).await.state, State::Sent);
    assert_eq!(audit(&at).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_bell_wakes_the_sender() {
    let at = installation(false).await;
    try_out(&at.app, Address::Mail("ada@example.com".to_owned())).await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(5), rung(&at.app)).await.unwrap();
    let due = next(&at.app, 10).await.unwrap();
    assert_eq!((due[0].letter.subject.as_str(), due[0].sender.as_str()), ("A test message", "Keystead"));
}
