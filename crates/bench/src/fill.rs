//! A file with very many members, written through the store because signing them up over the API would take an hour. One key pair serves
//! under all credential ids; ids and handles follow from a number, so that nothing of two million passkeys is kept in memory. It must
//! never run beside a server on the same folder.

use crate::load::Members;
use crate::members::{RP_ID, rp_id_hash};
use authenticator::{KeyPair, Passkey};
use aws_lc_rs::digest::{SHA256, digest};
use std::fs;
use std::ops::Range;
use std::path::Path;
use store::id::{PasskeyId, PoolId, TenantId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::user::{self, User, UserStatus};
use store::workspace::{self, Mode};
use store::{Location, OpenError, Store, Tx, passkey, tenant};

pub const PASSKEYS_EACH: usize = 2;
const ES256: i64 = -7;
/// Users of one transaction.
const CHUNK: usize = 20_000;
/// Each user came this long after the one before, the last of them when the file was made: ids are ordered by time.
const APART_MS: i64 = 30_000;

#[derive(Debug, thiserror::Error)]
pub enum FillError {
    #[error("the file does not open")]
    Open(#[from] OpenError),
    #[error("the file does not take the members")]
    Write(#[from] store::Error),
    #[error("the file has no workspace demo/community: it was not made by `serve --demo`")]
    NoDemo,
    #[error("no key pair for the members")]
    Key(#[from] authenticator::Error),
    #[error("no runtime")]
    Runtime(#[from] std::io::Error),
}

/// All passkeys of a filled file.
#[derive(Debug)]
pub struct Filled {
    key: KeyPair,
    users: usize,
    rp_id_hash: [u8; 32],
    origin: String,
}

impl Members for Filled {
    fn count(&self) -> usize {
        self.users * PASSKEYS_EACH
    }

    fn assertion(&self, index: usize, challenge: &str) -> String {
        let (id, handle) = (digest_of(b"passkey", index), digest_of(b"member", index / PASSKEYS_EACH));
        let passkey = Passkey::from_parts(self.key.clone(), id.to_vec(), handle.to_vec());
        passkey.assertion(challenge, &self.rp_id_hash, &self.origin, 0)
    }
}

/// Looks as random as the ids that authenticators draw, and so spreads over an index as they do.
fn digest_of(kind: &[u8], number: usize) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &[kind, &number.to_be_bytes()].concat()).as_ref());
    hash
}

fn random_looking<const N: usize>(kind: &[u8], number: usize) -> [u8; N] {
    let mut bytes = [0; N];
    bytes.iter_mut().zip(digest_of(kind, number)).for_each(|(byte, drawn)| *byte = drawn);
    bytes
}

/// Fills the file of a server that has been started once with `--demo`, and stopped.
pub fn fill(folder: &Path, origin: &str, users: usize) -> Result<Filled, FillError> {
    let key = KeyPair::generate(ES256)?;
    let public_key = Passkey::from_parts(key.clone(), Vec::new(), Vec::new()).cose_public_key();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    runtime.block_on(async {
        let store = Store::open(&Location::Embedded { file: folder.join("keystead.db") })?;
        let door = store.read("bench find door", Door::find).await?.ok_or(FillError::NoDemo)?;
        let planter = Planter { door, public_key, users };
        for start in (0..users).step_by(CHUNK) {
            let (planter, chunk) = (planter.clone(), start..users.min(start + CHUNK));
            store.write("bench fill", move |tx| planter.plant(tx, chunk.clone())).await?;
        }
        store.close().await;
        Ok(Filled { key, users, rp_id_hash: rp_id_hash(), origin: origin.to_owned() })
    })
}

/// Where the members go, and when the file was made.
#[derive(Debug, Clone, Copy)]
struct Door {
    tenant_id: TenantId,
    pool_id: PoolId,
    made_at: i64,
}

impl Door {
    fn find(tx: &mut Tx<'_>) -> Result<Option<Self>, store::Error> {
        let Some(demo) = tenant::all(tx)?.into_iter().find(|tenant| tenant.slug == "demo") else { return Ok(None) };
        let doors = workspace::all(tx)?;
        let door = doors.into_iter().find(|door| door.tenant_id == demo.id && door.slug == "community");
        Ok(door.map(|door| Self { tenant_id: demo.id, pool_id: door.pool_id, made_at: demo.created_at }))
    }
}

#[derive(Debug, Clone)]
struct Planter {
    door: Door,
    public_key: Vec<u8>,
    users: usize,
}

impl Planter {
    fn plant(&self, tx: &mut Tx<'_>, chunk: Range<usize>) -> Result<(), store::Error> {
        for number in chunk {
            let before_last = i64::try_from(self.users - number).unwrap_or(i64::MAX);
            let at = self.door.made_at.saturating_sub(before_last.saturating_mul(APART_MS)).max(0);
            let user = self.user(number, at);
            user::insert(tx, &user)?;
            identifier::insert(tx, &name_of(number, &user))?;
            for which in 0..PASSKEYS_EACH {
                passkey::insert(tx, &self.passkey(number * PASSKEYS_EACH + which, &user))?;
            }
        }
        Ok(())
    }

    fn user(&self, number: usize, at: i64) -> User {
        User {
            pool_id: self.door.pool_id,
            id: UserId::from_parts(at.unsigned_abs(), random_looking(b"user", number)),
            tenant_id: self.door.tenant_id,
            handle: digest_of(b"member", number).to_vec(),
            display_name: format!("Member Number {number}"),
            status: UserStatus::Active,
            epoch: 0,
            created_at: at,
        }
    }

    fn passkey(&self, index: usize, user: &User) -> passkey::Passkey {
        passkey::Passkey {
            pool_id: user.pool_id,
            id: PasskeyId::from_parts(user.created_at.unsigned_abs(), random_looking(b"passkey row", index)),
            tenant_id: user.tenant_id,
            user_id: user.id,
            rp_id: RP_ID.to_owned(),
            credential_id: digest_of(b"passkey", index).to_vec(),
            public_key: self.public_key.clone(),
            algorithm: ES256,
            sign_count: 0,
            user_verified: true,
            backup_eligible: true,
            backup_state: true,
            aaguid: *b"keystead-phone--",
            transports: r#"["hybrid","internal"]"#.to_owned(),
            attachment: Some("platform".to_owned()),
            discoverable: Some(true),
            mode: Mode::Smart,
            attestation_format: "none".to_owned(),
            name: "Phone".to_owned(),
            created_at: user.created_at,
            updated_at: user.created_at,
            last_used_at: None,
            quarantined_at: None,
        }
    }
}

fn name_of(number: usize, user: &User) -> Identifier {
    let name = format!("member-{number}");
    Identifier {
        pool_id: user.pool_id,
        folded: name.clone(),
        kind: IdentifierKind::Username,
        value: name,
        user_id: user.id,
        verified_at: None,
        created_at: user.created_at,
    }
}

/// The size of all files in a folder.
pub fn mebibytes(folder: &Path) -> f64 {
    let files = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let bytes: u64 = files.filter_map(|file| file.metadata().ok()).map(|metadata| metadata.len()).sum();
    f64::from(u32::try_from(bytes >> 10).unwrap_or(u32::MAX)) / 1024.0
}
