//! Lists as tables with aligned columns.

use std::io::{self, Write};

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Width,
};
use serde::Serialize;

use super::column_widths::{Wanted, fits_uncut, widths};
use super::csv;
use super::screen::{Screen, Tone};
use super::width::{columns, fit_cell};
use crate::error::Hint;
use crate::model::{Notice, escape};

/// A value that commands can print: as text through `view`, as JSON through serde.
///
/// A list must serialize as an array, so that NDJSON has one line per element.
pub trait View: Serialize {
    /// Writes the text form.
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        match self.table(screen) {
            Some(table) => table.draw(screen, out),
            None => Ok(()),
        }
    }

    /// A list as a table, which CSV has as well.
    fn table(&self, _screen: &Screen) -> Option<Table> {
        None
    }

    /// What was done, and problems; printed on stderr.
    fn notices(&self) -> &[Notice] {
        &[]
    }

    /// Hints that follow from this value.
    fn hints(&self) -> Vec<Hint> {
        Vec::new()
    }

    /// The message for an empty list, such as `no log groups`.
    fn empty(&self) -> Option<&'static str> {
        None
    }
}

impl<T: View> View for &T {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        (**self).view(screen, out)
    }

    fn table(&self, screen: &Screen) -> Option<Table> {
        (**self).table(screen)
    }

    fn notices(&self) -> &[Notice] {
        (**self).notices()
    }

    fn hints(&self) -> Vec<Hint> {
        (**self).hints()
    }

    fn empty(&self) -> Option<&'static str> {
        (**self).empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Left,
    Right,
}

/// A table for a terminal or a pipe.
///
/// In a pipe it has no colour, borders or truncation, and its columns are separated by tabs, so
/// that `cut` and `awk -F'\t'` work on it.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<(String, Tone)>>,
    empty: String,
    /// Headings of columns to drop if the table is wider than the terminal.
    optional: Vec<&'static str>,
}

/// Names cut to fewer columns are hard to tell apart.
const MIN_KEY: usize = 20;
/// Texts cut to fewer columns are hard to recognize.
const MIN_TEXT: usize = 10;

impl Table {
    /// `empty` is printed instead of a table without rows.
    pub fn new(columns: &[(&'static str, Align)], empty: impl Into<String>) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
            empty: empty.into(),
            optional: Vec::new(),
        }
    }

    /// Marks a column to be dropped if the table is wider than the terminal. Columns are dropped in
    /// the order of the calls.
    #[must_use]
    pub fn optional(mut self, heading: &'static str) -> Self {
        self.optional.push(heading);
        self
    }

    /// Adds a row, with control characters escaped.
    pub fn row<const N: usize>(&mut self, cells: [(String, Tone); N]) {
        debug_assert_eq!(N, self.columns.len(), "as many cells as columns");
        self.rows.push(
            cells
                .into_iter()
                .map(|(text, tone)| (escape(&text).into_owned(), tone))
                .collect(),
        );
    }

    /// Draws the table within the width of the terminal: with narrower columns, or if they do not
    /// fit, as a block of lines per row.
    pub fn draw(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if !screen.terminal {
            return self.draw_plain(out);
        }
        if self.rows.is_empty() {
            return writeln!(out, "{}", self.empty);
        }
        let mut shown: Vec<usize> = (0..self.columns.len()).collect();
        let mut optional = self.optional.iter();
        loop {
            // one space on each side of a column
            let room = screen.width.saturating_sub(2 * shown.len());
            let wanted: Vec<Wanted> = shown.iter().map(|at| self.wanted(*at)).collect();
            if !fits_uncut(&wanted, room)
                && let Some(dropped) = optional.next()
            {
                shown.retain(|at| self.columns[*at].0 != *dropped);
                continue;
            }
            return match widths(&wanted, room) {
                Some(widths) => {
                    let shown: Vec<_> = shown.into_iter().zip(widths).collect();
                    self.draw_columns(&shown, screen, out)
                }
                None => self.draw_blocks(screen, out),
            };
        }
    }

    fn wanted(&self, at: usize) -> Wanted {
        let (heading, align) = self.columns[at];
        let cells = self.rows.iter().map(|row| &row[at]);
        let widest = cells.clone().map(|(text, _)| columns(text)).max();
        let widest = widest.unwrap_or(0);
        let is_key = cells.into_iter().any(|(_, tone)| *tone == Tone::Key);
        let words = heading.split(' ').map(columns);
        Wanted {
            cells: widest,
            heading: columns(heading),
            word: words.max().unwrap_or(0),
            least: match (align, is_key) {
                // never cut a number
                (Align::Right, _) => widest,
                (Align::Left, true) => widest.min(MIN_KEY),
                (Align::Left, false) => widest.min(MIN_TEXT),
            },
        }
    }

    /// Draws the columns `shown` with these widths.
    fn draw_columns(
        &self,
        shown: &[(usize, usize)],
        screen: &Screen,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(screen.width).unwrap_or(u16::MAX));
        if screen.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(shown.iter().map(|(at, _)| {
            let (name, align) = self.columns[*at];
            Cell::new(name)
                .add_attribute(Attribute::Dim)
                .set_alignment(align.into())
        }));
        for row in &self.rows {
            table.add_row(shown.iter().map(|(at, width)| {
                let (text, tone) = &row[*at];
                let cell = Cell::new(fit_cell(text, *width));
                painted(cell, *tone).set_alignment(self.columns[*at].1.into())
            }));
        }
        table.set_constraints(shown.iter().map(|(_, width)| {
            let width = u16::try_from(width + 2).unwrap_or(u16::MAX);
            ColumnConstraint::Absolute(Width::Fixed(width))
        }));
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// Draws rows as blocks for a screen that is too narrow for columns: the first cell, then the
    /// others below it with their headings, as many per line as fit.
    fn draw_blocks(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        for row in &self.rows {
            let mut used = 0;
            for (at, ((text, tone), (heading, _))) in row.iter().zip(&self.columns).enumerate() {
                if at == 0 {
                    let text = fit_cell(text, screen.width.saturating_sub(1));
                    write!(out, " {}", screen.paint(*tone, text))?;
                    used = screen.width;
                    continue;
                }
                if text.is_empty() {
                    continue;
                }
                let room = screen.width.saturating_sub(4 + columns(heading));
                let text = fit_cell(text, room);
                let taken = 3 + columns(heading) + columns(&text);
                if used + taken > screen.width {
                    write!(out, "\n ")?;
                    used = 1;
                }
                let heading = screen.paint(Tone::Faint, heading);
                write!(out, "  {heading} {}", screen.paint(*tone, text))?;
                used += taken;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// Writes the rows as CSV, below the headings where that is wanted.
    pub(super) fn csv(&self, headings: bool, out: &mut dyn Write) -> io::Result<()> {
        let names = self.columns.iter().map(|(name, _)| *name);
        let names = headings.then(|| names.collect());
        let rows = self.rows.iter();
        let rows = rows.map(|row| row.iter().map(|(text, _)| text.as_str()).collect());
        csv::write(
            names.into_iter().chain::<Vec<Vec<&str>>>(rows.collect()),
            out,
        )
    }

    fn draw_plain(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            // an empty table has no data for a pipe
            return Ok(());
        }
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        writeln!(out, "{}", names.join("\t"))?;
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(|(text, _)| text.as_str()).collect();
            writeln!(out, "{}", cells.join("\t"))?;
        }
        Ok(())
    }
}

impl From<Align> for CellAlignment {
    fn from(align: Align) -> Self {
        match align {
            Align::Left => Self::Left,
            Align::Right => Self::Right,
        }
    }
}

fn painted(cell: Cell, tone: Tone) -> Cell {
    match tone {
        Tone::Plain => cell,
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Faint => cell.add_attribute(Attribute::Dim),
        Tone::Good => cell.fg(Color::DarkGreen),
        Tone::Warn => cell.fg(Color::DarkYellow),
        Tone::Bad => cell.fg(Color::DarkRed).add_attribute(Attribute::Bold),
        Tone::Key => cell.fg(Color::DarkCyan),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::model::{Clock, TimeStyle};

    fn drawn(width: usize) -> String {
        let columns = [
            ("GROUP", Align::Left),
            ("RETENTION", Align::Left),
            ("A MONTH", Align::Right),
            ("LAST EVENT", Align::Left),
        ];
        let mut table = Table::new(&columns, "");
        for name in ["cruddur", "/ecs/payments-with-a-long-name"] {
            table.row([
                (name.to_owned(), Tone::Key),
                ("never expires".to_owned(), Tone::Warn),
                ("<$0.01".to_owned(), Tone::Plain),
                ("15s ago".to_owned(), Tone::Plain),
            ]);
        }
        let mut out = Vec::new();
        table.draw(&screen(width), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn screen(width: usize) -> Screen {
        Screen {
            terminal: true,
            color: false,
            width,
            time: TimeStyle::Utc,
            zone: TimeZone::UTC,
            clock: Clock::System,
        }
    }

    #[test]
    fn columns_give_way_and_words_stay_whole() {
        assert_eq!(
            drawn(80),
            " GROUP                           RETENTION      A MONTH  LAST EVENT\n \
             cruddur                         never expires   <$0.01  15s ago\n \
             /ecs/payments-with-a-long-name  never expires   <$0.01  15s ago\n"
        );
        assert_eq!(
            drawn(60),
            " GROUP                       RETENTION           A  LAST\n                                             MONTH  EVENT\n \
             cruddur                     never expires  <$0.01  15s ago\n \
             /ecs/payment…h-a-long-name  never expires  <$0.01  15s ago\n"
        );
        for width in 40..80 {
            for line in drawn(width).lines() {
                assert!(columns(line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn an_optional_column_gives_way_before_text_is_cut() {
        let columns = [
            ("NAME", Align::Left),
            ("NUMBER", Align::Right),
            ("ABOUT", Align::Left),
        ];
        let mut table = Table::new(&columns, "").optional("ABOUT");
        table.row([
            ("a-name-of-some-length".to_owned(), Tone::Plain),
            ("7".to_owned(), Tone::Plain),
            ("what it is about".to_owned(), Tone::Plain),
        ]);
        let drawn = |width| {
            let mut out = Vec::new();
            table.draw(&screen(width), &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(drawn(50).contains("a-name-of-some-length") && drawn(50).contains("about"));
        assert!(drawn(40).contains("a-name-of-some-length"), "{}", drawn(40));
        assert!(!drawn(40).contains("ABOUT"), "{}", drawn(40));
    }

    #[test]
    fn a_screen_too_narrow_for_columns_gets_a_block_a_row() {
        assert_eq!(
            drawn(40),
            " cruddur\n   RETENTION never expires\n   A MONTH <$0.01  LAST EVENT 15s ago\n \
             /ecs/payments-with-a-long-name\n   RETENTION never expires\n   A MONTH <$0.01  LAST EVENT 15s ago\n"
        );
    }
}
