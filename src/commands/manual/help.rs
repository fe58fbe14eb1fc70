//! `help`: the long help of a command.

use clap::{Args, Command};

use super::find;
use crate::error::Result;
use crate::render;

#[derive(Debug, Args)]
pub struct HelpArgs {
    /// Command to explain, such as `traces show` [default: cruddur-obs itself]
    command: Vec<String>,
}

pub fn run(args: &HelpArgs, mut root: Command) -> Result<()> {
    root.build();
    let command = find(&root, &args.command)?;
    render::help(command.clone())
}
