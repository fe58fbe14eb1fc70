//! `trust`: the settings of a folder that others own or can write to.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::config::{self, FILE_NAME};
use crate::context::Ctx;
use crate::error::{Error, Result, ResultExt as _};
use crate::model::escape;
use crate::render::{Screen, View};

#[derive(Debug, Args)]
pub(crate) struct TrustArgs {
    /// Folder of the settings file [default: the nearest one with a cruddur-obs.toml]
    folder: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Trusted {
    file: PathBuf,
    listed_in: PathBuf,
    already: bool,
}

pub(crate) fn run(ctx: &Ctx, args: &TrustArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args)?)
}

/// Adds the folder to the list of those that are trusted.
pub(crate) fn fetch(ctx: &Ctx, args: &TrustArgs) -> Result<Trusted> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => {
            let here =
                std::env::current_dir().or_fail(|| "there is no working folder".to_owned())?;
            let file = config::nearest_settings(&here).ok_or_else(|| {
                Error::not_found(format!("no `{FILE_NAME}` here or in a folder above"))
                    .hint("run `cruddur-obs trust FOLDER` with the folder of the file")
            })?;
            file.parent().unwrap_or(&here).to_owned()
        }
    };
    let trust = config::trust(ctx.config.env(), &folder)?;
    Ok(Trusted {
        file: trust.file,
        listed_in: trust.listed_in,
        already: trust.already,
    })
}

impl View for Trusted {
    fn view(&self, _screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let file = self.file.display().to_string();
        let list = self.listed_in.display().to_string();
        let verb = if self.already {
            "already trusted"
        } else {
            "trusted"
        };
        let (file, list) = (escape(&file), escape(&list));
        writeln!(out, "{verb}: {file} (listed in {list})")
    }
}
