//! Adoption and health of a pool in numbers: who has come how far on the way to a passkey, how members sign in, what fails and where. The numbers
//! are counted from the audit beforehand (`folding`), so that a page reads some hundred rows however large the pool is. No member, no
//! address and no text that a stranger sent may ever be in them, and test accounts are left out (S2-37).

mod census;
mod counting;
mod facts;
mod folding;
mod readiness;

pub(crate) use census::count;
pub use census::count_members;
pub(crate) use counting::{Stage, TIMES_S, count as count_event, name, reach};
pub(crate) use facts::{Facts, OTHER, Surface};
pub use folding::fold;
pub(crate) use folding::{ALL_DAYS, Counts, DAY_MS, Started, fold_tenant, id_of, write_started};
pub(crate) use readiness::per_mille;
pub use readiness::{Readiness, grouped};

use crate::administrators::{Acting, Power};
use crate::app::App;
use crate::catalogue;
use crate::error::Error;
use crate::passkeys::{Openings, time};
use crate::saving;
use readiness::{Grounds, readiness};
use serde::Serialize;
use std::collections::BTreeMap;
use store::census::Census;
use store::id::PoolId;
use store::rollup::{self, Rollup};

/// How far back a page may look.
pub const RANGES: [i64; 3] = [7, 30, 90];
/// More bars than this tell nobody anything.
const MOST_ROWS: usize = 12;

/// How many of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    pub name: String,
    pub number: i64,
}

/// How many of a kind went well, and how many did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rate {
    pub name: String,
    pub done: i64,
    pub refused: i64,
    /// In thousandths of all.
    pub per_mille: i64,
}

/// How long sign-ins took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    pub name: &'static str,
    pub number: i64,
    /// Half of them, and nine of ten, took no longer; in seconds.
    pub median_s: i64,
    pub ninth_s: i64,
}

/// Sign-ins of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day {
    pub day: String,
    pub passkey: i64,
    pub other: i64,
}

/// All that is shown of a pool.
#[derive(Debug, Clone, Serialize)]
pub struct FiguresView {
    pub tenant: String,
    pub pool: PoolId,
    pub name: String,
    pub days: i64,
    /// When members were last counted.
    pub counted_at: Option<String>,
    pub members: i64,
    pub holders: i64,
    /// Of those who were counted: how many have come so far.
    pub funnel: Vec<Share>,
    /// How many came so far within the range, whoever has left since among them.
    pub funnel_lately: Vec<Share>,
    pub methods: Vec<Share>,
    pub by_day: Vec<Day>,
    pub browsers: Vec<Rate>,
    pub systems: Vec<Rate>,
    pub providers: Vec<Rate>,
    pub surfaces: Vec<Rate>,
    pub failures: Vec<Share>,
    pub setup_failures: Vec<Share>,
    /// Sign-ins of members who have a passkey: with it, and by another way.
    pub fallback: (i64, i64),
    pub times: Vec<Times>,
    pub readiness: Readiness,
}

/// The figures of a pool over the last days.
pub async fn show(app: &App, acting: &Acting, place: (&str, PoolId), days: i64) -> Result<FiguresView, Error> {
    let door = saving::pool(app, acting, Power::See, place)?;
    let days = if RANGES.contains(&days) { days } else { RANGES[1] };
    let today = app.now().div_euclid(DAY_MS);
    let (pool, first) = (door.pool.id, today - days + 1);
    let read = app.store().read("figures", move |tx| {
        Ok::<_, Error>(Rows {
            census: store::census::find(tx, pool)?,
            ever: rollup::sums(tx, pool, (ALL_DAYS, ALL_DAYS))?,
            sums: rollup::sums(tx, pool, (first, today))?,
            days: rollup::days(tx, pool, name::SIGN_IN, (first, today))?,
        })
    });
    let rows = read.await?;
    let counted = rows.census.unwrap_or_default();
    let fallback = (rows.of(name::HOLDER, "passkey"), rows.of(name::HOLDER, "other"));
    let surfaces = rows.rates(name::SURFACE);
    let (done, refused) = surfaces.iter().fold((0, 0), |(done, no), rate| (done + rate.done, no + rate.refused));
    let grounds = Grounds {
        is_over: rows.census.is_some() && !census::was_counted_under(&rows.ever, &Openings::of(&app.snapshot(), pool)),
        members: counted.members,
        holders: counted.holders,
        fallback: per_mille(fallback.1, fallback.0 + fallback.1),
        refused: per_mille(refused, done + refused),
    };
    Ok(FiguresView {
        tenant: door.tenant.slug.clone(),
        pool,
        name: door.pool.name.clone(),
        days,
        counted_at: rows.census.map(|census| time(census.at)),
        members: counted.members,
        holders: counted.holders,
        funnel: funnel(&rows.ever, name::FUNNEL_TODAY),
        funnel_lately: funnel(&rows.sums, name::FUNNEL),
        methods: rows.shares(name::SIGN_IN),
        by_day: by_day(&rows.days, (first, today)),
        browsers: rows.rates(name::BROWSER),
        systems: rows.rates(name::SYSTEM),
        providers: rows.rates(name::PROVIDER),
        surfaces,
        failures: titled(rows.shares(name::ENTRY)),
        setup_failures: titled(rows.shares(name::SETUP_ENTRY)),
        fallback,
        times: times(&rows),
        readiness: readiness(&grounds),
    })
}

struct Rows {
    census: Option<Census>,
    ever: Vec<Rollup>,
    sums: Vec<Rollup>,
    days: Vec<Rollup>,
}

impl Rows {
    fn named(&self, name: &str) -> impl Iterator<Item = &Rollup> {
        self.sums.iter().filter(move |row| row.name == name)
    }

    fn of(&self, name: &str, value: &str) -> i64 {
        self.named(name).filter(|row| row.value == value).map(|row| row.number).sum()
    }

    /// The most first.
    fn shares(&self, name: &str) -> Vec<Share> {
        let mut found: Vec<_> =
            self.named(name).map(|row| Share { name: row.value.clone(), number: row.number }).collect();
        found.sort_by(|a, b| b.number.cmp(&a.number).then_with(|| a.name.cmp(&b.name)));
        found.truncate(MOST_ROWS);
        found
    }

    fn rates(&self, (done, refused): (&str, &str)) -> Vec<Rate> {
        let mut found: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for row in self.named(done) {
            found.entry(&row.value).or_default().0 += row.number;
        }
        for row in self.named(refused) {
            found.entry(&row.value).or_default().1 += row.number;
        }
        let rate = |(name, (done, refused)): (&str, (i64, i64))| Rate {
            name: name.to_owned(),
            done,
            refused,
            per_mille: per_mille(done, done + refused).unwrap_or_default(),
        };
        let mut rates: Vec<_> = found.into_iter().map(rate).collect();
        rates.sort_by_key(|rate| std::cmp::Reverse(rate.done + rate.refused));
        rates.truncate(MOST_ROWS);
        rates
    }
}

fn funnel(rows: &[Rollup], name: &str) -> Vec<Share> {
    let number = |stage: Stage| {
        rows.iter().filter(|row| row.name == name && row.value == stage.as_str()).map(|row| row.number).sum()
    };
    Stage::ALL.into_iter().map(|stage| Share { name: stage.as_str().to_owned(), number: number(stage) }).collect()
}

/// An entry of the catalogue by its title.
fn titled(shares: Vec<Share>) -> Vec<Share> {
    let title = |code: &str| catalogue::find(code).map(|entry| entry.title.to_owned());
    shares.into_iter().map(|share| Share { name: title(&share.name).unwrap_or(share.name), ..share }).collect()
}

fn by_day(rows: &[Rollup], (first, last): (i64, i64)) -> Vec<Day> {
    let mut found: BTreeMap<i64, (i64, i64)> = (first..=last).map(|day| (day, (0, 0))).collect();
    for row in rows {
        let day = found.entry(row.day).or_default();
        let by_passkey = row.value.split(' ').any(|method| method == "passkey");
        *(if by_passkey { &mut day.0 } else { &mut day.1 }) += row.number;
    }
    let name = |day: i64| time(day * DAY_MS).chars().take(10).collect();
    found.into_iter().map(|(day, (passkey, other))| Day { day: name(day), passkey, other }).collect()
}

fn times(rows: &Rows) -> Vec<Times> {
    let of = |(title, name): (&'static str, &'static str)| {
        let number: i64 = rows.named(name).map(|row| row.number).sum();
        let until = |tenths: i64| {
            let mut passed = 0;
            let parts = TIMES_S.into_iter().find(|part| {
                passed += rows.of(name, &part.to_string());
                passed * 10 >= number * tenths
            });
            parts.unwrap_or_default()
        };
        (number > 0).then(|| Times { name: title, number, median_s: until(5), ninth_s: until(9) })
    };
    [("Passkey", name::TIME_PASSKEY), ("Other ways", name::TIME_OTHER)].into_iter().filter_map(of).collect()
}
