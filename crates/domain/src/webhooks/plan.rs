//! What becomes of each kind of event: told under a name that receivers know, or not told, and why not. It is a match over all of them, so that a
//! kind that nobody has decided about does not compile. Before one is told, look what stands in its detail (`message.rs`).

use super::events::Group;
use crate::audit::Kind;
use Group::{Administration, Approval, Member, Passkey, Policy, Recovery, Refusal, SignIn};
use Plan::{Both, Done, Not, Refused};

/// What an address is told of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    Done(Group, &'static str),
    /// And what was refused, in the group of refusals.
    Both(Group, &'static str, &'static str),
    /// Not by a stranger, so it stands among what it is about.
    Refused(Group, &'static str),
    Not(Why),
}

/// Why a kind is told to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// It is the installation's, and stands in no tenant's audit.
    NoTenants,
    /// Any request can cause it, and nothing has come of it.
    Noise,
    /// It opens nothing by itself; what is done with it is told.
    NothingYet,
    /// A browser or a member says it, in words of theirs.
    WordsOfOthers,
    /// Nobody may do more or less for it, and nobody is told less.
    ChangesNothing,
    /// It is about what is sent here.
    OwnPost,
}

macro_rules! plans {
    ($($kind:ident => $plan:expr;)*) => {
        /// All kinds, in the order of the documentation within their group.
        pub(super) const KINDS: &[Kind] = &[$(Kind::$kind,)*];

        pub(super) const fn plan(kind: Kind) -> Plan {
            match kind { $(Kind::$kind => $plan,)* }
        }
    };
}

plans! {
    SignIn => Both(SignIn, "sign_in.succeeded", "sign_in.refused");
    SignUp => Both(SignIn, "sign_up.succeeded", "sign_up.refused");
    StepUp => Both(SignIn, "step_up.succeeded", "step_up.refused");
    SignOut => Done(SignIn, "session.signed_out");
    SessionIdle => Done(SignIn, "session.idle");
    SessionRevoked => Done(SignIn, "session.revoked");
    OtherSessionsRevoked => Done(SignIn, "session.others_revoked");
    CodeExchanged => Done(SignIn, "session.handed_over");
    ApplicationEntered => Done(SignIn, "application.entered");
    ApplicationLeft => Done(SignIn, "application.left");
    DeviceAllowed => Done(SignIn, "device.allowed");
    DeviceRefused => Done(SignIn, "device.refused");

    PasskeyAdded => Both(Passkey, "passkey.added", "passkey.refused");
    GuessingStopped => Done(Refusal, "guessing.stopped");
    TokenReplayed => Done(Refusal, "token.replayed");
    CounterRegressed => Done(Refusal, "passkey.counter_regressed");

    WebauthnAddRequested => Done(Passkey, "passkey.asked_for");
    WebauthnAddCompleted => Done(Passkey, "passkey.handed_over");
    PasskeyRenamed => Done(Passkey, "passkey.renamed");
    PasskeyRemoved => Done(Passkey, "passkey.removed");
    PasskeySetAside => Done(Passkey, "passkey.set_aside");
    PasskeyConfirmed => Done(Passkey, "passkey.confirmed");
    PasskeysReplaced => Done(Passkey, "passkey.replaced");
    BackupEligibilityGained => Done(Passkey, "passkey.became_synced");
    BackupEligibilityLost => Done(Passkey, "passkey.no_longer_synced");
    BackupStateLost => Done(Passkey, "passkey.no_longer_backed_up");

    RecoveryWaits => Done(Recovery, "recovery.waiting");
    RecoveryStopped => Done(Recovery, "recovery.stopped");
    Recovered => Done(Recovery, "recovery.completed");
    RecoveryCodesDrawn => Done(Recovery, "recovery_codes.drawn");
    RecoveryCodeUsed => Done(Recovery, "recovery_code.used");
    AccessPassAsked => Done(Recovery, "access_pass.asked_for");
    AccessPassRequestEnded => Done(Recovery, "access_pass.request_ended");
    AccessPassIssued => Done(Recovery, "access_pass.issued");
    AccessPassEnded => Done(Recovery, "access_pass.ended");
    EnrolmentLinkSent => Done(Recovery, "enrolment_link.sent");
    Rescued => Done(Recovery, "member.rescued");

    UserAdded => Done(Member, "member.added");
    UserRegistered => Done(Member, "member.registered");
    UserChanged => Done(Member, "member.changed");
    UserSuspended => Done(Member, "member.suspended");
    UserRestored => Done(Member, "member.restored");
    UserErased => Done(Member, "member.removed");
    FactorsCleared => Done(Member, "member.factors_cleared");
    SessionsEnded => Done(Member, "member.sessions_ended");
    RoleGiven => Done(Member, "member.role_given");
    RoleTaken => Done(Member, "member.role_taken");
    GroupJoined => Done(Member, "member.group_joined");
    GroupLeft => Done(Member, "member.group_left");
    AddressAdded => Done(Member, "address.added");
    AddressRemoved => Done(Member, "address.removed");
    Invited => Done(Member, "invitation.sent");
    InvitationRenewed => Done(Member, "invitation.renewed");
    InvitationRevoked => Done(Member, "invitation.revoked");
    InvitationAccepted => Done(Member, "invitation.accepted");
    TotpAdded => Done(Member, "totp.added");
    TotpRemoved => Done(Member, "totp.removed");
    PasswordSet => Done(Member, "password.set");
    PasswordChanged => Done(Member, "password.changed");
    PasswordRemoved => Done(Member, "password.removed");
    AccountLinked => Done(Member, "account.linked");
    AccountUnlinked => Done(Member, "account.unlinked");
    CodeGenerated => Done(Member, "code.handed_over");
    OtpVerified => Done(Member, "code.taken");
    GuessingAllowed => Done(Member, "guessing.allowed");
    DeviceTrusted => Done(Member, "browser.trusted");
    DeviceForgotten => Done(Member, "browser.forgotten");

    ApprovalRequested => Done(Approval, "approval.asked_for");
    ApprovalGiven => Done(Approval, "approval.given");
    ApprovalDenied => Done(Approval, "approval.denied");
    ApprovalExpired => Done(Approval, "approval.expired");

    PolicyChanged => Done(Policy, "policy.changed");
    PoolChanged => Done(Policy, "pool.changed");
    WorkspaceChanged => Done(Policy, "workspace.changed");
    SettingsApplied => Done(Policy, "settings.applied");
    RoleAdded => Done(Policy, "role.added");
    RoleChanged => Done(Policy, "role.changed");
    RoleRemoved => Done(Policy, "role.removed");
    GroupAdded => Done(Policy, "group.added");
    GroupChanged => Done(Policy, "group.changed");
    GroupRemoved => Done(Policy, "group.removed");
    ChangeScheduled => Done(Policy, "change.scheduled");
    ChangeCancelled => Done(Policy, "change.cancelled");
    ScheduledChangeApplied => Done(Policy, "change.applied");
    ScheduledChangeRefused => Refused(Policy, "change.not_made");
    AnnouncementWritten => Done(Policy, "announcement.written");
    AnnouncementCancelled => Done(Policy, "announcement.stopped");
    AnnouncementSent => Done(Policy, "announcement.sent");
    CampaignStarted => Done(Policy, "campaign.started");
    CampaignTurnedBack => Done(Policy, "campaign.turned_back");
    CampaignFinished => Done(Policy, "campaign.finished");
    AlarmsChanged => Done(Policy, "alarms.changed");

    AdministratorAppointed => Done(Administration, "administrator.appointed");
    AdministratorChanged => Done(Administration, "administrator.changed");
    AdministratorDismissed => Done(Administration, "administrator.dismissed");
    ClientAdded => Done(Administration, "client.added");
    ClientChanged => Done(Administration, "client.changed");
    ClientSecretRenewed => Done(Administration, "client.secret_renewed");
    ClientEnabled => Done(Administration, "client.enabled");
    ClientDisabled => Done(Administration, "client.disabled");
    ClientRemoved => Done(Administration, "client.removed");
    LogoutNotTold => Done(Administration, "client.sign_out_not_taken");
    WebhookAdded => Done(Administration, "webhook.added");
    WebhookChanged => Done(Administration, "webhook.changed");
    WebhookSecretRenewed => Done(Administration, "webhook.secret_renewed");
    WebhookEnabled => Done(Administration, "webhook.enabled");
    WebhookDisabled => Done(Administration, "webhook.disabled");
    WebhookRemoved => Done(Administration, "webhook.removed");
    AlarmRaised => Done(Administration, "alarm.raised");
    AlarmCleared => Done(Administration, "alarm.cleared");

    SetupLinkIssued => Not(Why::NoTenants);
    Setup => Not(Why::NoTenants);
    Restored => Not(Why::NoTenants);
    BackedUp => Not(Why::NoTenants);
    RestoreConfirmed => Not(Why::NoTenants);
    SignalsPaused => Not(Why::NoTenants);
    SignalsResumed => Not(Why::NoTenants);
    MetadataRefreshed => Not(Why::NoTenants);
    Page => Not(Why::Noise);
    Session => Not(Why::Noise);
    Account => Not(Why::Noise);
    Administration => Not(Why::Noise);
    Application => Not(Why::Noise);
    OtpRequested => Not(Why::NothingYet);
    BrowserSignIn => Not(Why::WordsOfOthers);
    BrowserSetup => Not(Why::WordsOfOthers);
    ProblemReported => Not(Why::WordsOfOthers);
    ReportClosed => Not(Why::ChangesNothing);
    ReportsClosed => Not(Why::ChangesNothing);
    TestAccountMarked => Not(Why::ChangesNothing);
    TestAccountCleared => Not(Why::ChangesNothing);
    AccessReviewed => Not(Why::ChangesNothing);
    Examined => Not(Why::ChangesNothing);
    Generated => Not(Why::ChangesNothing);
    MembersExported => Not(Why::ChangesNothing);
    MessageGivenUp => Not(Why::OwnPost);
    WebhookTested => Not(Why::OwnPost);
    WebhookRetried => Not(Why::OwnPost);
}
