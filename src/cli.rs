//! The command tree: global flags, nouns, and the one dispatch.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::commands::{
    backend, completions, env, honeycomb, init, local, logs, man, rollbar, traces, trust, whole,
    xray,
};
use crate::config::{Config, Environment, Flags};
use crate::context::Ctx;
use crate::error::{Error, Result, ResultExt as _};
use crate::model::{ColorChoice, Format, Target, TimeStyle, Version};

/// Honeycomb, AWS X-Ray, CloudWatch Logs and Rollbar from one command line, and a
/// local stack that answers their APIs
#[derive(Debug, Parser)]
#[command(name = "cruddur-obs", version = Version::text(), disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    /// Which side to act on: the embedded stack, or AWS, Honeycomb and Rollbar
    /// [default: local] [env: CRUDDUR_OBS_TARGET]
    #[arg(long, global = true, value_enum, hide_possible_values = false)]
    target: Option<Target>,

    /// How to write data to stdout [default: table]
    #[arg(short, long, global = true, value_enum)]
    output: Option<Format>,

    /// Filter the JSON output with a jq expression; strings are printed raw
    #[arg(long, global = true, value_name = "EXPR")]
    jq: Option<String>,

    /// When to colour
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,

    /// Say nothing but data, warnings and errors
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Say more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,

    /// The settings file [default: cruddur-obs.toml here or in a parent folder]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// The AWS region
    #[arg(long, global = true)]
    region: Option<String>,

    /// The profile of the AWS configuration to use with `--target cloud`
    #[arg(long, global = true, value_name = "NAME")]
    aws_profile: Option<String>,

    /// How to write times, and in which zone times without one are read [default: relative]
    #[arg(long, global = true, value_enum, value_name = "STYLE")]
    time: Option<TimeStyle>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The main job in one command: a stack, the backend, traffic, and the queries that
    /// a person would run
    Demo(whole::demo::DemoArgs),
    /// The local stack and the backend in the foreground with one live view; Ctrl-C
    /// stops both
    Up(whole::up::UpArgs),
    /// The instrumented Cruddur backend: start, stop, look at it and send it traffic
    #[command(subcommand)]
    Backend(backend::Command),
    /// Honeycomb: what an API key is and may do
    #[command(subcommand)]
    Honeycomb(honeycomb::Command),
    /// The embedded local stack: start, stop, look at and reset it
    #[command(subcommand)]
    Local(local::Command),
    /// Set a project up: its settings, its environment and the files around it
    Init(init::InitArgs),
    /// The environment of other programs
    #[command(subcommand)]
    Env(env::Command),
    /// Log groups and what is logged: create, list, tail
    #[command(subcommand)]
    Logs(logs::Command),
    /// Error items: list, look at and resolve them
    #[command(subcommand)]
    Rollbar(rollbar::Command),
    /// Traces: the newest, one with its log lines and its error, and new ones as they come
    #[command(subcommand)]
    Traces(traces::Command),
    /// AWS X-Ray: groups, sampling rules and the service map
    #[command(subcommand)]
    Xray(xray::Command),
    /// Trust the settings file of a folder that other users own or can write to
    Trust(trust::TrustArgs),
    /// Print what makes a shell complete commands and flags
    Completions(completions::CompletionsArgs),
    /// Print a manual page
    Man(man::ManArgs),
}

impl Command {
    /// The name of a command for which the target makes no difference. The default that the
    /// environment or the settings name is for the others; a flag can only be a mistake.
    fn of_this_machine(&self) -> Option<&'static str> {
        match self {
            Self::Demo(_) => Some("demo"),
            Self::Up(_) => Some("up"),
            Self::Local(_) => Some("local"),
            Self::Backend(command) => command.of_this_machine(),
            _ => None,
        }
    }
}

impl Cli {
    /// Whether an error may be coloured; known before there is a configuration.
    pub fn colors_errors(&self) -> bool {
        match self.global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stderr().is_terminal()
                    && Environment::of_process().get("NO_COLOR").is_none()
            }
        }
    }
}

/// Runs the command. The configuration is settled only for those that use it.
pub fn run(cli: Cli) -> Result<()> {
    whole::end_with_parent();
    let said = cli.global.target;
    if said == Some(Target::Cloud)
        && let Some(command) = cli.command.of_this_machine()
    {
        return Err(Error::usage(format!(
            "`{command}` acts on this machine only, not on `--target cloud`"
        ))
        .hint("leave out `--target cloud`"));
    }
    let done = dispatch(cli);
    match said {
        Some(target) => done.map_err(|error| error.with_hints(|hint| target.aimed(hint))),
        None => done,
    }
}

fn dispatch(cli: Cli) -> Result<()> {
    let flags = cli.global.flags();
    let without_project = {
        let flags = flags.clone();
        || Ctx::new(Config::without_project(flags, Environment::of_process())?)
    };
    let ctx = || {
        let working_dir =
            std::env::current_dir().or_fail(|| "there is no working folder".to_owned())?;
        Ctx::new(Config::load(
            flags,
            Environment::of_process(),
            &working_dir,
        )?)
    };
    match cli.command {
        Command::Demo(args) => whole::demo::run(&ctx()?, &args),
        Command::Up(args) => whole::up::run(&ctx()?, &args),
        Command::Backend(command) => backend::run(&ctx()?, command),
        Command::Honeycomb(command) => honeycomb::run(&ctx()?, command),
        Command::Local(command) => local::run(&ctx()?, command),
        Command::Init(args) => init::run(&ctx()?, &args),
        Command::Env(command) => env::run(&ctx()?, command),
        Command::Logs(command) => logs::run(&ctx()?, command),
        Command::Rollbar(command) => rollbar::run(&ctx()?, command),
        Command::Traces(command) => traces::run(&ctx()?, command),
        Command::Xray(command) => xray::run(&ctx()?, command),
        // settings that are not trusted yet are not looked at
        Command::Trust(args) => trust::run(&without_project()?, &args),
        Command::Completions(args) => completions::run(&args, &Cli::command()),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

impl Global {
    fn flags(self) -> Flags {
        Flags {
            target: self.target,
            output: self.output,
            jq: self.jq,
            color: self.color,
            quiet: self.quiet,
            verbose: self.verbose,
            config: self.config,
            region: self.region,
            aws_profile: self.aws_profile,
            time: self.time,
        }
    }
}
