//! The search above a list that is in memory as a whole: what is looked for stands in the address, so that a list can be passed on. It must never
//! be used for members, who are too many.

use super::users::Picked;
use axum::http::Uri;
use domain::short_list::{Key, ShortAsk, ShortPage, page};
use domain::tenants::{TenantView, WorkspaceView};
use serde::{Deserialize, Serialize};

/// What is looked for, as the form sends it. What cannot be understood is left out: an address may be old.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Listing {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// The filter.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
}

/// Where a list goes on, and back.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    pub next: Option<String>,
    pub previous: Option<String>,
}

impl Listing {
    pub(super) fn of(uri: &Uri) -> Self {
        uri.query().and_then(|query| serde_urlencoded::from_str(query).ok()).unwrap_or_default()
    }

    pub(super) fn is_filtered(&self) -> bool {
        !self.q.trim().is_empty() || !self.kind.is_empty()
    }

    /// Whether somebody asks for anything of the list at all.
    pub(super) fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// The rows of this page, and the ways to the others.
    pub(super) fn page<T>(&self, rows: Vec<T>, key: impl Fn(&T) -> Key) -> (Vec<T>, Pages) {
        let ask = ShortAsk {
            search: self.q.clone(),
            backwards: self.sort == "backwards",
            place: Some(self.at.clone()).filter(|at| !at.is_empty()),
        };
        let ShortPage { rows, next, previous } = page(rows, &ask, key);
        let way = |at: Option<String>| at.map(|at| self.at(at));
        (rows, Pages { next: way(next), previous: way(previous) })
    }

    /// The same list from another place on.
    pub(super) fn at(&self, at: String) -> String {
        let listing = Self { at, ..self.clone() };
        format!("?{}", serde_urlencoded::to_string(listing).unwrap_or_default())
    }

    pub(super) fn orders(&self) -> Vec<Picked<'static>> {
        [("", "A to Z"), ("backwards", "Z to A")]
            .map(|(value, name)| Picked { value, name, selected: self.sort == value })
            .into()
    }

    pub(super) fn kinds<'a>(&self, known: &[(&'a str, &'a str)]) -> Vec<Picked<'a>> {
        let picked = |(value, name): &(&'a str, &'a str)| Picked { value, name, selected: self.kind == *value };
        known.iter().map(picked).collect()
    }

    /// Of tenants: found by what is theirs, too.
    pub(super) fn of_tenants(&self, tenants: Vec<TenantView>) -> (Vec<TenantView>, Pages) {
        let fits = |tenant: &TenantView| self.kind.is_empty() || tenant.preset == self.kind;
        let key = |tenant: &TenantView| {
            let workspaces = tenant.workspaces.iter().flat_map(|one| [one.name.clone(), one.slug.clone()]);
            let pools = tenant.pools.iter().flat_map(|one| [one.name.clone(), one.rp_id.clone()]);
            let texts = [tenant.slug.clone()].into_iter().chain(workspaces).chain(pools).collect();
            Key { name: tenant.name.clone(), id: tenant.slug.clone(), texts }
        };
        self.page(tenants.into_iter().filter(fits).collect(), key)
    }
}

/// A workspace in a list of its own.
#[derive(Clone, Debug)]
pub(super) struct WorkspaceLine {
    pub tenant: String,
    pub tenant_name: String,
    pub workspace: WorkspaceView,
}

impl WorkspaceLine {
    pub(super) fn all(tenants: Vec<TenantView>) -> Vec<Self> {
        let of_tenant = |tenant: TenantView| {
            let TenantView { slug, name, workspaces, .. } = tenant;
            workspaces.into_iter().map(move |workspace| Self {
                tenant: slug.clone(),
                tenant_name: name.clone(),
                workspace,
            })
        };
        tenants.into_iter().flat_map(of_tenant).collect()
    }

    pub(super) fn key(&self) -> Key {
        let Self { tenant, tenant_name, workspace } = self;
        let texts = vec![tenant.clone(), tenant_name.clone(), workspace.slug.clone()];
        Key { name: workspace.name.clone(), id: format!("{tenant}/{}", workspace.slug), texts }
    }
}

/// The presets of these tenants, as a filter.
pub(super) fn presets(tenants: &[TenantView]) -> Vec<String> {
    let mut presets: Vec<_> = tenants.iter().map(|tenant| tenant.preset.clone()).collect();
    presets.sort();
    presets.dedup();
    presets
}
