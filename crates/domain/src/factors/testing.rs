//! A whole installation for the tests of factors: the demo's tenants on either engine, a clock that the test sets, and names to prove for.

use crate::app::{App, AppOptions};
use crate::channels::Channels;
use crate::clock::SetClock;
use crate::keys::MasterKey;
use crate::public_url::PublicUrl;
use crate::random::SystemRandom;
use crate::subject::Subject;
use crate::visit::{Client, Visit};
use std::sync::Arc;
use store::Store;
use store::testing::{engines, filled_on};
use store::user::{self, UserStatus};

/// A member of the demo, and a name that nobody has.
pub(crate) const MEMBER: &str = "sample.noor";
pub(crate) const OTHER_MEMBER: &str = "sample.yuki";
pub(crate) const NOBODY: &str = "nobody.at.all";

pub(crate) struct Place {
    pub app: Arc<App>,
    pub clock: Arc<SetClock>,
    pub visit: Visit,
}

impl Place {
    pub(crate) async fn subject(&self, name: &str) -> Subject {
        Subject::look_up(&self.app, &self.visit, name).await.unwrap()
    }

    pub(crate) async fn set_status(&self, subject: &Subject, status: UserStatus) {
        let (pool, user) = (self.visit.door.pool.id, subject.user);
        let written = self.app.store().write("set status", move |tx| user::set_status(tx, pool, user, status)).await;
        assert!(written.unwrap());
    }
}

pub(crate) async fn on_each_engine(test: impl AsyncFn(&Place)) {
    for engine in engines() {
        let (location, _guard) = filled_on(*engine);
        let clock = Arc::new(SetClock::at(1_800_000_000_000));
        let options = AppOptions {
            store: Store::open(&location).unwrap(),
            clock: Arc::<SetClock>::clone(&clock),
            random: Arc::new(SystemRandom::default()),
            master_key: MasterKey::new([7; 32]),
            public_url: PublicUrl::localhost(false, 8080),
            channels: Channels::default(),
            outgoing: std::sync::Arc::new(crate::outgoing::CallsNobody),
            demo: true,
        };
        let app = App::open(options).await.unwrap();
        let door = app.snapshot().door("demo", "community").unwrap();
        let address = [192, 0, 2, 1].into();
        let visit = Visit {
            door,
            client: Client::App,
            address,
            user_agent: "A browser of a stranger".into(),
            language: crate::Language::English,
            device: None,
            offer: None,
            correlation: None,
        };
        let place = Place { app, clock, visit };
        test(&place).await;
        place.app.close().await;
    }
}
