//! Applications behind a reverse proxy that asks us before each request (issue 8; ADR 26): who passes, as whom, and what never leads anywhere.

use crate::support::app::{HOST, ORIGIN, SMART};
use crate::support::application::Application;
use crate::support::{Actor, Answer, TestApp, on_both_engines};
use axum::body::Body;
use axum::http::Request;
use domain::applications::roster::{Draft, NotKept};
use domain::applications::{AuthMethod, ClientSettings, GrantType, Issuer, SubjectType, roster};
use serde_json::json;
use std::collections::BTreeMap;
use std::net::IpAddr;
use store::group::{self, Group};
use store::id::GroupId;

const WIKI: &str = "https://wiki.example.com";
const BOARD: &str = "https://board.example.com";
const PROXY: [u8; 4] = [10, 0, 0, 7];

fn settings(origins: &[&str]) -> ClientSettings {
    ClientSettings {
        proxy_origins: origins.iter().map(|origin| (*origin).to_owned()).collect(),
        redirect_uris: origins.iter().map(|origin| format!("{origin}/.keystead/callback")).collect(),
        grant_types: vec![GrantType::AuthorizationCode],
        token_endpoint_auth_method: AuthMethod::None,
        scope: "openid profile email".into(),
        first_party: true,
        ..ClientSettings::default()
    }
}

/// A browser at the application's host, and the proxy before it: what the proxy is told decides what the browser gets.
struct Behind<'a> {
    app: &'a TestApp,
    origin: &'static str,
    /// What is set up at the proxy behind `forward-auth`.
    rule: &'static str,
    cookies: BTreeMap<String, String>,
}

impl<'a> Behind<'a> {
    fn at(app: &'a TestApp, origin: &'static str) -> Self {
        Self { app, origin, rule: "", cookies: BTreeMap::new() }
    }

    async fn asks(&mut self, uri: &str, more: &[(&str, &str)], peer: IpAddr) -> Answer {
        let host = self.origin.trim_start_matches("https://");
        // As Caddy does, with the host of the application.
        let mut request = Request::get(format!("{SMART}/forward-auth{}", self.rule)).header("host", host);
        for (name, value) in [("x-forwarded-proto", "https"), ("x-forwarded-host", host), ("x-forwarded-uri", uri)] {
            request = request.header(name, value);
        }
        for (name, value) in more {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let answer = self.app.send_from(request.body(Body::empty()).unwrap(), peer).await;
        for line in answer.cookies() {
            assert!(line.starts_with("__Host-") && line.contains("; HttpOnly; SameSite=Lax; Secure"), "{line}");
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        self.cookies.retain(|_, value| !value.is_empty());
        answer
    }

    async fn opens(&mut self, uri: &str) -> Answer {
        self.asks(uri, &[("sec-fetch-mode", "navigate"), ("accept", "text/html")], PROXY.into()).await
    }

    async fn fetches(&mut self, uri: &str) -> Answer {
        self.asks(uri, &[("sec-fetch-mode", "cors")], PROXY.into()).await
    }

    /// From the first request over our door and back; where that ends.
    async fn signs_in(&mut self, member: &mut Actor<'_>, uri: &str) -> Answer {
        let to = self.opens(uri).await;
        let back = member.open(&ours(&to)).await;
        self.comes_back(&back).await
    }

    async fn comes_back(&mut self, back: &Answer) -> Answer {
        let location = back.header("location").to_owned();
        let uri = location.strip_prefix(self.origin).unwrap_or_else(|| panic!("{location} {}", back.text));
        self.opens(uri).await
    }
}

/// Where our own door is meant.
fn ours(answer: &Answer) -> String {
    let location = answer.header("location");
    assert_eq!(answer.status, 303, "{}", answer.text);
    location.strip_prefix(&format!("{ORIGIN}{SMART}")).unwrap_or_else(|| panic!("{location}")).to_owned()
}

async fn member<'a>(app: &'a TestApp, name: &str) -> Actor<'a> {
    let mut member = app.browser(SMART);
    member.sign_up(name).await.ok();
    member
}

async fn application<'a>(app: &'a TestApp, id: &str, settings: ClientSettings) -> Application<'a> {
    Application::of_workspace(app, ("demo", "community"), id, settings).await
}

on_both_engines! {
    // Issue 8: from the first request to the name that the application reads, and to the end of the session.
    async fn a_proxy_lets_members_pass(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        let stranger = wiki.fetches("/api").await;
        // RFC 9110, 15.5.2; browsers ask nobody about this one.
        assert_eq!((stranger.status.as_u16(), stranger.header("www-authenticate")), (401, "Bearer"));
        let back = wiki.signs_in(&mut alice, "/page?x=1&y=//z").await;
        assert_eq!((back.status.as_u16(), back.header("location")), (303, "https://wiki.example.com/page?x=1&y=//z"));
        // Another tab that was on its way, too, comes back; so does one that is loaded again.
        let (one, two) = (ours(&wiki.opens("/.keystead/start?rd=/one").await), ours(&wiki.opens("/.keystead/start?rd=/two").await));
        for (way, place) in [(&one, "/one"), (&two, "/two")] {
            let back = alice.open(way).await;
            for _ in 0..2 {
                assert_eq!(wiki.comes_back(&back).await.header("location"), format!("{WIKI}{place}"));
            }
        }
        let passes = wiki.fetches("/api").await;
        let said = |name: &str| passes.header(name).to_owned();
        assert_eq!((passes.status.as_u16(), said("remote-user"), said("remote-acr")), (200, "alice".into(), "phr".into()));
        for name in ["remote-subject", "remote-name", "remote-auth-time"] {
            assert!(!said(name).is_empty(), "{name}");
        }
        // What is empty is there all the same: it takes the place of what a client has made up.
        for name in ["remote-email", "remote-groups"] {
            assert!(passes.headers.contains_key(name) && said(name).is_empty(), "{name}");
        }
        assert!(app.audit(SMART).await.iter().any(|event| event.kind == "application_entered"));
        alice.delete("/session").await.ok();
        assert_eq!(wiki.fetches("/api").await.status, 401);
        assert!(ours(&wiki.opens("/page").await).starts_with("/oauth2/authorize?"));
    }

    // S0-30: a ticket has the idle end of its session, and whoever opens pages of the application is at work.
    async fn a_ticket_ends_when_nobody_is_at_work(app: TestApp) {
        app.set(SMART, |settings| settings.policy.idle_minutes = Some(15)).await;
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        for _ in 0..3 {
            app.advance_seconds(14 * 60);
            assert_eq!(wiki.opens("/page").await.status, 200);
        }
        for more in [&[("sec-fetch-mode", "cors")][..], &[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")]] {
            app.advance_seconds(7 * 60);
            assert_eq!(wiki.asks("/page", more, PROXY.into()).await.status, 200);
        }
        app.advance_seconds(105);
        assert_eq!(wiki.fetches("/api").await.status, 401);
        assert!(ours(&wiki.opens("/page").await).starts_with("/oauth2/authorize?"));
        alice.get("/session").await.assert_refused(401, "not_signed_in");
    }

    // S0-25: what policy asks now holds at the application, too.
    async fn a_ticket_falls_short_where_its_session_does(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        app.set(SMART, |settings| settings.policy.device_bound_only = Some(true)).await;
        assert_eq!(alice.get("/session").await.ok()["needs_step_up"], true);
        assert_eq!(wiki.fetches("/").await.status, 401);
        app.set(SMART, |settings| settings.policy.device_bound_only = None).await;
        assert_eq!(wiki.fetches("/").await.status, 200);
        app.advance_seconds(2 * 60 * 60);
        app.set(SMART, |settings| settings.policy.session_minutes = Some(60)).await;
        assert_eq!(wiki.fetches("/").await.status, 401);
    }

    async fn a_ticket_of_the_application_before_is_none(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        roster::remove(&app.app, &issuer, "wiki").await.unwrap();
        app.advance_seconds(1);
        let draft = Draft { id: Some("wiki".into()), name: "Wiki".into(), enabled: true, settings: settings(&[WIKI]) };
        roster::add(&app.app, &issuer, draft).await.unwrap();
        assert_eq!(wiki.fetches("/").await.status, 401);
        wiki.signs_in(&mut alice, "/").await;
        assert_eq!(wiki.fetches("/").await.status, 200);
    }

    // Registered before that was refused: what would outlive the session is not asked for.
    async fn no_ticket_outlives_its_session(app: TestApp) {
        let lasting = ClientSettings {
            grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken],
            scope: "openid profile offline_access".into(),
            ..settings(&[WIKI])
        };
        application(&app, "wiki", lasting).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        assert!(!ours(&wiki.opens("/").await).contains("offline_access"));
        wiki.signs_in(&mut alice, "/").await;
        assert_eq!(wiki.fetches("/").await.status, 200);
        alice.delete("/session").await.ok();
        assert_eq!(wiki.fetches("/").await.status, 401);
    }

    // OpenID Connect Core, 8.1: an application with names of its own gets no other one here either.
    async fn a_pairwise_application_knows_members_by_its_own_names(app: TestApp) {
        let pairwise = ClientSettings { subject_type: SubjectType::Pairwise, scope: "openid".into(), ..settings(&[WIKI]) };
        application(&app, "wiki", pairwise).await;
        application(&app, "board", settings(&[BOARD])).await;
        let mut alice = member(&app, "alice").await;
        let (mut wiki, mut board) = (Behind::at(&app, WIKI), Behind::at(&app, BOARD));
        wiki.signs_in(&mut alice, "/").await;
        board.signs_in(&mut alice, "/").await;
        let (own, public) = (wiki.fetches("/").await, board.fetches("/").await);
        let (own, user) = (own.header("remote-subject"), own.header("remote-user"));
        assert!(own.len() == 43 && own == user && own != public.header("remote-subject"), "{own} {user}");
    }

    // A stranger signs in on the way.
    async fn who_is_not_signed_in_does_so_first(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut wiki = Behind::at(&app, WIKI);
        let mut alice = app.browser(SMART);
        let asked = alice.open(&ours(&wiki.opens("/").await)).await;
        assert!(asked.header("location").starts_with(&format!("{SMART}/sign-in?continue=")), "{}", asked.header("location"));
        let way = url::Url::parse(&format!("{ORIGIN}{}", asked.header("location"))).unwrap();
        let next = way.query_pairs().next().unwrap().1.trim_start_matches(SMART).to_owned();
        alice.sign_up("alice").await.ok();
        let page = alice.open(&next).await;
        let link = page.text.split("data-now").next().unwrap().rsplit("href=\"").next().unwrap();
        let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let entered = wiki.opens(link.strip_prefix(WIKI).unwrap()).await;
        assert_eq!(entered.header("location"), format!("{WIKI}/"));
        assert_eq!(wiki.fetches("/").await.status, 200);
    }

    // RFC 9700, 4.11: nobody is sent where nothing is registered, and only our own proxies are believed.
    async fn only_registered_places_and_trusted_proxies_count(app: TestApp) {
        let client = application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        assert_eq!(Behind::at(&app, "https://evil.example").opens("/").await.status, 403);
        assert_eq!(Behind::at(&app, "https://wiki.example.com.evil.example").opens("/").await.status, 403);
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        let stranger = wiki.asks("/", &[], [127, 0, 0, 1].into()).await;
        assert!(stranger.status == 403 && stranger.headers.get("remote-user").is_none(), "{}", stranger.text);
        assert_eq!(wiki.asks("/", &[("x-forwarded-host", "evil.example")], PROXY.into()).await.status, 403);
        for odd in ["//evil.example", "/\\evil.example", "/.keystead/callback?code=x"] {
            let mut wiki = Behind::at(&app, WIKI);
            let start = wiki.opens(&format!("/.keystead/start?rd={odd}")).await;
            let entered = { let back = alice.open(&ours(&start)).await; wiki.comes_back(&back).await };
            assert_eq!(entered.header("location"), format!("{WIKI}/"), "{odd}");
        }
        client.disable().await;
        assert_eq!(wiki.fetches("/").await.status, 403);
    }

    // Nobody is brought in as somebody else, and a ticket is good at its own origin alone.
    async fn a_ticket_is_bound_to_browser_and_origin(app: TestApp) {
        application(&app, "both", settings(&[WIKI, BOARD])).await;
        let mut mallory = member(&app, "mallory").await;
        let (mut theirs, mut victim) = (Behind::at(&app, WIKI), Behind::at(&app, WIKI));
        let back = { let to = theirs.opens("/").await; mallory.open(&ours(&to)).await };
        victim.opens("/").await;
        let planted = victim.comes_back(&back).await;
        assert!(planted.status == 403 && victim.fetches("/").await.status == 401, "{}", planted.text);
        let strange = Behind::at(&app, WIKI).comes_back(&back).await;
        assert_eq!(strange.status, 403);
        // With its own browser it is still good, once.
        assert_eq!(theirs.comes_back(&back).await.status, 303);
        assert_eq!(theirs.fetches("/").await.status, 200);
        let mut board = Behind::at(&app, BOARD);
        board.cookies.clone_from(&theirs.cookies);
        assert_eq!(board.fetches("/").await.status, 401);
        for value in theirs.cookies.values_mut() {
            let last = if value.ends_with('A') { "B" } else { "A" };
            value.replace_range(value.len() - 1.., last);
        }
        assert_eq!(theirs.fetches("/").await.status, 401);
        // A state that was changed leads nowhere.
        let mut again = Behind::at(&app, WIKI);
        let to = ours(&again.opens("/a").await);
        let changed = to.replace("state=", "state=AAAA");
        let back = mallory.open(&changed).await;
        assert_eq!(again.comes_back(&back).await.status, 403);
    }

    // RFC 9470 for applications that know nothing of it, and groups.
    async fn a_proxy_may_ask_for_a_class_and_a_group(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        wiki.rule = "?acr=phr";
        assert_eq!(wiki.fetches("/").await.status, 200);
        // What was mistyped restricts nothing, so it lets nobody in.
        for (rule, name) in [("?groups=Editors", "groups"), ("?acr_values=phr", "acr_values"), ("?acr=phr&acr=mfa", "acr"), ("?acr=PHR", "acr"), ("?acr=phr+mfa", "acr"), ("?acr=", "acr")] {
            wiki.rule = rule;
            let refused = wiki.fetches("/").await;
            assert!(refused.status == 403 && refused.text.contains(&format!("\"{name}\"")), "{rule} {}", refused.text);
        }
        wiki.rule = "?acr=phrh";
        assert_eq!(wiki.fetches("/").await.status, 401);
        assert!(ours(&wiki.opens("/").await).contains("acr_values=phrh"));
        wiki.rule = "?group=Editors&group=Admins";
        assert_eq!(wiki.opens("/").await.status, 403);
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let subject = { wiki.rule = ""; wiki.fetches("/").await.header("remote-subject").to_owned() };
        let user = subject.parse().unwrap();
        let give = move |tx: &mut store::Tx<'_>| {
            for (number, name) in [(1, "Admins"), (2, "x,Owners"), (3, "Gärtner")] {
                let id = GroupId::from_parts(number, [1; 10]);
                group::insert(tx, &Group { pool_id: pool, id, name: name.into(), policy: String::new() })?;
                group::give(tx, pool, user, id)?;
            }
            Ok::<_, store::Error>(())
        };
        app.store.write("give groups", give).await.unwrap();
        wiki.rule = "?group=Editors&group=Admins";
        let passes = wiki.fetches("/").await;
        // One with a comma in its name could pass for two.
        assert_eq!(passes.headers["remote-groups"].as_bytes(), "Admins,Gärtner".as_bytes());
        wiki.rule = "?group=Owners";
        assert_eq!(wiki.fetches("/").await.status, 403);
    }

    // Pages that stand open after their session has ended ask on and on; an office behind one address must not be locked out by its own.
    async fn who_is_signed_out_has_guessed_nothing(app: TestApp) {
        let app = app.limited(10);
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.signs_in(&mut alice, "/").await;
        let (mut stranger, mut left) = (Behind::at(&app, WIKI), Behind::at(&app, WIKI));
        let mut bob = member(&app, "bob").await;
        left.signs_in(&mut bob, "/").await;
        bob.delete("/session").await.ok();
        left.rule = "?redirect=no";
        for _ in 0..65 {
            assert_eq!((stranger.fetches("/api").await.status.as_u16(), left.opens("/api").await.status.as_u16()), (401, 401));
        }
        assert_eq!(wiki.fetches("/api").await.status, 200);
        // A ticket that nobody was given is a guess.
        for value in stranger.cookies.values_mut().chain(left.cookies.values_mut()) {
            let last = if value.ends_with('A') { "B" } else { "A" };
            value.replace_range(value.len() - 1.., last);
        }
        let mut guesses = 0;
        while left.fetches("/api").await.status == 401 {
            guesses += 1;
            assert!(guesses < 150, "a guess costs ten requests");
        }
        assert_eq!(wiki.fetches("/api").await.status, 429);
    }

    // nginx takes no redirect from us: it is told 401, and sends browsers to the other address itself.
    async fn a_proxy_that_takes_no_redirect_is_told(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        wiki.rule = "?redirect=no";
        assert_eq!(wiki.opens("/page").await.status, 401);
        wiki.rule = "";
        let entered = wiki.signs_in(&mut alice, "/.keystead/start?rd=/page?a=b&c=d").await;
        assert_eq!(entered.header("location"), format!("{WIKI}/page?a=b&c=d"));
        wiki.rule = "?redirect=no";
        assert_eq!(wiki.opens("/page").await.status, 200);
    }

    // A member may refuse where the application is not the operator's own, and its codes are exchanged by nobody else.
    async fn consent_and_codes_are_those_of_any_application(app: TestApp) {
        let client = application(&app, "wiki", ClientSettings { first_party: false, ..settings(&[WIKI]) }).await;
        let mut alice = member(&app, "alice").await;
        let mut wiki = Behind::at(&app, WIKI);
        let page = alice.open(&ours(&wiki.opens("/").await)).await;
        assert!(page.text.contains("Sign in to this application?"), "{}", page.text);
        let action = page.text.split("action=\"").find(|part| part.contains("/oauth2/authorize/")).unwrap();
        let action = action.split('"').next().unwrap().trim_start_matches(SMART).to_owned();
        let denied = alice.post(&action, &json!({ "answer": "deny" })).await;
        let link = denied.text.split("data-now").next().unwrap().rsplit("href=\"").next().unwrap();
        let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let refused = wiki.opens(link.strip_prefix(WIKI).unwrap()).await;
        assert!(refused.status == 403 && refused.text.contains("not completed"), "{}", refused.text);
        let own = [("client_id", "wiki"), ("grant_type", "authorization_code"), ("code", "x")];
        let answer = client.post("/oauth2/token", None, &own).await;
        assert_eq!(answer.json()["error"], "unauthorized_client");
    }

    // No scope stands for groups, so nobody has said yes to them.
    async fn groups_are_for_the_operators_own_applications(app: TestApp) {
        application(&app, "wiki", settings(&[WIKI])).await;
        let client = application(&app, "board", ClientSettings { first_party: false, ..settings(&[BOARD]) }).await;
        let mut alice = member(&app, "alice").await;
        let (mut wiki, mut board) = (Behind::at(&app, WIKI), Behind::at(&app, BOARD));
        wiki.signs_in(&mut alice, "/").await;
        let pool = app.app.snapshot().door("demo", "community").unwrap().pool.id;
        let user = wiki.fetches("/").await.header("remote-subject").parse().unwrap();
        let give = move |tx: &mut store::Tx<'_>| {
            let id = GroupId::from_parts(1, [1; 10]);
            group::insert(tx, &Group { pool_id: pool, id, name: "Admins".into(), policy: String::new() })?;
            group::give(tx, pool, user, id)
        };
        app.store.write("give group", give).await.unwrap();
        let page = alice.open(&ours(&board.opens("/").await)).await;
        let action = page.text.split("action=\"").find(|part| part.contains("/oauth2/authorize/")).unwrap();
        let action = action.split('"').next().unwrap().trim_start_matches(SMART).to_owned();
        let allowed = alice.post(&action, &json!({ "answer": "allow" })).await;
        let link = allowed.text.split("data-now").next().unwrap().rsplit("href=\"").next().unwrap();
        let link = link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        assert_eq!(board.opens(link.strip_prefix(BOARD).unwrap()).await.status, 303);
        assert_eq!(wiki.fetches("/").await.header("remote-groups"), "Admins");
        let passes = board.fetches("/").await;
        assert!(passes.status == 200 && passes.headers["remote-groups"].is_empty(), "{}", passes.text);
        // A rule of the operator's is held against them all the same.
        board.rule = "?group=Admins";
        assert_eq!(board.fetches("/").await.status, 200);
        client.disable().await;
    }

    async fn an_origin_is_registered_once_and_rightly(app: TestApp) {
        let issuer = Issuer::at(&app.app, "demo", "community").unwrap();
        let add = |settings| {
            let draft = Draft { id: None, name: "Wiki".into(), enabled: true, settings };
            roster::add(&app.app, &issuer, draft)
        };
        add(settings(&[WIKI])).await.unwrap();
        let bare = ClientSettings { redirect_uris: vec!["https://board.example.com/".into()], ..settings(&[BOARD]) };
        let wrong = [settings(&[WIKI]), bare, settings(&["https://board.example.com/x"]), settings(&["https://board.example.com:443"]), settings(&[ORIGIN])];
        for settings in wrong {
            let origin = settings.proxy_origins[0].clone();
            assert!(matches!(add(settings).await, Err(NotKept::ProxyOrigin(_))), "{origin}");
        }
        let refreshes = vec![GrantType::AuthorizationCode, GrantType::RefreshToken];
        let why = add(ClientSettings { grant_types: refreshes, ..settings(&[BOARD]) }).await.unwrap_err();
        assert!(matches!(why, NotKept::ProxyGrants) && why.to_string().starts_with("grant_types:"), "{why}");
        let why = add(ClientSettings { require_pushed_authorization_requests: true, ..settings(&[BOARD]) }).await.unwrap_err();
        assert!(matches!(why, NotKept::ProxyPushed), "{why}");
        add(settings(&[BOARD])).await.unwrap();
        // Our own host is asked for as itself: only the proxy's is another.
        let here = Request::get(format!("{SMART}/forward-auth")).header("host", HOST).body(Body::empty()).unwrap();
        assert_eq!(app.send_from(here, PROXY.into()).await.status, 403);
    }
}
