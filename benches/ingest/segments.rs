//! X-Ray segments over UDP, at fixed rates and at full speed.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use rand::RngExt as _;

use crate::stack::Stack;
use crate::{Settings, grouped};
use cruddur_obs::model::Clock;

/// Packets per second; `None` sends without a pause.
const RATES: [Option<f64>; 3] = [Some(10_000.0), Some(40_000.0), None];

pub(crate) fn run(settings: &Settings) {
    println!("\nX-Ray segments through UDP");
    for rate in RATES {
        let stack = Stack::start();
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.connect(stack.addrs.xray_udp).unwrap();
        let started = Instant::now();
        let (mut sent, mut bytes) = (0_u64, 0);
        while started.elapsed() < settings.time {
            let packet = packet();
            bytes += packet.len();
            // if the receiver's buffer is full, the packet is lost without an error
            if socket.send(packet.as_bytes()).is_ok() {
                sent += 1;
            }
            if let Some(rate) = rate {
                let due = Duration::from_secs_f64(sent as f64 / rate);
                if let Some(early) = due.checked_sub(started.elapsed())
                    && early > Duration::from_millis(1)
                {
                    std::thread::sleep(early);
                }
            }
        }
        let seconds = started.elapsed().as_secs_f64();
        let status = drained(&stack);
        let usage = stack.usage();
        let processor = stack.processor() * 1e6 / status.udp_packets.max(1) as f64;
        let stored = stack.stop("SELECT coalesce(sum(spans), 0) FROM traces") as f64 / 2.0;
        let asked = rate.map_or("as fast as possible".to_owned(), |rate| {
            format!("{} a second", grouped(rate))
        });
        println!(
            "  {asked}: {} sent/s of {} B, {} stored/s",
            grouped(sent as f64 / seconds),
            bytes as u64 / sent.max(1),
            grouped(stored / seconds)
        );
        println!(
            "    {} sent, {} arrived ({:.2} % lost by the kernel), {} dropped, {} malformed, {} stored, {processor:.1} µs of processor time each; {usage}",
            grouped(sent as f64),
            grouped(status.udp_packets as f64),
            (sent - status.udp_packets) as f64 * 100.0 / sent as f64,
            status.udp_dropped,
            status.udp_malformed,
            grouped(stored)
        );
    }
}

/// Returns the status after the last packet has arrived.
fn drained(stack: &Stack) -> cruddur_obs::model::StackStatus {
    let mut last = stack.status();
    loop {
        std::thread::sleep(Duration::from_millis(300));
        let status = stack.status();
        if status.udp_packets == last.udp_packets && status.queued_bytes == 0 {
            return status;
        }
        last = status;
    }
}

/// A segment with one subsegment, like those of the course's Flask app.
fn packet() -> String {
    let mut random = rand::rng();
    let start = Clock::System.now_secs();
    let epoch = start as u64;
    let end = start + 0.041;
    let (trace, id, child): (u128, u64, u64) = (random.random(), random.random(), random.random());
    let trace = trace >> 32;
    format!(
        "{{\"format\":\"json\",\"version\":1}}\n{{\"name\":\"backend-flask\",\"id\":\"{id:016x}\",\
         \"trace_id\":\"1-{epoch:08x}-{trace:024x}\",\"start_time\":{start},\"end_time\":{end},\
         \"in_progress\":false,\"http\":{{\"request\":{{\"method\":\"GET\",\
         \"url\":\"http://localhost:4567/api/activities/home\",\"client_ip\":\"127.0.0.1\",\
         \"user_agent\":\"curl/8.5.0\"}},\"response\":{{\"status\":200,\"content_length\":1024}}}},\
         \"service\":{{\"runtime\":\"CPython\",\"runtime_version\":\"3.11.2\"}},\
         \"subsegments\":[{{\"id\":\"{child:016x}\",\"name\":\"mock-data\",\"start_time\":{start},\
         \"end_time\":{end},\"in_progress\":false,\"trace_id\":\"1-{epoch:08x}-{trace:024x}\",\
         \"type\":\"subsegment\",\"annotations\":{{\"rows\":3}}}}]}}"
    )
}
