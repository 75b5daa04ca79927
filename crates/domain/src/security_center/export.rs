//! A snapshot as a file: CSV for a spreadsheet, JSON for a program. A name that a member has chosen must never become a formula there.

use super::review::{Snapshot, snapshot};
use crate::administrators::Acting;
use crate::app::App;
use crate::error::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Csv,
    Json,
}

impl Form {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }
}

const COLUMNS: [&str; 9] =
    ["section", "place", "name", "identifier", "role", "active", "passkeys", "last_used", "detail"];

/// Takes a snapshot, on record, and writes it.
pub async fn export(app: &App, acting: &Acting, (tenant, form): (Option<&str>, Form)) -> Result<String, Error> {
    let taken = snapshot(app, acting, (tenant, form.as_str())).await?;
    match form {
        Form::Csv => Ok(csv(&taken)),
        Form::Json => serde_json::to_string_pretty(&taken).map_err(Error::Answer),
    }
}

/// One table with a line for each thing, and its heading: RFC 4180.
fn csv(taken: &Snapshot) -> String {
    let mut text = line(&COLUMNS);
    let yes = |is_so: bool| if is_so { "yes" } else { "no" };
    text += &line(&["snapshot", &taken.tenant, "", "", "", "", "", "", &taken.taken_at]);
    for row in &taken.privileged {
        let (identifier, used) = (row.identifier.as_deref(), row.used_at.as_deref());
        let passkeys = row.passkeys.to_string();
        let (name, identifier, used) = (&row.name, identifier.unwrap_or_default(), used.unwrap_or_default());
        text +=
            &line(&["privileged_access", &row.over, name, identifier, &row.role, yes(row.active), &passkeys, used, ""]);
    }
    for row in &taken.overrides {
        let role = if row.elevated { "manages others" } else { "" };
        text += &line(&["policy_override", &row.pool, &row.name, "", role, "", "", "", &row.rules]);
    }
    for row in &taken.invites {
        let detail = format!("{} until {}", row.created_at, row.expires_at);
        text += &line(&["pending_invite", &row.pool, "", &row.address, "", yes(!row.expired), "", "", &detail]);
    }
    for row in &taken.gaps {
        let identifier = row.identifier.as_deref().unwrap_or_default();
        text += &line(&["passkey_policy_gap", &row.pool, &row.name, identifier, "", "yes", "0", "", &row.asked_by]);
    }
    for text_of in &taken.left_out {
        text += &line(&["left_out", "", "", "", "", "", "", "", text_of]);
    }
    text
}

fn line(cells: &[&str; COLUMNS.len()]) -> String {
    let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
    cells.join(",") + "\r\n"
}

/// In quotes, and with an apostrophe before what a spreadsheet would compute. Where lists are separated by semicolons, or somebody pastes the
/// text, a cell may begin within another.
fn cell(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len());
    for part in text.split_inclusive([';', '\t', '\r', '\n']) {
        let computes = ['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '\t', '\r', '\n'];
        if part.trim_start_matches(' ').starts_with(computes) {
            guarded.push('\'');
        }
        guarded.push_str(part);
    }
    format!("\"{}\"", guarded.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for (typed, written) in [
            ("Ada", "\"Ada\""),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+49 30 1", "\"'+49 30 1\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("  =1", "\"'  =1\""),
            ("a;=1", "\"a;'=1\""),
            ("＝1", "\"'＝1\""),
            ("a; b", "\"a; b\""),
            ("\t=1", "\"'\t'=1\""),
            ("a,b\n\"c\"", "\"a,b\n\"\"c\"\"\""),
        ] {
            assert_eq!(cell(typed), written);
        }
    }

    // S0c-3
    #[test]
    fn each_line_has_all_columns() {
        use crate::security_center::{Gap, Invite, Override, Privileged};
        let taken = Snapshot {
            tenant: "acme".into(),
            taken_at: "2026-01-01T00:00:00Z".into(),
            privileged: vec![Privileged {
                name: "=cmd".into(),
                identifier: None,
                role: "owner".into(),
                over: "installation".into(),
                active: true,
                passkeys: 2,
                used_at: None,
            }],
            overrides: vec![Override {
                pool: "p".into(),
                kind: "role",
                name: "r".into(),
                elevated: true,
                rules: "{}".into(),
            }],
            invites: vec![Invite {
                pool: "p".into(),
                address: "a@b.example".into(),
                created_at: "x".into(),
                expires_at: "y".into(),
                expired: true,
            }],
            gaps: vec![Gap {
                pool: "p".into(),
                user: store::id::UserId::NIL,
                name: "n".into(),
                identifier: Some("i".into()),
                asked_by: "pool".into(),
            }],
            left_out: vec!["more".into()],
        };
        let text = csv(&taken);
        let lines: Vec<_> = text.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 7, "{text}");
        assert!(lines.iter().all(|line| line.matches("\",\"").count() == 8), "{text}");
        assert!(text.contains("\"'=cmd\""));
    }
}
