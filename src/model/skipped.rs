//! Answers from the local stack that are incomplete because of damaged data.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// The header of an incomplete answer. Other clients ignore it.
pub const INCOMPLETE_HEADER: &str = "x-cruddur-obs-incomplete";

/// The header of an error that retries cannot fix because stored data is damaged. A 5xx status
/// alone invites retries.
pub const LASTING_HEADER: &str = "x-cruddur-obs-lasting";

/// Damaged blocks that were skipped. The value of the header is
/// `blocks=2; from=2026-03-01T10:00:00.000Z; to=2026-03-01T10:05:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Skipped {
    pub blocks: u64,
    /// The time range of the blocks, if it is still readable.
    pub span: Option<(Timestamp, Timestamp)>,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blocks={}", self.blocks)?;
        match self.span {
            Some((from, to)) => write!(f, "; from={from:.3}; to={to:.3}"),
            None => Ok(()),
        }
    }
}

/// The text is not a valid header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `blocks=N; from=TIME; to=TIME`")]
pub struct NoSkipped;

impl FromStr for Skipped {
    type Err = NoSkipped;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let field = |name: &str| {
            let mut fields = text
                .split(';')
                .filter_map(|field| field.trim().split_once('='));
            fields.find(|(key, _)| *key == name).map(|(_, value)| value)
        };
        let time = |name| field(name).and_then(|text| text.parse::<Timestamp>().ok());
        let blocks = field("blocks").and_then(|text| text.parse().ok());
        Ok(Self {
            blocks: blocks.ok_or(NoSkipped)?,
            span: time("from").zip(time("to")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_what_was_skipped() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let span = Some((at("2026-03-01T10:00:00Z"), at("2026-03-01T10:05:00.25Z")));
        for (skipped, header) in [
            (
                Skipped { blocks: 2, span },
                "blocks=2; from=2026-03-01T10:00:00.000Z; to=2026-03-01T10:05:00.250Z",
            ),
            (
                Skipped {
                    blocks: 1,
                    span: None,
                },
                "blocks=1",
            ),
        ] {
            assert_eq!(skipped.to_string(), header);
            assert_eq!(header.parse(), Ok(skipped));
        }
        assert_eq!(
            "from=2026-03-01T10:00:00Z".parse::<Skipped>(),
            Err(NoSkipped)
        );
    }
}
