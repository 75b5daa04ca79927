use super::*;

const CALLBACK: &str = "https://client.example/cb";

/// The error of a client that must use PKCE.
pub(in crate::oauth) fn pkce_error(method: Option<&str>, challenge: Option<&str>) -> Option<&'static str> {
    let mut pairs =
        vec![("client_id", "c"), ("redirect_uri", CALLBACK), ("response_type", "code"), ("scope", "openid")];
    pairs.extend(method.map(|method| ("code_challenge_method", method)));
    pairs.extend(challenge.map(|challenge| ("code_challenge", challenge)));
    match try_read(&pairs, true) {
        Err(Refused::Redirect(redirect)) => Some(redirect.wrong.word()),
        Err(Refused::Stop(stop)) => panic!("{stop}"),
        Ok(_) => None,
    }
}

fn try_read(pairs: &[(&str, &str)], pkce_required: bool) -> Result<AuthorizationRequest, Refused> {
    let redirect_uris = [CALLBACK.to_owned(), "http://127.0.0.1/cb".to_owned()];
    read(&Parameters::read(pairs.iter().copied())?, &ClientRules { redirect_uris: &redirect_uris, pkce_required })
}

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const ISSUER: &str = "https://id.example/t/w";

/// A whole request, with these parameters besides or instead. One without a value is taken out.
fn pairs<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("client_id", "c"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "s"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let usual = usual.into_iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    usual.chain(more.iter().copied()).collect()
}

fn request(more: &[(&str, &str)]) -> AuthorizationRequest {
    try_read(&pairs(more), true).unwrap()
}

fn redirect(more: &[(&str, &str)]) -> Redirect {
    match try_read(&pairs(more), true) {
        Err(Refused::Redirect(redirect)) => *redirect,
        other => panic!("{more:?}: {other:?}"),
    }
}

fn wrong(more: &[(&str, &str)]) -> Wrong {
    redirect(more).wrong
}

fn stop(more: &[(&str, &str)]) -> Stop {
    match try_read(&pairs(more), true) {
        Err(Refused::Stop(stop)) => stop,
        other => panic!("{more:?}: {other:?}"),
    }
}

#[test]
fn a_whole_request_is_read() {
    let read = request(&[
        ("nonce", "n"),
        ("response_mode", "form_post"),
        ("prompt", "login consent login"),
        ("max_age", "300"),
        ("acr_values", "phrh  phr"),
        ("login_hint", "ada@example.org"),
        ("id_token_hint", "a.b.c"),
        ("ui_locales", "de-AT en"),
        ("display", "popup"),
        ("dpop_jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"),
        ("claims_locales", "de"),
        ("unknown", "x"),
        ("unknown", "y"),
    ]);
    assert_eq!((read.client_id.as_str(), read.redirect_uri.as_str()), ("c", CALLBACK));
    assert_eq!((read.state.as_deref(), read.nonce.as_deref()), (Some("s"), Some("n")));
    assert_eq!((read.response_mode, read.display), (ResponseMode::FormPost, Display::Popup));
    assert_eq!((read.scope.to_string().as_str(), read.code_challenge.as_deref()), ("openid profile", Some(CHALLENGE)));
    assert_eq!((read.prompt.as_slice(), read.max_age), ([Prompt::Login, Prompt::Consent].as_slice(), Some(300)));
    assert_eq!((read.acr_values.as_slice(), read.ui_locales.len()), (["phrh", "phr"].map(str::to_owned).as_slice(), 2));
    assert_eq!((read.login_hint.as_deref(), read.id_token_hint.as_deref()), (Some("ada@example.org"), Some("a.b.c")));
    assert!(read.is_openid() && read.needs_auth_time() && read.asks(Prompt::Consent) && !read.asks(Prompt::None));
    assert!(read.dpop_jkt.is_some() && read.claims.is_empty());
}

#[test]
fn what_is_empty_is_absent() {
    let read =
        request(&[("nonce", ""), ("prompt", ""), ("max_age", ""), ("claims", ""), ("request", ""), ("state", "")]);
    assert_eq!((read.nonce, read.max_age, read.state, read.prompt), (None, None, None, vec![]));
    assert_eq!(stop(&[("client_id", "")]), Stop::NoClient);
    assert_eq!(wrong(&[("response_type", "")]), Wrong::Missing("response_type"));
}

/// Nobody is sent anywhere before it is known whose request it is and that they have registered the address.
#[test]
fn without_client_and_address_nobody_is_sent_anywhere() {
    assert_eq!(stop(&[("client_id", "a"), ("client_id", "b"), ("request", "x")]), Stop::NoClient);
    assert_eq!(stop(&[("redirect_uri", "")]), Stop::NoRedirectUri);
    assert_eq!(stop(&[("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)]), Stop::NoRedirectUri);
    assert_eq!(stop(&[("redirect_uri", "https://evil.example/"), ("response_type", "x")]), Stop::RedirectUriUnknown);
    assert_eq!(request(&[("redirect_uri", "http://127.0.0.1:9/cb")]).redirect_uri, "http://127.0.0.1:9/cb");
    let many = vec![("x", "y"); 65];
    assert_eq!(Parameters::read(many).unwrap_err(), Stop::TooMuch);
    assert_eq!(Parameters::read([("x", "y".repeat(33 * 1024))]).unwrap_err(), Stop::TooMuch);
}

#[test]
fn what_is_wrong_is_said_to_the_client() {
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("nonce", "a"), ("nonce", "a")], "invalid_request"),
        (&[("state", "a"), ("state", "b")], "invalid_request"),
        (&[("registration", "a"), ("registration", "b")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("response_mode", "query"), ("response_mode", "form_post")], "invalid_request"),
        (&[("scope", "open\"id")], "invalid_scope"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "sing_up")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "+1")], "invalid_request"),
        (&[("max_age", "1.5")], "invalid_request"),
        (&[("max_age", "99999999999999999999")], "invalid_request"),
        (&[("claims", "{")], "invalid_request"),
        (&[("dpop_jkt", "short")], "invalid_request"),
        (&[("state", "a\0b")], "invalid_request"),
        (&[("nonce", "a\0b")], "invalid_request"),
        (&[("request", "a.b.c")], "request_not_supported"),
        (&[("request_uri", "https://client.example/request")], "request_uri_not_supported"),
        (&[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "request_uri_not_supported"),
        (&[("request", "a.b.c"), ("response_type", "token")], "request_not_supported"),
    ];
    for (more, word) in cases {
        assert_eq!(wrong(more).word(), *word, "{more:?}");
    }
    let long = "x".repeat(LONGEST_NONCE + 1);
    assert_eq!(wrong(&[("nonce", &long)]), Wrong::Malformed("nonce"));
    assert_eq!(request(&[("max_age", "9223372036854775807")]).max_age, Some(LONGEST_AGE_S));
    assert_eq!(request(&[("max_age", "0")]).max_age, Some(0));
    assert_eq!(request(&[("login_hint", &long), ("display", "hologram")]).login_hint, None, "a hint is no error");
}

#[test]
fn an_error_goes_where_the_answer_would_have_gone() {
    let redirect = redirect(&[("response_mode", "form_post"), ("prompt", "none login"), ("state", "a b")]);
    assert_eq!((redirect.reply.mode, redirect.reply.state.as_deref()), (ResponseMode::FormPost, Some("a b")));
    let Answer::Form { action, fields } = redirect.answer(ISSUER) else { panic!("no form") };
    assert_eq!(action, CALLBACK);
    let names: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(names[0], ("error", "invalid_request"));
    assert_eq!((names[1].0, &names[2..]), ("error_description", [("state", "a b"), ("iss", ISSUER)].as_slice()));
    // A state that cannot be told is not told.
    assert_eq!(self::redirect(&[("state", "a"), ("state", "b")]).reply.state, None);
    assert_eq!(self::redirect(&[("state", "a\0")]).reply.state, None);
}

#[test]
fn without_pkce_only_where_the_client_may() {
    let bare = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(wrong(&bare), Wrong::Missing("code_challenge"));
    assert_eq!(try_read(&pairs(&bare), false).unwrap().code_challenge, None);
    assert!(try_read(&pairs(&[("code_challenge", "")]), false).is_err(), "a method without a challenge");
    assert!(try_read(&pairs(&[("code_challenge_method", "plain")]), false).is_err());
    assert_eq!(pkce_error(Some("S256"), Some(CHALLENGE)), None);
}

#[test]
fn an_answer_is_added_to_what_was_registered() {
    let to = |redirect_uri: &str, state: Option<&str>| {
        let reply =
            Reply { redirect_uri: redirect_uri.to_owned(), mode: ResponseMode::Query, state: state.map(str::to_owned) };
        match answer(&reply, ISSUER, &[("code", "a+b/c")]) {
            Answer::Redirect(url) => url,
            Answer::Form { .. } => panic!("a form"),
        }
    };
    let iss = "iss=https%3A%2F%2Fid.example%2Ft%2Fw";
    assert_eq!(to(CALLBACK, None), format!("{CALLBACK}?code=a%2Bb%2Fc&{iss}"));
    assert_eq!(to("https://c.example?x=1", None), format!("https://c.example?x=1&code=a%2Bb%2Fc&{iss}"));
    assert_eq!(to("https://c.example/?", None), format!("https://c.example/?code=a%2Bb%2Fc&{iss}"));
    assert_eq!(to("com.example.app:/cb", None), format!("com.example.app:/cb?code=a%2Bb%2Fc&{iss}"));
    // Whatever the state is, the client reads it back byte by byte, and nothing else of it.
    for state in ["a b&c=d#e+f%20", "ä€😀", "\r\nSet-Cookie: x=y", "\"'<script>"] {
        let url = openidconnect::url::Url::parse(&to("https://c.example/cb?x=1", Some(state))).unwrap();
        let read: Vec<_> = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        let expected = [("x", "1"), ("code", "a+b/c"), ("state", state), ("iss", ISSUER)];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(url.fragment(), None);
    }
    assert_eq!(format!("{:?}", Answer::Redirect(to(CALLBACK, None))), "Redirect(…)", "no code in a log");
}

#[test]
fn claims_are_wished_for_one_by_one() {
    let read = request(&[(
        "claims",
        r#"{"userinfo":{"email":null,"email_verified":{"essential":true}},"unknown":5,
            "id_token":{"auth_time":{"essential":true},"acr":{"essential":true,"values":["phrh","phr"]},"sub":{"value":"ada"}}}"#,
    )]);
    assert!(read.needs_auth_time() && read.max_age.is_none());
    assert_eq!(read.claims.essential_acr(), Some(vec!["phrh", "phr"]));
    assert!(read.claims.voluntary_acr().is_empty());
    assert_eq!(read.claims.subjects(), ["ada"]);
    assert_eq!(read.claims.userinfo["email"], ClaimWish::default());
    assert!(read.claims.userinfo["email_verified"].essential);
    let mild = request(&[("claims", r#"{"id_token":{"acr":{"value":"mfa"}},"userinfo":null}"#)]).claims;
    assert_eq!((mild.essential_acr(), mild.voluntary_acr()), (None, vec!["mfa"]));
    for claims in [
        "[]",
        "5",
        r#"{"id_token":[]}"#,
        r#"{"id_token":{"acr":"phr"}}"#,
        r#"{"id_token":{"acr":{"essential":"yes"}}}"#,
        r#"{"id_token":{"acr":{"values":"phr"}}}"#,
        r#"{"id_token":{"acr":{"value":"a","values":["a"]}}}"#,
    ] {
        assert_eq!(wrong(&[("claims", claims)]), Wrong::Malformed("claims"), "{claims}");
    }
    let many: Vec<_> = (0..65).map(|number| format!(r#""c{number}":null"#)).collect();
    assert_eq!(wrong(&[("claims", &format!(r#"{{"userinfo":{{{}}}}}"#, many.join(",")))]), Wrong::Malformed("claims"));
    assert_eq!(wrong(&[("claims", &"[".repeat(4000))]), Wrong::Malformed("claims"));
}

proptest::proptest! {
    /// Whatever is asked, nobody is sent to an address that was not registered, and no answer is without our name.
    #[test]
    fn nobody_is_ever_sent_elsewhere(more in proptest::collection::vec(
        (proptest::sample::select(&parameters::KNOWN[..]), ".{0,40}"), 0..6,
    )) {
        let more: Vec<_> = more.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = match try_read(&pairs(&more), true) {
            Ok(request) => answer(&request.reply(), ISSUER, &[("code", "x")]),
            Err(Refused::Redirect(redirect)) => redirect.answer(ISSUER),
            Err(Refused::Stop(_)) => return Ok(()),
        };
        let is_right = match answer {
            Answer::Redirect(url) => url.starts_with(&[CALLBACK, "?"].concat()) && url.contains("iss=https%3A%2F%2Fid"),
            Answer::Form { action, fields } => action == CALLBACK && fields.iter().any(|(name, _)| *name == "iss"),
        };
        proptest::prop_assert!(is_right);
    }
}
