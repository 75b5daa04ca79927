//! A pool's settings that were written as a whole, in a file: what speaks against them, as at the form.

use super::check::{self, Facts};
use super::{PoolAsk, Stored, consequences, facts};
use crate::channels::Channels;
use crate::method::Method;
use crate::public_url::PublicUrl;
use crate::saving::Unsaved;
use crate::settings::PoolSettings;
use store::{Tx, pool};

/// `old` is none where the pool is new. The workspaces are those that stand in the store.
pub(crate) fn fits(
    tx: &mut Tx<'_>,
    (old, new): (Option<&pool::Pool>, &pool::Pool),
    (server, channels, is_home): (&PublicUrl, Channels, bool),
    confirmed: &[String],
) -> Result<(), Unsaved> {
    let base = Facts { server: server.clone(), channels, workspaces: Vec::new(), is_home };
    let facts = facts(tx, new.id, &base)?;
    let wanted = Stored::of(new, true)?;
    let mut before = match old {
        Some(row) => Stored::of(row, true)?,
        None => Stored { settings: PoolSettings::default(), rp_id: String::new(), origins: String::new() },
    };
    let ask = ask(&wanted, confirmed);
    // The pages of this server may be served as a related origin, which no form shows.
    before.settings.related_origins.clone_from(&wanted.settings.related_origins);
    check::wanted(&before, &ask, &facts)?;
    match old {
        Some(row) => consequences(tx, row, &wanted, (&ask, &facts)),
        None => Ok(()),
    }
}

/// What a form would have sent for it.
fn ask(wanted: &Stored, confirmed: &[String]) -> PoolAsk {
    let methods = &wanted.settings.methods;
    let words = |list: &[Method]| Some(list.iter().map(|method| method.as_str().to_owned()).collect());
    let word = |method: Option<Method>| Some(method.map_or_else(String::new, |method| method.as_str().to_owned()));
    PoolAsk {
        first: words(&methods.first),
        second: words(&methods.second),
        preferred_first: word(methods.preferred_first),
        preferred_second: word(methods.preferred_second),
        rp_id: Some(wanted.rp_id.clone()),
        relying_party_origins: Some(wanted.lines()),
        confirmed: confirmed.to_vec(),
        ..PoolAsk::default()
    }
}
