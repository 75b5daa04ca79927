//! Words that the requirements ask for, on the pages that must have them.

use super::*;
use crate::web::labels::Labels;

// S3-8, S2-6: on the page that adds them, and where an administrator decides about them.
#[test]
fn whom_passkeys_do_not_fit_is_said() {
    assert!(security(1).render().unwrap().contains("not on shared or public ones"));
    let guide = include_str!("../../../../../docs/administrator/passkey-policy.md").replace('\n', " ");
    assert!(guide.contains("shared or kiosk devices they do not control"));
    assert!(guide.contains("authenticators that predate FIDO2 (U2F-only hardware keys)"));
}

// S4-12, S4-13, S4-15, S4-16
#[test]
fn a_second_factor_is_greeted_as_one() {
    let page = SecurityPage { is_second_factor: true, ..security(0) };
    let html = page.render().unwrap();
    for text in [
        "Successful Registration. Your software passkey is now registered and ready to use as a 2FA method.",
        "Registration Successful. Your hardware security key is now registered and ready to use as a 2FA method.",
    ] {
        assert!(html.contains(text) && !security(0).render().unwrap().contains(text), "{text}");
    }
}

// S0-17, S2-16, S3-4: the field asks for what members are known by, and for passkeys only where the page waits for one.
#[test]
fn a_field_for_names_says_which() {
    use IdentifierKind::{Email, Phone, Username};
    for (kinds, label) in [
        (&[Email, Phone, Username][..], "Email, phone number or username"),
        (&[Phone, Email], "Email or phone number"),
        (&[Username, Email], "Email or username"),
        (&[Username, Phone], "Phone number or username"),
        (&[Email], "Email"),
        (&[Phone], "Phone number"),
        (&[Username], "Username"),
    ] {
        let page = SignInPage { kinds: kinds.to_vec(), mode: Mode::Classic, ..sign_in() }.render().unwrap();
        assert!(page.contains(&format!("<label for=\"identifier\">{label}</label>")), "{label}");
        assert!(page.contains("autocomplete=\"username\""), "{label}");
        let page = RecoveryPage { kinds: kinds.to_vec(), ..recovery() }.render().unwrap();
        assert!(page.contains(&format!("<label for=\"identifier\">{label}</label>")), "{label}");
    }
    assert!(sign_in().render().unwrap().contains("autocomplete=\"username webauthn\""));
    let others = SignInPage { takes_passkeys: false, ..sign_in() };
    assert!(others.render().unwrap().contains("autocomplete=\"username\""));
}

// S1-4 to S1-6: in the reader's language, on the list and where the old passkeys of a new device stand; the script finds the same words.
#[test]
fn kinds_are_named_in_every_language() {
    let mut told = std::collections::BTreeSet::new();
    for language in Language::ALL {
        let labels = Labels::of(language);
        let pages = all_in(language);
        let page = |name: &str| pages.iter().find(|(found, _)| *found == name).unwrap().1.as_str();
        for kind in [PasskeyKind::Device, PasskeyKind::Phone, PasskeyKind::Key] {
            let name = labels.of_kind(&kind);
            let row = format!("#icon-{}\"/>", kind.code());
            let row = page("security_ten").split("<li ").find(|part| part.contains(&row)).unwrap();
            assert!(row.contains(&format!("<span data-kind>{name}</span>")), "{language:?}: {row}");
            assert!(page("new_device").contains(&format!("<span>{name}</span>")), "{language:?} {name}");
            let explained = format!("<dt id=\"kind-{}\">{name}</dt>", kind.code());
            assert!(page("security_ten").contains(&explained), "{language:?} {name}");
            assert_eq!(name == kind.english(), language == Language::English, "{language:?} {name}");
            assert!(told.insert(name.to_owned()), "{language:?}: {name} is another's name");
        }
        // What a new row says until its kind is known.
        let blank = page("security_ten").split("<template data-row>").nth(1).unwrap();
        assert!(blank.contains(&format!("<span data-kind>{}</span>", labels.of_kind(&PasskeyKind::Passkey))));
    }
}
