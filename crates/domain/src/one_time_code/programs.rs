//! Codes that a program of the tenant asks for, for one of its users: they are sent to an address of that user, or handed to the program itself,
//! which brings them there by a way of its own. Of one user and purpose one lives. They must never open anything of our own pages.

use super::address::{self, Person};
use super::sending::life_ms;
use super::{
    Attempt, MOST_TRIES, OneTimeCode, Purpose, Settled, binding_hash, channel, code_hash, digits, is_about_an_address,
    is_right, sent_to,
};
use crate::app::App;
use crate::error::{Error, Reason};
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use store::Tx;
use store::id::{CodeId, UserId};
use store::identifier::IdentifierKind;
use store::one_time_code::{self, CodeMethod, Try};

/// All programs of a tenant look after the same users: one may take what another has asked for.
pub(crate) const BINDING: &[u8] = b"identity api";

/// The longest that is looked at: of a code that says itself whose it is, 41 bytes in base64.
const LONGEST: usize = 64;
const HEX: usize = 32;

/// Whether another one makes those before it void, wherever they went. Each address is proved for itself.
pub(super) fn lives_alone(purpose: Purpose) -> bool {
    use Purpose::{Activation, Authentication, Challenge, EnrolPasskey, ResetPassword, ResetTotp};
    matches!(purpose, Activation | Authentication | Challenge | EnrolPasskey | ResetPassword | ResetTotp)
}

/// For whom a code is, and for what.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub purpose: Purpose,
    pub user: UserId,
    /// The address, where one itself is to be proved.
    pub folded: String,
    /// The one that an extended code names; no other is tried then.
    pub code: Option<CodeId>,
}

impl Asked {
    fn kind(&self) -> IdentifierKind {
        if self.folded.contains('@') { IdentifierKind::Email } else { IdentifierKind::Phone }
    }

    fn person(&self, kind: IdentifierKind) -> Person {
        Person { purpose: self.purpose, user: self.user, folded: self.folded.clone(), kind }
    }
}

/// A code that the program has, about to be written.
pub(crate) struct HandedOver {
    row: OneTimeCode,
    pub code: String,
}

impl std::fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HandedOver").field("row", &self.row.id).finish_non_exhaustive()
    }
}

/// Draws a code with all the digits there are: it goes through more hands than one that is sent.
pub(crate) fn hand_over(app: &App, visit: &Visit, asked: &Asked) -> Result<HandedOver, Error> {
    let (ms, random) = app.id_parts()?;
    let (id, pool, now) = (CodeId::from_parts(ms, random), visit.door.pool.id, app.now());
    let ring = &app.snapshot().ring;
    let code = digits::draw(app.random(), digits::MOST)?;
    let recipient = if is_about_an_address(asked.purpose) {
        address::recipient(ring, pool, asked.kind(), asked.folded.as_bytes())
    } else {
        address::recipient(ring, pool, IdentifierKind::Username, asked.user.as_bytes())
    };
    let row = OneTimeCode {
        pool_id: pool,
        id,
        tenant_id: visit.door.tenant.id,
        workspace_id: visit.door.workspace.id,
        purpose: asked.purpose,
        method: CodeMethod::HandedOver,
        user_id: asked.user,
        recipient,
        binding: binding_hash(ring, pool, BINDING),
        code_hash: Some(code_hash(ring, (pool, id), &code)),
        link_hash: None,
        tries: 0,
        created_at: now,
        expires_at: now + life_ms(visit, asked.purpose, false),
        // Nobody was written to, so nobody's messages are fewer for it.
        sent_at: None,
        mailed_at: None,
        used_at: None,
    };
    Ok(HandedOver { row, code })
}

impl HandedOver {
    pub(crate) fn extended(&self) -> String {
        Extended { id: self.row.id, digits: self.code.clone() }.text()
    }

    pub(crate) fn write(&self, tx: &mut Tx<'_>) -> Result<(), store::Error> {
        if lives_alone(self.row.purpose) {
            one_time_code::void_of_purpose(tx, &self.row)?;
        } else {
            one_time_code::void_earlier(tx, &self.row)?;
        }
        one_time_code::insert(tx, &self.row)
    }
}

/// A code that says itself which one it is: base64 of its id and its digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Extended {
    pub id: CodeId,
    pub digits: String,
}

impl Extended {
    fn text(&self) -> String {
        STANDARD_NO_PAD.encode(format!("{:032x}:{}", u128::from_be_bytes(*self.id.as_bytes()), self.digits))
    }

    /// None where it is a code as people type it.
    pub(crate) fn read(typed: &str) -> Option<Self> {
        let typed = typed.trim().trim_end_matches('=');
        let bytes = STANDARD_NO_PAD.decode(Some(typed).filter(|typed| typed.len() <= LONGEST)?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (hex, digits) = text.split_once(':')?;
        let is_hex = hex.len() == HEX && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        let id = u128::from_str_radix(Some(hex).filter(|_| is_hex)?, 16).ok()?;
        Some(Self { id: CodeId::from_bytes(id.to_be_bytes()), digits: digits.to_owned() })
    }

    /// For what it is, and for whom: of one that a program has asked for.
    pub(crate) async fn find(&self, app: &App, visit: &Visit) -> Result<Option<(Purpose, UserId)>, Error> {
        let (pool, id) = (visit.door.pool.id, self.id);
        let binding = binding_hash(&app.snapshot().ring, pool, BINDING);
        let read = app.store().read("find extended code", move |tx| Ok::<_, Error>(one_time_code::find(tx, pool, id)?));
        Ok(read.await?.filter(|row| row.binding == binding).map(|row| (row.purpose, row.user_id)))
    }
}

/// Looks at a code that was typed, as [`super::check`] does: a right one is left to the transaction that does what it is for.
pub(crate) async fn check_of_program(
    app: &App,
    visit: &Visit,
    asked: &Asked,
    typed: &str,
) -> Result<Result<Attempt, Reason>, Error> {
    let pool_id = visit.door.pool.id;
    let found = find(app, visit, asked).await?;
    let is_handed_over = found.as_ref().is_some_and(|(row, _)| row.method == CodeMethod::HandedOver);
    let typed = if typed.len() > LONGEST { "" } else { typed };
    let is_right = is_right(&app.snapshot().ring, pool_id, found.as_ref().map(|(row, _)| row), typed);
    let (id, address) = found.map_or((CodeId::NIL, None), |(row, address)| (row.id, address));
    let tried = Try { pool_id, id, is_right, most_tries: MOST_TRIES, at: app.now() };
    let attempt = Attempt { tried, purpose: asked.purpose, user: asked.user, address, is_handed_over };
    if is_right {
        return Ok(Ok(attempt));
    }
    Ok(Err(if attempt.settle(app).await? == Settled::Tried { Reason::CodeWrong } else { Reason::CodeDead }))
}

/// The code that lives, with the address that it proves. One that went to an address which is the user's no more is none.
async fn find(app: &App, visit: &Visit, asked: &Asked) -> Result<Option<(OneTimeCode, Option<String>)>, Error> {
    let (snapshot, now, pool, asked) = (app.snapshot(), app.now(), visit.door.pool.id, asked.clone());
    let binding = binding_hash(&snapshot.ring, pool, BINDING);
    app.store()
        .read("find code of program", move |tx| {
            let whose = (pool, asked.user);
            let living = one_time_code::living_of_purpose(tx, whose, (asked.purpose, &binding), now)?;
            let is_meant = |row: &OneTimeCode| asked.code.is_none_or(|id| id == row.id);
            let living = living.into_iter().filter(is_meant);
            for row in living.filter(|row| row.tries < i64::from(MOST_TRIES)) {
                let is_handed_over = row.method == CodeMethod::HandedOver;
                if is_handed_over && !is_about_an_address(asked.purpose) {
                    return Ok(Some((row, None)));
                }
                let kind = if is_handed_over { asked.kind() } else { channel(row.method) };
                let destinations = address::destinations(tx, &snapshot.ring, pool, &asked.person(kind))?;
                if let Some((row, Some(address))) = sent_to(row, &destinations) {
                    return Ok(Some((row, Some(address))));
                }
            }
            Ok::<_, Error>(None)
        })
        .await
}

#[cfg(test)]
mod extended_tests {
    use super::*;

    #[test]
    fn an_extended_code_is_base64_of_id_and_digits() {
        let code = Extended { id: CodeId::from_bytes([0xab; 16]), digits: "01234567".to_owned() };
        let text = code.text();
        assert_eq!(STANDARD_NO_PAD.decode(&text).unwrap(), format!("{}:01234567", "ab".repeat(16)).as_bytes());
        assert!(!text.contains(['+', '/', '=']), "it stands in links as it is: {text}");
        assert_eq!(Extended::read(&text), Some(code.clone()));
        assert_eq!(Extended::read(&format!(" {text}=\n")), Some(code));
        let other = |text: &str| STANDARD_NO_PAD.encode(text);
        for typed in
            ["", "01234567", "123456", &other("ab:1"), &other(&format!("+{}:1", "a".repeat(31))), &"A".repeat(65)]
        {
            assert_eq!(Extended::read(typed), None, "{typed}");
        }
    }
}
