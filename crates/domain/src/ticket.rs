//! What a visitor has proved so far, sealed and carried by the visitor: in a cookie by a browser, in the request by a program (DESIGN 3.3).
//! It holds proofs and where the visitor wants to go on; tries, waits and "later" live in the store. Whoever shows it must be whom it was given to, and a
//! journey that is over opens nothing again, however often its ticket comes back.

use crate::app::App;
use crate::binding::Binding;
use crate::error::{Error, Reason};
use crate::journey::{PasskeyProof, Proof, Purpose};
use crate::keys::{KeyError, Seal};
use crate::method::Method;
use crate::settings::Mode;
use crate::subject::Subject;
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::id::{JourneyId, PasskeyId, UserId};

/// S1-28: pages that are left alone for longer start again.
pub const LIFE_MS: i64 = 15 * 60 * 1000;
const SEAL: Seal = Seal::Carried("journey");
/// Longer than any that we write.
const LONGEST: usize = 3_000;

/// A ticket as a visitor shows it: the journey that they say it is of, and its text.
#[derive(Clone, Copy)]
pub struct Carried<'a> {
    pub id: JourneyId,
    pub ticket: &'a str,
}

impl std::fmt::Debug for Carried<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Carried").field("id", &self.id).finish_non_exhaustive()
    }
}

/// One journey on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket {
    pub id: JourneyId,
    pub purpose: Purpose,
    pub expires_at: i64,
    pub subject: Option<Subject>,
    /// The name as it was typed, to be shown again.
    pub typed: String,
    /// The member's epoch at the first proof: what raises it ends the journey.
    pub epoch: Option<i64>,
    pub proofs: Vec<Proof>,
    /// The passkey that was used or made on the way.
    pub passkey: Option<PasskeyId>,
    /// The member asked not to be asked for the second factor in this browser for a while.
    pub remember: bool,
    /// The addresses that carried a code or a link: none of them alone may hear of a recovery.
    pub by: Vec<String>,
    /// Where the visitor wanted to go, see `way_on`.
    pub go_on: Option<String>,
    /// The recovery has had its effects: what is made now is beside them.
    pub recovered: bool,
}

impl Ticket {
    pub(crate) fn new(app: &App, purpose: Purpose) -> Result<Self, Error> {
        let (ms, random) = app.id_parts()?;
        Ok(Self {
            id: JourneyId::from_parts(ms, random),
            purpose,
            expires_at: app.now() + LIFE_MS,
            subject: None,
            typed: String::new(),
            epoch: None,
            proofs: Vec::new(),
            passkey: None,
            remember: false,
            by: Vec::new(),
            go_on: None,
            recovered: false,
        })
    }

    /// The text that the visitor carries.
    pub(crate) fn seal(&self, app: &App, visit: &Visit) -> Result<String, Error> {
        let plain = serde_json::to_vec(&Written::from(self)).map_err(Error::Answer)?;
        let sealed = app.seal(SEAL, &context(visit)?, &plain).map_err(Error::Seal)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The journey behind a text, if it is ours, of this door and this browser, and not too old.
    pub(crate) fn open(app: &App, visit: &Visit, carried: Carried<'_>) -> Result<Self, Reason> {
        let text = carried.ticket;
        if text.len() > LONGEST {
            return Err(Reason::JourneyNotFound);
        }
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| Reason::JourneyNotFound)?;
        let context = context(visit).map_err(|_| Reason::BindingMissing)?;
        let plain = app.snapshot().ring.open_sealed(SEAL, &context, &sealed).ok_or(Reason::JourneyNotFound)?;
        let written: Written = serde_json::from_slice(&plain).map_err(|_| Reason::JourneyNotFound)?;
        let ticket = written.read();
        match ticket {
            Some(ticket) if ticket.id == carried.id => {
                if ticket.expires_at <= app.now() {
                    return Err(Reason::JourneyExpired);
                }
                Ok(ticket)
            }
            _ => Err(Reason::JourneyNotFound),
        }
    }

    /// When the journey began, whatever renewed its ticket since.
    pub(crate) fn begun_at(&self) -> i64 {
        let first = &self.id.as_bytes()[..6];
        first.iter().fold(0, |ms, byte| ms << 8 | i64::from(*byte))
    }

    /// What the row of a finished journey is kept under. Seconds, like those of challenges.
    pub(crate) fn expires_at_s(&self) -> i64 {
        self.expires_at / 1000 + 1
    }
}

/// Tenant, workspace, pool and the browser: a ticket opens nowhere else, and none from before a restore anywhere.
pub(crate) fn context(visit: &Visit) -> Result<Vec<u8>, Error> {
    let door = &visit.door;
    let binding = Binding::at_finish(&visit.client, None).map_err(|_| Error::Seal(KeyError::Cipher))?;
    let (binding, length) = binding.bytes();
    let ids: [&[u8]; 3] = [door.tenant.id.as_bytes(), door.workspace.id.as_bytes(), door.pool.id.as_bytes()];
    Ok([ids.concat().as_slice(), &door.restored_at.to_be_bytes(), &binding[..length]].concat())
}

/// The form inside the seal. Short names, because browsers keep it; no word whose length tells whether somebody is a member.
#[derive(Serialize, Deserialize)]
struct Written {
    i: JourneyId,
    r: u8,
    x: i64,
    #[serde(default)]
    s: Option<WrittenSubject>,
    t: String,
    #[serde(default)]
    e: Option<i64>,
    p: Vec<WrittenProof>,
    #[serde(default)]
    k: Option<PasskeyId>,
    #[serde(default)]
    d: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    b: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    g: Option<String>,
    #[serde(default)]
    w: u8,
}

#[derive(Serialize, Deserialize)]
struct WrittenSubject {
    f: String,
    /// As letters: numbers would be of a length that depends on the name.
    k: String,
    u: UserId,
    m: u8,
}

#[derive(Serialize, Deserialize)]
struct WrittenProof {
    m: Method,
    v: u8,
    /// Mode, user verified, device-bound, from elsewhere.
    #[serde(default)]
    p: Option<[u8; 4]>,
    /// Whether the passkey is to be made anew.
    #[serde(default)]
    o: u8,
}

impl From<&Ticket> for Written {
    fn from(ticket: &Ticket) -> Self {
        let subject = ticket.subject.as_ref().map(|subject| WrittenSubject {
            f: subject.folded.clone(),
            k: URL_SAFE_NO_PAD.encode(subject.key),
            u: subject.user,
            m: subject.is_member.into(),
        });
        let proof = |proof: &Proof| WrittenProof {
            m: proof.method,
            v: proof.vouched.into(),
            p: proof.passkey.map(|passkey| {
                let is_smart = passkey.registered_under == Mode::Smart;
                [is_smart, passkey.user_verified, passkey.device_bound, passkey.from_elsewhere].map(u8::from)
            }),
            o: proof.passkey.is_some_and(|passkey| passkey.outdated).into(),
        };
        Self {
            i: ticket.id,
            r: (ticket.purpose == Purpose::Recovery).into(),
            x: ticket.expires_at,
            s: subject,
            t: ticket.typed.clone(),
            e: ticket.epoch,
            p: ticket.proofs.iter().map(proof).collect(),
            k: ticket.passkey,
            d: ticket.remember.into(),
            b: ticket.by.clone(),
            g: ticket.go_on.clone(),
            w: ticket.recovered.into(),
        }
    }
}

impl Written {
    fn read(self) -> Option<Ticket> {
        let proof = |proof: WrittenProof| Proof {
            method: proof.m,
            vouched: proof.v == 1,
            passkey: proof.p.map(|[smart, verified, bound, elsewhere]| PasskeyProof {
                registered_under: if smart == 1 { Mode::Smart } else { Mode::Classic },
                user_verified: verified == 1,
                device_bound: bound == 1,
                from_elsewhere: elsewhere == 1,
                outdated: proof.o == 1,
            }),
        };
        let subject = |subject: WrittenSubject| {
            Some(Subject {
                folded: subject.f,
                key: URL_SAFE_NO_PAD.decode(subject.k).ok()?.try_into().ok()?,
                user: subject.u,
                is_member: subject.m == 1,
            })
        };
        let subject = match self.s {
            Some(written) => Some(subject(written)?),
            None => None,
        };
        Some(Ticket {
            id: self.i,
            purpose: if self.r == 1 { Purpose::Recovery } else { Purpose::SignIn },
            expires_at: self.x,
            subject,
            typed: self.t,
            epoch: self.e,
            proofs: self.p.into_iter().map(proof).collect(),
            passkey: self.k,
            remember: self.d == 1,
            by: self.b,
            go_on: self.g,
            recovered: self.w == 1,
        })
    }
}
