//! Letters to those who may do something at a place, of what the server did there by itself. Nobody is told who may not change it.

use super::{Power, Scope, may_still};
use crate::app::App;
use crate::error::Error;
use crate::language::Language;
use crate::messages::{self, Address, Kind, Message};
use store::outbox::Outgoing;
use store::{Tx, administrator};

/// How many are told.
const MOST: usize = 50;

/// A mail to each, ready for the transaction of what it tells of; none where no mail is configured.
pub(crate) async fn letters(
    app: &App,
    (power, place): (Power, Scope),
    (kind, words): (Kind, Vec<(&'static str, String)>),
) -> Result<Vec<Outgoing>, Error> {
    let Some(tenant) = place.tenant().filter(|_| app.channels().mail) else { return Ok(Vec::new()) };
    let read = move |tx: &mut Tx<'_>| {
        let mut found = Vec::new();
        for row in administrator::all(tx)? {
            if found.len() < MOST && may_still(tx, (row.pool_id, row.user_id), (power, place))? {
                let reach = messages::reach(tx, row.pool_id, row.user_id)?;
                found.extend(reach.into_iter().find(|address| matches!(address, Address::Mail(_))));
            }
        }
        Ok::<_, Error>(found)
    };
    let language = Language::English;
    let letter =
        |to| messages::prepare(app, tenant, Some(Message { tenant, to, kind, language, words: words.clone() }));
    app.store().read("whom to tell", read).await?.into_iter().map(letter).collect()
}
