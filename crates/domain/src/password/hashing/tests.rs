use super::*;
use crate::random::SystemRandom;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

fn spelled(typed: &str) -> Spelled {
    Spelled::read(typed).unwrap()
}

fn made_with(algorithm: Algorithm, (memory, passes, lanes, output): (u32, u32, u32, usize), typed: &str) -> String {
    let argon2 = Argon2::new(algorithm, Version::V0x13, Params::new(memory, passes, lanes, Some(output)).unwrap());
    argon2.hash_password_with_salt(typed.as_bytes(), b"sixteen bytes!!!").unwrap().to_string()
}

#[test]
fn todays_hash_is_owasps_argon2id_and_checks() {
    let made = hash(&spelled("correct horse"), [7; SALT]).unwrap();
    assert!(made.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{made}");
    assert_eq!(verify(&made, &spelled("correct horse")), Verified::Right { outdated: false });
    assert_eq!(verify(&made, &spelled("correct Horse")), Verified::Wrong);
    assert_ne!(made, hash(&spelled("correct horse"), [8; SALT]).unwrap());
}

#[test]
fn other_parameters_check_and_are_outdated() {
    let others = [
        (Algorithm::Argon2id, (8, 1, 1, 32)),
        (Algorithm::Argon2id, (19_456, 1, 1, 32)),
        (Algorithm::Argon2id, (19_456, 2, 1, 16)),
        (Algorithm::Argon2id, (20_000, 2, 1, 32)),
        (Algorithm::Argon2i, (19_456, 2, 1, 32)),
        (Algorithm::Argon2d, (64, 2, 4, 32)),
    ];
    for (algorithm, parameters) in others {
        let made = made_with(algorithm, parameters, "correct horse");
        assert_eq!(verify(&made, &spelled("correct horse")), Verified::Right { outdated: true }, "{made}");
        assert_eq!(verify(&made, &spelled("wrong")), Verified::Wrong, "{made}");
    }
}

#[test]
fn what_is_no_hash_or_asks_for_too_much_opens_nothing() {
    let good = made_with(Algorithm::Argon2id, (8, 1, 1, 32), "x");
    let bad = [
        String::new(),
        "plain text".to_owned(),
        "$2b$12$abcdefghijklmnopqrstuu".to_owned(),
        "$scrypt$ln=15,r=8,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA".to_owned(),
        good.replace("m=8", "m=4194304"),
        good.replace("t=1", "t=1000000"),
        good.replace("p=1", "p=4000"),
        good.rsplit_once('$').unwrap().0.to_owned(),
    ];
    for stored in bad {
        assert_eq!(verify(&stored, &spelled("x")), Verified::Unreadable, "{stored}");
    }
}

// S2-4's other half: nobody's password is worked on like a member's.
#[test]
fn the_dummy_has_todays_parameters_and_no_password() {
    let dummy = dummy(&SystemRandom::default()).unwrap();
    let todays = hash(&spelled("anything"), [1; SALT]).unwrap();
    let head = |phc: &str| phc.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(head(&dummy), head(&todays));
    assert_eq!(dummy.len(), todays.len());
    for typed in ["", "anything", "password"] {
        assert_eq!(verify(&dummy, &spelled(typed)), Verified::Wrong);
        let judged = judge(None, &dummy, &spelled(typed), [0; SALT]).unwrap();
        assert!(!judged.is_right && judged.renewed.is_none());
    }
    assert_ne!(dummy, super::dummy(&SystemRandom::default()).unwrap());
}

#[test]
fn a_right_password_with_old_parameters_is_hashed_anew() {
    let dummy = dummy(&SystemRandom::default()).unwrap();
    let old = made_with(Algorithm::Argon2id, (8, 1, 1, 32), "correct horse");
    let judged = judge(Some(&old), &dummy, &spelled("correct horse"), [3; SALT]).unwrap();
    assert!(judged.is_right);
    assert_eq!(verify(&judged.renewed.unwrap(), &spelled("correct horse")), Verified::Right { outdated: false });
    assert!(judge(Some(&old), &dummy, &spelled("wrong"), [3; SALT]).unwrap().renewed.is_none());
    let unreadable = judge(Some("?"), &dummy, &spelled("correct horse"), [3; SALT]).unwrap();
    assert!(unreadable.is_unreadable && !unreadable.is_right);
}

// A flood of sign-ins takes no more memory than its places, and nobody waits for ever.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_so_many_work_and_only_so_many_wait() {
    let hashing = Arc::new(Hashing::with_places(2, 3, "dummy".to_owned()));
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (release, held) = std::sync::mpsc::channel::<()>();
    let held = Arc::new(std::sync::Mutex::new(held));
    let work = || {
        let (now, most, held) = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&held));
        move || {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            held.lock().unwrap().recv().ok();
            now.fetch_sub(1, Ordering::SeqCst);
        }
    };
    let mut asked: Vec<_> = (0..8)
        .map(|_| {
            let (hashing, work) = (Arc::clone(&hashing), work());
            tokio::spawn(async move { hashing.take_turn(work).await })
        })
        .collect();
    while hashing.places.available_permits() > 0 || now.load(Ordering::SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert!(hashing.take_turn(|| ()).await.is_none(), "all places are taken");
    for _ in 0..8 {
        release.send(()).unwrap();
    }
    let mut outcomes = Vec::new();
    for task in asked.drain(..) {
        outcomes.push(task.await.unwrap().is_some());
    }
    assert_eq!(outcomes.iter().filter(|done| **done).count(), 8, "two at work and six waiting");
    assert_eq!(most.load(Ordering::SeqCst), 2);
    assert_eq!(hashing.places.available_permits(), 8);
}

#[tokio::test]
async fn whoever_leaves_gives_the_place_back() {
    let hashing = Hashing::with_places(1, 1, "dummy".to_owned());
    let (release, held) = std::sync::mpsc::channel::<()>();
    let mut running = Box::pin(hashing.take_turn(move || held.recv().ok()));
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut running).await.is_err());
    let mut waiting = Box::pin(hashing.take_turn(|| ()));
    assert!(tokio::time::timeout(Duration::from_millis(20), &mut waiting).await.is_err());
    assert_eq!(hashing.places.available_permits(), 0);
    drop(waiting);
    assert_eq!(hashing.places.available_permits(), 1);
    // The work goes on without the one who asked, and so keeps its place.
    drop(running);
    assert_eq!((hashing.places.available_permits(), hashing.running.available_permits()), (1, 0));
    release.send(()).unwrap();
    assert!(hashing.take_turn(|| ()).await.is_some());
}
