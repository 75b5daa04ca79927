//! The look of a workspace: what its pages show of it, and that no setting becomes markup, style or an address that leads elsewhere.

use crate::support::app::SMART;
use crate::support::{TestApp, on_both_engines};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

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
}
