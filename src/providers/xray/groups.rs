//! Groups.

use aws_sdk_xray::types;

use super::Xray;
use super::pages::Pages;
use crate::error::Result;
use crate::model::Group;

impl Xray {
    /// All groups, X-Ray's own `Default` included where it gives it.
    pub async fn groups(&self) -> Result<Vec<Group>> {
        const WHAT: &str = "list the X-Ray groups";
        let mut groups = Vec::new();
        let mut pages = Pages::new(WHAT);
        loop {
            let page = self
                .client
                .get_groups()
                .set_next_token(pages.token())
                .send()
                .await
                .map_err(|error| self.aws.failure(WHAT, error))?;
            let more = pages.more(page.next_token())?;
            groups.extend(page.groups.unwrap_or_default().into_iter().map(|found| {
                group(
                    found.group_name,
                    found.group_arn,
                    found.filter_expression,
                    found.insights_configuration.as_ref(),
                )
            }));
            if !more {
                return Ok(groups);
            }
        }
    }

    /// Makes a group of this name, filter and insights settings.
    pub async fn create_group(&self, wanted: &Group) -> Result<Group> {
        let made = self
            .client
            .create_group()
            .group_name(&wanted.name)
            .filter_expression(&wanted.filter)
            .insights_configuration(insights(wanted))
            .send()
            .await
            .map_err(|error| {
                let what = format!("create the X-Ray group `{}`", wanted.name);
                self.aws.failure(&what, error)
            })?;
        Ok(made.group.map_or_else(|| wanted.clone(), group_from))
    }

    /// Gives the group of this name this filter and these insights settings.
    pub async fn update_group(&self, wanted: &Group) -> Result<Group> {
        let changed = self
            .client
            .update_group()
            .group_name(&wanted.name)
            .filter_expression(&wanted.filter)
            .insights_configuration(insights(wanted))
            .send()
            .await
            .map_err(|error| {
                let what = format!("change the X-Ray group `{}`", wanted.name);
                self.aws.failure(&what, error)
            })?;
        Ok(changed.group.map_or_else(|| wanted.clone(), group_from))
    }

    pub async fn delete_group(&self, name: &str) -> Result<()> {
        self.client
            .delete_group()
            .group_name(name)
            .send()
            .await
            .map(drop)
            .map_err(|error| {
                let what = format!("delete the X-Ray group `{name}`");
                self.aws.failure(&what, error)
            })
    }
}

fn insights(wanted: &Group) -> types::InsightsConfiguration {
    types::InsightsConfiguration::builder()
        .insights_enabled(wanted.insights)
        .notifications_enabled(wanted.notifications)
        .build()
}

fn group_from(found: types::Group) -> Group {
    group(
        found.group_name,
        found.group_arn,
        found.filter_expression,
        found.insights_configuration.as_ref(),
    )
}

fn group(
    name: Option<String>,
    arn: Option<String>,
    filter: Option<String>,
    insights: Option<&types::InsightsConfiguration>,
) -> Group {
    Group {
        name: name.unwrap_or_default(),
        arn,
        // real answers can end in a line break that nobody sent
        filter: filter.unwrap_or_default().trim().to_owned(),
        insights: insights
            .and_then(|i| i.insights_enabled)
            .unwrap_or_default(),
        notifications: insights
            .and_then(|i| i.notifications_enabled)
            .unwrap_or_default(),
    }
}
