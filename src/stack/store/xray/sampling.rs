//! What SDKs report of their sampling.

use std::ops::RangeInclusive;

use rusqlite::params;

use crate::stack::store::{Part, Store, StoreError};

/// One client's count on one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplingReport {
    pub rule: String,
    pub client: String,
    pub requests: i64,
    pub sampled: i64,
    pub borrowed: i64,
}

/// All clients' counts on one rule in ten seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamplingTotal {
    /// Seconds since the epoch.
    pub since: i64,
    pub rule: String,
    pub requests: i64,
    pub sampled: i64,
    pub borrowed: i64,
}

/// Seconds that are added up.
const WINDOW: i64 = 10;
/// Seconds that reports are kept.
const KEPT: i64 = 3_600;

impl Store {
    /// Adds reports that came at `now`, in seconds since the epoch.
    pub async fn add_sampling_reports(
        &self,
        reports: Vec<SamplingReport>,
        now: i64,
    ) -> Result<(), StoreError> {
        let expiry = self.expiry_ms(now.saturating_mul(1_000)) / 1_000 - KEPT;
        self.write(0, move |c| {
            c.execute("DELETE FROM xray_sampling WHERE since < ?1", [expiry])?;
            let mut add = c.prepare_cached(
                "INSERT INTO xray_sampling VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                 ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, \
                     sampled = sampled + excluded.sampled, \
                     borrowed = borrowed + excluded.borrowed",
            )?;
            for report in &reports {
                add.execute(params![
                    now - now.rem_euclid(WINDOW),
                    report.rule,
                    report.client,
                    report.requests,
                    report.sampled,
                    report.borrowed
                ])?;
            }
            Ok(())
        })
        .await
    }

    /// The clients that reported on each rule in these seconds, added up: by rule, then by
    /// client.
    pub async fn sampling_clients(
        &self,
        seconds: RangeInclusive<i64>,
    ) -> Result<Vec<SamplingReport>, StoreError> {
        let (since, until) = seconds.into_inner();
        self.read(move |c| {
            let sql = "SELECT rule, client, sum(requests), sum(sampled), sum(borrowed) \
                 FROM xray_sampling WHERE since BETWEEN ?1 AND ?2 \
                 GROUP BY rule, client ORDER BY rule, client";
            let query = (sql, [since - since.rem_euclid(WINDOW), until]);
            c.list(Part::XraySampling, usize::MAX, query, |row| {
                Ok::<_, rusqlite::Error>(SamplingReport {
                    rule: row.get(0)?,
                    client: row.get(1)?,
                    requests: row.get(2)?,
                    sampled: row.get(3)?,
                    borrowed: row.get(4)?,
                })
            })
        })
        .await
    }

    /// Up to `limit` totals after this place (a time and a rule), oldest first.
    pub async fn sampling_totals(
        &self,
        after: (i64, String),
        limit: usize,
    ) -> Result<Vec<SamplingTotal>, StoreError> {
        self.read(move |c| {
            let sql = "SELECT since, rule, sum(requests), sum(sampled), sum(borrowed) \
                 FROM xray_sampling WHERE (since, rule) > (?1, ?2) \
                 GROUP BY since, rule ORDER BY since, rule";
            c.list(Part::XraySampling, limit, (sql, after), |row| {
                Ok::<_, rusqlite::Error>(SamplingTotal {
                    since: row.get(0)?,
                    rule: row.get(1)?,
                    requests: row.get(2)?,
                    sampled: row.get(3)?,
                    borrowed: row.get(4)?,
                })
            })
        })
        .await
    }
}
