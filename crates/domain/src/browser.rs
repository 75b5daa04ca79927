//! Which browser and which system a user agent's text names, as people call them. Every such text is written by whoever sends it, so it is shown
//! and counted and never believed.

/// By their marks, the ones that also bear another's mark first.
const BROWSERS: [(&str, &str); 11] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

pub fn browser(agent: &str) -> Option<&'static str> {
    named(&BROWSERS, agent)
}

pub fn system(agent: &str) -> Option<&'static str> {
    named(&SYSTEMS, agent)
}

/// As a letter says it, in every language alike: `Firefox, Windows`. Of a program what it says itself, cut.
pub(crate) fn in_a_letter(agent: &str) -> String {
    const LONGEST: usize = 60;
    match (browser(agent), system(agent)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(browser), None) => browser.to_owned(),
        _ => agent.trim().chars().filter(|letter| !letter.is_control()).take(LONGEST).collect(),
    }
}

fn named(list: &[(&str, &'static str)], agent: &str) -> Option<&'static str> {
    list.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_goes_by_its_own_mark_and_not_by_those_it_bears_too() {
        let of = |agent| (browser(agent), system(agent));
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142";
        assert_eq!(of(windows), (Some("Edge"), Some("Windows")));
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile/15E148 Safari/604.1";
        assert_eq!(of(phone), (Some("Safari"), Some("iPhone")));
        assert_eq!(of("ada@example.com|x"), (None, None), "nothing of the text itself");
        assert_eq!((in_a_letter(windows), in_a_letter("curl/8.5.0\n")), ("Edge, Windows".into(), "curl/8.5.0".into()));
        assert_eq!(in_a_letter(&"x".repeat(500)).len(), 60);
    }
}
