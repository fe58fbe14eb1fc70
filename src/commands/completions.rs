//! `completions`: what makes a shell complete this program's commands and flags.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::Result;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Shell to generate completions for
    shell: Shell,
}

/// Writes the script for a shell to stdout.
pub(crate) fn run(args: &CompletionsArgs, command: &Command) -> Result<()> {
    let mut command = offered(command);
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, &name, &mut script);
    if args.shell == Shell::Bash {
        script = one_spelling(&name, &String::from_utf8_lossy(&script)).into_bytes();
    }
    render::bytes(&script)
}

/// The command without what `--help` hides, which the generators offer all the same.
/// Arguments cannot be taken away from a command, so it is made anew of the others.
fn offered(command: &Command) -> Command {
    // clap's names are static, and there is one run of this in the life of a process
    let name = command.get_name().to_owned().leak();
    let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
    let children = command.get_subcommands().filter(|c| !c.is_hide_set());
    let mut offered = Command::new(&*name)
        .disable_help_subcommand(command.is_disable_help_subcommand_set())
        .args(shown.cloned())
        .subcommands(children.map(self::offered));
    if let Some(about) = command.get_about() {
        offered = offered.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        offered = offered.version(&*version.to_owned().leak());
    }
    offered
}

/// The generator spells a program name with a hyphen in two ways, and nothing completes
/// after a verb (clap-rs/clap#6421); once that is mended this changes nothing.
fn one_spelling(name: &str, script: &str) -> String {
    let (there, here) = (name.replace('-', "__subcmd__"), name.replace('-', "__"));
    script.replace(&there, &here)
}
