//! What `init` has to know, from flags, the settings file, the environment and defaults.

use secrecy::SecretString;

use super::{InitArgs, Place, Site};
use crate::config::{LOCAL_REGION, Settings};
use crate::context::Ctx;
use crate::error::{Error, Hint, Result};
use crate::model::{self, CLOUD_SECRETS, LOCAL_KEY, Target, check_group_name, check_text};
use crate::project::templates::TemplateValues;
use crate::providers::env_targets::Gitpod;
use crate::providers::regions;

pub(super) const HONEYCOMB_US: &str = "https://api.honeycomb.io";
pub(super) const HONEYCOMB_EU: &str = "https://api.eu1.honeycomb.io";

pub(super) struct Answers {
    /// What is written down; the target is always among it.
    pub(super) settings: Settings,
    pub(super) compose_service: String,
    /// Honeycomb's address where the environment has one that no project may name.
    pub(super) honeycomb: Option<String>,
    pub(super) place: Place,
    /// The secrets that are given, by the name of their variable.
    pub(super) secrets: Vec<(&'static str, SecretString)>,
}

impl Answers {
    /// Flags win over the file, which wins over the environment.
    pub(super) fn given(ctx: &Ctx, args: &InitArgs) -> Result<Self> {
        let config = &ctx.config;
        let mut settings = config.settings.clone();
        let target = config.target;
        settings.target = Some(target);
        let from_env = || {
            let names = ["AWS_REGION", "AWS_DEFAULT_REGION"];
            names.iter().find_map(|name| config.env().get(name))
        };
        settings.region = match (&config.region, target) {
            (Some(region), _) => Some(region.clone()),
            // the local stack needs none, and takes none from the environment
            (None, Target::Local) => None,
            (None, Target::Cloud) => from_env().map(str::to_owned),
        };
        settings.aws_profile.clone_from(&config.aws_profile);
        let given = |flag: &Option<String>, setting: &mut Option<String>| {
            if flag.is_some() {
                setting.clone_from(flag);
            }
        };
        given(&args.service, &mut settings.service);
        given(&args.group, &mut settings.xray.group);
        given(&args.log_group, &mut settings.logs.group);
        given(&args.rollbar_environment, &mut settings.rollbar.environment);
        settings.honeycomb.api_url = match args.honeycomb {
            Some(Site::Us) => None,
            Some(Site::Eu) => Some(HONEYCOMB_EU.to_owned()),
            None => settings.honeycomb.api_url,
        };
        let mut honeycomb = None;
        if target == Target::Cloud && args.honeycomb.is_none() {
            match config.honeycomb_of_environment()? {
                Some(url) if url == HONEYCOMB_US => settings.honeycomb.api_url = None,
                Some(url) if url == HONEYCOMB_EU => settings.honeycomb.api_url = Some(url),
                other => honeycomb = other,
            }
        }
        let compose_service = args.compose_service.clone();
        let mut answers = Self {
            settings,
            honeycomb,
            compose_service: compose_service
                .unwrap_or_else(|| crate::config::DEFAULT_SERVICE.to_owned()),
            place: args.env.unwrap_or_else(|| default_place(ctx, target)),
            secrets: Vec::new(),
        };
        if target == Target::Cloud {
            answers.take_secrets(ctx)?;
        }
        Ok(answers)
    }

    /// The secrets that this process was given; the local stack's are none.
    pub(super) fn take_secrets(&mut self, ctx: &Ctx) -> Result<()> {
        let env = ctx.config.env();
        // keys with a session token end within hours: they are not written down
        let passing = env.get("AWS_SESSION_TOKEN").is_some();
        self.secrets.clear();
        for (name, _) in CLOUD_SECRETS {
            let is_ours = env.get(name) == Some(LOCAL_KEY);
            if is_ours || (passing && name.starts_with("AWS_")) {
                continue;
            }
            if let Some(key) = env.key(name)? {
                self.secrets.push((name, key));
            }
        }
        Ok(())
    }

    /// What the app would miss on the cloud, beside what `there` names.
    pub(super) fn missing(&self, there: &[String]) -> Vec<&'static str> {
        let wanted: &[&str] = match self.target() {
            Target::Local => &[],
            Target::Cloud => &["HONEYCOMB_API_KEY", "ROLLBAR_ACCESS_TOKEN"],
        };
        let given = |name: &str| self.secrets.iter().any(|(known, _)| *known == name);
        let known = |name: &str| given(name) || there.iter().any(|known| known == name);
        wanted.iter().copied().filter(|name| !known(name)).collect()
    }

    pub(super) fn target(&self) -> Target {
        self.settings.target.unwrap_or_default()
    }

    /// Refuses what no service would take, whichever way it came.
    pub(super) fn check(&self) -> Result<()> {
        let wrong = |what: &str, why: String| {
            Error::usage(format!("invalid {what}: {why}"))
                .hint(Hint::run(["init", "--help"], "list the flags"))
        };
        let settings = &self.settings;
        check_text(settings.service()).map_err(|why| wrong("the service's name", why))?;
        check_group(settings.xray_group()).map_err(|why| wrong("X-Ray group name", why))?;
        check_log_group(settings.log_group()).map_err(|why| wrong("log group name", why))?;
        check_text(settings.rollbar_environment())
            .map_err(|why| wrong("the Rollbar environment", why))?;
        check_text(&self.compose_service).map_err(|why| wrong("Compose service name", why))?;
        match (&settings.region, self.target()) {
            (Some(region), _) => regions::check(region),
            (None, Target::Local) => Ok(()),
            (None, Target::Cloud) => Err(Error::usage("no AWS region is configured")
                .hint("use `--region eu-central-1` or set AWS_REGION")),
        }
    }

    pub(super) fn honeycomb_url(&self) -> &str {
        let chosen = self.honeycomb.as_deref();
        chosen
            .or(self.settings.honeycomb.api_url.as_deref())
            .unwrap_or(HONEYCOMB_US)
    }

    pub(super) fn template_values(&self) -> TemplateValues {
        let settings = &self.settings;
        TemplateValues {
            service: settings.service().to_owned(),
            compose_service: self.compose_service.clone(),
            region: settings
                .region
                .clone()
                .unwrap_or_else(|| LOCAL_REGION.to_owned()),
            log_group: settings.log_group().to_owned(),
            sampling_rule: settings.xray_group().to_owned(),
            honeycomb_url: self.honeycomb_url().to_owned(),
            rollbar_environment: settings.rollbar_environment().to_owned(),
        }
    }
}

/// Gitpod keeps its variables for all of a user's workspaces: what points at the local
/// stack of one of them has no place there.
pub(super) fn default_place(ctx: &Ctx, target: Target) -> Place {
    match target {
        Target::Cloud if has_gp(ctx) => Place::Gitpod,
        Target::Cloud | Target::Local => Place::Dotenv,
    }
}

/// Whether Gitpod's program is on the PATH.
pub(super) fn has_gp(ctx: &Ctx) -> bool {
    ctx.config.env().get("PATH").is_some_and(Gitpod::is_on)
}

type Checked = std::result::Result<(), String>;

pub(super) fn check_group(text: &str) -> Checked {
    check_group_name(text).map_err(|error| error.to_string())
}

pub(super) fn check_log_group(text: &str) -> Checked {
    model::check_log_group(text).map_err(|error| error.to_string())
}

pub(super) fn check_region(text: &str) -> Checked {
    regions::check(text).map_err(|error| match error.hints() {
        [Hint::Text(hint), ..] => format!("{error}: {hint}"),
        _ => error.to_string(),
    })
}
