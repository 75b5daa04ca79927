//! Programs of a tenant are told what happens there: each event of the audit that an address asked for is sent to it, signed, until it is taken
//! (Standard Webhooks). What is to be sent follows from the audit, so nobody who records anything waits for it or can forget it. It must never
//! tell more than the tenant's administrators may read, and no address may keep the others waiting.

mod address;
mod change;
mod events;
mod folding;
mod message;
pub mod operator;
mod plan;
mod roster;
mod sending;
mod settling;
mod signing;

pub use change::{disable, enable, remove, renew_secret, retry, save, test};
pub use events::{EVENTS, EventType, Group};
pub use folding::Looking;
pub use roster::{DeliveryView, Drawn, NewWebhookAsk, WebhookAsk, WebhookView, add, count, deliveries, list, show};
pub use sending::{Posting, sweep};
