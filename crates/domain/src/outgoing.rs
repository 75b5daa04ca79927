//! How this crate asks others over HTTP without knowing how: it builds requests and judges answers, the server below sends them. Whoever
//! sends decides which addresses may be called at all, how large an answer may be and how long it may take; redirects are never followed.

pub use openidconnect::{HttpRequest, HttpResponse};
use std::fmt::Debug;
use std::pin::Pin;

/// An answer that comes, or does not.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'a>>;

/// Sends one request and reads the whole answer.
pub trait Outgoing: Debug + Send + Sync {
    fn send(&self, request: HttpRequest) -> Asking<'_>;

    /// The same to an address that a stranger has named. What the operator has opened for the addresses that administrators enter is not open to
    /// these.
    fn send_to_stranger(&self, request: HttpRequest) -> Asking<'_>;
}

/// Nobody answered, or nobody may be asked.
#[derive(Debug, thiserror::Error)]
#[error("no answer came")]
pub struct NoAnswer {
    pub source: Box<dyn std::error::Error + Send + Sync>,
    /// The same for whoever may name an address and need not know what there is in the operator's network.
    pub told: String,
}

/// For installations that call nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct CallsNobody;

#[derive(Debug, thiserror::Error)]
#[error("this installation calls nobody")]
struct NobodyIsCalled;

impl Outgoing for CallsNobody {
    fn send(&self, _: HttpRequest) -> Asking<'_> {
        Box::pin(async { Err(NoAnswer { told: NobodyIsCalled.to_string(), source: Box::new(NobodyIsCalled) }) })
    }

    fn send_to_stranger(&self, request: HttpRequest) -> Asking<'_> {
        self.send(request)
    }
}
