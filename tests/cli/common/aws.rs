//! A fake AWS for tests of its responses, which each test defines.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use cruddur_obs::model::STATUS_PATH;
use serde_json::Value;

use super::user::User;

type Calls = Arc<Mutex<Vec<(String, Value)>>>;

/// Records and answers calls. Its thread ends with the test process.
pub(crate) struct Aws {
    url: String,
    calls: Calls,
}

impl Aws {
    /// Answers calls with `answer(path, request)`: a status and a document, or `None` for no
    /// response.
    pub(crate) fn answering<F>(answer: F) -> Self
    where
        F: Fn(&str, &Value) -> Option<(u16, Value)> + Clone + Send + Sync + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
        listener.set_nonblocking(true).expect("sockets can do that");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let calls = Calls::default();
        let log = Arc::clone(&calls);
        // clients with target cloud first check whether this is a local stack
        let is_stack = get(|| async { StatusCode::NOT_FOUND });
        let app = Router::new().route(STATUS_PATH, is_stack);
        let app = app.fallback(move |uri: Uri, body: Bytes| {
            let request: Value = serde_json::from_slice(&body).expect("AWS is sent JSON");
            let answered = answer(uri.path(), &request);
            let mut calls = log.lock().expect("no test panics while it holds this");
            calls.push((uri.path().to_owned(), request));
            async move {
                let Some((status, answered)) = answered else {
                    return std::future::pending().await;
                };
                let status = StatusCode::from_u16(status).expect("it is a status");
                let headers = [
                    ("content-type", "application/json"),
                    ("x-amzn-requestid", "6eea1733-11a6-43db-9612-80774cc475c5"),
                ];
                (status, headers, answered.to_string())
            }
        });
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime can be built");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("it is bound");
                axum::serve(listener, app).await
            })
        });
        Self { url, calls }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A user with this server as the cloud.
    pub(crate) fn user(&self) -> User {
        User::new()
            .env("CRUDDUR_OBS_TARGET", "cloud")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ENDPOINT_URL", &self.url)
            .env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Returns the requests to `path` so far.
    pub(crate) fn calls(&self, path: &str) -> Vec<Value> {
        let calls = self.calls.lock().expect("no call panics");
        let to = calls.iter().filter(|(to, _)| to == path);
        to.map(|(_, request)| request.clone()).collect()
    }

    /// Waits for the first request to `path`.
    #[track_caller]
    pub(crate) fn wait_for(&self, path: &str) {
        let asked = Instant::now();
        while self.calls(path).is_empty() {
            assert!(
                asked.elapsed() < Duration::from_secs(60),
                "no call of {path}"
            );
            thread::sleep(Duration::from_millis(10));
        }
    }
}
