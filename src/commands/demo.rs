//! `demo`: a stack, the sample backend, traffic and the main queries, in one command.

use std::io::{self, Write};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde::Serialize;

use super::session::{Session, Stop, typed};
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::process::End;
use crate::render::{Screen, Tone, View};

mod folder;

use folder::DemoFolder;

#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// Keep the stack and the backend running until Ctrl-C, and print the variables that point
    /// your app at them
    #[arg(long)]
    keep: bool,
}

/// Traffic over every route of the backend, three times over.
const LOAD: [&str; 6] = ["backend", "load", "--rate", "24", "--duration", "2s"];
const REQUESTS: usize = 48;
/// How long telemetry may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(100);

/// The newest trace whose request failed in the service.
const NEWEST_FAULT: &str = "[.[] | select(.fault)][0].id // empty";

pub(crate) fn run(ctx: &Ctx, args: &DemoArgs) -> Result<()> {
    let folder = DemoFolder::make()?;
    Stop::watch(ctx, |stop| {
        let mut session = Session::new(&ctx.config, folder.path(), stop)?;
        show_everything(ctx, &mut session)?;
        if args.keep {
            keep(ctx, &mut session, stop)?;
        }
        Ok(())
    })
}

fn show_everything(ctx: &Ctx, session: &mut Session) -> Result<()> {
    let group = ctx.config.settings.log_group();
    let addrs = session.start_stack(&["--free-ports"])?;
    let url = session.start_backend(&ctx.config, &addrs, 0)?;
    for warning in session.warnings() {
        ctx.output.warn(&warning);
    }
    ctx.output.note(&format!(
        "A local stack and the Cruddur backend ({url}) are running, with their data in a temporary folder.\n"
    ));
    let show = |args: &[&str]| show(ctx, session, args);
    show(&LOAD)?;
    arrived(session, group)?;
    // the longest first, so that the screen ends with the summaries
    show(&["logs", "tail", group])?;
    show(&["traces", "recent", "--limit", "10"])?;
    let failing = session.ask(&["traces", "recent", "--limit", "100", "--jq", NEWEST_FAULT])?;
    let failing = failing
        .filter(|id| !id.is_empty())
        .ok_or_else(|| Error::incomplete("no request failed, although some should have"))?;
    show(&["traces", "show", &failing])?;
    show(&["xray", "service-map"])?;
    show(&["rollbar", "items"])?;
    ctx.output.emit(&NEXT_STEPS)
}

/// Shows a command line and what it prints.
fn show(ctx: &Ctx, session: &Session, args: &[&str]) -> Result<()> {
    ctx.output.emit(&CommandLine {
        command: typed(args),
    })?;
    session.show(args)?;
    ctx.output.note("");
    Ok(())
}

/// Waits until every request's trace, a log line and an error item can be read back.
fn arrived(session: &Session, group: &str) -> Result<()> {
    let wanted: [(&[&str], usize); 3] = [
        (
            &["traces", "recent", "--limit", "100", "--jq", "length"],
            REQUESTS,
        ),
        (&["logs", "tail", group, "-o", "ndjson"], 2),
        (&["rollbar", "items", "--jq", "length"], 1),
    ];
    let asked = Instant::now();
    for (args, least) in wanted {
        loop {
            let answer = session.ask(args)?.unwrap_or_default();
            // log lines count by their number, a number by itself
            let found = answer.parse().unwrap_or_else(|_| answer.lines().count());
            if found >= least {
                break;
            }
            if asked.elapsed() > ARRIVAL {
                let what = args[..2].join(" ");
                return Err(Error::incomplete(format!(
                    "`{what}` shows {found} of at least {least} after {} s",
                    ARRIVAL.as_secs()
                )));
            }
            thread::sleep(POLL);
        }
    }
    Ok(())
}

fn keep(ctx: &Ctx, session: &mut Session, stop: &Stop) -> Result<()> {
    for (name, value) in session.variables() {
        ctx.output.emit(&Export {
            name: name.clone(),
            value: value.clone(),
        })?;
    }
    session.show(&["env", "export"])?;
    ctx.output.note("\nRunning until Ctrl-C.");
    while !stop.is_asked() {
        match session.ended() {
            None => {}
            Some((what, End::Stopped)) => {
                ctx.output
                    .note(&format!("{what} was stopped; stopping the rest"));
                return Ok(());
            }
            Some((what, End::Failed)) => {
                return Err(Error::failed(format!("{what} ended by itself")));
            }
        }
        thread::sleep(POLL);
    }
    Ok(())
}

/// A command line as a person types it.
#[derive(Debug, Serialize)]
struct CommandLine {
    command: String,
}

impl View for CommandLine {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let line = format!("$ {}", self.command);
        writeln!(out, "{}", screen.paint(Tone::Strong, line))
    }
}

/// One variable, for the shell.
#[derive(Debug, Serialize)]
struct Export {
    name: String,
    value: String,
}

impl View for Export {
    fn view(&self, _screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "export {}='{}'",
            self.name,
            self.value.replace('\'', r"'\''")
        )
    }
}

/// How to go on: a command line, and what it does.
#[derive(Debug, Serialize)]
struct NextSteps([(&'static str, &'static str); 5]);

const NEXT_STEPS: NextSteps = NextSteps([
    ("demo --keep", "keep everything running to look around"),
    ("up", "stack and backend with a live view"),
    ("local start", "only the stack, in the background"),
    ("env export", "variables that point your app at it"),
    ("init", "set up a project"),
]);

impl View for NextSteps {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", screen.paint(Tone::Strong, "Try next"))?;
        for (command, what) in self.0 {
            let command = format!("cruddur-obs {command:<12}");
            writeln!(out, "  {}  {what}", screen.paint(Tone::Key, command))?;
        }
        Ok(())
    }
}
