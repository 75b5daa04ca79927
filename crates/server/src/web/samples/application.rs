//! The pages between an application and a member, each with something on it.

use super::chrome;
use crate::web::application::{ApplicationPage, Part};
use askama::Template;

fn page(part: Part) -> ApplicationPage {
    let name = (!matches!(part, Part::Gone)).then(|| "Garden Wiki".to_owned());
    let action = "/demo/community/oauth2/authorize/x".to_owned();
    ApplicationPage { chrome: chrome(), name, member: Some("ada".into()), action, part }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let html = |page: askama::Result<String>| page.unwrap();
    let scopes = ["openid", "profile", "email", "phone", "offline_access", "wiki:edit"];
    let question = Part::Question { scopes: scopes.map(str::to_owned).to_vec() };
    let form = Part::Form { action: "https://wiki.example/callback".into(), fields: vec![("code", "x".into())] };
    let sign_out = Part::SignOut { fields: vec![("client_id", "app-x".into()), ("state", "s".into())] };
    vec![
        ("application", html(page(question).render())),
        ("application_other", html(page(Part::Other).render())),
        ("application_back", html(page(Part::Link { href: "https://wiki.example/?code=x".into() }).render())),
        ("application_back_form", html(page(form).render())),
        ("application_sign_out", html(page(sign_out).render())),
        ("application_gone", html(page(Part::Gone).render())),
    ]
}
