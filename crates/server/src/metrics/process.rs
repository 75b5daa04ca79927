//! What the system says of this process. Only `/proc/self` is read, which is there also where a unit hides the rest of `/proc`; what cannot be read is
//! left out.

use rustix::time::{ClockId, clock_gettime};

/// As far as it is known.
#[derive(Debug, Default)]
pub(super) struct Process {
    pub(super) cpu_us: u64,
    pub(super) memory: Option<u64>,
    pub(super) files: Option<usize>,
    pub(super) most_files: Option<u64>,
}

impl Process {
    pub(super) fn look() -> Self {
        let used = clock_gettime(ClockId::ProcessCPUTime);
        let (seconds, nanos) = (u64::try_from(used.tv_sec), u64::try_from(used.tv_nsec));
        let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}")).unwrap_or_default();
        Self {
            cpu_us: seconds.unwrap_or_default() * 1_000_000 + nanos.unwrap_or_default() / 1000,
            memory: number(&read("status"), "VmRSS:", 0).map(|kilobytes| kilobytes * 1024),
            files: std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count),
            most_files: number(&read("limits"), "Max open files", 0),
        }
    }
}

/// The number that stands so many words behind a name at the beginning of a line.
fn number(text: &str, name: &str, words: usize) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().nth(words)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_has_memory_and_files() {
        let process = Process::look();
        assert!(process.memory.unwrap() > 100_000 && process.files.unwrap() >= 3, "{process:?}");
        assert!(process.most_files.unwrap() >= 16 && process.cpu_us > 0, "{process:?}");
        assert_eq!(number("Max open files  1024  4096 files", "Max open files", 0), Some(1024));
    }
}
