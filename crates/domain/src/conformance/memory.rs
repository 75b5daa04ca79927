//! What the conformance test bed remembers: open ceremonies and registered passkeys, each within a limit.
//!
//! It must never grow without bound, and never forget a passkey by itself: a test that loses one would fail for no reason.

use super::{CHALLENGE, Failure};
use std::collections::HashMap;
use webauthn::authentication::Stored;
use webauthn::options::Descriptor;
use webauthn::{Algorithm, UserVerification};

const MOST_CEREMONIES: usize = 1024;
const LONGEST_MS: i64 = 600_000;
const MOST_PASSKEYS: usize = 10_000;
/// Options list every passkey of a user, so that there must not be too many.
const MOST_OF_A_USER: usize = 64;

#[derive(Debug, Default)]
pub(super) struct Memory {
    ceremonies: HashMap<String, Ceremony>,
    /// Oldest first. So few are looked through in no time.
    passkeys: Vec<Kept>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Registration,
    Authentication,
}

/// What the options said, for the result to be measured by.
#[derive(Debug)]
pub(super) struct Ceremony {
    pub(super) kind: Kind,
    pub(super) challenge: [u8; CHALLENGE],
    pub(super) username: String,
    pub(super) user_verification: UserVerification,
    pub(super) began_ms: i64,
}

/// A registered passkey.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) username: String,
    pub(super) id: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) algorithm: Algorithm,
    pub(super) sign_count: u32,
    pub(super) backup_eligible: bool,
    pub(super) transports: Vec<String>,
}

impl Kept {
    pub(super) fn descriptor(&self) -> Descriptor<'_> {
        Descriptor { id: &self.id, transports: self.transports.iter().map(String::as_str).collect() }
    }

    /// As the verifier wants it, save the user's handle.
    pub(super) fn stored(&self) -> Stored<'_> {
        Stored {
            credential_id: &self.id,
            public_key: &self.public_key,
            algorithm: self.algorithm,
            sign_count: self.sign_count,
            backup_eligible: self.backup_eligible,
            user_handle: &[],
        }
    }
}

impl Memory {
    /// Where there is no room, what is too old goes, and then the oldest.
    pub(super) fn open(&mut self, ticket: String, ceremony: Ceremony) {
        if self.ceremonies.len() >= MOST_CEREMONIES {
            self.ceremonies.retain(|_, open| ceremony.began_ms - open.began_ms <= LONGEST_MS);
        }
        if self.ceremonies.len() >= MOST_CEREMONIES {
            let oldest = self.ceremonies.iter().min_by_key(|(_, open)| open.began_ms);
            if let Some(oldest) = oldest.map(|(ticket, _)| ticket.clone()) {
                self.ceremonies.remove(&oldest);
            }
        }
        self.ceremonies.insert(ticket, ceremony);
    }

    pub(super) fn take(&mut self, ticket: &str, now_ms: i64) -> Option<Ceremony> {
        self.ceremonies.remove(ticket).filter(|open| now_ms - open.began_ms <= LONGEST_MS)
    }

    /// The passkeys of a user, oldest first.
    pub(super) fn of(&self, username: &str) -> impl Iterator<Item = &Kept> {
        self.passkeys.iter().filter(move |kept| kept.username == username)
    }

    pub(super) fn find(&mut self, id: &[u8]) -> Option<&mut Kept> {
        self.passkeys.iter_mut().find(|kept| kept.id == id)
    }

    pub(super) fn keep(&mut self, kept: Kept) -> Result<(), Failure> {
        if self.find(&kept.id).is_some() {
            return Err(Failure::AlreadyRegistered);
        }
        if self.passkeys.len() >= MOST_PASSKEYS || self.of(&kept.username).count() >= MOST_OF_A_USER {
            return Err(Failure::Full);
        }
        self.passkeys.push(kept);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(username: &str, id: usize) -> Kept {
        Kept {
            username: username.to_owned(),
            id: id.to_be_bytes().to_vec(),
            public_key: Vec::new(),
            algorithm: Algorithm::Es256,
            sign_count: 0,
            backup_eligible: false,
            transports: Vec::new(),
        }
    }

    fn ceremony(began_ms: i64) -> Ceremony {
        Ceremony {
            kind: Kind::Registration,
            challenge: [0; CHALLENGE],
            username: "ada".to_owned(),
            user_verification: UserVerification::Preferred,
            began_ms,
        }
    }

    #[test]
    fn a_ceremony_is_taken_once_and_not_too_late() {
        let mut memory = Memory::default();
        for ticket in ["in time", "too late"] {
            memory.open(ticket.to_owned(), ceremony(1_000));
        }
        assert!(memory.take("another", 1_000).is_none());
        assert!(memory.take("in time", 1_000 + LONGEST_MS).is_some());
        assert!(memory.take("in time", 1_000).is_none());
        assert!(memory.take("too late", 1_001 + LONGEST_MS).is_none());
    }

    #[test]
    fn the_oldest_ceremony_makes_room() {
        let mut memory = Memory::default();
        for at in 0..=i64::try_from(MOST_CEREMONIES).unwrap() {
            memory.open(at.to_string(), ceremony(at));
        }
        assert_eq!(memory.ceremonies.len(), MOST_CEREMONIES);
        assert!(memory.take("0", 0).is_none() && memory.take("1", 1).is_some());
        memory.open("much later".to_owned(), ceremony(LONGEST_MS * 9));
        memory.open("and again".to_owned(), ceremony(LONGEST_MS * 9));
        assert_eq!(memory.ceremonies.len(), 2, "what is too old goes first");
    }

    #[test]
    fn passkeys_are_one_of_a_kind_and_not_too_many() {
        let mut memory = Memory::default();
        memory.keep(kept("ada", 0)).unwrap();
        assert!(matches!(memory.keep(kept("ben", 0)), Err(Failure::AlreadyRegistered)));
        for id in 1..MOST_OF_A_USER {
            memory.keep(kept("ada", id)).unwrap();
        }
        assert!(matches!(memory.keep(kept("ada", MOST_OF_A_USER)), Err(Failure::Full)));
        for id in MOST_OF_A_USER..MOST_PASSKEYS {
            memory.keep(kept(&(id / MOST_OF_A_USER).to_string(), id)).unwrap();
        }
        assert!(matches!(memory.keep(kept("ben", MOST_PASSKEYS)), Err(Failure::Full)));
    }
}
