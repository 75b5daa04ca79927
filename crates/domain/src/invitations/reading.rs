//! A list of people to invite as somebody types, pastes or exports it: one address a line, or a table with commas whose first line names its columns.

use super::Invitee;
use crate::importing::{TableRow, Unreadable, table};

/// The column without which a first line names none.
const ADDRESS: &str = "address";
const COLUMNS: [&str; 2] = [ADDRESS, "roles"];

/// One line of the list: whom it invites, or why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    pub number: u64,
    /// Whose it is, or seems to be.
    pub address: String,
    pub read: Result<Invitee, String>,
}

/// The lines that are not empty.
pub fn read(text: &str) -> Result<Vec<ListLine>, Unreadable> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if names_columns(text) {
        return Ok(table(text, &COLUMNS)?.into_iter().map(of_row).collect());
    }
    let typed = (1..).zip(text.lines().map(str::trim)).filter(|(_, address)| !address.is_empty());
    let line = |(number, address): (u64, &str)| ListLine {
        number,
        address: address.to_owned(),
        read: Ok(Invitee { address: address.to_owned(), roles: Vec::new() }),
    };
    Ok(typed.map(line).collect())
}

/// One that is mistyped, too: no address has a comma.
fn names_columns(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut cells = first.split(',').map(|cell| cell.trim().trim_matches('"'));
    cells.any(|cell| cell.eq_ignore_ascii_case(ADDRESS)) || first.contains(',') && !first.contains('@')
}

/// Roles stand with semicolons between them.
fn of_row(TableRow { line, who, cells }: TableRow) -> ListLine {
    let invitee = cells.map(|cells| {
        let cell = |name: &str| cells.get(name).map(String::as_str).unwrap_or_default();
        let roles = cell("roles").split(';').map(str::trim).filter(|role| !role.is_empty()).map(str::to_owned);
        Invitee { address: cell(ADDRESS).to_owned(), roles: roles.collect() }
    });
    let address = invitee.as_ref().map_or(who, |invitee| invitee.address.clone());
    ListLine { number: line, address, read: invitee }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(u64, String)> {
        let told = |line: ListLine| match line.read {
            Ok(invitee) => (line.number, format!("{} {}", invitee.address, invitee.roles.join("+"))),
            Err(why) => (line.number, format!("refused: {why}")),
        };
        read(text).unwrap().into_iter().map(told).collect()
    }

    // Issue 9, 6
    #[test]
    fn a_list_is_lines_or_a_table() {
        let typed = [(1, "ada@example.com ".to_owned()), (3, "+49 30 123456 ".to_owned())];
        for text in ["ada@example.com\n\n +49 30 123456 \n", "\u{feff}ada@example.com\r\n\r\n+49 30 123456"] {
            assert_eq!(shown(text), typed, "{text:?}");
        }
        let table = "\u{feff}roles,\"Address\"\neditor; author,ada@example.com\n,bob@example.com\n";
        let rows = [(2, "ada@example.com editor+author".to_owned()), (3, "bob@example.com ".to_owned())];
        assert_eq!(shown(table), rows);
        let short = shown("address,roles\nada@example.com\n");
        assert!(short.len() == 1 && short[0].1.starts_with("refused: "), "{short:?}");
        assert!(read("adress,roles\nada@example.com,\n").is_err());
        assert!(read("address,salary\nada@example.com,1\n").is_err());
        assert_eq!(shown(" \n\n"), []);
    }
}
