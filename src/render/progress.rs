//! Progress bars on stderr.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A progress bar; draws nothing if hidden.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Drop for Progress {
    /// Removes the bar even after an error.
    fn drop(&mut self) {
        self.finish();
    }
}

impl Progress {
    /// A bar of `total` steps of one `unit`.
    pub(super) fn new(shown: bool, total: u64, unit: &str) -> Self {
        if !shown {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg} {eta}");
        // the template is constant; the default style is a fallback
        let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        bar.set_message(unit.to_owned());
        Self(bar)
    }

    /// A bar in percent.
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

    /// Moves to `step` and shows `words` after the bar.
    pub fn at(&self, step: u64, words: String) {
        self.0.set_position(step);
        self.0.set_message(words);
    }

    /// Hides the bar while `work` writes to the terminal.
    pub fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.0.suspend(work)
    }

    /// Removes the bar, so that later output takes its place.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
