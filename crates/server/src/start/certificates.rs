//! What TLS shows: the operator's files, what we order ourselves, or nothing where somebody else ends TLS.

use super::StartError;
use crate::acme::Acme;
use crate::config::Config;
use crate::listener::tls::Tls;
use domain::App;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// What keeps it new, until it is spawned.
#[derive(Debug)]
pub(super) struct Certificates(Option<(Arc<Acme>, Option<TcpListener>)>);

impl Certificates {
    pub(super) async fn open(config: &Config) -> Result<(Self, Option<Tls>), StartError> {
        let Some(wanted) = config.acme.clone() else {
            return Ok((Self(None), config.tls.clone().map(Tls::open).transpose()?));
        };
        let acme = Acme::open(wanted, &config.outgoing.private_hosts)?;
        let tls = Tls::showing(acme.shown())?;
        let plain = acme.bind().await?;
        Ok((Self(Some((acme, plain))), Some(tls)))
    }

    /// Once it returns, what is kept already is shown.
    pub(super) async fn spawn(self, chores: &mut JoinSet<()>, app: &Arc<App>, tls: Option<&Tls>) {
        if let Some((acme, plain)) = self.0 {
            acme.spawn(chores, app, plain).await;
        }
        if let Some(tls) = tls {
            chores.spawn(tls.watch());
        }
    }
}
