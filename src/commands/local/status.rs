//! `local status`: whether the stack runs, on which ports, and what it has taken.

use std::io::{self, Write};
use std::net::SocketAddr;

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result};
use crate::model::{
    Notice, PortStatus, Rejection, StackAddrs, StackStatus, TimeStyle, counted, escape,
};
use crate::render::{Align, Screen, Table, Tone, View, columns, size, time_cell};
use crate::runtime::Running;

#[derive(Debug, Args)]
pub(crate) struct StatusArgs {}

/// The stack as `local status` and `local start` show it.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    running: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<Running<StackAddrs>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<StackStatus>,
    /// Whether to list the operations, and all rejections that are remembered.
    #[serde(skip)]
    operations: bool,
    #[serde(skip)]
    notices: Vec<Notice>,
}

impl Status {
    pub(super) fn running(stack: Running<StackAddrs>, notices: Vec<Notice>) -> Self {
        Self {
            running: true,
            stack: Some(stack),
            status: None,
            operations: false,
            notices,
        }
    }
}

pub(super) fn run(ctx: &Ctx, args: &StatusArgs) -> Result<()> {
    ctx.block_on(async {
        let status = fetch(ctx, args).await?;
        ctx.output.emit(&status)?;
        if status.running {
            return Ok(());
        }
        // as `systemctl status`: a script can ask
        Err(Error::shown(Kind::NotFound))
    })
}

pub(super) async fn fetch(ctx: &Ctx, _args: &StatusArgs) -> Result<Status> {
    let stack = ctx.running_stack()?;
    let status = match &stack {
        Some(stack) => Some(ctx.stack_status(&stack.about).await?),
        None => None,
    };
    Ok(Status {
        running: stack.is_some(),
        stack,
        status,
        operations: ctx.output.verbose(),
        notices: Vec::new(),
    })
}

impl View for Status {
    fn table(&self, _screen: &Screen) -> Option<Table> {
        let stack = self.stack.as_ref()?;
        Some(match &self.status {
            Some(status) => traffic(&stack.about, &status.ports),
            None => listeners(&stack.about),
        })
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let Some(stack) = &self.stack else {
            return writeln!(out, "the local stack is not running");
        };
        let Some(status) = &self.status else {
            return listeners(&stack.about).draw(screen, out);
        };
        traffic(&stack.about, &status.ports).draw(screen, out)?;
        writeln!(
            out,
            "\nprocess {}, started {}; {} stored, {} waiting to be written",
            stack.pid,
            started(screen, &stack.started),
            size(status.stored_bytes),
            size(status.queued_bytes)
        )?;
        troubles(status, screen, out)?;
        let not_stored: u64 = status.ports.iter().map(|port| port.items.not_stored).sum();
        if not_stored > 0 {
            let points = counted(not_stored, "metric data point");
            writeln!(out, "{points} accepted, not stored")?;
        }
        if status.unread_documents > 0 {
            let unread = counted(status.unread_documents, "time");
            let unread = format!("stored X-Ray documents could not be read {unread}");
            writeln!(out, "{}", screen.paint(Tone::Warn, unread))?;
        }
        for notice in &status.notices {
            writeln!(out, "{}", screen.paint(Tone::Warn, notice))?;
        }
        if status.damaged_blocks > 0 {
            let damaged = match status.damaged_blocks {
                1 => "1 damaged block was found and skipped".to_owned(),
                blocks => format!("{blocks} damaged blocks were found and skipped"),
            };
            writeln!(out, "{}", screen.paint(Tone::Warn, damaged))?;
        }
        rejections(&status.ports, self.operations, screen, out)?;
        if self.operations {
            for service in &status.services {
                writeln!(out, "\n{}", screen.paint(Tone::Strong, &service.service))?;
                for operation in &service.operations {
                    writeln!(out, "  {operation}")?;
                }
            }
        }
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        match (&self.stack, &self.status) {
            (None, _) => vec![Hint::run(["local", "start"], "start it")],
            (Some(_), Some(status)) if status.damaged_blocks > 0 => vec![
                Hint::run(["local", "stop"], "stop the stack first"),
                Hint::run(["local", "check"], "see what is damaged"),
            ],
            (Some(_), Some(status)) if !self.operations => {
                let rejected = status.ports.iter().any(|port| !port.rejections.is_empty());
                let purpose = if rejected {
                    "list more rejections and all operations"
                } else {
                    "list all operations"
                };
                vec![Hint::run(["local", "status", "-v"], purpose)]
            }
            (Some(_), Some(_)) => Vec::new(),
            (Some(_), None) => vec![Hint::run(
                ["env", "export"],
                "point your app at these ports",
            )],
        }
    }
}

/// What is wrong with the store, and what it has deleted to stay below its limit.
fn troubles(status: &StackStatus, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let (writes, reads) = (&status.writes_refused, &status.reads_refused);
    let refused = match (writes, reads) {
        (Some(why), Some(same)) if why.reason == same.reason => {
            vec![("reads and writes", why)]
        }
        _ => [("writes", writes), ("reads", reads)]
            .into_iter()
            .filter_map(|(what, why)| Some((what, why.as_ref()?)))
            .collect(),
    };
    for (what, why) in refused {
        let text = format!("{what} are refused: {}; {}", why.reason, why.remedy);
        writeln!(out, "{}", screen.paint(Tone::Bad, text))?;
    }
    if let (Some(limit), 1..) = (status.max_bytes, status.trimmed_bytes) {
        let text = format!(
            "the oldest data is deleted to stay below {}: {} since the start; raise it with `cruddur-obs local start --max-size`",
            size(limit),
            size(status.trimmed_bytes),
        );
        writeln!(out, "{}", screen.paint(Tone::Warn, text))?;
    }
    Ok(())
}

/// To the second: nobody starts two stacks within one.
fn started(screen: &Screen, at: &str) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) if screen.terminal || screen.time == TimeStyle::Relative => time_cell(screen, at),
        Ok(at) => format!("{at:.0}"),
        Err(_) => at.to_owned(),
    }
}

/// The ports of a stack: name, address, what it is for.
fn ports(at: &StackAddrs) -> [(&'static str, SocketAddr, &'static str); 5] {
    [
        ("services", at.services, "AWS, Honeycomb and Rollbar APIs"),
        ("otlp-http", at.otlp_http, "OTLP/HTTP"),
        ("otlp-grpc", at.otlp_grpc, "OTLP/gRPC"),
        ("xray-udp", at.xray_udp, "X-Ray segments"),
        ("xray-tcp", at.xray_tcp, "X-Ray sampling rules and targets"),
    ]
}

fn listeners(at: &StackAddrs) -> Table {
    let columns = [
        ("PORT", Align::Left),
        ("ADDRESS", Align::Left),
        ("RECEIVES", Align::Left),
    ];
    let mut table = Table::new(&columns, "");
    for (port, addr, takes) in ports(at) {
        table.row([
            (port.to_owned(), Tone::Plain),
            (addr.to_string(), Tone::Key),
            (takes.to_owned(), Tone::Faint),
        ]);
    }
    table
}

/// The ports with what they accepted and rejected. An older stack counts nothing.
fn traffic(at: &StackAddrs, counted: &[PortStatus]) -> Table {
    if counted.is_empty() {
        return listeners(at);
    }
    let columns = [
        ("PORT", Align::Left),
        ("ADDRESS", Align::Left),
        ("ACCEPTED REQUESTS", Align::Right),
        ("ACCEPTED ITEMS", Align::Right),
        ("REJECTED REQUESTS", Align::Right),
        ("REJECTED ITEMS", Align::Right),
        ("RECEIVES", Align::Left),
    ];
    let mut table = Table::new(&columns, "").optional("RECEIVES");
    for (port, addr, takes) in ports(at) {
        let number = |of: fn(&PortStatus) -> u64| {
            let port = counted.iter().find(|counted| counted.port == port);
            port.map_or(0, of)
        };
        let accepted = |number: u64| (number.to_string(), Tone::Plain);
        let rejected = |number: u64| {
            let tone = if number > 0 { Tone::Warn } else { Tone::Plain };
            (number.to_string(), tone)
        };
        table.row([
            (port.to_owned(), Tone::Plain),
            (addr.to_string(), Tone::Key),
            accepted(number(|port| port.requests.accepted)),
            accepted(number(|port| port.items.accepted)),
            rejected(number(|port| port.requests.rejected)),
            rejected(number(|port| port.items.rejected)),
            (takes.to_owned(), Tone::Faint),
        ]);
    }
    table
}

/// The last rejection of each port, or all that are remembered, newest first.
fn rejections(
    ports: &[PortStatus],
    all: bool,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = if all { usize::MAX } else { 1 };
    let mut found: Vec<(&str, &Rejection)> = Vec::new();
    for port in ports {
        let last = port.rejections.iter().take(shown);
        found.extend(last.map(|rejection| (&*port.port, rejection)));
    }
    if found.is_empty() {
        return Ok(());
    }
    // written alike, they sort as texts
    found.sort_by(|(_, a), (_, b)| b.time.cmp(&a.time));
    let heading = if all {
        "Last rejections"
    } else {
        "Last rejection of each port"
    };
    writeln!(out, "\n{}", screen.paint(Tone::Strong, heading))?;
    if screen.terminal {
        // a table has no room for what counts here
        return found
            .into_iter()
            .try_for_each(|(port, rejection)| paragraph(port, rejection, screen, out));
    }
    let columns = [
        ("TIME", Align::Left),
        ("PORT", Align::Left),
        ("PEER", Align::Left),
        ("REQUEST", Align::Left),
        ("ANSWER", Align::Left),
        ("TIMES", Align::Right),
        ("REASON", Align::Left),
    ];
    let mut table = Table::new(&columns, "");
    for (port, rejection) in found {
        table.row([
            (started(screen, &rejection.time), Tone::Faint),
            (port.to_owned(), Tone::Plain),
            (rejection.peer.clone(), Tone::Faint),
            (rejection.request.clone(), Tone::Plain),
            (rejection.answer.clone(), Tone::Plain),
            (rejection.times.to_string(), Tone::Plain),
            (rejection.reason.clone(), Tone::Warn),
        ]);
    }
    table.draw(screen, out)
}

/// Two lines or more: what was rejected, and below it why.
fn paragraph(
    port: &str,
    rejection: &Rejection,
    screen: &Screen,
    out: &mut dyn Write,
) -> io::Result<()> {
    const INDENT: &str = "    ";
    let times = match rejection.times {
        1 => String::new(),
        times => format!(", {times} times"),
    };
    let head = format!(
        "{}  {port}  {}  {}",
        started(screen, &rejection.time),
        escape(&rejection.request),
        rejection.answer,
    );
    let from = screen.paint(Tone::Faint, format!("from {}{times}", rejection.peer));
    writeln!(out, "{head}  {from}")?;
    let room = screen.width.saturating_sub(INDENT.len());
    for line in wrap(&escape(&rejection.reason), room) {
        writeln!(out, "{INDENT}{}", screen.paint(Tone::Warn, line))?;
    }
    Ok(())
}

/// A text in lines of so many columns, broken between words.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if columns(line) + 1 + columns(word) <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
