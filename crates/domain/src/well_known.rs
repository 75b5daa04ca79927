//! What this installation tells browsers and phones about one of its hosts: the origins, the apps and the pages that belong to its passkeys.
//! Everything here is public and depends on the host alone, never on who asks. Whoever is named may use every passkey of the host, so a
//! tenant must never name anybody for another one.

use crate::origins::apps::Android;
use crate::origins::{Origins, Warning, many_labels};
use crate::snapshot::{FrontDoor, Snapshot};
use std::collections::{BTreeMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;
use store::id::PoolId;

/// The origins outside this RP ID's domain on which its passkeys work too (WebAuthn 5.11); none where there are none. Those on the domain
/// itself need nobody's leave, and listed they would use up names of which browsers read only a few.
pub fn related_origins<'a>(snapshot: &'a Snapshot, host: &'a str) -> Option<Vec<&'a str>> {
    Some(Host::of(snapshot, host).related(snapshot.pages())).filter(|listed| !listed.is_empty())
}

/// Where a password store finds the pages for passkeys of a host.
#[derive(Debug)]
pub enum PasskeyPages<'a> {
    /// The host is no RP ID of ours.
    Unknown,
    /// Passkeys are used, but no single place is everybody's.
    Several,
    Of(&'a FrontDoor),
}

/// Of one tenant's doors it is the one where administrators sign in. Several tenants do not know of each other.
pub fn passkey_pages<'a>(snapshot: &'a Snapshot, host: &'a str) -> PasskeyPages<'a> {
    // Whoever adds a passkey while members move adds one for the RP ID in force.
    let doors = snapshot.doors().iter().filter(|door| door.rp_id.eq_ignore_ascii_case(host)).map(Arc::as_ref);
    let host = Host { rp_id: host, doors: doors.collect() };
    match host.doors.as_slice() {
        [] => PasskeyPages::Unknown,
        [door] => PasskeyPages::Of(door),
        _ if host.is_shared() => PasskeyPages::Several,
        several => {
            several.iter().find(|door| door.is_home).map_or(PasskeyPages::Several, |home| PasskeyPages::Of(home))
        }
    }
}

/// The Android apps that use passkeys of this RP ID.
pub fn android_apps<'a>(snapshot: &'a Snapshot, host: &'a str) -> Vec<&'a Android> {
    once(Host::of(snapshot, host).served().flat_map(|origins| &origins.android))
}

/// The Apple apps that use passkeys of this RP ID, as `ABCDE12345.com.example.app`.
pub fn apple_apps<'a>(snapshot: &'a Snapshot, host: &'a str) -> Vec<&'a str> {
    once(Host::of(snapshot, host).served().flat_map(|origins| &origins.apple).map(String::as_str))
}

/// The doors whose passkeys belong to one RP ID, be it the one in force or the one that members move away from.
struct Host<'a> {
    rp_id: &'a str,
    doors: Vec<&'a FrontDoor>,
}

impl<'a> Host<'a> {
    fn of(snapshot: &'a Snapshot, host: &'a str) -> Self {
        let doors = snapshot.doors().iter().filter(|door| door.origins_of(host).is_some());
        Self { rp_id: host, doors: doors.map(Arc::as_ref).collect() }
    }

    /// By RP ID.
    fn all(doors: &'a [Arc<FrontDoor>]) -> BTreeMap<String, Self> {
        let mut hosts = BTreeMap::new();
        for door in doors {
            for rp_id in door.rp_ids() {
                let host = hosts.entry(rp_id.to_ascii_lowercase()).or_insert_with(|| Self { rp_id, doors: Vec::new() });
                host.doors.push(door.as_ref());
            }
        }
        hosts
    }

    fn origins(&self, door: &'a FrontDoor) -> &'a Origins {
        door.origins_of(self.rp_id).unwrap_or(&door.origins)
    }

    fn is_shared(&self) -> bool {
        let mut tenants = self.doors.iter().map(|door| door.tenant.id);
        tenants.next().is_some_and(|first| tenants.any(|other| other != first))
    }

    /// Those whose lists are served, and those whose lists are not. Of several tenants only the administrators' may speak for the host.
    fn parted(&self) -> (Vec<&'a FrontDoor>, Vec<&'a FrontDoor>) {
        let home = self.doors.iter().find(|door| door.is_home).map(|home| home.tenant.id);
        let is_shared = self.is_shared();
        self.doors.iter().partition(|door| !is_shared || home == Some(door.tenant.id))
    }

    fn served(&self) -> impl Iterator<Item = &'a Origins> + use<'a> {
        let served: Vec<_> = self.parted().0.into_iter().map(|door| self.origins(door)).collect();
        served.into_iter()
    }

    /// The pages of this server serve all tenants alike. Where they lie outside a shared RP ID they are named whoever listed them: they
    /// give nobody anything, and without them no member could sign in.
    fn related(&self, pages: &str) -> Vec<&'a str> {
        let others = self.parted().1.into_iter().map(|door| self.origins(door));
        let ours = others.flat_map(|origins| &origins.related).filter(|origin| *origin == pages);
        once(ours.chain(self.served().flat_map(|origins| &origins.related)).map(String::as_str))
    }
}

/// What pools list and these files leave out.
pub(crate) fn not_served(doors: &[Arc<FrontDoor>], pages: &str) -> Vec<(PoolId, Warning)> {
    let mut found = Vec::new();
    for (rp_id, host) in Host::all(doors) {
        for door in host.parted().1 {
            let origins = host.origins(door);
            let related = origins.related.iter().filter(|origin| *origin != pages);
            let apps = origins.android.iter().map(|app| &app.package).chain(&origins.apple);
            let listed: Vec<_> = related.chain(apps).cloned().collect();
            if !listed.is_empty() {
                found.push((door.pool.id, Warning::NotServed { rp_id: rp_id.clone(), listed }));
            }
        }
    }
    found
}

/// RP IDs whose list, of however many pools it is, is longer than browsers read.
pub(crate) fn too_many_labels(doors: &[Arc<FrontDoor>], pages: &str) -> Vec<Warning> {
    let hosts = Host::all(doors).into_iter();
    hosts.filter_map(|(rp_id, host)| many_labels(&rp_id, host.related(pages).into_iter())).collect()
}

/// Each once, in the order of their first place.
fn once<T: Copy + Eq + Hash>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut known = HashSet::new();
    all.filter(|one| known.insert(*one)).collect()
}
