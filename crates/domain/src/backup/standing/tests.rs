//! Whose turn it is to take a backup by the clock, among nodes that die, are slow, or stop.

use super::*;
use crate::app::AppOptions;
use crate::clock::SetClock;
use crate::keys::MasterKey;
use crate::public_url::PublicUrl;
use crate::random::SystemRandom;
use std::sync::Arc;
use store::testing::{engines, location_on};
use store::{Location, Store};

const MINUTE: i64 = 60_000;
/// Each hour, and a quarter of one after what failed.
const OFTEN: (i64, i64) = (60 * MINUTE, 15 * MINUTE);

async fn open(location: &Location, clock: &Arc<SetClock>) -> Arc<App> {
    let options = AppOptions {
        store: Store::open(location).unwrap(),
        clock: Arc::<SetClock>::clone(clock),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([7; 32]),
        public_url: PublicUrl::localhost(false, 8080),
        channels: crate::Channels::default(),
        outgoing: Arc::new(crate::CallsNobody),
        demo: true,
    };
    App::open(options).await.unwrap()
}

// Issue 9, 2: of several nodes one takes it; who dies over it is waited for five minutes, who is slow is not overtaken, and who stops lets others.
#[tokio::test]
async fn the_turn_is_one_nodes_at_a_time() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let clock = Arc::new(SetClock::at(1_800_000_000_000));
        let app = open(&location, &clock).await;
        let [one, other] = [(), ()].map(|()| Taker::draw(&SystemRandom::default()).unwrap());
        assert!(take_turn(&app, &one, OFTEN).await.unwrap());
        assert!(!take_turn(&app, &other, OFTEN).await.unwrap());
        for _ in 0..8 {
            clock.advance(MINUTE);
            assert!(keep_turn(&app, &one).await.unwrap());
            assert!(!take_turn(&app, &other, OFTEN).await.unwrap(), "the one is slow, and alive");
        }
        clock.advance(6 * MINUTE);
        assert!(take_turn(&app, &other, OFTEN).await.unwrap(), "the one is dead");
        assert!(!keep_turn(&app, &one).await.unwrap() && !give_turn_up(&app, &one).await.unwrap());
        assert!(!take_turn(&app, &one, OFTEN).await.unwrap(), "nothing of the other's is given up");
        assert!(give_turn_up(&app, &other).await.unwrap());
        assert!(take_turn(&app, &one, OFTEN).await.unwrap());
        // By hand, meanwhile: the turn stays whose it is.
        note(&app, Wanted::ByHand, Ok(Last::default())).await.unwrap();
        assert!(!take_turn(&app, &other, OFTEN).await.unwrap() && keep_turn(&app, &one).await.unwrap());
        app.close().await;
    }
}
