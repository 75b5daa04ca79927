//! Sends what waits. One node at a time has the turn of an address, and makes some calls in it; what follows from them, `settling` says. No
//! address may keep the others waiting.

use super::settling::{Told, settle};
use super::signing::signatures;
use super::{events, message};
use crate::app::App;
use crate::audit::id_at;
use crate::error::{Error, one_line};
use crate::outgoing::HttpRequest;
use openidconnect::http::Request;
use openidconnect::http::header::CONTENT_TYPE;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use store::id::{EventId, TenantId, WebhookId};
use store::webhook::{self, Webhook};
use store::webhook_delivery::{self, Delivery, State};
use store::{Tx, audit_proof};
use tokio::task::{Id, JoinSet};

/// Calls of one address at the same time.
const LANES: u32 = 4;
/// So many times in one turn, where it takes no longer than this: who is slow has it no longer than who is not.
const ROUNDS: u32 = 5;
const TURN_MS: i64 = 10_000;
/// Longer than a turn takes with its last calls. A node that ends within one keeps its address that long.
const LEASE_MS: i64 = 60_000;
/// Addresses that are called at the same time, and those of one tenant: no tenant has all the room.
const ADDRESSES: usize = 40;
const OF_TENANT: usize = 10;
/// How many are looked at to find those for which there is room.
const LOOK: u32 = 400;
/// For how long the console shows what was sent, and what waits for an address that is off is kept.
const KEEP_MS: i64 = 10 * 24 * 60 * 60_000;
const SWEEP: u32 = 500;

type Key = (TenantId, WebhookId);

pub(super) fn key(webhook: &Webhook) -> Key {
    (webhook.tenant_id, webhook.id)
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
    let done = calls(&app, webhook).await;
    let now = app.now();
    let end = move |tx: &mut Tx<'_>| Ok::<_, Error>(webhook::end_turn(tx, whose, (number, now))?);
    let ended = app.store().write("end webhook's turn", end).await;
    done.and(ended)
}

async fn calls(app: &Arc<App>, webhook: Webhook) -> Result<(), Error> {
    let (whose, begun) = (key(&webhook), app.now());
    let mut webhook = Arc::new(webhook);
    for _ in 0..ROUNDS {
        let now = app.now();
        if now - begun >= TURN_MS {
            return Ok(());
        }
        let rows = app.store().read("webhook's events", move |tx| webhook_delivery::due(tx, whose, now, LANES)).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut calls = JoinSet::new();
        for row in rows {
            let (app, webhook) = (Arc::clone(app), Arc::clone(&webhook));
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
        if told.is_empty() {
            return first;
        }
        // What was changed meanwhile holds from the next call on.
        match settle(app, &webhook, told).await? {
            Some(fresh) => webhook = Arc::new(fresh),
            None => return first,
        }
        first?;
    }
    Ok(())
}

async fn call(app: &App, webhook: &Webhook, row: &Delivery) -> Result<Told, Error> {
    if row.state != State::Again && !events::is_asked_for(&webhook.events, &row.r#type) {
        return Ok(Told::Unasked);
    }
    let (tenant, event) = (row.tenant_id, row.event_id);
    let found = app.store().read("event of a webhook", move |tx| audit_proof::find(tx, tenant, event)).await?;
    let Some(found) = found else { return Ok(Told::Lost) };
    let body = message::body(&row.r#type, &found.event).map_err(Error::Answer)?;
    let Some(request) = request(app, webhook, (event, body)) else {
        return Ok(Told::Away("its address or its secret is of no use".to_owned()));
    };
    Ok(match app.call(request).await {
        Ok(answer) => Told::of(&answer),
        Err(error) => {
            tracing::warn!(webhook = %webhook.id, error = one_line(&error), "a webhook cannot be called");
            Told::Away(error.told)
        }
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
