//! The entry point: parses the command line, runs the command and sets the exit code.

use std::process::ExitCode;

use cruddur_obs::cli::{self, Cli};
use cruddur_obs::render;

fn main() -> ExitCode {
    let cli = Cli::of_process().unwrap_or_else(|error| render::printable(error).exit());
    let (color, target) = (cli.colors_errors(), cli.target());
    match cli::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            render::report(&error, color, target);
            ExitCode::from(error.kind().exit_code())
        }
    }
}
