//! `keystead metadata refresh`: reads the metadata files again, and says what follows from them.

use super::running::{Changing, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask};
use clap::{Args, Subcommand};
use domain::metadata::Refreshed;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read the files about authenticator models again; older editions are refused
    Refresh(Changing),
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), RunningError> {
    let Command::Refresh(at) = &arguments.command;
    let Answer::MetadataRefreshed(refreshed) = at.ask(Ask::RefreshMetadata)? else {
        return Err(RunningError::OtherAnswer);
    };
    told.rehearsed(at.is_dry_run()).tell(&refreshed, || report(&refreshed));
    Ok(())
}

fn report(refreshed: &Refreshed) -> String {
    let mut lines = vec![match refreshed.models {
        1 => "1 model is known.".to_owned(),
        models => format!("{models} models are known."),
    }];
    if let Some(number) = refreshed.number {
        let next = refreshed.next_update.as_deref().unwrap_or("an unknown day");
        lines.push(format!("The metadata is edition {number}; the next is due by {next}."));
    }
    if refreshed.is_stale {
        lines.push("That day is over: a newer edition should be out.".to_owned());
    }
    if refreshed.unreadable > 0 {
        lines.push(format!("Entries and roots that could not be read and are left out: {}.", refreshed.unreadable));
    }
    if refreshed.proofs_distrusted > 0 {
        let (passkeys, judged) = (refreshed.proofs_distrusted, refreshed.judged_again);
        lines.push(format!("Of {judged} passkeys that proved their make, not to be trusted any more: {passkeys}."));
    }
    for model in &refreshed.distrusted {
        let name = if model.name.is_empty() { "A model without a name" } else { &model.name };
        let (aaguid, why, passkeys) = (model.aaguid, &model.why, model.passkeys);
        lines.push(format!("Not to be trusted any more: {name} ({aaguid}), {why}; passkeys here: {passkeys}."));
    }
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::metadata::Distrusted;
    use domain::providers::Aaguid;

    fn refreshed() -> Refreshed {
        Refreshed {
            number: Some(7),
            models: 250,
            unreadable: 0,
            next_update: Some("2026-02-01".to_owned()),
            is_stale: false,
            distrusted: Vec::new(),
            judged_again: 40,
            proofs_distrusted: 0,
        }
    }

    #[test]
    fn a_good_edition_is_two_lines() {
        let said = "250 models are known.\nThe metadata is edition 7; the next is due by 2026-02-01.\n";
        assert_eq!(report(&refreshed()), said);
    }

    #[test]
    fn without_a_blob_there_is_no_edition() {
        let said = report(&Refreshed { number: None, models: 1, next_update: None, ..refreshed() });
        assert_eq!(said, "1 model is known.\n");
    }

    #[test]
    fn what_needs_the_operators_eye_has_a_line_each() {
        let model = |name: &str, passkeys| Distrusted {
            aaguid: Aaguid([0x11; 16]),
            name: name.to_owned(),
            why: "revoked".to_owned(),
            passkeys,
        };
        let distrusted = vec![model("Example Key 5", 3), model("", 1)];
        let said =
            report(&Refreshed { unreadable: 2, is_stale: true, distrusted, proofs_distrusted: 3, ..refreshed() });
        let aaguid = "11111111-1111-1111-1111-111111111111";
        let lines: Vec<_> = said.lines().skip(2).map(str::to_owned).collect();
        let expected = [
            "That day is over: a newer edition should be out.".to_owned(),
            "Entries and roots that could not be read and are left out: 2.".to_owned(),
            "Of 40 passkeys that proved their make, not to be trusted any more: 3.".to_owned(),
            format!("Not to be trusted any more: Example Key 5 ({aaguid}), revoked; passkeys here: 3."),
            format!("Not to be trusted any more: A model without a name ({aaguid}), revoked; passkeys here: 1."),
        ];
        assert_eq!(lines, expected);
        assert!(said.ends_with('\n'));
    }
}
