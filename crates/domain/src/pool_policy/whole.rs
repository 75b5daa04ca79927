//! Rules that were written as a whole, in a file: what has to be meant of them, and what cannot be, as at the forms.

use super::ask::Whose;
use super::meant::{Saving, less_asked, meant};
use crate::policy::{Holder, PolicyRules};
use crate::saving::Unsaved;
use crate::snapshot::FrontDoor;
use store::Tx;
use store::id::PoolId;

/// Whose rules, and what was said about them.
pub(crate) struct Rules<'a> {
    pub pool: PoolId,
    pub home: Option<&'a FrontDoor>,
    pub confirmed: &'a [String],
}

type OldAndNew<'a> = (&'a PolicyRules, &'a PolicyRules);

pub(crate) fn of_pool(tx: &mut Tx<'_>, rules: &Rules<'_>, change: OldAndNew<'_>) -> Result<(), Unsaved> {
    of(tx, rules, Whose::Pool, change)
}

pub(crate) fn of_role(tx: &mut Tx<'_>, rules: &Rules<'_>, change: OldAndNew<'_>) -> Result<(), Unsaved> {
    of(tx, rules, Whose::Role, change)
}

pub(crate) fn of_group(tx: &mut Tx<'_>, rules: &Rules<'_>, change: OldAndNew<'_>) -> Result<(), Unsaved> {
    of(tx, rules, Whose::Group, change)
}

fn of(tx: &mut Tx<'_>, rules: &Rules<'_>, whose: Whose, change: OldAndNew<'_>) -> Result<(), Unsaved> {
    meant(tx, rules.pool, change, &Saving { whose, confirmed: rules.confirmed, home: rules.home })
}

/// A role or a group that is there no more.
pub(crate) fn removed(tx: &mut Tx<'_>, rules: &Rules<'_>, holder: &Holder) -> Result<(), Unsaved> {
    less_asked(tx, rules.pool, holder, rules.confirmed)
}
