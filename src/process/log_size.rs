//! Bounds the log of a background process, so that it cannot fill the disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::fd::AsRawFd as _;
use std::thread;
use std::time::Duration;

/// A larger log is cut.
const MAX_SIZE: u64 = 16 << 20;
/// How much of its end is kept.
const KEPT: u64 = 1 << 20;
/// How often the size is checked.
const LOOK: Duration = Duration::from_secs(5);

/// Cuts this process's log, which is its stderr, whenever it has grown too large, for as long as
/// the process lives. Does nothing if stderr is not a file.
pub(super) fn keep_bounded() {
    let Ok(log) = OpenOptions::new().append(true).open("/dev/fd/2") else {
        return;
    };
    if !log.metadata().is_ok_and(|log| log.is_file()) {
        return;
    }
    // without this thread, the log is merely unbounded
    let _ = thread::Builder::new()
        .name("log size".to_owned())
        .spawn(move || {
            loop {
                thread::sleep(LOOK);
                let _ = cut(&log, MAX_SIZE, KEPT);
            }
        });
}

/// Cuts a `log` larger than `largest` to its last `kept` bytes, in whole lines. A line written at
/// the same moment may be lost.
fn cut(mut log: &File, largest: u64, kept: u64) -> io::Result<()> {
    let length = log.metadata()?.len();
    if length <= largest {
        return Ok(());
    }
    let mut text = format!("… cut here: it had grown to {length} bytes\n").into_bytes();
    text.extend(end(log, length.saturating_sub(kept)).unwrap_or_default());
    log.set_len(0)?;
    log.write_all(&text)
}

/// Returns the complete lines after `start`. Opens the log again, because its handle is write-only.
fn end(log: &File, start: u64) -> io::Result<Vec<u8>> {
    let mut log = File::open(format!("/dev/fd/{}", log.as_raw_fd()))?;
    log.seek(SeekFrom::Start(start))?;
    let mut end = Vec::new();
    log.read_to_end(&mut end)?;
    let line = end.iter().position(|byte| *byte == b'\n');
    end.drain(..line.map_or(0, |at| at + 1));
    Ok(end)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_last_whole_lines_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let mut log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .unwrap();
        for n in 100..200 {
            writeln!(log, "line {n}").unwrap();
        }
        cut(&log, 900, 20).unwrap();
        assert_eq!(fs::read(&path).unwrap().len(), 900, "not larger");
        cut(&log, 899, 20).unwrap();
        writeln!(log, "line 200").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "… cut here: it had grown to 900 bytes\nline 198\nline 199\nline 200\n"
        );
    }
}
