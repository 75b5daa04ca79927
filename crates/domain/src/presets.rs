//! Named settings: the five products that the requirements were read from, and four uses of passkeys (S3-6). A preset is where a pool
//! begins; afterwards its settings are its own. It must never be asked for at run time: nothing may depend on which preset a pool began with.

mod products;
mod uses;
mod words;

#[cfg(test)]
mod tests;

use crate::policy::PolicyRules;
use crate::settings::{Mode, PoolSettings};

/// Settings to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    pub name: &'static str,
    pub title: &'static str,
    pub mode: Mode,
    pub pool: PoolSettings,
    pub roles: Vec<PresetRole>,
}

/// A role that a preset brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetRole {
    pub name: &'static str,
    pub elevated: bool,
    pub rules: PolicyRules,
}

/// All of them, the five products first.
pub fn all() -> Vec<Preset> {
    let products = [
        products::community(),
        products::workforce(),
        products::business_phone(),
        products::platform(),
        products::client_portal(),
    ];
    let uses =
        [uses::consumer(), uses::workforce_device_bound(), uses::high_assurance(), uses::bring_your_own_device()];
    products.into_iter().chain(uses).collect()
}

pub fn find(name: &str) -> Option<Preset> {
    all().into_iter().find(|preset| preset.name == name)
}

/// A role whose holders manage others.
fn administrator(rules: PolicyRules) -> PresetRole {
    PresetRole { name: "Administrator", elevated: true, rules }
}

fn member() -> PresetRole {
    PresetRole { name: "Member", elevated: false, rules: PolicyRules::default() }
}
