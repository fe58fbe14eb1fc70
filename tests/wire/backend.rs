//! The backend against recording sinks: its responses and its reports.

mod faults;
mod logs;
mod otlp;
mod rollbar;
mod routes;
mod sampling;
mod sink;
mod whole;
mod xray;

use std::net::SocketAddr;

use cruddur_obs::app::{Env, Served, StartError, serve};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A backend on a free port in this process.
struct Backend {
    addr: SocketAddr,
    client: reqwest::Client,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<Result<Served, StartError>>,
}

impl Backend {
    /// Starts a backend with only these variables.
    async fn start(vars: &[(&str, &str)]) -> Self {
        let mut env = Env::from_vars(vars).unwrap();
        env.stderr = None;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, env, async {
            let _ = stopped.await;
        }));
        Self {
            addr,
            client: reqwest::Client::builder().no_proxy().build().unwrap(),
            stop,
            serving,
        }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("http://{}{path}", self.addr);
        self.client.request(method.parse().unwrap(), url)
    }

    /// Returns status and body.
    async fn get(&self, path: &str) -> (u16, String) {
        answer(self.request("GET", path)).await
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, String) {
        answer(self.request("POST", path).json(body)).await
    }

    /// Stops it, which flushes its telemetry, and returns the summary.
    async fn stop(self) -> Served {
        drop(self.client);
        self.stop.send(()).unwrap();
        self.serving.await.unwrap().unwrap()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}
