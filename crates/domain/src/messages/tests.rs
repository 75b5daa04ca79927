//! What messages say and to whom; their rows are tested apart.

mod rows;

use super::texts::{Part, Shows, Words};
use super::*;
use crate::channels::Channels;
use crate::keys::MasterKey;
use crate::public_url::PublicUrl;
use crate::random::SystemRandom;
use crate::settings::colour;
use crate::{AppOptions, SetClock, Store};
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Location;
use store::identifier::{self, Identifier, IdentifierKind};

struct Installation {
    app: Arc<App>,
    clock: Arc<SetClock>,
    store: Store,
    _folder: tempfile::TempDir,
}

async fn installation(demo: bool) -> Installation {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Location::Embedded { file: folder.path().join("test.db") }).unwrap();
    let clock = Arc::new(SetClock::at(1_762_178_700_000));
    let app = App::open(AppOptions {
        store: store.clone(),
        clock: clock.clone(),
        random: Arc::new(SystemRandom::default()),
        master_key: MasterKey::new([7; 32]),
        public_url: PublicUrl::localhost(false, 8080),
        channels: Channels { mail: true, text_messages: false },
        outgoing: std::sync::Arc::new(crate::outgoing::CallsNobody),
        demo,
    });
    Installation { app: app.await.unwrap(), clock, store, _folder: folder }
}

fn every_word() -> Vec<(&'static str, String)> {
    [
        ("code", "482913"),
        ("minutes", "10"),
        ("link", "/demo/community/account/security?token=abc"),
        ("inviter", "Ada Lovelace"),
        ("until", "9 November 2025, 14:05 UTC"),
        ("end", "12 November 2025, 14:05 UTC"),
        ("what", "A passkey was added: Office laptop."),
        ("detail", "7 of 20 members failed within 15 minutes."),
        ("name", "Community members"),
        ("text", "Passkeys are here.\nThey are short."),
        ("starts", "9 November 2025, 14:05 UTC"),
        ("guide", "http://localhost:8080/demo/community/help/guide"),
        ("address", "192.0.2.1"),
        ("browser", "Firefox on Linux"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

fn message(kind: Kind) -> Message {
    Message {
        tenant: TenantId::NIL,
        to: Address::Mail("ada@example.com".to_owned()),
        kind,
        language: Language::English,
        words: every_word(),
    }
}

fn letter_of(app: &App, message: &Message) -> Letter {
    let content = Content::of(app.public_url(), message).unwrap();
    content.letter(&[("tenant", "Riverside"), ("when", "3 November 2025, 14:05 UTC")], "id.example.com", None)
}

async fn queue(at: &Installation, message: Option<Message>) -> outbox::Outgoing {
    let row = prepare(&at.app, TenantId::NIL, message).unwrap();
    let inserted = row.clone();
    at.store.write("queue", move |tx| outbox::insert(tx, &inserted)).await.unwrap();
    row
}

async fn row(at: &Installation, id: MessageId) -> outbox::Outgoing {
    at.store.read("row", move |tx| outbox::find(tx, id)).await.unwrap().unwrap()
}

/// No line is lost because it names a word that its kind does not bring, and none that matters stands without its word.
#[test]
fn every_line_is_written_in_every_language() {
    let words = every_word();
    let given = || {
        [("tenant", "Riverside"), ("when", "now")]
            .into_iter()
            .chain(words.iter().map(|(name, value)| (*name, value.as_str())))
    };
    for (language, kind) in
        Language::ALL.into_iter().flat_map(|language| Kind::ALL.iter().map(move |kind| (language, *kind)))
    {
        let all = Words::new(language, given());
        let without = |word: &str| Words::new(language, given().filter(|(name, _)| *name != word));
        for (part, name) in [(Part::Lead, "lead"), (Part::Small, "small"), (Part::Phone, "phone")] {
            let texts = crate::language::sentences::of(language);
            let count = (1..10).filter(|number| texts.has(kind.as_str(), &format!("{name}_{number}"))).count();
            assert_eq!(all.lines(kind, part).len(), count, "{language:?} {kind:?} {name}");
            assert!(count > 0 || (kind, name) == (Kind::Test, "small"), "{language:?} {kind:?} {name}");
        }
        let is_button = texts::shows(kind) != Shows::Code;
        assert_eq!(all.say(kind.as_str(), Some("button")).is_some(), is_button, "{language:?} {kind:?}");
        // A subject or a text message that could lose its only line would be empty.
        let bare = Words::new(language, given().filter(|(name, _)| *name == "tenant"));
        assert!(bare.say(kind.as_str(), None).is_some_and(|subject| !subject.contains('{')), "{language:?} {kind:?}");
        if let Some(needed) = texts::shows(kind).needs() {
            let phone = |words: &Words<'_>| words.lines(kind, Part::Phone).len();
            assert!(phone(&without(needed)) < phone(&all), "{language:?} {kind:?} by phone");
        }
    }
}

#[tokio::test]
async fn every_kind_is_written_in_full() {
    let at = installation(false).await;
    for (language, kind) in
        Language::ALL.into_iter().flat_map(|language| Kind::ALL.iter().map(move |kind| (language, kind)))
    {
        let letter = letter_of(&at.app, &Message { language, ..message(*kind) });
        let html = letter.html.unwrap();
        for text in [&letter.subject, &letter.text, &html] {
            assert!(!text.is_empty() && !text.contains("{tenant") && !text.contains("{code"), "{kind:?}: {text}");
        }
        let direction = if language == Language::Arabic { "rtl" } else { "ltr" };
        assert!(html.contains(&format!("<html lang=\"{}\" dir=\"{direction}\">", language.tag())), "{language:?}");
        assert!(letter.text.contains("Riverside") && html.contains("Riverside"), "{kind:?}");
        // Nothing is loaded, and nothing tells anybody that the mail was read.
        for way in ["<img", "src=", "url(", "<script", "<link", "@import", "<iframe", "background="] {
            assert!(!html.contains(way), "{kind:?}: {way}");
        }
        assert!(html.matches("http").count() == html.matches("http://localhost:8080/").count(), "{kind:?}");
        assert!(letter.text.matches("http").count() == letter.text.matches("http://localhost:8080/").count());
        match texts::shows(*kind).needs() {
            Some("code") => assert!(letter.text.contains("    482913\n") && html.contains(">482913<"), "{kind:?}"),
            Some("link") => assert!(letter.text.contains("\nhttp://localhost:8080/demo/"), "{kind:?}"),
            _ => {}
        }
        let phone = Message { to: Address::Phone("+15550100".to_owned()), language, ..message(*kind) };
        let letter = letter_of(&at.app, &phone);
        assert!(letter.html.is_none() && !letter.text.contains('{') && !letter.text.is_empty(), "{kind:?}");
    }
}

#[tokio::test]
async fn a_row_of_a_version_that_knew_one_language_is_english() {
    let at = installation(false).await;
    let content = Content::of(at.app.public_url(), &message(Kind::SignInCode)).unwrap();
    let mut kept = serde_json::to_value(&content).unwrap();
    assert_eq!(kept["language"], "en");
    kept.as_object_mut().unwrap().remove("language");
    let content: Content = serde_json::from_value(kept).unwrap();
    assert_eq!(content.language, Language::English);
}

#[tokio::test]
async fn a_code_by_text_message_is_bound_to_our_host() {
    let at = installation(false).await;
    let phone = Message { to: Address::Phone("+15550100".to_owned()), ..message(Kind::SignInCode) };
    let text = letter_of(&at.app, &phone).text;
    assert_eq!(text, "482913 is your sign-in code for Riverside. Never give it to anybody.\n\n@id.example.com #482913");
}

#[tokio::test]
async fn a_line_without_its_word_is_left_out_but_code_and_link_must_be_there() {
    let at = installation(false).await;
    let with = |kind, words| Message { words, ..message(kind) };
    let letter = letter_of(&at.app, &with(Kind::NewSignIn, Vec::new()));
    assert!(letter.text.contains("When: ") && !letter.text.contains("From:") && !letter.text.contains("http"));
    for kind in Kind::ALL {
        let refused = prepare(&at.app, TenantId::NIL, Some(with(*kind, Vec::new())));
        assert_eq!(refused.is_err(), texts::shows(*kind).needs().is_some(), "{kind:?}");
    }
}

#[tokio::test]
async fn links_lead_to_us_only() {
    let at = installation(false).await;
    let link = |link: &str| {
        let words = vec![("link", link.to_owned())];
        Content::of(at.app.public_url(), &Message { words, ..message(Kind::SignInLink) })
            .map(|content| content.word("link").unwrap().to_owned())
    };
    for ours in ["/a/b?c=d#e", "http://localhost:8080/a/b?c=d#e"] {
        assert_eq!(link(ours).unwrap(), "http://localhost:8080/a/b?c=d#e");
    }
    let long = format!("/{}", "x".repeat(1000));
    for other in [
        "https://evil.example/",
        "http://localhost:8080.evil.example/",
        "http://localhost:80801/",
        "http://localhost:8080",
        "javascript:alert(1)",
        "/a b",
        "/a\r\nBcc: eve@example.com",
        "/\"onclick=",
        &long,
        "",
    ] {
        assert!(link(other).is_err(), "{other}");
    }
}

#[tokio::test]
async fn what_others_typed_stays_text_in_its_line() {
    let at = installation(false).await;
    let hostile = "Eve\r\nBcc: all@example.com\r\n\r\n<img src=x>\u{202e}{code}\u{0}";
    let mut words = every_word();
    for (name, value) in &mut words {
        if matches!(*name, "inviter" | "what" | "address" | "browser" | "until" | "end") {
            hostile.clone_into(value);
        }
    }
    for kind in [Kind::Invitation, Kind::FactorChanged, Kind::NewSignIn, Kind::RecoveryWaits] {
        let content = Content::of(at.app.public_url(), &Message { words: words.clone(), ..message(kind) }).unwrap();
        let tenant = content::one_line(hostile);
        let letter = content.letter(&[("tenant", &tenant), ("when", "now")], "id.example.com", None);
        assert!(!letter.subject.contains(['\r', '\n', '\u{0}', '\u{202e}']), "{kind:?}: {:?}", letter.subject);
        let lines: Vec<_> = letter.text.lines().collect();
        assert!(!lines.iter().any(|line| line.starts_with("Bcc")), "{kind:?}");
        // Nobody's word is looked through for words again.
        assert!(letter.text.contains("{code}") && !letter.text.contains("482913"), "{kind:?}");
        let html = letter.html.unwrap();
        assert!(!html.contains("<img") && html.contains("&lt;img src=x&gt;") && !html.contains("{code}"), "{kind:?}");
    }
    let long = content::one_line(&"x".repeat(5000));
    assert_eq!(long.len(), 200);
}

/// A mail's button has the colour of the door to which its link leads, as far as white can be read on it.
#[tokio::test]
async fn a_button_is_in_the_colour_of_its_door() {
    let at = installation(true).await;
    for tenant in ["demo", "forum", "portal"] {
        let door = at.app.snapshot().door(tenant, "main").or(at.app.snapshot().door(tenant, "community")).unwrap();
        let words = vec![("link", format!("{}/link?token=abc", door.base()))];
        let mail = Message { tenant: door.tenant.id, words, ..message(Kind::SignInLink) };
        let row = prepare(&at.app, door.tenant.id, Some(mail)).unwrap();
        at.store.write("queue", move |tx| outbox::insert(tx, &row)).await.unwrap();
        let html = mailbox(&at.app).await.unwrap().unwrap().remove(0).letter.html.unwrap();
        let own = door.workspace.settings.branding.accent();
        assert_eq!(own.is_none(), tenant == "demo");
        let ground = colour::of_button(own.unwrap_or([0x1d, 0x6a, 0x63]));
        assert!(html.contains(&format!("background: {ground}; color: #fff;")), "{tenant}: {ground}");
        at.clock.advance(1_000);
    }
}

#[tokio::test]
async fn only_a_demo_has_a_mailbox() {
    let (real, demo) = (installation(false).await, installation(true).await);
    for at in [&real, &demo] {
        queue(at, Some(message(Kind::SignInCode))).await;
        queue(at, None).await;
    }
    assert!(mailbox(&real.app).await.unwrap().is_none());
    let kept = mailbox(&demo.app).await.unwrap().unwrap();
    assert_eq!(kept.len(), 1, "a blank one is none");
    assert_eq!((kept[0].code.as_deref(), kept[0].to.as_str()), (Some("482913"), "ada@example.com"));
}

// security.md D2: the channel that carried a code is never the only one to hear what was done with it.
#[tokio::test]
async fn a_notice_goes_to_every_other_verified_address() {
    let at = installation(true).await;
    let door = at.app.snapshot().doors()[0].clone();
    let (tenant, pool) = (door.tenant.id, door.pool.id);
    let user = at.store.write("addresses", move |tx| {
        let user = identifier::find(tx, pool, "sample.noor")?.expect("the demo's member").user_id;
        let rows = [
            ("noor@example.com", IdentifierKind::Email, Some(1)),
            ("noor@work.example", IdentifierKind::Email, Some(1)),
            ("eve@example.com", IdentifierKind::Email, None),
            ("+15550100", IdentifierKind::Phone, Some(1)),
        ];
        for (value, kind, verified_at) in rows {
            let (folded, value) = (value.to_owned(), value.to_owned());
            let row = Identifier { pool_id: pool, folded, kind, value, user_id: user, verified_at, created_at: 1 };
            identifier::insert(tx, &row)?;
        }
        Ok::<_, store::Error>(user)
    });
    let user = user.await.unwrap();
    let told = async |except: &[&str]| {
        let except: Vec<String> = except.iter().map(|address| (*address).to_owned()).collect();
        let words = vec![("what", "A passkey was added.".to_owned())];
        let told = notify_others(
            &at.app,
            tenant,
            (pool, user),
            &except,
            Told { kind: Kind::FactorChanged, language: Language::English, words },
        )
        .await
        .unwrap();
        let ring = &at.app.snapshot().ring;
        let to = |row: outbox::Outgoing| Content::open(ring, row.id, &row.sealed).unwrap().to.as_str().to_owned();
        told.into_iter().map(to).collect::<BTreeSet<_>>()
    };
    let of = |addresses: &[&str]| addresses.iter().map(|address| (*address).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(told(&[]).await, of(&["noor@example.com", "noor@work.example", "+15550100"]));
    assert_eq!(told(&[" Noor@Example.com"]).await, of(&["noor@work.example", "+15550100"]));
    assert_eq!(told(&["+15550100"]).await, of(&["noor@example.com", "noor@work.example"]));
    assert_eq!(told(&["+15550100", "noor@example.com"]).await, of(&["noor@work.example"]));
    let nobody = at.store.read("reach", move |tx| reach(tx, pool, store::id::UserId::NIL)).await.unwrap();
    assert!(nobody.is_empty());
}

async fn audit(at: &Installation) -> Vec<String> {
    let entries = crate::audit::latest(&at.app, TenantId::NIL, 100).await.unwrap();
    let line =
        |entry: crate::audit::Entry| format!("{} {} {}", entry.kind, entry.outcome, entry.reason.unwrap_or_default());
    let mut lines: Vec<String> = entries.into_iter().map(line).collect();
    lines.sort();
    lines
}
