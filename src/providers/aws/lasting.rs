//! Failures that last: a status of 5xx asks to try again, and the local stack says in a
//! header when that is no use.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

use crate::model::LASTING_HEADER;

/// Keeps the SDKs from trying again.
#[derive(Debug)]
pub(in crate::providers) struct Lasting;

impl ClassifyRetry for Lasting {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if context.response().is_some_and(is_lasting) {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "Lasting"
    }
}

/// Whether to ask again would bring the same failure.
pub(in crate::providers) fn is_lasting(answer: &HttpResponse) -> bool {
    answer.headers().contains_key(LASTING_HEADER)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use crate::model::AwsAccess;
    use crate::providers::aws::Aws;
    use crate::providers::cloudwatch_logs::Logs;
    use crate::providers::xray::Xray;

    #[tokio::test]
    async fn what_will_fail_again_is_asked_for_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let access = AwsAccess::Fixed {
            url: format!("http://{}", listener.local_addr().unwrap()),
            region: "eu-central-1".to_owned(),
            access_key_id: "local".to_owned(),
            secret_access_key: "local".to_owned(),
        };
        let aws = Aws::connect(&access).await.unwrap();
        let (xray, logs) = (Xray::new(aws.clone()), Logs::new(aws));
        let called = tokio::spawn(async move {
            let groups = xray.groups().await.map(|_| ());
            (groups, logs.has_stream("g", "s").await.map(|_| ()))
        });
        let (mut answers, mut ended) = (0, None);
        let mut called = std::pin::pin!(called);
        while ended.is_none() {
            let accepted = tokio::select! {
                both = called.as_mut() => {
                    ended = Some(both.unwrap());
                    continue;
                }
                accepted = listener.accept() => accepted,
            };
            let (mut stream, _) = accepted.unwrap();
            let mut request = [0; 8_192];
            assert!(stream.read(&mut request).await.unwrap() > 0);
            let answer = "HTTP/1.1 500 Internal Server Error\r\nx-amzn-requestid: 1\r\n\
                          x-cruddur-obs-lasting: damaged\r\ncontent-length: 2\r\n\
                          connection: close\r\n\r\n{}";
            stream.write_all(answer.as_bytes()).await.unwrap();
            answers += 1;
        }
        let (groups, stream) = ended.unwrap();
        assert_eq!(answers, 2, "as many answers as calls");
        assert!(groups.is_err() && stream.is_err());
    }
}
