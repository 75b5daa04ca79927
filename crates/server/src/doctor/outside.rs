//! The public address as it looks from outside: whether this installation answers there, over TLS, and how a request arrives that went through
//! whatever stands in between.

use super::probe::{Arrived, INSTANCE};
use super::{NOT_REACHED, OTHER_HOST, cookies, not_checked, well_known};
use crate::front::Server;
use crate::outgoing::OutgoingError;
use axum::http::Response;
use axum::http::header::STRICT_TRANSPORT_SECURITY;
use domain::doctor::{self, Check, Finding, State};
use domain::error::one_line;
use std::fmt::Write;

type Answered = Result<Response<Vec<u8>>, OutgoingError>;

pub(super) async fn look(server: &Server) -> Vec<Finding> {
    let Ok(nonce) = server.app.nonce() else {
        return vec![not_checked(Check::PublicUrl, &server.origin, ("There are no random bytes.", "Look at the log."))];
    };
    let token = nonce.iter().fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a String does not fail.
        write!(text, "{byte:02x}").ok();
        text
    });
    server.doctor.probes().expect(&token);
    let answered = server.doctor.get(&format!("{}/readyz?probe={token}", server.origin)).await;
    let arrived = server.doctor.probes().take(&token);
    let reached = public_url(server, (&answered, &token));
    let is_reached = reached.state == State::Good;
    let mut findings = vec![https(server, &answered), reached, proxy(server, is_reached, arrived.as_ref())];
    let has_other_host = arrived.as_ref().is_some_and(|arrived| arrived.host != server.authority);
    let hindered = match (is_reached, has_other_host) {
        (false, _) => Some(NOT_REACHED),
        (true, true) => Some(OTHER_HOST),
        (true, false) => None,
    };
    let (cookies, files) = tokio::join!(cookies::look(server, hindered), well_known::look(server, hindered));
    findings.push(cookies);
    findings.extend(files);
    findings
}

fn public_url(server: &Server, (answered, token): (&Answered, &str)) -> Finding {
    let (check, looked_at) = (Check::PublicUrl, format!("{}/readyz", server.origin));
    let error = match answered {
        Ok(answer) => {
            let mark = answer.headers().get(INSTANCE).and_then(|mark| mark.to_str().ok());
            if mark == Some(doctor::mark(&server.app, token).as_str()) {
                return Finding::good(check, looked_at, "This installation answers.");
            }
            let status = answer.status().as_u16();
            let found = format!(
                "Something else answers there, with status {status}: another installation, or a proxy by itself."
            );
            let remedy = "Let the address lead to this server, or name the right one with --public-url.";
            return Finding::of((check, State::Wrong), looked_at, (found, remedy));
        }
        Err(error) => error,
    };
    match error {
        _ if server.doctor.is_alone => {
            not_checked(check, &looked_at, ("Nobody answers, and no server runs here.", "Start it, and look again."))
        }
        OutgoingError::Tls(..) => not_checked(check, &looked_at, ("There is no TLS.", "See what is found of HTTPS.")),
        OutgoingError::Unknown(..) => {
            let remedy =
                "Let the name resolve (DNS), also from this machine, or name the right address with --public-url.";
            Finding::of((check, State::Wrong), looked_at, (one_line(error), remedy))
        }
        _ => {
            let remedy = "Let the address lead to this server: --listen, the proxy in front, and the firewall. This machine must reach it, too.";
            Finding::of((check, State::Wrong), looked_at, (one_line(error), remedy))
        }
    }
}

fn https(server: &Server, answered: &Answered) -> Finding {
    let (check, looked_at) = (Check::Https, server.origin.as_str());
    if !server.https {
        let found = "It is without TLS, which browsers take on this machine alone.";
        let remedy =
            "Name the address that people will type with --public-url https://…, before anybody makes a passkey.";
        return Finding::of((check, State::ToLookAt), looked_at, (found, remedy));
    }
    match answered {
        Err(error @ OutgoingError::Tls(..)) => {
            let remedy = "Use a certificate for this name from an authority that browsers trust, with its whole chain.";
            Finding::of((check, State::Wrong), looked_at, (one_line(error), remedy))
        }
        Err(_) => not_checked(check, looked_at, NOT_REACHED),
        Ok(answer) if !answer.headers().contains_key(STRICT_TRANSPORT_SECURITY) => {
            let found = "The answer lacks Strict-Transport-Security, which this server sends.";
            let remedy = "Let the proxy pass the server's headers on.";
            Finding::of((check, State::ToLookAt), looked_at, (found, remedy))
        }
        Ok(_) => Finding::good(check, looked_at, "The certificate is good, and browsers are told to use nothing else."),
    }
}

/// The settings of the proxy in front, by what they make of a request.
fn proxy(server: &Server, is_reached: bool, arrived: Option<&Arrived>) -> Finding {
    let (check, looked_at) = (Check::Proxy, "How a request to the public address arrives");
    let Some(arrived) = arrived else {
        let text = if is_reached {
            ("Another node has answered.", "Run `keystead doctor` on each node.")
        } else {
            NOT_REACHED
        };
        return not_checked(check, looked_at, text);
    };
    let (peer, address) = (arrived.peer, arrived.address);
    let is_trusted = server.trusted_proxies.iter().any(|network| network.contains(&peer));
    let (state, found, remedy) = if arrived.host != server.authority {
        let found = format!("Its Host is {:?}, and not {:?}.", arrived.host, server.authority);
        (State::Wrong, found, "Let the proxy pass the Host header on as browsers send it.")
    } else if arrived.forwarded_for && !is_trusted {
        let found = format!(
            "{peer} adds X-Forwarded-For and is not believed: everybody behind it shares one budget of requests."
        );
        (State::Wrong, found, "Name the proxy: --trusted-proxies with its address or network.")
    } else if is_trusted && !arrived.forwarded_for {
        let found =
            format!("It comes from the trusted {peer} without X-Forwarded-For: everybody behind it would look alike.");
        (State::ToLookAt, found, "Let the proxy send X-Forwarded-For, or take the address out of --trusted-proxies.")
    } else if server.https && arrived.proto.as_deref().is_some_and(|proto| proto != "https") {
        let proto = arrived.proto.clone().unwrap_or_default();
        let found = format!("X-Forwarded-Proto says {proto:?}, and the public address is https.");
        (State::ToLookAt, found, "See that nobody reaches the proxy without TLS and is passed on.")
    } else {
        return Finding::good(check, looked_at, format!("As from {address}, with the right Host."));
    };
    Finding::of((check, state), looked_at, (found, remedy))
}
