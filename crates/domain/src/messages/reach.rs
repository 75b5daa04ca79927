//! By which addresses a member can be reached, and notices that go to all of them but the one that somebody has just used: who took that
//! one over must not be the only one to hear of it (NIST 800-63B-4, security.md D2).

use super::{Address, Kind, Message, prepare};
use crate::app::App;
use crate::browser::in_a_letter;
use crate::error::Error;
use crate::identifier::fold;
use crate::language::Language;
use crate::news::News;
use crate::visit::Visit;
use store::Tx;
use store::id::{PoolId, TenantId, UserId};
use store::identifier::{self, Identifier, IdentifierKind};
use store::outbox::{self, Outgoing};

/// The verified addresses of a member, oldest first.
pub(crate) fn reach(tx: &mut Tx<'_>, pool: PoolId, user: UserId) -> Result<Vec<Address>, store::Error> {
    let verified = identifier::of_user(tx, pool, user)?.into_iter().filter(|row| row.verified_at.is_some());
    Ok(verified.filter_map(address).collect())
}

fn address(row: Identifier) -> Option<Address> {
    match row.kind {
        IdentifierKind::Email => Some(Address::Mail(row.value)),
        IdentifierKind::Phone => Some(Address::Phone(row.value)),
        IdentifierKind::Username => None,
    }
}

/// What is told to all addresses of a member, in the language of whoever does it.
#[derive(Debug)]
pub(crate) struct Told {
    pub kind: Kind,
    pub language: Language,
    pub words: Vec<(&'static str, String)>,
}

/// The notices of a change that this visit makes, to every verified address of the member but these.
pub(crate) async fn notices(
    app: &App,
    visit: &Visit,
    (user, except): (UserId, &[String]),
    (kind, what): (Kind, News),
) -> Result<Vec<Outgoing>, Error> {
    let words = vec![
        ("what", what.told(visit.language)),
        ("link", format!("{}/account/security", visit.door.base())),
        ("address", visit.address.to_string()),
        ("browser", in_a_letter(&visit.user_agent)),
    ];
    notify_others(
        app,
        visit.door.tenant.id,
        (visit.door.pool.id, user),
        except,
        Told { kind, language: visit.language, words },
    )
    .await
}

/// In the transaction of what they tell of; afterwards `ring`.
pub(crate) fn insert_all(tx: &mut Tx<'_>, notices: &[Outgoing]) -> Result<(), store::Error> {
    notices.iter().try_for_each(|notice| outbox::insert(tx, notice))
}

/// Notices to every verified address of a member except some, over the channels that are there. To be inserted in the transaction of what
/// they tell of. None where no other channel is left: then the member must be told at the next sign-in.
pub(crate) async fn notify_others(
    app: &App,
    tenant: TenantId,
    (pool, user): (PoolId, UserId),
    except: &[String],
    told: Told,
) -> Result<Vec<Outgoing>, Error> {
    let found = app.store().read("reach", move |tx| Ok::<_, Error>(reach(tx, pool, user)?)).await?;
    let except: Vec<String> = except.iter().map(|address| fold(address)).collect();
    let channels = app.channels();
    let is_meant = |to: &Address| {
        let is_open = match to {
            Address::Mail(_) => channels.mail,
            Address::Phone(_) => channels.text_messages,
            Address::Webhook(_) => false,
        };
        is_open && !except.contains(&fold(to.as_str()))
    };
    let Told { kind, language, words } = told;
    let notice = |to| prepare(app, tenant, Some(Message { tenant, to, kind, language, words: words.clone() }));
    found.into_iter().filter(is_meant).map(notice).collect()
}
