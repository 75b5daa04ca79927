//! Browser tests: the built `keystead` binary, a real Chromium, virtual authenticators.
//!
//! Everything is in `tests/browser`; the crate itself is empty, so that the browser's client, which takes long to
//! compile, is built only for these tests. It must never be a dependency of anything.
