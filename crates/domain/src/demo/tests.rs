//! What is planted is what the presets say, and the front page's password opens what it is said to open.

use super::{PASSWORD, samples};
use crate::factors::testing::on_each_engine;
use crate::policy;
use crate::presets;
use crate::subject::Subject;
use crate::visit::Visit;
use crate::{one_time_code, password};
use std::sync::Arc;

const PRESET_DOORS: [(&str, &str); 5] = [
    ("forum", "community"),
    ("workforce", "workforce"),
    ("phone", "business-phone"),
    ("platform", "platform"),
    ("portal", "client-portal"),
];

#[tokio::test]
async fn the_preset_doors_hold_their_presets() {
    on_each_engine(async |place| {
        for (tenant, preset) in PRESET_DOORS {
            let door = place.app.snapshot().door(tenant, "main").unwrap();
            let preset = presets::find(preset).unwrap();
            assert_eq!(*door.pool.settings, preset.pool, "{tenant}");
            assert_eq!((door.workspace.mode, door.tenant.preset.as_str()), (preset.mode, preset.name));
        }
        for (tenant, workspace) in [("demo", "community"), ("platform", "smart"), ("platform", "classic")] {
            assert!(place.app.snapshot().door(tenant, workspace).unwrap().pool.settings.public_registration);
            assert!(samples(tenant, workspace).is_empty());
        }
    })
    .await;
}

// The hash was worked out beforehand: it must be that of the password, made with today's parameters.
#[tokio::test]
async fn the_sample_password_opens_what_it_should() {
    on_each_engine(async |place| {
        for (tenant, _) in PRESET_DOORS {
            let door = place.app.snapshot().door(tenant, "main").unwrap();
            let visit = Visit { door, ..place.visit.clone() };
            assert!(samples(tenant, "main").iter().any(|sample| sample.is_administrator), "{tenant}");
            for sample in samples(tenant, "main") {
                let subject = Subject::look_up(&place.app, &visit, sample.name).await.unwrap();
                assert!(subject.is_member, "{tenant}: {}", sample.name);
                let proved = password::prove(&place.app, &visit, &subject, PASSWORD).await.unwrap();
                let is_right = proved == password::Proved::Right;
                assert_eq!(is_right, sample.has_password, "{tenant}: {}", sample.name);
                let (pool, user, door) = (visit.door.pool.id, subject.user, Arc::clone(&visit.door));
                let read = place.app.store().read("sample", move |tx| {
                    let policy = policy::of_member(tx, &door, user)?;
                    let hash = store::password::find(tx, pool, user)?.map(|row| row.hash);
                    Ok::<_, crate::error::Error>((policy, hash, one_time_code::has_channel(tx, pool, user)?))
                });
                let (policy, hash, reach) = read.await.unwrap();
                // A hash with other parameters would have been replaced by the sign-in.
                assert_eq!(hash.as_deref(), sample.has_password.then_some(super::PASSWORD_HASH));
                assert!(reach.mail, "{tenant}: {}", sample.name);
                let asks_more = tenant == "workforce" && sample.is_administrator;
                assert_eq!((policy.passkey_after_magic_link, policy.idle_ms.is_some()), (asks_more, asks_more));
            }
        }
    })
    .await;
}
