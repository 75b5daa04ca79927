//! The pages below Account > Security, filled.

use super::*;
use crate::web::account::Account;
use crate::web::activity::{ActivityPage, EventRow};
use crate::web::addresses::{AddressRow, AddressesPage, Keep};
use crate::web::applications::{ApplicationRow, ApplicationsPage};
use crate::web::feedback::FeedbackPage;
use crate::web::linked_accounts::{LinkRow, Linkable, LinkedAccountsPage};
use crate::web::new_device::NewDevicePage;
use crate::web::password::PasswordPage;
use crate::web::recovery_codes::RecoveryCodesPage;
use crate::web::register::RegisterPage;
use crate::web::sessions::{BrowserRow, SessionRow, SessionsPage};
use crate::web::totp::TotpPage;
use domain::account::Part;
use domain::feedback::{Given, Said};

fn account(part: Part) -> Account {
    Account {
        part,
        base: "/demo/community".into(),
        parts: Part::ALL.to_vec(),
        identifier: "ada".into(),
        proofs: crate::web::confirm::METHODS.to_vec(),
        notice: Some(Notice::new("Your password is set.")),
        messages_json: if part == Part::Activity { String::new() } else { messages() },
    }
}

fn chrome_at(part: Part) -> Chrome {
    chrome().with_menu(menu(Some(part)))
}

fn ago(hours: i64) -> Moment {
    Moment::new(LANGUAGE.get(), NOW - hours * HOUR, NOW)
}

fn password(is_set: bool) -> PasswordPage {
    PasswordPage {
        chrome: chrome_at(Part::Password),
        account: account(Part::Password),
        is_set,
        changed: is_set.then(|| ago(40)),
        may_remove: is_set,
        lengths: (15, 128),
    }
}

fn register(is_second_factor: bool) -> RegisterPage {
    let tabs = vec![Part::AuthenticatorApp, Part::Addresses, Part::RecoveryCodes, Part::Password];
    RegisterPage {
        chrome: chrome_at(Part::AddPasskey),
        account: account(Part::AddPasskey),
        tabs,
        may_add: true,
        is_second_factor,
    }
}

fn new_device(may_add: bool) -> NewDevicePage {
    let mut passkeys = security(3).passkeys;
    passkeys[1].quarantined = true;
    passkeys[2].kept = Some("last_passkey");
    NewDevicePage {
        chrome: chrome_at(Part::NewDevice),
        account: account(Part::NewDevice),
        passkeys,
        may_add,
        may_replace: may_add,
        has_others: true,
    }
}

fn totp(since: Option<Moment>) -> TotpPage {
    TotpPage {
        chrome: chrome_at(Part::AuthenticatorApp),
        account: account(Part::AuthenticatorApp),
        offered: true,
        since,
    }
}

fn recovery_codes(left: i64) -> RecoveryCodesPage {
    let drawn = (left > 0).then(|| ago(900));
    RecoveryCodesPage {
        chrome: chrome_at(Part::RecoveryCodes),
        account: account(Part::RecoveryCodes),
        offered: true,
        left,
        drawn,
    }
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
        chrome: chrome_at(Part::Addresses),
        account: account(Part::Addresses),
        addresses: vec![row("a1", "ada@example.com", true), row("a2", "+12025550145", false)],
        keeps: vec![keep("0199a1", "Passkey", "Work MacBook"), keep("password", "Password", "")],
    }
}

fn feedback() -> FeedbackPage {
    let given =
        Given { answers: vec![Said::Yes, Said::No, Said::Partly, Said::Yes, Said::Yes], remark: "Fine.".into() };
    FeedbackPage { chrome: chrome_at(Part::Feedback), account: account(Part::Feedback), given: Some(given) }
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
        chrome: chrome_at(Part::LinkedAccounts),
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
        chrome: chrome_at(Part::Sessions),
        account: account(Part::Sessions),
        sessions: (0..10).map(session).collect(),
        browsers: (0..10).map(browser).collect(),
        more: (90, 10),
    }
}

fn applications() -> ApplicationsPage {
    let row = |name: &str| ApplicationRow {
        id: "app-AbC123_-9xYz".into(),
        name: name.into(),
        scopes: ["openid", "profile", "email", "offline_access", "wiki:edit"].map(str::to_owned).to_vec(),
        since: ago(400),
        used: Some(ago(2)),
    };
    let applications = vec![row("Board"), row("Garden Wiki"), ApplicationRow { used: None, ..row("Reports") }];
    ApplicationsPage { chrome: chrome_at(Part::Applications), account: account(Part::Applications), applications }
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
    ActivityPage { chrome: chrome_at(Part::Activity), account: account(Part::Activity), events: vec![row; 50] }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    vec![
        ("register", html(register(false).render())),
        ("register_second_factor", html(register(true).render())),
        ("new_device", html(new_device(true).render())),
        ("new_device_full", html(new_device(false).render())),
        ("password", html(password(true).render())),
        ("password_none", html(password(false).render())),
        ("totp", html(totp(Some(ago(40))).render())),
        ("totp_none", html(totp(None).render())),
        ("recovery_codes", html(recovery_codes(7).render())),
        ("recovery_codes_none", html(recovery_codes(0).render())),
        ("addresses", html(addresses().render())),
        ("linked_accounts", html(linked_accounts().render())),
        ("applications", html(applications().render())),
        ("sessions", html(sessions().render())),
        ("activity", html(activity().render())),
        ("feedback", html(feedback().render())),
    ]
}

#[test]
fn every_page_leads_back_and_names_itself_once() {
    for (name, html) in all() {
        assert!(html.contains("<a href=\"/demo/community/account/security\">Security</a>"), "{name}");
        assert!(html.contains("role=\"alert\" tabindex=\"-1\" data-failure"), "{name}");
        assert_eq!(
            html.contains("data-asks"),
            name != "activity" && name != "feedback",
            "{name}: what changes nothing asks nothing"
        );
    }
}

// S0-6, S2-14, S4-5: the way to each page is on every other, and what is open is marked once in each list.
#[test]
fn every_page_has_the_menu_and_the_tabs_lead_across() {
    let tabs =
        |html: &str| html.split("<nav class=\"tabs\" aria-label=\"Account settings\">").nth(1).map(str::to_owned);
    for (name, html) in super::all() {
        let is_members = html.contains("action=\"/demo/community/session/end\"");
        assert_eq!(html.contains("popovertarget=\"menu\""), is_members, "{name}");
        assert_eq!(html.matches("id=\"menu\"").count(), usize::from(is_members), "{name}");
        let has_tabs = name.starts_with("security") || ["addresses", "sessions", "activity"].contains(&name);
        assert_eq!(tabs(&html).is_some(), has_tabs, "{name}");
        let Some(tabs) = tabs(&html) else { continue };
        let nav = tabs.split("</nav>").next().unwrap();
        assert_eq!(nav.matches("aria-current=\"page\"").count(), 1, "{name}");
        for part in ["", "/addresses", "/sessions", "/activity"] {
            assert!(nav.contains(&format!("href=\"/demo/community/account/security{part}\"")), "{name}: {part}");
        }
    }
    let sidebar = super::in_a_sidebar().render().unwrap();
    assert!(sidebar.contains("/assets/sidebar.css") && !security(3).render().unwrap().contains("/assets/sidebar.css"));
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

// S4-6 to S4-16: tabs, the choice, the name, the button, and both confirmations, each in the words of the document.
#[test]
fn the_widget_asks_where_and_greets_in_the_documents_words() {
    let html = register(true).render().unwrap();
    for words in [
        "aria-current=\"page\">Passkey</a><a href=\"authenticator-app\">Authenticator app</a>",
        ">Mobile Devices/Password Manager</label>",
        ">iPhone, iPad or Android Device</label>",
        ">Physical Device</label>",
        ">Name your device <",
        ">Register</button>",
        ">Successful Registration</h2><p>Your software passkey is now registered and ready to use as a 2FA method.</p>",
        ">Registration Successful</h2><p>Your hardware security key is now registered and ready to use as a 2FA method.</p>",
        "with Bluetooth on",
        "such as tablets",
        "enter its PIN when asked",
    ] {
        assert!(html.contains(words), "{words}");
    }
    // Nobody is asked for a phone unless they say so.
    assert!(html.contains("value=\"client-device\" checked") && !html.contains("value=\"hybrid\" checked"));
    let first = register(false).render().unwrap();
    assert!(first.contains("Passkey added.") && !first.contains("2FA method"));
}

// S2-30: what the limit forbids is not promised; what waits has no button.
#[test]
fn the_new_device_page_promises_nothing_that_is_refused() {
    let html = new_device(true).render().unwrap();
    let place = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("Shut the old device out") < place("Add a passkey on this device"));
    assert!(place("Add a passkey on this device") < place("Delete the old ones"));
    assert!(html.contains("data-question=\"Put your other passkeys aside?\""));
    let rows: Vec<_> = html.split("<li class=\"passkey row\">").collect();
    assert!(rows[1].contains("DELETE /account/passkeys/0199a1") && !rows[3].contains("DELETE "));
    assert!(rows[3].contains("This is your last passkey."));
    let full = new_device(false).render().unwrap();
    assert!(!full.contains("POST /account/passkeys/replace") && full.contains("Until a day has passed"));
    assert!(!full.contains("data-register") && full.contains("You have reached the maximum number of passkeys."));
}

// In their languages these words are masculine, and those of the passkeys are not.
#[test]
fn apps_and_addresses_have_words_of_their_own() {
    let said = |language: Language| {
        LANGUAGE.set(language);
        let page = totp(Some(ago(40))).render().unwrap();
        LANGUAGE.set(Language::English);
        page
    };
    assert!(said(Language::Portuguese).contains(">Ativado</dd>"));
    assert!(said(Language::Arabic).contains(">مفعّل</dd>"));
}

#[test]
fn an_app_that_is_used_no_more_is_told_to_whoever_has_one() {
    let told = |since| TotpPage { offered: false, ..totp(since) }.render().unwrap().contains("no longer used here");
    assert!(told(Some(ago(40))) && !told(None));
    assert!(!totp(Some(ago(40))).render().unwrap().contains("no longer used here"));
}
