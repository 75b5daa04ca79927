//! How far something long is, for whoever waits for it.

/// So many of so many are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Of what: "members", "events". Another word begins another count.
    pub what: &'static str,
    pub done: u64,
    pub of: u64,
}
