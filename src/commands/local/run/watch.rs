//! What the running stack looks after until it is stopped: that clients still find it, and
//! that its store works. Both are told in its log.

use std::io;

use crate::context::Ctx;
use crate::error::{Error, Result, ResultExt as _};
use crate::runtime::{Announcement, RENEW_EACH, Renewal};
use crate::stack::store::{Availability, Outage, Store};

/// Waits for `stop`.
///
/// # Errors
/// When another stack has taken over the data folder: nobody could reach this one any more.
pub(super) async fn until(
    ctx: &Ctx,
    stop: impl Future<Output = io::Result<()>>,
    announced: &mut Announcement,
    store: &Store,
) -> Result<()> {
    let mut stop = std::pin::pin!(stop);
    let mut condition = store.watch();
    let mut notices = store.notices();
    notices.mark_changed();
    let mut said = 0;
    let mut looks = tokio::time::interval(RENEW_EACH);
    let mut before = Availability::default();
    let mut lost = false;
    loop {
        tokio::select! {
            stopped = &mut stop => {
                return stopped.or_fail(|| "cannot wait for signals".to_owned());
            }
            _ = looks.tick() => {
                store.look();
                match announced.renew() {
                    Ok(Renewal::TakenOver) => return Err(taken_over()),
                    Ok(_) => lost = false,
                    Err(error) => {
                        if !lost {
                            ctx.output.warn(&format!("other commands cannot find this stack: {error}"));
                        }
                        lost = true;
                    }
                }
            }
            Ok(()) = notices.changed() => {
                let all = notices.borrow_and_update();
                for notice in &all[said..] {
                    ctx.output.warn(notice);
                }
                said = all.len();
            }
            Ok(()) = condition.changed() => {
                let now = *condition.borrow_and_update();
                tell(ctx, "writes", before.writing, now.writing);
                tell(ctx, "reads", before.reading, now.reading);
                before = now;
            }
        }
    }
}

fn tell(ctx: &Ctx, what: &str, before: Option<Outage>, now: Option<Outage>) {
    match now {
        _ if now == before => {}
        Some(outage) => {
            ctx.output.warn(&format!("{what} are refused: {outage}"));
            ctx.output.hint(outage.remedy());
        }
        None => ctx.output.note(&format!("{what} work again")),
    }
}

fn taken_over() -> Error {
    Error::failed("the data folder was deleted, and another stack has started in it")
}
