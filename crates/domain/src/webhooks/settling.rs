//! What follows from calls: what is not taken is tried again, later and later, for three days. An address that answers nothing, or asks for time, is left
//! alone for a while with all that waits for it, and one that has taken nothing for days, or says that it is gone, is switched off, on record.

use super::address::without_path;
use super::roster::about;
use super::sending::key;
use crate::administrators::{Power, Scope, letters};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::error::Error;
use crate::messages;
use crate::outgoing::HttpResponse;
use crate::random;
use openidconnect::http::StatusCode;
use openidconnect::http::header::RETRY_AFTER;
use store::Tx;
use store::audit_event::{self, AuditEvent};
use store::outbox::Outgoing;
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Attempt, Delivery, State};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// After each attempt that failed, and up to a tenth more. After the last one the event is given up.
const WAITS_MS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY];
/// For how long an address is left alone where nobody answers, or it asks for time; longer where it asks for more.
const HOLDS_MS: [i64; 6] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
/// One that has taken nothing for so long is switched off.
const FAILING_MS: i64 = 5 * DAY;
const LONGEST_TROUBLE: usize = 200;

/// What became of one.
pub(super) enum Told {
    Taken(StatusCode),
    /// It answered that it did not take this one.
    Refused(StatusCode),
    /// It has too much to do, or whoever stands before it does not reach it: it would take no other now, either, and says until when.
    Busy(StatusCode, Option<i64>),
    /// Nobody answered, so the same.
    Away(String),
    /// Nothing can be said of it any more.
    Lost,
    /// The address asks for such events no more.
    Unasked,
}

impl Told {
    pub(super) fn of(answer: &HttpResponse) -> Self {
        const ASK_FOR_TIME: [StatusCode; 4] = [
            StatusCode::TOO_MANY_REQUESTS,
            StatusCode::BAD_GATEWAY,
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::GATEWAY_TIMEOUT,
        ];
        let status = answer.status();
        if status.is_success() {
            return Self::Taken(status);
        }
        if !ASK_FOR_TIME.contains(&status) {
            return Self::Refused(status);
        }
        let seconds =
            answer.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
        Self::Busy(status, seconds.map(|seconds| (i64::from(seconds) * SECOND).min(HOUR)))
    }

    fn is_away(&self) -> bool {
        matches!(self, Self::Busy(..) | Self::Away(_))
    }

    /// Why it was not taken, where that is the receiver's doing.
    fn trouble(&self) -> Option<String> {
        match self {
            Self::Refused(status) | Self::Busy(status, _) => {
                Some(format!("it answered with status {}", status.as_u16()))
            }
            Self::Away(trouble) => Some(trouble.clone()),
            Self::Taken(_) | Self::Lost | Self::Unasked => None,
        }
    }
}

/// What is written of one attempt.
struct Settled {
    row: Delivery,
    state: State,
    due_at: Option<i64>,
    attempt: Attempt,
}

/// What became of some calls of one address, all together.
struct Outcome {
    rows: Vec<Settled>,
    took: bool,
    is_gone: bool,
    /// Why nothing was taken of one.
    trouble: Option<String>,
    /// Whether there is any use in sending more now, and until when it asks to be left alone.
    is_away: bool,
    busy: Option<i64>,
}

impl Outcome {
    fn of(app: &App, told: Vec<(Delivery, Told)>, now: i64) -> Result<Self, Error> {
        let any = |is: &dyn Fn(&Told) -> bool| told.iter().any(|(_, told)| is(told));
        let wished = |(_, told): &(Delivery, Told)| match told {
            Told::Busy(_, wished) => Some(wished.unwrap_or_default()),
            _ => None,
        };
        Ok(Self {
            took: any(&|told| matches!(told, Told::Taken(_))),
            is_gone: any(&|told| matches!(told, Told::Refused(StatusCode::GONE))),
            is_away: any(&Told::is_away),
            busy: told.iter().filter_map(wished).max(),
            trouble: told.iter().find_map(|(_, told)| told.trouble()),
            rows: told.into_iter().map(|one| settled(app, one, now)).collect::<Result<_, Error>>()?,
        })
    }

    /// Says how the address is. Whether it goes on.
    fn note(&self, tx: &mut Tx<'_>, webhook: &Webhook, now: i64) -> Result<bool, Error> {
        match (&self.trouble, self.busy) {
            (Some(trouble), _) if !self.took => {
                let hold = (self.is_away, self.busy.unwrap_or_default());
                webhook::fails(tx, key(webhook), &failing(webhook, now, (trouble, hold)))?;
            }
            (_, Some(wished)) => {
                webhook::listens(tx, key(webhook))?;
                webhook::hold(tx, key(webhook), now + wished.max(HOLDS_MS[0]))?;
            }
            _ if self.took => webhook::listens(tx, key(webhook))?,
            _ => {}
        }
        Ok(self.busy.is_none() && (self.took || !self.is_away))
    }

    /// Why the address is to be switched off.
    fn ends(&self, webhook: &Webhook, now: i64) -> Option<&'static str> {
        let fails = !self.took && self.trouble.is_some();
        let is_over = fails && webhook.state.failing_since.is_some_and(|since| now - since >= FAILING_MS);
        if self.is_gone { Some("gone") } else { is_over.then_some("failing") }
    }
}

/// Writes down what became of these; the address as it is now, where there is any use in going on.
pub(super) async fn settle(
    app: &App,
    webhook: &Webhook,
    told: Vec<(Delivery, Told)>,
) -> Result<Option<Webhook>, Error> {
    let (now, whose, called) = (app.now(), key(webhook), webhook.url.clone());
    for (_, one) in &told {
        // What is lost or no longer asked for was not sent.
        if !matches!(one, Told::Lost | Told::Unasked) {
            app.meters().note_call(matches!(one, Told::Taken(_)));
        }
    }
    let outcome = Outcome::of(app, told, now)?;
    if let Some(trouble) = &outcome.trouble {
        tracing::warn!(webhook = %webhook.id, trouble, "a webhook does not take what it is told");
    }
    let off = match outcome.ends(webhook, now) {
        Some(why) => Some(Off::of(app, webhook, why).await?),
        None => None,
    };
    let write = move |tx: &mut Tx<'_>| {
        for one in &outcome.rows {
            match one.state {
                State::Skipped => webhook_delivery::skip(tx, &one.row)?,
                state => drop(webhook_delivery::tried(tx, &one.row, (state, one.due_at), &one.attempt)?),
            }
        }
        // Whoever has removed it has been told the last thing.
        let Some(webhook) = webhook::find(tx, whose)? else { return Ok(None) };
        // What the address before has answered says nothing of the one that is there now.
        if webhook.url != called {
            return Ok(webhook.enabled.then_some(webhook));
        }
        let goes_on = outcome.note(tx, &webhook, now)? && webhook.enabled;
        let Some(off) = off.as_ref().filter(|off| outcome.ends(&webhook, now) == Some(off.why)) else {
            return Ok(goes_on.then_some(webhook));
        };
        if webhook::switch_off(tx, whose, (now, Some(off.why)))? {
            audit_event::insert(tx, &off.event)?;
            messages::insert_all(tx, &off.letters)?;
        }
        Ok::<_, Error>(None)
    };
    let left = app.store().write("settle webhook's events", write).await?;
    if left.is_none() {
        messages::ring(app);
    }
    Ok(left)
}

/// What follows from one attempt.
fn settled(app: &App, (row, told): (Delivery, Told), now: i64) -> Result<Settled, Error> {
    let over = |row, state, status: Option<StatusCode>, trouble: Option<&str>| {
        let status = status.map(|status| i64::from(status.as_u16()));
        let attempt = Attempt { at: now, status, trouble: trouble.map(str::to_owned) };
        Ok::<_, Error>(Settled { row, state, due_at: None, attempt })
    };
    let status = match told {
        Told::Taken(status) => return over(row, State::Taken, Some(status), None),
        Told::Unasked => return over(row, State::Skipped, None, None),
        Told::Lost => {
            return over(row, State::GivenUp, None, Some("the audit does not keep this event any more"));
        }
        Told::Refused(status) | Told::Busy(status, _) => Some(i64::from(status.as_u16())),
        Told::Away(_) => None,
    };
    let trouble = told.trouble().unwrap_or_default();
    let trouble = trouble.chars().filter(|letter| !letter.is_control()).take(LONGEST_TROUBLE).collect();
    let wait = usize::try_from(row.attempts).ok().and_then(|place| WAITS_MS.get(place)).copied();
    let due_at = wait.map(|wait| Ok::<_, Error>(now + wait + jitter(app, wait)?)).transpose()?;
    let state = if due_at.is_some() { row.state } else { State::GivenUp };
    Ok(Settled { row, state, due_at, attempt: Attempt { at: now, status, trouble: Some(trouble) } })
}

/// Up to a tenth, so that what failed together does not come back together.
fn jitter(app: &App, wait: i64) -> Result<i64, Error> {
    let [byte] = random::bytes(app.random())?;
    Ok(wait / 10 * i64::from(byte) / 255)
}

/// The state of an address that has taken nothing once more.
fn failing(webhook: &Webhook, now: i64, (trouble, (is_away, wished)): (&str, (bool, i64))) -> webhook::State {
    let before = &webhook.state;
    let place = usize::try_from(before.failures).unwrap_or(usize::MAX).min(HOLDS_MS.len() - 1);
    let hold = HOLDS_MS.get(place).map_or(wished, |hold| wished.max(*hold));
    let hold = if is_away { hold } else { 0 };
    webhook::State {
        held_until: now + hold,
        failures: before.failures.saturating_add(1),
        failing_since: before.failing_since.or(Some(now)),
        trouble: Some(trouble.to_owned()),
        ..webhook::State::default()
    }
}

/// That an address is switched off by us: on record, and told to whoever may mend it (Standard Webhooks: by another way than the one that fails).
struct Off {
    why: &'static str,
    event: AuditEvent,
    letters: Vec<Outgoing>,
}

impl Off {
    async fn of(app: &App, webhook: &Webhook, why: &'static str) -> Result<Self, Error> {
        let tenant = webhook.tenant_id;
        let event = audit::drawn(app, &Scene::of_tenant(tenant), Kind::WebhookDisabled, About::default())?;
        let event = about(&event, webhook.id, Some(why.to_owned()));
        let (snapshot, place) = (app.snapshot(), without_path(&webhook.url));
        let Some(door) = snapshot.doors().iter().find(|door| door.tenant.id == tenant) else {
            return Ok(Self { why, event, letters: Vec::new() });
        };
        let detail = match why {
            "gone" => "It answered that it is gone for good (410).",
            _ => "It has taken nothing for five days.",
        };
        let words = vec![
            ("name", if webhook.description.is_empty() { place } else { webhook.description.clone() }),
            ("detail", detail.to_owned()),
            ("link", format!("/admin/{}/webhooks/{}", door.tenant.slug, webhook.id)),
        ];
        let whom = (Power::Configure, Scope::Tenant(tenant));
        let letters = letters(app, whom, (messages::Kind::WebhookOff, words)).await?;
        Ok(Self { why, event, letters })
    }
}
