//! How old what is known about authenticator models is, and whether any pool needs it.

use super::{Check, Finding, State, name_of};
use crate::app::App;

const DOWNLOAD: &str = "Download the newest blob (https://mds3.fidoalliance.org/) and run `keystead metadata refresh`: docs/operator/metadata.md.";

/// `has_read` is false where no server has read the files yet.
pub fn of_metadata(app: &App, has_read: bool) -> Finding {
    let looked_at = "The blob of the metadata service";
    let snapshot = app.snapshot();
    let asking = snapshot.doors().iter().find(|door| door.pool.settings.attestation.is_required());
    let known = app.metadata();
    let Some(edition) = known.edition() else {
        return match asking {
            _ if !has_read => {
                let text = ("The files are read by a running server.", "Start it, and look again.");
                Finding::of((Check::Metadata, State::NotChecked), looked_at, text)
            }
            None => Finding::good(Check::Metadata, looked_at, "There is none, and no pool asks for any."),
            Some(door) => {
                let found = format!("There is none, and {} takes only models that prove what they are.", name_of(door));
                Finding::of((Check::Metadata, State::ToLookAt), looked_at, (found, DOWNLOAD))
            }
        };
    };
    let number = edition.number;
    let in_force = snapshot.metadata().map(|metadata| metadata.edition.number);
    if in_force.is_some_and(|in_force| in_force > number) {
        let found = format!("This node has read edition {number}; another one has put a newer one in force.");
        let remedy = "Copy the files to this node, too.";
        return Finding::of((Check::Metadata, State::Wrong), looked_at, (found, remedy));
    }
    let Some(days) = known.days_overdue(app.now()) else {
        return Finding::good(Check::Metadata, looked_at, format!("Edition {number} is the one to have."));
    };
    let state = if asking.is_some() { State::Wrong } else { State::ToLookAt };
    let found = format!("A newer edition than {number} should have been read {days} days ago.");
    Finding::of((Check::Metadata, state), looked_at, (found, DOWNLOAD))
}
