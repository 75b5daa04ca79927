//! Messages on their way out of the house: to a real mail server over TLS, and to a gateway for text messages. On the embedded database
//! only: what differs between the engines is the outbox, which the store tests on both.

mod gateway;
mod mail_server;

use crate::process::{Running, folder, keystead, refusal, run};
use crate::support::TestApp;
use clap::Parser;
use domain::App;
use domain::id::TenantId;
use domain::messages::{self, Address};
use mail_server::{MailServer, Security};
use server::cli::serve::Arguments;
use server::config::Config;
use server::post::Post;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::outbox::{self, Outgoing};
use store::testing::Engine;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures");

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    arguments: Arguments,
}

/// What a server with this configuration file sends by. `PASSWORD` stands for a file that holds it.
fn post(configuration: &str) -> Post {
    let folder = tempfile::tempdir().unwrap();
    let (file, password) = (folder.path().join("keystead.toml"), folder.path().join("password"));
    std::fs::write(&password, "correct horse\n").unwrap();
    std::fs::write(&file, configuration.replace("PASSWORD", password.to_str().unwrap())).unwrap();
    let line = Line::parse_from(["keystead", "--config", file.to_str().unwrap()]);
    let config = Config::read(&line.arguments).unwrap();
    Post::open(config.mail.as_ref(), config.text_messages.as_ref(), "id.example.com").unwrap()
}

fn mail(port: u16, more: &str) -> Post {
    post(&format!(
        "[mail]\nhost = \"localhost\"\nport = {port}\nfrom = \"no-reply@example.com\"\nroots = \"{FIXTURES}/first.pem\"\n{more}"
    ))
}

/// With the login that the server knows.
fn signed_in(port: u16) -> Post {
    mail(port, "user = \"keystead\"\npassword_file = \"PASSWORD\"\n")
}

/// Queues a message with a code to be found again; gives the code.
async fn queue(app: &App, to: &str) -> String {
    messages::try_out(app, Address::Mail(to.to_owned())).await.unwrap()
}

async fn waiting(app: &TestApp) -> Vec<Outgoing> {
    app.store.read("waiting", |tx| outbox::waiting(tx, 100)).await.unwrap()
}

/// Kind and reason of what the audit has.
async fn given_up(app: &TestApp) -> Vec<(String, Option<String>)> {
    let entries = domain::audit::latest(&app.app, TenantId::NIL, 100).await.unwrap();
    entries.into_iter().map(|entry| (entry.kind, entry.reason)).collect()
}

#[tokio::test]
async fn a_code_arrives_over_starttls_with_a_login_in_text_and_html() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let (app, post) = (TestApp::start(Engine::Embedded).await, signed_in(server.port));
    let code = queue(&app.app, "ada@example.com").await;
    post.deliver(&app.app).await.unwrap();
    let message = server.message();
    assert_eq!((&message["tls"], &message["login"]), (&true.into(), &true.into()));
    assert_eq!((&message["sender"], &message["to"][0]), (&"no-reply@example.com".into(), &"ada@example.com".into()));
    assert_eq!(message["head"]["Subject"], "A test message");
    assert_eq!(message["head"]["From"], "Keystead <no-reply@example.com>");
    let (plain, html) = (message["plain"].as_str().unwrap(), message["html"].as_str().unwrap());
    assert!(plain.contains(&format!("\n    {code}\n")), "{plain}");
    assert!(html.contains(&format!("<p class=\"code\" dir=\"ltr\">{code}</p>")), "{html}");
    // It is settled, it is not sent again, and the log knows neither code nor address.
    app.advance_seconds(3600);
    post.deliver(&app.app).await.unwrap();
    assert_eq!((server.more().len(), waiting(&app).await.len()), (0, 0));
    let log = app.log.text();
    assert!(!log.contains(&code) && !log.contains("ada@example.com"), "{log}");
}

#[tokio::test]
async fn mail_goes_over_tls_from_the_first_byte_and_the_connection_is_kept() {
    let Some(server) = MailServer::start(Security::Tls) else { return };
    let app = TestApp::start(Engine::Embedded).await;
    let post = mail(server.port, "security = \"tls\"\nuser = \"keystead\"\npassword_file = \"PASSWORD\"\n");
    let mut connections = BTreeSet::new();
    for _ in 0..3 {
        queue(&app.app, "ada@example.com").await;
        post.deliver(&app.app).await.unwrap();
        let message = server.message();
        assert_eq!(message["tls"], true);
        connections.insert(message["connection"].as_u64().unwrap());
    }
    assert_eq!(connections.len(), 1);
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_cannot_prove_itself() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let Some(plain) = MailServer::start(Security::Plain) else { return };
    let port = server.port;
    let with = |host: &str, port: u16, roots: &str| {
        post(&format!(
            "[mail]\nhost = \"{host}\"\nport = {port}\nfrom = \"no-reply@example.com\"\nuser = \"keystead\"\n\
             password_file = \"PASSWORD\"\n{roots}"
        ))
    };
    let (ours, other) = (format!("roots = \"{FIXTURES}/first.pem\""), format!("roots = \"{FIXTURES}/second.pem\""));
    for (post, why) in [
        (with("localhost", port, &other), "a certificate of somebody else"),
        (with("localhost", port, ""), "a certificate of no authority"),
        (with("127.0.0.1", port, &ours), "a certificate of another name"),
        (with("localhost", plain.port, &ours), "no STARTTLS"),
    ] {
        let app = TestApp::start(Engine::Embedded).await;
        queue(&app.app, "ada@example.com").await;
        post.deliver(&app.app).await.unwrap();
        let left = waiting(&app).await;
        assert!(left.len() == 1 && left[0].trouble.as_deref().unwrap().starts_with("smtp: "), "{why}: {left:?}");
        assert!(app.log.text().contains("the mail server cannot be used"), "{why}");
    }
    assert!(server.more().is_empty() && plain.more().is_empty());
}

#[tokio::test]
async fn a_message_waits_for_a_server_that_is_away_and_arrives_once() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let (app, post) = (TestApp::start(Engine::Embedded).await, signed_in(server.port));
    // A connection that is kept must not hide that the server has gone.
    queue(&app.app, "ada@example.com").await;
    post.deliver(&app.app).await.unwrap();
    server.message();
    let code = queue(&app.app, "ada@example.com").await;
    let gone = server.stop();
    post.deliver(&app.app).await.unwrap();
    assert_eq!(waiting(&app).await[0].trouble.as_deref(), Some("smtp: not reached"));
    let server = gone.again();
    app.advance_seconds(29);
    post.deliver(&app.app).await.unwrap();
    assert!(server.more().is_empty(), "it is not due yet");
    app.advance_seconds(1);
    post.deliver(&app.app).await.unwrap();
    assert!(server.message()["plain"].as_str().unwrap().contains(&code));
    app.advance_seconds(3600);
    post.deliver(&app.app).await.unwrap();
    assert!(server.more().is_empty() && waiting(&app).await.is_empty());
    assert_eq!(given_up(&app).await, []);
}

#[tokio::test]
async fn a_refusal_for_good_is_given_up_and_one_for_now_is_not() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let app = TestApp::start(Engine::Embedded).await;
    queue(&app.app, "nobody@example.com").await;
    queue(&app.app, "later@example.com").await;
    queue(&app.app, "no address").await;
    signed_in(server.port).deliver(&app.app).await.unwrap();
    let given_up = given_up(&app).await;
    let reasons: BTreeSet<_> = given_up.iter().filter_map(|(_, reason)| reason.as_deref()).collect();
    assert_eq!(reasons, BTreeSet::from(["smtp 550", "not a mail address"]));
    assert!(given_up.iter().all(|(kind, _)| kind == "message_given_up"));
    let left = waiting(&app).await;
    assert_eq!((left.len(), left[0].trouble.as_deref()), (1, Some("smtp 451")));
    // The server's words hold the address; they stay out of the log.
    assert!(!app.log.text().contains("@example.com"), "{}", app.log.text());
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_and_costs_no_message() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let app = TestApp::start(Engine::Embedded).await;
    queue(&app.app, "ada@example.com").await;
    mail(server.port, "user = \"somebody\"\npassword_file = \"PASSWORD\"\n").deliver(&app.app).await.unwrap();
    assert_eq!(waiting(&app).await[0].trouble.as_deref(), Some("smtp 535"));
    app.advance_seconds(30);
    signed_in(server.port).deliver(&app.app).await.unwrap();
    server.message();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_message_once() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let app = TestApp::start(Engine::Embedded).await;
    let other = app.other_node().await;
    let mut written = BTreeSet::new();
    for number in 0..30 {
        written.insert(queue(if number % 2 == 0 { &app.app } else { &other }, "ada@example.com").await);
    }
    let nodes = [Arc::clone(&app.app), other].map(|node| {
        let post = signed_in(server.port);
        tokio::spawn(async move {
            for _ in 0..6 {
                post.deliver(&node).await.unwrap();
            }
        })
    });
    for node in nodes {
        node.await.unwrap();
    }
    let arrived = server.more();
    let text = |message: &serde_json::Value| message["plain"].as_str().unwrap().to_owned();
    assert_eq!(arrived.len(), written.len());
    for code in &written {
        assert_eq!(arrived.iter().filter(|message| text(message).contains(&format!("    {code}\n"))).count(), 1);
    }
    assert!(waiting(&app).await.is_empty());
}

// The whole way: the configuration file, the command, the bell, the chore.
#[test]
fn the_built_binary_sends_at_once() {
    let Some(server) = MailServer::start(Security::StartTls) else { return };
    let (folder, data) = folder();
    let (file, password) = (folder.path().join("keystead.toml"), folder.path().join("password"));
    std::fs::write(&password, "correct horse\n").unwrap();
    let text = format!("[mail]\nhost = \"localhost\"\nport = {}\nroots = \"{FIXTURES}/first.pem\"\n", server.port);
    std::fs::write(&file, text).unwrap();
    let flags = ["--config", file.to_str().unwrap(), "--mail-from", "Acme <no-reply@example.com>"];
    let login = ["--mail-user", "keystead", "--mail-password-file", password.to_str().unwrap()];
    let running = Running::start(&data, &[&flags[..], &login[..]].concat());
    let data = data.to_str().unwrap();
    let printed = run(&mut keystead(&["message", "--mail", "ada@example.com", "--data", data])).stdout;
    let message = server.message();
    let printed = String::from_utf8(printed).unwrap();
    let code = printed.split("the code ").nth(1).unwrap().split(' ').next().unwrap();
    assert!(message["plain"].as_str().unwrap().contains(code), "{printed}");
    assert_eq!(message["head"]["From"], "Acme <no-reply@example.com>");
    let line = refusal(&mut keystead(&["message", "--phone", "+15550100", "--data", data]));
    assert_eq!(line, "keystead: the server has no [text_messages] in its configuration");
    drop(running);
}

// Without a way to send, the message waits until it is of no use.
#[tokio::test]
async fn without_a_mail_server_nothing_is_lost_before_its_time() {
    let app = TestApp::start(Engine::Embedded).await;
    let none = post("");
    assert_eq!(none.channels(), domain::Channels::default());
    queue(&app.app, "ada@example.com").await;
    none.deliver(&app.app).await.unwrap();
    assert_eq!(waiting(&app).await[0].trouble.as_deref(), Some("mail is not configured"));
    app.advance_seconds(600);
    none.deliver(&app.app).await.unwrap();
    assert!(waiting(&app).await.is_empty());
    assert_eq!(given_up(&app).await, [("message_given_up".to_owned(), Some("mail is not configured".to_owned()))]);
}
