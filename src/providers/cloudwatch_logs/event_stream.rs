//! What a reading reports, as a stream of typed events that runs only while it is polled.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use futures_util::Stream;
use futures_util::future::LocalBoxFuture;

use crate::error::Result;

/// Events of type `E` until the reading ends: an error is the last item. Nothing is read
/// while nobody polls it, and dropping it ends it.
pub struct EventStream<E> {
    queue: Queue<E>,
    /// What reads and emits; `None` when it ended.
    driver: Option<LocalBoxFuture<'static, Result<()>>>,
}

type Queue<E> = Rc<RefCell<VecDeque<E>>>;

/// Where a reading puts what it reports.
pub struct Emitter<E>(Queue<E>);

impl<E: 'static> EventStream<E> {
    /// A stream of what `drive` emits until it ends.
    pub fn new<F: Future<Output = Result<()>> + 'static>(
        drive: impl FnOnce(Emitter<E>) -> F,
    ) -> Self {
        let queue = Queue::default();
        let driver = Box::pin(drive(Emitter(Rc::clone(&queue))));
        Self {
            queue,
            driver: Some(driver),
        }
    }
}

impl<E> Stream for EventStream<E> {
    type Item = Result<E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<E>>> {
        let waiting = self.queue.borrow_mut().pop_front();
        if let Some(event) = waiting {
            return Poll::Ready(Some(Ok(event)));
        }
        let Some(driver) = &mut self.driver else {
            return Poll::Ready(None);
        };
        let ended = driver.as_mut().poll(context);
        let emitted = self.queue.borrow_mut().pop_front();
        let item = match (ended, emitted) {
            (Poll::Pending, None) => return Poll::Pending,
            (Poll::Pending, Some(event)) => return Poll::Ready(Some(Ok(event))),
            (Poll::Ready(ended), emitted) => {
                self.driver = None;
                match (ended, emitted) {
                    (Ok(()), emitted) => emitted.map(Ok),
                    (Err(error), None) => Some(Err(error)),
                    (Err(error), Some(event)) => {
                        // what was emitted before comes first
                        self.driver = Some(Box::pin(async { Err(error) }));
                        Some(Ok(event))
                    }
                }
            }
        };
        Poll::Ready(item)
    }
}

impl<E> Emitter<E> {
    /// Reports something small; the reading goes on.
    pub fn emit(&self, event: E) {
        self.0.borrow_mut().push_back(event);
    }

    /// Reports what takes memory: the reading goes on when it was taken.
    pub async fn deliver(&self, event: E) {
        self.emit(event);
        let mut yielded = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut yielded, true) {
                return Poll::Ready(());
            }
            // the stream polls the reading again only when nothing waits
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

impl<E> Clone for Emitter<E> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;
    use crate::error::Error;

    #[tokio::test]
    async fn what_was_emitted_comes_before_the_error_that_ended_it() {
        let mut stream = EventStream::new(|out: Emitter<u8>| async move {
            out.emit(1);
            out.deliver(2).await;
            out.emit(3);
            Err(Error::failed("over"))
        });
        for n in 1..=3 {
            assert_eq!(stream.next().await.unwrap().unwrap(), n);
        }
        assert!(stream.next().await.unwrap().is_err());
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn it_reads_only_as_fast_as_it_is_polled() {
        let read = Rc::new(RefCell::new(0));
        let mut stream = EventStream::new(|out: Emitter<u8>| {
            let read = Rc::clone(&read);
            async move {
                for n in 0..100 {
                    *read.borrow_mut() += 1;
                    out.deliver(n).await;
                }
                Ok(())
            }
        });
        assert_eq!(*read.borrow(), 0);
        for n in 0..5 {
            assert_eq!(stream.next().await.unwrap().unwrap(), n);
            assert_eq!(*read.borrow(), n + 1);
        }
    }
}
