//! From a file to arrivals: which format is read how, and what two lines of one file must not share. All of it is read before anything is written, as
//! often as it is asked for.

use super::checking::Checked;
use super::document::{Entry, Text, Unreadable};
use super::member::Member;
use super::{auth0, better_auth, document, hanko, keycloak, plain, pocket_id, rauthy, secureauth};
use crate::binding::sha256;
use crate::password::MOST_KINDS;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// In bytes, of one entry: what comes of it is sent on whole.
const LARGEST: usize = 512 * 1024;

/// Where a file comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Json,
    Csv,
    Keycloak,
    Auth0,
    SecureAuth,
    Hanko,
    PocketId,
    BetterAuth,
    Rauthy,
}

impl Format {
    pub const ALL: [Self; 9] = [
        Self::Json,
        Self::Csv,
        Self::Keycloak,
        Self::Auth0,
        Self::SecureAuth,
        Self::Hanko,
        Self::PocketId,
        Self::BetterAuth,
        Self::Rauthy,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Keycloak => "keycloak",
            Self::Auth0 => "auth0",
            Self::SecureAuth => "secureauth",
            Self::Hanko => "hanko",
            Self::PocketId => "pocket-id",
            Self::BetterAuth => "better-auth",
            Self::Rauthy => "rauthy",
        }
    }

    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What an entry tells of.
pub(super) enum Told {
    Member {
        member: Box<Member>,
        /// What of it stays behind, and why.
        left: Vec<String>,
    },
    /// Somebody or something that is no member, and what it is.
    Passed(String),
}

impl Told {
    pub(super) fn member(member: Member) -> Self {
        Self::Member { member: Box::new(member), left: Vec::new() }
    }
}

/// One who is to be brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    pub line: u64,
    pub member: Member,
    /// What the file has of them that is not taken, and why.
    pub left: Vec<String>,
}

/// A line that is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    pub line: u64,
    /// What the one is called there, where that can be read.
    pub id: String,
    pub reason: String,
}

/// What came of one entry.
#[derive(Debug)]
pub enum Read {
    Arrival(Box<Arrival>),
    Refused(Refused),
    Passed(String),
}

/// A file that was cut into entries.
#[derive(Debug)]
pub struct File<'a> {
    format: Format,
    entries: Vec<Entry<'a>>,
    /// For which RP IDs its passkeys were made, as far as it says.
    rp_ids: keycloak::RpIds,
}

impl<'a> File<'a> {
    pub fn open(format: Format, text: &'a str) -> Result<Self, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rp_ids = keycloak::RpIds::default();
        let entries = match format {
            Format::Json => document::of_json(text, &["members"])?,
            Format::Csv => plain::rows(text)?,
            Format::Keycloak => {
                rp_ids = keycloak::rp_ids(text);
                document::of_json(text, &["users"])?
            }
            Format::Auth0 | Format::Hanko => document::of_json(text, &["users"])?,
            Format::SecureAuth => secureauth::entries(text)?,
            Format::PocketId => pocket_id::entries(text)?,
            Format::BetterAuth => better_auth::entries(text)?,
            Format::Rauthy => rauthy::entries(text)?,
        };
        Ok(Self { format, entries, rp_ids })
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What the entries tell, one after the other. `rp_id` is that of passkeys of which the file does not say it.
    pub fn read<'s>(&'s self, rp_id: Option<&'s str>) -> impl Iterator<Item = Read> + 's {
        let mut seen = Seen::default();
        self.entries.iter().map(move |entry| {
            let mut id = match &entry.text {
                Text::Broken(who, _) => who.clone(),
                _ => String::new(),
            };
            match self.arrival(entry, rp_id, &mut id).and_then(|found| seen.note(found)) {
                Ok(found) => found,
                Err(reason) => Read::Refused(Refused { line: entry.line, id, reason }),
            }
        })
    }

    /// The kinds of password hashes that most people in it have, the most frequent first, as many as a pool takes.
    pub fn kinds(&self) -> Vec<String> {
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for entry in &self.entries {
            let Ok(Told::Member { member, .. }) = self.tell(&entry.text) else { continue };
            let recipe = Checked::of(&member).ok().and_then(|checked| checked.password?.recipe);
            if let Some(recipe) = recipe {
                *kinds.entry(recipe.to_string()).or_default() += 1;
            }
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        kinds.into_iter().take(MOST_KINDS).map(|(kind, _)| kind).collect()
    }

    fn arrival(&self, entry: &Entry<'_>, rp_id: Option<&str>, id: &mut String) -> Result<(Read, Vec<Key>), String> {
        let (mut member, left) = match self.tell(&entry.text)? {
            Told::Member { member, left } => (*member, left),
            Told::Passed(what) => return Ok((Read::Passed(what), Vec::new())),
        };
        id.clone_from(&member.id);
        for passkey in member.passkeys.iter_mut().filter(|passkey| passkey.rp_id.is_none()) {
            passkey.rp_id = rp_id.map(str::to_owned);
        }
        let keys = keys(&Checked::of(&member)?);
        Ok((Read::Arrival(Box::new(Arrival { line: entry.line, member, left })), keys))
    }

    fn tell(&self, text: &Text<'_>) -> Result<Told, String> {
        let json = match text {
            Text::Broken(_, why) => return Err(why.clone()),
            Text::Json(json) if json.len() > LARGEST => return Err("it is larger than half a megabyte".to_owned()),
            Text::Row(cells) if cells.values().map(String::len).sum::<usize>() > LARGEST => {
                return Err("it is larger than half a megabyte".to_owned());
            }
            Text::Row(cells) => return plain::of_row(cells),
            Text::Json(json) => json.as_ref(),
        };
        match self.format {
            // A table is made of rows alone.
            Format::Json | Format::Csv => plain::of_json(json),
            Format::Keycloak => keycloak::tell(json, &self.rp_ids),
            Format::Auth0 => auth0::tell(json),
            Format::SecureAuth => secureauth::tell(json),
            Format::Hanko => hanko::tell(json),
            Format::PocketId => pocket_id::tell(json),
            Format::BetterAuth => better_auth::tell(json),
            Format::Rauthy => rauthy::tell(json),
        }
    }
}

/// What belongs to one member alone, and how it is called where two have it. Half a hash is enough to tell them apart.
type Key = ([u8; 16], &'static str);

fn keys(checked: &Checked) -> Vec<Key> {
    let key = |kind: &[u8], value: &[u8]| {
        let hash = sha256(&[kind, &[0], value].concat());
        hash.first_chunk().copied().unwrap_or_default()
    };
    let mut keys = vec![(key(b"id", checked.id.as_bytes()), "id")];
    keys.extend(checked.names.iter().map(|name| (key(b"name", name.folded.as_bytes()), "name or address")));
    keys.extend(checked.handle.as_ref().map(|handle| (key(b"handle", handle), "user handle")));
    keys.extend(checked.passkeys.iter().map(|passkey| (key(b"passkey", &passkey.record.credential_id), "passkey")));
    keys
}

/// What was read so far.
#[derive(Default)]
struct Seen(HashSet<[u8; 16]>);

impl Seen {
    fn note(&mut self, (read, keys): (Read, Vec<Key>)) -> Result<Read, String> {
        if let Some((_, what)) = keys.iter().find(|(key, _)| self.0.contains(key)) {
            return Err(format!("an earlier line has the same {what}"));
        }
        self.0.extend(keys.iter().map(|(key, _)| *key));
        Ok(read)
    }
}
