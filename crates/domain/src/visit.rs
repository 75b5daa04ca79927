//! Who is at the door, and what begin and finish give back.

use crate::signals::Signals;
use crate::snapshot::FrontDoor;
use std::net::IpAddr;
use std::sync::Arc;
use store::id::UserId;

/// One request at a front door, as the server understood it.
#[derive(Debug, Clone)]
pub struct Visit {
    pub door: Arc<FrontDoor>,
    pub client: Client,
    pub address: IpAddr,
    pub user_agent: String,
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
    Browser { pre_auth: Option<String> },
    App,
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
    pub session_token: String,
    pub expires_at: i64,
    pub amr: Vec<&'static str>,
    pub acr: &'static str,
    /// What the browser may tell its passkey manager; only where it costs no reading.
    pub signals: Option<Box<Signals>>,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn").field("user_id", &self.user_id).field("acr", &self.acr).finish_non_exhaustive()
    }
}
