//! A pool moves to another RP ID once at a time, and its holders are walked by their index.

use super::with_a_member;
use crate::Tx;
use crate::campaign::{self, Tally};
use crate::id::{PoolId, UserId};
use crate::testing::{execute, on_each_engine};

const POOL: PoolId = PoolId::from_bytes([8; 16]);

#[tokio::test]
async fn one_at_a_time() {
    on_each_engine(async |store| {
        let write = move |tx: &mut Tx<'_>| {
            assert!(campaign::start(tx, POOL, ("old.example", 5), None)?);
            assert!(!campaign::start(tx, POOL, ("other.example", 6), None)?, "one is under way");
            let row = campaign::find(tx, POOL)?.unwrap();
            assert_eq!((row.from_rp_id.as_str(), row.started_at, row.counted), ("old.example", 5, None));
            let tally = Tally { at: 9, members: 4, moved: 3, stranded: 1, elevated: 0, holding: 2 };
            assert!(!campaign::note_count(tx, (POOL, 6), (tally, "a"))?, "that is another one");
            assert!(campaign::note_count(tx, (POOL, 5), (tally, "a"))?);
            let row = campaign::all(tx)?.remove(0);
            assert_eq!((row.counted, row.counted_under.as_str()), (Some(tally), "a"));
            assert!(!campaign::end(tx, POOL, 6)?);
            assert!(campaign::end(tx, POOL, 5)?);
            assert!(!campaign::end(tx, POOL, 5)?, "it is over");
            assert!(
                campaign::start(tx, POOL, ("new.example", 12), Some(tally))?,
                "the way back knows what was counted"
            );
            let row = campaign::find(tx, POOL)?.unwrap();
            assert_eq!((row.counted, row.counted_under.as_str()), (Some(tally), ""));
            assert!(campaign::end(tx, POOL, 12)?);
            campaign::note_first_rp_id(tx, POOL, "old.example")?;
            campaign::note_first_rp_id(tx, POOL, "new.example")?;
            assert_eq!(campaign::first_rp_ids(tx)?, [(POOL, "old.example".to_owned())]);
            campaign::find(tx, POOL)
        };
        assert_eq!(store.write("campaign", write).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn holders_are_sorted_by_their_rp_ids() {
    on_each_engine(async |store| {
        with_a_member(&store).await;
        let pool = store.read("pools", crate::pool::all).await.unwrap()[0].id;
        let seen = |new: &'static str, old: &'static str| {
            store.read("holders", move |tx| campaign::holders(tx, pool, (new, old), UserId::NIL))
        };
        let old = seen("new.example", "acme.example").await.unwrap();
        assert!(old.len() == 1 && old[0].has_old && !old[0].has_new && old[0].counts);
        let new = seen("acme.example", "old.example").await.unwrap();
        assert!(new[0].has_new && !new[0].has_old);
        let after = old[0].user_id;
        let more = move |tx: &mut Tx<'_>| campaign::holders(tx, pool, ("new.example", "acme.example"), after);
        assert_eq!(store.read("behind", more).await.unwrap(), []);
        store.write("aside", |tx| execute(tx, "UPDATE passkeys SET quarantined_at = 1")).await.unwrap();
        assert_eq!(seen("new.example", "acme.example").await.unwrap(), [], "what is put aside opens nothing");
    })
    .await;
}
