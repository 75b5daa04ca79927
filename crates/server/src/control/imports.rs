//! Members who are brought from other systems, and those who are brought elsewhere: a part at a time, so that no line is too long and the asker can tell
//! how far it is.

use super::Answer;
use domain::id::UserId;
use domain::importing::{self, Arrival, Outcome, Page, Wish};
use domain::{App, Error, members};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportWish {
    /// What is there to be brought into?
    Place,
    Settle {
        wish: Wish,
        arrivals: Vec<Arrival>,
    },
    /// Members behind this one, or the one of this name alone.
    Leave {
        after: UserId,
        only: Option<String>,
        secrets: bool,
    },
}

/// What came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportAnswer {
    Place { pool: String, rp_id: String },
    Settled { outcomes: Vec<Outcome> },
    Left { page: Box<Page> },
}

pub(crate) async fn carry_out(app: &App, place: &str, wish: &ImportWish) -> Result<Answer, Error> {
    let door = match importing::place(&app.snapshot(), place) {
        Ok(door) => door,
        Err(no) => return Ok(Answer::Refused { why: no.to_string() }),
    };
    let answer = match wish {
        ImportWish::Place => ImportAnswer::Place { pool: door.pool.name.clone(), rp_id: door.rp_id.clone() },
        ImportWish::Settle { wish, arrivals } => {
            ImportAnswer::Settled { outcomes: importing::settle(app, &door, wish, arrivals).await? }
        }
        ImportWish::Leave { after, only, secrets } => {
            let only = match only {
                Some(name) => match members::by_name(app, &door, name).await {
                    Ok(user) => Some(user),
                    Err(Error::Refused(refused)) => {
                        return Ok(Answer::Refused { why: refused.message.text.to_owned() });
                    }
                    Err(error) => return Err(error),
                },
                None => None,
            };
            if *after == UserId::NIL {
                importing::note_leaving(app, &door, only, *secrets).await?;
            }
            let page = importing::leaving(app, &door, *after, only).await?;
            ImportAnswer::Left { page: Box::new(if *secrets { page } else { page.without_secrets() }) }
        }
    };
    Ok(Answer::Import(answer))
}
