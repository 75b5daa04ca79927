//! The way back to an application that has sent somebody to join (`prompt=create`), and whom it says is coming (`login_hint`).

use crate::authorization::{application, authorize, redeem, said, settings, text};
use crate::support::app::{CLASSIC, ORIGIN, SMART};
use crate::support::{Answer, TestApp, on_both_engines};
use url::Url;

/// Where an address asks to go on, below its door.
fn way(address: &str) -> String {
    let url = Url::parse(&format!("{ORIGIN}{address}")).unwrap();
    let way = url.query_pairs().find(|(name, _)| name == "continue").map(|(_, way)| way.into_owned());
    way.unwrap_or_else(|| panic!("{address}")).trim_start_matches(SMART).to_owned()
}

/// Where the form of a page goes, below its door.
fn action(page: &Answer, path: &str) -> String {
    let start = format!("action=\"{SMART}{path}");
    let rest = page.text.split(&start).nth(1).unwrap_or_else(|| panic!("{path}: {}", page.text));
    format!("{path}{}", rest.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
}

on_both_engines! {
    // Initiating User Registration via OpenID Connect 1.0: with a passkey at once.
    async fn whoever_joins_comes_back_to_the_application(app: TestApp) {
        let client = application(&app, "app", settings()).await;
        let mut alice = app.browser(SMART);
        let to = authorize(&mut alice, "app", &[("prompt", "create")]).await.header("location").to_owned();
        assert!(to.starts_with(&format!("{SMART}/sign-up?continue=")), "{to}");
        let back = way(&to);
        // Who has an account already takes the way along.
        let page = alice.open(to.trim_start_matches(SMART)).await;
        let sign_in = page.text.split("href=\"").find(|part| part.starts_with("/demo/community/sign-in?")).unwrap();
        assert_eq!(way(sign_in.split('"').next().unwrap()), back);
        let page = alice.open(&format!("/sign-in?continue={SMART}{back}")).await;
        let sign_up = page.text.split("href=\"").find(|part| part.starts_with("/demo/community/sign-up?")).unwrap();
        assert_eq!(way(sign_up.split('"').next().unwrap()), back);
        app.clock.advance(5_000);
        alice.sign_up("alice").await.ok();
        // The page's script follows the address that it was opened with; so does whoever opens it again.
        assert_eq!(alice.open(to.trim_start_matches(SMART)).await.header("location"), format!("{SMART}{back}"));
        let answer = alice.open(&back).await;
        redeem(&client, text(&said(&answer)["code"]), &[]).await.ok();
        // Nobody is led to another site.
        let evil = alice.open("/sign-up?continue=https://evil.example/").await;
        assert_eq!(evil.header("location"), format!("{SMART}/account/security"));
    }

    // The same by an address and without a script: each form takes the way along.
    async fn whoever_joins_by_mail_comes_back_too(app: TestApp) {
        app.take_addresses(SMART).await;
        app.set(SMART, |settings| settings.methods.first = vec![domain::Method::EmailCode]).await;
        let client = application(&app, "app", settings()).await;
        let mut ada = app.browser(SMART);
        let to = authorize(&mut ada, "app", &[("prompt", "create")]).await.header("location").to_owned();
        let back = way(&to);
        let page = ada.open(to.trim_start_matches(SMART)).await;
        let sent = ada.form(&action(&page, "/sign-up/start"), "identifier=ada%40example.com&display_name=").await;
        assert_eq!(way(sent.header("location")), back);
        let page = ada.open(sent.header("location").trim_start_matches(SMART)).await;
        let verify = action(&page, "/sign-up/verify");
        let wrong = ada.form(&verify, "code=000000").await;
        assert_eq!(way(wrong.header("location")), back);
        let code = app.code("ada@example.com").await;
        let proved = ada.form(&verify, &format!("code={code}")).await;
        let page = ada.open(proved.header("location").trim_start_matches(SMART)).await;
        app.clock.advance(5_000);
        let done = ada.form(&action(&page, "/sign-up/address"), "").await;
        assert_eq!(done.header("location"), format!("{SMART}{back}"));
        let answer = ada.open(&back).await;
        redeem(&client, text(&said(&answer)["code"]), &[]).await.ok();
    }

    // `login_hint` is text in a field: whether anybody has that name is told to nobody.
    async fn whom_an_application_names_stands_in_the_field(app: TestApp) {
        application(&app, "app", settings()).await;
        app.browser(SMART).sign_up("alice").await.ok();
        let mut shown = Vec::new();
        for hint in ["alice", "nobody"] {
            let mut browser = app.browser(SMART);
            let to = authorize(&mut browser, "app", &[("login_hint", hint)]).await.header("location").to_owned();
            let page = browser.open(to.trim_start_matches(SMART)).await;
            assert!(page.text.contains(&format!("name=\"identifier\" value=\"{hint}\"")), "{}", page.text);
            let handle = way(&to).rsplit('/').next().unwrap().to_owned();
            let nonce = page.text.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            shown.push(page.text.replace(&handle, "").replace(&nonce, "").replace(hint, ""));
        }
        assert_eq!(shown[0], shown[1]);
        let field = async |door: &str, query: &str| {
            let page = app.browser(door).open(&format!("/sign-in?login_hint={query}")).await.text;
            page.split("name=\"identifier\"").nth(1).unwrap().split("type=").next().unwrap().trim().to_owned()
        };
        let markup = field(CLASSIC, "%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
        assert!(markup.starts_with("value=\"") && !markup.contains('<') && !markup.contains('>'), "{markup}");
        for nothing in ["", "%00", "a%0Ab", &"a".repeat(255)] {
            assert_eq!(field(SMART, nothing).await, "", "{nothing}");
        }
    }
}
