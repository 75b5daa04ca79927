//! Shapes of the doctor's answer, for the description alone.

#![expect(dead_code, reason = "read by the derive only")]

use utoipa::{IntoResponses, ToSchema};

/// One finding of the doctor's.
#[derive(ToSchema)]
pub(crate) struct Examined {
    #[schema(example = "clock_database")]
    check: String,
    looked_at: String,
    /// `good`, `not_checked`, `to_look_at` or `wrong`
    state: String,
    found: String,
    /// Absent where there is nothing to do.
    remedy: Option<String>,
}

#[derive(ToSchema)]
pub(crate) struct Examination {
    #[schema(format = "date-time")]
    at: String,
    version: String,
    findings: Vec<Examined>,
}

#[derive(IntoResponses)]
#[response(status = 200, description = "What was found")]
pub(crate) struct OfExamination(Examination);
