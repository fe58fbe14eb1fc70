//! The X-Ray daemon: what SDKs expect on port 2000.
//!
//! UDP takes one document a packet. A thread of its own does nothing but empty the
//! socket, because the kernel drops what does not fit its buffer, silently; another task
//! turns whatever has arrived into one write. Between the two stands a bounded queue,
//! the one place where a packet is given up, and counted.
//!
//! TCP passes API calls on. The real daemon signs them anew with its own credentials, so
//! what arrives here needs none.

use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket as StdSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use self::packet::Packet;
use self::queue::{Queue, Sent};
use crate::stack::ingest::{segments, spans};
use crate::stack::otlp;
use crate::stack::services::xray;
use crate::stack::store::{Outage, StoreError, TraceBlock};
use crate::stack::traffic::Outcome;
use crate::stack::{Stack, count};

mod packet;
mod queue;

/// Asked of the kernel, which may grant less (`net.core.rmem_max`).
const SOCKET_BUFFER: usize = 8 << 20;
/// An IP datagram has no more.
const MAX_PACKET: usize = 64 << 10;
/// How often the receiving thread looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(100);
/// What comes this soon after a packet is written with it: a request's subsegments and
/// its segment are sent within it.
const GATHER: Duration = Duration::from_millis(10);
/// Attempts to write while the store's queue is full; the packets wait meanwhile.
const ATTEMPTS: usize = 50;
/// How long they wait for the end of another program's lock, and for how long at a time.
const LOCKED: Duration = Duration::from_secs(15);
const RETRY_LOCKED: Duration = Duration::from_millis(500);

/// Answers a call to the daemon's TCP port as the X-Ray service does.
pub(crate) async fn tcp(stack: Arc<Stack>, request: Request<Body>) -> Response {
    xray::handle(stack, request).await
}

/// Takes packets until `shutdown`, then stores every one that had arrived.
pub(crate) async fn udp(socket: UdpSocket, stack: Arc<Stack>, shutdown: CancellationToken) {
    let queue = Arc::new(Queue::default());
    let stop = StopOnDrop::default();
    let (done, received) = oneshot::channel();
    let receiving = {
        let (stack, queue, stop) = (Arc::clone(&stack), Arc::clone(&queue), stop.flag());
        let run = move || {
            let outcome = prepare(socket).and_then(|s| receive(&s, &stack, &queue, &stop));
            // nobody waits if the stack was dropped without being stopped
            let _ = done.send(outcome);
        };
        // not one of the runtime's blocking threads: those hold the runtime until they end
        thread::Builder::new()
            .name("xray-udp".to_owned())
            .spawn(run)
    };
    let storing = tokio::spawn(store_all(Arc::clone(&stack), Arc::clone(&queue)));
    shutdown.cancelled().await;
    drop(stop);
    if receiving.is_ok() {
        // a socket that failed has nothing more to give; what is queued is stored anyway
        let _ = received.await;
    }
    queue.close();
    let _ = storing.await;
}

/// Ends the receiving thread, also when the task that started it is dropped.
#[derive(Default)]
struct StopOnDrop(Arc<AtomicBool>);

impl StopOnDrop {
    fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0)
    }
}

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn prepare(socket: UdpSocket) -> std::io::Result<StdSocket> {
    let socket = socket.into_std()?;
    // the default holds some hundred packets: the burst of one busy moment
    let _ = rustix::net::sockopt::set_socket_recv_buffer_size(&socket, SOCKET_BUFFER);
    socket.set_nonblocking(false)?;
    socket.set_read_timeout(Some(LOOK))?;
    Ok(socket)
}

fn receive(
    socket: &StdSocket,
    stack: &Stack,
    queue: &Queue,
    stop: &AtomicBool,
) -> std::io::Result<()> {
    let mut buffer = vec![0; MAX_PACKET];
    let mut draining = false;
    loop {
        match socket.recv_from(&mut buffer) {
            Ok((length, peer)) => {
                count(&stack.counters.udp_packets);
                if !queue.push(peer, &buffer[..length]) {
                    count(&stack.counters.udp_dropped);
                    drop_packet(stack, peer, "too many packets wait to be stored");
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if draining {
                    return Ok(());
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // nobody waits for an answer: the next packet may be well again
            Err(_) => thread::sleep(LOOK),
        }
        if !draining && stop.load(Ordering::Relaxed) {
            draining = true;
            socket.set_nonblocking(true)?;
        }
    }
}

/// Counts a packet that was given up.
fn drop_packet(stack: &Stack, peer: SocketAddr, reason: &str) {
    let outcome = Outcome::refused(reason.to_owned());
    let traffic = &stack.counters.traffic;
    traffic.packet(peer, &outcome, stack.clock.now());
}

async fn store_all(stack: Arc<Stack>, queue: Arc<Queue>) {
    while queue.wait(GATHER).await {
        let packets = queue.take();
        let peers: Vec<_> = packets.iter().map(|(peer, _)| *peer).collect();
        let decoding = {
            let stack = Arc::clone(&stack);
            tokio::task::spawn_blocking(move || decode(&packets, &stack))
        };
        let stored = match decoding.await {
            Ok(Ok((blocks, outcomes))) => store(&stack, blocks).await.map(|()| outcomes),
            Ok(Err(error)) => Err(error),
            Err(panic) => Err(StoreError::Broken(panic.to_string())),
        };
        match stored {
            Ok(outcomes) => {
                let (traffic, now) = (&stack.counters.traffic, stack.clock.now());
                for (peer, outcome) in peers.iter().zip(&outcomes) {
                    traffic.packet(*peer, outcome, now);
                }
            }
            Err(error) => {
                let dropped = &stack.counters.udp_dropped;
                dropped.fetch_add(peers.len() as u64, Ordering::Relaxed);
                let reason = error.to_string();
                for peer in peers {
                    drop_packet(&stack, peer, &reason);
                }
            }
        }
    }
}

/// The blocks of all packets, and what became of each of these.
fn decode(packets: &[Sent], stack: &Stack) -> Result<(Vec<TraceBlock>, Vec<Outcome>), StoreError> {
    let now = stack.clock.now_secs();
    let mut documents = Vec::new();
    let mut blocks = Vec::new();
    let mut outcomes = Vec::with_capacity(packets.len());
    for (_, packet) in packets {
        let outcome = match packet::read(packet) {
            Ok(Packet::Document(text)) => {
                let (mut valid, rejected) = segments::parse(&text, now);
                let outcome = Outcome {
                    accepted: valid.len() as u64,
                    rejected: rejected.len() as u64,
                    reason: rejected.first().map(segments::Rejected::message),
                    ..Outcome::default()
                };
                documents.append(&mut valid);
                outcome
            }
            Ok(Packet::Spans(request)) => match spans_of(&request) {
                Ok((mut found, taken)) => {
                    blocks.append(&mut found);
                    Outcome {
                        accepted: taken.accepted,
                        rejected: taken.rejected,
                        reason: (taken.rejected > 0).then_some(taken.message),
                        ..Outcome::default()
                    }
                }
                Err(spans::IngestError::Store(error)) => return Err(error),
                Err(error) => Outcome::refused(error.to_string()),
            },
            Ok(Packet::Metrics(request)) => match otlp::count_encoded_metrics(&request) {
                Ok(points) => Outcome {
                    not_stored: points,
                    ..Outcome::accepted(points)
                },
                Err(error) => Outcome::refused(error.to_string()),
            },
            Err(reason) => Outcome::refused(reason.to_owned()),
        };
        if outcome.reason.is_some() {
            count(&stack.counters.udp_malformed);
        }
        outcomes.push(outcome);
    }
    blocks.append(&mut segments::blocks(documents)?);
    Ok((blocks, outcomes))
}

/// The spans of an encoded request, without secrets.
fn spans_of(request: &[u8]) -> Result<(Vec<TraceBlock>, spans::Taken), spans::IngestError> {
    otlp::read_encoded_traces(request, |request| {
        spans::blocks(request, spans::SpanRules::received())
    })
}

async fn store(stack: &Stack, blocks: Vec<TraceBlock>) -> Result<(), StoreError> {
    if blocks.is_empty() {
        return Ok(());
    }
    let now_ms = stack.clock.now_ms();
    let began = Instant::now();
    let mut attempts = 0;
    loop {
        attempts += 1;
        match stack.store.append_traces(blocks.clone(), now_ms).await {
            Err(StoreError::Full { retry_after }) if attempts < ATTEMPTS => {
                tokio::time::sleep(retry_after).await;
            }
            // nobody sends a packet again, and such a lock passes
            Err(StoreError::Unavailable(Outage::Locked)) if began.elapsed() < LOCKED => {
                tokio::time::sleep(RETRY_LOCKED).await;
            }
            other => return other,
        }
    }
}
