//! What the tests need from the machine: looks for it, installs it as root on Debian, or says what to install.
//!
//! It never changes a machine that has everything, and never fetches anything but Debian's own packages. (The mail server of the tests
//! comes from `PyPI`, pinned by hash: the tests fetch it themselves.)

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::step;

/// Something the tests cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// The browser of the browser tests.
    Browser,
    /// The server binaries of a throw-away PostgreSQL.
    Postgres,
    /// Compiles the engine of the fuzz targets.
    Cpp,
    /// Shows the order of system calls to the durability tests.
    Strace,
    /// Runs the certified OpenID provider that single sign-on is tested against.
    Node,
    /// Runs the mail server of the HTTP tests, which make an environment for it below the target folder.
    Python,
    /// A web server whose own module signs users in.
    Apache,
    /// Another's client of OpenID Connect, in an application.
    Authlib,
    /// The proxy before two nodes.
    Nginx,
    /// Makes a Debian package and looks at it.
    Packaging,
    /// Puts another PostgreSQL in the place of one that was lost.
    Patroni,
    /// A directory of certificates that is asked for ours.
    Pebble,
    /// Reads our metrics and alerts as Prometheus does.
    Promtool,
}

impl Need {
    fn package(self) -> &'static str {
        match self {
            Self::Browser => "chromium-headless-shell",
            Self::Postgres => "postgresql",
            Self::Cpp => "g++",
            Self::Strace => "strace",
            Self::Node => "npm",
            Self::Python => "python3-venv",
            Self::Apache => "libapache2-mod-auth-openidc",
            Self::Authlib => "python3-authlib python3-flask python3-requests",
            Self::Nginx => "nginx-light",
            Self::Packaging => "dpkg-dev lintian adduser",
            Self::Patroni => "patroni etcd-server",
            Self::Pebble => "pebble",
            Self::Promtool => "prometheus",
        }
    }

    fn is_met(self) -> bool {
        match self {
            Self::Browser => browser().is_some(),
            Self::Postgres => postgres_binaries().is_some(),
            Self::Cpp => on_path("c++"),
            Self::Strace => on_path("strace"),
            Self::Pebble => on_path("pebble") && on_path("pebble-challtestsrv"),
            Self::Promtool => on_path("promtool"),
            Self::Node => on_path("node") && on_path("npm"),
            Self::Python => step::quietly(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_ok(),
            Self::Apache => Path::new("/usr/lib/apache2/modules/mod_auth_openidc.so").is_file(),
            // The packages are for the distribution's own interpreter, whatever else is on the path.
            Self::Authlib => {
                step::quietly(Command::new("/usr/bin/python3").args(["-c", "import authlib, flask, requests"])).is_ok()
            }
            Self::Nginx => Path::new("/usr/sbin/nginx").is_file(),
            Self::Packaging => ["dpkg-shlibdeps", "lintian", "strip"].iter().all(|program| on_path(program)),
            Self::Patroni => ["/usr/bin/patroni", "/usr/bin/etcd"].iter().all(|program| Path::new(program).is_file()),
        }
    }
}

/// A variable of the environment, where a developer or CI has set one.
#[expect(clippy::disallowed_methods, reason = "the chores have no configuration but the environment")]
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A cargo command in the repository, with the cargo that runs us.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(setting("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    command.args(words).current_dir(repository());
    command
}

/// The root of the repository: the folder above this crate's.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Whether a program of this name can be started.
pub(crate) fn on_path(program: &str) -> bool {
    setting("PATH").is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// The folder of `initdb` and `postgres`, the newest version first.
pub(crate) fn postgres_binaries() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<(u32, PathBuf)> = versions
        .filter_map(Result::ok)
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

pub(crate) fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// Installs what is missing, or says what to install.
pub(crate) fn prepare(needs: &[Need]) -> Result<(), String> {
    let missing: Vec<&str> = needs.iter().filter(|need| !need.is_met()).map(|need| need.package()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages = missing.join(" ");
    if !is_root() || !on_path("apt-get") {
        return Err(format!(
            "these Debian packages are missing: {packages}\n\
             install them as root (or run this command as root):\n\n    \
             apt-get update && apt-get install -y --no-install-recommends {packages}\n"
        ));
    }
    println!("── machine: installing {packages}");
    apt(&["update"])?;
    let mut words = vec!["install", "-y", "--no-install-recommends"];
    words.extend(missing.iter().flat_map(|packages| packages.split(' ')));
    apt(&words)?;
    match needs.iter().find(|need| !need.is_met()) {
        None => Ok(()),
        Some(need) => Err(format!("{} is installed, yet what it should bring was not found", need.package())),
    }
}

fn apt(words: &[&str]) -> Result<(), String> {
    step::quietly(Command::new("apt-get").arg("-q").args(words).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The browser's binary itself: the script of the same name on the path would outlive a kill.
fn browser() -> Option<PathBuf> {
    let given = setting("KEYSTEAD_TEST_BROWSER").map(PathBuf::from);
    let known = ["/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium-browser/chromium-headless-shell"];
    given.into_iter().chain(known.map(PathBuf::from)).find(|path| path.is_file())
}
