//! Output: data to stdout, everything else to stderr.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write};
use std::os::fd::AsFd as _;
use std::sync::{Mutex, PoisonError};

use jiff::tz::TimeZone;
use serde::Serialize;
use tokio::io::Interest;
use tokio::net::unix::pipe;

use super::csv;
use super::hint::sentence as in_words;
use super::jq::Jq;
use super::progress::{Progress, Walk};
use super::screen::{Screen, Tone};
use super::table::View;
use super::wrap::wrap;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::model::{
    Clock, ColorChoice, Format, Notice, Target, TimeStyle, escape, escape_json, escape_text,
    without_users,
};

/// The output settings from flags, environment and settings files.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub format: Format,
    pub jq: Option<String>,
    pub color: ColorChoice,
    pub quiet: bool,
    pub verbose: u8,
    pub time: TimeStyle,
    /// Whether the time style was given on the command line.
    pub said_time: bool,
    pub columns: Option<u16>,
    /// The target given on the command line, which hints repeat.
    pub said_target: Option<Target>,
    pub clock: Clock,
}

pub struct Output {
    format: Format,
    jq: Option<Jq>,
    quiet: bool,
    verbose: u8,
    said_target: Option<Target>,
    /// The properties of stdout.
    screen: Screen,
    /// The properties of stderr.
    talk: Screen,
    /// Notices to print before the next output.
    kept: Mutex<Vec<Notice>>,
}

impl Output {
    pub fn new(settings: &Settings) -> Result<Self> {
        let screen = |terminal: bool, columns: usize| Screen {
            terminal,
            color: match settings.color {
                ColorChoice::Always => true,
                ColorChoice::Never => false,
                ColorChoice::Auto => terminal,
            },
            width: settings.columns.map_or(columns, usize::from),
            time: match settings.time {
                // relative times in a pipe would soon be wrong, so they have to be requested
                TimeStyle::Relative if !terminal && !settings.said_time => TimeStyle::Local,
                time => time,
            },
            zone: match settings.time {
                TimeStyle::Utc => TimeZone::UTC,
                _ => TimeZone::system(),
            },
            clock: settings.clock,
        };
        Ok(Self {
            format: settings.format,
            jq: settings.jq.as_deref().map(Jq::compile).transpose()?,
            quiet: settings.quiet,
            verbose: settings.verbose,
            said_target: settings.said_target,
            screen: screen(io::stdout().is_terminal(), columns(io::stdout())),
            talk: screen(io::stderr().is_terminal(), columns(io::stderr())),
            kept: Mutex::default(),
        })
    }

    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// The properties of stderr, for drawings in messages.
    pub fn talk(&self) -> &Screen {
        &self.talk
    }

    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether `-v` was given.
    pub fn verbose(&self) -> bool {
        self.verbose > 0
    }

    /// Whether to show progress on stderr.
    pub fn shows_progress(&self) -> bool {
        self.talk.terminal && !self.quiet
    }

    /// Returns a progress bar of `total` steps on stderr; hidden unless it is a terminal.
    pub fn progress(&self, total: u64, unit: &str) -> Progress {
        Progress::new(self.shows_progress(), total, unit)
    }

    /// Returns a progress bar for many calls. It appears once their number is known and large
    /// enough.
    pub fn walk(&self, unit: &'static str) -> Walk<'_> {
        Walk::new(self, unit)
    }

    /// Returns a progress bar in percent on stderr; hidden unless it is a terminal. Also hidden
    /// while a JSON array is being printed on the same terminal, whose last line is incomplete.
    pub fn percent(&self) -> Progress {
        let open_line = self.format == Format::Json && self.screen.terminal;
        Progress::percent(self.shows_progress() && !open_line)
    }

    /// Prints a value in the selected format, with its notices and hints.
    pub fn emit<T: View>(&self, value: &T) -> Result<()> {
        self.say_kept();
        for notice in value.notices() {
            self.say(notice);
        }
        let mut out = io::stdout().lock();
        match self.format {
            Format::Table => {
                // one write for the whole value, so that a closed pipe gets none of it
                let mut text = Vec::new();
                value.view(&self.screen, &mut text).or_fail(unwritable)?;
                written(out.write_all(&text))?;
            }
            Format::Json | Format::Ndjson => self.documents(&mut out, value)?,
            Format::Csv => {
                let mut text = Vec::new();
                self.csv(value, &mut None, &mut text)?;
                written(out.write_all(&text))?;
            }
        }
        written(out.flush())?;
        // a table on a terminal prints this message itself; data formats do not
        if let Some(empty) = value.empty()
            && !(self.format == Format::Table && self.screen.terminal)
        {
            self.note(empty);
        }
        if self.format == Format::Table {
            self.hints(&value.hints());
        }
        Ok(())
    }

    fn documents<T: Serialize>(&self, out: &mut dyn Write, value: &T) -> Result<()> {
        if self.format == Format::Json {
            return match &self.jq {
                None => {
                    let text = serde_json::to_string_pretty(value).or_fail(unserializable)?;
                    line(out, self.json(&text).as_bytes())
                }
                Some(_) => self.document(out, &compact(value)?),
            };
        }
        match serde_json::to_value(value).or_fail(unserializable)? {
            serde_json::Value::Array(items) => items
                .iter()
                .try_for_each(|item| self.document(out, &compact(item)?)),
            one => self.document(out, &compact(&one)?),
        }
    }

    /// Adds a value as CSV. `columns` is what the rows before it have, if there are any.
    fn csv<T: View>(
        &self,
        value: &T,
        columns: &mut Option<Vec<String>>,
        text: &mut Vec<u8>,
    ) -> Result<()> {
        let screen = Screen {
            terminal: false,
            color: false,
            ..self.screen.clone()
        };
        if let Some(table) = value.table(&screen) {
            let headings = columns.is_none();
            columns.get_or_insert_default();
            return table.csv(headings, text).or_fail(unwritable);
        }
        let Some(mut fields) = csv::fields(value).or_fail(unserializable)? else {
            return Err(Error::usage("this value cannot be written as CSV")
                .hint("use `--output json`, `ndjson` or `table`"));
        };
        let mut rows = Vec::new();
        let names = match columns {
            Some(names) => names,
            None if fields.is_empty() => return Ok(()),
            None => {
                let names: Vec<String> = fields.iter().map(|(name, _)| name.clone()).collect();
                rows.push(names.clone());
                columns.insert(names)
            }
        };
        // a field that this one lacks is empty, and the columns stay
        let row = names.iter().map(|name| {
            let at = fields.iter().position(|(field, _)| field == name);
            let text = at.map(|at| fields.swap_remove(at).1).unwrap_or_default();
            if self.screen.terminal {
                escape(&text).into_owned()
            } else {
                text
            }
        });
        rows.push(row.collect());
        let rows = rows.iter().map(|row| row.iter().map(String::as_str));
        csv::write(rows, text).or_fail(unwritable)
    }

    /// Writes one compact document per line, or the outputs of `--jq` for it.
    fn document(&self, out: &mut dyn Write, text: &str) -> Result<()> {
        match &self.jq {
            None => line(out, self.json(text).as_bytes()),
            Some(jq) => jq
                .run(text.as_bytes(), self.screen.terminal)?
                .iter()
                .try_for_each(|output| line(out, output.as_bytes())),
        }
    }

    /// Escapes JSON for a terminal, so that data cannot control it.
    fn json<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.screen.terminal {
            escape_json(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Starts a sequence of values that are printed as they arrive.
    pub fn stream(&self) -> Stream<'_> {
        self.say_kept();
        Stream {
            output: self,
            shown: 0,
            columns: None,
        }
    }

    /// Keeps a notice until the next output, so that fetching a value prints nothing.
    pub fn keep(&self, notice: Notice) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(notice);
    }

    /// Prints the kept notices.
    pub fn say_kept(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        for notice in &kept {
            self.say(notice);
        }
    }

    /// Prints a notice on stderr.
    pub fn say(&self, notice: &Notice) {
        match notice {
            Notice::Note(text) => self.note(text),
            Notice::Warning(text) => self.warn(text),
            Notice::Detail(text) => self.detail(text),
        }
    }

    /// Prints `hint: …` on stderr, after a blank line.
    pub fn hint(&self, hint: impl Into<Hint>) {
        self.hints(&[hint.into()]);
    }

    /// Prints hints, one per line.
    pub fn hints(&self, hints: &[Hint]) {
        if self.quiet || hints.is_empty() {
            return;
        }
        self.print("");
        let heading = self.talk.paint(Tone::Key, "hint:");
        for hint in hints {
            let hint = in_words(hint, self.said_target);
            self.sentence(&format!("{heading} {}", said(&hint)));
        }
    }

    /// Prints a message about what was done on stderr.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.sentence(&said(text));
        }
    }

    /// Prints a message for a waiting user on stderr, if it is a terminal.
    pub fn wait(&self, text: &str) {
        if self.shows_progress() {
            self.sentence(&self.talk.paint(Tone::Faint, escape_text(text)));
        }
    }

    /// Prints a warning on stderr.
    pub fn warn(&self, text: &str) {
        let warning = self.talk.paint(Tone::Warn, "warning:");
        self.sentence(&format!("{warning} {}", said(text)));
    }

    /// Prints details on stderr with `-v`.
    pub fn detail(&self, text: &str) {
        if self.verbose() {
            self.sentence(&self.talk.paint(Tone::Faint, said(text)));
        }
    }

    /// Prints text drawn for [`Output::talk`] on stderr. It keeps its colours, so data in it must
    /// be escaped.
    pub fn drawn(&self, text: &str) {
        if !self.quiet {
            self.say_kept();
            self.print(text);
        }
    }

    fn sentence(&self, text: &str) {
        self.say_kept();
        let width = self.talk.terminal.then_some(self.talk.width);
        self.print(&wrap(text, width, INDENT));
    }

    fn print(&self, text: &str) {
        // nothing can be done if stderr is closed
        let _ = writeln!(io::stderr(), "{text}");
    }
}

/// Values printed as they arrive: text or NDJSON immediately, `-o json` as one array.
pub struct Stream<'a> {
    output: &'a Output,
    shown: usize,
    /// The columns of CSV, once there was a value.
    columns: Option<Vec<String>>,
}

/// The size of the write buffer.
const CHUNK: usize = 64 * 1024;

impl Stream<'_> {
    pub fn emit<T: View>(&mut self, value: &T) -> Result<()> {
        self.emit_all([value])
    }

    /// Prints all values with as few writes as possible.
    pub fn emit_all<T: View>(&mut self, values: impl IntoIterator<Item = T>) -> Result<()> {
        let mut text = Vec::new();
        for value in values {
            let before = text.len();
            if let Err(error) = self.put(&value, &mut text) {
                // print the values before the failed one
                text.truncate(before);
                written(io::stdout().write_all(&text))?;
                return Err(error);
            }
            self.shown += 1;
            if text.len() >= CHUNK {
                written(io::stdout().write_all(&text))?;
                text.clear();
            }
        }
        let mut out = io::stdout().lock();
        written(out.write_all(&text).and_then(|()| out.flush()))
    }

    fn put<T: View>(&mut self, value: &T, text: &mut Vec<u8>) -> Result<()> {
        match (self.output.format, &self.output.jq) {
            (Format::Table, _) => value.view(&self.output.screen, text).or_fail(unwritable),
            (Format::Csv, _) => self.output.csv(value, &mut self.columns, text),
            (Format::Json, None) => {
                let before = if self.shown == 0 { "[\n" } else { ",\n" };
                text.extend_from_slice(before.as_bytes());
                text.extend_from_slice(self.output.json(&compact(value)?).as_bytes());
                Ok(())
            }
            _ => self.output.document(text, &compact(value)?),
        }
    }

    /// Closes the array of `-o json`. Returns the number of values printed.
    pub fn finish(self) -> Result<usize> {
        if self.output.format == Format::Json && self.output.jq.is_none() {
            let end: &[u8] = if self.shown == 0 { b"[]" } else { b"\n]" };
            line(&mut io::stdout().lock(), end)?;
        }
        Ok(self.shown)
    }
}

/// Writes generated text, such as a script, to stdout unchanged.
pub fn bytes(text: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    written(out.write_all(text).and_then(|()| out.flush()))
}

/// Waits until stdout is closed by its reader. Otherwise a follow would notice only when it prints
/// the next event.
pub async fn stdout_closed() {
    // a duplicate of the handle; it can stay blocking, as only its closing is awaited
    let handle = io::stdout().as_fd().try_clone_to_owned();
    if let Ok(pipe) = handle.and_then(|fd| pipe::Sender::from_file_unchecked(fd.into())) {
        while let Ok(ready) = pipe.ready(Interest::ERROR).await {
            if ready.is_error() || ready.is_write_closed() {
                return;
            }
        }
    }
    // a file, or a handle that cannot be watched
    std::future::pending::<()>().await;
}

/// Whether stdout is a terminal.
pub fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Prints the long help of a command.
pub fn help(mut command: clap::Command) -> Result<()> {
    written(command.print_long_help())
}

/// Prints an error on stderr. The layout of errors is defined only here. `said` is the target given
/// on the command line.
pub fn report(error: &Error, color: bool, said: Option<Target>) {
    if error.kind() == Kind::ClosedPipe || error.is_shown() {
        return;
    }
    let paint = |tone: Tone, text: &str| {
        if color {
            let style = match tone {
                Tone::Bad => anstyle::AnsiColor::Red.on_default().bold(),
                _ => anstyle::AnsiColor::Cyan.on_default(),
            };
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    };
    let stderr = io::stderr();
    let width = stderr.is_terminal().then(|| columns(&stderr));
    let mut text = String::new();
    let message = format!(
        "{} {}",
        paint(Tone::Bad, "error:"),
        lines(&error.to_string())
    );
    text.push_str(&wrap(&message, width, INDENT));
    text.push('\n');
    for cause in error.causes() {
        let cause = format!("caused by: {}", lines(&cause));
        let width = width.map(|width| width.saturating_sub(INDENT.len()));
        text.push_str(INDENT);
        text.push_str(&wrap(&cause, width, "    "));
        text.push('\n');
    }
    if !error.hints().is_empty() {
        text.push('\n');
    }
    for hint in error.hints() {
        let hint = in_words(hint, said);
        let hint = format!("{} {}", paint(Tone::Key, "hint:"), lines(&hint));
        text.push_str(&wrap(&hint, width, INDENT));
        text.push('\n');
    }
    let _ = (&stderr).write_all(text.as_bytes());
}

/// The indentation of a message's continuation lines.
const INDENT: &str = "  ";

/// Escapes control characters and hides passwords in URLs, for messages that contain data.
fn said(text: &str) -> String {
    escape_text(&without_users(text)).into_owned()
}

/// Like [`said`], but keeps the text's own line breaks and indents the lines after them.
fn lines(text: &str) -> String {
    let text = without_users(text);
    let lines: Vec<_> = text.trim_end().lines().map(escape).collect();
    lines.join("\n    ")
}

fn compact<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).or_fail(unserializable)
}

fn line(out: &mut dyn Write, text: &[u8]) -> Result<()> {
    written(out.write_all(text).and_then(|()| out.write_all(b"\n")))
}

/// Turns a closed pipe into an error that ends the command silently.
fn written(result: io::Result<()>) -> Result<()> {
    result.map_err(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Error::new(Kind::ClosedPipe, "stdout was closed"),
        _ => Error::failed("cannot write to stdout").caused_by(error),
    })
}

fn unwritable() -> String {
    "cannot write to stdout".to_owned()
}

fn unserializable() -> String {
    "cannot write the value as JSON".to_owned()
}

/// Returns the width of the terminal, or 80.
fn columns(file: impl std::os::fd::AsFd) -> usize {
    match rustix::termios::tcgetwinsize(file) {
        Ok(size) if size.ws_col > 0 => usize::from(size.ws_col),
        _ => 80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is printed for `value` on a terminal or in a pipe.
    fn shown(
        terminal: bool,
        format: Format,
        jq: Option<&str>,
        value: &serde_json::Value,
    ) -> String {
        let mut output = Output::new(&Settings {
            format,
            jq: jq.map(str::to_owned),
            ..Settings::default()
        })
        .unwrap();
        output.screen.terminal = terminal;
        let mut out = Vec::new();
        output.documents(&mut out, value).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn nothing_in_data_controls_a_terminal() {
        let title = "\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\ta\nb";
        let value = serde_json::json!([{"message": title}]);
        for (format, jq) in [
            (Format::Json, None),
            (Format::Ndjson, None),
            (Format::Json, Some(".[].message")),
            (Format::Json, Some(".[]")),
            (Format::Ndjson, Some("[.message]")),
        ] {
            let text = shown(true, format, jq, &value);
            let control = |c: char| c.is_control() && c != '\n' && c != '\t' || c == '\u{202e}';
            assert!(!text.contains(control), "{jq:?} {text:?}");
            assert!(text.contains("0;owned"), "{jq:?} {text:?}");
            let piped = shown(false, format, jq, &value);
            assert!(piped.contains("\u{9b}2J\u{202e}"), "{jq:?} {piped:?}");
        }
        let raw = shown(false, Format::Json, Some(".[].message"), &value);
        assert_eq!(raw, format!("{title}\n"), "strings go raw into a pipe");
    }
}
