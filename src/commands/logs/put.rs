//! `logs put`.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use tokio::time::{Instant, sleep_until};

use self::batch::Batch;
use self::event::{Parsed, parse};
use self::input::Line;
use self::report::{NotUtf8, Report, reason};
use super::{checked, explained};
use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::process;
use crate::providers::cloudwatch_logs::Logs;
use crate::render::size;

mod batch;
mod event;
mod input;
mod report;

#[derive(Debug, Args)]
pub struct PutArgs {
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

pub(super) async fn run(ctx: &Ctx, args: PutArgs) -> Result<()> {
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
        read: 0,
        settled: 0,
        report: Report {
            group: args.group.clone(),
            stream,
            events: 0,
            bytes: 0,
            calls: 0,
            blank: 0,
            not_utf8: None,
            rejected: Vec::new(),
        },
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
            done = run.step(line, &args, ctx) => done?,
        }
    };
    if !matches!(ended, Ended::InCall) {
        run.flush().await?;
    }
    run.finish(ctx, &ended, file.is_some())
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
    /// Lines that were read.
    read: u64,
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
        self.read += 1;
        if self.read < args.from_line {
            self.settled = self.read;
            return Ok(());
        }
        let mended = matches!(line, Line::Mended(_));
        match parse(line, args.json, ctx.clock) {
            Parsed::Blank => self.report.blank += 1,
            Parsed::Bad(why) => self.report.reject(self.read, why),
            Parsed::Event(event) => {
                if mended {
                    self.report.mended(self.read);
                }
                if let Err((line, event)) = self.batch.add(self.read, event) {
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
            self.settled = self.read;
            return Ok(());
        }
        self.call(self.read).await
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
                "{} events were put into the log group `{}`, and then no more",
                self.report.events, self.report.group
            ),
        )
        .caused_by(error)
        .hint(format!("run it again with `--from-line {next}` to go on"))
    }

    fn finish(mut self, ctx: &Ctx, ended: &Ended, file: bool) -> Result<()> {
        // what the service refuses is known later than what is no event at all
        self.report.rejected.sort_by_key(|lines| lines.from_line);
        let report = &self.report;
        ctx.output.note(&format!(
            "put {} ({}) into the log group `{}` on {}, stream `{}`",
            plural(report.events, "event"),
            size(report.bytes),
            report.group,
            self.logs.place(),
            report.stream,
        ));
        if report.blank > 0 {
            let blank = plural(report.blank, "blank line");
            ctx.output.note(&format!("{blank} left out"));
        }
        if let Some(NotUtf8 { lines, first_line }) = report.not_utf8 {
            let what = match lines {
                1 => format!("line {first_line} is not UTF-8"),
                _ => format!("{lines} lines are not UTF-8, the first is line {first_line}"),
            };
            ctx.output.warn(&format!(
                "{what}: each byte that could not be read was put as `\u{fffd}`"
            ));
        }
        ctx.output.emit(report)?;
        let broken_off = match ended {
            Ended::Whole => false,
            // stdin is read until somebody stops it
            Ended::Stopped => file,
            Ended::InCall => true,
        };
        if broken_off {
            let next = self.settled + 1;
            return Err(Error::new(
                Kind::Interrupted,
                format!("stopped before line {next} of the input"),
            )
            .hint(format!("run it again with `--from-line {next}` to go on")));
        }
        match report.rejected_lines() {
            0 => Ok(()),
            lines => Err(Error::incomplete(format!(
                "{} of {} could not be put",
                lines,
                plural(self.read, "line")
            ))),
        }
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
        "a log stream cannot be called `{}`: {wrong}",
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

fn plural(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
