//! Account > Security > Activity: what happened on the member's own account, in words. It must never say why something was refused.

use super::account::{Account, frame, framed};
use super::browser;
use super::labels::Labels;
use super::moment::Moment;
use super::routes::Answer;
use crate::extract::SignedIn;
use crate::front::Server;
use crate::page::{Chrome, Page};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::account::Part;
use domain::activity::{self, EventView};
use std::sync::Arc;

/// One event.
#[derive(Clone, Debug)]
pub struct EventRow {
    pub what: String,
    pub at: Moment,
    /// The passkey, the browser, the address and the reference code, each empty where there is none.
    pub passkey: String,
    pub browser: String,
    pub address: String,
    pub reference: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/activity.html")]
pub struct ActivityPage {
    pub chrome: Chrome,
    pub account: Account,
    pub events: Vec<EventRow>,
}

framed!(ActivityPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Activity, &uri)).await?;
    let language = chrome.language;
    let list = activity::list(&server.app, &signed_in.visit, &signed_in.session).await?;
    let now = server.app.now();
    let row = |event: EventView| EventRow {
        what: in_words(&chrome.labels, &event.kind, event.refused).to_owned(),
        at: Moment::read(language, &event.at, now),
        browser: event.device.map(|agent| browser::in_words(&chrome.labels, Some(&agent))).unwrap_or_default(),
        passkey: event.passkey.unwrap_or_default(),
        address: event.address.unwrap_or_default(),
        reference: event.reference.unwrap_or_default(),
    };
    let events = list.events.into_iter().map(row).collect();
    Ok(Page::ok(ActivityPage { chrome, account, events }).into_response())
}

pub(crate) fn in_words<'a>(labels: &'a Labels, kind: &str, refused: bool) -> &'a str {
    if refused { refused_in_words(labels, kind) } else { done_in_words(labels, kind) }
}

/// By what was tried.
fn refused_in_words<'a>(labels: &'a Labels, kind: &str) -> &'a str {
    match kind {
        "sign_in" | "browser_sign_in" => &labels.refused_sign_in,
        "sign_up" => &labels.refused_sign_up,
        "step_up" => &labels.refused_step_up,
        "passkey_added" | "browser_setup" => &labels.refused_passkey,
        "password_changed" => &labels.refused_password,
        _ => &labels.refused_other,
    }
}

fn done_in_words<'a>(labels: &'a Labels, kind: &str) -> &'a str {
    match kind {
        "sign_in" => &labels.event_sign_in,
        "sign_up" => &labels.event_sign_up,
        "step_up" => &labels.event_step_up,
        "sign_out" => &labels.event_sign_out,
        "session_idle" => &labels.event_session_idle,
        "device_allowed" => &labels.event_device_allowed,
        "device_refused" => &labels.event_device_refused,
        "approval_requested" => &labels.event_approval_requested,
        "approval_given" => &labels.event_approval_given,
        "approval_denied" => &labels.event_approval_denied,
        "approval_expired" => &labels.event_approval_expired,
        "code_exchanged" => &labels.event_code_exchanged,
        "session_revoked" => &labels.event_session_revoked,
        "other_sessions_revoked" | "sessions_ended" => &labels.event_other_sessions_revoked,
        "user_suspended" => &labels.event_user_suspended,
        "user_restored" => &labels.event_user_restored,
        "passkey_added" => &labels.event_passkey_added,
        "passkey_renamed" => &labels.event_passkey_renamed,
        "passkey_removed" => &labels.event_passkey_removed,
        "passkey_confirmed" => &labels.event_passkey_confirmed,
        "passkeys_replaced" | "passkey_set_aside" => &labels.event_passkeys_replaced,
        "recovered" => &labels.event_recovered,
        "recovery_waits" => &labels.event_recovery_waits,
        "recovery_stopped" => &labels.event_recovery_stopped,
        "enrolment_link_sent" => &labels.event_enrolment_link_sent,
        "access_pass_issued" | "rescued" => &labels.event_access_pass_issued,
        "access_pass_ended" => &labels.event_access_pass_ended,
        "totp_added" => &labels.event_totp_added,
        "totp_removed" => &labels.event_totp_removed,
        "recovery_codes_drawn" => &labels.event_recovery_codes_drawn,
        "recovery_code_used" => &labels.event_recovery_code_used,
        "password_set" => &labels.event_password_set,
        "password_changed" => &labels.event_password_changed,
        "password_removed" => &labels.event_password_removed,
        "application_entered" => &labels.event_application_entered,
        "application_left" => &labels.event_application_left,
        "account_linked" => &labels.event_account_linked,
        "account_unlinked" => &labels.event_account_unlinked,
        "address_added" => &labels.event_address_added,
        "address_removed" => &labels.event_address_removed,
        "factors_cleared" => &labels.event_factors_cleared,
        "invitation_accepted" => &labels.event_invitation_accepted,
        "guessing_stopped" => &labels.event_guessing_stopped,
        "guessing_allowed" => &labels.event_guessing_allowed,
        "device_trusted" => &labels.event_device_trusted,
        "device_forgotten" => &labels.event_device_forgotten,
        "counter_regressed" | "backup_eligibility_gained" | "backup_eligibility_lost" | "backup_state_lost" => {
            &labels.event_passkey_noticed
        }
        _ => &labels.event_other,
    }
}
