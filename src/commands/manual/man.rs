//! `man`: the manual pages, made of the same words as `--help`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use super::{find, sections};
use crate::error::{Result, ResultExt as _};
use crate::model::Version;
use crate::process;
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Command to describe, such as `traces show` [default: cruddur-obs itself]
    command: Vec<String>,

    /// Write the pages of all commands to FOLDER
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Shows one page, writes it to stdout where that is no terminal, or writes all into a folder.
pub(crate) fn run(args: &ManArgs, root: Command) -> Result<()> {
    // a page that names the commit would be stale with the next one
    let mut root = root.version(Version::NUMBER);
    root.build();
    if let Some(folder) = &args.dir {
        fs::create_dir_all(folder)
            .or_fail(|| format!("cannot create the folder `{}`", folder.display()))?;
        return write_all(&root, &root, folder);
    }
    let command = find(&root, &args.command)?;
    let page = page(&root, command)?;
    if !render::stdout_is_terminal() {
        return render::bytes(&page);
    }
    if process::read_page(&page) {
        return Ok(());
    }
    // no `man` here, or one that reads files only
    render::help(command.clone())
}

fn write_all(root: &Command, command: &Command, folder: &Path) -> Result<()> {
    let name = command.get_display_name().unwrap_or(command.get_name());
    let path = folder.join(format!("{name}.1"));
    fs::write(&path, page(root, command)?)
        .or_fail(|| format!("cannot write `{}`", path.display()))?;
    command
        .get_subcommands()
        .filter(|child| !child.is_hide_set())
        .try_for_each(|child| write_all(root, child, folder))
}

/// The sections that every program's page has, in their usual order.
fn page(root: &Command, command: &Command) -> Result<Vec<u8>> {
    let program = root.get_name();
    let command = &with_headings(command.clone());
    let man = Man::new(command.clone())
        .source(format!("{program} {}", Version::NUMBER))
        .manual(program);
    let mut page = Vec::new();
    man.render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| man.render_synopsis_section(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| {
            if command.has_subcommands() {
                man.render_subcommands_section(&mut page)?;
            }
            man.render_options_section(&mut page)
        })
        .and_then(|()| sections::all(root, command).to_writer(&mut page))
        .or_fail(|| "cannot write the manual page".to_owned())?;
    Ok(page)
}

/// With the usage line of `--help` as its synopsis, and arguments apart from options.
fn with_headings(mut command: Command) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).to_owned();
    command
        .override_usage(usage)
        .subcommand_help_heading("COMMANDS")
        .mut_args(|arg| {
            if arg.is_positional() {
                arg.help_heading("Arguments")
            } else {
                arg
            }
        })
}
