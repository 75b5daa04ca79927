//! Failures that only the browser has seen, and what members tell support about a failure. Both are written by whoever is at the keyboard:
//! they are shown and never believed, and nothing is decided by them. Nobody is ever asked here for what somebody could sign in with (S2-25).

mod report;
mod seen;

pub use seen::Seen;
pub(crate) use seen::{agent, plain_origin};

pub(crate) use report::room;
pub use report::{Doing, LONGEST_WORDS, PasswordWorks, Report, report};

use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::catalogue;
use crate::error::{Error, Phase, Reason, Refused};
use crate::session::Session;
use crate::visit::Visit;
use serde::Deserialize;
use store::audit_event;
use store::id::TenantId;

const LONGEST_WORD: usize = 64;
const MOST_ABILITIES: usize = 24;
/// Longer than any browser waits for anybody.
const LONGEST_WAIT_MS: u32 = 60 * 60 * 1000;
/// A code to which a browser may still add something: it has just been shown.
const FRESH_MS: i64 = 15 * 60 * 1000;
/// More under one code is somebody playing.
pub(crate) const MOST_UNDER_A_CODE: u32 = 20;

/// What the browser tells: the entry of the catalogue that it shows, and what it knows of the cause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    pub code: String,
    pub doing: Doing,
    /// The name of the exception (S1-30).
    pub exception: Option<String>,
    /// How long the browser took.
    pub elapsed_ms: Option<u32>,
    /// What `getClientCapabilities` says it can do.
    #[serde(default)]
    pub abilities: Vec<String>,
    /// `platform` or `cross-platform`, where an authenticator has answered.
    pub authenticator: Option<String>,
    /// Of the server's own refusal, where there is one: what the browser knows is added to it.
    pub reference: Option<String>,
}

impl Told {
    fn is_sound(&self) -> bool {
        let word = |text: &str| {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.');
            (1..=LONGEST_WORD).contains(&text.len()) && text.bytes().all(plain)
        };
        let opt = |text: &Option<String>| text.as_deref().is_none_or(word);
        catalogue::find(&self.code).is_some()
            && opt(&self.exception)
            && opt(&self.authenticator)
            && self.abilities.len() <= MOST_ABILITIES
            && self.abilities.iter().all(|ability| word(ability))
            && self.elapsed_ms.is_none_or(|ms| ms <= LONGEST_WAIT_MS)
    }

    fn phase(&self, session: Option<&Session>) -> Phase {
        phase(self.doing == Doing::Setup, session.is_some())
    }
}

/// What was under way, as far as a browser can tell.
pub(crate) fn phase(is_setup: bool, is_signed_in: bool) -> Phase {
    match (is_setup, is_signed_in) {
        (true, _) => Phase::Enrol,
        (false, true) => Phase::StepUp,
        (false, false) => Phase::SignIn,
    }
}

/// Records what a browser tells of a failure, and answers with the code under which support finds it.
pub async fn tell(
    app: &App,
    (visit, session): (&Visit, Option<&Session>),
    origin: Option<&str>,
    told: Told,
) -> Result<String, Error> {
    let phase = told.phase(session);
    if !told.is_sound() {
        return Err(Refused::new(app, phase, Reason::MalformedBody).into());
    }
    let known = match told.reference.as_deref().and_then(code) {
        Some(reference) => is_fresh(app, visit.door.tenant.id, reference).await?,
        None => None,
    };
    let is_known = known.is_some();
    let reference = known.unwrap_or_else(|| app.reference().to_string());
    let about = session.map_or_else(About::default, |session| About::member(session.user_id));
    let seen = Seen {
        exception: told.exception,
        elapsed_ms: told.elapsed_ms,
        abilities: told.abilities,
        authenticator: told.authenticator,
        origin: origin.map(plain_origin),
        agent: session.is_none().then(|| agent(&visit.user_agent)).flatten(),
        ..Seen::default()
    };
    let kind = if told.doing == Doing::Setup { Kind::BrowserSetup } else { Kind::BrowserSignIn };
    let mut event = match session {
        Some(_) => audit::done(app, &Scene::from(visit), kind, about).await?,
        None => audit::event(app, &Scene::from(visit), kind, (about, None))?,
    };
    // What the server has refused itself is counted already.
    event.outcome = if is_known { "told" } else { "refused" }.into();
    event.facts = audit::with_entry(event.facts.as_deref(), &told.code);
    event.reason = Some(told.code.into());
    event.reference = Some(reference.clone());
    event.detail = seen.detail()?;
    app.store().write("browser's failure", move |tx| Ok::<_, Error>(audit_event::insert(tx, &event)?)).await?;
    Ok(reference)
}

/// The code, where it was drawn for this tenant a moment ago and little is known under it.
async fn is_fresh(app: &App, tenant: TenantId, reference: String) -> Result<Option<String>, Error> {
    let (since, asked) = (app.now() - FRESH_MS, reference.clone());
    let read = app
        .store()
        .read("reference code", move |tx| Ok::<_, Error>(audit_event::of_reference(tx, &asked, MOST_UNDER_A_CODE)?));
    let events = read.await?;
    let is_ours = events.iter().any(|event| event.tenant_id == tenant && event.at >= since);
    let has_room = events.len() < usize::try_from(MOST_UNDER_A_CODE).unwrap_or_default();
    Ok((is_ours && has_room).then_some(reference))
}

/// A reference code as somebody reads it out or types it: any case, with or without the hyphen, with the letters that are taken for digits.
pub fn code(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').map(|letter| {
        match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        }
    });
    let plain: String = letters.take(9).collect();
    let is_one = plain.len() == 8 && plain.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    is_one.then(|| format!("{}-{}", &plain[..4], &plain[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for typed in ["7K2Q-9MXB", "7k2q9mxb", " 7k2q 9mxb ", "7K2Q-9MXB "] {
            assert_eq!(code(typed).as_deref(), Some("7K2Q-9MXB"), "{typed}");
        }
        assert_eq!(code("oil0-1234").as_deref(), Some("0110-1234"));
        for wrong in ["", "7K2Q-9MX", "7K2Q-9MXBB", "7K2Q_9MXB", "<b>K2Q-9MXB", "7K2Q-9MÜB"] {
            assert_eq!(code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_no_browser_says_is_refused() {
        let good = Told {
            code: "setup_canceled".into(),
            doing: Doing::Setup,
            exception: Some("NotAllowedError".into()),
            elapsed_ms: Some(812),
            abilities: vec!["conditionalGet".into()],
            authenticator: None,
            reference: None,
        };
        assert!(good.is_sound());
        let wrong = [
            Told { code: "you_have_won".into(), ..good.clone() },
            Told { exception: Some("call 555 now".into()), ..good.clone() },
            Told { exception: Some(String::new()), ..good.clone() },
            Told { exception: Some("x".repeat(65)), ..good.clone() },
            Told { elapsed_ms: Some(LONGEST_WAIT_MS + 1), ..good.clone() },
            Told { abilities: vec!["a".into(); 25], ..good.clone() },
            Told { abilities: vec!["<b>".into()], ..good.clone() },
        ];
        for told in wrong {
            assert!(!told.is_sound(), "{told:?}");
        }
    }
}
