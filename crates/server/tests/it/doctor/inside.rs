//! Faults of settings, clocks, mail, metadata and the database.

use super::between::{Between, Outside};
use super::{found, the_one, wrong};
use crate::support::console::HOME;
use crate::support::{TestApp, on_both_engines};
use authenticator::{Blob, Maker, Making, Setup};
use domain::doctor::{Check, State};
use domain::metadata::{self, Files, Occasion};
use domain::settings::AttestationMode;
use server::config::messages::{Mail, MailSecurity};
use server::doctor::{Doctor, examine};
use server::post::Post;
use server::{Front, Server};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

/// Answers each call with this line as its `Date`.
fn clock(date: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(socket.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            let head = format!("HTTP/1.1 200 OK\r\nDate: {date}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            socket.write_all(head.as_bytes()).ok();
        }
    });
    address
}

/// A mail server that greets, and takes no mail.
fn greeter() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut socket in listener.incoming().map_while(Result::ok) {
            socket.write_all(b"220 here\r\n").ok();
            for line in BufReader::new(socket.try_clone().unwrap()).lines().map_while(Result::ok) {
                let answer = if line.starts_with("QUIT") { "221 bye\r\n" } else { "250 yes\r\n" };
                socket.write_all(answer.as_bytes()).ok();
            }
        }
    });
    port
}

fn mail(port: u16) -> Post {
    let mail = Mail {
        host: "127.0.0.1".to_owned(),
        port,
        security: MailSecurity::None,
        login: None,
        from: "no-reply@example.com".parse().unwrap(),
        reply_to: None,
        roots: None,
    };
    Post::open(Some(&mail), None, "id.example.com").unwrap()
}

/// An installation that is none of a demonstration, with this doctor.
fn front(app: &TestApp, change: impl FnOnce(&mut Doctor)) -> Front {
    let mut doctor = Doctor::new(app.app.public_url(), &[]);
    change(&mut doctor);
    Front::new(Server::new(Arc::clone(&app.app), Vec::new()).looked_at_by(doctor))
}

on_both_engines! {
    // An RP ID below which everybody may register, one of somebody else, and origins that are not ours.
    async fn wrong_domains_are_found(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let set = async |rp_id: &str, origins: &str| {
            outside.app.change_pool("/platform/smart", |pool| (pool.rp_id, pool.origins) = (rp_id.into(), origins.into())).await;
            outside.examine().await
        };
        let report = set("co.uk", "https://co.uk").await;
        assert!(found(&report, State::Wrong).contains("domains"), "{:?}", report.findings);
        let report = set("red.invalid", "https://red.invalid").await;
        assert_eq!(wrong(&report), ["ceremony"], "{:?}", report.findings);
        let ceremony = report.findings.iter().find(|finding| finding.check == Check::Ceremony).unwrap();
        assert!(ceremony.found.contains("none of this pool's origins") && ceremony.looked_at.contains("Platform"), "{ceremony:?}");
        // Blank: our own pages are a related origin, which the host of the RP ID must name, and does not.
        let report = set("red.invalid", "").await;
        assert_eq!(wrong(&report), ["well_known"], "{:?}", report.findings);
        assert!(found(&report, State::ToLookAt).contains("domains"));
        assert!(found(&report, State::NotChecked).contains("ceremony"));
        let report = set("localhost", "http://other.example").await;
        assert!(found(&report, State::Wrong).contains("domains"), "{:?}", report.findings);
    }

    async fn clocks_that_differ_are_found(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        outside.app.advance_seconds(60);
        assert_eq!(wrong(&outside.examine().await), ["clock_database"]);
        let late = clock("Sun, 06 Nov 1994 08:49:37 GMT");
        let silent = "http://localhost:1/".to_owned();
        let empty = app.empty_twin().await;
        let front = front(&empty, |doctor| doctor.clocks = vec![silent.clone(), late]);
        let report = examine(front.server(), None).await;
        assert_eq!(the_one(&report, Check::ClockOutside).state, State::Wrong, "{:?}", report.findings);
        assert!(the_one(&report, Check::ClockOutside).found.contains("behind ours"));
    }

    // S2-32: mail is tried without sending any.
    async fn a_mail_server_that_is_away_is_found(app: TestApp) {
        let empty = app.empty_twin().await;
        let dead = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        for (port, state) in [(greeter(), State::Good), (dead, State::Wrong)] {
            let front = front(&empty, |doctor| doctor.post = Some(mail(port)));
            let report = examine(front.server(), None).await;
            assert_eq!(the_one(&report, Check::Mail).state, state, "{:?}", the_one(&report, Check::Mail));
        }
        let waiting = empty.store.read("waiting", |tx| store::outbox::waiting(tx, 10)).await.unwrap();
        assert!(waiting.is_empty(), "nothing was sent");
        let front = front(&empty, |doctor| doctor.post = Some(mail(greeter())));
        let report = examine(front.server(), Some("ada@example.com")).await;
        assert!(the_one(&report, Check::Mail).found.contains("A message with the code"), "{:?}", report.findings);
        let waiting = empty.store.read("waiting", |tx| store::outbox::waiting(tx, 10)).await.unwrap();
        assert_eq!(waiting.len(), 1);
    }

    async fn old_metadata_is_found(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let maker = Maker::new(Making::default()).unwrap();
        let entries = vec![maker.metadata_entry(&Setup::security_key_over("usb"), "Example Key 5", &[])];
        let blob = Blob { entries, number: 7, next_update: "2020-01-01".to_owned(), lies: Vec::new() };
        let files = Files {
            blob: Some(maker.metadata_blob(&blob).unwrap().into_bytes()),
            roots: vec![maker.root_der().to_vec()],
            ..Files::default()
        };
        let read = metadata::read(&files, outside.app.app.now()).unwrap();
        metadata::refresh(&outside.app.app, read, Occasion::Asked).await.unwrap();
        let report = outside.examine().await;
        assert_eq!(the_one(&report, Check::Metadata).state, State::ToLookAt, "no pool asks for it");
        outside.app.set(HOME, |settings| settings.attestation.mode = AttestationMode::Require).await;
        let report = outside.examine().await;
        assert_eq!(wrong(&report), ["metadata"], "{:?}", report.findings);
        assert!(the_one(&report, Check::Metadata).found.contains("A newer edition than 7"));
    }

    // A database that takes nothing, and one that another release has changed.
    async fn a_database_in_trouble_is_found(app: TestApp) {
        let outside = Outside::of(&app, Between::Nothing).await;
        let execute = async |sql: &'static str| {
            outside.app.store.write("trouble", move |tx| store::testing::execute(tx, sql)).await.unwrap();
        };
        execute("INSERT INTO schema_migrations (version, name, checksum) VALUES (999, 'later', '')").await;
        let report = outside.examine().await;
        assert_eq!(wrong(&report), ["database"], "{:?}", report.findings);
        assert!(the_one(&report, Check::Database).found.contains("schema 999; this release knows schema"));
        execute("DELETE FROM schema_migrations WHERE version = 999").await;
        let is_sqlite = outside.app.literal(&[]).starts_with('x');
        execute(if is_sqlite {
            "CREATE TRIGGER read_only BEFORE INSERT ON installation BEGIN SELECT RAISE(ABORT, 'read-only'); END"
        } else {
            "CREATE RULE read_only AS ON INSERT TO installation DO INSTEAD NOTHING"
        }).await;
        let report = outside.examine().await;
        assert_eq!(wrong(&report), ["database_writes"], "{:?}", report.findings);
    }
}
