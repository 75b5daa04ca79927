//! One filled page of each kind, for tests that render them all. It must never be reachable outside tests.

mod account;
mod application;
mod words;

use std::cell::Cell;

use askama::Template;
use domain::catalogue::Methods;
use domain::demo::samples;
use domain::journey::{Held, Purpose};
use domain::passkeys::PasskeyKind;
use domain::settings::{IdentifierKind, MenuPlace};
use domain::sign_in::Next;
use domain::signals::{AcceptedPasskeys, MemberDetails, Signals};
use domain::totp::NewSecret;
use domain::{Language, Method};

use super::{
    brand::{Brand, BrandLink, LinkKind},
    enrolment_link::EnrolmentLinkPage,
    error::{ErrorPage, WayOn},
    front_doors::{Door, FrontDoorsPage},
    idle::IdleWarning,
    invitation::InvitationPage,
    journey::{JourneyPage, Provider},
    link::{LinkPage, LinkPart},
    mailbox::{Letter, MailboxPage, Piece},
    menu::Menu,
    moment::Moment,
    recovery::{RecoveryPage, StopPage, StopPart},
    refusal::Refusal,
    report::{ReportPage, ShownError},
    security::{Offer, PasskeyRow, SecurityPage},
    setup::{Link, SetupPage},
    sign_in::{Mode, SignInPage},
    sign_up::{Part, SignUpPage},
    waiting::WaitingPage,
};
use crate::page::{Chrome, Nonce, Notice};

const NOW: i64 = 1_762_178_700_000; // 3 Nov 2025, 14:05 UTC
const HOUR: i64 = 3_600_000;

thread_local! {
    /// In which language the samples are made.
    static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

pub(crate) fn chrome() -> Chrome {
    plain_chrome("Riverside Allotments")
        .with_choice("/demo/community")
        .helped_at("/demo/community/help".into())
        .branded(brand().into())
}

/// All that a workspace may say of itself, so that the weight of a page is measured with it.
fn brand() -> Brand {
    let link = |kind, href: &str| BrandLink { kind, href: href.to_owned() };
    Brand {
        style: Some(crate::web::brand::style([0x7a, 0x3f, 0xa0])),
        logo: Some("/demo/community/logo?v=a1b2c3d4e5f6".to_owned()),
        links: vec![
            link(LinkKind::Email, "mailto:office@allotments.example"),
            link(LinkKind::HelpCenter, "https://allotments.example/help"),
            link(LinkKind::Forum, "https://allotments.example/forum"),
            link(LinkKind::Privacy, "https://allotments.example/privacy"),
            link(LinkKind::Terms, "https://allotments.example/terms"),
        ],
        manifest: Some("/demo/community/manifest.webmanifest".to_owned()),
    }
}

/// Of a page whose session ends when nobody works.
pub(crate) fn idle_chrome() -> Chrome {
    let at = |minute: u32| format!("2025-11-03T14:{minute:02}:00Z");
    let idle = IdleWarning {
        base: "/demo/community".into(),
        server_time: at(5),
        expires_at: at(59),
        idle_ends_at: at(20),
        warn_at: at(18),
    };
    Chrome { idle: Some(idle), ..chrome() }.with_menu(menu(None))
}

/// Of a member's page below Account > Security, or of that page itself.
pub(crate) fn menu(at: Option<domain::account::Part>) -> Menu {
    Menu {
        place: MenuPlace::Top,
        base: "/demo/community".into(),
        member: "Ada Lovelace".into(),
        at,
        is_outside: false,
        parts: domain::account::Part::ALL.to_vec(),
        is_administrator: false,
    }
}

/// Of a page that stands at no door.
fn plain_chrome(organisation: &str) -> Chrome {
    Chrome::new(organisation, Nonce::new([7; 16]), "a1b2c3d4").in_language(LANGUAGE.get())
}

/// All samples, in this language.
pub(crate) fn all_in(language: Language) -> Vec<(&'static str, String)> {
    LANGUAGE.set(language);
    let pages = all();
    LANGUAGE.set(Language::English);
    pages
}

/// The longer of the two, so that the weight of a page is measured with it.
fn messages() -> String {
    super::routes::write_messages(LANGUAGE.get(), Methods::PasswordAndSecondFactor)
}

/// As long as it may be.
fn help() -> String {
    format!("Call the allotment office.\n{}", "x".repeat(973))
}

pub(crate) fn sign_in() -> SignInPage {
    let base = "/demo/community".into();
    SignInPage {
        chrome: chrome(),
        base,
        mode: Mode::Smart,
        takes_passkeys: true,
        offers_before: true,
        others: vec![Method::Password],
        preferred: Some(Method::Passkey),
        kinds: vec![IdentifierKind::Username, IdentifierKind::Email],
        may_sign_up: true,
        links_gave_way: true,
        help: help(),
        offer: None,
        problem: None,
        notice: None,
        go_on: None,
        hint: None,
        messages_json: messages(),
    }
}

/// The step of a journey: a proof to type, or the passkey that is asked for.
pub(crate) fn journey(next: Next, method: Option<Method>) -> JourneyPage {
    JourneyPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        journey: "018bcfe5-6801-7000-8000-000000000000".into(),
        next,
        why: Some("Your role Administrator requires a passkey.".into()),
        purpose: Purpose::SignIn,
        recovery: Some("/demo/community/recovery".into()),
        typed: "ada@example.com".into(),
        method,
        sent: true,
        secret: None,
        code_digits: 6,
        is_second_factor: false,
        offers_before: true,
        remember_days: Some(30),
        password_lengths: Some((15, 128)),
        providers: vec![Provider { slug: "example".into(), label: "Example".into() }],
        problem: Refusal::of(
            Some("problem=proof_wrong&reference=7K2Q-9MXB"),
            Language::English,
            Methods::PasswordAndSecondFactor,
        ),
        help: help(),
        messages_json: messages(),
    }
}

fn held(method: Method) -> JourneyPage {
    let secret =
        NewSecret { secret: "GEZDGNBVGY3TQOJQ".into(), url: "otpauth://totp/a".into(), qr_svg: Some("<svg/>".into()) };
    let methods = vec![Method::Passkey, Method::Totp];
    let page = journey(Next::Enrol(Held::SecondFactor, methods), Some(method));
    JourneyPage { secret: Some(secret.into()), ..page }
}

fn stop(part: StopPart) -> StopPage {
    StopPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        action: "/demo/community/recovery/stop/abc".into(),
        part,
    }
}

fn link(part: LinkPart) -> LinkPage {
    let action = "/demo/community/sign-in/link/abc".into();
    LinkPage { chrome: chrome(), base: "/demo/community".into(), action, recovers: false, part }
}

pub(crate) fn invitation(address: Option<String>) -> InvitationPage {
    let action = "/demo/community/invitation/x".into();
    InvitationPage { chrome: chrome(), base: "/demo/community".into(), action, address }
}

pub(crate) fn enrolment_link(address: Option<String>) -> EnrolmentLinkPage {
    let action = "/demo/community/enrolment/x".into();
    EnrolmentLinkPage { chrome: chrome(), base: "/demo/community".into(), action, address }
}

pub(crate) fn sign_up() -> SignUpPage {
    SignUpPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        mode: Mode::Smart,
        offer: None,
        part: Part::Begin { username: true, mail: false, phone: false },
        problem: None,
        notice: None,
        go_on: None,
        messages_json: messages(),
    }
}

fn row(number: &str, name: &str, kind: PasskeyKind, provider: Option<&str>) -> PasskeyRow {
    PasskeyRow {
        id: number.into(),
        name: name.into(),
        kind,
        provider: provider.map(Into::into),
        synced: provider.is_some(),
        kept: None,
        added: Moment::new(LANGUAGE.get(), NOW - 900 * HOUR, NOW),
        updated: None,
        last_used: None,
        place: String::new(),
        quarantined: false,
        rp_id: None,
    }
}

/// As long as real ones are.
fn signals(count: usize) -> Signals {
    let (rp_id, user_id) = ("accounts.example.org".to_owned(), "u".repeat(43));
    Signals {
        all_accepted_credentials: Some(AcceptedPasskeys {
            rp_id: rp_id.clone(),
            user_id: user_id.clone(),
            all_accepted_credential_ids: vec!["c".repeat(43); count],
        }),
        current_user_details: MemberDetails { rp_id, user_id, name: "ada".into(), display_name: "Ada Lovelace".into() },
    }
}

pub(crate) fn security(count: usize) -> SecurityPage {
    let now = |ago: i64| Some(Moment::new(LANGUAGE.get(), NOW - ago, NOW));
    let mut passkeys = vec![
        PasskeyRow {
            last_used: now(2 * HOUR),
            place: "Safari on macOS · 203.0.113.7".into(),
            updated: now(40 * HOUR),
            ..row("0199a1", "Work MacBook", PasskeyKind::Device, Some("iCloud Keychain"))
        },
        PasskeyRow {
            last_used: now(26 * HOUR),
            place: "Chrome on Android · 2001:db8::7".into(),
            ..row("0199a2", "Pixel 9", PasskeyKind::Phone, Some("Google Password Manager"))
        },
        row("0199a3", "YubiKey in the drawer", PasskeyKind::Key, None),
    ];
    passkeys.truncate(count);
    while passkeys.len() < count {
        let ids = ["0199a4", "0199a5"];
        let id = ids.get(passkeys.len() % 2).copied().unwrap_or_default();
        passkeys.push(PasskeyRow { id: id.repeat(6), ..passkeys[passkeys.len() % 3].clone() });
    }
    if let [only] = passkeys.as_mut_slice() {
        only.kept = Some("last_passkey");
    }
    let below = domain::account::Part::ALL.into_iter().filter(|part| !super::menu::is_tab(*part)).collect();
    SecurityPage {
        chrome: chrome().with_menu(menu(None)),
        base: "/demo/community".into(),
        passkeys,
        takes_passkeys: true,
        may_add: true,
        advise_backup: count == 1,
        only_brand: None,
        is_second_factor: false,
        proofs: super::confirm::METHODS.to_vec(),
        parts: below,
        required_by_policy: count == 1,
        confirm: false,
        notice: None,
        asks: None,
        go_on: None,
        suggestion: Offer::find("first").filter(|offer| offer.is_for(count)),
        upgrades: true,
        notices: Vec::new(),
        waiting: None,
        signals: Some(signals(count)),
        messages_json: super::routes::messages_at_hand(LANGUAGE.get(), Methods::PasswordAndSecondFactor),
    }
}

/// With the longest list, on the way to somewhere else.
fn invited(suggestion: &str) -> SecurityPage {
    let go_on = Some("/demo/community/account/security/activity".into());
    SecurityPage { suggestion: Offer::find(suggestion), go_on, ..security(10) }
}

fn in_a_sidebar() -> SecurityPage {
    let page = security(3);
    let menu = Menu { place: MenuPlace::Sidebar, ..menu(None) };
    SecurityPage { chrome: page.chrome.with_menu(menu), ..page }
}

fn setup(link: Link) -> SetupPage {
    SetupPage { chrome: plain_chrome(""), link, messages_json: messages() }
}

fn report(is_sent: bool) -> ReportPage {
    ReportPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        browser: "Firefox on Windows".into(),
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0".into(),
        error: Some(ShownError { title: "Passkey setup canceled".into(), code: "setup_canceled" }),
        reference: Some("7K2Q-9MXB".into()),
        is_setup: true,
        is_sent,
        refused: None,
    }
}

fn recovery() -> RecoveryPage {
    let problem = Refusal::of(Some("problem=identifier_missing"), LANGUAGE.get(), Methods::PasswordAndSecondFactor);
    RecoveryPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        kinds: vec![IdentifierKind::Email],
        problem,
        help: help(),
        links_gave_way: true,
        go_on: None,
    }
}

fn error_page() -> ErrorPage {
    ErrorPage {
        chrome: chrome(),
        title: "Page not found".into(),
        text: "There is nothing at this address.".into(),
        remedy: Some("Check the address, or start at the sign-in page.".into()),
        reference: Some("7K2Q-9MXB".into()),
        report: Some("/demo/community/report?problem=internal&reference=7K2Q-9MXB".into()),
        help: help(),
        way_on: Some(WayOn { href: "/demo/community/sign-in".into(), label: "Go to sign-in".into() }),
        recovery: Some("/demo/community/recovery".into()),
    }
}

fn front_doors() -> FrontDoorsPage {
    let members = |base: &str| base.trim_start_matches('/').split_once('/').map(|(tenant, door)| samples(tenant, door));
    let door = |base: &str, name: &str, explanation: &str| Door {
        base: base.into(),
        name: name.into(),
        explanation: explanation.into(),
        members: members(base).unwrap_or_default(),
    };
    let doors = vec![
        door("/demo/community", "Community", "Usernames, open sign-up, one tap with a passkey."),
        door("/workforce/main", "Workforce", "Passkeys required by role, with idle sign-out."),
        door("/portal/main", "Client portal", "A passkey as the second factor after a password."),
    ];
    FrontDoorsPage { chrome: plain_chrome("Keystead demo"), doors }
}

fn mailbox(letters: Vec<Letter>) -> MailboxPage {
    MailboxPage { chrome: plain_chrome(""), letters }
}

fn letter(subject: &str, link: &str) -> Letter {
    Letter {
        to: "ada@example.com".into(),
        subject: subject.into(),
        at: Moment::new(LANGUAGE.get(), NOW - HOUR, NOW),
        pieces: vec![Piece::Text("Sign in:\n".into()), Piece::Link(link.into()), Piece::Text("\n".into())],
    }
}

/// What whoever cannot go on meets.
fn in_trouble() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    vec![
        ("report", html(report(false).render())),
        ("report_sent", html(report(true).render())),
        ("recovery", html(recovery().render())),
        ("recovery_stop", html(stop(StopPart::Ask).render())),
        ("recovery_stop_done", html(stop(StopPart::Stopped).render())),
        ("recovery_stop_gone", html(stop(StopPart::Gone).render())),
    ]
}

/// Every template in each of its states, rendered.
pub(crate) fn all() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    let notice = Some(Notice::new("You were signed out because you were inactive."));
    let waiting = WaitingPage { chrome: plain_chrome("") };
    let mut pages = steps();
    pages.extend(account::all());
    pages.extend(application::all());
    pages.extend(in_trouble());
    pages.extend(vec![
        ("sign_in", html(sign_in().render())),
        ("sign_in_classic", html(SignInPage { mode: Mode::Classic, may_sign_up: false, notice, ..sign_in() }.render())),
        ("sign_up", html(sign_up().render())),
        (
            "sign_up_any",
            html(SignUpPage { part: Part::Begin { username: true, mail: true, phone: true }, ..sign_up() }.render()),
        ),
        (
            "sign_up_code",
            html(SignUpPage { part: Part::Verify { address: "ada@example.com".into() }, ..sign_up() }.render()),
        ),
        (
            "sign_up_password",
            html(
                SignUpPage {
                    part: Part::Make { address: "ada@example.com".into(), with: Method::Password },
                    ..sign_up()
                }
                .render(),
            ),
        ),
        ("invitation", html(invitation(Some("ada@example.com".into())).render())),
        ("enrolment_link", html(enrolment_link(Some("ada@example.com".into())).render())),
        ("enrolment_link_gone", html(enrolment_link(None).render())),
        ("invitation_gone", html(invitation(None).render())),
        ("security", html(security(3).render())),
        ("security_one", html(security(1).render())),
        ("security_none", html(security(0).render())),
        ("security_ten", html(security(10).render())),
        ("security_ten_here", html(invited("here").render())),
        ("security_ten_again", html(invited("again").render())),
        ("security_ten_confirm", html(SecurityPage { confirm: true, ..security(10) }.render())),
        ("security_idle", html(SecurityPage { chrome: idle_chrome(), ..security(3) }.render())),
        ("security_sidebar", html(in_a_sidebar().render())),
        ("security_full", html(SecurityPage { may_add: false, ..security(2) }.render())),
        ("setup", html(setup(Link::Valid { token: "s3cr3t".into(), organisation: None }).render())),
        (
            "setup_again",
            html(setup(Link::Valid { token: "s3cr3t".into(), organisation: Some("Riverside".into()) }).render()),
        ),
        ("setup_spent", html(setup(Link::Spent).render())),
        ("waiting", html(waiting.render())),
        ("help", html(super::help::tests::sample().render())),
        ("front_doors", html(front_doors().render())),
        (
            "mailbox",
            html(mailbox(vec![letter("Sign in to Riverside", "http://localhost/a?b"), letter("", "")]).render()),
        ),
        ("mailbox_empty", html(mailbox(Vec::new()).render())),
        ("error", html(error_page().render())),
    ]);
    pages
}

/// The steps of a journey, and its links.
fn steps() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    vec![
        ("journey_wait", html(journey(Next::Wait(1_762_178_700_000), None).render())),
        ("journey", html(journey(Next::First(Method::ALL.to_vec()), Some(Method::Password)).render())),
        ("journey_second", html(journey(Next::Second(Method::ALL.to_vec()), Some(Method::Passkey)).render())),
        ("journey_code", html(journey(Next::Second(Method::ALL.to_vec()), Some(Method::EmailCode)).render())),
        ("link", html(link(LinkPart::Here).render())),
        ("link_elsewhere", html(link(LinkPart::Elsewhere).render())),
        ("link_code", html(link(LinkPart::Code("12345678".into())).render())),
        ("link_gone", html(link(LinkPart::Gone).render())),
        ("link_recovery", html(LinkPage { recovers: true, ..link(LinkPart::Here) }.render())),
        (
            "journey_password",
            html(journey(Next::Enrol(Held::NewPassword, vec![Method::Password]), Some(Method::Password)).render()),
        ),
        ("journey_held", html(held(Method::Passkey).render())),
        ("journey_app", html(held(Method::Totp).render())),
    ]
}

#[cfg(test)]
mod tests;
