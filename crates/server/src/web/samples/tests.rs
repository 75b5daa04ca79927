//! That every page renders from its sample, and what the list of passkeys says.

use super::*;

#[test]
fn every_template_renders_from_a_sample() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/web");
    let pages = all();
    for file in std::fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap().replace(".html", "");
        assert!(name == "parts" || pages.iter().any(|(page, _)| *page == name), "no sample of {name}");
    }
    for (name, html) in pages {
        assert_eq!(html.matches("<h1").count(), 1, "{name}: one heading");
        assert_eq!(
            html.matches("<script").count(),
            html.matches("nonce=\"BwcHBwcHBwcHBwcHBwcHBw\"></script>").count()
                + usize::from(html.contains("id=\"page\"")),
            "{name}: scripts carry the nonce"
        );
        // The policy allows neither, so a page with one would silently lack it.
        assert!(!html.contains(" style=") && !html.contains(" onclick="), "{name}: inline style or handler");
    }
}

#[test]
fn the_list_says_what_each_passkey_is() {
    let html = security(3).render().unwrap();
    // S0-10, S0-12, S0-13, S0-14, S1-4, S1-5, S1-6
    for text in ["Registered passkeys", ">3<", "Synced", "Device-bound", "27 Sep 2025", "2 hours ago", "Not used yet"] {
        assert!(html.contains(text), "{text}");
    }
    for kind in ["Passkey - Platform Authenticators", "Passkey Cross-Platform Authenticator", "Security Keys"] {
        assert!(html.contains(kind), "{kind}");
    }
}

// S1-4 to S1-6: what each kind is stands there once, however many rows there are; and where each was used last.
#[test]
fn the_list_explains_its_kinds_once() {
    let html = security(10).render().unwrap();
    for text in
        ["security chip, such as the TPM", "on another device nearby", "must be physically present with the device"]
    {
        assert_eq!(html.matches(text).count(), 1, "{text}");
    }
    assert!(html.contains("Safari on macOS · 203.0.113.7"));
}

// S1-8
#[test]
fn one_ecosystem_is_told_and_nothing_else() {
    assert!(security(2).render().unwrap().contains("data-only-brand hidden></p>"));
    let html = SecurityPage { only_brand: Some("Apple"), ..security(2) }.render().unwrap();
    assert!(html.contains("All your passkeys are kept by Apple and reach only devices of that brand."));
}

#[test]
fn one_passkey_asks_for_a_second() {
    let advice = "reduces the risk of being locked out";
    let shown = |page: SecurityPage| !page.render().unwrap().contains("data-backup hidden");
    assert!(security(1).render().unwrap().contains(advice));
    assert!(shown(security(1))); // S0-15
    assert!(!shown(security(2)));
    assert!(!shown(SecurityPage { advise_backup: false, ..security(1) })); // S0-16
}

// S0-22, S3-23: the reason stands in the row that it is about, and only that row's button is off.
#[test]
fn only_guarded_passkeys_say_why_they_stay() {
    let mut page = security(3);
    assert!(!page.render().unwrap().contains(" id=\"keep-"));
    page.passkeys[1].kept = Some("last_passkey");
    let html = page.render().unwrap();
    let notes = |html: &str| html.matches(" id=\"keep-").count();
    assert_eq!(notes(&html), 1);
    let row = html.split("<li class=\"passkey\"").find(|row| row.contains("data-id=\"0199a2\"")).unwrap();
    assert!(row.contains(" id=\"keep-0199a2\""));
    assert!(row.contains("This is your last passkey."));
    // Where policy asks for several, all of them stay, and each has a note of its own.
    page.passkeys.truncate(2);
    for passkey in &mut page.passkeys {
        passkey.kept = Some("fewest_passkeys");
    }
    let html = page.render().unwrap();
    assert_eq!(notes(&html), 2);
    assert!(html.contains(" id=\"keep-0199a1\"") && html.contains(" id=\"keep-0199a2\""));
    let rows = html.split("data-row>").next().unwrap();
    assert_eq!(rows.matches(">Your organization requires as many passkeys as you have.").count(), 2);
    assert!(!rows.contains(">This is your last passkey."));
}

#[test]
fn what_a_member_typed_stays_text() {
    let mut page = security(1);
    page.passkeys[0].name = "<img src=x>".into();
    page.chrome.menu = Some(Menu { member: "<b>".into(), ..menu(None) });
    let html = page.render().unwrap();
    assert!(!html.contains("<img src") && !html.contains("<b>"));
}
