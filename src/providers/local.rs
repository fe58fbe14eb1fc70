//! The status of the running stack, over its services port.

use std::net::SocketAddr;
use std::time::Duration;

use crate::error::{Error, Result, ResultExt as _};
use crate::model::{STATUS_PATH, StackStatus};

/// Loopback answers at once or not at all.
const PATIENCE: Duration = Duration::from_secs(5);

/// Asks the stack whose services port is `services`.
pub async fn status(services: SocketAddr) -> Result<StackStatus> {
    let url = format!("http://{services}{STATUS_PATH}");
    let unreachable = || {
        Error::failed(format!("the local stack does not answer on {services}"))
            .hint("`cruddur-obs local stop` and `cruddur-obs local start` start it anew")
    };
    reqwest::Client::builder()
        .no_proxy()
        // a machine without certificates, such as a slim container, has none to look at
        .tls_certs_only([])
        .timeout(PATIENCE)
        .build()
        .or_fail(|| "cannot set up an HTTP client".to_owned())?
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| unreachable().caused_by(error))?
        .json()
        .await
        .map_err(|error| unreachable().caused_by(error))
}
