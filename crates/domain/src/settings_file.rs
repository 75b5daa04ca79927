//! Settings as one readable file (TOML): tenants with their workspaces and pools, and of each pool the settings, what it asks of its members,
//! roles and groups. What is the default is not written down. It must never hold a secret, nor anything about a member.

mod apply;
mod changing;
mod diff;
mod fits;
mod from_preset;
mod reading;
mod rows;
mod state;
mod supposed;
mod trouble;

pub use apply::{Applied, SettingsError, export, plan, settle};
pub use diff::Line;
pub(crate) use diff::between;
pub use from_preset::{PresetAsk, PresetChoice, choices, preset_file, start_from, would_start_from};
pub(crate) use from_preset::{Whole, put as put_preset, suppose as suppose_preset};
pub(crate) use reading::{read_mode, read_pool};
pub(crate) use state::{PoolState, RoleState};
pub use trouble::trouble;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What this release writes, and reads.
pub const FORMAT: u32 = 1;
/// Larger is no file that somebody keeps.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// The file. Tenants that it does not name stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettingsFile {
    pub format: u32,
    /// By the name in addresses.
    #[serde(default)]
    pub tenants: BTreeMap<String, TenantPart>,
}

/// A tenant. Workspaces and pools that it does not name stay as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TenantPart {
    pub name: String,
    /// The product whose settings it began with.
    #[serde(default = "community")]
    pub preset: String,
    /// By the name in addresses.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub workspaces: BTreeMap<String, WorkspacePart>,
    /// By their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pools: BTreeMap<String, PoolPart>,
}

fn community() -> String {
    "community".to_owned()
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkspacePart {
    pub name: String,
    /// The name of the pool that it leads to.
    pub pool: String,
    /// `smart` or `classic`
    pub mode: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
}

/// A pool. Its settings, roles and groups are those of the file and no others: what is not said is the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PoolPart {
    /// Blank for the server's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rp_id: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<String>,
    /// The pages speak the words of this product, in every language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub settings: Map<String, Value>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub policy: Map<String, Value>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub roles: BTreeMap<String, RolePart>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, GroupPart>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RolePart {
    /// Whether its holders manage others.
    #[serde(default, skip_serializing_if = "is_false")]
    pub elevated: bool,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub policy: Map<String, Value>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupPart {
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub policy: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Why a file is none. Each is one line for whoever wrote it.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("line {line}: {problem}")]
    Toml { line: usize, problem: String },
    #[error("format = {0} is of another release: this one reads format = {FORMAT}")]
    Format(u32),
    /// Where, and what.
    #[error("{0}: {1}")]
    Wrong(String, String),
    #[error("a file of settings has at most {} MiB", LARGEST / (1024 * 1024))]
    Large,
}

impl SettingsFile {
    /// What does not fit the form is refused, never passed over.
    pub(crate) fn parse(text: &str) -> Result<Self, FileError> {
        let file: Self = parse(text)?;
        if file.format == FORMAT { Ok(file) } else { Err(FileError::Format(file.format)) }
    }

    /// Tables in the order of their names, so that two files can be laid side by side.
    pub(crate) fn write(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(&toml::Table::try_from(self)?)
    }
}

pub(crate) fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, FileError> {
    if text.len() > LARGEST {
        return Err(FileError::Large);
    }
    toml::from_str(text).map_err(|error| {
        let (line, problem) = trouble(text, &error);
        FileError::Toml { line, problem }
    })
}
