//! The log of one test, caught on its thread.

use std::io;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

pub(crate) struct Log {
    text: Text,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Text(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Everything from `debug` upwards, from here to the end of the test.
    pub(crate) fn start() -> Self {
        let text = Text::default();
        let lines =
            tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_ansi(false).with_writer(text.clone());
        Self { text, _guard: tracing::subscriber::set_default(lines.finish()) }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.text.0.lock().unwrap().clone()).unwrap()
    }

    pub(crate) fn line_with(&self, piece: &str) -> String {
        let text = self.text();
        let line = text.lines().find(|line| line.contains(piece));
        line.unwrap_or_else(|| panic!("no line of the log has {piece}:\n{text}")).to_owned()
    }
}

impl io::Write for Text {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
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
