//! When is ordered, by whom, and what is kept of it. On both engines.

use super::*;
use crate::factors::testing::on_each_engine;

const DIRECTORY: &str = "https://acme.example/directory";

fn names() -> Vec<String> {
    vec!["id.example.com".to_owned(), "login.example.com".to_owned()]
}

fn issued(now: i64) -> Issued {
    let chain = "-----BEGIN CERTIFICATE-----".to_owned();
    Issued { chain, key: Zeroizing::new(b"the key".to_vec()), not_before: now, not_after: now + 90 * DAY_MS }
}

// Issue 9, 8: a minute, doubled to a day.
#[test]
fn what_failed_rests_longer_each_time() {
    let minutes: Vec<_> = (1..=12).map(|failures| rest_ms(failures) / MINUTE_MS).collect();
    assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440]);
    assert_eq!((rest_ms(1000), rest_ms(i64::MAX), rest_ms(0), rest_ms(-5)), (DAY_MS, DAY_MS, MINUTE_MS, MINUTE_MS));
}

// Issue 9, 8: a third of the life is left, chance moves it by days, and no clock or certificate makes it order at once.
#[test]
fn a_certificate_is_renewed_with_a_third_of_its_life_left() {
    let life = (0, 90 * DAY_MS);
    assert_eq!(renewed_at(life, DAY_MS, 0), 60 * DAY_MS);
    assert_eq!(renewed_at(life, DAY_MS, u16::MAX), 57 * DAY_MS);
    // By a clock that is far ahead everything is old at once.
    assert_eq!(renewed_at(life, 89 * DAY_MS, 0), 92 * DAY_MS);
    for wrong in [(0, 0), (10, 5), (i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (0, 30_000)] {
        assert!(renewed_at(wrong, 1_000_000, u16::MAX) >= 1_000_000 + SHORTEST_REST_MS, "{wrong:?}");
    }
}

#[test]
fn what_a_directory_says_is_one_short_line() {
    assert_eq!(plain("no\r\n\u{1b}[2J such\tname"), "no [2J such name");
    assert_eq!(plain(&"é".repeat(1000)).chars().count(), LONGEST_TROUBLE);
}

// Issue 9, 8: each name for itself, one node at a time, and neither a restart nor a second node orders sooner.
#[tokio::test]
async fn an_order_that_came_to_nothing_rests_for_everybody() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names).await.unwrap();
        want(app, DIRECTORY, &names).await.unwrap();
        assert!(take_turns(app, "https://other.example", &names, 9).await.unwrap().is_empty());
        assert_eq!(take_turns(app, DIRECTORY, &names, 0).await.unwrap(), []);
        let turns = take_turns(app, DIRECTORY, &names, 9).await.unwrap();
        assert_eq!(
            turns.iter().map(|turn| (turn.name.as_str(), turn.number)).collect::<Vec<_>>(),
            [("id.example.com", 1), ("login.example.com", 1)]
        );
        assert!(
            take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty(),
            "another node, or this one started again"
        );
        // One fails, the other's process dies.
        fail(app, &turns[0], "no\nsuch name").await.unwrap();
        place.clock.advance(MINUTE_MS + MINUTE_MS / 10 + 1);
        let again = take_turns(app, DIRECTORY, &names, 9).await.unwrap();
        assert_eq!(again, [Turn { number: 2, ..turns[0].clone() }]);
        place.clock.advance(2 * LONGEST_ORDER_MS);
        // Of an order that is running nobody says that it was not finished.
        let told = standing(app, DIRECTORY, &names).await.unwrap();
        let troubles: Vec<_> = told.iter().map(|one| one.failing.clone().map(|failing| failing.trouble)).collect();
        assert_eq!(troubles, [Some("no such name".to_owned()), None]);
        let again = take_turns(app, DIRECTORY, &names, 9).await.unwrap();
        assert_eq!(again.len(), 2);
        let standing = standing(app, DIRECTORY, &names).await.unwrap();
        let troubles: Vec<_> = standing.iter().map(|one| one.failing.clone().unwrap().trouble).collect();
        assert_eq!(troubles, [UNFINISHED, UNFINISHED]);
        assert!(standing.iter().all(|one| one.is_pressing(app.now())));
    })
    .await;
}

// Issue 9, 8: what was issued is there for every node, sealed, and nothing is ordered until it is old.
#[tokio::test]
async fn what_was_issued_is_kept_and_rests_until_it_is_old() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names[..1]).await.unwrap();
        let turn = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        let before = edition(app).await.unwrap();
        show_challenge(app, &turn, ("token", "token.print")).await.unwrap();
        assert_eq!(challenges(app).await.unwrap(), [(turn.name.clone(), "token".into(), "token.print".into())]);
        keep(app, &turn, &issued(app.now())).await.unwrap();
        assert!(challenges(app).await.unwrap().is_empty(), "the order is over");
        assert_ne!(edition(app).await.unwrap(), before);
        let shown = certificates(app, DIRECTORY, &names).await.unwrap();
        assert_eq!((shown.len(), shown[0].key.as_slice(), shown[0].is_current), (1, &b"the key"[..], true));
        // Another directory's is better than none.
        assert!(!certificates(app, "https://other.example", &names).await.unwrap()[0].is_current);
        place.clock.advance(56 * DAY_MS);
        assert!(take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty());
        let one = standing(app, DIRECTORY, &names).await.unwrap().remove(0);
        assert!(one.failing.is_none() && !one.is_pressing(app.now()));
        place.clock.advance(5 * DAY_MS);
        assert_eq!(take_turns(app, DIRECTORY, &names, 9).await.unwrap()[0].number, 1);
    })
    .await;
}

// Issue 9, 8: after a restore or a move: what cannot be shown is ordered at once, and then as patiently as anything else.
#[tokio::test]
async fn what_is_good_for_nothing_is_ordered_once_more() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names[..1]).await.unwrap();
        let turn = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        keep(app, &turn, &issued(app.now())).await.unwrap();
        assert!(take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty());
        let id = turn.id;
        let spoil = move |tx: &mut store::Tx<'_>| {
            let row = Row {
                chain: "PEM",
                sealed: b"sealed by nobody whom we know",
                issued_at: 1,
                not_before: 1,
                not_after: i64::MAX,
                due_at: i64::MAX,
            };
            acme_certificate::issued(tx, id, &row)
        };
        app.store().write("spoil", spoil).await.unwrap();
        assert!(certificates(app, DIRECTORY, &names).await.unwrap().is_empty());
        let told = standing(app, DIRECTORY, &names[..1]).await.unwrap().remove(0);
        assert!(told.is_shut && told.good.is_none() && told.is_pressing(app.now()), "{told:?}");
        let again = take_turns(app, DIRECTORY, &names, 9).await.unwrap();
        assert_eq!(again, std::slice::from_ref(&turn));
        assert!(take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty());
    })
    .await;
}

// Issue 9, 8: the operator need not wait, but no second order of a name begins while one runs, and none takes away what another shows.
#[tokio::test]
async fn the_operator_has_one_ordered_that_is_not_being_ordered() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names[..1]).await.unwrap();
        let first = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        show_challenge(app, &first, ("first", "first.print")).await.unwrap();
        order_now(app, DIRECTORY, &names[0]).await.unwrap();
        assert!(take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty(), "it is being ordered");
        let told = standing(app, DIRECTORY, &names[..1]).await.unwrap().remove(0);
        assert!(told.is_ordering && told.failing.is_none(), "{told:?}");
        // Whoever ordered is dead: its turn ends, and is told of.
        place.clock.advance(LONGEST_TURN_MS + 1);
        assert!(!standing(app, DIRECTORY, &names[..1]).await.unwrap()[0].is_ordering);
        assert!(take_turns(app, DIRECTORY, &names, 9).await.unwrap().is_empty(), "it rests as if it had failed");
        order_now(app, DIRECTORY, &names[0]).await.unwrap();
        let second = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        assert_eq!(second, Turn { number: 2, ..first.clone() });
        let told = standing(app, DIRECTORY, &names[..1]).await.unwrap().remove(0);
        assert_eq!(told.failing.unwrap().trouble, UNFINISHED);
        // It was not dead after all: it takes only its own away, and the second goes on.
        show_challenge(app, &second, ("second", "second.print")).await.unwrap();
        fail(app, &first, "late").await.unwrap();
        let shown: Vec<_> = challenges(app).await.unwrap().into_iter().map(|(_, token, _)| token).collect();
        assert_eq!(shown, ["second"]);
        assert!(standing(app, DIRECTORY, &names[..1]).await.unwrap()[0].is_ordering);
        fail(app, &second, "no such name").await.unwrap();
        assert!(challenges(app).await.unwrap().is_empty());
        order_now(app, DIRECTORY, &names[0]).await.unwrap();
        let third = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        assert_eq!(third.number, 3);
        let told = standing(app, DIRECTORY, &names[..1]).await.unwrap().remove(0);
        assert_eq!(told.failing.unwrap().trouble, "no such name", "that one was finished");
        keep(app, &third, &issued(app.now())).await.unwrap();
        order_now(app, DIRECTORY, &names[0]).await.unwrap();
        assert_eq!(take_turns(app, DIRECTORY, &names, 9).await.unwrap()[0].number, 1, "for another key");
        order_now(app, DIRECTORY, &names[1]).await.unwrap();
        assert_eq!(take_turns(app, DIRECTORY, &names, 9).await.unwrap()[0].name, names[1]);
    })
    .await;
}

// Issue 9, 8: a turn of a clock that was far ahead ends as well.
#[tokio::test]
async fn a_turn_that_was_taken_in_the_future_is_none() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names[..1]).await.unwrap();
        let id = take_turns(app, DIRECTORY, &names, 9).await.unwrap()[0].id;
        let years = app.now() + 900 * DAY_MS;
        let write = move |tx: &mut store::Tx<'_>| {
            let row = acme_certificate::all(tx)?.remove(0);
            assert_eq!(row.id, id);
            acme_certificate::take_turn(tx, &row, (years, years))
        };
        assert!(app.store().write("future", write).await.unwrap());
        assert_eq!(take_turns(app, DIRECTORY, &names, 9).await.unwrap()[0].number, 3);
    })
    .await;
}

// Issue 9, 8: a name whose configuration is gone leaves no key behind, and nobody loses what is still shown or ordered.
#[tokio::test]
async fn what_nobody_is_configured_for_goes_once_it_is_over() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        let other = "https://other.example";
        want(app, DIRECTORY, &names).await.unwrap();
        keep_account(app, DIRECTORY, b"first").await.unwrap();
        keep_account(app, other, b"second").await.unwrap();
        for turn in take_turns(app, DIRECTORY, &names, 9).await.unwrap() {
            keep(app, &turn, &issued(app.now())).await.unwrap();
        }
        let left = async || {
            let rows = app.store().read("rows", acme_certificate::all).await.unwrap();
            let names: Vec<_> = rows.into_iter().map(|row| row.name).collect();
            (names, account(app, DIRECTORY).await.unwrap().is_some(), account(app, other).await.unwrap().is_some())
        };
        sweep(app, DIRECTORY, &names[..1]).await.unwrap();
        assert_eq!(left().await, (names.clone(), true, false), "an account for nothing");
        // The directory is another now: what the first has issued is good, and then it is not.
        sweep(app, other, &names[..1]).await.unwrap();
        assert_eq!(left().await, (names.clone(), true, false));
        place.clock.advance(91 * DAY_MS);
        // Another node still orders one of them.
        order_now(app, DIRECTORY, &names[0]).await.unwrap();
        let turn = take_turns(app, DIRECTORY, &names[..1], 9).await.unwrap().remove(0);
        fail(app, &turn, "no").await.unwrap();
        sweep(app, other, &names[..1]).await.unwrap();
        assert_eq!(left().await, (names[..1].to_vec(), true, false));
        place.clock.advance(4 * DAY_MS);
        sweep(app, DIRECTORY, &names[..1]).await.unwrap();
        assert_eq!(left().await, (names[..1].to_vec(), true, false), "its own");
        sweep(app, other, &names[..1]).await.unwrap();
        assert_eq!(left().await, (Vec::new(), false, false));
    })
    .await;
}

// Issue 9, 8: the operator reads of the certificate that is shown, though the directory of today has none.
#[tokio::test]
async fn what_another_directory_issued_is_told_while_it_is_good() {
    on_each_engine(async |place| {
        let (app, names) = (&place.app, names());
        want(app, DIRECTORY, &names[..1]).await.unwrap();
        let turn = take_turns(app, DIRECTORY, &names, 9).await.unwrap().remove(0);
        keep(app, &turn, &issued(app.now())).await.unwrap();
        let told = standing(app, "https://other.example", &names[..1]).await.unwrap().remove(0);
        let until = app.now() + 90 * DAY_MS;
        assert_eq!(told.good, Some(Good { from: app.now(), until, is_current: false }));
    })
    .await;
}

#[tokio::test]
async fn an_account_is_kept_sealed_and_may_be_forgotten() {
    on_each_engine(async |place| {
        let app = &place.app;
        assert!(account(app, DIRECTORY).await.unwrap().is_none());
        for credentials in [b"first".as_slice(), b"second"] {
            keep_account(app, DIRECTORY, credentials).await.unwrap();
            assert_eq!(account(app, DIRECTORY).await.unwrap().unwrap().as_slice(), credentials);
        }
        let row = app.store().read("row", |tx| acme_account::find(tx, DIRECTORY)).await.unwrap().unwrap();
        assert!(!row.sealed.windows(6).any(|bytes| bytes == b"second"));
        forget_account(app, DIRECTORY).await.unwrap();
        assert!(account(app, DIRECTORY).await.unwrap().is_none());
    })
    .await;
}
