//! Who keeps a passkey, by the model number (AAGUID) that its maker chose: "Windows Hello", "1Password". It is what the client says
//! and proves nothing, so it must never decide anything: it is a name to show and to call a new passkey by.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
pub use webauthn::Aaguid;

/// One provider a line: AAGUID, tab, name.
const TABLE: &str = include_str!("../data/providers.tsv");

static KNOWN: LazyLock<HashMap<Aaguid, &'static str>> = LazyLock::new(|| {
    let lines = TABLE.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(aaguid, name)| Some((aaguid.parse().ok()?, name))).collect()
});

/// What a new passkey is called where nothing is known of its provider.
const UNKNOWN: &str = "Passkey";
/// A default name with its number must be a name that a member could have typed.
const LONGEST_DEFAULT: usize = 58;

/// Names of models by the operator's own metadata.
pub type ModelNames = HashMap<Aaguid, String>;

/// Our names, and the operator's for models that we have none for.
#[derive(Debug, Default)]
pub struct Providers {
    models: RwLock<Arc<ModelNames>>,
}

impl Providers {
    /// Takes the names of newer metadata in place of the old ones.
    pub fn replace(&self, models: ModelNames) {
        *self.models.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(models);
    }

    /// The provider's name; none for a model number that is all zero or that nobody has named.
    pub fn name(&self, aaguid: [u8; 16]) -> Option<String> {
        let aaguid = Aaguid(aaguid);
        if aaguid.is_zero() {
            return None;
        }
        if let Some(name) = KNOWN.get(&aaguid) {
            return Some((*name).to_owned());
        }
        let models = Arc::clone(&self.models.read().unwrap_or_else(PoisonError::into_inner));
        models.get(&aaguid).filter(|name| !name.trim().is_empty()).cloned()
    }

    /// What a passkey of this model is called until its member says otherwise (S4-8).
    pub(crate) fn default_name(&self, aaguid: [u8; 16]) -> String {
        let name = self.name(aaguid).unwrap_or_else(|| UNKNOWN.to_owned());
        let plain: String = name.chars().filter(|letter| !letter.is_control()).take(LONGEST_DEFAULT).collect();
        plain.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::passkey_name;

    #[test]
    fn every_line_of_the_table_is_one_provider() {
        assert_eq!(TABLE.lines().count(), KNOWN.len());
        let mut before = "";
        for line in TABLE.lines() {
            assert!(line > before, "in order and once: {line}");
            before = line;
            let (aaguid, name) = line.split_once('\t').unwrap();
            assert_eq!(aaguid.parse::<Aaguid>().unwrap().to_string(), aaguid);
            assert_eq!(name.trim(), name);
            assert!(!name.is_empty(), "{aaguid}");
        }
    }

    // S4-1, S4-3, and the list of the providers that every installation must know.
    #[test]
    fn what_members_are_likely_to_have_is_known() {
        let expected = [
            ("fbfc3007-154e-4ecc-8c0b-6e020557d7bd", "iCloud Keychain"),
            ("dd4ec289-e01d-41c9-bb89-70fa845d4bf2", "iCloud Keychain (Managed)"),
            ("ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4", "Google Password Manager"),
            ("b93fd961-f2e6-462f-b122-82002247de78", "Android Authenticator"),
            ("53414d53-554e-4700-0000-000000000000", "Samsung Pass"),
            ("08987058-cadc-4b81-b6e1-30de50dcbe96", "Windows Hello"),
            ("6028b017-b1d4-4c02-b4b3-afcdafc96bb2", "Windows Hello"),
            ("bada5566-a7aa-401f-bd96-45619a55120d", "1Password"),
            ("d548826e-79b4-db40-a3d8-11116f7e8349", "Bitwarden"),
            ("531126d6-e717-415c-9320-3d9aa6981239", "Dashlane"),
            ("b84e4048-15dc-4dd0-8640-f4f60813c8af", "NordPass"),
            ("50726f74-6f6e-5061-7373-50726f746f6e", "Proton Pass"),
            ("fdb141b2-5d84-443e-8a35-4698c205a502", "KeePassXC"),
            ("cb69481e-8ff7-4039-93ec-0a2729a154a8", "YubiKey 5 Series"),
            ("f8a011f3-8c0a-4d15-8006-17111f9edc7d", "Security Key by Yubico"),
            ("42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3", "Google Titan Security Key v2"),
            ("ab32f0c6-2239-afbb-c470-d2ef4e254db7", "TOKEN2 FIDO2 Security Key"),
            ("12ded745-4bed-47d4-abaa-e713f51d6393", "Feitian AllinOne FIDO2 Authenticator"),
        ];
        let providers = Providers::default();
        for (aaguid, name) in expected {
            assert_eq!(providers.name(aaguid.parse::<Aaguid>().unwrap().0).as_deref(), Some(name), "{aaguid}");
        }
    }

    #[test]
    fn the_operators_metadata_names_what_we_do_not_know() {
        let providers = Providers::default();
        let (own, bitwarden) = ([9; 16], "d548826e-79b4-db40-a3d8-11116f7e8349".parse::<Aaguid>().unwrap());
        assert_eq!(providers.name(own), None);
        assert_eq!(providers.default_name(own), "Passkey");
        let zero = (Aaguid([0; 16]), "Zero".to_owned());
        let names = [(Aaguid(own), "House Key".to_owned()), (bitwarden, "Other".to_owned()), zero];
        providers.replace(names.into_iter().collect());
        assert_eq!(providers.name(own).as_deref(), Some("House Key"));
        assert_eq!(providers.name(bitwarden.0).as_deref(), Some("Bitwarden"), "ours comes first");
        assert_eq!(providers.name([0; 16]), None, "nothing is said by a number that is all zero");
        providers.replace(ModelNames::new());
        assert_eq!(providers.name(own), None);
    }

    // S4-8
    #[test]
    fn every_default_name_is_a_name_with_room_for_a_number() {
        let providers = Providers::default();
        let long = "x".repeat(200);
        providers.replace([(Aaguid([9; 16]), long)].into_iter().collect());
        for aaguid in KNOWN.keys().copied().chain([Aaguid([9; 16]), Aaguid([0; 16])]) {
            let name = format!("{} 100", providers.default_name(aaguid.0));
            assert_eq!(passkey_name(Some(&name)), Ok(Some(name.as_str())));
        }
    }
}
