//! The pages of help, as they stand at every door of the demonstration: what they must say, where they lead, and that they send nobody to a
//! way in that the door has not.

mod requirements;

use crate::support::app::{CLASSIC, PRESETS, SMART};
use crate::support::{TestApp, on_both_engines};
use domain::{FrontDoor, Method};
use requirements::{WORDS, WORDS_OF_CONSOLE, WORDS_WITH_PASSWORD};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const PAGES: [&str; 14] = [
    "",
    "/guide",
    "/what-is-a-passkey",
    "/kinds",
    "/requirements",
    "/phones-and-keys",
    "/windows-hello",
    "/care",
    "/new-device",
    "/no-passkey-option",
    "/mobile-app",
    "/errors",
    "/faq",
    "/compliance",
];

fn doors() -> impl Iterator<Item = &'static str> {
    PRESETS.into_iter().chain([SMART, CLASSIC])
}

fn door(app: &TestApp, base: &str) -> Arc<FrontDoor> {
    let (tenant, workspace) = base.trim_start_matches('/').split_once('/').unwrap();
    app.app.snapshot().door(tenant, workspace).unwrap()
}

async fn html(app: &TestApp, address: &str) -> String {
    let answer = app.browser("").open(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text);
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{address}");
    answer.text
}

/// What a reader sees of a page, within its frame.
fn seen(html: &str) -> String {
    let main = html.find("<main").zip(html.find("</main>")).map(|(start, end)| &html[start..end]).unwrap();
    let mut seen = String::new();
    for piece in main.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let is_block =
            ["p", "/p", "h", "/h", "li", "/li", "td", "th", "dd", "dt"].iter().any(|name| tag.starts_with(name));
        seen.push_str(if is_block { " " } else { "" });
        seen.push_str(text);
    }
    let seen = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#62;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(seen, |text, (escape, letter)| text.replace(escape, letter));
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands in this attribute, wherever it does.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// How a text sends its readers to a method.
const SENDS: &[(&[Method], &[&str])] = &[
    (&[Method::Password], &["use password", "your password", "with a password"]),
    (&[Method::MagicLink], &["magic link", "magic-link", "sign-in link"]),
    (&[Method::EmailCode, Method::MagicLink], &["your email", "by email", "email me"]),
    (&[Method::SmsCode], &["text message", "text me"]),
    (&[Method::Totp], &["authenticator app"]),
    (&[Method::RecoveryCode], &["recovery code"]),
    (&[Method::SingleSignOn], &["single sign-on", "sso"]),
];

/// With the door's own words in the place of ours: help says what stands on the pages.
fn as_said_at(app: &TestApp, base: &str, words: &str) -> String {
    const OURS: [(&str, &str); 5] = [
        ("account_settings", "Account settings"),
        ("account", "Account >"),
        ("security", "> Security"),
        ("add_passkey", "Add passkey"),
        ("method_password", "Use password"),
    ];
    let pages = &door(app, base).pool.settings.pages;
    let own = |name: &str| {
        pages.labels_in(domain::Language::English).find(|(own, _)| *own == name).map(|(_, text)| text.to_owned())
    };
    OURS.iter().fold(words.to_owned(), |said, (name, ours)| match own(name) {
        Some(text) => said.replace(
            ours,
            &match *name {
                "account" => format!("{text} >"),
                "security" => format!("> {text}"),
                _ => text,
            },
        ),
        None => said,
    })
}

on_both_engines! {
    async fn every_requirement_is_said(app: TestApp) {
        for base in doors() {
            let has_password = door(&app, base).policy.first.contains(&Method::Password);
            let more = WORDS_WITH_PASSWORD.iter().filter(|_| has_password);
            for (id, page, words) in WORDS.iter().chain(more) {
                let text = seen(&html(&app, &format!("{base}/help{page}")).await);
                for words in *words {
                    let words = as_said_at(&app, base, words);
                    assert!(text.contains(&words), "{id}: {words:?} is not at {base}/help{page}: {text}");
                }
            }
        }
    }

    // S2-1: linked where its readers are, on each page of the console and where they roll out.
    async fn administrators_have_a_guide_of_their_own(app: TestApp) {
        let mut owner = app.owner().await;
        for (id, page, words) in WORDS_OF_CONSOLE {
            let answer = owner.console("GET", page, &Value::Null).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let text = seen(&answer.text);
            for words in *words {
                assert!(text.contains(words), "{id}: {words:?} is not at {page}: {text}");
            }
        }
        let pool = door(&app, SMART).pool.id;
        let tenant = SMART.split('/').nth(1).unwrap();
        for (page, links) in [("/admin".to_owned(), 1), (format!("/admin/{tenant}/pools/{pool}/roll-out"), 2)] {
            let page = owner.console("GET", &page, &Value::Null).await.text;
            assert_eq!(page.matches("<a href=\"/admin/guide\"").count(), links, "{page}");
        }
        // What it leads to is there.
        let guide = owner.console("GET", "/admin/guide", &Value::Null).await.text;
        let main = guide.split_once("<main").unwrap().1;
        let ways: BTreeSet<_> = main.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        for way in ways {
            match way.strip_prefix('#') {
                Some(id) => assert!(main.contains(&format!("id=\"{id}\"")), "{way}"),
                None if way.starts_with('/') => assert_eq!(owner.console("GET", way, &Value::Null).await.status, 200, "{way}"),
                None => {}
            }
        }
    }

    // S1-10
    async fn no_cell_is_empty(app: TestApp) {
        for page in PAGES {
            let page = html(&app, &format!("{SMART}/help{page}")).await;
            assert!(!page.contains("<td></td>") && !page.contains("<th></th>"), "{page}");
        }
        let kinds = html(&app, &format!("{SMART}/help/kinds")).await;
        assert_eq!(kinds.matches("<table>").count(), 5);
    }

    // S0-6, S0-35, S4-5: the way to the settings is the one that the pages have.
    async fn the_guide_knows_where_the_menu_is(app: TestApp) {
        let guide = async |base: &str| seen(&html(&app, &format!("{base}/help/guide")).await);
        let workforce = guide("/workforce/main").await;
        assert!(workforce.contains("the user menu in the sidebar") && workforce.contains("Choose Account Settings."));
        let portal = guide("/portal/main").await;
        assert!(portal.contains("top right corner") && portal.contains("Choose Settings. Choose Security."), "{portal}");
        assert!(guide("/forum/main").await.contains("Choose Settings. Choose Passkeys."));
        let widget = seen(&html(&app, "/portal/main/help/phones-and-keys").await);
        assert_eq!(widget.matches("Settings > Security > Security Login System (SLS)").count(), 2, "{widget}");
        assert!(widget.contains("under Name your device and choose Register"), "{widget}");
    }

    // S1-33, S1-34: the catalogue's own words, in the variant of the door.
    async fn every_error_is_explained(app: TestApp) {
        for base in doors() {
            let page = html(&app, &format!("{base}/help/errors")).await;
            let text = seen(&page);
            let policy = &door(&app, base).policy;
            let methods = domain::catalogue::Methods::of(&policy.first, &policy.second);
            let shown = domain::catalogue::all().iter().filter(|message| page.contains(&format!("id=\"{}\"", message.code)));
            let shown: Vec<_> = shown.collect();
            assert!(shown.len() >= 17, "{base}: {}", shown.len());
            for message in shown {
                for words in [message.title, &message.told(domain::Language::English, methods, None), message.cause, message.remedy] {
                    assert!(text.contains(words), "{base}: {words}");
                }
            }
        }
    }

    async fn every_link_leads_somewhere(app: TestApp) {
        for base in doors() {
            let mut pages = BTreeMap::new();
            for page in PAGES {
                let address = format!("{base}/help{page}");
                pages.insert(address.clone(), html(&app, &address).await);
            }
            let mut tried = BTreeSet::new();
            for (from, page) in &pages {
                for link in values(page, "href").into_iter().filter(|link| !link.starts_with("mailto:") && !link.starts_with("https://")) {
                    let (path, part) = link.split_once('#').unwrap_or((link, ""));
                    let target = if path.is_empty() { from.as_str() } else { path };
                    if let Some(target) = pages.get(target) {
                        assert!(part.is_empty() || values(target, "id").contains(&part), "{from}: {link}");
                    } else if tried.insert(path.to_owned()) {
                        let status = app.browser("").open(path).await.status.as_u16();
                        assert!(path.starts_with('/') && matches!(status, 200 | 303), "{from}: {link} is {status}");
                    }
                }
            }
            // The index leads to each of them.
            let index = &pages[&format!("{base}/help")];
            assert!(pages.keys().skip(1).all(|address| values(index, "href").contains(&address.as_str())), "{base}");
        }
    }

    async fn nobody_is_sent_to_a_way_in_that_is_not_there(app: TestApp) {
        for base in doors() {
            let policy = Arc::clone(&door(&app, base).policy);
            let has = |method: &Method| policy.offers(*method) || policy.recovery.contains(method);
            for page in PAGES {
                let text = seen(&html(&app, &format!("{base}/help{page}")).await).to_lowercase();
                let text = text.replace("password manager", "manager");
                assert!(!text.contains(['{', '}']), "{base}/help{page}: a place is not filled: {text}");
                for (_, phrases) in SENDS.iter().filter(|(methods, _)| !methods.iter().any(has)) {
                    for phrase in *phrases {
                        assert!(!text.contains(phrase), "{base}/help{page}: {phrase} in {text}");
                    }
                }
            }
        }
    }

    async fn other_addresses_are_not_found(app: TestApp) {
        for path in ["/help/", "/help/index", "/help/nothing", "/help/faq/more", "/help/..%2Ffaq"] {
            let answer = app.browser(SMART).open(path).await;
            assert_eq!(answer.status, 404, "{path}");
        }
        assert_eq!(app.browser("/demo/nowhere").open("/help/faq").await.status, 404);
    }

    // S0-35: from the Security page; and from every page of a door.
    async fn help_is_a_link_away(app: TestApp) {
        for base in doors() {
            for page in ["/sign-in", "/recovery", "/help/faq", "/journey/018bcfe5-6801-7000-8000-000000000000"] {
                let answer = app.browser(base).open(page).await;
                assert!(values(&answer.text, "href").contains(&format!("{base}/help").as_str()), "{base}{page}");
            }
        }
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let security = member.open("/account/security").await.text;
        assert!(values(&security, "href").contains(&format!("{SMART}/help/guide").as_str()), "{security}");
        assert!(!values(&app.browser("").open("/").await.text, "href").contains(&"/help"));
    }

    // S0-35, S1-33: in whatever language, a page leads where the English one does, and every place in it is filled.
    async fn every_language_has_every_page(app: TestApp) {
        for (base, page) in doors().flat_map(|base| PAGES.map(|page| (base, page))) {
            let address = format!("{base}/help{page}");
            let english = html(&app, &address).await;
            for language in domain::Language::ALL {
                let browser = app.browser("");
                let request = browser.request(axum::http::Method::GET, &address).header("accept-language", language.tag());
                let answer = app.send(request.body(axum::body::Body::empty()).unwrap()).await;
                assert_eq!((answer.status.as_u16(), answer.header("content-language")), (200, language.tag()), "{address}");
                let (text, other) = (seen(&answer.text), seen(&english));
                assert!(!text.contains(['{', '}']) && !text.is_empty(), "{address} {language:?}: {text}");
                assert_eq!(text == other, language == domain::Language::English, "{address} {language:?}");
                for attribute in ["href", "id"] {
                    assert_eq!(values(&answer.text, attribute), values(&english, attribute), "{address} {language:?}");
                }
            }
        }
    }

    // DESIGN 7; and without a script all of the text is there (S2-10: the check of the browser is hidden then).
    async fn a_page_is_light_and_needs_no_script(app: TestApp) {
        for base in doors() {
            for page in PAGES {
                let html = html(&app, &format!("{base}/help{page}")).await;
                let mut weight = html.len();
                for asset in values(&html, "href").into_iter().chain(values(&html, "src")).filter(|at| at.starts_with("/assets/")) {
                    weight += app.browser("").get(asset).await.text.len();
                }
                assert!(weight < 60 * 1024, "{base}/help{page}: {weight}");
                let has_check = html.contains("data-check=\"passkeys\"");
                assert_eq!((has_check, html.contains("<script")), (page == "/requirements", page == "/requirements"), "{page}");
                assert!(!has_check || html.contains("class=\"needs-script\""));
            }
        }
    }
}
