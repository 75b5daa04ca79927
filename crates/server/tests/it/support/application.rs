//! An application that signs its users in here, as its own server sees us.

use super::actors::Actor;
use super::answer::Answer;
use super::app::{HOST, TestApp};
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::applications::{AuthMethod, ClientSettings, GrantType};
use serde_json::Value;
use store::client::{self, Client};
use store::id::{TenantId, WorkspaceId};
use store::{Tx, installation, tenant, workspace};

pub(crate) struct Application<'a> {
    app: &'a TestApp,
    /// `/{tenant}/{workspace}`
    pub(crate) base: String,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) tenant: TenantId,
    pub(crate) workspace: WorkspaceId,
}

impl<'a> Application<'a> {
    pub(crate) async fn of_tenant(app: &'a TestApp, tenant: &str, id: &str, settings: ClientSettings) -> Self {
        Self::register(app, (tenant, "system"), id, settings).await
    }

    pub(crate) async fn of_workspace(
        app: &'a TestApp,
        place: (&str, &str),
        id: &str,
        settings: ClientSettings,
    ) -> Self {
        Self::register(app, place, id, settings).await
    }

    /// One that was added at the console, which answered this.
    pub(crate) fn drawn(app: &'a TestApp, tenant: &str, answer: &serde_json::Value) -> Self {
        let word = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
        let (workspace, snapshot) = (word("workspace"), app.app.snapshot());
        let door = snapshot.doors().iter().find(|door| door.tenant.slug == tenant).unwrap();
        Self {
            app,
            base: format!("/{tenant}/{workspace}"),
            id: word("client_id"),
            secret: word("client_secret"),
            tenant: door.tenant.id,
            workspace: snapshot.door(tenant, &workspace).map_or(WorkspaceId::NIL, |door| door.workspace.id),
        }
    }

    async fn register(app: &'a TestApp, place: (&str, &str), id: &str, settings: ClientSettings) -> Self {
        let secret = format!("secret-of-{id}-0123456789-0123456789-0123456789");
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, secret.as_bytes());
        let (slugs, name) = ((place.0.to_owned(), place.1.to_owned()), id.to_owned());
        let hash: [u8; 32] = hash.as_ref().try_into().unwrap();
        let write = move |tx: &mut Tx<'_>| {
            let tenant = tenant::all(tx)?.into_iter().find(|row| row.slug == slugs.0).unwrap().id;
            let found = workspace::all(tx)?.into_iter().find(|row| row.tenant_id == tenant && row.slug == slugs.1);
            let workspace = found.map_or(WorkspaceId::NIL, |row| row.id);
            let row = Client {
                tenant_id: tenant,
                workspace_id: workspace,
                id: name.clone(),
                name: name.clone(),
                secret_hash: Some(hash),
                settings: serde_json::to_string(&settings).unwrap(),
                enabled: true,
                created_at: 0,
            };
            assert!(client::insert(tx, &row)?);
            installation::bump(tx)?;
            Ok::<_, store::Error>((tenant, workspace))
        };
        let (tenant, workspace) = app.store.write("register", write).await.unwrap();
        app.app.refresh().await.unwrap();
        Self { app, base: format!("/{}/{}", place.0, place.1), id: id.to_owned(), secret, tenant, workspace }
    }

    /// One that was registered before.
    pub(crate) fn known(app: &'a TestApp, place: (&str, &str), id: &str) -> Self {
        let door = app.app.snapshot().door(place.0, place.1).unwrap();
        let (tenant, workspace) = (door.tenant.id, door.workspace.id);
        let secret = format!("secret-of-{id}-0123456789-0123456789-0123456789");
        Self { app, base: format!("/{}/{}", place.0, place.1), id: id.to_owned(), secret, tenant, workspace }
    }

    pub(crate) async fn disable(&self) {
        let (place, id) = ((self.tenant, self.workspace), self.id.clone());
        let write = move |tx: &mut Tx<'_>| {
            let row = client::find(tx, place, &id)?.unwrap();
            client::update(tx, &Client { enabled: false, ..row })?;
            installation::bump(tx)
        };
        self.app.store.write("disable", write).await.unwrap();
        self.app.app.refresh().await.unwrap();
    }

    /// `Authorization: Basic …`
    pub(crate) fn basic(&self) -> String {
        format!("Basic {}", STANDARD.encode(format!("{}:{}", self.id, self.secret)))
    }

    pub(crate) fn with_secret<'b>(&'b self, pairs: &[(&'b str, &'b str)]) -> Vec<(&'b str, &'b str)> {
        let own = [("client_id", self.id.as_str()), ("client_secret", self.secret.as_str())];
        pairs.iter().copied().chain(own).collect()
    }

    /// A form to one of the endpoints of its issuer.
    pub(crate) async fn post(&self, path: &str, authorization: Option<&str>, pairs: &[(&str, &str)]) -> Answer {
        self.post_at(&self.base, path, authorization, pairs).await
    }

    pub(crate) async fn post_at(
        &self,
        base: &str,
        path: &str,
        authorization: Option<&str>,
        pairs: &[(&str, &str)],
    ) -> Answer {
        let request = Request::post(format!("{base}{path}")).header("host", HOST);
        let mut request = request.header("content-type", "application/x-www-form-urlencoded");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        let body = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect::<Vec<_>>().join("&");
        self.app.send(request.body(Body::from(body)).unwrap()).await
    }

    pub(crate) async fn token(&self, pairs: &[(&str, &str)]) -> Answer {
        self.post("/oauth2/token", None, &self.with_secret(pairs)).await
    }

    pub(crate) async fn introspect(&self, token: &str) -> Answer {
        self.post("/oauth2/introspect", None, &self.with_secret(&[("token", token)])).await
    }

    pub(crate) async fn revoke(&self, token: &str) -> Answer {
        self.post("/oauth2/revoke", None, &self.with_secret(&[("token", token)])).await
    }
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Where codes go.
pub(crate) const CALLBACK: &str = "https://app.example/callback";
const VERIFIER: &str = "a-verifier-of-the-length-that-it-has-to-have-0123";

impl Application<'_> {
    /// An application of a workspace that may do for its members what they may do themselves.
    pub(crate) async fn of_members<'b>(app: &'b TestApp, base: &str) -> Application<'b> {
        let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
        let settings = ClientSettings {
            redirect_uris: vec![CALLBACK.into()],
            token_endpoint_auth_method: AuthMethod::ClientSecretPost,
            scope: "openid profile offline_access view_ss_profile manage_ss_profile".into(),
            first_party: true,
            ..ClientSettings::default()
        };
        Application::of_workspace(app, (tenant, workspace), "portal", settings).await
    }

    /// A program of a tenant.
    pub(crate) async fn program<'b>(app: &'b TestApp, tenant: &str, scope: &str) -> Application<'b> {
        let settings = ClientSettings {
            grant_types: vec![GrantType::ClientCredentials],
            token_endpoint_auth_method: AuthMethod::ClientSecretPost,
            scope: scope.to_owned(),
            ..ClientSettings::default()
        };
        Application::of_tenant(app, tenant, &format!("sync-{}", scope.replace(' ', "-")), settings).await
    }

    /// Its own access token.
    pub(crate) async fn own_token(&self) -> String {
        let tokens = self.token(&[("grant_type", "client_credentials")]).await.ok();
        tokens["access_token"].as_str().unwrap().to_owned()
    }

    /// An access token of a member who is signed in.
    pub(crate) async fn token_of(&self, member: &mut Actor<'_>, scope: &str) -> String {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, VERIFIER.as_bytes());
        let challenge = URL_SAFE_NO_PAD.encode(digest);
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("client_id", self.id.as_str()),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", scope),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let answer = member.open(&format!("/oauth2/authorize?{}", query.finish())).await;
        let target = if answer.status == 303 {
            answer.header("location").to_owned()
        } else {
            let link = answer.text.split("data-now").next().unwrap().rsplit("href=\"").next().unwrap();
            link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
        };
        let url = url::Url::parse(&target).unwrap_or_else(|_| panic!("{} {target} {}", answer.status, answer.text));
        let code = url.query_pairs().find(|(name, _)| name == "code").unwrap_or_else(|| panic!("{url}")).1.into_owned();
        let grant = ("grant_type", "authorization_code");
        let pairs = [grant, ("code", &code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        self.token(&pairs).await.ok()["access_token"].as_str().unwrap().to_owned()
    }
}

/// Calls of the identity API with one token.
pub(crate) struct Api<'a> {
    pub(crate) app: &'a TestApp,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl Api<'_> {
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
        let request = Request::builder().method(method).uri(format!("{}{path}", self.base)).header("host", HOST);
        let mut request = request.header("authorization", format!("Bearer {}", self.token));
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.app.send(request.body(body).unwrap()).await
    }

    /// Begins to make a passkey with this authenticator, and answers the body of complete.
    pub(crate) async fn make(&self, member: &mut Actor<'_>, path: &str) -> Value {
        let begun = self.call("POST", &format!("{path}/create/begin"), None).await.ok();
        member.make(&begun, &serde_json::json!({}))
    }
}

/// The same response with its bytes in standard base64, as Go's JSON writes them.
pub(crate) fn in_base64(made: &Value) -> Value {
    let standard = |member: &mut Value| {
        if let Some(text) = member.as_str() {
            *member = STANDARD.encode(URL_SAFE_NO_PAD.decode(text).unwrap()).into();
        }
    };
    let mut made = made.clone();
    standard(&mut made["rawId"]);
    for name in ["clientDataJSON", "attestationObject"] {
        standard(&mut made["response"][name]);
    }
    made["authenticatorAttachment"] = Value::Null;
    made["response"]["transports"] = Value::Null;
    made
}
