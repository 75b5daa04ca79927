//! Console > Adoption: how far the members of a pool have come with passkeys, and how signing in goes. Each chart has its numbers beside it in a
//! table.

use super::Answer;
use super::charts::{self, Bar};
use super::frame::{Frame, Place, frame};
use super::listing::{Listing, Pages};
use super::users::the_only_pool;
use crate::extract::{Administrator, PoolAddress};
use crate::front::Server;
use crate::page::{Chrome, Page, framed};
use crate::web::moment::Moment;
use crate::web::refusal::parameter;
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect};
use domain::Language;
use domain::figures::{self, FiguresView, Rate, Share, grouped};
use domain::tenants::{self, TenantView};
use std::sync::Arc;

#[derive(Clone, Debug, Template)]
#[template(path = "admin/adoption_pools.html")]
pub(crate) struct PoolsPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub tenants: Vec<TenantView>,
    listing: Listing,
    pages: Pages,
}

framed!(PoolsPage);

/// Which pool? Straight on where there is one.
pub(crate) async fn pools(State(server): State<Arc<Server>>, uri: Uri, Administrator(acting): Administrator) -> Answer {
    let (all, listing) = (tenants::list(&server.app, &acting)?, Listing::of(&uri));
    if let (Some((tenant, pool)), true) = (the_only_pool(&all), listing.is_plain()) {
        return Ok(Redirect::to(&format!("/admin/{tenant}/pools/{pool}/adoption")).into_response());
    }
    let (tenants, pages) = listing.of_tenants(all);
    let (chrome, frame) = frame(&server, &acting, (Place::Adoption, None))?;
    Ok(Page::ok(PoolsPage { chrome, frame, tenants, listing, pages }).into_response())
}

/// A chart with the table of its numbers.
pub(crate) struct Chart {
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub svg: String,
    pub heads: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "admin/adoption.html")]
pub(crate) struct AdoptionPage {
    pub chrome: Chrome,
    pub frame: Frame,
    pub view: FiguresView,
    pub now: i64,
}

framed!(AdoptionPage);

pub(crate) async fn page(
    State(server): State<Arc<Server>>,
    uri: Uri,
    Administrator(acting): Administrator,
    PoolAddress(tenant, pool): PoolAddress,
) -> Answer {
    let days = parameter(uri.query(), "days").and_then(|days| days.parse().ok()).unwrap_or_default();
    let view = figures::show(&server.app, &acting, (&tenant, pool), days).await?;
    let (chrome, frame) = frame(&server, &acting, (Place::Adoption, None))?;
    Ok(Page::ok(AdoptionPage { chrome, frame, view, now: server.app.now() }).into_response())
}

impl AdoptionPage {
    fn ranges() -> [i64; 3] {
        figures::RANGES
    }

    fn counted(&self) -> Option<Moment> {
        self.view.counted_at.as_deref().map(|at| Moment::read(Language::English, at, self.now))
    }

    fn charts(&self) -> Vec<Chart> {
        let view = &self.view;
        let mut all = vec![self.funnel(), self.by_day()];
        all.push(shares(("methods", "Sign-ins by method"), "", &view.methods, method));
        all.push(rates(("browsers", "Success by browser"), &view.browsers));
        all.push(rates(("systems", "Success by system"), &view.systems));
        all.push(rates(("providers", "Success by passkey provider"), &view.providers));
        all.push(rates(("surfaces", "Success on the web and in the app"), &view.surfaces));
        all.push(shares(("failures", "Failed sign-ins by message"), "", &view.failures, str::to_owned));
        all.push(shares(("setup", "Failed setups by message"), "", &view.setup_failures, str::to_owned));
        all.push(self.fallback());
        all.push(self.times());
        all
    }

    /// Of those who could have one: how many have come so far, ever and lately.
    fn funnel(&self) -> Chart {
        let view = &self.view;
        let stages = view
            .funnel
            .iter()
            .zip(&view.funnel_lately)
            .map(|(ever, lately)| (stage(&ever.name), ever.number, grouped(lately.number)));
        let all: Vec<_> = [("Eligible", view.members, String::new())].into_iter().chain(stages).collect();
        let most = all.iter().map(|(_, number, _)| *number).max().unwrap_or_default();
        let bars: Vec<_> = all
            .iter()
            .map(|(name, number, _)| Bar {
                label: (*name).to_owned(),
                value: grouped(*number),
                per_mille: thousandths(*number, most),
            })
            .collect();
        Chart {
            id: "funnel",
            title: "From eligible to used again",
            about: "Of the members there are, as they were last counted. Whoever has reached a step has reached those above it. What came so far in this range counts members who have left since, too.",
            svg: charts::bars("From eligible to used again", &bars),
            heads: vec!["Step", "Members", "In this range"],
            rows: all
                .into_iter()
                .map(|(name, number, lately)| vec![name.to_owned(), grouped(number), lately])
                .collect(),
        }
    }

    fn by_day(&self) -> Chart {
        let days = &self.view.by_day;
        let name = |day: Option<&figures::Day>| day.map(|day| day.day.clone()).unwrap_or_default();
        let numbers: Vec<_> = days.iter().map(|day| (day.passkey, day.other)).collect();
        let is_empty = numbers.iter().all(|numbers| *numbers == (0, 0));
        Chart {
            id: "days",
            title: "Sign-ins by day",
            about: "The thick line is with a passkey, the broken one by other ways. Days are UTC.",
            svg: if is_empty {
                String::new()
            } else {
                charts::lines("Sign-ins by day", &numbers, (&name(days.first()), &name(days.last())))
            },
            heads: vec!["Day", "Passkey", "Other ways"],
            rows: days
                .iter()
                .filter(|_| !is_empty)
                .map(|day| vec![day.day.clone(), grouped(day.passkey), grouped(day.other)])
                .collect(),
        }
    }

    fn fallback(&self) -> Chart {
        let (passkey, other) = self.view.fallback;
        let parts = [("With it", passkey), ("By another way", other)];
        let rows: Vec<_> = parts
            .into_iter()
            .filter(|_| passkey + other > 0)
            .map(|(name, number)| Share { name: name.to_owned(), number })
            .collect();
        let about = "Only members who have made a passkey.";
        shares(("fallback", "Sign-ins of passkey holders"), about, &rows, str::to_owned)
    }

    fn times(&self) -> Chart {
        let seconds = |seconds: i64| if seconds >= 900 { "over 2 min".to_owned() } else { format!("{seconds} s") };
        let bar = |time: &figures::Times| Bar {
            label: time.name.to_owned(),
            value: format!("half within {}", seconds(time.median_s)),
            per_mille: thousandths(time.median_s, 60),
        };
        let row = |time: &figures::Times| {
            vec![time.name.to_owned(), grouped(time.number), seconds(time.median_s), seconds(time.ninth_s)]
        };
        Chart {
            id: "times",
            title: "Time to sign in",
            about: "From the page that asks to the session. A whole bar is a minute.",
            svg: charts::bars("Time to sign in", &self.view.times.iter().map(bar).collect::<Vec<_>>()),
            heads: vec!["Way", "Sign-ins", "Half within", "Nine of ten within"],
            rows: self.view.times.iter().map(row).collect(),
        }
    }
}

fn shares(
    (id, title): (&'static str, &'static str),
    about: &'static str,
    found: &[Share],
    name: fn(&str) -> String,
) -> Chart {
    let all: i64 = found.iter().map(|share| share.number).sum();
    let of = |share: &Share| percent(thousandths(share.number, all));
    let bar =
        |share: &Share| Bar { label: name(&share.name), value: of(share), per_mille: thousandths(share.number, all) };
    Chart {
        id,
        title,
        about,
        svg: charts::bars(title, &found.iter().map(bar).collect::<Vec<_>>()),
        heads: vec!["What", "Number", "Share"],
        rows: found.iter().map(|share| vec![name(&share.name), grouped(share.number), of(share)]).collect(),
    }
}

fn rates((id, title): (&'static str, &'static str), found: &[Rate]) -> Chart {
    let bar = |rate: &Rate| Bar {
        label: surface(&rate.name),
        value: format!("{} of {}", percent(rate.per_mille), grouped(rate.done + rate.refused)),
        per_mille: rate.per_mille,
    };
    let row =
        |rate: &Rate| vec![surface(&rate.name), grouped(rate.done), grouped(rate.refused), percent(rate.per_mille)];
    Chart {
        id,
        title,
        about: "Of the attempts that reached the server, those that ended in a session.",
        svg: charts::bars(title, &found.iter().map(bar).collect::<Vec<_>>()),
        heads: vec!["What", "Signed in", "Refused", "Success"],
        rows: found.iter().map(row).collect(),
    }
}

fn stage(word: &str) -> &'static str {
    match word {
        "offered" => "Offered",
        "started" => "Started",
        "created" => "Created",
        "used" => "Used",
        _ => "Used again",
    }
}

fn surface(word: &str) -> String {
    match word {
        "web" => "Web".to_owned(),
        "app" => "App".to_owned(),
        other => other.to_owned(),
    }
}

/// The words of methods as the console says them, in their order.
fn method(words: &str) -> String {
    let name = |word: &str| domain::Method::find(word).map(domain::pool_settings::method_name);
    let names: Vec<_> = words.split(' ').map(|word| name(word).unwrap_or(word)).collect();
    names.join(" + ")
}

fn thousandths(part: i64, whole: i64) -> i64 {
    if whole > 0 { part.saturating_mul(1000) / whole } else { 0 }
}

fn percent(per_mille: i64) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_read_them() {
        assert_eq!((percent(931), percent(1000), thousandths(1, 3)), ("93.1 %".into(), "100.0 %".into(), 333));
        assert_eq!(method("password totp"), "Password + Authenticator app (TOTP)");
    }
}
