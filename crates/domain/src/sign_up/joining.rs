//! What somebody who joins with an address carries from step to step: sealed, bound to the browser, for a quarter of an hour. It says which
//! address was asked for and whether it was proved; the account does not exist before its first factor does.

use crate::app::App;
use crate::error::{Error, Reason};
use crate::keys::Seal;
use crate::ticket::{self, LIFE_MS};
use crate::visit::Visit;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use store::id::{InvitationId, JourneyId};
use store::identifier::IdentifierKind;

const SEAL: Seal = Seal::Carried("joining");
/// Longer than any that we write.
const LONGEST: usize = 2_000;

/// Somebody on the way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Joining {
    /// Spent when the account is made: one ticket makes one account.
    pub id: JourneyId,
    pub expires_at: i64,
    pub is_phone: bool,
    /// In its folded form.
    pub address: String,
    pub display_name: Option<String>,
    /// Whether a code or an invitation came back from there.
    pub is_proved: bool,
    pub invitation: Option<InvitationId>,
}

impl Joining {
    pub(crate) fn new(app: &App, (kind, address): (IdentifierKind, String)) -> Result<Self, Error> {
        let (ms, random) = app.id_parts()?;
        Ok(Self {
            id: JourneyId::from_parts(ms, random),
            expires_at: app.now() + LIFE_MS,
            is_phone: kind == IdentifierKind::Phone,
            address,
            display_name: None,
            is_proved: false,
            invitation: None,
        })
    }

    pub(crate) fn kind(&self) -> IdentifierKind {
        if self.is_phone { IdentifierKind::Phone } else { IdentifierKind::Email }
    }

    pub(crate) fn seal(&self, app: &App, visit: &Visit) -> Result<String, Error> {
        let plain = serde_json::to_vec(self).map_err(Error::Answer)?;
        let sealed = app.seal(SEAL, &ticket::context(visit)?, &plain).map_err(Error::Seal)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What this client carries, if it is ours, of this door and this browser, and not too old.
    pub(crate) fn open(app: &App, visit: &Visit, carried: Option<&str>) -> Result<Self, Reason> {
        let text = carried.filter(|text| text.len() <= LONGEST).ok_or(Reason::JourneyNotFound)?;
        let sealed = URL_SAFE_NO_PAD.decode(text).map_err(|_| Reason::JourneyNotFound)?;
        let context = ticket::context(visit).map_err(|_| Reason::BindingMissing)?;
        let plain = app.snapshot().ring.open_sealed(SEAL, &context, &sealed).ok_or(Reason::JourneyNotFound)?;
        let joining: Self = serde_json::from_slice(&plain).map_err(|_| Reason::JourneyNotFound)?;
        if joining.expires_at > app.now() { Ok(joining) } else { Err(Reason::JourneyExpired) }
    }

    /// The same, once the address is proved.
    pub(crate) fn proved(app: &App, visit: &Visit, carried: Option<&str>) -> Result<Self, Reason> {
        let joining = Self::open(app, visit, carried)?;
        match &joining {
            joining if !joining.is_proved => Err(Reason::JourneyOfOtherStep),
            // The door may have been closed meanwhile.
            joining if joining.invitation.is_none() && !super::takes(app, visit, joining.kind()) => {
                Err(Reason::RegistrationClosed)
            }
            _ => Ok(joining),
        }
    }

    /// Under this it is spent. Seconds, like those of challenges.
    pub(super) fn spent(&self) -> (i64, [u8; 16]) {
        (self.expires_at / 1000 + 1, *self.id.as_bytes())
    }
}
