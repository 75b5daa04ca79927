//! Notices: shown until they are seen, and seen by their own member only.

use super::{POOL, USER, with_a_member};
use crate::{
    id::{NoticeId, UserId},
    notice::{self, Notice, NoticeKind},
    testing::on_each_engine,
};

#[tokio::test]
async fn a_notice_is_shown_until_it_is_seen() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("walk", |tx| {
            let of = |id: u8, kind| Notice {
                pool_id: POOL,
                id: NoticeId::from_bytes([id; 16]),
                user_id: USER,
                kind,
                at: i64::from(id),
            };
            let (first, second) = (of(1, NoticeKind::Recovered), of(2, NoticeKind::AccessPassIssued));
            notice::insert(tx, &second)?;
            notice::insert(tx, &first)?;
            assert_eq!(notice::unseen(tx, POOL, USER)?, [first.clone(), second.clone()]);
            assert!(!notice::see(tx, POOL, UserId::NIL, first.id, 5)?, "somebody else's");
            assert!(notice::see(tx, POOL, USER, first.id, 5)? && !notice::see(tx, POOL, USER, first.id, 6)?);
            assert_eq!(notice::unseen(tx, POOL, USER)?, [second]);
            Ok::<_, crate::Error>(())
        });
        written.await.unwrap();
    })
    .await;
}
