//! The same reads with a known quota, as for AWS's own regions. The commands are measured with
//! another address, for which they first have to find out the quota.

use std::rc::Rc;
use std::time::{Duration, Instant};

use cruddur_obs::model::AwsAccess;
use cruddur_obs::providers::aws::Aws;
use cruddur_obs::providers::cloudwatch_logs::{
    EventQuery, Logs, ParallelReader, RateLimiter, ReadError, Reader, RetryLimits, Share, Watch,
};
use jiff::Timestamp;

use crate::data::GROUP;
use crate::server::Server;

struct Nobody;

impl Watch for Nobody {
    fn waits(&self, _: &ReadError, _: Duration) {}

    fn moved(&self, _: Share) {}
}

/// Returns how long `logs search` takes without output, at `rate` calls per second.
pub(crate) fn read(server: &Server, rate: f64) -> Duration {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let access = AwsAccess::Fixed {
            url: format!("http://{}", server.addr),
            region: "eu-central-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
        };
        let logs = Logs::new(Aws::connect(&access).await.unwrap());
        let timer = *logs.timer();
        let reader = Reader::new(logs, timer, RateLimiter::per_second(rate));
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        let query = EventQuery::all(GROUP, at(server.window.start_ms()));
        let until = at(server.window.end_ms);
        let began = Instant::now();
        let mut slices =
            ParallelReader::new(&reader, query, until, RetryLimits::READ, Rc::new(Nobody));
        let mut events = 0;
        while let Some(page) = slices.next().await.unwrap() {
            events += page.len();
        }
        assert_eq!(events, server.window.events);
        began.elapsed()
    })
}
