//! `keystead key`: rotates the keys of the installation, lists them, and changes the master key that seals them. Nobody who is signing in notices.

use super::running::{Changing, Running, RunningError};
use super::told::Told;
use crate::control::{Answer, Ask, KeyWish, NewMaster};
use crate::master_key::{self, MasterKeyError};
use clap::{Args, Subcommand};
use domain::SystemRandom;
use domain::keys::rotation::{KnownKey, Rotating, Stage};
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Draw new keys; nobody who is signing in notices
    Rotate(Rotate),
    /// List the keys, and where each is in its life
    List(Running),
    /// Change the master key, in two steps, while servers run
    Master(Master),
}

#[derive(Debug, Args)]
struct Rotate {
    /// Only keys of this kind; may be given again
    #[arg(long, value_name = "KIND", value_parser = Rotating::ALL.map(Rotating::as_str))]
    only: Vec<String>,
    /// Only the signing keys of this tenant
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, Args)]
struct Master {
    /// First: seal all keys under the one in this file as well; where there is no such file it is made, with a new key
    #[arg(long, value_name = "FILE", required_unless_present_any = ["finish", "abandon"], conflicts_with_all = ["finish", "abandon"])]
    new: Option<PathBuf>,
    /// Then, when every server's configuration leads to the new one: let the old one open nothing any more
    #[arg(long, conflicts_with = "abandon")]
    finish: bool,
    /// Or, when every server's configuration leads to the old one: let the new one open nothing any more
    #[arg(long)]
    abandon: bool,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, thiserror::Error)]
pub enum KeyCommandError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error("keys of that kind belong to no tenant: --tenant goes with --only signing")]
    OfNoTenant,
    #[error("there is no {}: without --dry-run it would be made", .0.display())]
    NotMade(PathBuf),
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<(), KeyCommandError> {
    match &arguments.command {
        Command::Rotate(rotate) => rotate.run(told),
        Command::List(running) => list(running, told),
        Command::Master(master) => master.run(told),
    }
}

impl Rotate {
    fn run(&self, told: Told) -> Result<(), KeyCommandError> {
        let named: Vec<_> = self.only.iter().filter_map(|word| Rotating::find(word)).collect();
        let kinds = match (named.is_empty(), self.tenant.is_some()) {
            (true, false) => Rotating::ALL.to_vec(),
            (true, true) => vec![Rotating::Signing],
            (false, true) if named != [Rotating::Signing] => return Err(KeyCommandError::OfNoTenant),
            (false, _) => named,
        };
        let wish = KeyWish::Rotate { kinds, tenant: self.tenant.clone() };
        let Answer::KeysRotated { kinds } = self.at.ask(Ask::Keys { wish })? else {
            return Err(RunningError::OtherAnswer.into());
        };
        told.rehearsed(self.at.is_dry_run()).tell(&json!({ "rotated": kinds }), || {
            let line = |kind: &Rotating| {
                let when = match kind {
                    Rotating::Signing => "in use in five minutes, when every application may have read them",
                    Rotating::Sealing => "in use in a few seconds; what is kept is sealed anew from then on",
                    Rotating::Challenge | Rotating::Journey => "in use in a few seconds",
                };
                format!("New {} keys are drawn: {when}.\n", kind.as_str())
            };
            kinds.iter().map(line).collect()
        });
        Ok(())
    }
}

fn list(running: &Running, told: Told) -> Result<(), KeyCommandError> {
    let Answer::Keys { list } = running.ask(&Ask::Keys { wish: KeyWish::List })? else {
        return Err(RunningError::OtherAnswer.into());
    };
    told.tell(&list, || list.iter().map(line).collect());
    Ok(())
}

fn line(key: &KnownKey) -> String {
    let state = match key.state {
        Stage::Resting => format!("in use from {}", key.in_use_from),
        Stage::InUse => "in use".to_owned(),
        Stage::Old => "old".to_owned(),
    };
    let whose = key.tenant.as_ref().map(|tenant| format!("  {tenant}")).unwrap_or_default();
    let algorithm = key.algorithm.as_ref().map(|name| format!("  {name}")).unwrap_or_default();
    let twice = if key.is_sealed_twice { "  (under two master keys)" } else { "" };
    format!("{:<9}  {}{whose}{algorithm}  made {}  {state}{twice}\n", key.kind, key.id, key.created_at)
}

impl Master {
    fn run(&self, told: Told) -> Result<(), KeyCommandError> {
        let mut made = None;
        let (wish, said) = match (&self.new, self.finish) {
            (Some(path), _) => (
                KeyWish::NewMaster(self.read(path, &mut made)?),
                "keys are sealed under both master keys. Put the new one where each server's configuration leads to, and say \
                 `keystead key master --finish` then.",
            ),
            (None, true) => (
                KeyWish::FinishMaster,
                "keys are sealed under the new master key alone. The old one opens nothing any more.",
            ),
            (None, false) => (KeyWish::AbandonMaster, "keys are sealed under the old master key alone, as before."),
        };
        let answered = self.at.ask(Ask::Keys { wish });
        if let (Some(path), Err(RunningError::Refused(_) | RunningError::AtRest(_))) = (made, &answered) {
            // Nothing is sealed under it. After any other failure something may be.
            std::fs::remove_file(path).ok();
        }
        let Answer::MasterKey { keys } = answered? else { return Err(RunningError::OtherAnswer.into()) };
        told.rehearsed(self.at.is_dry_run()).tell(&json!({ "keys": keys }), || format!("{keys} {said}\n"));
        Ok(())
    }

    /// Through the same doors as a server: a file that others can read is refused.
    fn read<'p>(&self, path: &'p PathBuf, made: &mut Option<&'p PathBuf>) -> Result<NewMaster, KeyCommandError> {
        if master_key::read(path)?.is_none() {
            if self.at.is_dry_run() {
                return Err(KeyCommandError::NotMade(path.clone()));
            }
            master_key::create(path, &SystemRandom::default())?;
            *made = Some(path);
        }
        let text = std::fs::read_to_string(path).map_err(|error| MasterKeyError::Read(path.clone(), error))?;
        Ok(NewMaster(text))
    }
}
