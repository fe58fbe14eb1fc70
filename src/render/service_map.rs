//! The service graph as a tree, starting at the clients.

use std::collections::HashSet;
use std::io::{self, Write};

use crate::error::Hint;
use crate::model::{Edge, Node, ServiceGraph, Statistics, escape};

use super::screen::{Screen, Tone};
use super::table::View;
use super::tree::guides;
use super::units::duration_ms;
use super::width::{columns, fit_name, pad, pad_left};

/// The deepest level of indentation.
const DEEPEST: usize = 8;
/// The minimum width for names of services.
const MIN_LABEL: usize = 16;
const HEADINGS: [&str; 5] = ["REQUESTS", "ERRORS", "FAULTS", "AVG", "P95"];

/// Draws `graph`: each node below its callers, with the statistics of the call. A node with several
/// callers is expanded only below the first.
///
/// In a pipe, each edge is one line of tab-separated columns.
fn service_map(graph: &ServiceGraph, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    if screen.terminal {
        tree(graph, screen, out)
    } else {
        plain(graph, out)
    }
}

const EMPTY: &str = "no traced calls in this time range";

impl View for ServiceGraph {
    fn empty(&self) -> Option<&'static str> {
        self.nodes.is_empty().then_some(EMPTY)
    }

    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if self.nodes.is_empty() && screen.terminal {
            return writeln!(out, "{EMPTY}");
        }
        service_map(self, screen, out)
    }

    fn hints(&self) -> Vec<Hint> {
        if !self.nodes.is_empty() {
            return vec![Hint::run(["traces", "recent"], "list the traces behind it")];
        }
        if self.group.is_some() {
            return vec![
                "leave out `--group` to count all traces".into(),
                Hint::run(["xray", "groups"], "show the filters"),
            ];
        }
        vec![
            "use `--since 6h` to look further back".into(),
            Hint::run(["traces", "recent"], "list what has arrived"),
        ]
    }
}

/// A node as reached by the walk.
struct Visit<'a> {
    node: &'a Node,
    /// The caller and the call; `None` at the top level.
    call: Option<(&'a Node, &'a Edge)>,
    depth: usize,
    /// Whether it was already expanded further up.
    again: bool,
}

impl Visit<'_> {
    /// The statistics of the call as measured by the caller; at the top level, those of the served
    /// requests.
    fn statistics(&self) -> Option<&Statistics> {
        match self.call {
            Some((_, edge)) => edge.statistics.as_ref(),
            None => self.node.statistics.as_ref(),
        }
    }

    fn label(&self) -> (String, String) {
        let kind = match self.node.kind.as_deref() {
            Some(kind @ ("client" | "remote")) => kind,
            // types such as `AWS::EC2::Instance`; those of plain services add nothing
            Some(kind) if kind.contains("::") => kind,
            _ => "",
        };
        let mut rest = match kind {
            "" | "client" => String::new(),
            kind => format!("  {kind}"),
        };
        if self
            .call
            .is_some_and(|(_, edge)| edge.kind.as_deref() == Some("link"))
        {
            rest.push_str("  (asynchronous)");
        }
        if self.again {
            rest.push_str("  (drawn above)");
        }
        let name = if kind == "client" {
            "client"
        } else {
            &self.node.name
        };
        (escape(name).into_owned(), escape(&rest).into_owned())
    }
}

fn tree(graph: &ServiceGraph, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    let visits = walk(graph);
    let depths: Vec<usize> = visits.iter().map(|visit| visit.depth).collect();
    let guides = guides(&depths, DEEPEST);
    let cells: Vec<[(String, Tone); 5]> = visits.iter().map(|v| numbers(v.statistics())).collect();
    let widths: Vec<usize> = (0..HEADINGS.len())
        .map(|at| {
            let cells = cells.iter().map(|row| columns(&row[at].0));
            cells.chain([columns(HEADINGS[at])]).max().unwrap_or(0)
        })
        .collect();
    let shown = shown(&widths, screen.width);
    let widths = &widths[..shown];
    let taken: usize = widths.iter().map(|width| width + 2).sum();
    let room = screen.width.saturating_sub(2 + taken).max(MIN_LABEL);
    let label = visits
        .iter()
        .zip(&guides)
        .map(|(visit, guide)| {
            let (name, rest) = visit.label();
            columns(&guide.before) + columns(&name) + columns(&rest)
        })
        .chain([columns("SERVICE")])
        .max()
        .unwrap_or(0)
        .min(room);
    let headings: Vec<String> = HEADINGS
        .iter()
        .zip(widths)
        .map(|(heading, width)| format!("  {}", pad_left(heading, *width)))
        .collect();
    let heading = format!("{}{}", pad("SERVICE", label), headings.concat());
    writeln!(out, "  {}", screen.paint(Tone::Faint, heading))?;
    for ((visit, guide), cells) in visits.iter().zip(&guides).zip(&cells) {
        let (name, rest) = visit.label();
        let name = fit_name(&name, label.saturating_sub(columns(&guide.before)));
        let used = columns(&guide.before) + columns(&name);
        // better no type than half of one
        let fits = columns(&rest) <= label.saturating_sub(used);
        let rest = if fits { rest } else { String::new() };
        let tone = match (visit.node.is_client(), visit.node.state.as_deref()) {
            (true, _) => Tone::Faint,
            (false, Some("active")) => Tone::Strong,
            _ => Tone::Plain,
        };
        let mut line = format!(
            "  {}{}{}",
            screen.paint(Tone::Faint, &guide.before),
            screen.paint(tone, &name),
            screen.paint(Tone::Faint, pad(&rest, label.saturating_sub(used))),
        );
        for ((text, tone), width) in cells.iter().zip(widths) {
            let padding = " ".repeat(2 + width.saturating_sub(columns(text)));
            line.push_str(&padding);
            line.push_str(&screen.paint(*tone, text));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Returns how many columns of these widths fit on the screen. The last columns, the times, are
/// dropped first.
fn shown(widths: &[usize], screen: usize) -> usize {
    let fits = |shown: &usize| {
        let taken: usize = widths[..*shown].iter().map(|width| width + 2).sum();
        2 + taken + MIN_LABEL <= screen
    };
    (1..=widths.len()).rev().find(fits).unwrap_or(1)
}

/// Visits and expands every node once: first from the clients, then from the roots, then from nodes
/// without callers, then from cycles.
fn walk(graph: &ServiceGraph) -> Vec<Visit<'_>> {
    let called: HashSet<i32> = graph
        .nodes
        .iter()
        .flat_map(|node| node.edges.iter().map(|edge| edge.to))
        .collect();
    let clients = graph.nodes.iter().filter(|node| node.is_client());
    let roots = graph.nodes.iter().filter(|node| node.root);
    let uncalled = graph.nodes.iter().filter(|node| !called.contains(&node.id));
    let tops = clients.chain(roots).chain(uncalled).chain(&graph.nodes);
    let mut drawn = HashSet::new();
    let mut visits = Vec::new();
    for top in tops {
        if drawn.contains(&top.id) {
            continue;
        }
        let mut stack = vec![(top, None, 0)];
        while let Some((node, call, depth)) = stack.pop() {
            let again = !drawn.insert(node.id);
            visits.push(Visit {
                node,
                call,
                depth,
                again: again && !node.edges.is_empty(),
            });
            if again {
                continue;
            }
            let mut edges: Vec<&Edge> = node.edges.iter().collect();
            edges.sort_by_key(|edge| edge.statistics.as_ref().map_or(0, |s| s.total));
            let callees = edges
                .into_iter()
                .filter_map(|edge| Some((graph.node(edge.to)?, Some((node, edge)), depth + 1)));
            stack.extend(callees);
        }
    }
    visits
}

fn numbers(statistics: Option<&Statistics>) -> [(String, Tone); 5] {
    let Some(s) = statistics else {
        return std::array::from_fn(|_| (String::new(), Tone::Plain));
    };
    let time = |ms: Option<f64>| (ms.map_or_else(|| "-".to_owned(), duration_ms), Tone::Plain);
    [
        (s.total.to_string(), Tone::Plain),
        (
            share(s.errors, s.total),
            if s.errors > 0 {
                Tone::Warn
            } else {
                Tone::Faint
            },
        ),
        (
            share(s.faults, s.total),
            if s.faults > 0 { Tone::Bad } else { Tone::Faint },
        ),
        time(s.average_ms),
        time(s.percentile_ms(0.95)),
    ]
}

/// Returns `2 (4.8 %)`, or `0`.
fn share(part: i64, total: i64) -> String {
    if part == 0 || total == 0 {
        return part.to_string();
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    let percent = part as f64 * 100.0 / total as f64;
    match percent {
        percent if percent < 9.95 => format!("{part} ({percent:.1} %)"),
        percent => format!("{part} ({percent:.0} %)"),
    }
}

fn plain(graph: &ServiceGraph, out: &mut dyn Write) -> io::Result<()> {
    if graph.nodes.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "FROM\tTO\tTYPE\tREQUESTS\tOK\tERRORS\tTHROTTLES\tFAULTS\tAVG_MS\tP50_MS\tP95_MS"
    )?;
    for visit in walk(graph) {
        let name = |node: &Node| {
            if node.is_client() {
                "client".to_owned()
            } else {
                escape(&node.name).into_owned()
            }
        };
        let s = match (visit.statistics(), visit.call) {
            (Some(s), _) => s.clone(),
            (None, Some(_)) => Statistics::default(),
            // clients at the top level have no statistics; their calls follow
            (None, None) => continue,
        };
        let ms = |ms: Option<f64>| ms.map_or_else(String::new, |ms| format!("{ms:.3}"));
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            visit.call.map(|(from, _)| name(from)).unwrap_or_default(),
            name(visit.node),
            escape(visit.node.kind.as_deref().unwrap_or_default()),
            s.total,
            s.ok,
            s.errors,
            s.throttles,
            s.faults,
            ms(s.average_ms),
            ms(s.percentile_ms(0.5)),
            ms(s.percentile_ms(0.95)),
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
