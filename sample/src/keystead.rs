//! Calls from this site's server to its front door at Keystead. They carry neither `Origin` nor cookies: that is how Keystead tells a server
//! from a browser. This sample speaks plain HTTP, to a Keystead on the same machine; a real site calls it over TLS.

use axum::body::Bytes;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use axum::http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::error::Error;
use tokio::net::TcpStream;

/// `http://keystead.localhost:8080/platform/smart`, in the parts that are needed.
pub(crate) struct Door {
    origin: String,
    authority: String,
    path: String,
}

/// What is asked of Keystead.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Below the door.
    pub(crate) path: &'a str,
    pub(crate) token: Option<&'a str>,
    /// What the member's browser reads: the words of errors come in that language.
    pub(crate) language: Option<&'a HeaderValue>,
    pub(crate) body: Bytes,
}

impl Door {
    pub(crate) fn read(url: &str) -> Option<Self> {
        let uri: Uri = url.parse().ok()?;
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
        let is_usable = scheme == "http" && uri.path().len() > 1;
        is_usable.then(|| Self {
            origin: format!("{scheme}://{authority}"),
            authority: authority.to_owned(),
            path: uri.path().trim_end_matches('/').to_owned(),
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    pub(crate) fn host(&self) -> &str {
        self.authority.split(':').next().unwrap_or_default()
    }

    /// Names below `localhost` are this machine; browsers know that, and not every system does.
    fn address(&self) -> String {
        let port = self.authority.split_once(':').map_or("80", |(_, port)| port);
        let host = self.host();
        let is_here = host == "localhost" || host.ends_with(".localhost");
        format!("{}:{port}", if is_here { "127.0.0.1" } else { host })
    }

    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.origin, self.path)
    }

    /// Asks, and reads the answer. An answer without a body is null.
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<(StatusCode, Value), Box<dyn Error + Send + Sync>> {
        let socket = TcpStream::connect(self.address()).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(socket)).await?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(call.method)
            .uri(format!("{}{}", self.path, call.path))
            .header(HOST, &self.authority)
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = call.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(language) = call.language {
            request = request.header(ACCEPT_LANGUAGE, language);
        }
        let answer = sender.send_request(request.body(Full::new(call.body))?).await?;
        let (status, body) = (answer.status(), answer.into_body().collect().await?.to_bytes());
        let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body)? };
        Ok((status, body))
    }
}
