//! Where the master key is: in a file, in the environment, or in what a program prints, such as the client of a place for secrets. The program is started
//! without a shell, and neither what it prints nor the time that it takes is without an end.

use super::{LONGEST, MasterKeyError, parse, read};
use domain::MasterKey;
use std::convert::Infallible;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::str::FromStr;
use std::sync::mpsc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Somebody may have to touch a token meanwhile.
const PATIENCE: Duration = Duration::from_mins(1);
const GLANCE: Duration = Duration::from_millis(10);

/// A key as the environment holds it. What it is not is said later, in words that do not repeat it.
#[derive(Clone)]
pub struct MasterKeyText(Zeroizing<String>);

impl FromStr for MasterKeyText {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl std::fmt::Debug for MasterKeyText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKeyText(…)")
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Source {
    File(PathBuf),
    Environment(MasterKeyText),
    Command(Vec<String>),
}

impl Source {
    /// `None` where there is no such file.
    pub(crate) fn read(&self) -> Result<Option<MasterKey>, MasterKeyError> {
        match self {
            Self::File(path) => read(path),
            Self::Environment(text) => {
                parse(text.0.as_bytes()).map(Some).ok_or(MasterKeyError::MalformedIn("the environment"))
            }
            Self::Command(words) => run(words, PATIENCE).map(Some),
        }
    }
}

fn run(words: &[String], patience: Duration) -> Result<MasterKey, MasterKeyError> {
    let (program, arguments) = words.split_first().ok_or(MasterKeyError::NoCommand)?;
    let failed = |error| MasterKeyError::Command(program.clone(), error);
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let printed = child.stdout.take();
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = Zeroizing::new(Vec::with_capacity(256));
        let read = printed.map(|out| out.take(LONGEST).read_to_end(&mut text));
        // Whoever waited may have given up.
        sender.send(matches!(read, Some(Ok(_))).then_some(text)).ok();
    });
    let Ok(text) = receiver.recv_timeout(patience) else {
        child.kill().ok();
        child.wait().ok();
        return Err(MasterKeyError::CommandHangs(program.clone()));
    };
    // Whoever prints without an end finds nobody who reads on.
    let Some(status) = ended(&mut child, patience).map_err(failed)? else {
        child.kill().ok();
        child.wait().ok();
        return Err(MasterKeyError::CommandHangs(program.clone()));
    };
    if !status.success() {
        return Err(MasterKeyError::CommandFailed(program.clone(), status));
    }
    let key = text.and_then(|text| parse(&text));
    key.ok_or(MasterKeyError::MalformedIn("what the program prints"))
}

/// How it ended; nothing where it goes on for longer.
fn ended(child: &mut Child, patience: Duration) -> std::io::Result<Option<ExitStatus>> {
    let mut waited = Duration::ZERO;
    loop {
        let status = child.try_wait()?;
        if status.is_some() || waited >= patience {
            return Ok(status);
        }
        std::thread::sleep(GLANCE);
        waited += GLANCE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Vec<String> {
        ["sh", "-c", script].map(str::to_owned).to_vec()
    }

    // Issue 9, 4: from a command's output, bounded in time and size.
    #[test]
    fn a_program_may_print_it() {
        let key = "0f".repeat(32);
        run(&shell(&format!("echo {key}")), PATIENCE).unwrap();
        let why = |script: &str, patience| run(&shell(script), patience).unwrap_err();
        assert!(matches!(why("echo no key", PATIENCE), MasterKeyError::MalformedIn(_)));
        let failed = why(&format!("echo {key}; exit 3"), PATIENCE);
        assert!(matches!(failed, MasterKeyError::CommandFailed(..)), "{failed}");
        assert!(!failed.to_string().contains(&key));
        assert!(matches!(why("exec sleep 30", Duration::from_millis(50)), MasterKeyError::CommandHangs(_)));
        assert!(run(&shell("yes 0000"), PATIENCE).is_err(), "there is no end to it");
        assert!(matches!(run(&["/nowhere/at/all".to_owned()], PATIENCE), Err(MasterKeyError::Command(..))));
        assert!(matches!(run(&[], PATIENCE), Err(MasterKeyError::NoCommand)));
    }

    #[test]
    fn the_environment_may_hold_it_and_nothing_repeats_it() {
        let key = "0f".repeat(32);
        let text: MasterKeyText = key.parse().unwrap();
        assert!(!format!("{:?}", Source::Environment(text.clone())).contains(&key));
        assert!(Source::Environment(text).read().unwrap().is_some());
        let wrong = Source::Environment("secret words".parse().unwrap()).read().unwrap_err();
        assert!(!wrong.to_string().contains("secret words"), "{wrong}");
    }
}
