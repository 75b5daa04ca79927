//! What the operator does about webhooks from the command line. A new secret is in the answer, once.

use super::{Answer, failed};
use crate::front::Server;
use domain::webhooks::operator::{self, Done, NotDone, Wish};

pub(super) async fn carry_out(server: &Server, tenant: &str, wish: Wish) -> Answer {
    match operator::carry_out(&server.app, tenant, wish).await {
        Ok(Done::Drawn(drawn)) => Answer::Webhook { id: drawn.id, secret: Some(drawn.secret) },
        Ok(Done::One(id)) => Answer::Webhook { id, secret: None },
        Ok(Done::List(list)) => Answer::Webhooks { list },
        Err(NotDone::Failed(error)) => failed(server, &error),
        Err(why) => Answer::Refused { why: why.to_string() },
    }
}
