//! One session of a Live Tail: it is kept open, and what it gives is reported.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;

use super::gap::GapRead;
use crate::error::Error;
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::live_tail::{LiveEnd, LiveFrame, LiveQuery};
use crate::providers::cloudwatch_logs::retry::{RetryLimits, RetryPolicy};
use crate::providers::cloudwatch_logs::timer::Timer as _;

/// A session that ends at once is not asked for again without a pause.
const FIRST_TRY: Duration = Duration::from_millis(100);

/// What a session reports.
pub(super) struct Report {
    pub(super) session: usize,
    /// Which of its openings reports.
    pub(super) opening: u64,
    pub(super) notice: Notice,
}

pub(super) enum Notice {
    /// It is open.
    Opened,
    Frame(LiveFrame),
    /// It ended; a new one is asked for.
    Ended(LiveEnd),
    /// There is none, and no other is asked for.
    Refused(Error),
    /// A gap was read.
    Filled(GapRead),
}

/// Reports that wait.
pub(super) type Reports = Rc<RefCell<VecDeque<Report>>>;

#[derive(Default)]
pub(super) struct Session {
    /// What keeps it open; `None` while there is no group for it.
    task: Option<LocalBoxFuture<'static, ()>>,
    opening: u64,
    pub(super) filling: Option<LocalBoxFuture<'static, GapRead>>,
    /// Whether it was ever open.
    pub(super) was_open: bool,
    /// By the service's clock: everything that was ingested before was given.
    pub(super) complete_to: Option<Timestamp>,
    /// Since when there is no session, by the clock and by the time that passes.
    pub(super) lost: Option<(Timestamp, Duration)>,
    /// The beginning of a gap, and the moments when it is read.
    pub(super) gap: Option<Timestamp>,
    pub(super) fills: VecDeque<Duration>,
    /// When it is asked for again, or its groups are looked for.
    pub(super) again_at: Option<Duration>,
    /// Whether it was reported that there is none.
    pub(super) is_left_out: bool,
}

impl Session {
    /// Opens it with these groups, in place of the one before. `limits` are those of the
    /// first try.
    pub(super) fn open(
        &mut self,
        (logs, number): (Logs, usize),
        query: LiveQuery,
        limits: RetryLimits,
        reports: &Reports,
    ) {
        self.opening += 1;
        let (opening, reports) = (self.opening, Rc::clone(reports));
        let report = move |notice| {
            reports.borrow_mut().push_back(Report {
                session: number,
                opening,
                notice,
            });
        };
        self.again_at = None;
        let pause = if self.was_open {
            FIRST_TRY
        } else {
            Duration::ZERO
        };
        self.task = Some(keep_open(logs, query, (limits, pause), report).boxed_local());
    }

    pub(super) fn close(&mut self) {
        self.opening += 1;
        self.task = None;
    }

    pub(super) fn is_current(&self, report: &Report) -> bool {
        report.opening == self.opening || matches!(report.notice, Notice::Filled(_))
    }

    fn poll(&mut self, number: usize, reports: &Reports, context: &mut Context<'_>) {
        if let Some(task) = &mut self.task
            && task.poll_unpin(context).is_ready()
        {
            self.task = None;
        }
        if let Some(filling) = &mut self.filling
            && let Poll::Ready(read) = filling.poll_unpin(context)
        {
            self.filling = None;
            reports.borrow_mut().push_back(Report {
                session: number,
                opening: self.opening,
                notice: Notice::Filled(read),
            });
        }
    }
}

/// The next report. Sessions go on only while somebody waits for it.
pub(super) async fn next_report(sessions: &mut [Session], reports: &Reports) -> Report {
    poll_fn(|context| {
        let waiting = reports.borrow_mut().pop_front();
        if let Some(report) = waiting {
            return Poll::Ready(report);
        }
        for (number, session) in sessions.iter_mut().enumerate() {
            session.poll(number, reports, context);
        }
        match reports.borrow_mut().pop_front() {
            Some(report) => Poll::Ready(report),
            None => Poll::Pending,
        }
    })
    .await
}

async fn keep_open(
    logs: Logs,
    query: LiveQuery,
    (mut limits, mut pause): (RetryLimits, Duration),
    report: impl Fn(Notice),
) {
    loop {
        logs.timer().sleep(pause).await;
        let open = || logs.live_tail(&query);
        let mut session = match RetryPolicy::within(limits, logs.timer(), open).await {
            Ok(session) => session,
            Err(error) => return report(Notice::Refused(error)),
        };
        report(Notice::Opened);
        loop {
            match session.next().await {
                Ok(frame) => report(Notice::Frame(frame)),
                Err(end) => {
                    report(Notice::Ended(end));
                    break;
                }
            }
        }
        (limits, pause) = (RetryLimits::ENDLESS, FIRST_TRY);
    }
}
