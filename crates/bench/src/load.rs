//! Load at a number of connections for a while, and what came of it. Every connection is a task on one thread and waits for each answer
//! before it asks again; what falls outside the measured time is not counted. It must never hide that it was itself the bottleneck: its own
//! share of its core stands beside every rate.

use crate::applications::Asking;
use crate::http::{Connection, HttpError, Route};
use crate::server::{busy_seconds, processor_seconds, resident_mib};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::sleep;

/// Where the members of the demo's open pool sign in.
pub const FRONT_DOOR: &str = "/demo/community";
/// Coprime to every count used, so that steps of it visit all passkeys before the first comes again, and neighbours lie far apart.
const STEP: usize = 1_299_709;

/// Passkeys that can answer a challenge, by number.
pub trait Members {
    fn count(&self) -> usize;
    /// The whole body of a finish.
    fn assertion(&self, index: usize, challenge: &str) -> String;
}

/// What one turn of a connection is.
#[derive(Clone)]
pub enum Work {
    /// `{}` to an address that only answers `{}`.
    EmptyPost,
    /// The first half of a sign-in.
    Begin,
    /// Begin, sign, finish; over all passkeys in turn.
    SignIn(Rc<dyn Members>),
    /// What an application asks, with a token of each connection's own where it takes one.
    Ask(Rc<Asking>),
}

impl fmt::Debug for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyPost => "EmptyPost",
            Self::Begin => "Begin",
            Self::SignIn(_) => "SignIn",
            Self::Ask(_) => "Ask",
        })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Not the status that was hoped for; the answer says why.
    #[error("answered {0}: {1}")]
    Refused(u16, String),
    #[error("begin answered without a challenge")]
    NoChallenge,
    #[error("only {0} members signed up")]
    Fewer(usize),
    #[error("the software passkey could not answer")]
    Authenticator(#[from] authenticator::Error),
}

/// How long and how wide.
#[derive(Debug, Clone, Copy)]
pub struct Level {
    pub connections: usize,
    pub warm_up: Duration,
    pub measured: Duration,
}

/// What one level gave.
#[derive(Debug, Clone)]
pub struct Measured {
    pub connections: usize,
    pub per_second: f64,
    pub p50_ms: f64,
    pub p90_ms: f64,
    pub p99_ms: f64,
    pub errors: usize,
    pub first_error: Option<String>,
    /// Cores that the server used, 1.0 being a whole one.
    pub server_cores: f64,
    pub load_cores: f64,
    /// Cores that everything else on the machine used: the neighbours, and a database server.
    pub other_cores: f64,
    pub server_mib: f64,
}

impl Measured {
    /// Microseconds of processor time that the server spent on each turn: what a busy neighbour disturbs least.
    pub fn server_micros(&self) -> f64 {
        if self.per_second > 0.0 { self.server_cores / self.per_second * 1e6 } else { 0.0 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    WarmUp,
    Measuring,
    Over,
}

/// What all connections of a level share; one thread, so nothing is locked.
struct Tally {
    phase: Cell<Phase>,
    next: Cell<usize>,
    micros: RefCell<Vec<u32>>,
    errors: Cell<usize>,
    first_error: RefCell<Option<String>>,
}

/// Runs one level against a server whose process is `server`.
pub fn run(address: SocketAddr, server: u32, level: Level, work: &Work) -> std::io::Result<Measured> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, measure(address, server, level, work))
}

async fn measure(address: SocketAddr, server: u32, level: Level, work: &Work) -> std::io::Result<Measured> {
    let tally = Rc::new(Tally {
        phase: Cell::new(Phase::WarmUp),
        next: Cell::new(0),
        micros: RefCell::new(Vec::with_capacity(1 << 20)),
        errors: Cell::new(0),
        first_error: RefCell::new(None),
    });
    let mut tasks = JoinSet::new();
    for number in 0..level.connections {
        let connection = Connection::open(address).await?;
        tasks.spawn_local(turn_until_over(connection, number, work.clone(), Rc::clone(&tally)));
    }
    sleep(level.warm_up).await;
    let before = Processor::look(server);
    tally.phase.set(Phase::Measuring);
    let began = Instant::now();
    sleep(level.measured).await;
    tally.phase.set(Phase::Over);
    let seconds = began.elapsed().as_secs_f64();
    let used = Processor::look(server).since(before);
    let server_mib = resident_mib(server);
    while tasks.join_next().await.is_some() {}

    let mut micros = tally.micros.take();
    micros.sort_unstable();
    Ok(Measured {
        connections: level.connections,
        per_second: count(micros.len()) / seconds,
        p50_ms: percentile(&micros, 50),
        p90_ms: percentile(&micros, 90),
        p99_ms: percentile(&micros, 99),
        errors: tally.errors.get(),
        first_error: tally.first_error.take(),
        server_cores: used.server / seconds,
        load_cores: used.load / seconds,
        other_cores: (used.all - used.server - used.load).max(0.0) / seconds,
        server_mib,
    })
}

/// Processor seconds so far.
#[derive(Clone, Copy)]
struct Processor {
    server: f64,
    load: f64,
    all: f64,
}

impl Processor {
    fn look(server: u32) -> Self {
        Self { server: processor_seconds(&server.to_string()), load: processor_seconds("self"), all: busy_seconds() }
    }

    fn since(self, before: Self) -> Self {
        Self { server: self.server - before.server, load: self.load - before.load, all: self.all - before.all }
    }
}

async fn turn_until_over(mut connection: Connection, own: usize, work: Work, tally: Rc<Tally>) {
    let routes = Routes::of_front_door();
    while tally.phase.get() != Phase::Over {
        let began = Instant::now();
        let turn = match &work {
            Work::EmptyPost => expect_ok(&mut connection, &routes.empty, b"{}").await,
            Work::Begin => expect_ok(&mut connection, &routes.begin, b"{}").await,
            Work::SignIn(members) => {
                let number = tally.next.replace(tally.next.get() + 1);
                let index = number.wrapping_mul(STEP) % members.count();
                sign_in(&mut connection, &routes, members.as_ref(), index).await
            }
            Work::Ask(asking) => asking.ask(&mut connection, own).await,
        };
        if let Err(error) = turn {
            tally.errors.set(tally.errors.get() + 1);
            let is_broken = matches!(error, WorkError::Http(_));
            tally.first_error.borrow_mut().get_or_insert_with(|| error.to_string());
            if is_broken {
                return;
            }
        } else if tally.phase.get() == Phase::Measuring {
            tally.micros.borrow_mut().push(u32::try_from(began.elapsed().as_micros()).unwrap_or(u32::MAX));
        }
    }
}

/// The addresses of a front door's API.
#[derive(Debug, Clone)]
pub struct Routes {
    empty: Route,
    pub begin: Route,
    pub finish: Route,
}

impl Routes {
    pub fn of_front_door() -> Self {
        Self {
            empty: Route::post("/"),
            begin: Route::post(&format!("{FRONT_DOOR}/sign-in/passkey/begin")),
            finish: Route::post(&format!("{FRONT_DOOR}/sign-in/passkey/finish")),
        }
    }
}

/// One complete sign-in.
pub async fn sign_in(
    connection: &mut Connection,
    routes: &Routes,
    members: &dyn Members,
    index: usize,
) -> Result<(), WorkError> {
    let begun = connection.send(&routes.begin, b"{}").await?;
    if begun.status != 200 {
        return Err(WorkError::Refused(begun.status, begun.text()));
    }
    let body = members.assertion(index, challenge_in(begun.body).ok_or(WorkError::NoChallenge)?);
    expect_ok(connection, &routes.finish, body.as_bytes()).await
}

pub async fn expect_ok(connection: &mut Connection, route: &Route, body: &[u8]) -> Result<(), WorkError> {
    let answer = connection.send(route, body).await?;
    if answer.status == 200 { Ok(()) } else { Err(WorkError::Refused(answer.status, answer.text())) }
}

/// The challenge in the options of begin, found without reading the rest.
pub fn challenge_in(options: &[u8]) -> Option<&str> {
    const MEMBER: &[u8] = b"\"challenge\":\"";
    let start = options.windows(MEMBER.len()).position(|window| window == MEMBER)? + MEMBER.len();
    let rest = &options[start..];
    let end = rest.iter().position(|byte| *byte == b'"')?;
    std::str::from_utf8(&rest[..end]).ok()
}

pub fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// In milliseconds; `sorted` holds microseconds.
fn percentile(sorted: &[u32], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    f64::from(sorted.get(rank).copied().unwrap_or(0)) / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        let micros: Vec<u32> = (1..=200).map(|n| n * 1000).collect();
        assert!((percentile(&micros, 50) - 100.0).abs() < 1e-9);
        assert!((percentile(&micros, 99) - 198.0).abs() < 1e-9);
        assert!(percentile(&[], 99).abs() < 1e-9);
    }

    #[test]
    fn finds_the_challenge() {
        assert_eq!(challenge_in(br#"{"publicKey":{"challenge":"abc-_","rpId":"x"}}"#), Some("abc-_"));
        assert_eq!(challenge_in(br#"{"publicKey":{"challenge":"abc"#), None);
    }
}
