//! A pool moves to another RP ID: an old passkey still opens it, makes way for a new one, and the bar says so.

use super::console::the_owner;
use crate::support::{Gallery, Person, Server};

const DOOR: &str = "/platform/smart";

// S3-17
#[tokio::test]
async fn of_a_move_to_another_rp_id() {
    let gallery = Gallery::of("campaign");
    let server = Server::demo_at("id.keystead.localhost", &[]).await;
    let grace = Person::at(&server).await;
    grace.has_no_autofill().await;
    grace.signs_up(DOOR, "grace").await;
    grace.signs_out(DOOR).await;

    let ada = the_owner(&server).await;
    ada.opens("/admin/users").await;
    ada.taps("Smart mode members").await;
    ada.taps("Sign-in and Sign-up").await;
    ada.taps("Passkey Settings").await;
    ada.taps("Move members to another RP ID").await;
    ada.sees("Passkeys are made for id.keystead.localhost and work for no other RP ID.").await;
    gallery.shows(&ada, "before").await;
    ada.types("New Relying Party ID", "keystead.localhost").await;
    ada.taps("Begin to move").await;
    ada.sees("1 passkey works on id.keystead.localhost alone.").await;
    gallery.shows(&ada, "question").await;
    ada.taps("Begin to move anyway").await;
    ada.sees("The members are moving.").await;
    ada.sees("0 of 1 members with passkeys have moved").await;
    ada.sees("1 member would be left without a way in.").await;
    gallery.shows(&ada, "moving").await;

    grace.opens(&format!("{DOOR}/sign-in")).await;
    grace.sees("Use a passkey from before").await;
    gallery.shows(&grace, "sign-in").await;
    grace.taps("Use a passkey from before").await;
    grace.sees("Your passkeys need to be renewed").await;
    gallery.shows(&grace, "asked").await;
    grace.taps("Add passkey").await;
    grace.sees("Passkey added.").await;
    grace.opens(&format!("{DOOR}/account/security")).await;
    grace.sees("Made for another address: id.keystead.localhost").await;
    gallery.shows(&grace, "list").await;

    ada.reloads().await;
    ada.sees("1 of 1 members with passkeys has moved").await;
    ada.sees("No member would be left without a way in.").await;
    gallery.shows(&ada, "moved").await;
    ada.taps("Finish").await;
    ada.sees("Finish the move?").await;
    ada.taps("Finish").await;
    ada.sees("Finished. Passkeys from before open nothing here any more.").await;
    ada.sees("Passkeys are made for keystead.localhost").await;

    grace.signs_out(DOOR).await;
    grace.does_not_see("Use a passkey from before").await;
    grace.taps("Continue with passkey").await;
    grace.arrives_at(&format!("{DOOR}/account/security")).await;
}
