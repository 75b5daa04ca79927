//! A community of fifty goes from passwords to passkeys: its administrator first, then a pilot group, then everyone. What the console says of it
//! at the end is what is in the database.

use std::time::{Duration, Instant};

use super::puts_it_off;
use crate::gallery::the_owner;
use crate::support::{Kind, Person, Server};
use serde_json::{Value, json};

const DOOR: &str = "/forum/main";
const SECURITY: &str = "/forum/main/account/security";
const NAME: &str = "Email or username";

/// Of the fifty: so many are in the pilot group, so many put it off, and so many are never seen.
const PILOTS: usize = 6;
const LATER: usize = 4;
const AWAY: usize = 2;
/// Events are counted a minute after they happened.
const UNTIL_COUNTED: Duration = Duration::from_secs(100);

// S2-11, S2-12, S2-13, S2-34
#[tokio::test]
async fn a_community_rolls_passkeys_out() {
    let server = Server::demo();
    let names = server.has_a_community_of(50).await;
    let console = the_owner(&server).await;
    console.opens("/admin/users").await;
    console.taps("Members members").await;
    console.taps("Roll-out").await;
    let guide = console.path().await;

    // 1. Administrators first.
    console.sees("0 of 1 have a passkey.").await;
    console.sees("Without one: Ben (sample).").await;
    let mut member = Person::at(&server).await;
    member.has_no_autofill().await;
    let (administrators, others) = names.split_at(1);
    for name in administrators {
        goes_over(&mut member, name).await;
    }
    console.opens(&guide).await;
    console.sees("Done 1 of 1 have a passkey.").await;

    // 2. A small trusted group.
    let (pilots, everyone) = others.split_at(PILOTS);
    for name in pilots {
        goes_over(&mut member, name).await;
    }

    // 3. Everyone.
    let (willing, rest) = everyone.split_at(everyone.len() - LATER - AWAY);
    for name in willing {
        goes_over(&mut member, name).await;
    }
    for name in &rest[..LATER] {
        signs_in(&member, name).await;
        puts_it_off(&member).await;
        member.signs_out(DOOR).await;
    }
    console.opens(&guide).await;
    console.sees("44 of 50 have a passkey.").await;
    the_figures_match(&server, &console, (&names, &guide)).await;
}

async fn signs_in(member: &Person<'_>, name: &str) {
    member.opens(&format!("{DOOR}/sign-in")).await;
    member.signs_in_with_password((NAME, name), "Use Password").await;
    member.arrives_at(SECURITY).await;
    member.sees("Sign in faster next time").await;
}

/// Signs in with the password once more, takes the suggestion, and comes back with the passkey.
async fn goes_over(member: &mut Person<'_>, name: &str) {
    member.changes_device(Kind::Platform).await;
    signs_in(member, name).await;
    member.taps("Add Passkey").await;
    member.sees("Passkey added.").await;
    member.signs_out(DOOR).await;
    member.taps("Continue with passkey").await;
    member.arrives_at(SECURITY).await;
    member.signs_out(DOOR).await;
}

/// The rows of the table below the chart of this name, as the console shows it.
async fn numbers(console: &Person<'_>, chart: &str) -> Value {
    let rows = format!("[...document.querySelectorAll('[aria-labelledby=\"{chart}-title\"] tbody tr')]");
    console
        .looks(&format!(
            "Object.fromEntries({rows}.map((row) => [row.cells[0].textContent, row.cells[1].textContent]))"
        ))
        .await
}

async fn the_figures_match(server: &Server, console: &Person<'_>, (names, guide): (&[String], &str)) {
    // Both begin to count when the server does.
    let counted = server.counts_its_community(names).await;
    server.counts_its_members_again().await;
    let (all, with, used) = (counted.members.to_string(), counted.holders.to_string(), counted.users.to_string());
    assert_eq!((all.as_str(), with.as_str()), ("50", "44"));
    let offered = (names.len() - AWAY).to_string();
    let funnel = json!({ "Eligible": all, "Offered": offered, "Started": with, "Created": with, "Used": used, "Used again": "0" });
    let by = |method: &str| counted.sign_ins[method].to_string();
    let sign_ins = json!({ "Passkey": by("passkey"), "Password": by("password") });
    assert_eq!(counted.sign_ins.len(), 2, "{counted:?}");
    let (start, adoption) = (Instant::now(), guide.replace("/roll-out", "/adoption"));
    loop {
        console.opens(&adoption).await;
        let shown = (numbers(console, "funnel").await, numbers(console, "methods").await);
        if shown == (funnel.clone(), sign_ins.clone()) {
            return;
        }
        assert!(start.elapsed() < UNTIL_COUNTED, "shown {shown:?}, counted {funnel} and {sign_ins}");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
