//! The way to Account > Security from every page of the account: the user menu, in the place and the words of the pool (S0-6, S2-14, S4-5), and the
//! tabs to which it leads. Links alone, so that it works without a script. It must never decide which pages there are: the domain says so.

use super::account::title;
use super::labels::Labels;
use crate::page::Chrome;
use domain::account::Part;
use domain::settings::MenuPlace;

/// What stands beside Security itself; the other pages are below it.
const TABS: [Part; 3] = [Part::Addresses, Part::Sessions, Part::Activity];

#[derive(Clone, Debug)]
pub struct Menu {
    pub place: MenuPlace,
    /// `/{tenant}/{workspace}`, without a slash at the end; empty on a mapped host.
    pub base: String,
    /// The member's display name or, without one, the identifier.
    pub member: String,
    /// The page below Account > Security that is open; none on that page itself.
    pub at: Option<Part>,
    /// On a page that is none of the account's: help, or a refusal.
    pub is_outside: bool,
    /// All that there are for the member.
    pub parts: Vec<Part>,
    /// Whether the member may enter the console.
    pub is_administrator: bool,
}

/// A tab of the account's settings.
pub(crate) struct Tab<'a> {
    pub(crate) href: String,
    pub(crate) title: &'a str,
    pub(crate) is_current: bool,
}

impl Menu {
    pub(crate) fn is_in_sidebar(&self) -> bool {
        self.place == MenuPlace::Sidebar
    }

    pub(crate) fn is_on_security(&self) -> bool {
        self.at.is_none() && !self.is_outside
    }

    /// None on a page that is below one of them: there the path leads back.
    pub(crate) fn tabs<'a>(&self, labels: &'a Labels) -> Vec<Tab<'a>> {
        if self.is_outside || self.at.is_some_and(|part| !is_tab(part)) {
            return Vec::new();
        }
        let security = format!("{}/account/security", self.base);
        let parts = TABS.into_iter().filter(|part| self.parts.contains(part)).map(|part| Tab {
            href: format!("{security}/{}", part.as_str()),
            title: title(labels, part),
            is_current: self.at == Some(part),
        });
        let first = Tab { href: security.clone(), title: &labels.security, is_current: self.at.is_none() };
        std::iter::once(first).chain(parts).collect()
    }
}

pub(super) fn is_tab(part: Part) -> bool {
    TABS.contains(&part)
}

impl Chrome {
    /// The page of somebody who is signed in.
    #[must_use]
    pub fn with_menu(self, menu: Menu) -> Self {
        Self { menu: Some(menu), ..self }
    }

    pub(crate) fn has_sidebar(&self) -> bool {
        self.menu.as_ref().is_some_and(Menu::is_in_sidebar)
    }
}
