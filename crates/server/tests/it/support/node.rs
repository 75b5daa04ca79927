//! Programs of others in JavaScript, as `cargo xtask test` installs them under target/node. Where one is missing that is said, and in CI it is a failure.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

#[expect(clippy::disallowed_methods, reason = "a test's surroundings are its environment")]
fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

/// The folder of packages, where this one is among them.
pub(crate) fn packages(package: &str) -> Option<PathBuf> {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/node/node_modules");
    if !installed.join(package).exists() {
        assert!(!is_ci(), "{package} is not installed under target/node: cargo xtask test does it");
        eprintln!("SKIPPED: no {package} under target/node (cargo xtask test installs it)");
        return None;
    }
    Some(installed.canonicalize().unwrap())
}

/// A running one of `tests/node`, which prints its port; it ends with the test.
pub(crate) struct Program {
    pub(crate) port: u16,
    child: Child,
    /// Kept open: it writes there now and then, and would end of it.
    _said: BufReader<ChildStdout>,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Program {
    /// None where this package is not installed.
    pub(crate) fn start(script: &str, package: &str, word: &str) -> Option<Self> {
        let installed = packages(package)?;
        let mut child = Command::new("node")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node").join(script))
            .arg(installed)
            .arg(word)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut port).unwrap();
        let port = port.trim().parse().unwrap_or_else(|_| panic!("{script} did not start"));
        Some(Self { port, child, _said: said })
    }
}
