//! The conditions themselves (S2-34), as decisions over what was read: attempts of the last minutes, settings, and what administrators hold. Pure.

use crate::channels::Channels;
use crate::figures::{Facts, Surface};
use crate::method::Method;
use crate::policy::PasskeyRule;
use crate::settings::AlarmSettings;
use crate::snapshot::FrontDoor;
use crate::step_up;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use store::happening::Happening;
use store::id::UserId;

macro_rules! conditions {
    ($($name:ident = $word:literal, $title:literal, $about:literal;)*) => {
        /// What can be wrong with a pool.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Condition { $($name),* }

        impl Condition {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// As the console says it.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title),* }
            }

            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about),* }
            }
        }
    };
}

conditions! {
    FailsForMany = "fails_for_many", "Sign-in fails for many users",
        "Members who tried were refused, and have not come in since.";
    NotInTheApp = "not_in_the_app", "Passkeys work on the web but not in the app",
        "Members are refused in the app while others come in on the web: look at the app's origins and its association with this domain.";
    SecurityErrors = "security_errors", "Repeated security or origin errors",
        "Requests came from an origin or for a domain that is none of this pool's.";
    SetupPageMissing = "setup_page_missing", "The passkey setup page is missing",
        "Members of this pool are to make passkeys, but a workspace has no place where they could.";
    NoFallback = "no_fallback", "Sign-in shows no password or other fallback",
        "The pool has other ways in than passkeys, but a workspace offers none of them.";
    AdministratorLockedOut = "administrator_locked_out", "An administrator can use neither passkey nor password",
        "They cannot come in any more: `keystead user rescue` lets them back in, at the server.";
    AuditNotTaken = "audit_not_taken", "Nobody takes the audit",
        "The receiver to which what is recorded is streamed stays away. Nothing is lost: it is sent when the receiver is back.";
    SelfTest = "self_test", "The self-test found something wrong",
        "The doctor looks at the whole installation once a day: `keystead doctor` and Health > Doctor say what it found, and what to do.";
}

/// A condition that holds, and by which numbers.
pub(super) type Found = (Condition, String);

/// Refusals that an attack or a wrong setting makes, and no slip of a member.
const SECURITY: [&str; 5] =
    ["origin_mismatch", "cross_origin_forbidden", "top_origin_mismatch", "rp_id_mismatch", "cross_site"];
/// The one of them that browsers meet before the server does: it is known by their word alone.
const SECURITY_OF_BROWSERS: (&str, &str) = ("browser_sign_in", "origin_not_related");

#[derive(Debug, Clone, Copy, Default)]
struct Tries {
    done: u32,
    refused: u32,
}

/// What happened at a pool in the last minutes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    web: HashMap<UserId, Tries>,
    app: HashMap<UserId, Tries>,
    security: u64,
}

impl Tally {
    /// Test accounts are left out (S2-37).
    pub(super) fn add(&mut self, event: &Happening, tests: &HashSet<UserId>) {
        let subject = event.subject_id.filter(|user| !tests.contains(user));
        if subject.is_none() && event.subject_id.is_some() {
            return;
        }
        let reason = event.reason.as_deref().unwrap_or_default();
        let is_ours = SECURITY.contains(&reason) && !event.kind.starts_with("browser_");
        if is_ours || (event.kind.as_str(), reason) == SECURITY_OF_BROWSERS {
            self.security += 1;
        }
        let (Some(user), "sign_in" | "step_up") = (subject, event.kind.as_str()) else { return };
        if step_up::is_question(reason) {
            return;
        }
        let surface = Facts::read(event.facts.as_deref()).surface;
        let tries = if surface == Surface::App { &mut self.app } else { &mut self.web };
        let tries = tries.entry(user).or_default();
        match event.outcome.as_str() {
            "done" => tries.done += 1,
            "refused" => tries.refused += 1,
            _ => {}
        }
    }

    pub(super) fn conditions(&self, settings: &AlarmSettings) -> Vec<Found> {
        let minutes = settings.minutes;
        let mut found = Vec::new();
        let all = Failing::of(&self.together());
        if all.is_alarming(settings) {
            found.push((Condition::FailsForMany, all.told(minutes)));
        }
        let (web, app) = (Failing::of(&self.web), Failing::of(&self.app));
        // On the web at least somebody came in, and not too many failed.
        if app.is_alarming(settings) && web.tried > web.failing && !web.is_share(settings) {
            let text = format!("In the app {} On the web {}", app.told(minutes), web.told(minutes));
            found.push((Condition::NotInTheApp, text));
        }
        if self.security >= settings.members {
            found.push((Condition::SecurityErrors, format!("{} within {minutes} minutes.", self.security)));
        }
        found
    }

    fn together(&self) -> HashMap<UserId, Tries> {
        let mut all = self.web.clone();
        for (user, tries) in &self.app {
            let sum = all.entry(*user).or_default();
            sum.done += tries.done;
            sum.refused += tries.refused;
        }
        all
    }
}

/// How many have failed of those who tried.
#[derive(Debug, Clone, Copy)]
struct Failing {
    failing: u64,
    tried: u64,
}

impl Failing {
    /// Whoever came in has not failed, however often they mistyped.
    fn of(tries: &HashMap<UserId, Tries>) -> Self {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let failing = tries.values().filter(|tries| tries.refused > 0 && tries.done == 0).count();
        Self { failing: count(failing), tried: count(tries.len()) }
    }

    fn is_share(self, settings: &AlarmSettings) -> bool {
        self.failing * 100 >= settings.percent * self.tried
    }

    fn is_alarming(self, settings: &AlarmSettings) -> bool {
        self.failing >= settings.members && self.is_share(settings)
    }

    fn told(self, minutes: u64) -> String {
        format!("{} of {} members failed within {minutes} minutes.", self.failing, self.tried)
    }
}

/// What is wrong with the settings of a door's pool and workspace.
pub(super) fn of_door(door: &FrontDoor, channels: Channels) -> Vec<Found> {
    let mut found = Vec::new();
    let name = &door.workspace.name;
    let pool = &door.pool.settings;
    let rules = &pool.policy;
    // Where it is said that members have passkeys, there must be a page on which they make them.
    let wants = rules.passkey == Some(PasskeyRule::Required) || pool.methods.first.contains(&Method::Passkey);
    if wants && rules.passkey != Some(PasskeyRule::Off) && !door.policy.takes_passkeys() {
        found.push((Condition::SetupPageMissing, format!("Workspace {name} does not allow passkeys.")));
    }
    // A pool that lists passkeys alone has decided so (S2-17).
    let has_others = pool.methods.first.iter().any(|method| *method != Method::Passkey);
    let ways = channels.ways_in(pool, &door.workspace.settings);
    if has_others && ways == [Method::Passkey] {
        found.push((Condition::NoFallback, format!("Workspace {name} offers passkeys alone.")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::id::EventId;

    fn try_of(user: u8, (outcome, reason): (&str, &str), surface: &str) -> Happening {
        Happening {
            id: EventId::NIL,
            pool_id: None,
            at: 0,
            kind: "sign_in".into(),
            outcome: outcome.into(),
            reason: Some(reason.into()),
            subject_id: Some(UserId::from_bytes([user; 16])),
            passkey_id: None,
            detail: None,
            facts: Some(format!("Chrome|Android|{surface}||||")),
        }
    }

    fn tally(events: impl IntoIterator<Item = Happening>) -> Tally {
        let mut tally = Tally::default();
        let tests = HashSet::from([UserId::from_bytes([99; 16])]);
        for event in events {
            tally.add(&event, &tests);
        }
        tally
    }

    fn words(tally: &Tally) -> Vec<&'static str> {
        let found = tally.conditions(&AlarmSettings::default());
        found.into_iter().map(|(condition, _)| condition.as_str()).collect()
    }

    const DONE: (&str, &str) = ("done", "");
    const WRONG: (&str, &str) = ("refused", "invalid_signature");

    /// S2-34: five members and a fifth of those who tried.
    #[test]
    fn many_fail_when_they_are_enough_and_a_share() {
        let failing = |number: u8| (1..=number).map(|user| try_of(user, WRONG, "web"));
        let fine = |number: u8| (100..100 + number).map(|user| try_of(user, DONE, "web"));
        assert_eq!(words(&tally(failing(5).chain(fine(20)))), ["fails_for_many"]);
        assert!(words(&tally(failing(5).chain(fine(21)))).is_empty(), "no fifth of them");
        assert!(words(&tally(failing(4))).is_empty(), "too few");
        let came_in = (1..=5).map(|user| try_of(user, DONE, "app"));
        assert!(words(&tally(failing(5).chain(came_in))).is_empty(), "whoever came in has not failed");
        let same = (0..50).map(|_| try_of(1, WRONG, "web"));
        assert!(words(&tally(same)).is_empty(), "one member many times is one member");
        for asks in ["step_up_required", "recent_authentication_required"] {
            let asked =
                (1..=9).map(|user| Happening { kind: "step_up".into(), ..try_of(user, ("refused", asks), "web") });
            assert!(words(&tally(asked)).is_empty(), "whoever is asked for a proof has not failed");
        }
    }

    /// S2-37: a test account raises nothing.
    /// Prompts that members close are no failures, however many; and nobody raises an alarm by what they say of our own checks.
    #[test]
    fn what_browsers_say_raises_nothing_but_what_only_they_see() {
        let told = |reason: &'static str| {
            (1..=20).map(move |user| Happening {
                kind: "browser_sign_in".into(),
                ..try_of(user, ("refused", reason), "web")
            })
        };
        assert!(words(&tally(told("passkey_not_found_or_canceled"))).is_empty());
        assert!(words(&tally(told("cross_site"))).is_empty());
        assert_eq!(words(&tally(told("origin_not_related"))), ["security_errors"]);
    }

    #[test]
    fn test_accounts_raise_nothing() {
        let tests = (0..50).map(|_| try_of(99, ("refused", "origin_mismatch"), "web"));
        assert!(words(&tally(tests)).is_empty());
    }

    /// S2-34: told apart by where they come from.
    #[test]
    fn the_app_is_to_blame_where_the_web_works() {
        let in_app = |number: u8| (1..=number).map(|user| try_of(user, WRONG, "app"));
        let on_web = |outcome| (50..60).map(move |user| try_of(user, outcome, "web"));
        assert_eq!(words(&tally(in_app(6).chain(on_web(DONE)))), ["fails_for_many", "not_in_the_app"]);
        assert_eq!(words(&tally(in_app(6).chain(on_web(WRONG)))), ["fails_for_many"], "it fails everywhere");
        assert_eq!(words(&tally(in_app(6))), ["fails_for_many"], "nobody was on the web");
    }

    /// S2-34: repeated security or origin errors, whoever they are of.
    #[test]
    fn errors_of_origin_are_counted_by_themselves() {
        let wrong = |number: usize| {
            (0..number).map(|_| Happening { subject_id: None, ..try_of(1, ("refused", "origin_mismatch"), "web") })
        };
        assert_eq!(words(&tally(wrong(5))), ["security_errors"]);
        assert!(words(&tally(wrong(4))).is_empty());
    }
}
