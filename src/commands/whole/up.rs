//! `up`: the local stack and the backend in the foreground, with one live view.

use std::thread;
use std::time::Duration;

use clap::Args;

use super::session::Session;
use super::stop::Stop;
use crate::context::{Ctx, STACK};
use crate::error::{Error, Result};
use crate::model::StackAddrs;

#[derive(Debug, Args)]
pub struct UpArgs {
    /// Port of the backend; 0 takes a free one
    #[arg(long, default_value_t = 4567)]
    backend_port: u16,

    /// Free ports for the stack
    #[arg(long)]
    free_ports: bool,
}

const POLL: Duration = Duration::from_millis(100);

pub fn run(ctx: &Ctx, args: &UpArgs) -> Result<()> {
    Stop::watch(ctx, |stop| {
        let mut session = Session::of(&ctx.config)?;
        let addrs = match ctx.config.dirs.running::<StackAddrs>(STACK)? {
            Some(running) => {
                ctx.output
                    .note("the local stack is already running: using it");
                running.about
            }
            None if args.free_ports => session.start_stack(&["--free-ports".to_owned()])?,
            None => session.start_stack(&[])?,
        };
        let url = session.start_backend(&ctx.config, &addrs, args.backend_port)?;
        ctx.output.note(&format!(
            "backend on {url}, services on http://{}; traces and log lines follow, Ctrl-C stops both\n",
            addrs.services
        ));
        let group = ctx.config.settings.log_group();
        // the backend makes it with its first line, and the view would end before
        session.ask(&["logs", "create-group", group])?;
        let mut views = [
            session.view(&["traces", "tail"])?,
            session.view(&["logs", "tail", group, "--follow", "--since", "1s"])?,
        ];
        while !stop.is_asked() {
            if let Some(what) = session.ended() {
                return Err(
                    Error::failed(format!("{what} ended by itself")).hint(format!(
                        "the logs are in `{}`",
                        ctx.config.dirs.data.display()
                    )),
                );
            }
            thread::sleep(POLL);
        }
        for view in &mut views {
            // the terminal's Ctrl-C reached them too; a signal to this process alone did not
            let _ = view.kill();
            let _ = view.wait();
        }
        ctx.output.note("stopping");
        Ok(())
    })
}
