//! What can be told, by the names that receivers know. One that was released never changes its meaning (docs/developer/webhooks.md is compared
//! with this table).

use super::plan::{KINDS, Plan, plan};
use crate::audit::Kind;
use std::sync::LazyLock;

/// What an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    SignIn,
    Refusal,
    Passkey,
    Recovery,
    Member,
    Approval,
    Policy,
    Administration,
}

impl Group {
    pub const ALL: [Self; 8] = [
        Self::SignIn,
        Self::Refusal,
        Self::Passkey,
        Self::Recovery,
        Self::Member,
        Self::Approval,
        Self::Policy,
        Self::Administration,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Refusal => "refusal",
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
            Self::Member => "member",
            Self::Approval => "approval",
            Self::Policy => "policy",
            Self::Administration => "administration",
        }
    }

    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == word)
    }

    /// As administrators read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SignIn => "Sign-ins, sign-ups and ends of sessions",
            Self::Refusal => "What was refused: any stranger can cause these",
            Self::Passkey => "Passkeys",
            Self::Recovery => "Recovery",
            Self::Member => "Members and their other ways in",
            Self::Approval => "Approvals that applications ask for",
            Self::Policy => "Policy and settings",
            Self::Administration => "Administrators, applications, webhooks and alarms",
        }
    }
}

/// One kind of message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventType {
    pub name: &'static str,
    pub group: Group,
    pub kind: Kind,
    /// Whether it is about what was refused, and not done.
    pub refused: bool,
}

/// The message that somebody has sent to try an address, whatever that one asks for.
pub(super) const TESTED: &str = "webhook.tested";

/// All that can be told, besides `TESTED`, group by group.
pub static EVENTS: LazyLock<Vec<EventType>> = LazyLock::new(|| {
    let each = |kind: &Kind| [false, true].map(|refused| told(*kind, refused));
    let all: Vec<_> = KINDS.iter().flat_map(each).flatten().collect();
    Group::ALL.iter().flat_map(|group| all.iter().filter(|event| event.group == *group)).copied().collect()
});

/// As what an event of this kind is told.
const fn told(kind: Kind, refused: bool) -> Option<EventType> {
    let (group, name) = match (plan(kind), refused) {
        (Plan::Done(group, name) | Plan::Both(group, name, _), false) | (Plan::Refused(group, name), true) => {
            (group, name)
        }
        (Plan::Both(_, _, name), true) => (Group::Refusal, name),
        (Plan::Done(..), true) | (Plan::Refused(..), false) | (Plan::Not(_), _) => return None,
    };
    Some(EventType { name, group, kind, refused })
}

/// As what an event is told; nothing where it is not.
pub(super) fn of(kind: &str, outcome: &str) -> Option<EventType> {
    let refused = match outcome {
        "done" => false,
        "refused" => true,
        _ => return None,
    };
    told(Kind::find(kind)?, refused)
}

/// The groups of a stored text; a word of another release is none.
pub(super) fn groups(stored: &str) -> Vec<Group> {
    stored.split(' ').filter_map(Group::find).collect()
}

/// Whether an address with these groups wants to hear of this. A name of another release was asked for by whoever knew it.
pub(super) fn is_asked_for(stored: &str, name: &str) -> bool {
    EVENTS.iter().find(|event| event.name == name).is_none_or(|event| groups(stored).contains(&event.group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn each_event_has_one_name() {
        let names: HashSet<_> = EVENTS.iter().map(|event| event.name).collect();
        let kinds: HashSet<_> = EVENTS.iter().map(|event| (event.kind.as_str(), event.refused)).collect();
        assert_eq!((names.len(), kinds.len()), (EVENTS.len(), EVENTS.len()));
        assert!(!names.contains(TESTED));
        for event in EVENTS.iter() {
            let outcome = if event.refused { "refused" } else { "done" };
            assert_eq!(of(event.kind.as_str(), outcome), Some(*event));
        }
        assert_eq!((of("sign_in", "begun"), of("page", "refused"), of("later", "done")), (None, None, None));
    }

    // Issue 8, 5: whatever is recorded is told, or there is a reason why not. Refusals of a phase are a stranger's doing, so they stand apart.
    #[test]
    fn each_kind_is_told_or_has_its_reason() {
        for kind in KINDS {
            let told = EVENTS.iter().filter(|event| event.kind == *kind).count();
            let expected = match plan(*kind) {
                Plan::Done(..) | Plan::Refused(..) => 1,
                Plan::Both(..) => 2,
                Plan::Not(_) => 0,
            };
            assert_eq!(told, expected, "{kind:?}");
        }
        let are_signs = [
            ("factors_cleared", "done", Group::Member),
            ("address_added", "done", Group::Member),
            ("device_trusted", "done", Group::Member),
            ("rescued", "done", Group::Recovery),
            ("campaign_finished", "done", Group::Policy),
            ("scheduled_change_refused", "refused", Group::Policy),
            ("approval_given", "done", Group::Approval),
        ];
        for (kind, outcome, group) in are_signs {
            assert_eq!(of(kind, outcome).map(|event| event.group), Some(group), "{kind}");
        }
    }

    #[test]
    fn what_is_not_asked_for_any_more_is_known() {
        assert!(is_asked_for("sign_in policy", "policy.changed") && !is_asked_for("sign_in", "policy.changed"));
        assert!(is_asked_for("sign_in", TESTED) && is_asked_for("sign_in", "later.release"));
    }

    // Issue 8, 5: the table of the documentation says what is sent, and nothing else.
    #[test]
    fn the_documentation_lists_each_event() {
        let page = include_str!("../../../../docs/developer/webhooks.md");
        let told = |line: &str| {
            line.strip_prefix("| `").and_then(|rest| rest.split_once('`')).map(|(name, _)| name.to_owned())
        };
        let listed: Vec<_> = page.lines().filter_map(told).filter(|name| name.contains('.')).collect();
        let known: Vec<_> = EVENTS.iter().map(|event| event.name.to_owned()).chain([TESTED.to_owned()]).collect();
        assert_eq!(listed, known);
        for event in EVENTS.iter() {
            let outcome = if event.refused { "refused" } else { "done" };
            let line =
                format!("| `{}` | `{}` | `{}` | {outcome} |", event.name, event.group.as_str(), event.kind.as_str());
            assert!(page.contains(&line), "{line}");
        }
    }
}
