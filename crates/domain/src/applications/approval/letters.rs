//! The letters that bring a member to a question, and how many of them there may be. The text stays here, because mail is read by others; and whether
//! there is anybody to write to shows in nothing.

use super::naming::Approver;
use crate::app::App;
use crate::applications::client::Client;
use crate::applications::parameters::Parameters;
use crate::applications::refusal::Failed;
use crate::language::{Wishes, negotiate, times};
use crate::messages::{self, Address, Message};
use crate::snapshot::FrontDoor;
use store::Tx;
use store::approval::Approval;
use store::failure::{self, Failure, Key};
use store::id::UserId;
use store::outbox::{self, Outgoing};

/// How many of a member's mailboxes are written to, and how often an hour: further questions stand on their page all the same.
const MOST_MAILBOXES: usize = 3;
const MOST_TO_MEMBER: i64 = 10;
/// How many questions of one application are written about in an hour, to whomever.
const MOST_OF_CLIENT: i64 = 1_000;
const HOUR_MS: i64 = 60 * 60 * 1000;
/// As the counters are called in the store.
const TO_MEMBER: &str = "approval_mail";
const OF_CLIENT: &str = "approval_mail_client";

/// What is to be written about one question, counted by whom it comes from and to whom it goes.
pub(super) struct Letters {
    of_client: Key,
    to_member: Key,
    outgoing: Vec<Outgoing>,
}

impl Letters {
    pub(super) fn prepare(
        app: &App,
        (door, client): (&FrontDoor, &Client),
        (row, approver, user): (&Approval, &Approver, UserId),
        parameters: &Parameters,
    ) -> Result<Self, Failed> {
        let (ring, place) = (&app.snapshot().ring, door.workspace.id);
        let key = |method, subject| Key { pool_id: door.pool.id, subject, method, device: None };
        Ok(Self {
            of_client: key(OF_CLIENT, ring.keyed(OF_CLIENT, &[place.as_bytes(), client.id.as_bytes()])),
            // Whichever application asks.
            to_member: key(TO_MEMBER, ring.keyed(TO_MEMBER, &[place.as_bytes(), user.as_bytes()])),
            outgoing: letters(app, (door, client), (row, approver), parameters)?,
        })
    }

    /// `false` where the application has asked for too many. Of those that one member is not to get nobody is told.
    pub(super) fn send(&self, tx: &mut Tx<'_>, now: i64, is_gone: bool) -> Result<bool, store::Error> {
        if !counted(tx, &self.of_client, (now, MOST_OF_CLIENT))? {
            return Ok(false);
        }
        if counted(tx, &self.to_member, (now, MOST_TO_MEMBER))? && !is_gone {
            self.outgoing.iter().try_for_each(|letter| outbox::insert(tx, letter))?;
        }
        Ok(true)
    }
}

/// One for each mailbox; where there is none, one that is never sent, so that nothing shows whether there is a member.
fn letters(
    app: &App,
    (door, client): (&FrontDoor, &Client),
    (row, approver): (&Approval, &Approver),
    parameters: &Parameters,
) -> Result<Vec<Outgoing>, Failed> {
    let language = negotiate(Wishes { ui_locales: parameters.get("ui_locales"), ..Wishes::default() });
    let words = vec![
        ("name", client.name.clone()),
        ("link", format!("{}/approve/{}", door.base(), row.id)),
        ("until", times::moment(language, row.expires_at)),
    ];
    let tenant = door.tenant.id;
    let message = |to: String| {
        let (to, words) = (Address::Mail(to), words.clone());
        Message { tenant, to, kind: messages::Kind::ApprovalAsked, language, words }
    };
    let is_open = app.channels().mail;
    let mut letters = Vec::new();
    for to in approver.mailboxes.iter().filter(|_| is_open).take(MOST_MAILBOXES) {
        letters.push(messages::prepare(app, tenant, Some(message(to.clone())))?);
    }
    if letters.is_empty() {
        letters.push(messages::prepare_blank(app, message(String::new()))?);
    }
    for letter in &mut letters {
        letter.expires_at = letter.expires_at.min(row.expires_at);
    }
    Ok(letters)
}

/// Counts one more within the hour; `false` where there were as many as there may be.
fn counted(tx: &mut Tx<'_>, key: &Key, (now, most): (i64, i64)) -> Result<bool, store::Error> {
    let begun = Failure { count: 0, blocked_until: 0, forget_at: now + HOUR_MS };
    let counted = failure::find(tx, key)?.filter(|counted| counted.forget_at > now).unwrap_or(begun);
    let is_within = counted.count < most;
    if is_within {
        failure::put(tx, key, &Failure { count: counted.count + 1, ..counted })?;
    }
    Ok(is_within)
}
