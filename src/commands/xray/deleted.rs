//! What is left of a group or a rule that was deleted: its name.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::Hint;
use crate::model::Notice;
use crate::render::{Screen, View};

#[derive(Debug, Serialize)]
pub(super) struct Deleted {
    pub(super) deleted: String,
    #[serde(skip)]
    pub(super) notices: [Notice; 1],
    #[serde(skip)]
    pub(super) list: Hint,
}

impl View for Deleted {
    fn view(&self, _screen: &Screen, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        vec![self.list.clone()]
    }
}
