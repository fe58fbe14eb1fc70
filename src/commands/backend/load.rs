//! `backend load`: traffic over every route.

mod requests;
mod summary;

use std::cell::OnceCell;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::SignedDuration;
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::{running, warning_if_lost};
use crate::context::Ctx;
use crate::error::{Error, Hint, Kind, Result, ResultExt as _};
use crate::model::{Notice, counted};
use crate::process;
use requests::{REQUESTS, Template};
use summary::{Answer, Summary};

#[derive(Debug, Args)]
pub(crate) struct LoadArgs {
    /// Requests per second
    #[arg(long, default_value_t = 10.0, value_parser = rate)]
    rate: f64,

    /// Duration, such as 30s or 2m
    #[arg(long, default_value = "10s", value_parser = duration, allow_hyphen_values = true)]
    duration: Duration,

    /// Backend URL [default: the running backend]
    #[arg(long, value_parser = url)]
    url: Option<Url>,
}

/// Requests under way at once; more wait, and their waiting counts as latency.
const IN_FLIGHT: usize = 256;
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn run(ctx: &Ctx, args: &LoadArgs) -> Result<()> {
    ctx.block_on_threads(async {
        let bar = OnceCell::new();
        let answered = |total: u64| {
            let begin = || ctx.output.progress(total, "requests");
            bar.get_or_init(begin).add(1);
        };
        let summary = fetch(ctx, args, answered).await;
        drop(bar);
        let summary = summary?;
        ctx.output.emit(&summary)?;
        if summary.interrupted {
            return Err(Error::new(Kind::Interrupted, "interrupted before the end"));
        }
        match summary.first_failure() {
            Some(reason) => Err(Error::failed(format!(
                "{} of {} got no answer",
                summary.failed,
                counted(summary.requests, "request")
            ))
            .caused_by(reason)
            .hint(Hint::run(
                ["backend", "status"],
                "show whether and where the backend runs",
            ))),
            None => Ok(()),
        }
    })
}

fn url_of_running(ctx: &Ctx) -> Result<(Url, Option<Notice>)> {
    let backend = running(ctx)?.ok_or_else(|| {
        Error::failed("the backend is not running")
            .hint(Hint::run(["backend", "start"], "start it"))
            .hint("use `--url http://host:port` to call another one")
    })?;
    let lost = warning_if_lost(ctx, &backend.about)?;
    let mut address = backend.about.address;
    if address.ip().is_unspecified() {
        // on all addresses is on loopback as well
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    let url = format!("http://{address}");
    let url = Url::parse(&url).or_fail(|| format!("invalid URL `{url}`"))?;
    Ok((url, lost))
}

/// Sends at the wanted rate whether or not earlier requests were answered, as the users of
/// a real service do, until Ctrl-C. `answered` is called after each answer with the number of
/// all requests.
pub(super) async fn fetch(ctx: &Ctx, args: &LoadArgs, answered: impl Fn(u64)) -> Result<Summary> {
    let (url, lost) = match &args.url {
        Some(url) => (url.clone(), None),
        None => url_of_running(ctx)?,
    };
    // a proxy is for what lies outside; the running backend lies on this machine
    let client = client(&url, args.url.is_some())?;
    let total = (args.rate * args.duration.as_secs_f64()).round().max(1.0) as u64;
    let room = Arc::new(Semaphore::new(IN_FLIGHT));
    let mut tick = interval(Duration::from_secs_f64(1.0 / args.rate));
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut signal = std::pin::pin!(process::stop_signal());

    let started = Instant::now();
    let mut sent = JoinSet::new();
    let mut summary = Summary::new(&url, lost);
    for template in REQUESTS.iter().cycle().take(total as usize) {
        let due = tokio::select! {
            due = tick.tick() => due,
            _ = &mut signal => {
                summary.interrupted = true;
                break;
            }
        };
        let (client, room, url) = (client.clone(), room.clone(), template.url(&url));
        sent.spawn(async move {
            let answer = one(&client, &room, template, url).await;
            (template, answer.map(|status| (status, due.elapsed())))
        });
        while let Some(answer) = sent.try_join_next() {
            take(&mut summary, answer)?;
            answered(total);
        }
    }
    while let Some(answer) = sent.join_next().await {
        take(&mut summary, answer)?;
        answered(total);
    }
    summary.finish(started.elapsed());
    Ok(summary)
}

type Answered = (&'static Template, Result<(u16, Duration), String>);

fn take(
    summary: &mut Summary,
    answered: std::result::Result<Answered, tokio::task::JoinError>,
) -> Result<()> {
    let (template, result) = answered.or_fail(|| "a request could not be made".to_owned())?;
    summary.add(Answer {
        route: template.route,
        result,
    });
    Ok(())
}

async fn one(
    client: &reqwest::Client,
    room: &Semaphore,
    template: &Template,
    url: Url,
) -> Result<u16, String> {
    // never closed, so that there is always a permit to come
    let _permit = room.acquire().await.map_err(|error| error.to_string())?;
    let mut request = client.request(template.method.clone(), url);
    if let Some(body) = template.body {
        request = request
            .header("content-type", "application/json")
            .body(body);
    }
    let answer = async {
        let response = request.send().await?;
        let status = response.status().as_u16();
        response.bytes().await.map(|_| status)
    };
    answer.await.map_err(|error| reason(&error))
}

/// The deepest cause: what reqwest itself says is only that there was an error.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

fn client(url: &Url, elsewhere: bool) -> Result<reqwest::Client> {
    let builder = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .user_agent(concat!("cruddur-obs/", env!("CARGO_PKG_VERSION"), " load"));
    let loopback = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let builder = if loopback || !elsewhere {
        builder.no_proxy()
    } else {
        builder
    };
    let builder = match url.scheme() {
        // a machine without certificates, such as a slim container, has none to look at
        "http" => builder.tls_certs_only([]),
        _ => builder,
    };
    builder
        .build()
        .or_fail(|| "cannot make an HTTP client".to_owned())
}

fn rate(text: &str) -> Result<f64, String> {
    let rate = text
        .parse()
        .ok()
        .filter(|rate| (0.01..=100_000.0).contains(rate));
    rate.ok_or_else(|| "expected a number from 0.01 to 100000".to_owned())
}

fn duration(text: &str) -> Result<Duration, String> {
    let parsed = text.parse::<SignedDuration>().ok();
    match parsed.map(Duration::try_from) {
        Some(Ok(duration)) if !duration.is_zero() => Ok(duration),
        Some(_) => Err("expected a duration longer than 0, such as 500ms, 30s or 2m".to_owned()),
        None => Err("expected a duration such as 500ms, 30s or 2m".to_owned()),
    }
}

fn url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok();
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| "expected a URL such as http://127.0.0.1:4567".to_owned())
}
