//! Progress of long work, on stderr, for a person who waits.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar; nothing at all where nobody is looking.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Drop for Progress {
    /// What ended early leaves no bar either.
    fn drop(&mut self) {
        self.finish();
    }
}

impl Progress {
    /// A bar of `total` steps, each one of `unit`.
    pub(super) fn new(shown: bool, total: u64, unit: &str) -> Self {
        if !shown {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {eta}");
        // the template is a constant: it is right, or the plain style shows
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(unit.to_owned());
        Self(bar)
    }

    /// A bar of a whole that is told in percent.
    pub(super) fn percent(shown: bool) -> Self {
        let bar = Self::new(shown, 100, "");
        let style = ProgressStyle::with_template("{bar:24} {pos} % {msg}");
        if let Ok(style) = style {
            bar.0.set_style(style);
        }
        bar
    }

    pub fn add(&self, steps: u64) {
        self.0.inc(steps);
    }

    /// Moves to `step` and says `words` behind it.
    pub fn at(&self, step: u64, words: String) {
        self.0.set_position(step);
        self.0.set_message(words);
    }

    /// Does something that writes to the terminal, the bar out of its way.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.suspend(work)
    }

    /// Takes the bar away, so that what follows stands where it stood.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
