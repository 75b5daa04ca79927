//! What the command line takes, and that the page about it names every command.

use super::*;
use std::path::Path;

fn read(words: &str) -> Result<CommandLine, clap::Error> {
    CommandLine::read(words.split(' ').map(Into::into))
}

#[test]
fn the_command_line_is_well_formed() {
    CommandLine::command().debug_assert();
}

#[test]
fn no_command_means_serve() {
    let bare = read("keystead --demo").unwrap();
    assert!(bare.command.is_none() && bare.serve.demo);
    let named = read("keystead serve --demo").unwrap();
    assert!(matches!(named.command, Some(Command::Serve(arguments)) if arguments.demo));
}

#[test]
fn the_options_of_all_commands_stand_before_or_behind_them() {
    let commands = [
        "serve",
        "setup --again",
        "key rotate",
        "metadata refresh",
        "signals restored",
        "user suspend a/b ada",
        "audit verify",
        "audit stream",
        "doctor",
    ];
    for command in commands {
        for (option, field) in [("--data", "data"), ("--config", "config")] {
            let places = [format!("{option} /there {command}"), format!("{command} {option} /there")];
            for line in places {
                let read = read(&format!("keystead {line}")).unwrap_or_else(|error| panic!("{line}: {error}"));
                let command = format!("{:?}", read.command);
                let expected = format!("{field}: {:?}", Some(Path::new("/there")));
                assert!(command.contains(&expected), "{line}: {command}");
            }
        }
    }
    // The nearer one holds.
    let near = format!("{:?}", read("keystead --data /far user --data /near suspend a/b ada").unwrap().command);
    assert!(near.contains("/near") && !near.contains("/far"), "{near}");
}

// Issue 9, 4.
#[test]
fn a_master_key_is_not_typed() {
    for line in ["keystead --master-key 00", "keystead serve --master-key 00", "keystead restore x --master-key 00"] {
        let error = read(line).unwrap_err();
        assert!(error.kind() == ErrorKind::ArgumentConflict && error.to_string().contains("KEYSTEAD_MASTER_KEY"));
    }
}

#[test]
fn serving_tells_no_document() {
    for line in ["keystead --json", "keystead serve --json", "keystead --json serve --demo"] {
        assert_eq!(read(line).unwrap_err().kind(), ErrorKind::ArgumentConflict, "{line}");
    }
    assert!(read("keystead --json doctor").unwrap().json && read("keystead doctor --json").unwrap().json);
}

#[test]
fn an_option_of_serving_is_not_lost_before_another_command() {
    for line in ["keystead --demo user suspend a/b ada", "keystead --listen 127.0.0.1:1 key rotate"] {
        assert_eq!(read(line).unwrap_err().kind(), ErrorKind::ArgumentConflict, "{line}");
    }
}

/// Of the command line and all below it: the commands that do something, and whether they can be tried.
fn leaves(command: &clap::Command, above: &str) -> Vec<(String, bool)> {
    let name = |below: &clap::Command| format!("{above} {}", below.get_name()).trim().to_owned();
    let each = |below: &clap::Command| {
        let mut all = leaves(below, &name(below));
        if !below.is_subcommand_required_set() {
            all.push((name(below), below.get_arguments().any(|arg| arg.get_id() == "dry_run")));
        }
        all
    };
    command.get_subcommands().filter(|below| below.get_name() != "help").flat_map(each).collect()
}

// Issue 9, 1.
#[test]
fn the_page_about_commands_names_each() {
    const PAGE: &str = include_str!("../../../../docs/operator/commands.md");
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows = PAGE.lines().filter(|line| line.starts_with("| `")).map(cells);
    let named: Vec<_> = rows.map(|cells| (cells[1].trim_matches('`').to_owned(), cells[4] == "yes")).collect();
    let mut known = leaves(&CommandLine::command(), "");
    let mut listed = named.clone();
    known.sort();
    listed.sort();
    assert_eq!(listed, known, "docs/operator/commands.md: a row for each command, and whether it has --dry-run");
}

// Issue 9, 1.
#[test]
fn every_command_takes_json() {
    for (name, _) in leaves(&CommandLine::command(), "").into_iter().filter(|(name, _)| name != "serve") {
        let line = format!("keystead {name} --json --help");
        assert_eq!(read(&line).unwrap_err().kind(), ErrorKind::DisplayHelp, "{line}");
    }
}

// Issue 9, 9: whoever is in trouble types commands that exist.
#[test]
fn the_commands_for_incidents_are_there() {
    let book = include_str!("../../../../docs/operator/incidents.md");
    let of_table = book.split('`').filter(|words| words.starts_with("keystead "));
    let lines: Vec<_> = book.lines().filter(|line| line.starts_with("keystead ")).chain(of_table).collect();
    assert!(lines.len() >= 10, "{lines:?}");
    for line in lines {
        let id = "01900000-0000-7000-8000-000000000000";
        read(&line.replace("ID", id)).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}
