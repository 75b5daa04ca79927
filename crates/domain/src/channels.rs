//! Which ways this installation has to reach its members outside of their browser. A method that needs one that is missing is off.

use crate::method::Method;
use crate::policy::resolve;
use crate::settings::{Mode, PoolSettings, ProviderSettings, WorkspaceSettings};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Channels {
    pub mail: bool,
    pub text_messages: bool,
}

impl Channels {
    /// The methods that pool, workspace and installation allow together.
    pub(crate) fn usable(self, pool: &PoolSettings, workspace: &WorkspaceSettings) -> Vec<Method> {
        let usable = |method: &Method| {
            workspace.allows(*method)
                && self.carries(*method, pool)
                && !(*method == Method::MagicLink && links_are_off(pool, workspace))
        };
        Method::ALL.into_iter().filter(usable).collect()
    }

    /// The first factors with which somebody can come in at the workspace, as its sign-in page offers them: the list of the pool may name one
    /// that its policy turns off. They are the same in both modes.
    pub(crate) fn ways_in(self, pool: &PoolSettings, workspace: &WorkspaceSettings) -> Vec<Method> {
        resolve(Mode::Smart, pool, &self.usable(pool, workspace), &[]).first
    }

    /// The ways in of before that are none any more.
    pub(crate) fn lost(
        self,
        (pool, workspace): (&PoolSettings, &WorkspaceSettings),
        (new_pool, new_workspace): (&PoolSettings, &WorkspaceSettings),
    ) -> Vec<Method> {
        let left = self.ways_in(new_pool, new_workspace);
        self.ways_in(pool, workspace).into_iter().filter(|method| !left.contains(method)).collect()
    }

    /// Whether anybody can come in there.
    pub(crate) fn is_open(self, pool: &PoolSettings, workspace: &WorkspaceSettings) -> bool {
        !self.ways_in(pool, workspace).is_empty()
    }

    fn carries(self, method: Method, pool: &PoolSettings) -> bool {
        match method {
            Method::MagicLink | Method::EmailCode => self.mail,
            Method::SmsCode => self.text_messages,
            Method::SingleSignOn => has_provider(pool),
            _ => true,
        }
    }
}

fn has_provider(pool: &PoolSettings) -> bool {
    pool.methods.providers.iter().any(ProviderSettings::is_ready)
}

/// Links give way to single sign-on only where that is a way in: a provider is enabled and configured, and pool and workspace list it.
/// Otherwise they stay, or nobody could come in and mend it (S0-19).
pub(crate) fn links_are_off(pool: &PoolSettings, workspace: &WorkspaceSettings) -> bool {
    pool.methods.links_off_with_single_sign_on
        && has_provider(pool)
        && workspace.allows(Method::SingleSignOn)
        && pool.methods.first.contains(&Method::SingleSignOn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workforce() -> PoolSettings {
        let mut pool = PoolSettings::default();
        pool.methods.first = vec![Method::MagicLink, Method::SingleSignOn];
        pool.methods.links_off_with_single_sign_on = true;
        pool.methods.providers = vec![ProviderSettings {
            enabled: true,
            issuer: "https://id.example".into(),
            client_id: "keystead".into(),
            ..ProviderSettings::default()
        }];
        pool
    }

    // S0-19: a provider that is not enabled, not configured, or no way in here leaves the links alone.
    #[test]
    fn links_are_off_only_where_single_sign_on_is_a_way_in() {
        let all = Channels { mail: true, text_messages: true };
        let has_links = |pool: &PoolSettings, workspace: &WorkspaceSettings| {
            all.usable(pool, workspace).contains(&Method::MagicLink)
        };
        let anything = WorkspaceSettings::default();
        assert!(!has_links(&workforce(), &anything));
        let changes: [fn(&mut PoolSettings); 5] = [
            |pool| pool.methods.links_off_with_single_sign_on = false,
            |pool| pool.methods.providers[0].enabled = false,
            |pool| pool.methods.providers[0].client_id.clear(),
            |pool| pool.methods.providers[0].issuer.clear(),
            |pool| pool.methods.first = vec![Method::MagicLink],
        ];
        for (place, change) in changes.iter().enumerate() {
            let mut pool = workforce();
            change(&mut pool);
            assert!(has_links(&pool, &anything), "{place}");
        }
        assert!(has_links(
            &workforce(),
            &WorkspaceSettings { methods: Some(vec![Method::MagicLink]), ..WorkspaceSettings::default() }
        ));
    }

    #[test]
    fn what_cannot_be_sent_is_no_way_in() {
        let pool = PoolSettings::default();
        let none = Channels::default().usable(&pool, &WorkspaceSettings::default());
        for method in [Method::MagicLink, Method::EmailCode, Method::SmsCode, Method::SingleSignOn] {
            assert!(!none.contains(&method), "{method:?}");
        }
        let passkeys = WorkspaceSettings { methods: Some(vec![Method::Passkey]), ..WorkspaceSettings::default() };
        assert_eq!(Channels { mail: true, text_messages: true }.usable(&pool, &passkeys), [Method::Passkey]);
    }
}
