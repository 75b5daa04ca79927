//! Links: looking is free, taking is once and here, and elsewhere a link becomes a code.

use super::super::{LinkState, Proof, Purpose, Taken, confirm_code, look, take};
use super::other_than;
use super::world::{Asked, HERE, THERE, World, on_each_engine};
use crate::method::Method;

const DOOR: (&str, &str) = ("platform", "classic");

fn asked(purpose: Purpose) -> Asked<'static> {
    Asked { purpose, method: Method::MagicLink, ..Asked::default() }
}

/// The token of a fresh link.
async fn token(world: &World, purpose: Purpose) -> String {
    let link = world.send(asked(purpose)).await.word("link");
    link.rsplit('/').next().unwrap().to_owned()
}

async fn look_in(world: &World, purpose: Purpose, token: &str, binding: &[u8]) -> LinkState {
    look(&world.app, &world.visit(DOOR), purpose, token, &[binding.to_vec()]).await.unwrap()
}

async fn take_in(world: &World, purpose: Purpose, token: &str, binding: &[u8]) -> Taken {
    take(&world.app, &world.visit(DOOR), purpose, token, &[binding.to_vec()]).await.unwrap()
}

async fn confirm(world: &World, purpose: Purpose, token: &str) -> Option<String> {
    confirm_code(&world.app, &world.visit(DOOR), purpose, token).await.unwrap()
}

#[tokio::test]
async fn a_link_is_made_of_the_configured_address() {
    on_each_engine(async |world| {
        for (purpose, place) in [(Purpose::SignIn, "sign-in"), (Purpose::Recovery, "recovery")] {
            let link = world.send(asked(purpose)).await.word("link");
            let start = format!("https://id.example.com/platform/classic/{place}/link/");
            assert_eq!(link.strip_prefix(&start).map(str::len), Some(43), "{link}");
        }
    })
    .await;
}

// Scenario recovery/magic-link-prefetch
#[tokio::test]
async fn a_scanner_that_looks_changes_nothing() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::Recovery).await;
        for _ in 0..10 {
            let state = look_in(world, Purpose::Recovery, &token, b"").await;
            assert_eq!(state, LinkState::Good { here: false });
        }
        assert_eq!(look_in(world, Purpose::Recovery, &token, HERE).await, LinkState::Good { here: true });
        let came = take_in(world, Purpose::Recovery, &token, HERE).await;
        let Taken::Here { proved, .. } = came else { panic!("not taken") };
        assert_eq!((proved.user, proved.address.as_str()), (world.ada, "ada@example.com"));
        assert_eq!(proved.method, Method::MagicLink);
        assert_eq!(look_in(world, Purpose::Recovery, &token, HERE).await, LinkState::Gone);
        assert_eq!(take_in(world, Purpose::Recovery, &token, HERE).await, Taken::Gone);
    })
    .await;
}

#[tokio::test]
async fn of_two_that_take_it_at_once_one_wins() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::SignIn).await;
        let (first, second) =
            tokio::join!(take_in(world, Purpose::SignIn, &token, HERE), take_in(world, Purpose::SignIn, &token, HERE));
        assert_eq!([first, second].iter().filter(|taken| matches!(taken, Taken::Here { .. })).count(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_link_opened_elsewhere_signs_nobody_in_there() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::SignIn).await;
        assert_eq!(take_in(world, Purpose::SignIn, &token, THERE).await, Taken::Elsewhere);
        assert_eq!(take_in(world, Purpose::SignIn, &token, b"").await, Taken::Elsewhere);
        assert!(matches!(take_in(world, Purpose::SignIn, &token, HERE).await, Taken::Here { .. }), "it is still good");
    })
    .await;
}

#[tokio::test]
async fn elsewhere_it_becomes_a_code_for_the_browser_that_asked() {
    on_each_engine(async |world| {
        let asked = asked(Purpose::SignIn);
        let token = token(world, Purpose::SignIn).await;
        assert_eq!(world.prove(asked, "00000000").await, Proof::Wrong, "there is no code yet");
        let code = confirm(world, Purpose::SignIn, &token).await.unwrap();
        assert_eq!(code.len(), 8);
        assert_eq!(confirm(world, Purpose::SignIn, &token).await, None, "swapped once");
        assert_eq!(take_in(world, Purpose::SignIn, &token, HERE).await, Taken::Gone, "the link is nothing any more");
        assert_eq!(world.prove(Asked { binding: THERE, ..asked }, &code).await, Proof::Dead);
        assert_eq!(world.prove(Asked { purpose: Purpose::Recovery, ..asked }, &code).await, Proof::Dead);
        for _ in 0..4 {
            assert_eq!(world.prove(asked, &other_than(&code)).await, Proof::Wrong);
        }
        let Proof::Right(proved) = world.prove(asked, &code).await else { panic!("refused") };
        assert_eq!((proved.method, proved.user), (Method::MagicLink, world.ada));
        assert_eq!(world.prove(asked, &code).await, Proof::Dead);
    })
    .await;
}

#[tokio::test]
async fn the_code_of_a_link_dies_of_five_wrong_ones() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::SignIn).await;
        let code = confirm(world, Purpose::SignIn, &token).await.unwrap();
        for _ in 0..5 {
            assert_eq!(world.prove(asked(Purpose::SignIn), &other_than(&code)).await, Proof::Wrong);
        }
        assert_eq!(world.prove(asked(Purpose::SignIn), &code).await, Proof::Dead);
    })
    .await;
}

#[tokio::test]
async fn a_link_is_good_at_its_own_place_only() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::SignIn).await;
        assert_eq!(take_in(world, Purpose::Recovery, &token, HERE).await, Taken::Gone);
        assert_eq!(confirm(world, Purpose::Recovery, &token).await, None);
        for door in [("platform", "second"), ("platform", "smart"), ("demo", "community")] {
            let visit = world.visit(door);
            let state = look(&world.app, &visit, Purpose::SignIn, &token, &[HERE.to_vec()]).await.unwrap();
            assert_eq!(state, LinkState::Gone, "{door:?}");
            let came = take(&world.app, &visit, Purpose::SignIn, &token, &[HERE.to_vec()]).await.unwrap();
            assert_eq!(came, Taken::Gone, "{door:?}");
        }
        for wrong in [String::new(), "a".repeat(43), token[1..].to_owned(), format!("{token}="), "a".repeat(1_000_000)]
        {
            assert_eq!(look_in(world, Purpose::SignIn, &wrong, HERE).await, LinkState::Gone);
        }
        assert!(matches!(take_in(world, Purpose::SignIn, &token, HERE).await, Taken::Here { .. }));
    })
    .await;
}

#[tokio::test]
async fn a_link_lives_ten_minutes_and_in_a_recovery_an_hour() {
    on_each_engine(async |world| {
        world.set(|settings| settings.methods.link_seconds = 86_400).await;
        for (purpose, lives_ms) in [(Purpose::SignIn, 600_000), (Purpose::Recovery, 3_600_000)] {
            let token = token(world, purpose).await;
            world.advance(lives_ms - 1);
            assert_eq!(look_in(world, purpose, &token, HERE).await, LinkState::Good { here: true });
            world.advance(1);
            assert_eq!(look_in(world, purpose, &token, HERE).await, LinkState::Gone);
            assert_eq!(take_in(world, purpose, &token, HERE).await, Taken::Gone);
            assert_eq!(confirm(world, purpose, &token).await, None);
        }
    })
    .await;
}

#[tokio::test]
async fn a_newer_link_makes_the_earlier_one_void() {
    on_each_engine(async |world| {
        let first = token(world, Purpose::SignIn).await;
        world.advance(60_000);
        let second = token(world, Purpose::SignIn).await;
        assert_eq!(look_in(world, Purpose::SignIn, &first, HERE).await, LinkState::Gone);
        assert!(matches!(take_in(world, Purpose::SignIn, &second, HERE).await, Taken::Here { .. }));
    })
    .await;
}

#[tokio::test]
async fn the_link_of_an_address_that_is_the_members_no_more_is_gone() {
    on_each_engine(async |world| {
        let token = token(world, Purpose::SignIn).await;
        world.execute("UPDATE identifiers SET verified_at = NULL WHERE folded = 'ada@example.com'").await;
        assert_eq!(take_in(world, Purpose::SignIn, &token, HERE).await, Taken::Gone);
    })
    .await;
}

// Whatever changes after it was looked at voids what it proves.
#[tokio::test]
async fn a_link_brings_the_epoch_from_before_it_was_used_up_and_says_what_it_was_asked_under() {
    on_each_engine(async |world| {
        world.execute("UPDATE users SET epoch = 7 WHERE display_name = 'Ada'").await;
        let token = token(world, Purpose::SignIn).await;
        let bindings = [THERE.to_vec(), b"x".to_vec(), HERE.to_vec()];
        let came = take(&world.app, &world.visit(DOOR), Purpose::SignIn, &token, &bindings).await.unwrap();
        let Taken::Here { binding, epoch, .. } = came else { panic!("not taken") };
        assert_eq!((binding, epoch), (2, 7));
    })
    .await;
}
