//! The domain's calls to identity providers and applications, sent by the one client that calls others. It adds nothing: which addresses may be called is
//! decided there.

use crate::outgoing::Outgoing;
use domain::outgoing::{Asking, HttpRequest, NoAnswer};

impl domain::Outgoing for Outgoing {
    fn send(&self, request: HttpRequest) -> Asking<'_> {
        // Named in full: the client's own function, not this one.
        Box::pin(async move {
            let answer = Outgoing::send(self, request).await;
            answer.map_err(|error| NoAnswer { told: error.told(), source: Box::new(error) })
        })
    }

    fn send_to_stranger(&self, request: HttpRequest) -> Asking<'_> {
        let asking = async move { Outgoing::send_to_stranger(self, request).await };
        Box::pin(async move { asking.await.map_err(|error| NoAnswer(Box::new(error))) })
    }
}
