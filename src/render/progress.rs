//! Progress bars on stderr.

use std::cell::OnceCell;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;

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

/// A progress bar for many calls. It appears after the first call, if the total is large enough for
/// a noticeable wait.
pub struct Walk<'a> {
    output: &'a Output,
    unit: &'static str,
    bar: OnceCell<Progress>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(output: &'a Output, unit: &'static str) -> Self {
        Self {
            output,
            unit,
            bar: OnceCell::new(),
        }
    }

    /// Counts one more call of `total`.
    pub fn walked(&self, total: usize) {
        const QUICK: usize = 10;
        let begin = || {
            let shown = self.output.shows_progress() && total > QUICK;
            Progress::new(shown, total as u64, self.unit)
        };
        self.bar.get_or_init(begin).add(1);
    }

    /// Removes the bar.
    pub fn finish(self) {
        drop(self.bar);
    }
}
