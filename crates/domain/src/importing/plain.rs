//! Our own JSON, and a table with commas.

use super::document::{self, Entry, Text, Unreadable, is_name, trouble};
use super::member::{Address, Bytes, Member, Secret};
use super::reading::Told;
use crate::identity::record::read_base64;
use std::collections::BTreeMap;

/// Columns that a table may have, in any order.
const COLUMNS: [&str; 13] = [
    "id",
    "username",
    "email",
    "email_verified",
    "phone",
    "phone_verified",
    "display_name",
    "disabled",
    "password_hash",
    "totp_secret",
    "user_handle",
    "roles",
    "created_at",
];

pub(super) fn of_json(text: &str) -> Result<Told, String> {
    let member: Member = serde_json::from_str(text).map_err(|error| trouble(&error))?;
    Ok(Told::member(member))
}

/// A table with a column that is not known is refused before.
pub(super) fn of_row(cells: &BTreeMap<String, String>) -> Result<Told, String> {
    let cell = |name: &str| cells.get(name).map(String::as_str).filter(|text| !text.is_empty());
    let flag = |name: &str| match cell(name).map(str::to_ascii_lowercase).as_deref() {
        None | Some("false" | "no" | "0") => Ok(false),
        Some("true" | "yes" | "1") => Ok(true),
        Some(_) => Err(format!("{name} is neither true nor false")),
    };
    let address = |name: &str, verified| -> Vec<Address> {
        let found = cell(name).map(|address| Address { address: address.to_owned(), verified });
        found.into_iter().collect()
    };
    let handle = cell("user_handle").map(|text| read_base64(text).ok_or("user_handle is no base64"));
    let member = Member {
        // Whoever has no id is known again by what they sign in with.
        id: ["id", "username", "email", "phone"].into_iter().find_map(cell).unwrap_or_default().to_owned(),
        usernames: cell("username").into_iter().map(str::to_owned).collect(),
        emails: address("email", flag("email_verified")?),
        phones: address("phone", flag("phone_verified")?),
        display_name: cell("display_name").map(str::to_owned),
        disabled: flag("disabled")?,
        user_handle: handle.transpose()?.map(Bytes),
        password_hash: cell("password_hash").map(|text| Secret(text.to_owned())),
        totp_secret: cell("totp_secret").map(|text| Secret(text.to_owned())),
        passkeys: Vec::new(),
        roles: cell("roles")
            .map(|text| text.split(';').map(|role| role.trim().to_owned()).collect())
            .unwrap_or_default(),
        created_at: cell("created_at").map(str::to_owned),
    };
    Ok(Told::member(member))
}

pub(super) fn rows(text: &str) -> Result<Vec<Entry<'_>>, Unreadable> {
    known(document::of_csv(text)?, &COLUMNS)
}

/// A column that nobody knows would be lost without a word.
fn known<'a>(entries: Vec<Entry<'a>>, columns: &[&str]) -> Result<Vec<Entry<'a>>, Unreadable> {
    let named = entries.iter().find_map(|entry| match &entry.text {
        Text::Row(cells) => cells.keys().find(|name| !columns.contains(&name.as_str())),
        _ => None,
    });
    match named {
        // Where the first line names no columns, it is somebody's.
        Some(name) => {
            let name = if is_name(name) { name } else { "as one is in its first line" };
            Err(Unreadable::NoTable(format!("no column is named {name}; there are {}", columns.join(", "))))
        }
        None => Ok(entries),
    }
}

/// A row of a table, by the names of its columns, or why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRow {
    pub line: u64,
    /// Of a broken row: whose it seems to be.
    pub who: String,
    pub cells: Result<BTreeMap<String, String>, String>,
}

/// A table with commas that has these columns and no others.
pub fn table(text: &str, columns: &[&str]) -> Result<Vec<TableRow>, Unreadable> {
    let row = |entry: Entry<'_>| {
        let (who, cells) = match entry.text {
            Text::Row(cells) => (String::new(), Ok(cells)),
            Text::Broken(who, why) => (who, Err(why)),
            Text::Json(_) => (String::new(), Err("no row".to_owned())),
        };
        TableRow { line: entry.line, who, cells }
    };
    Ok(known(document::of_csv(text)?, columns)?.into_iter().map(row).collect())
}
