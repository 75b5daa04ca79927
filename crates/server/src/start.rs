//! From settings to a serving process, and to its end. Each thing that can be wrong is one variant, one line for the operator; nothing is
//! served before everything is open.

mod certificates;
mod watching;

use crate::acme::AcmeStartError;
use crate::audit_stream::{self, StreamError};
use crate::backup::Schedule;
use crate::config::Config;
use crate::config::clients::DeclaredClients;
use crate::control::Socket;
use crate::data_dir::{DataDir, DataDirError};
use crate::doctor::Doctor;
use crate::front::{Front, Server};
use crate::listener::tls::{Tls, TlsError};
use crate::master_key::{self, MasterKeyError, Source};
use crate::metadata;
use crate::outgoing::Outgoing;
use crate::post::{Post, PostError};
use crate::supervisor;
use crate::trace::sending::Queue;
use crate::web::labels::Labels;
use crate::{chores, listener};
use certificates::Certificates;
use domain::applications::declared::{self, DeclareError, Misfit};
use domain::{
    App, AppOptions, DEFAULT_CONNECTIONS, Doorbell, FrontDoor, Location, MasterKey, OpenError, PublicUrl, Random,
    Store, StoreOpenError, SystemClock, SystemRandom,
};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use watching::Watching;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Acme(#[from] AcmeStartError),
    #[error("the service manager's socket cannot be listened on")]
    Inherited(#[source] io::Error),
    #[error("cannot listen on {0}")]
    Listen(SocketAddr, #[source] io::Error),
    #[error(transparent)]
    Store(#[from] StoreOpenError),
    #[error("the database's opening was interrupted")]
    Runtime(#[source] tokio::task::JoinError),
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("cannot open the command socket in the data directory (is its path longer than 90 characters?)")]
    Socket(#[source] io::Error),
    #[error("cannot make a set-up link")]
    SetupLink(#[source] domain::Error),
    #[error(transparent)]
    Random(#[from] domain::random::NoRandomness),
    #[error(transparent)]
    Conformance(#[from] crate::conformance::TestError),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error(transparent)]
    Stream(#[from] StreamError),
    #[error("{}:{line}: clients: {id}", file.display())]
    Client { file: PathBuf, line: usize, id: String, source: Box<Misfit> },
    #[error("the applications of the configuration file cannot be put in force")]
    Clients(#[source] domain::Error),
    #[error("[backup] directory: {} cannot be used; make it, and let this user write there", .0.display())]
    BackupDirectory(PathBuf, #[source] io::Error),
    #[error("cannot listen for signals")]
    Signals(#[source] io::Error),
}

/// What is to be said to the operator of settings that do not do what they seem to.
fn warn(app: &App, address: SocketAddr) {
    if !address.ip().is_loopback() && app.public_url().is_local() {
        tracing::warn!("other machines can reach this address but use no passkey there: name it with --public-url");
    }
    crate::post::warn_of_missing(app);
    warn_of_words(app);
}

/// Whoever misspells the name of a label believes that their words are shown.
fn warn_of_words(app: &App) {
    for door in app.snapshot().doors() {
        for name in Labels::unknown(&door.pool.settings.pages) {
            tracing::warn!(door = %door.base(), name, "pages.labels: no label has that name, so it is not shown");
        }
    }
}

/// Serves until the process is told to stop.
pub(crate) async fn serve(config: Config, bell: Option<Doorbell>, queue: Option<Arc<Queue>>) -> Result<(), StartError> {
    let data = DataDir::open(&config.data)?;
    require_backup_directory(&config)?;
    let random: Arc<dyn Random> = Arc::new(SystemRandom::default());
    let master_key = master_key(&config, data.path(), random.as_ref())?;
    let (certificates, tls) = Certificates::open(&config).await?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let mut watching = Watching::bind(&config.metrics).await?;
    // Without a public URL it is localhost with the port that we got.
    let public_url = config.public_url.clone().unwrap_or_else(|| PublicUrl::localhost(tls.is_some(), address.port()));
    let post = Post::open(config.mail.as_ref(), config.text_messages.as_ref(), public_url.host())?;
    let store = open_store(location(config.database.as_deref(), data.path()), bell).await?;
    let outgoing = Arc::new(Outgoing::of_installation(&config.outgoing.private_hosts, &public_url));
    let app = App::open(AppOptions {
        store,
        clock: Arc::new(SystemClock),
        random,
        master_key,
        public_url,
        channels: post.channels(),
        outgoing,
        demo: config.demo,
    })
    .await?;
    declare(&app, &config.clients).await?;
    let doctor = doctor(&config, &app, (data.path(), post.clone()));
    let stream = audit_stream::Sender::open(&config.audit, &app)?;
    let source = key_source(&config, data.path());
    let mut server = Server::new(Arc::clone(&app), config.trusted_proxies).looked_at_by(doctor).keyed_by(source);
    server.metrics.certificate = tls.as_ref().map(Tls::expiry);
    server.metrics.has_stream = stream.is_some();
    watching.prepare(&mut server, &config.metrics, (config.traces, queue))?;
    let server = if config.demo { server } else { server.limited(config.limits.0) };
    let front = Arc::new(Front::new(server));
    let socket = Socket::bind(data.path()).map_err(StartError::Socket)?;
    let stop = stop_signal().map_err(StartError::Signals)?;
    tracing::info!(%address, public_url = front.server().origin, "listening");
    warn(&app, address);
    greet(front.server()).await?;

    let mut chores = own_chores(front.server());
    watching.spawn(&mut chores, front.server());
    chores.spawn(socket.serve(Arc::clone(front.server()), config.metadata.clone()));
    chores.spawn(metadata::keep(Arc::clone(&app), config.metadata));
    chores.spawn(chores::seal(Arc::clone(&app), config.audit.keep_days));
    // The demo's members are made up, and so are their addresses: what is written to them stays in its mailbox.
    if !app.is_demo() {
        chores.spawn(post.keep(Arc::clone(&app)));
    }
    chores.spawn(audit_stream::keep(stream, Arc::clone(&app)));
    let backups = Arc::new(Schedule::new(Arc::clone(&app), config.backup)?);
    chores.spawn(Arc::clone(&backups).keep());
    certificates.spawn(&mut chores, &app, tls.as_ref()).await;
    supervisor::serves(address);
    listener::serve(listener, tls, front, stop).await;
    chores.shutdown().await;
    backups.stop().await;
    app.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// It is not made: where another disk is missing, backups would fill the one that they are to outlive.
fn require_backup_directory(config: &Config) -> Result<(), StartError> {
    let Some(plan) = &config.backup else { return Ok(()) };
    let failed = |error| StartError::BackupDirectory(plan.directory.clone(), error);
    if plan.directory.metadata().map_err(failed)?.is_dir() {
        return Ok(());
    }
    Err(failed(io::ErrorKind::NotADirectory.into()))
}

/// On the socket that a service manager hands over, else on one of our own.
async fn listen(address: SocketAddr) -> Result<TcpListener, StartError> {
    match supervisor::listener().map_err(StartError::Inherited)? {
        Some(listener) => Ok(listener),
        None => TcpListener::bind(address).await.map_err(|error| StartError::Listen(address, error)),
    }
}

/// What the server does by itself, whatever is configured.
fn own_chores(server: &Arc<Server>) -> JoinSet<()> {
    let (mut chores, app) = (JoinSet::new(), &server.app);
    chores.spawn(supervisor::keep_alive());
    chores.spawn(chores::refresh(Arc::clone(server)));
    chores.spawn(chores::sweep(Arc::clone(app)));
    chores.spawn(chores::spell_names(Arc::clone(app)));
    chores.spawn(chores::remove(Arc::clone(app)));
    chores.spawn(chores::reseal(Arc::clone(app)));
    chores.spawn(chores::count(Arc::clone(app)));
    chores.spawn(chores::watch(Arc::clone(app)));
    chores.spawn(chores::schedule(Arc::clone(app)));
    chores.spawn(chores::tell_applications(Arc::clone(app)));
    chores.spawn(chores::tell_webhooks(Arc::clone(app)));
    chores.spawn(chores::count_moves(Arc::clone(app)));
    chores.spawn(chores::examine(Arc::clone(server)));
    chores.spawn(chores::measure(Arc::clone(server)));
    chores.spawn(chores::measure_seldom(Arc::clone(server)));
    chores
}

/// Puts the applications of the configuration file in force.
async fn declare(app: &App, clients: &DeclaredClients) -> Result<(), StartError> {
    match declared::apply(app, &clients.all).await {
        Ok(()) => Ok(()),
        Err(DeclareError::Failed(error)) => Err(StartError::Clients(error)),
        Err(DeclareError::Misfit(source)) => {
            let (file, line, id) =
                (clients.file.clone(), clients.line(source.index), clients.id(source.index).to_owned());
            Err(StartError::Client { file, line, id, source: Box::new(source) })
        }
    }
}

/// The doctor of an installation with this configuration.
pub(crate) fn doctor(config: &Config, app: &App, (data, post): (&Path, Post)) -> Doctor {
    let mut doctor = Doctor::new(app.public_url(), &config.outgoing.private_hosts);
    doctor.clocks.clone_from(&config.doctor.clocks);
    doctor.clients.clone_from(&config.clients.all);
    doctor.data = config.database.is_none().then(|| data.to_owned());
    doctor.post = Some(post);
    doctor.stream.clone_from(&config.audit.stream);
    doctor.backup.clone_from(&config.backup);
    doctor.certificates = config.acme.as_ref().map(|acme| (acme.directory.clone(), acme.names.clone()));
    doctor
}

/// The installation without a server: for commands that change it while none runs.
pub(crate) async fn open_at_rest(config: &Config, data: &DataDir) -> Result<Arc<App>, StartError> {
    let random: Arc<dyn Random> = Arc::new(SystemRandom::default());
    let master_key = master_key(config, data.path(), random.as_ref())?;
    let (named, is_tls) = (config.public_url.clone(), config.ends_tls());
    let public_url = named.unwrap_or_else(|| PublicUrl::localhost(is_tls, config.listen.port()));
    let post = Post::open(config.mail.as_ref(), config.text_messages.as_ref(), public_url.host())?;
    let store = open_store(location(config.database.as_deref(), data.path()), None).await?;
    let app = App::open(AppOptions {
        store,
        clock: Arc::new(SystemClock),
        random,
        master_key,
        public_url,
        channels: post.channels(),
        outgoing: Arc::new(Outgoing::new(config.outgoing.private_hosts.clone())),
        demo: config.demo,
    });
    Ok(app.await?)
}

pub(crate) fn location(database: Option<&str>, data: &Path) -> Location {
    match database {
        Some(url) => Location::Postgres { url: url.to_owned(), connections: DEFAULT_CONNECTIONS },
        None => Location::Embedded { file: database_file(data) },
    }
}

/// Opening blocks, so it has a thread of its own.
async fn open_store(location: Location, bell: Option<Doorbell>) -> Result<Store, StartError> {
    let opened = tokio::task::spawn_blocking(move || Store::open_with(&location, bell.as_ref())).await;
    Ok(opened.map_err(StartError::Runtime)??)
}

pub(crate) fn database_file(data: &Path) -> std::path::PathBuf {
    data.join("keystead.db")
}

/// Where the master key is, as far as the configuration says.
pub(crate) fn key_source(config: &Config, data: &Path) -> Source {
    match (&config.master_key, &config.master_key_command) {
        (Some(text), _) => Source::Environment(text.clone()),
        (None, Some(words)) => Source::Command(words.clone()),
        (None, None) => Source::File(config.master_key_file.clone().unwrap_or_else(|| data.join("master.key"))),
    }
}

/// The key of the embedded database is made with it; that of PostgreSQL is the operator's.
fn master_key(config: &Config, data: &Path, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
    let source = key_source(config, data);
    if let Some(key) = source.read()? {
        return Ok(key);
    }
    let Source::File(path) = source else { return Err(MasterKeyError::NoSource) };
    if config.database.is_some() {
        return Err(MasterKeyError::Missing(path));
    }
    // A new key beside an old database would only hide that the old key is lost.
    if database_file(data).exists() {
        return Err(MasterKeyError::Lost(path, data.to_owned()));
    }
    master_key::create(&path, random)
}

pub(crate) fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        supervisor::stops();
        tracing::info!("stopping: no new connections, requests in flight are finished");
    })
}

/// Tells the terminal where to go on. The set-up link goes there and nowhere else, never into the log or the journal of a service.
async fn greet(server: &Server) -> Result<(), StartError> {
    let mut lines = vec![format!("Keystead listens on {}", server.origin)];
    let snapshot = server.app.snapshot();
    if server.app.is_demo() {
        let line = |door: &Arc<FrontDoor>| {
            format!("  {}, {}: {}", door.tenant.name, door.workspace.name, server.sign_in_address(door))
        };
        lines.extend(snapshot.doors().iter().map(line));
        lines.push(format!("  What it would send: {}/mailbox", server.origin));
    }
    if !snapshot.is_set_up() {
        lines.push(if supervisor::keeps_what_is_printed() {
            "Set it up: `keystead setup --again`, with --data or --config as the service has it, prints the link"
                .to_owned()
        } else {
            let link = domain::setup::issue(&server.app).await.map_err(StartError::SetupLink)?;
            format!("Set it up here (once, within an hour): {}", server.setup_link(&link.token))
        });
    }
    lines.push(String::new());
    // A terminal that is gone is no reason not to serve.
    io::stdout().write_all(lines.join("\n").as_bytes()).ok();
    Ok(())
}
