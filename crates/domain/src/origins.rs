//! Where a pool's passkeys are used: its RP ID, the origins on it, those outside it, its apps, and the pages that may show ours in a frame.
//! What browsers and phones are told and what verification expects are made here from the same settings, so that they cannot differ. It
//! must never fail and never guess: what is malformed is left out and reported, and the rest is in force.

mod app_id;
pub mod apps;
mod warning;
pub mod web;

pub use app_id::NotAppId;
pub use warning::Warning;

use crate::identifier::short;
use crate::public_url::PublicUrl;
use crate::settings::{NativeApps, PoolSettings};
use apps::{Android, NotAnApp};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use web::NotOrigin;
use webauthn::Embedding;

/// WebAuthn 5.11.1: browsers must look at that many names, and need not look at more.
pub const MOST_LABELS: usize = 5;
/// Entries of one list. Origins stand in a header of each page, and every sign-in compares them.
pub const MOST_ENTRIES: usize = 50;

/// The places of a stored list, one a line; blank lines are nobody's.
pub(crate) fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The origins of a pool, in the order of their settings and each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// On the RP ID or below it.
    pub own: Vec<String>,
    /// Outside of it: browsers ask the RP ID's host for this list.
    pub related: Vec<String>,
    /// Everything that a ceremony may name as its origin: the two above, and the apps.
    pub expected: Vec<String>,
    /// Whose pages may show ours in a frame.
    pub embedders: Vec<String>,
    /// Whether pages of these origins may hold a sign-in of their own.
    pub takes_components: bool,
    pub android: Vec<Android>,
    /// `ABCDE12345.com.example.app`
    pub apple: Vec<String>,
    /// The setting of this name, where browsers take it here.
    pub app_id: Option<String>,
}

impl Origins {
    /// While members move between two RP IDs, a ceremony of either may name what is expected of the other.
    pub(crate) fn expect_also(&mut self, other: &Self) {
        let news: Vec<_> = other.expected.iter().filter(|origin| !self.expected.contains(origin)).cloned().collect();
        self.expected.extend(news);
    }

    /// Those of pages, the pool's own first.
    pub fn web(&self) -> impl Iterator<Item = &str> {
        self.own.iter().chain(&self.related).map(String::as_str)
    }

    /// Whether a ceremony may run in a frame of another site, and of which.
    pub(crate) fn embedding(&self) -> Embedding<'_> {
        if self.embedders.is_empty() {
            Embedding::Forbidden
        } else {
            Embedding::Allowed { top_origins: &self.embedders }
        }
    }
}

/// A pool's stored domains, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domains {
    pub rp_id: String,
    pub origins: Origins,
    pub warnings: Vec<Warning>,
}

impl Domains {
    /// `listed` are the pool's own origins, one a line. Blank means: the domain and the origin of this server (S3-17, S3-18).
    pub fn read(settings: &PoolSettings, rp_id: &str, listed: &str, server: &PublicUrl) -> Self {
        let rp_id = if rp_id.is_empty() { server.host() } else { rp_id };
        let mut reader = Reader { rp_id, warnings: Vec::new() };
        if let Err(why) = web::rp_id(rp_id) {
            reader.warnings.push(Warning::NotRpId { text: short(rp_id).to_owned(), why });
        }
        let mut origins = Origins { takes_components: true, ..Origins::default() };
        reader.web(&mut origins, settings, listed, server);
        origins.embedders = reader.each("embedding_origins", &settings.embedding_origins, web::embedder);
        reader.apps(&mut origins, &settings.native_apps);
        origins.app_id = settings.app_id.clone().filter(|app_id| reader.takes_app_id(app_id, &origins));
        let Reader { warnings, .. } = reader;
        Self { rp_id: rp_id.to_owned(), origins, warnings }
    }

    /// For where administrators sign in: a site around those pages would decide what they see, and one that holds a sign-in would hold
    /// their sessions.
    pub(crate) fn keep_out_of_frames(&mut self) {
        self.origins.takes_components = false;
        if !self.origins.embedders.is_empty() {
            self.origins.embedders.clear();
            self.warnings.push(Warning::FramedHome);
        }
    }
}

/// What to tell somebody who edits these settings.
pub fn check(settings: &PoolSettings, rp_id: &str, listed: &str, server: &PublicUrl) -> Vec<Warning> {
    let Domains { rp_id, origins, mut warnings } = Domains::read(settings, rp_id, listed, server);
    warnings.extend(many_labels(&rp_id, origins.related.iter().map(String::as_str)));
    warnings
}

/// Whether a list of related origins is longer than browsers read.
pub(crate) fn many_labels<'a>(rp_id: &str, related: impl Iterator<Item = &'a str>) -> Option<Warning> {
    let hosts: Vec<_> = related.filter_map(|origin| web::exact(origin).ok()).collect();
    let labels: BTreeSet<_> = hosts.iter().map(|url| web::registrable_label(url.host())).collect();
    let count = labels.len();
    (count > MOST_LABELS).then(|| Warning::ManyLabels { rp_id: rp_id.to_owned(), count })
}

/// RP IDs that several tenants have in common. `used` are RP IDs with a tenant each.
pub fn shared<'a>(used: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Warning> {
    let mut tenants: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (rp_id, tenant) in used {
        tenants.entry(rp_id).or_default().insert(tenant);
    }
    let several = tenants.into_iter().filter(|(_, tenants)| tenants.len() > 1);
    several
        .map(|(rp_id, tenants)| Warning::SharedRpId {
            rp_id: rp_id.to_owned(),
            tenants: tenants.into_iter().map(str::to_owned).collect(),
        })
        .collect()
}

struct Reader<'a> {
    rp_id: &'a str,
    warnings: Vec<Warning>,
}

impl Reader<'_> {
    fn web(&mut self, origins: &mut Origins, settings: &PoolSettings, listed: &str, server: &PublicUrl) {
        let listed: Vec<_> = self::listed(listed).collect();
        let listed = self.each("origins", &listed, origin);
        for origin in listed {
            if self.is_own(&origin) {
                origins.own.push(origin);
            } else {
                self.warnings.push(Warning::OutsideRpId { origin, rp_id: self.rp_id.to_owned() });
            }
        }
        origins.related = self.each("related_origins", &settings.related_origins, origin);
        // Also where nothing of what is listed can be used: members and administrators must not be locked out by a slip of the pen.
        if origins.own.is_empty() {
            let pages = server.origin();
            if self.is_own(&pages) {
                origins.own.push(pages);
            } else if !origins.related.contains(&pages) {
                origins.related.insert(0, pages.clone());
                self.warnings.push(Warning::PagesOutside { origin: pages, rp_id: self.rp_id.to_owned() });
            }
        }
        origins.related.retain(|origin| !origins.own.contains(origin));
        origins.expected = origins.web().map(str::to_owned).collect();
        // On the RP ID or below it no browser asks for the list.
        let is_insecure = |origin: &&String| origin.starts_with("http://") && !self.is_own(origin);
        let insecure: Vec<_> = origins.related.iter().filter(is_insecure).collect();
        let rp_id = || self.rp_id.to_owned();
        self.warnings.extend(
            insecure.into_iter().map(|origin| Warning::InsecureRelated { origin: origin.clone(), rp_id: rp_id() }),
        );
    }

    fn takes_app_id(&mut self, app_id: &str, origins: &Origins) -> bool {
        let host = match app_id::host(app_id, &origins.own) {
            Ok(host) => host,
            Err(why) => {
                self.warnings.push(Warning::NotAppId { text: short(app_id).to_owned(), why });
                return false;
            }
        };
        let elsewhere = origins.related.iter().filter(|origin| !app_id::is_same_site(&host, origin));
        let elsewhere: Vec<_> = elsewhere.cloned().collect();
        if !elsewhere.is_empty() {
            self.warnings.push(Warning::AppIdElsewhere { origins: elsewhere });
        }
        true
    }

    fn apps(&mut self, origins: &mut Origins, apps: &NativeApps) {
        if apps.android.len() > MOST_ENTRIES || apps.apple.len() > MOST_ENTRIES {
            self.warnings.push(Warning::TooMany { setting: "native_apps", most: MOST_ENTRIES });
        }
        for app in apps.android.iter().take(MOST_ENTRIES) {
            let (read, wrong) = Android::read(app);
            self.warnings.extend(wrong.into_iter().map(|why| not_an_app(&app.package, why)));
            match read {
                Ok(app) => origins.android.push(app),
                Err(why) => self.warnings.push(not_an_app(&app.package, why)),
            }
        }
        for app in apps.apple.iter().take(MOST_ENTRIES) {
            match apps::apple(app) {
                Ok(name) => origins.apple.push(name),
                Err(why) => self.warnings.push(not_an_app(&app.bundle, why)),
            }
        }
        self.expect_apps(origins);
    }

    fn expect_apps(&mut self, origins: &mut Origins) {
        let android = origins.android.iter().flat_map(|app| app.fingerprints.iter().map(apps::Fingerprint::origin));
        let mut more: Vec<_> = android.collect();
        // Apple names the domain that the app is associated with; pages there have the same name.
        let apple = format!("https://{}", self.rp_id);
        if !origins.apple.is_empty() && !origins.expected.contains(&apple) {
            self.warnings.push(Warning::AppleOrigin { origin: apple.clone() });
            more.push(apple);
        }
        let mut known: HashSet<_> = origins.expected.iter().cloned().collect();
        origins.expected.extend(more.into_iter().filter(|origin| known.insert(origin.clone())));
    }

    /// The entries that can be read, each once.
    fn each<T: AsRef<str>>(
        &mut self,
        setting: &'static str,
        texts: &[T],
        read: impl Fn(&str) -> Result<String, NotOrigin>,
    ) -> Vec<String> {
        if texts.len() > MOST_ENTRIES {
            self.warnings.push(Warning::TooMany { setting, most: MOST_ENTRIES });
        }
        let mut good = Vec::new();
        for text in texts.iter().map(AsRef::as_ref).take(MOST_ENTRIES) {
            match read(text) {
                Ok(origin) if good.contains(&origin) => {}
                Ok(origin) => good.push(origin),
                Err(why) => self.warnings.push(Warning::NotOrigin { setting, text: short(text).to_owned(), why }),
            }
        }
        good
    }

    fn is_own(&self, origin: &str) -> bool {
        web::exact(origin).is_ok_and(|url| web::covers(self.rp_id, url.host()))
    }
}

fn origin(text: &str) -> Result<String, NotOrigin> {
    web::exact(text).map(|url| url.origin())
}

fn not_an_app(app: &str, why: NotAnApp) -> Warning {
    Warning::NotAnApp { app: short(app).to_owned(), why }
}

#[cfg(test)]
mod tests;
