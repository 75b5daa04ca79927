//! What the product does. One file per use case, one public function per step; decisions are pure functions over loaded facts.
//!
//! This crate knows no HTTP: it is handed a [`Visit`] (which front door, what kind of client, from where) and answers with facts
//! or with one refusal. Everything that differs between two installations hangs on one [`App`].

pub mod access_pass;
pub mod account;
pub mod activity;
pub mod addresses;
pub mod app;
pub mod assertion;
pub mod audit;
mod base32;
pub mod binding;
pub mod catalogue;
pub mod challenge;
pub mod channels;
pub mod clock;
pub mod conformance;
pub mod decoy;
pub mod demo;
pub mod devices;
pub mod enrolment;
pub mod error;
mod factors;
pub mod failures;
mod first_proof;
pub mod identifier;
pub mod invitations;
pub mod journey;
pub mod keys;
pub mod later;
pub mod members;
pub mod messages;
pub mod metadata;
pub mod method;
pub mod models;
pub mod notices;
pub mod one_time_code;
pub mod origins;
pub mod outgoing;
pub mod passkeys;
pub mod password;
pub mod policy;
pub mod presets;
pub mod providers;
pub mod public_url;
pub mod random;
pub mod rates;
pub mod recovery;
pub mod recovery_codes;
pub mod session;
pub mod sessions;
pub mod settings;
pub mod setup;
pub mod sign_in;
pub mod sign_up;
pub mod signals;
pub mod single_sign_on;
pub mod snapshot;
pub mod step_up;
pub mod subject;
pub mod ticket;
pub mod totp;
pub mod visit;
pub mod way_on;
mod ways;
pub mod well_known;
pub mod wish;

pub use app::{App, AppOptions, NotReady, OpenError};
pub use channels::Channels;
pub use clock::{Clock, SetClock, SystemClock};
pub use error::{Error, Phase, Reason, Reference, Refused};
pub use keys::MasterKey;
pub use method::Method;
pub use origins::Origins;
pub use outgoing::{CallsNobody, Outgoing};
pub use public_url::PublicUrl;
pub use random::{Random, SystemRandom};
pub use session::Session;
pub use settings::Mode;
pub use snapshot::{FrontDoor, Snapshot};
pub use store::id;
pub use visit::{Begun, Client, SetupVisit, SignedIn, Visit};

/// Where the data lives, as the command line names it. The server knows the store by this and by nothing else.
pub use store::{DEFAULT_CONNECTIONS, Doorbell, Location, OpenError as StoreOpenError, Store};
