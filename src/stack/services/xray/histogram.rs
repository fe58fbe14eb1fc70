//! How values are spread: `{Value, Count}`, as many entries as there are values.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::stack::services::typed::{Double, Integer};

/// Seconds, by their micros.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram(BTreeMap<u64, u64>);

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Entry {
    value: Double,
    count: Integer,
}

impl Histogram {
    /// Counts a value, to three digits: those are what the service gives, and they keep
    /// the number of entries bounded.
    pub(super) fn add(&mut self, seconds: f64) {
        let mut micros = (seconds * 1e6).round() as u64;
        let mut unit = 1;
        while micros / unit >= 1_000 {
            unit *= 10;
        }
        micros = (micros + unit / 2) / unit * unit;
        *self.0.entry(micros).or_default() += 1;
    }

    pub(super) fn entries(&self) -> Vec<Entry> {
        self.0
            .iter()
            .map(|(micros, count)| Entry {
                value: Double::new(*micros as f64 / 1e6),
                count: Integer::count(*count),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_three_digits() {
        let mut histogram = Histogram::default();
        for seconds in [
            0.157, 0.157_04, 0.005, 3.2324, 3.2271, 0.000_345, 0.0, 999.9,
        ] {
            histogram.add(seconds);
        }
        let entries: Vec<Entry> = [
            (0.0, 1),
            (0.000_345, 1),
            (0.005, 1),
            (0.157, 2),
            (3.23, 2),
            (1000.0, 1),
        ]
        .map(|(value, count): (f64, i32)| Entry {
            value: Double::new(value),
            count: Integer::count(count),
        })
        .into();
        assert_eq!(histogram.entries(), entries);
    }
}
