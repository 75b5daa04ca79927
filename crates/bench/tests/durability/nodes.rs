//! Two nodes on one PostgreSQL behind the distribution's nginx, and people who sign up and in all the while: each node in turn is stopped,
//! replaced and started again, and one is killed. Whoever is cut off asks once more, as a browser's user does, and is served.

use crate::nginx::Nginx;
use crate::{all_sign_in, block_on, keystead, master_key, none_works_twice, skipped};
use authenticator::Passkey;
use bench::cores::Cores;
use bench::http::{Connection, HttpError};
use bench::load::WorkError;
use bench::members::{self, Attempt};
use bench::postgres::Postgres;
use bench::server::{Launch, Server, free_address};
use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::sleep;

const CLIENTS: usize = 8;
/// Before whoever was cut off asks again.
const PAUSE: Duration = Duration::from_millis(250);
/// Between two things that happen to the nodes.
const CALM: Duration = Duration::from_secs(2);

/// What the clients saw.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) is_over: Cell<bool>,
    pub(crate) passkeys: RefCell<Vec<Passkey>>,
    pub(crate) finished: RefCell<Vec<Attempt>>,
    pub(crate) repeated: Cell<usize>,
    pub(crate) failures: RefCell<Vec<String>>,
}

/// Issue 9: rolling upgrade.
#[test]
fn nodes_are_replaced_under_load_and_a_second_try_mends_everything() {
    let folder = tempfile::tempdir().unwrap();
    let Some(postgres) = Postgres::start(folder.path(), &Cores::find()).unwrap() else {
        return skipped("two nodes", "no PostgreSQL is installed");
    };
    let nodes = [free_address().unwrap(), free_address().unwrap()];
    let Some(nginx) = Nginx::start(folder.path(), nodes).unwrap() else {
        return skipped("two nodes", "nginx is not installed");
    };
    let launches = nodes.map(|address| node(folder.path(), &postgres.url(), (address, nginx.address)));
    let [one, other] = launches.clone().map(|launch| launch.start().unwrap());
    let (front, origin) = (nginx.address, launches[0].origin());
    let seen = Rc::new(Seen::default());
    block_on(async {
        let mut clients = JoinSet::new();
        for number in 0..CLIENTS {
            clients.spawn_local(signs_up_and_in(front, origin.clone(), number, Rc::clone(&seen)));
        }
        let [first, second] = launches;
        let one = replaced(one, first.clone(), Server::stop).await;
        let other = replaced(other, second, Server::stop).await;
        let one = replaced(one, first, Server::kill).await;
        sleep(CALM).await;
        seen.is_over.set(true);
        while let Some(client) = clients.join_next().await {
            client.unwrap();
        }
        let (passkeys, finished) = (seen.passkeys.take(), seen.finished.take());
        eprintln!("{} finishes through nginx, {} second tries", finished.len(), seen.repeated.get());
        let failures = seen.failures.take();
        assert!(failures.is_empty(), "a second try did not mend: {failures:#?}");
        assert!(passkeys.len() > 3 * CLIENTS, "only {} members signed up", passkeys.len());
        // Each node knows what the other one did.
        none_works_twice(one.address, &finished).await;
        all_sign_in(one.address, &origin, &passkeys).await;
        all_sign_in(other.address, &origin, &passkeys).await;
    });
}

fn node(folder: &Path, database: &str, (address, front): (SocketAddr, SocketAddr)) -> Launch {
    let mut launch = Launch::new(&keystead(), &folder.join(format!("node-{}", address.port()))).unwrap();
    (launch.address, launch.front) = (address, Some(front));
    let key = master_key(folder);
    launch.arguments = ["--database", database, "--master-key-file", &key].map(str::to_owned).to_vec();
    launch
}

/// Ends a node and starts it again, as an upgrade does, while the load goes on.
async fn replaced(
    server: Server,
    launch: Launch,
    end: impl FnOnce(Server) -> std::io::Result<()> + Send + 'static,
) -> Server {
    sleep(CALM).await;
    spawn_blocking(move || end(server)).await.unwrap().unwrap();
    sleep(CALM).await;
    spawn_blocking(move || launch.start()).await.unwrap().unwrap()
}

/// A new member, who signs in a few times, and then the next one.
pub(crate) async fn signs_up_and_in(front: SocketAddr, origin: String, number: usize, seen: Rc<Seen>) {
    const SIGN_INS: usize = 5;
    let mut connection = None;
    for member in 0.. {
        let name = format!("member-{number}-{member}");
        for turn in 0..=SIGN_INS {
            if seen.is_over.get() {
                return;
            }
            let once = async |tried: usize, connection: &mut Option<Connection>| match turn {
                0 => signs_up(front, connection, &origin, &format!("{name}-{tried}"), &seen).await,
                _ => signs_in(front, connection, &origin, &seen).await,
            };
            if once(0, &mut connection).await.is_ok() {
                continue;
            }
            connection = None;
            seen.repeated.set(seen.repeated.get() + 1);
            sleep(PAUSE).await;
            if let Err(error) = once(1, &mut connection).await {
                connection = None;
                seen.failures.borrow_mut().push(format!("{name}, {turn}: {error}"));
            }
        }
    }
}

async fn signs_up(
    front: SocketAddr,
    connection: &mut Option<Connection>,
    origin: &str,
    name: &str,
    seen: &Seen,
) -> Result<(), WorkError> {
    let connection = opened(connection, front).await?;
    let (passkey, attempt) = members::begin_sign_up(connection, origin, name).await?;
    members::finish(connection, &attempt).await?;
    seen.passkeys.borrow_mut().push(passkey);
    seen.finished.borrow_mut().push(attempt);
    Ok(())
}

/// Whoever signed up last, with all of them in turn.
async fn signs_in(
    front: SocketAddr,
    connection: &mut Option<Connection>,
    origin: &str,
    seen: &Seen,
) -> Result<(), WorkError> {
    let Some(passkey) = seen.passkeys.borrow().last().cloned() else { return Ok(()) };
    let connection = opened(connection, front).await?;
    let attempt = members::begin_sign_in(connection, origin, &passkey).await?;
    members::finish(connection, &attempt).await?;
    seen.finished.borrow_mut().push(attempt);
    Ok(())
}

async fn opened(connection: &mut Option<Connection>, front: SocketAddr) -> Result<&mut Connection, WorkError> {
    let open = match connection.take() {
        Some(open) => open,
        None => Connection::open(front).await.map_err(HttpError::from)?,
    };
    Ok(connection.insert(open))
}
