//! The screen that text is drawn for: its width and colours.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};
use jiff::tz::TimeZone;

use crate::model::{Clock, TimeStyle};

/// The meaning of a piece of text, which determines its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Plain,
    Strong,
    Faint,
    Good,
    Warn,
    Bad,
    /// An id or name that can be used in another command.
    Key,
}

/// Properties of an output stream for views.
#[derive(Debug, Clone)]
pub struct Screen {
    /// Whether it is a terminal, and so gets borders, truncation and colour.
    pub terminal: bool,
    pub color: bool,
    /// In columns; used only on a terminal.
    pub width: usize,
    /// Relative in a pipe only if requested on the command line.
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
    /// Returns `text` in the colour of `tone`, if colour is on.
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
