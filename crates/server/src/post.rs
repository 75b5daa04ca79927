//! What carries messages out of the house: mail to an SMTP server, texts to the operator's gateway. It takes from the outbox what is due,
//! sends it, and says what came of it. It must never log an address or what a message says, and never send without TLS over a network.

mod gateway;
mod smtp;
pub(crate) mod webhook;

use crate::config::messages::{Mail, TextMessages, gateway_host};
use crate::outgoing::Outgoing;
use crate::roots::RootsError;
use domain::messages::{self, Address, Due, Outcome};
use domain::{App, Channels, Error, Method};
use gateway::Gateway;
use smtp::Smtp;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

/// Beside the bell, for messages of other nodes and for those that are tried again.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// What takes longer is tried again. Well below the time for which a message is ours.
const PATIENCE: Duration = Duration::from_mins(1);
/// Somebody waits for the outcome.
const TRIAL: Duration = Duration::from_secs(15);
/// So many are on their way at once.
const MOST_AT_ONCE: usize = 8;

#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("the certificates for the mail server (roots)")]
    Roots(#[from] RootsError),
    #[error("the connection to the mail server cannot be prepared")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("the token of the gateway for text messages cannot stand in a header")]
    Token,
}

/// Both ways out, as far as they are configured.
#[derive(Debug, Clone)]
pub struct Post {
    ways: Arc<Ways>,
}

#[derive(Debug)]
struct Ways {
    mail: Option<Smtp>,
    texts: Option<Gateway>,
}

impl Post {
    /// `host` is what we call ourselves. Needs the runtime, for connections that are kept.
    pub fn open(mail: Option<&Mail>, texts: Option<&TextMessages>, host: &str) -> Result<Self, PostError> {
        let mail = mail.map(|mail| Smtp::open(mail, host)).transpose()?;
        // The operator has named the gateway, so it may be in a network of the operator's.
        let listed = texts.and_then(|texts| gateway_host(&texts.url));
        let texts = texts.map(|texts| Gateway::open(texts, Outgoing::new(listed))).transpose()?;
        Ok(Self { ways: Arc::new(Ways { mail, texts }) })
    }

    pub fn channels(&self) -> Channels {
        Channels { mail: self.ways.mail.is_some(), text_messages: self.ways.texts.is_some() }
    }

    /// Whether the mail server would take our mail, without sending any; `None` where none is configured.
    pub(crate) async fn try_mail(&self) -> Option<Result<(), String>> {
        let mail = self.ways.mail.as_ref()?;
        let tried = timeout(TRIAL, mail.try_out()).await;
        Some(tried.unwrap_or_else(|_| Err("The mail server did not answer in time.".to_owned())))
    }

    /// Sends what is due, for as long as it is polled.
    pub(crate) async fn keep(self, app: Arc<App>) {
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut running = JoinSet::new();
        let mut failing = false;
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = messages::rung(&app) => {}
                Some(_) = running.join_next() => {}
            }
            let taken = self.take(&app, &mut running).await;
            match &taken {
                Err(error) if !failing => {
                    tracing::error!(error = domain::error::one_line(error), "messages cannot be read");
                }
                Ok(()) if failing => tracing::info!("messages are read again"),
                _ => {}
            }
            failing = taken.is_err();
        }
    }

    /// Sends what is due now and waits for the outcome.
    pub async fn deliver(&self, app: &Arc<App>) -> Result<(), Error> {
        let mut running = JoinSet::new();
        self.take(app, &mut running).await?;
        running.join_all().await;
        Ok(())
    }

    async fn take(&self, app: &Arc<App>, running: &mut JoinSet<()>) -> Result<(), Error> {
        while running.try_join_next().is_some() {}
        let room = u32::try_from(MOST_AT_ONCE.saturating_sub(running.len())).unwrap_or_default();
        if room == 0 {
            return Ok(());
        }
        for due in messages::next(app, room).await? {
            let (ways, app) = (Arc::clone(&self.ways), Arc::clone(app));
            running.spawn(async move {
                let outcome = timeout(PATIENCE, ways.send(&app, &due)).await;
                let outcome = outcome.unwrap_or_else(|_| Outcome::Later("not done in time".to_owned()));
                if let Err(error) = messages::settle(&app, &due, outcome).await {
                    tracing::error!(message_id = %due.id, error = domain::error::one_line(&error), "a message is not settled");
                }
            });
        }
        Ok(())
    }
}

impl Ways {
    async fn send(&self, app: &App, due: &Due) -> Outcome {
        match (&due.to, &self.mail, &self.texts) {
            (Address::Mail(to), Some(mail), _) => mail.send(to, due).await,
            (Address::Phone(to), _, Some(texts)) => texts.send(to, due).await,
            (Address::Webhook(url), ..) => webhook::send(app, url, due).await,
            // Another node may have what this one lacks.
            (Address::Mail(_), None, _) => Outcome::Later("mail is not configured".to_owned()),
            (Address::Phone(_), _, None) => Outcome::Later("text messages are not configured".to_owned()),
        }
    }
}

/// One line for the operator where a pool lists ways to sign in that cannot work without what is not configured.
pub(crate) fn warn_of_missing(app: &App) {
    let Channels { mail, text_messages } = app.channels();
    let snapshot = app.snapshot();
    let is_off = |method: Method| match method {
        Method::MagicLink | Method::EmailCode => !mail,
        Method::SmsCode => !text_messages,
        _ => false,
    };
    let mut pools: Vec<&str> = Vec::new();
    for door in snapshot.doors() {
        let methods = &door.pool.settings.methods;
        let lists = methods.first.iter().chain(&methods.second).any(|method| is_off(*method));
        if lists && !pools.contains(&door.pool.name.as_str()) {
            pools.push(&door.pool.name);
        }
    }
    if !pools.is_empty() {
        let pools = pools.join(", ");
        tracing::warn!(
            mail,
            text_messages,
            pools,
            "ways to sign in are off because messages cannot be sent; see [mail] and [text_messages]"
        );
    }
}
