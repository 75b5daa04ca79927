//! The lists of a review: who is in each, some names at a time, and the way to the rest. It must never hide a name behind a number.

use super::waiting::Waiting;
use domain::dry_run::{AtDoor, Concerned};

/// Names of a list on one page.
const MOST: usize = 50;

/// One list as the page shows it.
pub(super) struct List<'a> {
    /// Door and kind.
    pub(super) key: String,
    /// What those in it have in common.
    pub(super) title: &'static str,
    /// Of all who were looked at so far.
    pub(super) number: u64,
    pub(super) names: &'a [Concerned],
    /// Of those who were looked at for this page: the first and the last that are named, and how many there are.
    pub(super) part: (usize, usize, usize),
    /// Whether its names are being read.
    pub(super) is_open: bool,
    /// Whether others stand before these.
    pub(super) is_later: bool,
    /// By which the names behind these are asked for.
    pub(super) next: Option<String>,
}

impl List<'_> {
    pub(super) fn is_whole(&self) -> bool {
        u64::try_from(self.names.len()).is_ok_and(|named| named == self.number)
    }
}

/// Those of a door in which somebody is.
pub(super) fn lists<'a>(waiting: &Waiting, place: usize, door: &'a AtDoor) -> Vec<List<'a>> {
    let counts = &door.counts;
    let all: [(_, _, _, &[Concerned]); 4] = [
        ("held", "held at enrolment", counts.held, &door.held),
        ("blocked", "blocked: no way in is left to them", counts.blocked, &door.blocked),
        ("stranded", "with passkeys of the other mode alone", counts.only_other_mode, &door.only_other_mode),
        (
            "elevated",
            "with elevated permissions and without a passkey",
            counts.elevated_without_passkey,
            &door.elevated_without_passkey,
        ),
    ];
    let there = all.into_iter().filter(|(_, _, number, _)| *number > 0);
    there.map(|(kind, title, number, all)| list(waiting, format!("{place}-{kind}"), (title, number), all)).collect()
}

fn list<'a>(waiting: &Waiting, key: String, (title, number): (&'static str, u64), all: &'a [Concerned]) -> List<'a> {
    let is_open = waiting.reads(&key);
    // The newest first, as they were looked at: whoever was named last may be gone meanwhile.
    let behind = waiting.behind().filter(|_| is_open);
    let from = behind.map_or(0, |after| all.iter().take_while(|one| one.id >= after).count());
    let names = all.get(from..).unwrap_or_default();
    let names = names.get(..MOST).unwrap_or(names);
    let last = from + names.len();
    let next = names.last().filter(|_| last < all.len()).map(|one| format!("{key}.{}", one.id));
    let part = (from + 1, last, all.len());
    List { title, number, names, part, is_open, is_later: from > 0, next, key }
}
