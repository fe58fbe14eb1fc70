//! Which streams a followed group has, so that those that come and go can be reported.
//!
//! A stream that logs is learned from its first event at no cost. One that logs nothing,
//! and one that was deleted, only a listing tells: each takes calls, and so they are rare.

use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::time::Duration;

use super::pages::Reader;
use super::rate_limiter::RateLimiter;
use super::retry::{FailureClass, ReadError};
use super::timer::Timer;
use crate::error::{Error, Kind};

mod service;

/// What lists the streams of a group: the service, or a script in tests.
pub trait StreamLister {
    /// The page of stream names, in order, that `token` leads to; the first without one.
    /// One call, not repeated.
    fn stream_names(
        &self,
        group: &str,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> impl Future<Output = Result<NamePage, ReadError>>;
}

/// An answer of the service; only the lack of a token is the end.
#[derive(Debug, Clone, Default)]
pub struct NamePage {
    pub names: Vec<String>,
    pub token: Option<String>,
}

/// The streams of one group, as far as they are known.
#[derive(Debug, Default)]
pub struct StreamTracker {
    known: HashMap<String, Known>,
    /// The number of the listing that is under way or was the last.
    listing: u64,
    /// Whether everything was listed once: before, nobody knows what is new.
    complete: bool,
    /// Whether there are too many to be known.
    crowded: bool,
    /// Whether the group is not there.
    absent: bool,
}

#[derive(Debug, Clone, Copy)]
struct Known {
    /// The last listing that it was in, or that was under way when it was met.
    listing: u64,
    /// Whether the last listing was without it. Listings may lag behind: it is gone when
    /// the next one is without it as well.
    missed: bool,
}

/// Streams that came and went; both may be empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub new: Vec<String>,
    pub gone: Vec<String>,
}

/// What a watch reports of the streams of a group.
#[derive(Debug)]
pub enum StreamNotice {
    /// They were listed to the end.
    Listed(Changes),
    /// There are more than [`MAX_KNOWN`]: nothing more is reported.
    Crowded,
    /// They may not be listed: nothing more is reported.
    Refused(Error),
}

/// Streams of a group that are remembered: some 1 MB.
pub const MAX_KNOWN: usize = 10_000;
/// After a listing, for each call that it took.
const LISTED: Duration = Duration::from_secs(10);
/// The same where something was missing.
const MISSED: Duration = Duration::from_secs(2);

impl StreamTracker {
    /// Notes a stream that logs. Returns whether it came since everything was listed.
    pub fn is_new(&mut self, stream: &str) -> bool {
        if self.crowded || self.known.contains_key(stream) {
            return false;
        }
        self.note(stream.to_owned());
        self.complete && !self.crowded
    }

    /// The group went, and its streams with it.
    pub fn leave(&mut self) {
        self.forget();
        self.absent = true;
    }

    /// The group is there again: its streams are listed anew.
    pub fn come_back(&mut self) {
        self.absent = false;
    }

    fn forget(&mut self) {
        self.known.clear();
        self.complete = false;
    }

    fn note(&mut self, stream: String) {
        if self.crowded {
            return;
        }
        let known = Known {
            listing: self.listing,
            missed: false,
        };
        self.known.insert(stream, known);
        if self.known.len() > MAX_KNOWN {
            self.forget();
            self.crowded = true;
        }
    }

    /// Takes the names of a whole listing that began with [`Self::begin`].
    fn listed(&mut self, names: Vec<String>) -> Changes {
        let mut changes = Changes::default();
        for name in names {
            let is_new = self.complete && !self.known.contains_key(&name);
            if is_new {
                changes.new.push(name.clone());
            }
            self.note(name);
        }
        let listing = self.listing;
        self.known.retain(|name, known| {
            if known.listing == listing {
                return true;
            }
            if known.missed {
                changes.gone.push(name.clone());
            }
            !std::mem::replace(&mut known.missed, true)
        });
        self.complete = !self.crowded;
        changes.gone.sort();
        changes
    }

    fn begin(&mut self) {
        self.listing += 1;
    }

    fn misses_any(&self) -> bool {
        self.known.values().any(|known| known.missed)
    }
}

/// Lists the streams of a group again and again.
pub struct StreamWatch<'a, S, T> {
    pub reader: &'a Reader<S, T>,
    /// What all watches together take of the quota of listings, which is their own.
    pub pace: &'a RateLimiter,
    /// A name or an ARN.
    pub group: String,
    pub prefix: Option<String>,
    pub tracker: &'a RefCell<StreamTracker>,
}

impl<S: StreamLister, T: Timer> StreamWatch<'_, S, T> {
    /// Watches those whose names pass, without end unless there are too many or the
    /// service refuses. `notify` gets each listing.
    pub async fn run(self, passes: impl Fn(&str) -> bool, notify: impl Fn(StreamNotice)) {
        loop {
            let mut calls = 1;
            if !self.tracker.borrow().absent {
                self.tracker.borrow_mut().begin();
                match self.list(&passes, &mut calls).await {
                    // what was learned of a group that went means nothing
                    Ok(Some(_)) if self.tracker.borrow().absent => {}
                    Ok(Some(names)) => {
                        let changes = self.tracker.borrow_mut().listed(names);
                        notify(StreamNotice::Listed(changes));
                    }
                    Ok(None) => {}
                    Err(failed) if failed.error.kind() == Kind::NotFound => {
                        self.tracker.borrow_mut().forget();
                    }
                    Err(failed) if failed.class == FailureClass::Refused => {
                        return notify(StreamNotice::Refused(failed.error));
                    }
                    // the next listing may succeed
                    Err(_) => {}
                }
            }
            if self.tracker.borrow().crowded {
                return notify(StreamNotice::Crowded);
            }
            let rest = if self.tracker.borrow().misses_any() {
                MISSED
            } else {
                LISTED
            };
            self.reader.timer.sleep(rest * calls).await;
        }
    }

    /// All names that pass; `None` if the service did not give the end of the list, or if
    /// there are too many.
    async fn list(
        &self,
        passes: impl Fn(&str) -> bool,
        calls: &mut u32,
    ) -> Result<Option<Vec<String>>, ReadError> {
        let mut names: Vec<String> = Vec::new();
        let mut token: Option<String> = None;
        *calls = 0;
        loop {
            let timer = &self.reader.timer;
            timer.sleep(self.pace.reserve(timer.elapsed())).await;
            *calls += 1;
            let (prefix, place) = (self.prefix.as_deref(), token.as_deref());
            let page = self.reader.source.stream_names(&self.group, prefix, place);
            let page = page.await?;
            names.extend(page.names.into_iter().filter(|name| passes(name)));
            if names.len() > MAX_KNOWN {
                self.tracker.borrow_mut().crowded = true;
                return Ok(None);
            }
            match page.token {
                None => return Ok(Some(names)),
                Some(next) if token.as_ref() == Some(&next) => return Ok(None),
                next => token = next,
            }
        }
    }
}

#[cfg(test)]
mod tests;
