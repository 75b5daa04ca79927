//! The disk below the embedded database: how much room there is, and how long the log beside the file has grown.

use crate::start::database_file;
use domain::doctor::{Check, Finding, State};
use rustix::fs::statvfs;
use std::path::Path;

const MIB: u64 = 1024 * 1024;
/// Below this the next busy day may end it.
const LITTLE: u64 = 1024 * MIB;
/// Below this a checkpoint may fail.
const NEARLY_NONE: u64 = 200 * MIB;
/// A checkpoint comes at 40 MiB: what is much longer is held by a reader that never ends, or by a copy under way.
const LONG_LOG: u64 = 1024 * MIB;

pub(super) fn look(data: &Path) -> Finding {
    let looked_at = format!("{} and its log", database_file(data).display());
    let free = match statvfs(data) {
        Ok(disk) => disk.f_bavail.saturating_mul(disk.f_frsize),
        Err(error) => {
            let text = (error.to_string(), "See that the data directory can be read.");
            return Finding::of((Check::Disk, State::NotChecked), looked_at, text);
        }
    };
    let log = std::fs::metadata(data.join("keystead.db-wal")).map_or(0, |found| found.len());
    judge(looked_at, free, log)
}

fn judge(looked_at: String, free: u64, log: u64) -> Finding {
    let (free_mib, log_mib) = (free / MIB, log / MIB);
    let found = format!("{free_mib} MiB are free; the log has {log_mib} MiB.");
    let (state, remedy) = if free < NEARLY_NONE {
        (State::Wrong, "Make room: without any, nobody can sign in, because no session can be written.")
    } else if free < LITTLE {
        (State::ToLookAt, "Make room, or let old events go: [audit] keep_days.")
    } else if log > LONG_LOG {
        (State::ToLookAt, "Something keeps the log from being folded in: a copy that never ended? A restart folds it.")
    } else {
        return Finding::good(Check::Disk, looked_at, found);
    };
    Finding::of((Check::Disk, state), looked_at, (found, remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_and_a_long_log_are_told() {
        let state = |free: u64, log: u64| judge(String::new(), free * MIB, log * MIB).state;
        assert_eq!((state(199, 0), state(200, 0), state(1023, 0)), (State::Wrong, State::ToLookAt, State::ToLookAt));
        assert_eq!((state(1024, 1024), state(1024, 1025)), (State::Good, State::ToLookAt));
    }

    #[test]
    fn a_folder_that_is_not_there_cannot_be_looked_at() {
        assert_eq!(look(Path::new("/nowhere/at/all")).state, State::NotChecked);
        assert_ne!(look(Path::new(".")).state, State::NotChecked);
    }
}
