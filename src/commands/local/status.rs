//! `local status`: whether the stack runs, on which ports, and what it has taken.

use std::io::{self, Write};

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use crate::context::{Ctx, STACK};
use crate::error::Result;
use crate::model::{StackAddrs, StackStatus};
use crate::render::{Align, Screen, Table, Tone, View, size, time_cell};
use crate::runtime::Running;

#[derive(Debug, Args)]
pub struct StatusArgs {}

/// The stack as `local status` and `local start` show it.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    running: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stack: Option<Running<StackAddrs>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<StackStatus>,
    /// Whether to list the operations.
    #[serde(skip)]
    operations: bool,
}

impl Status {
    pub(super) fn running(stack: Running<StackAddrs>) -> Self {
        Self {
            running: true,
            stack: Some(stack),
            status: None,
            operations: false,
        }
    }
}

pub(super) fn run(ctx: &Ctx, _args: &StatusArgs) -> Result<()> {
    ctx.block_on(async {
        let stack = ctx.config.dirs.running::<StackAddrs>(STACK)?;
        let status = match &stack {
            Some(stack) => Some(ctx.stack_status(&stack.about).await?),
            None => None,
        };
        ctx.output.emit(&Status {
            running: stack.is_some(),
            stack,
            status,
            operations: ctx.output.verbose(),
        })
    })
}

impl View for Status {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        let Some(stack) = &self.stack else {
            return writeln!(out, "the local stack is not running");
        };
        ports(&stack.about).draw(screen, out)?;
        let Some(status) = &self.status else {
            return Ok(());
        };
        writeln!(
            out,
            "\nprocess {}, started {}; {} stored, {} waiting to be written",
            stack.pid,
            started(screen, &stack.started),
            size(status.stored_bytes),
            size(status.queued_bytes)
        )?;
        let lost = status.udp_malformed + status.udp_dropped;
        let packets = format!(
            "{} UDP packets: {} malformed, {} dropped",
            status.udp_packets, status.udp_malformed, status.udp_dropped
        );
        let tone = if lost > 0 { Tone::Warn } else { Tone::Plain };
        writeln!(out, "{}", screen.paint(tone, packets))?;
        if status.unread_documents > 0 {
            let unread = status.unread_documents;
            let unread = format!("{unread} times a stored X-Ray document could not be read");
            writeln!(out, "{}", screen.paint(Tone::Warn, unread))?;
        }
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

    fn hint(&self) -> Option<String> {
        match (&self.stack, &self.status) {
            (None, _) => Some("`cruddur-obs local start` starts it".to_owned()),
            (Some(_), Some(_)) if !self.operations => {
                Some("`cruddur-obs local status -v` lists the operations that are built".to_owned())
            }
            (Some(_), Some(_)) => None,
            (Some(_), None) => {
                Some("`cruddur-obs env export` points your app at these ports".to_owned())
            }
        }
    }
}

/// To the second: nobody starts two within one.
fn started(screen: &Screen, at: &str) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) if screen.terminal => time_cell(screen, at),
        Ok(at) => format!("{at:.0}"),
        Err(_) => at.to_owned(),
    }
}

fn ports(at: &StackAddrs) -> Table {
    let columns = [
        ("PORT", Align::Left),
        ("ADDRESS", Align::Left),
        ("TAKES", Align::Left),
    ];
    let mut table = Table::new(&columns, "");
    for (port, addr, takes) in [
        ("services", at.services, "AWS, Honeycomb and Rollbar APIs"),
        ("otlp-http", at.otlp_http, "OTLP/HTTP"),
        ("otlp-grpc", at.otlp_grpc, "OTLP/gRPC"),
        ("xray-udp", at.xray_udp, "X-Ray segments"),
        ("xray-tcp", at.xray_tcp, "X-Ray sampling rules and targets"),
    ] {
        table.row([
            (port.to_owned(), Tone::Plain),
            (addr.to_string(), Tone::Key),
            (takes.to_owned(), Tone::Faint),
        ]);
    }
    table
}
