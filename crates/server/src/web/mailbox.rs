//! The mailbox of a demonstration: what would have been sent, newest first, so that a newcomer finds the codes and links. It must never
//! exist where messages are really sent: there the domain gives none, and this is an address like any that is not there.

use super::moment::Moment;
use crate::front::Server;
use crate::page::{Chrome, Framed};
use crate::problem::Problem;
use askama::Template;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use domain::messages::{self, Address, Kept, Kind};
use domain::{Error, Language, Reason};
use serde::Serialize;
use serde_json::json;

#[derive(Clone, Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub at: Moment,
    pub pieces: Vec<Piece>,
}

/// A stretch of a message's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    Link(String),
    NewLine,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/mailbox.html")]
pub struct MailboxPage {
    pub chrome: Chrome,
    pub letters: Vec<Letter>,
}

impl Framed for MailboxPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}

/// Cuts a text into lines, and out of them its one link, which is ours: the domain has seen to that.
fn pieces(text: &str, link: Option<&str>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for line in text.lines() {
        match link.and_then(|link| line.split_once(link).map(|(before, after)| (before, link, after))) {
            Some((before, link, after)) => {
                pieces.extend([
                    Piece::Text(before.to_owned()),
                    Piece::Link(link.to_owned()),
                    Piece::Text(after.to_owned()),
                ]);
            }
            None => pieces.push(Piece::Text(line.to_owned())),
        }
        pieces.push(Piece::NewLine);
    }
    pieces
}

pub(super) async fn letters(server: &Server, language: Language) -> Result<Vec<Letter>, Problem> {
    let now = server.app.now();
    let letter = |kept: Kept| Letter {
        subject: kept.letter.subject,
        at: Moment::new(language, kept.at, now),
        pieces: pieces(&kept.letter.text, kept.link.as_deref()),
        to: kept.to.as_str().to_owned(),
    };
    Ok(kept(server).await?.into_iter().map(letter).collect())
}

/// The same for programs.
#[derive(Serialize)]
struct KeptBody<'a> {
    id: String,
    /// Unix milliseconds.
    at: i64,
    channel: &'static str,
    to: &'a str,
    kind: Kind,
    subject: &'a str,
    text: &'a str,
    code: Option<&'a str>,
    link: Option<&'a str>,
}

impl<'a> KeptBody<'a> {
    fn of(kept: &'a Kept) -> Self {
        Self {
            id: kept.id.to_string(),
            at: kept.at,
            channel: match kept.to {
                Address::Mail(_) => "mail",
                Address::Phone(_) => "phone",
                Address::Webhook(_) => "webhook",
            },
            to: kept.to.as_str(),
            kind: kept.kind,
            subject: &kept.letter.subject,
            text: &kept.letter.text,
            code: kept.code.as_deref(),
            link: kept.link.as_deref(),
        }
    }
}

pub(super) async fn as_json(server: &Server) -> Result<Response, Problem> {
    let kept = kept(server).await?;
    let messages: Vec<_> = kept.iter().map(KeptBody::of).collect();
    let text = serde_json::to_string(&json!({ "messages": messages })).map_err(Error::Answer)?;
    Ok(([(CONTENT_TYPE, "application/json")], text).into_response())
}

async fn kept(server: &Server) -> Result<Vec<Kept>, Problem> {
    messages::mailbox(&server.app).await?.ok_or(Reason::UnknownAddress.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_is_cut_out_of_its_text() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let link = Piece::Link("http://localhost/a?b".to_owned());
        let (empty, end) = (text(""), Piece::NewLine);
        let cut = pieces("Go: http://localhost/a?b\nBye", Some("http://localhost/a?b"));
        assert_eq!(cut, [text("Go: "), link, empty, end.clone(), text("Bye"), end.clone()]);
        assert_eq!(pieces("Go: 482913", None), [text("Go: 482913"), end]);
    }
}
