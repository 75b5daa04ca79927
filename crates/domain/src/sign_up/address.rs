//! Joining with a mail address or a phone number: a code goes there, and only who reads it goes on. An address that a member has proved gets a
//! message that says so instead; whoever asked is answered alike, so that nobody can ask who is a member.

use super::joining::Joining;
use super::{refuse, takes};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::identifier as names;
use crate::messages;
use crate::method::Method;
use crate::one_time_code::{self, Ask, prepare_send};
use crate::sign_in::{code_binding, with_pre_auth};
use crate::snapshot::FrontDoor;
use crate::subject::Subject;
use crate::visit::Visit;
use serde::Deserialize;
use store::identifier::IdentifierKind;

/// The longest that is looked at.
const LONGEST: usize = 320;
const LONGEST_CODE: usize = 64;

/// The body of start.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// A mail address, or a phone number with its country's code.
    pub identifier: String,
    pub display_name: Option<String>,
}

/// A step of joining, as the visitor sees it.
#[derive(Debug, Clone)]
pub struct Step {
    /// What the visitor brings along next time.
    pub sealed: String,
    pub expires_at: i64,
    pub address: String,
    /// Whether the address is proved, so that the account's first factor is next.
    pub is_proved: bool,
    /// With what it may be made.
    pub methods: Vec<Method>,
    /// The pre-auth cookie that the browser must be given, where it had none.
    pub pre_auth: Option<String>,
}

impl Step {
    pub(crate) fn of(app: &App, visit: &Visit, joining: &Joining) -> Result<Self, Error> {
        Ok(Self {
            sealed: joining.seal(app, visit)?,
            expires_at: joining.expires_at,
            address: joining.address.clone(),
            is_proved: joining.is_proved,
            methods: first_factors(&visit.door, joining.kind()),
            pre_auth: None,
        })
    }
}

/// With what an account is made here: a passkey wherever passkeys are a way in; else a password, where that is one; else the address itself,
/// where a message to it is one. None of them where members come only from elsewhere.
pub(crate) fn first_factors(door: &FrontDoor, kind: IdentifierKind) -> Vec<Method> {
    let by_address: &[Method] = match kind {
        IdentifierKind::Email => &[Method::EmailCode, Method::MagicLink],
        IdentifierKind::Phone => &[Method::SmsCode],
        IdentifierKind::Username => &[],
    };
    let chosen = [Method::Passkey, Method::Password];
    let made = chosen.iter().chain(by_address).find(|method| door.policy.first.contains(method));
    made.copied().into_iter().collect()
}

/// Which kind of address that is, in the form that is written to.
pub(crate) fn address(typed: &str) -> Result<(IdentifierKind, String), Reason> {
    if typed.len() > LONGEST || typed.contains('\0') {
        return Err(Reason::AddressMalformed);
    }
    if typed.contains('@') {
        names::email(typed).map(|address| (IdentifierKind::Email, address))
    } else {
        names::phone(typed).map(|address| (IdentifierKind::Phone, address))
    }
}

pub(crate) fn method(kind: IdentifierKind) -> Method {
    if kind == IdentifierKind::Phone { Method::SmsCode } else { Method::EmailCode }
}

/// Sends a code to the address.
pub async fn start(app: &App, visit: &Visit, ask: Start) -> Result<Step, Error> {
    let (visit, pre_auth) = with_pre_auth(app, visit)?;
    let checked = address(&ask.identifier).and_then(|(kind, address)| {
        let display_name = names::display_name(ask.display_name.as_deref())?.map(str::to_owned);
        if takes(app, &visit, kind) { Ok((kind, address, display_name)) } else { Err(Reason::RegistrationClosed) }
    });
    let (kind, address, display_name) = match checked {
        Ok(checked) => checked,
        Err(reason) => return Err(refuse(app, &visit, None, reason).await),
    };
    let joining = Joining { display_name, ..Joining::new(app, (kind, address))? };
    let subject = Subject::look_up(app, &visit, &joining.address).await?;
    let binding = code_binding(&visit, joining.id);
    let prepared = prepare_send(app, &visit, &ask_of(&subject, kind, &binding)).await?;
    app.store().write("send sign-up code", move |tx| Ok::<_, Error>(prepared.write(tx)?)).await?;
    messages::ring(app);
    Ok(Step { pre_auth, ..Step::of(app, &visit, &joining)? })
}

fn ask_of<'a>(subject: &'a Subject, kind: IdentifierKind, binding: &'a [u8]) -> Ask<'a> {
    Ask { subject, purpose: one_time_code::Purpose::SignUp, method: method(kind), binding }
}

/// Takes the code that was sent.
pub async fn verify(app: &App, visit: &Visit, carried: Option<&str>, code: &str) -> Result<Step, Error> {
    let joining = match Joining::open(app, visit, carried) {
        Ok(joining) => joining,
        Err(reason) => return Err(refuse(app, visit, None, reason).await),
    };
    let subject = Subject::look_up(app, visit, &joining.address).await?;
    let binding = code_binding(visit, joining.id);
    let typed = if code.len() > LONGEST_CODE { "" } else { code };
    let ask = ask_of(&subject, joining.kind(), &binding);
    let proof = one_time_code::prove(app, visit, &ask, typed).await?;
    match proof.refusal() {
        None => Step::of(app, visit, &Joining { is_proved: true, ..joining }),
        Some(reason) => Err(refuse(app, visit, None, reason).await),
    }
}

/// Where somebody who joins stands, for the page. None where they have not begun, or too long ago.
pub fn look(app: &App, visit: &Visit, carried: Option<&str>) -> Result<Option<Step>, Error> {
    let Ok(joining) = Joining::open(app, visit, carried) else { return Ok(None) };
    let is_open = joining.invitation.is_some() || takes(app, visit, joining.kind());
    if is_open { Step::of(app, visit, &joining).map(Some) } else { Ok(None) }
}
