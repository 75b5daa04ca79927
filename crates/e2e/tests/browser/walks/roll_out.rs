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
const UNTIL_COUNTED: Duration = Duration::from_secs(160);

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
    becomes_the_pilot_group(&console, pilots).await;
    console.opens(&guide).await;
    let chooses = "(() => { const pilot = document.getElementById('pilot'); pilot.value = 'Pilot'; \
                   pilot.dispatchEvent(new Event('input', { bubbles: true })); return true; })()";
    console.looks(chooses).await;
    console.taps("Save").await;
    console.sees("Saved.").await;
    for name in pilots {
        goes_over(&mut member, name).await;
        says_how_it_was(&member, name).await;
    }
    console.opens(&guide).await;
    console.sees(&format!("Done {PILOTS} of {PILOTS} have a passkey; {PILOTS} have said how it was.")).await;

    // 3. Everyone: they are told first.
    console.taps("Send").await;
    console.sees("Send the announcement?").await;
    console.taps("Send").await;
    console.sees("Announcement written.").await;
    let schedule = console.path().await;
    let (willing, rest) = everyone.split_at(everyone.len() - LATER - AWAY);
    for name in willing {
        goes_over(&mut member, name).await;
    }
    for name in &rest[..LATER] {
        signs_in(&member, name).await;
        puts_it_off(&member).await;
        member.signs_out(DOOR).await;
    }
    console.opens(&schedule).await;
    console.sees("Sent to 50 members").await;
    everybody_was_told_once(&console, names.len()).await;
    console.opens(&guide).await;
    console.sees("44 of 50 have a passkey.").await;
    the_figures_match(&server, &console, (&names, &guide)).await;
}

/// Everybody of these, by the screens of the group.
async fn becomes_the_pilot_group(console: &Person<'_>, pilots: &[String]) {
    console.taps("Policies").await;
    console.types("New group", "Pilot").await;
    console.taps("Add group").await;
    console.sees("Added. Say now what it asks for.").await;
    console.taps("Members").await;
    for name in pilots {
        console.types("Search all members", name).await;
        console.taps("Show").await;
        let shown = if name == "ada" { "Ada (sample)".to_owned() } else { name.replace("member", "Member ") };
        console.taps(&format!("Put in {shown}")).await;
        console.waits("that they are in it", &format!("eyes.button({:?})", format!("Take out {shown}"))).await;
    }
}

/// The five questions, asked of whoever tries it first.
async fn says_how_it_was(member: &Person<'_>, name: &str) {
    member.signs_in_with_password((NAME, name), "Use Password").await;
    member.arrives_at(SECURITY).await;
    member.opens(&format!("{SECURITY}/feedback")).await;
    for question in ["understand", "works", "wording", "fallback", "confusion"] {
        member.looks(&format!("document.getElementById('{question}-yes').click() ?? true")).await;
    }
    member.taps("Send feedback").await;
    member.sees("Thank you. Your feedback is sent.").await;
    member.signs_out(DOOR).await;
}

/// To each their own letter, and to nobody two.
async fn everybody_was_told_once(console: &Person<'_>, members: usize) {
    let told = "fetch('/mailbox.json').then((answer) => answer.json()).then(({ messages }) => \
                messages.filter((message) => message.kind === 'announcement').map((message) => message.to))";
    let told = console.looks(told).await;
    let letters: Vec<_> = told.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let people: std::collections::BTreeSet<_> = letters.iter().collect();
    assert_eq!((letters.len(), people.len()), (members, members), "{letters:?}");
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
