//! Writes log lines to stderr without blocking requests.
//!
//! Writing to a full pipe blocks until it is read. So a separate thread writes, and requests only
//! queue their lines; lines that find the queue full are dropped and counted.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The size of the queue in bytes: some thousand lines.
const ROOM: usize = 1 << 20;
/// How often `flush` checks whether everything is written.
const LOOK: Duration = Duration::from_millis(5);

/// The queue of lines for stderr.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    queue: Sender<Vec<u8>>,
    counts: Arc<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    /// Bytes not yet written.
    waiting: AtomicUsize,
    lost: AtomicU64,
}

impl Lines {
    /// Starts the thread, which ends with the last clone of this handle.
    pub(super) fn start() -> io::Result<Self> {
        // not through Rust's own handle: while a write of this thread is blocked, its lock would
        // block every other writer
        let stderr = io::stderr().as_fd().try_clone_to_owned()?;
        Self::to(File::from(stderr))
    }

    fn to(out: impl Write + Send + 'static) -> io::Result<Self> {
        let (queue, lines) = channel();
        let counts = Arc::new(Counts::default());
        let written = Arc::clone(&counts);
        thread::Builder::new()
            .name("stderr".to_owned())
            .spawn(move || write(&lines, &written, out))?;
        Ok(Self { queue, counts })
    }

    /// The number of lines not written, including those still queued: nobody writes them after
    /// shutdown.
    pub(super) fn lost(&self) -> u64 {
        self.counts.lost.load(Ordering::Relaxed)
    }

    /// Waits until everything is written, at most `limit`.
    pub(super) async fn flush(&self, limit: Duration) {
        let asked = Instant::now();
        while self.counts.waiting.load(Ordering::Acquire) > 0 && asked.elapsed() < limit {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Each write is a whole line, as `tracing_subscriber` writes them.
impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let waiting = self.counts.waiting.fetch_add(line.len(), Ordering::AcqRel);
        if waiting + line.len() > ROOM || self.queue.send(line.to_vec()).is_err() {
            self.counts.waiting.fetch_sub(line.len(), Ordering::AcqRel);
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes queued lines, and a note in place of the lines that were dropped.
fn write(lines: &Receiver<Vec<u8>>, counts: &Counts, mut out: impl Write) {
    let mut told = 0;
    for line in lines {
        let lost = counts.lost.load(Ordering::Relaxed);
        if lost > told {
            // an error means that nobody can read the note
            let _ = writeln!(
                out,
                "… lines lost, because nobody read them in time: {}",
                lost - told
            );
            told = lost;
        }
        let _ = out.write_all(&line);
        counts.waiting.fetch_sub(line.len(), Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader};

    use super::*;

    #[tokio::test]
    async fn a_reader_that_stalls_holds_nobody_up() {
        let (reader, writer) = io::pipe().unwrap();
        let mut lines = Lines::to(writer).unwrap();
        // more than fits into the queue and the pipe
        let line = [[b'x'; 99].as_slice(), b"\n"].concat();
        let count = 2 * ROOM / line.len();
        let asked = Instant::now();
        for _ in 0..count {
            lines.write_all(&line).unwrap();
        }
        lines.flush(Duration::from_millis(20)).await;
        assert!(asked.elapsed() < Duration::from_secs(10));
        let lost = lines.lost();
        assert!(lost > 0 && lost < count as u64, "{lost} of {count}");

        // now read everything, including the notes about missing lines: one that is written while
        // lines are still being lost is followed by another
        let mut read = BufReader::new(reader).lines();
        let (mut seen, mut noted) = (0, 0);
        let deadline = Instant::now() + Duration::from_secs(10);
        while noted < lost && Instant::now() < deadline {
            let text = read.next().unwrap().unwrap();
            match text.strip_prefix("… lines lost, because nobody read them in time: ") {
                Some(number) => noted += number.parse::<u64>().unwrap(),
                None => seen += 1,
            }
            if seen + lost == count as u64 {
                lines.write_all(b"x one more\n").unwrap();
            }
        }
        assert_eq!(noted, lost);
    }

    #[tokio::test]
    async fn everything_is_written_at_the_end() {
        let (reader, writer) = io::pipe().unwrap();
        let mut lines = Lines::to(writer).unwrap();
        for n in 0..100 {
            lines.write_all(format!("{n}\n").as_bytes()).unwrap();
        }
        lines.flush(Duration::from_secs(10)).await;
        assert_eq!(lines.lost(), 0);
        drop(lines);
        let read: Vec<String> = BufReader::new(reader).lines().map(Result::unwrap).collect();
        let expected: Vec<String> = (0..100).map(|n| n.to_string()).collect();
        assert_eq!(read, expected);
    }
}
