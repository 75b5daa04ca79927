//! Certificates that the server orders by itself (ACME, RFC 8555): the library speaks the protocol, `domain::acme` says when and keeps what comes of it,
//! and here both meet the network. Every node shows what is kept; one at a time orders. What a directory says is a stranger's word: it is bounded in
//! size and time, and never reaches the log as it came.

mod account;
mod directory;
mod order;
mod plain;
mod shown;

use crate::config::acme::Acme as Plan;
use crate::outgoing::Outgoing;
use crate::roots::{self, RootsError};
use crate::start::StartError;
use domain::acme::{self, Turn};
use domain::error::one_line;
use domain::{App, Error};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

pub(crate) use shown::Shown;
pub(crate) const TLS_ALPN: &[u8] = b"acme-tls/1";

/// How soon a node shows what another is asked for.
const LOOK: Duration = Duration::from_secs(1);
/// How soon it is seen that a certificate is due.
const TURN: Duration = Duration::from_secs(5);
/// Between two looks at what nobody needs any more.
const SWEEP: Duration = Duration::from_hours(1);
/// Orders of one node at a time.
const AT_ONCE: usize = 4;
/// Between two tries to keep what was issued.
const BETWEEN_TRIES: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum AcmeStartError {
    #[error("[acme] root")]
    Root(#[from] RootsError),
    #[error("[acme] a certificate that stands in until the first is issued cannot be made")]
    StandIn(#[from] shown::NotShown),
}

/// What orders and shows certificates.
#[derive(Debug)]
pub(crate) struct Acme {
    plan: Plan,
    shown: Arc<Shown>,
    outgoing: Outgoing,
    /// An account is made once, however many names are ordered.
    account: Mutex<()>,
}

impl Acme {
    /// `private_hosts` are those that the operator lets us call in their own network.
    pub(crate) fn open(plan: Plan, private_hosts: &[String]) -> Result<Arc<Self>, AcmeStartError> {
        let roots = plan.root.as_deref().map(roots::of_file).transpose()?;
        // The operator names it, so it may be near. What it names itself may be where the operator has listed it.
        let host = crate::config::messages::gateway_host(&plan.directory);
        let outgoing = Outgoing::believing(host.into_iter().chain(private_hosts.iter().cloned()), roots);
        let shown = Arc::new(Shown::new(plan.names.clone())?);
        Ok(Arc::new(Self { plan, shown, outgoing, account: Mutex::default() }))
    }

    /// What the listener shows.
    pub(crate) fn shown(&self) -> &Arc<Shown> {
        &self.shown
    }

    /// The plain listener, where one is configured.
    pub(crate) async fn bind(&self) -> Result<Option<TcpListener>, StartError> {
        let Some(address) = self.plan.http_listen else { return Ok(None) };
        TcpListener::bind(address).await.map(Some).map_err(|error| StartError::Listen(address, error))
    }

    /// Shows what is kept already, before anybody is let in, and then goes on by itself.
    pub(crate) async fn spawn(
        self: Arc<Self>,
        chores: &mut JoinSet<()>,
        app: &Arc<App>,
        listener: Option<TcpListener>,
    ) {
        self.look(app).await;
        if let Some(listener) = listener {
            chores.spawn(plain::serve(listener, Arc::clone(&self.shown), app.public_url().origin()));
        }
        chores.spawn(show(Arc::clone(&self), Arc::clone(app)));
        chores.spawn(order_all(self, Arc::clone(app)));
    }

    async fn look(&self, app: &App) -> bool {
        let looked = async {
            self.shown.challenge(acme::challenges(app).await?);
            let (edition, at) = (acme::edition(app).await?, app.now() / 1000);
            if self.shown.is_new(&edition, at) {
                self.shown.show(acme::certificates(app, &self.plan.directory, &self.plan.names).await?, edition, at);
            }
            Ok::<_, Error>(())
        };
        match looked.await {
            Ok(()) => true,
            Err(error) => {
                tracing::debug!(error = one_line(&error), "certificates cannot be looked at");
                false
            }
        }
    }
}

async fn show(acme: Arc<Acme>, app: Arc<App>) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_told = false;
    loop {
        tick.tick().await;
        let is_seen = acme.look(&app).await;
        // Once: a database that is away for an hour need not fill the log.
        if !is_seen && !is_told {
            tracing::warn!("certificates cannot be looked at: those shown until now stay");
        }
        is_told = !is_seen;
    }
}

/// Orders what is due, each name by itself: a name that leads elsewhere keeps no other one waiting.
async fn order_all(acme: Arc<Acme>, app: Arc<App>) {
    let Plan { directory, names, .. } = &acme.plan;
    let mut tick = interval(TURN);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut running, mut swept, mut is_told) = (JoinSet::new(), None::<Instant>, false);
    loop {
        tick.tick().await;
        while running.try_join_next().is_some() {}
        let room = AT_ONCE.saturating_sub(running.len());
        let taken = async {
            if swept.is_none_or(|at| at.elapsed() >= SWEEP) {
                acme::want(&app, directory, names).await?;
                swept = Some(Instant::now());
                // It can wait until the next time.
                if let Err(error) = acme::sweep(&app, directory, names).await {
                    tracing::debug!(error = one_line(&error), "certificates of nobody stay");
                }
            }
            acme::take_turns(&app, directory, names, room).await
        };
        let taken = taken.await;
        match &taken {
            // Once, as above.
            Err(error) if !is_told => tracing::warn!(error = one_line(error), "no certificate can be ordered now"),
            Err(error) => tracing::debug!(error = one_line(error), "no certificate can be ordered now"),
            Ok(_) => {}
        }
        is_told = taken.is_err();
        for turn in taken.unwrap_or_default() {
            running.spawn(order_one(Arc::clone(&acme), Arc::clone(&app), turn));
        }
    }
}

async fn order_one(acme: Arc<Acme>, app: Arc<App>, turn: Turn) {
    let name = turn.name.as_str();
    let issued = match order::order(&acme, &app, &turn).await {
        Ok(issued) => issued,
        Err(error) => {
            let trouble = acme::trouble(&error);
            match acme::fail(&app, &turn, &trouble).await {
                Ok(next) => {
                    let next = order::moment(next);
                    tracing::error!(name, trouble, next, "no certificate was issued");
                }
                Err(error) => tracing::error!(name, trouble, error = one_line(&error), "no certificate was issued"),
            }
            return;
        }
    };
    // It was issued and counts at the directory: it is held until the database takes it, for as long as this process lives.
    let mut is_told = false;
    loop {
        match acme::keep(&app, &turn, &issued).await {
            Ok(next) => {
                let (until, next) = (order::moment(issued.not_after), order::moment(next));
                tracing::info!(name, until, next, "a certificate was issued");
                return;
            }
            Err(error) if !is_told => {
                tracing::error!(name, error = one_line(&error), "a certificate was issued and cannot be kept yet");
                is_told = true;
            }
            Err(_) => {}
        }
        tokio::time::sleep(BETWEEN_TRIES).await;
    }
}
