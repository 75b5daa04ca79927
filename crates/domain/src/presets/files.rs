//! The presets as files, which are shipped and read once. They are of the shape of settings as a file (`settings_file`), so that one can be
//! printed, changed and applied. It must never guess: a preset that cannot be read is none, and a test reads them all.

use super::{Preset, PresetRole};
use crate::settings_file::{self, FORMAT, FileError, PoolPart, PoolState};
use serde::Deserialize;
use std::sync::LazyLock;

/// The five products, then the four uses (S3-6).
const FILES: [(&str, &str); 9] = [
    ("community", include_str!("../../presets/community.toml")),
    ("workforce", include_str!("../../presets/workforce.toml")),
    ("business-phone", include_str!("../../presets/business-phone.toml")),
    ("platform", include_str!("../../presets/platform.toml")),
    ("client-portal", include_str!("../../presets/client-portal.toml")),
    ("consumer", include_str!("../../presets/consumer.toml")),
    ("workforce-device-bound", include_str!("../../presets/workforce-device-bound.toml")),
    ("high-assurance", include_str!("../../presets/high-assurance.toml")),
    ("bring-your-own-device", include_str!("../../presets/bring-your-own-device.toml")),
];

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetFile {
    format: u32,
    title: String,
    about: String,
    mode: String,
    pool: PoolPart,
}

pub(super) fn all() -> &'static [Preset] {
    static ALL: LazyLock<Vec<Preset>> = LazyLock::new(|| {
        let read = |(name, text): (&'static str, &str)| match read(name, text) {
            Ok(preset) => Some(preset),
            Err(error) => {
                tracing::error!(name, %error, "a preset of this release cannot be read");
                None
            }
        };
        FILES.into_iter().filter_map(read).collect()
    });
    &ALL
}

/// The text of a preset, with what it says about itself.
pub(super) fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

fn read(name: &'static str, text: &str) -> Result<Preset, FileError> {
    let file: PresetFile = settings_file::parse(text)?;
    if file.format != FORMAT {
        return Err(FileError::Format(file.format));
    }
    let PoolState { settings, roles, .. } = settings_file::read_pool("pool", &file.pool)?;
    let role = |(name, role): (String, settings_file::RoleState)| PresetRole {
        name,
        elevated: role.elevated,
        rules: role.rules,
    };
    Ok(Preset {
        name,
        title: file.title,
        about: file.about,
        mode: settings_file::read_mode("mode", &file.mode)?,
        pool: settings,
        roles: roles.into_iter().map(role).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    // S3-6
    #[test]
    fn each_can_be_read() {
        for (name, text) in FILES {
            read(name, text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        assert_eq!(all().len(), FILES.len());
    }
}
