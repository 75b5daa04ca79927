use super::*;
use facts::WORDS;
use std::collections::BTreeSet;
use text::command;

/// The page that has most parts, with the list of the index besides.
pub(in crate::web) fn sample() -> HelpPage {
    let facts = Facts::with(&["passkeys"], &[("help", "/demo/community/help")]);
    let (language, text) = (Language::English, find("requirements", Language::English).unwrap());
    let (article, checks) = text.write(&facts);
    HelpPage {
        chrome: crate::web::samples::chrome(),
        own: String::new(),
        base: "/demo/community".into(),
        title: text.word("title").into(),
        summary: text.word("summary").into(),
        article,
        ready: Some((text.word("ready").into(), checks)),
        errors: errors(language, Methods::PasskeysOnly),
        cause: "Cause".into(),
        solution: "Solution".into(),
        entries: entries(&facts, language),
    }
}

/// Every file, with its language.
fn files() -> impl Iterator<Item = (Language, &'static str, &'static str)> {
    PAGES.iter().flat_map(|(name, files)| Language::ALL.into_iter().zip(files).map(|(of, file)| (of, *name, *file)))
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
fn a_page_is_in_its_readers_language() {
    assert_eq!(find("faq", Language::English).unwrap().word("title"), "Frequently Asked Questions");
    assert_eq!(find("faq", Language::German).unwrap().word("title"), "Häufige Fragen");
    assert!(find("nothing", Language::English).is_none());
}

/// The text in its parts, which are the same in every language: conditions and checks, headings, rows, entries of lists, paragraphs. A part
/// is what begins it, with the places and addresses in it.
fn parts(body: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut parts: Vec<(String, BTreeSet<String>)> = Vec::new();
    let mut is_open = false;
    for line in body.lines() {
        let begins = match line.split(' ').next().unwrap_or_default() {
            _ if command(line).is_some() => line.to_owned(),
            "{check" => line.split_once('}').map_or(line, |(check, _)| check).to_owned(),
            mark if mark.starts_with('#')
                || mark == "-"
                || mark.ends_with('.') && mark.starts_with(char::is_numeric) =>
            {
                mark.to_owned()
            }
            mark if mark.starts_with('|') => format!("{} columns", line.matches('|').count()),
            _ => String::new(),
        };
        if line.is_empty() || !begins.is_empty() || !is_open {
            parts.push((begins.clone(), BTreeSet::new()));
        }
        is_open = !line.is_empty() && command(line).is_none();
        let places = line.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(place, _)| place);
        let addresses = line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(address, _)| address);
        if let (Some((_, inner)), None) = (parts.last_mut(), command(line)) {
            inner.extend(places.chain(addresses).map(str::to_owned));
        }
    }
    parts
}

#[test]
fn every_language_has_what_the_english_has() {
    for (language, name, file) in files() {
        let english = find(name, Language::English).unwrap();
        let (expected, found) = (parts(english.body()), parts(Text::read(file).body()));
        for (part, (expected, found)) in expected.iter().zip(&found).enumerate() {
            assert_eq!(expected, found, "{language:?} {name}, part {part}");
        }
        assert_eq!(expected.len(), found.len(), "{language:?} {name}");
    }
}
