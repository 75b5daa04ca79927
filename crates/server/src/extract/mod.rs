//! From a request to what the domain asks for. Each extractor fails with our own problem, never with the framework's answer.

pub(crate) mod administrator;
pub(crate) mod console;
pub(crate) mod cookies;
pub(crate) mod csrf;
pub(crate) mod host;
pub(crate) mod journey;
pub(crate) mod json;
pub(crate) mod language;
pub(crate) mod path;
pub(crate) mod place;
pub(crate) mod posted;
pub(crate) mod reader;
pub(crate) mod seen;
pub(crate) mod signed_in;
pub(crate) mod visit;

pub(crate) use administrator::{Administrator, AdministratorAddress};
pub(crate) use console::{
    AtPool, GroupOfUser, InvitationAddress, MethodOfUser, PasskeyOfUser, ReportAddress, RoleOfUser, UserAddress,
};
pub(crate) use host::NamedHost;
pub(crate) use journey::OnJourney;
pub(crate) use json::{Json, RawJson};
pub(crate) use language::Reads;
pub(crate) use path::{DeviceAddress, FifthSegment, NoticeAddress, PasskeyAddress, SessionAddress, SetupToken};
pub(crate) use place::{
    ClientAddress, GroupAddress, IfMatch, PoolAddress, RoleAddress, TenantAddress, WorkspaceAddress,
};
pub(crate) use posted::Posted;
pub(crate) use reader::Reader;
pub(crate) use signed_in::{AnySession, Onlooker, Previous, SignedIn};
pub(crate) use visit::{SetupVisit, Visit};
