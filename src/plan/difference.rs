//! The settings in which an existing group or rule differs from the requested one.

use std::fmt::{self, Display, Formatter};

use crate::model::{Group, LogGroup, SamplingRule, retention_words};

/// The differing settings; displayed one per line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Differences(Vec<Setting>);

#[derive(Debug, PartialEq, Eq)]
struct Setting {
    name: &'static str,
    actual: String,
    desired: String,
}

impl Differences {
    /// Adds a setting, if it differs.
    fn compare<T: PartialEq + Display>(
        mut self,
        name: &'static str,
        actual: &T,
        desired: &T,
    ) -> Self {
        if actual != desired {
            self.0.push(Setting {
                name,
                actual: actual.to_string(),
                desired: desired.to_string(),
            });
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Differences {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (n, setting) in self.0.iter().enumerate() {
            let Setting {
                name,
                actual,
                desired,
            } = setting;
            let start = if n == 0 { "" } else { "\n" };
            write!(f, "{start}{name}: `{actual}` there, `{desired}` requested")?;
        }
        Ok(())
    }
}

/// Compares X-Ray groups. Insights and notifications that were not requested may stay on.
pub(crate) fn group_differences(actual: &Group, desired: &Group) -> Differences {
    let on = |flag: bool| if flag { "on" } else { "off" };
    Differences::default()
        .compare("filter", &actual.filter, &desired.filter)
        .compare(
            "insights",
            &on(actual.insights),
            &on(actual.insights || desired.insights),
        )
        .compare(
            "notifications",
            &on(actual.notifications),
            &on(actual.notifications || desired.notifications),
        )
}

/// Compares all settings of X-Ray sampling rules.
pub(crate) fn rule_differences(actual: &SamplingRule, desired: &SamplingRule) -> Differences {
    let attributes = |rule: &SamplingRule| {
        let pairs = rule.attributes.iter().map(|(k, v)| format!("{k}={v}"));
        pairs.collect::<Vec<_>>().join(" ")
    };
    let boost = |rule: &SamplingRule| {
        rule.boost.map_or_else(
            || "none".to_owned(),
            |boost| format!("{} for {} min", boost.max_rate, boost.cooldown_minutes),
        )
    };
    Differences::default()
        .compare("priority", &actual.priority, &desired.priority)
        .compare("rate", &actual.fixed_rate, &desired.fixed_rate)
        .compare("reservoir", &actual.reservoir_size, &desired.reservoir_size)
        .compare("service", &actual.service_name, &desired.service_name)
        .compare("service type", &actual.service_type, &desired.service_type)
        .compare("host", &actual.host, &desired.host)
        .compare("method", &actual.http_method, &desired.http_method)
        .compare("path", &actual.url_path, &desired.url_path)
        .compare("resource ARN", &actual.resource_arn, &desired.resource_arn)
        .compare("attributes", &attributes(actual), &attributes(desired))
        .compare("boost", &boost(actual), &boost(desired))
}

/// Compares the retention of a log group. If none was requested (`None`), any is accepted.
pub(crate) fn retention_differences(actual: &LogGroup, desired: Option<u32>) -> Differences {
    if desired.is_none() {
        return Differences::default();
    }
    Differences::default().compare(
        "retention",
        &retention_words(actual.retention_days),
        &retention_words(desired),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SamplingBoost;

    fn group(filter: &str, insights: bool, notifications: bool) -> Group {
        Group {
            name: "Cruddur".to_owned(),
            arn: None,
            filter: filter.to_owned(),
            insights,
            notifications,
        }
    }

    #[test]
    fn a_group_may_have_more_switched_on_than_requested() {
        let actual = group("a", true, true);
        assert!(group_differences(&actual, &group("a", false, false)).is_empty());
        let differences = group_differences(&group("a", false, false), &group("b", true, true));
        assert_eq!(
            differences.to_string(),
            "filter: `a` there, `b` requested\n\
             insights: `off` there, `on` requested\n\
             notifications: `off` there, `on` requested"
        );
    }

    #[test]
    fn every_setting_of_a_rule_is_compared_and_its_dates_are_not() {
        let rule = SamplingRule::of_service("r", "s");
        let mut listed = rule.clone();
        listed.arn = Some("arn".to_owned());
        listed.created_at = Some(jiff::Timestamp::UNIX_EPOCH);
        assert!(rule_differences(&listed, &rule).is_empty());
        let other = SamplingRule {
            name: "r".to_owned(),
            arn: None,
            priority: 1,
            fixed_rate: 0.5,
            reservoir_size: 7,
            service_name: "1".to_owned(),
            service_type: "2".to_owned(),
            host: "3".to_owned(),
            http_method: "4".to_owned(),
            url_path: "5".to_owned(),
            resource_arn: "6".to_owned(),
            attributes: [("k".to_owned(), "v".to_owned())].into(),
            boost: Some(SamplingBoost {
                max_rate: 0.9,
                cooldown_minutes: 3,
            }),
            created_at: None,
            modified_at: None,
        };
        let text = rule_differences(&rule, &other).to_string();
        assert_eq!(text.lines().count(), 11, "{text}");
        assert!(text.starts_with("priority: `9000` there, `1` requested\n"));
        assert!(text.ends_with("\nboost: `none` there, `0.9 for 3 min` requested"));
    }

    #[test]
    fn a_retention_that_was_not_requested_may_be_any() {
        let group = |retention_days| LogGroup {
            name: "g".to_owned(),
            arn: None,
            created: None,
            retention_days,
            stored_bytes: None,
            class: None,
        };
        for (actual, desired, same) in [
            (Some(7), None, true),
            (None, None, true),
            (Some(7), Some(7), true),
            (Some(7), Some(30), false),
            (None, Some(30), false),
        ] {
            let differences = retention_differences(&group(actual), desired);
            assert_eq!(differences.is_empty(), same, "{actual:?} {desired:?}");
        }
    }
}
