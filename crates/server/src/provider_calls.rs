//! The domain's calls to identity providers and applications, sent by the one client that calls others. It adds nothing: which addresses may be called is
//! decided there.

use crate::outgoing::{Outgoing, OutgoingError};
use domain::outgoing::{Asking, HttpRequest, NoAnswer};

impl domain::Outgoing for Outgoing {
    fn send(&self, request: HttpRequest) -> Asking<'_> {
        // Named in full: the client's own function, not this one.
        Box::pin(async move { Outgoing::send(self, request).await.map_err(no_answer) })
    }

    fn send_to_stranger(&self, request: HttpRequest) -> Asking<'_> {
        Box::pin(async move { Outgoing::send_to_stranger(self, request).await.map_err(no_answer) })
    }
}

fn no_answer(error: OutgoingError) -> NoAnswer {
    NoAnswer { told: error.told(), source: Box::new(error) }
}
