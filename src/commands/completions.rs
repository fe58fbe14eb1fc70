//! `completions`: what makes a shell complete this program's commands and flags.

use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::Result;
use crate::render;

#[derive(Debug, Args)]
#[command(after_help = "\
For one session: source <(cruddur-obs completions bash)
To stay, write it where the shell looks:
  bash        ~/.local/share/bash-completion/completions/cruddur-obs
  zsh         a folder of $fpath, as _cruddur-obs
  fish        ~/.config/fish/completions/cruddur-obs.fish
  powershell  a file that $PROFILE dot-sources
  elvish      a file that ~/.config/elvish/rc.elv evaluates")]
pub struct CompletionsArgs {
    /// The shell that is to complete
    shell: Shell,
}

/// Writes the script for a shell to stdout.
pub fn run(args: &CompletionsArgs, mut command: Command) -> Result<()> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, &name, &mut script);
    if args.shell == Shell::Bash {
        script = one_spelling(&name, &String::from_utf8_lossy(&script)).into_bytes();
    }
    render::bytes(&script)
}

/// The generator spells a program name with a hyphen in two ways, and nothing completes
/// after a verb (clap-rs/clap#6421); once that is mended this changes nothing.
fn one_spelling(name: &str, script: &str) -> String {
    let (there, here) = (name.replace('-', "__subcmd__"), name.replace('-', "__"));
    script.replace(&there, &here)
}
