//! `keystead export`: members as a file that `keystead import json` takes, one a line, with what opens doors unless that is left out. The file is new and
//! its owner's alone.

use super::installation::Installation;
use super::running::{Running, RunningError};
use super::told::{Told, counted};
use crate::control::{ImportAnswer, ImportWish};
use clap::Args;
use domain::id::UserId;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    /// Whose members: a workspace or a pool
    #[arg(value_name = "TENANT/POOL")]
    from: String,
    /// The new file
    file: PathBuf,
    /// Only the member of this name or address
    #[arg(long, value_name = "NAME")]
    member: Option<String>,
    /// Leave out password hashes and TOTP secrets: for somebody who asks what is known of them
    #[arg(long)]
    without_secrets: bool,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("cannot write {}, which must be new", .0.display())]
    Write(PathBuf, #[source] io::Error),
    #[error(transparent)]
    Running(#[from] RunningError),
}

#[derive(Debug, Serialize)]
struct Report {
    from: String,
    file: PathBuf,
    members: u64,
    passkeys: u64,
    secrets: bool,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), ExportError> {
    let (installation, _) = Installation::open(&arguments.running, &arguments.from)?;
    let failed = |error| ExportError::Write(arguments.file.clone(), error);
    let mut file: Option<BufWriter<File>> = None;
    let (mut after, mut members, mut passkeys) = (UserId::NIL, 0, 0);
    let secrets = !arguments.without_secrets;
    loop {
        let wish = ImportWish::Leave { after, only: arguments.member.clone(), secrets };
        let ImportAnswer::Left { page } = installation.ask(&arguments.from, wish)? else {
            return Err(RunningError::OtherAnswer.into());
        };
        // Not before there is something to write: a name that nobody has leaves no file behind.
        let open = match &mut file {
            Some(open) => open,
            None => file.insert(BufWriter::new(create(&arguments.file).map_err(failed)?)),
        };
        for member in page.members {
            members += 1;
            passkeys += u64::try_from(member.passkeys.len()).unwrap_or_default();
            let line = serde_json::to_string(&member).map_err(|error| failed(error.into()))?;
            writeln!(open, "{line}").map_err(failed)?;
        }
        match page.next {
            Some(next) => after = next,
            None => break,
        }
    }
    if let Some(open) = file {
        let file = open.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
    }
    let report = Report { from: arguments.from.clone(), file: arguments.file.clone(), members, passkeys, secrets };
    told.tell(&report, || {
        let (members, passkeys) = (counted(members, "member", "members"), counted(passkeys, "passkey", "passkeys"));
        format!("{members} and {passkeys} of {} are written\n", report.from)
    });
    Ok(())
}

fn create(path: &PathBuf) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}
