//! `local reset`: an empty store.

use std::fs;
use std::io;

use clap::Args;

use super::outcome::Outcome;
use crate::context::{Ctx, STACK};
use crate::error::{Error, Hint, Result, ResultExt as _};
use crate::render;

#[derive(Debug, Args)]
pub(crate) struct ResetArgs {
    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

/// The database with its write-ahead log and its index.
const FILES: [&str; 3] = ["store.sqlite", "store.sqlite-wal", "store.sqlite-shm"];

pub(super) fn run(ctx: &Ctx, args: &ResetArgs) -> Result<()> {
    // whatever the target is: the cloud is not touched
    let consent = |what: &str| render::confirm(args.yes, what, None);
    ctx.output.emit(&fetch(ctx, args, consent)?)
}

/// Deletes the store, unless `consent` to what is about to be done is refused.
pub(super) fn fetch(
    ctx: &Ctx,
    _args: &ResetArgs,
    consent: impl FnOnce(&str) -> Result<()>,
) -> Result<Outcome> {
    let dirs = &ctx.config.dirs;
    // held to the end, so that no stack starts on files that are being deleted
    let Some(_claim) = dirs.claim(STACK)? else {
        return Err(Error::failed("the local stack is running")
            .hint(Hint::run(["local", "stop"], "stop it, then reset")));
    };
    let folder = dirs.data.display();
    consent(&format!(
        "delete everything that the local stack stored in {folder}"
    ))?;
    for file in FILES {
        let path = dirs.data.join(file);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).or_fail(|| format!("cannot delete `{}`", path.display()));
            }
            _ => {}
        }
    }
    Ok(Outcome::new(true, "the local stack is empty"))
}
