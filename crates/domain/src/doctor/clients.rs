//! Whether the applications that the configuration file declares are in force as it has them. It names them and none of their secrets.

use super::{Check, Finding, State};
use crate::app::App;
use crate::applications::declared::{self, Declared, Standing};

const MOST_NAMED: usize = 5;

/// Nothing where the file declares none.
pub fn of_clients(app: &App, declared: &[Declared]) -> Option<Finding> {
    if declared.is_empty() {
        return None;
    }
    let looked_at = format!("{} under [[clients]]", declared.len());
    if let Err(misfit) = declared::look(app, declared) {
        let name = declared.get(misfit.index).map(|entry| entry.id.clone()).unwrap_or_default();
        let text = (format!("{name}: {misfit}."), "Mend [[clients]]: with this file the next start fails.");
        return Some(Finding::of((Check::Clients, State::Wrong), looked_at, text));
    }
    let others: Vec<_> = declared
        .iter()
        .filter(|entry| declared::standing(app, entry) != Standing::InForce)
        .map(|entry| entry.id.as_str())
        .collect();
    if others.is_empty() {
        return Some(Finding::good(Check::Clients, looked_at, "All are in force as the file has them."));
    }
    let names = others.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", ");
    let text = (
        format!("{} not in force as the file has them: {names}.", others.len()),
        "Restart this server. If it comes back, another server of this installation is started with another file.",
    );
    Some(Finding::of((Check::Clients, State::Wrong), looked_at, text))
}
