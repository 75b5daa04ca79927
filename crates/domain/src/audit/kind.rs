//! The names of what is recorded, with what the console says of each. The words stand in the database and in what is exported: one that was
//! released never changes its meaning.

use crate::error::Phase;

/// Under what the console files an event (S0c-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    Auth,
    Access,
    Policy,
    Recovery,
    DataRecovery,
    Admin,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $category:ident, $title:literal;)*) => {
        /// The full list of what we record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// A word of another release is none.
            pub fn find(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }

            pub const fn category(self) -> Category {
                match self { $(Self::$name => Category::$category,)* }
            }

            /// As administrators read it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

kinds! {
    SignIn = "sign_in", Auth, "Signed in";
    SignUp = "sign_up", Auth, "Signed up";
    StepUp = "step_up", Auth, "Confirmed who they are";
    SignOut = "sign_out", Auth, "Signed out";
    /// A session ended because nobody was at work in it.
    SessionIdle = "session_idle", Auth, "Session ended, idle";
    /// A site's server has exchanged the code of an embedded sign-in.
    CodeExchanged = "code_exchanged", Auth, "Embedded sign-in handed over";
    /// The member ended another session of theirs.
    SessionRevoked = "session_revoked", Auth, "Ended a session";
    /// The member ended all other sessions of theirs.
    OtherSessionsRevoked = "other_sessions_revoked", Auth, "Ended all other sessions";
    /// A member signed in to an application: its name is in the detail.
    ApplicationEntered = "application_entered", Auth, "Signed in to an application";
    /// A member let an application in on another device, after a fresh proof: its name is in the detail.
    DeviceAllowed = "device_allowed", Auth, "Signed in to an application on another device";
    /// They refused it.
    DeviceRefused = "device_refused", Auth, "Refused an application on another device";
    /// An application asked a member to approve a text: its id is in the detail of this and the three that follow.
    ApprovalRequested = "approval_requested", Auth, "Approval asked for by an application";
    /// The member approved it with a passkey.
    ApprovalGiven = "approval_given", Auth, "Approved what an application asked";
    ApprovalDenied = "approval_denied", Auth, "Denied what an application asked";
    /// Nobody answered in time.
    ApprovalExpired = "approval_expired", Auth, "Approval not given in time";
    /// They took back what it might.
    ApplicationLeft = "application_left", Access, "Application's access taken back";
    /// A code or a refresh token came a second time, so all that came of it has ended.
    TokenReplayed = "token_replayed", Auth, "Token shown twice, access of an application ended";
    /// An application did not take that a session is over.
    LogoutNotTold = "logout_not_told", Auth, "Application not told of a sign-out";
    /// A program made somebody a member, or changed what they are called or known by: what it was is in the detail.
    UserAdded = "user_added", Access, "Member added by a program";
    UserChanged = "user_changed", Access, "Member's details changed";
    UserSuspended = "user_suspended", Access, "Member suspended";
    UserRestored = "user_restored", Access, "Member restored";
    /// An administrator ended all sessions of a member.
    SessionsEnded = "sessions_ended", Access, "All sessions of a member ended";
    /// From now on left out of figures and alarms.
    TestAccountMarked = "test_account_marked", Access, "Marked as a test account";
    TestAccountCleared = "test_account_cleared", Access, "No longer a test account";
    /// What a member belongs to was changed: the name of the role or group is in the detail.
    RoleGiven = "role_given", Access, "Role given";
    RoleTaken = "role_taken", Access, "Role taken away";
    GroupJoined = "group_joined", Access, "Put into a group";
    GroupLeft = "group_left", Access, "Taken out of a group";
    PasskeyAdded = "passkey_added", Access, "Passkey added";
    /// A program asked for a code or a link by which a user adds a passkey, and handed one over for it (S3c-7).
    WebauthnAddRequested = "webauthn_add_requested", Access, "Code for a passkey asked for by a program";
    WebauthnAddCompleted = "webauthn_add_completed", Access, "Passkey handed over by a program";
    /// A program had a code sent to a user, took one, or was handed one: for what stands in the detail.
    OtpRequested = "otp_requested", Access, "Code asked for by a program";
    OtpVerified = "otp_verified", Auth, "Code taken by a program";
    CodeGenerated = "code_generated", Access, "Code handed to a program";
    /// A program has registered somebody, whose account begins when they prove their address.
    UserRegistered = "user_registered", Access, "Registered by a program";
    PasskeyRenamed = "passkey_renamed", Access, "Passkey renamed";
    PasskeyRemoved = "passkey_removed", Access, "Passkey removed";
    /// A passkey that was put aside is in use again.
    PasskeyConfirmed = "passkey_confirmed", Access, "Passkey in use again";
    /// An administrator has put one aside.
    PasskeySetAside = "passkey_set_aside", Access, "Passkey put aside";
    /// The member has put the passkeys of a lost device aside.
    PasskeysReplaced = "passkeys_replaced", Recovery, "Passkeys of a lost device put aside";
    /// The member lost their way in and has another one now.
    Recovered = "recovered", Recovery, "Account recovered";
    /// A recovery has begun to wait, and the member was told.
    RecoveryWaits = "recovery_waits", Recovery, "Recovery begun, waiting";
    /// Somebody stopped it.
    RecoveryStopped = "recovery_stopped", Recovery, "Recovery stopped";
    /// An administrator has asked for a pass for another; a second one must confirm it.
    AccessPassAsked = "access_pass_asked", Recovery, "Access pass for an administrator asked for";
    AccessPassRequestEnded = "access_pass_request_ended", Recovery, "Request for an access pass taken back";
    AccessPassIssued = "access_pass_issued", Recovery, "Access pass issued";
    /// An administrator had a link sent to a member with which a passkey is made.
    EnrolmentLinkSent = "enrolment_link_sent", Recovery, "Enrolment link sent";
    AccessPassEnded = "access_pass_ended", Recovery, "Access pass ended";
    /// The operator has let somebody back in at the server.
    Rescued = "rescued", Recovery, "Let back in at the server";
    TotpAdded = "totp_added", Access, "Authenticator app added";
    TotpRemoved = "totp_removed", Access, "Authenticator app removed";
    RecoveryCodesDrawn = "recovery_codes_drawn", Access, "Recovery codes drawn";
    RecoveryCodeUsed = "recovery_code_used", Recovery, "Recovery code used";
    PasswordSet = "password_set", Access, "Password set";
    PasswordChanged = "password_changed", Access, "Password changed";
    PasswordRemoved = "password_removed", Access, "Password removed";
    /// An account at a provider opens the member's account from now on.
    AccountLinked = "account_linked", Access, "Account at a provider linked";
    AccountUnlinked = "account_unlinked", Access, "Account at a provider unlinked";
    /// A signature counter went backwards: a copy of the passkey may exist.
    CounterRegressed = "counter_regressed", Auth, "Signature counter went back";
    AddressAdded = "address_added", Access, "Address added";
    AddressRemoved = "address_removed", Access, "Address removed";
    /// What an account had was removed, because its address was proved for the first time.
    FactorsCleared = "factors_cleared", Access, "Earlier ways in removed";
    Invited = "invited", Access, "Invitation sent";
    InvitationRenewed = "invitation_renewed", Access, "Invitation sent again";
    InvitationRevoked = "invitation_revoked", Access, "Invitation taken back";
    InvitationAccepted = "invitation_accepted", Access, "Invitation accepted";
    /// A device-bound passkey says that it is synced now.
    BackupEligibilityGained = "backup_eligibility_gained", Access, "Passkey became synced";
    /// A synced passkey says that it is bound to its device now; only where the pool ignores such changes.
    BackupEligibilityLost = "backup_eligibility_lost", Access, "Passkey no longer synced";
    /// A passkey that was backed up is so no longer: its device is the only copy.
    BackupStateLost = "backup_state_lost", Access, "Passkey no longer backed up";
    /// The operator has written members into a file: whether with what opens doors is in the detail.
    MembersExported = "members_exported", DataRecovery, "Members written into a file";
    /// A backup was put back.
    Restored = "restored", DataRecovery, "Backup put back";
    /// A copy of everything was written, sealed.
    BackedUp = "backed_up", DataRecovery, "Backup made";
    /// The operator has vouched for a database that came back from a backup.
    RestoreConfirmed = "restore_confirmed", DataRecovery, "Restored database confirmed";
    /// Members are brought with passkeys: managers are told nothing that could delete one.
    SignalsPaused = "signals_paused", DataRecovery, "Passkey managers told nothing during an import";
    /// The operator has vouched for what was brought.
    SignalsResumed = "signals_resumed", DataRecovery, "Passkey managers told again after an import";
    /// Another edition of the metadata about authenticator models is in use.
    MetadataRefreshed = "metadata_refreshed", Admin, "Authenticator metadata refreshed";
    /// Mail or a text message could not be brought to whom it was for.
    MessageGivenUp = "message_given_up", Admin, "Message not delivered";
    SetupLinkIssued = "setup_link_issued", Admin, "Set-up link issued";
    Setup = "setup", Admin, "Administrator set up";
    /// So many guesses were wrong that a method is off for a name.
    GuessingStopped = "guessing_stopped", Auth, "Guessing stopped";
    /// An administrator lets a method be used again.
    GuessingAllowed = "guessing_allowed", Auth, "Method allowed again";
    /// The second factor is not asked in this browser for a while.
    DeviceTrusted = "device_trusted", Auth, "Browser trusted";
    DeviceForgotten = "device_forgotten", Auth, "Browser forgotten";
    /// What a browser says of a failure of its own, or adds to one of ours: shown, and never believed.
    BrowserSignIn = "browser_sign_in", Auth, "Sign-in failed in the browser";
    BrowserSetup = "browser_setup", Auth, "Passkey setup failed in the browser";
    /// A member told support of a problem.
    ProblemReported = "problem_reported", Auth, "Problem reported";
    /// An administrator has dealt with it.
    ReportClosed = "report_closed", Admin, "Report closed";
    /// The same of many at once.
    ReportsClosed = "reports_closed", Admin, "Reports closed";
    /// Something was refused before anything else could be said about it.
    Page = "page", Auth, "Request";
    Session = "session", Auth, "Request of a session";
    /// The same, of a change of the member's own factors other than passkeys.
    Account = "account", Access, "Change of an account";
    /// The same, of what an administrator tried.
    Administration = "administration", Admin, "Request in the console";
    ClientAdded = "client_added", Admin, "Application added";
    ClientChanged = "client_changed", Admin, "Application changed";
    ClientSecretRenewed = "client_secret_renewed", Admin, "Application given a new secret";
    ClientEnabled = "client_enabled", Admin, "Application switched on";
    ClientDisabled = "client_disabled", Admin, "Application switched off";
    ClientRemoved = "client_removed", Admin, "Application removed";
    Application = "application", Auth, "Request of an application";
    AdministratorAppointed = "administrator_appointed", Admin, "Administrator added";
    AdministratorChanged = "administrator_changed", Admin, "Administrator changed";
    AdministratorDismissed = "administrator_dismissed", Admin, "Administrator removed";
    WorkspaceChanged = "workspace_changed", Policy, "Workspace changed";
    PoolChanged = "pool_changed", Policy, "Pool changed";
    /// A pool's members are asked to move to another RP ID.
    CampaignStarted = "campaign_started", Policy, "Move to another RP ID begun";
    CampaignTurnedBack = "campaign_turned_back", Policy, "Move to another RP ID turned back";
    /// From now on passkeys of the old RP ID open nothing.
    CampaignFinished = "campaign_finished", Policy, "Move to another RP ID finished";
    /// What is asked of all members of a pool.
    PolicyChanged = "policy_changed", Policy, "Policy changed";
    RoleAdded = "role_added", Policy, "Role added";
    RoleChanged = "role_changed", Policy, "Role changed";
    RoleRemoved = "role_removed", Policy, "Role removed";
    GroupAdded = "group_added", Policy, "Group added";
    GroupChanged = "group_changed", Policy, "Group changed";
    GroupRemoved = "group_removed", Policy, "Group removed";
    /// Somebody has looked who may do what, or has taken that along.
    AccessReviewed = "access_reviewed", Admin, "Access review generated";
    /// An administrator has removed a member, with all that belonged to them.
    UserErased = "user_erased", Access, "Member removed";
    /// Settings of a tenant came from a file, or a pool's from a preset.
    SettingsApplied = "settings_applied", Policy, "Settings applied";
    /// A change of settings was given a date (S2-13).
    ChangeScheduled = "change_scheduled", Policy, "Change given a date";
    ChangeCancelled = "change_cancelled", Policy, "Change with a date taken back";
    ScheduledChangeApplied = "scheduled_change_applied", Policy, "Change made at its date";
    ScheduledChangeRefused = "scheduled_change_refused", Policy, "Change not made at its date";
    AnnouncementWritten = "announcement_written", Admin, "Announcement written";
    AnnouncementCancelled = "announcement_cancelled", Admin, "Announcement stopped";
    AnnouncementSent = "announcement_sent", Admin, "Announcement sent";
    /// Something is wrong with a pool.
    AlarmRaised = "alarm_raised", Admin, "Alarm raised";
    AlarmCleared = "alarm_cleared", Admin, "Alarm over";
    /// An administrator had the installation looked at (`doctor`).
    Examined = "examined", Admin, "Installation looked at";
    AlarmsChanged = "alarms_changed", Policy, "Alarms changed";
    /// A pool was filled with members who were made up.
    Generated = "generated", Admin, "Made-up members added";
    /// An address of the tenant's programs is told what happens.
    WebhookAdded = "webhook_added", Admin, "Webhook added";
    WebhookChanged = "webhook_changed", Admin, "Webhook changed";
    WebhookSecretRenewed = "webhook_secret_renewed", Admin, "Webhook given a new secret";
    WebhookEnabled = "webhook_enabled", Admin, "Webhook switched on";
    /// By an administrator, or by us where it has taken nothing for days.
    WebhookDisabled = "webhook_disabled", Admin, "Webhook switched off";
    WebhookRemoved = "webhook_removed", Admin, "Webhook removed";
    WebhookTested = "webhook_tested", Admin, "Test event sent to a webhook";
    WebhookRetried = "webhook_retried", Admin, "Event sent to a webhook again";
}

impl Kind {
    pub(crate) fn of_phase(phase: Phase) -> Self {
        match phase {
            Phase::SignIn => Self::SignIn,
            Phase::SignUp => Self::SignUp,
            Phase::StepUp => Self::StepUp,
            Phase::Enrol => Self::PasskeyAdded,
            Phase::Setup => Self::Setup,
            Phase::Session => Self::Session,
            Phase::Password => Self::PasswordChanged,
            Phase::Page => Self::Page,
            Phase::Account => Self::Account,
            Phase::Administration => Self::Administration,
            Phase::Application => Self::Application,
        }
    }
}
