//! Against a certified provider that is not ours (the npm package oidc-provider, installed by `cargo xtask test` under target/node): what
//! works there works with providers as they are.

use super::lying::SECRET;
use super::traveller::{arrive, audited, come_back, confirm, give_address, give_link, known, leave, member, offer};
use crate::support::app::{ORIGIN, SMART};
use crate::support::node::Program;
use crate::support::{TestApp, on_both_engines};
use axum::http::{Request, Response, header};
use domain::single_sign_on::Outcome;
use server::outgoing::Outgoing;
use std::collections::BTreeMap;
use url::{Url, form_urlencoded};

/// Somebody there, as `tests/node/provider.mjs` reads it: the address, whether it is verified, the name. The whole is the subject.
const ADA: &str = "ada@example.com|1|Ada";
const NELL: &str = "new@example.com|1|Nell New";
const UNVERIFIED: &str = "new@example.com|0|Nell New";

/// A running provider; it ends with the test.
struct Certified {
    issuer: String,
    _program: Program,
}

impl Certified {
    /// None where it is not installed.
    fn start() -> Option<Self> {
        let callback = format!("{ORIGIN}{SMART}/sign-in/with/office/callback");
        let clients =
            serde_json::json!([{ "client_id": "keystead", "client_secret": SECRET, "redirect_uris": [callback] }]);
        let program = Program::start("provider.mjs", "oidc-provider", &clients.to_string())?;
        Some(Self { issuer: format!("http://localhost:{}", program.port), _program: program })
    }
}

/// Somebody's browser at the provider.
struct Visitor {
    client: Outgoing,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    fn new() -> Self {
        Self { client: Outgoing::new(["localhost".to_owned()]), cookies: BTreeMap::new() }
    }

    async fn send(&mut self, url: &Url, form: Option<&[(&str, &str)]>) -> Response<Vec<u8>> {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().uri(url.as_str()).header(header::COOKIE, cookies.join("; "));
        let request = match form {
            None => request.body(Vec::new()),
            Some(pairs) => {
                let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
                let request = request.method("POST").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                request.body(body.into_bytes())
            }
        };
        let answer = self.client.send(request.unwrap()).await.unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// From our redirect to the one back, signing in as this person on the provider's own pages. Gives the query of the way back.
    async fn sign_in(&mut self, start: &Url, person: Option<&str>) -> String {
        let mut url = start.clone();
        let mut form: Option<Vec<(&str, &str)>> = None;
        for _ in 0..12 {
            let answer = self.send(&url, form.take().as_deref()).await;
            if let Some(location) = answer.headers().get(header::LOCATION) {
                url = url.join(location.to_str().unwrap()).unwrap();
                if url.as_str().starts_with(ORIGIN) {
                    return url.query().unwrap().to_owned();
                }
                continue;
            }
            let page = String::from_utf8(answer.into_body()).unwrap();
            match person {
                None => url = Url::parse(page.split("<a href=\"").nth(1).unwrap().split('"').next().unwrap()).unwrap(),
                Some(person) => {
                    url = Url::parse(page.split("action=\"").nth(1).unwrap().split('"').next().unwrap()).unwrap();
                    let is_login = page.contains("value=\"login\"");
                    form = Some(if is_login {
                        vec![("prompt", "login"), ("login", person), ("password", "any")]
                    } else {
                        vec![("prompt", "consent")]
                    });
                }
            }
        }
        panic!("the provider's pages lead nowhere: {url}")
    }
}

on_both_engines! {
    async fn a_member_is_known_and_a_code_is_good_once(app: TestApp) {
        let Some(provider) = Certified::start() else { return };
        offer(&app, SMART, "office", &provider.issuer).await;
        let ada = member(&app, SMART, "ada").await;
        give_link(&app, SMART, ada, (&provider.issuer, ADA)).await;
        let (mut browser, mut visitor) = (app.browser(SMART), Visitor::new());
        let away = leave(&mut browser, "office").await;
        let query = visitor.sign_in(&away.url, Some(ADA)).await;
        let arrival = arrive(&browser, "office", &query).await.unwrap();
        assert_eq!(known(&arrival.outcome), Some((ada, false)));
        // The same code in another sign-in, whose state and verifier are its own.
        let again = leave(&mut browser, "office").await;
        let replayed = query.replace(&away.state, &again.state);
        assert!(replayed.contains(&again.state));
        let answer = come_back(&mut browser, "office", &replayed).await;
        assert_eq!((answer.status.as_u16(), audited(&app, SMART).await.as_str()), (401, "provider_refused"));
        app.log.line_with("the provider did not take the code: invalid_grant");
    }

    // A code that was stolen before it was used: without its verifier it is worth nothing (PKCE).
    async fn a_stolen_code_is_not_taken(app: TestApp) {
        let Some(provider) = Certified::start() else { return };
        offer(&app, SMART, "office", &provider.issuer).await;
        let (mut browser, mut thief) = (app.browser(SMART), app.browser(SMART));
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, Some(ADA)).await;
        let own = leave(&mut thief, "office").await;
        let answer = come_back(&mut thief, "office", &query.replace(&away.state, &own.state)).await;
        assert_eq!((answer.status.as_u16(), audited(&app, SMART).await.as_str()), (401, "provider_refused"));
    }

    async fn a_verified_address_is_offered_and_confirmed(app: TestApp) {
        let Some(provider) = Certified::start() else { return };
        offer(&app, SMART, "office", &provider.issuer).await;
        let ada = member(&app, SMART, "ada").await;
        give_address(&app, SMART, ada, "ada@example.com", true).await;
        let mut browser = app.browser(SMART);
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, Some(ADA)).await;
        let arrival = arrive(&browser, "office", &query).await.unwrap();
        let Outcome::MayLink { user, offer, .. } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
        assert_eq!(user, ada);
        assert!(confirm(&browser, &offer.0, ada).await);
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, Some(ADA)).await;
        assert_eq!(known(&arrive(&browser, "office", &query).await.unwrap().outcome), Some((ada, false)));
    }

    async fn newcomers_and_unverified_addresses(app: TestApp) {
        let Some(provider) = Certified::start() else { return };
        offer(&app, SMART, "office", &provider.issuer).await;
        let mut browser = app.browser(SMART);
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, Some(NELL)).await;
        let arrival = arrive(&browser, "office", &query).await.unwrap();
        let Outcome::Newcomer { email, name, .. } = arrival.outcome else { panic!("{:?}", arrival.outcome) };
        assert_eq!((email.as_str(), name.as_deref()), ("new@example.com", Some("Nell New")));
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, Some(UNVERIFIED)).await;
        let answer = come_back(&mut browser, "office", &query).await;
        assert_eq!((answer.status.as_u16(), audited(&app, SMART).await.as_str()), (403, "address_not_vouched_for"));
    }

    async fn a_member_says_no_at_the_provider(app: TestApp) {
        let Some(provider) = Certified::start() else { return };
        offer(&app, SMART, "office", &provider.issuer).await;
        let mut browser = app.browser(SMART);
        let away = leave(&mut browser, "office").await;
        let query = Visitor::new().sign_in(&away.url, None).await;
        let answer = come_back(&mut browser, "office", &query).await;
        assert_eq!((answer.status.as_u16(), audited(&app, SMART).await.as_str()), (401, "single_sign_on_cancelled"));
    }
}
