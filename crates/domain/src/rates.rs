//! How many requests one address and its network may send: token buckets in memory, one set per node. They keep a flood from the costly
//! work behind them. They must never be the only guard of a secret: wrong guesses are counted in the store, see `failures`.
//!
//! **Written here, and not with `governor`**, because its stores keep a key for each address until somebody sweeps them, and because an
//! address and its network must be asked together: a request that one of them refuses costs the other nothing.
//!
//! **Bounded.** Each class has two tables of fixed size, one for addresses, one for networks; a key belongs into one set of eight
//! buckets, chosen by a hash that is seeded anew at each start. A new key takes the place of the fullest bucket of its set. A bucket that is
//! full says as much as none, so what is forgotten first is worth least, and whoever is forgotten early gets more room, never less: the
//! tables cannot be turned against anybody. To make a drained bucket be forgotten, eight others of the same unknown set must be drained
//! further, each with requests of its own. That takes many networks: addresses of one network also drain its one bucket, and once that is
//! empty they enter nothing. Who commands a hundred thousand networks is slowed by the store's counters and not by these.

mod table;

use std::hash::{DefaultHasher, Hasher};
use std::net::IpAddr;
use table::{Meter, Table};

/// What a request costs the server, and whom it may annoy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Pages, files, lists: what changes nothing.
    Read,
    /// The beginning of a ceremony.
    Begin,
    /// Whatever is judged or changes something: ends of ceremonies, codes, passwords.
    Finish,
    /// Whatever sends a mail or a text message.
    Send,
    /// What applications ask by themselves, with a proof of their own: one address stands for all of an application's users.
    Application,
}

/// How much an address may ask at once, and how fast that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    pub at_once: u32,
    pub per_minute: u32,
}

/// The budget of a network, in budgets of one address.
pub const NETWORK_TIMES: u32 = 4;
/// What a wrong guess costs besides: whoever tries many names with one password runs dry ten times sooner than an office that signs in.
pub const WRONG_COSTS: u32 = 9;

impl Class {
    pub const ALL: [Self; 5] = [Self::Read, Self::Begin, Self::Finish, Self::Send, Self::Application];

    /// Of one IPv4 address or one IPv6 /64. Made for an office of 200 behind one address that signs in within a minute; the table in
    /// docs/operator/limits.md is held against this.
    pub const fn budget(self) -> Budget {
        match self {
            Self::Read => Budget { at_once: 4_000, per_minute: 3_000 },
            Self::Begin => Budget { at_once: 1_000, per_minute: 600 },
            Self::Finish => Budget { at_once: 1_500, per_minute: 300 },
            Self::Send => Budget { at_once: 400, per_minute: 6 },
            Self::Application => Budget { at_once: 12_000, per_minute: 12_000 },
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Begin => "begin",
            Self::Finish => "finish",
            Self::Send => "send",
            Self::Application => "application",
        }
    }

    fn index(self) -> usize {
        match self {
            Self::Read => 0,
            Self::Begin => 1,
            Self::Finish => 2,
            Self::Send => 3,
            Self::Application => 4,
        }
    }
}

/// Too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub seconds: u32,
}

/// The buckets of one node.
#[derive(Debug)]
pub struct Rates {
    seed: [u8; 16],
    classes: [Buckets; 5],
}

#[derive(Debug)]
struct Buckets {
    address: (Meter, Table),
    network: (Meter, Table),
}

/// Buckets for addresses in each class; a power of two is not needed.
const ADDRESSES: usize = 32_768;
/// Fewer: only whoever has a network can fill them.
const NETWORKS: usize = 16_384;

impl Rates {
    /// `percent` scales all budgets; `seed` keeps strangers from knowing which addresses share a set.
    pub fn new(percent: u32, seed: [u8; 16]) -> Self {
        let classes = Class::ALL.map(|class| Buckets {
            address: (Meter::new(class.budget(), percent), Table::new(ADDRESSES)),
            network: (Meter::new(class.budget(), percent.saturating_mul(NETWORK_TIMES)), Table::new(NETWORKS)),
        });
        Self { seed, classes }
    }

    /// Takes one request from both budgets, or from none.
    pub fn take(&self, class: Class, address: IpAddr, now_ms: i64) -> Result<(), Wait> {
        let Some(buckets) = self.classes.get(class.index()) else { return Ok(()) };
        let [one, all] = self.keys(address);
        let now = micros(now_ms);
        // Always the network first, so that two requests never wait for each other.
        let mut network = buckets.network.1.lock(all);
        let mut address = buckets.address.1.lock(one);
        let (for_all, for_one) = (buckets.network.0, buckets.address.0);
        let due =
            [for_all.after(network.full_at(for_all, now), now), for_one.after(address.full_at(for_one, now), now)];
        match due {
            [Ok(all), Ok(one)] => {
                network.keep(all);
                address.keep(one);
                Ok(())
            }
            refused => {
                let wait = refused.into_iter().filter_map(Result::err).max().unwrap_or_default();
                Err(Wait { seconds: u32::try_from(wait.div_ceil(1_000_000)).unwrap_or(u32::MAX).max(1) })
            }
        }
    }

    /// Takes what a wrong guess costs besides, as far as there is something left.
    pub fn charge(&self, class: Class, address: IpAddr, now_ms: i64) {
        let Some(buckets) = self.classes.get(class.index()) else { return };
        let [one, all] = self.keys(address);
        let now = micros(now_ms);
        for ((meter, table), key) in [(&buckets.network, all), (&buckets.address, one)] {
            let mut bucket = table.lock(key);
            let drained = meter.drained(bucket.full_at(*meter, now), now, WRONG_COSTS);
            bucket.keep(drained);
        }
    }

    /// The address (IPv4 whole, IPv6 its /64) and its network (/24, /48), hashed.
    fn keys(&self, address: IpAddr) -> [u64; 2] {
        let (bits, lengths) = match address.to_canonical() {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, [32_u8, 24]),
            IpAddr::V6(address) => (address.to_bits(), [64, 48]),
        };
        lengths.map(|length| {
            let mut hasher = DefaultHasher::new();
            hasher.write(&self.seed);
            hasher.write_u8(length);
            hasher.write_u128(bits >> (128 - u32::from(length)));
            hasher.finish()
        })
    }
}

fn micros(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or_default().saturating_mul(1_000)
}

#[cfg(test)]
mod tests;
