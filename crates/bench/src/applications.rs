//! What applications ask all day: refreshed tokens, tokens of their own, and whether a token still counts. The clients are added by the same
//! command as an operator's; codes come from members who are signed in. It must never use a token of one connection on another: a refresh
//! token is good once.

use crate::http::{Answer, Connection, HttpError, Route};
use crate::load::{FRONT_DOOR, WorkError};
use crate::members::begin_sign_in;
use crate::server::{Launch, Server};
use authenticator::Passkey;
use serde_json::Value;
use std::cell::RefCell;
use std::io;
use std::process::Command;

const BACK: &str = "https://application.example/back";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// The tenant itself, where programs get tokens of their own.
const PROGRAMS: &str = "/demo/system";

/// What `keystead client add` printed, as the members of a form.
#[derive(Debug, Clone)]
struct Credentials(String);

impl Credentials {
    fn of(launch: &Launch, place: &str, how: &[&str]) -> io::Result<Self> {
        let data = launch.folder.to_string_lossy();
        let mut command = Command::new(&launch.binary);
        command.args(["client", "add", place.trim_start_matches('/'), "Bench", "--secret-in-form", "--data", &data]);
        let output = command.args(how).output()?;
        let printed = String::from_utf8_lossy(&output.stdout);
        let word = |name: &str| {
            let line = printed.lines().find_map(|line| line.strip_prefix(name));
            let failed = || io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned());
            line.map(str::trim).ok_or_else(failed)
        };
        Ok(Self(format!("client_id={}&client_secret={}", word("client_id")?, word("client_secret")?)))
    }

    fn id(&self) -> &str {
        self.0.split('&').next().unwrap_or_default()
    }
}

/// One kind of request, over and over.
#[derive(Debug)]
pub struct Asking {
    route: Route,
    form: String,
    /// The next refresh token of each connection, where that is what is asked for.
    tokens: Option<RefCell<Vec<String>>>,
}

impl Asking {
    pub async fn ask(&self, connection: &mut Connection, number: usize) -> Result<(), WorkError> {
        let Some(tokens) = &self.tokens else { return done(connection.send(&self.route, self.form.as_bytes()).await?) };
        let token = tokens.borrow().get(number).cloned().unwrap_or_default();
        let body = format!("{}&refresh_token={token}", self.form);
        let answer = connection.send(&self.route, body.as_bytes()).await?;
        let next = member(&answer, "refresh_token")?;
        if let Some(place) = tokens.borrow_mut().get_mut(number) {
            *place = next;
        }
        Ok(())
    }
}

fn done(answer: Answer<'_>) -> Result<(), WorkError> {
    // An introspection that finds nothing is no measure of one that finds something.
    let is_good = answer.status == 200 && !answer.body.starts_with(br#"{"active":false"#);
    if is_good { Ok(()) } else { Err(WorkError::Refused(answer.status, answer.text())) }
}

fn member(answer: &Answer<'_>, name: &str) -> Result<String, WorkError> {
    let refused = || WorkError::Refused(answer.status, answer.text());
    let body: Value = serde_json::from_slice(answer.body).map_err(|_| refused())?;
    body[name].as_str().map(str::to_owned).ok_or_else(refused)
}

/// Everything that is asked, ready for this many connections.
#[derive(Debug)]
pub struct Prepared {
    pub refresh: Asking,
    pub client_credentials: Asking,
    pub introspection: Asking,
}

pub fn prepare(server: &Server, launch: &Launch, members: &[Passkey], connections: usize) -> io::Result<Prepared> {
    let web = Credentials::of(launch, FRONT_DOOR, &["--first-party", "--redirect-uri", BACK])?;
    let program = Credentials::of(launch, PROGRAMS, &["--program", "--scope", "identity"])?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let asks = async {
        let mut connection = Connection::open(server.address).await.map_err(HttpError::from)?;
        let mut tokens = Vec::with_capacity(connections);
        let mut access = String::new();
        for member in members.iter().cycle().take(connections) {
            let pair = token_of(&mut connection, &launch.origin(), member, &web).await?;
            access = pair.0;
            tokens.push(pair.1);
        }
        Ok::<_, WorkError>((access, tokens))
    };
    let (access, tokens) = runtime.block_on(asks).map_err(io::Error::other)?;
    let token = |base: &str| Route::form(&format!("{base}/oauth2/token"));
    let refresh = format!("{}&grant_type=refresh_token", web.0);
    let own = format!("{}&grant_type=client_credentials&scope=identity", program.0);
    let introspection = format!("{}&token={access}", web.0);
    Ok(Prepared {
        refresh: Asking { route: token(FRONT_DOOR), form: refresh, tokens: Some(RefCell::new(tokens)) },
        client_credentials: Asking { route: token(PROGRAMS), form: own, tokens: None },
        introspection: Asking {
            route: Route::form(&format!("{FRONT_DOOR}/oauth2/introspect")),
            form: introspection,
            tokens: None,
        },
    })
}

/// From the passkey to the first access and refresh token.
async fn token_of(
    connection: &mut Connection,
    origin: &str,
    passkey: &Passkey,
    client: &Credentials,
) -> Result<(String, String), WorkError> {
    let attempt = begin_sign_in(connection, origin, passkey).await?;
    let session = member(&attempt.send(connection).await?, "session_token")?;
    let query = format!(
        "response_type=code&{}&redirect_uri={BACK}&scope=openid&code_challenge={CHALLENGE}&code_challenge_method=S256",
        client.id()
    );
    let authorize = Route::get(&format!("{FRONT_DOOR}/oauth2/authorize?{query}"), Some(&session));
    let answer = connection.send(&authorize, b"").await?;
    let code = answer.location().and_then(code_in).map(str::to_owned);
    let code = code.ok_or_else(|| WorkError::Refused(answer.status, answer.text()))?;
    let form =
        format!("{}&grant_type=authorization_code&code={code}&redirect_uri={BACK}&code_verifier={VERIFIER}", client.0);
    let answer = connection.send(&Route::form(&format!("{FRONT_DOOR}/oauth2/token")), form.as_bytes()).await?;
    Ok((member(&answer, "access_token")?, member(&answer, "refresh_token")?))
}

fn code_in(location: &str) -> Option<&str> {
    let (_, query) = location.split_once('?')?;
    query.split('&').find_map(|pair| pair.strip_prefix("code="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_code() {
        assert_eq!(code_in("https://application.example/back?iss=a&code=abc&state=b"), Some("abc"));
        assert_eq!(code_in("https://application.example/back?error=access_denied"), None);
    }

    #[test]
    fn an_introspection_that_found_nothing_is_an_error() {
        let answer = |body: &'static [u8]| Answer { status: 200, body, head: b"" };
        assert!(done(answer(br#"{"active":true}"#)).is_ok());
        assert!(done(answer(br#"{"active":false}"#)).is_err());
    }
}
