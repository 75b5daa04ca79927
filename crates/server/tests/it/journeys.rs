//! Whole journeys over HTTP: every method, what policy holds and lets go, and what hostile clients try with tickets.

mod dry_run;
mod guards;
mod headless;
mod holds;
mod later;
mod methods;
mod modes;
mod names;
mod new_password;
mod pages;
mod passkeys;
mod races;
mod rotation;
mod step_up;
mod tickets;
mod timing;
mod way_on;
mod world;
