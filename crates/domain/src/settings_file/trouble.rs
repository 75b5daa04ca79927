//! What is wrong with a file of TOML, in one line without a drawing of the place: on which line, and of which table where something is missing in it.

/// The line, and what is wrong there. What stands there is not repeated: it may be a secret.
pub fn trouble(text: &str, error: &toml::de::Error) -> (usize, String) {
    let at = error.span().map_or(0, |span| span.start);
    let before = text.get(..at).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let problem = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
    if !problem.starts_with("missing field") {
        return (line, problem);
    }
    // A table lacks it, which begins here or was begun above.
    let header = text.lines().take(line).map(str::trim).filter(|line| line.starts_with('[')).last();
    (line, format!("{problem} in {}", header.map_or("what stands above the first table", header_of)))
}

/// Without a comment behind it.
fn header_of(line: &str) -> &str {
    line.rfind(']').and_then(|end| line.get(..=end)).unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    struct File {
        #[expect(dead_code, reason = "only whether it is there matters")]
        pools: Vec<Pool>,
    }

    #[derive(Debug, Deserialize)]
    struct Pool {
        #[expect(dead_code, reason = "only whether it is there matters")]
        name: String,
    }

    // Issue 9, 1: one line that says what is missing where.
    #[test]
    fn what_is_missing_is_said_with_its_table() {
        let told = |text: &str| trouble(text, &toml::from_str::<File>(text).unwrap_err());
        assert_eq!(told("# none\n"), (1, "missing field `pools` in what stands above the first table".to_owned()));
        let (line, said) = told("[[pools]]\nname = \"a\"\n\n[[pools]] # b\nplace = 3\n");
        assert_eq!((line, said.as_str()), (4, "missing field `name` in [[pools]]"));
        let (line, said) = told("[[pools]]\nname = \"secret\n");
        assert!(line == 2 && !said.contains(['\n', '^', '|']) && !said.contains("secret"), "{said}");
    }
}
