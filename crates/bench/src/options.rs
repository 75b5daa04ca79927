//! What the command line asks for. It must never read the environment: a run is told everything.

use crate::load::Level;
use std::time::Duration;

const WARM_UP: Duration = Duration::from_millis(1500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Limits,
    Sqlite,
    Postgres,
    Large,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub seconds: u64,
    pub users: usize,
    pub quick: bool,
    pub only: Option<Part>,
    /// As it was asked, for the report.
    pub command: String,
}

impl Options {
    pub fn read(arguments: &[String]) -> Result<Self, String> {
        let command = format!("cargo xtask bench {}", arguments.join(" ")).trim_end().to_owned();
        let mut options = Self { seconds: 8, users: 1_000_000, quick: false, only: None, command };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--seconds" => options.seconds = number(value()?)?,
                "--users" => options.users = number(value()?)?,
                "--quick" => options.quick = true,
                "--only" => options.only = Some(part(value()?)?),
                other => return Err(format!("unknown option {other}")),
            }
        }
        if options.quick {
            options.seconds = options.seconds.min(3);
        }
        Ok(options)
    }

    pub fn wants(&self, part: Part) -> bool {
        self.only.map_or(part != Part::Large || !self.quick, |only| only == part)
    }

    pub fn wants_server(&self) -> bool {
        self.only != Some(Part::Limits)
    }

    pub fn level(&self, connections: usize) -> Level {
        Level { connections, warm_up: WARM_UP, measured: Duration::from_secs(self.seconds) }
    }
}

fn number<N: std::str::FromStr>(text: &str) -> Result<N, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn part(name: &str) -> Result<Part, String> {
    match name {
        "limits" => Ok(Part::Limits),
        "sqlite" => Ok(Part::Sqlite),
        "postgres" => Ok(Part::Postgres),
        "large" => Ok(Part::Large),
        other => Err(format!("no part is called {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn reads_its_command_line() {
        let options = read("--seconds 2 --users 500").unwrap();
        assert!((options.seconds, options.users) == (2, 500) && options.wants(Part::Large));
        assert!(!read("--quick").unwrap().wants(Part::Large));
        assert!(!read("--only postgres").unwrap().wants(Part::Sqlite));
        for refused in ["--seconds", "--seconds x", "--only other", "--what"] {
            assert!(read(refused).is_err(), "{refused}");
        }
    }
}
