//! The context of a command: the configuration, the output, the clock, and the services, each
//! created on first use.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::config::Config;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::model::{
    Clock, Endpoints, HttpAccess, INCOMPLETE_HEADER, LOCAL_KEY, Notice, PROGRAM_SECRETS,
    StackAddrs, StackStatus, Target, TimeRange, Version, gets_on_with,
};
use crate::providers;
use crate::providers::aws::Aws;
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::honeycomb::Honeycomb;
use crate::providers::incomplete::Skips;
use crate::providers::rollbar::Rollbar;
use crate::providers::xray::Xray;
use crate::render::{self, Output};
use crate::runtime::Running;

mod local_stack;
mod open_telemetry;
mod own_aws;
pub(crate) use own_aws::{LocalVariables, OwnKeys, STAND_IN};

pub(crate) struct Ctx {
    pub config: Config,
    pub output: Output,
    pub clock: Clock,
    /// Whether the running stack's version was found to differ from this one.
    compared: AtomicBool,
    /// The data missing from the services' answers.
    skips: Skips,
}

/// The name of the stack's lock and state file.
pub(crate) const STACK: &str = "stack";
/// The name of the backend's lock and state file.
pub(crate) const BACKEND: &str = "backend";

impl Ctx {
    pub(crate) fn new(config: Config) -> Result<Self> {
        let output = Output::new(&render_settings(&config))?;
        Ok(Self {
            clock: config.clock,
            output,
            config,
            compared: AtomicBool::new(false),
            skips: Skips::default(),
        })
    }

    /// Returns the running local stack, if there is one. Warns once if its version may be
    /// incompatible.
    pub(crate) fn running_stack(&self) -> Result<Option<Running<StackAddrs>>> {
        let running = self.config.dirs.running::<StackAddrs>(STACK)?;
        if let Some(running) = &running {
            self.compare_version(running.version.as_deref());
        }
        Ok(running)
    }

    fn compare_version(&self, of_stack: Option<&str>) {
        if of_stack.is_some_and(gets_on_with) || self.compared.swap(true, Ordering::Relaxed) {
            return;
        }
        let of_stack = match of_stack {
            Some(version) => format!("version {version}"),
            None => "an earlier version".to_owned(),
        };
        self.output.keep(Notice::warning(format!(
            "the running local stack is {of_stack}, and this program is version {}; \
             run `cruddur-obs local stop`, then `cruddur-obs local start` to restart it",
            Version::NUMBER
        )));
    }

    /// Returns the running local stack, or an error that says how to start it.
    pub(crate) fn stack(&self) -> Result<Running<StackAddrs>> {
        self.running_stack()?.ok_or_else(|| {
            Error::failed("the local stack is not running")
                .hint(Hint::run(["local", "start"], "start it"))
                .hint("use `--target cloud` to ask the cloud instead")
        })
    }

    /// Returns a function that finds the services of the currently running stack, on whatever port.
    fn stack_finder(&self) -> impl Fn() -> Option<String> + Send + Sync + 'static {
        let dirs = self.config.dirs.clone();
        move || {
            let stack = dirs.running::<StackAddrs>(STACK).ok()??.about;
            Some(format!("http://{}", stack.reachable(stack.services)))
        }
    }

    /// Returns the status report of the running stack.
    pub(crate) async fn stack_status(&self, addrs: &StackAddrs) -> Result<StackStatus> {
        providers::local::status(addrs.services).await
    }

    /// Returns the access to a service: the running stack's with `local`, the real one's with
    /// `cloud`.
    fn access<T>(
        &self,
        of_stack: impl FnOnce(Endpoints) -> T,
        of_cloud: impl FnOnce(&Config) -> Result<T>,
    ) -> Result<T> {
        match self.config.target {
            Target::Local => Ok(of_stack(self.config.local_endpoints(&self.stack()?.about))),
            Target::Cloud => {
                self.refuse_local_keys()?;
                self.refuse_local_stack()?;
                of_cloud(&self.config)
            }
        }
    }

    /// Returns the address and key of Honeycomb.
    pub(crate) fn honeycomb_access(&self) -> Result<HttpAccess> {
        let access = self.access(|stack| stack.honeycomb, Config::cloud_honeycomb)?;
        self.refuse_address(&access)?;
        Ok(access)
    }

    /// Returns the address and tokens of Rollbar.
    pub(crate) fn rollbar_access(&self) -> Result<HttpAccess> {
        let access = self.access(|stack| stack.rollbar, Config::cloud_rollbar)?;
        self.refuse_address(&access)?;
        Ok(access)
    }

    /// Refuses the local stack's keys for the cloud. A shell that evaluated `env export` has its
    /// keys and addresses, and the SDKs' own chains would lead back to it.
    fn refuse_local_keys(&self) -> Result<()> {
        let keys: Vec<&str> = PROGRAM_SECRETS
            .into_iter()
            .chain(["ROLLBAR_READ_TOKEN", "ROLLBAR_WRITE_TOKEN"])
            .filter(|name| self.config.env().get(name).map(str::trim) == Some(LOCAL_KEY))
            .collect();
        if keys.is_empty() {
            return Ok(());
        }
        Err(Error::unauthorised(format!(
            "this shell points at the local stack: its keys are in {}",
            keys.join(", ")
        ))
        .hint("run `eval \"$(cruddur-obs --target cloud env export)\"` to unset the local stack's variables"))
    }

    /// Returns the configuration of the AWS clients.
    pub(crate) async fn aws(&self) -> Result<Aws> {
        let access = self.access(|stack| stack.aws, Config::cloud_aws)?;
        let aws = Aws::connect(&access).await?;
        self.refuse_profile(&aws.custom_endpoints())?;
        let aws = match self.config.target {
            Target::Local => aws.relocated_by(self.stack_finder()),
            Target::Cloud => aws,
        };
        Ok(aws.noting(&self.said_skips()))
    }

    /// Returns the CloudWatch Logs client.
    pub(crate) async fn logs(&self) -> Result<Logs> {
        Ok(Logs::new(self.aws().await?).at(self.clock))
    }

    /// Returns the X-Ray client.
    pub(crate) async fn xray(&self) -> Result<Xray> {
        Ok(Xray::new(self.aws().await?))
    }

    /// Parses `--since` and `--until`.
    pub(crate) fn range(&self, since: &str, until: Option<&str>) -> Result<TimeRange> {
        let zone = &self.output.screen().zone;
        TimeRange::parse(since, until, self.clock, zone)
            .map_err(|error| Error::usage(error.to_string()))
    }

    /// Parses `--since` and `--until` for traces, cut to X-Ray's retention. Requests for older
    /// times would return nothing, at six hours per call. The range may be empty.
    pub(crate) fn trace_range(&self, since: &str, until: Option<&str>) -> Result<TimeRange> {
        let mut range = self.range(since, until)?;
        let kept = self.clock.now() - providers::xray::KEPT;
        if range.since < kept {
            let days = providers::xray::KEPT.as_hours() / 24;
            self.output.keep(Notice::note(format!(
                "X-Ray keeps traces for {days} days: starting at {}",
                kept.strftime("%Y-%m-%dT%H:%MZ")
            )));
            range.since = kept;
        }
        Ok(range)
    }

    /// Returns the Honeycomb client.
    pub(crate) fn honeycomb(&self) -> Result<Honeycomb> {
        let honeycomb = Honeycomb::new(&self.honeycomb_access()?)?;
        Ok(honeycomb.noting(&self.said_skips()))
    }

    /// Returns the Rollbar client.
    pub(crate) fn rollbar(&self) -> Result<Rollbar> {
        Ok(Rollbar::new(&self.rollbar_access()?)?.noting(&self.said_skips()))
    }

    /// Asks for confirmation of a destructive action on the target; see [`render::confirm`].
    pub(crate) fn confirm(&self, yes: bool, what: &str) -> Result<()> {
        render::confirm(yes, what, Some(self.config.target))
    }

    /// Runs the asynchronous part of a command on a single thread.
    pub(crate) fn block_on<F: Future<Output = Result<()>>>(&self, work: F) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .or_fail(|| "cannot start the asynchronous runtime".to_owned())?;
        let done = runtime.block_on(self.with_word_of_the_slow(work));
        // waiting for a DNS lookup could delay the exit by another ten seconds
        runtime.shutdown_background();
        self.with_what_is_missing(done)
    }

    /// Runs a server, such as the stack or the backend, on all cores.
    pub(crate) fn block_on_threads<F: Future<Output = Result<()>>>(&self, work: F) -> Result<()> {
        let done = on_threads(self.with_word_of_the_slow(work), END)?;
        self.with_what_is_missing(done)
    }

    /// Runs `work` and reports services that do not answer, if stderr is a terminal.
    async fn with_word_of_the_slow<T>(&self, work: impl Future<Output = T>) -> T {
        let name = async {
            if !self.output.shows_progress() {
                return std::future::pending().await;
            }
            let say = |whom: &str| self.output.wait(&format!("waiting for {whom}"));
            providers::waiting::name_the_slow(say).await;
        };
        tokio::select! {
            done = work => done,
            () = name => std::future::pending().await,
        }
    }

    /// Returns where to record data missing from answers. Only the local stack's answers count:
    /// other servers could send anything in that header.
    fn said_skips(&self) -> Skips {
        match self.config.target {
            Target::Local => self.skips.clone(),
            Target::Cloud => Skips::default(),
        }
    }

    /// Turns success into an error if any answer was incomplete, whatever the command.
    fn with_what_is_missing(&self, done: Result<()>) -> Result<()> {
        if let Some(unreadable) = self.skips.take_unreadable() {
            self.output.detail(&format!(
                "ignored a header {INCOMPLETE_HEADER} of the local stack that cannot be read: `{unreadable}`"
            ));
        }
        let Some((skipped, is_all)) = self.skips.take() else {
            return done;
        };
        let blocks = match (is_all, skipped.blocks) {
            (true, 1) => "1 damaged block of stored data was skipped".to_owned(),
            (true, blocks) => format!("{blocks} damaged blocks of stored data were skipped"),
            (false, _) => "damaged blocks of stored data were skipped".to_owned(),
        };
        let told = match skipped.span {
            Some((from, to)) => format!("{blocks} (from {from:.3} to {to:.3})"),
            None => blocks,
        };
        let stop = Hint::run(["local", "stop"], "stop the stack first");
        match done {
            Ok(()) => Err(Error::incomplete(told)
                .hint(stop)
                .hint(Hint::run(["local", "check"], "see what is damaged"))),
            Err(error) if matches!(error.kind(), Kind::ClosedPipe | Kind::Interrupted) => {
                Err(error)
            }
            Err(error) => Err(error.hint(told).hint(stop).hint(Hint::run(
                ["local", "check", "--repair"],
                "keep what is whole",
            ))),
        }
    }
}

/// The time limit for work left on other threads when a service ends. Nobody waits for its result.
const END: Duration = Duration::from_secs(1);

/// Runs `work` on all cores, then stops the remaining tasks within `end`.
fn on_threads<T>(work: impl Future<Output = T>, end: Duration) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .or_fail(|| "cannot start the asynchronous runtime".to_owned())?;
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(end);
    Ok(done)
}

fn render_settings(config: &Config) -> render::Settings {
    render::Settings {
        format: config.format,
        jq: config.jq.clone(),
        color: config.color,
        quiet: config.quiet,
        verbose: config.verbose,
        time: config.time,
        said_time: config.said_time,
        columns: config.columns,
        said_target: config.said_target,
        clock: config.clock,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_computation_that_nobody_waits_for_does_not_keep_the_process() {
        let (over, until) = std::sync::mpsc::channel::<()>();
        let began = Instant::now();
        let work = async {
            let (begun, beginning) = tokio::sync::oneshot::channel();
            tokio::task::spawn_blocking(move || {
                let _ = begun.send(());
                until.recv_timeout(Duration::from_secs(60))
            });
            beginning.await.unwrap();
            7
        };
        assert_eq!(on_threads(work, Duration::from_millis(50)).unwrap(), 7);
        assert!(began.elapsed() < Duration::from_secs(20));
        drop(over);
    }
}
