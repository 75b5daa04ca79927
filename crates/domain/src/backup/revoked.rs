//! What was taken away after a backup was made, and came back with it: passkeys, members, administrators, applications. The database that is
//! put back cannot know; a stream of the audit that was kept elsewhere can. It only lists: who puts it in force again is the operator.

use crate::audit::Kind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use store::id::{EventId, TenantId};
use store::{Store, audit_proof};

/// Of one line; those that we write have a twentieth of it.
const LONGEST_LINE: u64 = 64 * 1024;
/// More would be read by nobody.
const MOST: usize = 10_000;
/// So many are held against the database: some of them may be in it.
const MOST_READ: usize = 10 * MOST;
/// What was recorded so long before a backup is in it, though the clocks of several nodes differ.
const OVERLAP_MS: i64 = 5 * 60 * 1000;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub id: EventId,
    pub tenant: TenantId,
    /// RFC 3339.
    pub at: String,
    pub kind: String,
    /// The same in words.
    pub what: String,
    pub subject: Option<String>,
    pub passkey: Option<String>,
    pub detail: Option<String>,
}

/// What was taken away since, as far as it is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revoked {
    /// In the order of the file, each once.
    pub list: Vec<Revocation>,
    /// The file tells of more.
    pub has_more: bool,
}

/// What a file of the stream tells of, before it is held against a database: so that a wrong file is noticed before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenAway(Revoked);

#[derive(Debug, thiserror::Error)]
pub enum RevokedError {
    #[error("the audit file cannot be read")]
    File(#[from] io::Error),
    #[error("there is no event of the audit in that file: it is no stream of it")]
    NoStream,
    #[error("the database does not answer")]
    Store(#[from] store::Error),
}

/// What takes a right away, or a way in.
const REVOKING: &[Kind] = &[
    Kind::PasskeyRemoved,
    Kind::PasskeySetAside,
    Kind::PasskeysReplaced,
    // Also a name or an address that a program has replaced.
    Kind::UserChanged,
    Kind::UserSuspended,
    Kind::UserErased,
    Kind::Recovered,
    Kind::AddressRemoved,
    Kind::AccountUnlinked,
    Kind::FactorsCleared,
    Kind::TotpRemoved,
    Kind::PasswordChanged,
    Kind::PasswordRemoved,
    Kind::RecoveryCodesDrawn,
    Kind::RecoveryCodeUsed,
    Kind::RoleTaken,
    Kind::RoleChanged,
    Kind::RoleRemoved,
    Kind::GroupLeft,
    Kind::GroupChanged,
    Kind::GroupRemoved,
    Kind::ApplicationLeft,
    Kind::AdministratorChanged,
    Kind::AdministratorDismissed,
    Kind::ClientRemoved,
    Kind::ClientChanged,
    Kind::ClientDisabled,
    Kind::ClientSecretRenewed,
    Kind::WebhookDisabled,
    Kind::WebhookRemoved,
    Kind::WebhookChanged,
    Kind::WebhookSecretRenewed,
    // What is asked of members may have become stricter.
    Kind::PolicyChanged,
    Kind::PoolChanged,
    Kind::WorkspaceChanged,
    Kind::SettingsApplied,
    Kind::ScheduledChangeApplied,
    Kind::CampaignFinished,
];

#[derive(Deserialize)]
struct Line {
    r#type: String,
    id: Option<EventId>,
    tenant: Option<TenantId>,
    at: Option<String>,
    kind: Option<String>,
    outcome: Option<String>,
    subject: Option<String>,
    passkey: Option<String>,
    detail: Option<String>,
}

impl TakenAway {
    /// Reads the file, but for what is older than the backup, which was made at that time (in milliseconds). It blocks.
    pub fn read(file: impl BufRead, made_at: i64) -> Result<Self, RevokedError> {
        read(file, made_at.saturating_sub(OVERLAP_MS)).map(Self)
    }

    /// Those that this database does not have.
    pub async fn unknown_to(self, store: &Store) -> Result<Revoked, RevokedError> {
        let Revoked { list, mut has_more } = self.0;
        let mut unknown = Vec::new();
        for revocation in list {
            let (tenant, id) = (revocation.tenant, revocation.id);
            if store.read("revocation", move |tx| audit_proof::find(tx, tenant, id)).await?.is_some() {
                continue;
            }
            if unknown.len() == MOST {
                has_more = true;
                break;
            }
            unknown.push(revocation);
        }
        Ok(Revoked { list: unknown, has_more })
    }
}

fn read(mut file: impl BufRead, since: i64) -> Result<Revoked, RevokedError> {
    let (mut found, mut seen, mut is_stream) = (Revoked::default(), HashSet::new(), false);
    let mut line = Vec::new();
    loop {
        line.clear();
        if file.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        // A log server writes a head of its own before what it was sent.
        let Some(start) = line.iter().position(|byte| *byte == b'{') else { continue };
        let Ok(event) = serde_json::from_slice::<Line>(line[start..].trim_ascii_end()) else { continue };
        is_stream |= event.r#type == "event" || event.r#type == "seal";
        let Some(revocation) = event.revocation().filter(|revocation| revocation.is_since(since)) else { continue };
        if found.list.len() == MOST_READ {
            // Perhaps one of those that were seen; whoever has so many looks at the file anyway.
            found.has_more = true;
            break;
        }
        if seen.insert(revocation.id) {
            found.list.push(revocation);
        }
    }
    if is_stream { Ok(found) } else { Err(RevokedError::NoStream) }
}

impl Revocation {
    /// What does not say when it was is rather listed than not.
    fn is_since(&self, since: i64) -> bool {
        self.at.parse::<Timestamp>().map_or(true, |at| at.as_millisecond() >= since)
    }
}

impl Line {
    fn revocation(self) -> Option<Revocation> {
        let kind = Kind::find(self.kind.as_deref()?)?;
        let is_done = self.r#type == "event" && self.outcome.as_deref() == Some("done");
        (is_done && REVOKING.contains(&kind)).then_some(())?;
        Some(Revocation {
            id: self.id?,
            tenant: self.tenant?,
            at: self.at?,
            kind: kind.as_str().to_owned(),
            what: kind.title().to_owned(),
            subject: self.subject,
            passkey: self.passkey,
            detail: self.detail,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u8, kind: &str, outcome: &str) -> String {
        let id = EventId::from_bytes([id; 16]);
        format!(
            r#"{{"type":"event","id":"{id}","seal":1,"digest":"x","tenant":"{}","at":"2026-03-01T08:15:00.123Z","kind":"{kind}","outcome":"{outcome}","subject":null,"passkey":null,"detail":null,"later":"new"}}"#,
            TenantId::NIL
        )
    }

    // Issue 9, 2: something may come twice, with a log server's own words before it.
    #[test]
    fn what_was_taken_away_is_found_once() {
        let lines = [
            format!("<110>1 2026-03-01T08:15:01Z host keystead - event - {}", line(1, "passkey_removed", "done")),
            line(1, "passkey_removed", "done"),
            line(2, "sign_in", "done"),
            line(3, "user_suspended", "refused"),
            line(4, "user_suspended", "done"),
            r#"{"type":"gap","after":3,"through":17}"#.to_owned(),
            "not ours {".to_owned(),
        ];
        let found = read(lines.join("\n").as_bytes(), 0).unwrap();
        let kinds: Vec<_> = found.list.iter().map(|found| found.kind.as_str()).collect();
        assert_eq!((kinds, found.has_more), (vec!["passkey_removed", "user_suspended"], false));
        assert!(matches!(read("milk\nbread\n".as_bytes(), 0), Err(RevokedError::NoStream)));
    }

    // Issue 9, 2: what was before the backup is in it, give or take what clocks differ.
    #[test]
    fn what_is_older_than_the_backup_is_not_listed() {
        let text = line(1, "user_suspended", "done");
        let at = "2026-03-01T08:15:00.123Z".parse::<Timestamp>().unwrap().as_millisecond();
        let listed = |made_at: i64| TakenAway::read(text.as_bytes(), made_at).unwrap().0.list.len();
        assert_eq!(listed(at - 1), 1);
        assert_eq!(listed(at + OVERLAP_MS), 1);
        assert_eq!(listed(at + OVERLAP_MS + 1), 0);
        assert_eq!(listed(i64::MIN), 1);
        let timeless = text.replace("2026-03-01T08:15:00.123Z", "then");
        assert_eq!(TakenAway::read(timeless.as_bytes(), at + 2 * OVERLAP_MS).unwrap().0.list.len(), 1);
    }

    // Issue 9, 2: a long list is cut, and says so.
    #[test]
    fn more_than_anybody_reads_is_cut() {
        let one = |number: usize| {
            let mut id = [0; 16];
            id[..8].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
            line(1, "user_suspended", "done")
                .replace(&EventId::from_bytes([1; 16]).to_string(), &EventId::from_bytes(id).to_string())
        };
        let lines = |number: usize| (0..number).map(one).collect::<Vec<_>>().join("\n");
        let found = read(lines(MOST_READ).as_bytes(), 0).unwrap();
        assert_eq!((found.list.len(), found.has_more), (MOST_READ, false));
        let found = read(lines(MOST_READ + 1).as_bytes(), 0).unwrap();
        assert_eq!((found.list.len(), found.has_more), (MOST_READ, true));
    }
}
