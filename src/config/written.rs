//! Writes `cruddur-obs.toml`: every key with an explanation; keys that were not chosen are
//! commented out and show their defaults.

use toml::Value;

use super::settings::Settings;
use crate::model::TimeStyle;

struct File(String);

impl Settings {
    /// Returns the text of the file. Parsing it yields the same settings.
    pub(crate) fn to_text(&self) -> String {
        let mut file = File(
            "# Settings of `cruddur-obs` for this folder and below. Flags and the environment override\n\
             # them. Keys and tokens do not belong here: they stay in the environment.\n"
                .to_owned(),
        );
        file.comment(
            "`local`: the embedded stack, no account, no cost; `cloud`: AWS, Honeycomb and Rollbar",
        );
        file.key("target", self.target.map(|t| t.to_string().into()), "local");
        file.comment(
            "AWS region; by default that of the AWS profile, and us-east-1 for the local stack",
        );
        file.text("region", self.region.as_ref(), "us-east-1");
        file.comment("AWS profile for `--target cloud`");
        file.text("aws_profile", self.aws_profile.as_ref(), "default");
        file.comment("service name in traces, as the app sets it (OTEL_SERVICE_NAME)");
        file.text("service", self.service.as_ref(), super::DEFAULT_SERVICE);
        file.comment("time format: relative, local or utc");
        let time = self.time.map(|time| match time {
            TimeStyle::Local => "local".into(),
            TimeStyle::Utc => "utc".into(),
            TimeStyle::Relative => "relative".into(),
        });
        file.key("time", time, "relative");

        file.table("xray");
        file.comment("the group that `xray create-group` creates, and its filter");
        file.text("group", self.xray.group.as_ref(), self.xray_group());
        file.text("filter", self.xray.filter.as_ref(), &self.xray_filter());

        file.table("logs");
        file.comment("log group that the app writes to");
        file.text("group", self.logs.group.as_ref(), self.log_group());
        file.comment("days to keep log events; without it they are never deleted, so storage cost keeps growing");
        let days = self
            .logs
            .retention_days
            .map(|days| Value::from(i64::from(days)));
        file.key("retention_days", days, 7);

        file.table("honeycomb");
        file.comment("https://api.eu1.honeycomb.io for teams in the EU");
        let url = "https://api.honeycomb.io";
        file.text("api_url", self.honeycomb.api_url.as_ref(), url);

        file.table("rollbar");
        file.comment("environment name of Rollbar items");
        let environment = self.rollbar.environment.as_ref();
        file.text("environment", environment, self.rollbar_environment());
        let url = "https://api.rollbar.com/api/1";
        file.text("api_url", self.rollbar.api_url.as_ref(), url);

        file.table("local");
        file.comment("size limit of the local stack's data; beyond it, the oldest is deleted");
        let size = self.local.max_size.map(|size| size.to_string().into());
        file.key("max_size", size, "4GiB");
        file.0
    }
}

impl File {
    fn table(&mut self, name: &str) {
        self.0.push_str(&format!("\n[{name}]"));
    }

    fn comment(&mut self, text: &str) {
        self.0.push_str(&format!("\n# {text}\n"));
    }

    fn text(&mut self, name: &str, value: Option<&String>, default: &str) {
        self.key(name, value.map(|text| Value::from(text.as_str())), default);
    }

    fn key(&mut self, name: &str, value: Option<Value>, default: impl Into<Value>) {
        let line = match value {
            Some(value) => format!("{name} = {value}\n"),
            None => format!("# {name} = {}\n", default.into()),
        };
        self.0.push_str(&line);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::settings::{
        HoneycombSettings, LocalSettings, LogsSettings, RollbarSettings, XraySettings,
    };
    use crate::model::{ByteSize, Target};

    use super::*;

    fn read(text: &str) -> toml::Table {
        let settings: Settings = toml::from_str(text).unwrap();
        toml::Table::try_from(settings).unwrap()
    }

    fn full() -> Settings {
        let odd = || Some("it's $HOME \"#1\" \\ ünï".to_owned());
        let url = |url: &str| Some(url.to_owned());
        Settings {
            target: Some(Target::Cloud),
            region: Some("eu-central-1".to_owned()),
            aws_profile: odd(),
            time: Some(TimeStyle::Utc),
            service: odd(),
            xray: XraySettings {
                group: Some("Odd-1".to_owned()),
                filter: Some("service(\"x\")\n".to_owned()),
            },
            logs: LogsSettings {
                group: Some("/odd/group_1.#".to_owned()),
                retention_days: Some(30),
            },
            honeycomb: HoneycombSettings {
                api_url: url("https://api.eu1.honeycomb.io"),
            },
            rollbar: RollbarSettings {
                api_url: url("https://api.rollbar.com/api/1/"),
                environment: odd(),
            },
            local: LocalSettings {
                max_size: Some(ByteSize(2_000_000_000)),
            },
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for settings in [Settings::default(), full()] {
            let text = settings.to_text();
            assert_eq!(
                read(&text),
                toml::Table::try_from(&settings).unwrap(),
                "{text}"
            );
        }
    }

    #[test]
    fn every_key_is_explained_and_its_default_is_valid() {
        let text = Settings::default().to_text();
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if key.contains(" = ") => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let keys = |table: &toml::Table| -> Vec<String> {
            let mut keys: Vec<String> = table
                .iter()
                .flat_map(|(name, value)| match value {
                    Value::Table(inner) => {
                        inner.keys().map(|key| format!("{name}.{key}")).collect()
                    }
                    _ => vec![name.clone()],
                })
                .collect();
            keys.sort();
            keys
        };
        let all = toml::Table::try_from(full()).unwrap();
        assert_eq!(keys(&read(&uncommented)), keys(&all));
    }
}
