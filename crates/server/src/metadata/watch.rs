//! What a node does about metadata that it does not have, or that nobody has renewed: when to read its files again, and when to complain. Pure:
//! the moment and the files' stamps come from the caller. It must never fill the log: each complaint is made once, and then once a day.

use domain::metadata::Edition;
use std::time::SystemTime;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Of each file when it was changed and how long it is; nothing where it is not there.
pub(super) type Stamp = Vec<Option<(SystemTime, u64)>>;

#[derive(Debug, Default)]
pub(super) struct Watch {
    /// For which edition the files were read, and which files these were.
    tried: Option<(Edition, Stamp)>,
    why: Option<String>,
    behind: Complaint,
    stale: Complaint,
}

#[derive(Debug, Default)]
struct Complaint {
    /// Since the last look. What another task is just mending is gone at the next one.
    is_seen: bool,
    made_at: Option<i64>,
}

impl Complaint {
    fn is_due(&mut self, holds: bool, now: i64) -> bool {
        let was_seen = std::mem::replace(&mut self.is_seen, holds);
        if !holds {
            self.made_at = None;
        }
        let is_due = holds && was_seen && self.made_at.is_none_or(|made_at| now - made_at >= DAY_MS);
        if is_due {
            self.made_at = Some(now);
        }
        is_due
    }
}

fn is_behind(own: Option<&Edition>, in_force: &Edition) -> bool {
    own.is_none_or(|own| own.signer != in_force.signer || own.number < in_force.number)
}

impl Watch {
    /// Whether to read the files again: once for an edition that another node has brought, and then whenever they change.
    pub(super) fn should_read(
        &mut self,
        own: Option<&Edition>,
        in_force: &Edition,
        stamp: impl FnOnce() -> Stamp,
    ) -> bool {
        if !is_behind(own, in_force) {
            self.tried = None;
            self.why = None;
            return false;
        }
        let now = Some((in_force.clone(), stamp()));
        let is_new = self.tried != now;
        self.tried = now;
        is_new
    }

    /// Reading them did not help.
    pub(super) fn failed(&mut self, why: String) {
        self.why = Some(why);
    }

    /// What to complain of now: that this node is behind, and why.
    pub(super) fn complaint(&mut self, own: Option<&Edition>, in_force: Option<&Edition>, now: i64) -> Option<String> {
        let holds = in_force.is_some_and(|in_force| is_behind(own, in_force));
        self.behind.is_due(holds, now).then(|| self.why.clone().unwrap_or_default())
    }

    /// Whether to say now that a newer edition should be out.
    pub(super) fn is_overdue(&mut self, is_stale: bool, now: i64) -> bool {
        self.stale.is_due(is_stale, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(number: i64) -> Edition {
        Edition { signer: "a".to_owned(), number }
    }

    fn stamp(size: u64) -> Stamp {
        vec![Some((SystemTime::UNIX_EPOCH, size)), None]
    }

    #[test]
    fn files_are_read_for_each_newer_edition_and_whenever_they_change() {
        let mut watch = Watch::default();
        let old = edition(6);
        assert!(!watch.should_read(Some(&edition(7)), &edition(7), || stamp(1)));
        assert!(!watch.should_read(Some(&edition(8)), &edition(7), || stamp(1)), "ahead of a snapshot");
        assert!(watch.should_read(Some(&old), &edition(7), || stamp(1)));
        assert!(!watch.should_read(Some(&old), &edition(7), || stamp(1)), "they are as they were");
        assert!(watch.should_read(Some(&old), &edition(7), || stamp(2)));
        assert!(watch.should_read(Some(&old), &edition(8), || stamp(2)));
        assert!(watch.should_read(None, &edition(9), || stamp(2)), "nothing was read at all");
        let other = Edition { signer: "b".to_owned(), number: 10 };
        assert!(watch.should_read(Some(&other), &edition(9), || stamp(3)));
    }

    #[test]
    fn a_node_that_stays_behind_says_so_once_and_daily() {
        let mut watch = Watch::default();
        let (own, in_force) = (edition(6), edition(7));
        let mut look = |own: &Edition, now| watch.complaint(Some(own), Some(&in_force), now).is_some();
        assert!(!look(&own, 0), "it may be catching up");
        assert!(look(&own, 1));
        assert!(!look(&own, DAY_MS));
        assert!(look(&own, DAY_MS + 1));
        assert!(!look(&edition(7), DAY_MS + 2));
        assert!(!look(&own, DAY_MS + 3));
        assert!(look(&own, DAY_MS + 4), "another time");
        assert_eq!(watch.complaint(None, None, 0), None);
        watch.failed("cannot read".to_owned());
        watch.complaint(None, Some(&in_force), 5);
        assert_eq!(watch.complaint(None, Some(&in_force), 6).as_deref(), Some("cannot read"));
    }

    #[test]
    fn an_edition_that_is_overdue_is_named_daily() {
        let mut watch = Watch::default();
        let told: Vec<_> = [(false, 0), (true, 1), (true, 2), (true, 3), (true, DAY_MS + 1), (true, DAY_MS + 2)]
            .map(|(is_stale, now)| watch.is_overdue(is_stale, now))
            .into();
        assert_eq!(told, [false, false, true, false, false, true]);
        assert!(!watch.is_overdue(false, 2 * DAY_MS));
    }
}
