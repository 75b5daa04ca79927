//! Account > Security > Addresses: the list, and the forms that add, prove and remove. An address that stood on the account unproved is proved
//! together with the question what else on it is really the member's.

use super::account::{Account, frame, framed};
use super::labels::Labels;
use super::moment::Moment;
use super::routes::Answer;
use crate::extract::SignedIn;
use crate::front::Server;
use crate::page::{Chrome, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::account::Part;
use domain::addresses::{self, AddressList};
use domain::{passkeys, password, recovery_codes, single_sign_on, totp};
use std::sync::Arc;

/// One address.
#[derive(Clone, Debug)]
pub struct AddressRow {
    pub id: String,
    pub address: String,
    pub verified: bool,
    pub may_delete: bool,
    pub added: Moment,
}

/// Something that the account has, which may have been made by whoever put the address there.
#[derive(Clone, Debug)]
pub struct Keep {
    /// As the API names it.
    pub id: String,
    pub kind: String,
    pub name: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/addresses.html")]
pub struct AddressesPage {
    pub chrome: Chrome,
    pub account: Account,
    pub addresses: Vec<AddressRow>,
    /// Empty where every address is proved.
    pub keeps: Vec<Keep>,
}

framed!(AddressesPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Addresses, &uri)).await?;
    let language = chrome.language;
    let list = addresses::list(&server.app, &signed_in.visit.door, &signed_in.session).await?;
    let is_proved = list.addresses.iter().all(|row| row.verified);
    let keeps = if is_proved { Vec::new() } else { keeps(&server, &signed_in, (&chrome.labels, &list)).await? };
    let now = server.app.now();
    let row = |row: addresses::AddressView| AddressRow {
        added: Moment::read(language, &row.added_at, now),
        id: row.id,
        address: row.address,
        verified: row.verified,
        may_delete: row.may_delete,
    };
    let addresses = list.addresses.into_iter().map(row).collect();
    Ok(Page::ok(AddressesPage { chrome, account, addresses, keeps }).into_response())
}

/// What the member may say is theirs, each by its name.
async fn keeps(
    server: &Server,
    SignedIn { visit, session }: &SignedIn,
    (labels, list): (&Labels, &AddressList),
) -> Result<Vec<Keep>, Problem> {
    let (app, door) = (&server.app, &visit.door);
    let keep = |id: String, kind: &str, name: String| Keep { id, kind: kind.to_owned(), name };
    let passkeys = passkeys::list(app, door, session).await?.passkeys;
    let links = single_sign_on::list(app, door, session).await?.accounts;
    // Where passwords are not used, one opens nothing that could be lost.
    let has_password = password::show(app, visit, session).await.is_ok_and(|view| view.is_set);
    let has_app = totp::show(app, door, session).await?.confirmed;
    let has_codes = recovery_codes::show(app, door, session).await?.left > 0;
    let single = [
        (has_password, "password", &labels.password),
        (has_app, "totp", &labels.method_totp),
        (has_codes, "recovery_codes", &labels.recovery_codes),
    ];
    let mut keeps: Vec<_> =
        passkeys.into_iter().map(|row| keep(row.id.to_string(), &labels.method_passkey, row.name)).collect();
    keeps.extend(list.addresses.iter().map(|row| keep(row.id.clone(), &labels.address, row.address.clone())));
    keeps.extend(links.into_iter().map(|row| keep(row.id, &labels.linked_account, row.label)));
    let there = single.into_iter().filter(|(is_there, ..)| *is_there);
    keeps.extend(there.map(|(_, id, kind)| keep(id.to_owned(), kind, String::new())));
    Ok(keeps)
}
