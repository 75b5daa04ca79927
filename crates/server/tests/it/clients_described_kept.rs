//! What is kept of applications that describe themselves (issue 8, 1; ADR 31): how many, which of them makes room, what counts where several nodes
//! have read a document, and to which addresses nobody goes for one.

use crate::authorization::{member, query, question, said, text};
use crate::clients_described::{audited, document, open, redeem, takes_strangers, token};
use crate::support::app::{HOST, SMART};
use crate::support::publisher::Publisher;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::applications::{ClientSettings, Issuer, roster};
use domain::{App, Store};
use serde_json::{Value, json};
use server::{Front, Server};
use std::sync::Arc;
use store::grant::{self, Grant};
use store::id::{GrantId, PoolId, TenantId, UserId, WorkspaceId};
use store::{Tx, client, installation};

/// Of a workspace.
const MOST: usize = 500;
const IN_USE: usize = 20;

fn place(app: &TestApp) -> (TenantId, WorkspaceId, PoolId) {
    let door = app.app.snapshot().door("demo", "community").unwrap();
    (door.tenant.id, door.workspace.id, door.pool.id)
}

/// What nobody has published.
fn filler(number: usize) -> String {
    format!("https://filler-{number:03}.example/client.json")
}

/// So many more, one made after the other; members have something with the first of them.
async fn fill(app: &TestApp, number: usize) {
    let ((tenant, workspace, pool), first) = (place(app), app.app.now() + 1);
    let write = move |tx: &mut Tx<'_>| {
        let settings =
            ClientSettings { redirect_uris: vec!["https://app.example/callback".into()], ..ClientSettings::default() };
        for (created_at, number) in (first..).zip(0..number) {
            let row = client::Client {
                tenant_id: tenant,
                workspace_id: workspace,
                id: filler(number),
                name: "Filler".into(),
                secret_hash: None,
                settings: serde_json::to_string(&settings).unwrap(),
                enabled: true,
                created_at,
            };
            assert!(client::insert(tx, &row)?);
            if number < IN_USE {
                grant::insert(tx, &granted((tenant, workspace, pool), &row.id, first))?;
            }
        }
        installation::bump(tx)
    };
    app.store.write("fill", write).await.unwrap();
    app.app.refresh().await.unwrap();
}

fn granted((tenant, workspace, pool): (TenantId, WorkspaceId, PoolId), client: &str, now: i64) -> Grant {
    let mut id = [0; 10];
    id.copy_from_slice(&client.as_bytes()[8..18]);
    Grant {
        workspace_id: workspace,
        id: GrantId::from_parts(u64::try_from(now).unwrap(), id),
        tenant_id: tenant,
        pool_id: pool,
        client_id: client.to_owned(),
        user_id: UserId::NIL,
        session_id: None,
        epoch: 0,
        scope: "openid".into(),
        amr: String::new(),
        acr: String::new(),
        authenticated_at: now,
        request: "{}".into(),
        code_hash: Some([7; 32]),
        code_expires_at: Some(now),
        code_spent_at: Some(now),
        key_thumbprint: None,
        generation: 0,
        rotated_at: now,
        created_at: now,
        expires_at: now + 1_000_000_000,
        revoked_at: None,
    }
}

async fn is_there(store: &Store, (tenant, workspace): (TenantId, WorkspaceId), id: &str) -> Option<bool> {
    let id = id.to_owned();
    let read = move |tx: &mut Tx<'_>| client::find(tx, (tenant, workspace), &id);
    store.read("find client", read).await.unwrap().map(|row| row.enabled)
}

/// Tokens of an application that a member has just said yes to.
async fn tokens(app: &TestApp, member: &mut Actor<'_>, id: &str) -> Value {
    let page = open(member, id, &[]).await;
    let answer = member.post(&question(&page), &json!({ "answer": "allow" })).await;
    redeem(app, id, text(&said(&answer)["code"])).await.ok()
}

/// A node, as somebody meets it who has no account.
struct Node {
    app: Arc<App>,
    front: Front,
}

impl Node {
    fn of(app: Arc<App>) -> Self {
        Self { front: Front::new(Server::new(Arc::clone(&app), Vec::new())), app }
    }

    /// Knows what others have written before.
    async fn opens(&self, id: &str) -> u16 {
        self.app.refresh().await.unwrap();
        self.names(id).await
    }

    async fn names(&self, id: &str) -> u16 {
        let request = Request::get(format!("{SMART}/oauth2/authorize?{}", query(id, &[]))).header("host", HOST);
        let answer = self.front.answer(request.body(Body::empty()).unwrap(), [127, 0, 0, 1].into()).await;
        Answer::read(answer).await.status.as_u16()
    }
}

on_both_engines! {
    // ADR 31: of a full workspace the oldest goes that nobody uses, whoever else was granted something since.
    async fn what_members_use_makes_no_room(app: TestApp) {
        takes_strangers(&app, true).await;
        let (tenant, workspace, _) = place(&app);
        let mut alice = member(&app, "alice").await;
        let notes = Publisher::new("/notes.json", document);
        let refresh = tokens(&app, &mut alice, &notes.url).await["refresh_token"].clone();
        fill(&app, MOST - 1).await;
        app.advance_seconds(1);
        // Something newer of another one's.
        let board = filler(IN_USE - 1);
        let grant = Grant { id: GrantId::from_parts(u64::try_from(app.app.now()).unwrap(), [9; 10]), ..granted(place(&app), &board, app.app.now()) };
        app.store.write("grant", move |tx| grant::insert(tx, &grant)).await.unwrap();
        let newcomers = [Publisher::new("/one.json", document), Publisher::new("/two.json", document)];
        for (number, newcomer) in newcomers.iter().enumerate() {
            app.advance_seconds(1);
            assert_eq!(open(&mut alice, &newcomer.url, &[]).await.status, 200);
            assert_eq!(is_there(&app.store, (tenant, workspace), &filler(IN_USE + number)).await, None);
            let gone = audited(&app, "client_removed").await;
            assert_eq!(gone.len(), number + 1, "{gone:?}");
            assert_eq!(gone[0], format!("{}; made room for {}", filler(IN_USE + number), newcomer.url));
        }
        for number in 0..IN_USE {
            assert_eq!(is_there(&app.store, (tenant, workspace), &filler(number)).await, Some(true), "{number}");
        }
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", text(&refresh))];
        assert_eq!(token(&app, &notes.url, &refresh).await.status, 200);
    }

    // Whoever fills a workspace brings nobody back whom an administrator has switched off.
    async fn what_is_switched_off_stays_so(app: TestApp) {
        takes_strangers(&app, true).await;
        let (tenant, workspace, _) = place(&app);
        let mut alice = member(&app, "alice").await;
        let evil = Publisher::new("/evil.json", document);
        assert_eq!(open(&mut alice, &evil.url, &[]).await.status, 200);
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        roster::enable(&app.app, &issuer, &evil.url, false).await.unwrap();
        fill(&app, MOST).await;
        let newcomer = Publisher::new("/one.json", document);
        assert_eq!(open(&mut alice, &newcomer.url, &[]).await.status, 200);
        assert_eq!(audited(&app, "client_removed").await.len(), 1);
        assert_eq!(is_there(&app.store, (tenant, workspace), &evil.url).await, Some(false));
        assert_eq!(open(&mut alice, &evil.url, &[]).await.status, 400);
        assert_eq!(is_there(&app.store, (tenant, workspace), &evil.url).await, Some(false));
    }

    // Each node has the document on its shelf as it was when it asked: the latest counts, and is written once.
    async fn nodes_do_not_write_over_each_other(app: TestApp) {
        takes_strangers(&app, true).await;
        let (one, other) = (Node::of(Arc::clone(&app.app)), Node::of(app.other_node().await));
        let notes = Publisher::new("/client.json", document);
        assert_eq!(one.opens(&notes.url).await, 303);
        app.advance_seconds(1);
        notes.say(|says| says.body = says.body.replace("app.example/callback", "app.example/newer"));
        for round in 0..5 {
            // Where one's members are sent is withdrawn from the moment the other has read it.
            assert_eq!((other.opens(&notes.url).await, one.opens(&notes.url).await), (400, 400), "{round}");
        }
        assert_eq!((notes.asked(), audited(&app, "client_added").await.len()), (2, 1));
        let changed = audited(&app, "client_changed").await;
        assert_eq!(changed.len(), 1, "{changed:?}");
    }

    async fn many_at_once_write_once(app: TestApp) {
        takes_strangers(&app, true).await;
        let node = Node::of(Arc::clone(&app.app));
        let notes = Publisher::new("/client.json", document);
        let opens = || node.names(&notes.url);
        let _: [u16; 8] = tokio::join!(opens(), opens(), opens(), opens(), opens(), opens(), opens(), opens()).into();
        assert_eq!((notes.asked(), audited(&app, "client_added").await.len()), (1, 1));
        app.advance_seconds(3_601);
        notes.say(|says| says.body = says.body.replace("Notes", "Other notes"));
        let _: [u16; 8] = tokio::join!(opens(), opens(), opens(), opens(), opens(), opens(), opens(), opens()).into();
        assert_eq!((notes.asked(), audited(&app, "client_changed").await.len()), (2, 1));
    }

    // What the operator opens for the addresses of administrators is closed to those that strangers name.
    async fn no_stranger_sends_us_into_the_operators_network(app: TestApp) {
        takes_strangers(&app, true).await;
        let app = app.far_from_strangers().await;
        let notes = Publisher::new("/client.json", document);
        let mut alice = member(&app, "alice").await;
        assert_eq!(open(&mut alice, &notes.url, &[]).await.status, 400);
        assert_eq!(open(&mut alice, &notes.url.replace("http:", "https:"), &[]).await.status, 400);
        assert_eq!(notes.asked(), 0);
    }
}
