//! What can be told, by the names that receivers know. One that was released never changes its meaning (docs/developer/webhooks.md is compared
//! with this table).

use crate::audit::Kind;

/// What an address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    SignIn,
    Refusal,
    Passkey,
    Recovery,
    Member,
    Policy,
    Administration,
}

impl Group {
    pub const ALL: [Self; 7] =
        [Self::SignIn, Self::Refusal, Self::Passkey, Self::Recovery, Self::Member, Self::Policy, Self::Administration];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Refusal => "refusal",
            Self::Passkey => "passkey",
            Self::Recovery => "recovery",
            Self::Member => "member",
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

const fn done(name: &'static str, group: Group, kind: Kind) -> EventType {
    EventType { name, group, kind, refused: false }
}

const fn refused(name: &'static str, kind: Kind) -> EventType {
    EventType { name, group: Group::Refusal, kind, refused: true }
}

/// The message that somebody has sent to try an address, whatever that one asks for.
pub(super) const TESTED: &str = "webhook.tested";

/// All that can be told, besides [`TESTED`].
pub const EVENTS: [EventType; 84] = [
    done("sign_in.succeeded", Group::SignIn, Kind::SignIn),
    done("sign_up.succeeded", Group::SignIn, Kind::SignUp),
    done("step_up.succeeded", Group::SignIn, Kind::StepUp),
    done("session.signed_out", Group::SignIn, Kind::SignOut),
    done("session.idle", Group::SignIn, Kind::SessionIdle),
    done("session.revoked", Group::SignIn, Kind::SessionRevoked),
    done("session.others_revoked", Group::SignIn, Kind::OtherSessionsRevoked),
    done("application.entered", Group::SignIn, Kind::ApplicationEntered),
    done("application.left", Group::SignIn, Kind::ApplicationLeft),
    done("device.allowed", Group::SignIn, Kind::DeviceAllowed),
    refused("sign_in.refused", Kind::SignIn),
    refused("sign_up.refused", Kind::SignUp),
    refused("step_up.refused", Kind::StepUp),
    refused("passkey.refused", Kind::PasskeyAdded),
    done("guessing.stopped", Group::Refusal, Kind::GuessingStopped),
    done("token.replayed", Group::Refusal, Kind::TokenReplayed),
    done("passkey.counter_regressed", Group::Refusal, Kind::CounterRegressed),
    done("passkey.added", Group::Passkey, Kind::PasskeyAdded),
    done("passkey.handed_over", Group::Passkey, Kind::WebauthnAddCompleted),
    done("passkey.renamed", Group::Passkey, Kind::PasskeyRenamed),
    done("passkey.removed", Group::Passkey, Kind::PasskeyRemoved),
    done("passkey.set_aside", Group::Passkey, Kind::PasskeySetAside),
    done("passkey.confirmed", Group::Passkey, Kind::PasskeyConfirmed),
    done("passkey.replaced", Group::Passkey, Kind::PasskeysReplaced),
    done("passkey.became_synced", Group::Passkey, Kind::BackupEligibilityGained),
    done("passkey.no_longer_synced", Group::Passkey, Kind::BackupEligibilityLost),
    done("passkey.no_longer_backed_up", Group::Passkey, Kind::BackupStateLost),
    done("recovery.waiting", Group::Recovery, Kind::RecoveryWaits),
    done("recovery.stopped", Group::Recovery, Kind::RecoveryStopped),
    done("recovery.completed", Group::Recovery, Kind::Recovered),
    done("recovery_codes.drawn", Group::Recovery, Kind::RecoveryCodesDrawn),
    done("recovery_code.used", Group::Recovery, Kind::RecoveryCodeUsed),
    done("access_pass.issued", Group::Recovery, Kind::AccessPassIssued),
    done("access_pass.ended", Group::Recovery, Kind::AccessPassEnded),
    done("enrolment_link.sent", Group::Recovery, Kind::EnrolmentLinkSent),
    done("member.suspended", Group::Member, Kind::UserSuspended),
    done("member.restored", Group::Member, Kind::UserRestored),
    done("member.removed", Group::Member, Kind::UserErased),
    done("member.sessions_ended", Group::Member, Kind::SessionsEnded),
    done("member.role_given", Group::Member, Kind::RoleGiven),
    done("member.role_taken", Group::Member, Kind::RoleTaken),
    done("member.group_joined", Group::Member, Kind::GroupJoined),
    done("member.group_left", Group::Member, Kind::GroupLeft),
    done("invitation.sent", Group::Member, Kind::Invited),
    done("invitation.renewed", Group::Member, Kind::InvitationRenewed),
    done("invitation.revoked", Group::Member, Kind::InvitationRevoked),
    done("invitation.accepted", Group::Member, Kind::InvitationAccepted),
    done("totp.added", Group::Member, Kind::TotpAdded),
    done("totp.removed", Group::Member, Kind::TotpRemoved),
    done("password.set", Group::Member, Kind::PasswordSet),
    done("password.changed", Group::Member, Kind::PasswordChanged),
    done("password.removed", Group::Member, Kind::PasswordRemoved),
    done("account.linked", Group::Member, Kind::AccountLinked),
    done("account.unlinked", Group::Member, Kind::AccountUnlinked),
    done("policy.changed", Group::Policy, Kind::PolicyChanged),
    done("pool.changed", Group::Policy, Kind::PoolChanged),
    done("workspace.changed", Group::Policy, Kind::WorkspaceChanged),
    done("settings.applied", Group::Policy, Kind::SettingsApplied),
    done("role.added", Group::Policy, Kind::RoleAdded),
    done("role.changed", Group::Policy, Kind::RoleChanged),
    done("role.removed", Group::Policy, Kind::RoleRemoved),
    done("group.added", Group::Policy, Kind::GroupAdded),
    done("group.changed", Group::Policy, Kind::GroupChanged),
    done("group.removed", Group::Policy, Kind::GroupRemoved),
    done("change.scheduled", Group::Policy, Kind::ChangeScheduled),
    done("change.cancelled", Group::Policy, Kind::ChangeCancelled),
    done("change.applied", Group::Policy, Kind::ScheduledChangeApplied),
    done("administrator.appointed", Group::Administration, Kind::AdministratorAppointed),
    done("administrator.changed", Group::Administration, Kind::AdministratorChanged),
    done("administrator.dismissed", Group::Administration, Kind::AdministratorDismissed),
    done("client.added", Group::Administration, Kind::ClientAdded),
    done("client.changed", Group::Administration, Kind::ClientChanged),
    done("client.secret_renewed", Group::Administration, Kind::ClientSecretRenewed),
    done("client.enabled", Group::Administration, Kind::ClientEnabled),
    done("client.disabled", Group::Administration, Kind::ClientDisabled),
    done("client.removed", Group::Administration, Kind::ClientRemoved),
    done("webhook.added", Group::Administration, Kind::WebhookAdded),
    done("webhook.changed", Group::Administration, Kind::WebhookChanged),
    done("webhook.secret_renewed", Group::Administration, Kind::WebhookSecretRenewed),
    done("webhook.enabled", Group::Administration, Kind::WebhookEnabled),
    done("webhook.disabled", Group::Administration, Kind::WebhookDisabled),
    done("webhook.removed", Group::Administration, Kind::WebhookRemoved),
    done("alarm.raised", Group::Administration, Kind::AlarmRaised),
    done("alarm.cleared", Group::Administration, Kind::AlarmCleared),
];

/// As what an event is told; nothing where it is not.
pub(super) fn of(kind: &str, outcome: &str) -> Option<&'static EventType> {
    let refused = match outcome {
        "done" => false,
        "refused" => true,
        _ => return None,
    };
    EVENTS.iter().find(|event| event.refused == refused && event.kind.as_str() == kind)
}

/// The groups of a stored text; a word of another release is none.
pub(super) fn groups(stored: &str) -> Vec<Group> {
    stored.split(' ').filter_map(Group::find).collect()
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
        for event in EVENTS {
            let outcome = if event.refused { "refused" } else { "done" };
            assert_eq!(of(event.kind.as_str(), outcome), Some(&event));
        }
        assert_eq!((of("sign_in", "begun"), of("page", "refused"), of("later", "done")), (None, None, None));
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
        for event in EVENTS {
            let outcome = if event.refused { "refused" } else { "done" };
            let line =
                format!("| `{}` | `{}` | `{}` | {outcome} |", event.name, event.group.as_str(), event.kind.as_str());
            assert!(page.contains(&line), "{line}");
        }
    }
}
