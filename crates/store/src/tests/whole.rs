//! The whole of a database: read as it was at one moment, put into another engine, and never into a place that holds anything.

use super::{USER, get, session, set, with_a_member};
use crate::{
    Error, Location, OpenError, Store, Tx,
    testing::{engines, execute, location_on},
    user, user_agent,
    whole::{self, Fate, Part, Place, Reading, Row, TABLES, written},
};

type Content = Vec<(String, Vec<Row>)>;

fn read_all(reading: &Reading) -> (Vec<u64>, Content) {
    let (mut counts, mut found) =
        (Vec::new(), written().map(|table| (table.name.to_owned(), Vec::new())).collect::<Content>());
    while let Some(part) = reading.next().unwrap() {
        match part {
            Part::Counts(numbers) => counts = numbers,
            Part::Rows(table, rows) => found[table].1.extend(rows),
        }
    }
    (counts, found)
}

fn content(location: &Location) -> Content {
    read_all(&Reading::begin(location).unwrap()).1
}

fn heads() -> Vec<(String, Vec<String>)> {
    written()
        .map(|table| (table.name.to_owned(), table.columns.iter().map(|name| (*name).to_owned()).collect()))
        .collect()
}

async fn fill(store: &Store, content: Content) {
    let inserts = store.write("begin", move |tx| whole::begin(tx, &heads())).await.unwrap().unwrap();
    for (insert, (name, rows)) in inserts.into_iter().zip(content) {
        let insert = insert.unwrap_or_else(|| panic!("{name} fits"));
        store.write("fill", move |tx| whole::insert(tx, &insert, &rows)).await.unwrap();
    }
}

fn schema(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<String>)>, Error> {
    Ok(whole::columns(tx)?.into_iter().filter(|(name, _)| name != "schema_migrations").collect())
}

// Issue 9, 2: a table that is added later, or a column, cannot be forgotten.
#[tokio::test]
async fn the_list_is_the_schema() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        let mut found = store.read("schema", schema).await.unwrap();
        let sorted = |names: Vec<String>| {
            let mut names = names;
            names.sort();
            names
        };
        found = found.into_iter().map(|(name, columns)| (name, sorted(columns))).collect();
        let own = |columns: &[&str]| sorted(columns.iter().map(|name| (*name).to_owned()).collect());
        let mut listed: Vec<_> = TABLES.iter().map(|table| (table.name.to_owned(), own(table.columns))).collect();
        listed.sort();
        assert_eq!(found, listed, "{engine:?}: store/src/whole/tables.rs");
        store.close().await;
    }
}

// Issue 9, 2: SQLite to PostgreSQL and back.
#[tokio::test]
async fn what_is_read_of_one_engine_is_the_same_in_the_other() {
    for from in engines() {
        for to in engines() {
            let ((here, _here), (there, _there)) = (location_on(*from), location_on(*to));
            let store = Store::open(&here).unwrap();
            with_a_member(&store).await;
            let live = session(1, i64::MAX);
            store.write("session", move |tx| crate::session::insert(tx, &live)).await.unwrap();
            let agent = store.write("agent", |tx| user_agent::intern(tx, "Mozilla")).await.unwrap();
            let before = content(&here);
            assert!(before.iter().all(|(name, _)| name != "sessions"), "what opens something is not written");
            store.close().await;

            let other = Store::open_to_restore(&there, None).unwrap();
            fill(&other, before.clone()).await;
            other.close().await;
            assert!(matches!(Store::open(&there).unwrap_err(), OpenError::HalfRestored));
            assert_eq!(whole::place(&there).unwrap(), Place::HalfRestored);

            let other = Store::open_to_restore(&there, None).unwrap();
            other.write("settle", |tx| whole::settle(tx, 7)).await.unwrap();
            other.write("finish", whole::finish).await.unwrap();
            let next = other.write("agent", |tx| user_agent::intern(tx, "Another")).await.unwrap();
            assert!(next > agent, "numbers go on: {next}");
            let member = other.read("member", |tx| user::find(tx, super::POOL, USER)).await.unwrap();
            assert_eq!(member.unwrap().display_name, "Zoë");
            other.close().await;
            let without = |content: Content| -> Content {
                content
                    .into_iter()
                    .filter(|(name, _)| !["installation", "user_agents"].contains(&name.as_str()))
                    .collect()
            };
            assert_eq!(without(content(&there)), without(before));
            Store::open(&there).unwrap().close().await;
        }
    }
}

// Issue 9, 2: a backup is one moment, whatever is written meanwhile.
#[tokio::test]
async fn what_is_written_while_it_is_read_is_not_in_it() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        with_a_member(&store).await;
        let agents = |tx: &mut Tx<'_>| {
            (0..3_000).try_for_each(|number| user_agent::intern(tx, &format!("agent {number}")).map(drop))
        };
        store.write("agents", agents).await.unwrap();
        let reading = Reading::begin(&location).unwrap();
        let Some(Part::Counts(counts)) = reading.next().unwrap() else { panic!("counts come first") };
        set(&store, "later", "yes").await.unwrap();
        store.write("gone", |tx| execute(tx, "DELETE FROM user_agents")).await.unwrap();
        let (_, found) = read_all(&reading);
        let numbers: Vec<_> = found.iter().map(|(_, rows)| u64::try_from(rows.len()).unwrap()).collect();
        assert_eq!(counts, numbers);
        let agents = written().position(|table| table.name == "user_agents").unwrap();
        assert_eq!(numbers[agents], 3_000, "{engine:?}");
        assert_eq!(get(&store, "later").await.as_deref(), Some("yes"), "nobody waited");
        store.close().await;
    }
}

// Issue 9, 2: an interrupted restore is cleared away and begun again; a place that holds anything is left alone.
#[tokio::test]
async fn only_a_half_restored_place_is_cleared() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        assert_eq!(whole::place(&location).unwrap(), Place::Empty);
        let store = Store::open_to_restore(&location, Some(7)).unwrap();
        let begun = store.write("begin", |tx| whole::begin(tx, &heads())).await.unwrap().unwrap();
        assert!(begun.iter().any(Option::is_none), "the older schema lacks some of the tables");
        store.close().await;
        whole::clear(&location).unwrap();
        assert_eq!(whole::place(&location).unwrap(), Place::Empty);

        let store = Store::open(&location).unwrap();
        assert_eq!(whole::place(&location).unwrap(), Place::Empty, "a schema holds nobody");
        with_a_member(&store).await;
        store.close().await;
        let Place::Holds(_) = whole::place(&location).unwrap() else { panic!("somebody is there") };
        whole::clear(&location).unwrap();
        let store = Store::open(&location).unwrap();
        assert!(store.read("member", |tx| user::find(tx, super::POOL, USER)).await.unwrap().is_some());
        store.write("foreign", |tx| execute(tx, "CREATE TABLE notes (id BIGINT)").map(drop)).await.unwrap();
        store.close().await;
        assert_eq!(whole::place(&location).unwrap(), Place::Holds("notes".to_owned()));
    }
}

// Issue 9, 2: whoever came between the look at the place and the first row keeps what is theirs, and of two restores one goes on.
#[tokio::test]
async fn a_place_is_looked_at_again_when_it_is_filled() {
    for engine in engines() {
        let begin = |tx: &mut Tx<'_>| whole::begin(tx, &heads()).map(|begun| begun.map(drop));
        let (location, _guard) = location_on(*engine);
        let store = Store::open_to_restore(&location, None).unwrap();
        assert_eq!(store.write("begin", begin).await.unwrap(), Ok(()));
        assert_eq!(store.write("begin", begin).await.unwrap(), Err(Place::HalfRestored));
        store.close().await;

        let (location, _guard) = location_on(*engine);
        let store = Store::open_to_restore(&location, None).unwrap();
        with_a_member(&store).await;
        let refused = store.write("begin", begin).await.unwrap();
        assert!(matches!(&refused, Err(Place::Holds(_))), "{engine:?}: {refused:?}");
        store.close().await;
        assert!(
            matches!(whole::place(&location).unwrap(), Place::Holds(_)),
            "and nothing says that it is half restored"
        );
    }
}

// Issue 9, 2: what a backup says of its own rows is not believed.
#[tokio::test]
async fn unknown_names_fit_nowhere() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open_to_restore(&location, None).unwrap();
        let heads = [
            ("schema_migrations", vec!["version"]),
            ("sessions", vec!["id"]),
            ("users\" --", vec!["id"]),
            ("users", vec!["id\") --"]),
            ("users", vec![]),
            ("tenants", vec!["id", "slug", "name", "preset", "created_at"]),
        ];
        let heads: Vec<_> = heads
            .into_iter()
            .map(|(name, columns)| (name.to_owned(), columns.into_iter().map(str::to_owned).collect()))
            .collect();
        let fits = store.write("begin", move |tx| whole::begin(tx, &heads)).await.unwrap().unwrap();
        let fits: Vec<_> = fits.iter().map(Option::is_some).collect();
        assert_eq!(fits, [false, false, false, false, false, true]);
        store.close().await;
    }
}

// Issue 9, 2: what waited for its date is not carried out at once.
#[tokio::test]
async fn what_waited_for_its_date_is_cancelled() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        with_a_member(&store).await;
        let planted = store.write("plant", |tx| {
            for sql in [
                "INSERT INTO scheduled_changes (pool_id, id, tenant_id, change, seen, lines, due_at, by_pool_id, by_user_id, \
                 created_at, state) SELECT pool_id, id, tenant_id, '', '', '', 1, pool_id, id, 1, 'pending' FROM users",
                "INSERT INTO announcements (pool_id, id, tenant_id, workspace_id, audience, language, text, due_at, by_pool_id, \
                 by_user_id, created_at, state, total, looked_at, sent) \
                 SELECT pool_id, id, tenant_id, id, 'all', 'en', '', 1, pool_id, id, 1, 'pending', 0, 0, 0 FROM users",
            ] {
                execute(tx, sql)?;
            }
            whole::settle(tx, 7)
        });
        planted.await.unwrap();
        for sql in [
            "UPDATE scheduled_changes SET reason = 'x' WHERE state = 'cancelled' AND settled_at = 7",
            "UPDATE announcements SET text = 'x' WHERE state = 'cancelled' AND settled_at = 7",
        ] {
            assert_eq!(store.write("left", move |tx| execute(tx, sql)).await.unwrap(), 1, "{engine:?}: {sql}");
        }
        store.close().await;
    }
}

// S2-34, issue 9, 2: what must not come back.
#[tokio::test]
async fn what_opens_something_does_not_come_back() {
    for engine in engines() {
        let (location, _guard) = location_on(*engine);
        let store = Store::open(&location).unwrap();
        with_a_member(&store).await;
        let planted = store.write("plant", |tx| {
            for sql in [
                "INSERT INTO devices (pool_id, id, user_id, secret_hash, epoch, created_at, seen_at, trusted_until, address) \
                 SELECT pool_id, id, id, handle, 1, 1, 1, 99, '' FROM users",
                "INSERT INTO access_passes (pool_id, id, user_id, hash, salt, issued_by, created_at, full_until, expires_at) \
                 SELECT pool_id, id, id, handle, handle, id, 1, 9, 9 FROM users",
                "INSERT INTO invitations (pool_id, id, tenant_id, workspace_id, hash, kind, address, roles, created_at, expires_at) \
                 SELECT pool_id, id, tenant_id, id, handle, 'email', 'a@b.example', '', 1, 9 FROM users",
                "INSERT INTO keys (purpose, id, sealed, created_at, signs_from) \
                 SELECT 'challenge', id, handle, 1, 1 FROM users",
            ] {
                execute(tx, sql)?;
            }
            Ok::<_, Error>(())
        });
        planted.await.unwrap();
        store.write("settle", |tx| whole::settle(tx, 7)).await.unwrap();
        for sql in [
            "UPDATE devices SET epoch = 1 WHERE trusted_until IS NULL",
            "UPDATE access_passes SET hash = salt WHERE ended_at = 7",
            "UPDATE invitations SET kind = 'email' WHERE revoked_at = 7",
        ] {
            assert_eq!(store.write("left", move |tx| execute(tx, sql)).await.unwrap(), 1, "{sql}");
        }
        let keys = store.read("keys", crate::key::all).await.unwrap();
        assert_eq!(keys, [], "challenges of before verify nowhere");
        store.close().await;
    }
    let dropped = ["sessions", "grants", "one_time_codes", "setup_links", "recoveries", "authorization_requests"];
    for name in dropped {
        assert!(TABLES.iter().any(|table| table.name == name && table.fate == Fate::Dropped), "{name}");
    }
}
