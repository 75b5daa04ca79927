//! `keystead config`: settings as a file. `export` writes it, `plan` shows what one would change, `apply` makes it so, and `preset` prints those
//! that come with Keystead. They ask the running server; where none runs, they open the data themselves and hold its lock meanwhile.

use super::running::{Running, RunningError};
use super::serve;
use crate::config::{Config, ConfigError};
use crate::control::{Answer, Ask, AskError, SettingsWish};
use crate::data_dir::DataDir;
use crate::settings_file::carry_out;
use crate::start::{self, StartError};
use clap::{Args, Parser, Subcommand};
use domain::settings_file::{Applied, LARGEST, SettingsError, preset_file};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Of `plan`: something would change.
const CHANGES: u8 = 2;

#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the settings of all tenants as TOML; secrets and members are left out
    Export(Export),
    /// Show what a file would change; the exit status is 0 for nothing and 2 for something
    Plan(Plan),
    /// Make the settings be as a file says
    Apply(Apply),
    /// Print a preset, or a file that makes a tenant of it
    Preset(Preset),
}

#[derive(Debug, Args)]
struct Place {
    #[command(flatten)]
    running: Running,
    /// PostgreSQL, where no server runs here and the configuration file does not name it
    #[arg(long, value_name = "URL", env = "KEYSTEAD_DATABASE", hide_env_values = true)]
    database: Option<String>,
}

#[derive(Debug, Args)]
struct Export {
    /// Only this one
    #[arg(long, value_name = "TENANT")]
    tenant: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Plan {
    /// The file; - for standard input
    file: PathBuf,
    #[command(flatten)]
    place: Place,
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
    place: Place,
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
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error("cannot read {}", .0.display())]
    Read(PathBuf, #[source] io::Error),
    #[error("cannot start the runtime")]
    Runtime(#[source] io::Error),
    #[error("there is no database in {}: name its directory with --data", .0.display())]
    NoDatabase(PathBuf),
    #[error("{0}")]
    Refused(String),
    #[error("nothing is changed: accept what members would lose with {0}")]
    NotAccepted(String),
    #[error("there is no preset {0}; `keystead config preset` lists them")]
    NoPreset(String),
    #[error("name the new tenant and its workspace as TENANT/WORKSPACE")]
    NoDoor,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, ConfigCommandError> {
    match &arguments.command {
        Command::Export(Export { tenant, place }) => {
            match place.ask(SettingsWish::Export { tenant: tenant.clone() })? {
                Answer::SettingsText { text } => say(&text),
                other => return Err(wrong(other)),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Plan(Plan { file, place }) => {
            let plans = place.plans(SettingsWish::Plan { text: read(file)? })?.0;
            show(&plans, true);
            let is_same = plans.iter().all(|plan| plan.lines.is_empty());
            Ok(if is_same { ExitCode::SUCCESS } else { ExitCode::from(CHANGES) })
        }
        Command::Apply(apply) => apply.run(),
        Command::Preset(preset) => preset.run(),
    }
}

impl Apply {
    fn run(&self) -> Result<ExitCode, ConfigCommandError> {
        let pair =
            |text: &String| text.split_once(':').map(|(tenant, version)| (tenant.to_owned(), version.to_owned()));
        let seen: Option<BTreeMap<_, _>> = self.seen.iter().map(pair).collect();
        let seen = seen.ok_or_else(|| ConfigCommandError::Refused("write --seen as TENANT:VERSION".to_owned()))?;
        let wish = SettingsWish::Apply { text: read(&self.file)?, accept: self.accept.clone(), seen };
        let (plans, is_done) = self.place.plans(wish)?;
        show(&plans, false);
        if is_done {
            let lines: usize = plans.iter().map(|plan| plan.lines.len()).sum();
            say(if lines == 0 { "Nothing to change.\n" } else { "Applied.\n" });
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
    fn run(&self) -> Result<ExitCode, ConfigCommandError> {
        let Some(name) = &self.name else {
            let names: Vec<_> = domain::presets::names().collect();
            say(&format!("{}\n", names.join("\n")));
            return Ok(ExitCode::SUCCESS);
        };
        let missing = || ConfigCommandError::NoPreset(name.clone());
        let text = domain::presets::text(name).ok_or_else(missing)?;
        match &self.door {
            None => say(text),
            Some(door) => {
                let door = door.split_once('/').ok_or(ConfigCommandError::NoDoor)?;
                say(&preset_file(name, door)?);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Place {
    fn plans(&self, wish: SettingsWish) -> Result<(Vec<Applied>, bool), ConfigCommandError> {
        match self.ask(wish)? {
            Answer::Settings { plans, is_done } => Ok((plans, is_done)),
            other => Err(wrong(other)),
        }
    }

    fn ask(&self, wish: SettingsWish) -> Result<Answer, ConfigCommandError> {
        let ask = Ask::Settings { wish };
        match self.running.ask(&ask) {
            Err(RunningError::Ask(AskError::NotRunning(_))) => {}
            asked => return Ok(asked?),
        }
        let Ask::Settings { wish } = ask else { return Err(RunningError::OtherAnswer.into()) };
        self.at_rest(wish)
    }

    /// As the server would do it, with its configuration.
    fn at_rest(&self, wish: SettingsWish) -> Result<Answer, ConfigCommandError> {
        let mut arguments = Serving::parse_from(["keystead"]).serve;
        let (data, config) = self.running.named();
        (arguments.data, arguments.config) = (data, config);
        arguments.database = self.database.clone().or(arguments.database);
        let config = Config::read(&arguments)?;
        // A mistyped directory must not be made into a new, empty one; one that is there may still be empty.
        if config.database.is_none() && !config.data.exists() {
            return Err(ConfigCommandError::NoDatabase(config.data));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        runtime.map_err(ConfigCommandError::Runtime)?.block_on(async {
            let data = DataDir::open(&config.data).map_err(StartError::from)?;
            let app = start::open_at_rest(&config, &data).await?;
            let answer = carry_out(&app, wish).await;
            app.close().await;
            Ok(answer?)
        })
    }
}

/// What `serve` would be told by its environment.
#[derive(Debug, Parser)]
struct Serving {
    #[command(flatten)]
    serve: serve::Arguments,
}

fn wrong(answer: Answer) -> ConfigCommandError {
    match answer {
        Answer::Refused { why } => ConfigCommandError::Refused(why),
        _ => RunningError::OtherAnswer.into(),
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

/// Somebody who looks at the first lines alone has seen enough.
fn say(text: &str) {
    io::stdout().write_all(text.as_bytes()).ok();
}

fn accepting(plan: &Applied) -> impl Iterator<Item = String> {
    plan.accept.iter().map(|word| format!("--accept {}", quoted(&format!("{}:{word}", plan.tenant))))
}

/// As a shell takes it for one word.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.:/+".contains(letter);
    if word.chars().all(is_plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

fn show(plans: &[Applied], is_plan: bool) {
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
    for line in lines {
        say(&format!("{}\n", without_controls(&line)));
    }
}

/// What somebody has written into a name moves no cursor.
fn without_controls(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
