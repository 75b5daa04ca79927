//! A community that was there before its passkeys: members with passwords, put into the database of the demo's forum while the server is down,
//! as if they had been moved there; and what that database says of them afterwards, counted without the server.

use std::collections::BTreeMap;

use store::census::{self, Census};
use store::id::{EventId, PoolId, TenantId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::password::{self, Password};
use store::user::{self, User, UserStatus};
use store::{Location, Store, Tx, happening, passkey, pool, tenant};

use super::Server;

/// Whom the demo's forum has already: an administrator, and a member.
const AT_FIRST: [&str; 2] = ["ben", "ada"];

/// What the figures must say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) members: usize,
    /// Those with a passkey, and those who have signed in with it.
    pub(crate) holders: usize,
    pub(crate) users: usize,
    /// Sign-ins by what proved who it was.
    pub(crate) sign_ins: BTreeMap<String, usize>,
}

impl Server {
    /// Puts as many members beside the two that there are as make this number, each with the sample password. The names of all.
    pub(crate) async fn has_a_community_of(&self, number: u8) -> Vec<String> {
        let new = (2..number).map(|number| format!("member{number:02}"));
        let names: Vec<String> = AT_FIRST.map(str::to_owned).into_iter().chain(new).collect();
        let (store, drawn) = (self.opens_its_store(), names.clone());
        let planted = store.write("members", move |tx| {
            let (tenant, pool, ada) = forum(tx)?;
            let Some(known) = password::find(tx, pool, ada)? else { return Ok(()) };
            for (name, number) in drawn.iter().zip(0..).skip(AT_FIRST.len()) {
                plant(tx, (tenant, pool), (number, name), &known)?;
            }
            Ok::<_, store::Error>(())
        });
        planted.await.unwrap();
        store.close().await;
        self.comes_back();
        names
    }

    /// As if the hour had passed after which members are counted again.
    pub(crate) async fn counts_its_members_again(&self) {
        let store = self.opens_its_store();
        let aged = store.write("census", |tx| {
            let (_, pool, _) = forum(tx)?;
            let count = census::find(tx, pool)?.unwrap_or_default();
            census::put(tx, pool, &Census { at: count.at - 60 * 60 * 1000, ..count })
        });
        aged.await.unwrap();
        store.close().await;
        self.comes_back();
    }

    /// From the rows themselves, while the server is down; it comes back.
    pub(crate) async fn counts_its_community(&self, names: &[String]) -> Counted {
        let (store, names) = (self.opens_its_store(), names.to_owned());
        let counted = store.read("community", move |tx| {
            let (tenant, pool, _) = forum(tx)?;
            let mut counted = Counted::default();
            let events = happening::after(tx, tenant, (EventId::NIL, EventId::from_bytes([0xff; 16])), 10_000)?;
            for event in events.into_iter().filter(|event| event.kind == "sign_in" && event.outcome == "done") {
                *counted.sign_ins.entry(event.detail.unwrap_or_default()).or_default() += 1;
            }
            for name in &names {
                let Some(found) = identifier::find(tx, pool, name)? else { continue };
                let passkeys = passkey::of_user(tx, pool, found.user_id)?;
                counted.members += 1;
                counted.holders += usize::from(!passkeys.is_empty());
                counted.users += usize::from(passkeys.iter().any(|passkey| passkey.last_used_at.is_some()));
            }
            Ok::<_, store::Error>(counted)
        });
        let counted = counted.await.unwrap();
        store.close().await;
        self.comes_back();
        counted
    }

    fn opens_its_store(&self) -> Store {
        self.greets();
        self.is_gone();
        Store::open(&Location::Embedded { file: self.database() }).unwrap()
    }
}

/// The demo's forum, and its member Ada, whose password all have.
fn forum(tx: &mut Tx<'_>) -> Result<(TenantId, PoolId, UserId), store::Error> {
    let forum = tenant::all(tx)?.into_iter().find(|tenant| tenant.slug == "forum");
    for pool in pool::all(tx)?.into_iter().filter(|pool| forum.as_ref().is_some_and(|forum| forum.id == pool.tenant_id))
    {
        if let Some(ada) = identifier::find(tx, pool.id, "ada")? {
            return Ok((pool.tenant_id, pool.id, ada.user_id));
        }
    }
    panic!("the demo has no forum with Ada in it");
}

fn plant(
    tx: &mut Tx<'_>,
    (tenant_id, pool_id): (TenantId, PoolId),
    (number, name): (u8, &str),
    known: &Password,
) -> Result<(), store::Error> {
    let created_at = known.changed_at;
    let id = UserId::from_parts(u64::try_from(created_at).unwrap_or_default(), [number; 10]);
    let (handle, display_name) = (vec![number; 32], format!("Member {number:02}"));
    user::insert(
        tx,
        &User { pool_id, id, tenant_id, handle, display_name, status: UserStatus::Active, epoch: 0, created_at },
    )?;
    let address = (format!("{name}@forum.example"), IdentifierKind::Email, Some(created_at));
    for (value, kind, verified_at) in [(name.to_owned(), IdentifierKind::Username, None), address] {
        let folded = value.clone();
        identifier::insert(tx, &Identifier { pool_id, folded, kind, value, user_id: id, verified_at, created_at })?;
    }
    password::insert(tx, &Password { user_id: id, ..known.clone() })?;
    Ok(())
}
