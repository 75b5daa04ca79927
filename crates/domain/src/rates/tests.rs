use super::*;
use std::time::Instant;

const NOW: i64 = 1_700_000_000_000;

fn rates() -> Rates {
    Rates::new(100, [7; 16])
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// How many of many requests at one moment pass.
fn passed(rates: &Rates, class: Class, from: &str, now: i64) -> u32 {
    let from = address(from);
    u32::try_from((0..20_000).filter(|_| rates.take(class, from, now).is_ok()).count()).unwrap()
}

#[test]
fn an_address_has_its_budget_and_no_more() {
    for class in Class::ALL {
        let (rates, Budget { at_once, per_minute }) = (rates(), class.budget());
        assert_eq!(passed(&rates, class, "203.0.113.9", NOW), at_once, "{class:?}");
        assert_eq!(passed(&rates, class, "203.0.113.9", NOW + 60_000), per_minute, "{class:?}");
        assert_eq!(passed(&rates, class, "203.0.113.9", NOW + 3_600_000 * 3), at_once, "{class:?}");
    }
}

#[test]
fn whoever_waits_as_long_as_told_is_let_in() {
    for class in Class::ALL {
        let rates = rates();
        passed(&rates, class, "203.0.113.9", NOW);
        let wait = rates.take(class, address("203.0.113.9"), NOW).unwrap_err();
        assert!(rates.take(class, address("203.0.113.9"), NOW + i64::from(wait.seconds) * 1000).is_ok(), "{class:?}");
    }
    let rates = rates();
    passed(&rates, Class::Send, "203.0.113.9", NOW);
    assert_eq!(rates.take(Class::Send, address("203.0.113.9"), NOW), Err(Wait { seconds: 10 }));
}

#[test]
fn classes_do_not_share() {
    let rates = rates();
    passed(&rates, Class::Read, "203.0.113.9", NOW);
    assert!(rates.take(Class::Begin, address("203.0.113.9"), NOW).is_ok());
}

#[test]
fn a_network_has_four_budgets() {
    for (first, same, other) in
        [("203.0.113.", "203.0.113.200", "203.0.114.1"), ("2001:db8:1:", "2001:db8:1:ffff::1", "2001:db8:2::1")]
    {
        let rates = rates();
        let sum: u32 = (1..=6)
            .map(|host| {
                let tail = if first.contains(':') { format!("{host}::1") } else { host.to_string() };
                passed(&rates, Class::Begin, &format!("{first}{tail}"), NOW)
            })
            .sum();
        assert_eq!(sum, NETWORK_TIMES * Class::Begin.budget().at_once);
        assert!(rates.take(Class::Begin, address(same), NOW).is_err(), "{same}");
        assert!(rates.take(Class::Begin, address(other), NOW).is_ok(), "{other}");
    }
}

#[test]
fn a_whole_64_is_one_address() {
    let rates = rates();
    passed(&rates, Class::Begin, "2001:db8:1:2::1", NOW);
    assert!(rates.take(Class::Begin, address("2001:db8:1:2:ffff::9"), NOW).is_err());
    assert!(rates.take(Class::Begin, address("2001:db8:1:3::1"), NOW).is_ok());
    assert!(rates.take(Class::Begin, address("::ffff:203.0.113.9"), NOW).is_ok());
}

// Somebody who is refused must not be able to use up what the neighbours have.
#[test]
fn what_is_refused_costs_nobody() {
    let rates = rates();
    for _ in 0..10 {
        passed(&rates, Class::Begin, "203.0.113.1", NOW);
    }
    for host in 2..=4 {
        assert_eq!(passed(&rates, Class::Begin, &format!("203.0.113.{host}"), NOW), 1_000);
    }
}

#[test]
fn a_wrong_guess_costs_ten_requests() {
    let rates = rates();
    let from = address("203.0.113.9");
    let mut wrong = 0;
    while rates.take(Class::Finish, from, NOW).is_ok() {
        rates.charge(Class::Finish, from, NOW);
        wrong += 1;
    }
    assert_eq!(wrong, Class::Finish.budget().at_once / (1 + WRONG_COSTS));
    // Never deeper than empty.
    rates.charge(Class::Finish, from, NOW);
    assert_eq!(rates.take(Class::Finish, from, NOW), Err(Wait { seconds: 1 }));
}

#[test]
fn a_clock_that_was_set_back_locks_nobody_out() {
    let rates = rates();
    passed(&rates, Class::Begin, "203.0.113.9", NOW + 86_400_000);
    assert_eq!(rates.take(Class::Begin, address("203.0.113.9"), NOW), Err(Wait { seconds: 1 }));
    assert!(rates.take(Class::Begin, address("203.0.113.9"), NOW + 1_000).is_ok());
}

// Scenario: many networks, each with one request, while one has used up its own.
#[test]
fn many_addresses_neither_grow_it_nor_free_who_ran_dry() {
    let rates = rates();
    let dry = ["203.0.113.1", "198.51.100.1", "2001:db8::1"];
    for from in dry {
        passed(&rates, Class::Finish, from, NOW);
    }
    for number in 0..400_000_u32 {
        rates.take(Class::Finish, IpAddr::V4((0x0a00_0000 + number * 256).into()), NOW).unwrap();
    }
    for from in dry {
        assert!(rates.take(Class::Finish, address(from), NOW).is_err(), "{from}");
    }
    let buckets = &rates.classes[Class::Finish.index()];
    assert!(buckets.address.1.used() <= ADDRESSES && buckets.network.1.used() <= NETWORKS);
    assert!(buckets.address.1.used() > ADDRESSES / 2, "the flood did go through the table");
}

#[test]
fn addresses_of_one_network_soon_enter_nothing() {
    let rates = rates();
    for number in 0..100_000_u128 {
        let from = 0x2001_0db8_0001_0000_u128 << 64 | number << 64;
        rates.take(Class::Finish, IpAddr::V6(from.into()), NOW).ok();
    }
    let entered = rates.classes[Class::Finish.index()].address.1.used();
    assert!(entered <= 4 * 1_500 && entered > 1_000, "{entered}");
}

#[test]
fn budgets_are_scaled() {
    for (percent, expected) in [(10, 100), (50, 500), (1_000, 10_000)] {
        assert_eq!(passed(&Rates::new(percent, [7; 16]), Class::Begin, "203.0.113.9", NOW), expected);
    }
}

// "An office of 200 behind one address at nine o'clock": each opens a page with its files, tries twice, is sent a code and reads on.
#[test]
fn an_office_signs_in() {
    let rates = rates();
    let from = address("203.0.113.9");
    for person in 0..200 {
        let at = NOW + person * 300;
        for (class, times) in [(Class::Read, 18), (Class::Begin, 4), (Class::Finish, 5), (Class::Send, 2)] {
            for _ in 0..times {
                rates.take(class, from, at).unwrap();
            }
        }
        // Every third types something wrong.
        if person % 3 == 0 {
            rates.charge(Class::Finish, from, at);
        }
    }
}

#[test]
fn what_a_request_costs() {
    let rates = rates();
    let began = Instant::now();
    for number in 0..1_000_000_u32 {
        rates.take(Class::Read, IpAddr::V4(number.wrapping_mul(7919).into()), NOW).ok();
    }
    println!("one request: {:?}", began.elapsed() / 1_000_000);
}

// docs/operator/limits.md says what is here.
#[test]
fn the_operators_table_is_true() {
    let page = include_str!("../../../../docs/operator/limits.md");
    let names = [
        "reading",
        "beginning a ceremony",
        "finishing, guessing, changing",
        "sending mail or text messages",
        "applications, at their own endpoints",
    ];
    for (class, name) in Class::ALL.into_iter().zip(names) {
        let Budget { at_once, per_minute } = class.budget();
        let row = format!(
            "| {name} | {at_once} | {per_minute} | {} | {} |",
            at_once * NETWORK_TIMES,
            per_minute * NETWORK_TIMES
        );
        assert!(page.contains(&row), "{row}");
    }
    assert!(page.contains(&format!("costs {} requests", WRONG_COSTS + 1)));
}
