//! Lists as aligned columns.

use std::io::{self, Write};

use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement};
use serde::Serialize;

use super::escape::escape;
use super::screen::{Screen, Tone};

/// Anything a command can show: as text through `view`, as JSON through serde.
///
/// A list must serialize as an array: NDJSON is one line an element.
pub trait View: Serialize {
    /// Writes the text form.
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()>;

    /// What to type next, if anything follows from this value.
    fn hint(&self) -> Option<String> {
        None
    }
}

impl<T: View> View for &T {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        (**self).view(screen, out)
    }

    fn hint(&self) -> Option<String> {
        (**self).hint()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Left,
    Right,
}

/// Columns and cells, drawn for a person or for a pipe.
///
/// Piped, a table has no colour, borders or truncation, and its columns are
/// separated by a tab, so that `cut` and `awk -F'\t'` work on it.
#[derive(Debug, Default)]
pub struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<(String, Tone)>>,
    empty: String,
}

impl Table {
    /// `empty` is the sentence that stands for a table without rows.
    pub fn new(columns: &[(&'static str, Align)], empty: impl Into<String>) -> Self {
        Self {
            columns: columns.to_vec(),
            rows: Vec::new(),
            empty: empty.into(),
        }
    }

    /// Adds a row; control characters are escaped here.
    pub fn row<const N: usize>(&mut self, cells: [(String, Tone); N]) {
        debug_assert_eq!(N, self.columns.len(), "as many cells as columns");
        self.rows.push(
            cells
                .into_iter()
                .map(|(text, tone)| (escape(&text).into_owned(), tone))
                .collect(),
        );
    }

    pub fn draw(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        if !screen.terminal {
            return self.draw_plain(out);
        }
        if self.rows.is_empty() {
            return writeln!(out, "{}", self.empty);
        }
        let mut table = comfy_table::Table::new();
        table.load_style(comfy_table::presets::NOTHING);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(screen.width).unwrap_or(u16::MAX));
        if screen.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(self.columns.iter().map(|(name, align)| {
            Cell::new(name)
                .add_attribute(Attribute::Dim)
                .set_alignment((*align).into())
        }));
        for row in &self.rows {
            let cells = row
                .iter()
                .zip(&self.columns)
                .map(|((text, tone), (_, align))| {
                    painted(Cell::new(text), *tone).set_alignment((*align).into())
                });
            let mut row = comfy_table::Row::from(cells);
            row.max_height(1);
            table.add_row(row);
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn draw_plain(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.rows.is_empty() {
            // data is what a pipe wants, and there is none
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
