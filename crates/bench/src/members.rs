//! Members of the demo's open pool as a client sees them: sign-up and sign-in with software passkeys, over the same API that apps use. A
//! ceremony is cut in two, so that a test can look between begin and finish or send a finish twice. It must never send an `Origin` or a
//! cookie: these clients are no browsers.

use crate::http::{Answer, Connection, HttpError, Route};
use crate::load::{FRONT_DOOR, Members, WorkError, challenge_in, expect_ok};
use authenticator::{Authenticator, Passkey, Setup};
use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::rc::Rc;
use tokio::task::{JoinSet, LocalSet};

/// Both the RP ID and the host of the server's origin.
pub const RP_ID: &str = "localhost";
/// Enough to fill the groups of the writer.
const CONNECTIONS: usize = 32;

/// A finish that is ready to be sent.
#[derive(Debug, Clone)]
pub struct Attempt {
    route: Route,
    body: Vec<u8>,
}

impl Attempt {
    /// For whoever wants more of the answer than its status.
    pub async fn send<'a>(&self, connection: &'a mut Connection) -> Result<Answer<'a>, HttpError> {
        connection.send(&self.route, &self.body).await
    }
}

pub async fn finish(connection: &mut Connection, attempt: &Attempt) -> Result<(), WorkError> {
    expect_ok(connection, &attempt.route, &attempt.body).await
}

/// Begins a sign-up under a name and makes the passkey for it.
pub async fn begin_sign_up(
    connection: &mut Connection,
    origin: &str,
    name: &str,
) -> Result<(Passkey, Attempt), WorkError> {
    begin_registration(connection, origin, &format!("{FRONT_DOOR}/sign-up/passkey"), &json!({ "identifier": name }))
        .await
}

/// Begins a registration at this address and makes the passkey for it. What is asked for is said again at its end.
pub async fn begin_registration(
    connection: &mut Connection,
    origin: &str,
    path: &str,
    ask: &Value,
) -> Result<(Passkey, Attempt), WorkError> {
    let begin = Route::post(&format!("{path}/begin"));
    let answer = connection.send(&begin, ask.to_string().as_bytes()).await?;
    if answer.status != 200 {
        return Err(WorkError::Refused(answer.status, answer.text()));
    }
    let options: Value = serde_json::from_slice(answer.body).map_err(|_| WorkError::NoChallenge)?;
    let mut phone = Authenticator::new(Setup::phone());
    let mut response = phone.create(&options["publicKey"], origin)?;
    for (member, value) in ask.as_object().into_iter().flatten() {
        response[member] = value.clone();
    }
    let passkey = phone.passkeys().first().cloned().ok_or(WorkError::NoChallenge)?;
    let route = Route::post(&format!("{path}/finish"));
    Ok((passkey, Attempt { route, body: response.to_string().into_bytes() }))
}

/// Begins a sign-in without a name and answers it.
pub async fn begin_sign_in(connection: &mut Connection, origin: &str, passkey: &Passkey) -> Result<Attempt, WorkError> {
    let begin = Route::post(&format!("{FRONT_DOOR}/sign-in/passkey/begin"));
    let answer = connection.send(&begin, b"{}").await?;
    if answer.status != 200 {
        return Err(WorkError::Refused(answer.status, answer.text()));
    }
    let challenge = challenge_in(answer.body).ok_or(WorkError::NoChallenge)?;
    let body = passkey.assertion(challenge, &rp_id_hash(), origin, 0).into_bytes();
    Ok(Attempt { route: Route::post(&format!("{FRONT_DOOR}/sign-in/passkey/finish")), body })
}

pub fn rp_id_hash() -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, RP_ID.as_bytes()).as_ref());
    hash
}

/// Signs up this many members over the API, on several connections at once.
pub fn sign_up_many(address: SocketAddr, origin: &str, count: usize) -> Result<Vec<Passkey>, WorkError> {
    let failed = |error: std::io::Error| WorkError::Http(HttpError::Io(error));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    LocalSet::new().block_on(&runtime, async {
        let (next, passkeys) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::with_capacity(count))));
        let mut tasks = JoinSet::new();
        for _ in 0..CONNECTIONS.min(count) {
            let (next, passkeys, origin) = (Rc::clone(&next), Rc::clone(&passkeys), origin.to_owned());
            tasks.spawn_local(async move {
                let mut connection = Connection::open(address).await.map_err(HttpError::from)?;
                while next.get() < count {
                    let number = next.replace(next.get() + 1);
                    let (passkey, attempt) =
                        begin_sign_up(&mut connection, &origin, &format!("member-{number}")).await?;
                    finish(&mut connection, &attempt).await?;
                    passkeys.borrow_mut().push(passkey);
                }
                Ok::<(), WorkError>(())
            });
        }
        while let Some(task) = tasks.join_next().await {
            // A task that panicked shows in the count.
            task.unwrap_or(Ok(()))?;
        }
        let passkeys = passkeys.take();
        if passkeys.len() == count { Ok(passkeys) } else { Err(WorkError::Fewer(passkeys.len())) }
    })
}

/// Members who signed up over the API.
#[derive(Debug)]
pub struct SignedUp {
    passkeys: Vec<Passkey>,
    rp_id_hash: [u8; 32],
    origin: String,
}

impl SignedUp {
    pub fn new(passkeys: Vec<Passkey>, origin: &str) -> Self {
        Self { passkeys, rp_id_hash: rp_id_hash(), origin: origin.to_owned() }
    }

    pub fn passkeys(&self) -> &[Passkey] {
        &self.passkeys
    }
}

impl Members for SignedUp {
    fn count(&self) -> usize {
        self.passkeys.len()
    }

    fn assertion(&self, index: usize, challenge: &str) -> String {
        self.passkeys
            .get(index)
            .map_or_else(String::new, |passkey| passkey.assertion(challenge, &self.rp_id_hash, &self.origin, 0))
    }
}
