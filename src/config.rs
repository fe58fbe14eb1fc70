//! Merges flags, environment, `cruddur-obs.toml` and defaults into one `Config`, in this order of
//! precedence.
//!
//! Only this module, `app/env.rs` and `process.rs` read the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use crate::error::{Error, Result, ResultExt as _};
use crate::model::{
    AwsAccess, Clock, ColorChoice, Endpoints, Format, HttpAccess, LOCAL_KEY, Names, StackAddrs,
    StackHosts, Target, TimeStyle, local_environment,
};
use crate::runtime::Dirs;

mod acl;
mod address;
mod checks;
mod cloud;
mod settings;
mod trust;
mod user;
mod written;
pub(crate) use settings::{DEFAULT_SERVICE, LocalSettings, Settings};
pub(crate) use user::{UserSettings, nearest_settings, trust};

/// A project's settings file, searched for in the working directory and its parents.
pub(crate) const FILE_NAME: &str = "cruddur-obs.toml";

/// The global flags of the command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Flags {
    pub target: Option<Target>,
    pub output: Option<Format>,
    pub jq: Option<String>,
    pub color: ColorChoice,
    pub quiet: bool,
    pub verbose: u8,
    pub config: Option<PathBuf>,
    pub region: Option<String>,
    pub aws_profile: Option<String>,
    pub time: Option<TimeStyle>,
}

/// A snapshot of the environment, taken at the start.
#[derive(Debug, Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

/// The configuration of a command.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    pub target: Target,
    pub format: Format,
    pub jq: Option<String>,
    pub color: ColorChoice,
    pub quiet: bool,
    pub verbose: u8,
    pub time: TimeStyle,
    /// The target given on the command line.
    pub said_target: Option<Target>,
    /// Whether the time style was chosen at all. Log lines have their own default.
    pub time_chosen: bool,
    /// Whether the time style was given on the command line, and so applies in a pipe too.
    pub said_time: bool,
    /// The chosen region; `None` leaves it to the SDK's chain.
    pub region: Option<String>,
    /// The region given on the command line.
    pub said_region: Option<String>,
    pub aws_profile: Option<String>,
    /// The settings file, if there is one.
    pub file: Option<PathBuf>,
    pub settings: Settings,
    /// The user's settings for all projects.
    user: UserSettings,
    pub dirs: Dirs,
    pub clock: Clock,
    /// The value of COLUMNS, if set.
    pub columns: Option<u16>,
    env: Environment,
}

/// The local stack's region if none was chosen.
pub(crate) const LOCAL_REGION: &str = "us-east-1";

impl Environment {
    /// Reads the environment of this process, without values that are not UTF-8.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    pub(crate) fn from_process() -> Self {
        Self(
            std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
        )
    }

    /// Returns a variable if it is set and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|v| !v.is_empty())
    }

    /// Returns all variables that are set and not empty.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        let set = self.0.iter().filter(|(_, value)| !value.is_empty());
        set.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns a key, trimmed. The error for an invalid key names only the variable.
    pub(crate) fn key(&self, name: &str) -> Result<Option<SecretString>> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        match address::key(text) {
            Ok("") => Ok(None),
            Ok(key) => Ok(Some(SecretString::from(key))),
            Err(why) => Err(Error::usage(format!("invalid {name}: {why}"))
                .hint(format!("set {name} to the key only, on one line"))),
        }
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl Config {
    /// Loads the configuration. Errors name the invalid flag, variable or line of the file.
    pub(crate) fn load(flags: Flags, env: Environment, working_dir: &Path) -> Result<Self> {
        let trusted = trust::Trusted::new(&env);
        let user = UserSettings::load(&env, &trusted)?;
        let file = match &flags.config {
            Some(path) => Some((path.clone(), trust::read_named(path)?)),
            None => match trust::nearest(working_dir, FILE_NAME) {
                Some(path) if path.parent().is_some_and(|folder| user.trusts(folder)) => {
                    let text = trust::read_named(&path)?;
                    Some((path, text))
                }
                Some(path) => {
                    let text = trusted.read(&path, || user::how_to_trust(&path))?;
                    Some((path, text))
                }
                None => None,
            },
        };
        let settings = match &file {
            Some((path, text)) => settings::located(path, text)?,
            None => Settings::default(),
        };
        Self::settle(flags, env, user, file.map(|(path, _)| path), settings)
    }

    /// Like [`Self::load`], but ignores the project's settings.
    pub(crate) fn without_project(flags: Flags, env: Environment) -> Result<Self> {
        let user = UserSettings::load(&env, &trust::Trusted::new(&env))?;
        Self::settle(flags, env, user, None, Settings::default())
    }

    fn settle(
        flags: Flags,
        env: Environment,
        user: UserSettings,
        file: Option<PathBuf>,
        settings: Settings,
    ) -> Result<Self> {
        let target = match (flags.target, env.get("CRUDDUR_OBS_TARGET")) {
            (Some(target), _) => target,
            (None, Some(text)) => target_of(text)?,
            (None, None) => settings.target.unwrap_or_default(),
        };
        let color = match flags.color {
            ColorChoice::Auto if env.get("NO_COLOR").is_some() => ColorChoice::Never,
            choice => choice,
        };
        Ok(Self {
            target,
            said_target: flags.target,
            format: match (flags.output, &flags.jq) {
                (Some(format @ (Format::Table | Format::Csv)), Some(_)) => {
                    let format = if format == Format::Csv {
                        "csv"
                    } else {
                        "table"
                    };
                    return Err(Error::usage(format!(
                        "`--jq` works on JSON, not on `--output {format}`"
                    ))
                    .hint("leave out `--output`, or use `--output json`"));
                }
                (Some(format), _) => format,
                (None, Some(_)) => Format::Json,
                (None, None) => Format::Table,
            },
            jq: flags.jq,
            color,
            quiet: flags.quiet,
            verbose: flags.verbose,
            time: flags.time.or(settings.time).unwrap_or_default(),
            time_chosen: flags.time.or(settings.time).is_some(),
            said_time: flags.time.is_some(),
            said_region: flags.region.clone(),
            region: flags.region.or_else(|| settings.region.clone()),
            aws_profile: flags.aws_profile.or_else(|| settings.aws_profile.clone()),
            file,
            settings,
            user,
            dirs: dirs(&env)?,
            clock: clock(&env)?,
            columns: env.get("COLUMNS").and_then(|text| text.parse().ok()),
            env,
        })
    }

    pub(crate) fn env(&self) -> &Environment {
        &self.env
    }

    /// Returns the endpoints of the running local stack. They contain nothing from the environment,
    /// so that local commands can never reach an account.
    pub(crate) fn local_endpoints(&self, addrs: &StackAddrs) -> Endpoints {
        let url = format!("http://{}", addrs.reachable(addrs.services));
        let http = |path: &str| HttpAccess {
            url: format!("{url}{path}"),
            key: Some(SecretString::from(LOCAL_KEY)),
            write_key: Some(SecretString::from(LOCAL_KEY)),
            key_source: "the local stack takes any".to_owned(),
            place: "the local stack".to_owned(),
            url_source: None,
            local: true,
        };
        Endpoints {
            aws: AwsAccess::Fixed {
                url: url.clone(),
                region: self
                    .region
                    .clone()
                    .unwrap_or_else(|| LOCAL_REGION.to_owned()),
                access_key_id: LOCAL_KEY.to_owned(),
                secret_access_key: LOCAL_KEY.to_owned(),
            },
            honeycomb: http(""),
            rollbar: http("/api/1"),
        }
    }

    /// Returns the variables that point a program on this machine at the local stack.
    pub(crate) fn stack_environment(&self, addrs: &StackAddrs) -> Vec<(String, String)> {
        let region = self.region.as_deref().unwrap_or(LOCAL_REGION);
        local_environment(&StackHosts::from(addrs), &self.names(), region)
    }

    /// Returns the names under which a program reports its telemetry.
    pub(crate) fn names(&self) -> Names<'_> {
        Names {
            service: self.settings.service(),
            region: self.region.as_deref(),
            log_group: self.settings.log_group(),
            rollbar_environment: self.settings.rollbar_environment(),
            metrics_exporter: self.metrics_exporter(),
        }
    }

    /// Returns where a program exports metrics: the value that is set, or `none`, because the local
    /// stack does not store metrics and Honeycomb counts each of them.
    pub(crate) fn metrics_exporter(&self) -> &str {
        self.env.get("OTEL_METRICS_EXPORTER").unwrap_or("none")
    }

    /// Checks that a file for secrets is as safe from other users as a settings file must be.
    pub(crate) fn check_own_file(&self, path: &Path) -> Result<()> {
        trust::Trusted::new(&self.env).check(path)
    }

    /// Returns the same configuration without these environment variables.
    #[must_use]
    pub(crate) fn without_variables(&self, names: &[&str]) -> Self {
        let mut config = self.clone();
        config.env.0.retain(|name, _| !names.contains(&&**name));
        config
    }

    /// Returns the flag that makes another run of this program use the same settings file. This run
    /// has already checked that the file is trusted.
    pub(crate) fn file_flag(&self) -> Option<OsString> {
        let file = self.file.as_ref()?;
        let mut flag = OsString::from("--config=");
        flag.push(file);
        Some(flag)
    }

    /// Returns the variables that make another run of this program use the same folders.
    pub(crate) fn dirs_environment(&self) -> Vec<(String, String)> {
        const NAMES: [&str; 6] = [
            "CRUDDUR_OBS_HOME",
            "XDG_DATA_HOME",
            "XDG_RUNTIME_DIR",
            // these decide which settings files are trusted
            "XDG_CONFIG_HOME",
            "SUDO_UID",
            "SUDO_GID",
        ];
        NAMES
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), self.env.get(name)?.to_owned())))
            .collect()
    }
}

fn target_of(text: &str) -> Result<Target> {
    match text {
        "local" => Ok(Target::Local),
        "cloud" => Ok(Target::Cloud),
        _ => Err(Error::usage(format!(
            "invalid CRUDDUR_OBS_TARGET `{text}`: expected `local` or `cloud`"
        ))),
    }
}

/// Everything is in CRUDDUR_OBS_HOME, if set, otherwise in the user's XDG data folder.
fn dirs(env: &Environment) -> Result<Dirs> {
    if let Some(home) = env.get("CRUDDUR_OBS_HOME") {
        let home =
            std::path::absolute(home).or_fail(|| "CRUDDUR_OBS_HOME is no path".to_owned())?;
        return Ok(Dirs::new(home));
    }
    let data = match (env.get("XDG_DATA_HOME"), env.get("HOME")) {
        (Some(data), _) => PathBuf::from(data),
        (None, Some(home)) => Path::new(home).join(".local/share"),
        (None, None) => {
            return Err(Error::failed("neither HOME nor XDG_DATA_HOME is set")
                .hint("set CRUDDUR_OBS_HOME to the folder for the local stack's data"));
        }
    };
    let data = data.join("cruddur-obs");
    let runtime = env.get("XDG_RUNTIME_DIR");
    Ok(Dirs {
        data,
        former: runtime.map(|folder| Path::new(folder).join("cruddur-obs")),
    })
}

/// Tests set the clock of the command line and of the stack with the same variable.
fn clock(env: &Environment) -> Result<Clock> {
    match env.get("CRUDDUR_OBS_CLOCK") {
        None => Ok(Clock::System),
        Some(text) => text.parse().map(Clock::Fixed).map_err(|_| {
            Error::usage(format!(
                "invalid CRUDDUR_OBS_CLOCK `{text}`: expected an RFC 3339 time"
            ))
        }),
    }
}
