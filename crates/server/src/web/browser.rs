//! What a browser calls itself, as people say it. Every such text is written by whoever sends it, so it is shown and never believed.

use super::labels::Labels;
use domain::browser::{browser, system};
use domain::language::Place;

/// More of a text that nobody knows tells nobody anything.
const LONGEST: usize = 60;

/// "Firefox on Windows"; of a program what it says itself.
pub(crate) fn in_words(labels: &Labels, agent: Option<&str>) -> String {
    let Some(agent) = agent.map(str::trim).filter(|agent| !agent.is_empty()) else {
        return labels.browser_unknown.clone().into_owned();
    };
    match (browser(agent), system(agent)) {
        (Some(browser), Some(system)) => {
            labels.browser_on.with(&[("browser", Place::Text(browser)), ("system", Place::Text(system))])
        }
        (Some(browser), None) => browser.to_owned(),
        _ => agent.chars().take(LONGEST).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_people_name_it() {
        let words = |agent: Option<&str>| in_words(&Labels::of(domain::Language::English), agent);
        let windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        assert_eq!(words(Some(windows)), "Chrome on Windows");
        assert_eq!(words(Some(&format!("{windows} Edg/142.0.0.0"))), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1";
        assert_eq!(words(Some(phone)), "Safari on iPhone");
        let android = "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0";
        assert_eq!(words(Some(android)), "Firefox on Android");
        assert_eq!(words(Some("curl/8.5.0")), "curl/8.5.0");
        assert_eq!(words(Some(&"x".repeat(500))).len(), LONGEST);
        for nothing in [None, Some(""), Some("  ")] {
            assert_eq!(words(nothing), "Unknown browser or program");
        }
    }
}
