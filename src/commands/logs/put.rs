//! `logs put`.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::time::{Instant, sleep_until};

use self::batch::Batch;
use self::event::{Parsed, parse};
use self::input::Line;
use self::report::{Report, reason};
use super::{checked, explained};
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::counted;
use crate::process;
use crate::providers::cloudwatch_logs::Logs;

mod batch;
mod event;
mod input;
mod report;

#[derive(Debug, Args)]
pub(crate) struct PutArgs {
    /// Log group
    group: String,

    /// File to read, one event per line [default: stdin]
    file: Option<PathBuf>,

    /// Stream to write to, created if missing [default: `cruddur-obs/` and this machine's name]
    #[arg(long, value_name = "NAME")]
    stream: Option<String>,

    /// Read events as JSON, one per line: `message`, and `timestamp` in milliseconds or `at` in
    /// RFC 3339, as `logs tail -o ndjson` prints them
    #[arg(long)]
    json: bool,

    /// Start at line N, to continue an interrupted run
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from_line: u64,
}

/// How long an event waits for others to share its call.
const LINGER: Duration = Duration::from_secs(1);

pub(super) async fn run(ctx: &Ctx, args: &PutArgs) -> Result<()> {
    let report = fetch(ctx, args).await?;
    report.say(ctx);
    ctx.output.emit(&report)?;
    report.outcome()
}

/// Puts the lines of the input, until its end or Ctrl-C.
///
/// # Errors
/// What broke it off; what could not be put of an input that was read stands in the report.
pub(super) async fn fetch(ctx: &Ctx, args: &PutArgs) -> Result<Report> {
    checked(&args.group)?;
    let stream = match &args.stream {
        Some(name) => checked_stream(name)?,
        None => own_stream(),
    };
    let file = args.file.as_deref().filter(|path| path.as_os_str() != "-");
    let mut lines = input::lines(file)?;
    let logs = ctx.logs().await?;
    if let Err(error) = logs.create_stream(&args.group, &stream).await {
        return Err(explained(&logs, &args.group, error).await);
    }
    let mut run = Run {
        logs: &logs,
        batch: Batch::default(),
        settled: 0,
        report: Report::new(&args.group, &stream, &logs.place()),
    };
    let stop = process::stop_signal();
    tokio::pin!(stop);
    let mut due = Instant::now();
    let ended = loop {
        let waiting = !run.batch.is_empty();
        let line = tokio::select! {
            _ = &mut stop => break Ended::Stopped,
            () = sleep_until(due), if waiting => None,
            line = lines.recv() => match line {
                None => break Ended::Whole,
                Some(line) => Some(line),
            },
        };
        if line.is_some() && !waiting {
            due = Instant::now() + LINGER;
        }
        tokio::select! {
            // a service that throttles can keep a call for minutes
            _ = &mut stop => break Ended::InCall,
            done = run.step(line, args, ctx) => done?,
        }
    };
    if !matches!(ended, Ended::InCall) {
        run.flush().await?;
    }
    let broken_off = match ended {
        Ended::Whole => {
            run.check_from_line(args.from_line)?;
            false
        }
        // stdin is read until somebody stops it
        Ended::Stopped => file.is_some(),
        Ended::InCall => true,
    };
    Ok(run.report.finished(broken_off.then_some(run.settled + 1)))
}

enum Ended {
    Whole,
    /// By Ctrl-C or its like.
    Stopped,
    /// The same, and nobody knows whether the last call was taken.
    InCall,
}

struct Run<'a> {
    logs: &'a Logs,
    batch: Batch,
    /// Lines that need no reading again.
    settled: u64,
    report: Report,
}

impl Run<'_> {
    /// Takes a line, or without one puts what has waited long enough.
    async fn step(
        &mut self,
        line: Option<io::Result<Line>>,
        args: &PutArgs,
        ctx: &Ctx,
    ) -> Result<()> {
        match line {
            None => self.flush().await,
            Some(line) => self.line(line, args, ctx).await,
        }
    }

    async fn line(&mut self, line: io::Result<Line>, args: &PutArgs, ctx: &Ctx) -> Result<()> {
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                // what was read before is put all the same
                self.flush().await?;
                return Err(self.broken(Error::failed("cannot read the input").caused_by(error)));
            }
        };
        self.report.read += 1;
        if self.report.read < args.from_line {
            self.settled = self.report.read;
            return Ok(());
        }
        let mended = matches!(line, Line::Mended(_));
        match parse(line, args.json, ctx.clock) {
            Parsed::Blank => self.report.blank += 1,
            Parsed::Bad(why) => self.report.reject(self.report.read, why),
            Parsed::Event(event) => {
                if mended {
                    self.report.mended(self.report.read);
                }
                if let Err((line, event)) = self.batch.add(self.report.read, event) {
                    self.call(line - 1).await?;
                    // an empty batch takes any event
                    let _ = self.batch.add(line, event);
                }
            }
        }
        Ok(())
    }

    /// Puts what waits.
    async fn flush(&mut self) -> Result<()> {
        if self.batch.is_empty() {
            self.settled = self.report.read;
            return Ok(());
        }
        self.call(self.report.read).await
    }

    /// One call; after it the lines up to `settled` are done.
    async fn call(&mut self, settled: u64) -> Result<()> {
        let (lines, events) = self.batch.take();
        let (group, stream) = (&self.report.group, &self.report.stream);
        let refused = match self.logs.put(group, stream, &events).await {
            Ok(refused) => refused,
            Err(error) => {
                let error = explained(self.logs, group, error).await;
                return Err(self.broken(error));
            }
        };
        self.settled = settled;
        self.report.calls += 1;
        self.report.events += (events.len() - refused.len()) as u64;
        let mut bytes: usize = events.iter().map(|event| event.message.len()).sum();
        for (at, why) in refused {
            bytes -= events[at].message.len();
            self.report.reject(lines[at], reason(why).to_owned());
        }
        self.report.bytes += bytes as u64;
        Ok(())
    }

    /// What stands between the user and the rest, and how to go on from there.
    fn broken(&self, error: Error) -> Error {
        if self.report.events == 0 {
            return error;
        }
        let next = self.settled + 1;
        Error::new(
            error.kind(),
            format!(
                "stopped after putting {} into the log group `{}`",
                counted(self.report.events, "event"),
                self.report.group
            ),
        )
        .caused_by(error)
        .hint(format!(
            "run it again with `--from-line {next}` to continue"
        ))
    }

    /// Fails where the input ended before the line to begin with. The line after the last
    /// one is where a run goes on that had put all.
    fn check_from_line(&self, from: u64) -> Result<()> {
        let lines = self.report.read;
        if from <= lines + 1 {
            return Ok(());
        }
        let has = match lines {
            0 => "is empty".to_owned(),
            _ => format!("has {}", counted(lines, "line")),
        };
        Err(Error::usage(format!(
            "`--from-line {from}` is after the end of the input, which {has}"
        )))
    }
}

/// The name's rules (API reference, CreateLogStream).
fn checked_stream(name: &str) -> Result<String> {
    let length = name.chars().count();
    let wrong = match name
        .chars()
        .find(|c| matches!(c, ':' | '*') || c.is_control())
    {
        Some(c) => format!("`{}` is not allowed", c.escape_debug()),
        None if length == 0 => "the name is empty".to_owned(),
        None if length > 512 => format!("the name has {length} characters, and 512 are the most"),
        None => return Ok(name.to_owned()),
    };
    Err(Error::usage(format!(
        "invalid log stream name `{}`: {wrong}",
        name.escape_debug()
    )))
}

fn own_stream() -> String {
    let machine = rustix::system::uname();
    let name = machine
        .nodename()
        .to_string_lossy()
        .replace([':', '*'], "-");
    format!("cruddur-obs/{name}")
}
