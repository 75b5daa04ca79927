//! Pages in frames of other sites, and passkeys used from origins that are not the server's own: what a door lists is let in, all else is
//! refused, and the refusal says nothing outside.

use crate::support::app::{ORIGIN, SMART as HOME};
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use authenticator::Lie;
use axum::body::Body;
use domain::settings::{AndroidApp, AppleApp};
use serde_json::json;

/// A door at which no administrator signs in.
const SMART: &str = "/platform/smart";
const SHOP: &str = "https://shop.example";
const PRINT: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const APK: &str = "android:apk-key-hash:ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v8";

async fn list_embedders(app: &TestApp, origins: &[&str]) {
    let origins: Vec<String> = origins.iter().map(|origin| (*origin).to_owned()).collect();
    app.set(SMART, |settings| settings.embedding_origins = origins).await;
}

fn program(app: &TestApp) -> Actor<'_> {
    app.program(SMART)
}

impl Actor<'_> {
    async fn sign_in_lying(&mut self, lies: impl IntoIterator<Item = Lie>) -> Answer {
        for lie in lies {
            self.authenticator.lie(lie);
        }
        self.token = None;
        self.sign_in().await
    }
}

on_both_engines! {
    // WebAuthn 7.2, steps 13 and 14.
    async fn a_ceremony_in_a_frame_needs_a_listed_site(app: TestApp) {
        let mut member = program(&app);
        member.sign_up("alice").await.ok();
        // Off: whatever the frame says of the page around it.
        for lie in [Lie::CrossOrigin, Lie::TopOrigin(SHOP.into()), Lie::TopOrigin(ORIGIN.into())] {
            let answer = member.sign_in_lying([lie]).await;
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &answer, "cross_origin_forbidden").await;
        }
        list_embedders(&app, &[SHOP]).await;
        member.sign_in_lying([Lie::TopOrigin(SHOP.into())]).await.ok();
        // Browsers before Level 3 do not name the page around it.
        member.sign_in_lying([Lie::CrossOrigin]).await.ok();
        member.sign_in_lying([]).await.ok();
        for other in ["https://evil.example", "https://shop.example.evil.example", "https://shop.example:8443", "http://shop.example", ORIGIN] {
            let answer = member.sign_in_lying([Lie::TopOrigin(other.into())]).await;
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &answer, "top_origin_mismatch").await;
        }
        // Who may frame us may not speak for us.
        let answer = member.sign_in_lying([Lie::Origin(SHOP.into()), Lie::TopOrigin(SHOP.into())]).await;
        app.assert_refused(SMART, &answer, "origin_mismatch").await;
        // Taken back, it is over.
        list_embedders(&app, &[]).await;
        let answer = member.sign_in_lying([Lie::TopOrigin(SHOP.into())]).await;
        app.assert_refused(SMART, &answer, "cross_origin_forbidden").await;
    }

    // WebAuthn 7.1, steps 10 and 11.
    async fn a_passkey_is_made_in_the_frame_of_a_listed_site(app: TestApp) {
        for (listed, top, reason) in [
            (&[][..], SHOP, Some("cross_origin_forbidden")),
            (&[SHOP][..], "https://evil.example", Some("top_origin_mismatch")),
            (&[SHOP][..], SHOP, None),
        ] {
            list_embedders(&app, listed).await;
            let mut member = program(&app);
            member.authenticator.lie(Lie::TopOrigin(top.into()));
            let answer = member.sign_up("alice").await;
            match reason {
                Some(reason) => {
                    assert!(answer.status.is_client_error());
                    app.assert_refused(SMART, &answer, reason).await;
                }
                None => assert_eq!(answer.ok()["status"], "signed_in"),
            }
        }
    }

    async fn set_up_is_in_nobodys_frame(app: TestApp) {
        let app = app.empty_twin().await;
        let link = || async { format!("/setup/{}", domain::setup::issue(&app.app).await.unwrap().token) };
        let asked = json!({ "organisation": "Example Ltd", "identifier": "root" });
        app.browser(&link().await).enrol("/passkey", &asked).await.ok();
        app.set("/example-ltd/main", |settings| settings.embedding_origins = vec![SHOP.into()]).await;
        let again = link().await;
        let mut browser = app.browser(&again);
        let page = browser.open("").await;
        assert!(page.header("content-security-policy").contains("frame-ancestors 'none'"));
        browser.authenticator.lie(Lie::TopOrigin(SHOP.into()));
        let answer = browser.enrol("/passkey", &json!({ "identifier": "deputy" })).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        let reference = answer.json()["reference"].as_str().unwrap().to_owned();
        assert!(app.log.line_with(&reference).contains("cross_origin_forbidden"));
        browser.enrol("/passkey", &json!({ "identifier": "deputy" })).await.ok();
    }

    // S3-18: the origin check at completion, with related origins and apps.
    async fn passkeys_work_on_listed_origins_only(app: TestApp) {
        let mut member = program(&app);
        member.sign_up("alice").await.ok();
        let others = ["https://shop.de", APK, "https://localhost"];
        for origin in others {
            let answer = member.sign_in_lying([Lie::Origin(origin.into())]).await;
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &answer, "origin_mismatch").await;
        }
        app.set(SMART, |settings| {
            settings.related_origins = vec!["https://shop.de".into()];
            settings.native_apps.android = vec![AndroidApp { package: "example.shop".into(), certificates: vec![PRINT.into()] }];
            settings.native_apps.apple = vec![AppleApp { team: "ABCDE12345".into(), bundle: "example.shop".into() }];
        })
        .await;
        for origin in others {
            member.sign_in_lying([Lie::Origin(origin.into())]).await.ok();
            let mut newcomer = program(&app);
            newcomer.authenticator.lie(Lie::Origin(origin.into()));
            newcomer.sign_up(&format!("member{}", origin.len())).await.ok();
        }
        let almost = "android:apk-key-hash:ABEiM0RVZneImaq7zN3u_wARIjNEVWZ3iJmqu8zd7v9";
        for origin in ["https://www.shop.de", "https://shop.de:8443", "http://shop.de", "https://shop.de/", almost] {
            let answer = member.sign_in_lying([Lie::Origin(origin.into())]).await;
            answer.assert_refused(401, "verification_failed");
            app.assert_refused(SMART, &answer, "origin_mismatch").await;
        }
    }

    async fn pages_of_a_door_name_who_may_frame_them(app: TestApp) {
        let policy = |answer: &Answer| {
            let policy = answer.header("content-security-policy").to_owned();
            let (_, rest) = policy.split_once("frame-ancestors ").unwrap();
            (rest.split(';').next().unwrap().to_owned(), answer.header("cross-origin-resource-policy").to_owned())
        };
        let alone = ("'none'".to_owned(), "same-origin".to_owned());
        let mut browser = app.browser(SMART);
        assert_eq!(policy(&browser.open("/sign-in").await), alone);
        list_embedders(&app, &[SHOP, "http://127.0.0.1:9000"]).await;
        let framed = (format!("{SHOP} http://127.0.0.1:9000"), "cross-origin".to_owned());
        for path in ["/sign-in", "/sign-up"] {
            let answer = browser.open(path).await;
            assert_eq!(policy(&answer), framed, "{path}");
            assert!(answer.header("permissions-policy").starts_with("publickey-credentials-get=(self), publickey-credentials-create=(self)"));
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        }
        browser.sign_up("alice").await.ok();
        assert_eq!(policy(&browser.open("/account/security").await), framed);
        // Its JSON is no page, and another door's pages are not its.
        assert_eq!(policy(&browser.get("/session").await), alone);
        assert_eq!(policy(&app.browser("").open("/").await), alone);
        assert_eq!(policy(&app.browser(HOME).open("/sign-in").await), alone);
        assert_eq!(policy(&app.browser("").open("/no/such/place").await), alone);
    }

    // Administrators sign in there: no site that a pool lists may put its own things around those pages.
    async fn the_home_is_in_nobodys_frame(app: TestApp) {
        app.set(HOME, |settings| settings.embedding_origins = vec![SHOP.into()]).await;
        let mut member = app.browser(HOME);
        let answer = member.open("/sign-in").await;
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{answer:?}");
        let answer = member.sign_up("alice").await;
        assert!(answer.cookies()[0].contains("; SameSite=Lax;"), "{:?}", answer.cookies());
        let mut member = app.program(HOME);
        member.sign_up("bob").await.ok();
        let answer = member.sign_in_lying([Lie::TopOrigin(SHOP.into())]).await;
        app.assert_refused(HOME, &answer, "cross_origin_forbidden").await;
        let line = app.log.line_with("embedding_origins");
        assert!(line.contains("ERROR") && line.contains("administrators sign in"), "{line}");
    }

    async fn cookies_of_a_framed_door_are_kept_by_site(app: TestApp) {
        let mut before = app.browser(SMART);
        let answer = before.sign_up("alice").await;
        assert!(answer.cookies()[0].starts_with("ks.platform.smart=") && answer.cookies()[0].contains("; SameSite=Lax;"));
        list_embedders(&app, &[SHOP]).await;
        // The old cookie counts no more, and a new one is not confused with it.
        before.get("/session").await.assert_refused(401, "not_signed_in");
        let begun = before.post("/sign-in/passkey/begin", &json!({})).await;
        let attributes = "; Path=/; HttpOnly; SameSite=None; Secure; Partitioned";
        let line = begun.cookies()[0].to_owned();
        assert!(line.starts_with("ks-framed-pre.platform.smart=") && line.ends_with(attributes), "{line}");
        let shown = before.show(&begun.ok());
        let answer = before.post("/sign-in/passkey/finish", &shown).await;
        let line = answer.cookies()[0].to_owned();
        assert!(line.starts_with("ks-framed.platform.smart=") && line.contains(&format!("{attributes}; Max-Age=")), "{line}");
        before.get("/session").await.ok();
        let line = before.delete("/session").await.cookies()[0].to_owned();
        assert!(line.starts_with("ks-framed.platform.smart=;") && line.contains("; Partitioned; Max-Age=0"), "{line}");
        // Another tenant's door is as it was.
        let answer = app.browser(HOME).sign_up("bob").await;
        assert!(answer.cookies()[0].contains("; SameSite=Lax;"), "{:?}", answer.cookies());
    }

    // csrf/cross-site-post, at a door whose cookies go out with every request from a listed site.
    async fn other_sites_still_cannot_act(app: TestApp) {
        list_embedders(&app, &[SHOP]).await;
        let mut member = app.browser(SMART);
        member.sign_up("alice").await.ok();
        let cookie = member.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        for (site, origin) in [
            (Some("cross-site"), Some(SHOP)),
            (Some("cross-site"), Some(ORIGIN)),
            (Some("same-origin"), Some(SHOP)),
            (None, Some(SHOP)),
            (None, None),
        ] {
            for (method, path) in [("DELETE", "/session"), ("POST", "/account/passkeys/begin"), ("POST", "/sign-in/passkey/begin")] {
                let mut request = axum::http::Request::builder()
                    .method(method)
                    .uri(format!("{SMART}{path}"))
                    .header("host", "localhost:8080")
                    .header("content-type", "application/json")
                    .header("cookie", &cookie);
                for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                    if let Some(value) = value {
                        request = request.header(name, value);
                    }
                }
                let answer = app.send(request.body(Body::from("{}")).unwrap()).await;
                answer.assert_refused(403, "cross_site");
                assert!(answer.cookies().is_empty());
            }
        }
        // The frame's own requests are same-origin, and work.
        assert_eq!(member.get("/account/passkeys").await.ok()["passkeys"].as_array().unwrap().len(), 1);
        member.post("/step-up/passkey/begin", &json!({})).await.ok();
    }
}
