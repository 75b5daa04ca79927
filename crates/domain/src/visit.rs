//! Who is at the door, and what begin and finish give back.

use crate::journey::Suggestion;
use crate::language::Language;
use crate::signals::Signals;
use crate::snapshot::FrontDoor;
use std::net::IpAddr;
use std::sync::Arc;
use store::id::UserId;

/// One request at a front door, as the server understood it.
#[derive(Clone)]
pub struct Visit {
    pub door: Arc<FrontDoor>,
    pub client: Client,
    pub address: IpAddr,
    pub user_agent: String,
    /// In which whoever is there is told.
    pub language: Language,
    /// The cookie by which a browser is known again, as it came; see `devices`.
    pub device: Option<String>,
    /// The cookie with the offer to link a provider's account, as it came; see `single_sign_on`.
    pub offer: Option<String>,
    /// By which whoever asks calls this request, for the audit: short and plain, and it proves nothing (S3c-4).
    pub correlation: Option<String>,
}

/// Without the cookies.
impl std::fmt::Debug for Visit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let door = self.door.base();
        f.debug_struct("Visit").field("door", &door).field("address", &self.address).finish_non_exhaustive()
    }
}

/// One request at the set-up page, before there is any front door.
#[derive(Debug, Clone)]
pub struct SetupVisit {
    pub client: Client,
    pub address: IpAddr,
    pub user_agent: String,
}

/// A browser is bound by cookies and never sees a token; every other client the reverse (DESIGN 3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Client {
    Browser {
        pre_auth: Option<String>,
    },
    App,
    /// A page of another origin that the pool lists. It has neither cookie nor token: what it gets is a code that only its site's server can
    /// exchange, because only that server holds the secret of this hash. None until its begin or finish has named one.
    Embedded {
        site: Option<[u8; 32]>,
    },
}

/// A ceremony has begun.
#[derive(Debug, Clone)]
pub struct Begun {
    /// `{"publicKey":{…}}`
    pub options: String,
    /// The pre-auth cookie that the browser must be given, where it had none.
    pub pre_auth: Option<String>,
}

/// A ceremony has ended in a session. The server decides who may read the token: a browser gets it as a cookie only.
#[derive(Clone)]
pub struct SignedIn {
    pub user_id: UserId,
    /// For an embedded page the code in its place, which opens nothing until it is exchanged.
    pub session_token: String,
    pub expires_at: i64,
    pub amr: Vec<&'static str>,
    pub acr: &'static str,
    /// What the browser may tell its passkey manager; only where it costs no reading.
    pub signals: Option<Box<Signals>>,
    /// What the member is invited to; they may leave it for later.
    pub suggestion: Option<Suggestion>,
    /// How many more sign-ins there are without the passkey that policy asks for.
    pub grace_left: Option<u32>,
    /// By which the browser is known again; see `devices`.
    pub device_cookie: Option<String>,
    /// Where the visitor wanted to go on, if they said so at the beginning.
    pub go_on: Option<String>,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("user_id", &self.user_id).field("acr", &self.acr).finish_non_exhaustive()
    }
}
