//! What this node counts while it works: sign-ins by method, steps of journeys, refusals by what was told, messages and calls that were sent. The
//! numbers start at zero with the process and only grow. They never hold a name, an address or anything else of a person, and counting is one
//! addition without a lock.

use crate::catalogue;
use crate::error::{Phase, Refused};
use crate::journey::Purpose;
use crate::messages::{Address, Outcome};
use crate::method::Method;
use crate::sign_in::Next;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

pub use store::traffic::{BOUNDS_US, Event, Histogram, Reading, Side, Traffic};

const PURPOSES: [&str; 2] = ["sign_in", "recovery"];
const STEPS: [&str; 5] = ["identify", "first", "second", "enrol", "wait"];
const CHANNELS: [&str; 3] = ["mail", "phone", "webhook"];
const OUTCOMES: [&str; 3] = ["sent", "later", "never"];
const CALLS: [&str; 2] = ["taken", "not_taken"];

/// Counters by two words.
#[derive(Debug)]
struct Table {
    columns: usize,
    cells: Box<[AtomicU64]>,
}

impl Table {
    fn new(rows: usize, columns: usize) -> Self {
        Self { columns, cells: (0..rows * columns).map(|_| AtomicU64::new(0)).collect() }
    }

    /// What has no place is not counted: there is none for words that are not ours.
    fn note(&self, row: Option<usize>, column: Option<usize>) {
        let cell = row.zip(column).and_then(|(row, column)| self.cells.get(row * self.columns + column));
        if let Some(cell) = cell {
            cell.fetch_add(1, Relaxed);
        }
    }

    fn read<'t>(
        &'t self,
        rows: &'t [&'static str],
        columns: &'t [&'static str],
    ) -> impl Iterator<Item = (&'static str, &'static str, u64)> + 't {
        let names = rows.iter().flatten_names(columns);
        names.zip(&self.cells).map(|((row, column), cell)| (row, column, cell.load(Relaxed)))
    }
}

/// Each row's name with each column's.
trait FlattenNames<'t> {
    fn flatten_names(self, columns: &'t [&'static str]) -> impl Iterator<Item = (&'static str, &'static str)> + 't;
}

impl<'t, I: Iterator<Item = &'t &'static str> + 't> FlattenNames<'t> for I {
    fn flatten_names(self, columns: &'t [&'static str]) -> impl Iterator<Item = (&'static str, &'static str)> + 't {
        self.flat_map(move |row| columns.iter().map(move |column| (*row, *column)))
    }
}

fn place(names: &[&str], name: &str) -> Option<usize> {
    names.iter().position(|known| *known == name)
}

/// The counters of one node.
#[derive(Debug)]
pub struct Meters {
    sign_ins: Table,
    steps: Table,
    refusals: Table,
    messages: Table,
    calls: Table,
}

impl Default for Meters {
    fn default() -> Self {
        Self {
            sign_ins: Table::new(Method::ALL.len(), 1),
            steps: Table::new(PURPOSES.len(), STEPS.len()),
            refusals: Table::new(Phase::ALL.len(), catalogue::all().len()),
            messages: Table::new(CHANNELS.len(), OUTCOMES.len()),
            calls: Table::new(1, CALLS.len()),
        }
    }
}

impl Meters {
    /// A session was opened; these are the methods in the order in which they were shown.
    pub(crate) fn note_sign_in(&self, methods: &[Method]) {
        let first = methods.first().and_then(|first| Method::ALL.iter().position(|method| method == first));
        self.sign_ins.note(first, Some(0));
    }

    /// A visitor was asked for the next thing.
    pub(crate) fn note_step(&self, purpose: Purpose, next: &Next) {
        let row = match purpose {
            Purpose::SignIn => 0,
            Purpose::Recovery => 1,
        };
        self.steps.note(Some(row), place(&STEPS, next.as_str()));
    }

    /// Somebody was refused, and told so.
    pub fn note_refusal(&self, refused: &Refused) {
        let row = Phase::ALL.iter().position(|phase| *phase == refused.phase);
        let column = catalogue::all().iter().position(|message| message.code == refused.message.code);
        self.refusals.note(row, column);
    }

    pub(crate) fn note_message(&self, to: &Address, outcome: &Outcome) {
        let channel = match to {
            Address::Mail(_) => "mail",
            Address::Phone(_) => "phone",
            Address::Webhook(_) => "webhook",
        };
        let outcome = match outcome {
            Outcome::Sent => "sent",
            Outcome::Later(_) => "later",
            Outcome::Never(_) => "never",
        };
        self.messages.note(place(&CHANNELS, channel), place(&OUTCOMES, outcome));
    }

    /// A webhook was called.
    pub(crate) fn note_call(&self, was_taken: bool) {
        self.calls.note(Some(0), Some(usize::from(!was_taken)));
    }

    /// Sign-ins by the method that was shown first.
    pub fn sign_ins(&self) -> Vec<(&'static str, u64)> {
        let names = Method::ALL.map(Method::as_str);
        self.sign_ins.read(&names, &[""]).map(|(method, _, number)| (method, number)).collect()
    }

    /// By the journey's purpose and what it asks for.
    pub fn steps(&self) -> Vec<(&'static str, &'static str, u64)> {
        self.steps.read(&PURPOSES, &STEPS).collect()
    }

    /// Those there were, by what was being done and the code that was told.
    pub fn refusals(&self) -> Vec<(&'static str, &'static str, u64)> {
        let phases = Phase::ALL.map(Phase::as_str);
        let codes: Vec<&'static str> = catalogue::all().iter().map(|message| message.code).collect();
        self.refusals.read(&phases, &codes).filter(|(.., number)| *number > 0).collect()
    }

    /// By channel and outcome.
    pub fn messages(&self) -> Vec<(&'static str, &'static str, u64)> {
        self.messages.read(&CHANNELS, &OUTCOMES).collect()
    }

    /// Calls of webhooks by whether they were taken.
    pub fn calls(&self) -> Vec<(&'static str, u64)> {
        self.calls.read(&[""], &CALLS).map(|(_, outcome, number)| (outcome, number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 7: each number stands under its own words, and what nothing is counted for is there with 0.
    #[test]
    fn each_is_counted_under_its_own_words() {
        let meters = Meters::default();
        meters.note_sign_in(&[Method::Password, Method::Totp]);
        meters.note_sign_in(&[Method::Passkey]);
        meters.note_sign_in(&[Method::Passkey]);
        meters.note_sign_in(&[]);
        let counted: Vec<_> = meters.sign_ins().into_iter().filter(|(_, number)| *number > 0).collect();
        assert_eq!(counted, [("passkey", 2), ("password", 1)]);
        assert_eq!(meters.sign_ins().len(), Method::ALL.len());

        meters.note_step(Purpose::Recovery, &Next::Wait(1));
        meters.note_step(Purpose::SignIn, &Next::Second(Vec::new()));
        let counted: Vec<_> = meters.steps().into_iter().filter(|(.., number)| *number > 0).collect();
        assert_eq!(counted, [("sign_in", "second", 1), ("recovery", "wait", 1)]);

        meters.note_message(&Address::Phone("+1".into()), &Outcome::Later("x".into()));
        meters.note_call(false);
        let counted: Vec<_> = meters.messages().into_iter().filter(|(.., number)| *number > 0).collect();
        assert_eq!((counted, meters.calls()), (vec![("phone", "later", 1)], vec![("taken", 0), ("not_taken", 1)]));
    }
}
