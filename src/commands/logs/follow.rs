//! `logs tail --follow`: what is being logged, interruptions ridden out.

use std::pin::pin;

use jiff::Timestamp;

use super::lines::Lines;
use crate::context::Ctx;
use crate::error::{Error, Kind, Result, ResultExt as _};
use crate::process;
use crate::providers::cloudwatch_logs::{EventQuery, Follow, Logs, Patience, ReadError, Trouble};

/// Nothing can be read at the moment.
struct Interruption {
    since: Timestamp,
    patience: Patience,
}

pub(super) async fn run(ctx: &Ctx, logs: &Logs, query: EventQuery) -> Result<()> {
    let mut lines = Lines::new(ctx, query.since);
    let group = query.group.clone();
    let clock = ctx.clock;
    let mut follow = Follow::new(logs, query, || clock.now());
    let mut stop = pin!(process::stop_signal());
    let mut interruption: Option<Interruption> = None;
    if ctx.output.shows_progress() {
        ctx.output.note(&format!(
            "following `{group}` on {} (Ctrl-C ends)",
            logs.place()
        ));
    }
    let failed = loop {
        let page = tokio::select! {
            stopped = &mut stop => {
                stopped.or_fail(|| "cannot wait for Ctrl-C".to_owned())?;
                break None;
            }
            page = follow.next() => page,
        };
        match page {
            Ok(events) => {
                if let Some(over) = interruption.take() {
                    say_over(ctx, &over);
                }
                match lines.show(&events) {
                    Err(closed) if closed.kind() == Kind::ClosedPipe => return Err(closed),
                    shown => shown?,
                }
            }
            Err(failed) if failed.trouble == Trouble::Refused => break Some(failed.error),
            Err(failed) => {
                let now = interruption.get_or_insert_with(|| begin(ctx, &failed));
                let wait = now.patience.next_wait();
                tokio::select! {
                    stopped = &mut stop => {
                        stopped.or_fail(|| "cannot wait for Ctrl-C".to_owned())?;
                        break None;
                    }
                    () = tokio::time::sleep(wait) => {}
                }
            }
        }
    };
    lines.finish()?;
    match (failed, interruption) {
        (Some(error), _) => Err(error),
        (None, Some(now)) => Err(Error::incomplete(format!(
            "nothing could be read since {:.0}",
            now.since
        ))
        .hint(format!(
            "`cruddur-obs logs tail {group} --since {:.0}` shows what was missed",
            now.since
        ))),
        (None, None) => Ok(()),
    }
}

fn begin(ctx: &Ctx, failed: &ReadError) -> Interruption {
    let causes = failed.error.causes().join(": ");
    let what = match failed.trouble {
        Trouble::Throttled => format!("the service asks to slow down ({causes})"),
        _ => format!("{}: {causes}", failed.error),
    };
    ctx.output.warn(&format!("{what}; trying again"));
    Interruption {
        since: ctx.clock.now(),
        patience: Patience::default(),
    }
}

fn say_over(ctx: &Ctx, over: &Interruption) {
    let seconds = ctx.clock.now().duration_since(over.since).as_secs();
    ctx.output.note(&format!(
        "reading again after {seconds} s; what was logged in the meantime follows"
    ));
}
