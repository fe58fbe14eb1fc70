//! Our CloudWatch Logs client against a service that fails in every known way: no event is lost or
//! repeated, and what cannot be read is an error.

use std::time::{Duration, Instant};

use cruddur_obs::error::{Kind, Result};
use cruddur_obs::model::AwsAccess;
use cruddur_obs::providers::aws::Aws;
use cruddur_obs::providers::cloudwatch_logs::{EventQuery, Logs, Pages};
use jiff::Timestamp;

use server::{Fault, FaultServer};

mod clients;
#[expect(dead_code, reason = "the tests of the binary use the rest")]
mod server;

const NOW_MS: i64 = 1_795_166_045_000;

/// A service with twenty events, in pages of five.
fn service() -> FaultServer {
    let server = FaultServer::start(5);
    for n in 0..20 {
        server.log(
            "g",
            NOW_MS - 60_000 + n * 100,
            &n.to_string(),
            Duration::ZERO,
        );
    }
    server
}

async fn read(server: &FaultServer) -> Result<Vec<String>> {
    let access = AwsAccess::Fixed {
        url: server.url(),
        region: "eu-central-1".to_owned(),
        access_key_id: "local".to_owned(),
        secret_access_key: "local".to_owned(),
    };
    let logs = Logs::new(Aws::connect(&access).await?).patient_for(Duration::from_millis(800));
    let reader = logs.reader();
    let since = Timestamp::from_millisecond(NOW_MS - 600_000).unwrap();
    let mut pages = Pages::new(&reader, EventQuery::all("g", since));
    let mut messages = Vec::new();
    while let Some(events) = pages.next_patiently(|_, _| {}).await? {
        messages.extend(events.into_iter().map(|event| event.message));
    }
    Ok(messages)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_on_every_page_loses_and_doubles_nothing() {
    let expected: Vec<_> = (0..20).map(|n| n.to_string()).collect();
    let faults = [
        Fault::Throttle,
        Fault::Internal,
        Fault::Html,
        Fault::SameToken,
        Fault::Empty,
        Fault::Reset,
        Fault::Truncated,
        Fault::Slow(100),
        Fault::Slow(2_000),
        Fault::LostToken,
    ];
    let mut tries = Vec::new();
    for fault in faults {
        for page in 0..4 {
            for times in [1, 2] {
                let server = service();
                let before = (0..page).map(|_| Fault::Pass);
                server.script(before.chain((0..times).map(|_| fault)));
                tries.push(tokio::spawn(async move {
                    let read = read(&server).await;
                    let what = format!("{fault:?} {times} times on page {page}");
                    // reads without retries may end before all faults occurred
                    assert!(server.is_played() || fault == Fault::Slow(100), "{what}");
                    (what, read)
                }));
            }
        }
    }
    for tried in tries {
        let (what, read) = tried.await.unwrap();
        match read {
            Ok(read) => assert_eq!(read, expected, "{what}"),
            Err(error) => panic!("{what}: {error}: {:?}", error.causes()),
        }
    }
}

#[tokio::test]
async fn a_service_that_stays_broken_is_an_error_and_not_an_end() {
    for fault in [
        Fault::Internal,
        Fault::Reset,
        Fault::Truncated,
        Fault::Slow(2_000),
    ] {
        let server = service();
        server.script([Fault::Pass].into_iter().chain((0..10).map(|_| fault)));
        let began = Instant::now();
        let error = read(&server).await.unwrap_err();
        assert_eq!(error.kind(), Kind::Failed, "{fault:?}");
        assert!(began.elapsed() < Duration::from_secs(20), "{fault:?}");
        assert_eq!(
            server.calls().len(),
            7,
            "{fault:?}: a page is asked for six times"
        );
    }
}
