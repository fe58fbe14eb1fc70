//! Who calls whom, how often, and how well.

use jiff::Timestamp;
use serde::Serialize;

/// The services of a range of time and the calls between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceGraph {
    pub since: Timestamp,
    pub until: Timestamp,
    /// The X-Ray group that chose the traces, if one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub nodes: Vec<Node>,
}

/// A service, a resource that a service calls, or the clients in front.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// Unique in its graph; edges point to it.
    pub id: i32,
    pub name: String,
    /// `client`, `remote`, or a resource type such as `AWS::DynamoDB::Table`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `active` reports spans itself; `unknown` is only known from its callers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Requests enter here.
    pub root: bool,
    /// Of the requests that it served; clients serve none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    pub edges: Vec<Edge>,
}

/// The calls from one node to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// The `id` of the callee.
    pub to: i32,
    /// As the caller saw them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    /// `link` where nobody waits for the answer.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// Counts of ended requests, and their times.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Statistics {
    pub total: i64,
    pub ok: i64,
    /// 4xx, the throttled ones included.
    pub errors: i64,
    /// 429.
    pub throttles: i64,
    /// 5xx.
    pub faults: i64,
    /// The mean; `None` without a request.
    pub average_ms: Option<f64>,
    /// Response times with how often each was met, ascending.
    pub histogram: Vec<Bucket>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bucket {
    pub ms: f64,
    pub count: i64,
}

impl ServiceGraph {
    pub fn node(&self, id: i32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }
}

impl Node {
    /// The stand-in for whoever calls a root from outside.
    pub fn is_client(&self) -> bool {
        self.kind.as_deref() == Some("client")
    }
}

impl Statistics {
    /// The response time that `share` (0 to 1) of the requests did not exceed: the
    /// nearest rank of the histogram. `None` without a histogram.
    pub fn percentile_ms(&self, share: f64) -> Option<f64> {
        let total: i64 = self.histogram.iter().map(|bucket| bucket.count).sum();
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let rank = (share * total as f64).ceil().max(1.0);
        let mut seen = 0.0;
        self.histogram
            .iter()
            .find(|bucket| {
                #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
                let count = bucket.count as f64;
                seen += count;
                seen >= rank
            })
            .map(|bucket| bucket.ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(buckets: &[(f64, i64)]) -> Statistics {
        Statistics {
            histogram: buckets
                .iter()
                .map(|&(ms, count)| Bucket { ms, count })
                .collect(),
            ..Statistics::default()
        }
    }

    #[test]
    fn percentiles_are_nearest_ranks() {
        let hundred = of(&[(1.0, 90), (2.0, 9), (300.0, 1)]);
        assert_eq!(hundred.percentile_ms(0.5), Some(1.0));
        assert_eq!(hundred.percentile_ms(0.95), Some(2.0));
        assert_eq!(hundred.percentile_ms(0.99), Some(2.0));
        assert_eq!(hundred.percentile_ms(1.0), Some(300.0));
        assert_eq!(of(&[(7.0, 1)]).percentile_ms(0.5), Some(7.0));
        assert_eq!(of(&[]).percentile_ms(0.5), None);
    }
}
