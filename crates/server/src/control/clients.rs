//! What the operator does about applications from the command line. A new secret is in the answer, once.

use super::{Answer, failed};
use crate::front::Server;
use domain::applications::roster::{self, Added, Draft, NotKept};
use domain::applications::{ClientSettings, Issuer};
use serde::{Deserialize, Serialize};

/// What the operator wants of applications.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClientWish {
    Add { id: Option<String>, name: String, settings: Box<ClientSettings> },
    List,
    Secret { id: String },
    Enable { id: String, enabled: bool },
    Remove { id: String },
}

/// An application as a command shows it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KnownClient {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) enabled: bool,
    pub(crate) settings: ClientSettings,
}

pub(super) async fn carry_out(server: &Server, place: &str, wish: ClientWish) -> Answer {
    let app = &server.app;
    let issuer = place.split_once('/').and_then(|(tenant, workspace)| Issuer::at(app, tenant, workspace));
    let Some(issuer) = issuer else { return Answer::Refused { why: format!("there is no workspace {place}") } };
    let done = match wish {
        ClientWish::List => return listed(server, &issuer),
        ClientWish::Add { id, name, settings } => {
            roster::add(app, &issuer, Draft { id, name, enabled: true, settings: *settings }).await
        }
        ClientWish::Secret { id } => roster::renew_secret(app, &issuer, &id).await,
        ClientWish::Enable { id, enabled } => {
            roster::enable(app, &issuer, &id, enabled).await.map(|()| Added { id, secret: None })
        }
        ClientWish::Remove { id } => roster::remove(app, &issuer, &id).await.map(|()| Added { id, secret: None }),
    };
    match done {
        Ok(Added { id, secret }) => Answer::Client { issuer: issuer.url, id, secret },
        Err(NotKept::Broken(error)) => failed(server, &error),
        Err(why) => Answer::Refused { why: why.to_string() },
    }
}

fn listed(server: &Server, issuer: &Issuer) -> Answer {
    let list = roster::list(&server.app, issuer).into_iter().map(|client| KnownClient {
        id: client.id.clone(),
        name: client.name.clone(),
        enabled: client.enabled,
        settings: client.settings.clone(),
    });
    Answer::Clients { list: list.collect() }
}
