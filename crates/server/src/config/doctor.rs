//! What the doctor is told beyond what the installation knows of itself.

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoctorSection {
    /// Web servers that are asked for the time.
    #[serde(default)]
    pub clocks: Vec<String>,
}
