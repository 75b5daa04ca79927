//! A piece of work with its beginning and its end, and the ids by which pieces hang together.

use std::fmt;

/// Of a whole request, over all that take part in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TraceId(u64, u64);

/// Of one piece of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SpanId(u64);

impl From<(u64, u64)> for TraceId {
    fn from((high, low): (u64, u64)) -> Self {
        Self(high, low)
    }
}

impl From<u64> for SpanId {
    fn from(id: u64) -> Self {
        Self(id)
    }
}

impl SpanId {
    pub(crate) fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}{:016x}", self.0, self.1)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A piece of work that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) trace: TraceId,
    pub(crate) id: SpanId,
    pub(crate) parent: Option<SpanId>,
    pub(crate) name: String,
    /// Whether it is the answer to somebody else's request.
    pub(crate) is_server: bool,
    /// Unix nanoseconds.
    pub(crate) from: u128,
    pub(crate) until: u128,
    /// Words and numbers of ours.
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) failed: bool,
}
