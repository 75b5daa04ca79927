//! That the modules are small, name each other rightly, and that none is served without a need.

use super::*;
use std::collections::BTreeSet;

/// The modules that templates name, and the one that other sites do.
const PAGES: [&str; 11] = [
    "idle",
    "sign-in",
    "security",
    "account",
    "approval",
    "register",
    "help",
    "hand-over",
    "components",
    "console",
    "list-file",
];

/// Loaded by the page itself wherever there is one.
const INVITATION: &str = "/assets/suggestion.js";

/// Loaded once something has failed.
const AFTER_FAILURE: [&str; 2] = ["/assets/copy.js", "/assets/trace.js"];

fn scripts() -> impl Iterator<Item = &'static Asset> {
    SOURCES.iter().filter(|asset| asset.is_script())
}

fn later(asset: &Asset) -> impl Iterator<Item = &'static str> {
    modules::loads(asset.source).filter_map(by_name).map(|asset| asset.path)
}

#[test]
fn each_import_names_a_module_and_its_version() {
    for asset in scripts() {
        let text = str::from_utf8(sent(asset.path)).unwrap();
        for name in modules::imports(text).chain(modules::loads(text)) {
            let (name, version) = name.split_once("?v=").unwrap_or_default();
            assert!(by_name(name).is_some_and(Asset::is_script), "{}: {name}", asset.path);
            assert_eq!(version, super::version(), "{}: {name}", asset.path);
        }
        // Every way to write an import is one that carries the version.
        assert_eq!(
            text.matches("import ").count() + text.matches("import(").count(),
            modules::imports(text).count() + modules::loads(text).count()
        );
    }
}

#[test]
fn a_page_names_all_that_its_module_waits_for() {
    assert_eq!(
        BTreeSet::from_iter(imported_by("security")),
        BTreeSet::from_iter(&["/assets/keystead.js", "/assets/member.js", "/assets/page.js"])
    );
    assert!(imported_by("help").is_empty());
}

// What waits for a tap must be small all the same, and nothing is compiled in that no page can reach. What comes by itself counts with its page.
#[test]
fn what_is_loaded_later_weighs_less_than_8_kib() {
    let mut reached = BTreeSet::new();
    for page in PAGES {
        let path = format!("/assets/{page}.js");
        let entry = scripts().find(|asset| asset.path == path).unwrap();
        let at_once: BTreeSet<_> = imported(entry).into_iter().chain([entry.path]).collect();
        let parts = scripts().filter(|asset| at_once.contains(asset.path));
        let all = parts.flat_map(later).flat_map(|path| {
            let asset = scripts().find(|asset| asset.path == path).unwrap();
            imported(asset).into_iter().chain([path])
        });
        let all: BTreeSet<_> = all.filter(|path| !at_once.contains(path)).collect();
        let tapped = all.iter().filter(|path| **path != INVITATION && !AFTER_FAILURE.contains(path));
        let weight: usize = tapped.map(|path| sent(path).len()).sum();
        println!("{page}: {weight}");
        assert!(weight < 8 * 1024, "{page}: {all:?} weigh {weight}");
        reached.extend(at_once);
        reached.extend(all);
    }
    assert_eq!(reached, scripts().map(|asset| asset.path).collect());
}

#[test]
fn what_stands_below_a_failure_weighs_less_than_2_kib() {
    let weight: usize = AFTER_FAILURE.iter().map(|path| sent(path).len()).sum();
    println!("{weight}");
    assert!(weight < 2 * 1024, "{weight}");
}

// Other sites load it too. Its budget is 12 KiB compressed; it stays below without.
#[test]
fn the_browser_module_weighs_less_than_12_kib_even_before_compression() {
    let weight = sent("/assets/keystead.js").len();
    println!("{weight}");
    assert!(weight < 12 * 1024, "{weight}");
}

#[test]
fn the_components_with_all_that_they_import_weigh_less_than_30_kib() {
    let names = imported_by("components").iter().chain(&["/assets/components.js"]);
    assert!(names.clone().all(|path| FOR_OTHER_SITES.contains(path)));
    let weight: usize = names.map(|path| sent(path).len()).sum();
    println!("{weight}");
    assert!(weight < 30 * 1024, "{weight}");
}

// It serves any site: it must not look for what only our pages have.
#[test]
fn the_browser_module_knows_no_page() {
    let module = by_name("keystead.js").unwrap();
    assert!(!module.source.contains("document.") && modules::imports(module.source).next().is_none());
}
