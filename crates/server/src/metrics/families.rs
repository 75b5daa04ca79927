//! The names of all that is measured: one line each, with what it counts and by which words. `docs/operator/metrics.md` has the same table, and tests
//! hold it, the dashboard and the alerts against this one. A name that was released never changes its meaning. No label may ever hold what a person
//! or a stranger has written: its words are those of our own tables, so there are only so many of them.

use std::fmt::{self, Write};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, from zero at the start of the process.
    Counter,
    Gauge,
    Histogram,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram => "histogram",
        })
    }
}

/// All numbers of one name.
#[derive(Debug)]
pub struct Family {
    pub name: &'static str,
    pub kind: Kind,
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

macro_rules! families {
    ($($constant:ident = $name:literal, $kind:ident, [$($label:literal),*], $help:literal;)*) => {
        $(pub(crate) const $constant: Family =
            Family { name: $name, kind: Kind::$kind, labels: &[$($label),*], help: $help };)*
        static ALL: &[Family] = &[$($constant),*];
    };
}

families! {
    BUILD = "keystead_build_info", Gauge, ["version"], "Always 1; the release stands in the label";

    REQUESTS = "keystead_http_requests_total", Counter, ["method", "route", "status"], "Requests answered, by route and class of status";
    REQUEST_SECONDS = "keystead_http_request_seconds", Histogram, ["method", "route"], "From the request's head to the answer's";
    OVERDUE = "keystead_http_overdue_total", Counter, [], "Requests given up because they took too long";
    RATE_LIMITED = "keystead_rate_limited_total", Counter, ["budget"], "Requests refused because their sender's budget was spent";
    REFUSALS = "keystead_refusals_total", Counter, ["phase", "code"], "Refusals told to people and programs, by the code they were told";

    SIGN_INS = "keystead_sign_ins_total", Counter, ["method"], "Sessions opened by a sign-in, by the method shown first";
    CEREMONIES = "keystead_ceremonies_total", Counter, ["phase", "step", "outcome"], "Beginnings and ends of passkey ceremonies";
    STEPS = "keystead_journey_steps_total", Counter, ["purpose", "next"], "What journeys of more than one step asked for next";
    EVENTS = "keystead_events_total", Counter, ["kind", "outcome"], "Events recorded in the audit: sign-ins, registrations, changes, alarms";
    SESSIONS = "keystead_sessions", Gauge, [], "Sessions that have neither expired nor ended; counted every five minutes";

    DATABASE_SECONDS = "keystead_database_seconds", Histogram, ["mode"], "Transactions, from the call to the answer";
    DATABASE_WAIT = "keystead_database_wait_seconds", Histogram, ["mode"], "Transactions, from the call until a connection began them";
    DATABASE_WAITING = "keystead_database_waiting", Gauge, ["mode"], "Transactions that wait for a connection; on PostgreSQL both modes share one queue";
    DATABASE_BUSY = "keystead_database_busy", Gauge, [], "Transactions that run now";
    DATABASE_CONNECTIONS = "keystead_database_connections", Gauge, [], "Connections to the database";
    DATABASE_AGAIN = "keystead_database_retries_total", Counter, ["cause"], "Transactions run again: another had precedence, or the connection broke";
    DATABASE_FAILED = "keystead_database_failures_total", Counter, [], "Transactions that could not be committed";

    MESSAGES = "keystead_messages_total", Counter, ["channel", "outcome"], "Attempts to send mail, text messages and alarm calls";
    MESSAGES_WAITING = "keystead_messages_waiting", Gauge, [], "Messages still to be sent, up to 10000";
    MESSAGES_OVERDUE = "keystead_messages_overdue_seconds", Gauge, [], "For how long the oldest of them has waited, however often it was tried";
    WEBHOOK_CALLS = "keystead_webhook_calls_total", Counter, ["outcome"], "Calls of webhooks";
    WEBHOOK_WAITING = "keystead_webhook_events_waiting", Gauge, [], "Events still to be told to webhooks, up to 10000";
    WEBHOOK_OVERDUE = "keystead_webhook_events_overdue_seconds", Gauge, [], "How long ago the oldest of them happened, however often it was tried";
    STREAM_BEHIND = "keystead_audit_stream_seals_behind", Gauge, [], "Seals that the receiver of the audit has not taken; where one is configured";
    STREAM_FAILING = "keystead_audit_stream_failing_seconds", Gauge, [], "For how long the receiver of the audit has taken nothing; where one is configured";
    KEY_AGE = "keystead_key_age_seconds", Gauge, ["purpose"], "For how long the newest key of each purpose has been in use";
    BACKUP = "keystead_backup_last_timestamp_seconds", Gauge, [], "When the last good backup was made; absent where none ever was";
    MEASURED = "keystead_measured_timestamp_seconds", Gauge, [], "When what waits was last looked at; the gauges of what waits are of then";
    CERTIFICATE = "keystead_tls_certificate_expiry_timestamp_seconds", Gauge, [], "When the TLS certificate in use expires, of several the first; where we end TLS and have one";
    CERTIFICATES_MISSING = "keystead_tls_certificates_missing", Gauge, [], "Names that have no TLS certificate yet; where we end TLS";

    TRACES = "keystead_traces_total", Counter, ["outcome"], "Spans of traces: sent, not taken by the collector, or dropped because the queue was full";

    START = "process_start_time_seconds", Gauge, [], "When the process started";
    CPU = "process_cpu_seconds_total", Counter, [], "Processor time used";
    MEMORY = "process_resident_memory_bytes", Gauge, [], "Memory in use";
    FILES = "process_open_fds", Gauge, [], "Open files and connections";
    MOST_FILES = "process_max_fds", Gauge, [], "How many there may be";
}

/// In the order in which they are told.
pub fn all() -> &'static [Family] {
    ALL
}

/// The table as the documentation has it.
pub fn table() -> String {
    let mut text = "| name | kind | labels | what it says |\n|---|---|---|---|\n".to_owned();
    for Family { name, kind, labels, help } in ALL {
        let labels = labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
        // Writing to a String does not fail.
        writeln!(text, "| `{name}` | {kind} | {labels} | {help} |").ok();
    }
    text
}
