//! The sampling decisions of one rule: a number of requests per second, then a fraction of the
//! rest.
//!
//! Source: AWS X-Ray developer guide, "Using sampling rules with the X-Ray API". Until the service
//! assigns a quota, an instance borrows one request per second.

/// Seconds since the epoch, with a fraction.
pub(super) type Seconds = f64;

/// The counts of one rule since the last report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) requests: u64,
    pub(super) sampled: u64,
    pub(super) borrowed: u64,
}

impl Counts {
    pub(super) fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.sampled += other.sampled;
        self.borrowed += other.borrowed;
    }
}

/// The quota assigned to this instance.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quota {
    per_second: u64,
    until: Seconds,
}

#[derive(Debug, Clone)]
pub(super) struct Reservoir {
    /// Whether one request per second may be borrowed without a quota.
    may_borrow: bool,
    rate: f64,
    quota: Option<Quota>,
    second: i64,
    taken: u64,
    pub(super) counts: Counts,
}

impl Reservoir {
    pub(super) fn new(size: i64, rate: f64) -> Self {
        Self {
            may_borrow: size > 0,
            rate,
            quota: None,
            second: 0,
            taken: 0,
            counts: Counts::default(),
        }
    }

    /// Applies a target from the service.
    pub(super) fn assign(&mut self, rate: Option<f64>, quota: Option<(u64, Seconds)>) {
        self.rate = rate.unwrap_or(self.rate);
        if let Some((per_second, until)) = quota {
            self.quota = Some(Quota { per_second, until });
        }
    }

    /// Whether to sample a request at `now`; `draw` is a random number in [0, 1).
    pub(super) fn sample(&mut self, now: Seconds, draw: f64) -> bool {
        let second = now.floor() as i64;
        if second != self.second {
            self.second = second;
            self.taken = 0;
        }
        self.counts.requests += 1;
        let quota = self.quota.filter(|quota| now <= quota.until);
        let (room, borrows) = match quota {
            Some(quota) => (quota.per_second, false),
            None => (u64::from(self.may_borrow), true),
        };
        if self.taken < room {
            self.taken += 1;
            if borrows {
                self.counts.borrowed += 1;
            } else {
                self.counts.sampled += 1;
            }
            return true;
        }
        let sampled = draw < self.rate;
        self.counts.sampled += u64::from(sampled);
        sampled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_a_second_is_borrowed_then_the_rate_decides() {
        let mut reservoir = Reservoir::new(5, 0.1);
        assert!(reservoir.sample(10.0, 0.9));
        assert!(!reservoir.sample(10.5, 0.9));
        assert!(reservoir.sample(10.6, 0.05));
        assert!(reservoir.sample(11.0, 0.9));
        let expected = Counts {
            requests: 4,
            sampled: 1,
            borrowed: 2,
        };
        assert_eq!(reservoir.counts, expected);
    }

    #[test]
    fn an_empty_reservoir_borrows_nothing() {
        let mut reservoir = Reservoir::new(0, 0.0);
        assert!(!reservoir.sample(1.0, 0.0));
    }

    #[test]
    fn a_quota_replaces_borrowing_until_it_ends() {
        let mut reservoir = Reservoir::new(5, 0.0);
        reservoir.assign(Some(0.0), Some((2, 20.0)));
        let taken = |r: &mut Reservoir, at| (0..5).filter(|_| r.sample(at, 0.5)).count();
        assert_eq!(taken(&mut reservoir, 19.0), 2);
        assert_eq!(taken(&mut reservoir, 20.0), 2);
        assert_eq!(taken(&mut reservoir, 21.0), 1);
        let expected = Counts {
            requests: 15,
            sampled: 4,
            borrowed: 1,
        };
        assert_eq!(reservoir.counts, expected);
    }

    #[test]
    fn a_quota_of_nothing_takes_nothing() {
        let mut reservoir = Reservoir::new(5, 0.0);
        reservoir.assign(None, Some((0, 20.0)));
        assert!(!reservoir.sample(19.0, 0.5));
    }
}
