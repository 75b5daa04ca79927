//! `keystead client`: the applications that sign their users in here. A secret is printed once, when it is drawn.

use super::running::{Changing, Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask, ClientWish, KnownClient};
use clap::{Args, Subcommand};
use domain::applications::{AuthMethod, ClientSettings, GrantType, SubjectType, forward_auth};
use domain::oauth::jws::Algorithm;
use serde_json::json;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an application, and print its id and its secret
    Add(Add),
    /// List the applications of a workspace
    List(At),
    /// Draw another secret; the old one is good for nothing from then on
    Secret(Named),
    /// Switch an application off, with all its tokens
    Disable(Named),
    /// Switch it on again
    Enable(Named),
    /// Remove an application
    Remove(Named),
}

#[derive(Debug, Args)]
struct At {
    /// The workspace, or TENANT/system for the tenant's own programs
    #[arg(value_name = "TENANT/WORKSPACE")]
    place: String,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Named {
    /// The workspace, or TENANT/system for the tenant's own programs
    #[arg(value_name = "TENANT/WORKSPACE")]
    place: String,
    /// The application's id
    id: String,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
struct Add {
    /// The workspace, or TENANT/system for the tenant's own programs
    #[arg(value_name = "TENANT/WORKSPACE")]
    place: String,
    /// As members read it
    name: String,
    /// Its client id; drawn where none is given
    #[arg(long)]
    id: Option<String>,
    /// Where members are sent back to; several times for several
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where members are sent back to once they are signed out; several times for several
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a member's session is over
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// The scopes it may ask for [default: those of a sign-in; for programs none]
    #[arg(long)]
    scope: Option<String>,
    /// It runs in a browser or on a phone, and can keep no secret
    #[arg(long, conflicts_with = "program")]
    public: bool,
    /// It signs nobody in, but has tokens of its own
    #[arg(long)]
    program: bool,
    /// It runs on a device without a keyboard, whose user types a code elsewhere; with redirect URIs it signs in by itself, too
    #[arg(long, conflicts_with = "program")]
    device: bool,
    /// Where it stands behind a proxy that asks us before each request, scheme and host; several times for several
    #[arg(long = "proxy", value_name = "ORIGIN", conflicts_with_all = ["program", "device", "public", "redirect_uris", "secret_in_form"])]
    proxy_origins: Vec<String>,
    /// It is our own: members are not asked whether it may
    #[arg(long)]
    first_party: bool,
    /// It knows members by names of its own, which tell other applications nothing
    #[arg(long)]
    pairwise: bool,
    /// Its secret comes in the form and not in Authorization
    #[arg(long, conflicts_with = "public")]
    secret_in_form: bool,
    /// It is OpenID's certification suite: RS256, and requests without PKCE, which no other application should send
    #[arg(long, conflicts_with_all = ["public", "program", "device", "proxy_origins"])]
    certification: bool,
    #[command(flatten)]
    at: Changing,
}

impl Add {
    /// Its operator has put it behind our question, so members are not asked.
    fn behind_proxy(&self) -> ClientSettings {
        ClientSettings {
            redirect_uris: self.proxy_origins.iter().map(|origin| forward_auth::callback(origin)).collect(),
            proxy_origins: self.proxy_origins.clone(),
            grant_types: vec![GrantType::AuthorizationCode],
            token_endpoint_auth_method: AuthMethod::None,
            scope: self.scope.clone().unwrap_or_else(|| "openid profile email".to_owned()),
            first_party: true,
            post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            backchannel_logout_uri: self.backchannel_logout_uri.clone(),
            subject_type: self.subject_type(),
            ..ClientSettings::default()
        }
    }

    fn subject_type(&self) -> SubjectType {
        if self.pairwise { SubjectType::Pairwise } else { SubjectType::Public }
    }

    fn settings(&self) -> ClientSettings {
        if !self.proxy_origins.is_empty() {
            return self.behind_proxy();
        }
        let usual = ClientSettings::default();
        let method = match (self.public, self.secret_in_form) {
            (true, _) => AuthMethod::None,
            (false, true) => AuthMethod::ClientSecretPost,
            (false, false) => AuthMethod::ClientSecretBasic,
        };
        let mut grant_types = if self.program { vec![GrantType::ClientCredentials] } else { usual.grant_types.clone() };
        if self.device {
            grant_types.retain(|grant| *grant != GrantType::AuthorizationCode || !self.redirect_uris.is_empty());
            grant_types.push(GrantType::DeviceCode);
        }
        let algorithm =
            if self.certification { Algorithm::Rs256.as_str().to_owned() } else { usual.id_token_signed_response_alg };
        ClientSettings {
            redirect_uris: self.redirect_uris.clone(),
            post_logout_redirect_uris: self.post_logout_redirect_uris.clone(),
            backchannel_logout_uri: self.backchannel_logout_uri.clone(),
            grant_types,
            token_endpoint_auth_method: method,
            scope: self.scope.clone().unwrap_or_else(|| if self.program { String::new() } else { usual.scope.clone() }),
            first_party: self.first_party,
            id_token_signed_response_alg: algorithm,
            require_pkce: !self.certification,
            subject_type: self.subject_type(),
            ..usual
        }
    }
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    let (at, place, wish) = match &arguments.command {
        Command::List(at) => return list(at, told),
        Command::Add(add) => {
            let settings = Box::new(add.settings());
            let wish = ClientWish::Add { id: add.id.clone(), name: add.name.clone(), settings };
            (&add.at, &add.place, wish)
        }
        Command::Secret(named) => (&named.at, &named.place, ClientWish::Secret { id: named.id.clone() }),
        Command::Disable(named) => {
            (&named.at, &named.place, ClientWish::Enable { id: named.id.clone(), enabled: false })
        }
        Command::Enable(named) => (&named.at, &named.place, ClientWish::Enable { id: named.id.clone(), enabled: true }),
        Command::Remove(named) => (&named.at, &named.place, ClientWish::Remove { id: named.id.clone() }),
    };
    let Answer::Client { issuer, id, secret } = at.ask(Ask::Clients { place: place.clone(), wish })? else {
        return Err(RunningError::OtherAnswer);
    };
    let outcome = json!({ "issuer": issuer, "client_id": id, "client_secret": secret });
    told.rehearsed(at.is_dry_run()).tell(&outcome, || {
        let shown = |secret| format!("client_secret  {secret}\nThe secret is not shown again.\n");
        let secret = secret.as_deref().map(shown).unwrap_or_default();
        format!("issuer         {issuer}\nclient_id      {id}\n{secret}")
    });
    Ok(())
}

fn list(At { place, running }: &At, told: Told) -> Result<(), RunningError> {
    let ask = Ask::Clients { place: place.clone(), wish: ClientWish::List };
    let Answer::Clients { list } = running.ask(&ask)? else { return Err(RunningError::OtherAnswer) };
    let line = |client: &KnownClient| {
        let off = if client.enabled { "" } else { "  (off)" };
        format!("{}  {}{off}  {}\n", client.id, client.name, client.settings.redirect_uris.join(" "))
    };
    told.tell(&list, || list.iter().map(line).collect());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Typed {
        #[command(flatten)]
        add: Add,
    }

    fn settings(options: &[&str]) -> Option<ClientSettings> {
        let usual = ["keystead", "demo/community", "App", "--redirect-uri", "https://app.example/callback"];
        let line = Typed::try_parse_from(usual.iter().chain(options)).ok()?;
        Some(line.add.settings())
    }

    // Only the suite goes without PKCE, and only with a secret.
    #[test]
    fn no_application_goes_without_pkce_by_chance() {
        for options in [&[][..], &["--secret-in-form"], &["--public"], &["--first-party", "--pairwise"]] {
            assert!(settings(options).unwrap().require_pkce, "{options:?}");
        }
        let suite = settings(&["--certification", "--secret-in-form"]).unwrap();
        assert!(!suite.require_pkce && suite.token_endpoint_auth_method == AuthMethod::ClientSecretPost);
        assert_eq!(suite.id_token_signed_response_alg, "RS256");
        for other in ["--public", "--program", "--device"] {
            assert_eq!(settings(&["--certification", other]), None, "{other}");
        }
    }

    #[test]
    fn what_is_said_of_an_application_behind_a_proxy_is_kept() {
        let words = "x acme/staff Wiki --proxy https://wiki.example --pairwise --backchannel-logout-uri https://wiki.example/out \
                     --post-logout-redirect-uri https://wiki.example/bye";
        let settings = Typed::try_parse_from(words.split_whitespace()).unwrap().add.settings();
        assert_eq!(settings.subject_type, SubjectType::Pairwise);
        assert_eq!(settings.backchannel_logout_uri.as_deref(), Some("https://wiki.example/out"));
        assert_eq!(settings.post_logout_redirect_uris, ["https://wiki.example/bye"]);
        assert_eq!(settings.redirect_uris, ["https://wiki.example/.keystead/callback"]);
    }
}
