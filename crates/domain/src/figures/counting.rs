//! What one event adds to the figures of its pool. Pure: what is known of the member comes with it, and what the member has reached goes out.

use super::facts::{Facts, OTHER};
use crate::method::Method;
use crate::step_up;
use store::adoption::{Adoption, Member};
use store::happening::Happening;

/// Names of numbers, as they stand in the store.
pub(crate) mod name {
    pub(crate) const SIGN_IN: &str = "sign_in";
    /// Sign-ins of members who have made a passkey: with it, or by another way.
    pub(crate) const HOLDER: &str = "holder";
    pub(crate) const ENTRY: &str = "entry";
    pub(crate) const SETUP_ENTRY: &str = "entry_setup";
    /// Members who came so far on a day.
    pub(crate) const FUNNEL: &str = "funnel";
    /// Of those who were counted last: how many have come so far, whenever it was.
    pub(crate) const FUNNEL_TODAY: &str = "funnel_today";
    /// What opened the doors when members were counted last.
    pub(crate) const COUNTED_UNDER: &str = "counted_under";
    pub(crate) const TIME_PASSKEY: &str = "time_passkey";
    pub(crate) const TIME_OTHER: &str = "time_other";
    /// Each with the word of the outcome behind it.
    pub(crate) const BROWSER: (&str, &str) = ("browser_done", "browser_refused");
    pub(crate) const SYSTEM: (&str, &str) = ("system_done", "system_refused");
    pub(crate) const PROVIDER: (&str, &str) = ("provider_done", "provider_refused");
    pub(crate) const SURFACE: (&str, &str) = ("surface_done", "surface_refused");
}

/// Seconds up to which a sign-in falls into each part; the last takes all that is longer.
pub(crate) const TIMES_S: [i64; 14] = [1, 2, 3, 4, 6, 8, 11, 15, 20, 30, 45, 60, 120, 900];

/// On the way to a passkey in use, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Offered,
    Started,
    Created,
    Used,
    Again,
}

impl Stage {
    pub(crate) const ALL: [Self; 5] = [Self::Offered, Self::Started, Self::Created, Self::Used, Self::Again];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Started => "started",
            Self::Created => "created",
            Self::Used => "used",
            Self::Again => "again",
        }
    }

    fn of(self, adoption: &mut Adoption) -> &mut Option<i64> {
        match self {
            Self::Offered => &mut adoption.offered_at,
            Self::Started => &mut adoption.started_at,
            Self::Created => &mut adoption.created_at,
            Self::Used => &mut adoption.used_at,
            Self::Again => &mut adoption.again_at,
        }
    }
}

/// The stages that are new when a member reaches this one; those before it with it.
pub(crate) fn reach(adoption: &mut Adoption, stage: Stage, at: i64) -> Vec<Stage> {
    let mut new = Vec::new();
    for passed in Stage::ALL.into_iter().filter(|passed| *passed <= stage) {
        let place = passed.of(adoption);
        if place.is_none() {
            *place = Some(at);
            new.push(passed);
        }
    }
    new
}

/// One more of this.
pub(crate) type Count = (&'static str, String);

/// What an event adds, and the stages that its member reaches by it. `member` is none where the event names nobody who is known.
pub(crate) fn count(event: &Happening, member: Option<&mut Member>) -> (Vec<Count>, Vec<Stage>) {
    if member.as_ref().is_some_and(|member| member.for_tests) {
        return (Vec::new(), Vec::new());
    }
    let facts = Facts::read(event.facts.as_deref());
    match (event.kind.as_str(), event.outcome.as_str()) {
        ("sign_in", "done") => sign_in(event, &facts, member),
        ("step_up", "refused") if event.reason.as_deref().is_some_and(step_up::is_question) => (Vec::new(), Vec::new()),
        ("sign_in" | "step_up", "refused") => (refused(event, &facts), Vec::new()),
        ("passkey_added" | "sign_up" | "recovered", "done") if event.passkey_id.is_some() => {
            (Vec::new(), reached(member, Stage::Created, event.at))
        }
        ("passkey_added" | "sign_up" | "browser_setup", "refused") => {
            (vec![(name::SETUP_ENTRY, entry(&facts))], Vec::new())
        }
        // What a browser says counts as what was met, and against nobody: most of it is a prompt that somebody closed.
        ("browser_sign_in", "refused") => (vec![(name::ENTRY, entry(&facts))], Vec::new()),
        _ => (Vec::new(), Vec::new()),
    }
}

fn sign_in(event: &Happening, facts: &Facts, member: Option<&mut Member>) -> (Vec<Count>, Vec<Stage>) {
    let methods = event.detail.as_deref().filter(|methods| !methods.is_empty()).unwrap_or(OTHER);
    let by_passkey = methods.split(' ').any(|method| method == Method::Passkey.as_str());
    let mut counts = vec![(name::SIGN_IN, methods.to_owned())];
    counts.extend(about(facts, true));
    if let Some(ms) = facts.took_ms {
        let name = if by_passkey { name::TIME_PASSKEY } else { name::TIME_OTHER };
        counts.push((name, part(ms).to_string()));
    }
    let holds = member.as_ref().is_some_and(|member| member.adoption.created_at.is_some());
    if by_passkey || holds {
        counts.push((name::HOLDER, if by_passkey { "passkey" } else { "other" }.to_owned()));
    }
    let is_again = member.as_ref().is_some_and(|member| member.adoption.used_at.is_some());
    let stages = match (by_passkey, facts.offered) {
        (true, _) => reached(member, if is_again { Stage::Again } else { Stage::Used }, event.at),
        (false, true) => reached(member, Stage::Offered, event.at),
        (false, false) => Vec::new(),
    };
    (counts, stages)
}

fn refused(event: &Happening, facts: &Facts) -> Vec<Count> {
    let mut counts = vec![(name::ENTRY, entry(facts))];
    if event.kind == "sign_in" {
        counts.extend(about(facts, false));
    }
    counts
}

fn entry(facts: &Facts) -> String {
    facts.entry.as_deref().unwrap_or(OTHER).to_owned()
}

fn about(facts: &Facts, done: bool) -> Vec<Count> {
    let named = |(yes, no): (&'static str, &'static str)| if done { yes } else { no };
    let mut counts = vec![
        (named(name::BROWSER), facts.browser.to_string()),
        (named(name::SYSTEM), facts.system.to_string()),
        (named(name::SURFACE), facts.surface.as_str().to_owned()),
    ];
    counts.extend(facts.provider.clone().map(|provider| (named(name::PROVIDER), provider)));
    counts
}

fn reached(member: Option<&mut Member>, stage: Stage, at: i64) -> Vec<Stage> {
    member.map(|member| reach(&mut member.adoption, stage, at)).unwrap_or_default()
}

/// The part of [`TIMES_S`] that this long falls into.
pub(crate) fn part(ms: i64) -> i64 {
    TIMES_S.into_iter().find(|seconds| ms <= seconds * 1000).unwrap_or(TIMES_S[TIMES_S.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::id::{EventId, PasskeyId};

    fn event(kind: &str, outcome: &str, (detail, facts): (&str, &str)) -> Happening {
        Happening {
            id: EventId::NIL,
            pool_id: None,
            at: 77,
            kind: kind.into(),
            outcome: outcome.into(),
            reason: None,
            subject_id: None,
            passkey_id: None,
            detail: Some(detail.into()),
            facts: Some(facts.into()),
        }
    }

    fn somebody() -> Member {
        Member { for_tests: false, adoption: Adoption::default() }
    }

    fn lines(counts: &[Count]) -> Vec<String> {
        counts.iter().map(|(name, value)| format!("{name} {value}")).collect()
    }

    #[test]
    fn a_sign_in_counts_by_method_browser_system_provider_and_time() {
        let mut member = somebody();
        let event = event("sign_in", "done", ("passkey", "Safari|iPhone|web|3900|iCloud Keychain||"));
        let (counts, stages) = count(&event, Some(&mut member));
        assert_eq!(
            lines(&counts),
            [
                "sign_in passkey",
                "browser_done Safari",
                "system_done iPhone",
                "surface_done web",
                "provider_done iCloud Keychain",
                "time_passkey 4",
                "holder passkey"
            ]
        );
        assert_eq!(stages, [Stage::Offered, Stage::Started, Stage::Created, Stage::Used]);
        let (_, stages) = count(&event, Some(&mut member));
        assert_eq!(stages, [Stage::Again]);
        assert!(count(&event, Some(&mut member)).1.is_empty(), "each stage is new once");
    }

    #[test]
    fn another_way_is_a_fallback_only_for_whoever_has_a_passkey() {
        let event = event("sign_in", "done", ("password totp", "Chrome|Windows|web||||"));
        let mut member = somebody();
        let has = |counts: &[Count]| lines(counts).contains(&"holder other".to_owned());
        assert!(!has(&count(&event, Some(&mut member)).0));
        reach(&mut member.adoption, Stage::Created, 5);
        assert!(has(&count(&event, Some(&mut member)).0));
        assert!(!has(&count(&event, None).0));
    }

    #[test]
    fn refusals_count_by_what_was_said() {
        let facts = "Chrome|Android|app|||offered|verification_failed";
        let of = |kind| lines(&count(&event(kind, "refused", ("", facts)), None).0);
        assert_eq!(
            of("sign_in"),
            ["entry verification_failed", "browser_refused Chrome", "system_refused Android", "surface_refused app"]
        );
        assert_eq!(of("step_up"), ["entry verification_failed"]);
        let asked = Happening { reason: Some("step_up_required".into()), ..event("step_up", "refused", ("", facts)) };
        assert!(count(&asked, None).0.is_empty(), "whoever is asked for a proof was not refused");
        assert_eq!(of("passkey_added"), ["entry_setup verification_failed"]);
        assert_eq!(of("administration").len(), 0);
    }

    /// Whoever closed the prompt was not refused: it is counted as what they met.
    #[test]
    fn a_prompt_that_somebody_closed_is_no_refusal() {
        let facts = "Chrome|Android|web||||passkey_not_found_or_canceled";
        let of = |kind, outcome| lines(&count(&event(kind, outcome, ("", facts)), None).0);
        assert_eq!(of("browser_sign_in", "refused"), ["entry passkey_not_found_or_canceled"]);
        assert_eq!(of("browser_setup", "refused"), ["entry_setup passkey_not_found_or_canceled"]);
        // What a browser adds to the server's own refusal was counted with that.
        assert!(of("browser_sign_in", "told").is_empty());
    }

    /// S2-37: a member who is there for tests is in no figure.
    #[test]
    fn whoever_is_there_for_tests_counts_for_nothing() {
        let mut member = Member { for_tests: true, ..somebody() };
        let mut made = event("passkey_added", "done", ("", ""));
        made.passkey_id = Some(PasskeyId::NIL);
        for event in [event("sign_in", "done", ("passkey", "")), event("sign_in", "refused", ("", "")), made.clone()] {
            assert_eq!(count(&event, Some(&mut member)), (vec![], vec![]), "{event:?}");
        }
        assert_eq!(count(&made, Some(&mut somebody())).1, [Stage::Offered, Stage::Started, Stage::Created]);
    }

    #[test]
    fn a_time_falls_into_the_part_that_holds_it() {
        assert_eq!([part(0), part(1_000), part(1_001), part(59_000), part(10_000_000)], [1, 1, 2, 60, 900]);
    }
}
