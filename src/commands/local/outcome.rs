//! What was done to the stack, where there is nothing to show beside.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::Notice;
use crate::render::{Screen, View};

/// Stopping or emptying the stack.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    /// Whether there was something to do.
    pub(super) done: bool,
    #[serde(skip)]
    pub(super) notices: [Notice; 1],
}

impl Outcome {
    pub(super) fn new(done: bool, note: &str) -> Self {
        Self {
            done,
            notices: [Notice::note(note)],
        }
    }
}

impl View for Outcome {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }
}
