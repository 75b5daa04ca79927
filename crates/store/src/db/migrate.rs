//! Brings a database to this binary's schema, in one transaction, or says why it must not be touched. A migration that
//! has been released is never edited: its checksum would refuse to start on every database that has it.

use super::{Purpose, Tx, params};
use crate::error::{Error, OpenError};
use crate::whole;

pub(super) struct Migration {
    pub(super) version: i64,
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

pub(super) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "foundation", text: include_str!("../../migrations/0001_foundation.sql") },
    Migration {
        version: 2,
        name: "passkey evidence",
        text: include_str!("../../migrations/0002_passkey_evidence.sql"),
    },
    Migration { version: 3, name: "sign-in methods", text: include_str!("../../migrations/0003_sign_in_methods.sql") },
    Migration { version: 4, name: "passkey use", text: include_str!("../../migrations/0004_passkey_use.sql") },
    Migration { version: 5, name: "administration", text: include_str!("../../migrations/0005_administration.sql") },
    Migration { version: 6, name: "member lists", text: include_str!("../../migrations/0006_member_lists.sql") },
    Migration { version: 7, name: "audit seals", text: include_str!("../../migrations/0007_audit_seals.sql") },
    Migration { version: 8, name: "support desk", text: include_str!("../../migrations/0008_support_desk.sql") },
    Migration { version: 9, name: "figures", text: include_str!("../../migrations/0009_figures.sql") },
    Migration { version: 10, name: "roll-out", text: include_str!("../../migrations/0010_roll_out.sql") },
    Migration {
        version: 11,
        name: "scheduled changes",
        text: include_str!("../../migrations/0011_scheduled_changes.sql"),
    },
    Migration { version: 12, name: "campaigns", text: include_str!("../../migrations/0012_campaigns.sql") },
    Migration { version: 13, name: "enrolment links", text: include_str!("../../migrations/0013_enrolment_links.sql") },
    Migration { version: 14, name: "reports in full", text: include_str!("../../migrations/0014_reports_in_full.sql") },
    Migration { version: 15, name: "applications", text: include_str!("../../migrations/0015_applications.sql") },
    Migration { version: 16, name: "logout", text: include_str!("../../migrations/0016_logout.sql") },
    Migration { version: 18, name: "device grants", text: include_str!("../../migrations/0018_device_grants.sql") },
    Migration { version: 20, name: "programs", text: include_str!("../../migrations/0020_programs.sql") },
    Migration { version: 21, name: "webhooks", text: include_str!("../../migrations/0021_webhooks.sql") },
    Migration { version: 22, name: "approvals", text: include_str!("../../migrations/0022_approvals.sql") },
    Migration { version: 23, name: "spent once", text: include_str!("../../migrations/0023_spent_once.sql") },
    Migration {
        version: 24,
        name: "master key change",
        text: include_str!("../../migrations/0024_master_key_change.sql"),
    },
    Migration { version: 26, name: "imports", text: include_str!("../../migrations/0026_imports.sql") },
    Migration { version: 27, name: "acme", text: include_str!("../../migrations/0027_acme.sql") },
];

/// For this purpose. A database that was not restored to the end is served by nobody.
pub(super) fn bring_up(tx: &mut Tx<'_>, purpose: Purpose) -> Result<(), OpenError> {
    run(tx, purpose.migrations())?;
    if purpose == Purpose::Serve && crate::installation::get(tx, whole::RESTORING)?.is_some() {
        return Err(OpenError::HalfRestored);
    }
    Ok(())
}

/// To be run in a transaction of its own that sees what others have committed while it waited for the lock.
pub(super) fn run(tx: &mut Tx<'_>, migrations: &[Migration]) -> Result<(), OpenError> {
    if let Some(lock) = tx.dialect().lock_migrations() {
        tx.query_opt(lock, &[], |_| Ok(()))?;
    }
    let table = "CREATE TABLE IF NOT EXISTS schema_migrations \
                 (version BIGINT NOT NULL PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL)";
    tx.batch(&tx.dialect().expand(table))?;
    let applied = applied(tx)?;
    let known = migrations.last().map_or(0, |migration| migration.version);
    if let Some((found, _)) = applied.last().filter(|(version, _)| *version > known) {
        return Err(OpenError::NewerSchema { found: *found, known });
    }
    for migration in migrations {
        match applied.iter().find(|(version, _)| *version == migration.version) {
            Some((_, checksum)) if *checksum == migration.checksum() => {}
            Some(_) => return Err(OpenError::ChangedMigration { version: migration.version, name: migration.name }),
            None => migration.apply(tx)?,
        }
    }
    Ok(())
}

/// To which schema the database was brought; `None` where it is none of ours yet, which a damaged one is not. It changes nothing.
pub(super) fn found(tx: &mut Tx<'_>) -> Result<Option<i64>, Error> {
    let find = tx.dialect().find_migrations();
    if tx.query_opt(find, &[], |_| Ok(()))?.is_none() {
        return Ok(None);
    }
    Ok(applied(tx)?.last().map(|(version, _)| *version))
}

fn applied(tx: &mut Tx<'_>) -> Result<Vec<(i64, String)>, Error> {
    tx.query("SELECT version, checksum FROM schema_migrations ORDER BY version", &[], |row| {
        let mut row = row.of("schema_migrations", 0);
        Ok((row.take("version")?, row.take("checksum")?))
    })
}

impl Migration {
    fn apply(&self, tx: &mut Tx<'_>) -> Result<(), Error> {
        tx.batch(&tx.dialect().expand(self.text))?;
        let sql = "INSERT INTO schema_migrations (version, name, checksum) VALUES (?1, ?2, ?3)";
        tx.execute(sql, params![self.version, self.name, self.checksum()])?;
        tracing::info!(version = self.version, name = self.name, "the database's schema was brought up");
        Ok(())
    }

    /// FNV-1a. It notices an edited file; it is not meant to stop anybody who could as well edit this table.
    fn checksum(&self) -> String {
        let hash = self
            .text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        format!("{hash:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store, installation,
        testing::{engines, location_on},
        whole::place,
    };

    /// The schema of the last release. What comes after it is held to what the release before can live with.
    const RELEASED: i64 = 23;

    /// Why a migration would break the release before, which runs beside the first nodes of this one.
    fn breaks(text: &str) -> Option<String> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("--"));
        let plain = lines.collect::<Vec<_>>().join(" ").to_uppercase();
        plain.split(';').map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" ")).find(|statement| {
            let is_new = statement.starts_with("CREATE TABLE ") || statement.starts_with("CREATE INDEX ");
            // Nobody of before writes to a table that did not exist.
            let table = statement.strip_prefix("CREATE UNIQUE INDEX ").and_then(|rest| rest.split(' ').nth(2));
            let is_new = is_new || table.is_some_and(|table| plain.contains(&format!("CREATE TABLE {table} ")));
            let adds = statement.starts_with("ALTER TABLE ") && statement.contains(" ADD COLUMN ");
            let is_column = adds && (!statement.contains(" NOT NULL") || statement.contains(" DEFAULT "));
            let fills = statement.starts_with("INSERT INTO ") || statement.starts_with("UPDATE ");
            !(statement.is_empty() || is_new || is_column || fills)
        })
    }

    // Issue 9, 3: what the release before reads and writes stays; a unique index could refuse what it writes.
    #[test]
    fn a_migration_only_adds() {
        for migration in MIGRATIONS.iter().filter(|migration| migration.version > RELEASED) {
            assert_eq!(breaks(migration.text), None, "{}: docs/operator/upgrade.md", migration.name);
        }
        for wrong in [
            "DROP TABLE users",
            "ALTER TABLE users DROP COLUMN epoch",
            "ALTER TABLE users RENAME COLUMN epoch TO age",
            "ALTER TABLE users ADD COLUMN age BIGINT NOT NULL",
            "ALTER TABLE users ALTER COLUMN epoch TYPE INT",
            "-- a word\nCREATE UNIQUE INDEX one ON users (epoch)",
            "DELETE FROM users",
        ] {
            assert!(breaks(wrong).is_some(), "{wrong}");
        }
        let right = "-- DROP nothing\nALTER TABLE users ADD COLUMN age BIGINT;\nALTER TABLE users ADD COLUMN old BIGINT NOT NULL DEFAULT 0;\n\
                     CREATE TABLE ages (id BIGINT NOT NULL PRIMARY KEY);\nCREATE UNIQUE INDEX one ON ages (id);\nCREATE INDEX by_age ON users (age);\nUPDATE users SET age = 1;";
        assert_eq!(breaks(right), None);
    }

    // Issue 9, 3: the second of two migrations fails, and neither has happened.
    #[tokio::test]
    async fn a_failed_migration_leaves_the_old_state() {
        for engine in engines() {
            let (location, _guard) = location_on(*engine);
            let store = Store::open(&location).unwrap();
            store.write("set", |tx| installation::set(tx, "name", "value")).await.unwrap();
            store.close().await;
            let bad = [
                Migration { version: 9_001, name: "good", text: "CREATE TABLE good (id BIGINT)" },
                Migration {
                    version: 9_002,
                    name: "bad",
                    text: "CREATE TABLE worse (id BIGINT); INSERT INTO nowhere VALUES (1)",
                },
            ];
            let all: Vec<_> = MIGRATIONS.iter().chain(&bad).map(|of| Migration { ..*of }).collect();
            let place_before = place(&location).unwrap();
            let mut failed = None;
            let ran = super::super::as_it_is(&location, &mut |tx| match run(tx, &all) {
                Ok(()) => Ok(()),
                Err(error) => {
                    failed = Some(error.to_string());
                    Err(Error::Closed)
                }
            });
            assert!(ran.is_err() && failed.is_some(), "{engine:?}");
            assert_eq!(place(&location).unwrap(), place_before, "no new table");
            let store = Store::open(&location).unwrap();
            let kept = store.read("get", |tx| installation::get(tx, "name")).await.unwrap();
            assert_eq!(kept.as_deref(), Some("value"));
            store.close().await;
        }
    }
}
