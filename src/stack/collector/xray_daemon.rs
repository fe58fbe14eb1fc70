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
use std::net::UdpSocket as StdSocket;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use tokio::net::UdpSocket;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use self::packet::Packet;
use self::queue::Queue;
use crate::stack::ingest::{secrets, segments, spans};
use crate::stack::services::xray;
use crate::stack::store::{StoreError, TraceBlock};
use crate::stack::{Stack, count};

mod packet;
mod queue;

/// Asked of the kernel, which may grant less (`net.core.rmem_max`).
const SOCKET_BUFFER: usize = 8 << 20;
/// An IP datagram has no more.
const LARGEST_PACKET: usize = 64 << 10;
/// How often the receiving thread looks whether it is to stop.
const LOOK: Duration = Duration::from_millis(100);
/// What comes this soon after a packet is written with it: a request's subsegments and
/// its segment are sent within it.
const GATHER: Duration = Duration::from_millis(10);
/// Attempts to write while the store's queue is full; the packets wait meanwhile.
const ATTEMPTS: usize = 50;

/// Answers a call to the daemon's TCP port as the X-Ray service does.
pub async fn tcp(stack: Arc<Stack>, request: Request<Body>) -> Response {
    xray::handle(stack, request).await
}

/// Takes packets until `shutdown`, then stores every one that had arrived.
pub async fn udp(socket: UdpSocket, stack: Arc<Stack>, shutdown: CancellationToken) {
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
    let mut buffer = vec![0; LARGEST_PACKET];
    let mut draining = false;
    loop {
        match socket.recv(&mut buffer) {
            Ok(length) => {
                count(&stack.counters.udp_packets);
                if !queue.push(&buffer[..length]) {
                    count(&stack.counters.udp_dropped);
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

async fn store_all(stack: Arc<Stack>, queue: Arc<Queue>) {
    while queue.wait(GATHER).await {
        let packets = queue.take();
        let counted = packets.len() as u64;
        let decoding = {
            let stack = Arc::clone(&stack);
            tokio::task::spawn_blocking(move || decode(&packets, &stack))
        };
        let stored = match decoding.await {
            Ok(Ok(blocks)) => store(&stack, blocks).await,
            Ok(Err(error)) => Err(error),
            Err(panic) => Err(StoreError::Broken(panic.to_string())),
        };
        if stored.is_err() {
            let dropped = &stack.counters.udp_dropped;
            dropped.fetch_add(counted, Ordering::Relaxed);
        }
    }
}

fn decode(packets: &[Vec<u8>], stack: &Stack) -> Result<Vec<TraceBlock>, StoreError> {
    let now = stack.clock.now_secs();
    let mut documents = Vec::new();
    let mut blocks = Vec::new();
    for packet in packets {
        let well_formed = match packet::read(packet) {
            Some(Packet::Document(text)) => {
                let (mut valid, rejected) = segments::parse(text, now);
                documents.append(&mut valid);
                rejected.is_empty()
            }
            Some(Packet::Spans(request)) => {
                let clean = secrets::cleaned_traces(&request);
                let clean = clean.map_err(spans::IngestError::from).and_then(|clean| {
                    let request = clean.as_deref().unwrap_or(&request);
                    spans::blocks(request, spans::SpanRules::default())
                });
                match clean {
                    Ok((mut found, taken)) => {
                        blocks.append(&mut found);
                        taken.rejected == 0
                    }
                    Err(spans::IngestError::Store(error)) => return Err(error),
                    Err(_) => false,
                }
            }
            Some(Packet::Metrics) => true,
            None => false,
        };
        if !well_formed {
            count(&stack.counters.udp_malformed);
        }
    }
    blocks.append(&mut segments::blocks(documents)?);
    Ok(blocks)
}

async fn store(stack: &Stack, blocks: Vec<TraceBlock>) -> Result<(), StoreError> {
    if blocks.is_empty() {
        return Ok(());
    }
    let now_ms = stack.clock.now_ms();
    let mut attempts = 0;
    loop {
        attempts += 1;
        match stack.store.append_traces(blocks.clone(), now_ms).await {
            Err(StoreError::Full { retry_after }) if attempts < ATTEMPTS => {
                tokio::time::sleep(retry_after).await;
            }
            other => return other,
        }
    }
}
