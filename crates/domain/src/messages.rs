//! Messages that leave the installation: codes, links and notices, by mail or as a text message. A use case prepares a row before its
//! transaction and inserts it there, so a message goes out if and only if what it tells of has happened; the server sends it afterwards.
//!
//! Where nobody is to be written to, a blank row is prepared in the same way and at the same cost, so that nothing shows whether a name
//! has a member. Nothing here may log or keep in the clear to whom a message goes or what it says.

mod content;
mod delivery;
mod letter;
mod reach;
#[cfg(test)]
mod tests;
mod texts;

use crate::app::App;
use crate::error::Error;
use crate::language::Language;
use crate::random;
use content::Content;
use serde::{Deserialize, Serialize};
use std::fmt;
use store::id::{MessageId, TenantId};
use store::outbox::{self, Channel, State};

pub(crate) use delivery::sweep;
pub use delivery::{Due, Kept, Outcome, mailbox, next, settle, try_out};
pub use letter::Letter;
pub(crate) use reach::{Told, insert_all, notices, notify_others, reach};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// What is to be said, and to whom.
///
/// Each kind takes the words that its text names (`languages/sentences`): `code` and `minutes`; `link`; `what`, `address` and `browser` in notices;
/// `inviter`, `until`; `text`, `starts` and `guide` in announcements. A code and a link must be given where the kind has one, a line with any other word that is missing is left out.
/// `tenant` and `when` are filled in. `link` is a path of ours beginning with `/`, or an address under the public URL.
#[derive(Clone)]
pub(crate) struct Message {
    pub tenant: TenantId,
    pub to: Address,
    pub kind: Kind,
    pub language: Language,
    pub words: Vec<(&'static str, String)>,
}

/// Without its words: they hold codes.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("tenant", &self.tenant).field("kind", &self.kind).finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    Mail(String),
    Phone(String),
    /// An address that is called.
    Webhook(String),
}

impl Address {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Mail(address) | Self::Phone(address) | Self::Webhook(address) => address,
        }
    }

    fn channel(&self) -> Channel {
        match self {
            Self::Mail(_) => Channel::Mail,
            Self::Phone(_) => Channel::Phone,
            Self::Webhook(_) => Channel::Webhook,
        }
    }
}

/// Without the address: what is printed ends in logs.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.channel().as_str())
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal lives $life:expr;)*) => {
        /// What a message is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $name),* }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// How long it is of use, in milliseconds: what comes later than that only confuses.
            fn life_ms(self) -> i64 {
                match self { $(Self::$name => $life),* }
            }
        }
    };
}

kinds! {
    SignInCode = "sign_in_code" lives 10 * MINUTE;
    SignInLink = "sign_in_link" lives 10 * MINUTE;
    SignUpCode = "sign_up_code" lives 10 * MINUTE;
    StepUpCode = "step_up_code" lives 10 * MINUTE;
    /// A program adds a passkey for whoever reads it.
    EnrolmentCode = "enrolment_code" lives 10 * MINUTE;
    RecoveryCode = "recovery_code" lives 10 * MINUTE;
    RecoveryLink = "recovery_link" lives HOUR;
    VerifyAddress = "verify_address" lives 10 * MINUTE;
    Invitation = "invitation" lives 24 * HOUR;
    /// An administrator has sent a link with which a passkey is made.
    EnrolmentLink = "enrolment_link" lives 24 * HOUR;
    /// An application asks the reader to approve something.
    ApprovalAsked = "approval_asked" lives 24 * HOUR;
    AddressChanged = "address_changed" lives 24 * HOUR;
    FactorChanged = "factor_changed" lives 24 * HOUR;
    Recovered = "recovered" lives 24 * HOUR;
    RecoveryWaits = "recovery_waits" lives 24 * HOUR;
    NewSignIn = "new_sign_in" lives 24 * HOUR;
    AlreadyAMember = "already_a_member" lives 24 * HOUR;
    /// Something is wrong with a pool, or is so no longer.
    AlarmRaised = "alarm_raised" lives 24 * HOUR;
    AlarmCleared = "alarm_cleared" lives 24 * HOUR;
    /// Members are told of passkeys before anything is asked of them (S2-13).
    Announcement = "announcement" lives 72 * HOUR;
    /// A change of settings that had a date was not made.
    ChangeRefused = "change_refused" lives 24 * HOUR;
    /// We have switched a webhook off ourselves.
    WebhookOff = "webhook_off" lives 24 * HOUR;
    /// An operator tries out how messages are sent.
    Test = "test" lives 10 * MINUTE;
}

/// Makes the row of a message, or of none: then one that is like the others and never sent. Draws and seals, so it belongs before the
/// transaction that inserts the row; after it, `ring` tells the sender.
pub(crate) fn prepare(app: &App, tenant: TenantId, message: Option<Message>) -> Result<store::outbox::Outgoing, Error> {
    match message {
        Some(message) => write(app, State::Waiting, &message),
        None => write(app, State::Blank, &stand_in(tenant)),
    }
}

/// The row of a message that nobody is there to read: made as this one is, so that it takes as long, and never sent.
pub(crate) fn prepare_blank(app: &App, like: Message) -> Result<store::outbox::Outgoing, Error> {
    let to = match like.to {
        Address::Mail(_) => Address::Mail(NOWHERE.to_owned()),
        Address::Phone(_) => Address::Phone("+0".to_owned()),
        Address::Webhook(_) => Address::Webhook(String::new()),
    };
    write(app, State::Blank, &Message { to, ..like })
}

fn write(app: &App, state: State, message: &Message) -> Result<store::outbox::Outgoing, Error> {
    let now = app.now();
    let id = MessageId::from_parts(u64::try_from(now).unwrap_or_default(), random::bytes(app.random())?);
    let content = Content::of(app.public_url(), message)?;
    Ok(outbox::Outgoing {
        id,
        tenant_id: message.tenant,
        channel: message.to.channel(),
        state,
        sealed: content.seal(app, id)?,
        attempts: 0,
        created_at: now,
        due_at: now,
        expires_at: now + message.kind.life_ms(),
        trouble: None,
    })
}

/// A place that cannot exist.
const NOWHERE: &str = "nobody@blank.invalid";

/// What a blank row holds: as much as a real one.
fn stand_in(tenant: TenantId) -> Message {
    let words = vec![("code", "000000".to_owned()), ("minutes", "10".to_owned())];
    Message {
        tenant,
        to: Address::Mail(NOWHERE.to_owned()),
        kind: Kind::SignInCode,
        language: Language::English,
        words,
    }
}

/// Tells the sender that there may be something to send. Called after the transaction, for blank rows too; whoever forgets it makes the
/// message a second late.
pub(crate) fn ring(app: &App) {
    app.outbox_bell.notify_one();
}

/// Waits for that.
pub async fn rung(app: &App) {
    app.outbox_bell.notified().await;
}
