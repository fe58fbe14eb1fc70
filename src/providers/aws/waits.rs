//! An operation that waits, from its first try to its last: what is tried again and again
//! takes as long as what hangs.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

use crate::providers::waiting::Waiting;

/// Names this place when it does not answer for a while.
#[derive(Debug)]
pub(in crate::providers) struct Waits(pub(super) String);

/// Ends with the operation, whose state it is in.
#[derive(Debug)]
struct Open {
    _waiting: Waiting,
}

impl Storable for Open {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Waits {
    fn name(&self) -> &'static str {
        "Waits"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        state: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if state.load::<Open>().is_none() {
            let waiting = Waiting::on(self.0.clone());
            state
                .interceptor_state()
                .store_put(Open { _waiting: waiting });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use crate::model::AwsAccess;
    use crate::providers::aws::Aws;
    use crate::providers::waiting::is_waited_for;
    use crate::providers::xray::Xray;

    #[tokio::test]
    async fn whoever_is_asked_again_is_waited_for_between_the_tries() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let access = AwsAccess::Fixed {
            url: url.clone(),
            region: "eu-central-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
        };
        let xray = Xray::new(Aws::connect(&access).await.unwrap());
        let called = tokio::spawn(async move { xray.groups().await.map(|_| ()) });
        let whom = format!("the local stack at {url}");
        for answer in [
            "503 Service Unavailable\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            "200 OK\r\nx-amzn-requestid: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
        ] {
            let (mut stream, _) = listener.accept().await.unwrap();
            assert!(is_waited_for(&whom));
            let mut request = [0; 8_192];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            let answer = format!("HTTP/1.1 {answer}");
            stream.write_all(answer.as_bytes()).await.unwrap();
            drop(stream);
            if answer.contains(" 503 ") {
                // the answer is read at once, and the wait after it is some 100 ms
                tokio::time::sleep(Duration::from_millis(5)).await;
                assert!(is_waited_for(&whom), "between the tries");
            }
        }
        assert!(called.await.unwrap().is_ok());
        assert!(!is_waited_for(&whom));
    }
}
