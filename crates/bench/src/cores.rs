//! Which core runs what. The server under test and its load each get a core of their own, so that neither slows the other; on a machine
//! with one core nothing is pinned and the report says so. Pinning goes through `taskset`, because asking the kernel ourselves would be
//! unsafe code.

use std::fs;
use std::process::{self, Command, Stdio};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cores {
    /// All cores that this process was given, in the kernel's own notation.
    pub all: String,
    /// The core of the server and the core of the load.
    pair: Option<(String, String)>,
}

impl Cores {
    /// Reads what the kernel allows; to be called before anything is pinned.
    pub fn find() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap_or("0").trim();
        let cores = Self::from_list(list);
        if has_taskset() { cores } else { Self { pair: None, ..cores } }
    }

    fn from_list(list: &str) -> Self {
        let mut single = list.split(',').flat_map(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            from.parse::<u32>().unwrap_or(0)..=to.parse::<u32>().unwrap_or(0)
        });
        let pair = single.next().zip(single.next()).map(|(server, load)| (server.to_string(), load.to_string()));
        Self { all: list.to_owned(), pair }
    }

    pub fn is_pinned(&self) -> bool {
        self.pair.is_some()
    }

    /// A command that runs on the server's core.
    pub fn on_server_core(&self, program: &str) -> Command {
        match &self.pair {
            Some((server, _)) => on(server, program),
            None => Command::new(program),
        }
    }

    /// A command that may run anywhere, although we ourselves are pinned and children inherit that.
    pub fn on_all_cores(&self, program: &str) -> Command {
        match &self.pair {
            Some(_) => on(&self.all, program),
            None => Command::new(program),
        }
    }

    /// Moves this process to the load's core.
    pub fn pin_load(&self) {
        if let Some((_, load)) = &self.pair {
            let own = process::id().to_string();
            let pinned = Command::new("taskset").args(["-a", "-c", "-p", load, &own]).stdout(Stdio::null()).status();
            if !pinned.is_ok_and(|status| status.success()) {
                eprintln!("bench: could not pin the load to core {load}");
            }
        }
    }

    pub fn describe(&self) -> String {
        match &self.pair {
            Some((server, load)) => format!("server on core {server}, load on core {load}"),
            None => "nothing pinned (one core, or no taskset): server and load share".to_owned(),
        }
    }
}

fn on(core: &str, program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", core, program]);
    command
}

fn has_taskset() -> bool {
    Command::new("taskset").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_first_two_cores_it_is_given() {
        let pair = |list| Cores::from_list(list).pair;
        assert_eq!(pair("0-1"), Some(("0".to_owned(), "1".to_owned())));
        assert_eq!(pair("3,5-7"), Some(("3".to_owned(), "5".to_owned())));
        assert_eq!(pair("4"), None);
    }
}
