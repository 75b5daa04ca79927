//! Accounts at other providers: one of them opens one member's account, in one pool.

use super::{POOL, TENANT, USER, pool, user, with_a_member};
use crate::{
    Error,
    id::{PoolId, UserId},
    linked_account::{self, LinkedAccount},
    testing::on_each_engine,
};

const OTHER: UserId = UserId::from_bytes([33; 16]);

fn account(subject: &str, user_id: UserId, linked_at: i64) -> LinkedAccount {
    LinkedAccount {
        pool_id: POOL,
        issuer: "https://login.example".into(),
        subject: subject.into(),
        user_id,
        email: Some("zoë@acme.example".into()),
        linked_at,
    }
}

#[tokio::test]
async fn an_account_opens_one_members_account() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let seen = store
            .write("link", |tx| {
                crate::user::insert(tx, &crate::user::User { id: OTHER, handle: vec![10; 32], ..user() })?;
                let (first, second) = (account("b", USER, 2), account("a", USER, 2));
                let plain = LinkedAccount { email: None, ..account("c", USER, 1) };
                assert!(linked_account::insert(tx, &first)?);
                assert!(linked_account::insert(tx, &second)? && linked_account::insert(tx, &plain)?);
                // Whoever links first has it, be it the same member.
                assert!(!linked_account::insert(tx, &account("b", OTHER, 3))?);
                assert!(!linked_account::insert(tx, &first)?);
                assert_eq!(linked_account::find(tx, POOL, "https://login.example", "b")?, Some(first.clone()));
                assert_eq!(linked_account::find(tx, POOL, "https://login.example", "B")?, None, "bytes are compared");
                assert_eq!(linked_account::find(tx, POOL, "https://login.example/", "b")?, None);
                assert_eq!(linked_account::of_user(tx, POOL, USER)?, [plain, second, first]);
                linked_account::of_user(tx, POOL, OTHER)
            })
            .await;
        assert_eq!(seen.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn only_its_member_gives_it_up() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let key = ("https://login.example", "b");
        let left = store
            .write("unlink", move |tx| {
                linked_account::insert(tx, &account("b", USER, 2))?;
                assert!(!linked_account::delete(tx, POOL, OTHER, key)?);
                assert!(!linked_account::delete(tx, POOL, USER, (key.0, "c"))?);
                assert!(linked_account::delete(tx, POOL, USER, key)?);
                assert!(!linked_account::delete(tx, POOL, USER, key)?);
                assert!(linked_account::insert(tx, &account("b", USER, 3))?, "it may be linked again");
                linked_account::of_user(tx, POOL, USER)
            })
            .await;
        assert_eq!(left.unwrap().len(), 1);
    })
    .await;
}

// Nothing crosses between pools: the same account may open one in each.
#[tokio::test]
async fn pools_do_not_see_each_others() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let other = PoolId::from_bytes([22; 16]);
        let found = store
            .write("link", move |tx| {
                crate::pool::insert(tx, &crate::pool::Pool { tenant_id: TENANT, id: other, ..pool() })?;
                crate::user::insert(tx, &crate::user::User { pool_id: other, ..user() })?;
                linked_account::insert(tx, &account("b", USER, 2))?;
                assert_eq!(linked_account::find(tx, other, "https://login.example", "b")?, None);
                assert!(linked_account::insert(tx, &LinkedAccount { pool_id: other, ..account("b", USER, 4) })?);
                Ok::<_, Error>((
                    linked_account::of_user(tx, POOL, USER)?.len(),
                    linked_account::of_user(tx, other, USER)?.len(),
                ))
            })
            .await;
        assert_eq!(found.unwrap(), (1, 1));
    })
    .await;
}

// A link of nobody would open an account that is not there.
#[tokio::test]
async fn its_member_must_be_there() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let written = store.write("link", |tx| linked_account::insert(tx, &account("b", OTHER, 2))).await;
        assert!(written.is_err());
    })
    .await;
}
