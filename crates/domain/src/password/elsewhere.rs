//! Hashes that other systems made: which are read, what computing one costs, and holding a password against one. None is ever computed that asks
//! for more than the limits here; whoever signs in with one has a hash of ours from then on.

use super::hashing::{self, HashingError, Judged};
use super::spelled::Spelled;
use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time;
use aws_lc_rs::pbkdf2;
use base64::Engine;
use base64::alphabet::{BCRYPT, STANDARD};
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, NO_PAD};
use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;
use std::num::NonZeroU32;
use std::str::FromStr;
use zeroize::Zeroizing;

/// Kinds of hashes in one pool: each guess is paid for at every kind that is left there.
pub(crate) const MOST_KINDS: usize = 4;

const BCRYPT_COSTS: std::ops::RangeInclusive<u32> = 4..=14;
/// Of PBKDF2, whose output is made in pieces, each as long as a digest and each by all rounds. The first piece alone is computed and compared: of 20
/// bytes at least, it is no easier to meet than all of them, and Keycloak keeps four.
const MOST_ROUNDS: u32 = 2_000_000;
/// In KiB, of Argon2 and of scrypt.
const MOST_MEMORY: u64 = 131_072;
/// Memory times passes: about a second on one core.
const MOST_WORK: u64 = 1 << 20;
const MOST_LANES: u32 = 16;
const OUTPUTS: std::ops::RangeInclusive<usize> = 16..=128;
const SALTS: std::ops::RangeInclusive<usize> = 1..=128;
const MOST_TEXT: usize = 1024;
/// What bcrypt looks at; the zero that ends a text in C is among it.
const BCRYPT_BYTES: usize = 72;
/// What its text keeps of the 24 that it makes.
const BCRYPT_OUTPUT: usize = 23;

const OF_BCRYPT: GeneralPurpose = GeneralPurpose::new(&BCRYPT, NO_PAD.with_decode_allow_trailing_bits(true));
const OF_OTHERS: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a hash is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    Unknown,
    TooCostly,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

impl Digest {
    const ALL: [(Self, &'static str); 3] =
        [(Self::Sha1, "pbkdf2-sha1"), (Self::Sha256, "pbkdf2-sha256"), (Self::Sha512, "pbkdf2-sha512")];

    fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        let name = if name == "pbkdf2" { "pbkdf2-sha1" } else { name };
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(one, _)| one)
    }

    /// In bytes.
    fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn algorithm(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

/// How a hash is made, and so what it costs. Its text stands beside stored hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Recipe {
    Argon2 { algorithm: Algorithm, version: Version, memory: u32, passes: u32, lanes: u32, output: usize },
    Bcrypt { cost: u32 },
    Pbkdf2 { digest: Digest, rounds: u32, output: usize },
    Scrypt { log_n: u8, r: u32, p: u32, output: usize },
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2 { algorithm, version, memory, passes, lanes, output } => {
                write!(f, "{} {} {memory} {passes} {lanes} {output}", algorithm.as_str(), u32::from(*version))
            }
            Self::Bcrypt { cost } => write!(f, "bcrypt {cost}"),
            Self::Pbkdf2 { digest, rounds, output } => write!(f, "{} {rounds} {output}", digest.name()),
            Self::Scrypt { log_n, r, p, output } => write!(f, "scrypt {log_n} {r} {p} {output}"),
        }
    }
}

impl FromStr for Recipe {
    type Err = Unfit;

    fn from_str(text: &str) -> Result<Self, Unfit> {
        let (name, numbers) = text.split_once(' ').ok_or(Unfit::Unknown)?;
        let numbers: Vec<u32> =
            numbers.split(' ').map(str::parse).collect::<Result<_, _>>().map_err(|_| Unfit::Unknown)?;
        let length = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let recipe = match (name, numbers.as_slice()) {
            ("bcrypt", [cost]) => Self::Bcrypt { cost: *cost },
            ("scrypt", [log_n, r, p, output]) => {
                let log_n = u8::try_from(*log_n).map_err(|_| Unfit::TooCostly)?;
                Self::Scrypt { log_n, r: *r, p: *p, output: length(*output) }
            }
            (name, [version, memory, passes, lanes, output]) => Self::Argon2 {
                algorithm: Algorithm::new(name).map_err(|_| Unfit::Unknown)?,
                version: Version::try_from(*version).map_err(|_| Unfit::Unknown)?,
                memory: *memory,
                passes: *passes,
                lanes: *lanes,
                output: length(*output),
            },
            (name, [rounds, output]) => {
                let digest = Digest::named(name).ok_or(Unfit::Unknown)?;
                Self::Pbkdf2 { digest, rounds: *rounds, output: length(*output) }
            }
            _ => return Err(Unfit::Unknown),
        };
        recipe.bounded()
    }
}

impl Recipe {
    /// Itself, as far as it is computed, where it asks for no more than the limits.
    fn bounded(self) -> Result<Self, Unfit> {
        let (fits, output) = match self {
            Self::Argon2 { memory, passes, lanes, output, .. } => {
                let (memory, passes) = (u64::from(memory), u64::from(passes));
                let fits = memory <= MOST_MEMORY && memory * passes <= MOST_WORK && lanes <= MOST_LANES;
                (fits, output)
            }
            Self::Bcrypt { cost } => (BCRYPT_COSTS.contains(&cost), BCRYPT_OUTPUT),
            Self::Pbkdf2 { rounds, output, .. } => ((1..=MOST_ROUNDS).contains(&rounds), output),
            Self::Scrypt { log_n, r, p, output } => (scrypt_fits(log_n, r, p), output),
        };
        match (OUTPUTS.contains(&output), fits) {
            (true, true) if self.is_computed() => Ok(self.of_one_piece()),
            (true, false) => Err(Unfit::TooCostly),
            (true, true) | (false, _) => Err(Unfit::Unknown),
        }
    }

    fn of_one_piece(self) -> Self {
        match self {
            Self::Pbkdf2 { digest, rounds, output } => {
                Self::Pbkdf2 { digest, rounds, output: output.min(digest.length()) }
            }
            other => other,
        }
    }

    /// In bytes: as much of a hash as is compared.
    fn output(self) -> usize {
        match self {
            Self::Argon2 { output, .. } | Self::Pbkdf2 { output, .. } | Self::Scrypt { output, .. } => output,
            Self::Bcrypt { .. } => BCRYPT_OUTPUT,
        }
    }

    /// Whether the libraries compute it at all: no hash may stand in a list of kinds that costs nothing. Asked within the limits alone, because they
    /// multiply without a look at what overflows.
    fn is_computed(self) -> bool {
        match self {
            Self::Argon2 { memory, passes, lanes, output, .. } => {
                Params::new(memory, passes, lanes, Some(output)).is_ok()
            }
            Self::Scrypt { log_n, r, p, .. } => scrypt::Params::new(log_n, r, p).is_ok(),
            Self::Bcrypt { .. } | Self::Pbkdf2 { .. } => true,
        }
    }

    /// In bytes.
    fn shortest_salt(self) -> usize {
        match self {
            Self::Argon2 { .. } => argon2::MIN_SALT_LEN,
            Self::Bcrypt { .. } | Self::Pbkdf2 { .. } | Self::Scrypt { .. } => *SALTS.start(),
        }
    }

    /// Does the work. `None` where the library refuses, which costs nothing.
    fn compute(self, password: &[u8], salt: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        match self {
            Self::Argon2 { algorithm, version, memory, passes, lanes, output } => {
                let mut made = Zeroizing::new(vec![0; output]);
                let params = Params::new(memory, passes, lanes, Some(output)).ok()?;
                Argon2::new(algorithm, version, params).hash_password_into(password, salt, &mut made).ok()?;
                Some(made)
            }
            Self::Bcrypt { cost } => {
                // A longer password is what its first 72 bytes are, wherever it was made.
                let mut text = Zeroizing::new([password, &[0]].concat());
                text.truncate(BCRYPT_BYTES);
                let mut made = bcrypt::bcrypt(cost, salt.try_into().ok()?, &text).to_vec();
                made.truncate(BCRYPT_OUTPUT);
                Some(Zeroizing::new(made))
            }
            Self::Pbkdf2 { digest, rounds, output } => {
                let mut made = Zeroizing::new(vec![0; output]);
                pbkdf2::derive(digest.algorithm(), NonZeroU32::new(rounds)?, salt, password, &mut made);
                Some(made)
            }
            Self::Scrypt { log_n, r, p, output } => {
                let mut made = Zeroizing::new(vec![0; output]);
                scrypt::scrypt(password, salt, &scrypt::Params::new(log_n, r, p).ok()?, &mut made).ok()?;
                Some(made)
            }
        }
    }

    /// What holding a password against such a hash costs, for somebody who has none.
    fn stand_in(self, words: &Words) {
        for word in words.all() {
            black_box(self.compute(word.as_bytes(), &[7; 16]));
        }
    }
}

/// Whether scrypt keeps within the limits: besides the table of N blocks it has one block for each of its lanes at once, however small N is.
fn scrypt_fits(log_n: u8, r: u32, p: u32) -> bool {
    let (block, p) = (128 * u64::from(r), u64::from(p));
    let table = 1_u64.checked_shl(u32::from(log_n)).and_then(|n| n.checked_mul(block));
    let within = |bytes: Option<u64>, most: u64| bytes.is_some_and(|bytes| bytes <= most * 1024);
    (1..=30).contains(&log_n)
        && within(table, MOST_MEMORY)
        && within(block.checked_mul(p), MOST_MEMORY)
        && within(table.and_then(|table| table.checked_mul(p)), MOST_WORK)
}

/// A password as it was typed and as we spell it: some systems hash the one, some the other.
pub(crate) struct Words {
    pub(super) spelled: Spelled,
    typed: Zeroizing<String>,
}

impl Words {
    pub(super) fn new(spelled: Spelled, typed: &str) -> Self {
        Self { spelled, typed: Zeroizing::new(typed.to_owned()) }
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        let other = (self.spelled.as_str() != self.typed.as_str()).then_some(self.typed.as_str());
        std::iter::once(self.spelled.as_str()).chain(other)
    }
}

/// A hash that is not as today's are.
pub(crate) struct Elsewhere {
    recipe: Recipe,
    salt: Vec<u8>,
    output: Vec<u8>,
}

impl Elsewhere {
    /// Reads it. `None` for one that is made as ours are today.
    pub(crate) fn read(text: &str) -> Result<Option<Self>, Unfit> {
        if text.len() > MOST_TEXT {
            return Err(Unfit::Unknown);
        }
        let parts: Vec<&str> = text.strip_prefix('$').ok_or(Unfit::Unknown)?.split('$').collect();
        let found = match parts.as_slice() {
            ["2a" | "2b" | "2y", cost, rest] => of_bcrypt(cost, rest)?,
            [name, parameters @ .., salt, output] => of_phc(name, parameters, (salt, output))?,
            _ => return Err(Unfit::Unknown),
        };
        if !(found.recipe.shortest_salt()..=*SALTS.end()).contains(&found.salt.len()) {
            return Err(Unfit::Unknown);
        }
        Ok(Some(found).filter(|found| !hashing::is_todays(found.recipe, found.salt.len())))
    }

    pub(crate) fn recipe(&self) -> Recipe {
        self.recipe
    }

    /// Whether the password is its own. All spellings are tried, whichever is right.
    fn is_of(&self, words: &Words) -> bool {
        let tried = words.all().map(|word| {
            let made = self.recipe.compute(word.as_bytes(), &self.salt);
            made.is_some_and(|made| constant_time::verify_slices_are_equal(&made, &self.output).is_ok())
        });
        tried.fold(false, |known, right| known | right)
    }
}

fn of_bcrypt(cost: &str, rest: &str) -> Result<Elsewhere, Unfit> {
    let (salt, output) = rest.split_at_checked(22).ok_or(Unfit::Unknown)?;
    let bytes = |text: &str| OF_BCRYPT.decode(text).map_err(|_| Unfit::Unknown);
    let (salt, output) = (bytes(salt)?, bytes(output)?);
    let is_whole = cost.len() == 2 && salt.len() == 16 && output.len() == BCRYPT_OUTPUT;
    let cost = cost.parse().ok().filter(|_| is_whole).ok_or(Unfit::Unknown)?;
    Ok(Elsewhere { recipe: Recipe::Bcrypt { cost }.bounded()?, salt, output })
}

fn of_phc(name: &str, parameters: &[&str], (salt, output): (&str, &str)) -> Result<Elsewhere, Unfit> {
    // passlib writes a dot where everybody else has a plus.
    let bytes = |text: &str| OF_OTHERS.decode(text.replace('.', "+")).map_err(|_| Unfit::Unknown);
    let (salt, mut output) = (bytes(salt)?, bytes(output)?);
    let named: BTreeMap<&str, &str> = parameters
        .iter()
        .flat_map(|part| part.split(','))
        .map(|part| part.split_once('=').unwrap_or(("i", part)))
        .collect();
    let number = |name: &str| named.get(name).map(|text| text.parse::<u32>().map_err(|_| Unfit::Unknown)).transpose();
    let needed = |name: &str| number(name)?.ok_or(Unfit::Unknown);
    if number("l")?.is_some_and(|length| usize::try_from(length).ok() != Some(output.len())) {
        return Err(Unfit::Unknown);
    }
    let recipe = match (Digest::named(name), name) {
        (Some(digest), _) => Recipe::Pbkdf2 { digest, rounds: needed("i")?, output: output.len() },
        (None, "scrypt") => {
            let log_n = u8::try_from(needed("ln")?).map_err(|_| Unfit::TooCostly)?;
            Recipe::Scrypt { log_n, r: needed("r")?, p: needed("p")?, output: output.len() }
        }
        // More than the bytes that are hashed would have to be known: a key, or data beside the password.
        (None, _) if named.contains_key("keyid") || named.contains_key("data") => return Err(Unfit::Unknown),
        (None, name) => Recipe::Argon2 {
            algorithm: Algorithm::new(name).map_err(|_| Unfit::Unknown)?,
            version: Version::try_from(number("v")?.unwrap_or(0x10)).map_err(|_| Unfit::Unknown)?,
            memory: needed("m")?,
            passes: needed("t")?,
            lanes: needed("p")?,
            output: output.len(),
        },
    };
    let recipe = recipe.bounded()?;
    output.truncate(recipe.output());
    Ok(Elsewhere { recipe, salt, output })
}

/// Holds a password against what is stored, in a pool where hashes of these kinds are left. Whoever is meant, the work is the same: today's, and
/// once each kind.
pub(crate) fn judge(
    (stored, kinds): (Option<&str>, &[String]),
    dummy: &str,
    words: &Words,
    salt: [u8; hashing::SALT],
) -> Result<Judged, HashingError> {
    let own = stored.and_then(|stored| Elsewhere::read(stored).ok().flatten());
    let mut judged = hashing::judge(stored.filter(|_| own.is_none()), dummy, &words.spelled, salt)?;
    let mut left: Vec<Recipe> = kinds.iter().filter_map(|kind| kind.parse().ok()).collect();
    if let Some(own) = own {
        left.retain(|recipe| *recipe != own.recipe);
        if own.is_of(words) {
            judged.is_right = true;
            judged.renewed = Some(hashing::hash(&words.spelled, salt)?);
        }
    }
    for recipe in left {
        recipe.stand_in(words);
    }
    Ok(judged)
}

#[cfg(test)]
mod tests;
