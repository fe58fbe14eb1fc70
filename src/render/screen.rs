//! What text is drawn on: its width and whether it takes colour.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use jiff::tz::TimeZone;

use crate::model::{Clock, TimeStyle};

/// The meaning of a piece of text; decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Strong,
    Faint,
    Good,
    Warn,
    Bad,
    /// An id or a name that can be typed into another command.
    Key,
}

/// The properties of stdout that a view may take into account.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Whether a person is looking: borders, truncation and colour make sense.
    pub terminal: bool,
    pub color: bool,
    /// Columns; meaningful on a terminal.
    pub width: usize,
    /// Relative in a pipe only where the command line says so.
    pub time: TimeStyle,
    pub zone: TimeZone,
    pub clock: Clock,
}

impl Tone {
    pub(super) fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Faint => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Warn => AnsiColor::Yellow.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
            Self::Key => AnsiColor::Cyan.on_default(),
        }
    }
}

impl Screen {
    /// `text` in the colour of its meaning, where there is colour.
    pub fn paint(&self, tone: Tone, text: impl Display) -> String {
        if !self.color || tone == Tone::Plain {
            return text.to_string();
        }
        let style = tone.style();
        format!("{style}{text}{style:#}")
    }

    /// A copy without colour, for measuring and for pipes.
    pub fn plain(&self) -> Self {
        Self {
            color: false,
            ..self.clone()
        }
    }
}
