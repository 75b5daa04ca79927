//! What is counted of requests: one place for each line of the router's table, and one for all that no line is for, so that no stranger can make a
//! place of their own. Every request passes here; it costs it two looks at the clock and three additions.

use crate::router;
use axum::http::StatusCode;
use domain::meters::{Histogram, Reading};
use domain::rates::Class;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

#[derive(Debug, Default)]
struct Route {
    statuses: [AtomicU64; STATUSES.len()],
    took: Histogram,
}

/// The counters of one node.
#[derive(Debug)]
pub(crate) struct Requests {
    /// As the table has them, and one more.
    routes: Box<[Route]>,
    limited: [AtomicU64; Class::ALL.len()],
    overdue: AtomicU64,
}

/// What was counted of a route.
pub(super) struct Counted {
    pub(super) method: &'static str,
    pub(super) route: &'static str,
    pub(super) statuses: [(&'static str, u64); STATUSES.len()],
    pub(super) took: Reading,
}

impl Default for Requests {
    fn default() -> Self {
        let routes = (0..=router::table().len()).map(|_| Route::default()).collect();
        Self { routes, limited: Default::default(), overdue: AtomicU64::new(0) }
    }
}

/// What it is for, which half of it, and how often it came to what.
type Ceremony = (&'static str, &'static str, [(&'static str, u64); 3]);

impl Requests {
    /// `place` is that of the request's line in the router's table.
    pub(crate) fn note(&self, place: Option<usize>, status: StatusCode, took: Duration) {
        let Some(route) = self.routes.get(place.unwrap_or(router::table().len())) else { return };
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = route.statuses.get(class) {
            counter.fetch_add(1, Relaxed);
        }
        route.took.note(took);
    }

    pub(crate) fn note_limited(&self, class: Class) {
        let place = Class::ALL.iter().position(|known| *known == class);
        if let Some(counter) = place.and_then(|place| self.limited.get(place)) {
            counter.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn note_overdue(&self) {
        self.overdue.fetch_add(1, Relaxed);
    }

    /// The routes that were asked for at all.
    pub(super) fn routes(&self) -> impl Iterator<Item = Counted> {
        let names = (0..).map(|place| router::names(Some(place)));
        names.zip(&self.routes).filter_map(|((method, route), counted)| {
            let took = counted.took.read();
            let mut counters = counted.statuses.iter();
            let statuses = STATUSES.map(|name| (name, counters.next().map_or(0, |counter| counter.load(Relaxed))));
            (took.count() > 0).then_some(Counted { method, route, statuses, took })
        })
    }

    pub(super) fn limited(&self) -> impl Iterator<Item = (&'static str, u64)> {
        Class::ALL.iter().zip(&self.limited).map(|(class, counter)| (class.as_str(), counter.load(Relaxed)))
    }

    pub(super) fn overdue(&self) -> u64 {
        self.overdue.load(Relaxed)
    }

    /// Beginnings and ends of ceremonies, by what they are for and what came of them.
    pub(super) fn ceremonies(&self) -> Vec<Ceremony> {
        let mut sums: Vec<Ceremony> = Vec::new();
        for (line, counted) in router::table().iter().zip(&self.routes) {
            let Some(step) = step(line.path) else { continue };
            let [_, done, sent_on, refused, failed] = counted.statuses.each_ref().map(|counter| counter.load(Relaxed));
            let came = [("done", done + sent_on), ("refused", refused), ("failed", failed)];
            let phase = line.phase.as_str();
            match sums.iter_mut().find(|(known, of, _)| *known == phase && *of == step) {
                Some((_, _, sum)) => sum.iter_mut().zip(came).for_each(|(sum, more)| sum.1 += more.1),
                None => sums.push((phase, step, came)),
            }
        }
        sums
    }
}

/// Which end of a ceremony an address is for.
fn step(path: &str) -> Option<&'static str> {
    let end = path.rsplit('/').next()?;
    match end {
        "begin" => Some("begin"),
        "finish" | "complete" => Some("finish"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Method;

    // Issue 9, 7: what strangers write into addresses and methods makes no number of its own.
    #[test]
    fn a_request_is_counted_at_its_line_or_nowhere() {
        let requests = Requests::default();
        let ms = Duration::from_millis(1);
        for tenant in ["a", "b"] {
            let path = format!("/{tenant}/door/sign-in/passkey/finish");
            requests.note(router::place(&Method::POST, &path), StatusCode::OK, ms);
            requests.note(router::place(&Method::POST, &path), StatusCode::UNAUTHORIZED, ms);
        }
        for odd in 0..100 {
            let method = Method::from_bytes(format!("M{odd}").as_bytes()).unwrap();
            requests.note(router::place(&method, &format!("/{odd}")), StatusCode::NOT_FOUND, ms);
        }
        let counted: Vec<_> = requests.routes().map(|route| (route.method, route.route, route.took.count())).collect();
        assert_eq!(
            counted,
            [("POST", "/{tenant}/{workspace}/sign-in/passkey/finish", 4), ("other", "-", 100)],
            "one line each"
        );
        let ceremonies = requests.ceremonies();
        let finished = ceremonies.iter().find(|(phase, step, _)| (*phase, *step) == ("sign_in", "finish")).unwrap();
        assert_eq!(finished.2, [("done", 2), ("refused", 2), ("failed", 0)]);
    }
}
