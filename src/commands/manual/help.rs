//! `help`: the long help of a command.

use clap::{Args, Command};

use super::find;
use crate::error::Result;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct HelpArgs {
    /// Command to explain, such as `traces show` [default: cruddur-obs itself]
    command: Vec<String>,
}

pub(crate) fn run(args: &HelpArgs, mut root: Command) -> Result<()> {
    root.build();
    let command = find(&root, &args.command)?;
    render::help(command.clone())
}
