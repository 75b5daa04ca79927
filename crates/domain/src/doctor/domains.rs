//! The domains of each pool: what its settings say, held against what browsers take. What is left out of force is wrong; what is only unwise is to
//! be looked at.

use super::{Check, Finding, State, name_of};
use crate::app::App;
use crate::error::one_line;
use crate::origins::{self, Warning, web};
use crate::settings;
use crate::well_known;
use store::pool::{self, Pool};

const REMEDY: &str =
    "Mend it at Users > the pool > Sign-in and Sign-up; docs/operator/domains.md says what each setting means.";
/// Of an installation with more pools than a person reads, the first.
const MOST: usize = 20;

/// One finding for each pool with something to tell, one for what pools have in common, or one that says that all is well.
pub async fn of_domains(app: &App) -> Vec<Finding> {
    let looked_at = "RP ID, origins and apps of each pool";
    let rows = match app.store().read("domains", pool::all).await {
        Ok(rows) => rows,
        Err(error) => {
            let text = (one_line(&error), "See what is found of the database.");
            return vec![Finding::of((Check::Domains, State::NotChecked), looked_at, text)];
        }
    };
    let mut found: Vec<Finding> = rows.iter().filter_map(|row| of_pool(app, row)).take(MOST).collect();
    found.extend(in_common(app));
    if found.is_empty() {
        let number = rows.len();
        found.push(Finding::good(Check::Domains, looked_at, format!("Nothing is amiss in {number} of {number}.")));
    }
    found
}

fn of_pool(app: &App, row: &Pool) -> Option<Finding> {
    let snapshot = app.snapshot();
    let door = snapshot.doors().iter().find(|door| door.pool.id == row.id)?;
    let (read, _) = settings::read(&row.settings).ok()?;
    let mut warnings = origins::check(&read, &row.rp_id, &row.origins, app.public_url());
    let not_served = well_known::not_served(snapshot.doors(), snapshot.pages());
    warnings.extend(not_served.into_iter().filter(|(pool, _)| *pool == row.id).map(|(_, warning)| warning));
    let is_suffix = web::is_suffix(&door.rp_id);
    if warnings.is_empty() && !is_suffix {
        return None;
    }
    let mut texts: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    if is_suffix {
        texts.push(format!("everybody may register names below {}: no browser makes a passkey for it", door.rp_id));
    }
    let is_wrong = is_suffix || warnings.iter().any(Warning::is_refusal);
    let state = if is_wrong { State::Wrong } else { State::ToLookAt };
    let looked_at = format!("RP ID {} of {}", door.rp_id, name_of(door));
    Some(Finding::of((Check::Domains, state), looked_at, (texts.join("; "), REMEDY)))
}

/// RP IDs that tenants share, and lists that are longer than browsers read.
fn in_common(app: &App) -> Vec<Finding> {
    let snapshot = app.snapshot();
    let doors = snapshot.doors();
    let used = doors.iter().map(|door| (door.rp_id.as_str(), door.tenant.slug.as_str()));
    let all = origins::shared(used).into_iter().chain(well_known::too_many_labels(doors, snapshot.pages()));
    let finding = |warning: Warning| {
        Finding::of((Check::Domains, State::ToLookAt), "RP IDs of all tenants", (warning.to_string(), REMEDY))
    };
    all.take(MOST).map(finding).collect()
}
