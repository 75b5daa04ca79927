//! Makes a source short before it is sent: no indentation, no comments, no blanks that only its readers need. It must never change what a
//! source means; the rules it relies on are tested on every source.

pub(super) fn style(source: &str) -> String {
    tight(&with_lengths(lean(source)), &PAIRS)
}

/// Lengths in the place of their names, which are longer; no rule changes one.
fn with_lengths(text: String) -> String {
    lengths().fold(text, |text, (name, length)| {
        text.replace(&format!("{name}: {length};\n"), "").replace(&format!("var({name})"), length)
    })
}

fn lengths() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../assets/style.css").lines();
    let tokens = lines.filter_map(|line| line.trim().strip_suffix(';')?.split_once(": "));
    tokens.filter(|(name, value)| name.starts_with("--") && value.ends_with("rem"))
}

pub(super) fn script(source: &str) -> String {
    tight(&lean(source), &SCRIPT_PAIRS)
}

/// What stands between the parts of a style, and what is enough.
const PAIRS: [(&str, &str); 35] = [
    (" {", "{"),
    ("{ ", "{"),
    ("; ", ";"),
    (": ", ":"),
    (" }", "}"),
    (", ", ","),
    (" > ", ">"),
    (";\n", ";"),
    ("{\n", "{"),
    ("}\n", "}"),
    (";}", "}"),
    (" 0.", " ."),
    (":0.", ":."),
    // All our languages are written in lines from top to bottom: these are two names for one thing.
    ("margin-block-start", "margin-top"),
    ("margin-block-end", "margin-bottom"),
    ("padding-block-start", "padding-top"),
    ("border-block-start", "border-top"),
    ("border-block-end", "border-bottom"),
    ("inset-block-start", "top"),
    ("inset-block-end", "bottom"),
    ("inline-size", "width"),
    ("block-size", "height"),
    // The names that are said most often, and by nobody else.
    ("--step-", "--s"),
    ("--accent", "--a"),
    ("--quiet", "--q"),
    ("--surface", "--f"),
    ("--round", "--r"),
    ("--small", "--m"),
    ("--alarm", "--l"),
    ("--line", "--n"),
    ("--touch", "--t"),
    ("--shadow", "--h"),
    ("--ground", "--g"),
    ("--edge", "--e"),
    ("--ink", "--i"),
];

/// The same in a script. A line that ends otherwise stays one: scripts may leave their semicolons away.
const SCRIPT_PAIRS: [(&str, &str); 26] = [
    // What never changes need not say so to a browser.
    ("const ", "let "),
    (" => ", "=>"),
    (" === ", "==="),
    (" = ", "="),
    (" && ", "&&"),
    (" || ", "||"),
    (" ?? ", "??"),
    (" ? ", "?"),
    (" : ", ":"),
    (": ", ":"),
    (", ", ","),
    ("{ ", "{"),
    (" }", "}"),
    (" {", "{"),
    (";\n", ";"),
    ("{\n", "{"),
    (",\n", ","),
    // A statement ends before a brace as before a line.
    ("\n}", "}"),
    (" !== ", "!=="),
    (" < ", "<"),
    // No loop or condition of ours has an empty statement for its body.
    (";}", "}"),
    ("} else", "}else"),
    ("} catch", "}catch"),
    ("} from", "}from"),
    ("if (", "if("),
    ("for (", "for("),
];

/// A source without the blanks that only its readers need. No text in ours holds one of these pairs.
fn tight(source: &str, pairs: &[(&str, &str)]) -> String {
    pairs.iter().fold(source.to_owned(), |text, (pair, instead)| text.replace(pair, instead))
}

/// Without indentation and comments that have their lines to themselves. No text in the sources spans lines, so no meaning is lost.
fn lean(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut is_comment = false;
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")) {
        is_comment |= line.starts_with("/*");
        if !is_comment {
            text.push_str(line);
            text.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::SOURCES;
    use super::*;

    #[test]
    fn leanness_takes_indentation_and_comments_only() {
        assert_eq!(lean("// a\n\n  /** b */\n  c(\"// d\"); // e\n"), "c(\"// d\"); // e\n");
        assert_eq!(lean("a();\n/**\n * b\n */\nc();\n"), "a();\nc();\n");
    }

    #[test]
    fn a_style_loses_blanks_between_its_parts_only() {
        let style = "@media (max-width: 40rem) {\n.a .b > c, d:not(.e) { margin: 0 auto; color: red }\n}\n";
        assert_eq!(tight(style, &PAIRS), "@media (max-width:40rem){.a .b>c,d:not(.e){margin:0 auto;color:red}}");
        // Blanks in quotes would go, too.
        for text in include_str!("../../assets/style.css").split('"').skip(1).step_by(2) {
            assert!(PAIRS.iter().all(|(pair, _)| !text.contains(pair)), "{text:?}");
        }
    }

    #[test]
    fn a_length_that_has_a_name_never_changes() {
        assert_eq!(with_lengths("gap: calc(-1 * var(--step-3));".into()), "gap: calc(-1 * 0.75rem);");
        for (name, _) in lengths() {
            let said = |asset: &super::super::Asset| asset.source.matches(&format!("{name}: ")).count();
            assert_eq!(SOURCES.iter().map(said).sum::<usize>(), 1, "{name}");
        }
    }

    #[test]
    fn a_script_loses_blanks_outside_of_its_texts_only() {
        let script = "const a = ({ b, c }) => (b ? c : b);";
        assert_eq!(tight(script, &SCRIPT_PAIRS), "let a=({b,c})=>(b?c:b);");
        let script = "try {\nif (a) {\nb()\n} else {\nc();\n}\n} catch {\nd\n}\ne()\nf()\n";
        assert_eq!(tight(script, &SCRIPT_PAIRS), "try{if(a){b()}else{c()}}catch{d}\ne()\nf()\n");
        for asset in SOURCES.iter().filter(|asset| asset.is_script()) {
            // Within a line, what stands at odd places between quotes is text.
            for line in lean(asset.source).lines() {
                assert!(
                    !["; //", "{ //", ", //", ") //", "} //"].iter().any(|comment| line.contains(comment)),
                    "{}: what follows would be comment",
                    asset.path
                );
                for text in line.split('"').skip(1).step_by(2).chain(line.split('`').skip(1).step_by(2)) {
                    let is_text = |pair: &str| text.contains(pair) && !text.contains("${");
                    assert!(SCRIPT_PAIRS.iter().all(|(pair, _)| !is_text(pair)), "{}: {text:?}", asset.path);
                }
            }
        }
    }

    // Its lines would lose their indentation.
    #[test]
    fn the_sources_have_no_text_over_several_lines() {
        for asset in &SOURCES {
            for line in asset.source.lines() {
                assert_eq!(line.matches('`').count() % 2, 0, "{}: {line}", asset.path);
            }
        }
    }
}
