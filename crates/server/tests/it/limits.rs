//! Budgets of requests: whose they are, how their end is told, and that only a demo is without (ASVS 6.1.1, 6.3.1).

use crate::support::app::{HOST, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use crate::system_codes::at_pool;
use axum::body::Body;
use axum::http::Request;
use domain::Method;
use domain::applications::{AuthMethod, ClientSettings, GrantType};
use domain::rates::{Class, NETWORK_TIMES, WRONG_COSTS};
use serde_json::json;
use std::net::IpAddr;

/// A tenth of the usual budgets, or tests take long.
const PERCENT: u32 = 10;

fn at_once(class: Class) -> u32 {
    class.budget().at_once * PERCENT / 100
}

fn begin() -> Request<Body> {
    let request = Request::post(format!("{SMART}/sign-in/passkey/begin")).header("host", HOST);
    request.header("content-type", "application/json").body(Body::from("{}")).unwrap()
}

fn page(accept: &str) -> Request<Body> {
    let request = Request::get(format!("{SMART}/sign-in")).header("host", HOST).header("accept", accept);
    request.body(Body::empty()).unwrap()
}

async fn posted(who: &mut Actor<'_>, path: &str, form: &'static str) -> Answer {
    let request =
        who.request(axum::http::Method::POST, path).header("content-type", "application/x-www-form-urlencoded");
    who.send(request.body(form.into()).unwrap()).await
}

async fn begin_from(app: &TestApp, from: &str) -> Answer {
    app.send_from(begin(), from.parse::<IpAddr>().unwrap()).await
}

/// How many of many begins at one moment are let in.
async fn begins(app: &TestApp, from: &str) -> u32 {
    let mut count = 0;
    while begin_from(app, from).await.status == 200 {
        count += 1;
        assert!(count < 10_000, "there is no end");
    }
    count
}

on_both_engines! {
    async fn whoever_asks_too_much_is_told_how_long_to_wait(app: TestApp) {
        let app = app.limited(PERCENT);
        assert_eq!(begins(&app, "203.0.113.9").await, at_once(Class::Begin));
        let answer = begin_from(&app, "203.0.113.9").await;
        answer.assert_refused(429, "too_many_requests");
        assert_eq!(answer.header("retry-after"), "1");
        assert_eq!(
            answer.json()["error"],
            "More requests came from your network than this server answers. Wait 1 second and try again."
        );
        assert!(app.log.line_with(answer.json()["reference"].as_str().unwrap()).contains("too_many_requests"));
        assert!(app.audit(SMART).await.is_empty(), "a flood does not fill the audit");
        app.advance_seconds(1);
        assert_eq!(begin_from(&app, "203.0.113.9").await.status, 200);
        begin_from(&app, "203.0.113.9").await.assert_refused(429, "too_many_requests");
        // Others, and other things, are not touched.
        assert_eq!(begin_from(&app, "198.51.100.1").await.status, 200);
        assert_eq!(app.send_from(page("text/html"), [203, 0, 113, 9].into()).await.status, 200);
    }

    async fn a_person_reads_it_on_a_page(app: TestApp) {
        let app = app.limited(PERCENT);
        for _ in 0..at_once(Class::Read) {
            assert_eq!(app.send(page("text/html")).await.status, 200);
        }
        let answer = app.send(page("text/html")).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, "1"));
        assert!(answer.header("content-type").starts_with("text/html"));
        assert!(answer.text.contains("Too many requests") && answer.text.contains("Wait 1 second"), "{}", answer.text);
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    }

    async fn a_network_has_a_budget_of_its_own(app: TestApp) {
        for (hosts, other) in [
            (["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4", "203.0.113.5"], "203.0.112.1"),
            (["2001:db8:1:1::1", "2001:db8:1:2::1", "2001:db8:1:3::1", "2001:db8:1:4::1", "2001:db8:1:5::1"], "2001:db8:2::1"),
        ] {
            let app = app.twin_at(crate::support::app::ORIGIN).await.limited(PERCENT);
            let mut sum = 0;
            for host in hosts {
                sum += begins(&app, host).await;
            }
            assert_eq!(sum, at_once(Class::Begin) * NETWORK_TIMES);
            assert_eq!(begin_from(&app, hosts[4]).await.status, 429);
            assert_eq!(begin_from(&app, other).await.status, 200);
        }
    }

    async fn a_64_is_one_address(app: TestApp) {
        let app = app.limited(PERCENT);
        begins(&app, "2001:db8:1:2::1").await;
        assert_eq!(begin_from(&app, "2001:db8:1:2:aaaa::bbbb").await.status, 429);
        assert_eq!(begin_from(&app, "2001:db8:1:3::1").await.status, 200);
    }

    // Behind a listed proxy the client's address counts; from anybody else the header is a lie.
    async fn the_address_is_that_behind_a_trusted_proxy(app: TestApp) {
        let app = app.limited(PERCENT);
        let forwarded = |address: &str| {
            let mut request = begin();
            request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
            request
        };
        let proxy: IpAddr = [10, 0, 0, 1].into();
        for _ in 0..at_once(Class::Begin) {
            assert_eq!(app.send_from(forwarded("6.6.6.6, 203.0.113.9"), proxy).await.status, 200);
        }
        assert_eq!(app.send_from(forwarded("7.7.7.7, 203.0.113.9"), proxy).await.status, 429);
        assert_eq!(app.send_from(forwarded("203.0.114.9"), proxy).await.status, 200);
        let liar: IpAddr = [198, 51, 100, 9].into();
        for host in 0..at_once(Class::Begin) {
            assert_eq!(app.send_from(forwarded(&format!("192.0.2.{}", host % 200)), liar).await.status, 200);
        }
        assert_eq!(app.send_from(forwarded("192.0.2.250"), liar).await.status, 429);
    }

    // One password tried on many names: wrong proofs cost ten times as much as others.
    async fn wrong_proofs_run_dry_sooner(app: TestApp) {
        let mut ada = app.program(SMART);
        ada.sign_up("ada").await.ok();
        let app = &app.limited(PERCENT);
        let mut mallory = app.program(SMART);
        mallory.token = Some("no-such-token".into());
        let mut wrong = 0;
        loop {
            let answer = mallory.delete("/session").await;
            if answer.status == 429 {
                break;
            }
            answer.assert_refused(401, "not_signed_in");
            wrong += 1;
        }
        assert_eq!(wrong, at_once(Class::Finish) / (1 + WRONG_COSTS));
    }

    // Applications prove themselves with each request, also to read or to begin something, and a wrong proof costs as much there.
    async fn wrong_proofs_of_applications_run_dry_sooner(app: TestApp) {
        let app = app.limited(PERCENT);
        let look = "/approvals/018bcfe5-6801-7000-8000-000000000000";
        for (method, path, class) in
            [("GET", look, Class::Application), ("GET", "/userinfo", Class::Read), ("POST", "/device/authorization", Class::Begin)]
        {
            let mut wrong = 0;
            loop {
                let request = Request::builder().method(method).uri(format!("{SMART}{path}")).header("host", HOST);
                let request = request.header("content-type", "application/x-www-form-urlencoded");
                let request = request.header("authorization", if path == "/userinfo" { "Bearer x" } else { "Basic YTpi" });
                let answer = app.send(request.body(Body::empty()).unwrap()).await;
                if answer.status == 429 {
                    break;
                }
                assert_eq!(answer.status, 401, "{path}: {}", answer.text);
                wrong += 1;
            }
            assert_eq!(wrong, at_once(class) / (1 + WRONG_COSTS), "{path}");
        }
    }

    // A form's refusal is told on the page that it goes back to; it costs as much, and says as well how long to wait.
    async fn a_form_is_no_way_around(app: TestApp) {
        app.set(SMART, |settings| settings.methods.first = vec![Method::Passkey, Method::Password]).await;
        let app = &app.limited(PERCENT);
        let mut mallory = app.browser(SMART);
        let journey = posted(&mut mallory, "/sign-in/start", "identifier=ada").await.header("location").to_owned();
        let journey = journey.strip_prefix(SMART).unwrap();
        let (mut wrong, mut waited) = (0, 0);
        let last = loop {
            let answer = posted(&mut mallory, &format!("{journey}/prove"), "method=password&value=nineteen+herons").await;
            assert_eq!(answer.status, 303);
            let there = answer.header("location").to_owned();
            if there.contains("problem=too_many_requests") {
                break answer;
            }
            wrong += 1;
            if there.contains("problem=wait&") {
                waited += 1;
                assert!(answer.header("retry-after") == "30" && there.ends_with("&wait=30"), "{there}");
                let page = mallory.open(there.strip_prefix(SMART).unwrap()).await;
                assert!(page.text.contains("Wait 30 seconds and try again."), "{}", page.text);
            }
        };
        assert_eq!((wrong, waited), (at_once(Class::Finish) / (1 + WRONG_COSTS), wrong - 5));
        assert_ne!(last.header("retry-after"), "");
        let page = mallory.open(last.header("location").strip_prefix(SMART).unwrap()).await;
        assert!(page.text.contains("Too many requests") && !page.text.contains("{wait}"), "{}", page.text);
    }

    // An installation as it really starts has limits, on loopback too; the demo has none.
    async fn only_a_demo_is_without_limits(app: TestApp) {
        let real = app.empty_twin().await;
        let count = Class::Begin.budget().at_once;
        for (app, expected) in [(&app, 200), (&real, 429)] {
            for _ in 0..count {
                assert_ne!(app.send(begin()).await.status, 429);
            }
            assert_eq!(app.send(begin()).await.status, expected);
        }
    }

    // ADR 28: a program stands for all its users; what is sent to whom is limited elsewhere.
    async fn a_program_is_not_one_visitor(app: TestApp) {
        let app = app.limited(PERCENT);
        let api = at_pool(&app, SMART, "identity").await;
        let ask = json!({ "address": "nobody@example.com" });
        for _ in 0..=at_once(Class::Send) {
            assert_eq!(api.call("POST", "/user/otp/request", Some(&ask)).await.status, 204);
        }
    }

    // Each leaves something behind, so devices begin as ceremonies do, not as often as applications ask.
    async fn devices_begin_as_often_as_ceremonies(app: TestApp) {
        let app = app.limited(PERCENT);
        let settings = ClientSettings {
            grant_types: vec![GrantType::DeviceCode],
            token_endpoint_auth_method: AuthMethod::ClientSecretPost,
            ..ClientSettings::default()
        };
        let client = Application::of_workspace(&app, ("demo", "community"), "tv", settings).await;
        let begin = async || client.post("/device/authorization", None, &client.with_secret(&[("scope", "openid")])).await.status;
        for _ in 0..at_once(Class::Begin) {
            assert_eq!(begin().await, 200);
        }
        assert_eq!(begin().await, 429);
    }
}
