//! What was taken away after a backup was made, and came back with it: passkeys, members, administrators, applications. The database that is
//! put back cannot know; a stream of the audit that was kept elsewhere can. It only lists: who puts it in force again is the operator.

use crate::audit::Kind;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::io::{self, BufRead, Read};
use store::id::{EventId, TenantId};
use store::{Store, audit_proof};

/// Of one line; those that we write have a twentieth of it.
const LONGEST_LINE: u64 = 64 * 1024;
/// More would be read by nobody.
const MOST: usize = 100_000;

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

#[derive(Debug, thiserror::Error)]
pub enum RevokedError {
    #[error("the audit file cannot be read")]
    File(#[from] io::Error),
    #[error("there is no event of the audit in that file: it is no stream of it")]
    NoStream,
    #[error("the audit file tells more than {MOST} of them since the backup: is it of this installation?")]
    TooMany,
    #[error("the database does not answer")]
    Store(#[from] store::Error),
}

/// What takes a right away, or a way in.
const REVOKING: &[Kind] = &[
    Kind::PasskeyRemoved,
    Kind::PasskeySetAside,
    Kind::PasskeysReplaced,
    Kind::UserSuspended,
    Kind::UserErased,
    Kind::Recovered,
    Kind::TotpRemoved,
    Kind::PasswordChanged,
    Kind::PasswordRemoved,
    Kind::RecoveryCodesDrawn,
    Kind::RecoveryCodeUsed,
    Kind::RoleTaken,
    Kind::GroupLeft,
    Kind::ApplicationLeft,
    Kind::AdministratorChanged,
    Kind::AdministratorDismissed,
    Kind::ClientRemoved,
    Kind::ClientChanged,
    Kind::WebhookDisabled,
    Kind::WebhookRemoved,
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

/// Those of the file that this database does not have, in the order of the file, each once.
pub async fn revoked_since(store: &Store, file: impl BufRead) -> Result<Vec<Revocation>, RevokedError> {
    let mut unknown = Vec::new();
    for revocation in read(file)? {
        let (tenant, id) = (revocation.tenant, revocation.id);
        if store.read("revocation", move |tx| audit_proof::find(tx, tenant, id)).await?.is_none() {
            unknown.push(revocation);
        }
        if unknown.len() > MOST {
            return Err(RevokedError::TooMany);
        }
    }
    Ok(unknown)
}

fn read(mut file: impl BufRead) -> Result<Vec<Revocation>, RevokedError> {
    let (mut found, mut seen, mut is_stream) = (Vec::new(), HashSet::new(), false);
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
        found.extend(event.revocation().filter(|revocation| seen.insert(revocation.id)));
    }
    if is_stream { Ok(found) } else { Err(RevokedError::NoStream) }
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
        let found = read(lines.join("\n").as_bytes()).unwrap();
        let kinds: Vec<_> = found.iter().map(|found| found.kind.as_str()).collect();
        assert_eq!(kinds, ["passkey_removed", "user_suspended"]);
        assert!(matches!(read("milk\nbread\n".as_bytes()), Err(RevokedError::NoStream)));
    }
}
