//! `keystead man` and `keystead completions`: what the command line says of itself, for manuals and shells. Packages are made with them.

use super::CommandLine;
use super::told::Told;
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use serde_json::json;
use std::io;

#[derive(Debug, Args)]
pub struct Completions {
    /// For which shell
    shell: Shell,
}

/// One page with all commands and their options.
pub(crate) fn man(told: Told) -> io::Result<()> {
    let command = all();
    let mut page = Vec::new();
    let whole = clap_mangen::Man::new(command.clone()).section("1");
    whole.render_title(&mut page)?;
    whole.render_name_section(&mut page)?;
    whole.render_synopsis_section(&mut page)?;
    whole.render_description_section(&mut page)?;
    whole.render_options_section(&mut page)?;
    page.extend_from_slice(b".SH COMMANDS\n");
    below(&command, "keystead", &mut page)?;
    print(&page, told);
    Ok(())
}

/// Each command that does something by itself, with its options but for those that all of them have.
fn below(command: &clap::Command, path: &str, page: &mut Vec<u8>) -> io::Result<()> {
    for one in command.get_subcommands().filter(|one| one.get_name() != "help") {
        let path = format!("{path} {}", one.get_name());
        below(one, &path, page)?;
        if one.is_subcommand_required_set() {
            continue;
        }
        let mut lines = vec![format!(".SS \"{path}\""), plain(one.get_about().map(ToString::to_string))];
        for argument in one.get_arguments().filter(|argument| !SHARED.contains(&argument.get_id().as_str())) {
            let name = match (argument.get_long(), argument.get_value_names()) {
                (Some(long), Some([value, ..])) if argument.get_action().takes_values() => format!("--{long} {value}"),
                (Some(long), _) => format!("--{long}"),
                (None, Some([value, ..])) => value.to_string(),
                (None, _) => argument.get_id().to_string(),
            };
            lines.extend([".TP".to_owned(), format!("\\fB{}\\fR", name.replace('-', "\\-"))]);
            lines.push(plain(argument.get_help().map(ToString::to_string)));
        }
        page.extend_from_slice((lines.join("\n") + "\n").as_bytes());
    }
    Ok(())
}

/// Of every command; said once, at the top.
const SHARED: [&str; 5] = ["data", "config", "json", "help", "version"];

/// As a line of a manual page: no dash is a hyphen there, and no line begins with a point.
fn plain(text: Option<String>) -> String {
    let text = text.unwrap_or_default().replace('\\', "\\e").replace('-', "\\-").replace('\n', " ");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

pub(crate) fn completions(Completions { shell }: &Completions, told: Told) {
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut all(), "keystead", &mut script);
    print(&script, told);
}

fn print(text: &[u8], told: Told) {
    let text = String::from_utf8_lossy(text);
    told.tell(&json!({ "text": text }), || text.to_string());
}

fn all() -> clap::Command {
    let mut command = CommandLine::command();
    command.build();
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    // Issue 9, 8: a command that nobody reads of is not there for them.
    #[test]
    fn every_command_has_a_place_in_the_manual() {
        fn names(command: &clap::Command, path: &str) -> Vec<String> {
            let each = command.get_subcommands().filter(|one| one.get_name() != "help");
            each.flat_map(|one| {
                let path = format!("{path} {}", one.get_name());
                let own = (!one.is_subcommand_required_set()).then(|| path.clone());
                names(one, &path).into_iter().chain(own)
            })
            .collect()
        }
        let mut page = Vec::new();
        below(&all(), "keystead", &mut page).unwrap();
        let page = String::from_utf8(page).unwrap();
        let names = names(&all(), "keystead");
        assert!(names.len() > 20, "{names:?}");
        for name in names {
            assert!(page.contains(&format!(".SS \"{name}\"")), "{name}");
        }
        let bad = page.lines().find(|line| line.starts_with('.') && ![".SS", ".TP"].contains(&&line[..3]));
        assert_eq!(bad, None);
    }

    #[test]
    fn nothing_of_a_text_is_taken_for_a_request() {
        assert_eq!(plain(Some(".so /etc/passwd".to_owned())), "\\&.so /etc/passwd");
        assert_eq!(plain(Some("a\\b --c\nd".to_owned())), "a\\eb \\-\\-c d");
    }
}
