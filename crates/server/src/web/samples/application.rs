//! The pages between an application and a member, each with something on it.

use super::{LANGUAGE, NOW, chrome, messages};
use crate::web::application::{ApplicationPage, Part, Stranger};
use crate::web::approval::{self, ApprovalPage, Question, Row};
use crate::web::device::{self, DevicePage, Problem, Request};
use crate::web::moment::Moment;
use askama::Template;
use domain::applications::approval::Asker;
use domain::applications::device::Readiness;

fn page(part: Part) -> ApplicationPage {
    let name = (!matches!(part, Part::Gone { .. })).then(|| "Garden Wiki".to_owned());
    let action = "/demo/community/oauth2/authorize/x".to_owned();
    ApplicationPage { chrome: chrome(), name, member: Some("ada".into()), action, part, stranger: None }
}

fn of_stranger(part: Part) -> ApplicationPage {
    let (host, target) =
        ("notes.example".to_owned(), "https://notes.example/a-rather-long-way-back/callback".to_owned());
    ApplicationPage { stranger: Some(Stranger { host, target }), ..page(part) }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    let scopes = ["openid", "profile", "email", "phone", "offline_access", "wiki:edit"];
    let question = Part::Question { scopes: scopes.map(str::to_owned).to_vec() };
    let form = Part::Form { action: "https://wiki.example/callback".into(), fields: vec![("code", "x".into())] };
    let sign_out = Part::SignOut { fields: vec![("client_id", "app-x".into()), ("state", "s".into())] };
    let mut pages = vec![
        ("application_stranger", html(of_stranger(question.clone()).render())),
        (
            "application_stranger_back",
            html(of_stranger(Part::Link { href: "https://notes.example/?error=x".into() }).render()),
        ),
        ("application_stranger_sign_out", html(of_stranger(sign_out.clone()).render())),
        ("application", html(page(question).render())),
        ("application_other", html(page(Part::Other).render())),
        ("application_back", html(page(Part::Link { href: "https://wiki.example/?code=x".into() }).render())),
        ("application_back_form", html(page(form).render())),
        ("application_sign_out", html(page(sign_out).render())),
        (
            "application_gone",
            html(page(Part::Gone { why: "the client has not registered this redirect_uri".into() }).render()),
        ),
    ];
    pages.extend(devices());
    pages.extend(approvals());
    pages
}

fn device(part: device::Part) -> String {
    let name = (!matches!(part, device::Part::Type { .. } | device::Part::Gone { .. })).then(|| "Garden TV".to_owned());
    DevicePage { chrome: chrome(), name, member: Some("ada".into()), part }.render().unwrap()
}

fn request(readiness: Readiness) -> device::Part {
    device::Part::Ask(Box::new(Request {
        user_code: "WDJB-MJHT".to_owned(),
        scopes: ["openid", "profile", "offline_access"].map(str::to_owned).to_vec(),
        address: "192.0.2.7".into(),
        user_agent: "GardenTV/1.0".into(),
        readiness,
        proof: "/demo/community/account/security?continue=x&confirm=1".into(),
        passkeys: "/demo/community/account/security".into(),
        action: "/demo/community/device/request/x".into(),
    }))
}

fn devices() -> Vec<(&'static str, String)> {
    let typed = |code: &str, problem| device::Part::Type {
        action: "/demo/community/device".into(),
        code: code.into(),
        problem,
    };
    vec![
        ("device", device(typed("WDJB-MJHT", None))),
        ("device_unknown", device(typed("", Some(Problem::Unknown)))),
        ("device_too_often", device(typed("WDJB-MJHT", Some(Problem::TooOften)))),
        ("device_asked", device(request(Readiness::Ready))),
        ("device_asked_for_proof", device(request(Readiness::Stale))),
        ("device_asked_for_passkey", device(request(Readiness::NoPasskey))),
        ("device_allowed", device(device::Part::Allowed)),
        ("device_refused", device(device::Part::Refused)),
        ("device_gone", device(device::Part::Gone { again: "/demo/community/device".into() })),
    ]
}

const TEXT: &str = "Pay 1,200.00 € to Ada Lovelace\nInvoice 2025-117";

fn approval(part: approval::Part) -> String {
    let page = ApprovalPage {
        chrome: chrome(),
        base: "/demo/community".into(),
        member: "ada".into(),
        action: "/demo/community/approve/018bcfe5-6801-7000-8000-000000000000".into(),
        part,
        messages_json: messages(),
    };
    page.render().unwrap()
}

fn until() -> Moment {
    Moment::new(LANGUAGE.get(), NOW + 600_000, NOW)
}

fn stated(asker: Option<Asker>, has_passkey: bool) -> Box<Question> {
    Box::new(Question {
        name: "Garden Bank".into(),
        text: TEXT.into(),
        asker,
        until: until(),
        has_passkey,
        passkeys: "/demo/community/account/security".into(),
    })
}

fn approvals() -> Vec<(&'static str, String)> {
    let href = "/demo/community/approve/018bcfe5-6801-7000-8000-000000000000".to_owned();
    let row = Row { href, name: "Garden Bank".into(), text: TEXT.into(), until: until() };
    let answered = |is_approved, goes_by_itself| approval::Part::Answered {
        is_approved,
        name: "Garden Bank".into(),
        back: Some("https://bank.example/back?approval_id=x".into()),
        goes_by_itself,
    };
    vec![
        ("approvals", approval(approval::Part::List(vec![row]))),
        ("approvals_none", approval(approval::Part::List(Vec::new()))),
        ("approval", approval(approval::Part::Ask(stated(None, true)))),
        (
            "approval_of_another",
            approval(approval::Part::Ask(stated(Some(Asker::Member("Grace Hopper".into())), true))),
        ),
        ("approval_of_somebody", approval(approval::Part::Ask(stated(Some(Asker::Somebody), true)))),
        ("approval_needs_passkey", approval(approval::Part::Ask(stated(None, false)))),
        ("approval_own", approval(approval::Part::Own(stated(Some(Asker::Member("Ada Lovelace".into())), true)))),
        ("approval_given", approval(answered(true, true))),
        ("approval_denied", approval(answered(false, false))),
        ("approval_gone", approval(approval::Part::Gone)),
    ]
}
