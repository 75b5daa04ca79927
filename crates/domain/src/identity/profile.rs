//! What members change about themselves through an application that is no way in: the name that they are shown by.

use super::changing::new_name;
use super::condition::Condition;
use super::denied::{Denied, Word};
use super::entering::Member;
use super::naming::Naming;
use super::self_service::refuse;
use super::undone::Undone;
use super::users::{Facts, SelfUserWithData};
use crate::app::App;
use crate::audit::{self, About, Kind, Scene};
use crate::factors::Holder;
use crate::saving::Unsaved;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use store::{audit_event, user};

use super::record::nullable;

/// The body of update. Which second factor comes first is said by the policy, and not by each member.
#[derive(Debug, Default, Deserialize)]
pub struct SelfUpdate {
    #[serde(default, deserialize_with = "nullable")]
    pub payload: Map<String, Value>,
}

/// Changes the account, and answers what it is then.
pub async fn update(
    app: &App,
    member: &Member,
    (condition, update): (Condition, &SelfUpdate),
) -> Result<SelfUserWithData, Denied> {
    member.require_enough()?;
    let naming = Naming::of(&update.payload)?;
    let (holder, visit) = (Holder::from(&member.session), &member.visit);
    let event = audit::done(app, &Scene::from(visit), Kind::UserChanged, About::member(holder.user)).await?;
    let (door, subject) = (Arc::clone(&visit.door), member.subject.clone());
    let written = app.store().write("change own account", move |tx| {
        holder.require_standing(tx)?;
        let facts = Facts::read(tx, &door, holder.user)?.ok_or(Word::UserNotFound)?;
        let view = |facts: &Facts| SelfUserWithData::of(&door, facts, subject.clone());
        condition.require(|| view(&facts))?;
        let Some(name) = new_name(&facts, &naming) else { return Ok(view(&facts)) };
        user::rename(tx, holder.pool, holder.user, &name)?;
        audit_event::insert(tx, &event)?;
        let facts = Facts::read(tx, &door, holder.user)?.ok_or(Word::UserNotFound)?;
        Ok::<_, Undone>(view(&facts))
    });
    match written.await {
        Ok(view) => Ok(view),
        Err(Undone::Word(word)) => Err(word.into()),
        Err(Undone::Unsaved(Unsaved::Because(reason))) => Err(refuse(app, member, reason).await.into()),
        Err(Undone::Unsaved(Unsaved::Failed(error))) => Err(error.into()),
        // No setting is looked at.
        Err(Undone::Unsaved(Unsaved::Objection(_))) => Err(Word::PayloadRefused.into()),
    }
}
