//! What happened to a member's account, each in one sentence: for messages, and for the next sign-in where no message could be sent. It must
//! never name what an attacker could choose.

use crate::language::{Language, sentences};
use store::notice::NoticeKind;

macro_rules! news {
    ($($name:ident = $key:literal;)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum News { $($name),* }

        impl News {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name),*];

            const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }
        }
    };
}

news! {
    PasskeyAdded = "news_passkey_added";
    PasskeyRemoved = "news_passkey_removed";
    PasskeyConfirmed = "news_passkey_confirmed";
    PasskeySetAside = "news_passkey_set_aside";
    PasskeysReplaced = "news_passkeys_replaced";
    Recovered = "news_recovered";
    RecoveredPasskeysAside = "news_recovered_passkeys_aside";
    AccessPassIssued = "news_access_pass_issued";
    EnrolmentLinkSent = "news_enrolment_link_sent";
    PasskeyAddedForYou = "news_passkey_added_for_you";
    Rescued = "news_rescued";
    PasswordSet = "news_password_set";
    PasswordRemoved = "news_password_removed";
    PasswordStopped = "news_password_stopped";
    PasswordStoppedElsewhere = "news_password_stopped_elsewhere";
    AppAdded = "news_app_added";
    AppRemoved = "news_app_removed";
    AppStopped = "news_app_stopped";
    AppStoppedElsewhere = "news_app_stopped_elsewhere";
    RecoveryCodesMade = "news_recovery_codes_made";
    AddressAdded = "news_address_added";
    AddressRemoved = "news_address_removed";
    AccountLinked = "news_account_linked";
    AccountUnlinked = "news_account_unlinked";
}

impl News {
    pub(crate) fn told(self, language: Language) -> String {
        sentences::say(language, self.key(), &[])
    }
}

impl News {
    /// `puts_aside`: whether the member has passkeys that wait to be confirmed. Nobody is told of what they never had.
    pub(crate) fn of(kind: NoticeKind, puts_aside: bool) -> Self {
        match kind {
            NoticeKind::Recovered if puts_aside => Self::RecoveredPasskeysAside,
            NoticeKind::Recovered => Self::Recovered,
            NoticeKind::PasskeysReplaced => Self::PasskeysReplaced,
            NoticeKind::AccessPassIssued => Self::AccessPassIssued,
            NoticeKind::EnrolmentLinkSent => Self::EnrolmentLinkSent,
            NoticeKind::PasskeyAddedForYou => Self::PasskeyAddedForYou,
            NoticeKind::PasskeyRemoved => Self::PasskeyRemoved,
            NoticeKind::PasskeySetAside => Self::PasskeySetAside,
            NoticeKind::PasskeyConfirmed => Self::PasskeyConfirmed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_news_are_told_in_every_language() {
        for news in News::ALL {
            let mut told: Vec<_> = Language::ALL.into_iter().map(|language| news.told(language)).collect();
            assert!(told.iter().all(|text| !text.is_empty()), "{news:?}");
            told.sort();
            told.dedup();
            assert_eq!(told.len(), Language::ALL.len(), "{news:?}: in two languages the same");
        }
    }
}
