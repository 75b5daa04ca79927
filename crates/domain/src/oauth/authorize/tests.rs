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
