//! One answer a member, the last.

use crate::feedback::{self, Feedback};
use crate::id::{PoolId, UserId};
use crate::testing::on_each_engine;

const POOL: PoolId = PoolId::from_bytes([1; 16]);

#[tokio::test]
async fn the_last_answer_counts() {
    on_each_engine(async |store| {
        let row = |user: u8, answers: &str| Feedback {
            pool_id: POOL,
            user_id: UserId::from_bytes([user; 16]),
            at: 1,
            answers: answers.into(),
            remark: String::new(),
        };
        let (first, second, other) = (row(1, "yes no"), row(1, "yes yes"), row(2, "no no"));
        let expected = vec![second.clone(), other.clone()];
        let write = move |tx: &mut crate::Tx<'_>| {
            for row in [&first, &second, &other] {
                feedback::put(tx, row)?;
            }
            assert_eq!(feedback::find(tx, POOL, UserId::from_bytes([3; 16]))?, None);
            feedback::of_pool(tx, POOL)
        };
        assert_eq!(store.write("feedback", write).await.unwrap(), expected);
        let elsewhere = |tx: &mut crate::Tx<'_>| feedback::of_pool(tx, PoolId::from_bytes([9; 16]));
        assert_eq!(store.read("elsewhere", elsewhere).await.unwrap(), []);
    })
    .await;
}
