//! What a pool's settings make of its domains, and what is left out and warned about.

use super::apps::{Fingerprint, MOST_CERTIFICATES, NotAnApp};
use super::web::NotRpId;
use super::*;
use crate::settings::{AndroidApp, AppleApp};

const PRINT: &str = "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";
/// The same, as it stands in client data.
const APK: &str = "android:apk-key-hash:ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8";

fn server() -> PublicUrl {
    "https://id.example.com".parse().unwrap()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn read(settings: &PoolSettings, rp_id: &str, listed: &str) -> Domains {
    Domains::read(settings, rp_id, listed, &server())
}

fn related(origins: &[&str]) -> PoolSettings {
    PoolSettings { related_origins: texts(origins), ..PoolSettings::default() }
}

// S3-18
#[test]
fn a_fingerprint_is_read_with_colons_or_without() {
    let print = Fingerprint::parse(PRINT).unwrap();
    assert_eq!(print.to_string(), PRINT);
    assert_eq!(print.origin(), APK);
    assert_eq!(Fingerprint::parse(&PRINT.replace(':', "").to_lowercase()), Ok(print));
    let cut = &PRINT[..92];
    for bad in ["", cut, &PRINT.replace(':', "-"), &PRINT.replace('A', "G"), &"+f".repeat(32), &"é".repeat(32)] {
        assert_eq!(Fingerprint::parse(bad), Err(NotAnApp::Certificate), "{bad}");
    }
    // As long as one with colons, and they stand elsewhere.
    let shifted = PRINT.replacen("00:11", "0:011", 1);
    assert_eq!(Fingerprint::parse(&shifted), Err(NotAnApp::Certificate));
}

// S3-17, S3-18: blank means this server's.
#[test]
fn blank_is_the_server_itself() {
    let blank = read(&PoolSettings::default(), "", "");
    assert_eq!(blank.rp_id, "id.example.com");
    assert_eq!(blank.origins.expected, ["https://id.example.com"]);
    assert_eq!(blank.origins.embedding(), Embedding::Forbidden);
    assert!(blank.warnings.is_empty());
    let above = read(&PoolSettings::default(), "example.com", "");
    assert_eq!(above.origins.own, ["https://id.example.com"]);
    assert!(above.warnings.is_empty());
}

#[test]
fn everything_is_made_of_one_setting_each() {
    let apps = NativeApps {
        android: vec![AndroidApp { package: "com.example.app".into(), certificates: texts(&[PRINT, PRINT]) }],
        apple: vec![AppleApp { team: "ABCDE12345".into(), bundle: "com.example.app".into() }],
    };
    let settings = PoolSettings {
        related_origins: texts(&["https://example.de", "https://example.de", "https://app.example.com"]),
        embedding_origins: texts(&["https://shop.example"]),
        native_apps: apps,
        ..PoolSettings::default()
    };
    let Domains { rp_id, origins, warnings } =
        read(&settings, "example.com", "https://app.example.com\r\n\n https://www.example.com \n");
    // S3-18: an origin that nobody listed is never accepted in silence.
    let apple = Warning::AppleOrigin { origin: "https://example.com".into() };
    assert_eq!((rp_id.as_str(), warnings), ("example.com", vec![apple]));
    assert_eq!(origins.own, ["https://app.example.com", "https://www.example.com"]);
    assert_eq!(origins.related, ["https://example.de"]);
    let expected =
        ["https://app.example.com", "https://www.example.com", "https://example.de", APK, "https://example.com"];
    assert_eq!(origins.expected, expected);
    assert_eq!(origins.apple, ["ABCDE12345.com.example.app"]);
    assert_eq!(origins.android.len(), 1);
    assert_eq!(origins.embedding(), Embedding::Allowed { top_origins: &texts(&["https://shop.example"]) });
}

#[test]
fn an_apple_app_has_an_origin_that_pages_may_have_too() {
    let apple = vec![AppleApp { team: "ABCDE12345".into(), bundle: "com.example.app".into() }];
    let native_apps = NativeApps { apple, ..NativeApps::default() };
    let settings = PoolSettings { native_apps, ..PoolSettings::default() };
    let found = read(&settings, "example.com", "").warnings;
    assert!(
        matches!(&found[..], [warning @ Warning::AppleOrigin { origin }] if origin == "https://example.com" && !warning.is_refusal())
    );
    let listed = read(&settings, "example.com", "https://id.example.com\nhttps://example.com");
    assert_eq!((listed.origins.expected.len(), listed.warnings), (2, vec![]));
}

#[test]
fn an_app_id_is_of_the_site_of_the_origins() {
    let with = |app_id: &str, rp_id: &str, listed: &str| {
        let settings = PoolSettings { app_id: Some(app_id.to_owned()), ..PoolSettings::default() };
        let Domains { origins, warnings, .. } = read(&settings, rp_id, listed);
        (origins.app_id, warnings)
    };
    for good in [
        "https://id.example.com",
        "https://id.example.com/u2f/app-id.json?a#b",
        "https://example.com/app-id.json",
        "https://u2f.Example.com:443/",
    ] {
        assert_eq!(with(good, "", ""), (Some(good.to_owned()), vec![]), "{good}");
    }
    // Also beside pages without https, which only localhost has.
    let local = "https://localhost/app-id.json";
    assert_eq!(with(local, "localhost", "http://localhost:8080"), (Some(local.to_owned()), vec![]));
    let text = "http://localhost:8080/app-id.json".to_owned();
    let refused = Warning::NotAppId { text: text.clone(), why: NotAppId::Address };
    assert_eq!(with(&text, "localhost", "http://localhost:8080"), (None, vec![refused]));
    for (bad, why) in [
        ("", NotAppId::Address),
        ("id.example.com", NotAppId::Address),
        ("http://id.example.com/app-id.json", NotAppId::Address),
        ("https:///app-id.json", NotAppId::Address),
        ("https://id.example.com@evil.example/", NotAppId::Address),
        ("https://id.example.com\\@evil.example/", NotAppId::Address),
        ("https://id.example.com/app id.json", NotAppId::Address),
        ("https://id.example.com/\n", NotAppId::Address),
        ("https://192.0.2.1/", NotAppId::Address),
        (&format!("https://id.example.com/{}", "x".repeat(500)), NotAppId::Address),
        ("https://id.exmaple.com/app-id.json", NotAppId::OtherSite),
        ("https://id.example.com.evil.example/", NotAppId::OtherSite),
        ("https://badexample.com/", NotAppId::OtherSite),
        ("https://com/", NotAppId::OtherSite),
        ("http://localhost:8080/", NotAppId::Address),
        ("HTTPS://id.example.com/", NotAppId::Address),
        ("https://localhost:8080/", NotAppId::OtherSite),
    ] {
        let (app_id, found) = with(bad, "", "");
        assert_eq!(app_id, None, "{bad}");
        let [warning] = &found[..] else { panic!("{bad}: {found:?}") };
        assert!(matches!(warning, Warning::NotAppId { why: found, .. } if *found == why), "{bad}: {warning}");
        assert!(warning.is_refusal());
    }
    assert_eq!(with("https://other.co.uk/", "id.example.co.uk", "https://id.example.co.uk").0, None);
}

#[test]
fn an_app_id_is_of_no_use_on_another_site() {
    let app_id = Some("https://id.example.com/app-id.json".to_owned());
    let settings = PoolSettings { app_id, ..related(&["https://example.de", "https://www.example.com"]) };
    let Domains { origins, warnings, .. } = read(&settings, "", "");
    assert_eq!(origins.app_id, settings.app_id);
    assert_eq!(warnings, [Warning::AppIdElsewhere { origins: texts(&["https://example.de"]) }]);
    assert!(warnings[0].to_string().contains("on https://example.de, which is of another site"), "{}", warnings[0]);
}

#[test]
fn one_origin_is_and_two_are_not_served() {
    let text = |listed: &[&str]| Warning::NotServed { rp_id: "example.com".into(), listed: texts(listed) }.to_string();
    assert!(text(&["https://example.de"]).starts_with("https://example.de is not served on https://example.com/"));
    assert!(text(&["https://a.de", "https://b.de"]).starts_with("https://a.de, https://b.de are not served on"));
}

#[test]
fn what_is_malformed_is_left_out_and_the_rest_is_in_force() {
    let settings = PoolSettings {
        related_origins: texts(&["https://example.de/", "https://example.fr"]),
        embedding_origins: texts(&["*", "https://shop.example"]),
        native_apps: NativeApps {
            android: vec![
                AndroidApp { package: "com.example.app".into(), certificates: texts(&["00:11", PRINT]) },
                AndroidApp { package: "com.example.none".into(), certificates: vec![] },
                AndroidApp { package: "com.example.\"},{".into(), certificates: texts(&[PRINT]) },
            ],
            apple: vec![
                AppleApp { team: "abc".into(), bundle: "com.example.app".into() },
                AppleApp { team: "ABCDE12345".into(), bundle: "app".into() },
            ],
        },
        ..PoolSettings::default()
    };
    let Domains { origins, warnings, .. } =
        read(&settings, "example.com", "https://app.example.com\nhttp://x\nhttps://evil.example");
    assert_eq!(origins.expected, ["https://app.example.com", "https://example.fr", APK]);
    assert_eq!(origins.embedders, ["https://shop.example"]);
    assert!(origins.apple.is_empty());
    assert!(warnings.iter().all(Warning::is_refusal));
    let app = |app: &str, why| Warning::NotAnApp { app: app.to_owned(), why };
    let not = |setting, text: &str, why| Warning::NotOrigin { setting, text: text.to_owned(), why };
    let expected = [
        not("origins", "http://x", NotOrigin::Insecure),
        Warning::OutsideRpId { origin: "https://evil.example".into(), rp_id: "example.com".into() },
        not("related_origins", "https://example.de/", NotOrigin::Inexact),
        not("embedding_origins", "*", NotOrigin::Scheme),
        app("com.example.app", NotAnApp::Certificate),
        app("com.example.none", NotAnApp::NoCertificate),
        app("com.example.\"},{", NotAnApp::Package),
        app("com.example.app", NotAnApp::Team),
        app("app", NotAnApp::Bundle),
    ];
    assert_eq!(warnings, expected);
}

#[test]
fn a_slip_of_the_pen_locks_nobody_out() {
    let Domains { origins, warnings, .. } = read(&PoolSettings::default(), "", "https://id.example.com/");
    assert_eq!(origins.expected, ["https://id.example.com"]);
    assert_eq!(warnings.len(), 1);
    let bad = read(&PoolSettings::default(), "https://example.com", "");
    assert_eq!(bad.rp_id, "https://example.com");
    assert!(matches!(bad.warnings[0], Warning::NotRpId { why: NotRpId::Scheme, .. }));
}

#[test]
fn pages_outside_the_rp_id_are_a_related_origin() {
    let outside = read(&PoolSettings::default(), "other.example", "");
    assert!(outside.origins.own.is_empty());
    assert_eq!(outside.origins.related, ["https://id.example.com"]);
    assert!(matches!(outside.warnings[..], [Warning::PagesOutside { .. }]));
    // Whoever has listed it knows.
    assert_eq!(read(&related(&["https://id.example.com"]), "other.example", "").warnings, []);
}

#[test]
fn more_than_five_names_are_warned_about() {
    let found = |related_origins: &[&str]| check(&related(related_origins), "example.com", "", &server());
    let names = ["https://example.de", "https://a.fr", "https://b.co.uk", "https://c.com.au", "https://d.io"];
    assert_eq!(found(&names), []);
    let six = [&names[..], &["https://www.e.co.jp"]].concat();
    let [warning] = &found(&six)[..] else { panic!("no warning") };
    assert_eq!(*warning, Warning::ManyLabels { rp_id: "example.com".into(), count: 6 });
    assert!(!warning.is_refusal());
    assert!(warning.to_string().starts_with("the origins related to example.com have 6 different names"), "{warning}");
}

#[test]
fn a_related_origin_without_https_is_warned_about() {
    let found = read(&related(&["http://shop.localhost:9000"]), "", "").warnings;
    assert!(matches!(&found[..], [Warning::InsecureRelated { origin, .. }] if origin == "http://shop.localhost:9000"));
}

#[test]
fn lists_have_an_end() {
    let many: Vec<_> = (0..=MOST_ENTRIES).map(|place| format!("https://a{place}.example")).collect();
    let settings = PoolSettings { embedding_origins: many, ..PoolSettings::default() };
    let Domains { origins, warnings, .. } = read(&settings, "", "");
    assert_eq!(origins.embedders.len(), MOST_ENTRIES);
    assert_eq!(warnings, [Warning::TooMany { setting: "embedding_origins", most: MOST_ENTRIES }]);
}

#[test]
fn apps_and_their_certificates_have_an_end() {
    let certificates = |count: usize| (0..count).map(|place| format!("{place:064x}")).collect::<Vec<_>>();
    let android = |count| vec![AndroidApp { package: "com.example.app".into(), certificates: certificates(count) }];
    let with = |android, apple| {
        let settings = PoolSettings { native_apps: NativeApps { android, apple }, ..PoolSettings::default() };
        read(&settings, "", "https://id.example.com")
    };
    assert_eq!(with(android(MOST_CERTIFICATES), vec![]).warnings, []);
    let Domains { origins, warnings, .. } = with(android(MOST_CERTIFICATES + 1), vec![]);
    assert_eq!((origins.android[0].fingerprints.len(), origins.expected.len()), (5, 6));
    let many = Warning::NotAnApp { app: "com.example.app".into(), why: NotAnApp::ManyCertificates };
    assert_eq!(warnings, [many]);
    // Malformed ones count as well: each is a line of the log.
    let apple = vec![AppleApp { team: "?".into(), bundle: "?".into() }; 10 * MOST_ENTRIES];
    let Domains { origins, warnings, .. } = with(vec![android(1).remove(0); 10 * MOST_ENTRIES], apple);
    assert_eq!((origins.android.len(), origins.expected.len(), warnings.len()), (MOST_ENTRIES, 2, MOST_ENTRIES + 1));
}

#[test]
fn where_administrators_sign_in_nothing_is_framed() {
    let settings = PoolSettings { embedding_origins: texts(&["https://shop.example"]), ..PoolSettings::default() };
    let mut home = read(&settings, "", "");
    home.keep_out_of_frames();
    assert_eq!((home.origins.embedding(), &home.warnings[..]), (Embedding::Forbidden, &[Warning::FramedHome][..]));
    assert!(home.warnings[0].is_refusal());
    let mut plain = read(&PoolSettings::default(), "", "");
    plain.keep_out_of_frames();
    assert_eq!(plain.warnings, []);
}

#[test]
fn tenants_that_share_an_rp_id_are_told_how_to_part() {
    let used = [("id.example.com", "red"), ("id.example.com", "blue"), ("id.example.com", "red"), ("b.example", "red")];
    let found = shared(used.into_iter());
    let [warning] = &found[..] else { panic!("{found:?}") };
    assert!(!warning.is_refusal());
    let text = warning.to_string();
    assert!(text.contains("blue, red share the RP ID id.example.com"), "{text}");
    assert!(text.contains("such as blue.id.example.com, red.id.example.com"), "{text}");
    assert!(shared([("a.example", "red"), ("a.example", "red")].into_iter()).is_empty());
}
