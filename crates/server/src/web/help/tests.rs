use super::*;
use facts::WORDS;

/// The page that has most parts, with the list of the index besides.
pub(in crate::web) fn sample() -> HelpPage {
    let facts = Facts::with(&["passkeys"], &[("help", "/demo/community/help")]);
    let (text, language) = find("requirements", Language::English).unwrap();
    let (article, checks) = text.write(&facts);
    HelpPage {
        chrome: crate::web::samples::chrome(),
        base: "/demo/community".into(),
        title: text.word("title").into(),
        summary: text.word("summary").into(),
        language,
        article,
        ready: Some((text.word("ready").into(), checks)),
        errors: errors(language, Methods::PasskeysOnly),
        cause: "Cause".into(),
        solution: "Solution".into(),
        entries: entries(&facts, language),
    }
}

/// Every file, with its folder's language.
fn files() -> impl Iterator<Item = (Language, &'static str, &'static str)> {
    FOLDERS.iter().flat_map(|folder| folder.files.iter().map(|(name, file)| (folder.language, *name, *file)))
}

fn written(file: &'static str, facts: &Facts) -> String {
    Text::read(file).write(facts).0
}

#[test]
fn a_section_holds_for_some_doors_only() {
    let file =
        "a\n{if password and not totp}\nb\n{if magic_link or email_code}\nc\n{else}\nd\n{end}\n{else}\ne\n{end}\nf";
    let stands = |words: &[&'static str]| {
        let html = written(file, &Facts::with(words, &[]));
        html.trim_start_matches("<p>").trim_end_matches("</p>\n").replace('\n', "")
    };
    assert_eq!(stands(&["password"]), "abdf");
    assert_eq!(stands(&["password", "email_code"]), "abcf");
    assert_eq!(stands(&["password", "totp", "email_code"]), "aef");
    assert_eq!(stands(&[]), "aef");
}

#[test]
fn what_fills_a_place_is_never_markup() {
    let facts = Facts::with(
        &[],
        &[("organisation", "**A** <b>&B</b> [c](d)"), ("sign_in", "/a/b/sign-in"), ("help", "/a/b/help")],
    );
    let html = written("{organisation} <i>raw</i> [in]({sign_in}) [k](kinds.md#keys) {nobody}", &facts);
    assert_eq!(
        html,
        "<p>**A** &lt;b&gt;&amp;B&lt;/b&gt; [c](d) &lt;i&gt;raw&lt;/i&gt; <a href=\"/a/b/sign-in\">in</a> \
         <a href=\"/a/b/help/kinds#keys\">k</a> {nobody}</p>\n"
    );
}

#[test]
fn the_head_and_the_checks_are_not_in_the_text() {
    let (html, checks) = Text::read("---\ntitle: A: b\n---\nc\n\n{check phone} yes | no\n").write(&Facts::default());
    assert_eq!(html, "<p>c</p>\n");
    assert_eq!(checks, [Check { name: "phone".into(), there: "yes".into(), missing: "no".into() }]);
    assert_eq!(Text::read("---\ntitle: A: b\n---\nc").word("title"), "A: b");
}

/// Sections are closed, and conditions are of words that the door knows.
#[test]
fn every_file_is_well_formed() {
    for (language, name, file) in files() {
        let text = Text::read(file);
        assert!(!text.word("title").is_empty() && !text.word("summary").is_empty(), "{language:?} {name}");
        let mut open = 0;
        for line in file.lines() {
            if let Some(condition) = line.strip_prefix("{if ") {
                open += 1;
                for word in
                    condition.trim_end_matches('}').split([' ']).filter(|word| !["and", "or", "not"].contains(word))
                {
                    assert!(WORDS.contains(&word), "{language:?} {name}: {word}");
                }
            }
            open -= i32::from(line == "{end}");
            assert!(open >= 0 && line == line.trim_end(), "{language:?} {name}: {line}");
        }
        assert_eq!(open, 0, "{language:?} {name}");
    }
}

#[test]
fn a_page_that_is_not_translated_is_english() {
    let (text, language) = find("faq", Language::German).unwrap();
    assert_eq!((text.word("title"), language), ("Frequently Asked Questions", Language::English));
    assert!(find("nothing", Language::English).is_none());
    // No folder has a page that English has not.
    for (language, name, _) in files() {
        assert!(find(name, Language::English).is_some(), "{language:?} {name}");
    }
}
