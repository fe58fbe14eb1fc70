//! Following traces: each once, after it has come to rest, and what happens meanwhile.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use super::{KEPT, Xray};
use crate::error::{Error, Kind, Result};
use crate::model::{Clock, TimeRange, TraceSummary};

mod debouncer;

use debouncer::Debouncer;

/// What following reports.
#[derive(Debug)]
pub enum FollowEvent {
    /// Traces that have come to rest, the earliest first; each is given once.
    Traces(Vec<TraceSummary>),
    /// Nothing could be read since then; it is tried again and again.
    Interrupted { since: Timestamp, error: Error },
    /// Traces can be read again; those that came meanwhile follow.
    Resumed { after: Duration },
}

/// How a service is polled. Traces arrive late: exporters batch them, and X-Ray in the
/// cloud takes up to half a minute until one can be read. So each poll goes back further
/// than the last one's end, and now and then much further.
struct PollPolicy {
    every: Duration,
    overlap: SignedDuration,
    deep: SignedDuration,
    /// Polls from one deep one to the next.
    deep_every: u32,
    /// How long a complete trace must not have changed.
    rest: Duration,
    /// Polls that may fail in a row before one was answered. Afterwards they may fail for as
    /// long as they like; nothing is missed, for the next one goes back further.
    failures: u32,
}

impl PollPolicy {
    /// A service on this machine has each trace at once, and asking costs nothing.
    const LOOPBACK: Self = Self {
        every: Duration::from_millis(500),
        overlap: SignedDuration::from_secs(15),
        deep: SignedDuration::from_mins(10),
        deep_every: 20,
        rest: Duration::from_secs(1),
        failures: 3,
    };
    const REMOTE: Self = Self {
        every: Duration::from_secs(5),
        overlap: SignedDuration::from_secs(60),
        deep: SignedDuration::from_mins(15),
        deep_every: 12,
        rest: Duration::from_secs(10),
        failures: 6,
    };
}

/// The longest pause after polls that failed.
const MAX_PAUSE: Duration = Duration::from_secs(10);
/// How long a trace with something in progress is waited for.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the end waits for the counts of the last traces.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// A poll that takes longer was not answered yet; the client tries again for a while.
const SLOW: Duration = Duration::from_secs(3);

/// The stream of [`FollowEvent`]s.
pub struct Follow {
    xray: Xray,
    clock: Clock,
    policy: PollPolicy,
    debouncer: Debouncer,
    /// Reported next.
    events: VecDeque<FollowEvent>,
    /// Come to rest, not yet reported.
    ready: Vec<TraceSummary>,
    /// The end of the last poll that was answered.
    polled_until: Timestamp,
    /// Until the first poll: what started earlier and is there already is not given.
    baseline: Option<Timestamp>,
    polls: u32,
    failures: u32,
    /// Since when polls have failed; that is reported once.
    interrupted: Option<Instant>,
    /// Since when a poll is under way.
    asked: Option<Instant>,
    next_poll: Instant,
}

impl Xray {
    /// Follows traces that start from `begin` on.
    pub fn follow(self, begin: Timestamp, clock: Clock) -> Follow {
        let policy = if self.aws.is_fixed() {
            PollPolicy::LOOPBACK
        } else {
            PollPolicy::REMOTE
        };
        Follow {
            xray: self,
            clock,
            debouncer: Debouncer::new(policy.rest, PATIENCE),
            policy,
            events: VecDeque::new(),
            ready: Vec::new(),
            polled_until: begin,
            baseline: Some(begin),
            polls: 0,
            failures: 0,
            interrupted: None,
            asked: None,
            next_poll: Instant::now(),
        }
    }
}

impl Follow {
    /// Where the traces come from, for people.
    pub fn place(&self) -> String {
        self.xray.place()
    }

    /// The next event. What was read stays here where the waiting is given up: the next call
    /// or [`Self::take_rest`] gives it.
    ///
    /// # Errors
    /// What trying again cannot help, and a service that has never answered.
    pub async fn next(&mut self) -> Result<FollowEvent> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(event);
            }
            tokio::time::sleep_until(self.next_poll.into()).await;
            let polled = self.poll().await;
            self.next_poll = Instant::now() + self.pause();
            polled?;
            if !self.ready.is_empty() {
                let ready = std::mem::take(&mut self.ready);
                self.events.push_back(FollowEvent::Traces(ready));
            }
        }
    }

    /// Whether the service answered to the last.
    ///
    /// # Errors
    /// Incomplete, when it did not.
    pub fn answered(&self) -> Result<()> {
        let slow = self.asked.is_some_and(|asked| asked.elapsed() > SLOW);
        if self.failures == 0 && !slow {
            return Ok(());
        }
        Err(Error::incomplete(format!(
            "{} did not answer when this was stopped: the newest traces may be missing",
            self.place()
        )))
    }

    /// What is left when the following ends: what was not reported, and what is still growing,
    /// as it is known. It is counted if the service `answers` and that takes no time.
    pub async fn take_rest(&mut self, answers: bool) -> Vec<TraceSummary> {
        let mut rest = Vec::new();
        for event in std::mem::take(&mut self.events) {
            if let FollowEvent::Traces(traces) = event {
                rest.extend(traces);
            }
        }
        self.ready.extend(self.debouncer.take_rest(Instant::now()));
        if answers {
            // uncounted rather than late
            let _ = tokio::time::timeout(LAST_WORDS, self.count()).await;
        }
        rest.append(&mut self.ready);
        rest
    }

    /// Polls once. What is to be given now is in `ready` afterwards, whatever the poll comes
    /// to, and also where it is given up in the middle.
    async fn poll(&mut self) -> Result<()> {
        self.asked = Some(Instant::now());
        let until = self.clock.now() + SignedDuration::from_secs(1);
        let back = if self.polls.is_multiple_of(self.policy.deep_every) {
            self.policy.deep
        } else {
            self.policy.overlap
        };
        let since = (self.polled_until - back).max(until - KEPT);
        let found = match self.xray.active(TimeRange { since, until }).await {
            Ok(found) => found,
            Err(error) => return self.failed(error),
        };
        let now = Instant::now();
        let baseline = self.baseline.take();
        for summary in found {
            match baseline {
                Some(begin) if summary.start < begin => self.debouncer.skip(summary.id, now),
                _ => self.debouncer.meet(summary, now),
            }
        }
        self.polled_until = until;
        self.polls = self.polls.wrapping_add(1);
        self.ready.extend(self.debouncer.take_settled(now));
        match self.count().await {
            Ok(()) => {
                self.asked = None;
                self.resumed();
                Ok(())
            }
            // without counts rather than not at all
            Err(error) => self.failed(error),
        }
    }

    /// Fills in how many spans and errors the traces have that are ready.
    async fn count(&mut self) -> Result<()> {
        let ids: Vec<_> = self.ready.iter().map(|trace| trace.id).collect();
        let whole = self.xray.traces(&ids).await?;
        whole.count(&mut self.ready);
        Ok(())
    }

    /// Takes note of a failure. Gives up at once where trying again cannot help, and after
    /// a few from a service that has never answered.
    fn failed(&mut self, error: Error) -> Result<()> {
        self.asked = None;
        self.failures = self.failures.saturating_add(1);
        let passes = matches!(error.kind(), Kind::Failed | Kind::Incomplete);
        let has_answered = self.polls > 0;
        if !passes || (!has_answered && self.failures >= self.policy.failures) {
            return Err(error);
        }
        if self.interrupted.is_none() {
            self.interrupted = Some(Instant::now());
            let since = self.clock.now();
            self.events
                .push_back(FollowEvent::Interrupted { since, error });
        }
        Ok(())
    }

    /// Takes note of a poll that was answered.
    fn resumed(&mut self) {
        self.failures = 0;
        if let Some(since) = self.interrupted.take() {
            let after = since.elapsed();
            self.events.push_back(FollowEvent::Resumed { after });
        }
    }

    /// Until the next poll: longer, the longer they have failed.
    fn pause(&self) -> Duration {
        let doubled = self.policy.every.saturating_mul(1 << self.failures.min(8));
        doubled.min(MAX_PAUSE.max(self.policy.every))
    }
}
