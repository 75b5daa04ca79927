//! A backup that is not wanted any more, because the server stops: whoever writes or reads it goes on to the next piece and no further. Whoever waits
//! for it is gone by then; what was written goes with its draft.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Held by whoever waits for the backup: when it goes, nobody wants it.
#[derive(Debug, Default)]
pub(super) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    pub(super) fn wanted(&self) -> StillWanted {
        StillWanted(Arc::clone(&self.0))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Held by whoever makes it.
#[derive(Debug, Clone)]
pub(super) struct StillWanted(Arc<AtomicBool>);

impl StillWanted {
    pub(super) fn of<T>(&self, inner: T) -> Stopping<T> {
        Stopping { wanted: self.clone(), inner }
    }

    fn check(&self) -> io::Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(io::Error::other("the server stops")) } else { Ok(()) }
    }
}

/// A file that is written or read only as long as it is wanted.
#[derive(Debug)]
pub(super) struct Stopping<T> {
    wanted: StillWanted,
    inner: T,
}

impl<W: Write> Write for Stopping<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.wanted.check()?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.wanted.check()?;
        self.inner.flush()
    }
}

impl<R: Read> Read for Stopping<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.wanted.check()?;
        self.inner.read(into)
    }
}
