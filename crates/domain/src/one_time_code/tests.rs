//! Codes that are typed: by whom, where and how often. Each test runs on both engines.

mod links;
mod sends;
mod world;

use super::address::Reach;
use super::*;
use crate::error::Reason;
use world::{Asked, HERE, THERE, World, on_each_engine};

async fn dead(world: &World, asked: Asked<'_>, typed: &str) {
    assert_eq!(world.prove(asked, typed).await, Proof::Dead, "{asked:?}");
}

/// A code of as many digits that is not this one.
fn other_than(code: &str) -> String {
    let first = if code.starts_with('0') { '1' } else { '0' };
    format!("{first}{}", &code[1..])
}

#[tokio::test]
async fn a_code_proves_the_address_it_was_sent_to_once() {
    on_each_engine(async |world| {
        for (method, name, address, kind) in [
            (Method::EmailCode, "ada", "ada@example.com", IdentifierKind::Email),
            (Method::SmsCode, "ada@example.com", "+4712345678", IdentifierKind::Phone),
        ] {
            let asked = Asked { name, method, ..Asked::default() };
            let code = world.send(asked).await.word("code");
            let Proof::Right(proved) = world.prove(asked, &format!(" {} {}", &code[..3], &code[3..])).await else {
                panic!("{asked:?}")
            };
            assert_eq!((proved.address.as_str(), proved.kind), (address, kind));
            assert_eq!((proved.method, proved.user), (method, world.ada));
            dead(world, asked, &code).await;
        }
    })
    .await;
}

// Scenario recovery/otp-bound
#[tokio::test]
async fn a_code_typed_in_another_browser_is_refused_and_not_spent() {
    on_each_engine(async |world| {
        let asked = Asked { purpose: Purpose::Recovery, ..Asked::default() };
        let code = world.send(asked).await.word("code");
        for _ in 0..6 {
            dead(world, Asked { binding: THERE, ..asked }, &code).await;
        }
        assert!(matches!(world.prove(Asked { binding: HERE, ..asked }, &code).await, Proof::Right(_)));
    })
    .await;
}

#[tokio::test]
async fn a_code_is_good_for_what_it_was_asked_for_and_nowhere_else() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let code = world.send(asked).await.word("code");
        let others = [
            Asked { purpose: Purpose::Recovery, ..asked },
            Asked { purpose: Purpose::StepUp, ..asked },
            Asked { purpose: Purpose::SignUp, name: "ada@example.com", ..asked },
            Asked { method: Method::SmsCode, ..asked },
            Asked { method: Method::MagicLink, ..asked },
            Asked { name: "bo", ..asked },
            Asked { door: ("platform", "second"), ..asked },
            Asked { door: ("platform", "smart"), ..asked },
            Asked { binding: b"", ..asked },
        ];
        for other in others {
            dead(world, other, &code).await;
        }
        assert!(matches!(world.prove(asked, &code).await, Proof::Right(_)));
    })
    .await;
}

// Scenario recovery/otp-guess-limit
#[tokio::test]
async fn after_five_wrong_codes_the_right_one_is_refused() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let code = world.send(asked).await.word("code");
        let mut guesses = vec![other_than(&code), String::new(), "x".repeat(100_000), format!("{code}0")];
        guesses.push(code[1..].to_owned());
        for guess in guesses {
            assert_eq!(world.prove(asked, &guess).await, Proof::Wrong);
        }
        dead(world, asked, &code).await;
    })
    .await;
}

#[tokio::test]
async fn the_fifth_try_may_still_be_the_right_one() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let code = world.send(asked).await.word("code");
        for _ in 0..4 {
            assert_eq!(world.prove(asked, &other_than(&code)).await, Proof::Wrong);
        }
        assert!(matches!(world.prove(asked, &code).await, Proof::Right(_)));
    })
    .await;
}

#[tokio::test]
async fn of_two_right_ones_at_once_one_wins() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let code = world.send(asked).await.word("code");
        let (first, second) = tokio::join!(world.prove(asked, &code), world.prove(asked, &code));
        let won = [first, second].iter().filter(|proof| matches!(proof, Proof::Right(_))).count();
        assert_eq!(won, 1);
    })
    .await;
}

#[tokio::test]
async fn a_code_lives_as_long_as_the_settings_say_but_never_above_ten_minutes() {
    on_each_engine(async |world| {
        for (set, lives_s) in [(0, 60), (90, 90), (600, 600), (86_400, 600)] {
            world.set(move |settings| settings.methods.code_seconds = set).await;
            let asked = Asked::default();
            let first = world.send(asked).await.word("code");
            world.advance(lives_s * 1000);
            dead(world, asked, &first).await;
            let second = world.send(asked).await.word("code");
            world.advance(lives_s * 1000 - 1);
            assert!(matches!(world.prove(asked, &second).await, Proof::Right(_)), "{set}");
            world.advance(3_600_000);
        }
    })
    .await;
}

#[tokio::test]
async fn a_code_has_as_many_digits_as_the_settings_say() {
    on_each_engine(async |world| {
        for (set, digits) in [(6, 6), (8, 8), (1, 6)] {
            world.set(move |settings| settings.methods.code_digits = set).await;
            assert_eq!(world.send(Asked::default()).await.word("code").len(), digits);
            world.advance(3_600_000);
        }
    })
    .await;
}

#[tokio::test]
async fn an_address_that_is_the_members_no_more_proves_nothing() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        let code = world.send(asked).await.word("code");
        world.execute("UPDATE identifiers SET verified_at = NULL WHERE folded = 'ada@example.com'").await;
        dead(world, asked, &code).await;
    })
    .await;
}

// 6.3.8 of ASVS: a name that nobody has behaves like one with a code that nobody guesses.
#[tokio::test]
async fn nobody_is_answered_like_a_member() {
    on_each_engine(async |world| {
        for name in ["ada", "nobody", "nobody@example.com", "bo"] {
            let asked = Asked { name, ..Asked::default() };
            dead(world, asked, "000000").await;
            world.send(asked).await;
            for _ in 0..5 {
                assert_eq!(world.prove(asked, "no code").await, Proof::Wrong, "{name}");
            }
            dead(world, asked, "no code").await;
            assert_eq!(world.outbox().await, 1, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn no_code_opens_the_row_of_nobody() {
    on_each_engine(async |world| {
        world.stop_drawing();
        for (name, is_member) in [("nobody", false), ("bo", false), ("ada", true)] {
            let asked = Asked { name, ..Asked::default() };
            // Ids are drawn too, and must differ by their time then.
            world.advance(1);
            world.send(asked).await;
            let proof = world.prove(asked, "000000").await;
            assert_eq!(matches!(proof, Proof::Right(_)), is_member, "{name}: {proof:?}");
        }
    })
    .await;
}

// Closes the gap of sign-up by address: what is proved is the address, whoever has it.
#[tokio::test]
async fn an_address_is_proved_before_anybody_has_it() {
    on_each_engine(async |world| {
        for (purpose, method, typed, address) in [
            (Purpose::SignUp, Method::EmailCode, "New@Example.com", "new@example.com"),
            (Purpose::SignUp, Method::SmsCode, "+47 87 65 43 21", "+4787654321"),
            (Purpose::VerifyAddress, Method::EmailCode, "other@example.com", "other@example.com"),
        ] {
            let asked = Asked { purpose, method, name: typed, ..Asked::default() };
            let sent = world.send(asked).await;
            assert_eq!(sent.to(), address);
            let Proof::Right(proved) = world.prove(asked, &sent.word("code")).await else { panic!("{asked:?}") };
            assert_eq!(proved.address, address);
        }
        // Whoever has it already is told so, and there is no code.
        let asked =
            Asked { purpose: Purpose::SignUp, method: Method::EmailCode, name: "ada@example.com", ..Asked::default() };
        assert_eq!(world.send(asked).await.kind(), crate::messages::Kind::AlreadyAMember);
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused() {
    on_each_engine(async |world| {
        let asked = Asked::default();
        for (wrong, reason) in [
            (Asked { binding: b"", ..asked }, Reason::BindingMissing),
            (Asked { purpose: Purpose::SignUp, name: "ada", ..asked }, Reason::AddressMalformed),
            (
                Asked { purpose: Purpose::SignUp, method: Method::SmsCode, name: "a@b.example", ..asked },
                Reason::AddressMalformed,
            ),
            (Asked { purpose: Purpose::StepUp, method: Method::MagicLink, ..asked }, Reason::Internal),
            (Asked { method: Method::Password, ..asked }, Reason::Internal),
        ] {
            assert_eq!(world.refusal(wrong).await, Some(reason), "{wrong:?}");
        }
        assert_eq!(world.refusal(asked).await, None);
    })
    .await;
}

#[tokio::test]
async fn a_member_is_reached_by_verified_addresses_only() {
    on_each_engine(async |world| {
        assert_eq!(world.reach(world.ada).await, Reach { mail: true, phone: true });
        assert_eq!(world.reach(world.bo).await, Reach::default());
        world.execute("UPDATE identifiers SET verified_at = NULL WHERE kind = 'email'").await;
        assert_eq!(world.reach(world.ada).await, Reach { mail: false, phone: true });
        assert_eq!(Proof::Wrong.refusal(), Some(Reason::CodeWrong));
        assert_eq!(Proof::Dead.refusal(), Some(Reason::CodeDead));
    })
    .await;
}
