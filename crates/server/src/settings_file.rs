//! What is asked of settings as a file, by the command line: over the socket of a running server, or beside the data of none.

use crate::control::{Answer, SettingsWish};
use domain::App;
use domain::settings_file::{self, SettingsError};

/// A failure on our side is an error; what the asker can mend is an answer.
pub(crate) async fn carry_out(app: &App, wish: SettingsWish) -> Result<Answer, SettingsError> {
    let done = match wish {
        SettingsWish::Export { tenant } => {
            settings_file::export(app, tenant).await.map(|text| Answer::SettingsText { text })
        }
        SettingsWish::Plan { text } => {
            settings_file::plan(app, &text).await.map(|plans| Answer::Settings { plans, is_done: false })
        }
        SettingsWish::Apply { text, accept, seen } => {
            let done = settings_file::settle(app, &text, (&accept, &seen)).await;
            done.map(|(plans, is_done)| Answer::Settings { plans, is_done })
        }
    };
    match done {
        Err(error @ (SettingsError::Failed(_) | SettingsError::Written(_))) => Err(error),
        Err(error) => Ok(Answer::Refused { why: domain::error::one_line(&error) }),
        Ok(answer) => Ok(answer),
    }
}
