//! Failures of several groups in words.

use jiff::Timestamp;

use crate::error::{Error, Kind};

/// One error of several: its kind is theirs if they agree, and nothing could be read.
pub(super) fn several(mut errors: Vec<(String, Error)>, all: bool) -> Error {
    if errors.len() == 1 && (all || errors[0].1.kind() == Kind::NotFound) {
        return errors.remove(0).1;
    }
    let kinds: Vec<_> = errors.iter().map(|(_, error)| error.kind()).collect();
    let same = kinds.windows(2).all(|pair| pair[0] == pair[1]);
    let kind = match kinds[0] {
        kind if same && (all || kind == Kind::NotFound) => kind,
        _ => Kind::Incomplete,
    };
    let names: Vec<_> = errors.iter().map(|(name, _)| format!("`{name}`")).collect();
    let mut error = Error::new(kind, format!("cannot read {}", names.join(", ")));
    let causes: Vec<_> = errors.iter().map(|(_, error)| in_a_line(error)).collect();
    for hint in errors.iter().flat_map(|(_, error)| error.hints()) {
        if !error.hints().contains(hint) {
            error = error.hint(hint);
        }
    }
    error.caused_by(causes.join("\n"))
}

/// An error that ended the reading of a group: with how far it came, `way` being "up" or
/// "back".
pub(super) fn broken_off(
    group: &str,
    (way, reached): (&str, Timestamp),
    kind: Kind,
    error: Error,
) -> Error {
    let short = Error::new(
        kind,
        format!("the log group `{group}` could be read {way} to {reached:.3} only"),
    );
    let hints = error.hints().to_vec();
    let short = hints.into_iter().fold(short, Error::hint);
    short.caused_by(error)
}

/// A failure with its causes.
pub(super) fn in_a_line(error: &Error) -> String {
    let mut line = error.to_string();
    for cause in error.causes() {
        line.push_str(": ");
        line.push_str(&cause);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_that_agree_keep_their_kind_if_nothing_could_be_read() {
        let of = |kind| ("g".to_owned(), Error::new(kind, "why"));
        let kind =
            |kinds: &[Kind], all| several(kinds.iter().map(|kind| of(*kind)).collect(), all).kind();
        assert_eq!(kind(&[Kind::Unauthorised], true), Kind::Unauthorised);
        assert_eq!(kind(&[Kind::Unauthorised; 2], true), Kind::Unauthorised);
        assert_eq!(kind(&[Kind::Unauthorised; 2], false), Kind::Incomplete);
        assert_eq!(kind(&[Kind::Failed], false), Kind::Incomplete);
        assert_eq!(
            kind(&[Kind::Failed, Kind::NotFound], true),
            Kind::Incomplete
        );
        assert_eq!(kind(&[Kind::NotFound], false), Kind::NotFound);
    }
}
