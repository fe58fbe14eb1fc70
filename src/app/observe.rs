//! Middleware for every request: its span, log line and Rollbar item.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::Body as _;
use jiff::Timestamp;
use opentelemetry::context::FutureExt;
use opentelemetry::trace::{SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};
use tracing::instrument::WithSubscriber;

use super::App;
use super::failure::{AppError, Failure};
use super::handlers::record;
use super::incoming::Incoming;
use super::panics::caught;
use super::telemetry::names;
use super::telemetry::propagation::{extract, inject};
use super::telemetry::rollbar::{Level, Report, What};

/// Requests a Rollbar item although the request did not fail.
#[derive(Debug, Clone)]
pub(crate) struct Alert(pub(crate) String);

/// The outermost layer of the router.
pub(crate) async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let log = app.telemetry.log.clone();
    let incoming = Incoming::new(&request);
    let context = start(&app, &incoming, request.headers());
    let headers = request.headers().clone();
    let work = async {
        let mut response = match caught(next.run(request)).await {
            Ok(response) => response,
            Err(failure) => AppError::Failed(failure).into_response(),
        };
        finish(&app, &incoming, &headers, &mut response);
        response
    };
    work.with_context(context).with_subscriber(log).await
}

/// Starts the request's span, in the trace given by its headers.
fn start(app: &App, incoming: &Incoming, headers: &HeaderMap) -> Context {
    let parent = extract(headers);
    // the id generator reads the current context
    let _attached = parent.clone().attach();
    let builder = app.tracer().span_builder(incoming.name());
    let builder = builder
        .with_kind(SpanKind::Server)
        .with_attributes(incoming.attributes());
    let span = builder.start_with_context(app.tracer(), &parent);
    // not based on `parent`: the headers' sampling decision is made, and children must not
    // repeat it
    Context::new().with_span(span)
}

/// Reports the result of the request. Never waits.
fn finish(app: &App, incoming: &Incoming, headers: &HeaderMap, response: &mut Response) {
    let context = Context::current();
    let span = context.span();
    let status = response.status();
    let at = opentelemetry::time::now();

    let failure = response.extensions_mut().remove::<Failure>();
    let alert = response.extensions_mut().remove::<Alert>();
    if let Some(what) = what(failure.as_ref(), alert, response) {
        report(app, incoming, headers, at, what);
    }
    app.count_request();
    let now = Timestamp::try_from(at).unwrap_or(Timestamp::UNIX_EPOCH);
    tracing::error!("{}", incoming.line(now, &app.zone, response));

    span.set_attribute(KeyValue::new(
        names::HTTP_STATUS,
        i64::from(status.as_u16()),
    ));
    if let Some(size) = response
        .body()
        .size_hint()
        .exact()
        .and_then(|n| i64::try_from(n).ok())
    {
        span.set_attribute(KeyValue::new(names::HTTP_RESPONSE_SIZE, size));
    }
    match &failure {
        Some(failure) => record(&context, failure),
        None if status.is_server_error() => span.set_status(Status::error(status.to_string())),
        None => {}
    }
    inject(&context, response.headers_mut());
    span.end();
}

/// Returns what to report about this response, if anything.
fn what(
    failure: Option<&Failure>,
    alert: Option<Alert>,
    response: &Response,
) -> Option<(What, Level)> {
    if let Some(failure) = failure {
        return Some((What::Failure(failure.clone()), Level::Error));
    }
    if response.status().is_server_error() {
        return Some((What::Message(response.status().to_string()), Level::Error));
    }
    alert.map(|Alert(text)| (What::Message(text), Level::Warning))
}

fn report(
    app: &App,
    incoming: &Incoming,
    headers: &HeaderMap,
    at: SystemTime,
    (what, level): (What, Level),
) {
    let Some(rollbar) = &app.telemetry.rollbar else {
        return;
    };
    rollbar.report(Report {
        at,
        what,
        level,
        context: incoming.name(),
        request: incoming.report(headers),
        span: Context::map_current(|context| context.span().span_context().clone()),
    });
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use axum::Router;
    use axum::routing::{get, post};
    use tokio::net::TcpListener;

    use super::*;
    use crate::app::Env;
    use crate::app::routes::watched;

    async fn listening(router: Router) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        url
    }

    async fn panics() -> &'static str {
        panic!("out of {}", "tea")
    }

    #[tokio::test]
    async fn a_panic_is_a_500_and_a_rollbar_item_and_the_next_request_works() {
        let items = Arc::new(Mutex::new(Vec::<serde_json::Value>::new()));
        let seen = items.clone();
        let take = |axum::Json(item)| async move { seen.lock().unwrap().push(item) };
        let rollbar = listening(Router::new().route("/api/1/item/", post(take))).await;
        let endpoint = format!("{rollbar}/api/1");
        let vars = [
            ("ROLLBAR_ACCESS_TOKEN", "x"),
            ("ROLLBAR_ENDPOINT", &endpoint),
        ];
        let mut env = Env::from_vars(&vars).unwrap();
        env.stderr = None;
        let app = Arc::new(App::start(env).await.unwrap());
        let routes = Router::new()
            .route("/fine", get(|| async { "fine" }))
            .route("/panics", get(panics));
        let url = listening(watched(routes, app.clone())).await;

        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let get = |path| client.get(format!("{url}{path}")).send();
        let answer = get("/panics").await.unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.text().await.unwrap(), r#"["internal_server_error"]"#);
        assert_eq!(get("/fine").await.unwrap().status(), 200);
        app.telemetry.flush(std::time::Duration::from_secs(5)).await;
        let items = items.lock().unwrap();
        assert_eq!(items.len(), 1);
        let trace = &items[0]["data"]["body"]["trace"];
        let exception = serde_json::json!({ "class": "panic", "message": "out of tea" });
        assert_eq!(trace["exception"], exception);
        let last = trace["frames"].as_array().unwrap().last().unwrap();
        assert_eq!(last["filename"], "src/app/observe.rs");
    }
}
