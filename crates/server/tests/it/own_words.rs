//! The words of a pool's pages: those of its preset's document, and a tenant's own.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Method;
use domain::settings::MenuPlace;

async fn page(app: &TestApp, path: &str, language: &str) -> String {
    let request = app.browser("").request(Method::GET, path).header("accept-language", language);
    app.send(request.body(Body::empty()).unwrap()).await.text
}

on_both_engines! {
    // The row "Labels", S2-22: each preset ships its own document's labels, in every language.
    async fn a_preset_speaks_in_its_documents_words(app: TestApp) {
        let english = page(&app, "/forum/main/sign-in", "en").await;
        assert!(english.contains("Use Password") && !english.contains("Use password"));
        assert!(page(&app, "/forum/main/sign-in", "de").await.contains("Passwort verwenden"));
        assert!(page(&app, "/forum/main/components", "en").await.contains("\"Add Passkey\""), "on other sites, too");
        let other = page(&app, "/phone/main/sign-in", "en").await;
        assert!(other.contains("Use password") && !other.contains("Use Password"));
    }

    // S0-6, S2-14, S4-5 and the row "Place": the menu of each preset, in its place and its document's words, on the page and below it.
    async fn a_preset_has_its_menu_where_its_document_says(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        for (preset, menu, words) in [
            ("workforce", MenuPlace::Sidebar, "Account Settings"),
            ("client-portal", MenuPlace::Top, "Settings"),
            ("community", MenuPlace::Top, "Settings"),
            ("platform", MenuPlace::Top, "Account settings"),
        ] {
            let pages = domain::presets::find(preset).unwrap().pool.pages;
            assert_eq!(pages.menu, menu, "{preset}");
            app.set(SMART, |settings| settings.pages = pages).await;
            for path in ["/account/security", "/account/security/add", "/account/security/activity"] {
                let shown = member.open(path).await.text;
                let items = shown.split("id=\"menu\"").nth(1).unwrap().split("</nav>").next().unwrap();
                assert!(items.contains(&format!(">{words}</a>")), "{preset} {path}: {items}");
                assert_eq!(items.contains("aria-current=\"page\""), path == "/account/security", "{preset} {path}");
                assert_eq!(shown.contains("/assets/sidebar.css"), menu == MenuPlace::Sidebar, "{preset} {path}");
            }
        }
        assert!(!page(&app, "/forum/main/sign-in", "en").await.contains("id=\"menu\""), "nobody is signed in");
    }

    // S2-14 and the row "Labels": whoever reads another language is led by the same path as the document says.
    async fn a_preset_leads_by_its_path_in_every_language(app: TestApp) {
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let community = domain::presets::find("community").unwrap().pool.pages;
        app.set(SMART, |settings| settings.pages = community).await;
        for (tag, settings, passkeys) in [
            ("en", "Settings", "Passkeys"),
            ("de", "Einstellungen", "Passkeys"),
            ("fr", "Paramètres", "Clés d’accès"),
            ("es", "Configuración", "Claves de acceso"),
            ("pt", "Configurações", "Chaves de acesso"),
            ("ja", "設定", "パスキー"),
            ("ar", "الإعدادات", "مفاتيح المرور"),
        ] {
            let ask = member.request(Method::GET, "/account/security").header("accept-language", tag);
            let shown = member.send(ask.body(Body::empty()).unwrap()).await.text;
            assert!(shown.contains(&format!(" aria-current=\"page\">{settings}</a>")), "{tag}: {shown}");
            assert!(shown.contains(&format!("<p class=\"path\">{settings} <span")), "{tag}: {shown}");
            assert!(shown.contains(&format!("</span> {passkeys}</p>")), "{tag}: {shown}");
            assert!(shown.contains(&format!("<h1>{passkeys}</h1>")), "{tag}: {shown}");
        }
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
