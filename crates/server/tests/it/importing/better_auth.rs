//! Members of a site that runs better-auth itself (the npm package, its tables in memory): they sign up there as anybody does, its tables are taken along,
//! and they sign in here.

use super::*;
use crate::support::node::Program;
use axum::http::{Request, header};
use server::outgoing::Outgoing;

const TABLES: [&str; 4] = ["user", "account", "passkey", "twoFactor"];

/// Somebody's browser at that site.
struct Visitor<'a> {
    site: &'a Program,
    client: Outgoing,
    cookies: String,
}

impl<'a> Visitor<'a> {
    fn new(site: &'a Program) -> Self {
        Self { site, client: Outgoing::new(["localhost".to_owned()]), cookies: String::new() }
    }

    async fn send(&mut self, path: &str, body: Option<Value>) -> Value {
        let request = Request::builder().uri(format!("http://localhost:{}{path}", self.site.port));
        let request = request.header(header::ORIGIN, ORIGIN).header(header::COOKIE, &self.cookies);
        let request = match body {
            None => request.body(Vec::new()),
            Some(body) => {
                let request = request.method("POST").header(header::CONTENT_TYPE, "application/json");
                request.body(body.to_string().into_bytes())
            }
        };
        let answer = self.client.send(request.unwrap()).await.unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let pair = line.to_str().unwrap().split(';').next().unwrap();
            // What follows the last semicolon is empty, which every server passes over.
            self.cookies.push_str(pair);
            self.cookies.push_str("; ");
        }
        let text = String::from_utf8_lossy(answer.body()).into_owned();
        assert!(answer.status().is_success(), "{path}: {} {text}", answer.status());
        serde_json::from_str(&text).unwrap()
    }

    async fn sign_up(&mut self, name: &str) {
        let body = json!({ "name": name, "username": name, "email": format!("{name}@example.com"), "password": RIGHT });
        self.send("/api/auth/sign-up/email", Some(body)).await;
    }
}

/// The tables as an operator would take them along.
async fn taken_along(site: &Program) -> Value {
    let mut tables = Visitor::new(site).send("/tables", None).await;
    tables.as_object_mut().unwrap().retain(|name, _| TABLES.contains(&name.as_str()));
    tables
}

on_both_engines! {
    // Issue 9, 5: what that system itself has made; a line that nobody there has made is refused by itself, and a second run brings nobody.
    async fn what_the_site_itself_has_made_signs_in_here(app: TestApp) {
        let Some(site) = Program::start("better-auth.mjs", "better-auth", ORIGIN) else { return };
        takes_passwords(&app).await;
        let (mut ada, mut bob) = (Visitor::new(&site), Visitor::new(&site));
        ada.sign_up("ada").await;
        bob.sign_up("bob").await;
        bob.send("/api/auth/two-factor/enable", Some(json!({ "password": RIGHT }))).await;
        let mut holder = app.program(SMART);
        let options = ada.send("/api/auth/passkey/generate-register-options", None).await;
        let made = holder.authenticator.create(&options, ORIGIN).unwrap();
        let kept = ada.send("/api/auth/passkey/verify-registration", Some(json!({ "response": made, "name": "Telephone" }))).await;
        assert_eq!(kept["name"], "Telephone");

        let mut tables = taken_along(&site).await;
        tables["user"].as_array_mut().unwrap().push(json!({ "name": "nobody made this one" }));
        let text = tables.to_string();
        let file = File::open(Format::BetterAuth, &text).unwrap();
        let (mut came, mut refused) = (Vec::new(), 0);
        for read in file.read(Some("localhost")) {
            match read {
                Read::Arrival(arrival) => came.push(*arrival),
                Read::Refused(_) => refused += 1,
                other @ Read::Passed(_) => panic!("{other:?}"),
            }
        }
        assert_eq!((came.len(), refused), (2, 1));
        assert_new(&settle(&app, SMART, &came, false).await);
        assert_eq!(settle(&app, SMART, &came, false).await, vec![Outcome::There; 2]);

        assert_eq!(by_password(&app, "bob", RIGHT).await.status, 200);
        by_password(&app, "ada", "wrong horse battery staple").await.assert_refused(401, "proof_wrong");
        holder.sign_in().await.ok();
        let passkeys = holder.get("/account/passkeys").await.ok()["passkeys"].clone();
        assert_eq!((passkeys.as_array().unwrap().len(), &passkeys[0]["name"]), (1, &json!("Telephone")), "{passkeys}");
        assert_eq!(by_password(&app, "ada@example.com", RIGHT).await.status, 200);
    }
}
