//! Shapes of the console's calls, for the description alone.

#![expect(dead_code, reason = "read by the derive only")]

use serde_json::Value;
use utoipa::{IntoParams, IntoResponses, ToSchema};

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct AdministratorId {
    #[param(format = "uuid")]
    id: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "identifier": "ada", "role": "support", "scope": "installation" }))]
pub(crate) struct Appointment {
    /// Who it is, by any proved name.
    identifier: String,
    /// `support`, `auditor`, `administrator` or `owner`.
    role: String,
    /// `installation`, `tenant/{tenant}` or `pool/{tenant}/{pool}`.
    scope: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "role": "administrator", "scope": "installation" }))]
pub(crate) struct Position {
    role: String,
    scope: String,
}

#[derive(ToSchema)]
pub(crate) struct AppointedBody {
    #[schema(format = "uuid")]
    id: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "They are an administrator")]
pub(crate) struct Appointed(AppointedBody);

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Workspace {
    #[param(example = "demo")]
    tenant: String,
    #[param(example = "community")]
    workspace: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Pool {
    #[param(example = "demo")]
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
pub(crate) struct Seen {
    /// The `version` that was read before. Where it is not in force any more, nothing is saved: `changed_since`.
    #[param(rename = "If-Match")]
    if_match: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Confirmed {
    /// Of the consequences that the answer before this one named, separated by commas.
    confirmed: Option<String>,
}

/// What is left out of a change stays.
#[derive(ToSchema)]
#[schema(example = json!({ "mode": "smart", "authentication_mechanisms": ["usernameless_webauthn", "password"] }))]
pub(crate) struct WorkspaceSettings {
    /// `smart` or `classic`
    mode: Option<String>,
    /// `usernameless_webauthn` (Smart) or `webauthn` (Classic), never both; `password`, `totp`, `email_otp`, `sms_otp`, `magic_link`,
    /// `single_sign_on`, `recovery_code`.
    authentication_mechanisms: Option<Vec<String>>,
    /// Only in a change: what `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

/// What is left out of a change stays, and what is blank is as everywhere.
#[derive(ToSchema)]
#[schema(example = json!({ "name": "Garden Forum", "accent": "#3f7d20", "support": { "email": "help@forum.example" } }))]
pub(crate) struct Branding {
    /// At most 64 characters.
    name: Option<String>,
    /// A `data:` URL of an SVG, PNG, WebP or JPEG picture of at most 32 KiB.
    logo: Option<String>,
    /// `#` and six digits.
    accent: Option<String>,
    support: Option<BrandingSupport>,
    legal: Option<BrandingLegal>,
}

/// Whom members may turn to. Links begin with `https://`.
#[derive(ToSchema)]
pub(crate) struct BrandingSupport {
    email: Option<String>,
    help_center: Option<String>,
    community_forum: Option<String>,
}

/// Both begin with `https://`.
#[derive(ToSchema)]
pub(crate) struct BrandingLegal {
    privacy: Option<String>,
    terms: Option<String>,
}

/// What is left out of a change stays.
#[derive(ToSchema)]
#[schema(example = json!({ "rp_id": "yourcompany.com", "relying_party_origins": ["https://app.yourcompany.com"] }))]
pub(crate) struct PoolSettings {
    /// First factors, in the order in which they are offered.
    first: Option<Vec<String>>,
    second: Option<Vec<String>>,
    /// Offered before all others; blank for none.
    preferred_first: Option<String>,
    preferred_second: Option<String>,
    public_registration: Option<bool>,
    /// A domain without scheme, port or path; blank for the server's.
    rp_id: Option<String>,
    /// On the RP ID or below it; none for the server's.
    relying_party_origins: Option<Vec<String>>,
    /// 10 to 540
    timeout_seconds: Option<u32>,
    /// `always`, `only_usable_method` or `never`
    last_passkey_guard: Option<String>,
    /// `none`, `observe` or `require`
    attestation: Option<String>,
    device_bound_only: Option<bool>,
    second_factor_passkeys: Option<bool>,
    user_verification_second: Option<bool>,
    /// "WebAuthn Credentials Capacity", 1 to 100 and at most `max_factors`
    passkey_capacity: Option<usize>,
    /// "Max Credentials", 1 to 1000
    max_factors: Option<usize>,
    /// Only in a change: what `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

/// What is left out of a change stays.
#[derive(ToSchema)]
#[schema(example = json!({ "members": 5, "percent": 20, "minutes": 15, "mail": ["ops@yourcompany.com"] }))]
pub(crate) struct Alarms {
    /// So many members must be concerned, or so many errors have happened: 1 to 10000
    members: Option<u32>,
    /// And this share of those who tried: 1 to 100
    percent: Option<u32>,
    /// Within so many minutes: 5 to 60
    minutes: Option<u32>,
    /// Addresses that hear of it, 10 at most.
    mail: Option<Vec<String>>,
    /// An address that is called; blank for none.
    webhook: Option<String>,
}

/// One condition as it stands.
#[derive(ToSchema)]
pub(crate) struct Condition {
    /// `fails_for_many`, `not_in_the_app`, `security_errors`, `setup_page_missing`, `no_fallback`, `administrator_locked_out`, `audit_not_taken` or `self_test`
    alarm: String,
    raised: bool,
    raised_at: Option<String>,
    cleared_at: Option<String>,
    detail: String,
}

#[derive(ToSchema)]
pub(crate) struct AlarmsBody {
    alarms: Vec<Condition>,
    members: u32,
    percent: u32,
    minutes: u32,
    mail: Vec<String>,
    webhook: String,
    /// For whoever may change the settings.
    webhook_secret: Option<String>,
    version: String,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The conditions and their settings, with their `version`")]
pub(crate) struct OfAlarms(AlarmsBody);

/// Also in `ETag`.
#[derive(ToSchema)]
pub(crate) struct VersionBody {
    version: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "change": { "policy": { "passkey": "everybody" } }, "version": "pYbK1TZ2vXoQyq1L", "due": "2030-01-31T09:00:00Z", "announce": "before", "days": 7, "audience": "without_passkey", "language": "en" }))]
pub(crate) struct ScheduledChange {
    /// As a dry run takes it.
    change: Value,
    /// Of the settings that it was made to.
    version: String,
    /// Without a zone it is UTC.
    due: String,
    /// `none`, `now`, or `before`: so many `days` before it.
    announce: Option<String>,
    days: Option<i64>,
    /// `all` or `without_passkey`
    audience: Option<String>,
    language: Option<String>,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "audience": "all", "language": "en", "at": "" }))]
pub(crate) struct Announcement {
    /// `all` or `without_passkey`
    audience: String,
    language: Option<String>,
    /// Without a zone it is UTC; blank for now.
    at: Option<String>,
}

/// One of both.
#[derive(ToSchema)]
pub(crate) struct Cancelled {
    #[schema(format = "uuid")]
    change: Option<String>,
    #[schema(format = "uuid")]
    announcement: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct ScheduleBody {
    tenant: String,
    #[schema(format = "uuid")]
    pool: String,
    /// Of the pool.
    name: String,
    /// Each with `lines`, `due`, `by`, `state` (`pending`, `applied`, `refused`, `cancelled`) and `reason`.
    changes: Vec<Value>,
    /// Each with `audience`, `text`, `at`, `by`, `state` (`pending`, `sent`, `cancelled`), `sent` and `total`.
    announcements: Vec<Value>,
    /// From where older ones are asked for, where there are any.
    #[schema(format = "uuid")]
    changes_before: Option<String>,
    #[schema(format = "uuid")]
    announcements_before: Option<String>,
    reached: Value,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SchedulePlace {
    /// Only changes from before this one.
    #[param(format = "uuid")]
    changes_before: Option<String>,
    /// Only announcements from before this one.
    #[param(format = "uuid")]
    announcements_before: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What has a date, and what had one")]
pub(crate) struct OfSchedule(ScheduleBody);

/// Where the change was only to be looked at (`?review=`).
#[derive(ToSchema)]
pub(crate) struct ReviewBody {
    /// The page that says what would come of it.
    review: String,
}

#[derive(ToSchema)]
#[serde(untagged)]
pub(crate) enum SavedBody {
    Saved(VersionBody),
    Looked(ReviewBody),
}

#[derive(IntoResponses)]
#[response(status = 200, description = "Saved, and in force")]
pub(crate) struct Saved(SavedBody);

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct RoleId {
    #[param(format = "uuid")]
    role: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct GroupId {
    #[param(format = "uuid")]
    group: String,
}

/// What is left out stays; blank means that nothing is said here.
#[derive(ToSchema)]
#[schema(example = json!({ "require_passkey": true, "idle": "15" }))]
pub(crate) struct Rules {
    /// Of a role or a group.
    name: Option<String>,
    /// Of a role: whether its holders manage others.
    elevated: Option<bool>,
    /// Of a pool: `off`, `optional`, `everybody`, `elevated`, or blank.
    passkey: Option<String>,
    /// Of a role or a group.
    require_passkey: Option<bool>,
    /// A day (`2030-01-31`) or a moment; until then a passkey is only suggested.
    required_from: Option<String>,
    grace_sign_ins: Option<u32>,
    least_passkeys: Option<usize>,
    passkey_after_magic_link: Option<bool>,
    /// What a sign-in without a passkey takes: `single`, `multi`, `phishing_resistant`, `device_bound`, or blank.
    fallback: Option<String>,
    /// A day (`2030-01-31`) or a moment: once it has come, whoever shows a passkey that was made before makes another; blank for none.
    renew_passkeys_before: Option<String>,
    /// 0 to 90: for how long a member may spare a browser the second factor.
    remember_device_days: Option<u32>,
    /// Minutes as a text, `off`, or `custom` with `idle_custom`.
    idle: Option<String>,
    /// 15 to 1440
    idle_custom: Option<u32>,
    /// 1 to 60
    step_up_minutes: Option<u32>,
    /// `administration`, `account`, `elevated_pages`
    step_up_for: Option<Vec<String>>,
    /// An access pass or an enrolment link for these members takes two administrators.
    two_persons_for_access_pass: Option<bool>,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

#[derive(ToSchema)]
pub(crate) struct Policies {
    tenant: String,
    #[schema(format = "uuid")]
    pool: String,
    /// Of the pool.
    name: String,
    policy: Value,
    roles: Vec<Value>,
    groups: Vec<Value>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The rules, each with its `version`")]
pub(crate) struct OfPolicy(Policies);

#[derive(IntoResponses)]
#[response(status = 200, description = "It is there")]
pub(crate) struct Added(AppointedBody);

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct UserPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct PasskeyPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct MethodPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    user: String,
    method: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct InvitationPath {
    tenant: String,
    #[param(format = "uuid")]
    pool: String,
    #[param(format = "uuid")]
    id: String,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct ReportPath {
    #[param(format = "uuid")]
    id: String,
}

/// An object without members.
#[derive(ToSchema)]
pub(crate) struct Nothing {}

#[derive(ToSchema)]
pub(crate) struct RoleOf {
    #[schema(format = "uuid")]
    role: String,
}

#[derive(ToSchema)]
pub(crate) struct GroupOf {
    #[schema(format = "uuid")]
    group: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "changed": true, "now_meets": "held" }))]
pub(crate) struct BelongingBody {
    /// Whether it was not so before.
    changed: bool,
    /// `grace`, `held` or `blocked`
    now_meets: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "It is so now")]
pub(crate) struct Belonging(BelongingBody);

#[derive(ToSchema)]
#[schema(example = json!({ "test_account": true }))]
pub(crate) struct TestAccount {
    test_account: bool,
}

#[derive(ToSchema)]
#[schema(example = json!({ "name": "Office key" }))]
pub(crate) struct PasskeyName {
    name: String,
}

#[derive(ToSchema)]
#[schema(example = json!({ "code": "7K2Q-9MXB-41TN-ZC8D", "full_until": 1_762_351_500_000_i64, "expires_at": 1_763_215_500_000_i64 }))]
pub(crate) struct AccessPassBody {
    code: String,
    /// Unix milliseconds.
    full_until: i64,
    expires_at: i64,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The pass, shown once")]
pub(crate) struct AccessPass(AccessPassBody);

#[derive(ToSchema)]
#[schema(example = json!({ "to": "ada@example.com" }))]
pub(crate) struct EnrolmentLinkAsk {
    /// A verified mail address of the member.
    to: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "to": "ada@example.com", "expires_at": 1_762_351_500_000_i64 }))]
pub(crate) struct EnrolmentLinkBody {
    to: String,
    /// Unix milliseconds.
    expires_at: i64,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "The link is on its way; it is in no answer")]
pub(crate) struct EnrolmentLink(EnrolmentLinkBody);

#[derive(ToSchema)]
#[schema(example = json!({ "addresses": ["ada@example.com"] }))]
pub(crate) struct InviteAsk {
    /// 1 to 50 mail addresses, or phone numbers with their country where text messages are sent: all of them or none.
    addresses: Option<Vec<String>>,
    /// In place of them: up to 1,000 addresses, one a line, or a table with commas that has a column `address`.
    list: Option<String>,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "invited": 1 }))]
pub(crate) struct InvitedBody {
    invited: usize,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "All of them are invited")]
pub(crate) struct Invited(InvitedBody);

/// One of the changes that the console saves, with where to go on.
#[derive(ToSchema)]
#[schema(example = json!({ "change": { "policy": { "passkey": "everybody" } } }))]
pub(crate) struct DryRunAsk {
    /// `policy`, `settings`, `workspace` (`workspace` and `settings`), `role` (`role` and `rules`), `group` (`group` and `rules`),
    /// `new_role`, `new_group` or `preset`, each as the call that saves it takes it.
    change: Value,
    /// `next` of the answer before, to the same change and version. What saving would answer is decided once, at the beginning.
    place: Option<String>,
    /// Of the settings that the change was made to, where they must still be those.
    version: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct DryRunBody {
    /// What would be another setting, a line for each.
    changes: Vec<String>,
    /// For each workspace of the pool `counts`, and those who would be `held`, `blocked`, have passkeys of the `only_other_mode`, or manage others
    /// without one (`elevated_without_passkey`: all of them in each answer, where no more than 500 manage others).
    doors: Vec<Value>,
    looked_at: u64,
    next: Option<String>,
    administrators_without_passkey: Vec<String>,
    /// Why it cannot be saved.
    refused: Option<String>,
    /// What has to be said yes to, and the words for it.
    needs: Option<String>,
    confirm: Vec<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What the change would do; nothing is changed")]
pub(crate) struct DryRun(DryRunBody);

#[derive(ToSchema)]
#[schema(example = json!({ "preset": "community" }))]
pub(crate) struct PresetAsk {
    preset: String,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

/// What is left out of a change stays.
#[derive(ToSchema)]
#[schema(example = json!({ "pilot": "Pilot" }))]
pub(crate) struct RollOut {
    /// The name of a group; blank for none.
    pilot: Option<String>,
    /// Blank for that of the document.
    announcement: Option<String>,
    help: Option<String>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "rp_id": "yourcompany.com" }))]
pub(crate) struct CampaignStart {
    /// A domain without scheme, port or path; blank for the server's.
    rp_id: String,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

#[derive(ToSchema)]
#[schema(example = json!({ "confirmed": ["stranded:3"] }))]
pub(crate) struct CampaignFinish {
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}

/// `moving` is null while no campaign runs.
#[derive(ToSchema)]
#[schema(example = json!({ "rp_id": "yourcompany.com", "moving": { "from": "id.yourcompany.com", "to": "yourcompany.com",
    "count": { "at": "2026-11-03T14:05:00Z", "members": 120, "moved": 80, "stranded": 3, "elevated": 0 } } }))]
pub(crate) struct Campaign {
    tenant: String,
    #[schema(format = "uuid")]
    pool: String,
    /// Of the pool.
    name: String,
    /// In force.
    rp_id: String,
    moving: Option<Moving>,
    version: String,
}

#[derive(ToSchema)]
pub(crate) struct Moving {
    from: String,
    to: String,
    #[schema(format = "date-time")]
    started_at: String,
    /// Null while the members are being counted.
    count: Option<MovedCount>,
    checks: Vec<MoveCheck>,
    /// Some of those who have no passkey of the new RP ID yet.
    remaining: Vec<NotMoved>,
    /// `after` of the next page; null at the end.
    next: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct MovedCount {
    #[schema(format = "date-time")]
    at: String,
    /// Active members with a passkey of either RP ID.
    members: u64,
    moved: u64,
    /// Those who could come in nowhere without their old passkey.
    stranded: u64,
    /// Those of them with elevated permissions.
    elevated: u64,
}

/// What has to hold before the old passkeys may go.
#[derive(ToSchema)]
pub(crate) struct MoveCheck {
    is_done: bool,
    text: String,
}

#[derive(ToSchema)]
pub(crate) struct NotMoved {
    #[schema(format = "uuid")]
    id: String,
    name: String,
    identifier: Option<String>,
}

#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct NotMovedAfter {
    /// Where the list of those who remain goes on.
    after: Option<String>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "How far the members are, with its `version`")]
pub(crate) struct OfCampaign(Campaign);

#[derive(ToSchema)]
#[schema(example = json!({ "standing": "stranger", "address": "203.0.113.7", "until": 1_893_456_000_000_i64 }))]
pub(crate) struct CloseReports {
    /// `member`, `traced` (who names a recorded failure), `stranger`, or blank.
    standing: Option<String>,
    /// As the list shows it.
    address: Option<String>,
    /// What came later stays, in milliseconds since 1970.
    until: i64,
    /// What `details.confirm` of a `confirmation_needed` said.
    confirmed: Option<Vec<String>>,
}
