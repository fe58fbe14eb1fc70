//! The sections of a manual page that no parser knows: EXAMPLES, EXIT STATUS, ENVIRONMENT and
//! SEE ALSO.

use clap::Command;
use clap_mangen::roff::{Roff, bold, roman};

use super::{examples, path_of, variables};

pub(super) fn all(root: &Command, command: &Command) -> Roff {
    let mut roff = Roff::new();
    let path = path_of(root, command);
    examples(&mut roff, path);
    exit_status(&mut roff);
    environment(&mut roff, path);
    see_also(&mut roff, root, command);
    roff
}

fn examples(roff: &mut Roff, path: &str) {
    let examples = examples::of_command(path);
    if examples.is_empty() {
        return;
    }
    roff.control("SH", ["EXAMPLES"]);
    for (purpose, lines) in examples {
        roff.control("PP", []);
        roff.text([roman(format!("{purpose}:"))]);
        roff.control("PP", []);
        roff.control("RS", ["4"]);
        roff.control("nf", []);
        for line in lines.lines() {
            roff.text([bold(line)]);
        }
        roff.control("fi", []);
        roff.control("RE", []);
    }
}

/// Of every command alike; the exit codes of `crate::error::Kind`.
const EXIT_STATUS: [(&str, &str); 7] = [
    ("0", "Success, also for an empty list"),
    ("1", "The command failed"),
    (
        "2",
        "The command line, or a file that it read, is not valid",
    ),
    (
        "3",
        "Something named was not found; of `status` commands: nothing runs",
    ),
    ("4", "Credentials are missing or were refused"),
    (
        "5",
        "Incomplete: some data could not be read, and the message says what",
    ),
    ("130", "Interrupted"),
];

fn exit_status(roff: &mut Roff) {
    roff.control("SH", ["EXIT STATUS"]);
    for (code, meaning) in EXIT_STATUS {
        roff.control("TP", []);
        roff.text([bold(code)]);
        roff.text([roman(meaning)]);
    }
}

fn environment(roff: &mut Roff, path: &str) {
    roff.control("SH", ["ENVIRONMENT"]);
    for (name, meaning) in variables::of_command(path) {
        roff.control("TP", []);
        roff.text([bold(name)]);
        roff.text([roman(meaning)]);
    }
}

/// The command above, then its other commands, or those of this one.
fn see_also(roff: &mut Roff, root: &Command, command: &Command) {
    let path = path_of(root, command);
    let words: Vec<&str> = path.split(' ').filter(|word| !word.is_empty()).collect();
    let Some((_, above)) = words.split_last() else {
        // the program's page lists its commands already
        return;
    };
    let mut parent = root;
    let mut pages = vec![root.get_name().to_owned()];
    for word in above {
        let Some(child) = parent.find_subcommand(word) else {
            break;
        };
        parent = child;
        pages.push(page_name(parent));
    }
    if !above.is_empty() {
        let siblings = parent
            .get_subcommands()
            .filter(|child| !child.is_hide_set() && child.get_name() != command.get_name());
        pages.extend(siblings.map(page_name));
    }
    roff.control("SH", ["SEE ALSO"]);
    let last = pages.len() - 1;
    for (number, page) in pages.iter().enumerate() {
        let end = if number == last { "(1)" } else { "(1)," };
        roff.text([bold(page), roman(end)]);
    }
}

fn page_name(command: &Command) -> String {
    command
        .get_display_name()
        .unwrap_or(command.get_name())
        .to_owned()
}
