//! The stylesheet and the script as they are sent: compiled in, without indentation and comments of their own line, under a version that
//! changes with any byte of either. It must never read a file while the server runs.

use std::fmt::Write;

use aws_lc_rs::digest::{SHA256, digest};

/// One file under `/assets/`.
#[derive(Clone, Debug)]
pub struct Asset {
    pub name: &'static str,
    pub content_type: &'static str,
    pub body: String,
}

#[derive(Clone, Debug)]
pub struct Assets {
    files: [Asset; 2],
    version: String,
}

impl Default for Assets {
    fn default() -> Self {
        Self::new()
    }
}

impl Assets {
    pub fn new() -> Self {
        let style = lean(include_str!("../../assets/style.css"));
        let script = lean(include_str!("../../assets/keystead.js"));
        let version = fingerprint(&[&style, &script]);
        let files = [
            Asset { name: "style.css", content_type: "text/css; charset=utf-8", body: style },
            Asset { name: "keystead.js", content_type: "text/javascript; charset=utf-8", body: script },
        ];
        Self { files, version }
    }

    pub fn find(&self, name: &str) -> Option<&Asset> {
        self.files.iter().find(|asset| asset.name == name)
    }

    /// For `Chrome::asset_version`, and as the entity tag.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// A quarter of the script is indentation and reasons, which a browser does not need. Whole lines only, so that this stays safe without
/// knowing the language: no text in our assets spans lines.
fn lean(source: &str) -> String {
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines
        .filter(|line| !(line.starts_with("/*") && line.ends_with("*/")))
        .fold(String::new(), |text, line| text + line + "\n")
}

fn fingerprint(texts: &[&str]) -> String {
    let sum = digest(&SHA256, texts.concat().as_bytes());
    sum.as_ref().iter().take(8).fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_lean_and_whole() {
        let assets = Assets::new();
        let script = &assets.find("keystead.js").unwrap().body;
        assert!(script.starts_with("const page = JSON.parse"));
        assert!(!script.contains("\n//") && !script.contains("\n "));
        assert!(script.trim_end().ends_with("pages[page.page]?.();"));
        assert!(assets.find("style.css").unwrap().body.contains("prefers-color-scheme: dark"));
        assert!(assets.find("../Cargo.toml").is_none());
        assert_eq!(assets.version().len(), 16);
        assert_eq!(assets.version(), Assets::new().version());
    }

    /// Trusted types: a text that became markup would be refused by the browser, so the script has no way to write one.
    #[test]
    fn the_script_never_writes_markup() {
        let script = include_str!("../../assets/keystead.js");
        for way in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            ".src =",
        ] {
            assert!(!script.contains(way), "{way}");
        }
    }
}
