//! Sends what waits. One node at a time has the turn of an address, and makes some calls in it; what is not taken is tried again, later and later,
//! for three days. An address that answers nothing is left alone for a while with all that waits for it, and one that has taken nothing for days, or
//! says that it is gone, is switched off.

use super::message;
use super::signing::signatures;
use crate::app::App;
use crate::audit::{self, About, Kind, Scene, id_at};
use crate::error::{Error, one_line};
use crate::outgoing::HttpRequest;
use crate::random;
use openidconnect::http::header::CONTENT_TYPE;
use openidconnect::http::{Request, StatusCode};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::audit_event::{self, AuditEvent};
use store::id::{EventId, TenantId, WebhookId};
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Attempt, Delivery, State};
use store::{Tx, audit_proof};
use tokio::task::{Id, JoinSet};

/// Calls of one address at the same time.
const LANES: u32 = 4;
/// So many times in one turn.
const ROUNDS: u32 = 5;
/// Longer than all calls of a turn take.
const LEASE_MS: i64 = 120_000;
/// Addresses that are called at the same time, and those of one tenant: no tenant has all the room.
const ADDRESSES: usize = 40;
const OF_TENANT: usize = 10;
/// How many are looked at to find those for which there is room.
const LOOK: u32 = 400;
const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// After each attempt that failed, and up to a tenth more. After the last one the event is given up.
const WAITS_MS: [i64; 9] =
    [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, DAY];
/// For how long an address is left alone where nobody answers.
const HOLDS_MS: [i64; 6] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
/// One that has taken nothing for so long is switched off.
const FAILING_MS: i64 = 5 * DAY;
/// For how long the console shows what was sent, and what waits for an address that is off is kept.
const KEEP_MS: i64 = 10 * DAY;
const SWEEP: u32 = 500;
const LONGEST_TROUBLE: usize = 200;

type Key = (TenantId, WebhookId);

fn key(webhook: &Webhook) -> Key {
    (webhook.tenant_id, webhook.id)
}

/// What became of one.
enum Told {
    Taken(StatusCode),
    /// It answered that it did not take this one.
    Refused(StatusCode),
    /// Nobody answered: it would take no other now, either.
    Away(String),
    /// Nothing can be said of it any more.
    Lost,
}

/// What this node is sending at this moment. Whatever it drops is due again when its lease is over.
#[derive(Debug, Default)]
pub struct Posting {
    turns: JoinSet<Result<(), Error>>,
    busy: HashMap<Id, Key>,
}

impl Posting {
    /// Begins with what is due and has room, and waits for none of it.
    pub async fn begin(&mut self, app: &Arc<App>) -> Result<(), Error> {
        let now = app.now();
        let due = app.store().read("due webhooks", move |tx| webhook::due(tx, now, LOOK)).await?;
        let rows = self.with_room(due);
        if rows.is_empty() {
            return Ok(());
        }
        let take = move |tx: &mut Tx<'_>| {
            let mut taken = Vec::with_capacity(rows.len());
            for row in &rows {
                if webhook::begin_turn(tx, row, now + LEASE_MS)? {
                    taken.push(row.clone());
                }
            }
            Ok::<_, Error>(taken)
        };
        for webhook in app.store().write("take webhooks", take).await? {
            let whose = key(&webhook);
            let turn = self.turns.spawn(turn(Arc::clone(app), webhook));
            self.busy.insert(turn.id(), whose);
        }
        Ok(())
    }

    /// Until one of its turns is over; none where nothing is being sent. May be left and asked again.
    pub async fn next(&mut self) -> Option<Result<(), Error>> {
        let (turn, done) = match self.turns.join_next_with_id().await? {
            Ok((turn, done)) => (turn, done),
            // One that panicked is due again when its lease is over.
            Err(error) => (error.id(), Ok(())),
        };
        self.busy.remove(&turn);
        Some(done)
    }

    /// No more than there is room for.
    fn with_room(&self, due: Vec<Webhook>) -> Vec<Webhook> {
        let mut busy: HashSet<Key> = self.busy.values().copied().collect();
        let mut has_room = |webhook: &Webhook| {
            let of_tenant = busy.iter().filter(|other| other.0 == webhook.tenant_id).count();
            busy.len() < ADDRESSES && of_tenant < OF_TENANT && busy.insert(key(webhook))
        };
        due.into_iter().filter(|webhook| has_room(webhook)).collect()
    }
}

/// Some calls, and then it is the next one's turn, even where something went wrong here.
async fn turn(app: Arc<App>, webhook: Webhook) -> Result<(), Error> {
    let (whose, number) = (key(&webhook), webhook.state.turn + 1);
    let done = calls(&app, &Arc::new(webhook)).await;
    let end = move |tx: &mut Tx<'_>| Ok::<_, Error>(webhook::end_turn(tx, whose, number)?);
    let ended = app.store().write("end webhook's turn", end).await;
    done.and(ended)
}

async fn calls(app: &Arc<App>, webhook: &Arc<Webhook>) -> Result<(), Error> {
    let whose = key(webhook);
    for _ in 0..ROUNDS {
        let now = app.now();
        let rows = app.store().read("webhook's events", move |tx| webhook_delivery::due(tx, whose, now, LANES)).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut calls = JoinSet::new();
        for row in rows {
            let (app, webhook) = (Arc::clone(app), Arc::clone(webhook));
            calls.spawn(async move {
                let told = call(&app, &webhook, &row).await;
                (row, told)
            });
        }
        let (mut told, mut first) = (Vec::new(), Ok(()));
        // One that panicked is due again in the next round.
        while let Some(done) = calls.join_next().await {
            match done {
                Ok((row, Ok(one))) => told.push((row, one)),
                Ok((_, Err(error))) => first = first.and(Err(error)),
                Err(_) => {}
            }
        }
        if told.is_empty() || !settle(app, webhook, told).await? {
            return first;
        }
        first?;
    }
    Ok(())
}

async fn call(app: &App, webhook: &Webhook, row: &Delivery) -> Result<Told, Error> {
    let (tenant, event) = (row.tenant_id, row.event_id);
    let found = app.store().read("event of a webhook", move |tx| audit_proof::find(tx, tenant, event)).await?;
    let Some(found) = found else { return Ok(Told::Lost) };
    let body = message::body(&row.r#type, &found.event).map_err(Error::Answer)?;
    let Some(request) = request(app, webhook, (event, body)) else {
        return Ok(Told::Away("its address or its secret is of no use".to_owned()));
    };
    Ok(match app.call(request).await {
        Ok(answer) if answer.status().is_success() => Told::Taken(answer.status()),
        Ok(answer) => Told::Refused(answer.status()),
        Err(error) => Told::Away(one_line(&error)),
    })
}

/// Signed anew at each attempt, under the same name.
fn request(app: &App, webhook: &Webhook, (event, body): (EventId, String)) -> Option<HttpRequest> {
    let (now, id) = (app.now(), message::id(event));
    let timestamp = now / 1000;
    let signature = signatures(&app.snapshot().ring, webhook, now, (&id, timestamp, &body))?;
    let request = Request::post(&webhook.url)
        .header(CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature);
    request.body(body.into_bytes()).ok()
}

/// What is written of one attempt.
struct Settled {
    row: Delivery,
    state: State,
    due_at: Option<i64>,
    attempt: Attempt,
}

/// Writes down what became of these; whether there is any use in going on now.
async fn settle(app: &App, webhook: &Webhook, told: Vec<(Delivery, Told)>) -> Result<bool, Error> {
    let (now, whose) = (app.now(), key(webhook));
    let took = told.iter().any(|(_, told)| matches!(told, Told::Taken(_)));
    let is_away = told.iter().any(|(_, told)| matches!(told, Told::Away(_)));
    let is_gone = told.iter().any(|(_, told)| matches!(told, Told::Refused(StatusCode::GONE)));
    let rows = told.into_iter().map(|one| settled(app, one, now)).collect::<Result<Vec<_>, Error>>()?;
    let trouble = rows.iter().find_map(|one| one.attempt.trouble.clone());
    if let Some(trouble) = &trouble {
        tracing::warn!(webhook = %webhook.id, trouble, "a webhook does not take what it is told");
    }
    let off = (is_gone || !took).then(|| switched_off(app, webhook.tenant_id)).transpose()?;
    let write = move |tx: &mut Tx<'_>| {
        for one in &rows {
            webhook_delivery::tried(tx, &one.row, (one.state, one.due_at), &one.attempt)?;
        }
        // Whoever has removed it has been told the last thing.
        let Some(webhook) = webhook::find(tx, whose)? else { return Ok(false) };
        if took {
            webhook::listens(tx, whose)?;
        } else if let Some(trouble) = &trouble {
            webhook::fails(tx, whose, &failing(&webhook, now, (trouble, is_away)))?;
        }
        let is_over = !took && webhook.state.failing_since.is_some_and(|since| now - since >= FAILING_MS);
        let why = if is_gone { Some("gone") } else { is_over.then_some("failing") };
        if let (Some(why), Some(event)) = (why, &off)
            && webhook::switch_off(tx, whose, (now, Some(why)))?
        {
            let detail = Some(Cow::Owned(format!("{}; {why}", whose.1)));
            audit_event::insert(tx, &AuditEvent { detail, ..event.clone() })?;
        }
        Ok::<_, Error>(webhook.enabled && why.is_none() && (took || !is_away))
    };
    app.store().write("settle webhook's events", write).await
}

/// What follows from one attempt.
fn settled(app: &App, (row, told): (Delivery, Told), now: i64) -> Result<Settled, Error> {
    let (status, trouble) = match told {
        Told::Taken(status) => {
            let attempt = Attempt { at: now, status: Some(i64::from(status.as_u16())), trouble: None };
            return Ok(Settled { row, state: State::Taken, due_at: None, attempt });
        }
        Told::Lost => {
            let trouble = Some("the audit does not keep this event any more".to_owned());
            let attempt = Attempt { at: now, status: None, trouble };
            return Ok(Settled { row, state: State::GivenUp, due_at: None, attempt });
        }
        Told::Refused(status) => {
            (Some(i64::from(status.as_u16())), format!("it answered with status {}", status.as_u16()))
        }
        Told::Away(trouble) => (None, trouble),
    };
    let trouble = trouble.chars().filter(|letter| !letter.is_control()).take(LONGEST_TROUBLE).collect();
    let wait = usize::try_from(row.attempts).ok().and_then(|place| WAITS_MS.get(place)).copied();
    let due_at = wait.map(|wait| Ok::<_, Error>(now + wait + jitter(app, wait)?)).transpose()?;
    let state = if due_at.is_some() { State::Waiting } else { State::GivenUp };
    Ok(Settled { row, state, due_at, attempt: Attempt { at: now, status, trouble: Some(trouble) } })
}

/// Up to a tenth, so that what failed together does not come back together.
fn jitter(app: &App, wait: i64) -> Result<i64, Error> {
    let [byte] = random::bytes(app.random())?;
    Ok(wait / 10 * i64::from(byte) / 255)
}

/// The state of an address that has taken nothing once more.
fn failing(webhook: &Webhook, now: i64, (trouble, is_away): (&str, bool)) -> webhook::State {
    let before = &webhook.state;
    let place = usize::try_from(before.failures).unwrap_or(usize::MAX).min(HOLDS_MS.len() - 1);
    let hold = HOLDS_MS.get(place).copied().filter(|_| is_away).unwrap_or_default();
    webhook::State {
        held_until: now + hold,
        failures: before.failures.saturating_add(1),
        failing_since: before.failing_since.or(Some(now)),
        trouble: Some(trouble.to_owned()),
        ..webhook::State::default()
    }
}

/// Still without which one, and why.
fn switched_off(app: &App, tenant: TenantId) -> Result<AuditEvent, Error> {
    audit::drawn(app, &Scene::of_tenant(tenant), Kind::WebhookDisabled, About::default())
}

/// Forgets what was sent long ago, and all that an address was told that is no more.
pub async fn sweep(app: &App) -> Result<(), Error> {
    let old = id_at(app.now() - KEEP_MS);
    let mut after = (TenantId::NIL, WebhookId::NIL);
    loop {
        let find = move |tx: &mut Tx<'_>| {
            let Some(next) = webhook_delivery::next(tx, after)? else { return Ok(None) };
            let is_there = webhook::find(tx, next)?.is_some();
            Ok::<_, Error>(Some((next, is_there)))
        };
        let Some((next, is_there)) = app.store().read("told webhooks", find).await? else { return Ok(()) };
        let before = if is_there { old } else { EventId::from_bytes([0xff; 16]) };
        let look = move |tx: &mut Tx<'_>| webhook_delivery::is_any(tx, next, before);
        if app.store().read("old webhook events", look).await? {
            let sweep = move |tx: &mut Tx<'_>| webhook_delivery::sweep(tx, next, before, SWEEP);
            while app.store().write("forget webhook events", sweep).await? == u64::from(SWEEP) {}
        }
        after = next;
    }
}
