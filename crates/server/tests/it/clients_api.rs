//! Programs of a tenant look after its applications by the API (issue 8, 1: clients by API): as the console would, and never beyond what their
//! own token covers.

use crate::authorization::CALLBACK;
use crate::client_proofs::{Holder, encode};
use crate::support::app::{HOST, ORIGIN};
use crate::support::application::Application;
use crate::support::{Answer, TestApp, on_both_engines};
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};
use std::cell::Cell;

pub(crate) const MANAGE: &str = "manage_configuration";

/// A program that shows the key of its token with each request.
pub(crate) struct Robot<'a> {
    app: &'a TestApp,
    holder: Holder,
    token: String,
    /// `/{tenant}/system`
    base: String,
    shown: Cell<u32>,
}

impl<'a> Robot<'a> {
    pub(crate) async fn new(app: &'a TestApp, scope: &str) -> Self {
        Self::of(app, &Application::program(app, "platform", scope).await).await
    }

    pub(crate) async fn of(app: &'a TestApp, program: &Application<'_>) -> Self {
        let holder = Holder::new();
        let proof = holder.proof(app, "token", &json!({ "htu": format!("{ORIGIN}{}/oauth2/token", program.base) }));
        let pairs = program.with_secret(&[("grant_type", "client_credentials")]);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request =
            Request::post(format!("{}/oauth2/token", program.base)).header("host", HOST).header("dpop", proof);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body));
        let token = app.send(request.unwrap()).await.ok()["access_token"].as_str().unwrap().to_owned();
        Self { app, holder, token, base: program.base.clone(), shown: Cell::new(0) }
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        self.with(method, path, body, &[]).await
    }

    pub(crate) async fn with(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = format!("/api/identity{}/workspaces/{path}", self.base);
        self.shown.set(self.shown.get() + 1);
        let bare = path.split('?').next().unwrap();
        let hash = encode(digest(&SHA256, self.token.as_bytes()));
        let claims = json!({ "htm": method, "htu": format!("{ORIGIN}{bare}"), "ath": hash });
        let proof = self.holder.proof(self.app, &format!("api {}", self.shown.get()), &claims);
        let request = Request::builder().method(method).uri(&path).header("host", HOST).header("dpop", proof);
        let mut request = request.header("authorization", format!("DPoP {}", self.token));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.app.send(request.body(body).unwrap()).await
    }
}

pub(crate) fn wiki() -> Value {
    json!({ "client_name": "Wiki", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "client_secret_post" })
}

pub(crate) fn program(scope: &str) -> Value {
    json!({ "client_name": "Sync", "scope": scope, "token_endpoint_auth_method": "client_secret_post" })
}

pub(crate) fn error(answer: &Answer) -> (u16, String) {
    (answer.status.as_u16(), answer.json()["error_code"].as_str().unwrap_or_default().to_owned())
}

pub(crate) fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

on_both_engines! {
    // Issue 8, 1; RFC 7591, 3.2.1; S3c-2, S3c-3.
    async fn a_program_looks_after_the_applications_of_its_tenant(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let key = "a-key-of-the-length-that-it-must-have-01";
        let made = robot.with("POST", "smart/clients", Some(&wiki()), &[("x-idempotency-key", key)]).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let again = robot.with("POST", "smart/clients", Some(&wiki()), &[("x-idempotency-key", key)]).await;
        assert_eq!((again.header("x-idempotent-replayed"), &again.text), ("true", &made.text));
        let made = made.json();
        assert_eq!((&made["client_name"], &made["client_secret_expires_at"], &made["declared"]), (&"Wiki".into(), &0.into(), &false.into()));
        assert!(made["client_id_issued_at"].is_i64() && made["grant_types"][0] == "authorization_code");
        let id = made["client_id"].as_str().unwrap();
        let path = format!("smart/clients/{id}");
        let shown = robot.call("GET", &path, None).await;
        let etag = shown.header("etag").to_owned();
        assert!(!shown.text.contains("client_secret\"") && shown.json()["redirect_uris"][0] == CALLBACK, "{}", shown.text);
        // What was shown may be sent back, with what is to be another.
        let mut wanted = shown.json();
        wanted["client_name"] = "Our wiki".into();
        wanted["access_token_seconds"] = 300.into();
        let changed = robot.with("PUT", &path, Some(&wanted), &[("if-match", &etag)]).await;
        assert_eq!((changed.status.as_u16(), &changed.json()["access_token_seconds"]), (200, &300.into()), "{}", changed.text);
        assert_eq!(error(&robot.with("PUT", &path, Some(&wanted), &[("if-match", &etag)]).await), refused(412, "precondition_failed"));
        assert_eq!(error(&robot.with("DELETE", &path, None, &[("if-match", &etag)]).await), refused(412, "precondition_failed"));
        // What is left out stays.
        let off = robot.call("PUT", &path, Some(&json!({ "enabled": false }))).await.ok();
        assert_eq!((&off["enabled"], &off["client_name"], &off["access_token_seconds"]), (&false.into(), &"Our wiki".into(), &300.into()));
        let renewed = robot.call("POST", &format!("{path}/secret"), None).await.ok();
        assert!(renewed["client_secret"].is_string() && renewed["client_secret"] != made["client_secret"]);
        assert_eq!(robot.call("DELETE", &path, None).await.status, 204);
        assert_eq!(error(&robot.call("GET", &path, None).await), refused(404, "client_not_found"));
        let told: Vec<_> = app.audit("/platform/smart").await.into_iter().map(|event| (event.kind, event.detail.unwrap_or_default())).collect();
        for kind in ["client_added", "client_changed", "client_disabled", "client_secret_renewed", "client_removed"] {
            assert!(told.iter().any(|(one, detail)| one == kind && detail.contains("api: sync-manage_configuration")), "{kind}: {told:?}");
        }
        assert!(!format!("{told:?}").contains(made["client_secret"].as_str().unwrap()));
    }

    async fn a_list_goes_on_by_its_cursor(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let mut made = Vec::new();
        for _ in 0..5 {
            let answer = robot.call("POST", "smart/clients", Some(&wiki())).await;
            made.push(answer.json()["client_id"].as_str().unwrap().to_owned());
        }
        made.sort_unstable();
        let (mut met, mut query) = (Vec::new(), "?limit=2".to_owned());
        loop {
            let page = robot.call("GET", &format!("smart/clients{query}"), None).await.ok();
            met.extend(page["clients"].as_array().unwrap().iter().map(|client| client["client_id"].as_str().unwrap().to_owned()));
            assert!(!page.to_string().contains("client_secret\""));
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            query = format!("?limit=2&cursor={cursor}");
        }
        assert_eq!(met, made);
        for wrong in ["?limit=0", "?limit=101", "?limit=x", "?cursor=%25"] {
            assert_eq!(error(&robot.call("GET", &format!("smart/clients{wrong}"), None).await), refused(400, "malformed_request"), "{wrong}");
        }
        // Whoever only looks changes nothing.
        let reader = Robot::new(&app, "read_configuration").await;
        assert_eq!(reader.call("GET", "smart/clients", None).await.ok()["clients"].as_array().unwrap().len(), 5);
        assert_eq!(error(&reader.call("POST", "smart/clients", Some(&wiki())).await), refused(403, "insufficient_scope"));
    }

    // ADR 31: what a fresh sign-in is at the console, the key of the token is here.
    async fn a_found_token_changes_nothing(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let plain = Application::program(&app, "platform", "manage_configuration audit").await.own_token().await;
        let ask = async |method: &str, scheme: &str, token: &str, proof: Option<String>| {
            let path = "/api/identity/platform/system/workspaces/smart/clients";
            let mut request = Request::builder().method(method).uri(path).header("host", HOST).header("content-type", "application/json").header("authorization", format!("{scheme} {token}"));
            if let Some(proof) = proof {
                request = request.header("dpop", proof);
            }
            app.send(request.body(Body::from(if method == "GET" { String::new() } else { wiki().to_string() })).unwrap()).await
        };
        assert_eq!(ask("GET", "Bearer", &plain, None).await.status, 200);
        assert_eq!(error(&ask("POST", "Bearer", &plain, None).await), refused(403, "proof_of_possession_required"));
        assert_eq!(error(&ask("POST", "Bearer", &robot.token, None).await), refused(401, "invalid_access_token"));
        let thief = Holder::new();
        let hash = encode(digest(&SHA256, robot.token.as_bytes()));
        let claims = json!({ "htu": format!("{ORIGIN}/api/identity/platform/system/workspaces/smart/clients"), "ath": hash });
        let proof = thief.proof(&app, "stolen", &claims);
        assert_eq!(error(&ask("POST", "DPoP", &robot.token, Some(proof)).await), refused(401, "invalid_access_token"));
        assert_eq!(robot.call("POST", "smart/clients", Some(&wiki())).await.status, 201);
        app.advance_seconds(301);
        assert_eq!(error(&robot.call("POST", "smart/clients", Some(&wiki())).await), refused(403, "proof_of_possession_required"));
        assert_eq!(robot.call("GET", "smart/clients", None).await.status, 200);
    }

    // ADR 31: no program comes to more than its own token covers, neither by a client that it makes nor by one that it takes over.
    async fn a_program_gives_nobody_more_than_it_has(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        let strong = Application::program(&app, "platform", "identity").await;
        let path = format!("system/clients/{}", strong.id);
        for scope in ["identity", "manage_configuration identity", "read_configuration"] {
            assert_eq!(error(&robot.call("POST", "system/clients", Some(&program(scope))).await), refused(403, "scope_not_held"), "{scope}");
        }
        assert_eq!(robot.call("GET", &path, None).await.status, 200);
        for (method, path) in [("PUT", path.clone()), ("POST", format!("{path}/secret")), ("DELETE", path)] {
            assert_eq!(error(&robot.call(method, &path, Some(&json!({}))).await), refused(403, "scope_not_held"), "{method}");
        }
        let made = robot.call("POST", "system/clients", Some(&program(MANAGE))).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let weak = format!("system/clients/{}", made.json()["client_id"].as_str().unwrap());
        let wider = json!({ "scope": "manage_configuration identity" });
        assert_eq!(error(&robot.call("PUT", &weak, Some(&wider)).await), refused(403, "scope_not_held"));
        // What acts in the place of members takes the right over these members.
        let mut acting = wiki();
        acting["scope"] = "openid manage_ss_profile".into();
        assert_eq!(error(&robot.call("POST", "smart/clients", Some(&acting)).await), refused(403, "scope_not_held"));
        let both = Robot::new(&app, "manage_configuration identity").await;
        assert_eq!(both.call("POST", "smart/clients", Some(&acting)).await.status, 201);
        assert_eq!(both.call("PUT", &weak, Some(&wider)).await.ok()["scope"], "manage_configuration identity");
        // The words that no program says.
        for (member, value) in [("require_pkce", json!(false)), ("proxy_origins", json!(["https://x.example"])), ("nonsense", json!(1))] {
            let mut ask = wiki();
            ask[member] = value;
            let answer = robot.call("POST", "smart/clients", Some(&ask)).await;
            assert!((400..423).contains(&answer.status.as_u16()), "{member}: {}", answer.text);
        }
        let mut wrong = wiki();
        wrong["redirect_uris"] = json!(["http://wiki.example/back"]);
        let answer = robot.call("POST", "smart/clients", Some(&wrong)).await;
        assert_eq!((error(&answer), &answer.json()["details"]["field"]), (refused(422, "setting_refused"), &"redirect_uris".into()));
    }

    // S3-45: what is another tenant's is not there.
    async fn another_tenant_is_not_there(app: TestApp) {
        let robot = Robot::new(&app, MANAGE).await;
        assert_eq!(error(&robot.call("GET", "nowhere/clients", None).await), refused(404, "workspace_not_found"));
        assert_eq!(error(&robot.call("GET", "community/clients", None).await), refused(404, "workspace_not_found"));
        let token = Application::program(&app, "demo", MANAGE).await.own_token().await;
        let request = Request::get("/api/identity/platform/system/workspaces/smart/clients").header("host", HOST);
        let answer = app.send(request.header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap()).await;
        assert_eq!(error(&answer), refused(401, "invalid_access_token"));
        let made = robot.call("POST", "smart/clients", Some(&wiki())).await.json();
        let path = format!("system/clients/{}", made["client_id"].as_str().unwrap());
        assert_eq!(error(&robot.call("GET", &path, None).await), refused(404, "client_not_found"));
    }
}
