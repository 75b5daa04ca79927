//! The page at `/` of a demonstration: its front doors, with what is different behind each and who may be tried there. It must never list the
//! doors of a real installation, whose tenants do not know of each other.

use askama::Template;
use domain::demo::{self, Sample};
use domain::{FrontDoor, Mode};

use crate::page::{Chrome, Framed};

#[derive(Clone, Debug)]
pub struct Door {
    /// `/{tenant}/{workspace}`.
    pub base: String,
    pub name: String,
    /// One line: what is different behind this door.
    pub explanation: String,
    /// Sample members whose names can be signed in with.
    pub members: Vec<Sample>,
}

impl Door {
    pub(super) fn of(door: &FrontDoor) -> Self {
        let tenant = door.tenant.slug.as_str();
        Self {
            base: door.base(),
            name: format!("{}, {}", door.tenant.name, door.workspace.name),
            explanation: explanation((tenant, &door.workspace.slug), door.workspace.mode).to_owned(),
            members: demo::samples(tenant, &door.workspace.slug),
        }
    }
}

fn explanation(door: (&str, &str), mode: Mode) -> &'static str {
    match (door, mode) {
        (("demo", _), _) => "A community that anybody may join. One tap signs in, without a name.",
        (("forum", _), _) => "A community with passwords. Passkeys are offered, never demanded.",
        (("workforce", _), _) => "Links by mail and passkeys. Administrators need a passkey after the link.",
        (("phone", _), _) => "A passkey, or a password and a code by text message.",
        (("platform", "main"), _) => "An app’s customers: one tap, or a password and a second factor.",
        (("portal", _), _) => "Username and password first, then a second factor of your choice.",
        (_, Mode::Smart) => "An app’s users in Smart mode: the passkey says who they are.",
        (_, Mode::Classic) => "An app’s users in Classic mode: the name first, then its passkey.",
    }
}

#[derive(Clone, Debug, Template)]
#[template(path = "web/front_doors.html")]
pub struct FrontDoorsPage {
    pub chrome: Chrome,
    pub doors: Vec<Door>,
}

impl FrontDoorsPage {
    /// Of every sample member who has one.
    fn password() -> &'static str {
        demo::PASSWORD
    }

    /// Doors that strangers sign up at.
    fn open(&self) -> impl Iterator<Item = &Door> {
        self.doors.iter().filter(|door| door.members.is_empty())
    }

    /// Doors of members who are there already.
    fn with_members(&self) -> impl Iterator<Item = &Door> {
        self.doors.iter().filter(|door| !door.members.is_empty())
    }
}

impl Framed for FrontDoorsPage {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }
}
