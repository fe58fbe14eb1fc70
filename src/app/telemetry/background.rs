//! A thread for all reporting.
//!
//! It is connected to requests only by queues, so reading TLS roots, signing, compressing and
//! looking up symbols cannot delay the threads that serve requests.

use std::future::Future;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, EnterGuard, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A runtime on its own thread. Dropping it ends its tasks.
pub(super) struct Background {
    handle: Handle,
    _stop: oneshot::Sender<()>,
}

impl Background {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new()
            .name("telemetry".to_owned())
            .spawn(move || {
                // an error means that the sender was dropped, which is the signal to stop
                let _ = runtime.block_on(stopped);
                // do not wait for symbol lookups
                runtime.shutdown_background();
            })?;
        Ok(Self {
            handle,
            _stop: stop,
        })
    }

    /// Tasks spawned while the guard lives run in the background.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.handle.enter()
    }
}

/// A task that can be stopped gracefully.
pub(super) struct Task {
    stop: CancellationToken,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Task {
    /// Starts `work`, which must end soon after `stop` is cancelled.
    pub(super) fn spawn(
        stop: CancellationToken,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self {
            stop,
            running: Mutex::new(Some(tokio::spawn(work))),
        }
    }

    /// Asks the task to stop, and aborts it after `limit`.
    pub(super) async fn finish(&self, limit: Duration) {
        self.stop.cancel();
        let running = self
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut running) = running
            && tokio::time::timeout(limit, &mut running).await.is_err()
        {
            running.abort();
        }
    }
}
