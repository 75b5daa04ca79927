//! The pages below Account > Security, filled.

use super::*;
use crate::web::account::Account;
use crate::web::activity::{ActivityPage, EventRow};
use crate::web::addresses::{AddressRow, AddressesPage, Keep};
use crate::web::linked_accounts::{LinkRow, Linkable, LinkedAccountsPage};
use crate::web::password::PasswordPage;
use crate::web::recovery_codes::RecoveryCodesPage;
use crate::web::sessions::{BrowserRow, SessionRow, SessionsPage};
use crate::web::totp::TotpPage;
use domain::account::Part;

fn account(part: Part) -> Account {
    Account {
        part,
        base: "/demo/community".into(),
        member: "Ada Lovelace".into(),
        identifier: "ada".into(),
        proofs: crate::web::confirm::METHODS.to_vec(),
        notice: Some(Notice::new("Your password is set.")),
        messages_json: if part == Part::Activity { String::new() } else { messages() },
    }
}

fn ago(hours: i64) -> Moment {
    Moment::new(LANGUAGE.get(), NOW - hours * HOUR, NOW)
}

fn password(is_set: bool) -> PasswordPage {
    PasswordPage {
        chrome: chrome(),
        account: account(Part::Password),
        is_set,
        changed: is_set.then(|| ago(40)),
        may_remove: is_set,
        lengths: (15, 128),
    }
}

fn totp(since: Option<Moment>) -> TotpPage {
    TotpPage { chrome: chrome(), account: account(Part::AuthenticatorApp), offered: true, since }
}

fn recovery_codes(left: i64) -> RecoveryCodesPage {
    let drawn = (left > 0).then(|| ago(900));
    RecoveryCodesPage { chrome: chrome(), account: account(Part::RecoveryCodes), offered: true, left, drawn }
}

fn addresses() -> AddressesPage {
    let row = |id: &str, address: &str, verified| AddressRow {
        id: id.into(),
        address: address.into(),
        verified,
        may_delete: !verified,
        added: ago(30),
    };
    let keep = |id: &str, kind: &str, name: &str| Keep { id: id.into(), kind: kind.into(), name: name.into() };
    AddressesPage {
        chrome: chrome(),
        account: account(Part::Addresses),
        addresses: vec![row("a1", "ada@example.com", true), row("a2", "+12025550145", false)],
        keeps: vec![keep("0199a1", "Passkey", "Work MacBook"), keep("password", "Password", "")],
    }
}

fn linked_accounts() -> LinkedAccountsPage {
    let row = |id: &str, label: &str, may_delete| LinkRow {
        id: id.into(),
        label: label.into(),
        email: "ada@example.com".into(),
        may_delete,
        linked: ago(30),
    };
    LinkedAccountsPage {
        chrome: chrome(),
        account: account(Part::LinkedAccounts),
        accounts: vec![row("l1", "Office login", true), row("l2", "Example", false)],
        providers: vec![Linkable { slug: "office".into(), label: "Office login".into() }],
    }
}

/// As many sessions as most members ever have, and the most browsers that there can be.
fn sessions() -> SessionsPage {
    let session = |number: usize| SessionRow {
        id: format!("019a47e2-3c1d-7b52-9d0e-2f4f0c6b8a{number:02}"),
        browser: "Chrome on Windows".into(),
        address: "2001:db8:85a3::8a2e:370:7334".into(),
        is_this: number == 0,
        since: ago(30),
        seen: ago(1),
    };
    let browser = |number: usize| BrowserRow {
        id: format!("019a47e2-3c1d-7b52-9d0e-2f4f0c6b8b{number:02}"),
        browser: "Firefox on Android".into(),
        address: "192.0.2.7".into(),
        is_this: number == 0,
        seen: ago(1),
        trusted: Some(ago(-200)),
    };
    SessionsPage {
        chrome: chrome(),
        account: account(Part::Sessions),
        sessions: (0..10).map(session).collect(),
        browsers: (0..10).map(browser).collect(),
        more: (90, 10),
    }
}

/// As long as it gets.
fn activity() -> ActivityPage {
    let row = EventRow {
        what: "Signed in".into(),
        at: ago(2),
        passkey: "Work MacBook".into(),
        browser: "Chrome on Windows".into(),
        address: "2001:db8:85a3::8a2e:370:7334".into(),
        reference: "7K2Q-9MXB".into(),
    };
    ActivityPage { chrome: chrome(), account: account(Part::Activity), events: vec![row; 50] }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    vec![
        ("password", html(password(true).render())),
        ("password_none", html(password(false).render())),
        ("totp", html(totp(Some(ago(40))).render())),
        ("totp_none", html(totp(None).render())),
        ("recovery_codes", html(recovery_codes(7).render())),
        ("recovery_codes_none", html(recovery_codes(0).render())),
        ("addresses", html(addresses().render())),
        ("linked_accounts", html(linked_accounts().render())),
        ("sessions", html(sessions().render())),
        ("activity", html(activity().render())),
    ]
}

#[test]
fn every_page_leads_back_and_names_itself_once() {
    for (name, html) in all() {
        assert!(html.contains("<a href=\"/demo/community/account/security\">Security</a>"), "{name}");
        assert!(html.contains("role=\"alert\" tabindex=\"-1\" data-failure"), "{name}");
        assert_eq!(html.contains("data-asks"), name != "activity", "{name}: what changes nothing asks nothing");
    }
}

// Password managers know by these which password is meant, and whose.
#[test]
fn the_new_password_is_marked_as_one() {
    let html = password(false).render().unwrap();
    assert!(html.contains("autocomplete=\"new-password\"") && html.contains("value=\"ada\" autocomplete=\"username\""));
    assert!(html.contains("At least 15 characters, at most 128."));
    assert!(!html.contains("DELETE /account/password"));
    let kept = PasswordPage { may_remove: false, ..password(true) }.render().unwrap();
    assert!(kept.contains("The password stays") && !kept.contains("DELETE /account/password"));
}

#[test]
fn what_a_stranger_sent_stays_text() {
    let mut page = activity();
    page.events[0].browser = "<img src=x>".into();
    page.events[0].passkey = "<b>".into();
    let html = page.render().unwrap();
    assert!(!html.contains("<img src") && !html.contains("<b>"));
}
