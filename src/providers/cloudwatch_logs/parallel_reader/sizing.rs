//! How many walks are of use, and how long their slices should be.

use super::super::rate_limiter::RateLimiter;

/// What the pages until now showed, the newest weighing most.
#[derive(Debug, Default)]
pub(super) struct SliceSizing {
    pages: f64,
    bytes: f64,
    ms: f64,
}

/// Walks where nothing but the connection limits them: one is taken apart while the other
/// is on its way.
const UNLIMITED: usize = 2;
const MAX: usize = 12;
/// Up to here a single walk leaves no call of the quota unused.
const ENOUGH: f64 = 0.9;
/// What a page weighs when the next one comes.
const FADE: f64 = 0.8;
/// ParallelReader of what is left, at most: one burst is no reason for a thousand calls over what
/// is quiet.
const MAX_SLICES: i64 = 256;
/// Pages of a slice, at least: its end breaks one off.
const MIN_PAGES: f64 = 3.0;
const MAX_PAGE: usize = 1 << 20;
const ROOM: f64 = 1.25;
/// Where nothing is known of pages.
const MIN_MS: f64 = 1_000.0;

impl SliceSizing {
    /// Notes a page: its bytes, and the time of the window that it covers.
    pub(super) fn page(&mut self, bytes: usize, ms: i64) {
        self.pages = self.pages * FADE + 1.0;
        self.bytes = self.bytes * FADE + bytes as f64;
        self.ms = self.ms * FADE + ms.max(0) as f64;
    }

    /// How many walks keep the quota busy.
    pub(super) fn width(&self, limiter: &RateLimiter) -> usize {
        let Some(rate) = limiter.rate() else {
            return UNLIMITED;
        };
        let calls = rate * limiter.latency().as_secs_f64();
        if calls <= ENOUGH {
            1
        } else {
            // one waits for its turn while the others are on their way
            (calls.ceil() as usize + 1).min(MAX)
        }
    }

    /// The milliseconds of the next slice, of `left` that are to be read: a part for each
    /// walk, so that slices become smaller towards the end and all walks end together;
    /// but no more than can wait in memory, which has room for `held` bytes of events.
    pub(super) fn length(&self, left: i64, width: usize, held: usize) -> i64 {
        // nobody waits behind a single walk, and each end of a slice breaks a page off
        if width <= 1 {
            return left;
        }
        let share = left / i64::try_from(width).unwrap_or(i64::MAX);
        let held = (held / width) as f64;
        let fits = if self.bytes > 0.0 {
            held * self.ms / self.bytes
        } else {
            f64::INFINITY
        };
        let least = (MIN_PAGES * self.page_ms()) as i64;
        let length = share.min(fits as i64).max(least).max(left / MAX_SLICES);
        // no crumbs for the next
        if left - length < least {
            left
        } else {
            length.max(1)
        }
    }

    /// Whether a part of so many milliseconds is worth a walk of its own.
    pub(super) fn is_worth(&self, ms: i64) -> bool {
        ms as f64 >= MIN_PAGES * self.page_ms()
    }

    /// What the next page may bring, with some room.
    pub(super) fn page_bytes(&self) -> usize {
        if self.pages > 0.0 {
            (self.bytes / self.pages * ROOM) as usize
        } else {
            MAX_PAGE
        }
    }

    /// The time that a page covers.
    fn page_ms(&self) -> f64 {
        if self.pages > 0.0 && self.bytes > 0.0 {
            self.ms / self.pages
        } else {
            MIN_MS
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_quota_says_how_many_walks() {
        let pace = SliceSizing::default();
        assert_eq!(pace.width(&RateLimiter::unknown()), UNLIMITED);
        for (rate, latency_ms, width) in [
            (10.0, 60, 1),
            (25.0, 60, 3),
            (10.0, 500, 6),
            (25.0, 2_000, MAX),
        ] {
            let limiter = RateLimiter::per_second(rate);
            limiter.took(Duration::from_millis(latency_ms));
            assert_eq!(pace.width(&limiter), width, "{rate} {latency_ms}");
        }
    }

    #[test]
    fn slices_fit_into_memory_together() {
        let mut pace = SliceSizing::default();
        let held = 6 << 20;
        assert_eq!(pace.length(30_000, 3, held), 10_000);
        // pages of a quarter of a MiB, each a quarter of a second
        for _ in 0..50 {
            pace.page(1 << 18, 250);
        }
        assert_eq!(pace.length(36_000, 3, held), 6_000 / 3);
        assert_eq!(pace.length(3_600_000, 3, held), 3_600_000 / MAX_SLICES);
        assert_eq!(pace.length(1_200, 3, held), 1_200, "no crumbs");
        assert!(pace.is_worth(751) && !pace.is_worth(740));
    }
}
