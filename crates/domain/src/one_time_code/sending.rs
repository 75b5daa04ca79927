//! Sending: draws the code or link, writes its row, and puts one message into the outbox, in the caller's transaction. Whoever asked
//! learns nothing by it: neither whether anybody has the name, nor whether it was too soon for another message.

use super::address::{self, Destination, Person};
use super::{
    Ask, Purpose, binding_hash, channel, code_hash, code_method, digits, is_about_an_address, joins, link_hash, phase,
    programs,
};
use crate::app::App;
use crate::devices;
use crate::error::{Error, Reason, Refused};
use crate::messages::{self, Address, Kind, Message};
use crate::random;
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::Tx;
use store::id::{CodeId, PoolId, UserId};
use store::identifier::{self, IdentifierKind};
use store::one_time_code::{self, CodeMethod, OneTimeCode};
use store::outbox::{self, Outgoing};

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// To one address, whatever they are for.
const SENDS_PER_HOUR: u32 = 5;
/// So many of them for browsers that the member has not signed in with before: whoever knows an address must not use up what its holder
/// needs.
const SENDS_FOR_STRANGERS: u32 = 3;
/// So many codes in a day that nobody used are of the digits that the settings say: with five tries each, fifty guesses in a million. Those after
/// them have all the digits there are, so that even the most that are sent in a day, guessed at to the last try, stay below the odds of the
/// hundred that NIST SP 800-63B, 3.2.2 allows; and nobody's right code is refused for the wrong ones of others.
const SHORT_CODES_A_DAY: i64 = 10;
/// What all names of a tenant together may cause. Text messages cost money, and there are people who earn by making others send them.
const MAILS_PER_HOUR: i64 = 5_000;
const TEXTS_PER_HOUR: i64 = 500;
/// No code lives longer (ASVS 6.5.5), and no link that signs in.
const LONGEST_MS: i64 = 10 * MINUTE_MS;

/// A code or link about to be sent.
#[derive(Debug)]
pub(crate) struct Prepared {
    row: OneTimeCode,
    rests_on: RestsOn,
    sent: Outgoing,
    /// Goes into the outbox where nothing is to be sent.
    blank: Outgoing,
}

/// What was read before, and is read again.
#[derive(Debug, Clone)]
struct RestsOn {
    address: String,
    is_within_budget: bool,
    /// How many messages the address gets in an hour from whoever asks.
    most: u32,
}

/// Draws all that a send needs. Nothing is sent before [`Prepared::write`], and then only where it is due.
pub(crate) async fn prepare_send(app: &App, visit: &Visit, ask: &Ask<'_>) -> Result<Prepared, Error> {
    draft(app, visit, ask).await?.seal(app)
}

/// The same with another message in place of the code's: it is counted like that, and goes nowhere else. Whoever has the address already reads so.
pub(crate) async fn prepare_letter(
    app: &App,
    visit: &Visit,
    ask: &Ask<'_>,
    (kind, words): (Kind, Vec<(&'static str, String)>),
) -> Result<Prepared, Error> {
    let mut draft = draft(app, visit, ask).await?;
    if draft.like.kind != Kind::AlreadyAMember {
        for message in draft.message.iter_mut().chain([&mut draft.like]) {
            (message.kind, message.words) = (kind, words.clone());
        }
    }
    draft.seal(app)
}

impl Prepared {
    /// Counts a message that is written otherwise as one to this address. `false` where it is not due, and then nothing is to go.
    pub(crate) fn count(&self, tx: &mut Tx<'_>) -> Result<bool, store::Error> {
        let is_due = self.is_due(tx)?;
        if is_due {
            one_time_code::insert(tx, &OneTimeCode { expires_at: self.row.created_at, ..self.row.clone() })?;
        }
        Ok(is_due)
    }

    /// Writes the row and one message, a real or a blank one. It has no other outcome, so that the answer cannot depend on it.
    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        let row = &self.row;
        let person = (row.purpose, row.user_id);
        let is_read = address::is_of(tx, row.pool_id, person, &self.rests_on.address)?
            & address::is_written_to(tx, row.pool_id, person)?;
        if !self.is_due(tx)? {
            // Dead from the start, and not counted. What was sent before stays good.
            let dead = OneTimeCode { expires_at: row.created_at, sent_at: None, mailed_at: None, ..row.clone() };
            one_time_code::insert(tx, &dead)?;
            return outbox::insert(tx, &self.blank);
        }
        if programs::lives_alone(row.purpose) {
            one_time_code::void_of_purpose(tx, row)?;
        } else {
            one_time_code::void_earlier(tx, row)?;
        }
        let mailed_at = row.mailed_at.filter(|_| is_read);
        one_time_code::insert(tx, &OneTimeCode { mailed_at, ..row.clone() })?;
        outbox::insert(tx, if is_read { &self.sent } else { &self.blank })
    }

    /// Whether it goes where it is written now. Whoever asked must not learn it.
    pub(crate) fn is_due(&self, tx: &mut Tx<'_>) -> Result<bool, store::Error> {
        let (row, now) = (&self.row, self.row.created_at);
        let sends = one_time_code::sends(tx, row.pool_id, &row.recipient, now - HOUR_MS, SENDS_PER_HOUR)?;
        let is_rested = sends.first().is_none_or(|last| now - last >= MINUTE_MS);
        let is_below = u32::try_from(sends.len()).is_ok_and(|count| count < self.rests_on.most);
        Ok(is_rested && is_below && self.rests_on.is_within_budget)
    }
}

/// A send before its message is sealed.
pub(super) struct Draft {
    row: OneTimeCode,
    rests_on: RestsOn,
    pub(super) message: Option<Message>,
    /// The same to nobody: a name that nobody has takes as long.
    pub(super) like: Message,
}

impl Draft {
    pub(super) fn seal(self, app: &App) -> Result<Prepared, Error> {
        let tenant = self.row.tenant_id;
        let blank = messages::prepare_blank(app, self.like.clone())?;
        let sent = match self.message {
            Some(message) => messages::prepare(app, tenant, Some(message))?,
            None => messages::prepare_blank(app, self.like)?,
        };
        Ok(Prepared { row: self.row, rests_on: self.rests_on, sent, blank })
    }
}

pub(super) async fn draft(app: &App, visit: &Visit, ask: &Ask<'_>) -> Result<Draft, Error> {
    let method = code_method(app, ask)?;
    if let Some(reason) = refusal(ask, method) {
        return Err(Refused::new(app, phase(ask.purpose), reason).into());
    }
    let sending = destination(app, visit, ask, method).await?;
    let secret = Secret::draw(app, (method, sending.digits))?;
    let Sending { destination, is_within_budget, is_taken, is_known, .. } = sending;
    let row = row(app, visit, ask, (method, &destination, &secret))?;
    let row = if is_taken { with_no_code(app, row)? } else { row };
    let rests_on = RestsOn {
        address: destination.address.as_ref().unwrap_or(&ask.subject.folded).clone(),
        is_within_budget,
        most: if is_known { SENDS_PER_HOUR } else { SENDS_FOR_STRANGERS },
    };
    let minutes = (row.expires_at - row.created_at) / MINUTE_MS;
    let to = |address: String| match channel(method) {
        IdentifierKind::Phone => Address::Phone(address),
        _ => Address::Mail(address),
    };
    let like = Message {
        tenant: row.tenant_id,
        to: to(String::new()),
        kind: if is_taken { Kind::AlreadyAMember } else { kind(ask.purpose, method) },
        language: visit.language,
        words: vec![
            if is_taken {
                ("link", format!("{}/sign-in", visit.door.base()))
            } else {
                secret.word(app, visit, ask.purpose)
            },
            ("minutes", minutes.to_string()),
            ("tenant", visit.door.tenant.name.clone()),
            ("workspace", visit.door.workspace.name.clone()),
        ],
    };
    let message = destination.address.map(|address| Message { to: to(address), ..like.clone() });
    Ok(Draft { row, rests_on, message, like })
}

fn refusal(ask: &Ask<'_>, method: CodeMethod) -> Option<Reason> {
    let is_addressed = !is_about_an_address(ask.purpose) || address::is_address(&ask.subject.folded, channel(method));
    match (ask.binding.is_empty(), is_addressed) {
        (true, _) => Some(Reason::BindingMissing),
        (false, false) => Some(Reason::AddressMalformed),
        (false, true) => None,
    }
}

/// Where it goes, if anywhere, and whether the tenant may still send. A suspended member is written to as little as nobody.
async fn destination(app: &App, visit: &Visit, ask: &Ask<'_>, method: CodeMethod) -> Result<Sending, Error> {
    let (snapshot, pool, tenant) = (app.snapshot(), visit.door.pool.id, visit.door.tenant.id);
    let person = Person::new(ask, channel(method));
    let (since, today) = (app.now() - HOUR_MS, app.now() - DAY_MS);
    let whom = (ask.purpose, ask.subject.user);
    let (folded, shortest) = (ask.subject.folded.clone(), visit.door.pool.settings.methods.code_digits);
    let is_known_browser = is_known_browser(app, visit, ask).await?;
    app.store()
        .read("where to send a code", move |tx| {
            let mut destination = address::destinations(tx, &snapshot.ring, pool, &person)?.swap_remove(0);
            if !address::is_written_to(tx, pool, whom)? {
                destination.address = None;
            }
            let unused = one_time_code::unused(tx, pool, &destination.recipient, today)?;
            let digits = if unused < SHORT_CODES_A_DAY { shortest } else { digits::MOST };
            let mailed = one_time_code::mailed(tx, tenant, since)?;
            // Whoever gives an address of theirs up is no stranger to it; to one that they only want to have, they are.
            let is_known = is_known_browser
                || (whom.0 == Purpose::VerifyAddress && address::is_of(tx, pool, (Purpose::SignIn, whom.1), &folded)?);
            let is_within_budget = is_within_budget(&mailed, (whom.0, method), is_known);
            let is_taken = is_taken(tx, pool, whom, &folded)?;
            Ok::<_, Error>(Sending { destination, is_within_budget, is_taken, is_known, digits })
        })
        .await
}

/// Whether a member asks in a browser of theirs. What a session asks for its own member is asked by the member.
async fn is_known_browser(app: &App, visit: &Visit, ask: &Ask<'_>) -> Result<bool, Error> {
    Ok(match ask.purpose {
        // A program of the tenant asks, and answers for its users.
        Purpose::StepUp
        | Purpose::EnrolPasskey
        | Purpose::Challenge
        | Purpose::Authentication
        | Purpose::ResetPassword
        | Purpose::ResetTotp => true,
        Purpose::Recovery if ask.binding == programs::BINDING => true,
        Purpose::SignIn | Purpose::Recovery => devices::known(app, visit, ask.subject.user).await?.is_some(),
        Purpose::SignUp | Purpose::VerifyAddress | Purpose::Activation => false,
    })
}

/// Strangers use up four fifths of what a tenant sends, and those who join no more than half of it: the rest is for members in browsers of
/// theirs.
fn is_within_budget(
    mailed: &[(Purpose, CodeMethod, i64)],
    (purpose, method): (Purpose, CodeMethod),
    is_known: bool,
) -> bool {
    let count = |is_counted: fn(Purpose) -> bool| -> i64 {
        let of_this_channel = mailed.iter().filter(|(_, other, _)| channel(*other) == channel(method));
        of_this_channel.filter(|(purpose, ..)| is_counted(*purpose)).map(|(.., count)| count).sum()
    };
    let budget = if channel(method) == IdentifierKind::Phone { TEXTS_PER_HOUR } else { MAILS_PER_HOUR };
    let is_below = count(|_| true) < if is_known { budget } else { budget / 5 * 4 };
    is_below && (!joins(purpose) || count(joins) < budget / 2)
}

/// What is known before something is sent.
struct Sending {
    destination: Destination,
    is_within_budget: bool,
    /// A member has proved the address already: it is told so, and no code is drawn for it.
    is_taken: bool,
    /// Whether the member asks, as far as can be told.
    is_known: bool,
    /// How long a code is.
    digits: u32,
}

/// Whether whoever wants to prove this address comes too late. Whoever has it reads so in the message; who asked learns nothing.
fn is_taken(
    tx: &mut Tx<'_>,
    pool: PoolId,
    (purpose, user): (Purpose, UserId),
    folded: &str,
) -> Result<bool, store::Error> {
    if !is_about_an_address(purpose) {
        return Ok(false);
    }
    let row = identifier::find(tx, pool, folded)?;
    Ok(row.is_some_and(|row| row.verified_at.is_some() && (joins(purpose) || row.user_id != user)))
}

/// A row like any other, which nothing that anybody could type opens.
fn with_no_code(app: &App, mut row: OneTimeCode) -> Result<OneTimeCode, Error> {
    row.code_hash = Some(random::bytes(app.random())?);
    row.link_hash = None;
    Ok(row)
}

/// What the message says and nothing else may know.
enum Secret {
    Code(String),
    Link([u8; 32]),
}

impl Secret {
    fn draw(app: &App, (method, digits): (CodeMethod, u32)) -> Result<Self, Error> {
        Ok(match method {
            CodeMethod::MagicLink => Self::Link(random::bytes(app.random())?),
            _ => Self::Code(digits::draw(app.random(), digits)?),
        })
    }

    /// For the message's template. The address of a link is made of the configured address only, never of what a request says.
    fn word(&self, app: &App, visit: &Visit, purpose: Purpose) -> (&'static str, String) {
        match self {
            Self::Code(code) => ("code", code.clone()),
            Self::Link(token) => {
                let place = if purpose == Purpose::Recovery { "recovery" } else { "sign-in" };
                let token = URL_SAFE_NO_PAD.encode(token);
                ("link", format!("{}{}/{place}/link/{token}", app.public_url(), visit.door.base()))
            }
        }
    }
}

/// The row as it will be where the send is due.
fn row(
    app: &App,
    visit: &Visit,
    ask: &Ask<'_>,
    (method, destination, secret): (CodeMethod, &Destination, &Secret),
) -> Result<OneTimeCode, Error> {
    let (ms, random) = app.id_parts()?;
    let (id, pool, now) = (CodeId::from_parts(ms, random), visit.door.pool.id, app.now());
    let ring = &app.snapshot().ring;
    let (real, blank) = match secret {
        Secret::Code(code) => (code_hash(ring, (pool, id), code), random::bytes(app.random())?),
        Secret::Link(token) => (link_hash(ring, pool, token), random::bytes(app.random())?),
    };
    // Nothing that anybody could show has the blank one.
    let hash = Some(if destination.address.is_some() { real } else { blank });
    let is_link = method == CodeMethod::MagicLink;
    Ok(OneTimeCode {
        pool_id: pool,
        id,
        tenant_id: visit.door.tenant.id,
        workspace_id: visit.door.workspace.id,
        purpose: ask.purpose,
        method,
        user_id: ask.subject.user,
        recipient: destination.recipient,
        binding: binding_hash(ring, pool, ask.binding),
        code_hash: hash.filter(|_| !is_link),
        link_hash: hash.filter(|_| is_link),
        tries: 0,
        created_at: now,
        expires_at: now + life_ms(visit, ask.purpose, is_link),
        sent_at: Some(now),
        mailed_at: destination.address.is_some().then_some(now),
        used_at: None,
    })
}

/// Settings may shorten a life to a minute; only a link of a recovery may live for an hour.
pub(super) fn life_ms(visit: &Visit, purpose: Purpose, is_link: bool) -> i64 {
    let settings = &visit.door.pool.settings.methods;
    let (seconds, longest) = match (is_link, purpose) {
        (true, Purpose::Recovery) => (settings.link_seconds, HOUR_MS),
        (true, _) => (settings.link_seconds, LONGEST_MS),
        (false, _) => (settings.code_seconds, LONGEST_MS),
    };
    (i64::from(seconds) * 1000).clamp(MINUTE_MS, longest)
}

fn kind(purpose: Purpose, method: CodeMethod) -> Kind {
    match (purpose, method) {
        (Purpose::SignIn, CodeMethod::MagicLink) => Kind::SignInLink,
        (Purpose::SignIn | Purpose::Authentication, _) => Kind::SignInCode,
        (Purpose::Recovery, CodeMethod::MagicLink) => Kind::RecoveryLink,
        (Purpose::Recovery | Purpose::ResetPassword | Purpose::ResetTotp, _) => Kind::RecoveryCode,
        (Purpose::SignUp | Purpose::Activation, _) => Kind::SignUpCode,
        (Purpose::StepUp | Purpose::Challenge, _) => Kind::StepUpCode,
        (Purpose::EnrolPasskey, _) => Kind::EnrolmentCode,
        (Purpose::VerifyAddress, _) => Kind::VerifyAddress,
    }
}
