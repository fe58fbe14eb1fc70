//! `xray groups`.

use clap::Args;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{Group, Notice, close_names};
use crate::render::{Align, Screen, Table, Tone, View};

#[derive(Debug, Args)]
pub(crate) struct GroupsArgs {}

/// Groups as they are listed, with what was done to them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct GroupList {
    pub(super) groups: Vec<Group>,
    #[serde(skip)]
    pub(super) notices: Vec<Notice>,
}

pub(super) async fn run(ctx: &Ctx, args: &GroupsArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

pub(super) async fn fetch(ctx: &Ctx, _args: &GroupsArgs) -> Result<GroupList> {
    Ok(GroupList {
        groups: ctx.xray().await?.groups().await?,
        notices: Vec::new(),
    })
}

/// The group of this name, or the error that names those that are nearly called so.
pub(super) fn named(groups: Vec<Group>, name: &str, place: &str) -> Result<Group> {
    let near: Vec<String> = close_names(name, groups.iter().map(|group| group.name.as_str()))
        .into_iter()
        .map(|name| format!("`{name}`"))
        .collect();
    groups
        .into_iter()
        .find(|group| group.name == name)
        .ok_or_else(|| {
            let error = Error::not_found(format!("no X-Ray group `{name}` on {place}"));
            if near.is_empty() {
                error.hint(Hint::run(["xray", "groups"], "list them"))
            } else {
                error.hint(format!("did you mean {}?", near.join(" or ")))
            }
        })
}

const EMPTY: &str = "no X-Ray groups";

impl View for GroupList {
    fn empty(&self) -> Option<&'static str> {
        self.groups.is_empty().then_some(EMPTY)
    }

    fn table(&self, _screen: &Screen) -> Option<Table> {
        let columns = [
            ("GROUP", Align::Left),
            ("FILTER", Align::Left),
            ("INSIGHTS", Align::Left),
        ];
        let mut table = Table::new(&columns, EMPTY);
        for group in &self.groups {
            let insights = match (group.insights, group.notifications) {
                (true, true) => "on, notifies",
                (true, false) => "on",
                (false, _) => "off",
            };
            table.row([
                (group.name.clone(), Tone::Key),
                (group.filter.clone(), Tone::Plain),
                (insights.to_owned(), Tone::Plain),
            ]);
        }
        Some(table)
    }

    fn notices(&self) -> &[Notice] {
        &self.notices
    }

    fn hints(&self) -> Vec<Hint> {
        vec![match self.groups.as_slice() {
            [] => Hint::run(["xray", "create-group"], "create one"),
            [group, ..] => Hint::run(
                ["xray", "service-map", "--group", &group.name],
                "show its services",
            ),
        }]
    }
}
