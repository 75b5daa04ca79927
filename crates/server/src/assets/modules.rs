//! Which module imports which, read from the sources: pages name what their module imports, so that browsers fetch all of it at once. Each
//! import carries the version, so that a module never meets another version of its parts, and may be kept for ever.

/// The names of the files that this source imports at once.
pub(super) fn imports(source: &str) -> impl Iterator<Item = &str> {
    named_after(source, " from \"./")
}

/// The names of those that it loads at their first need.
#[cfg(test)]
pub(super) fn loads(source: &str) -> impl Iterator<Item = &str> {
    named_after(source, "import(\"./")
}

fn named_after<'a>(source: &'a str, before: &'static str) -> impl Iterator<Item = &'a str> {
    source.split(before).skip(1).filter_map(|rest| rest.split('"').next())
}

/// The source with the version in each import.
pub(super) fn with_version(source: &str, version: &str) -> String {
    let mut parts = source.split("\"./");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str("\"./");
        // Only imports begin so, and the first quote ends the name.
        match part.split_once('"') {
            Some((name, rest)) => text.extend([name, "?v=", version, "\"", rest]),
            None => text.push_str(part),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "import { a } from \"./a.js\";\nimport {\n  b,\n} from \"./b.js\";\nconst c = () => import(\"./c.js\");\n";

    #[test]
    fn imports_are_found_and_carry_the_version() {
        assert_eq!(imports(SOURCE).collect::<Vec<_>>(), ["a.js", "b.js"]);
        assert_eq!(loads(SOURCE).collect::<Vec<_>>(), ["c.js"]);
        let text = with_version(SOURCE, "x-1");
        assert_eq!(imports(&text).collect::<Vec<_>>(), ["a.js?v=x-1", "b.js?v=x-1"]);
        assert_eq!(loads(&text).collect::<Vec<_>>(), ["c.js?v=x-1"]);
        assert_eq!(text.replace("?v=x-1", ""), SOURCE);
    }
}
