//! PutLogEvents during searches: how much each slows down the other, and whether the write-ahead
//! log stays bounded.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use cruddur_obs::model::Clock;

use crate::client::Connection;
use crate::events::Writer;
use crate::load::{self, Batch};
use crate::scans::{NEEDLELESS, Search};
use crate::stack::{Home, Stack};
use crate::{events, grouped, settled};

const GROUP: &str = "incoming";
const CONNECTIONS: usize = 2;
/// Events per request.
const AT_ONCE: usize = 1_000;
const BODIES: usize = 8;
/// Repetitions, alternately alone and during searches.
const TURNS: usize = 3;
/// Events per second for a load that leaves the machine idle time: five requests per second on each
/// connection.
const PACED: f64 = 10_000.0;

/// The results of one interval.
#[derive(Default)]
struct Taken {
    events: f64,
    seconds: f64,
    latencies: Vec<Duration>,
    refused: usize,
    /// Completed scans.
    scans: usize,
    /// The maximum size of the write-ahead log.
    log_bytes: u64,
    /// The maximum anonymous memory of the stack, in MB.
    own: u64,
    /// Processor time of the stack, in seconds.
    processor: f64,
}

pub(crate) fn run(home: &Home, time: Duration) {
    let stack = settled(home);
    load::make(&mut Connection::open(stack.services), GROUP, CONNECTIONS);
    println!(
        "\n{:<44} {:>10} {:>8} {:>8} {:>8} {:>6} {:>8} {:>8} {:>8}",
        "PUTLOGEVENTS",
        "EVENTS/S",
        "P50 MS",
        "P99 MS",
        "REFUSED",
        "SCANS",
        "WAL MB",
        "OWN MB",
        "CPU S"
    );
    let rare = Search::new("", "SegmentationFault");
    let all = Search::new("", NEEDLELESS);
    let cases: [(&str, &[&Search]); 3] = [
        ("alone", &[]),
        ("while a word is searched for, twice", &[&rare, &rare]),
        ("while all is read by a regex, twice", &[&all, &all]),
    ];
    for (paced, name) in [
        (None, "as fast as it goes"),
        (Some(PACED), "10,000 a second"),
    ] {
        let mut taken: [Taken; 3] = Default::default();
        for _ in 0..TURNS {
            for (taken, (_, searches)) in taken.iter_mut().zip(&cases) {
                taken.add(put(&stack, searches, time / TURNS as u32, paced));
            }
        }
        let alone = taken[0].rate();
        for (taken, (what, _)) in taken.iter_mut().zip(&cases) {
            let rate = taken.rate();
            taken.show(&format!("{name}, {what}"));
            if paced.is_none() {
                println!("{:>55.0} %", rate * 100.0 / alone);
            }
        }
    }
    println!("peak memory {} MB", stack.memory().peak);
    let mut connection = Connection::open(stack.services);
    let group = format!(r#"{{"logGroupName":"{GROUP}"}}"#);
    // the last events may still be in the write queue
    while connection.call("DeleteLogGroup", group.as_bytes()).0 != 200 {
        std::thread::sleep(Duration::from_millis(200));
    }
    stack.settle();
    stack.stop();
}

/// Puts events for `time` while repeating each of the searches.
fn put(stack: &Stack, searches: &[&Search], time: Duration, paced: Option<f64>) -> Taken {
    let stop = AtomicBool::new(false);
    let (log_bytes, own) = (AtomicU64::new(0), AtomicU64::new(0));
    let busy = stack.processor();
    let started = Instant::now();
    let mut taken = Taken::default();
    let stopped = &|| stop.load(Ordering::Relaxed);
    std::thread::scope(|scope| {
        let scanning: Vec<_> = searches
            .iter()
            .map(|search| scope.spawn(move || search.repeat(stack, stopped)))
            .collect();
        let watching = scope.spawn(|| {
            while !stopped() {
                log_bytes.fetch_max(stack.disk().1, Ordering::Relaxed);
                own.fetch_max(stack.memory().own, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let putting: Vec<_> = (0..CONNECTIONS)
            .map(|stream| scope.spawn(move || put_one(stack, stream, time, paced)))
            .collect();
        for thread in putting {
            taken.add(thread.join().unwrap());
        }
        taken.seconds = started.elapsed().as_secs_f64();
        taken.processor = stack.processor() - busy;
        stop.store(true, Ordering::Relaxed);
        watching.join().unwrap();
        for thread in scanning {
            taken.scans += thread.join().unwrap();
        }
    });
    taken.log_bytes = log_bytes.into_inner();
    taken.own = own.into_inner();
    taken
}

/// Puts events into one stream.
fn put_one(stack: &Stack, stream: usize, time: Duration, paced: Option<f64>) -> Taken {
    let mut connection = Connection::open(stack.services);
    let bodies = bodies(stream);
    let pause = paced.map(|rate| Duration::from_secs_f64((AT_ONCE * CONNECTIONS) as f64 / rate));
    let mut taken = Taken::default();
    let started = Instant::now();
    for body in bodies.iter().cycle() {
        if started.elapsed() >= time {
            break;
        }
        let asked = Instant::now();
        match connection.call("PutLogEvents", body).0 {
            200 => {
                taken.events += AT_ONCE as f64;
                taken.latencies.push(asked.elapsed());
            }
            _ => {
                taken.refused += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        if let Some(pause) = pause {
            std::thread::sleep(pause.saturating_sub(asked.elapsed()));
        }
    }
    taken
}

fn bodies(stream: usize) -> Vec<Vec<u8>> {
    let mut writer = Writer::of(1_000 + stream as u64);
    let now_ms = Clock::System.now_ms();
    let mut message = String::new();
    let mut body = |_| {
        let mut batch = Batch::new(GROUP, stream);
        for n in 0..AT_ONCE {
            let at_ms = now_ms + n as i64;
            // an event number that is not one of the rare ones
            writer.write(&mut message, 0, events::STREAMS, at_ms);
            batch.add(at_ms, &message);
        }
        batch.body()
    };
    (0..BODIES).map(&mut body).collect()
}

impl Taken {
    fn add(&mut self, other: Self) {
        self.events += other.events;
        self.seconds += other.seconds;
        self.latencies.extend(other.latencies);
        self.refused += other.refused;
        self.scans += other.scans;
        self.log_bytes = self.log_bytes.max(other.log_bytes);
        self.own = self.own.max(other.own);
        self.processor += other.processor;
    }

    fn rate(&self) -> f64 {
        self.events / self.seconds
    }

    fn show(&mut self, what: &str) {
        self.latencies.sort_unstable();
        let at = |part: f64| {
            let index = (self.latencies.len() as f64 * part) as usize;
            let time = self.latencies.get(index).copied().unwrap_or_default();
            time.as_secs_f64() * 1e3
        };
        println!(
            "{what:<44} {:>10} {:>8.1} {:>8.1} {:>8} {:>6} {:>8.0} {:>8} {:>8.1}",
            grouped(self.rate()),
            at(0.5),
            at(0.99),
            self.refused,
            self.scans,
            self.log_bytes as f64 / 1e6,
            self.own,
            self.processor,
        );
    }
}
