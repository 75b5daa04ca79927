//! What the operator does about keys from the command line. A new master key comes over the socket, which its owner alone may open; no other key ever does.

use super::{Answer, failed};
use crate::front::Server;
use crate::master_key::{self, MasterKeyError};
use domain::error::one_line;
use domain::keys::changing_master::{self, ChangeError};
use domain::keys::rotation::{self, RotateError, Rotating};
use domain::{KeyError, MasterKey};
use serde::{Deserialize, Serialize};

/// What the operator wants of keys.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyWish {
    List,
    Rotate {
        kinds: Vec<Rotating>,
        tenant: Option<String>,
    },
    /// Seal every key under this one as well.
    NewMaster(NewMaster),
    FinishMaster,
    AbandonMaster,
}

/// As its file holds it.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct NewMaster(pub(crate) String);

impl std::fmt::Debug for NewMaster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewMaster(…)")
    }
}

pub(super) async fn carry_out(server: &Server, wish: &KeyWish) -> Answer {
    let app = &server.app;
    let changed = match wish {
        KeyWish::List => {
            return match rotation::list(app).await {
                Ok(list) => Answer::Keys { list },
                Err(error) => failed(server, &error),
            };
        }
        KeyWish::Rotate { kinds, tenant } => {
            return match rotation::rotate(app, kinds, tenant.as_deref()).await {
                Ok(kinds) => Answer::KeysRotated { kinds },
                Err(error @ (RotateError::NoTenant(_) | RotateError::MasterChanges)) => refused(&error),
                Err(error) => failed(server, &error),
            };
        }
        KeyWish::NewMaster(NewMaster(text)) => match master_key::parse(text.as_bytes()) {
            Some(key) => changing_master::begin(app, key).await,
            None => return Answer::Refused { why: "a master key is 64 hexadecimal digits".to_owned() },
        },
        KeyWish::FinishMaster => match configured(server).await {
            Ok(key) => changing_master::finish(app, key).await,
            Err(error) => return refused(&error),
        },
        KeyWish::AbandonMaster => match configured(server).await {
            Ok(key) => changing_master::abandon(app, key).await,
            Err(error) => return refused(&error),
        },
    };
    match changed {
        Ok(keys) => Answer::MasterKey { keys },
        Err(error @ (ChangeError::Store(_) | ChangeError::Key(KeyError::Cipher))) => failed(server, &error),
        Err(error) => refused(&error),
    }
}

fn refused(error: &dyn std::error::Error) -> Answer {
    Answer::Refused { why: one_line(error) }
}

/// The master key that this server would start with now: read again, because that is what a change of it comes down to.
pub(crate) async fn configured(server: &Server) -> Result<MasterKey, MasterKeyError> {
    let Some(source) = server.master_key.clone() else { return Err(MasterKeyError::NoSource) };
    let read = tokio::task::spawn_blocking(move || source.read()?.ok_or(MasterKeyError::NoSource)).await;
    read.map_err(|_| MasterKeyError::NoSource)?
}
