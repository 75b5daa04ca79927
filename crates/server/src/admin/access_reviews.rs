//! Console > Security Center > Access Reviews: a snapshot of who may do what, and the same as a file (S0c-3).

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::security::tenants;
use super::users::Picked;
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::administrators::Acting;
use domain::security_center::{self, Form, Snapshot, Tenant};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/access_reviews.html")]
pub(crate) struct AccessReviewsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tab: &'static str,
    /// The place that is asked for, or that was looked at.
    pub tenant: String,
    pub taken: Option<Snapshot>,
    tenants: Vec<Tenant>,
    now: i64,
}

framed!(AccessReviewsPage);

impl AccessReviewsPage {
    fn tenants(&self) -> Vec<Picked<'_>> {
        tenants(&self.tenants, &self.tenant)
    }

    fn moment(&self, at: &str) -> Moment {
        Moment::read(self.chrome.language, at, self.now)
    }

    fn role(word: &str) -> &str {
        match word {
            "owner" => "Owner",
            "administrator" => "Administrator",
            "support" => "Support",
            "auditor" => "Auditor",
            role => role,
        }
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let asked = place(&uri);
    let taken = match parameter(uri.query(), "snapshot") {
        Some(_) => Some(security_center::snapshot(&server.app, &acting, (asked.as_deref(), "console")).await?),
        None => None,
    };
    let tenants = security_center::tenants(&server.app, &acting)?;
    let (chrome, frame) = frame(&server, &acting, (Place::Security, None))?;
    let tenant = taken.as_ref().map(|taken| taken.tenant.clone()).or(asked).unwrap_or_default();
    let now = server.app.now();
    Ok(Page::ok(AccessReviewsPage { tab: "reviews", tenant, taken, tenants, now, chrome, frame }).into_response())
}

fn place(uri: &Uri) -> Option<String> {
    let asked = uri.query().and_then(|query| serde_urlencoded::from_str::<Vec<(String, String)>>(query).ok());
    asked?.into_iter().find(|(name, value)| name == "tenant" && !value.is_empty()).map(|(_, value)| value)
}

pub(crate) async fn csv(state: State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    file(state, &uri, &acting, (Form::Csv, "text/csv; charset=utf-8")).await
}

pub(crate) async fn json(state: State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    file(state, &uri, &acting, (Form::Json, "application/json")).await
}

async fn file(
    State(server): State<Arc<Server>>,
    uri: &Uri,
    acting: &Acting,
    (form, kind): (Form, &'static str),
) -> Answer {
    let text = security_center::export(&server.app, acting, (place(uri).as_deref(), form)).await?;
    let mut response = Response::new(text.into());
    let name = format!("attachment; filename=\"access-review.{}\"", form.as_str());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
