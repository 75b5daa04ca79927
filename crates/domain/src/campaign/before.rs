//! Two RP IDs at one door, while a campaign moves its members: which one a ceremony asks for, and which one an answer is about. A browser asks for one at
//! a time, so this decides. It must never let the choice tell a stranger whether a name exists.

use super::moving::in_force;
use crate::binding::sha256;
use crate::origins::{self, Domains, Origins, web};
use crate::public_url::PublicUrl;
use crate::settings::PoolSettings;
use crate::sign_in::{Listed, words};
use crate::snapshot::FrontDoor;
use std::sync::Arc;
use store::campaign::{Campaign, Tally};
use store::passkey::Passkey;
use store::pool::Pool;
use webauthn::AuthenticationResponse;

/// The RP ID that members move away from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub rp_id: String,
    /// Where its passkeys work: the same places, sorted by this RP ID.
    pub origins: Arc<Origins>,
    /// How many of how many have moved, and when that was counted.
    moved: Option<(u64, u64, i64)>,
    /// Whether those with the highest draws move first.
    is_mirrored: bool,
}

impl Before {
    /// From the rows of a pool whose campaign runs.
    pub(crate) fn read(row: &Campaign, pool: &Pool, settings: &PoolSettings, server: &PublicUrl) -> Self {
        let (listed, related_origins) = sorted(&row.from_rp_id, (&pool.origins, &settings.related_origins), server);
        let settings = PoolSettings { related_origins, ..settings.clone() };
        let Domains { rp_id, origins, .. } = Domains::read(&settings, &row.from_rp_id, &listed, server);
        let moved = row.counted.map(|Tally { moved, members, at, .. }| (moved, members, at));
        // The way back begins with whoever has moved last: a decoy that seemed to stay stays.
        let is_mirrored = row.from_rp_id.as_str() > in_force(&pool.rp_id, server);
        Self { rp_id, origins: Arc::new(origins), moved, is_mirrored }
    }

    /// Whether a name that nobody has is answered as somebody who has moved. `draw` belongs to the name for good, so that a decoy moves once, as
    /// members do, and as many of them have moved as of the members.
    pub(crate) fn has_moved(&self, draw: u16) -> bool {
        let Some((moved, members, _)) = self.moved else { return false };
        let draw = if self.is_mirrored { u16::MAX - draw } else { draw };
        u64::from(draw) * members < moved * (u64::from(u16::MAX) + 1)
    }

    /// Whether a new passkey may show in what a name is answered: not before it was counted, because decoys move at a count and at no other time.
    pub(crate) fn may_show(&self, passkey: &Passkey) -> bool {
        passkey.rp_id == self.rp_id || self.moved.is_some_and(|(_, _, at)| passkey.created_at <= at)
    }
}

/// A pool's places as an RP ID sees them: those on its domain, one a line, and the others. The pages of this server are listed where they would
/// be forgotten.
pub(crate) fn sorted(rp_id: &str, (listed, related): (&str, &[String]), server: &PublicUrl) -> (String, Vec<String>) {
    let lines: Vec<_> = origins::listed(listed).collect();
    let is_own = |origin: &str| web::exact(origin).is_ok_and(|url| web::covers(rp_id, url.host()));
    let pages = server.origin();
    let is_apart = |origin: &String| *origin == pages || !is_own(origin);
    if lines.is_empty() && is_own(&pages) && related.iter().all(is_apart) {
        return (String::new(), related.to_vec());
    }
    let usual = lines.is_empty().then_some(pages.as_str());
    let mut all: Vec<&str> = Vec::new();
    for origin in lines.into_iter().chain(usual).chain(related.iter().map(String::as_str)) {
        if !all.contains(&origin) {
            all.push(origin);
        }
    }
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|origin| is_own(origin));
    (own.join("\n"), others.into_iter().map(str::to_owned).collect())
}

impl FrontDoor {
    /// The RP IDs whose passkeys open this door, the one in force first.
    pub fn rp_ids(&self) -> impl Iterator<Item = &str> {
        [Some(&self.rp_id), self.before.as_ref().map(|before| &before.rp_id)].into_iter().flatten().map(String::as_str)
    }

    pub(crate) fn takes_rp_id(&self, rp_id: &str) -> bool {
        self.rp_ids().any(|own| own == rp_id)
    }

    /// Whether a passkey is of the RP ID that members move away from.
    pub(crate) fn is_from_before(&self, passkey: &Passkey) -> bool {
        self.before.as_ref().is_some_and(|before| before.rp_id == passkey.rp_id)
    }

    /// What is served to browsers and phones about one of its RP IDs.
    pub(crate) fn origins_of(&self, rp_id: &str) -> Option<&Origins> {
        if self.rp_id.eq_ignore_ascii_case(rp_id) {
            return Some(&self.origins);
        }
        let before = self.before.as_ref().filter(|before| before.rp_id.eq_ignore_ascii_case(rp_id));
        before.map(|before| before.origins.as_ref())
    }

    /// Whether pages of this origin offer the passkeys from before.
    pub fn offers_before(&self, pages: &str) -> bool {
        self.before.as_ref().is_some_and(|before| before.origins.web().any(|origin| origin == pages))
    }

    /// The RP ID of the passkeys that somebody asks for who has none of the new ones at hand.
    pub(crate) fn wished(&self, wants_before: bool) -> Option<&str> {
        self.before.as_ref().filter(|_| wants_before).map(|before| before.rp_id.as_str())
    }

    /// The RP ID that an answer is about, as it was signed; `None` where only the passkey's row can say it.
    pub(crate) fn rp_id_of(&self, response: &AuthenticationResponse) -> Option<&str> {
        let Some(before) = &self.before else { return Some(&self.rp_id) };
        let signed = response.authenticator_data.get(..32)?;
        if signed == sha256(before.rp_id.as_bytes()) {
            return Some(&before.rp_id);
        }
        // A key from before WebAuthn signs its AppID.
        (!response.app_id_used).then_some(&self.rp_id)
    }

    /// Of a member's passkeys those of one RP ID: the one that is wished for, the one in force, or the one before, whichever of these has any.
    pub(crate) fn asked(&self, usable: Vec<Passkey>, wished: Option<&str>) -> (&str, Vec<Listed>) {
        let has = |rp_id: &&str| usable.iter().any(|passkey| passkey.rp_id == **rp_id);
        let wished = self.rp_ids().find(|own| Some(*own) == wished);
        let rp_id = wished.into_iter().chain(self.rp_ids()).find(has).unwrap_or(&self.rp_id);
        let of_it = usable.into_iter().filter(|passkey| passkey.rp_id == rp_id);
        (rp_id, of_it.map(|passkey| (passkey.credential_id, words(&passkey.transports))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://keys.example.com";

    fn sort(rp_id: &str, listed: &str, related: &[&str]) -> (String, Vec<String>) {
        let related: Vec<_> = related.iter().map(|origin| (*origin).to_owned()).collect();
        sorted(rp_id, (listed, &related), &SERVER.parse().unwrap())
    }

    // No place is lost by going and coming back.
    #[test]
    fn places_are_sorted_by_the_rp_id() {
        assert_eq!(sort("example.com", "", &[]), (String::new(), vec![]), "blank stays blank where it means the same");
        assert_eq!(sort("other.example", "", &[]), (String::new(), vec![SERVER.to_owned()]));
        let (own, related) = sort("other.example", SERVER, &["https://other.example"]);
        assert_eq!((own.as_str(), related.as_slice()), ("https://other.example", &[SERVER.to_owned()][..]));
        let related: Vec<_> = related.iter().map(String::as_str).collect();
        assert_eq!(sort("example.com", &own, &related), (SERVER.to_owned(), vec!["https://other.example".to_owned()]));
    }

    // A decoy moves once, and never back: the share only grows.
    #[test]
    fn as_many_decoys_have_moved_as_members() {
        let going = |moved, members, is_mirrored| Before {
            rp_id: "a".into(),
            origins: Arc::default(),
            moved: Some((moved, members, 5)),
            is_mirrored,
        };
        let before = |moved, members| going(moved, members, false);
        assert!((0..=u16::MAX).all(|draw| !before(0, 0).has_moved(draw) && !before(0, 9).has_moved(draw)));
        assert!((0..=u16::MAX).all(|draw| before(9, 9).has_moved(draw)));
        let third = (0..=u16::MAX).filter(|draw| before(3, 9).has_moved(*draw)).count();
        assert_eq!(third, 21_846);
        // Turned back with eight of nine who have kept an old one: nobody who seemed to stay seems to leave.
        let returns = |draw: &u16| going(8, 9, true).has_moved(*draw);
        assert!((0..=u16::MAX).filter(|draw| !before(3, 9).has_moved(*draw)).all(|draw| returns(&draw)));
    }
}
