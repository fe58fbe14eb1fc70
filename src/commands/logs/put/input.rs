//! The lines of a file or of stdin, read on a thread of their own: stdin cannot be
//! waited for otherwise.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::thread;

use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::batch::MAX_MESSAGE;
use crate::error::{Error, Result};

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    Text(String),
    /// What is no UTF-8 in it is replaced: the service takes nothing else.
    Mended(String),
    /// Longer than anything that can be put; its bytes.
    TooLong(usize),
}

/// Lines that may wait: a reader that is faster than the service waits itself.
const WAITING: usize = 1_024;
/// An event as JSON is longer than its message: each byte escaped at its longest, and
/// the rest of the object.
const MAX_LENGTH: usize = MAX_MESSAGE * 6 + 64 * 1_024;

/// Lines of `path`, of stdin without one. The channel closes at the end.
pub(super) fn lines(path: Option<&Path>) -> Result<Receiver<io::Result<Line>>> {
    let reader: Box<dyn BufRead + Send> = match path {
        None => Box::new(BufReader::new(io::stdin())),
        Some(path) => {
            let unreadable = || Error::usage(format!("cannot read `{}`", path.display()));
            let file = File::open(path).map_err(|error| unreadable().caused_by(error))?;
            if path.is_dir() {
                return Err(unreadable()
                    .caused_by("it is a folder, and a file was expected")
                    .hint("name a file of it, or send several with `cat FILE… | cruddur-obs logs put GROUP`"));
            }
            Box::new(BufReader::with_capacity(256 * 1_024, file))
        }
    };
    let (sender, receiver) = channel(WAITING);
    thread::spawn(move || send(reader, &sender));
    Ok(receiver)
}

fn send(mut reader: Box<dyn BufRead + Send>, sender: &Sender<io::Result<Line>>) {
    loop {
        let line = match read(&mut reader, MAX_LENGTH) {
            Ok(Some(line)) => Ok(line),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = line.is_err();
        if sender.blocking_send(line).is_err() || failed {
            return;
        }
    }
}

/// The next line; no more than `longest` bytes of it are held.
fn read(reader: &mut impl BufRead, longest: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut length = 0;
    loop {
        let ready = match reader.fill_buf() {
            Ok(ready) => ready,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if ready.is_empty() {
            if length == 0 {
                return Ok(None);
            }
            break;
        }
        let end = ready.iter().position(|byte| *byte == b'\n');
        let part = &ready[..end.unwrap_or(ready.len())];
        length += part.len();
        if length <= longest {
            line.extend_from_slice(part);
        }
        let used = end.map_or(ready.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    if length > longest {
        return Ok(Some(Line::TooLong(length)));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    Ok(Some(match String::from_utf8(line) {
        Ok(text) => Line::Text(text),
        Err(error) => Line::Mended(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_many_ways() {
        let text = b"one\r\n\ntwo\xff\nfar too long\nlast";
        let mut reader = BufReader::with_capacity(4, &text[..]);
        let mut lines = Vec::new();
        while let Some(line) = read(&mut reader, 8).unwrap() {
            lines.push(line);
        }
        let text = |text: &str| Line::Text(text.to_owned());
        let expected = [
            text("one"),
            text(""),
            Line::Mended("two\u{fffd}".to_owned()),
            Line::TooLong(12),
            text("last"),
        ];
        assert_eq!(lines, expected);
    }
}
