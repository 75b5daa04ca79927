//! The roles and the groups of a pool as two lists below its policy, searched by one field. A pool has some hundreds of them at most.

use super::listing::{Listing, Pages};
use super::users::Picked;
use axum::http::Uri;
use domain::pool_policy::{PoliciesView, RulesView};
use domain::short_list::{Key, ShortAsk, ShortPage, page};
use serde::{Deserialize, Serialize};

/// What is looked for, and where each of the lists begins.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sought {
    #[serde(flatten)]
    pub listing: Listing,
    #[serde(skip_serializing_if = "String::is_empty")]
    roles: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    groups: String,
}

/// One of them: how it is called, where its rows are, and what one of them is.
#[derive(Clone, Debug)]
pub(super) struct Holders {
    pub title: &'static str,
    pub path: &'static str,
    pub kind: &'static str,
    pub rows: Vec<RulesView>,
    pub pages: Pages,
}

impl Sought {
    pub(super) fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    pub(super) fn kinds(&self) -> Vec<Picked<'static>> {
        self.listing.kinds(&[("", "Any"), ("elevated", "Elevated permissions"), ("plain", "Without")])
    }

    pub(super) fn lists(&self, view: &PoliciesView) -> [Holders; 2] {
        [("Roles", "roles", "role", &view.roles), ("Groups", "groups", "group", &view.groups)].map(
            |(title, path, kind, all)| {
                let fits = |row: &&RulesView| match self.listing.kind.as_str() {
                    "elevated" => row.elevated,
                    "plain" => !row.elevated,
                    _ => true,
                };
                let (rows, pages) = self.page(path, all.iter().filter(fits).cloned().collect());
                Holders { title, path, kind, rows, pages }
            },
        )
    }

    fn page(&self, path: &str, rows: Vec<RulesView>) -> (Vec<RulesView>, Pages) {
        let at = if path == "roles" { &self.roles } else { &self.groups };
        let ask = ShortAsk {
            search: self.listing.q.clone(),
            backwards: self.listing.sort == "backwards",
            place: Some(at.clone()).filter(|at| !at.is_empty()),
        };
        let key =
            |row: &RulesView| Key { name: row.name.clone(), id: row.id.clone().unwrap_or_default(), texts: Vec::new() };
        let ShortPage { rows, next, previous } = page(rows, &ask, key);
        let way = |at: Option<String>| at.map(|at| self.at(path, at));
        (rows, Pages { next: way(next), previous: way(previous) })
    }

    /// The other list stays where it is.
    fn at(&self, path: &str, at: String) -> String {
        let mut sought = self.clone();
        *(if path == "roles" { &mut sought.roles } else { &mut sought.groups }) = at;
        format!("?{}", serde_urlencoded::to_string(sought).unwrap_or_default())
    }
}
