//! What a command is given: the settled configuration, the output, the clock, and
//! the services, each built when it is first asked for.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::config::Config;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::model::{
    Clock, Endpoints, HttpAccess, INCOMPLETE_HEADER, LOCAL_KEY, PROGRAM_SECRETS, StackAddrs,
    StackStatus, Target, TimeRange, Version, gets_on_with,
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
pub use own_aws::{LocalVariables, OwnKeys, STAND_IN};

pub struct Ctx {
    pub config: Config,
    pub output: Output,
    pub clock: Clock,
    /// Whether the running stack's version was compared with this one's, and differed.
    compared: AtomicBool,
    /// What the services' answers leave out.
    skips: Skips,
}

/// The name of the stack's lock and state file.
pub const STACK: &str = "stack";
/// The name of the backend's lock and state file.
pub const BACKEND: &str = "backend";

impl Ctx {
    pub fn new(config: Config) -> Result<Self> {
        let output = Output::new(&render_settings(&config))?;
        Ok(Self {
            clock: config.clock,
            output,
            config,
            compared: AtomicBool::new(false),
            skips: Skips::default(),
        })
    }

    /// The running local stack, if there is one. A version that may not understand this one
    /// is told of, once.
    pub fn running_stack(&self) -> Result<Option<Running<StackAddrs>>> {
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
        self.output.warn(&format!(
            "the running local stack is {of_stack}, and this program is version {}; \
             run `cruddur-obs local stop`, then `cruddur-obs local start` to restart it",
            Version::NUMBER
        ));
    }

    /// The running local stack, or the error that says how to start it.
    pub fn stack(&self) -> Result<Running<StackAddrs>> {
        self.running_stack()?.ok_or_else(|| {
            Error::failed("the local stack is not running")
                .hint(Hint::run(["local", "start"], "start it"))
                .hint("use `--target cloud` to ask the cloud instead")
        })
    }

    /// What the running stack says of itself.
    pub async fn stack_status(&self, addrs: &StackAddrs) -> Result<StackStatus> {
        providers::local::status(addrs.services).await
    }

    /// What the commands know of a service: on `local` of the running stack's, on `cloud`
    /// of the real one.
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

    /// Where Honeycomb is, and with which key.
    pub fn honeycomb_access(&self) -> Result<HttpAccess> {
        let access = self.access(|stack| stack.honeycomb, Config::cloud_honeycomb)?;
        self.refuse_address(&access)?;
        Ok(access)
    }

    /// Where Rollbar is, and with which tokens.
    pub fn rollbar_access(&self) -> Result<HttpAccess> {
        let access = self.access(|stack| stack.rollbar, Config::cloud_rollbar)?;
        self.refuse_address(&access)?;
        Ok(access)
    }

    /// A shell that evaluated `env export` for the local stack has its keys and addresses,
    /// which the SDKs' own chains would follow back to it.
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

    /// The settings of the AWS clients.
    pub async fn aws(&self) -> Result<Aws> {
        let access = self.access(|stack| stack.aws, Config::cloud_aws)?;
        let aws = Aws::connect(&access).await?;
        self.refuse_profile(&aws.custom_endpoints())?;
        Ok(aws.noting(&self.said_skips()))
    }

    /// CloudWatch Logs.
    pub async fn logs(&self) -> Result<Logs> {
        Ok(Logs::new(self.aws().await?).at(self.clock))
    }

    /// AWS X-Ray.
    pub async fn xray(&self) -> Result<Xray> {
        Ok(Xray::new(self.aws().await?))
    }

    /// The range of `--since` and `--until` as they were written.
    pub fn range(&self, since: &str, until: Option<&str>) -> Result<TimeRange> {
        let zone = &self.output.screen().zone;
        TimeRange::parse(since, until, self.clock, zone)
            .map_err(|error| Error::usage(error.to_string()))
    }

    /// The same for traces, cut to the time that X-Ray keeps them; the rest could only
    /// be asked for in vain, six hours a call. It may be empty.
    pub fn trace_range(&self, since: &str, until: Option<&str>) -> Result<TimeRange> {
        let mut range = self.range(since, until)?;
        let kept = self.clock.now() - providers::xray::KEPT;
        if range.since < kept {
            let days = providers::xray::KEPT.as_hours() / 24;
            self.output.note(&format!(
                "X-Ray keeps traces for {days} days: starting at {}",
                kept.strftime("%Y-%m-%dT%H:%MZ")
            ));
            range.since = kept;
        }
        Ok(range)
    }

    /// The client of Honeycomb.
    pub fn honeycomb(&self) -> Result<Honeycomb> {
        let honeycomb = Honeycomb::new(&self.honeycomb_access()?)?;
        Ok(honeycomb.noting(&self.said_skips()))
    }

    /// The client of Rollbar.
    pub fn rollbar(&self) -> Result<Rollbar> {
        Ok(Rollbar::new(&self.rollbar_access()?)?.noting(&self.said_skips()))
    }

    /// Asks before something destructive on the target; see [`render::confirm`].
    pub fn confirm(&self, yes: bool, what: &str) -> Result<()> {
        render::confirm(yes, what, Some(self.config.target))
    }

    /// Runs the asynchronous part of a command that waits for the network.
    pub fn block_on<F: Future<Output = Result<()>>>(&self, work: F) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .or_fail(|| "cannot start the asynchronous runtime".to_owned())?;
        let done = runtime.block_on(self.with_word_of_the_slow(work));
        // a name server that does not answer would hold the end up for another ten seconds
        runtime.shutdown_background();
        self.with_what_is_missing(done)
    }

    /// The same on all cores, for what serves others: the stack and the backend.
    pub fn block_on_threads<F: Future<Output = Result<()>>>(&self, work: F) -> Result<()> {
        let done = on_threads(self.with_word_of_the_slow(work), END)?;
        self.with_what_is_missing(done)
    }

    /// The same work, and a word on the terminal about services that do not answer.
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

    /// What answers leave out, where a local stack answers: of others, which may say what
    /// they like, nothing is taken.
    fn said_skips(&self) -> Skips {
        match self.config.target {
            Target::Local => self.skips.clone(),
            Target::Cloud => Skips::default(),
        }
    }

    /// What a command showed of damaged data is not all of it, whatever the command was.
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

/// How long what is still computed after the end of a service may take: nobody waits for
/// its result any more.
const END: Duration = Duration::from_secs(1);

/// Runs `work` on all cores, then ends within `end` whatever it left on other threads.
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
