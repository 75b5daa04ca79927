//! Every table with its columns, and what becomes of its rows when a backup is put back. A test compares the list with the schema of both
//! engines: whoever adds a table decides here. In the order in which rows may be put in: what a foreign key names comes first.

/// What a backup does with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Put back as it was.
    Kept,
    /// Put back, and then changed by [`super::settle`].
    Changed,
    /// Never written: what opens something for a while, or is on its way, must not come back after it was used up or taken back.
    Dropped,
}

#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub name: &'static str,
    /// The columns of its primary key, in whose order it is read.
    pub key: &'static [&'static str],
    pub columns: &'static [&'static str],
    pub fate: Fate,
}

/// Those that a backup holds.
pub fn written() -> impl Iterator<Item = &'static Table> {
    TABLES.iter().filter(|table| table.fate != Fate::Dropped)
}

macro_rules! tables {
    ($($fate:ident $name:ident ($($key:tt)+) { $($column:tt)+ })+) => {
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            key: &[$(stringify!($key)),+],
            columns: &[$(stringify!($column)),+],
            fate: Fate::$fate,
        }),+];
    };
}

tables! {
    Changed installation (name) { name value }
    Kept tenants (id) { id slug name preset created_at }
    Kept pools (tenant_id id) { tenant_id id name rp_id origins settings }
    Kept workspaces (tenant_id id) { tenant_id id slug name pool_id mode settings created_at }
    Kept users (pool_id id) {
        pool_id id tenant_id handle display_name status epoch created_at held_until sort_name test_account
        dismissed_at
    }
    Kept identifiers (pool_id folded) { pool_id folded kind value user_id verified_at created_at }
    Kept roles (pool_id id) { pool_id id name policy elevated }
    Kept user_roles (pool_id user_id role_id) { pool_id user_id role_id }
    Kept groups (pool_id id) { pool_id id name policy }
    Kept user_groups (pool_id user_id group_id) { pool_id user_id group_id }
    Kept administrators (tenant_id id) { tenant_id id pool_id user_id scope created_at role }
    Kept passkeys (pool_id id) {
        pool_id id tenant_id user_id rp_id credential_id public_key algorithm sign_count user_verified
        backup_eligible backup_state aaguid transports attachment discoverable mode attestation_format name
        created_at updated_at last_used_at distrusted quarantined_at last_used_address last_used_agent_id
        any_handle
    }
    Dropped sessions (pool_id id) {
        pool_id id tenant_id workspace_id user_id secret_hash epoch amr acr authenticated_at created_at expires_at
        passkey_id address user_agent_id active_at idle_ended_at methods strength
    }
    Dropped spent_challenges (pool_id expires_at nonce) { pool_id expires_at nonce }
    Kept audit_events (tenant_id id) {
        tenant_id id pool_id workspace_id at kind outcome reason actor_id subject_id passkey_id passkey_label
        address user_agent_id reference detail salt erased facts
    }
    Kept user_agents (id) { id text }
    Changed keys (purpose id) { purpose id sealed sealed_too created_at signs_from verifies_until }
    Dropped setup_links (hash) { hash expires_at used_at }
    Kept attestations (pool_id passkey_id) {
        pool_id passkey_id tenant_id format verdict model certification metadata_number attestation_object
        client_data_json at
    }
    Kept passwords (pool_id user_id) { pool_id user_id hash changed_at made_with }
    Kept imports (pool_id origin) { pool_id origin user_id imported_at }
    Kept totps (pool_id user_id) { pool_id user_id sealed confirmed_at last_step pending pending_at }
    Kept recovery_codes (pool_id user_id hash) { pool_id user_id hash salt created_at used_at }
    Dropped one_time_codes (pool_id id) {
        pool_id id tenant_id workspace_id purpose method user_id recipient binding code_hash link_hash tries
        created_at expires_at sent_at mailed_at used_at
    }
    Dropped outbox (id) { id tenant_id channel state sealed attempts created_at due_at expires_at trouble }
    Kept failures (pool_id subject method device) { pool_id subject method device count blocked_until forget_at }
    Changed devices (pool_id id) {
        pool_id id user_id secret_hash epoch created_at seen_at trusted_until address user_agent_id passkey_id
    }
    Kept prompts (pool_id user_id kind) { pool_id user_id kind since sign_ins }
    Kept linked_accounts (pool_id issuer subject) { pool_id issuer subject user_id email linked_at }
    Changed invitations (pool_id id) {
        pool_id id tenant_id workspace_id hash kind address roles invited_by created_at expires_at accepted_at
        revoked_at carried
    }
    Changed access_passes (pool_id id) {
        pool_id id user_id hash salt issued_by created_at full_until expires_at last_used_at ended_at other_way_at
        carrier sent_to
    }
    Dropped recoveries (pool_id user_id) { pool_id user_id epoch stop_hash begun_at told_at ripe_at expires_at }
    Kept notices (pool_id id) { pool_id id user_id kind at seen_at }
    Kept user_words (pool_id word user_id) { pool_id word user_id }
    Dropped access_pass_requests (pool_id user_id) { pool_id user_id asked_by asked_at expires_at }
    Kept audit_seals (number) {
        number tenant_id sealed_at late first_id last_id through_id checked_id entries previous signature
    }
    Kept erasures (pool_id user_id) { pool_id user_id asked_at due_at }
    Kept problem_reports (id) {
        id tenant_id pool_id workspace_id at reference doing password words user_id browser closed_at closed_by code
        standing address
    }
    Kept rollups (pool_id day name value) { pool_id day name value number }
    Kept rollup_positions (tenant_id) { tenant_id event_id }
    Kept adoptions (pool_id user_id) { pool_id user_id offered_at started_at created_at used_at again_at }
    Kept censuses (pool_id) { pool_id at members holders several }
    Kept alarms (pool_id kind) { pool_id kind tenant_id raised_at cleared_at detail }
    Kept feedback (pool_id user_id) { pool_id user_id at answers remark }
    Changed scheduled_changes (pool_id id) {
        pool_id id tenant_id change seen lines due_at by_pool_id by_user_id created_at state settled_at reason
    }
    Changed announcements (pool_id id) {
        pool_id id tenant_id change_id workspace_id audience language text starts_at due_at by_pool_id by_user_id
        created_at state settled_at total place looked_at sent
    }
    Kept campaigns (pool_id) {
        pool_id from_rp_id started_at counted_at members moved stranded elevated holding counted_under
    }
    Kept first_rp_ids (pool_id) { pool_id rp_id }
    Kept clients (tenant_id workspace_id id) { tenant_id workspace_id id name secret_hash settings enabled created_at }
    Kept signing_keys (tenant_id id) { tenant_id id algorithm sealed created_at signs_from }
    Dropped grants (workspace_id id) {
        workspace_id id tenant_id pool_id client_id user_id session_id epoch scope amr acr authenticated_at request
        code_hash code_expires_at code_spent_at key_thumbprint generation rotated_at created_at expires_at
        revoked_at
    }
    Kept consents (pool_id user_id workspace_id client_id) { pool_id user_id workspace_id client_id scope granted_at }
    Dropped authorization_requests (workspace_id id) {
        workspace_id id client_id secret_hash pushed parameters created_at expires_at
    }
    Kept revoked_tokens (tenant_id expires_at id) { tenant_id expires_at id }
    Kept spent_proofs (tenant_id expires_at hash) { tenant_id expires_at hash }
    Dropped session_clients (pool_id session_id workspace_id client_id) {
        pool_id session_id workspace_id client_id tenant_id user_id sid message_id due_at attempts
    }
    Dropped device_authorizations (workspace_id id) {
        workspace_id id client_id secret_hash user_code_hash scope address user_agent grant_id denied_at interval_s
        polled_at created_at expires_at
    }
    Kept directory_users (pool_id user_id) { pool_id user_id external_id user_name addresses }
    Changed webhooks (tenant_id id) {
        tenant_id id url description events enabled off_because since sealed sealed_before before_until created_at
        changed_at due_at held_until lease_until turn turned_at failures failing_since trouble
    }
    Kept webhook_positions (tenant_id) { tenant_id through_id checked_id }
    Kept webhook_deliveries (tenant_id webhook_id event_id) {
        tenant_id webhook_id event_id type state attempts due_at tried_at status trouble
    }
    Changed approvals (workspace_id id) {
        workspace_id id pool_id client_id sub user_id asked_of requested_by content redirect_uri client_state
        session_id outcome decided_at receipt created_at expires_at due_at
    }
    Kept spent_once (tenant_id hash) { tenant_id hash expires_at }
    Kept acme_accounts (id) { id directory sealed created_at }
    Kept acme_certificates (id) {
        id directory name chain sealed issued_at not_before not_after due_at failures turn_until failing_since trouble
    }
    Dropped acme_challenges (token) { token certificate_id turn name answer expires_at }
}
