//! Turns a handler's panic into a `Failure` with the stack of the panic.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

use futures_util::FutureExt;

use super::failure::Failure;

tokio::task_local! {
    /// Set while a request is handled; the panic hook stores the failure here.
    static SEEN: RefCell<Option<Failure>>;
}

/// Runs `work` and turns a panic into an error, without printing it.
pub(crate) async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // only a hook can see the stack: it is unwound before the panic is caught
            let ours = SEEN.try_with(|seen| *seen.borrow_mut() = Some(failure(info)));
            if ours.is_err() {
                previous(info);
            }
        }));
    });
    SEEN.scope(RefCell::new(None), async {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(value) => Ok(value),
            Err(payload) => Err(SEEN
                .with(|seen| seen.borrow_mut().take())
                .unwrap_or_else(|| Failure::new("panic", text(payload.as_ref())))),
        }
    })
    .await
}

fn failure(info: &PanicHookInfo<'_>) -> Failure {
    let message = text(info.payload());
    match info.location() {
        Some(location) => Failure::at("panic", message, location.into()),
        None => Failure::new("panic", message),
    }
}

fn text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        return (*text).to_owned();
    }
    match payload.downcast_ref::<String>() {
        Some(text) => text.clone(),
        None => "a panic without a message".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failure_with_its_place() {
        let line = line!() + 1;
        let failure = caught::<()>(async { panic!("no {}", "more") })
            .await
            .unwrap_err();
        assert_eq!((failure.class(), failure.message()), ("panic", "no more"));
        assert!(failure.place().file.ends_with("panics.rs"));
        assert_eq!(failure.place().line, line);
        assert!(!failure.backtrace().frames().is_empty());
    }

    #[tokio::test]
    async fn what_does_not_panic_is_untouched() {
        assert_eq!(caught(async { 7 }).await.unwrap(), 7);
    }
}
