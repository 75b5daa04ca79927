//! Request × facts, as a table.

use super::*;
use crate::applications::client::ClientSettings;
use crate::oauth::authorize::{ClientRules, Parameters, read};
use store::id::{TenantId, WorkspaceId};

/// What a request says besides, who asks, who is there, and what comes next.
type Row<'a> = (&'a [(&'a str, &'a str)], &'a Client, &'a Facts, Next);

const CALLBACK: &str = "https://app.example/callback";

fn client(settings: &ClientSettings) -> Client {
    let row = store::client::Client {
        tenant_id: TenantId::NIL,
        workspace_id: WorkspaceId::NIL,
        id: "app".into(),
        name: "App".into(),
        secret_hash: None,
        settings: serde_json::to_string(settings).unwrap(),
        enabled: true,
        created_at: 0,
    };
    Client::read(row).unwrap()
}

fn request(more: &[(&str, &str)]) -> AuthorizationRequest {
    let base = [("client_id", "app"), ("redirect_uri", CALLBACK), ("response_type", "code"), ("scope", "openid")];
    let pairs = base.iter().chain(more).copied();
    let uris = [CALLBACK.to_owned()];
    read(&Parameters::read(pairs).unwrap(), &ClientRules { redirect_uris: &uris, pkce_required: false }).unwrap()
}

fn member() -> Facts {
    Facts { signed_in: true, age_s: 60, acr: "phr".into(), agreed: true, ..Facts::stranger() }
}

#[test]
fn who_is_there_decides_what_comes_next() {
    let own = client(&ClientSettings { first_party: true, ..ClientSettings::default() });
    let other = client(&ClientSettings::default());
    let (stranger, known) = (Facts::stranger(), member());
    let fresh = Facts { is_fresh: true, age_s: 0, ..member() };
    let new = Facts { agreed: false, ..member() };
    let weak = Facts { acr: "mfa".into(), ..member() };
    let weak_fresh = Facts { is_fresh: true, ..weak.clone() };
    let short = Facts { falls_short: true, ..member() };
    let someone = Facts { is_other: true, ..member() };
    let chosen = Facts { chosen: true, ..member() };
    let unmet = Next::Wrong(Wrong::UnmetAuthenticationRequirements);
    let (login, consent) = (Next::Wrong(Wrong::LoginRequired), Next::Wrong(Wrong::ConsentRequired));
    let none = ("prompt", "none");
    let rows: &[Row<'_>] = &[
        (&[], &other, &stranger, Next::SignIn),
        (&[none], &other, &stranger, login),
        (&[], &other, &known, Next::Finish),
        (&[], &other, &new, Next::Ask),
        (&[none], &other, &new, consent),
        (&[], &own, &new, Next::Finish),
        (&[none], &other, &known, Next::Finish),
        (&[("prompt", "login")], &other, &known, Next::StepUp),
        (&[("prompt", "login")], &other, &fresh, Next::Finish),
        (&[("max_age", "0")], &other, &known, Next::StepUp),
        (&[("max_age", "0")], &other, &fresh, Next::Finish),
        (&[("max_age", "59")], &other, &known, Next::StepUp),
        (&[("max_age", "60")], &other, &known, Next::Finish),
        (&[("max_age", "1"), none], &other, &known, login),
        (&[("acr_values", "phr")], &other, &known, Next::Finish),
        (&[("acr_values", "phr")], &other, &weak, Next::StepUp),
        (&[("acr_values", "phr")], &other, &weak_fresh, unmet),
        (&[("acr_values", "phr"), none], &other, &weak, unmet),
        (&[("acr_values", "phrh")], &other, &fresh, unmet),
        (&[("acr_values", "phrh mfa")], &other, &weak, Next::Finish),
        (&[], &other, &short, Next::StepUp),
        (&[none], &other, &short, login),
        (&[], &other, &someone, Next::SignIn),
        (&[none], &other, &someone, login),
        (&[("prompt", "consent")], &own, &known, Next::Ask),
        (&[("prompt", "consent")], &own, &chosen, Next::Finish),
        (&[("prompt", "select_account")], &own, &known, Next::Ask),
        (&[("prompt", "select_account")], &own, &fresh, Next::Finish),
        (&[("prompt", "select_account")], &own, &chosen, Next::Finish),
        (&[("prompt", "create")], &own, &known, Next::SignIn),
        (&[("prompt", "create")], &own, &fresh, Next::Finish),
        (&[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"phr"}}}"#)], &own, &weak, Next::StepUp),
        (&[("claims", r#"{"id_token":{"acr":{"value":"phr"}}}"#)], &own, &weak, Next::Finish),
    ];
    for (more, client, facts, expected) in rows {
        assert_eq!(next(&request(more), client, facts), *expected, "{more:?} {facts:?}");
    }
}

// A client that always wants a young sign-in gets one, whatever the request says of it.
#[test]
fn the_registered_age_holds_where_the_request_names_none() {
    let client = client(&ClientSettings { default_max_age: Some(30), first_party: true, ..ClientSettings::default() });
    assert_eq!(next(&request(&[]), &client, &member()), Next::StepUp);
    assert_eq!(next(&request(&[("max_age", "3600")]), &client, &member()), Next::Finish);
}
