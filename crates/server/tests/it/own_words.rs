//! The words of a pool's pages: those of its preset's document, and a tenant's own.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Method;

async fn page(app: &TestApp, path: &str, language: &str) -> String {
    let request = app.browser("").request(Method::GET, path).header("accept-language", language);
    app.send(request.body(Body::empty()).unwrap()).await.text
}

on_both_engines! {
    // The row "Labels", S2-22: each preset ships its own document's labels; the other languages keep theirs.
    async fn a_preset_speaks_in_its_documents_words(app: TestApp) {
        let english = page(&app, "/forum/main/sign-in", "en").await;
        assert!(english.contains("Use Password") && !english.contains("Use password"));
        assert!(page(&app, "/forum/main/sign-in", "de").await.contains("Passwort verwenden"));
        let other = page(&app, "/phone/main/sign-in", "en").await;
        assert!(other.contains("Use password") && !other.contains("Use Password"));
    }

    // S2-14, S2-20, S4-5: the path and the button in the words of the document, and what a tenant writes stays text.
    async fn a_tenant_puts_its_own_words_in_their_place(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let before = member.open("/account/security").await.text;
        assert!(before.contains(">Add passkey</button>") && before.contains("<h1>Security</h1>"));
        let community = domain::presets::find("community").unwrap().pool.pages;
        app.set(SMART, |settings| settings.pages = community).await;
        let after = member.open("/account/security").await.text;
        assert!(after.contains(">Add Passkey</button>") && !after.contains(">Add passkey</button>"));
        assert!(after.contains("<p class=\"path\">Settings") && after.contains("<h1>Passkeys</h1>"));
        let portal = domain::presets::find("client-portal").unwrap().pool.pages;
        app.set(SMART, |settings| settings.pages = portal).await;
        assert!(member.open("/account/security").await.text.contains(">Security Login System (SLS)</a>"));
        let own = [("add_passkey".to_owned(), "<b>Go</b>".to_owned())].into();
        app.set(SMART, |settings| settings.pages.labels = [("en".to_owned(), own)].into()).await;
        let text = member.open("/account/security").await.text;
        assert!(!text.contains("<b>Go") && text.contains("&#60;b&#62;Go&#60;/b&#62;"));
    }
}
