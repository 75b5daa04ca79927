//! The console's Security Center: each tab, a search that finds nothing, a snapshot, and removing a member for good.

use super::console::{opens_its_members, the_owner};
use crate::SMART;
use crate::support::{Gallery, Person, Server};

// S0c-2, S0c-3, S0c-4
#[tokio::test]
async fn of_the_security_center() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    ada.opens("/admin").await;
    ada.taps("Security Center").await;
    ada.arrives_at("/admin/security").await;
    ada.sees("Signed up").await;
    gallery.shows(&ada, "security-events").await;
    ada.types("Text", "nothing-says-this").await;
    ada.taps("Show").await;
    ada.sees("Nothing fits.").await;
    gallery.shows(&ada, "security-events-none").await;
    ada.opens("/admin/security/alerts").await;
    ada.sees("What deserves a look").await;
    gallery.shows(&ada, "security-alerts").await;
    ada.opens("/admin/security/recovery").await;
    ada.sees("Who got back in").await;
    gallery.shows(&ada, "security-recovery").await;
    ada.opens("/admin/security/access-reviews").await;
    ada.sees("Generate Snapshot").await;
    gallery.shows(&ada, "access-reviews").await;
    ada.taps("Generate Snapshot").await;
    ada.sees("Export as CSV").await;
    gallery.shows(&ada, "access-reviews-snapshot").await;
}

#[tokio::test]
async fn of_a_member_who_is_removed() {
    let gallery = Gallery::of("console");
    let server = Server::demo();
    let grace = Person::at(&server).await;
    grace.signs_up(SMART, "grace").await;
    let ada = the_owner(&server).await;
    let list = opens_its_members(&ada).await;
    ada.taps("grace").await;
    ada.taps("Remove member").await;
    ada.sees("Remove this member for good?").await;
    gallery.shows(&ada, "user-removal-question").await;
    ada.taps("Remove member").await;
    ada.arrives_at(&list).await;
    ada.sees("Member removed.").await;
    ada.does_not_see("grace").await;
    gallery.shows(&ada, "user-removed").await;
}
