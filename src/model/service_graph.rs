//! The service graph: which services call each other, how often, and with what result.

use jiff::Timestamp;
use serde::Serialize;

/// The services active in a time range and the calls between them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServiceGraph {
    pub since: Timestamp,
    pub until: Timestamp,
    /// The X-Ray group by which the traces were selected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    pub nodes: Vec<Node>,
}

/// A service, a resource called by a service, or the clients.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Node {
    /// Unique within the graph; edges refer to it.
    pub id: i32,
    pub name: String,
    /// `client`, `remote`, or a resource type such as `AWS::DynamoDB::Table`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// `active`: reports spans itself. `unknown`: appears only in its callers' spans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Whether requests enter the system here.
    pub root: bool,
    /// Statistics of the requests that it served. Clients have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    pub edges: Vec<Edge>,
}

/// The calls from one node to another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Edge {
    /// The callee's `id`.
    pub to: i32,
    /// Statistics as measured by the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    /// `link` for asynchronous calls.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

/// Counts and response times of completed requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Statistics {
    pub total: i64,
    pub ok: i64,
    /// 4xx, including throttled requests.
    pub errors: i64,
    /// 429.
    pub throttles: i64,
    /// 5xx.
    pub faults: i64,
    /// The mean; `None` without requests.
    pub average_ms: Option<f64>,
    /// Response times and how often each occurred, in ascending order.
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
    /// Whether this node represents the outside callers of a root.
    pub fn is_client(&self) -> bool {
        self.kind.as_deref() == Some("client")
    }
}

impl Statistics {
    /// Returns the response time that the fraction `share` (0 to 1) of the requests did not exceed,
    /// by nearest rank in the histogram. `None` without a histogram.
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
