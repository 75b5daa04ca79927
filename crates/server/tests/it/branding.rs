//! The look of a workspace: what its pages show of it, and that no setting becomes markup, style or an address that leads elsewhere.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const ANNEX: &str = "/demo/annex";
const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

fn picture() -> String {
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(SVG))
}

on_both_engines! {
    // S2-36
    async fn a_door_shows_its_own_look(app: TestApp) {
        let branding = json!({
            "name": "Annex <i>",
            "logo": picture(),
            "accent": "#7a3fa0",
            "support": { "email": "help@annex.example", "help_center": "https://annex.example/help", "community_forum": "https://annex.example/forum" },
            "legal": { "privacy": "https://annex.example/privacy", "terms": "https://annex.example/terms" },
        });
        app.open_annex(&json!({ "branding": branding }).to_string()).await;
        for path in ["/sign-in", "/help", "/recovery", "/no/such/page"] {
            let page = app.browser(ANNEX).open(path).await;
            let text = &page.text;
            assert!(text.contains("Annex &#60;i&#62;") && !text.contains("<i>"), "{path}: {text}");
            for (label, href) in [
                ("Email", "mailto:help@annex.example"),
                ("Help Center", "https://annex.example/help"),
                ("Community Forum", "https://annex.example/forum"),
                ("Privacy", "https://annex.example/privacy"),
                ("Terms", "https://annex.example/terms"),
            ] {
                assert!(text.contains(&format!("<a href=\"{href}\">{label}</a>")), "{path} {label}: {text}");
            }
            let style = text.split_once("<style nonce=\"").unwrap().1.split_once("\">").unwrap();
            assert!(style.1.starts_with(":root{--a:#7a3fa0;") && page.header("content-security-policy").contains(style.0), "{path}: {text}");
            let logo = text.split_once("<img class=\"mark\" src=\"").unwrap().1.split_once('"').unwrap().0;
            let sent = app.browser("").open(logo).await;
            assert_eq!((sent.status.as_u16(), sent.header("content-type"), sent.text.as_str()), (200, "image/svg+xml", SVG));
            // Opened by itself, a picture runs nothing.
            assert!(sent.header("content-security-policy").contains("default-src 'none'") && sent.header("content-security-policy").ends_with("sandbox"));
            assert_eq!(sent.header("x-content-type-options"), "nosniff");
        }
        let plain = app.browser(SMART).open("/sign-in").await.text;
        assert!(!plain.contains("mailto:") && !plain.contains("<img") && !plain.contains("data-support") && !plain.contains("--a:"), "{plain}");
        app.browser(SMART).open("/logo").await.assert_refused(404, "not_found");
    }

    // S1-14: the portal is installable on desktop and phone, in its own look.
    async fn a_door_has_a_web_manifest(app: TestApp) {
        let own = json!({ "name": "Annex of the Riverside Allotments", "accent": "#7a3fa0" });
        app.open_annex(&json!({ "branding": own }).to_string()).await;
        let read = async |base: &str| {
            let page = app.browser(base).open("/sign-in").await;
            let link = format!("<link rel=\"manifest\" href=\"{base}/manifest.webmanifest\">");
            assert!(page.text.contains(&link), "{}", page.text);
            assert!(page.header("content-security-policy").contains("manifest-src 'self';"));
            let manifest = app.browser("").get(&format!("{base}/manifest.webmanifest")).await;
            assert_eq!((manifest.status.as_u16(), manifest.header("content-type")), (200, "application/manifest+json"));
            manifest.json()
        };
        let annex = read(ANNEX).await;
        assert_eq!(annex["name"], "Annex of the Riverside Allotments");
        assert_eq!(annex["short_name"], "Annex of the");
        assert_eq!((&annex["start_url"], &annex["id"]), (&json!("/demo/annex/account/security"), &json!("/demo/annex/account/security")));
        assert_eq!((&annex["scope"], &annex["display"]), (&json!("/demo/annex/"), &json!("standalone")));
        assert_eq!(annex["theme_color"], "#7a3fa0");
        let plain = read(SMART).await;
        assert_eq!((&plain["theme_color"], &plain["background_color"]), (&json!("#f5f4f0"), &json!("#f5f4f0")));
        assert!(annex["background_color"] != plain["background_color"]);
        let icons = annex["icons"].as_array().unwrap();
        for purpose in ["any", "maskable"] {
            for kind in ["image/svg+xml", "image/png"] {
                let found = icons.iter().find(|icon| icon["purpose"] == purpose && icon["type"] == kind).unwrap();
                // Its bytes are no text.
                let mut browser = app.browser("");
                let ask = browser.request(Method::HEAD, found["src"].as_str().unwrap()).body(Body::empty());
                let sent = browser.send(ask.unwrap()).await;
                assert_eq!((sent.status.as_u16(), sent.header("content-type")), (200, kind), "{found}");
            }
        }
    }

    // S1-14: a picture of its own stands for it; one that no browser takes for an app does not.
    async fn an_installed_portal_shows_the_picture_of_its_door(app: TestApp) {
        app.open_annex(&json!({ "branding": { "logo": picture() } }).to_string()).await;
        let icons = app.browser("").get(&format!("{ANNEX}/manifest.webmanifest")).await.json()["icons"].clone();
        assert_eq!(icons.as_array().unwrap().len(), 1, "{icons}");
        assert_eq!((&icons[0]["type"], &icons[0]["sizes"]), (&json!("image/svg+xml"), &json!("any")));
        let sent = app.browser("").get(icons[0]["src"].as_str().unwrap()).await;
        assert_eq!((sent.status.as_u16(), sent.text.as_str()), (200, SVG));
    }

    async fn what_cannot_be_shown_is_left_out(app: TestApp) {
        let branding = json!({
            "name": "x".repeat(65),
            "logo": "https://evil.example/track.png",
            "accent": "red;}body{display:none",
            "support": { "email": "a@b\"><script>", "help_center": "javascript:alert(1)", "community_forum": "//evil.example" },
        });
        app.open_annex(&json!({ "branding": branding }).to_string()).await;
        let page = app.browser(ANNEX).open("/sign-in").await;
        assert_eq!(page.status, 200);
        for part in ["evil.example", "alert(1)", "display:none}", "mailto:", "xxxx", "<img", "data-support"] {
            assert!(!page.text.contains(part), "{part}: {}", page.text);
        }
        assert!(page.text.contains("Demo Community"), "the tenant's name");
    }

    // S2-36, S3-9, S3-16: at the console. What pages could not show is said beside its field, and members meet the look at once.
    async fn an_administrator_sets_the_look(app: TestApp) {
        let mut owner = app.owner().await;
        let at = "/admin/platform/workspaces/smart/branding";
        let settings = format!("{at}/settings");
        let page = owner.console("GET", at, &Value::Null).await.text;
        for words in ["<label for=\"name\">Name<", "<label for=\"logo\">Logo<", "<label for=\"accent\">Accent<", ">Help Center<", ">Terms<", "data-guarded", "By night"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let read = owner.console("GET", &settings, &Value::Null).await;
        assert!(read.header("etag").starts_with('"') && read.ok()["accent"] == "#2f5bd0", "{}", read.text);
        let version = read.ok()["version"].as_str().unwrap().to_owned();
        for (ask, field, words) in [
            (json!({ "name": "x".repeat(65) }), "name", "64 characters"),
            (json!({ "logo": "data:text/html;base64,PGI+" }), "logo", "SVG, PNG, WebP or JPEG"),
            (json!({ "accent": "red" }), "accent", "#1d6a63"),
            (json!({ "support": { "email": "nobody" } }), "support.email", "help@example.com"),
            (json!({ "legal": { "terms": "javascript:alert(1)" } }), "legal.terms", "https://"),
        ] {
            let answer = owner.changes(&settings, &ask).await;
            answer.assert_refused(422, "setting_refused");
            let details = &answer.json()["details"];
            assert_eq!(details["field"], field);
            assert!(details["problem"].as_str().unwrap().contains(words), "{details}");
        }
        let look = json!({ "name": "Garden", "logo": picture(), "accent": "#7a3fa0", "support": { "help_center": "https://garden.example/help" } });
        owner.saves(&settings, &version, &look).await.ok();
        owner.saves(&settings, &version, &json!({ "name": "Late" })).await.assert_refused(412, "changed_since");
        let members = app.browser("/platform/smart").open("/sign-in").await.text;
        for part in [">Garden<", "--a:#7a3fa0;", "<img class=\"mark\"", "https://garden.example/help"] {
            assert!(members.contains(part), "{part}: {members}");
        }
        assert!(owner.console("GET", at, &Value::Null).await.text.contains("value=\"#7a3fa0\""));
        // Blank is as everywhere; what is left out stays.
        owner.changes(&settings, &json!({ "accent": "", "logo": "" })).await.ok();
        let members = app.browser("/platform/smart").open("/sign-in").await.text;
        assert!(members.contains(">Garden<") && !members.contains("--a:") && !members.contains("<img class=\"mark\""), "{members}");
        let entries = app.audit("/platform/smart").await.into_iter().filter(|entry| entry.kind == "workspace_changed");
        let mut details = entries.map(|entry| entry.detail.unwrap()).collect::<Vec<_>>();
        details.sort();
        details.reverse();
        assert!(details[0].contains("accent: #2f5bd0 → #7a3fa0") && details[0].contains("name: blank → Garden"), "{details:?}");
        assert!(details[0].contains("logo: blank → image/svg+xml of ") && !details[0].contains("base64"), "{details:?}");
        assert!(details[1].starts_with("accent: #7a3fa0 → blank; logo: image/svg+xml of "), "{details:?}");
    }

    // S2-36, S0c-1: what a colour becomes by day and by night; nothing that was typed stands in the picture, and nobody looks into another pool.
    async fn a_colour_is_drawn_before_it_is_saved(app: TestApp) {
        let mut owner = app.owner().await;
        let at = "/admin/platform/workspaces/smart/branding/preview";
        let mut drawn = async |query: &str| owner.console("GET", &format!("{at}?{query}"), &Value::Null).await;
        let day = drawn("scheme=day&accent=1d6a63").await;
        assert_eq!((day.header("content-type"), day.status.as_u16()), ("image/svg+xml", 200));
        assert!(day.header("content-security-policy").ends_with("sandbox"));
        assert!(day.text.contains("#1d6a63") && !day.text.contains("is shown as"), "{}", day.text);
        let night = drawn("scheme=night&accent=1d6a63").await.text;
        assert!(night.contains("#1d6a63 is shown as #") && night.contains("#131413"), "{night}");
        let usual = drawn("scheme=day&accent=").await.text;
        assert_eq!(drawn("accent=%3C/svg%3E%3Cscript").await.text, usual);
        let door = app.app.snapshot().door("forum", "main").unwrap();
        let scope = format!("pool/{}/{}", door.tenant.id, door.pool.id);
        let (mut other, _) = app.appointed(&mut owner, "bert", ("administrator", &scope)).await;
        for path in ["", "/settings", "/preview"] {
            let path = format!("/admin/platform/workspaces/smart/branding{path}");
            assert_eq!(other.console("GET", &path, &Value::Null).await.status, 404, "{path}");
        }
        other.saves("/admin/platform/workspaces/smart/branding/settings", "x", &json!({ "name": "Mine" })).await.assert_refused(404, "not_found");
    }
}
