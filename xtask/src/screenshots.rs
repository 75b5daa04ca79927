//! `cargo xtask screenshots DIR`: a picture of every page and state, and `index.html` to look at all of them.
//!
//! The pictures are taken by the browser tests of the gallery, which check the same states in the test run; nothing is compared. The README's
//! pictures are two of them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::machine::{Need, cargo, prepare};
use crate::step;

/// Where states are brought about.
const TESTS: [&str; 2] = ["gallery::", "every_error::entries"];
const VARIANTS: [&str; 4] = ["phone-light", "phone-dark", "desktop-light", "desktop-dark"];

const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Keystead: every page and state</title><style>\
    body { font: 1rem system-ui; margin: 2rem; background: #ddd; } section { margin-block-end: 3rem; } \
    p { display: flex; gap: 1rem; align-items: start; } a { flex: 1 1 27%; } a.phone { flex-basis: 9%; } img { inline-size: 100%; }\
    </style><h1>Every page and state</h1>\n";

pub(crate) fn run(words: &[String]) -> Result<bool, String> {
    let [folder] = words else {
        return Err("usage: cargo xtask screenshots DIR".to_owned());
    };
    let told = |why| format!("{folder}: {why}");
    std::fs::create_dir_all(folder).map_err(told)?;
    let folder = std::fs::canonicalize(folder).map_err(told)?;
    prepare(&[Need::Browser])?;
    if step::run("build", &mut cargo(&["build", "--package", "server", "--bin", "keystead"])).is_failed() {
        return Ok(false);
    }
    let mut pictures = cargo(&["test", "--package", "e2e", "--test", "browser", "--", "--test-threads=2"]);
    let done = step::run("pictures", pictures.args(TESTS).env("KEYSTEAD_PICTURES", &folder));
    let count = index(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    println!("{count} pictures are in {}, all of them on its index.html", folder.display());
    Ok(!done.is_failed())
}

/// Writes the page that shows all, state by state.
fn index(folder: &Path) -> std::io::Result<usize> {
    let mut states: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        let Some(name) = file.strip_suffix(".png") else { continue };
        let variant = VARIANTS.into_iter().find_map(|variant| Some((variant, name.strip_suffix(variant)?)));
        let Some((variant, state)) = variant else { continue };
        states.entry(state.trim_end_matches('-').to_owned()).or_default().push((variant, file.clone()));
    }
    let mut page = HEAD.to_owned();
    for (state, pictures) in &mut states {
        pictures.sort_by_key(|(variant, _)| VARIANTS.iter().position(|known| known == variant));
        let _ = write!(page, "<section><h2>{state}</h2><p>");
        for (variant, file) in pictures {
            let (screen, _) = variant.split_once('-').unwrap_or_default();
            let picture = format!("<img src=\"{file}\" alt=\"{state}, {variant}\" loading=\"lazy\">");
            let _ = write!(page, "<a class=\"{screen}\" href=\"{file}\">{picture}</a>");
        }
        page.push_str("</p></section>\n");
    }
    std::fs::write(folder.join("index.html"), page)?;
    Ok(states.values().map(Vec::len).sum())
}
