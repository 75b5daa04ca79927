//! What leads to the list of passkeys, or is offered above it.

use super::{
    ACTIVITY, CLASSIC, LIST, PASSWORD, SECURITY, SMART, offers, on_the_way, server, stands_at_the_list, title,
};
use crate::every_error::{adds, deletes, two_tabs};
use crate::support::{Kind, Person};
use serde_json::json;

// S1-27, S1-25
#[tokio::test]
async fn what_leads_to_the_list() {
    let capacity = json!(2);
    for button in [LIST, PASSWORD] {
        let server = server(true, &[("passkey_capacity", &capacity)]).await;
        let (mut first, second) = two_tabs(&server, SMART).await;
        first.changes_device(Kind::Platform).await;
        first.opens(&on_the_way()).await;
        adds(&second, "Telephone").await;
        second.sees("Passkey added.").await;
        first.taps("Add passkey").await;
        offers(&first, &title(&server, "passkey_limit_reached").await, &[LIST, PASSWORD]).await;
        first.taps(button).await;
        if button == LIST {
            stands_at_the_list(&first).await;
            first.sees("Registered passkeys 2").await;
        } else {
            first.arrives_at(ACTIVITY).await;
        }
    }

    let server = server(true, &[]).await;
    let mia = Person::at(&server).await;
    mia.signs_up(SMART, "ann").await;
    mia.taps("Add passkey").await;
    offers(&mia, &title(&server, "passkey_already_registered").await, &[LIST]).await;
    mia.taps(LIST).await;
    stands_at_the_list(&mia).await;
}

// S0-22, S3-23
#[tokio::test]
async fn what_stays_and_what_is_gone_lead_to_the_list() {
    for (least, code) in [(0, "passkey_gone"), (1, "last_passkey"), (2, "fewest_passkeys")] {
        let policy = json!({ "least_passkeys": least });
        let server = server(false, &[("policy", &policy)]).await;
        let title = title(&server, code).await;
        let (first, mut second) = two_tabs(&server, CLASSIC).await;
        for (number, name) in ["Telephone", "Key"].into_iter().take(least.max(1)).enumerate() {
            second.changes_device(if number == 0 { Kind::Phone } else { Kind::SecurityKey }).await;
            adds(&second, name).await;
            second.sees(&format!("Registered passkeys {}", number + 2)).await;
        }
        first.reloads().await;
        let own = first.looks("document.querySelector('[data-passkeys] h3').textContent").await;
        let gone = if code == "passkey_gone" { "Telephone" } else { own.as_str().unwrap() };
        deletes(&second, gone).await;
        second.sees("Passkey deleted.").await;
        deletes(&first, "Telephone").await;
        offers(&first, &title, &[LIST]).await;
        first.taps(LIST).await;
        stands_at_the_list(&first).await;
        first.sees(&format!("Registered passkeys {}", least.max(1))).await;
    }
}

// S3-21: ways of all kinds together are as many as there may be; one goes, and there is room for a passkey.
#[tokio::test]
async fn room_for_one_more_is_made() {
    let most = json!(2);
    let server = server(true, &[("max_factors", &most)]).await;
    let mut mia = Person::at(&server).await;
    mia.signs_up(SMART, "mia").await;
    mia.changes_device(Kind::SecurityKey).await;
    mia.taps("Password").await;
    mia.types("New password", crate::support::PASSWORD).await;
    mia.taps("Set password").await;
    mia.sees("Your password is set.").await;
    mia.opens(SECURITY).await;
    mia.taps("Add passkey").await;
    offers(&mia, &title(&server, "factor_limit_reached").await, &[LIST]).await;
    mia.taps(LIST).await;
    stands_at_the_list(&mia).await;
    mia.sees("Registered passkeys 1").await;
    mia.taps("Password").await;
    mia.taps("Remove password").await;
    mia.waits("the question", "!!document.querySelector('dialog[open]')").await;
    mia.taps("Remove password").await;
    mia.sees("Your password is removed.").await;
    mia.opens(SECURITY).await;
    mia.taps("Add passkey").await;
    mia.sees("Registered passkeys 2").await;
}
