//! `man`: the manual pages, made of the same words as `--help`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Command};
use clap_mangen::Man;

use super::find;
use crate::error::{Result, ResultExt as _};
use crate::model::Version;
use crate::process;
use crate::render;

#[derive(Debug, Args)]
pub struct ManArgs {
    /// Command to describe, such as `traces show` [default: cruddur-obs itself]
    command: Vec<String>,

    /// Write the pages of all commands to FOLDER
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

/// Shows one page, writes it to stdout where that is no terminal, or writes all into a folder.
pub fn run(args: &ManArgs, root: Command) -> Result<()> {
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

fn page(root: &Command, command: &Command) -> Result<Vec<u8>> {
    let program = root.get_name();
    let mut page = Vec::new();
    Man::new(command.clone())
        .source(format!("{program} {}", Version::NUMBER))
        .manual(program)
        .render(&mut page)
        .or_fail(|| "cannot write the manual page".to_owned())?;
    Ok(page)
}
