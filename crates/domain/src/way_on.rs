//! Where a visitor wants to go on once they are signed in: a path below the door that they stand at. It comes from an address that anybody
//! may have written, so it must never lead to another site.

use crate::snapshot::FrontDoor;

const LONGEST: usize = 256;
/// At the console a whole change waits in the address of its review. Written into an address once more it still fits what proxies take (8 KiB).
pub const LONGEST_AT_CONSOLE: usize = 4 * 1024;

/// Where administrators work; beside the door at which they sign in.
pub const CONSOLE: &str = "/admin";

/// Whether a path is of the console.
pub fn is_console(path: &str) -> bool {
    path.strip_prefix(CONSOLE).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// That path, if it is one.
pub fn way_on(door: &FrontDoor, asked: &str) -> Option<String> {
    let leads_to_console = door.is_home && (asked == CONSOLE || is_below(asked, (CONSOLE, LONGEST_AT_CONSOLE)));
    (leads_to_console || is_below(asked, (&door.base(), LONGEST))).then(|| asked.to_owned())
}

fn is_below(path: &str, (base, longest): (&str, usize)) -> bool {
    let is_below = path.strip_prefix(base).is_some_and(|rest| rest.starts_with('/')) && !path.starts_with("//");
    let is_plain = path.len() <= longest && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_below && is_plain && !path.split(['/', '?', '#']).any(is_dots)
}

/// Whether a browser takes this segment for "here" or "one up", which would lead out of the door. It reads `%2e` as a dot, too.
fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_stays_at_the_door() {
        let base = "/demo/community";
        for way in ["/demo/community/account/security", "/demo/community/a?b=c", "/demo/community/a..b/.well-known"] {
            assert!(is_below(way, (base, LONGEST)), "{way}");
        }
        let long = format!("/demo/community/{}", "a".repeat(LONGEST));
        for way in [
            "",
            "/",
            "//evil.example/demo/community/",
            "https://evil.example/demo/community/x",
            "/demo/communityx/y",
            "/demo/community",
            "/demo/community/\\evil",
            "/demo/community/a b",
            "/demo/community/\n",
            "/other/door/x",
            "/demo/community/../../other/door",
            "/demo/community/./x",
            "/demo/community/..",
            "/demo/community/..?a=b",
            "/demo/community/..#a",
            "/demo/community/.%2e/x",
            "/demo/community/%2E%2e/x",
            "/demo/community/%2e/x",
            &long,
        ] {
            assert!(!is_below(way, (base, LONGEST)), "{way}");
        }
        // At a door that is the whole of its host, two slashes are another host.
        assert!(is_below("/account", ("", LONGEST)) && !is_below("//evil.example", ("", LONGEST)));
    }
}
