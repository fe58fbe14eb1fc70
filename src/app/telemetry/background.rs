//! One thread that all reporting happens on.
//!
//! Requests share nothing with it but queues: reading TLS roots, signing, compressing or
//! looking up symbols cannot hold up the threads that answer.

use std::future::Future;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::runtime::{Builder, EnterGuard, Handle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A runtime on a thread of its own; what runs on it ends when this is dropped.
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
                // an error means that the sender was dropped: that is the sign
                let _ = runtime.block_on(stopped);
                // not waiting for what may still be looking up symbols
                runtime.shutdown_background();
            })?;
        Ok(Self {
            handle,
            _stop: stop,
        })
    }

    /// While the guard lives, what is spawned runs in the background.
    pub(super) fn enter(&self) -> EnterGuard<'_> {
        self.handle.enter()
    }
}

/// A task that can be asked to come to its end.
pub(super) struct Task {
    stop: CancellationToken,
    running: Mutex<Option<JoinHandle<()>>>,
}

impl Task {
    /// Starts `work`, which is to end soon after `stop` is cancelled.
    pub(super) fn spawn(
        stop: CancellationToken,
        work: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self {
            stop,
            running: Mutex::new(Some(tokio::spawn(work))),
        }
    }

    /// Asks it to end, and ends it if it takes longer than `limit`.
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
