//! Console > Guide: what passkeys are for a community, and how to bring them to its members, for administrators who are members themselves (S2-1).
//! It says what holds for every pool, and must never say of one what its settings do not.

use super::Answer;
use super::frame::{Frame, Place, frame};
use super::roll_out::RollOutPage;
use crate::extract::Administrator;
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use askama::Template;
use axum::extract::State;
use axum::response::IntoResponse;
use domain::administrators::Power;
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/guide.html")]
pub(crate) struct GuidePage {
    pub chrome: Chrome,
    pub frame: Frame,
}

framed!(GuidePage);

impl GuidePage {
    /// The doctor is for those who may mend what it finds.
    fn may_configure(&self) -> bool {
        self.frame.may(Power::Configure)
    }

    fn trial() -> [&'static str; 7] {
        RollOutPage::trial()
    }

    fn questions() -> [&'static str; 5] {
        RollOutPage::asked()
    }
}

pub(crate) async fn page(State(server): State<Arc<Server>>, Administrator(acting): Administrator) -> Answer {
    let (chrome, frame) = frame(&server, &acting, (Place::Guide, None))?;
    Ok(Page::ok(GuidePage { chrome, frame }).into_response())
}
