//! Load on the built binary, and the limits of the machine beside it. The parts are a library so that the durability tests drive the
//! same processes with the same client. It must never reach into the server: what it knows, it knows over HTTP (only the file with a
//! million users is filled through the store, because signing them up would take an hour).

pub mod applications;
mod budgets;
pub mod cores;
pub mod fill;
pub mod http;
pub mod limits;
pub mod load;
pub mod members;
pub mod options;
pub mod postgres;
pub mod report;
pub mod run;
pub mod server;
pub mod verification;
