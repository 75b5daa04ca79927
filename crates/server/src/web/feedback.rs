//! Account > Security > Passkey feedback: the five questions for the pilot group (S2-12). A form that works without a script.

use super::account::{Account, frame, framed};
use super::labels::Labels;
use super::routes::Answer;
use crate::api::{no_content, to};
use crate::extract::{Posted, SignedIn};
use crate::front::Server;
use crate::openapi::shapes;
use crate::page::{Chrome, Page};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::IntoResponse;
use domain::account::Part;
use domain::feedback::{self, Give, Given, Said};
use std::sync::Arc;

/// One of the five: its name in the form, and what it asks.
pub(crate) struct Question<'a> {
    pub name: &'static str,
    pub text: &'a str,
    /// What the member has said before.
    pub said: Option<Said>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/feedback.html")]
pub struct FeedbackPage {
    pub chrome: Chrome,
    pub account: Account,
    pub given: Option<Given>,
}

impl FeedbackPage {
    /// In the order of the document.
    fn questions(&self) -> Vec<Question<'_>> {
        let labels = &self.chrome.labels;
        let texts = [
            ("understand", &labels.feedback_understand),
            ("works", &labels.feedback_works),
            ("wording", &labels.feedback_wording),
            ("fallback", &labels.feedback_fallback),
            ("confusion", &labels.feedback_confusion),
        ];
        let said = |place: usize| self.given.as_ref().and_then(|given| given.answers.get(place)).copied();
        texts.into_iter().enumerate().map(|(place, (name, text))| Question { name, text, said: said(place) }).collect()
    }

    fn answers(labels: &Labels) -> [(Said, &str); 3] {
        [(Said::Yes, &labels.feedback_yes), (Said::Partly, &labels.feedback_partly), (Said::No, &labels.feedback_no)]
    }

    fn remark(&self) -> &str {
        self.given.as_ref().map(|given| given.remark.as_str()).unwrap_or_default()
    }
}

framed!(FeedbackPage);

pub(crate) async fn page(State(server): State<Arc<Server>>, uri: Uri, signed_in: SignedIn) -> Answer {
    let (chrome, account) = frame(&server, &signed_in, (Part::Feedback, &uri)).await?;
    let given = feedback::given(&server.app, &signed_in.session).await?;
    Ok(Page::ok(FeedbackPage { chrome, account, given }).into_response())
}

/// Says how passkeys were to try
///
/// For members of the pilot group alone. What was said before is replaced.
#[utoipa::path(post, operation_id = "give_feedback", path = "/{tenant}/{workspace}/account/feedback", tag = "Account",
    params(shapes::Door), request_body = shapes::Feedback, responses(shapes::Done, shapes::Errors), security(("session" = []), ("token" = [])))]
pub(crate) async fn give(
    State(server): State<Arc<Server>>,
    SignedIn { visit, session }: SignedIn,
    Posted { body, by_form }: Posted<Give>,
) -> Answer {
    feedback::give(&server.app, &visit, &session, body).await?;
    let page = format!("{}/account/security/feedback?done=feedback-given", visit.door.base());
    Ok(if by_form { to(&page) } else { no_content() })
}
