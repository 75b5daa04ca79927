//! Console > Security Center: what was recorded, what of it deserves a look, who may do what, and what came back (S0c-2 to S0c-4). What is looked
//! for stands in the address, so that a list can be passed on.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::users::{Picked, fixed};
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::browser::in_words;
use crate::web::moment::Moment;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::administrators::Acting;
use domain::audit::Category;
use domain::security_center::{self, Ask, EventList, EventRow, Person, Risk, Tab, Tenant};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const EVENTS: &str = "/admin/security";
const ALERTS: &str = "/admin/security/alerts";
const RECOVERY: &str = "/admin/security/recovery";

/// What is looked for, as the form sends it. What cannot be understood is left out: an address may be old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Query {
    #[serde(skip_serializing_if = "String::is_empty")]
    tenant: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    actor: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    subject: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    category: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    risk: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    at: String,
}

impl Query {
    fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    fn ask(&self, tab: Tab) -> Ask {
        Ask {
            tab,
            tenant: Some(self.tenant.clone()).filter(|slug| !slug.is_empty()),
            text: self.q.clone(),
            actor: self.actor.clone(),
            subject: self.subject.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            category: category(&self.category),
            risk: match self.risk.as_str() {
                "low" => Some(Risk::Low),
                "medium" => Some(Risk::Medium),
                "high" => Some(Risk::High),
                _ => None,
            },
            oldest_first: self.sort == "oldest",
            place: self.at.parse().ok(),
        }
    }

    fn is_filtered(&self) -> bool {
        let of_place = (self.tenant.clone(), self.sort.clone(), self.at.clone());
        *self != Self { tenant: of_place.0, sort: of_place.1, at: of_place.2, ..Self::default() }
    }

    /// The same list from another place on.
    fn at(&self, at: &str) -> String {
        let query = Self { at: at.to_owned(), ..self.clone() };
        format!("?{}", serde_urlencoded::to_string(query).unwrap_or_default())
    }
}

const CATEGORIES: [(&str, &str); 7] = [
    ("", "Any"),
    ("auth", "Auth"),
    ("access", "Access"),
    ("policy", "Policy"),
    ("recovery", "Recovery"),
    ("data-recovery", "Data recovery"),
    ("admin", "Admin"),
];

fn category(word: &str) -> Option<Category> {
    Some(match word {
        "auth" => Category::Auth,
        "access" => Category::Access,
        "policy" => Category::Policy,
        "recovery" => Category::Recovery,
        "data-recovery" => Category::DataRecovery,
        "admin" => Category::Admin,
        _ => return None,
    })
}

fn category_name(of: Category) -> &'static str {
    CATEGORIES.into_iter().find(|(word, _)| category(word) == Some(of)).map_or("", |(_, name)| name)
}

/// One event in the list.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub event: EventRow,
    pub at: Moment,
    pub category: &'static str,
    pub risk: &'static str,
    pub is_risky: bool,
    pub actor: Option<String>,
    pub subject: Option<String>,
    pub browser: Option<String>,
}

impl Row {
    fn of(chrome: &Chrome, event: EventRow, now: i64) -> Self {
        Self {
            at: Moment::read(chrome.language, &event.at, now),
            category: category_name(event.category),
            risk: event.risk.name(),
            is_risky: event.risk == Risk::High,
            actor: event.actor.as_ref().map(name),
            subject: event.subject.as_ref().map(name),
            browser: event.browser.as_deref().map(|text| in_words(&chrome.labels, Some(text))),
            event,
        }
    }
}

/// Whoever is gone is an id.
fn name(person: &Person) -> String {
    person.name.clone().unwrap_or_else(|| person.id.to_string())
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/security.html")]
pub(crate) struct SecurityPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tab: &'static str,
    pub base: &'static str,
    pub rows: Vec<Row>,
    pub next: Option<String>,
    pub first: Option<String>,
    pub looked_at: Option<usize>,
    tenants: Vec<Tenant>,
    query: Query,
}

framed!(SecurityPage);

impl SecurityPage {
    fn tenants(&self) -> Vec<Picked<'_>> {
        tenants(&self.tenants, &self.query.tenant)
    }

    fn categories(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.category, &CATEGORIES)
    }

    fn risks(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.risk, &[("", "Any"), ("low", "Low"), ("medium", "Medium"), ("high", "High")])
    }

    fn orders(&self) -> Vec<Picked<'static>> {
        fixed(&self.query.sort, &[("", "Newest first"), ("oldest", "Oldest first")])
    }

    /// All that is looked for, but for the place.
    fn clear(&self) -> String {
        let query = Query { tenant: self.query.tenant.clone(), ..Query::default() };
        format!("{}{}", self.base, query.at(""))
    }
}

pub(super) fn tenants<'a>(all: &'a [Tenant], picked: &str) -> Vec<Picked<'a>> {
    all.iter().map(|one| Picked { value: &one.slug, name: &one.name, selected: one.slug == picked }).collect()
}

pub(crate) async fn events(state: State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    page(state, &uri, &acting, (Tab::Events, EVENTS)).await
}

pub(crate) async fn alerts(state: State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    page(state, &uri, &acting, (Tab::Alerts, ALERTS)).await
}

pub(crate) async fn recovery(state: State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    page(state, &uri, &acting, (Tab::Recovery, RECOVERY)).await
}

async fn page(
    State(server): State<Arc<Server>>,
    uri: &Uri,
    acting: &Acting,
    (tab, base): (Tab, &'static str),
) -> Answer {
    let mut query = Query::of(uri);
    let EventList { tenant, rows, next, looked_at } =
        security_center::events(&server.app, acting, query.ask(tab)).await?;
    let tenants = security_center::tenants(&server.app, acting)?;
    let (chrome, frame) = frame(&server, acting, (Place::Security, None))?;
    query.tenant = tenant;
    let now = server.app.now();
    let rows = rows.into_iter().map(|event| Row::of(&chrome, event, now)).collect();
    let first = (!query.at.is_empty()).then(|| query.at(""));
    let next = next.map(|at| query.at(&at.to_string()));
    let tab = match tab {
        Tab::Events => "events",
        Tab::Alerts => "alerts",
        Tab::Recovery => "recovery",
    };
    Ok(Page::ok(SecurityPage { chrome, frame, tab, base, rows, next, first, looked_at, tenants, query })
        .into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_looked_for() {
        let uri =
            "/x?tenant=acme&q=a+b&actor=ada&from=2026-01-02&category=data-recovery&risk=high&sort=oldest&at=nonsense";
        let query = Query::of(&uri.parse().unwrap());
        let ask = query.ask(Tab::Events);
        assert_eq!((ask.tenant.as_deref(), ask.text.as_str(), ask.actor.as_str()), (Some("acme"), "a b", "ada"));
        assert_eq!((ask.category, ask.risk, ask.place), (Some(Category::DataRecovery), Some(Risk::High), None));
        assert!(ask.oldest_first && query.is_filtered() && query.at("").matches('&').count() == 6, "{}", query.at(""));
        assert!(!Query::of(&"/x?tenant=acme&sort=oldest&at=1".parse().unwrap()).is_filtered());
        for (word, name) in CATEGORIES.into_iter().skip(1) {
            assert_eq!(category_name(category(word).unwrap()), name);
        }
    }
}
