//! A line of the log as JSON: always `timestamp`, `level`, `message`, `target`; within a request `trace_id` and, where whoever asked named one,
//! `correlation_id`; and the fields of what is told. `docs/operator/logs.md` lists them, and a test holds lines against it. One event is one line,
//! whatever its fields hold.

use crate::trace::Trace;
use serde::Serialize;
use std::fmt::{self, Debug, Display, Write};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// What no field of an event may be called: it would stand in the line twice.
const OURS: [&str; 5] = ["timestamp", "level", "target", "trace_id", "correlation_id"];

#[derive(Debug)]
pub(super) struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut now = String::new();
        SystemTime.format_time(&mut Writer::new(&mut now))?;
        let mut line = Line(String::from("{"));
        line.put("timestamp", &now);
        line.put("level", event.metadata().level().as_str());
        event.record(&mut line);
        line.put("target", event.metadata().target());
        Trace::current(|trace| {
            line.put("trace_id", &trace.id().to_string());
            if let Some(correlation) = trace.correlation() {
                line.put("correlation_id", correlation);
            }
        });
        writeln!(writer, "{}}}", line.0)
    }
}

/// The members so far.
struct Line(String);

impl Line {
    fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        // Text and numbers always make JSON.
        let (Ok(name), Ok(value)) = (serde_json::to_string(name), serde_json::to_string(value)) else { return };
        let comma = if self.0.len() > 1 { "," } else { "" };
        // Writing to a String does not fail.
        write!(self.0, "{comma}{name}:{value}").ok();
    }

    fn told(&mut self, field: &Field, value: &(impl Serialize + ?Sized)) {
        if !OURS.contains(&field.name()) {
            self.put(field.name(), value);
        }
    }

    fn shown(&mut self, field: &Field, value: impl Display) {
        self.told(field, &value.to_string());
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.told(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.told(field, &value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.told(field, &value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.told(field, &value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.told(field, &value);
    }

    fn record_u128(&mut self, field: &Field, value: u128) {
        self.told(field, &u64::try_from(value).unwrap_or(u64::MAX));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.shown(field, format_args!("{value:?}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::sync::{Arc, Mutex};
    use tracing_subscriber::fmt::MakeWriter;

    #[derive(Clone, Default)]
    struct Text(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Text {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            io::Write::write(&mut *self.0.lock().unwrap(), bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl MakeWriter<'_> for Text {
        type Writer = Self;

        fn make_writer(&self) -> Self {
            self.clone()
        }
    }

    // Issue 9, 7: nothing that comes from outside makes a line or a member of its own.
    #[test]
    fn an_event_is_one_line_of_json() {
        let text = Text::default();
        let lines = tracing_subscriber::fmt().event_format(JsonLine).with_writer(text.clone()).finish();
        tracing::subscriber::with_default(lines, || {
            let odd = "a\"b\n{\"level\":\"ERROR\"}";
            tracing::info!(odd, number = 7_u64, is = true, level = "mine", path = ?odd, shown = %odd, "one {}", "two");
        });
        let text = String::from_utf8(text.0.lock().unwrap().clone()).unwrap();
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        let line: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&line["level"], &line["message"]), (&"INFO".into(), &"one two".into()));
        assert_eq!((&line["number"], &line["is"]), (&7.into(), &true.into()));
        assert_eq!(line["odd"], "a\"b\n{\"level\":\"ERROR\"}");
        assert_eq!(text.matches("\"level\":").count(), 1, "{text}");
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z') && line.get("trace_id").is_none(), "{text}");
    }
}
