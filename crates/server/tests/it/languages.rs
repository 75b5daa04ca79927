//! Pages and errors in the language of whoever reads them: what the browser says, what the application asks for, what was chosen at the foot
//! of a page.

use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use authenticator::{Authenticator, Setup};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::json;

/// Tag, direction, "Sign in" as the sign-in page is called, "There is nothing here", "That did not work".
const LANGUAGES: [(&str, &str, &str, &str, &str); 7] = [
    ("en", "ltr", "Sign in", "There is nothing here", "That did not work"),
    ("de", "ltr", "Anmelden", "Hier ist nichts", "Das hat nicht funktioniert"),
    ("fr", "ltr", "Se connecter", "Il n’y a rien ici", "Cela n’a pas fonctionné"),
    ("es", "ltr", "Iniciar sesión", "Aquí no hay nada", "Eso no ha funcionado"),
    ("pt", "ltr", "Entrar", "Não há nada aqui", "Isso não funcionou"),
    ("ja", "ltr", "サインイン", "ここには何もありません", "うまくいきませんでした"),
    ("ar", "rtl", "تسجيل الدخول", "لا يوجد شيء هنا", "لم ينجح ذلك"),
];

async fn open(app: &TestApp, path: &str, accept_language: &str, cookie: &str) -> Answer {
    let request = Request::get(path).header("host", "localhost:8080").header(header::ACCEPT, "text/html,*/*");
    let request = request.header(header::ACCEPT_LANGUAGE, accept_language).header(header::COOKIE, cookie);
    app.send(request.body(Body::empty()).unwrap()).await
}

fn language_of(answer: &Answer) -> String {
    let language = answer.header("content-language").to_owned();
    assert!(answer.text.contains(&format!("<html lang=\"{language}\" dir=")), "{}", answer.text);
    assert_eq!(answer.header("vary"), "Accept-Language, Cookie");
    language
}

fn choose(language: &str, referer: &str) -> Request<Body> {
    let request = Request::post(format!("{SMART}/language")).header("host", "localhost:8080");
    let request = request.header(header::ORIGIN, ORIGIN).header("sec-fetch-site", "same-origin");
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.header(header::REFERER, referer).body(format!("language={language}").into()).unwrap()
}

on_both_engines! {
    async fn every_language_has_its_pages(app: TestApp) {
        for (tag, direction, title, nothing, _) in LANGUAGES {
            let page = open(&app, &format!("{SMART}/sign-in"), tag, "").await;
            assert_eq!(page.status, 200);
            assert_eq!(language_of(&page), tag);
            assert!(page.text.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")), "{tag}");
            assert!(page.text.contains(&format!("<title>{title} · ")), "{tag}: {}", page.text);
            assert!(page.text.contains(&format!("<h1>{title}</h1>")), "{tag}");
            // The choice names each language as its readers do, and says which is on.
            assert!(page.text.contains(&format!("value=\"{tag}\" lang=\"{tag}\" aria-current=\"true\"")), "{tag}");
            assert_eq!(page.text.matches("<button name=\"language\"").count(), 7);

            let page = open(&app, "/no/such/place", tag, "").await;
            assert_eq!((page.status.as_u16(), language_of(&page).as_str()), (404, tag));
            assert!(page.text.contains(nothing), "{tag}: {}", page.text);
        }
    }

    async fn every_language_has_its_errors(app: TestApp) {
        let mut titles = std::collections::BTreeSet::new();
        for (tag, _, _, _, wrong) in LANGUAGES {
            let mut program = app.program(SMART);
            let ask = program.request(Method::GET, "/session").header(header::ACCEPT_LANGUAGE, tag);
            let answer = program.send(ask.body(Body::empty()).unwrap()).await;
            answer.assert_refused(401, "not_signed_in");
            assert_eq!(answer.header("content-language"), tag);
            assert_eq!(answer.header("vary"), "Accept-Language, Cookie");
            titles.insert(answer.json()["details"]["title"].as_str().unwrap().to_owned());
            // A refused form shows the words on its page.
            let page = open(&app, &format!("{SMART}/sign-in?problem=proof_wrong&reference=7K2Q-9MXB"), tag, "").await;
            assert!(page.text.contains(&format!("<h2>{wrong}</h2>")), "{tag}: {}", page.text);
        }
        assert_eq!(titles.len(), LANGUAGES.len(), "{titles:?}");
    }

    // What is written to somebody is in the language of the page on which it was asked for, and so is what has happened to an account.
    async fn a_message_is_in_the_language_of_whoever_asks(app: TestApp) {
        app.take_addresses(SMART).await;
        let mut told = std::collections::BTreeSet::new();
        for (place, (tag, direction, ..)) in LANGUAGES.into_iter().enumerate() {
            let (address, mut browser) = (format!("ada{place}@example.com"), app.browser(SMART));
            let request = browser.request(Method::POST, "/sign-up/start").header(header::ACCEPT_LANGUAGE, tag);
            let request = request.header(header::CONTENT_TYPE, "application/json");
            browser.send(request.body(json!({ "identifier": address }).to_string().into()).unwrap()).await.ok();
            let sent = app.mail(&address).await[0].clone();
            let (subject, text) = (sent["subject"].as_str().unwrap(), sent["text"].as_str().unwrap());
            assert!(text.contains(sent["code"].as_str().unwrap()), "{text}");
            let isolates = [subject, text].map(|words| words.contains('\u{2068}'));
            assert_eq!(isolates, [direction == "rtl"; 2], "{tag}: {subject}\n{text}");
            if tag == "de" {
                assert!(subject.starts_with("Ihr Code für die Registrierung bei "), "{subject}");
            }
            told.insert(subject.to_owned());
        }
        assert_eq!(told.len(), LANGUAGES.len(), "{told:?}");
    }

    async fn the_script_speaks_the_language_of_its_page(app: TestApp) {
        for (tag, ..) in LANGUAGES {
            let page = open(&app, &format!("{SMART}/sign-in"), tag, "").await;
            let data = page.text.split("<script type=\"application/json\"").nth(1).unwrap();
            let data = data.split_once('>').unwrap().1.split("</script>").next().unwrap();
            let data: serde_json::Value = serde_json::from_str(data).unwrap();
            let is_english = |text: &serde_json::Value, english: &str| text.as_str().unwrap() == english;
            assert_eq!(is_english(&data["labels"]["action_retry"], "Try again"), tag == "en", "{tag}");
            let words = &data["messages"]["sign_in"]["passkey_timed_out"];
            assert_eq!(is_english(&words["title"], "Passkey Request Timed Out"), tag == "en", "{tag}");
            assert_eq!(words["actions"], json!(["retry"]), "what is offered has no language");
        }
    }

    // S1-4 to S1-6: the kind of a passkey is a word of the page; programs are told the same in every language.
    async fn the_kind_of_a_passkey_is_named_in_every_language(app: TestApp) {
        let mut member = app.browser(SMART);
        member.authenticator = Authenticator::new(Setup::security_key());
        member.sign_up("alice").await.ok();
        for (tag, name) in [
            ("en", "Security Keys"),
            ("de", "Sicherheitsschlüssel"),
            ("fr", "Clés de sécurité"),
            ("es", "Llaves de seguridad"),
            ("pt", "Chaves de segurança"),
            ("ja", "セキュリティキー"),
            ("ar", "مفاتيح الأمان"),
        ] {
            for (path, place) in [("security", "<span data-kind>"), ("security/new-device", "<span>")] {
                let ask = member.request(Method::GET, &format!("/account/{path}")).header(header::ACCEPT_LANGUAGE, tag);
                let page = member.send(ask.body(Body::empty()).unwrap()).await;
                assert!(page.text.contains(&format!("{place}{name}</span>")), "{tag} {path}: {}", page.text);
            }
            let ask = member.request(Method::GET, "/account/passkeys").header(header::ACCEPT_LANGUAGE, tag);
            let list = member.send(ask.body(Body::empty()).unwrap()).await.ok();
            let passkey = &list["passkeys"][0];
            assert_eq!((&passkey["kind"], &passkey["kind_code"]), (&json!("Security Keys"), &json!("key")), "{tag}");
        }
    }

    async fn the_choice_wins_and_leads_back(app: TestApp) {
        let path = format!("{SMART}/sign-in?continue={SMART}/account/security&ui_locales=fr");
        assert_eq!(language_of(&open(&app, &path, "de", "").await), "fr");
        let answer = app.send(choose("ja", &format!("{ORIGIN}{path}"))).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, path.as_str()));
        let cookies = answer.cookies();
        let cookie = "ks-language.demo.community=ja; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000";
        assert_eq!(cookies, [cookie]);
        assert_eq!(language_of(&open(&app, &path, "de", "ks-language.demo.community=ja").await), "ja");
        // It is the choice at that door.
        assert_eq!(language_of(&open(&app, &format!("{CLASSIC}/sign-in"), "de", "ks-language.demo.community=ja").await), "de");
    }

    async fn the_choice_leads_nowhere_else(app: TestApp) {
        for referer in [
            "",
            "https://evil.example/demo/community/sign-in",
            "http://localhost:8080.evil.example/demo/community/sign-in",
            "http://localhost:8080/platform/classic/sign-in",
            "http://localhost:8080/demo/community/../../platform/classic/sign-in",
            "http://localhost:8080//evil.example",
        ] {
            let answer = app.send(choose("de", referer)).await;
            let told = (answer.status.as_u16(), answer.header("location"));
            assert_eq!(told, (303, "/demo/community/sign-in"), "{referer}");
        }
        for odd in ["xx", "", "de-AT", "DE", "de;Secure"] {
            let answer = app.send(choose(odd, "")).await;
            assert!(answer.cookies().is_empty(), "{odd}");
            assert!(answer.header("location").contains("problem=malformed_request"), "{odd}");
        }
    }

    async fn whoever_reads_none_of_them_reads_english(app: TestApp) {
        let path = format!("{SMART}/sign-in");
        let long = format!("{}de", "zh-Hant-TW;q=0.001,".repeat(530));
        assert!(long.len() > 10_000);
        for accept in ["", "zh", "*", "q=;;;,,,", &long, "-", "e n"] {
            let page = open(&app, &path, accept, "ks-language.demo.community=xx").await;
            assert_eq!((page.status.as_u16(), language_of(&page).as_str()), (200, "en"), "{accept}");
        }
    }
}
