//! Making, looking at and putting back, without a server: every way in which a file can be wrong, and both engines both ways.

use super::making::make;
use super::*;
use crate::app::{App, AppOptions};
use crate::clock::{Clock, SetClock, SystemClock};
use crate::keys::MasterKey;
use crate::progress::Progress;
use crate::public_url::PublicUrl;
use crate::random::SystemRandom;
use std::io::{self, Cursor};
use std::sync::Arc;
use store::testing::{engines, location_on};
use store::whole::{self, Place};
use store::{Location, Store};
use zeroize::Zeroizing;

const MASTER: [u8; 32] = [7; 32];
const PASSPHRASE: &str = "three blue herons";

fn passphrase(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.to_owned())
}

fn quiet(_: Progress) {}

/// An installation of the demo, which has members with passkeys.
async fn demo(location: &Location) -> Arc<App> {
    open(location, MASTER, true).await.unwrap()
}

async fn open(location: &Location, master: [u8; 32], demo: bool) -> Result<Arc<App>, crate::OpenError> {
    let store = Store::open(location).unwrap();
    App::open(AppOptions {
        store,
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new(master),
        public_url: PublicUrl::localhost(false, 8080),
        channels: crate::Channels::default(),
        outgoing: Arc::new(crate::CallsNobody),
        demo,
    })
    .await
}

async fn backup(store: &Store, recipient: Recipient, master_key: Option<MasterKey>) -> (Vec<u8>, Made, Held) {
    let store = store.clone();
    let make = move || {
        let mut file = Vec::new();
        let wish = Wish { recipient, master_key, version: "1.2.3", now: 1_000 };
        let (made, held) = make(&store, (&wish, &SystemRandom::default()), &mut file, &mut quiet).unwrap();
        (file, made, held)
    };
    tokio::task::spawn_blocking(make).await.unwrap()
}

fn look(file: &[u8], identity: &Identity) -> Result<Checked, ReadError> {
    check(file, identity, &mut quiet)
}

async fn put_back(file: &[u8], location: &Location, master: [u8; 32]) -> Result<Restored, RestoreError> {
    let owned = file.to_vec();
    let open = move || -> io::Result<Stream> { Ok(Box::new(Cursor::new(owned.clone()))) };
    let identity = Identity::Passphrase(passphrase(PASSPHRASE));
    let source = Source { open: &open, identity: &identity };
    let inspected = inspect(&source, &mut quiet)?;
    let random = SystemRandom::default();
    restore((&source, &inspected), location, &MasterKey::new(master), (&SystemClock, &random), &mut quiet).await
}

/// Everything that a backup holds, but what a restore changes.
fn content(location: &Location) -> Vec<(usize, Vec<whole::Row>)> {
    let reading = whole::Reading::begin(location).unwrap();
    let mut found = Vec::new();
    while let Some(part) = reading.next().unwrap() {
        if let whole::Part::Rows(place, rows) = part {
            let table = whole::written().nth(place).unwrap();
            if table.fate == whole::Fate::Kept && table.name != "audit_events" {
                found.push((place, rows));
            }
        }
    }
    found
}

// Issue 9, 2: a backup of either engine goes into either, and the installation in it opens.
#[tokio::test]
async fn goes_into_either_engine() {
    for from in engines() {
        for to in engines() {
            let ((here, _here), (there, _there)) = (location_on(*from), location_on(*to));
            let app = demo(&here).await;
            let (file, made, _) = backup(app.store(), Recipient::Passphrase(passphrase(PASSPHRASE)), None).await;
            assert!(made.members > 0);
            app.close().await;
            let restored = put_back(&file, &there, MASTER).await.unwrap();
            assert_eq!((restored.members, restored.rows, restored.is_again), (made.members, made.rows, false));
            assert_eq!(content(&there), content(&here), "{from:?} to {to:?}");

            let again = put_back(&file, &there, MASTER).await;
            assert!(matches!(again, Err(RestoreError::Occupied(_))), "{again:?}");
            let app = open(&there, MASTER, true).await.unwrap();
            assert!(app.snapshot().signals_quiet_until > SystemClock.now_ms(), "no passkey manager is told to delete");
            app.close().await;
        }
    }
}

// Issue 9, 2: challenges of before open nothing, journeys of before do not either.
#[tokio::test]
async fn keys_of_challenges_are_others() {
    let ((here, _here), (there, _there)) = (location_on(engines()[0]), location_on(engines()[0]));
    let app = demo(&here).await;
    let before = app.store().read("keys", store::key::all).await.unwrap();
    let (file, ..) = backup(app.store(), Recipient::Passphrase(passphrase(PASSPHRASE)), None).await;
    let door = Arc::clone(&app.snapshot().doors()[0]);
    app.close().await;
    put_back(&file, &there, MASTER).await.unwrap();
    let app = open(&there, MASTER, true).await.unwrap();
    let after = app.store().read("keys", store::key::all).await.unwrap();
    let of = |keys: &[store::key::Key], purpose: &str| -> Vec<_> {
        keys.iter().filter(|key| key.purpose == purpose).map(|key| key.id).collect()
    };
    assert_eq!(of(&before, "decoy"), of(&after, "decoy"), "what is sealed stays readable");
    assert_eq!(of(&after, "challenge").len(), 1);
    assert_ne!(of(&before, "challenge"), of(&after, "challenge"));
    assert_eq!(door.restored_at, 0);
    assert!(app.snapshot().doors()[0].restored_at > 0, "tickets are bound to it");
    app.close().await;
}

// Issue 9, 2: every file that is not the one that was made is refused, before anything is written.
#[tokio::test]
async fn a_file_that_was_touched_is_refused() {
    let ((here, _here), (there, _there)) = (location_on(engines()[0]), location_on(engines()[0]));
    let app = demo(&here).await;
    // More than one piece.
    let long = "x".repeat(900_000);
    app.store().write("long", move |tx| store::installation::set(tx, "long", &long)).await.unwrap();
    let (file, _, held) = backup(app.store(), Recipient::Passphrase(passphrase(PASSPHRASE)), None).await;
    app.close().await;
    let identity = Identity::Held(held);
    look(&file, &identity).unwrap();

    let wrong = look(&file, &Identity::Passphrase(passphrase("three green herons")));
    assert!(matches!(wrong, Err(ReadError::Seal(SealError::WrongPassphrase))), "{wrong:?}");
    let begin = 18 + 4 + usize::try_from(u32::from_be_bytes(file[18..22].try_into().unwrap())).unwrap();
    for at in [begin + 10, file.len() / 2, file.len() - 1] {
        let mut flipped = file.clone();
        flipped[at] ^= 1;
        assert!(look(&flipped, &identity).is_err(), "byte {at}");
        let refused = put_back(&flipped, &there, MASTER).await;
        assert!(matches!(refused, Err(RestoreError::Read(_))), "{refused:?}");
    }
    // Cut anywhere, also between two pieces.
    let pieces = pieces(&file, begin);
    assert!(pieces.len() > 2, "{}", pieces.len());
    for end in [0, 5, 20, begin, begin + 3, pieces[1].0, pieces[1].0 + 7, file.len() - 1] {
        assert!(look(&file[..end], &identity).is_err(), "cut at {end}");
    }
    let (first, second) = (&file[pieces[0].0..pieces[0].1], &file[pieces[1].0..pieces[1].1]);
    let swapped = [&file[..begin], second, first, &file[pieces[1].1..]].concat();
    assert!(look(&swapped, &identity).is_err(), "swapped");
    let twice = [&file[..pieces[0].1], first, &file[pieces[0].1..]].concat();
    assert!(look(&twice, &identity).is_err(), "twice");
    let more = [&file[..], b"x"].concat();
    assert!(look(&more, &identity).is_err(), "something follows");
    assert!(matches!(look(b"remember the milk, and the bread", &identity), Err(ReadError::Seal(SealError::Foreign))));
    assert_eq!(whole::place(&there).unwrap(), Place::Empty, "nothing was written");
}

fn pieces(file: &[u8], mut at: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    while at < file.len() {
        let length = usize::try_from(u32::from_be_bytes(file[at..at + 4].try_into().unwrap())).unwrap();
        found.push((at, at + 4 + length));
        at += 4 + length;
    }
    found
}

// Issue 9, 2: whoever has the public key alone can write, and not read.
#[tokio::test]
async fn a_key_seals_what_only_its_other_half_opens() {
    let (here, _guard) = location_on(engines()[0]);
    let app = demo(&here).await;
    let (recipient, private) = generate_key().unwrap();
    let recipient: Recipient = recipient.to_string().parse().unwrap();
    let private: PrivateKey = private.text().parse().unwrap();
    let (file, made, _) = backup(app.store(), recipient, Some(MasterKey::new(MASTER))).await;
    app.close().await;
    let checked = look(&file, &Identity::Key(private)).unwrap();
    assert_eq!((checked.rows, checked.members), (made.rows, made.members));
    assert!(checked.has_master_key && checked.contents.master_key().is_some());
    let (_, other) = generate_key().unwrap();
    assert!(matches!(look(&file, &Identity::Key(other)), Err(ReadError::Seal(SealError::WrongKey(_)))));
    let guessed = look(&file, &Identity::Passphrase(passphrase(PASSPHRASE)));
    assert!(matches!(guessed, Err(ReadError::Seal(SealError::WantsKey(_)))));
    for wrong in ["", "keystead-backup-public-", "keystead-backup-public-AAAA", "age1xyz"] {
        assert!(wrong.parse::<Recipient>().is_err(), "{wrong}");
    }
    let (clear, text) = (String::from_utf8_lossy(&file), app.snapshot().doors()[0].tenant.name.clone());
    assert!(!clear.contains(&text) && !clear.contains(&"07".repeat(32)), "nothing stands in clear");
}

// Issue 9, 2: the file of another installation.
#[tokio::test]
async fn another_master_key_is_refused_before_anything_is_written() {
    for engine in engines() {
        let ((here, _here), (there, _there)) = (location_on(*engine), location_on(*engine));
        let app = demo(&here).await;
        let (file, ..) = backup(app.store(), Recipient::Passphrase(passphrase(PASSPHRASE)), None).await;
        app.close().await;
        assert!(matches!(put_back(&file, &there, [8; 32]).await, Err(RestoreError::OtherMasterKey)));
        assert_eq!(whole::place(&there).unwrap(), Place::Empty);
    }
}

/// A backup of this content, as another release or a stranger would write it.
fn written_as(contents: &reading::Contents, rows: &[(usize, whole::Row)]) -> Vec<u8> {
    let (recipient, random) = (Recipient::Passphrase(passphrase(PASSPHRASE)), SystemRandom::default());
    let mut file = Vec::new();
    let (mut writer, _) = making::Writer::begin(&mut file, (&recipient, &random), contents).unwrap();
    let mut counts = vec![0; contents.tables.len()];
    for (place, row) in rows {
        writer.row(*place, row).unwrap();
        counts[*place] += 1;
    }
    writer.finish(counts).unwrap();
    file
}

/// Without what the schema did not have yet.
fn as_of_then(contents: &mut reading::Contents, rows: &mut [(usize, whole::Row)]) {
    const YOUNGER: [(&str, &str); 3] = [("keys", "sealed_too"), ("passwords", "made_with"), ("passkeys", "any_handle")];
    const TABLES: [&str; 3] = ["imports", "acme_accounts", "acme_certificates"];
    for (place, table) in contents.tables.iter_mut().enumerate() {
        if TABLES.contains(&table.name.as_str()) {
            assert_eq!(contents.counts[place], 0);
            (table.name, table.columns) = ("tenants".to_owned(), vec!["id".to_owned()]);
        }
        let Some((_, column)) = YOUNGER.iter().find(|(name, _)| *name == table.name) else { continue };
        let at = table.columns.iter().position(|name| name == column).unwrap();
        table.columns.remove(at);
        for (_, row) in rows.iter_mut().filter(|(of, _)| *of == place) {
            row.remove(at);
        }
    }
}

// Issue 9, 2 and 3: a backup of the schema before is put back at that schema, and brought up with its rows in it. One that claims another schema, or
// tables that are none, is refused.
#[tokio::test]
async fn an_older_one_is_brought_up() {
    for engine in engines() {
        let ((here, _here), (there, _there)) = (location_on(*engine), location_on(*engine));
        let app = demo(&here).await;
        app.close().await;
        let reading = whole::Reading::begin(&here).unwrap();
        let is_new = |place: usize| whole::written().nth(place).is_some_and(|table| table.name == "spent_once");
        let (mut rows, mut counts) = (Vec::new(), Vec::new());
        while let Some(part) = reading.next().unwrap() {
            match part {
                whole::Part::Counts(numbers) => counts = numbers,
                whole::Part::Rows(place, some) => rows.extend(some.into_iter().map(|row| (place, row))),
            }
        }
        let new = (0..counts.len()).find(|place| is_new(*place)).unwrap();
        assert!(rows.iter().all(|(place, _)| *place != new));
        let recipient = Recipient::Passphrase(passphrase(PASSPHRASE));
        let wish = Wish { recipient, master_key: None, version: "0.9", now: 1 };
        let mut contents = making::contents(&wish, 22, counts);
        contents.tables[new].name = "spent_proofs".to_owned();
        contents.tables[new].columns = vec!["tenant_id".to_owned()];
        as_of_then(&mut contents, &mut rows);
        let twice = written_as(&contents, &rows);
        put_back(&twice, &there, MASTER).await.unwrap();
        let found = there.clone();
        let found = tokio::task::spawn_blocking(move || Store::schema(&found)).await.unwrap().unwrap();
        assert_eq!(found, (Some(Store::newest_schema()), Store::newest_schema()));
        assert_eq!(content(&there), content(&here));

        let ((other, _other), newest) = (location_on(*engine), Store::newest_schema());
        for schema in [0, -1, newest + 1] {
            let wrong = written_as(&reading::Contents { schema, ..contents.clone() }, &rows);
            let refused = put_back(&wrong, &other, MASTER).await;
            assert!(matches!(refused, Err(RestoreError::NewerSchema { .. })), "{schema}: {refused:?}");
        }
        assert_eq!(whole::place(&other).unwrap(), Place::Empty);
        for name in ["spent_once", "sessions", "schema_migrations", "users; --"] {
            let mut strange = contents.clone();
            name.clone_into(&mut strange.tables[new].name);
            let refused = put_back(&written_as(&strange, &rows), &other, MASTER).await;
            assert!(matches!(refused, Err(RestoreError::Unfit(_))), "{name}: {refused:?}");
        }
        let mut rowless = contents.clone();
        rowless.counts[0] += 1;
        let refused = put_back(&written_as(&rowless, &rows), &other, MASTER).await;
        assert!(matches!(refused, Err(RestoreError::Read(ReadError::Misfit(_)))), "{refused:?}");
    }
}

// Issue 9, 2: interrupted, it says so, is served by nobody, and is begun again.
#[tokio::test]
async fn half_of_it_is_served_by_nobody_and_begun_again() {
    for engine in engines() {
        let ((here, _here), (there, _there)) = (location_on(*engine), location_on(*engine));
        let app = demo(&here).await;
        // More than one piece: the first opens, the last does not.
        let long = "x".repeat(900_000);
        app.store().write("long", move |tx| store::installation::set(tx, "long", &long)).await.unwrap();
        let (file, ..) = backup(app.store(), Recipient::Passphrase(passphrase(PASSPHRASE)), None).await;
        app.close().await;
        // The file ends under the reader's hands: the second time it is read, it is cut.
        let (whole_file, cut) = (file.clone(), file[..file.len() - 9].to_vec());
        let times = std::cell::Cell::new(0);
        let open = || -> io::Result<Stream> {
            times.set(times.get() + 1);
            let bytes = if times.get() == 1 { whole_file.clone() } else { cut.clone() };
            Ok(Box::new(Cursor::new(bytes)))
        };
        let identity = Identity::Passphrase(passphrase(PASSPHRASE));
        let source = Source { open: &open, identity: &identity };
        let inspected = inspect(&source, &mut quiet).unwrap();
        let clock = SetClock::at(5_000);
        let random = SystemRandom::default();
        let master = MasterKey::new(MASTER);
        let failed = restore((&source, &inspected), &there, &master, (&clock, &random), &mut quiet).await;
        assert!(matches!(failed, Err(RestoreError::Read(_))), "{failed:?}");
        assert_eq!(whole::place(&there).unwrap(), Place::HalfRestored);
        assert!(matches!(Store::open(&there), Err(store::OpenError::HalfRestored)));
        let restored = put_back(&file, &there, MASTER).await.unwrap();
        assert!(restored.is_again);
        assert_eq!(content(&there), content(&here));
    }
}

// Issue 9, 2: a guess costs whoever finds the file as little as the passphrase is short.
#[tokio::test]
async fn a_short_passphrase_is_refused() {
    let (here, _guard) = location_on(engines()[0]);
    let store = Store::open(&here).unwrap();
    let wish =
        Wish { recipient: Recipient::Passphrase(passphrase("sunny day 1")), master_key: None, version: "1", now: 1 };
    let made = tokio::task::spawn_blocking(move || {
        make(&store, (&wish, &SystemRandom::default()), Vec::new(), &mut quiet).map(drop)
    });
    assert!(matches!(made.await.unwrap(), Err(MakeError::ShortPassphrase)));
}
