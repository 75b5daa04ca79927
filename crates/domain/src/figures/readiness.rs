//! Whether a pool is ready for passkeys to be required: a number from 0 to 100, and what keeps it from being more. Pure.

/// What it rests on; shares in thousandths.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Grounds {
    /// Whether something has changed since members were counted that decides which passkeys open a door.
    pub is_over: bool,
    pub members: i64,
    pub holders: i64,
    /// Of sign-ins by whoever has a passkey, those by another way.
    pub fallback: Option<i64>,
    /// Of sign-ins that were tried, those that were refused.
    pub refused: Option<i64>,
}

/// What one ground can take away.
const COVERAGE: i64 = 70;
const FALLBACK: i64 = 20;
const REFUSALS: i64 = 10;

/// The score, and the sentences that say what lowers it, the heaviest first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Readiness {
    pub score: i64,
    pub lowered: Vec<String>,
}

pub(crate) fn readiness(grounds: &Grounds) -> Readiness {
    let Grounds { is_over, members, holders, fallback, refused } = *grounds;
    let without = if is_over { members } else { (members - holders).max(0) };
    let mut losses = vec![(
        loss(COVERAGE, per_mille(without, members).unwrap_or(1000)),
        match (members, without) {
            (0, _) => "Nobody has been counted here yet.".to_owned(),
            _ if is_over => "Which passkeys open a door has changed since members were counted. They are counted again within minutes.".to_owned(),
            (_, 1) => format!("1 of {} members has no passkey that works.", grouped(members)),
            _ => format!("{} of {} members have no passkey that works.", grouped(without), grouped(members)),
        },
    )];
    if let Some(share) = fallback {
        let text = format!("{} of the sign-ins of members who have a passkey are by another way.", percent(share));
        losses.push((loss(FALLBACK, share), text));
    }
    if let Some(share) = refused {
        losses.push((loss(REFUSALS, share), format!("{} of all attempts to sign in are refused.", percent(share))));
    }
    losses.retain(|(loss, _)| *loss > 0);
    losses.sort_by_key(|(loss, _)| std::cmp::Reverse(*loss));
    let score = (100 - losses.iter().map(|(loss, _)| loss).sum::<i64>()).max(0);
    let lowered = losses.into_iter().map(|(loss, text)| format!("−{loss}: {text}")).collect();
    Readiness { score, lowered }
}

/// Rounded up: whatever is missing is told.
fn loss(most: i64, share: i64) -> i64 {
    (most * share + 999) / 1000
}

/// None of nothing.
pub(crate) fn per_mille(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| part * 1000 / whole)
}

/// `12.5 %`
pub(crate) fn percent(per_mille: i64) -> String {
    match per_mille % 10 {
        0 => format!("{} %", per_mille / 10),
        tenths => format!("{}.{tenths} %", per_mille / 10),
    }
}

/// `1,234,567`
pub fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        let left = digits.len() - place;
        if place > 0 && left.is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_says_what_lowers_it() {
        let ready = Grounds { is_over: false, members: 200, holders: 200, fallback: Some(0), refused: Some(0) };
        assert_eq!(readiness(&ready), Readiness { score: 100, lowered: vec![] });
        let over = readiness(&Grounds { is_over: true, ..ready });
        assert!(over.score == 30 && over.lowered[0].contains("has changed since members were counted"), "{over:?}");
        let on_the_way = Grounds { holders: 150, fallback: Some(250), refused: Some(20), ..ready };
        let found = readiness(&on_the_way);
        assert_eq!(found.score, 100 - 18 - 5 - 1);
        assert_eq!(
            found.lowered,
            [
                "−18: 50 of 200 members have no passkey that works.",
                "−5: 25 % of the sign-ins of members who have a passkey are by another way.",
                "−1: 2 % of all attempts to sign in are refused."
            ]
        );
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        let nobody = readiness(&Grounds::default());
        assert_eq!((nobody.score, nobody.lowered.len()), (30, 1));
        assert_eq!((percent(125), percent(1000), per_mille(1, 0)), ("12.5 %".into(), "100 %".into(), None));
    }
}
