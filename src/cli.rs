//! The command tree: global flags, nouns, and the one dispatch.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::commands::manual::{self, help, man};
use crate::commands::{
    backend, completions, demo, env, honeycomb, init, local, logs, rollbar, session, traces, trust,
    up, xray,
};
use crate::config::{Config, Environment, Flags};
use crate::context::Ctx;
use crate::error::{Error, Result, ResultExt as _};
use crate::model::{ColorChoice, Format, Target, TimeStyle, Version};

mod suggest;
use suggest::with_suggestions;

/// Observability from one command line: Honeycomb, AWS X-Ray, CloudWatch Logs and Rollbar, in
/// the cloud or on an embedded local stack
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
    /// Where to act: the local stack, or AWS, Honeycomb and Rollbar [default: local] [env:
    /// CRUDDUR_OBS_TARGET]
    #[arg(long, global = true, value_enum, hide_possible_values = false)]
    target: Option<Target>,

    /// Output format [default: table]
    #[arg(short, long, global = true, value_enum)]
    output: Option<Format>,

    /// Filter JSON output with a jq expression; print strings raw
    #[arg(long, global = true, value_name = "EXPR")]
    jq: Option<String>,

    /// When to use color
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,

    /// Print only data, warnings and errors
    #[arg(short, long, global = true)]
    quiet: bool,

    /// Print more: details of requests, stack traces, all operations
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,

    /// Settings file [default: cruddur-obs.toml here or in a parent folder]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,

    /// AWS region
    #[arg(long, global = true)]
    region: Option<String>,

    /// AWS profile to use with `--target cloud`
    #[arg(long, global = true, value_name = "NAME")]
    aws_profile: Option<String>,

    /// Time format, and the zone assumed for times without one [default: relative]
    #[arg(long, global = true, value_enum, value_name = "STYLE")]
    time: Option<TimeStyle>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// See it all in five seconds: local stack, sample backend, traffic and the main queries
    ///
    /// Starts a stack and a backend of its own on free ports, with their data in a temporary
    /// folder: whatever already runs is left alone, and everything is stopped and deleted at the
    /// end.
    Demo(demo::DemoArgs),
    /// Run the local stack and the backend with one live view, until Ctrl-C
    ///
    /// The view shows requests, traces and errors as they come. Ctrl-C stops the backend, then the
    /// stack; the data stays.
    Up(up::UpArgs),
    /// Set up a project: settings, environment variables and files
    ///
    /// Asks for names and keys, then writes cruddur-obs.toml, the variables of your app, and templates
    /// for Compose, Gitpod, an OpenTelemetry collector, IAM and sampling rules. Files that exist and
    /// differ are shown and kept.
    Init(init::InitArgs),
    /// Print environment variables for your app
    #[command(subcommand)]
    Env(env::Command),
    /// Start, stop, inspect and reset the local stack
    #[command(subcommand)]
    Local(local::Command),
    /// Run the instrumented sample backend and send it traffic
    #[command(subcommand)]
    Backend(backend::Command),
    /// List, show and follow traces
    #[command(subcommand)]
    Traces(traces::Command),
    /// Create log groups; put, search and tail log events
    #[command(subcommand)]
    Logs(logs::Command),
    /// Manage X-Ray groups and sampling rules, and show the service map
    #[command(subcommand)]
    Xray(xray::Command),
    /// List, show and resolve Rollbar items
    #[command(subcommand)]
    Rollbar(rollbar::Command),
    /// Check a Honeycomb API key and its permissions
    #[command(subcommand)]
    Honeycomb(honeycomb::Command),
    /// Trust the settings file in a folder that others can write to
    ///
    /// A settings file chooses where your keys are sent, so one that other users own or can write to
    /// is ignored until you trust its folder. This adds the folder to the list `trusted` in
    /// `~/.config/cruddur-obs/config.toml`; to undo it, remove the folder from that list.
    Trust(trust::TrustArgs),
    /// Generate shell completions
    ///
    /// For one session: source <(cruddur-obs completions bash)
    ///
    /// To keep them, write the output where the shell looks:
    ///   bash        ~/.local/share/bash-completion/completions/cruddur-obs
    ///   zsh         a folder of $fpath, as _cruddur-obs
    ///   fish        ~/.config/fish/completions/cruddur-obs.fish
    ///   powershell  a file that $PROFILE dot-sources
    ///   elvish      a file that ~/.config/elvish/rc.elv evaluates
    #[command(verbatim_doc_comment)]
    Completions(completions::CompletionsArgs),
    /// Explain a command
    Help(help::HelpArgs),
    /// Show or write manual pages
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
    /// Parses the command line of this process. Help is an error, as clap has it.
    pub fn of_process() -> Result<Self, clap::Error> {
        Self::try_parse().map_err(|error| {
            if error.kind() != ErrorKind::DisplayHelp {
                let args: Vec<String> = std::env::args_os()
                    .skip(1)
                    .map(|arg| arg.to_string_lossy().into_owned())
                    .collect();
                return with_suggestions(error, &Self::command(), &args);
            }
            // only help has examples: no other start pays for them
            match manual::with_examples(Self::command()).try_get_matches() {
                Err(help) => help,
                Ok(_) => error,
            }
        })
    }

    /// The target that was typed.
    pub fn target(&self) -> Option<Target> {
        self.global.target
    }

    /// Whether an error may be coloured; known before there is a configuration.
    pub fn colors_errors(&self) -> bool {
        match self.global.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                std::io::stderr().is_terminal()
                    && Environment::from_process().get("NO_COLOR").is_none()
            }
        }
    }
}

/// Runs the command. The configuration is settled only for those that use it.
pub fn run(cli: Cli) -> Result<()> {
    session::end_with_parent();
    if cli.target() == Some(Target::Cloud)
        && let Some(command) = cli.command.of_this_machine()
    {
        return Err(Error::usage(format!(
            "`{command}` acts on this machine only, not on `--target cloud`"
        ))
        .hint("leave out `--target cloud`"));
    }
    let flags = cli.global.flags();
    let without_project = {
        let flags = flags.clone();
        || Ctx::new(Config::without_project(flags, Environment::from_process())?)
    };
    let ctx = || {
        let working_dir =
            std::env::current_dir().or_fail(|| "there is no working folder".to_owned())?;
        Ctx::new(Config::load(
            flags,
            Environment::from_process(),
            &working_dir,
        )?)
    };
    match cli.command {
        Command::Demo(args) => with(ctx(), |ctx| demo::run(ctx, &args)),
        Command::Up(args) => with(ctx(), |ctx| up::run(ctx, &args)),
        Command::Backend(command) => with(ctx(), |ctx| backend::run(ctx, command)),
        Command::Honeycomb(command) => with(ctx(), |ctx| honeycomb::run(ctx, command)),
        Command::Local(command) => with(ctx(), |ctx| local::run(ctx, command)),
        Command::Init(args) => with(ctx(), |ctx| init::run(ctx, &args)),
        Command::Env(command) => with(ctx(), |ctx| env::run(ctx, command)),
        Command::Logs(command) => with(ctx(), |ctx| logs::run(ctx, command)),
        Command::Rollbar(command) => with(ctx(), |ctx| rollbar::run(ctx, command)),
        Command::Traces(command) => with(ctx(), |ctx| traces::run(ctx, command)),
        Command::Xray(command) => with(ctx(), |ctx| xray::run(ctx, command)),
        // settings that are not trusted yet are not looked at
        Command::Trust(args) => with(without_project(), |ctx| trust::run(ctx, &args)),
        Command::Completions(args) => completions::run(&args, &Cli::command()),
        Command::Help(args) => help::run(&args, manual::with_examples(Cli::command())),
        Command::Man(args) => man::run(&args, Cli::command()),
    }
}

/// Does the work, and says at its end what was to be said with a value that never came.
fn with(ctx: Result<Ctx>, work: impl FnOnce(&Ctx) -> Result<()>) -> Result<()> {
    let ctx = ctx?;
    let done = work(&ctx);
    ctx.output.say_kept();
    done
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
