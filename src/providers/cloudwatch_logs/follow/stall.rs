//! Silences of the service: calls that were sent and have no answer for long.

use std::time::Duration;

use crate::providers::cloudwatch_logs::pages::Reader;
use crate::providers::cloudwatch_logs::timer::Timer;

#[derive(Debug)]
pub(super) enum Stall {
    /// Calls for these groups, by their ids, have no answer for so long.
    Begun {
        after: Duration,
        groups: Vec<String>,
    },
    /// After so long one of them was answered.
    Over { after: Duration },
}

/// A silence that is worth a word.
const STALL: Duration = Duration::from_secs(5);
/// How often is looked.
const LOOK: Duration = Duration::from_millis(500);

/// Watches the calls of a reader without end.
pub(super) async fn watch<S, T: Timer>(reader: &Reader<S, T>, notify: impl Fn(Stall)) {
    // when the first of the calls was sent, and the groups that they are for
    let mut stalled: Option<(Duration, Vec<String>)> = None;
    loop {
        reader.timer.sleep(LOOK).await;
        let now = reader.timer.elapsed();
        let late = now
            .checked_sub(STALL)
            .and_then(|at| reader.in_flight.sent_before(at));
        match (&stalled, late) {
            (None, Some((sent, groups))) => {
                notify(Stall::Begun {
                    after: now - sent,
                    groups: groups.clone(),
                });
                stalled = Some((sent, groups));
            }
            // a call that failed was no answer: the next one may be
            (Some((sent, groups)), None)
                if reader.in_flight.answered_since(*sent + STALL, groups) =>
            {
                notify(Stall::Over { after: now - *sent });
                stalled = None;
            }
            _ => {}
        }
    }
}
