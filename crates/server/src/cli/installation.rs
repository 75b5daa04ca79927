//! Where members are brought to, or from, in many questions: the running server, or the installation itself while none runs. Then the data
//! directory's lock is held until the command is done.

use super::at_rest::Opened;
use super::running::{By, Running, RunningError};
use crate::control::{Answer, Ask, ImportAnswer, ImportWish};

/// Whoever answers.
pub(crate) enum Installation<'a> {
    Running(&'a Running),
    AtRest(Box<Opened>),
}

impl<'a> Installation<'a> {
    /// The server where one runs, else the installation itself; and what `place` is there.
    pub(crate) fn open(running: &'a Running, place: &str) -> Result<(Self, ImportAnswer), RunningError> {
        let by_server = || Installation::Running(running).ask(place, ImportWish::Place);
        match Running::wherever(by_server, || Opened::at(running, false))? {
            By::Served(answer) => Ok((Installation::Running(running), answer)),
            By::AtRest(opened) => {
                let at_rest = Installation::AtRest(Box::new(opened));
                let answer = at_rest.ask(place, ImportWish::Place)?;
                Ok((at_rest, answer))
            }
        }
    }

    pub(crate) fn ask(&self, place: &str, wish: ImportWish) -> Result<ImportAnswer, RunningError> {
        let ask = Ask::Import { place: place.to_owned(), wish };
        match self {
            Self::Running(running) => running.ask_server(&ask)?,
            Self::AtRest(opened) => RunningError::of(opened.answer(&ask))?,
        }
        .try_into()
    }
}

impl TryFrom<Answer> for ImportAnswer {
    type Error = RunningError;

    fn try_from(answer: Answer) -> Result<Self, RunningError> {
        match answer {
            Answer::Import(answer) => Ok(answer),
            _ => Err(RunningError::OtherAnswer),
        }
    }
}
