//! Named settings: the five products that the requirements were read from, and four uses of passkeys (S3-6). A preset is where a pool
//! begins; afterwards its settings are its own. It must never be asked for at run time: nothing may depend on which preset a pool began with.

mod files;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use crate::policy::PolicyRules;
use crate::settings::{Mode, PoolSettings};

/// Settings to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub title: String,
    /// What it is for, in a sentence.
    pub about: String,
    pub mode: Mode,
    pub pool: PoolSettings,
    pub roles: Vec<PresetRole>,
}

/// A role that a preset brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetRole {
    pub name: String,
    pub elevated: bool,
    pub rules: PolicyRules,
}

/// All of them, the five products first.
pub fn all() -> Vec<Preset> {
    files::all().to_vec()
}

pub fn find(name: &str) -> Option<Preset> {
    files::all().iter().find(|preset| preset.name == name).cloned()
}

/// The file of a preset, as it is shipped.
pub fn text(name: &str) -> Option<&'static str> {
    files::text(name)
}

pub fn names() -> impl Iterator<Item = &'static str> {
    files::names()
}
