//! Ctrl-C for commands that wait in ordinary code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::context::Ctx;
use crate::error::{Error, Kind, Result, ResultExt as _};
use crate::process;

/// Whether the user asked to stop.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

/// A signal of the terminal reaches all processes of its group within this time.
const HEARD: Duration = Duration::from_millis(300);

impl Stop {
    pub(crate) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Ends a command that is not through.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_asked() {
            return Err(Error::new(Kind::Interrupted, "interrupted"));
        }
        Ok(())
    }

    /// The same after a child has ended: Ctrl-C reaches the children too, and may end one
    /// before this process has heard of it.
    pub(crate) fn check_after_child(&self) -> Result<()> {
        let ended = Instant::now();
        while !self.is_asked() && ended.elapsed() < HEARD {
            thread::sleep(HEARD / 10);
        }
        self.check()
    }

    /// Runs `work`, which looks at [`Stop::is_asked`] while it waits. A second Ctrl-C is
    /// not needed: what `work` holds is dropped in order when it returns.
    pub(crate) fn watch(ctx: &Ctx, work: impl FnOnce(&Self) -> Result<()> + Send) -> Result<()> {
        let stop = Self::default();
        let flag = stop.clone();
        let (done, over) = tokio::sync::oneshot::channel::<()>();
        thread::scope(|scope| {
            let mut working = None;
            ctx.block_on(async {
                // caught from here on: the work must not be seen before
                let signal = process::stop_signal();
                working = Some(scope.spawn(|| {
                    let result = work(&stop);
                    drop(done);
                    result
                }));
                tokio::select! {
                    signal = signal => {
                        flag.0.store(true, Ordering::Relaxed);
                        signal.or_fail(|| "cannot wait for signals".to_owned())
                    }
                    _ = over => Ok(()),
                }
            })?;
            working.map_or(Ok(()), |working| {
                working
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
        })
    }
}
