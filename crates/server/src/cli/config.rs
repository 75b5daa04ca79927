//! `keystead config`: settings as a file. `export` writes it, `plan` shows what one would change, `apply` makes it so, and `preset` prints those
//! that come with Keystead.

use super::running::{Changing, Running, RunningError};
use super::told::{Told, without_controls};
use crate::control::{Answer, Ask, SettingsWish};
use clap::{Args, Subcommand};
use domain::settings_file::{Applied, LARGEST, SettingsError, preset_file};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::ExitCode;

/// Of `plan`: something would change. A wrong command line ends with 2.
const CHANGES: u8 = 3;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the settings of all tenants as TOML; secrets and members are left out
    Export(Export),
    /// Show what a file would change; the exit status is 0 for nothing and 3 for something
    Plan(Plan),
    /// Make the settings be as a file says
    Apply(Apply),
    /// Print a preset, or a file that makes a tenant of it
    Preset(Preset),
}

#[derive(Debug, Args)]
struct Export {
    /// Only this one
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Plan {
    /// The file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    running: Running,
}

#[derive(Debug, Args)]
struct Apply {
    /// The file; - for standard input
    file: PathBuf,
    /// Accept what members would lose, in the word that `plan` names; may be given again
    #[arg(long, value_name = "TENANT:WORD")]
    accept: Vec<String>,
    /// Only if the tenant's settings still have the version that `plan` showed; may be given again
    #[arg(long, value_name = "TENANT:VERSION")]
    seen: Vec<String>,
    #[command(flatten)]
    at: Changing,
}

#[derive(Debug, Args)]
struct Preset {
    /// Its name; without one, all names
    name: Option<String>,
    /// The file of a new tenant with one workspace, to be applied
    #[arg(long = "for", value_name = "TENANT/WORKSPACE", requires = "name")]
    door: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigCommandError {
    #[error(transparent)]
    Running(#[from] RunningError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("{0}")]
    Refused(String),
    #[error("nothing is changed: accept what members would lose with {0}")]
    NotAccepted(String),
    #[error("there is no preset {0}; `keystead config preset` lists them")]
    NoPreset(String),
    #[error("name the new tenant and its workspace as TENANT/WORKSPACE")]
    NoDoor,
}

pub(crate) fn run(arguments: &Arguments, told: Told) -> Result<ExitCode, ConfigCommandError> {
    match &arguments.command {
        Command::Export(Export { tenant, running }) => {
            let wish = SettingsWish::Export { tenant: tenant.clone() };
            let Answer::SettingsText { text } = running.ask(&Ask::Settings { wish })? else {
                return Err(RunningError::OtherAnswer.into());
            };
            told.tell(&json!({ "text": text }), || text.clone());
            Ok(ExitCode::SUCCESS)
        }
        Command::Plan(Plan { file, running }) => {
            let plans = plans(running.ask(&Ask::Settings { wish: SettingsWish::Plan { text: read(file)? } })?)?.0;
            told.tell(&json!({ "plans": plans }), || shown(&plans, true));
            let is_same = plans.iter().all(|plan| plan.lines.is_empty());
            Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::from(CHANGES) })
        }
        Command::Apply(apply) => apply.run(told),
        Command::Preset(preset) => preset.run(told),
    }
}

fn plans(answer: Answer) -> Result<(Vec<Applied>, bool), ConfigCommandError> {
    match answer {
        Answer::Settings { plans, is_done } => Ok((plans, is_done)),
        _ => Err(RunningError::OtherAnswer.into()),
    }
}

impl Apply {
    fn run(&self, told: Told) -> Result<ExitCode, ConfigCommandError> {
        let pair =
            |text: &String| text.split_once(':').map(|(tenant, version)| (tenant.to_owned(), version.to_owned()));
        let seen: Option<BTreeMap<_, _>> = self.seen.iter().map(pair).collect();
        let seen = seen.ok_or_else(|| ConfigCommandError::Refused("write --seen as TENANT:VERSION".to_owned()))?;
        let wish = SettingsWish::Apply { text: read(&self.file)?, accept: self.accept.clone(), seen };
        let (plans, is_done) = plans(self.at.ask(Ask::Settings { wish })?)?;
        if is_done || !told.is_json() {
            told.rehearsed(self.at.is_dry_run()).tell(&json!({ "plans": plans, "applied": is_done }), || {
                let lines: usize = plans.iter().map(|plan| plan.lines.len()).sum();
                let end = if lines == 0 { "Nothing to change.\n" } else { "Applied.\n" };
                format!("{}{}", shown(&plans, false), if is_done { end } else { "" })
            });
        }
        if is_done {
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(problem) = plans.iter().find_map(|plan| plan.refused.clone()) {
            return Err(ConfigCommandError::Refused(format!("nothing is changed: {problem}")));
        }
        let words: Vec<_> = plans.iter().flat_map(accepting).collect();
        Err(ConfigCommandError::NotAccepted(words.join(" ")))
    }
}

impl Preset {
    fn run(&self, told: Told) -> Result<ExitCode, ConfigCommandError> {
        let Some(name) = &self.name else {
            let names: Vec<_> = domain::presets::names().collect();
            told.tell(&names, || format!("{}\n", names.join("\n")));
            return Ok(ExitCode::SUCCESS);
        };
        let missing = || ConfigCommandError::NoPreset(name.clone());
        let preset = domain::presets::text(name).ok_or_else(missing)?;
        let text = match &self.door {
            None => preset.to_owned(),
            Some(door) => preset_file(name, door.split_once('/').ok_or(ConfigCommandError::NoDoor)?)?,
        };
        told.tell(&json!({ "text": text }), || text.clone());
        Ok(ExitCode::SUCCESS)
    }
}

/// At most what a server would take.
fn read(file: &PathBuf) -> Result<String, ConfigCommandError> {
    let failed = |error| ConfigCommandError::Read(file.clone(), error);
    let most = u64::try_from(LARGEST).unwrap_or(u64::MAX) + 1;
    let mut text = String::new();
    if file.as_os_str() == "-" {
        io::stdin().take(most).read_to_string(&mut text).map_err(failed)?;
    } else {
        std::fs::File::open(file).and_then(|opened| opened.take(most).read_to_string(&mut text)).map_err(failed)?;
    }
    Ok(text)
}

fn accepting(plan: &Applied) -> impl Iterator<Item = String> {
    plan.accept.iter().map(|word| format!("--accept {}", quoted(&format!("{}:{word}", plan.tenant))))
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/+".contains(letter);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn shown(plans: &[Applied], is_plan: bool) -> String {
    let mut lines = Vec::new();
    for plan in plans {
        lines.extend(plan.lines.iter().map(ToString::to_string));
        lines.extend(plan.said.iter().map(|said| format!("! {said}")));
        if !is_plan {
            continue;
        }
        lines.extend(plan.foreseen.iter().map(|said| format!("= {said}")));
        if let Some(problem) = &plan.refused {
            lines.push(format!("refused: {problem}"));
        } else if !plan.lines.is_empty() {
            let seen = format!("apply with: --seen {}:{}", plan.tenant, plan.version);
            lines.push([seen].into_iter().chain(accepting(plan)).collect::<Vec<_>>().join(" "));
        }
    }
    if is_plan && plans.iter().all(|plan| plan.lines.is_empty()) {
        lines.push("Nothing to change.".to_owned());
    }
    lines.iter().map(|line| without_controls(line) + "\n").collect()
}
